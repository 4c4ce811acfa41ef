#include "tests/e2e/sheet_writer.h"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace thidua::e2e {
namespace {

namespace pb = thidua::scoring::v1;

constexpr int kYear = 2023;
constexpr absl::Duration kPatience = absl::Seconds(60);

void SetLimit(absl::Duration limit, grpc::ClientContext& context) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + limit));
}

}  // namespace

SheetWriter::SheetWriter(std::shared_ptr<grpc::Channel> channel, std::string unit, std::string thread)
    : channel_(std::move(channel)),
      stub_(pb::SheetService::NewStub(channel_)),
      unit_(std::move(unit)),
      thread_(std::move(thread)) {}

grpc::Status SheetWriter::Write(absl::Duration limit) {
  ++number_;
  return Send(limit);
}

void SheetWriter::WriteUntilAcknowledged() {
  ++number_;
  const absl::Time end = absl::Now() + kPatience;
  for (grpc::Status status; !(status = Send(absl::Seconds(5))).ok();) {
    if (absl::Now() > end) throw std::runtime_error("never acknowledged: " + status.error_message());
    absl::SleepFor(absl::Milliseconds(20));
  }
}

grpc::Status SheetWriter::Send(absl::Duration limit) {
  pb::UpdateSheetRequest request;
  request.set_unit(unit_);
  request.set_year(kYear);
  request.set_request_id(absl::StrCat(thread_, "-", number_));
  pb::SheetEdit& edit = *request.add_edits();
  edit.set_criterion("I.2");
  edit.set_input("actual");
  edit.set_value(absl::StrCat(1000000 + number_));
  grpc::ClientContext context;
  SetLimit(limit, context);
  pb::UpdateSheetResponse response;
  const grpc::Status status = stub_->UpdateSheet(&context, request, &response);
  if (status.ok()) acknowledged_.insert(request.request_id());
  return status;
}

void SheetWriter::ExpectEachOnce() const {
  std::map<std::string, int> applied;
  pb::ListRevisionsRequest request;
  request.set_unit(unit_);
  request.set_year(kYear);
  request.set_page_size(500);
  pb::ListRevisionsResponse response;
  do {
    grpc::ClientContext context;
    SetLimit(kPatience, context);
    response.Clear();
    const grpc::Status status = stub_->ListRevisions(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    for (const pb::Revision& revision : response.revisions()) {
      if (revision.request_id().starts_with(thread_ + "-")) ++applied[revision.request_id()];
    }
    request.set_page_token(response.next_page_token());
  } while (!response.next_page_token().empty());
  for (const std::string& id : acknowledged_) EXPECT_EQ(applied[id], 1) << "the acknowledged write " << id;
  for (const auto& [id, times] : applied) EXPECT_LE(times, 1) << id;
  EXPECT_LE(static_cast<int>(applied.size()), number_);
}

}  // namespace thidua::e2e
