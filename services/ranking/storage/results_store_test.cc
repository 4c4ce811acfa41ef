#include "services/ranking/storage/results_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/soci.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/sql/each_database_for_test.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"

namespace thidua::ranking {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

PublishedResult Result(const std::string& unit, int year, int rank) {
  return {.unit = unit,
          .year = year,
          .cluster = "khu-trung",
          .total = "97.85",
          .rank = rank,
          .members = 5,
          .source = "quyết định"};
}

class ResultsStoreTest : public sql::EachDatabaseTest {
 protected:
  ResultsStoreTest() : store_(*OpenResultsStore(place_.location())) {}

  std::vector<PublishedResult> Read(int year, const std::vector<std::string>& units) {
    const auto found = store_->Read(year, units);
    EXPECT_TRUE(found.ok()) << found.status();
    return found->results;
  }
  int64_t Version() { return store_->Read(2022, {})->version; }

  std::unique_ptr<ResultsStore> store_;
};

TEST_P(ResultsStoreTest, StartsEmptyAtVersionZero) {
  EXPECT_EQ(Version(), 0);
  EXPECT_THAT(Read(2022, {"21526"}), IsEmpty());
}

TEST_P(ResultsStoreTest, GivesBackWhatItWasGiven) {
  const auto changes = store_->Write({Result("21526", 2022, 4), Result("21532", 2022, 1), Result("21526", 2021, 3)});
  ASSERT_TRUE(changes.ok()) << changes.status();
  EXPECT_EQ(changes->added, 3);
  EXPECT_EQ(changes->version, 1);
  EXPECT_EQ(Version(), 1);
  EXPECT_THAT(Read(2022, {"21532", "00000", "21526"}), ElementsAre(Result("21532", 2022, 1), Result("21526", 2022, 4)));
  EXPECT_THAT(Read(2021, {"21532", "21526"}), ElementsAre(Result("21526", 2021, 3)));
}

TEST_P(ResultsStoreTest, TheSameAgainChangesNothing) {
  ASSERT_TRUE(store_->Write({Result("21526", 2022, 4)}).ok());
  const auto again = store_->Write({Result("21526", 2022, 4)});
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->unchanged, 1);
  EXPECT_EQ(again->added + again->changed, 0);
  EXPECT_EQ(again->version, 1);
  EXPECT_EQ(Version(), 1);
}

TEST_P(ResultsStoreTest, AnyDifferenceIsAChange) {
  const PublishedResult first = Result("21526", 2022, 4);
  ASSERT_TRUE(store_->Write({first}).ok());
  std::vector<PublishedResult> others(5, first);
  others[0].cluster = "khu-dong";
  others[1].total = "97.86";
  others[2].rank = 3;
  others[3].members = 6;
  others[4].source = "";
  int64_t version = 1;
  for (const PublishedResult& other : others) {
    const auto changes = store_->Write({other, Result("21532", 2022, 1)});
    ASSERT_TRUE(changes.ok());
    EXPECT_EQ(changes->changed, 1);
    EXPECT_EQ(changes->version, ++version);
    EXPECT_THAT(Read(2022, {"21526"}), ElementsAre(other));
  }
}

TEST_P(ResultsStoreTest, ATrialStoresNothing) {
  ASSERT_TRUE(store_->Write({Result("21526", 2022, 4), Result("21532", 2022, 1)}).ok());
  const auto changes = store_->Try({Result("21526", 2022, 3), Result("21532", 2022, 1), Result("21511", 2022, 2)});
  ASSERT_TRUE(changes.ok()) << changes.status();
  EXPECT_EQ(changes->added, 1);
  EXPECT_EQ(changes->changed, 1);
  EXPECT_EQ(changes->unchanged, 1);
  EXPECT_EQ(changes->version, 1);
  EXPECT_EQ(Version(), 1);
  EXPECT_THAT(Read(2022, {"21526", "21511"}), ElementsAre(Result("21526", 2022, 4)));
}

TEST_P(ResultsStoreTest, StoresAllOrNothing) {
  const auto changes = store_->Write({Result("21526", 2022, 4), Result("21532", 2022, 6)});
  EXPECT_EQ(changes.status().code(), absl::StatusCode::kInternal) << "rank 6 of 5 breaks the table's constraint";
  EXPECT_EQ(Version(), 0);
  EXPECT_THAT(Read(2022, {"21526"}), IsEmpty());
}

TEST_P(ResultsStoreTest, IsThereAfterARestart) {
  ASSERT_TRUE(store_->Write({Result("21526", 2022, 4)}).ok());
  store_.reset();
  store_ = *OpenResultsStore(place_.location());
  EXPECT_EQ(Version(), 1);
  EXPECT_THAT(Read(2022, {"21526"}), ElementsAre(Result("21526", 2022, 4)));
}

TEST_P(ResultsStoreTest, EveryWriteOfSeveralThreadsCounts) {
  constexpr int kThreads = 4;
  constexpr int kWrites = 25;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kWrites; ++i) {
        EXPECT_TRUE(store_->Write({Result(absl::StrCat(t, "-", i), 2022, 1)}).ok());
        EXPECT_EQ(Read(2022, {absl::StrCat(t, "-", i)}).size(), 1u);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Version(), kThreads * kWrites);
}

TEST_P(ResultsStoreTest, TakesACountryAtOnce) {
  std::vector<PublishedResult> results;
  std::vector<std::string> units;
  for (int i = 0; i < 10'600; ++i) {
    units.push_back(absl::StrCat(10'000 + i));
    results.push_back(Result(units.back(), 2022, 1 + i % 5));
  }
  ASSERT_EQ(store_->Write(results)->added, 10'600);
  EXPECT_EQ(Read(2022, units), results);
}

TEST(PostgresqlResultsStoreTest, YearsAreKeptApartAndWhatWasStoredBeforeIsMovedThere) {
  const sql::TestPlace place(sql::DatabaseKind::kPostgresql);
  sql::Database::Schema before = ResultsSchema();
  before.postgresql.resize(1);
  ASSERT_TRUE(sql::Database::Open({.location = place.location()}, before).ok());
  place.Execute(
      "INSERT INTO published_result (year, unit, cluster, total, rank, members, source) SELECT y, CAST(u AS TEXT), "
      "'khu-trung', '97.85', 1 + u % 5, 5, 'quyết định' FROM generate_series(10000, 10999) u, generate_series(2019, "
      "2024) y");
  place.Execute("UPDATE results_version SET version = 6");
  const auto store = *OpenResultsStore(place.location());
  std::vector<std::string> units;
  for (int unit = 10'000; unit < 11'000; ++unit) units.push_back(absl::StrCat(unit));
  for (int year = 2019; year <= 2024; ++year) {
    std::vector<PublishedResult> wanted;
    for (int unit = 10'000; unit < 11'000; ++unit) wanted.push_back(Result(absl::StrCat(unit), year, 1 + unit % 5));
    const auto found = store->Read(year, units);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(found->results, wanted);
    EXPECT_EQ(found->version, 6);
  }
  EXPECT_EQ(store->Write({Result("10000", 2024, 3), Result("10000", 2030, 3)})->changed, 1);
  EXPECT_EQ(place.CountRows("published_result"), 6001);
  EXPECT_EQ(place.CountRows("published_result_2024"), 1000);
  EXPECT_EQ(place.CountRows("published_result_2030"), 1);
  EXPECT_EQ(place.CountRows("published_result_other"), 1000);
  EXPECT_THROW(place.Execute("INSERT INTO published_result SELECT 2031, '1', '', '', 6, 5, ''"), soci::soci_error)
      << "the check of ranks";
}

TEST(OpenResultsStoreTest, NamesAFileThatCannotBeOpened) {
  const TempFolder folder;
  const std::string file = folder.Write("file", "not a folder");
  const auto store = OpenResultsStore(file + "/ranking.db");
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(Problem::FromStatus(store.status()).reason, "STORE_UNAVAILABLE");
}

THIDUA_TEST_IN_EACH_DATABASE(ResultsStoreTest);

}  // namespace
}  // namespace thidua::ranking
