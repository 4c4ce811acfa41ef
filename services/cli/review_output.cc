#include "services/cli/review_output.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cli/csv.h"
#include "services/cli/sheet_words.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::scoring::v1::ClusterProgress;
using thidua::scoring::v1::EarlierCriterion;
using thidua::scoring::v1::EarlierSheet;
using thidua::scoring::v1::GetLastYearResponse;
using thidua::scoring::v1::GetLedgerResponse;
using thidua::scoring::v1::GetProgressResponse;
using thidua::scoring::v1::Input;
using thidua::scoring::v1::LedgerCell;
using thidua::scoring::v1::LedgerRow;
using thidua::scoring::v1::ListWarningsResponse;
using thidua::scoring::v1::ScorerInfluence;
using thidua::scoring::v1::SheetLedger;
using thidua::scoring::v1::StageProgress;
using thidua::scoring::v1::Warning;

constexpr size_t kIndent = 2;

bool WasTouched(const LedgerRow& row) {
  return std::any_of(row.stages().begin(), row.stages().end(),
                     [](const LedgerCell& cell) { return cell.has_decision() || !IsZero(cell.moved()); });
}

Tone ToneOf(const std::string& moved) {
  if (moved.starts_with('-')) return Tone::kBad;
  return IsZero(moved) || moved.empty() ? Tone::kPlain : Tone::kGood;
}

// "90.00 (-5.00)"; a move of nothing is not shown.
Cell PointsCell(const LedgerRow& row, int stage) {
  if (stage >= row.stages_size()) return "";
  const LedgerCell& cell = row.stages(stage);
  if (IsZero(cell.moved())) return cell.points();
  return {absl::StrCat(cell.points(), " (", cell.moved(), ")"), ToneOf(cell.moved())};
}

std::string LedgerTable(const GetLedgerResponse& reply, const SheetLedger& sheet, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Tiêu chí", "Criterion"}));
  table.AddColumn(style.Say({"Tối đa", "Max"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Tính được", "Computed"}), Table::Column::kRight);
  for (const auto& stage : reply.stages()) table.AddColumn(stage.code(), Table::Column::kRight);
  table.AddColumn(style.Say({"Nội dung", "Title"}), Table::Column::kCut);
  for (const LedgerRow& row : sheet.rows()) {
    if (!WasTouched(row)) continue;
    std::vector<Cell> cells = {row.criterion(), row.max_points(), row.computed()};
    for (int i = 0; i < reply.stages_size(); ++i) cells.push_back(PointsCell(row, i));
    cells.emplace_back(row.title());
    table.AddRow(cells);
  }
  std::vector<Cell> totals = {
      {style.Say({"Tổng điểm", "Total"}), Tone::kStrong}, "", {sheet.computed_total(), Tone::kStrong}};
  for (int i = 0; i < reply.stages_size(); ++i) {
    totals.emplace_back(i < sheet.totals_size() ? sheet.totals(i) : "", Tone::kStrong);
  }
  totals.emplace_back("");
  table.AddRow(totals);
  return table.ToString();
}

std::string Reasons(const SheetLedger& sheet, const Style& style) {
  std::string text;
  for (const LedgerRow& row : sheet.rows()) {
    for (const LedgerCell& cell : row.stages()) {
      if (!cell.has_decision()) continue;
      const auto& decision = cell.decision();
      const std::string who = ActorText(decision.by());
      text += Paragraph(
          std::string(kIndent, ' '),
          absl::StrCat(row.criterion(), ", ", decision.stage(), " ", cell.moved(), ": ", decision.reason(), " (", who,
                       who.empty() ? "" : ", ", FormatTime(decision.time(), style.language), ")",
                       decision.on_older_figures() ? style.Say({" [trên số liệu cũ]", " [on older figures]"}) : ""),
          kIndent, style.width);
    }
  }
  return text;
}

std::string SheetLedgerText(const GetLedgerResponse& reply, const SheetLedger& sheet, const Style& style) {
  const auto untouched =
      std::count_if(sheet.rows().begin(), sheet.rows().end(), [](const LedgerRow& row) { return !WasTouched(row); });
  std::string text = absl::StrCat(SheetHeading(sheet.name(), sheet.unit(), reply.year(), style),
                                  LedgerTable(reply, sheet, style), Reasons(sheet, style));
  if (untouched > 0) {
    absl::StrAppend(&text,
                    style.Say({absl::StrCat(untouched, " tiêu chí khác giữ nguyên điểm tính được."),
                               absl::StrCat(untouched, " other criteria keep their computed points.")}),
                    "\n");
  }
  const Message above{absl::StrCat("Tự chấm cao hơn điểm hiện nay: ", sheet.self_above_final()),
                      absl::StrCat("Own total above the one of now: ", sheet.self_above_final())};
  return absl::StrCat(text, style.Say(above), "\n");
}

std::string ScorersText(const GetLedgerResponse& reply, const Style& style) {
  if (reply.scorers().empty()) return {};
  Table table(style);
  table.AddColumn(style.Say({"Bước", "Stage"}));
  table.AddColumn(style.Say({"Người chấm", "Scorer"}));
  table.AddColumn(style.Say({"Tiêu chí", "Criteria"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Đơn vị", "Units"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Cộng", "Given"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Trừ", "Taken"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Cho chính mình", "To itself"}), Table::Column::kRight);
  for (const ScorerInfluence& scorer : reply.scorers()) {
    table.AddRow({scorer.stage(), ActorText(scorer.scorer()), absl::StrCat(scorer.criteria()),
                  absl::StrCat(scorer.units()), scorer.up(), scorer.down(), scorer.own()});
  }
  return absl::StrCat(
      style.Paint(style.Say({"Ai làm thay đổi điểm, cả cụm", "Who moved points, in the whole cluster"}), Tone::kStrong),
      "\n", table.ToString(), "\n");
}

std::string ClusterText(const ClusterProgress& cluster, const Style& style) {
  std::string text = style.Paint(absl::StrCat(cluster.name(), " (", cluster.cluster(), ")"), Tone::kStrong) + "\n";
  if (!cluster.problem().empty()) {
    return text + Paragraph("! ", cluster.problem(), kIndent, style.width);
  }
  const Message counts{
      absl::StrCat(cluster.sheets(), " bảng điểm: ", cluster.empty(), " trống, ", cluster.incomplete(),
                   " chưa đủ số liệu"),
      absl::StrCat(cluster.sheets(), " sheets: ", cluster.empty(), " empty, ", cluster.incomplete(), " incomplete")};
  Table table(style);
  table.AddColumn(style.Say({"Bước", "Stage"}));
  table.AddColumn(style.Say({"Hạn", "Due"}));
  table.AddColumn(style.Say({"Đang ở đây", "Standing"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Đã chuyển", "Handed on"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Chuyển muộn", "Late"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Quá hạn", "Overdue"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Tên bước", "Title"}), Table::Column::kCut);
  for (const StageProgress& stage : cluster.stages()) {
    table.AddRow(
        {stage.stage().code(), FormatDate(stage.stage().due(), style.language), absl::StrCat(stage.standing()),
         absl::StrCat(stage.handed_on()),
         Cell(absl::StrCat(stage.handed_on_late()), stage.handed_on_late() > 0 ? Tone::kWarning : Tone::kPlain),
         Cell(absl::StrCat(stage.overdue()), stage.overdue() > 0 ? Tone::kBad : Tone::kPlain), stage.stage().title()});
  }
  return absl::StrCat(text, style.Say(counts), "\n", table.ToString());
}

std::string EarlierText(const EarlierSheet& sheet, int year, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Tiêu chí", "Criterion"}));
  table.AddColumn(style.Say({"Điểm", "Points"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Số liệu", "Figures"}), Table::Column::kWrap);
  for (const EarlierCriterion& criterion : sheet.criteria()) {
    table.AddRow({criterion.criterion(), criterion.points(),
                  absl::StrJoin(criterion.inputs(), "; ",
                                [](std::string* out, const Input& input) { out->append(InputText(input)); })});
  }
  table.AddRow({{style.Say({"Tổng điểm", "Total"}), Tone::kStrong}, {sheet.total(), Tone::kStrong}, ""});
  return absl::StrCat(SheetHeading(sheet.name(), sheet.unit(), year, style), table.ToString());
}

}  // namespace

std::string LedgerText(const GetLedgerResponse& reply, const Style& style) {
  std::string text;
  for (const SheetLedger& sheet : reply.sheets()) absl::StrAppend(&text, SheetLedgerText(reply, sheet, style), "\n");
  return absl::StrCat(
      text, ScorersText(reply, style),
      style.Paint(absl::StrCat(style.Say({"Tính từ phiên bản ", "Computed from version "}), reply.version()),
                  Tone::kDim),
      "\n");
}

std::string LedgerCsv(const GetLedgerResponse& reply) {
  std::string csv;
  AppendCsvRow({"unit", "criterion", "max", "computed", "stage", "points", "moved", "decided", "reason", "name",
                "by_unit", "by_office", "time", "on_older_figures"},
               csv);
  for (const SheetLedger& sheet : reply.sheets()) {
    for (const LedgerRow& row : sheet.rows()) {
      for (int i = 0; i < row.stages_size() && i < reply.stages_size(); ++i) {
        const LedgerCell& cell = row.stages(i);
        const auto& decision = cell.decision();
        AppendCsvRow(
            {sheet.unit(), row.criterion(), row.max_points(), row.computed(), reply.stages(i).code(), cell.points(),
             cell.moved(), decision.points(), decision.reason(), decision.by().name(), decision.by().unit(),
             decision.by().office(), IsoTime(decision.time()), decision.on_older_figures() ? "true" : ""},
            csv);
      }
    }
  }
  return csv;
}

std::string WarningsText(const ListWarningsResponse& reply, const Style& style) {
  if (reply.warnings().empty()) {
    return style.Say({"Không có gì đáng ngờ trong số liệu.\n", "Nothing looks wrong in the figures.\n"});
  }
  Table table(style);
  table.AddColumn(style.Say({"Đơn vị", "Unit"}));
  table.AddColumn(style.Say({"Tiêu chí", "Criterion"}));
  table.AddColumn(style.Say({"Cần kiểm tra", "What to check"}), Table::Column::kWrap);
  for (const Warning& warning : reply.warnings()) {
    table.AddRow({warning.unit(), warning.criterion(), warning.message()});
  }
  return table.ToString();
}

std::string WarningsCsv(const ListWarningsResponse& reply) {
  std::string csv;
  AppendCsvRow({"kind", "unit", "criterion", "input", "value", "compared", "message"}, csv);
  for (const Warning& warning : reply.warnings()) {
    AppendCsvRow({Warning::Kind_Name(warning.kind()), warning.unit(), warning.criterion(), warning.input(),
                  warning.value(), warning.compared(), warning.message()},
                 csv);
  }
  return csv;
}

std::string ProgressText(const GetProgressResponse& reply, const Style& style) {
  if (reply.clusters().empty()) return style.Say({"Không có cụm nào.\n", "There are no clusters.\n"});
  std::string text =
      absl::StrCat(style.Say({"Tính đến ngày ", "As of "}), FormatDate(reply.day(), style.language), "\n");
  for (const ClusterProgress& cluster : reply.clusters()) absl::StrAppend(&text, "\n", ClusterText(cluster, style));
  return text;
}

std::string ProgressCsv(const GetProgressResponse& reply) {
  std::string csv;
  AppendCsvRow({"cluster", "sheets", "empty", "incomplete", "stage", "due", "standing", "handed_on", "handed_on_late",
                "overdue", "problem"},
               csv);
  for (const ClusterProgress& cluster : reply.clusters()) {
    const std::string sheets = absl::StrCat(cluster.sheets()), empty = absl::StrCat(cluster.empty());
    const std::string incomplete = absl::StrCat(cluster.incomplete());
    for (const StageProgress& stage : cluster.stages()) {
      AppendCsvRow({cluster.cluster(), sheets, empty, incomplete, stage.stage().code(), stage.stage().due(),
                    absl::StrCat(stage.standing()), absl::StrCat(stage.handed_on()),
                    absl::StrCat(stage.handed_on_late()), absl::StrCat(stage.overdue()), cluster.problem()},
                   csv);
    }
    if (cluster.stages().empty()) {
      AppendCsvRow({cluster.cluster(), sheets, empty, incomplete, "", "", "", "", "", "", cluster.problem()}, csv);
    }
  }
  return csv;
}

std::string LastYearText(const GetLastYearResponse& reply, const Style& style) {
  std::string text = Paragraph("", reply.note(), 0, style.width);
  if (reply.note().empty()) text.clear();
  for (const EarlierSheet& sheet : reply.sheets()) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", EarlierText(sheet, reply.year(), style));
  }
  if (!text.empty()) return text;
  return style.Say({absl::StrCat("Không có số liệu năm ", reply.year(), ".\n"),
                    absl::StrCat("There are no figures of ", reply.year(), ".\n")});
}

std::string LastYearCsv(const GetLastYearResponse& reply) {
  std::string csv;
  AppendCsvRow({"year", "unit", "criterion", "points", "input", "value", "source"}, csv);
  const std::string year = absl::StrCat(reply.year());
  for (const EarlierSheet& sheet : reply.sheets()) {
    for (const EarlierCriterion& criterion : sheet.criteria()) {
      for (const Input& input : criterion.inputs()) {
        AppendCsvRow({year, sheet.unit(), criterion.criterion(), criterion.points(), input.name(), input.value(),
                      input.source()},
                     csv);
      }
    }
  }
  return csv;
}

}  // namespace thidua::cli
