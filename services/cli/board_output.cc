#include "services/cli/board_output.h"

#include <algorithm>
#include <vector>

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

// Columns of a terminal from which tables have room for whole words.
constexpr size_t kWide = 120;

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

std::string DaysText(int days, const Style& style) {
  return absl::StrCat(days, style.Say({" ngày", days == 1 ? " day" : " days"}));
}

Cell Alarming(int count, Tone tone) { return {absl::StrCat(count), count > 0 ? tone : Tone::kPlain}; }

// A column of counts. Headings are short where the terminal is narrow.
struct CountColumn {
  Message wide;
  Message narrow;
  Tone tone = Tone::kPlain;
  int (*count)(const BoardLine& line);
  bool always = false;  // Also where nobody has any.
};

const std::vector<CountColumn>& CountColumns() {
  static const auto& columns = *new std::vector<CountColumn>{
      {.wide = {"Việc", "Tasks"},
       .narrow = {"Việc", "Tasks"},
       .count = [](const BoardLine& line) { return line.counts().tasks(); },
       .always = true},
      {.wide = {"Quá hạn", "Overdue"},
       .narrow = {"Quá hạn", "Overdue"},
       .tone = Tone::kBad,
       .count = [](const BoardLine& line) { return line.counts().overdue(); },
       .always = true},
      {.wide = {"Sắp đến hạn", "Due soon"},
       .narrow = {"Sắp hạn", "Soon"},
       .tone = Tone::kWarning,
       .count = [](const BoardLine& line) { return line.counts().due_soon(); }},
      {.wide = {"Chờ nghiệm thu", "Waiting"},
       .narrow = {"Chờ", "Wait"},
       .tone = Tone::kWarning,
       .count = [](const BoardLine& line) { return line.counts().waiting(); }},
      {.wide = {"Bị trả lại", "Returned"},
       .narrow = {"Trả lại", "Back"},
       .tone = Tone::kBad,
       .count = [](const BoardLine& line) { return line.counts().returned(); }},
      {.wide = {"Nháp", "Drafts"},
       .narrow = {"Nháp", "Draft"},
       .tone = Tone::kWarning,
       .count = [](const BoardLine& line) { return line.counts().drafts(); }},
      {.wide = {"Đã đạt", "Fulfilled"},
       .narrow = {"Đạt", "Done"},
       .count = [](const BoardLine& line) { return line.counts().fulfilled(); },
       .always = true},
      {.wide = {"Phối hợp", "Coordinates"}, .narrow = {"P.hợp", "Coord"}, .count = [](const BoardLine& line) {
         return line.coordinates();
       }}};
  return columns;
}

std::string Workload(const Message& heading, const Message& who, const BoardLines& lines, const Style& style) {
  if (lines.empty()) return {};
  const bool narrow = style.width > 0 && style.width < kWide;
  std::vector<const CountColumn*> shown;
  for (const CountColumn& column : CountColumns()) {
    const bool any = std::any_of(lines.begin(), lines.end(), [&](const BoardLine& line) { return column.count(line); });
    if (column.always || any) shown.push_back(&column);
  }
  Table table(style);
  table.AddColumn(style.Say(who), Table::Column::kWrap);
  for (const CountColumn* column : shown) {
    table.AddColumn(style.Say(narrow ? column->narrow : column->wide), Table::Column::kRight);
  }
  table.AddColumn(narrow ? "%" : style.Say({"Tiến độ", "Progress"}), Table::Column::kRight);
  table.AddColumn(style.Say(narrow ? Message{"Công sức", "Effort"} : Message{"Công sức còn lại", "Open effort"}),
                  Table::Column::kRight);
  for (const BoardLine& line : lines) {
    std::vector<Cell> cells = {line.name().empty() ? line.code() : absl::StrCat(line.name(), " (", line.code(), ")")};
    for (const CountColumn* column : shown) cells.push_back(Alarming(column->count(line), column->tone));
    cells.emplace_back(PercentText(line.counts().percent()));
    cells.emplace_back(line.open_effort());
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
              [&](const Task& task) { return Cell(DaysText(task.days_overdue(), style), Tone::kBad); });
  const std::string due_soon = Section(
      {"ĐẾN HẠN TRONG 7 NGÀY", "DUE WITHIN 7 DAYS"}, {"Hạn", "Due"},
      {"Không có việc nào sắp đến hạn.", "Nothing is due soon."}, reply.due_soon(), reply.counts().due_soon(), offices,
      style, [&](const Task& task) { return Cell(NextDate(task, reply.date(), style), Tone::kWarning); });
  const std::string waiting = Section(
      {"CHỜ NGHIỆM THU", "WAITING FOR ACCEPTANCE"}, {"Nộp ngày", "Handed in"},
      {"Không có việc nào chờ nghiệm thu.", "Nothing waits for acceptance."}, reply.waiting(), reply.counts().waiting(),
      offices, style, [&](const Task& task) { return Cell(FormatDate(task.submitted_on(), style.language)); });
  return absl::StrCat(style.Paint(absl::StrCat(reply.name(), style.Say({", đến ngày ", ", as of "}),
                                               FormatDate(reply.date(), style.language)),
                                  Tone::kStrong),
                      "\n", CountsLine(reply.counts(), style), overdue, due_soon, waiting,
                      Workload({"THEO BỘ PHẬN", "BY OFFICE"}, {"Bộ phận", "Office"}, reply.offices(), style),
                      Workload({"THEO ĐƠN VỊ", "BY UNIT"}, {"Xã, phường, thị trấn", "Unit"}, reply.units(), style),
                      Workload({"THEO CỤM", "BY CLUSTER"}, {"Cụm", "Cluster"}, reply.clusters(), style));
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
