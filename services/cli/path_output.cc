#include "services/cli/path_output.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/decimal/rational.h"
#include "services/cli/csv.h"
#include "services/cli/sheet_words.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::FindPathResponse;
using thidua::ranking::v1::PathStep;

std::string RankOf(const thidua::ranking::v1::Rank& rank) { return FormatRank(rank.rank(), rank.members()); }

std::string GoalText(const FindPathResponse& reply, const PathTarget& target, const Style& style) {
  if (target.rank == 0) return absl::StrCat(style.Say({"tổng điểm ", "a total of "}), target.total);
  return absl::StrCat(style.Say({"hạng ", "rank "}), FormatRank(target.rank, reply.rank_now().members()));
}

std::string WonBack(const FindPathResponse& reply) {
  constexpr int kPlaces = 2;
  Rational sum;
  for (const PathStep& step : reply.steps()) sum += Rational::FromString(step.gain()).value_or(Rational());
  return sum.ToString(kPlaces);
}

std::string StepsTable(const FindPathResponse& reply, const PathTarget& target, const OfficeNames& offices,
                       const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Tiêu chí", "Criterion"}));
  table.AddColumn(style.Say({"Điểm nay", "Points now"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Lấy lại", "Win back"}), Table::Column::kRight);
  if (target.has_costs) table.AddColumn(style.Say({"Chi phí", "Cost"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Chủ trì", "Lead"}), Table::Column::kWrap);
  table.AddColumn(style.Say({"Nội dung", "Title"}), Table::Column::kWrap);
  for (const PathStep& step : reply.steps()) {
    std::vector<Cell> cells = {step.criterion(), step.points(), {absl::StrCat("+", step.gain()), Tone::kGood}};
    if (target.has_costs) cells.emplace_back(step.cost());
    cells.emplace_back(NameOfOffice(offices, step.lead()));
    cells.emplace_back(step.title());
    table.AddRow(cells);
  }
  return table.ToString();
}

std::string HowText(const FindPathResponse& reply, const PathTarget& target, const Style& style) {
  const std::string cost =
      target.has_costs ? absl::StrCat(style.Say({", tổng chi phí ", ", total cost "}), reply.cost()) : std::string();
  return Paragraph(
      "",
      absl::StrCat(style.Say({"Cách ít tốn nhất để đạt ", "The cheapest way to "}), GoalText(reply, target, style),
                   style.Say({": lấy lại ", ": win back "}), WonBack(reply), style.Say({" điểm ở ", " points in "}),
                   reply.steps_size(), style.Say({" tiêu chí", " criteria"}), cost, "."),
      0, style.width);
}

std::string LeadsTo(const FindPathResponse& reply, const Style& style) {
  return Paragraph("",
                   absl::StrCat(style.Say({"Khi đó: hạng ", "Then: rank "}), RankOf(reply.rank_then()),
                                style.Say({", tổng điểm ", ", total "}), reply.total_then(),
                                style.Say({", nếu điểm của các đơn vị khác giữ nguyên.",
                                           ", while the points of all other units stay as they are."})),
                   0, style.width);
}

std::string PeerCaution(const FindPathResponse& reply, const Style& style) {
  if (reply.peer_criteria().empty()) return {};
  return Paragraph(
      "!",
      absl::StrCat(absl::StrJoin(reply.peer_criteria(), ", "),
                   style.Say({": điểm ở đây còn tùy số liệu của các đơn vị khác trong cụm; lấy lại được thì "
                              "điểm của họ cũng có thể đổi. Thử trước bằng thidua whatif.",
                              ": points here also depend on the figures of other units of the cluster; what "
                              "is won may move theirs. Try it first with thidua whatif."})),
      2, style.width);
}

std::string CostNote(const PathTarget& target, const Style& style) {
  if (target.has_costs) return {};
  return style.Paint(
      Paragraph(
          "",
          style.Say({"Mọi tiêu chí được coi là khó như nhau. Tiêu chí khó hơn: --cost I.10=3; chỉ lấy lại được một "
                     "phần: --gain I.10=20; không lấy lại được: --gain I.10=0.",
                     "All criteria count as equally hard. For a harder one: --cost I.10=3; where only a part can be "
                     "won back: --gain I.10=20; where nothing can: --gain I.10=0."}),
          0, style.width),
      Tone::kDim);
}

}  // namespace

std::string PathCsv(const FindPathResponse& reply) {
  std::string csv;
  AppendCsvRow({"criterion", "title", "lead", "points", "gain", "cost"}, csv);
  for (const PathStep& step : reply.steps()) {
    AppendCsvRow({step.criterion(), step.title(), step.lead(), step.points(), step.gain(), step.cost()}, csv);
  }
  return csv;
}

std::string OutOfReachText(const FindPathResponse& reply, const PathTarget& target, const Style& style) {
  return absl::StrCat(style.Say({"Không đạt được ", "Out of reach: "}), GoalText(reply, target, style),
                      style.Say({": lấy lại hết những gì có thể cũng chỉ đến hạng ",
                                 "; winning back all that can be won leads to rank "}),
                      RankOf(reply.rank_then()), style.Say({", tổng điểm ", ", total "}), reply.total_then(), ".");
}

std::string PathText(const FindPathResponse& reply, const PathTarget& target, const OfficeNames& offices,
                     const Style& style) {
  std::string text = absl::StrCat(SheetHeading(reply.name(), reply.unit(), reply.version().year(), style),
                                  style.Say({"Hiện nay: hạng ", "Now: rank "}), RankOf(reply.rank_now()),
                                  style.Say({", tổng điểm ", ", total "}), reply.total_now(), ".\n\n");
  if (reply.reachable() && reply.steps().empty()) {
    return absl::StrCat(text, style.Say({"Đã đạt ", "Already there: "}), GoalText(reply, target, style),
                        style.Say({", không cần lấy lại điểm nào.\n", "; nothing has to be won back.\n"}));
  }
  text += reply.reachable() ? HowText(reply, target, style)
                            : Paragraph("", OutOfReachText(reply, target, style), 0, style.width);
  if (!reply.steps().empty()) absl::StrAppend(&text, "\n", StepsTable(reply, target, offices, style), "\n");
  if (reply.reachable()) text += LeadsTo(reply, style);
  return absl::StrCat(text, PeerCaution(reply, style), CostNote(target, style));
}

}  // namespace thidua::cli
