#include "services/tasks/rpc/tasks_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/import_report.h"
#include "common/status/problem.h"
#include "services/tasks/domain/lost_points.h"
#include "services/tasks/domain/merge.h"
#include "services/tasks/rpc/assignment_file.h"
#include "services/tasks/rpc/convert.h"
#include "services/tasks/rpc/page_token.h"
#include "services/tasks/rpc/references.h"

namespace thidua::tasks {
namespace {

constexpr int kDefaultPageSize = 500;
constexpr int kMaxPageSize = 2000;
constexpr int kFirstYear = 1945;
constexpr int kLastYear = 2200;

// The tasks that storing `assignments` would write; counts every row in `report`.
std::vector<Task> ChangesBy(const std::vector<Task>& assignments, TaskReader& stored, imports::Report& report) {
  std::vector<Task> changes;
  for (const Task& assignment : assignments) {
    const std::optional<Task> existing = stored.Find(assignment.key);
    Task merged = WithAssignment(existing, assignment);
    if (existing == merged) {
      ++report.unchanged;
      continue;
    }
    ++(existing.has_value() ? report.changed : report.added);
    changes.push_back(std::move(merged));
  }
  return changes;
}

absl::StatusOr<int> PageSize(int requested) {
  if (requested < 0 || requested > kMaxPageSize) {
    return InvalidField("page_size", "BAD_PAGE_SIZE",
                        {.vi = absl::StrCat("page_size là ", requested, ". Cần từ 1 đến ", kMaxPageSize,
                                            ", hoặc 0 để lấy ", kDefaultPageSize, "."),
                         .en = absl::StrCat("page_size is ", requested, ". Wanted: 1 to ", kMaxPageSize, ", or 0 for ",
                                            kDefaultPageSize, ".")});
  }
  return requested == 0 ? kDefaultPageSize : requested;
}

// A draft request, checked.
struct DraftOrder {
  CivilDay due;
  DueDate due_date = DueDate::kByDefault;
};

absl::Status CheckYear(const char* field, int year) {
  if (year >= kFirstYear && year <= kLastYear) return absl::OkStatus();
  return InvalidField(
      field, "BAD_YEAR",
      {.vi = absl::StrCat(field, " là ", year, ". Cần một năm từ ", kFirstYear, " đến ", kLastYear, "."),
       .en = absl::StrCat(field, " is ", year, ". Wanted: a year from ", kFirstYear, " to ", kLastYear, ".")});
}

absl::StatusOr<DraftOrder> Check(const v1::DraftTasksRequest& request, MonthDay evidence_day) {
  if (request.unit().empty()) {
    return InvalidField("unit", "EMPTY",
                        {.vi = "Chưa cho biết đơn vị. Hãy ghi mã đơn vị, ví dụ 21526.",
                         .en = "No unit is given. Give the code of a unit, e.g. 21526."});
  }
  if (absl::Status status = CheckYear("from_year", request.from_year()); !status.ok()) return status;
  if (absl::Status status = CheckYear("year", request.year()); !status.ok()) return status;
  if (request.year() <= request.from_year()) {
    return InvalidField("year", "YEAR_NOT_AFTER",
                        {.vi = absl::StrCat("Điểm mất năm ", request.from_year(), " không lấy lại được trong năm ",
                                            request.year(), ". Hãy chọn một năm sau ", request.from_year(), "."),
                         .en = absl::StrCat("Points lost in ", request.from_year(), " cannot be won back in ",
                                            request.year(), ". Choose a year after ", request.from_year(), ".")});
  }
  if (request.due().empty()) return DraftOrder{.due = evidence_day.In(request.year())};
  const std::optional<CivilDay> due = ParseCivilDay(request.due());
  if (!due.has_value()) {
    return InvalidField(
        "due", "BAD_DATE",
        {.vi = absl::StrCat("Hạn không phải một ngày có thật viết dạng năm-tháng-ngày, ví dụ ", request.year(),
                            "-12-31."),
         .en = absl::StrCat("The due date is not a day of the calendar written as year-month-day, e.g. ",
                            request.year(), "-12-31.")});
  }
  if (due->year() != request.year()) {
    return InvalidField("due", "WRONG_YEAR",
                        {.vi = absl::StrCat("Hạn ", request.due(), " không nằm trong năm ", request.year(),
                                            ". Hãy chọn một ngày của năm đó."),
                         .en = absl::StrCat("The due date ", request.due(), " is not in ", request.year(),
                                            ". Choose a day of that year.")});
  }
  return DraftOrder{.due = *due, .due_date = DueDate::kRequested};
}

}  // namespace

absl::StatusOr<v1::ImportTasksResponse> TasksService::ImportTasks(const imports::File& file, Language language,
                                                                  const rpc::Call& call) {
  imports::FaultList faults(file.max_faults);
  References references(scoring_, call);
  const absl::StatusOr<AssignmentFile> read = ReadAssignmentFile(file.content, references, faults);
  if (!read.ok()) return read.status();

  const imports::Report unstored = {.rows = read->rows, .faults = faults.Sorted(), .more_faults = faults.more()};
  imports::Report report = unstored;
  if (faults.empty()) {
    absl::Status status;
    if (file.dry_run) {
      status = store_.Read([&](TaskReader& stored) {
        ChangesBy(read->assignments, stored, report);
        return absl::OkStatus();
      });
    } else {
      status = store_.Write([&](TaskWriter& stored) {
        report = unstored;
        for (const Task& task : ChangesBy(read->assignments, stored, report)) stored.Put(task);
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

absl::StatusOr<v1::ListTasksResponse> TasksService::ListTasks(const v1::ListTasksRequest& request,
                                                              const rpc::Call& call) {
  const absl::StatusOr<int> page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const TaskFilter filter = {.unit = request.unit(), .year = request.year()};
  std::optional<TaskKey> after;
  if (!request.page_token().empty()) {
    after = ReadPageToken(filter, request.page_token());
    if (!after.has_value()) {
      return InvalidField("page_token", "BAD_PAGE_TOKEN",
                          {.vi = "page_token bị hỏng hoặc thuộc về một truy vấn khác. Hãy liệt kê lại từ trang đầu.",
                           .en = "The page_token is damaged or belongs to another query. List again from the first "
                                 "page."});
    }
  }
  // One more than the page tells whether there is a next one.
  const absl::StatusOr<std::vector<Task>> tasks = store_.List(filter, after, *page_size + 1);
  if (!tasks.ok()) return tasks.status();
  v1::ListTasksResponse response;
  for (const Task& task : *tasks) {
    if (response.tasks_size() == *page_size) {
      response.set_next_page_token(PageTokenAfter(filter, (*tasks)[*page_size - 1].key));
      break;
    }
    *response.add_tasks() = ToProto(task);
  }
  return response;
}

absl::StatusOr<v1::DraftTasksResponse> TasksService::DraftTasks(const v1::DraftTasksRequest& request,
                                                                const rpc::Call& call) {
  const absl::StatusOr<DraftOrder> order = Check(request, evidence_day_);
  if (!order.ok()) return order.status();

  thidua::scoring::v1::ExplainScoresRequest question;
  question.set_unit(request.unit());
  question.set_year(request.from_year());
  question.set_language_code("vi");
  const auto explained = scoring_.ExplainScores(question, call);
  if (!explained.ok()) return explained.status();
  const absl::StatusOr<ScoredYear> scored = ToScoredYear(*explained);
  if (!scored.ok()) return scored.status();
  const absl::StatusOr<std::vector<Task>> drafts = DraftsFromLostPoints(*scored, request.year(), order->due);
  if (!drafts.ok()) return drafts.status();

  v1::DraftTasksResponse response;
  response.set_version(explained->version());
  const absl::Status status = store_.Write([&](TaskWriter& stored) {
    response.clear_tasks();
    for (const Task& draft : *drafts) {
      const std::optional<Task> existing = stored.Find(draft.key);
      const Task merged = WithDraft(existing, draft, order->due_date);
      const bool changed = existing != merged;
      if (changed) stored.Put(merged);
      v1::DraftedTask& drafted = *response.add_tasks();
      *drafted.mutable_task() = ToProto(merged);
      drafted.set_outcome(!changed               ? v1::DraftedTask::UNCHANGED
                          : existing.has_value() ? v1::DraftedTask::UPDATED
                                                 : v1::DraftedTask::CREATED);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

}  // namespace thidua::tasks
