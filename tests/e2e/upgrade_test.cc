// Replicas of one version give way to those of the next, one by one and back again, and nobody notices.

#include <gtest/gtest.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tests/e2e/cluster.h"
#include "tests/e2e/load.h"
#include "tests/integration/demo.h"

namespace thidua::e2e {
namespace {

// Folders of programs: those of this checkout and, as the next version, those that next_version.cc makes of them; or
// what deploy/upgrade_test.sh names.
struct Programs {
  bool given = std::getenv("THIDUA_UPGRADE_FROM") != nullptr;
  std::string from = given ? std::getenv("THIDUA_UPGRADE_FROM") : THIDUA_BIN;
  std::string to = given ? std::getenv("THIDUA_UPGRADE_TO") : THIDUA_NEXT_BIN;
};

// How many stores the next version has changed.
int MigratedStores(const Cluster& cluster) {
  soci::session sql(soci::postgresql, cluster.StoreUri());
  int stores = 0;
  sql << "SELECT COUNT(DISTINCT table_schema) FROM information_schema.columns WHERE column_name = 'next_version'",
      soci::into(stores);
  return stores;
}

TEST(UpgradeTest, NoCallFailsAndNoWriteIsLostFromOneVersionToTheNextAndBack) {
  const Programs programs;
  Cluster cluster({}, programs.from);
  ImportBaToWithTasks(cluster);
  const absl::Time start = absl::Now();
  Load load(cluster.address());
  const auto replace = [&](const std::string& service, int replica, const std::string& by) {
    cluster.Restart(service, replica, by);
    std::cout << service << '-' << replica << " runs " << (by == programs.to ? "the next" : "this") << " version after "
              << absl::Now() - start << '\n';
  };
  // Calls go downwards, so the lowest goes first.
  for (const std::string service : {"scoring", "ranking", "tasks"}) {
    replace(service, 1, programs.to);
    // The store has been migrated, and one that has not been replaced yet comes back all the same.
    const std::string old_one = service + "-2";
    cluster.Kill(old_one);
    cluster.Up();
    EXPECT_EQ(cluster.ProgramsOf(old_one), programs.from);
    replace(service, 2, programs.to);
  }
  EXPECT_EQ(MigratedStores(cluster), programs.given ? 0 : 4);
  for (const std::string service : {"tasks", "ranking", "scoring"}) {
    EXPECT_EQ(cluster.ProgramsOf(service + "-1"), programs.to);
    replace(service, 1, programs.from);
    EXPECT_EQ(cluster.ProgramsOf(service + "-1"), programs.from);
  }
  load.Stop();
  std::cout << load.reads() << " reads and " << load.acknowledged() << " writes in " << absl::Now() - start << '\n';
  const std::vector<std::string> failures = load.failures();
  EXPECT_TRUE(failures.empty()) << failures.size() << " failed, the first: " << failures.front();
  EXPECT_EQ(cluster.cli().Run(integration::RankBaTo()).exit_code, 0);
}

}  // namespace
}  // namespace thidua::e2e
