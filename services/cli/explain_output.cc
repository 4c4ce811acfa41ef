#include "services/cli/explain_output.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cli/csv.h"
#include "services/cli/sheet_words.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::scoring::v1::CriterionExplanation;
using thidua::scoring::v1::ExplainScoresResponse;
using thidua::scoring::v1::Input;
using thidua::scoring::v1::Step;

constexpr size_t kIndent = 2;

enum class Outcome { kLost, kNotReported, kWon, kFull, kDoesNotApply };

Outcome OutcomeOf(const CriterionExplanation& criterion) {
  if (!criterion.applies()) return Outcome::kDoesNotApply;
  if (!criterion.reported()) return Outcome::kNotReported;
  if (!IsZero(criterion.lost())) return Outcome::kLost;
  return IsZero(criterion.won()) ? Outcome::kFull : Outcome::kWon;
}

Message HeadingOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kLost:
      return {"MẤT ĐIỂM", "POINTS LOST"};
    case Outcome::kNotReported:
      return {"CHƯA BÁO CÁO", "NOT REPORTED"};
    case Outcome::kWon:
      return {"ĐƯỢC CỘNG ĐIỂM", "POINTS WON"};
    case Outcome::kFull:
      return {"ĐỦ ĐIỂM", "FULL POINTS"};
    case Outcome::kDoesNotApply:
      return {"KHÔNG ÁP DỤNG", "NOT APPLICABLE"};
  }
  return {};
}

std::string Balance(const CriterionExplanation& criterion, Outcome outcome, const Style& style) {
  if (outcome == Outcome::kDoesNotApply) return {};
  std::string text = absl::StrCat(criterion.points(), "/", criterion.max_points());
  if (!IsZero(criterion.lost())) absl::StrAppend(&text, "  ", style.Paint("−" + criterion.lost(), Tone::kBad));
  if (!IsZero(criterion.won())) absl::StrAppend(&text, "  ", style.Paint("+" + criterion.won(), Tone::kGood));
  return text;
}

std::string PeersText(const CriterionExplanation& criterion, const Style& style) {
  const auto& peers = criterion.peers();
  if (peers.units() < 2) return {};
  const std::string among = absl::StrCat(peers.units(), style.Say({" đơn vị", " units"}));
  if (peers.highest() == peers.lowest()) {
    return absl::StrCat(style.Say({"bằng nhau ở cả ", "equal in all "}), among, ".");
  }
  const std::string highest = style.Say({"cao nhất", "highest"}), lowest = style.Say({"thấp nhất", "lowest"});
  const std::string in = style.Say({" trong ", " of "});
  if (criterion.points() == peers.lowest()) {
    return absl::StrCat(lowest, in, among, " (", highest, " ", peers.highest(), ").");
  }
  if (criterion.points() == peers.highest()) {
    return absl::StrCat(highest, in, among, " (", lowest, " ", peers.lowest(), ").");
  }
  return absl::StrCat(highest, " ", peers.highest(), ", ", lowest, " ", peers.lowest(), in, among, ".");
}

std::string CriterionText(const CriterionExplanation& criterion, const Style& style) {
  const Outcome outcome = OutcomeOf(criterion);
  const std::string pad(kIndent, ' ');
  std::string text = absl::StrCat(style.Paint(criterion.criterion(), Tone::kStrong), "  ", criterion.title());
  const std::string balance = Balance(criterion, outcome, style);
  absl::StrAppend(&text, balance.empty() ? "" : "  ", balance, "\n");

  // Labels line up: the text after them starts in one column.
  const std::vector<Message> labels = {{"Quy tắc:", "Rule:"},         {"Căn cứ:", "Citation:"}, {"Số liệu:", "Inputs:"},
                                       {"Cách tính:", "Arithmetic:"}, {"Lấy lại:", "Remedy:"},  {"Chủ trì:", "Lead:"},
                                       {"Trong cụm:", "Cluster:"}};
  size_t column = 0;
  for (const Message& label : labels) column = std::max(column, kIndent + DisplayWidth(style.Say(label)) + 1);
  const auto add = [&](size_t label, const std::string& content) {
    if (!content.empty()) text += Paragraph(pad + style.Say(labels[label]), content, column, style.width);
  };
  add(0, criterion.rule_text().empty() ? criterion.rule() : criterion.rule_text());
  add(1, criterion.citation());
  add(2, absl::StrJoin(criterion.inputs(), "; ",
                       [](std::string* out, const Input& input) { out->append(InputText(input)); }));
  for (int i = 0; i < criterion.steps_size(); ++i) {
    if (i == 0) {
      add(3, criterion.steps(i).text());
    } else {
      text += Paragraph("", criterion.steps(i).text(), column, style.width);
    }
  }
  add(6, PeersText(criterion, style));
  add(4, criterion.remedy());
  add(5, criterion.lead_name().empty() ? criterion.lead()
                                       : absl::StrCat(criterion.lead_name(), " (", criterion.lead(), ")"));
  return text;
}

std::string Section(const ExplainScoresResponse& reply, Outcome outcome, const Style& style) {
  std::string text;
  for (const CriterionExplanation& criterion : reply.criteria()) {
    if (OutcomeOf(criterion) == outcome) absl::StrAppend(&text, CriterionText(criterion, style), "\n");
  }
  return text.empty() ? text : absl::StrCat(style.Paint(style.Say(HeadingOf(outcome)), Tone::kStrong), "\n\n", text);
}

std::string Closing(const ExplainScoresResponse& reply, const Style& style) {
  std::string text;
  for (const Step& step : reply.total_steps()) text += Paragraph("", step.text(), kIndent, style.width);
  return absl::StrCat(
      style.Paint(absl::StrCat(style.Say({"Tổng điểm ", "Total "}), reply.total(), style.Say({", mất ", ", lost "}),
                               reply.lost(), style.Say({" điểm", " points"})),
                  Tone::kStrong),
      "\n", text);
}

}  // namespace

std::string ExplainText(const ExplainScoresResponse& reply, ExplainDetail detail, const Style& style) {
  std::string text = absl::StrCat(
      style.Paint(absl::StrCat(reply.name(), " (", reply.unit(), "), ", style.Say({"năm ", ""}), reply.year()),
                  Tone::kStrong),
      "\n");
  absl::StrAppend(&text, reply.cluster_name(), "\n", reply.scale_title(), "\n\n");
  if (detail == ExplainDetail::kOneCriterion) {
    for (const CriterionExplanation& criterion : reply.criteria()) {
      const std::string heading = style.Say(HeadingOf(OutcomeOf(criterion)));
      absl::StrAppend(&text, style.Paint(heading, Tone::kStrong), "\n\n", CriterionText(criterion, style), "\n");
    }
  } else {
    std::vector<Outcome> outcomes = {Outcome::kLost, Outcome::kNotReported, Outcome::kWon};
    if (detail == ExplainDetail::kEveryCriterion) {
      outcomes.insert(outcomes.end(), {Outcome::kFull, Outcome::kDoesNotApply});
    }
    for (const Outcome outcome : outcomes) text += Section(reply, outcome, style);
    absl::StrAppend(&text, Closing(reply, style), "\n");
  }
  return absl::StrCat(text,
                      style.Paint(absl::StrCat(style.Say({"Tính từ phiên bản ", "Computed from version "}),
                                               reply.version(), " (", reply.scale().scale_id(),
                                               style.Say({", lần sửa ", ", revision "}), reply.scale().revision(), ")"),
                                  Tone::kDim),
                      "\n");
}

std::string ExplainCsv(const ExplainScoresResponse& reply) {
  std::string csv;
  AppendCsvRow({"criterion", "points", "lost", "won", "rule", "citation", "text"}, csv);
  for (const CriterionExplanation& criterion : reply.criteria()) {
    if (!criterion.applies()) continue;
    const std::string steps =
        absl::StrJoin(criterion.steps(), "; ", [](std::string* out, const Step& step) { out->append(step.text()); });
    AppendCsvRow({criterion.criterion(), criterion.points(), criterion.lost(), criterion.won(), criterion.rule(),
                  criterion.citation(), steps},
                 csv);
  }
  return csv;
}

}  // namespace thidua::cli
