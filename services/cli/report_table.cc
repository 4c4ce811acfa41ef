#include "services/cli/report_table.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "common/decimal/rational.h"
#include "services/cli/csv.h"
#include "services/cli/matrix_output.h"
#include "services/cli/rank_output.h"
#include "services/cli/ranking_words.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::AggregateRankingsResponse;
using thidua::ranking::v1::ClusterRanking;
using thidua::ranking::v1::OverallRanking;
using thidua::ranking::v1::Rank;
using thidua::ranking::v1::RankedUnit;
using thidua::scoring::v1::Heading;
using thidua::scoring::v1::UnitScores;

constexpr int kPlaces = 2;

std::string RankOf(const Rank& rank) { return FormatRank(rank.rank(), rank.members()); }

std::vector<std::string> GroupsOfAllScales(const AggregateRankingsResponse& all) {
  std::vector<std::string> codes;
  for (const ClusterRanking& ranking : all.clusters()) {
    for (const std::string& code : TopGroups(ranking)) {
      if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
    }
  }
  return codes;
}

std::map<std::string, std::string> OverallRanks(const AggregateRankingsResponse& all) {
  std::map<std::string, std::string> ranks;
  for (const OverallRanking& overall : all.overall()) {
    for (const auto& place : overall.units()) ranks[place.unit()] = RankOf(place.rank());
  }
  return ranks;
}

// "+2", "-1", "0"; empty where the year before has nothing to compare.
std::string MovementFigure(const RankedUnit& unit, const std::string& cluster) {
  if (!unit.has_previous() || unit.previous().cluster() != cluster) return {};
  return absl::StrCat(unit.previous().movement() > 0 ? "+" : "", unit.previous().movement());
}

std::string StateName(UnitScores::State state) {
  return state == UnitScores::STATE_UNSPECIFIED ? std::string() : UnitScores::State_Name(state);
}

std::string Section(const Message& title, const std::string& text, const Style& style) {
  return absl::StrCat(style.Paint(style.Say(title), Tone::kStrong), "\n\n", text, "\n");
}

}  // namespace

ReportTable MakeReportTable(const AggregateRankingsResponse& all, const Style& style) {
  ReportTable table;
  const auto add = [&](const std::string& name, const Message& heading, bool is_figure = false) {
    table.columns.push_back({.name = name, .heading = style.Say(heading), .is_figure = is_figure});
  };
  const std::string year_before = absl::StrCat(all.year() - 1);
  const std::vector<std::string> groups = GroupsOfAllScales(all);
  add("cluster", {"Cụm", "Cluster"});
  add("unit", {"Mã", "Code"});
  add("name", {"Xã, phường, thị trấn", "Unit"});
  for (const std::string& group : groups) add(group, {group, group}, /*is_figure=*/true);
  add("total", {"Tổng điểm", "Total"}, /*is_figure=*/true);
  add("rank", {"Hạng", "Rank"});
  add("lost", {"Mất điểm", "Lost"}, /*is_figure=*/true);
  add("previous_rank", {"Hạng " + year_before, "Rank in " + year_before});
  add("movement", {"Tăng, giảm", "Movement"});
  add("overall_rank", {"Hạng chung", "Overall rank"});
  add("share_of_best", FairnessViews()[0].heading, /*is_figure=*/true);
  add("standard_score", FairnessViews()[1].heading, /*is_figure=*/true);
  add("percentile_rank", FairnessViews()[2].heading, /*is_figure=*/true);
  add("stage", {"Bước", "Stage"});
  add("state", {"Số liệu", "Figures"});

  const std::map<std::string, std::string> overall = OverallRanks(all);
  for (const ClusterRanking& ranking : all.clusters()) {
    const std::vector<std::string> own = TopGroups(ranking);
    for (const RankedUnit& unit : ranking.units()) {
      std::vector<std::string> row = {ranking.cluster(), unit.unit(), unit.name()};
      for (const std::string& group : groups) {
        row.push_back(At(unit.subtotals(), static_cast<int>(std::find(own.begin(), own.end(), group) - own.begin())));
      }
      const auto place = overall.find(unit.unit());
      row.insert(row.end(),
                 {unit.total(), RankOf(unit.rank()), unit.lost(), RankOf(unit.previous().rank()),
                  MovementFigure(unit, ranking.cluster()), place == overall.end() ? std::string() : place->second});
      for (std::string& figure : FairnessFigures(unit.fairness())) row.push_back(std::move(figure));
      row.insert(row.end(), {unit.stage(), StateName(unit.state())});
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

std::vector<std::string> LostByTopGroup(const ClusterRanking& ranking, const RankedUnit& unit) {
  std::vector<Rational> lost;
  int criterion = 0;
  for (const Heading& heading : ranking.headings()) {
    if (!heading.is_criterion()) {
      if (heading.depth() == 0) lost.emplace_back();
      continue;
    }
    const std::string points = At(unit.points(), criterion++);
    if (points.empty() || lost.empty()) continue;
    const Rational most = Rational::FromString(heading.max_points()).value_or(Rational());
    const Rational difference = most - Rational::FromString(points).value_or(Rational());
    if (difference > Rational()) lost.back() += difference;
  }
  std::vector<std::string> figures;
  for (const Rational& sum : lost) figures.push_back(sum.ToString(kPlaces));
  return figures;
}

std::string ReportTitle(const AggregateRankingsResponse& all, const Style& style) {
  return absl::StrCat(style.Say({"Báo cáo kết quả thi đua năm ", "Emulation report of "}), all.year(),
                      all.name().empty() ? "" : absl::StrCat(" – ", all.name()));
}

std::string ReportCsv(const AggregateRankingsResponse& all) {
  const ReportTable table = MakeReportTable(all, Style{});
  std::string csv;
  std::vector<std::string_view> line;
  for (const ReportTable::Column& column : table.columns) line.push_back(column.name);
  AppendCsvRow(line, csv);
  for (const std::vector<std::string>& row : table.rows) AppendCsvRow({row.begin(), row.end()}, csv);
  return csv;
}

std::string ReportText(const AggregateRankingsResponse& all, const Style& style) {
  return absl::StrCat(
      style.Paint(ReportTitle(all, style), Tone::kStrong), "\n\n",
      Section({"1. XẾP HẠNG", "1. RANKS"}, RankText(all, style), style),
      Section({"2. SO VỚI MẶT BẰNG CỤM", "2. AGAINST THE CLUSTER'S STRENGTH"}, FairnessText(all, style), style),
      Section({"3. ĐIỂM TỪNG TIÊU CHÍ", "3. POINTS OF EACH CRITERION"}, MatrixText(all, style), style));
}

}  // namespace thidua::cli
