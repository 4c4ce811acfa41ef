#ifndef THIDUA_SERVICES_SCORING_USECASES_CLUSTER_SHEETS_FOR_TEST_H_
#define THIDUA_SERVICES_SCORING_USECASES_CLUSTER_SHEETS_FOR_TEST_H_

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "services/scoring/usecases/cluster_sheets.h"

namespace thidua::scoring {

inline void ExpectSameSheet(const Sheet& one, const Sheet& other) {
  EXPECT_EQ(one.unit, other.unit);
  EXPECT_EQ(one.unit_type, other.unit_type);
  ASSERT_EQ(one.cells.size(), other.cells.size());
  for (size_t i = 0; i < one.cells.size(); ++i) {
    EXPECT_EQ(one.cells[i].value, other.cells[i].value) << one.unit << " " << i;
    EXPECT_EQ(one.cells[i].present, other.cells[i].present) << one.unit << " " << i;
    EXPECT_EQ(one.cells[i].inherited, other.cells[i].inherited) << one.unit << " " << i;
  }
}

inline void ExpectSameScores(const ScorableCluster& one, const ScorableCluster& other) {
  const std::vector<UnitScore> scores = ScoreWhereTheyStand(one), wanted = ScoreWhereTheyStand(other);
  ASSERT_EQ(scores.size(), wanted.size());
  for (size_t i = 0; i < scores.size(); ++i) {
    EXPECT_EQ(scores[i].total, wanted[i].total);
    EXPECT_EQ(scores[i].subtotals, wanted[i].subtotals);
    EXPECT_EQ(scores[i].lost, wanted[i].lost);
  }
}

inline void ExpectAsSingle(const ScorableCluster& cluster, const ClusterSheets& single) {
  EXPECT_EQ(cluster.cluster, single.cluster);
  EXPECT_EQ(cluster.stored_scale.scale_id, single.stored_scale.scale_id);
  EXPECT_EQ(cluster.stored_scale.revision, single.stored_scale.revision);
  EXPECT_EQ(cluster.scale, single.scale);
  EXPECT_EQ(cluster.units, single.units);
  ASSERT_EQ(cluster.sheets.size(), single.sheets.size());
  ASSERT_EQ(cluster.records.size(), single.records.size());
  for (size_t i = 0; i < cluster.sheets.size(); ++i) {
    ExpectSameSheet(cluster.sheets[i], single.sheets[i]);
    EXPECT_EQ(HasFigures(cluster.sheets[i]), !single.records[i].figures.empty());
    SheetRecord record = single.records[i];
    record.figures.clear();
    record.evidence.clear();
    EXPECT_EQ(cluster.records[i], record);
  }
  ExpectSameScores(cluster, single);
}

// What ForEachScorableCluster visits is what LoadClusterSheets gives, cluster by cluster, in order. How many could be
// loaded.
inline int ExpectBulkAsSingle(ScoringStore& store, ScaleCatalog& catalog, const ClusterScope& scope, int year) {
  int good = 0;
  const absl::Status status = store.Read([&](ReadTransaction& transaction) -> absl::Status {
    std::vector<std::pair<ScorableCluster, absl::Status>> visited;
    absl::Status read = ForEachScorableCluster(transaction, catalog, scope, year,
                                               [&](ScorableCluster& cluster, const absl::Status& loaded) {
                                                 visited.emplace_back(std::move(cluster), loaded);
                                                 return absl::OkStatus();
                                               });
    const absl::StatusOr<std::vector<ClusterYear>> clusters = transaction.ListClusterYears(scope, year);
    EXPECT_EQ(visited.size(), clusters->size());
    for (size_t i = 0; i < visited.size() && i < clusters->size(); ++i) {
      const auto& [cluster, loaded] = visited[i];
      EXPECT_EQ(cluster.cluster, (*clusters)[i]);
      const auto single = LoadClusterSheets(transaction, catalog, cluster.cluster.code, year);
      EXPECT_EQ(loaded, single.status());
      if (!single.ok()) continue;
      ExpectAsSingle(cluster, *single);
      ++good;
    }
    return read;
  });
  EXPECT_TRUE(status.ok()) << status;
  return good;
}

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_CLUSTER_SHEETS_FOR_TEST_H_
