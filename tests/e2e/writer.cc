#include "tests/e2e/writer.h"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/integration/process.h"

namespace thidua::e2e {
namespace {

constexpr int kYear = 2023;
constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr absl::Duration kPause = absl::Milliseconds(10);  // Between writes, since all are sent again in the end.

void SetLimit(absl::Duration limit, grpc::ClientContext& context) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + limit));
}

}  // namespace

grpc::Status Writer::Write(absl::Duration limit) { return Send(limit, ++number_); }

void Writer::WriteUntilAcknowledged() {
  ++number_;
  const absl::Time end = absl::Now() + kPatience;
  for (grpc::Status status; !(status = Send(absl::Seconds(5), number_)).ok();) {
    if (absl::Now() > end) throw std::runtime_error("never acknowledged: " + status.error_message());
    absl::SleepFor(absl::Milliseconds(20));
  }
}

void Writer::SendAgain() {
  for (const int number : std::set<int>(acknowledged_)) {
    const grpc::Status status = Send(kPatience, number);
    EXPECT_TRUE(status.ok()) << IdOf(number) << " again: " << status.error_message();
  }
}

void Writer::ExpectEachOnce() {
  std::vector<std::string> ids;
  const grpc::Status status = ListIds(ids);
  ASSERT_TRUE(status.ok()) << status.error_message();
  std::map<std::string, int> applied;
  for (const std::string& id : ids) {
    if (id.starts_with(thread_ + "-")) ++applied[id];
  }
  for (const int number : acknowledged_) EXPECT_EQ(applied[IdOf(number)], 1) << "the acknowledged " << IdOf(number);
  for (const auto& [id, times] : applied) EXPECT_LE(times, 1) << id;
  EXPECT_LE(static_cast<int>(applied.size()), number_);
}

grpc::Status Writer::Send(absl::Duration limit, int number) {
  grpc::ClientContext context;
  SetLimit(limit, context);
  const grpc::Status status = Send(context, IdOf(number), number);
  if (status.ok()) acknowledged_.insert(number);
  return status;
}

std::string Writer::IdOf(int number) const { return absl::StrCat(thread_, "-", number); }

SteadyWriter::SteadyWriter(std::unique_ptr<Writer> writer)
    : writer_(std::move(writer)), thread_(std::async(std::launch::async, [this] {
        while (!stopping_) {
          writer_->WriteUntilAcknowledged();
          {
            const absl::MutexLock lock(&mutex_);
            acknowledged_at_.push_back(absl::Now());
          }
          absl::SleepFor(kPause);
        }
      })) {}

int SteadyWriter::written() const {
  const absl::MutexLock lock(&mutex_);
  return static_cast<int>(acknowledged_at_.size());
}

absl::Time SteadyWriter::WaitFor(int number) const {
  if (!integration::WaitUntil([&] { return written() >= number; }, absl::Seconds(30))) return absl::InfiniteFuture();
  const absl::MutexLock lock(&mutex_);
  return acknowledged_at_[number - 1];
}

void SteadyWriter::StopAndExpectEachOnce() {
  stopping_ = true;
  thread_.get();
  writer_->SendAgain();
  writer_->ExpectEachOnce();
}

SheetWriter::SheetWriter(const std::shared_ptr<grpc::Channel>& channel, std::string unit, std::string thread)
    : Writer(std::move(thread)), stub_(scoring::v1::SheetService::NewStub(channel)), unit_(std::move(unit)) {}

grpc::Status SheetWriter::Send(grpc::ClientContext& context, const std::string& request_id, int number) {
  scoring::v1::UpdateSheetRequest request;
  request.set_unit(unit_);
  request.set_year(kYear);
  request.set_request_id(request_id);
  scoring::v1::SheetEdit& edit = *request.add_edits();
  edit.set_criterion("I.2");
  edit.set_input("actual");
  edit.set_value(absl::StrCat(1000000 + number));
  scoring::v1::UpdateSheetResponse response;
  return stub_->UpdateSheet(&context, request, &response);
}

grpc::Status SheetWriter::ListIds(std::vector<std::string>& ids) {
  scoring::v1::ListRevisionsRequest request;
  request.set_unit(unit_);
  request.set_year(kYear);
  request.set_page_size(500);
  scoring::v1::ListRevisionsResponse response;
  do {
    grpc::ClientContext context;
    SetLimit(kPatience, context);
    response.Clear();
    if (grpc::Status status = stub_->ListRevisions(&context, request, &response); !status.ok()) return status;
    for (const scoring::v1::Revision& revision : response.revisions()) ids.push_back(revision.request_id());
    request.set_page_token(response.next_page_token());
  } while (!response.next_page_token().empty());
  return grpc::Status::OK;
}

TaskWriter::TaskWriter(const std::shared_ptr<grpc::Channel>& channel, std::string task, std::string thread)
    : Writer(std::move(thread)), stub_(tasks::v1::TasksService::NewStub(channel)), task_(std::move(task)) {}

grpc::Status TaskWriter::Send(grpc::ClientContext& context, const std::string& request_id, int number) {
  tasks::v1::ReportProgressRequest request;
  request.set_task(task_);
  request.set_request_id(request_id);
  request.set_percent(50);
  request.set_note(absl::StrCat("báo cáo ", number));
  tasks::v1::ReportProgressResponse response;
  return stub_->ReportProgress(&context, request, &response);
}

grpc::Status TaskWriter::ListIds(std::vector<std::string>& ids) {
  grpc::ClientContext context;
  SetLimit(kPatience, context);
  tasks::v1::ListTaskHistoryRequest request;
  request.set_task(task_);
  tasks::v1::ListTaskHistoryResponse response;
  if (grpc::Status status = stub_->ListTaskHistory(&context, request, &response); !status.ok()) return status;
  for (const tasks::v1::TaskAct& act : response.acts()) ids.push_back(act.request_id());
  return grpc::Status::OK;
}

}  // namespace thidua::e2e
