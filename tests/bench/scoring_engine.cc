// Scoring from inputs, in exact arithmetic: every commune of the country in its cluster, sheets in memory, under a
// scale of 40 criteria with each of the ten rules four times, coefficients, adjustments and nested groups; subtotals,
// totals and what a cluster's units are to each other included. One core.
//
// The first baseline is the promise itself. The second one is a plain loop of doubles over the same figures in arrays:
// what the processor would do if exactness, absent figures and text in the scale did not exist.

#include <array>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/domain/engine.h"
#include "tests/bench/report.h"

namespace thidua::bench {
namespace {

using scoring::Criterion;
using scoring::Scale;
using scoring::Sheet;

constexpr int kCommunes = 10'035;
constexpr int kClusters = 1'900;
constexpr double kGoalPerSecond = 5'000'000;
constexpr int kPasses = 10;

Decimal D(const std::string& text) {
  Decimal value;
  if (Decimal::Parse(text, value) != Decimal::Fault::kNone) std::cerr << "bench: not a decimal: " << text << '\n';
  return value;
}

// The ten rules, as a district's plan uses them.
std::vector<scoring::Rule> EveryRule() {
  using Better = scoring::YearOverYear::Better;
  return {scoring::Full{},
          scoring::Attainment{.deduct_per_percent = D("0.5"),
                              .bonus_per_percent = D("0.2"),
                              .bonus_cap = D("2"),
                              .rounding = {.places = 1}},
          scoring::AdverseRate{.deduct_per_percent = D("1.5")},
          scoring::Grade{.levels = {{"TOT", D("10")}, {"KHA", D("8")}, {"TB", D("5.5")}}},
          scoring::Milestones{.required = D("19"), .points_per_unit = D("0.5")},
          scoring::Tiers{.tiers = {{D("95"), D("10")}, {D("80"), D("7.5")}, {D("60"), D("5")}}, .otherwise = D("1")},
          scoring::YearOverYear{
              .better = Better::kLower, .deduct_per_unit = D("0.25"), .bonus_per_unit = D("0.1"), .bonus_cap = D("1")},
          scoring::Checklist{.required = D("7")},
          scoring::Declared{},
          scoring::PeerRelative{.ratio_to_best = true}};
}

Criterion MakeCriterion(int number, scoring::Rule rule) {
  Criterion criterion{.code = absl::StrCat("C", number), .title = "t", .max_points = D("10"), .rule = std::move(rule)};
  if (number % 3 == 0) criterion.coefficient = D("1.5");
  if (number % 4 == 0) criterion.coefficient = D("2");
  if (number % 5 == 0)
    criterion.deductions = {{.input = "late", .title = "late", .points_each = D("0.25"), .cap = D("2")}};
  if (number % 7 == 0) criterion.bonuses = {{.input = "prize", .title = "prize", .points_each = D("0.5")}};
  if (number % 8 == 0) criterion.zero_if = {"offence"};
  if (number % 10 == 9) criterion.except_unit_types = {"PHUONG"};
  return criterion;
}

// Four groups at the top, each with one below it and one below that.
Scale MakeScale() {
  scoring::ScaleDefinition definition{.scale_id = "bench",
                                      .year = 2023,
                                      .total = {.method = scoring::Total::Method::kSum},
                                      .tie_breaks = {{"G0", true}, {"C1", false}}};
  for (int top = 0; top < 4; ++top) {
    std::array<std::vector<Criterion>, 3> levels;
    const std::vector<scoring::Rule> rules = EveryRule();
    for (size_t i = 0; i < rules.size(); ++i) {
      levels[i % 3].push_back(MakeCriterion(top * static_cast<int>(rules.size()) + static_cast<int>(i), rules[i]));
    }
    const std::string code = absl::StrCat("G", top);
    definition.groups.push_back({.code = code,
                                 .criteria = levels[0],
                                 .groups = {{.code = code + ".1",
                                             .criteria = levels[1],
                                             .groups = {{.code = code + ".1.1", .criteria = levels[2]}}}}});
  }
  return Scale(std::move(definition));
}

// Figures as communes report them, most of them near the plan.
class Reporter {
 public:
  explicit Reporter(const Scale& scale) : scale_(scale) {}

  Sheet Report(int unit) {
    Sheet sheet{.unit = absl::StrCat(100'000 + unit),
                .unit_type = unit % 10 == 0 ? "PHUONG" : "XA",
                .cells = std::vector<scoring::Cell>(scale_.slots().size())};
    for (size_t slot = 0; slot < sheet.cells.size(); ++slot) {
      const Criterion& criterion = scale_.criteria()[scale_.slots()[slot].criterion];
      // A district reports a rate either as one figure or as two.
      if (scale_.slots()[slot].name == "value" && slot % 2 == 0) continue;
      sheet.cells[slot] = {.value = D(Value(criterion, scale_.slots()[slot].name)), .present = true};
    }
    return sheet;
  }

 private:
  std::string Value(const Criterion& criterion, const std::string& name) {
    if (name == "plan") return absl::StrCat(Number(100, 72'000) * 500);
    if (name == "actual" && std::holds_alternative<scoring::PeerRelative>(criterion.rule)) return Tenths(10, 2'000);
    if (name == "actual") return Tenths(0, 400'000'000);
    if (name == "target") return absl::StrCat(Number(0, 9) == 0 ? 0 : Number(1, 2'000));
    if (name == "part") return absl::StrCat(Number(0, 900));
    if (name == "whole") return absl::StrCat(Number(900, 1'200));
    if (name == "value") return Tenths(400, 1'000);
    if (name == "grade") return absl::StrCat(Number(0, 2));
    if (name == "points") return Tenths(0, 100);
    if (name == "current" || name == "previous") return Tenths(0, 300);
    if (name == "offence") return Number(0, 19) == 0 ? "1" : "0";
    return absl::StrCat(Number(0, 22));
  }
  int Number(int low, int high) { return std::uniform_int_distribution<>(low, high)(random_); }
  std::string Tenths(int low, int high) {
    const int tenths = Number(low, high);
    return absl::StrCat(tenths / 10, ".", tenths % 10);
  }

  const Scale& scale_;
  std::mt19937_64 random_{1};
};

std::vector<std::vector<Sheet>> ReportAll(const Scale& scale) {
  Reporter reporter(scale);
  std::vector<std::vector<Sheet>> clusters(kClusters);
  for (int unit = 0; unit < kCommunes; ++unit) clusters[unit % kClusters].push_back(reporter.Report(unit));
  return clusters;
}

double SecondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Scores a second of `pass`, which returns how many it made.
template <typename Pass>
double BestRate(Pass pass) {
  double best = 0;
  for (int i = 0; i < kPasses; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const int64_t scores = pass();
    best = std::max(best, static_cast<double>(scores) / SecondsSince(begin));
  }
  return best;
}

// Sums of c·max(0, M − d·|100 − 100·a/b|) by criterion and group of ten, in doubles.
class PlainLoop {
 public:
  PlainLoop() {
    std::mt19937_64 random(2);
    std::uniform_real_distribution<> some(1, 1000);
    for (size_t i = 0; i < size_t{kCommunes} * kCriteria; ++i) {
      first_.push_back(some(random));
      second_.push_back(some(random));
    }
  }

  int64_t operator()() {
    for (int unit = 0; unit < kCommunes; ++unit) {
      double total = 0;
      for (int group = 0; group < kCriteria / 10; ++group) {
        double subtotal = 0;
        for (int i = 0; i < 10; ++i) {
          const size_t at = static_cast<size_t>(unit) * kCriteria + group * 10 + i;
          const double shortfall = std::max(0.0, 100 - 100 * first_[at] / second_[at]);
          subtotal += 1.5 * std::max(0.0, 10 - 0.5 * shortfall);
        }
        total += subtotal;
      }
      sum_ += total;
    }
    return int64_t{kCommunes} * kCriteria;
  }

  double sum() const { return sum_; }

 private:
  static constexpr int kCriteria = 40;
  std::vector<double> first_, second_;
  double sum_ = 0;
};

void Run() {
  const Scale scale = MakeScale();
  Note(absl::StrCat(kCommunes, " sheets of ", scale.criteria().size(), " criteria and ", scale.slots().size(),
                    " inputs"));
  const std::vector<std::vector<Sheet>> clusters = ReportAll(scale);
  Rational total;
  const double rate = BestRate([&] {
    int64_t scores = 0;
    for (const std::vector<Sheet>& cluster : clusters) {
      for (const scoring::UnitScore& unit : ScoreCluster(scale, cluster)) {
        scores += static_cast<int64_t>(unit.criteria.size());
        total += unit.total;
      }
    }
    return scores;
  });
  PlainLoop plain;
  const double plain_rate = BestRate([&] { return plain(); });
  Note(absl::StrCat("points given in all: ", total.ToString(2), "; by the plain loop: ", plain.sum()));
  Report("scoring_engine_criterion_scores_per_second", rate, kGoalPerSecond, ">=1");
  Report("scoring_engine_against_plain_doubles", rate, plain_rate, "");
}

}  // namespace
}  // namespace thidua::bench

int main() { thidua::bench::Run(); }
