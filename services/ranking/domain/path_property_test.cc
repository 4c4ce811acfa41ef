#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "services/ranking/domain/path.h"

namespace thidua::ranking {
namespace {

using ::thidua::scoring::Term;
using ::thidua::scoring::Total;

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}

  int Below(int limit) { return static_cast<int>(engine_() % static_cast<unsigned>(limit)); }
  bool Chance(int percent) { return Below(100) < percent; }
  template <typename T>
  T Of(const std::vector<T>& values) {
    return values[static_cast<size_t>(Below(static_cast<int>(values.size())))];
  }

 private:
  std::mt19937 engine_;
};

Rational Hundredths(int value) { return Rational(value) / Rational(100); }

Rational GainOf(const PathCriterion& criterion) {
  return criterion.gain.value_or(criterion.max_points - criterion.points);
}

struct Figures {
  Rational total;
  std::vector<Rational> tie_breaks;

  friend bool operator<(const Figures& a, const Figures& b) {
    return std::tie(a.total, a.tie_breaks) < std::tie(b.total, b.tie_breaks);
  }
};

// What the unit would have with the gains of the criteria whose bit is set.
Figures FiguresBy(const PathQuestion& question, unsigned set) {
  std::vector<Term> terms;
  for (size_t c = 0; c < question.criteria.size(); ++c) {
    const PathCriterion& criterion = question.criteria[c];
    terms.push_back({criterion.coefficient, criterion.max_points, criterion.points});
    if ((set >> c & 1) != 0) terms.back().points += GainOf(criterion);
  }
  const absl::Span<const Term> all = terms;
  Figures figures{.total = scoring::TotalOf(question.total, all), .tie_breaks = {}};
  for (const PathStep& step : question.tie_breaks) {
    if (const auto* one = std::get_if<CriterionStep>(&step)) {
      figures.tie_breaks.push_back(terms[one->criterion].points);
    } else {
      const auto& group = std::get<SubtotalStep>(step);
      figures.tie_breaks.push_back(scoring::TotalOf(question.total, all.subspan(group.begin, group.end - group.begin)));
    }
  }
  return figures;
}

int RankBy(const PathQuestion& question, const Figures& figures) {
  int rank = 1;
  for (const Contender& other : question.others) {
    if (figures < Figures{.total = other.total, .tie_breaks = other.tie_breaks}) ++rank;
  }
  return rank;
}

std::string Text(Path::Outcome outcome, const std::vector<size_t>& chosen, const Rational& cost, const Figures& figures,
                 int rank) {
  return absl::StrCat("outcome ", static_cast<int>(outcome), " {", absl::StrJoin(chosen, " "), "} cost ",
                      cost.ToString(0), " total ", figures.total.ToString(0), " (",
                      absl::StrJoin(figures.tie_breaks, " ",
                                    [](std::string* out, const Rational& n) { absl::StrAppend(out, n.ToString(0)); }),
                      ") rank ", rank);
}

// Tries every set.
std::string BruteForce(const PathQuestion& question) {
  using Key = std::tuple<Rational, Rational, std::vector<size_t>>;
  std::optional<Key> best;
  unsigned best_set = 0, everything = 0;
  const unsigned sets = 1u << question.criteria.size();
  std::vector<size_t> all;
  Rational cost_of_all;
  for (unsigned set = 0; set < sets; ++set) {
    Key key;
    auto& [cost, points, chosen] = key;
    bool possible = true;
    for (size_t c = 0; c < question.criteria.size(); ++c) {
      if ((set >> c & 1) == 0) continue;
      possible = possible && GainOf(question.criteria[c]).sign() > 0;
      cost += question.criteria[c].cost;
      points += GainOf(question.criteria[c]);
      chosen.push_back(c);
    }
    if (!possible) continue;
    if (chosen.size() >= all.size()) std::tie(everything, all, cost_of_all) = std::tie(set, chosen, cost);
    const Figures figures = FiguresBy(question, set);
    const auto* total = std::get_if<WantedTotal>(&question.target);
    const bool there = total != nullptr ? figures.total >= total->total
                                        : RankBy(question, figures) <= std::get<WantedRank>(question.target).rank;
    if (there && (!best.has_value() || key < *best)) {
      best = key;
      best_set = set;
    }
  }
  const Figures figures = FiguresBy(question, best.has_value() ? best_set : everything);
  const int rank = RankBy(question, figures);
  return best.has_value() ? Text(Path::Outcome::kReachable, std::get<2>(*best), std::get<0>(*best), figures, rank)
                          : Text(Path::Outcome::kUnreachable, all, cost_of_all, figures, rank);
}

// Few different figures, so that sets of equal cost and equal gain, ties and sums on the edge occur.
PathQuestion RandomQuestion(Random& random) {
  PathQuestion question;
  question.total.method = random.Of<Total::Method>(
      {Total::Method::kUnspecified, Total::Method::kSum, Total::Method::kMean, Total::Method::kNormalized});
  question.total.places = random.Below(4);
  const bool equal_costs = random.Chance(40), equal_coefficients = random.Chance(50), coarse = random.Chance(50);
  const int criteria = 1 + random.Below(random.Chance(10) ? 12 : 9);
  for (int c = 0; c < criteria; ++c) {
    PathCriterion criterion{.code = absl::StrCat("I.", c)};
    if (!equal_coefficients) criterion.coefficient = Hundredths(random.Of<int>({0, 50, 100, 100, 150, 200, 333}));
    criterion.max_points = random.Of<int>({5, 10, 10, 20});
    criterion.points = coarse ? Rational(random.Below(6)) : Hundredths(random.Below(600));
    if (random.Chance(50)) criterion.gain = coarse ? Rational(random.Below(4)) : Hundredths(random.Below(400) - 40);
    if (!equal_costs) {
      criterion.cost =
          random.Chance(20) ? Rational(0) : Rational(random.Below(6)) / Rational(random.Of<int>({1, 2, 4}));
    }
    question.criteria.push_back(criterion);
  }
  const auto size = static_cast<int>(question.criteria.size());
  for (int steps = random.Below(5); steps > 0; --steps) {
    if (random.Chance(35)) {
      question.tie_breaks.emplace_back(CriterionStep{static_cast<size_t>(random.Below(size))});
    } else {
      const int begin = random.Below(size + 1);
      question.tie_breaks.emplace_back(
          SubtotalStep{static_cast<size_t>(begin), static_cast<size_t>(begin + random.Below(size - begin + 1))});
    }
  }
  // Others like what the unit can become, sometimes a little apart at one step, so that every depth decides.
  const auto reachable = [&] {
    unsigned set = static_cast<unsigned>(random.Below(1 << size));
    for (int c = 0; c < size; ++c) {
      if (GainOf(question.criteria[static_cast<size_t>(c)]).sign() <= 0) set &= ~(1u << c);
    }
    return FiguresBy(question, set);
  };
  if (random.Chance(40)) {
    Rational cap = reachable().total + Hundredths(random.Of<int>({-1, 0, 0, 1, 50}));
    for (int whole = 0; whole < 400'00; ++whole) {
      if (Hundredths(whole) < cap) continue;
      Decimal decimal;
      Decimal::Parse(Hundredths(whole).ToString(2), decimal);
      question.total.cap = decimal;
      break;
    }
  }
  for (int others = random.Below(6); others > 0; --others) {
    const Figures figures = reachable();
    Contender other{.unit = absl::StrCat("u", others), .total = figures.total, .tie_breaks = figures.tie_breaks};
    const Rational apart = Hundredths(random.Of<int>({-100, -1, 1, 100}));
    const auto which = static_cast<size_t>(random.Below(static_cast<int>(other.tie_breaks.size()) + 3));
    if (which < other.tie_breaks.size()) other.tie_breaks[which] += apart;
    if (which == other.tie_breaks.size()) other.total += apart;
    question.others.push_back(other);
  }
  if (random.Chance(20)) {
    question.target = WantedTotal{reachable().total + Rational(random.Below(5) - 1) / Rational(300)};
  } else {
    question.target = WantedRank{1 + random.Below(static_cast<int>(question.others.size()) + 1)};
  }
  return question;
}

std::string Text(const Path& path) {
  return Text(path.outcome, path.chosen, path.cost, {.total = path.total, .tie_breaks = path.tie_breaks}, path.rank);
}

TEST(CheapestPathPropertyTest, IsWhatTryingEverySetFinds) {
  Random random(1);
  std::map<std::string, int> seen;
  for (int round = 0; round < 6000; ++round) {
    const PathQuestion question = RandomQuestion(random);
    const Path path = CheapestPath(question);
    ASSERT_EQ(Text(path), BruteForce(question)) << "round " << round;
    ++seen[path.outcome == Path::Outcome::kUnreachable ? "unreachable"
           : path.chosen.empty()                       ? "already there"
           : path.chosen.size() == 1                   ? "one"
           : path.chosen.size() < 4                    ? "few"
                                                       : "many"];
  }
  for (const char* kind : {"unreachable", "already there", "one", "few", "many"}) EXPECT_GT(seen[kind], 100) << kind;
}

// The rival is at the cap in the total and in most groups, where nobody goes beyond it: the unit has to get there.
PathQuestion ManyGroupsCount(Random& random) {
  const int size = 6 + random.Below(6);
  PathQuestion question{.total = {.method = Total::Method::kSum, .cap = Decimal(8 + random.Below(8))},
                        .target = WantedRank{1}};
  Contender rival{.unit = "u", .total = *question.total.cap};
  const int costs = random.Of<int>({1, 3, 20});
  for (int c = 0; c < size; ++c) {
    question.criteria.push_back({.code = absl::StrCat("I.", c),
                                 .coefficient = random.Of<int>({1, 1, 2}),
                                 .max_points = 10,
                                 .gain = 1 + random.Below(6),
                                 .cost = 1 + random.Below(costs)});
  }
  for (int steps = 1 + random.Below(4); steps > 0; --steps) {
    const int begin = random.Below(size - 2), end = begin + 3 + random.Below(size - begin - 2);
    question.tie_breaks.emplace_back(SubtotalStep{static_cast<size_t>(begin), static_cast<size_t>(end)});
    rival.tie_breaks.push_back(rival.total - Rational(random.Of<int>({0, 0, 1, 3, 6})));
  }
  question.others = {rival};
  return question;
}

TEST(CheapestPathPropertyTest, IsWhatTryingEverySetFindsWhereManyGroupsCount) {
  Random random(3);
  for (int round = 0; round < 1500; ++round) {
    const PathQuestion question = ManyGroupsCount(random);
    ASSERT_EQ(Text(CheapestPath(question)), BruteForce(question)) << "round " << round;
  }
}

// A question that a whole province might ask: the answer is there, and taking anything out of it loses the rank.
TEST(CheapestPathPropertyTest, NothingOfAnAnswerCanBeLeftOut) {
  Random random(2);
  for (int round = 0; round < 60; ++round) {
    PathQuestion question{.total = {.method = Total::Method::kNormalized}, .tie_breaks = {}};
    const int size = 20 + random.Below(11);
    for (int c = 0; c < size; ++c) {
      question.criteria.push_back({.code = absl::StrCat(c),
                                   .coefficient = random.Of<int>({1, 2, 3}),
                                   .max_points = 10,
                                   .points = Hundredths(random.Below(1000)),
                                   .gain = std::nullopt,
                                   .cost = 1 + random.Below(50)});
    }
    question.tie_breaks = {SubtotalStep{0, 8}, SubtotalStep{8, 15}, CriterionStep{3}};
    const unsigned model = static_cast<unsigned>(random.Below(1 << size));
    const Figures figures = FiguresBy(question, model);
    question.others = {{.unit = "u", .total = figures.total, .tie_breaks = figures.tie_breaks}};
    question.target = WantedRank{1};
    const Path path = CheapestPath(question);
    ASSERT_EQ(path.outcome, Path::Outcome::kReachable);
    EXPECT_EQ(path.rank, 1);
    unsigned chosen = 0;
    Rational model_cost;
    for (const size_t c : path.chosen) chosen |= 1u << c;
    for (size_t c = 0; c < question.criteria.size(); ++c) {
      if ((model >> c & 1) != 0) model_cost += question.criteria[c].cost;
    }
    EXPECT_LE(path.cost, model_cost);
    for (const size_t c : path.chosen) EXPECT_EQ(RankBy(question, FiguresBy(question, chosen & ~(1u << c))), 2);
  }
}

}  // namespace
}  // namespace thidua::ranking
