#include "services/scoring/usecases/cluster_sheets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/sql/location.h"
#include "common/status/problem.h"
#include "services/scoring/domain/scale_builder_for_test.h"
#include "services/scoring/usecases/cluster_sheets_for_test.h"
#include "services/scoring/usecases/record_codec.h"

namespace thidua::scoring {
namespace {

using ::testing::ElementsAre;

constexpr int kYear = 2023;

// Of every scale one: its definition is its number.
absl::StatusOr<ScaleDefinition> ScaleOf(const std::string& number) {
  ScaleDefinition scale = DefinitionOf({CriterionOf("I.1", Declared{}),
                                        CriterionOf("I.10", Attainment{}),
                                        CriterionOf("I.2", Grade{.levels = {{"TỐT", D("10")}, {"KHÁ", D("5")}}}),
                                        {.code = "I.3",
                                         .max_points = D("10"),
                                         .rule = Full{},
                                         .deductions = {{.input = "fires", .points_each = D("1")}}}});
  if (number != "1") {
    scale.groups[0].criteria.push_back(CriterionOf("I.4", YearOverYear{.better = YearOverYear::Better::kHigher}));
  }
  scale.scale_id = "s" + number;
  return scale;
}

class ClusterSheetsTest : public ::testing::Test {
 protected:
  ClusterSheetsTest()
      : catalog_(ScaleOf), store_(*OpenSqlScoringStore(sql::Location::InMemory(), 2, absl::UnixEpoch())) {}

  void Write(const std::function<absl::Status(WriteTransaction&)>& body) { EXPECT_TRUE(store_->Write(body).ok()); }

  void PutCluster(const std::string& code, const std::string& authority, const std::vector<std::string>& units) {
    Write([&](WriteTransaction& transaction) {
      ClusterYear cluster{.code = code, .year = kYear, .name = "Cụm " + code, .authority = authority};
      for (const std::string& unit : units) cluster.members.push_back({.unit = unit, .leader = unit == units.back()});
      return transaction.PutClusterYear(cluster);
    });
  }

  void Put(const std::vector<SheetRecord>& records) {
    Write([&](WriteTransaction& transaction) {
      for (const SheetRecord& record : records) {
        EXPECT_TRUE(
            transaction
                .PutSheet(
                    {.unit = record.unit, .year = record.year, .version = record.version, .body = EncodeRecord(record)})
                .ok());
      }
      return absl::OkStatus();
    });
  }

  // The districts 2 and 3 of province 1; scale 1 below 2, scale 2 below 3; the communes of 4 have none.
  void PutPlaces(int communes) {
    Write([&](WriteTransaction& transaction) {
      std::vector<Unit> units = {{"1", "Tỉnh", "TINH", 1, ""},
                                 {"2", "Huyện", "HUYEN", 2, "1"},
                                 {"3", "Huyện", "HUYEN", 2, "1"},
                                 {"4", "Huyện", "HUYEN", 2, "1"}};
      for (int i = 0; i < communes; ++i) {
        for (const char* district : {"2", "3", "4"}) {
          units.push_back({absl::StrCat(district, i), absl::StrCat("Xã ", i), i % 3 == 0 ? "PHUONG" : "XA", 3, district,
                           "2020-01-01", ""});
        }
      }
      EXPECT_TRUE(transaction.PutUnits(units).ok());
      EXPECT_TRUE(transaction.AddScale({"s1", 1, kYear, 3, {"2"}, "1", 1}).ok());
      return transaction.AddScale({"s2", 1, kYear, 3, {"3"}, "2", 1});
    });
  }

  ScaleCatalog catalog_;
  std::unique_ptr<ScoringStore> store_;
};

class RandomRecords {
 public:
  explicit RandomRecords(unsigned seed) : random_(seed) {}

  int Below(int end) { return static_cast<int>(random_() % static_cast<unsigned>(end)); }
  bool OneIn(int of) { return Below(of) == 0; }

  SheetRecord Next(const std::string& unit, int year) {
    SheetRecord record{.unit = unit, .year = year, .version = Below(1000) + 1};
    const auto report = [&](const char* criterion, const char* input, const std::string& value) {
      if (!OneIn(4)) record.figures[{criterion, input}] = {value, OneIn(2) ? "" : "báo cáo \"quý\" một, hai, ba, bốn"};
    };
    report("I.1", "points", absl::StrCat(Below(100)));
    report("I.10", "plan", absl::StrCat(Below(90) + 1));
    report("I.10", "actual", absl::StrCat(Below(100), ".", Below(9) + 1));
    report("I.2", "grade", OneIn(2) ? "TỐT" : "KHÁ");
    report("I.3", "fires", absl::StrCat(Below(4)));
    if (unit.starts_with("3")) report("I.4", "current", absl::StrCat(Below(20) - 10));
    if (unit.starts_with("3") && OneIn(3)) report("I.4", "previous", absl::StrCat(Below(20)));
    if (OneIn(100)) report("I.1", "points", "chín");
    if (OneIn(100)) report("I.2", "grade", "KHAC");
    if (OneIn(100)) report("I.9", "plan", "1");
    if (OneIn(3)) Judge(record);
    return record;
  }

 private:
  void Judge(SheetRecord& record) {
    record.stage = OneIn(2) ? "CLUSTER" : "APPRAISAL";
    record.came_from = "SELF";
    record.since = absl::FromUnixMicros(Below(1'000'000));
    record.handed_on["SELF"] = record.since;
    const Actor by{.name = "Trí", .unit = record.unit};
    if (OneIn(2))
      record.decisions[{"I.1", "CLUSTER"}] = {.points = "7.5", .reason = "họp", .by = by, .at = record.since};
    if (OneIn(2)) record.confirmations[{"I.10", "DEPARTMENT"}] = {.by = by, .at = record.since, .figures = "ab"};
    if (OneIn(2)) record.evidence["e"] = {.criterion = "I.1", .title = "Quyết định", .by = by, .at = record.since};
  }

  std::mt19937 random_;
};

TEST_F(ClusterSheetsTest, ReadsManyAsItReadsOne) {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE(seed);
    RandomRecords random(seed);
    store_ = *OpenSqlScoringStore(sql::Location::InMemory(), 2, absl::UnixEpoch());
    PutPlaces(/*communes=*/60);
    // In an order of import that is neither that of codes nor of units.
    std::map<std::string, std::vector<std::string>> members;
    for (int i = 0; i < 60; ++i) {
      for (const char* district : {"2", "3", "4"}) {
        if (random.OneIn(10)) continue;  // In no cluster.
        const char* other = random.OneIn(40) ? "2" : district;
        members[absl::StrCat("k", other, random.Below(6))].push_back(absl::StrCat(district, i));
      }
    }
    PutCluster("z-empty", "1", {});
    for (auto cluster = members.rbegin(); cluster != members.rend(); ++cluster) {
      PutCluster(cluster->first, cluster->first.substr(1, 1), cluster->second);
    }
    std::vector<SheetRecord> records;
    for (int i = 0; i < 60; ++i) {
      for (const char* district : {"2", "3", "4"}) {
        for (const int year : {kYear - 1, kYear, kYear + 1}) {
          if (!random.OneIn(5)) records.push_back(random.Next(absl::StrCat(district, i), year));
        }
      }
    }
    Put(records);
    EXPECT_GE(ExpectBulkAsSingle(*store_, catalog_, {}, kYear), 3) << "some can be loaded";
    EXPECT_GE(ExpectBulkAsSingle(*store_, catalog_, {.under = "3"}, kYear), 1);
    ExpectBulkAsSingle(*store_, catalog_, {.under = "1"}, kYear);
    ExpectBulkAsSingle(*store_, catalog_, {.cluster = "k23"}, kYear);
    ExpectBulkAsSingle(*store_, catalog_, {.cluster = "x"}, kYear);
    ExpectBulkAsSingle(*store_, catalog_, {}, kYear + 1);
  }
}

TEST_F(ClusterSheetsTest, NamesEveryClusterAndWhyItHasNoSheets) {
  PutPlaces(3);
  PutCluster("good", "2", {"20", "21"});
  PutCluster("mixed", "2", {"22", "30"});
  PutCluster("none", "4", {"40"});
  PutCluster("empty", "2", {});
  PutCluster("bad", "3", {"31", "32"});
  Put({{.unit = "31", .year = kYear, .figures = {{{"I.1", "points"}, {"-1", ""}}, {{"I.2", "grade"}, {"KÉM", ""}}}},
       {.unit = "32", .year = kYear, .figures = {{{"I.0", "x"}, {"1", ""}}}}});
  std::vector<std::string> seen;
  const absl::Status status = store_->Read([&](ReadTransaction& transaction) {
    return ForEachScorableCluster(
        transaction, catalog_, {}, kYear, [&](const ScorableCluster& cluster, const absl::Status& loaded) {
          seen.push_back(absl::StrCat(cluster.cluster.code, " ", cluster.units.size(), " ", cluster.sheets.size(), " ",
                                      Problem::FromStatus(loaded).reason));
          return absl::OkStatus();
        });
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(seen, ElementsAre("good 2 2 ", "mixed 2 0 MIXED_SCALES", "none 1 0 NO_SCALE", "empty 0 0 NO_SCALE",
                                "bad 2 0 INPUT_DOES_NOT_FIT"));
}

TEST_F(ClusterSheetsTest, EndsWhereTheVisitorDoes) {
  PutPlaces(3);
  PutCluster("a", "2", {"20"});
  PutCluster("b", "2", {"21"});
  int seen = 0;
  EXPECT_TRUE(absl::IsAborted(store_->Read([&](ReadTransaction& transaction) {
    return ForEachScorableCluster(transaction, catalog_, {}, kYear, [&](const ScorableCluster&, const absl::Status&) {
      ++seen;
      return absl::AbortedError("");
    });
  })));
  EXPECT_EQ(seen, 1);
}

TEST_F(ClusterSheetsTest, ASpoiledSheetIsAFaultOfTheStore) {
  PutPlaces(3);
  PutCluster("a", "2", {"20"});
  Write([](WriteTransaction& transaction) {
    return transaction.PutSheet({.unit = "20", .year = kYear, .version = 1, .body = R"({"figures":[["I.1"]]})"});
  });
  EXPECT_TRUE(absl::IsInternal(store_->Read([&](ReadTransaction& transaction) {
    return ForEachScorableCluster(transaction, catalog_, {}, kYear,
                                  [](const ScorableCluster&, const absl::Status& loaded) { return loaded; });
  })));
}

// Which clusters are wanted, and under which scale, is the caller's.
TEST_F(ClusterSheetsTest, TakesTheScaleThatIsChosen) {
  PutPlaces(3);
  PutCluster("a", "2", {"20"});
  PutCluster("b", "3", {"30"});
  PutCluster("c", "4", {"40"});
  Put({{.unit = "40", .year = kYear - 1, .figures = {{{"I.4", "current"}, {"5", ""}}}},
       {.unit = "40", .year = kYear, .figures = {{{"I.4", "current"}, {"7", ""}}}}});
  const auto scale = std::make_shared<const Scale>(*ScaleOf("2"));
  std::vector<std::string> seen;
  const auto choose = [&](ScorableCluster& cluster) {
    if (cluster.cluster.code == "a") return absl::OkStatus();
    if (cluster.cluster.code == "b") return absl::AbortedError("b");
    cluster.scale = scale;
    return absl::OkStatus();
  };
  EXPECT_TRUE(
      store_
          ->Read([&](ReadTransaction& transaction) {
            return ForEachScorableClusterUnder(
                transaction, choose, {}, kYear, [&](const ScorableCluster& cluster, const absl::Status& loaded) {
                  const std::string total = loaded.ok() ? ScoreWhereTheyStand(cluster)[0].total.ToString(0) : "none";
                  seen.push_back(absl::StrCat(cluster.cluster.code, " ", total));
                  return absl::OkStatus();
                });
          })
          .ok());
  EXPECT_THAT(seen, ElementsAre("b none", "c 110"));
}

}  // namespace
}  // namespace thidua::scoring
