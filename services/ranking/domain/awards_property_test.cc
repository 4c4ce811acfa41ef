#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/ranking/domain/awards.h"
#include "services/ranking/domain/ranking.h"

namespace thidua::ranking {
namespace {

constexpr int kRounds = 1'500;

class World {
 public:
  explicit World(unsigned seed) : random_(seed) {
    for (int i = Below(14); i > 0; --i) candidates_.push_back(SomeCandidate());
    Rank(candidates_, [](Candidate& unit, int rank) { unit.overall_rank = rank; });
    std::map<std::string, std::vector<Candidate>> clusters;
    for (const Candidate& unit : candidates_) clusters[unit.cluster].push_back(unit);
    candidates_.clear();
    for (auto& [cluster, units] : clusters) {
      Rank(units, [](Candidate& unit, int rank) { unit.rank = rank; });
      candidates_.insert(candidates_.end(), units.begin(), units.end());
    }
    for (Candidate& unit : candidates_) {
      if (Below(15) == 0) unit.overall_rank = 0;
    }
    for (int i = Below(4); i > 0; --i) awards_.push_back(SomeAward());
  }

  const std::vector<Award>& awards() const { return awards_; }
  const std::vector<Candidate>& candidates() const { return candidates_; }
  std::mt19937& random() { return random_; }

 private:
  int Below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

  // Few different figures, so that ties and figures at a bound are common.
  Candidate SomeCandidate() {
    Candidate unit{.unit = absl::StrCat("u", Below(1000), "-", ++units_),
                   .cluster = absl::StrCat("k", Below(3)),
                   .total = Rational(Below(4)) / 3};
    if (Below(8) == 0) unit.missing = {"C0"};
    for (int c = 0; c < 3; ++c) {
      if (Below(5) == 0) continue;
      unit.criteria.push_back({absl::StrCat("C", c), Rational(Below(6)) / 2, Below(4)});
      if (Below(6) == 0) unit.non_zero.insert({absl::StrCat("C", c), "x"});
    }
    return unit;
  }

  Award SomeAward() {
    Award award{.title = absl::StrCat("A", awards_.size())};
    if (Below(2) == 0) award.scope = Award::Scope::kAll;
    if (Below(2) == 0) {
      award.count = 1 + Below(5);
    } else {
      Decimal::Parse(
          std::vector<std::string>{"20", "33.333333", "33.333334", "50", "100"}[static_cast<size_t>(Below(5))],
          award.percent.emplace());
    }
    if (Below(3) == 0) award.min_total = Decimal(Below(2));
    if (Below(3) == 0) award.min_criterion_percent = Decimal(25 * Below(5));
    for (int c = Below(3); c > 0; --c) award.exclude_if.push_back({absl::StrCat("C", c), "x"});
    return award;
  }

  template <typename Set>
  static void Rank(std::vector<Candidate>& units, Set set) {
    std::vector<Contender> contenders;
    for (const Candidate& unit : units) contenders.push_back({.unit = unit.unit, .total = unit.total});
    for (const Place& place : CompetitionRank(contenders, {}).places) set(units[place.contender], place.rank);
  }

  std::mt19937 random_;
  int units_ = 0;
  std::vector<Candidate> candidates_;
  std::vector<Award> awards_;
};

// "award cluster members places unit rank outcome REASON…", in the order of the proposals.
std::vector<std::string> Described(const std::vector<AwardProposal>& proposals,
                                   const std::vector<Candidate>& candidates) {
  std::vector<std::string> lines;
  for (const AwardProposal& proposal : proposals) {
    lines.push_back(absl::StrCat(proposal.award, " ", proposal.cluster, " ", proposal.members, " ", proposal.places));
    for (const ConsideredUnit& unit : proposal.units) {
      lines.push_back(
          absl::StrCat(candidates[unit.candidate].unit, " ", unit.rank, " ", static_cast<int>(unit.outcome)));
      for (const AwardReason& reason : unit.reasons) absl::StrAppend(&lines.back(), " ", DescribeReason(reason).en);
    }
  }
  return lines;
}

// The rules once more, each unit on its own and by counting.
class Naive {
 public:
  Naive(const Award& award, const std::vector<Candidate>& candidates, const std::string& cluster) : award_(award) {
    for (const Candidate& unit : candidates) {
      if (All() || unit.cluster == cluster) units_.push_back(unit);
    }
    while (award.percent
               ? Rational(100) * (places_ + 1) <= Rational(*award.percent) * static_cast<int64_t>(units_.size())
               : places_ < *award.count) {
      ++places_;
    }
  }

  int places() const { return places_; }
  int RankOf(const Candidate& unit) const { return All() ? unit.overall_rank : unit.rank; }

  bool Eligible(const Candidate& unit) const {
    bool eligible = RankOf(unit) > 0 && unit.missing.empty();
    if (award_.min_total) eligible &= unit.total >= *award_.min_total;
    for (const CriterionPoints& one : unit.criteria) {
      if (award_.min_criterion_percent) eligible &= 100 * one.points >= one.max_points * *award_.min_criterion_percent;
    }
    for (const Award::Exclusion& exclusion : award_.exclude_if) eligible &= unit.non_zero.count(exclusion) == 0;
    return eligible;
  }

  AwardOutcome OutcomeOf(const Candidate& unit) const {
    if (!Eligible(unit) || Better(unit) >= places_) return AwardOutcome::kNotProposed;
    const auto equal = std::count_if(units_.begin(), units_.end(), [&](const Candidate& other) {
      return Eligible(other) && RankOf(other) == RankOf(unit);
    });
    return Better(unit) + equal <= places_ ? AwardOutcome::kProposed : AwardOutcome::kForCouncil;
  }

  std::vector<std::string> ReasonsOf(const Candidate& unit) const {
    std::vector<std::string> reasons;
    if (RankOf(unit) == 0) reasons.push_back("NOT_RANKED");
    if (!unit.missing.empty()) reasons.push_back("NOT_REPORTED");
    if (award_.min_total && unit.total < *award_.min_total) reasons.push_back("BELOW_MIN_TOTAL");
    for (const CriterionPoints& one : unit.criteria) {
      if (award_.min_criterion_percent && 100 * one.points < one.max_points * *award_.min_criterion_percent) {
        reasons.push_back("BELOW_CRITERION_FLOOR");
      }
    }
    for (const Award::Exclusion& exclusion : award_.exclude_if) {
      if (unit.non_zero.count(exclusion) > 0) reasons.push_back("EXCLUDED_BY_INPUT");
    }
    if (Better(unit) >= places_) reasons.push_back("BEYOND_COUNT");
    if (OutcomeOf(unit) == AwardOutcome::kProposed) reasons.push_back("WITHIN_COUNT");
    if (OutcomeOf(unit) == AwardOutcome::kForCouncil) reasons.push_back("TIE_ACROSS_THE_CUT");
    return reasons;
  }

 private:
  bool All() const { return award_.scope == Award::Scope::kAll; }
  // A unit without a rank stands below all others.
  int64_t Better(const Candidate& unit) const {
    return std::count_if(units_.begin(), units_.end(), [&](const Candidate& other) {
      return Eligible(other) && (RankOf(unit) == 0 || RankOf(other) < RankOf(unit));
    });
  }

  const Award& award_;
  std::vector<Candidate> units_;
  int places_ = 0;
};

TEST(ProposeAwardsPropertyTest, DecidesAsCountingDoes) {
  std::map<AwardOutcome, int> seen;
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    const World world(seed);
    for (const AwardProposal& proposal : ProposeAwards(world.awards(), world.candidates())) {
      const Naive naive(world.awards()[proposal.award], world.candidates(), proposal.cluster);
      ASSERT_EQ(proposal.places, naive.places()) << seed;
      for (const ConsideredUnit& unit : proposal.units) {
        const Candidate& candidate = world.candidates()[unit.candidate];
        ASSERT_EQ(unit.rank, naive.RankOf(candidate)) << seed;
        ASSERT_EQ(unit.outcome, naive.OutcomeOf(candidate)) << seed << " " << candidate.unit;
        std::vector<std::string> reasons;
        for (const AwardReason& reason : unit.reasons) reasons.emplace_back(ReasonName(reason));
        ASSERT_EQ(reasons, naive.ReasonsOf(candidate)) << seed << " " << candidate.unit;
        ++seen[unit.outcome];
      }
    }
  }
  for (const auto outcome : {AwardOutcome::kProposed, AwardOutcome::kNotProposed, AwardOutcome::kForCouncil}) {
    EXPECT_GT(seen[outcome], kRounds / 10);
  }
}

TEST(ProposeAwardsPropertyTest, EveryUnitInScopeIsListedOnceInOrderOfRankThenCode) {
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    const World world(seed);
    std::vector<std::string> wanted, got;
    for (size_t a = 0; a < world.awards().size(); ++a) {
      for (const Candidate& unit : world.candidates()) wanted.push_back(absl::StrCat(a, " ", unit.unit));
    }
    for (const AwardProposal& proposal : ProposeAwards(world.awards(), world.candidates())) {
      EXPECT_EQ(proposal.members, static_cast<int64_t>(proposal.units.size()));
      std::vector<std::pair<int, std::string>> order;
      for (const ConsideredUnit& unit : proposal.units) {
        const std::string& code = world.candidates()[unit.candidate].unit;
        got.push_back(absl::StrCat(proposal.award, " ", code));
        order.emplace_back(unit.rank == 0 ? 1'000'000 : unit.rank, code);
        EXPECT_FALSE(unit.reasons.empty());
      }
      EXPECT_TRUE(std::is_sorted(order.begin(), order.end())) << seed;
    }
    std::sort(wanted.begin(), wanted.end());
    std::sort(got.begin(), got.end());
    ASSERT_EQ(got, wanted) << seed;
  }
}

TEST(ProposeAwardsPropertyTest, PlacesAreFilledOrLeftToTheCouncil) {
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    const World world(seed);
    for (const AwardProposal& proposal : ProposeAwards(world.awards(), world.candidates())) {
      const Naive naive(world.awards()[proposal.award], world.candidates(), proposal.cluster);
      int64_t eligible = 0, proposed = 0, council = 0;
      for (const ConsideredUnit& unit : proposal.units) {
        eligible += naive.Eligible(world.candidates()[unit.candidate]);
        proposed += unit.outcome == AwardOutcome::kProposed;
        council += unit.outcome == AwardOutcome::kForCouncil;
      }
      if (council == 0) {
        EXPECT_EQ(proposed, std::min(proposal.places, eligible)) << seed;
      } else {
        EXPECT_LT(proposed, proposal.places) << seed;
        EXPECT_GT(proposed + council, proposal.places) << seed;
      }
    }
  }
}

TEST(ProposeAwardsPropertyTest, OrderOfInputDoesNotMatter) {
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    World world(seed);
    std::vector<Candidate> shuffled = world.candidates();
    std::shuffle(shuffled.begin(), shuffled.end(), world.random());
    ASSERT_EQ(Described(ProposeAwards(world.awards(), shuffled), shuffled),
              Described(ProposeAwards(world.awards(), world.candidates()), world.candidates()))
        << seed;
  }
}

}  // namespace
}  // namespace thidua::ranking
