#include "tests/bench/country.h"

#include <algorithm>
#include <random>

namespace thidua::bench {
namespace {

using ranking::PointsTable;

constexpr int kCommunesOfACountry = 10'035;
constexpr int kClustersOfACountry = 1'900;
constexpr int kCriteria = 40;
constexpr int kCriteriaOfAGroup = 8;
constexpr int32_t kFull = 10'000;

// Criteria of agriculture and forests.
bool NotForTowns(int criterion) { return criterion % 13 == 5; }

// Half of all criteria are met in full; most others miss some whole percents.
int32_t RandomPoints(std::mt19937& random) {
  const auto below = [&](int limit) { return static_cast<int32_t>(random() % static_cast<unsigned>(limit)); };
  const int32_t kind = below(20);
  if (kind < 10) return kFull;
  if (kind < 16) return kFull - 100 * below(16);
  if (kind < 18) return kFull - below(2'000);
  if (kind < 19) return kFull + 50 * below(11);
  return 2'000 * below(4);
}

int64_t RoundedMean(int64_t sum, int64_t weights) { return weights == 0 ? 0 : (2 * sum + weights) / (2 * weights); }

int64_t GroupTotal(const int32_t* points, const int32_t* coefficients, int begin, int end) {
  int64_t sum = 0;
  int64_t weights = 0;
  for (int c = begin; c < end; ++c) {
    if (points[c] < 0) continue;
    sum += int64_t{coefficients[c]} * points[c];
    weights += coefficients[c];
  }
  return RoundedMean(sum, weights);
}

// Of two communes with equal totals.
bool WinsTie(const int32_t* points, const int32_t* other_points, const int32_t* coefficients) {
  for (const int group : {0, 2}) {
    const int begin = group * kCriteriaOfAGroup;
    const int64_t mine = GroupTotal(points, coefficients, begin, begin + kCriteriaOfAGroup);
    const int64_t others = GroupTotal(other_points, coefficients, begin, begin + kCriteriaOfAGroup);
    if (mine != others) return mine > others;
  }
  return false;
}

}  // namespace

Country MakeCountry(int communes) {
  Country country;
  country.shape.criteria.resize(kCriteria, {.coefficient = Decimal(1), .max_points = Decimal(100)});
  for (int begin = 0; begin < kCriteria; begin += kCriteriaOfAGroup) {
    country.shape.groups.push_back({begin, begin + kCriteriaOfAGroup});
  }
  country.shape.total.method = scoring::Total::Method::kMean;
  country.shape.tie_breaks = {{.is_group = true, .position = 0}, {.is_group = true, .position = 2}};

  const int clusters = communes / kCommunesOfACountry * kClustersOfACountry;
  for (int64_t i = 0; i < clusters; ++i) {
    country.cluster_sizes.push_back(static_cast<int>((i + 1) * communes / clusters - i * communes / clusters));
  }
  std::mt19937 random(1);
  country.points.reserve(static_cast<size_t>(communes) * kCriteria);
  for (int commune = 0; commune < communes; ++commune) {
    const bool town = random() % 4 == 0;
    for (int criterion = 0; criterion < kCriteria; ++criterion) {
      const int32_t points = RandomPoints(random);
      country.points.push_back(town && NotForTowns(criterion) ? PointsTable::kDoesNotApply : points);
    }
  }
  return country;
}

void RankPlainly(const Country& country, PlainRanks& out) {
  const std::vector<int32_t> coefficients(kCriteria, 1);
  const std::vector<int32_t> maxima(kCriteria, kFull);
  out.totals.resize(country.communes());
  out.lost.resize(country.communes());
  out.ranks.resize(country.communes());
  const auto row = [&](int commune) { return &country.points[static_cast<size_t>(commune) * kCriteria]; };
  int begin = 0;
  for (const int size : country.cluster_sizes) {
    const int end = begin + size;
    for (int commune = begin; commune < end; ++commune) {
      const int32_t* points = row(commune);
      int64_t sum = 0;
      int64_t weights = 0;
      int64_t lost = 0;
      for (int c = 0; c < kCriteria; ++c) {
        if (points[c] < 0) continue;
        sum += int64_t{coefficients[c]} * points[c];
        weights += coefficients[c];
        lost += std::max(maxima[c] - points[c], 0);
      }
      out.totals[commune] = RoundedMean(sum, weights);
      out.lost[commune] = lost;
    }
    for (int commune = begin; commune < end; ++commune) {
      const int64_t total = out.totals[commune];
      int rank = 1;
      for (int other = begin; other < end; ++other) {
        if (out.totals[other] > total) ++rank;
        if (out.totals[other] != total || other == commune) continue;
        if (WinsTie(row(other), row(commune), coefficients.data())) ++rank;
      }
      out.ranks[commune] = rank;
    }
    begin = end;
  }
}

}  // namespace thidua::bench
