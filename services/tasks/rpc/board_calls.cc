#include "services/tasks/rpc/board_calls.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/tasks/domain/board.h"
#include "services/tasks/domain/standing.h"
#include "services/tasks/rpc/request_fields.h"
#include "services/tasks/rpc/task_reply.h"
#include "services/tasks/rpc/unit_names.h"

namespace thidua::tasks {
namespace {

constexpr int kDefaultLimit = 50;
constexpr int kMaxLimit = 500;

void Fill(const BoardCounts& counts, v1::BoardCounts& out) {
  out.set_tasks(counts.tasks);
  out.set_drafts(counts.drafts);
  out.set_overdue(counts.overdue);
  out.set_due_soon(counts.due_soon);
  out.set_waiting(counts.waiting);
  out.set_returned(counts.returned);
  out.set_fulfilled(counts.fulfilled);
  out.set_percent(counts.percent());
}

void AddLine(const std::string& code, const std::string& name, const BoardCounts& counts,
             google::protobuf::RepeatedPtrField<v1::BoardLine>& lines) {
  v1::BoardLine& line = *lines.Add();
  line.set_code(code);
  line.set_name(name);
  Fill(counts, *line.mutable_counts());
  line.set_coordinates(counts.coordinates);
  const Rational& effort = counts.open_effort;
  line.set_open_effort(effort.ToString(effort == effort.Rounded(0) ? 0 : 2));
}

void AddOffices(const Board& board, const std::map<std::string, std::string>& names, v1::GetBoardResponse& response) {
  std::vector<std::pair<std::string, const BoardCounts*>> offices;
  for (const auto& [code, counts] : board.offices) offices.emplace_back(code, &counts);
  std::stable_sort(offices.begin(), offices.end(), [](const auto& a, const auto& b) {
    const auto urgency = [](const BoardCounts& counts) {
      return std::pair(counts.overdue, counts.tasks - counts.fulfilled);
    };
    return urgency(*a.second) > urgency(*b.second);
  });
  for (const auto& [code, counts] : offices) {
    const auto name = names.find(code);
    AddLine(code, name == names.end() ? code : name->second, *counts, *response.mutable_offices());
  }
}

absl::Status BadLimit(int limit) {
  return InvalidField(
      "limit", "BAD_LIMIT",
      {.vi = absl::StrCat("limit là ", limit, ". Cần từ 1 đến ", kMaxLimit, ", hoặc 0 để lấy ", kDefaultLimit, "."),
       .en = absl::StrCat("limit is ", limit, ". Wanted: 1 to ", kMaxLimit, ", or 0 for ", kDefaultLimit, ".")});
}

}  // namespace

absl::StatusOr<v1::GetBoardResponse> BoardCalls::GetBoard(const v1::GetBoardRequest& request, const rpc::Call& call) {
  if (absl::Status status = CheckYear("year", request.year()); !status.ok()) return status;
  const absl::StatusOr<CivilDay> day = ReadDay("date", request.date(), backend_.Today());
  if (!day.ok()) return day.status();
  if (request.limit() < 0 || request.limit() > kMaxLimit) return BadLimit(request.limit());
  const size_t limit = request.limit() == 0 ? kDefaultLimit : request.limit();
  const auto covered = AskCoveredUnits(backend_.scoring, ScopeOf(request), request.year(), call);
  if (!covered.ok()) return covered.status();
  const auto office_names = AskOfficeNames(backend_.scoring, call);
  if (!office_names.ok()) return office_names.status();
  const absl::StatusOr<Calendar> calendar = backend_.calendar.Load();
  if (!calendar.ok()) return calendar.status();
  absl::StatusOr<std::vector<TaskSummary>> tasks = backend_.store.Summaries(covered->units, request.year());
  if (!tasks.ok()) return tasks.status();
  if (!request.office().empty())
    std::erase_if(*tasks, [&](const TaskSummary& task) { return task.lead != request.office(); });
  std::vector<std::string> recurring;
  for (TaskSummary& task : *tasks) {
    if (task.overdue_after.has_value()) {
      task.days_overdue = static_cast<int>(std::max<absl::civil_diff_t>(0, *day - *task.overdue_after));
    }
    if (task.recurs) recurring.push_back(task.id);
  }
  if (!recurring.empty()) {
    const auto whole = backend_.store.Get(recurring);
    if (!whole.ok()) return whole.status();
    std::map<std::string, int> overdue;
    for (const StoredTask& task : *whole) overdue[TaskId(task.task.key)] = DaysOverdue(task.task, *calendar, *day);
    for (TaskSummary& task : *tasks) {
      if (task.recurs) task.days_overdue = overdue[task.id];
    }
  }

  const Board board = MakeBoard(*tasks, *day);
  v1::GetBoardResponse response;
  response.set_name(covered->name);
  response.set_date(FormatCivilDay(*day));
  Fill(board.counts, *response.mutable_counts());
  for (const auto& [indices, out] :
       {std::pair{&board.overdue, response.mutable_overdue()}, std::pair{&board.due_soon, response.mutable_due_soon()},
        std::pair{&board.waiting, response.mutable_waiting()}}) {
    std::vector<std::string> ids;
    for (size_t i = 0; i < std::min(limit, indices->size()); ++i) ids.push_back((*tasks)[(*indices)[i]].id);
    const auto whole = backend_.store.Get(ids);
    if (!whole.ok()) return whole.status();
    for (const StoredTask& task : *whole) *out->Add() = ToProto(task, *calendar, *day);
  }
  AddOffices(board, *office_names, response);
  for (const std::string& unit : covered->units) {
    const auto counts = board.units.find(unit);
    AddLine(unit, covered->names.at(unit), counts == board.units.end() ? BoardCounts() : counts->second,
            *response.mutable_units());
  }
  for (const CoveredUnits::Cluster& cluster : covered->clusters) {
    BoardCounts counts;
    for (const std::string& unit : cluster.units) {
      if (const auto found = board.units.find(unit); found != board.units.end()) counts += found->second;
    }
    AddLine(cluster.code, cluster.name, counts, *response.mutable_clusters());
  }
  return response;
}

}  // namespace thidua::tasks
