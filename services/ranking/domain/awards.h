#ifndef THIDUA_SERVICES_RANKING_DOMAIN_AWARDS_H_
#define THIDUA_SERVICES_RANKING_DOMAIN_AWARDS_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/decimal/decimal.h"
#include "common/decimal/rational.h"
#include "common/status/message.h"

namespace thidua::ranking {

// An award of a scale; protos/thidua/scoring/v1/scale.proto gives the meaning of every field.
struct Award {
  enum class Scope { kCluster, kAll };
  struct Exclusion {
    std::string criterion;
    std::string input;
    friend auto operator<=>(const Exclusion&, const Exclusion&) = default;
  };

  std::string title;
  std::string citation;
  Scope scope = Scope::kCluster;
  std::optional<int64_t> count;    // From 1. Exactly one of `count` and `percent` is given.
  std::optional<Decimal> percent;  // Above 0, at most 100.
  std::optional<Decimal> min_total;
  std::optional<Decimal> min_criterion_percent;
  std::vector<Exclusion> exclude_if;
};

// A criterion that applies to a unit.
struct CriterionPoints {
  std::string criterion;
  Rational points;
  Rational max_points;
};

// A unit that awards are considered for.
struct Candidate {
  std::string unit;
  std::string cluster;
  int rank = 0;                      // In its cluster, from 1; 0: it is not ranked there.
  int overall_rank = 0;              // Among all candidates, from 1; 0: it is not ranked there.
  Rational total;                    // As published, rounded.
  std::vector<std::string> missing;  // Applicable criteria that are not reported.
  std::vector<CriterionPoints> criteria;
  std::set<Award::Exclusion> non_zero;  // The unit's inputs that are not zero; others than awards name do not matter.
};

// Why a unit is in or out.

// It meets the conditions; with all such units of its rank or a better one, it is within the `places`.
struct WithinCount {
  int64_t places = 0;
  friend bool operator==(const WithinCount&, const WithinCount&) = default;
};

// Better units that meet the conditions take all `places`.
struct BeyondCount {
  int64_t places = 0;
  friend bool operator==(const BeyondCount&, const BeyondCount&) = default;
};

// `units` share a rank, meet the conditions, and are more than the `places` that better units left.
struct TieAcrossTheCut {
  int64_t places = 0;
  std::vector<std::string> units;  // In order of code, the unit itself among them.
  friend bool operator==(const TieAcrossTheCut&, const TieAcrossTheCut&) = default;
};

struct NotRanked {
  friend bool operator==(const NotRanked&, const NotRanked&) = default;
};

struct NotReported {
  std::vector<std::string> criteria;
  friend bool operator==(const NotReported&, const NotReported&) = default;
};

struct BelowMinTotal {
  Rational total;
  Decimal min_total;
  friend bool operator==(const BelowMinTotal&, const BelowMinTotal&) = default;
};

struct BelowCriterionFloor {
  std::string criterion;
  Rational percent;  // 100 · points / M, exact.
  Decimal floor;
  friend bool operator==(const BelowCriterionFloor&, const BelowCriterionFloor&) = default;
};

struct ExcludedByInput {
  std::string criterion;
  std::string input;
  friend bool operator==(const ExcludedByInput&, const ExcludedByInput&) = default;
};

using AwardReason = std::variant<WithinCount, BeyondCount, TieAcrossTheCut, NotRanked, NotReported, BelowMinTotal,
                                 BelowCriterionFloor, ExcludedByInput>;

// A constant: WITHIN_COUNT, BEYOND_COUNT, TIE_ACROSS_THE_CUT, NOT_RANKED, NOT_REPORTED, BELOW_MIN_TOTAL,
// BELOW_CRITERION_FLOOR, EXCLUDED_BY_INPUT.
std::string_view ReasonName(const AwardReason& reason);

// The reason in a sentence.
Message DescribeReason(const AwardReason& reason);

enum class AwardOutcome { kProposed, kNotProposed, kForCouncil };

struct ConsideredUnit {
  size_t candidate = 0;  // Its position among those that were given.
  int rank = 0;          // The rank that counts in the award's scope; 0: it has none.
  AwardOutcome outcome = AwardOutcome::kNotProposed;
  std::vector<AwardReason> reasons;  // All that hold; never empty.
};

struct AwardProposal {
  size_t award = 0;     // Its position among those that were given.
  std::string cluster;  // Empty for Scope::kAll.
  int64_t members = 0;  // Units in scope.
  int64_t places = 0;
  std::vector<ConsideredUnit> units;  // In order of rank, then unit code; those without a rank last.
};

// How many places a proposal has and why, in a sentence; says so when a percentage of few units leaves none.
Message DescribePlaces(const Award& award, const AwardProposal& proposal);

// SCORING.md "Awards": for each award, in their order, a proposal for each cluster, by code, or one over all
// candidates. The order of `candidates` does not matter. What the rules leave open is settled so:
// - A percentage is of all units in scope, those out of the running too: the quota is set for the cluster, not for its
//   good members. Rounded down, so 20 % of four units is no place, and every unit is told BEYOND_COUNT.
// - Places go to the best units that meet all conditions. One that does not takes no place from those below it: a quota
//   is for those who qualify. `count` is an upper bound.
// - A unit that meets the conditions and shares its rank with more such units than places are left goes to the council
//   with all of them; better units stay proposed, lower ones are out.
// - BEYOND_COUNT is told to every unit that better ones leave no place, also where a condition fails: meeting the
//   condition alone would not have been enough.
// - A criterion whose maximum is 0 has no percentage and no floor. One that is not reported counts 0 points, as it does
//   in the total, and its unit is out until it is reported.
//
// REQUIRES: units are distinct. Candidates for awards with Scope::kAll are all scored under the scale revision that the
// awards are of: units of different scales are never put in one order, so the caller calls once for each revision.
std::vector<AwardProposal> ProposeAwards(const std::vector<Award>& awards, const std::vector<Candidate>& candidates);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_DOMAIN_AWARDS_H_
