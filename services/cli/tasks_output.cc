#include "services/cli/tasks_output.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cli/csv.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::DraftedTask;
using thidua::tasks::v1::DraftTasksResponse;
using thidua::tasks::v1::Task;

constexpr std::array<std::string_view, 13> kColumns = {"task",   "unit",         "year",  "criterion", "title",
                                                       "lead",   "coordinators", "start", "due",       "points",
                                                       "target", "state",        "source"};

// `outcome` is null where there is no such column.
void AppendTask(const Task& task, const std::string* outcome, std::string& csv) {
  const std::string year = absl::StrCat(task.year());
  const std::string coordinators = absl::StrJoin(task.coordinators(), ";");
  std::vector<std::string_view> row = {
      task.task(),  task.unit(),  year,       task.criterion(),          task.title(),  task.lead(),
      coordinators, task.start(), task.due(), task.points_to_win_back(), task.target(), Task::State_Name(task.state()),
      task.source()};
  if (outcome != nullptr) row.push_back(*outcome);
  AppendCsvRow(row, csv);
}

Cell StateCell(Task::State state, const Style& style) {
  switch (state) {
    case Task::DRAFT:
      return {style.Say({"bản nháp", "draft"}), Tone::kWarning};
    case Task::ASSIGNED:
      return {style.Say({"đã giao", "assigned"}), Tone::kGood};
    default:
      return "";
  }
}

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

}  // namespace

std::string TasksCsv(const TaskList& tasks) {
  std::string csv;
  AppendCsvRow({kColumns.begin(), kColumns.end()}, csv);
  for (const Task& task : tasks) AppendTask(task, nullptr, csv);
  return csv;
}

std::string TasksText(const TaskList& tasks, const OfficeNames& offices, const Style& style) {
  if (tasks.empty()) return style.Say({"Không có nhiệm vụ nào.\n", "There are no tasks.\n"});
  Table table(style);
  table.AddColumn(style.Say({"Đơn vị", "Unit"}));
  table.AddColumn(style.Say({"Năm", "Year"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Tiêu chí", "Criterion"}));
  table.AddColumn(style.Say({"Lấy lại", "Win back"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Mục tiêu", "Target"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Hạn", "Due"}));
  table.AddColumn(style.Say({"Trạng thái", "State"}));
  table.AddColumn(style.Say({"Bộ phận chủ trì", "Lead office"}), Table::Column::kWrap);
  table.AddColumn(style.Say({"Việc", "Task"}), Table::Column::kWrap);
  for (const Task& task : tasks) {
    table.AddRow({task.unit(),
                  absl::StrCat(task.year()),
                  task.criterion(),
                  {task.points_to_win_back(), Tone::kStrong},
                  task.target(),
                  FormatDate(task.due(), style.language),
                  StateCell(task.state(), style),
                  NameOfOffice(offices, task.lead()),
                  task.title()});
  }
  return table.ToString();
}

std::string DraftCsv(const DraftTasksResponse& reply) {
  std::string csv;
  std::vector<std::string_view> columns(kColumns.begin(), kColumns.end());
  columns.push_back("outcome");
  AppendCsvRow(columns, csv);
  for (const DraftedTask& drafted : reply.tasks()) {
    AppendTask(drafted.task(), &DraftedTask::Outcome_Name(drafted.outcome()), csv);
  }
  return csv;
}

std::string DraftText(const DraftTasksResponse& reply, const OfficeNames& offices, const Style& style) {
  if (reply.tasks().empty()) {
    return style.Say(
        {"Không mất điểm nào: không có việc cần lập.\n", "No points were lost: there is nothing to do.\n"});
  }
  Table table(style);
  table.AddColumn(style.Say({"Tiêu chí", "Criterion"}));
  table.AddColumn(style.Say({"Điểm cần lấy lại", "Points to win back"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Hạn", "Due"}));
  table.AddColumn(style.Say({"Kết quả", "Outcome"}));
  table.AddColumn(style.Say({"Bộ phận chủ trì", "Lead office"}), Table::Column::kWrap);
  table.AddColumn(style.Say({"Việc", "Task"}), Table::Column::kWrap);
  for (const DraftedTask& drafted : reply.tasks()) {
    const Task& task = drafted.task();
    table.AddRow({task.criterion(),
                  {task.points_to_win_back(), Tone::kStrong},
                  FormatDate(task.due(), style.language),
                  OutcomeCell(drafted.outcome(), style),
                  NameOfOffice(offices, task.lead()),
                  task.title()});
  }
  return absl::StrCat(
      table.ToString(),
      style.Paint(absl::StrCat(style.Say({"Tính từ phiên bản ", "Computed from version "}), reply.version()),
                  Tone::kDim),
      "\n");
}

}  // namespace thidua::cli
