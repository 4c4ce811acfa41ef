#include "services/cli/tasks_output.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cli/csv.h"
#include "services/cli/table.h"
#include "services/cli/task_words.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::DraftedTask;
using thidua::tasks::v1::DraftPathTasksResponse;
using thidua::tasks::v1::DraftTasksResponse;
using thidua::tasks::v1::Task;

// What an assignment says, then how it stands.
constexpr std::array<std::string_view, 13> kAssignmentColumns = {
    "task",  "unit", "year",   "criterion", "title", "lead",  "coordinators",
    "start", "due",  "points", "target",    "state", "source"};
constexpr std::array<std::string_view, 16> kStandingColumns = {
    "percent", "overdue",  "submitted_late", "parent",       "evidence_due", "recurrence", "effort",  "directive",
    "figure",  "evidence", "assigned_on",    "submitted_on", "accepted_on",  "closed_on",  "version", "etag"};

using Row = std::vector<std::string>;

Row AssignmentOf(const Task& task) {
  return {task.task(),
          task.unit(),
          absl::StrCat(task.year()),
          task.criterion(),
          task.title(),
          task.lead(),
          absl::StrJoin(task.coordinators(), ";"),
          task.start(),
          task.due(),
          task.points_to_win_back(),
          task.target(),
          Task::State_Name(task.state()),
          task.source()};
}

Row StandingOf(const Task& task) {
  return {absl::StrCat(task.percent()),
          task.overdue() ? absl::StrCat(task.days_overdue()) : std::string(),
          task.submitted_late() ? "yes" : "",
          task.parent(),
          task.evidence_due(),
          task.recurrence() == 0 ? std::string() : thidua::tasks::v1::Recurrence_Name(task.recurrence()),
          task.effort(),
          task.directive(),
          task.progress().empty() ? std::string() : task.progress().rbegin()->figure(),
          absl::StrCat(task.evidence_size()),
          task.assigned_on(),
          task.submitted_on(),
          task.accepted_on(),
          task.closed_on(),
          absl::StrCat(task.version()),
          task.etag()};
}

void AppendRow(const std::vector<std::string_view>& before, const Row& assignment,
               const std::vector<std::string_view>& between, const Row& standing, std::string& csv) {
  std::vector<std::string_view> row = before;
  row.insert(row.end(), assignment.begin(), assignment.end());
  row.insert(row.end(), between.begin(), between.end());
  row.insert(row.end(), standing.begin(), standing.end());
  AppendCsvRow(row, csv);
}

Row Headings(const auto& columns) { return {columns.begin(), columns.end()}; }

Cell OutcomeCell(DraftedTask::Outcome outcome, const Style& style) {
  switch (outcome) {
    case DraftedTask::CREATED:
      return {style.Say({"mới", "new"}), Tone::kGood};
    case DraftedTask::UPDATED:
      return {style.Say({"đã cập nhật", "updated"}), Tone::kWarning};
    case DraftedTask::UNCHANGED:
      return style.Say({"đã có", "already there"});
    default:
      return "";
  }
}

std::string DraftedTable(const DraftedList& tasks, const OfficeNames& offices, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Nhiệm vụ", "Task"}));
  table.AddColumn(style.Say({"Lấy lại", "Win back"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Hạn", "Due"}));
  table.AddColumn(style.Say({"Kết quả", "Outcome"}));
  table.AddColumn(style.Say({"Bộ phận chủ trì", "Lead office"}), Table::Column::kWrap);
  table.AddColumn(style.Say({"Việc", "What to do"}), Table::Column::kWrap);
  for (const DraftedTask& drafted : tasks) {
    const Task& task = drafted.task();
    table.AddRow({task.task(),
                  {task.points_to_win_back(), Tone::kStrong},
                  FormatDate(task.due(), style.language),
                  OutcomeCell(drafted.outcome(), style),
                  NameOfOffice(offices, task.lead()),
                  task.title()});
  }
  return table.ToString();
}

std::string VersionNote(int64_t version, int published_number, const Style& style) {
  std::string note = absl::StrCat(style.Say({"Tính từ phiên bản ", "Computed from version "}), version);
  if (published_number > 0) {
    absl::StrAppend(&note, style.Say({", bản công bố số ", ", publication "}), published_number);
  }
  return absl::StrCat(style.Paint(note, Tone::kDim), "\n");
}

}  // namespace

void AppendTaskHeading(const std::vector<std::string_view>& before, std::string& csv) {
  AppendRow(before, Headings(kAssignmentColumns), {}, Headings(kStandingColumns), csv);
}

void AppendTaskRow(const std::vector<std::string_view>& before, const Task& task, std::string& csv) {
  AppendRow(before, AssignmentOf(task), {}, StandingOf(task), csv);
}

std::string TasksCsv(const TaskList& tasks) {
  std::string csv;
  AppendTaskHeading({}, csv);
  for (const Task& task : tasks) AppendTaskRow({}, task, csv);
  return csv;
}

std::string TasksText(const TaskList& tasks, const OfficeNames& offices, const Style& style) {
  if (tasks.empty()) return style.Say({"Không có nhiệm vụ nào.\n", "There are no tasks.\n"});
  Table table(style);
  table.AddColumn(style.Say({"Nhiệm vụ", "Task"}));
  table.AddColumn(style.Say({"Lấy lại", "Win back"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Mục tiêu", "Target"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Tiến độ", "Progress"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Hạn", "Due"}));
  table.AddColumn(style.Say({"Trạng thái", "State"}), Table::Column::kWrap);
  table.AddColumn(style.Say({"Bộ phận chủ trì", "Lead office"}), Table::Column::kWrap);
  table.AddColumn(style.Say({"Việc", "What to do"}), Table::Column::kWrap);
  for (const Task& task : tasks) {
    table.AddRow({task.task(),
                  {task.points_to_win_back(), Tone::kStrong},
                  task.target(),
                  PercentText(task.percent()),
                  FormatDate(task.due(), style.language),
                  StandingCell(task, style),
                  NameOfOffice(offices, task.lead()),
                  task.title()});
  }
  return table.ToString();
}

std::string DraftCsv(const DraftedList& tasks) {
  std::string csv;
  AppendRow({}, Headings(kAssignmentColumns), {"outcome"}, Headings(kStandingColumns), csv);
  for (const DraftedTask& drafted : tasks) {
    AppendRow({}, AssignmentOf(drafted.task()), {DraftedTask::Outcome_Name(drafted.outcome())},
              StandingOf(drafted.task()), csv);
  }
  return csv;
}

std::string DraftText(const DraftTasksResponse& reply, const OfficeNames& offices, const Style& style) {
  if (reply.tasks().empty()) {
    return style.Say(
        {"Không mất điểm nào: không có việc cần lập.\n", "No points were lost: there is nothing to do.\n"});
  }
  return absl::StrCat(DraftedTable(reply.tasks(), offices, style),
                      VersionNote(reply.version(), reply.published_number(), style));
}

std::string PathDraftText(const DraftPathTasksResponse& reply, const OfficeNames& offices, const Style& style) {
  if (reply.tasks().empty()) {
    return Paragraph("",
                     style.Say({absl::StrCat("Đã đạt: nay hạng ", reply.rank_now(), ", tổng điểm ", reply.total_now(),
                                             "; không cần lấy lại điểm nào."),
                                absl::StrCat("Already there: rank ", reply.rank_now(), " now, total ",
                                             reply.total_now(), "; nothing has to be won back.")}),
                     0, style.width);
  }
  const Message leads{
      absl::StrCat("Làm xong các việc này: từ hạng ", reply.rank_now(), ", tổng điểm ", reply.total_now(), " lên hạng ",
                   reply.rank_then(), ", tổng điểm ", reply.total_then(), ", công sức ", reply.effort(),
                   ", nếu điểm của các đơn vị khác giữ nguyên."),
      absl::StrCat("With these done: from rank ", reply.rank_now(), ", total ", reply.total_now(), " to rank ",
                   reply.rank_then(), ", total ", reply.total_then(), ", effort ", reply.effort(),
                   ", while the points of all other units stay as they are.")};
  return absl::StrCat(DraftedTable(reply.tasks(), offices, style), Paragraph("", style.Say(leads), 0, style.width),
                      VersionNote(reply.version(), 0, style));
}

}  // namespace thidua::cli
