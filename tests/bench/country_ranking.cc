// Ranking the country, 10,035 communes in 1,900 clusters by 40 criteria, from points in memory, beside a plain pass
// over the same arrays and beside databases that hold the same points as rows. All of it on one core, warm, medians;
// times are in microseconds.

#include <sched.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "services/ranking/domain/points_table.h"
#include "tests/bench/country.h"
#include "tests/bench/report.h"
#include "tests/bench/sql_ranking.h"
#include "tests/bench/timing.h"

namespace thidua::bench {
namespace {

using ranking::PointsTable;

constexpr int kCommunes = 10'035;
constexpr int kRounds = 301;
constexpr int kChangesOfARound = 1'000;
constexpr double kGoalOfAChange = 5;  // Microseconds.

void StayOnThisCore() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(sched_getcpu(), &cores);
  if (sched_setaffinity(0, sizeof(cores), &cores) != 0) Note("cannot stay on one core; figures will vary more");
}

PointsTable MakeTable(const Country& country) {
  return *PointsTable::Make(country.shape, country.cluster_sizes, country.points);
}

// Ends the program when others came to different totals or ranks.
void RequireSame(const PointsTable& table, const std::vector<int64_t>& totals, const std::vector<int>& ranks,
                 const std::string& whose) {
  for (int commune = 0; commune < table.units(); ++commune) {
    const PointsTable::Result& ours = table.result(commune);
    if (ours.total == totals[commune] && ours.in_cluster.rank == ranks[commune]) continue;
    Note("commune " + std::to_string(commune) + ": total " + std::to_string(ours.total) + ", rank " +
         std::to_string(ours.in_cluster.rank) + "; by " + whose + " " + std::to_string(totals[commune]) + ", rank " +
         std::to_string(ranks[commune]));
    std::exit(1);
  }
}

template <typename Work>
double WarmMicrosecondsOf(Work work) {
  work();
  return MicrosecondsOf(work);
}

// Gives the microseconds that the clusters take.
double CompareWithPlainPass(const Country& country) {
  Note("the country and twice the country, beside a plain pass");
  PointsTable table = MakeTable(country);
  PointsTable twice = MakeTable(MakeCountry(2 * kCommunes));
  PlainRanks plain;
  std::vector<double> clusters, overall, clusters_twice, plainly;
  for (int round = 0; round < kRounds; ++round) {
    clusters.push_back(WarmMicrosecondsOf([&] { table.RankClusters(); }));
    overall.push_back(WarmMicrosecondsOf([&] { table.RankOverall(); }));
    plainly.push_back(WarmMicrosecondsOf([&] { RankPlainly(country, plain); }));
    clusters_twice.push_back(WarmMicrosecondsOf([&] { twice.RankClusters(); }));
  }
  RequireSame(table, plain.totals, plain.ranks, "the plain pass");
  Report("country_ranking_microseconds", Median(clusters), Median(plainly), "<=3");
  Report("country_ranking_overall_microseconds", Median(overall), Median(plainly), "");
  Report("country_ranking_twice_microseconds", Median(clusters_twice), 2 * Median(clusters), "0.85..1.15");
  Report("country_ranking_bytes_per_commune", static_cast<double>(table.memory_bytes()) / kCommunes,
         static_cast<double>(country.shape.criteria.size() * sizeof(int32_t)), "");
  return Median(clusters);
}

void MeasureChanges(const Country& country) {
  Note("one changed figure at a time");
  PointsTable table = MakeTable(country);
  int cluster = 0;
  int32_t points = 0;
  const auto change = [&](int number) {
    cluster = (cluster + 997) % table.clusters();
    points = (points + 7'919) % 10'000;
    const int unit = table.first_unit(cluster);
    const absl::Span<const int32_t> before = table.points(unit);
    std::vector<int32_t> row(before.begin(), before.end());
    row[number % row.size()] = points;
    table.UpdateUnit(unit, row);
    table.RankClusterAgain(cluster);
  };
  const double of_a_round = MedianMicrosecondsOf(kRounds, [&] {
    for (int number = 0; number < kChangesOfARound; ++number) change(number);
  });
  Report("one_changed_figure_microseconds", of_a_round / kChangesOfARound, kGoalOfAChange, "<1");
}

// Their ranks are without tie-breaks and so are ours that they are checked against; `ours` is the time with them.
void CompareWithSql(Country country, double ours) {
  country.shape.tie_breaks.clear();
  const PointsTable table = MakeTable(country);
  const auto compare = [&](const std::string& name, const auto& rank) {
    Note(name);
    const absl::StatusOr<SqlRanking> theirs = rank();
    if (!theirs.ok()) {
      Note(name + " is left out: " + std::string(theirs.status().message()));
      return;
    }
    RequireSame(table, theirs->totals, theirs->ranks, name);
    Report("country_ranking_" + name + "_microseconds", ours, theirs->microseconds, "<1");
  };
  compare("duckdb", [&] { return RankWithDuckdb(country, THIDUA_BUILD "/duckdb"); });
  compare("sqlite", [&] { return RankWithSqlite(country); });
  compare("postgresql", [&] { return RankWithPostgresql(country); });
}

void Run() {
  StayOnThisCore();
  const Country country = MakeCountry(kCommunes);
  const double ours = CompareWithPlainPass(country);
  MeasureChanges(country);
  CompareWithSql(country, ours);
}

}  // namespace
}  // namespace thidua::bench

int main() { thidua::bench::Run(); }
