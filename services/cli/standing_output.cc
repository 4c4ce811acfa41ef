#include "services/cli/standing_output.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/cli/csv.h"
#include "services/cli/ranking_words.h"
#include "services/cli/sheet_words.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::CodeStanding;
using thidua::ranking::v1::GetUnitStandingResponse;
using thidua::ranking::v1::Margin;
using thidua::ranking::v1::NearbyPlace;
using thidua::ranking::v1::PreviousRank;
using thidua::ranking::v1::RankedUnit;

std::string RankOf(const thidua::ranking::v1::Rank& rank) { return FormatRank(rank.rank(), rank.members()); }

std::string PreviousText(const PreviousRank& previous, const std::string& cluster, int year, const Style& style) {
  const std::string was =
      absl::StrCat(style.Say({"năm ", "in "}), year - 1, style.Say({" hạng ", " rank "}), RankOf(previous.rank()));
  if (previous.cluster() != cluster) {
    return absl::StrCat(was, style.Say({" (cụm ", " (cluster "}), previous.cluster(), ")");
  }
  const int places = std::abs(previous.movement());
  if (places == 0) return absl::StrCat(was, style.Say({" (không đổi)", " (no change)"}));
  return absl::StrCat(was,
                      previous.movement() > 0 ? style.Say({" (tăng ", " (up "}) : style.Say({" (giảm ", " (down "}),
                      places, style.Say({" bậc)", ")"}));
}

std::string MarginLines(const Margin& margin, const Style& style) {
  std::string text;
  if (margin.has_under_above()) {
    text += absl::StrCat(style.Say({"Kém hạng liền trên ", "Under the next higher rank by "}),
                         GapText(margin.under_above()), style.Say({" điểm.\n", ".\n"}));
  }
  if (margin.has_over_next()) {
    text +=
        absl::StrCat(style.Say({"Hơn hạng liền dưới ", "Over the next lower rank by "}), GapText(margin.over_next()),
                     style.Say({" điểm", ""}),
                     margin.safe().empty() ? ""
                     : IsZero(margin.safe())
                         ? style.Say({": mất thêm chút điểm nào cũng có thể tụt hạng", ": any loss may cost the rank"})
                         : absl::StrCat(style.Say({": còn giữ hạng nếu tổng điểm giảm ít hơn ",
                                                   ": the rank is kept while the total loses less than "}),
                                        margin.safe()),
                     ".\n");
  }
  return text;
}

std::string AroundText(const GetUnitStandingResponse& reply, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Hạng", "Rank"}));
  table.AddColumn(style.Say({"Tổng điểm", "Total"}), Table::Column::kRight);
  table.AddColumn("");
  for (const NearbyPlace& place : reply.around()) {
    const Tone tone = place.self() ? Tone::kStrong : Tone::kPlain;
    table.AddRow({{FormatRank(place.rank(), reply.unit().rank().members()), tone},
                  {place.total(), tone},
                  {place.self() ? absl::StrCat("◄ ", reply.unit().name()) : std::string(), tone}});
  }
  return table.ToString();
}

const CodeStanding* Find(const GetUnitStandingResponse& reply, const std::string& code) {
  const auto found = std::find_if(reply.codes().begin(), reply.codes().end(),
                                  [&](const CodeStanding& one) { return one.heading().code() == code; });
  return found == reply.codes().end() ? nullptr : &*found;
}

std::string Highlights(const Message& label, const google::protobuf::RepeatedPtrField<std::string>& codes,
                       const GetUnitStandingResponse& reply, const Style& style) {
  if (codes.empty()) return {};
  std::string text = absl::StrCat("\n", style.Paint(style.Say(label), Tone::kStrong), "\n");
  for (const std::string& code : codes) {
    const CodeStanding* standing = Find(reply, code);
    if (standing == nullptr) continue;
    text +=
        Paragraph(absl::StrCat("  ", code, "  "),
                  absl::StrCat(standing->points(), style.Say({" điểm, trung vị của cụm ", ", the cluster's median "}),
                               standing->median(), ": ", standing->heading().title()),
                  10, style.width);
  }
  return text;
}

std::string CodesTable(const GetUnitStandingResponse& reply, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Mã", "Code"}));
  table.AddColumn(style.Say({"Điểm", "Points"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Cao nhất", "Best"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Trung vị", "Median"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Thấp nhất", "Worst"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Hạng", "Rank"}));
  table.AddColumn(style.Say({"Nội dung", "Title"}), Table::Column::kCut);
  for (const CodeStanding& one : reply.codes()) {
    const Tone tone = one.heading().is_criterion() ? Tone::kPlain : Tone::kStrong;
    table.AddRow({{one.heading().code(), tone},
                  {one.points(), tone},
                  {one.best(), tone},
                  {one.median(), tone},
                  {one.worst(), tone},
                  {RankOf(one.rank()), tone},
                  {one.heading().title(), tone}});
  }
  return table.ToString();
}

}  // namespace

std::string StandingCsv(const GetUnitStandingResponse& reply) {
  std::string csv;
  AppendCsvRow({"code", "title", "points", "best", "median", "worst", "rank"}, csv);
  for (const CodeStanding& one : reply.codes()) {
    const std::string rank = RankOf(one.rank());
    AppendCsvRow(
        {one.heading().code(), one.heading().title(), one.points(), one.best(), one.median(), one.worst(), rank}, csv);
  }
  return csv;
}

std::string StandingText(const GetUnitStandingResponse& reply, const Style& style) {
  const RankedUnit& unit = reply.unit();
  const int year = reply.version().year();
  std::string text = absl::StrCat(
      SheetHeading(unit.name(), unit.unit(), year, style), reply.cluster_name(), " (", reply.cluster(), ")\n\n",
      style.Paint(
          absl::StrCat(style.Say({"Hạng ", "Rank "}), RankOf(unit.rank()), style.Say({", tổng điểm ", ", total "}),
                       unit.total(), style.Say({", mất ", ", lost "}), unit.lost(), style.Say({" điểm", ""})),
          Tone::kStrong));
  if (unit.has_previous()) {
    absl::StrAppend(&text, "; ", PreviousText(unit.previous(), reply.cluster(), year, style));
  }
  absl::StrAppend(&text, ".\n", style.Say({"Tổng điểm của cụm: cao nhất ", "Totals of the cluster: best "}),
                  reply.best_total(), style.Say({", trung vị ", ", median "}), reply.median_total());
  if (!unit.fairness().percentile_rank().empty()) {
    absl::StrAppend(&text, style.Say({"; vị trí ", "; percentile "}), unit.fairness().percentile_rank(),
                    style.Say({"% (50% là giữa cụm)", " (50 is the middle)"}));
  }
  absl::StrAppend(&text, ".\n", MarginLines(unit.margin(), style), "\n",
                  style.Say({"Các hạng ở gần, không nêu tên:\n", "Places nearby, without names:\n"}),
                  AroundText(reply, style),
                  Highlights({"Mạnh: cao hơn trung vị của cụm", "Strong: above the cluster's median"},
                             reply.strengths(), reply, style),
                  Highlights({"Yếu: thấp hơn trung vị của cụm", "Weak: below the cluster's median"}, reply.weaknesses(),
                             reply, style),
                  "\n", CodesTable(reply, style));
  return text;
}

}  // namespace thidua::cli
