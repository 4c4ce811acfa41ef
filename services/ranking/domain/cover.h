#ifndef THIDUA_SERVICES_RANKING_DOMAIN_COVER_H_
#define THIDUA_SERVICES_RANKING_DOMAIN_COVER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

#include "absl/types/span.h"
#include "services/ranking/domain/path.h"

namespace thidua::ranking {

// The part of CheapestPath that is combinatorial: which gains together meet demands at the least cost, in whole
// numbers.

// A criterion that can be won. Its figures are whole numbers, each kind in a unit of its own.
struct Gain {
  size_t index = 0;      // Among the gains, in the order of the scale.
  size_t criterion = 0;  // Position among the criteria.
  int64_t weight = 0;    // Coefficient × points: what it adds to a sum.
  int64_t cost = 0;
  int64_t points = 0;
};

// A set of gains; what is less is preferred.
struct Choice {
  int64_t cost = 0;
  int64_t points = 0;
  static constexpr size_t kWordBits = 64;
  std::array<uint64_t, kMaxPathGains / kWordBits> set{};  // The first gain is the highest bit of the first word.

  static uint64_t Bit(const Gain& gain) { return uint64_t{1} << (kWordBits - 1 - gain.index % kWordBits); }
  bool Has(const Gain& gain) const { return (set[gain.index / kWordBits] & Bit(gain)) != 0; }
  Choice With(const Gain& gain) const {
    Choice with = *this;
    with.cost += gain.cost;
    with.points += gain.points;
    with.set[gain.index / kWordBits] |= Bit(gain);
    return with;
  }

  friend bool operator<(const Choice& a, const Choice& b) {
    return std::tie(a.cost, a.points, b.set) < std::tie(b.cost, b.points, a.set);
  }
};

// The gains of the criteria [begin, end) must weigh at least `owed`, which is more than 0.
struct Demand {
  size_t begin = 0;
  size_t end = 0;
  int64_t owed = 0;

  bool Takes(const Gain& gain) const { return begin <= gain.criterion && gain.criterion < end; }
};

// What was found and spent over all the ways to have the target.
struct Search {
  std::optional<Choice> best;
  int64_t steps = 0;
  bool too_hard = false;

  void Offer(const Choice& choice) {
    if (!best.has_value() || choice < *best) best = choice;
  }
};

// Offers `search` the preferred choice, `start` included in it, that meets every demand, when there is one and it is
// better than what was found before. `search.too_hard` when that took more than kMaxPathSteps or kMaxPathStates;
// `search.best` then meets the demands all the same.
void Cover(absl::Span<const Gain> gains, std::vector<Demand> demands, const Choice& start, Search& search);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_DOMAIN_COVER_H_
