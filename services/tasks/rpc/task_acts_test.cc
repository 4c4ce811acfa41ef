#include "services/tasks/rpc/task_acts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/tasks/rpc/service_fixture_for_test.h"
#include "services/tasks/rpc/task_audit.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kTask[] = "21526-2024-I.10";

class TaskActsTest : public ServiceFixture {
 protected:
  TaskActsTest() { EXPECT_EQ(Import(absl::StrCat(kHeading, kPlan)).added(), 4); }

  template <typename Request>
  static Request For(const std::string& date = "", const std::string& etag = "") {
    Request request;
    request.set_task(kTask);
    request.set_date(date);
    request.set_etag(etag);
    return request;
  }

  v1::ReportProgressRequest Progress(int percent, const std::string& note = "", const std::string& request_id = "") {
    v1::ReportProgressRequest request = For<v1::ReportProgressRequest>();
    request.set_percent(percent);
    request.set_note(note);
    request.set_request_id(request_id);
    return request;
  }

  v1::Task Task(const std::string& id = kTask) {
    v1::GetTaskRequest request;
    request.set_task(id);
    const auto response = service_.GetTask(request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->task() : v1::Task();
  }

  template <typename Response>
  static std::string Reason(const absl::StatusOr<Response>& response) {
    return response.ok() ? "" : Problem::FromStatus(response.status()).reason;
  }

  std::vector<v1::TaskAct> History(const std::string& id = kTask) {
    v1::ListTaskHistoryRequest request;
    request.set_task(id);
    const auto response = service_.ListTaskHistory(request);
    EXPECT_TRUE(response.ok()) << response.status();
    return {response->acts().begin(), response->acts().end()};
  }

  int64_t LogLength() { return store_->LogHead()->number; }

  const rpc::Call call_ = {.by = {.name = "Phạm Văn Trí", .unit = "21526"}};
};

TEST_F(TaskActsTest, ATaskGoesFromAssignmentToItsEnd) {
  ASSERT_TRUE(acts_.Start(For<v1::StartTaskRequest>("2024-05-02"), call_).ok());
  v1::ReportProgressRequest progress = For<v1::ReportProgressRequest>("2024-06-15");
  progress.set_figure("12/19");
  progress.set_percent(60);
  progress.set_note("Đang làm đường thôn");
  ASSERT_TRUE(acts_.ReportProgress(progress, call_).ok());
  v1::SubmitEvidenceRequest submit = For<v1::SubmitEvidenceRequest>();
  submit.add_evidence()->set_title("Quyết định công nhận");
  const auto submitted = acts_.Submit(submit, call_);
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  EXPECT_EQ(submitted->task().state(), v1::Task::EVIDENCE_SUBMITTED);
  EXPECT_EQ(submitted->task().submitted_on(), "2024-06-15");
  v1::ReturnTaskRequest back = For<v1::ReturnTaskRequest>();
  EXPECT_EQ(Reason(acts_.Return(back, call_)), "REASON_REQUIRED");
  back.set_reason("Thiếu dấu của UBND huyện");
  ASSERT_TRUE(acts_.Return(back, call_).ok());
  EXPECT_EQ(Task().state_reason(), "Thiếu dấu của UBND huyện");
  ASSERT_TRUE(acts_.Submit(For<v1::SubmitEvidenceRequest>(), call_).ok());
  ASSERT_TRUE(acts_.Accept(For<v1::AcceptTaskRequest>(), call_).ok());
  const auto done = acts_.Complete(For<v1::CompleteTaskRequest>(), call_);
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->task().state(), v1::Task::DONE);
  EXPECT_EQ(done->task().percent(), 100);
  EXPECT_EQ(done->task().closed_on(), "2024-06-15");
  EXPECT_THAT(done->task().actions(), ElementsAre(v1::REOPEN));

  std::vector<std::string> acts;
  for (const v1::TaskAct& act : History()) acts.push_back(act.action());
  EXPECT_THAT(acts, ElementsAre("task.complete", "task.accept", "task.submit", "task.return", "task.submit",
                                "task.progress", "task.start", "task.import"));
  const v1::TaskAct returned = History()[3];
  EXPECT_EQ(returned.reason(), "Thiếu dấu của UBND huyện");
  EXPECT_EQ(returned.by().name(), "Phạm Văn Trí");
  ASSERT_GE(returned.changes_size(), 1);
  EXPECT_EQ(returned.changes(0).field(), "state");
  EXPECT_EQ(returned.changes(0).to(), "RETURNED");
}

TEST_F(TaskActsTest, AnOldEtagChangesNothing) {
  const std::string etag = Task().etag();
  ASSERT_TRUE(acts_.ReportProgress(Progress(10), call_).ok());
  v1::ReportProgressRequest late = Progress(90);
  late.set_etag(etag);
  const auto response = acts_.ReportProgress(late, call_);
  EXPECT_EQ(response.status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(Reason(response), "STALE_TASK");
  EXPECT_EQ(Problem::FromStatus(response.status()).metadata.at("etag"), Task().etag());
  EXPECT_EQ(Task().percent(), 10);
  late.set_etag(Task().etag());
  EXPECT_TRUE(acts_.ReportProgress(late, call_).ok());
}

TEST_F(TaskActsTest, ARequestHasItsEffectOnce) {
  const auto first = acts_.ReportProgress(Progress(10, "lần đầu", "id-1"), call_);
  const int64_t length = LogLength();
  const auto again = acts_.ReportProgress(Progress(10, "lần đầu", "id-1"), call_);
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  EXPECT_EQ(LogLength(), length);
  EXPECT_EQ(Task().progress_size(), 1);
  EXPECT_EQ(Reason(acts_.ReportProgress(Progress(11, "lần đầu", "id-1"), call_)), "REQUEST_ID_REUSED");
  EXPECT_EQ(Reason(acts_.ReportProgress(Progress(10, "lần đầu", "id-1"), {.by = {.name = "An"}})), "REQUEST_ID_REUSED");
  EXPECT_EQ(Reason(acts_.ReportProgress(Progress(10, "", "mã có dấu"), call_)), "BAD_REQUEST_ID");
}

TEST_F(TaskActsTest, ARefusedRequestIsNotKept) {
  v1::SubmitEvidenceRequest submit = For<v1::SubmitEvidenceRequest>();
  submit.set_request_id("id-2");
  EXPECT_EQ(Reason(acts_.Submit(submit, call_)), "EVIDENCE_MISSING");
  v1::ReportProgressRequest progress = Progress(50);
  progress.add_evidence()->set_title("Biên bản");
  ASSERT_TRUE(acts_.ReportProgress(progress, call_).ok());
  EXPECT_TRUE(acts_.Submit(submit, call_).ok());
}

TEST_F(TaskActsTest, BadFieldsAreNamedAndNothingIsStored) {
  const int64_t length = LogLength();
  const auto field = [](const auto& response) {
    const Problem problem = Problem::FromStatus(response.status());
    return problem.violations.empty() ? "" : problem.violations.front().field;
  };
  v1::ReportProgressRequest progress = Progress(50);
  progress.set_date("2024-06-16");
  EXPECT_EQ(Reason(acts_.ReportProgress(progress, call_)), "DATE_IN_FUTURE");
  progress.set_date("15/6/2024");
  EXPECT_EQ(field(acts_.ReportProgress(progress, call_)), "date");
  progress = Progress(50, "hai\ndòng");
  EXPECT_EQ(field(acts_.ReportProgress(progress, call_)), "note");
  progress = Progress(50);
  progress.set_figure("20/19");
  EXPECT_EQ(field(acts_.ReportProgress(progress, call_)), "figure");
  progress = Progress(50);
  progress.add_evidence()->set_title("a");
  progress.add_evidence()->set_number("7");
  EXPECT_EQ(field(acts_.ReportProgress(progress, call_)), "evidence[1].title");
  progress.mutable_evidence(1)->set_title("b");
  progress.mutable_evidence(1)->set_link("javascript:alert(1)");
  EXPECT_EQ(field(acts_.ReportProgress(progress, call_)), "evidence[1].link");
  v1::AssignTaskRequest assign = For<v1::AssignTaskRequest>();
  assign.add_coordinators("THON");
  assign.add_coordinators("KHONG-CO");
  EXPECT_EQ(field(acts_.Assign(assign, call_)), "coordinators[1]");
  v1::StartTaskRequest start = For<v1::StartTaskRequest>();
  start.set_task("21526-2024-I.99");
  EXPECT_EQ(acts_.Start(start, call_).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(LogLength(), length);
}

TEST_F(TaskActsTest, TheUnitAboveActsAndAStrangerDoesNot) {
  scoring_.parents = {{"21526", "535"}, {"535", "51"}};
  for (const char* unit : {"535", "51"}) {
    EXPECT_TRUE(acts_.Assign(For<v1::AssignTaskRequest>(), {.by = {.name = "Huyện", .unit = unit}}).ok()) << unit;
  }
  const auto refused = acts_.Assign(For<v1::AssignTaskRequest>(), {.by = {.name = "Xã khác", .unit = "21529"}});
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Reason(refused), "NOT_YOUR_TASK");
}

TEST_F(TaskActsTest, AnUpdateChangesTheNamedFieldsAlone) {
  v1::UpdateTaskRequest request;
  request.mutable_task()->set_task(kTask);
  request.mutable_task()->set_title("Đạt 13/19 tiêu chí");
  request.mutable_task()->set_target("13/19");
  request.mutable_task()->set_due("2025-01-10");
  request.mutable_task()->set_recurrence(v1::QUARTERLY);
  request.mutable_task()->set_lead("CA");
  for (const char* field : {"title", "target", "due", "recurrence"}) request.mutable_update_mask()->add_paths(field);
  const auto response = acts_.Update(request, call_);
  ASSERT_TRUE(response.ok()) << response.status();
  const v1::Task& task = response->task();
  EXPECT_EQ(task.title(), "Đạt 13/19 tiêu chí");
  EXPECT_EQ(task.target(), "13/19");
  EXPECT_EQ(task.due(), "2025-01-10");
  EXPECT_EQ(task.evidence_due(), "2025-01-10");
  EXPECT_EQ(task.recurrence(), v1::QUARTERLY);
  EXPECT_EQ(task.lead(), "DC-NN-XD-MT");

  request.mutable_update_mask()->add_paths("state");
  EXPECT_EQ(Reason(acts_.Update(request, call_)), "UNKNOWN_FIELD");
  request.clear_update_mask();
  EXPECT_EQ(Reason(acts_.Update(request, call_)), "REQUIRED");
  request.mutable_update_mask()->add_paths("due");
  request.mutable_task()->set_due("2024-04-01");
  EXPECT_EQ(Reason(acts_.Update(request, call_)), "DUE_BEFORE_START");
}

TEST_F(TaskActsTest, PartsAreNumberedBelowTheirTask) {
  v1::CreateTaskRequest request;
  request.set_parent(kTask);
  request.mutable_task()->set_title("Làm 2 km đường thôn");
  for (const char* id : {"21526-2024-I.10/1", "21526-2024-I.10/2"}) {
    const auto created = acts_.Create(request, call_);
    ASSERT_TRUE(created.ok()) << created.status();
    EXPECT_EQ(created->task().task(), id);
    EXPECT_EQ(created->task().parent(), kTask);
    EXPECT_EQ(created->task().lead(), "DC-NN-XD-MT");
    EXPECT_EQ(created->task().state(), v1::Task::DRAFT);
  }
  v1::GetTaskRequest get;
  get.set_task(kTask);
  EXPECT_EQ(service_.GetTask(get)->parts_size(), 2);

  v1::ReportProgressRequest progress = Progress(100);
  progress.add_evidence()->set_title("Biên bản");
  ASSERT_TRUE(acts_.ReportProgress(progress, call_).ok());
  ASSERT_TRUE(acts_.Submit(For<v1::SubmitEvidenceRequest>(), call_).ok());
  ASSERT_TRUE(acts_.Accept(For<v1::AcceptTaskRequest>(), call_).ok());
  const auto refused = acts_.Complete(For<v1::CompleteTaskRequest>(), call_);
  EXPECT_EQ(Reason(refused), "SUBTASKS_OPEN");
  EXPECT_THAT(Problem::FromStatus(refused.status()).message.vi, HasSubstr("21526-2024-I.10/1, 21526-2024-I.10/2"));
}

TEST_F(TaskActsTest, ATaskOfACriterionIsMadeOnce) {
  v1::CreateTaskRequest request;
  request.mutable_task()->set_unit("21526");
  request.mutable_task()->set_year(2024);
  request.mutable_task()->set_criterion("II.1");
  request.mutable_task()->set_title("Học tập nghị quyết");
  request.set_request_id("make");
  const auto created = acts_.Create(request, call_);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->task().due(), "2024-12-31");
  EXPECT_EQ(acts_.Create(request, call_)->SerializeAsString(), created->SerializeAsString());
  request.clear_request_id();
  const auto again = acts_.Create(request, call_);
  EXPECT_EQ(again.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Problem::FromStatus(again.status()).metadata.at("task"), "21526-2024-II.1");
  request.mutable_task()->set_criterion("IX.1");
  EXPECT_EQ(Reason(acts_.Create(request, call_)), "UNKNOWN_CRITERION");
  request.mutable_task()->set_unit("99999");
  EXPECT_EQ(acts_.Create(request, call_).status().code(), absl::StatusCode::kNotFound);
}

class TaskWalk : public TaskActsTest, public ::testing::WithParamInterface<int> {};

// Whatever people do, in whatever order, with stale etags and repeated requests: the log leads to what is stored.
TEST_P(TaskWalk, TheLogLeadsToWhatIsStored) {
  std::mt19937 random(static_cast<std::mt19937::result_type>(GetParam()));
  int done = 0;
  for (int i = 0; i < 200; ++i) {
    const std::string etag = random() % 4 == 0 ? "v1" : "";
    const std::string id = random() % 4 == 0 ? absl::StrCat("r", random() % 20) : "";
    const auto act = [&](auto request, auto method) {
      request.set_task(random() % 2 == 0 ? kTask : "21526-2024-I.4");
      request.set_etag(etag);
      request.set_request_id(id);
      done += ((acts_.*method)(request, call_)).ok() ? 1 : 0;
    };
    const auto with_reason = [](auto request) {
      request.set_reason("lý do");
      return request;
    };
    switch (random() % 10) {
      case 0:
        act(v1::AssignTaskRequest(), &TaskActs::Assign);
        break;
      case 1:
        act(v1::StartTaskRequest(), &TaskActs::Start);
        break;
      case 2:
      case 3:
        act(Progress(static_cast<int>(random() % 101)), &TaskActs::ReportProgress);
        break;
      case 4: {
        v1::SubmitEvidenceRequest submit;
        submit.add_evidence()->set_title("Biên bản");
        act(submit, &TaskActs::Submit);
        break;
      }
      case 5:
        act(v1::AcceptTaskRequest(), &TaskActs::Accept);
        break;
      case 6:
        act(with_reason(v1::ReturnTaskRequest()), &TaskActs::Return);
        break;
      case 7:
        act(v1::CompleteTaskRequest(), &TaskActs::Complete);
        break;
      case 8:
        act(with_reason(v1::ReopenTaskRequest()), &TaskActs::Reopen);
        break;
      default:
        act(v1::WithdrawEvidenceRequest(), &TaskActs::Withdraw);
    }
  }
  EXPECT_GT(done, 20);
  const auto audited = TaskAudit(*store_).VerifyState();
  ASSERT_TRUE(audited.ok()) << audited.status();
  EXPECT_EQ(audited->tasks(), 4);
  EXPECT_EQ(audited->entries(), LogLength());
}

INSTANTIATE_TEST_SUITE_P(Seeds, TaskWalk, ::testing::Range(0, 20));

TEST_F(TaskActsTest, TheLogIsGivenInPages) {
  for (int i = 0; i < 450; ++i) ASSERT_TRUE(acts_.ReportProgress(Progress(i % 100), call_).ok());
  TaskAudit audit(*store_);
  auto entries = audit.ListEntries({});
  ASSERT_TRUE(entries.ok());
  int64_t count = 0;
  while (true) {
    v1::ListTaskAuditEntriesResponse page;
    const auto more = entries->Next(page);
    ASSERT_TRUE(more.ok());
    if (!*more) break;
    for (const auto& entry : page.entries()) EXPECT_EQ(entry.number(), ++count);
  }
  EXPECT_EQ(count, LogLength());
  EXPECT_EQ(audit.GetHead()->number(), count);
}

}  // namespace
}  // namespace thidua::tasks
