#include "services/ranking/rpc/overall_order.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/decimal/decimal.h"
#include "common/status/problem.h"

namespace thidua::ranking {
namespace {

using scoring::v1::ClusterScores;
using scoring::v1::Heading;
using scoring::v1::UnitScores;

bool Read(const std::string& text, Decimal& out) { return Decimal::Parse(text, out) == Decimal::Fault::kNone; }

// Of all units, one after the other. None when some do not fit.
std::optional<std::vector<int32_t>> Points(absl::Span<const RankableCluster* const> clusters) {
  std::vector<int32_t> points;
  for (const RankableCluster* cluster : clusters) {
    for (const UnitScores& unit : cluster->scores.units()) {
      for (const std::string& text : unit.points()) {
        if (text.empty()) {
          points.push_back(PointsTable::kDoesNotApply);
          continue;
        }
        Decimal value;
        if (!Read(text, value)) return std::nullopt;
        const std::optional<int32_t> hundredths = InHundredths(value);
        if (!hundredths.has_value()) return std::nullopt;
        points.push_back(*hundredths);
      }
    }
  }
  return points;
}

std::vector<Contender> Contenders(absl::Span<const RankableCluster* const> clusters) {
  std::vector<Contender> contenders;
  for (const RankableCluster* cluster : clusters) {
    contenders.insert(contenders.end(), cluster->contenders.begin(), cluster->contenders.end());
  }
  return contenders;
}

std::optional<PointsTable> TableOf(absl::Span<const RankableCluster* const> clusters) {
  const std::optional<ScaleShape> shape = ShapeOf(clusters.front()->scores);
  if (!shape.has_value()) return std::nullopt;
  std::optional<std::vector<int32_t>> points = Points(clusters);
  if (!points.has_value()) return std::nullopt;
  std::vector<int> sizes;
  for (const RankableCluster* cluster : clusters) sizes.push_back(static_cast<int>(cluster->contenders.size()));
  return PointsTable::Make(*shape, sizes, *std::move(points));
}

Order OrderOf(PointsTable& table, const std::vector<const std::string*>& codes,
              const std::vector<std::string>& tie_breaks) {
  Order order;
  std::vector<int> units = table.RankOverall();
  for (auto begin = units.begin(); begin != units.end();) {
    const int rank = table.result(*begin).overall.rank;
    const auto end =
        std::find_if(begin, units.end(), [&](int unit) { return table.result(unit).overall.rank != rank; });
    std::sort(begin, end,
              [&](int a, int b) { return *codes[static_cast<size_t>(a)] < *codes[static_cast<size_t>(b)]; });
    if (end - begin > 1) {
      Tie& tie = order.ties.emplace_back(Tie{.rank = rank, .units = {}, .tried = tie_breaks});
      for (auto unit = begin; unit != end; ++unit) tie.units.push_back(*codes[static_cast<size_t>(*unit)]);
    }
    for (; begin != end; ++begin) {
      Place& place = order.places.emplace_back(Place{.contender = static_cast<size_t>(*begin), .rank = rank});
      for (size_t step = 0; step < tie_breaks.size(); ++step) {
        if ((table.result(*begin).overall.decided_by >> step & 1) != 0) place.decided_by.push_back(tie_breaks[step]);
      }
    }
  }
  return order;
}

}  // namespace

std::optional<ScaleShape> ShapeOf(const ClusterScores& scores) {
  ScaleShape shape;
  shape.total.method = static_cast<scoring::Total::Method>(scores.total().method());
  shape.total.places = scores.total().places();
  if (!scores.total().cap().empty()) {
    Decimal cap;
    if (!Read(scores.total().cap(), cap)) return std::nullopt;
    shape.total.cap = cap;
  }
  std::map<std::string, int> criteria, groups;
  std::vector<int> depths;
  for (const Heading& heading : scores.headings()) {
    const int at = static_cast<int>(shape.criteria.size());
    if (heading.is_criterion()) {
      ScaleShape::Criterion& criterion = shape.criteria.emplace_back();
      if (!Read(heading.coefficient(), criterion.coefficient)) return std::nullopt;
      if (!Read(heading.max_points(), criterion.max_points)) return std::nullopt;
      criteria[heading.code()] = at;
      continue;
    }
    // A group ends where one begins that is not deeper.
    for (size_t i = 0; i < depths.size(); ++i) {
      if (shape.groups[i].end < 0 && depths[i] >= heading.depth()) shape.groups[i].end = at;
    }
    groups[heading.code()] = static_cast<int>(shape.groups.size());
    shape.groups.push_back({.begin = at, .end = -1});
    depths.push_back(heading.depth());
  }
  for (ScaleShape::Group& group : shape.groups) {
    if (group.end < 0) group.end = static_cast<int>(shape.criteria.size());
  }
  for (const scoring::v1::TieBreak& tie_break : scores.tie_breaks()) {
    const bool is_group = !tie_break.has_criterion();
    const std::map<std::string, int>& codes = is_group ? groups : criteria;
    const auto found = codes.find(is_group ? tie_break.group() : tie_break.criterion());
    if (found == codes.end()) return std::nullopt;
    shape.tie_breaks.push_back({.is_group = is_group, .position = found->second});
  }
  return shape;
}

absl::StatusOr<Order> OverallOrder(absl::Span<const RankableCluster* const> clusters) {
  std::optional<PointsTable> table = TableOf(clusters);
  if (!table.has_value()) return CompetitionRank(Contenders(clusters), clusters.front()->tie_breaks);
  Rational unit_of_total = 1;
  for (int place = 0; place < table->total_places(); ++place) unit_of_total = unit_of_total / Rational(10);
  std::vector<const std::string*> codes;
  for (const RankableCluster* cluster : clusters) {
    for (const Contender& contender : cluster->contenders) {
      const int unit = static_cast<int>(codes.size());
      if (Rational(table->result(unit).total) * unit_of_total != contender.total) {
        return Internal(absl::StrCat("total of ", contender.unit, " in ", cluster->scores.cluster(), " ",
                                     cluster->scores.year(), " does not follow from its points"));
      }
      codes.push_back(&contender.unit);
    }
  }
  return OrderOf(*table, codes, clusters.front()->tie_breaks);
}

}  // namespace thidua::ranking
