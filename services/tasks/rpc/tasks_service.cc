#include "services/tasks/rpc/tasks_service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/import_report.h"
#include "common/status/problem.h"
#include "common/status/unknown.h"
#include "services/tasks/domain/merge.h"
#include "services/tasks/rpc/assignment_file.h"
#include "services/tasks/rpc/page_token.h"
#include "services/tasks/rpc/references.h"
#include "services/tasks/rpc/request_fields.h"
#include "services/tasks/rpc/task_reply.h"

namespace thidua::tasks {
namespace {

// The tasks that storing `assignments` would write; counts every row in `report`.
std::vector<Task> ChangesBy(const std::vector<Task>& assignments, CivilDay today, TaskReader& stored,
                            imports::Report& report) {
  std::vector<Task> changes;
  for (const Task& assignment : assignments) {
    const std::optional<StoredTask> existing = stored.Find(assignment.key);
    const CivilDay given = std::min(assignment.start.value_or(today), today);
    const auto before = existing.has_value() ? std::optional(existing->task) : std::nullopt;
    Task merged = WithAssignment(before, assignment, given);
    if (before == merged) {
      ++report.unchanged;
      continue;
    }
    ++(existing.has_value() ? report.changed : report.added);
    changes.push_back(std::move(merged));
  }
  return changes;
}

absl::StatusOr<TaskFilter> ReadFilter(const v1::ListTasksRequest& request) {
  TaskFilter filter = {
      .unit = request.unit(), .year = request.year(), .office = request.office(), .directive = request.directive()};
  for (const int number : request.states()) {
    const auto state = static_cast<v1::Task::State>(number);
    const std::optional<TaskState> known =
        v1::Task::State_IsValid(number) ? TaskStateNamed(v1::Task::State_Name(state)) : std::nullopt;
    if (!known.has_value()) {
      return InvalidField("states", "BAD_STATE",
                          {.vi = absl::StrCat("Không có trạng thái số ", number, "."),
                           .en = absl::StrCat("There is no state of number ", number, ".")});
    }
    filter.states.push_back(*known);
  }
  return filter;
}

}  // namespace

absl::StatusOr<v1::ImportTasksResponse> TasksService::ImportTasks(const imports::File& file, Language language,
                                                                  const rpc::Call& call) {
  const absl::StatusOr<Calendar> calendar = backend_.calendar.Load();
  if (!calendar.ok()) return calendar.status();
  imports::FaultList faults(file.max_faults);
  References references(backend_.scoring, call);
  absl::StatusOr<AssignmentFile> read = ReadAssignmentFile(file.content, references, faults);
  if (!read.ok()) return read.status();
  for (Task& assignment : read->assignments) {
    assignment.evidence_due = std::max(assignment.due, calendar->EvidenceDay(assignment.key.year));
  }

  const imports::Report unstored = {.rows = read->rows, .faults = faults.Sorted(), .more_faults = faults.more()};
  imports::Report report = unstored;
  if (faults.empty()) {
    const CivilDay today = backend_.Today();
    const LogLine line = {
        .at = backend_.now(), .day = today, .by = call.by, .action = "task.import", .subject = file.name};
    absl::Status status;
    if (file.dry_run) {
      status = backend_.store.Read([&](TaskReader& stored) {
        ChangesBy(read->assignments, today, stored, report);
        return absl::OkStatus();
      });
    } else {
      status = backend_.store.Write([&](TaskWriter& stored) {
        report = unstored;
        for (const Task& task : ChangesBy(read->assignments, today, stored, report)) stored.Put(task, line);
        return absl::OkStatus();
      });
    }
    if (!status.ok()) return status;
    report.stored = !file.dry_run;
  }
  v1::ImportTasksResponse response;
  *response.mutable_report() = rpc::ToProto(report, language);
  return response;
}

absl::StatusOr<v1::ListTasksResponse> TasksService::ListTasks(const v1::ListTasksRequest& request) {
  const absl::StatusOr<int> page_size = ReadPageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const absl::StatusOr<TaskFilter> filter = ReadFilter(request);
  if (!filter.ok()) return filter.status();
  const absl::StatusOr<CivilDay> day = ReadDay("date", request.date(), backend_.Today());
  if (!day.ok()) return day.status();
  std::optional<TaskKey> after;
  if (!request.page_token().empty()) {
    after = ReadPageToken(*filter, request.page_token());
    if (!after.has_value()) return BadPageToken();
  }
  const absl::StatusOr<Calendar> calendar = backend_.calendar.Load();
  if (!calendar.ok()) return calendar.status();
  // One more than the page tells whether there is a next one.
  const absl::StatusOr<std::vector<StoredTask>> tasks = backend_.store.List(*filter, after, *page_size + 1);
  if (!tasks.ok()) return tasks.status();
  v1::ListTasksResponse response;
  for (const StoredTask& task : *tasks) {
    if (response.tasks_size() == *page_size) {
      response.set_next_page_token(PageTokenAfter(*filter, (*tasks)[*page_size - 1].task.key));
      break;
    }
    *response.add_tasks() = ToProto(task, *calendar, *day);
  }
  return response;
}

absl::StatusOr<v1::GetTaskResponse> TasksService::GetTask(const v1::GetTaskRequest& request) {
  const absl::StatusOr<CivilDay> day = ReadDay("date", request.date(), backend_.Today());
  if (!day.ok()) return day.status();
  const absl::StatusOr<Calendar> calendar = backend_.calendar.Load();
  if (!calendar.ok()) return calendar.status();
  v1::GetTaskResponse response;
  const absl::Status status = backend_.store.Read([&](TaskReader& stored) {
    response.Clear();
    const std::optional<StoredTask> task = stored.FindById(request.task());
    if (!task.has_value()) return UnknownTask(request.task());
    *response.mutable_task() = ToProto(*task, *calendar, *day);
    if (task->task.key.part > 0) return absl::OkStatus();
    for (const StoredTask& part : stored.Parts(task->task.key)) {
      *response.add_parts() = ToProto(part, *calendar, *day);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<v1::ListTaskHistoryResponse> TasksService::ListTaskHistory(const v1::ListTaskHistoryRequest& request) {
  std::optional<StoredTask> task;
  const absl::Status status = backend_.store.Read([&](TaskReader& stored) {
    task = stored.FindById(request.task());
    return task.has_value() ? absl::OkStatus() : UnknownTask(request.task());
  });
  if (!status.ok()) return status;
  const auto entries = backend_.store.ListUnitLog(task->task.key.unit, task->task.key.year);
  if (!entries.ok()) return entries.status();
  v1::ListTaskHistoryResponse response;
  for (v1::TaskAct& act : ToActs(request.task(), *entries)) *response.add_acts() = std::move(act);
  return response;
}

}  // namespace thidua::tasks
