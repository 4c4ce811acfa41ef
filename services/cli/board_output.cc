#include "services/cli/board_output.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cli/table.h"
#include "services/cli/task_words.h"
#include "services/cli/tasks_output.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::BoardCounts;
using thidua::tasks::v1::BoardLine;
using thidua::tasks::v1::GetBoardResponse;
using thidua::tasks::v1::Task;

using BoardLines = google::protobuf::RepeatedPtrField<BoardLine>;

// "3 quá hạn"; the tone only where there are any.
std::string Count(int count, const Message& word, Tone tone, const Style& style) {
  const std::string text = absl::StrCat(count, " ", style.Say(word));
  return count > 0 ? style.Paint(text, tone) : text;
}

std::string CountsLine(const BoardCounts& counts, const Style& style) {
  return absl::StrCat(
      absl::StrJoin({Count(counts.tasks(), {"nhiệm vụ", "tasks"}, Tone::kStrong, style),
                     Count(counts.overdue(), {"quá hạn", "overdue"}, Tone::kBad, style),
                     Count(counts.due_soon(), {"đến hạn trong 7 ngày", "due within 7 days"}, Tone::kWarning, style),
                     Count(counts.waiting(), {"chờ nghiệm thu", "wait for acceptance"}, Tone::kWarning, style),
                     Count(counts.returned(), {"bị trả lại", "returned"}, Tone::kBad, style),
                     Count(counts.drafts(), {"bản nháp", "drafts"}, Tone::kWarning, style),
                     Count(counts.fulfilled(), {"đã đạt", "fulfilled"}, Tone::kGood, style)},
                    ", "),
      style.Say({"; tiến độ chung ", "; progress "}), PercentText(counts.percent()), "\n");
}

// The one that makes it due soon: for its work, or for its evidence when that date has passed.
std::string NextDate(const Task& task, const std::string& today, const Style& style) {
  if (task.due() >= today || task.evidence_due().empty()) return FormatDate(task.due(), style.language);
  return absl::StrCat(FormatDate(task.evidence_due(), style.language), style.Say({" (minh chứng)", " (evidence)"}));
}

// A heading with the count, then `first` of each task and what identifies it; a line when there is none.
template <typename First>
std::string Section(const Message& heading, const Message& column, const Message& none, const TaskList& tasks, int all,
                    const OfficeNames& offices, const Style& style, const First& first) {
  std::string text =
      absl::StrCat("\n", style.Paint(absl::StrCat(style.Say(heading), " (", all, ")"), Tone::kStrong), "\n");
  if (tasks.empty()) return absl::StrCat(text, style.Say(none), "\n");
  Table table(style);
  table.AddColumn(style.Say(column));
  table.AddColumn(style.Say({"Nhiệm vụ", "Task"}));
  table.AddColumn(style.Say({"Tiến độ", "Progress"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Lấy lại", "Win back"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Trạng thái", "State"}));
  table.AddColumn(style.Say({"Chủ trì", "Lead"}), Table::Column::kWrap);
  table.AddColumn(style.Say({"Việc", "What to do"}), Table::Column::kWrap);
  for (const Task& task : tasks) {
    table.AddRow({first(task),
                  task.task(),
                  PercentText(task.percent()),
                  {task.points_to_win_back(), Tone::kStrong},
                  {StateWord(task.state(), style), StateTone(task.state())},
                  NameOfOffice(offices, task.lead()),
                  task.title()});
  }
  text += table.ToString();
  if (all > tasks.size()) {
    absl::StrAppend(&text, "… ", all - tasks.size(),
                    style.Say({" việc nữa: thêm --limit để xem.\n", " more: --limit shows them.\n"}));
  }
  return text;
}

Cell Alarming(int count, Tone tone) { return {absl::StrCat(count), count > 0 ? tone : Tone::kPlain}; }

std::string Workload(const Message& heading, const Message& who, const BoardLines& lines, bool offices,
                     const Style& style) {
  if (lines.empty()) return {};
  Table table(style);
  table.AddColumn(style.Say(who), Table::Column::kWrap);
  table.AddColumn(style.Say({"Việc", "Tasks"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Quá hạn", "Overdue"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Sắp đến hạn", "Due soon"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Chờ nghiệm thu", "Waiting"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Trả lại", "Returned"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Nháp", "Drafts"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Đã đạt", "Fulfilled"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Tiến độ", "Progress"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Công sức còn lại", "Open effort"}), Table::Column::kRight);
  if (offices) table.AddColumn(style.Say({"Phối hợp", "Coordinates"}), Table::Column::kRight);
  for (const BoardLine& line : lines) {
    const BoardCounts& counts = line.counts();
    std::vector<Cell> cells = {line.name().empty() ? line.code() : absl::StrCat(line.name(), " (", line.code(), ")"),
                               absl::StrCat(counts.tasks()),
                               Alarming(counts.overdue(), Tone::kBad),
                               Alarming(counts.due_soon(), Tone::kWarning),
                               Alarming(counts.waiting(), Tone::kWarning),
                               Alarming(counts.returned(), Tone::kBad),
                               Alarming(counts.drafts(), Tone::kWarning),
                               absl::StrCat(counts.fulfilled()),
                               PercentText(counts.percent()),
                               line.open_effort()};
    if (offices) cells.emplace_back(absl::StrCat(line.coordinates()));
    table.AddRow(std::move(cells));
  }
  return absl::StrCat("\n", style.Paint(style.Say(heading), Tone::kStrong), "\n", table.ToString());
}

void AppendSection(std::string_view section, const TaskList& tasks, std::string& csv) {
  for (const Task& task : tasks) AppendTaskRow({section}, task, csv);
}

}  // namespace

std::string BoardText(const GetBoardResponse& reply, const OfficeNames& offices, const Style& style) {
  const std::string overdue =
      Section({"QUÁ HẠN", "OVERDUE"}, {"Quá hạn", "Overdue"}, {"Không có việc nào quá hạn.", "Nothing is overdue."},
              reply.overdue(), reply.counts().overdue(), offices, style,
              [&](const Task& task) { return Cell(OverdueText(task, style), Tone::kBad); });
  const std::string due_soon = Section(
      {"ĐẾN HẠN TRONG 7 NGÀY", "DUE WITHIN 7 DAYS"}, {"Hạn", "Due"},
      {"Không có việc nào sắp đến hạn.", "Nothing is due soon."}, reply.due_soon(), reply.counts().due_soon(), offices,
      style, [&](const Task& task) { return Cell(NextDate(task, reply.date(), style), Tone::kWarning); });
  const std::string waiting = Section(
      {"CHỜ NGHIỆM THU", "WAITING FOR ACCEPTANCE"}, {"Nộp ngày", "Handed in"},
      {"Không có việc nào chờ nghiệm thu.", "Nothing waits for acceptance."}, reply.waiting(), reply.counts().waiting(),
      offices, style, [&](const Task& task) { return Cell(FormatDate(task.submitted_on(), style.language)); });
  return absl::StrCat(
      style.Paint(
          absl::StrCat(reply.name(), style.Say({", đến ngày ", ", as of "}), FormatDate(reply.date(), style.language)),
          Tone::kStrong),
      "\n", CountsLine(reply.counts(), style), overdue, due_soon, waiting,
      Workload({"THEO BỘ PHẬN", "BY OFFICE"}, {"Bộ phận", "Office"}, reply.offices(), true, style),
      Workload({"THEO ĐƠN VỊ", "BY UNIT"}, {"Xã, phường, thị trấn", "Unit"}, reply.units(), false, style),
      Workload({"THEO CỤM", "BY CLUSTER"}, {"Cụm", "Cluster"}, reply.clusters(), false, style));
}

std::string BoardCsv(const GetBoardResponse& reply) {
  std::string csv;
  AppendTaskHeading({"section"}, csv);
  AppendSection("overdue", reply.overdue(), csv);
  AppendSection("due_soon", reply.due_soon(), csv);
  AppendSection("waiting", reply.waiting(), csv);
  return csv;
}

}  // namespace thidua::cli
