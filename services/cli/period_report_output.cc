#include "services/cli/period_report_output.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cli/csv.h"
#include "services/cli/forecast_output.h"
#include "services/cli/sheet_words.h"
#include "services/cli/table.h"
#include "services/cli/task_words.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::GetPeriodReportResponse;
using thidua::tasks::v1::PeriodReport;
using thidua::tasks::v1::ReportCounts;
using thidua::tasks::v1::ReportedTask;
using thidua::tasks::v1::SubmitPeriodReportResponse;
using thidua::tasks::v1::SubmittedReport;
using thidua::tasks::v1::Task;

// Reports name states by their names in the API.
TaskState StateNamed(const std::string& name) {
  TaskState state = Task::STATE_UNSPECIFIED;
  return Task::State_Parse(name, &state) ? state : Task::STATE_UNSPECIFIED;
}

std::string CountsText(const ReportCounts& counts, const Style& style) {
  return style.Say(
      {absl::StrCat(counts.assigned(), " việc đã giao: ", counts.fulfilled(), " đã đạt (", counts.fulfilled_late(),
                    " nộp minh chứng muộn), ", counts.in_progress(), " đang làm, ", counts.waiting(),
                    " chờ nghiệm thu, ", counts.overdue(), " quá hạn; ", counts.evidence(), " minh chứng; ",
                    counts.reported(), " việc có tiến độ trong kỳ"),
       absl::StrCat(counts.assigned(), " tasks given: ", counts.fulfilled(), " fulfilled (", counts.fulfilled_late(),
                    " with late evidence), ", counts.in_progress(), " in progress, ", counts.waiting(), " waiting, ",
                    counts.overdue(), " overdue; ", counts.evidence(), " documents; ", counts.reported(),
                    " with progress in the period")});
}

std::string TimelyText(const SubmittedReport& submitted, const Style& style) {
  const Message in_time{"đúng hạn", "in time"};
  const Message late{"muộn", "late"};
  return absl::StrCat(style.Say({"lần ", "revision "}), submitted.revision(),
                      style.Say({", nộp ngày ", ", submitted "}), FormatDate(submitted.submitted_on(), style.language),
                      ", ", style.Say(submitted.on_time() ? in_time : late));
}

std::string SubmissionText(const GetPeriodReportResponse& reply, const Style& style) {
  const PeriodReport& report = reply.report();
  if (!reply.has_submitted()) {
    return absl::StrCat(
        style.Paint(style.Say({"Chưa nộp: báo cáo nếu lập bây giờ.", "Not submitted: how it would read now."}),
                    Tone::kWarning),
        style.Say({" Nộp:  ", " Submit it:  "}), "thidua tasks report submit --unit ", report.unit(), " --date ",
        report.date(), "\n");
  }
  const SubmittedReport& submitted = reply.submitted();
  std::string text =
      absl::StrCat(style.Paint(absl::StrCat(style.Say({"Đã nộp: ", "Submitted: "}), TimelyText(submitted, style)),
                               submitted.on_time() ? Tone::kGood : Tone::kBad),
                   report.number().empty() ? "" : absl::StrCat(style.Say({", số ", ", no. "}), report.number()));
  if (const std::string by = ActorText(submitted.by()); !by.empty()) absl::StrAppend(&text, ", ", by);
  absl::StrAppend(&text, "\n");
  if (!submitted.reason().empty()) {
    text += Paragraph(style.Say({"Lý do sửa: ", "Corrected because: "}), submitted.reason(), 2, style.width);
  }
  return absl::StrCat(text, style.Paint(absl::StrCat("sha256 ", submitted.sha256()), Tone::kDim), "\n");
}

std::string ForecastLineText(const PeriodReport& report, const Style& style) {
  if (!report.forecast_missing().empty()) {
    return Paragraph("! ", absl::StrCat(style.Say({"Không có dự báo: ", "No forecast: "}), report.forecast_missing()),
                     2, style.width);
  }
  if (report.likely().total().empty()) return {};
  return Paragraph(
      "",
      absl::StrCat(
          style.Say({"Dự kiến: thấp nhất ", "Expected: lowest "}), EndText(report.lowest(), style),
          style.Say({"; nhiều khả năng nhất ", "; likely "}), EndText(report.likely(), style),
          style.Say({"; cao nhất ", "; highest "}), EndText(report.highest(), style),
          IsZero(report.out_of_reach())
              ? std::string()
              : absl::StrCat(style.Say({"; không còn lấy lại được ", "; out of reach "}), report.out_of_reach())),
      0, style.width);
}

Cell ReportedState(const ReportedTask& task, const Style& style) {
  const TaskState state = StateNamed(task.state());
  const std::string word = state == Task::STATE_UNSPECIFIED ? task.state() : StateWord(state, style);
  if (task.overdue()) return {absl::StrCat(word, style.Say({", quá hạn", ", overdue"})), Tone::kBad};
  if (task.submitted_late()) return {absl::StrCat(word, style.Say({", nộp muộn", ", late"})), Tone::kWarning};
  return {word, StateTone(state)};
}

std::string TasksTable(const PeriodReport& report, const Style& style) {
  if (report.tasks().empty()) return style.Say({"Không có nhiệm vụ nào.\n", "There are no tasks.\n"});
  Table table(style);
  table.AddColumn(style.Say({"Tiêu chí", "Criterion"}));
  table.AddColumn(style.Say({"Hạn", "Due"}));
  table.AddColumn(style.Say({"Tiến độ", "Progress"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Số liệu", "Figure"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Trạng thái", "State"}));
  table.AddColumn(style.Say({"Trong kỳ", "In period"}));
  table.AddColumn(style.Say({"Chủ trì", "Lead"}), Table::Column::kWrap);
  table.AddColumn(style.Say({"Việc", "What to do"}), Table::Column::kWrap);
  table.AddColumn(style.Say({"Minh chứng, ghi chú", "Evidence, note"}), Table::Column::kWrap);
  for (const ReportedTask& task : report.tasks()) {
    const std::string evidence = absl::StrJoin(task.evidence(), "; ");
    table.AddRow({task.criterion(), FormatDate(task.due(), style.language), PercentText(task.percent()), task.figure(),
                  ReportedState(task, style),
                  task.reported() ? Cell(style.Say({"có", "yes"})) : Cell(style.Say({"không", "no"}), Tone::kWarning),
                  task.lead_name().empty() ? task.lead() : task.lead_name(), task.title(),
                  absl::StrCat(evidence, evidence.empty() || task.note().empty() ? "" : "; ", task.note())});
  }
  return table.ToString();
}

std::string WordsAdded(const PeriodReport& report, const Style& style) {
  std::string text;
  const auto add = [&](const Message& label, const std::string& words) {
    if (!words.empty()) text += Paragraph(style.Say(label), words, 2, style.width);
  };
  add({"Khó khăn, kiến nghị: ", "Difficulties, proposals: "}, report.remarks());
  add({"Nơi nhận: ", "For: "}, absl::StrJoin(report.recipients(), "; "));
  add({"Người ký: ", "Signed by: "},
      absl::StrCat(report.signer_title(), report.signer_title().empty() ? "" : " ", report.signer()));
  for (const std::string& assumption : report.assumptions()) text += Paragraph("- ", assumption, 2, style.width);
  return text.empty() ? text : "\n" + text;
}

std::string YesNo(bool yes) { return yes ? "yes" : "no"; }

}  // namespace

std::string PeriodReportText(const GetPeriodReportResponse& reply, const Style& style) {
  const PeriodReport& report = reply.report();
  const Message heading{absl::StrCat("Báo cáo kết quả khắc phục: ", report.unit_name(), " (", report.unit(), "), kỳ ",
                                     FormatDate(report.period_from(), style.language), " đến ",
                                     FormatDate(report.date(), style.language)),
                        absl::StrCat("Report on tasks: ", report.unit_name(), " (", report.unit(), "), ",
                                     report.period_from(), " to ", report.date())};
  return absl::StrCat(style.Paint(style.Say(heading), Tone::kStrong), "\n", SubmissionText(reply, style),
                      Paragraph("", CountsText(report.counts(), style) + ".", 0, style.width),
                      ForecastLineText(report, style), "\n", TasksTable(report, style), WordsAdded(report, style));
}

std::string PeriodReportCsv(const GetPeriodReportResponse& reply) {
  std::string csv;
  AppendCsvRow({"task", "criterion", "title", "lead", "due", "target", "percent", "figure", "state", "overdue",
                "submitted_late", "reported", "points", "evidence", "note"},
               csv);
  for (const ReportedTask& task : reply.report().tasks()) {
    AppendCsvRow(
        {task.task(), task.criterion(), task.title(), task.lead(), task.due(), task.target(),
         absl::StrCat(task.percent()), task.figure(), task.state(), YesNo(task.overdue()), YesNo(task.submitted_late()),
         YesNo(task.reported()), task.points_to_win_back(), absl::StrJoin(task.evidence(), ";"), task.note()},
        csv);
  }
  return csv;
}

std::string SubmittedText(const SubmitPeriodReportResponse& reply, const Style& style) {
  const PeriodReport& report = reply.report();
  const SubmittedReport& submitted = reply.submitted();
  return absl::StrCat(
      style.Paint(absl::StrCat(style.Say({"Đã nộp báo cáo ", "Submitted the report of "}),
                               FormatDate(report.date(), style.language), style.Say({" của ", " of "}),
                               report.unit_name(), " (", report.unit(), "): ", TimelyText(submitted, style)),
                  submitted.on_time() ? Tone::kGood : Tone::kWarning),
      "\n", style.Paint(absl::StrCat("sha256 ", submitted.sha256()), Tone::kDim), "\n",
      style.Say({"Văn bản:  ", "The document:  "}), "thidua tasks report --unit ", report.unit(), " --date ",
      report.date(), style.Say({" --out bao-cao.docx\n", " --out report.docx\n"}));
}

std::string SubmittedCsv(const SubmitPeriodReportResponse& reply) {
  std::string csv;
  AppendCsvRow({"unit", "year", "date", "revision", "submitted_on", "on_time", "sha256"}, csv);
  AppendCsvRow({reply.report().unit(), absl::StrCat(reply.report().year()), reply.report().date(),
                absl::StrCat(reply.submitted().revision()), reply.submitted().submitted_on(),
                YesNo(reply.submitted().on_time()), reply.submitted().sha256()},
               csv);
  return csv;
}

}  // namespace thidua::cli
