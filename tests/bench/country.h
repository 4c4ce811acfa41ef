#ifndef THIDUA_TESTS_BENCH_COUNTRY_H_
#define THIDUA_TESTS_BENCH_COUNTRY_H_

#include <cstdint>
#include <vector>

#include "services/ranking/domain/points_table.h"

namespace thidua::bench {

// The points of all communes of a country in one year, in clusters of five or six, on a scale like the demonstration's:
// 40 criteria of 100 points in five groups, the total their mean of two places. Some criteria are not for towns, some
// points are above the maximum, and totals tie now and then.
struct Country {
  ranking::ScaleShape shape;
  std::vector<int> cluster_sizes;
  std::vector<int32_t> points;  // Commune by commune, in hundredths.

  int communes() const { return static_cast<int>(points.size() / shape.criteria.size()); }
};

// The same at every call; 1,900 clusters for each 10,035 communes. REQUIRES: communes is a multiple of 10,035.
Country MakeCountry(int communes);

// What ranking a cluster comes to, by commune.
struct PlainRanks {
  std::vector<int64_t> totals;
  std::vector<int64_t> lost;
  std::vector<int> ranks;
};

// The yardstick: one plain pass over the arrays of a country that sums, divides and compares as its scale says, and
// knows nothing of other scales: no cap, 64 bits, one method, tie-breaks on the first and the third group.
void RankPlainly(const Country& country, PlainRanks& out);

}  // namespace thidua::bench

#endif  // THIDUA_TESTS_BENCH_COUNTRY_H_
