#include "tests/e2e/load.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "common/testing/source_file.h"
#include "tests/e2e/writer.h"
#include "tests/integration/demo.h"
#include "thidua/directory/v1/directory.grpc.pb.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"
#include "thidua/tasks/v1/tasks.grpc.pb.h"

namespace thidua::e2e {
namespace {

constexpr absl::Duration kLimit = absl::Seconds(10);

}  // namespace

void ImportBaToWithTasks(const Cluster& cluster) {
  const integration::Cli cli = cluster.cli();
  integration::ImportBaTo(cli);
  cli.Output({"import", "calendar", SourceFile("deploy/demo/calendar_vn.csv")});
  cli.Output({"import", "tasks", integration::BaToFile("tasks_2024.csv")});
}

Load::Load(const std::string& address) {
  const std::vector<std::pair<std::string, std::string>> written = {
      {"21526", "I.2"}, {"21532", "I.4"}, {"21535", "I.6"}, {"21484", "I.10"}};
  for (int i = 0; i < kThreads; ++i) {
    threads_.emplace_back([this, address, unit = written[i].first, task = "21526-2024-" + written[i].second] {
      Run(address, unit, task);
    });
  }
}

void Load::Stop() {
  stopping_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

std::vector<std::string> Load::failures() const {
  const absl::MutexLock lock(&mutex_);
  return failures_;
}

void Load::Run(const std::string& address, const std::string& unit, const std::string& task) {
  const auto channel = rpc::OpenChannel(
      {.service = "thidua", .address = address},
      {.connection = rpc::Connection::kOwn, .repeat = rpc::Repeat::kWrites, .health = rpc::Health::kIgnored});
  SheetWriter sheet(channel, unit, "sheet" + unit);
  TaskWriter report(channel, task, "task" + unit);
  const auto directory = directory::v1::DirectoryService::NewStub(channel);
  const auto ranking = ranking::v1::RankingService::NewStub(channel);
  const auto tasks = tasks::v1::TasksService::NewStub(channel);
  absl::Time next = absl::Now();
  for (int i = 0; !stopping_; ++i) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kLimit));
    if (i % 5 == 0) {
      Count("UpdateSheet", sheet.Write(kLimit), acknowledged_);
    } else if (i % 5 == 1) {
      directory::v1::GetUnitRequest request;
      directory::v1::GetUnitResponse response;
      request.set_code(unit);
      Count("GetUnit", directory->GetUnit(&context, request, &response), reads_);
    } else if (i % 5 == 2) {
      ranking::v1::AggregateRankingsRequest request;
      ranking::v1::AggregateRankingsResponse response;
      request.set_under("535");
      request.set_year(2023);
      Count("AggregateRankings", ranking->AggregateRankings(&context, request, &response), reads_);
    } else if (i % 5 == 3) {
      Count("ReportProgress", report.Write(kLimit), acknowledged_);
    } else {
      tasks::v1::ListTasksRequest request;
      tasks::v1::ListTasksResponse response;
      request.set_unit(unit);
      Count("ListTasks", tasks->ListTasks(&context, request, &response), reads_);
    }
    next += kPause;
    absl::SleepFor(next - absl::Now());
  }
  for (Writer* writer : {static_cast<Writer*>(&sheet), static_cast<Writer*>(&report)}) {
    writer->SendAgain();
    writer->ExpectEachOnce();
  }
}

void Load::Count(const char* method, const grpc::Status& status, std::atomic<int>& succeeded) {
  if (status.ok()) {
    ++succeeded;
    return;
  }
  const absl::MutexLock lock(&mutex_);
  failures_.push_back(absl::StrCat("after ", absl::FormatDuration(absl::Now() - start_), ", ", method, ": ",
                                   status.error_code(), " ", status.error_message()));
}

}  // namespace thidua::e2e
