#include "services/tasks/rpc/drafting.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/tasks/rpc/request_fields.h"
#include "services/tasks/rpc/task_reply.h"

namespace thidua::tasks {
namespace {

absl::Status YearNotAfter(int from_year, int year) {
  return InvalidField("year", "YEAR_NOT_AFTER",
                      {.vi = absl::StrCat("Điểm mất năm ", from_year, " không lấy lại được trong năm ", year,
                                          ". Hãy chọn một năm sau ", from_year, "."),
                       .en = absl::StrCat("Points lost in ", from_year, " cannot be won back in ", year,
                                          ". Choose a year after ", from_year, ".")});
}

absl::Status WrongYear(const std::string& due, int year) {
  return InvalidField(
      "due", "WRONG_YEAR",
      {.vi = absl::StrCat("Hạn ", due, " không nằm trong năm ", year, ". Hãy chọn một ngày của năm đó."),
       .en = absl::StrCat("The due date ", due, " is not in ", year, ". Choose a day of that year.")});
}

absl::Status PathNotReachable(const thidua::ranking::v1::FindPathResponse& path) {
  return FailedPrecondition(
      "PATH_NOT_REACHABLE",
      {.vi = absl::StrCat("Lấy lại hết điểm đã mất cũng chỉ đạt ", path.total_then(), " điểm, hạng ",
                          path.rank_then().rank(), "/", path.rank_then().members(),
                          ". Hãy chọn một đích gần hơn, hoặc lập nhiệm vụ cho mọi điểm đã mất."),
       .en = absl::StrCat("Winning back everything that was lost leads to ", path.total_then(), " points, rank ",
                          path.rank_then().rank(), "/", path.rank_then().members(),
                          ", only. Choose a nearer goal, or draft tasks for all lost points.")});
}

}  // namespace

template <typename Request>
absl::StatusOr<Drafting::Order> Drafting::ReadOrder(const Request& request, const rpc::Call& call) {
  if (request.unit().empty()) {
    return InvalidField("unit", "EMPTY",
                        {.vi = "Chưa cho biết đơn vị. Hãy ghi mã đơn vị, ví dụ 21526.",
                         .en = "No unit is given. Give the code of a unit, e.g. 21526."});
  }
  if (absl::Status status = CheckActsFor(backend_.scoring, request.unit(), call); !status.ok()) return status;
  if (absl::Status status = CheckYear("from_year", request.from_year()); !status.ok()) return status;
  if (absl::Status status = CheckYear("year", request.year()); !status.ok()) return status;
  if (request.year() <= request.from_year()) return YearNotAfter(request.from_year(), request.year());
  absl::StatusOr<Calendar> calendar = backend_.calendar.Load();
  if (!calendar.ok()) return calendar.status();
  const CivilDay evidence_day = calendar->EvidenceDay(request.year());
  const absl::StatusOr<CivilDay> due = ReadDay("due", request.due(), evidence_day);
  if (!due.ok()) return due.status();
  if (due->year() != request.year()) return WrongYear(request.due(), request.year());
  Order order = {.plan = {.year = request.year(), .due = *due, .evidence_due = std::max(*due, evidence_day)},
                 .due_date = request.due().empty() ? DueDate::kByDefault : DueDate::kRequested,
                 .calendar = *std::move(calendar)};
  for (int i = 0; i < request.efforts_size(); ++i) {
    const absl::StatusOr<Decimal> effort =
        ReadEffort(absl::StrCat("efforts[", i, "].effort"), request.efforts(i).effort());
    if (!effort.ok()) return effort.status();
    order.plan.efforts[request.efforts(i).criterion()] = *effort;
  }
  return order;
}

absl::StatusOr<ScoredYear> Drafting::AskExplanation(const std::string& unit, int year, const rpc::Call& call,
                                                    int64_t& version) {
  thidua::scoring::v1::ExplainScoresRequest question;
  question.set_unit(unit);
  question.set_year(year);
  question.set_language_code("vi");
  const auto explained = backend_.scoring.ExplainScores(question, call);
  if (!explained.ok()) return explained.status();
  version = explained->version();
  return ToScoredYear(*explained);
}

absl::StatusOr<std::vector<v1::DraftedTask>> Drafting::Store(const std::vector<Task>& drafts, const Order& order,
                                                             const rpc::Call& call) {
  const CivilDay today = backend_.Today();
  const LogLine line = {.at = backend_.now(), .day = today, .by = call.by, .action = "task.draft"};
  std::vector<v1::DraftedTask> all;
  const absl::Status status = backend_.store.Write([&](TaskWriter& stored) {
    all.clear();
    for (const Task& draft : drafts) {
      std::optional<StoredTask> task = stored.Find(draft.key);
      const bool existed = task.has_value();
      Task merged = WithDraft(existed ? std::optional(task->task) : std::nullopt, draft, order.due_date);
      const bool changed = !existed || merged != task->task;
      if (changed) {
        const int64_t version = stored.Put(merged, line);
        task = {.task = std::move(merged), .version = version};
      }
      v1::DraftedTask& drafted = all.emplace_back();
      *drafted.mutable_task() = ToProto(*task, order.calendar, today);
      drafted.set_outcome(!changed  ? v1::DraftedTask::UNCHANGED
                          : existed ? v1::DraftedTask::UPDATED
                                    : v1::DraftedTask::CREATED);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return all;
}

absl::StatusOr<v1::DraftTasksResponse> Drafting::DraftTasks(const v1::DraftTasksRequest& request,
                                                            const rpc::Call& call) {
  const absl::StatusOr<Order> order = ReadOrder(request, call);
  if (!order.ok()) return order.status();
  v1::DraftTasksResponse response;
  absl::StatusOr<ScoredYear> scored = ScoredYear();
  if (request.published_under().empty()) {
    int64_t version = 0;
    scored = AskExplanation(request.unit(), request.from_year(), call, version);
    response.set_version(version);
  } else {
    thidua::ranking::v1::GetPublishedScoresRequest question;
    question.set_under(request.published_under());
    question.set_year(request.from_year());
    question.set_number(request.published_number());
    question.set_unit(request.unit());
    const auto published = backend_.ranking.GetPublishedScores(question, call);
    if (!published.ok()) return published.status();
    scored = ToScoredYear(published->scores(), published->explanation());
    response.set_version(published->scores().version());
    response.set_published_number(published->number());
  }
  if (!scored.ok()) return scored.status();
  const absl::StatusOr<std::vector<Task>> drafts = DraftsFromLostPoints(*scored, order->plan);
  if (!drafts.ok()) return drafts.status();
  absl::StatusOr<std::vector<v1::DraftedTask>> stored = Store(*drafts, *order, call);
  if (!stored.ok()) return stored.status();
  for (v1::DraftedTask& drafted : *stored) *response.add_tasks() = std::move(drafted);
  return response;
}

absl::StatusOr<v1::DraftPathTasksResponse> Drafting::DraftPathTasks(const v1::DraftPathTasksRequest& request,
                                                                    const rpc::Call& call) {
  const absl::StatusOr<Order> order = ReadOrder(request, call);
  if (!order.ok()) return order.status();
  thidua::ranking::v1::FindPathRequest question;
  question.set_unit(request.unit());
  question.set_year(request.from_year());
  if (request.has_total()) {
    question.set_total(request.total());
  } else {
    question.set_rank(request.rank());
  }
  for (const v1::Effort& effort : request.efforts()) {
    auto& cost = *question.add_costs();
    cost.set_criterion(effort.criterion());
    cost.set_cost(effort.effort());
  }
  question.mutable_freshness()->set_latest(true);
  const auto path = backend_.ranking.FindPath(question, call);
  if (!path.ok()) return path.status();
  if (!path->reachable()) return PathNotReachable(*path);

  int64_t version = 0;
  const absl::StatusOr<ScoredYear> scored = AskExplanation(request.unit(), request.from_year(), call, version);
  if (!scored.ok()) return scored.status();
  std::map<std::string, Decimal> gains;
  for (const auto& step : path->steps()) {
    if (Decimal::Parse(step.gain(), gains[step.criterion()]) != Decimal::Fault::kNone) {
      return Internal(absl::StrCat("ranking sent a bad gain: ", step.gain()));
    }
  }
  absl::StatusOr<std::vector<v1::DraftedTask>> stored =
      Store(DraftsFromGains(*scored, gains, order->plan), *order, call);
  if (!stored.ok()) return stored.status();
  v1::DraftPathTasksResponse response;
  for (v1::DraftedTask& drafted : *stored) *response.add_tasks() = std::move(drafted);
  response.set_version(path->version().version());
  response.set_rank_now(path->rank_now().rank());
  response.set_rank_then(path->rank_then().rank());
  response.set_total_now(path->total_now());
  response.set_total_then(path->total_then());
  response.set_effort(path->cost());
  return response;
}

}  // namespace thidua::tasks
