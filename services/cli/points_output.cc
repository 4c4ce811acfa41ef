#include "services/cli/points_output.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/cli/csv.h"
#include "services/cli/ranking_words.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::AggregateRankingsResponse;
using thidua::ranking::v1::ClusterRanking;
using thidua::ranking::v1::CriterionStanding;
using thidua::ranking::v1::RankedUnit;
using thidua::scoring::v1::Heading;

// Units beside each other; a larger cluster takes several tables.
constexpr int kUnitsInTable = 8;
constexpr char kDoesNotApply[] = "–";

bool Contains(const google::protobuf::RepeatedPtrField<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

Cell PointsCell(const RankedUnit& unit, int criterion, const ClusterRanking& ranking) {
  const std::string points = At(unit.points(), criterion);
  if (points.empty()) return {kDoesNotApply, Tone::kDim};
  if (criterion >= ranking.standings_size()) return points;
  const CriterionStanding& standing = ranking.standings(criterion);
  if (standing.highest() == standing.lowest()) return points;
  if (Contains(standing.highest_units(), unit.unit())) return {absl::StrCat("▲", points), Tone::kGood};
  if (Contains(standing.lowest_units(), unit.unit())) return {absl::StrCat("▼", points), Tone::kBad};
  return points;
}

std::string UnitsText(const ClusterRanking& ranking, int begin, int end, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Tiêu chí", "Criterion"}));
  table.AddColumn(style.Say({"Tối đa", "Max"}), Table::Column::kRight);
  for (int i = begin; i < end; ++i) table.AddColumn(ranking.units(i).name(), Table::Column::kRight);
  table.AddColumn(style.Say({"Nội dung", "Title"}), Table::Column::kCut);

  const auto add_row = [&](const std::string& code, const std::string& max_points, const std::string& title, Tone tone,
                           const auto& cell_of) {
    std::vector<Cell> cells = {{code, tone}, {max_points, tone}};
    for (int i = begin; i < end; ++i) cells.push_back(cell_of(ranking.units(i)));
    cells.emplace_back(title, tone);
    table.AddRow(cells);
  };
  int top_group = 0;
  int criterion = 0;
  for (const Heading& heading : ranking.headings()) {
    if (heading.is_criterion()) {
      add_row(heading.code(), heading.max_points(), heading.title(), Tone::kPlain,
              [&](const RankedUnit& unit) { return PointsCell(unit, criterion, ranking); });
      ++criterion;
    } else if (heading.depth() == 0) {
      add_row(heading.code(), "", heading.title(), Tone::kStrong,
              [&](const RankedUnit& unit) { return Cell(At(unit.subtotals(), top_group), Tone::kStrong); });
      ++top_group;
    } else {
      add_row(heading.code(), "", heading.title(), Tone::kStrong, [](const RankedUnit&) { return Cell(""); });
    }
  }
  add_row(style.Say({"Tổng điểm", "Total"}), "", "", Tone::kStrong,
          [](const RankedUnit& unit) { return Cell(unit.total(), Tone::kStrong); });
  add_row(style.Say({"Hạng", "Rank"}), "", "", Tone::kStrong, [](const RankedUnit& unit) {
    return Cell(FormatRank(unit.rank().rank(), unit.rank().members()), Tone::kStrong);
  });
  return table.ToString();
}

}  // namespace

std::string PointsCsv(const AggregateRankingsResponse& all) {
  std::string csv;
  AppendCsvRow({"unit", "criterion", "points"}, csv);
  for (const ClusterRanking& ranking : all.clusters()) {
    for (const RankedUnit& unit : ranking.units()) {
      int criterion = 0;
      for (const Heading& heading : ranking.headings()) {
        if (!heading.is_criterion()) continue;
        const std::string points = At(unit.points(), criterion++);
        if (!points.empty()) AppendCsvRow({unit.unit(), heading.code(), points}, csv);
      }
    }
  }
  return csv;
}

std::string PointsText(const AggregateRankingsResponse& all, const Style& style) {
  std::string text;
  for (const ClusterRanking& ranking : all.clusters()) {
    absl::StrAppend(&text, style.Paint(ClusterHeading(ranking, style), Tone::kStrong), "\n");
    for (int begin = 0; begin < ranking.units_size(); begin += kUnitsInTable) {
      absl::StrAppend(&text, UnitsText(ranking, begin, std::min(begin + kUnitsInTable, ranking.units_size()), style),
                      "\n");
    }
    absl::StrAppend(&text,
                    style.Paint(absl::StrCat(style.Say({"▲ cao nhất, ▼ thấp nhất cụm. Tính từ phiên bản ",
                                                        "▲ highest, ▼ lowest of the cluster. Computed from version "}),
                                             ranking.version().version()),
                                Tone::kDim),
                    "\n\n");
  }
  text.resize(text.empty() ? 0 : text.size() - 1);
  return text;
}

}  // namespace thidua::cli
