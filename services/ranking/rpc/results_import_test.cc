#include "services/ranking/rpc/results_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"
#include "services/ranking/rpc/fake_scoring.h"

namespace thidua::ranking {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kHeading[] = "unit,year,cluster,total,rank,members,source\n";

class ResultsImportTest : public ::testing::Test {
 protected:
  ResultsImportTest() : store_(*OpenResultsStore(folder_.File("ranking.db"))) {
    for (const char* unit : {"21484", "21526", "21532"}) scoring_.AddUnit(unit, "Xã", "535");
    for (const int year : {2021, 2022}) scoring_.AddCluster("khu-trung", "535", year);
    scoring_.AddCluster("khu-dong", "535", 2021);
  }

  imports::Report Import(const std::string& content, bool dry_run = false) {
    const auto report =
        ImportResultsFile({.name = "results.csv", .content = content, .dry_run = dry_run}, scoring_, *store_, {});
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *report : imports::Report();
  }
  ResultsStore::Found Stored(int year = 2022) { return *store_->Read(year, {"21484", "21526", "21532"}); }

  TempFolder folder_;
  std::unique_ptr<ResultsStore> store_;
  FakeScoring scoring_;
};  // namespace

TEST_F(ResultsImportTest, StoresAFile) {
  const imports::Report report = Import(absl::StrCat("\xEF\xBB\xBF", kHeading,
                                                     "21532,2022,khu-trung,99.10,1,5,quyết định\r\n"
                                                     "21526,2022,khu-trung,97.85,4,5,\r\n"
                                                     "21526,2021,khu-dong,113.670000,1,1,x\r\n"));
  EXPECT_THAT(report.faults, IsEmpty());
  EXPECT_EQ(report.rows, 3);
  EXPECT_EQ(report.added, 3);
  EXPECT_TRUE(report.stored);
  EXPECT_THAT(Stored().results, ElementsAre(PublishedResult{"21526", 2022, "khu-trung", "97.85", 4, 5, ""},
                                            PublishedResult{"21532", 2022, "khu-trung", "99.10", 1, 5, "quyết định"}));
  EXPECT_THAT(Stored(2021).results, ElementsAre(PublishedResult{"21526", 2021, "khu-dong", "113.670000", 1, 1, "x"}));
}

TEST_F(ResultsImportTest, TheSameFileTwiceChangesNothing) {
  const std::string file = absl::StrCat(kHeading, "21532,2022,khu-trung,99.10,1,5,\n21526,2022,khu-trung,97.85,4,5,\n");
  Import(file);
  const imports::Report again = Import(file);
  EXPECT_EQ(again.unchanged, 2);
  EXPECT_FALSE(again.changes_anything());
  EXPECT_TRUE(again.stored);
  EXPECT_EQ(Stored().version, 1);

  const imports::Report other =
      Import(absl::StrCat(kHeading, "21526,2022,khu-trung,97.86,4,5,\n21532,2022,khu-trung,99.10,1,5,\n"));
  EXPECT_EQ(other.changed, 1);
  EXPECT_EQ(other.unchanged, 1);
  EXPECT_EQ(Stored().version, 2);
}

TEST_F(ResultsImportTest, ADryRunStoresNothing) {
  const imports::Report report = Import(absl::StrCat(kHeading, "21532,2022,khu-trung,99.10,1,5,\n"), /*dry_run=*/true);
  EXPECT_EQ(report.added, 1);
  EXPECT_FALSE(report.stored);
  EXPECT_THAT(Stored().results, IsEmpty());
  EXPECT_EQ(Stored().version, 0);
}

TEST_F(ResultsImportTest, AsksScoringOnceForAllNames) {
  std::string file = kHeading;
  for (int i = 0; i < 10'000; ++i) {
    scoring_.AddUnit(absl::StrCat(30'000 + i), "Xã", "535");
    absl::StrAppend(&file, 30'000 + i, ",", 2021 + i % 2, ",khu-trung,99.10,1,5,\n");
  }
  EXPECT_EQ(Import(file).added, 10'000);
  EXPECT_EQ(scoring_.calls("ListUnits"), 6) << "10,003 units in pages of 2,000";
  EXPECT_EQ(scoring_.calls("ListClusters"), 2) << "two years";
  EXPECT_EQ(scoring_.calls("GetUnit"), 0);
}

TEST_F(ResultsImportTest, FailsWhenScoringIsAway) {
  scoring_.FailEverything(Unavailable("SERVICE_UNAVAILABLE", {.vi = "vi", .en = "en"}));
  const auto report = ImportResultsFile({.content = absl::StrCat(kHeading, "21532,2022,khu-trung,99.10,1,5,\n")},
                                        scoring_, *store_, {});
  EXPECT_EQ(Problem::FromStatus(report.status()).reason, "SERVICE_UNAVAILABLE");
  EXPECT_EQ(Stored().version, 0);
}

TEST_F(ResultsImportTest, ListsAtMostSoManyFaults) {
  std::string file = kHeading;
  for (int i = 0; i < 5; ++i) absl::StrAppend(&file, "x", i, ",2022,khu-trung,99.10,1,5,\n");
  const auto report = ImportResultsFile({.content = file, .max_faults = 2}, scoring_, *store_, {});
  EXPECT_EQ(report->faults.size(), 2u);
  EXPECT_EQ(report->more_faults, 3);
  EXPECT_EQ(report->rows, 5);
}

struct FaultCase {
  std::string name;
  std::string rows;
  std::vector<std::string> faults;  // "line:column:field:reason".
  std::string says;                 // In the first fault's message, in both languages.

  friend void PrintTo(const FaultCase& c, std::ostream* out) { *out << c.name; }
};

class ResultsFaultTest : public ResultsImportTest, public ::testing::WithParamInterface<FaultCase> {};

TEST_P(ResultsFaultTest, NamesThePlaceAndStoresNothing) {
  const FaultCase& c = GetParam();
  const imports::Report report = Import(absl::StrCat(kHeading, "21484,2022,khu-trung,98.95,2,5,good\n", c.rows));
  std::vector<std::string> faults;
  for (const imports::Fault& fault : report.faults) {
    faults.push_back(absl::StrCat(fault.line, ":", fault.column, ":", fault.field, ":", fault.reason));
  }
  EXPECT_THAT(faults, ElementsAreArray(c.faults));
  ASSERT_FALSE(report.faults.empty());
  EXPECT_THAT(report.faults[0].message.vi, HasSubstr(c.says));
  EXPECT_THAT(report.faults[0].message.en, HasSubstr(c.says));
  EXPECT_FALSE(report.stored);
  EXPECT_EQ(report.added + report.changed + report.unchanged, 0);
  EXPECT_THAT(Stored().results, IsEmpty());
  EXPECT_EQ(Stored().version, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, ResultsFaultTest,
    ::testing::Values(
        FaultCase{"UnknownUnit", "99999,2022,khu-trung,99.10,1,5,\n", {"3:1:unit:UNKNOWN_UNIT"}, "99999"},
        FaultCase{"EmptyUnit", ",2022,khu-trung,99.10,1,5,\n", {"3:1:unit:EMPTY"}, ""},
        FaultCase{"UnknownCluster", "21526,2022,khu-bac,99.10,1,5,\n", {"3:3:cluster:UNKNOWN_CLUSTER"}, "khu-bac"},
        FaultCase{"ClusterOfAnotherYear", "21526,2022,khu-dong,99.10,1,5,\n", {"3:3:cluster:UNKNOWN_CLUSTER"}, "2022"},
        FaultCase{"YearNoNumber", "21526,năm,khu-trung,99.10,1,5,\n", {"3:2:year:BAD_NUMBER"}, "năm"},
        FaultCase{"YearTooEarly", "21526,1944,khu-trung,99.10,1,5,\n", {"3:2:year:BAD_NUMBER"}, "1945"},
        FaultCase{"TotalNoNumber", "21526,2022,khu-trung,\"99,10\",1,5,\n", {"3:4:total:BAD_DECIMAL"}, "99,10"},
        FaultCase{"TotalEmpty", "21526,2022,khu-trung,,1,5,\n", {"3:4:total:BAD_DECIMAL"}, "\"\""},
        FaultCase{"TotalNegative", "21526,2022,khu-trung,-1,1,5,\n", {"3:4:total:BAD_DECIMAL"}, "-1"},
        FaultCase{"TotalExponent", "21526,2022,khu-trung,1e2,1,5,\n", {"3:4:total:BAD_DECIMAL"}, "1e2"},
        FaultCase{"TotalNaN", "21526,2022,khu-trung,NaN,1,5,\n", {"3:4:total:BAD_DECIMAL"}, "NaN"},
        FaultCase{"TotalTooManyPlaces", "21526,2022,khu-trung,1.1234567,1,5,\n", {"3:4:total:BAD_DECIMAL"}, "6"},
        FaultCase{
            "TotalTooManyDigits", "21526,2022,khu-trung,1234567890123456789,1,5,\n", {"3:4:total:BAD_DECIMAL"}, "18"},
        FaultCase{"RankZero", "21526,2022,khu-trung,99.10,0,5,\n", {"3:5:rank:BAD_NUMBER"}, "5"},
        FaultCase{"RankBeyondMembers", "21526,2022,khu-trung,99.10,6,5,\n", {"3:5:rank:BAD_NUMBER"}, "5"},
        FaultCase{"RankAsFraction", "21526,2022,khu-trung,99.10,02/05,5,\n", {"3:5:rank:BAD_NUMBER"}, "02/05"},
        FaultCase{"MembersZero", "21526,2022,khu-trung,99.10,1,0,\n", {"3:6:members:BAD_NUMBER"}, "0"},
        FaultCase{"Duplicate",
                  "21526,2022,khu-trung,99.10,1,5,\n21526,2022,khu-trung,99.10,1,5,\n",
                  {"4:1:unit:DUPLICATE_ROW"},
                  "3"},
        FaultCase{"DuplicateOfABadRow",
                  "21526,2022,khu-trung,x,1,5,\n21526,2022,khu-trung,99.10,1,5,\n",
                  {"3:4:total:BAD_DECIMAL", "4:1:unit:DUPLICATE_ROW"},
                  "x"},
        FaultCase{"SourceWithControlCharacter",
                  "21526,2022,khu-trung,99.10,1,5,a\tb\n",
                  {"3:7:source:CONTROL_CHARACTER"},
                  ""},
        FaultCase{"TooFewFields", "21526,2022\n", {"3:0::FIELD_COUNT"}, "7"},
        FaultCase{"BadUtf8", "21526,2022,khu-trung,99.10,1,5,\xFF\n", {"3:0::BAD_UTF8"}, "UTF-8"},
        FaultCase{"AllFaultsAtOnce",
                  "99999,2022,khu-bac,x,6,5,\n21526,2020,khu-trung,99.10,1,0,\n",
                  {"3:1:unit:UNKNOWN_UNIT", "3:3:cluster:UNKNOWN_CLUSTER", "3:4:total:BAD_DECIMAL",
                   "3:5:rank:BAD_NUMBER", "4:3:cluster:UNKNOWN_CLUSTER", "4:6:members:BAD_NUMBER"},
                  "99999"}),
    [](const auto& info) { return info.param.name; });

TEST_F(ResultsImportTest, ColumnsMayStandInAnyOrder) {
  const imports::Report report =
      Import("note,rank,members,source,total,cluster,year,unit\nx,9,5,,1,khu-trung,2022,21526\n");
  ASSERT_EQ(report.faults.size(), 1u);
  EXPECT_EQ(report.faults[0].column, 2) << "rank's place in this file";
}

TEST_F(ResultsImportTest, NamesAMissingColumn) {
  const imports::Report report = Import("unit,year,cluster,total,rank,source\n");
  ASSERT_EQ(report.faults.size(), 1u);
  EXPECT_EQ(report.faults[0].field, "members");
}

}  // namespace
}  // namespace thidua::ranking
