#ifndef THIDUA_SERVICES_RANKING_DOMAIN_POINTS_TABLE_H_
#define THIDUA_SERVICES_RANKING_DOMAIN_POINTS_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "common/decimal/decimal.h"
#include "services/scoring/domain/total.h"

namespace thidua::ranking {

// What a scale revision says about turning points into places.
struct ScaleShape {
  struct Criterion {
    Decimal coefficient{1};
    Decimal max_points;
  };
  // The criteria below a group: [begin, end).
  struct Group {
    int begin = 0;
    int end = 0;
  };
  struct TieBreak {
    bool is_group = false;
    int position = 0;  // Among the groups or the criteria.
  };
  std::vector<Criterion> criteria;
  std::vector<Group> groups;
  scoring::Total total;
  std::vector<TieBreak> tie_breaks;
};

// As points are kept in a PointsTable. None when they are negative, finer than hundredths or above 21,474,836.47.
std::optional<int32_t> InHundredths(const Decimal& points);

// The points of one year under one scale revision, for as many clusters as wanted, as whole numbers side by side: the
// whole country ranks in the time of one pass over them. Totals, ties and ranks are exactly those that TotalOf and
// CompetitionRank give; what whole numbers of 64 bits cannot hold is refused when the table is made.
//
// Units are numbered from 0, cluster after cluster. Not for concurrent use while something changes.
class PointsTable {
 public:
  // In place of points: the criterion is not for this unit.
  static constexpr int32_t kDoesNotApply = -1;
  static constexpr size_t kMaxTieBreaks = 16;

  struct Place {
    int32_t rank = 0;         // From 1; 0 until ranked.
    uint16_t decided_by = 0;  // Bit i: tie-break i set this unit apart from another one of equal total.
    bool tied = false;        // Nothing sets it apart from another one, with which it shares its rank.
  };

  struct Result {
    int64_t total = 0;  // In units of the last of total_places().
    int64_t lost = 0;   // In hundredths.
    Place in_cluster;
    Place overall;
  };

  // Points of a criterion in a cluster, among the units that it applies to.
  struct Extremes {
    int32_t highest = 0;
    int32_t lowest = 0;
    int units = 0;
  };

  // `cluster_sizes` are numbers of units; `points`, in hundredths, go unit by unit, each in the order of the criteria.
  // The clusters are ranked. None when the shape does not fit: more than kMaxTieBreaks, a maximum that is no number of
  // hundredths, or coefficients so large or fine that a total could leave 64 bits. CompetitionRank takes those.
  //
  // REQUIRES: the shape is of a checked scale; points.size() is units × criteria.
  static std::optional<PointsTable> Make(const ScaleShape& shape, absl::Span<const int> cluster_sizes,
                                         std::vector<int32_t> points);

  int clusters() const { return static_cast<int>(first_units_.size()) - 1; }
  int units() const { return first_units_.back(); }
  // The units of a cluster are [first_unit(cluster), first_unit(cluster + 1)).
  int first_unit(int cluster) const { return first_units_[cluster]; }
  // Units of a cluster in order of rank, then number.
  absl::Span<const int> order(int cluster) const;
  absl::Span<const int32_t> points(int unit) const;
  int total_places() const { return total_places_; }
  const Result& result(int unit) const { return results_[unit]; }

  // Nobody when the criterion applies to none of them.
  Extremes ExtremesOf(int cluster, int criterion) const;

  // Totals and ranks are of the old points until RankClusterAgain, overall ones until RankOverall.
  void UpdateUnit(int unit, absl::Span<const int32_t> points);
  void RankClusterAgain(int cluster);
  void RankClusters();
  // All units by the same rule, by the totals of their clusters' last ranking. Returns them in order of overall rank,
  // then number.
  std::vector<int> RankOverall();

  // Everything that the table holds.
  size_t memory_bytes() const;

 private:
  struct Criterion {
    int32_t coefficient;  // In units of the finest decimal place of any.
    int32_t max_points;   // In hundredths.
    int64_t divisor;      // What it adds to the divisor of a total.
  };
  // Over criteria that apply.
  struct Sums {
    int64_t points = 0;  // With coefficients.
    int64_t divisor = 0;
    int64_t lost = 0;
  };

  PointsTable() = default;
  bool TakeShape(const ScaleShape& shape);
  bool TakeTotal(const scoring::Total& total, int coefficient_places);
  bool TotalsFit() const;
  Sums SumUp(int unit, int begin, int end) const;
  int64_t TotalOf(const Sums& sums) const;
  int64_t TieBreakValue(int unit, size_t tie_break) const;
  std::vector<int> UnitsByTotal() const;
  void SetPlaces(absl::Span<int> by_total, Place Result::*place);
  void SettleTie(absl::Span<int> tied, size_t tie_break, Place at, Place Result::*place);

  std::vector<Criterion> criteria_;
  bool divides_ = false;    // By the sum of the criteria's divisors, that is unless the method is SUM.
  int64_t multiplier_ = 1;  // These two bring a total to the places it is rounded to,
  int64_t divisor_ = 1;
  int64_t after_rounding_ = 1;  // and this one to total_places_, where the cap has more.
  int64_t cap_ = INT64_MAX;
  int total_places_ = 0;
  std::vector<ScaleShape::Group> groups_;
  std::vector<ScaleShape::TieBreak> tie_breaks_;

  std::vector<int> first_units_;  // By cluster, then the number of units.
  std::vector<int32_t> points_;
  std::vector<int> order_;
  std::vector<Result> results_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_DOMAIN_POINTS_TABLE_H_
