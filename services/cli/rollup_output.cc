#include "absl/strings/str_cat.h"
#include "services/cli/csv.h"
#include "services/cli/forecast_output.h"
#include "services/cli/period_report_output.h"
#include "services/cli/table.h"
#include "services/cli/task_words.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::GetReportRollupResponse;
using thidua::tasks::v1::ReportCounts;
using thidua::tasks::v1::RollupLine;

Cell SubmittedCell(const RollupLine& line, const Style& style) {
  if (!line.has_submitted()) return {style.Say({"chưa nộp", "not yet"}), Tone::kBad};
  const std::string day = FormatDate(line.submitted().submitted_on(), style.language);
  if (line.submitted().on_time()) return {day, Tone::kGood};
  return {absl::StrCat(day, style.Say({", muộn", ", late"})), Tone::kWarning};
}

std::string Summary(const GetReportRollupResponse& reply, const Style& style) {
  const ReportCounts& counts = reply.counts();
  const Message message{absl::StrCat(reply.submitted(), "/", reply.units_size(), " đơn vị đã nộp, ", reply.on_time(),
                                     " đúng hạn; ", counts.assigned(), " việc: ", counts.fulfilled(), " đã đạt, ",
                                     counts.waiting(), " chờ nghiệm thu, ", counts.overdue(), " quá hạn."),
                        absl::StrCat(reply.submitted(), "/", reply.units_size(), " units have submitted, ",
                                     reply.on_time(), " in time; ", counts.assigned(), " tasks: ", counts.fulfilled(),
                                     " fulfilled, ", counts.waiting(), " waiting, ", counts.overdue(), " overdue.")};
  return Paragraph("", style.Say(message), 0, style.width);
}

// The units of one cluster: those from `first` to before `last`.
std::string ClusterText(const GetReportRollupResponse& reply, int first, int last, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Xã, phường, thị trấn", "Unit"}), Table::Column::kWrap);
  table.AddColumn(style.Say({"Nộp báo cáo", "Submitted"}));
  table.AddColumn(style.Say({"Đầy đủ", "Complete"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Việc", "Tasks"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Đã đạt", "Fulfilled"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Quá hạn", "Overdue"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Chờ nghiệm thu", "Waiting"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Dự kiến", "Expected"}), Table::Column::kRight);
  for (int i = first; i < last; ++i) {
    const RollupLine& line = reply.units(i);
    const ReportCounts& counts = line.counts();
    table.AddRow({absl::StrCat(line.name(), " (", line.unit(), ")"), SubmittedCell(line, style),
                  counts.assigned() == 0 ? std::string() : PercentText(line.completeness()),
                  absl::StrCat(counts.assigned()), absl::StrCat(counts.fulfilled()),
                  Cell(absl::StrCat(counts.overdue()), counts.overdue() > 0 ? Tone::kBad : Tone::kPlain),
                  absl::StrCat(counts.waiting()), EndText(line.likely(), style)});
  }
  const std::string& name = reply.units(first).cluster_name();
  return absl::StrCat("\n", style.Paint(name.empty() ? reply.units(first).cluster() : name, Tone::kStrong), "\n",
                      table.ToString());
}

}  // namespace

std::string RollupText(const GetReportRollupResponse& reply, const Style& style) {
  const std::string heading =
      absl::StrCat(reply.name(), style.Say({", kỳ ", ", "}), FormatDate(reply.period_from(), style.language),
                   style.Say({" đến ", " to "}), FormatDate(reply.date(), style.language));
  std::string text = absl::StrCat(style.Paint(heading, Tone::kStrong), "\n", Summary(reply, style));
  for (int first = 0, last = 0; first < reply.units_size(); first = last) {
    while (last < reply.units_size() && reply.units(last).cluster() == reply.units(first).cluster()) ++last;
    absl::StrAppend(&text, ClusterText(reply, first, last, style));
  }
  return text;
}

std::string RollupCsv(const GetReportRollupResponse& reply) {
  std::string csv;
  AppendCsvRow(
      {"cluster", "unit", "name", "submitted_on", "on_time", "revision", "assigned", "fulfilled", "fulfilled_late",
       "in_progress", "overdue", "waiting", "evidence", "reported", "completeness", "total", "rank"},
      csv);
  for (const RollupLine& line : reply.units()) {
    const ReportCounts& counts = line.counts();
    const bool submitted = line.has_submitted();
    AppendCsvRow(
        {line.cluster(), line.unit(), line.name(), line.submitted().submitted_on(),
         !submitted                   ? ""
         : line.submitted().on_time() ? "yes"
                                      : "no",
         submitted ? absl::StrCat(line.submitted().revision()) : std::string(), absl::StrCat(counts.assigned()),
         absl::StrCat(counts.fulfilled()), absl::StrCat(counts.fulfilled_late()), absl::StrCat(counts.in_progress()),
         absl::StrCat(counts.overdue()), absl::StrCat(counts.waiting()), absl::StrCat(counts.evidence()),
         absl::StrCat(counts.reported()), absl::StrCat(line.completeness()), line.likely().total(),
         line.likely().rank() == 0 ? std::string() : absl::StrCat(line.likely().rank())},
        csv);
  }
  return csv;
}

}  // namespace thidua::cli
