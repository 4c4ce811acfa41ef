#include "services/cli/sheet_output.h"

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

using thidua::scoring::v1::CompareSheetsResponse;
using thidua::scoring::v1::Confirmation;
using thidua::scoring::v1::Decision;
using thidua::scoring::v1::Evidence;
using thidua::scoring::v1::GetSheetResponse;
using thidua::scoring::v1::Input;
using thidua::scoring::v1::ListRevisionsResponse;
using thidua::scoring::v1::Revision;
using thidua::scoring::v1::Sheet;
using thidua::scoring::v1::SheetChange;
using thidua::scoring::v1::SheetCriterion;
using thidua::scoring::v1::SheetState;

constexpr size_t kIndent = 2;
constexpr char kDoesNotApply[] = "–";

bool Contains(const google::protobuf::RepeatedPtrField<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

Cell StateCell(const Sheet& sheet, const SheetCriterion& criterion, const Style& style) {
  if (!criterion.applies()) return {style.Say({"không áp dụng", "not applicable"}), Tone::kDim};
  if (!criterion.reported()) return {style.Say({"chưa có số liệu", "not reported"}), Tone::kBad};
  if (Contains(sheet.missing_evidence(), criterion.criterion())) {
    return {style.Say({"thiếu minh chứng", "no evidence"}), Tone::kBad};
  }
  if (!criterion.decisions().empty()) return {style.Say({"điểm quyết định", "decided"}), Tone::kWarning};
  const auto& confirmations = criterion.confirmations();
  const bool confirmed = std::any_of(confirmations.begin(), confirmations.end(),
                                     [](const Confirmation& one) { return !one.on_older_figures(); });
  return confirmed ? Cell(style.Say({"đã xác nhận", "confirmed"}), Tone::kGood) : Cell("");
}

std::string CriteriaTable(const Sheet& sheet, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Tiêu chí", "Criterion"}));
  table.AddColumn(style.Say({"Tối đa", "Max"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Tính được", "Computed"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Điểm", "Points"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Tình trạng", "State"}));
  table.AddColumn(style.Say({"Nội dung", "Title"}), Table::Column::kWrap);
  table.AddColumn(style.Say({"Số liệu", "Figures"}), Table::Column::kWrap);
  for (const SheetCriterion& criterion : sheet.criteria()) {
    const std::string inputs = absl::StrJoin(
        criterion.inputs(), "; ", [](std::string* out, const Input& input) { out->append(InputText(input)); });
    const bool moved = criterion.points() != criterion.computed();
    table.AddRow({criterion.criterion(), criterion.max_points(),
                  criterion.applies() ? criterion.computed() : kDoesNotApply,
                  Cell(criterion.applies() ? criterion.points() : kDoesNotApply, moved ? Tone::kWarning : Tone::kPlain),
                  StateCell(sheet, criterion, style), criterion.title(), inputs});
  }
  return table.ToString();
}

std::string OnOlderFigures(bool is, const Style& style) {
  return is ? style.Say({" [trên số liệu cũ]", " [on older figures]"}) : "";
}

std::string ByAndWhen(const thidua::type::v1::Actor& by, const google::protobuf::Timestamp& time, const Style& style) {
  const std::string who = ActorText(by);
  return absl::StrCat(who, who.empty() ? "" : ", ", FormatTime(time, style.language));
}

std::string DecisionText(const Decision& decision, const Style& style) {
  return absl::StrCat(decision.stage(), ": ", decision.points(), ", ", decision.reason(), " (",
                      ByAndWhen(decision.by(), decision.time(), style), ")",
                      OnOlderFigures(decision.on_older_figures(), style));
}

std::string ConfirmationText(const Confirmation& confirmation, const Style& style) {
  return absl::StrCat(confirmation.stage(), ": ", ByAndWhen(confirmation.by(), confirmation.time(), style),
                      OnOlderFigures(confirmation.on_older_figures(), style));
}

std::string EvidenceText(const Evidence& evidence, const Style& style) {
  std::string text = absl::StrCat(evidence.id(), ": ", evidence.title());
  const std::string file = evidence.file_name().empty()
                               ? ""
                               : absl::StrCat(evidence.file_name(), ", ", (evidence.size() + 1023) / 1024, " KiB");
  for (const std::string& part : {evidence.number(), FormatDate(evidence.date(), style.language), evidence.issuer(),
                                  evidence.link(), file, ByAndWhen(evidence.by(), evidence.time(), style)}) {
    if (!part.empty()) absl::StrAppend(&text, "; ", part);
  }
  return text;
}

// Lines of one kind for all criteria, under a heading; empty when there are none.
template <typename Item>
std::string Section(const Sheet& sheet, const Message& heading,
                    const google::protobuf::RepeatedPtrField<Item>& (SheetCriterion::*items)() const,
                    std::string (*write)(const Item&, const Style&), const Style& style) {
  std::string text;
  size_t column = 0;
  for (const SheetCriterion& criterion : sheet.criteria()) {
    if (!(criterion.*items)().empty()) {
      column = std::max(column, kIndent + DisplayWidth(criterion.criterion()) + kIndent);
    }
  }
  for (const SheetCriterion& criterion : sheet.criteria()) {
    for (const auto& item : (criterion.*items)()) {
      text += Paragraph(std::string(kIndent, ' ') + criterion.criterion(), write(item, style), column, style.width);
    }
  }
  return text.empty() ? text : absl::StrCat("\n", style.Paint(style.Say(heading), Tone::kStrong), "\n", text);
}

template <typename Values, typename Write>
std::string Joined(const Values& values, Write write) {
  return absl::StrJoin(values, ";", [&](std::string* out, const auto& value) { out->append(write(value)); });
}

std::string MissingOf(const Sheet& sheet, const std::string& criterion) {
  std::vector<std::string> missing;
  if (Contains(sheet.missing(), criterion)) missing.emplace_back("figures");
  if (Contains(sheet.missing_evidence(), criterion)) missing.emplace_back("evidence");
  return absl::StrJoin(missing, ";");
}

std::string RevisionText(const Revision& revision, const Style& style) {
  const std::string who = ActorText(revision.by());
  std::string text = absl::StrCat(
      style.Paint(absl::StrCat(style.Say({"Phiên bản ", "Version "}), revision.version()), Tone::kStrong), "  ",
      FormatTime(revision.time(), style.language), "  ", who, who.empty() ? "" : ": ",
      ActionText(revision.action(), style), "  ",
      style.Paint(absl::StrCat(style.Say({"(mục ", "(entry "}), revision.number(), ")"), Tone::kDim), "\n");
  const std::string pad(kIndent, ' ');
  if (!revision.reason().empty()) {
    text += Paragraph(pad + style.Say({"Lý do: ", "Reason: "}), revision.reason(), 2 * kIndent, style.width);
  }
  for (const SheetChange& change : revision.changes()) {
    text += Paragraph(pad + "·", ChangeText(change, style), 2 * kIndent, style.width);
  }
  return text;
}

}  // namespace

std::string SheetText(const GetSheetResponse& reply, const Style& style) {
  const Sheet& sheet = reply.sheet();
  std::string text = SheetHeading(sheet.name(), sheet.unit(), sheet.year(), style);
  absl::StrAppend(&text, Paragraph("", sheet.standing(), 0, style.width), "\n", CriteriaTable(sheet, style));
  absl::StrAppend(
      &text, Section(sheet, {"Điểm quyết định", "Decided points"}, &SheetCriterion::decisions, DecisionText, style),
      Section(sheet, {"Xác nhận", "Confirmations"}, &SheetCriterion::confirmations, ConfirmationText, style),
      Section(sheet, {"Minh chứng", "Evidence"}, &SheetCriterion::evidence, EvidenceText, style));
  absl::StrAppend(
      &text, "\n",
      style.Paint(absl::StrCat(style.Say({"Tổng điểm ", "Total "}), sheet.total(), style.Say({", mất ", ", lost "}),
                               sheet.lost(), style.Say({" điểm", " points"})),
                  Tone::kStrong),
      "\n", CodesLine({"Chưa có số liệu", "Not reported"}, sheet.missing(), style),
      CodesLine({"Thiếu minh chứng", "Without evidence"}, sheet.missing_evidence(), style));
  return absl::StrCat(text,
                      style.Paint(absl::StrCat(style.Say({"Phiên bản ", "Version "}), sheet.version(), ", etag ",
                                               sheet.etag(), " (", sheet.scale().scale_id(),
                                               style.Say({", lần sửa ", ", revision "}), sheet.scale().revision(), ")"),
                                  Tone::kDim),
                      "\n");
}

std::string SheetCsv(const GetSheetResponse& reply) {
  const Sheet& sheet = reply.sheet();
  std::string csv;
  AppendCsvRow({"criterion", "title", "max", "computed", "points", "inputs", "decisions", "confirmations", "evidence",
                "missing"},
               csv);
  for (const SheetCriterion& criterion : sheet.criteria()) {
    if (!criterion.applies()) continue;
    AppendCsvRow(
        {criterion.criterion(), criterion.title(), criterion.max_points(), criterion.computed(), criterion.points(),
         Joined(criterion.inputs(), [](const Input& one) { return absl::StrCat(one.name(), "=", one.value()); }),
         Joined(criterion.decisions(),
                [](const Decision& one) { return absl::StrCat(one.stage(), "=", one.points()); }),
         Joined(criterion.confirmations(), [](const Confirmation& one) { return one.stage(); }),
         Joined(criterion.evidence(), [](const Evidence& one) { return one.id(); }),
         MissingOf(sheet, criterion.criterion())},
        csv);
  }
  return csv;
}

std::string StateText(const SheetState& state, const Message& done, const Style& style) {
  const Message what = state.changes() > 0
                           ? done
                           : Message{"đã như vậy từ trước, không ghi gì", "it was so already, nothing was written"};
  const Message line{absl::StrCat(state.unit(), ", năm ", state.year(), ": ", what.vi, ". Bảng điểm đang ở bước ",
                                  state.stage(), " (phiên bản ", state.version(), ", etag ", state.etag(), ")."),
                     absl::StrCat(state.unit(), ", ", state.year(), ": ", what.en, ". The sheet stands at ",
                                  state.stage(), " (version ", state.version(), ", etag ", state.etag(), ").")};
  return style.Say(line) + "\n";
}

std::string StateCsv(const SheetState& state) {
  std::string csv;
  AppendCsvRow({"unit", "year", "version", "etag", "stage", "changes"}, csv);
  AppendCsvRow({state.unit(), absl::StrCat(state.year()), absl::StrCat(state.version()), state.etag(), state.stage(),
                absl::StrCat(state.changes())},
               csv);
  return csv;
}

std::string HistoryText(const ListRevisionsResponse& reply, const Style& style) {
  if (reply.revisions().empty()) {
    return style.Say({"Bảng điểm chưa có thay đổi nào.\n", "The sheet was never changed.\n"});
  }
  std::string text;
  for (const Revision& revision : reply.revisions()) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", RevisionText(revision, style));
  }
  return text;
}

std::string HistoryCsv(const ListRevisionsResponse& reply) {
  std::string csv;
  AppendCsvRow({"version", "number", "time", "name", "unit", "office", "action", "reason", "request_id", "kind",
                "criterion", "entry", "from", "to"},
               csv);
  for (const Revision& revision : reply.revisions()) {
    const std::string version = absl::StrCat(revision.version()), number = absl::StrCat(revision.number());
    const std::string time = IsoTime(revision.time());
    const auto add = [&](const std::string& kind, const SheetChange& change) {
      AppendCsvRow({version, number, time, revision.by().name(), revision.by().unit(), revision.by().office(),
                    revision.action(), revision.reason(), revision.request_id(), kind, change.criterion(),
                    change.name(), change.from(), change.to()},
                   csv);
    };
    for (const SheetChange& change : revision.changes()) add(SheetChange::Kind_Name(change.kind()), change);
    if (revision.changes().empty()) add("", SheetChange());
  }
  return csv;
}

std::string DiffText(const CompareSheetsResponse& reply, const Style& style) {
  if (reply.changes().empty()) return style.Say({"Hai phiên bản giống nhau.\n", "The two versions are the same.\n"});
  std::string text;
  for (const SheetChange& change : reply.changes()) {
    text += Paragraph("", ChangeText(change, style), kIndent, style.width);
  }
  return text;
}

std::string DiffCsv(const CompareSheetsResponse& reply) {
  std::string csv;
  AppendCsvRow({"kind", "criterion", "entry", "from", "to"}, csv);
  for (const SheetChange& change : reply.changes()) {
    AppendCsvRow({SheetChange::Kind_Name(change.kind()), change.criterion(), change.name(), change.from(), change.to()},
                 csv);
  }
  return csv;
}

}  // namespace thidua::cli
