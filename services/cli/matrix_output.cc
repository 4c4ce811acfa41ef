#include "services/cli/matrix_output.h"

#include <algorithm>

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

// Where the terminal's width is not known.
constexpr size_t kUnitsInTable = 8;
constexpr size_t kGapWidth = 2;
constexpr size_t kNarrowestTitle = 20;
constexpr char kDoesNotApply[] = "–";

void PutStanding(const google::protobuf::RepeatedPtrField<CriterionStanding>& standings, const std::string& code,
                 MatrixRow& row) {
  const auto found = std::find_if(standings.begin(), standings.end(),
                                  [&](const CriterionStanding& standing) { return standing.criterion() == code; });
  if (found == standings.end() || found->units() == 0) return;
  row.best = found->highest();
  row.median = found->median();
  row.worst = found->lowest();
}

MatrixRow TotalRow(const ClusterRanking& ranking) {
  MatrixRow row{.kind = MatrixRow::Kind::kTotal, .best = ranking.best_total(), .median = ranking.median_total()};
  for (const RankedUnit& unit : ranking.units()) row.points.push_back(unit.total());
  // The last one is only known where everyone is there.
  const bool everyone = !ranking.units().empty() && ranking.units(0).rank().members() == ranking.units_size();
  if (everyone) row.worst = row.points.back();
  return row;
}

MatrixRow RankRow(const ClusterRanking& ranking) {
  MatrixRow row{.kind = MatrixRow::Kind::kRank};
  for (const RankedUnit& unit : ranking.units()) {
    row.points.push_back(FormatRank(unit.rank().rank(), unit.rank().members()));
  }
  return row;
}

Cell PointsCell(const MatrixRow& row, const std::string& points) {
  if (row.kind != MatrixRow::Kind::kCriterion) return {points, Tone::kStrong};
  if (points.empty()) return {kDoesNotApply, Tone::kDim};
  if (row.best == row.worst) return points;
  if (points == row.best) return {points, Tone::kGood};
  return points == row.worst ? Cell(points, Tone::kBad) : Cell(points);
}

std::string Label(const MatrixRow& row, const Style& style) {
  if (row.kind == MatrixRow::Kind::kTotal) return style.Say({"Tổng điểm", "Total"});
  return row.kind == MatrixRow::Kind::kRank ? style.Say({"Hạng", "Rank"}) : row.code;
}

std::vector<std::string> StandingHeadings(const Style& style) {
  return {style.Say({"Cao nhất", "Best"}), style.Say({"Trung vị", "Median"}), style.Say({"Thấp nhất", "Worst"})};
}

// What the columns beside the units take.
size_t FixedWidth(const std::vector<MatrixRow>& rows, const Style& style) {
  size_t label = 0;
  for (const MatrixRow& row : rows) label = std::max(label, DisplayWidth(Label(row, style)));
  size_t width = label;
  for (const std::string& heading : StandingHeadings(style)) width += kGapWidth + DisplayWidth(heading);
  return width;
}

// The ends of the runs of units that stand in one table, as evenly as the terminal allows.
std::vector<size_t> TableEnds(const ClusterRanking& ranking, size_t fixed, const Style& style) {
  const auto units = static_cast<size_t>(ranking.units_size());
  size_t widest = 1;
  for (const RankedUnit& unit : ranking.units()) widest = std::max(widest, DisplayWidth(unit.name()));
  const size_t most = style.width == 0       ? kUnitsInTable
                      : style.width <= fixed ? 1
                                             : std::max<size_t>(1, (style.width - fixed) / (widest + kGapWidth));
  const size_t tables = (units + most - 1) / most;
  std::vector<size_t> ends;
  for (size_t i = 1; i <= tables; ++i) ends.push_back(units * i / tables);
  return ends;
}

std::string UnitsText(const ClusterRanking& ranking, const std::vector<MatrixRow>& rows, size_t begin, size_t end,
                      size_t fixed, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Mã", "Code"}));
  size_t width = fixed;
  for (size_t i = begin; i < end; ++i) {
    const std::string& name = ranking.units(static_cast<int>(i)).name();
    table.AddColumn(name, Table::Column::kRight);
    width += kGapWidth + DisplayWidth(name);
  }
  for (std::string& heading : StandingHeadings(style)) table.AddColumn(std::move(heading), Table::Column::kRight);
  const bool has_title = style.width == 0 || width + kGapWidth + kNarrowestTitle <= style.width;
  if (has_title) table.AddColumn(style.Say({"Nội dung", "Title"}), Table::Column::kCut);
  for (const MatrixRow& row : rows) {
    const Tone tone = row.kind == MatrixRow::Kind::kCriterion ? Tone::kPlain : Tone::kStrong;
    std::vector<Cell> cells = {{Label(row, style), tone}};
    for (size_t i = begin; i < end; ++i) cells.push_back(PointsCell(row, row.points[i]));
    cells.insert(cells.end(), {{row.best, tone}, {row.median, tone}, {row.worst, tone}});
    if (has_title) cells.emplace_back(row.title, tone);
    table.AddRow(cells);
  }
  return table.ToString();
}

std::string ClusterMatrix(const ClusterRanking& ranking, const Style& style) {
  const std::vector<MatrixRow> rows = MatrixRows(ranking);
  const size_t fixed = FixedWidth(rows, style);
  std::string text = absl::StrCat(style.Paint(ClusterHeading(ranking, style), Tone::kStrong), "\n");
  size_t begin = 0;
  for (const size_t end : TableEnds(ranking, fixed, style)) {
    absl::StrAppend(&text, UnitsText(ranking, rows, begin, end, fixed, style), "\n");
    begin = end;
  }
  return text;
}

}  // namespace

std::vector<MatrixRow> MatrixRows(const ClusterRanking& ranking) {
  std::vector<MatrixRow> rows;
  int top_group = 0;
  int criterion = 0;
  for (const Heading& heading : ranking.headings()) {
    MatrixRow row{.kind = heading.is_criterion() ? MatrixRow::Kind::kCriterion : MatrixRow::Kind::kGroup,
                  .code = heading.code(),
                  .title = heading.title(),
                  .max_points = heading.max_points(),
                  .lead = heading.lead()};
    const bool is_top_group = !heading.is_criterion() && heading.depth() == 0;
    for (const RankedUnit& unit : ranking.units()) {
      row.points.push_back(heading.is_criterion() ? At(unit.points(), criterion)
                           : is_top_group         ? At(unit.subtotals(), top_group)
                                                  : "");
    }
    PutStanding(heading.is_criterion() ? ranking.standings() : ranking.group_standings(), heading.code(), row);
    criterion += heading.is_criterion() ? 1 : 0;
    top_group += is_top_group ? 1 : 0;
    rows.push_back(std::move(row));
  }
  rows.push_back(TotalRow(ranking));
  rows.push_back(RankRow(ranking));
  return rows;
}

std::string MatrixCsv(const AggregateRankingsResponse& all) {
  std::vector<std::string_view> line = {"cluster", "code", "title"};
  size_t units = 0;
  for (const ClusterRanking& ranking : all.clusters()) {
    for (const RankedUnit& unit : ranking.units()) line.push_back(unit.unit());
    units += static_cast<size_t>(ranking.units_size());
  }
  line.insert(line.end(), {"best", "median", "worst"});
  std::string csv;
  AppendCsvRow(line, csv);
  size_t before = 0;
  for (const ClusterRanking& ranking : all.clusters()) {
    for (const MatrixRow& row : MatrixRows(ranking)) {
      if (row.kind == MatrixRow::Kind::kRank) continue;
      line = {ranking.cluster(), row.kind == MatrixRow::Kind::kTotal ? std::string_view("TOTAL") : row.code, row.title};
      line.insert(line.end(), before, std::string_view());
      line.insert(line.end(), row.points.begin(), row.points.end());
      line.insert(line.end(), units - before - row.points.size(), std::string_view());
      line.insert(line.end(), {row.best, row.median, row.worst});
      AppendCsvRow(line, csv);
    }
    before += static_cast<size_t>(ranking.units_size());
  }
  return csv;
}

std::string MatrixText(const AggregateRankingsResponse& all, const Style& style) {
  std::string text;
  for (const ClusterRanking& ranking : all.clusters()) text += ClusterMatrix(ranking, style);
  text.resize(text.empty() ? 0 : text.size() - 1);
  return text;
}

}  // namespace thidua::cli
