#include "services/scoring/storage/scoring_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "common/crypto/sha256.h"
#include "common/sql/each_database_for_test.h"
#include "common/testing/temp_folder.h"

namespace thidua::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ScoringStoreTest : public sql::EachDatabaseTest {
 protected:
  ScoringStoreTest() { Open(); }

  void Open(absl::Time now = absl::UnixEpoch()) {
    store_.reset();
    auto opened = OpenSqlScoringStore(place_.location(), 2, now);
    ASSERT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
  }

  // Runs `body` and gives what it returns.
  template <typename Body>
  auto Read(Body body) {
    typename std::invoke_result_t<Body, ReadTransaction&>::value_type result{};
    EXPECT_TRUE(store_
                    ->Read([&](ReadTransaction& transaction) {
                      auto answer = body(transaction);
                      if (answer.ok()) result = *std::move(answer);
                      return answer.status();
                    })
                    .ok());
    return result;
  }
  void Write(const std::function<absl::Status(WriteTransaction&)>& body) { EXPECT_TRUE(store_->Write(body).ok()); }

  // Gives a cluster-year the next version.
  static int64_t Bump(WriteTransaction& transaction, const std::string& cluster, int year) {
    const int64_t version = *transaction.NextVersion();
    EXPECT_TRUE(transaction.SetVersion(cluster, year, version).ok());
    return version;
  }

  std::vector<std::string> Codes(const std::string& under, int level = 0, const std::string& after = "",
                                 int limit = 10) {
    std::vector<std::string> codes;
    for (const Unit& unit : Read([&](auto& t) { return t.ListUnits(under, level, after, limit); }))
      codes.push_back(unit.code);
    return codes;
  }

  const std::vector<Unit> kUnits = {{"51", "Tỉnh Quảng Ngãi", "TINH", 1, ""},
                                    {"535", "Huyện Ba Tơ", "HUYEN", 2, "51"},
                                    {"21526", "Xã Ba Bích", "XA", 3, "535"},
                                    {"21532", "Xã Ba Lế", "XA", 3, "535"},
                                    {"52", "Tỉnh Bình Định", "TINH", 1, ""}};
  std::unique_ptr<ScoringStore> store_;
};

TEST_P(ScoringStoreTest, FindsUnitsInTheTree) {
  Write([&](auto& t) { return t.PutUnits(kUnits); });
  EXPECT_EQ(Read([](auto& t) { return t.GetUnit("21526"); })->name, "Xã Ba Bích");
  EXPECT_FALSE(Read([](auto& t) { return t.GetUnit("x"); }).has_value());
  EXPECT_THAT(Codes(""), ElementsAre("21526", "21532", "51", "52", "535"));
  EXPECT_THAT(Codes("51"), ElementsAre("21526", "21532", "51", "535"));
  EXPECT_THAT(Codes("51", 3), ElementsAre("21526", "21532"));
  EXPECT_THAT(Codes("51", 0, "21526", 2), ElementsAre("21532", "51"));
  EXPECT_THAT(Codes("x"), IsEmpty());
  EXPECT_THAT(Read([](auto& t) { return t.ListAncestors("21526"); }), ElementsAre("21526", "535", "51"));
  EXPECT_THAT(Read([&](auto& t) { return t.GetUnits({"535", "x", "21526"}); }), ElementsAre(kUnits[2], kUnits[1]));
}

TEST_P(ScoringStoreTest, KeepsTheOrderOfImport) {
  Write([](auto& t) { return t.PutOffices(std::vector<Office>{{"VP", "Văn phòng"}, {"CA", "Công an"}}); });
  Write([](auto& t) { return t.PutOffices(std::vector<Office>{{"KL", "Kiểm lâm"}, {"VP", "Văn phòng xã"}}); });
  EXPECT_THAT(Read([](auto& t) { return t.ListOffices(); }),
              ElementsAre(Office{"VP", "Văn phòng xã"}, Office{"CA", "Công an"}, Office{"KL", "Kiểm lâm"}));
}

TEST_P(ScoringStoreTest, KeepsClustersByYear) {
  Write([&](auto& t) {
    EXPECT_TRUE(t.PutUnits(kUnits).ok());
    EXPECT_TRUE(t.PutClusterYear({"z", 2023, "Cụm Z", "535", {{"21526"}, {"21532", true}}}).ok());
    return t.PutClusterYear({"a", 2023, "Cụm A", "51", {}});
  });
  const auto all = Read([](auto& t) { return t.ListClusterYears({}, 2023); });
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].code, "z");
  EXPECT_THAT(all[0].members, ElementsAre(Member{"21526"}, Member{"21532", true}));
  EXPECT_EQ(Read([](auto& t) { return t.ListClusterYears({.under = "535"}, 2023); }).size(), 1u);
  EXPECT_EQ(Read([](auto& t) { return t.ListClusterYears({.under = "51"}, 2023); }).size(), 2u);
  EXPECT_EQ(Read([](auto& t) { return t.ListClusterYears({.under = "52"}, 2023); }).size(), 0u);
  EXPECT_EQ(Read([](auto& t) { return t.ListVersions({.cluster = "a"}, 2023); }).size(), 1u);
  EXPECT_EQ(Read([](auto& t) { return t.FindClusterOf("21526", 2023); }), "z");
  EXPECT_FALSE(Read([](auto& t) { return t.FindClusterOf("21526", 2024); }).has_value());

  // A unit moves; the cluster-year it left is without it.
  Write([](auto& t) { return t.PutClusterYear({"a", 2023, "Cụm A", "51", {{"21526"}}}); });
  EXPECT_THAT(Read([](auto& t) { return t.ListClusterYears({.cluster = "z"}, 2023); })[0].members,
              ElementsAre(Member{"21532", true}));
}

TEST_P(ScoringStoreTest, GivesVersionsFromOneSequence) {
  Write([&](auto& t) {
    EXPECT_TRUE(t.PutClusterYear({"a", 2022, "A", "", {{"u"}}}).ok());
    EXPECT_TRUE(t.PutClusterYear({"a", 2023, "A", "", {{"u"}, {"v"}}}).ok());
    EXPECT_EQ(Bump(t, "a", 2023), 1);
    EXPECT_EQ(Bump(t, "a", 2022), 2);
    EXPECT_EQ(t.FindClusterYearsOf({"u"}, 0)->size(), 2u);
    EXPECT_EQ(t.FindClusterYearsOf({"u", "v"}, 2023)->size(), 1u);
    return absl::OkStatus();
  });
  EXPECT_FALSE(store_
                   ->Write([](WriteTransaction& t) {
                     EXPECT_EQ(Bump(t, "a", 2023), 3);
                     return absl::AbortedError("");
                   })
                   .ok());
  Open();
  Write([](auto& t) {
    EXPECT_EQ(Bump(t, "a", 2023), 3) << "what was rolled back is not missing";
    return absl::OkStatus();
  });
  EXPECT_EQ(Read([](auto& t) { return t.ListVersions({.cluster = "a"}, 2022); })[0].version, 2);
}

// A cache may know what an older life of this store was answered under a version.
TEST_P(ScoringStoreTest, NeverRepeatsAVersionAfterABackupIsPutBack) {
  const auto bump = [&] {
    int64_t version = 0;
    Write([&](auto& t) {
      version = Bump(t, "a", 2023);
      return absl::OkStatus();
    });
    return version;
  };
  Write([](auto& t) { return t.PutClusterYear({"a", 2023, "A", "", {}}); });
  Open(absl::FromUnixMicros(1000));
  EXPECT_EQ(bump(), 1001);
  Open(absl::FromUnixMicros(1001));
  EXPECT_EQ(bump(), 1002);
  store_.reset();
  place_.Execute("UPDATE version_sequence SET last = 1001");
  Open(absl::FromUnixMicros(5000));
  EXPECT_EQ(bump(), 5001);
}

TEST_P(ScoringStoreTest, KeepsEveryRevisionOfAScale) {
  Write([](auto& t) {
    EXPECT_TRUE(t.AddScale({"s", 1, 2023, 3, {"535", "536"}, "one"}).ok());
    EXPECT_TRUE(t.AddScale({"s", 2, 2023, 3, {}, "two"}).ok());
    return t.AddScale({"r", 1, 2022, 3, {}, "r"});
  });
  EXPECT_EQ(Read([](auto& t) { return t.GetScale("s", 0); })->definition, "two");
  EXPECT_THAT(Read([](auto& t) { return t.GetScale("s", 1); })->under, ElementsAre("535", "536"));
  EXPECT_FALSE(Read([](auto& t) { return t.GetScale("s", 3); }).has_value());
  const auto newest = Read([](auto& t) { return t.ListScales(0); });
  ASSERT_EQ(newest.size(), 2u);
  EXPECT_EQ(newest[0].scale_id, "r");
  EXPECT_EQ(newest[1].revision, 2);
  EXPECT_EQ(Read([](auto& t) { return t.ListScales(2023); }).size(), 1u);
}

TEST_P(ScoringStoreTest, FindsTheScaleOfAnEarlierVersion) {
  Write([](auto& t) {
    EXPECT_TRUE(t.AddScale({.scale_id = "s", .revision = 1, .definition = "one", .version = 10}).ok());
    return t.AddScale({.scale_id = "s", .revision = 2, .definition = "two", .version = 20});
  });
  EXPECT_EQ(Read([](auto& t) { return t.GetScaleAt("s", 19); })->definition, "one");
  EXPECT_EQ(Read([](auto& t) { return t.GetScaleAt("s", 20); })->definition, "two");
  EXPECT_FALSE(Read([](auto& t) { return t.GetScaleAt("s", 9); }).has_value());
}

TEST_P(ScoringStoreTest, KeepsSheets) {
  std::vector<std::string> units;
  Write([&](auto& t) {
    for (int u = 0; u < 1200; ++u) {
      units.push_back(std::to_string(10000 + u));
      EXPECT_TRUE(t.PutSheet({.unit = units.back(), .year = 2023, .version = u, .body = "{}"}).ok());
    }
    return t.PutSheet({.unit = units[7], .year = 2023, .version = 9999, .body = "số liệu"});
  });
  const auto sheets = Read([&](auto& t) { return t.GetSheets(units, 2023); });
  ASSERT_EQ(sheets.size(), units.size());
  EXPECT_EQ(sheets[7].body, "số liệu");
  EXPECT_EQ(sheets[7].version, 9999);
  EXPECT_THAT(Read([&](auto& t) { return t.GetSheets(units, 2022); }), IsEmpty());
  EXPECT_EQ(Read([&](auto& t) { return t.ListSheets(2023, "11190", 5); }).front().unit, "11191");
  EXPECT_EQ(Read([&](auto& t) { return t.ListSheets(2022, "99999", 5); }).size(), 5u);
  EXPECT_EQ(Read([](auto& t) { return t.ListUnloggedSheets(); }).size(), 1u) << "the one of version 0";
}

TEST_P(ScoringStoreTest, GivesTheMembersOfAYear) {
  Write([&](auto& t) {
    EXPECT_TRUE(t.PutUnits(kUnits).ok());
    EXPECT_TRUE(t.PutClusterYear({"z", 2023, "Cụm Z", "535", {{"21532", true}}}).ok());
    EXPECT_TRUE(t.PutClusterYear({"a", 2023, "Cụm A", "51", {{"21526"}, {"535"}}}).ok());
    return t.PutClusterYear({"a", 2022, "Cụm A", "51", {{"52"}}});
  });
  const auto members = [&](const ClusterScope& scope, int year) {
    std::vector<MemberUnit> found;
    EXPECT_TRUE(store_
                    ->Read([&](ReadTransaction& t) {
                      return t.ForEachMember(scope, year, [&](const MemberUnit& member) { found.push_back(member); });
                    })
                    .ok());
    return found;
  };
  const MemberUnit bich{"a", false, kUnits[2]}, le{"z", true, kUnits[3]}, ba_to{"a", false, kUnits[1]};
  EXPECT_THAT(members({}, 2023), ElementsAre(bich, le, ba_to)) << "in order of code";
  EXPECT_THAT(members({.under = "51"}, 2023), ElementsAre(bich, le, ba_to));
  EXPECT_THAT(members({.under = "535"}, 2023), ElementsAre(le));
  EXPECT_THAT(members({.cluster = "a"}, 2023), ElementsAre(bich, ba_to));
  EXPECT_THAT(members({.cluster = "a", .under = "535"}, 2023), IsEmpty());
  EXPECT_THAT(members({}, 2022), ElementsAre(MemberUnit{"a", false, kUnits[4]}));
  EXPECT_THAT(members({}, 2021), IsEmpty());
}

TEST_P(ScoringStoreTest, VisitsTheSheetsOfMembers) {
  Write([&](auto& t) {
    EXPECT_TRUE(t.PutUnits(kUnits).ok());
    EXPECT_TRUE(t.PutClusterYear({"z", 2023, "Cụm Z", "535", {{"21532"}}}).ok());
    EXPECT_TRUE(t.PutClusterYear({"a", 2023, "Cụm A", "51", {{"21526"}, {"535"}}}).ok());
    for (const int year : {2022, 2023, 2024}) {
      for (const char* unit : {"535", "21532", "21526", "52"}) {
        const std::string body = year == 2023 && unit[0] == '2' ? "số liệu của " + std::string(unit) : "{}";
        EXPECT_TRUE(t.PutSheet({.unit = unit, .year = year, .version = year, .body = body}).ok());
      }
    }
    return absl::OkStatus();
  });
  const auto visit = [&](const ClusterScope& scope, int sheet_year, size_t most = 10) {
    std::vector<std::string> seen;
    const absl::Status status = store_->Read([&](ReadTransaction& t) {
      return t.ForEachSheet(scope, 2023, sheet_year, [&](const StoredSheet& sheet) {
        seen.push_back(std::to_string(sheet.year) + " " + sheet.unit + " " + std::to_string(sheet.version) + " " +
                       sheet.body);
        return seen.size() < most ? absl::OkStatus() : absl::AbortedError("");
      });
    });
    EXPECT_EQ(status.ok(), seen.size() < most) << status;
    return seen;
  };
  EXPECT_THAT(visit({}, 2023), ElementsAre("2023 21526 2023 số liệu của 21526", "2023 21532 2023 số liệu của 21532",
                                           "2023 535 2023 {}"));
  EXPECT_THAT(visit({}, 2023, 1), ElementsAre("2023 21526 2023 số liệu của 21526")) << "where the visitor ends it";
  EXPECT_THAT(visit({.under = "535"}, 2022), ElementsAre("2022 21532 2022 {}"));
  EXPECT_THAT(visit({.cluster = "a"}, 2024), ElementsAre("2024 21526 2024 {}", "2024 535 2024 {}"));
  EXPECT_THAT(visit({}, 2021), IsEmpty());
}

// The chain as the API describes it, so that anyone can check it.
TEST_P(ScoringStoreTest, ChainsTheLog) {
  EXPECT_EQ(Read([](auto& t) { return t.LogHead(); }).hash, std::string(64, '0'));
  Write([](auto& t) {
    EXPECT_TRUE(t.AppendLog({.unit = "21526", .year = 2023, .version = 5}, R"("action":"một")").ok());
    return t.AppendLog({.version = 6}, R"("action":"hai")").status();
  });
  Open();
  Write(
      [](auto& t) { return t.AppendLog({.unit = "21526", .year = 2023, .version = 7}, R"("action":"ba")").status(); });
  const auto entries = Read([](auto& t) { return t.ListLog(0, 10); });
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].text, R"({"number":1,"version":5,"action":"một"})");
  std::string hash(64, '0');
  for (const LogEntry& entry : entries) {
    hash = Sha256::HexOf(hash + "\n" + entry.text);
    EXPECT_EQ(entry.hash, hash) << entry.number;
  }
  EXPECT_EQ(Read([](auto& t) { return t.LogHead(); }).hash, hash);
  const auto of_sheet = Read([](auto& t) { return t.ListSheetLog("21526", 2023, 0, 10); });
  ASSERT_EQ(of_sheet.size(), 2u);
  EXPECT_EQ(of_sheet[0].number, 3) << "newest first";
  EXPECT_EQ(Read([](auto& t) { return t.ListSheetLog("21526", 2023, 3, 10); })[0].number, 1);
  EXPECT_EQ(Read([](auto& t) { return t.ListLog(1, 1); })[0].number, 2);
}

TEST_P(ScoringStoreTest, KeepsReplies) {
  const std::string reply("\0\xff\n", 3);
  Write([&](auto& t) {
    EXPECT_TRUE(t.PutReply({"a", "f", 100, reply}).ok());
    return t.PutReply({"b", "g", 200, ""});
  });
  EXPECT_EQ(Read([](auto& t) { return t.FindReply("a"); })->reply, reply);
  EXPECT_EQ(Read([](auto& t) { return t.FindReply("b"); })->fingerprint, "g");
  EXPECT_FALSE(store_->Write([&](auto& t) { return t.PutReply({"a", "f", 300, ""}); }).ok()) << "it is kept once";
  Write([](auto& t) { return t.DropRepliesBefore(200); });
  EXPECT_FALSE(Read([](auto& t) { return t.FindReply("a"); }).has_value());
  EXPECT_TRUE(Read([](auto& t) { return t.FindReply("b"); }).has_value());
}

TEST_P(ScoringStoreTest, KeepsFilesInParts) {
  const std::string bytes("\0\x01\xfe\xff", 4);
  Write([&](auto& t) {
    EXPECT_TRUE(t.AddFile({.sha256 = "abc", .media_type = "image/png", .size = 8}).ok());
    EXPECT_TRUE(t.AddFilePart("abc", 0, bytes).ok());
    return t.AddFilePart("abc", 1, bytes);
  });
  EXPECT_EQ(Read([](auto& t) { return t.FindFile("abc"); })->size, 8);
  EXPECT_EQ(Read([](auto& t) { return t.ReadFilePart("abc", 1); }), bytes);
  EXPECT_FALSE(Read([](auto& t) { return t.ReadFilePart("abc", 2); }).has_value());
  EXPECT_FALSE(Read([](auto& t) { return t.FindFile("x"); }).has_value());
}

TEST_P(ScoringStoreTest, FollowsSuccessionsBothWays) {
  const Succession first{"a", "b", "2020-01-01", "NQ 1"}, second{"b", "c", "2025-07-01", "NQ 2"},
      third{"x", "c", "2025-07-01", "NQ 2"}, other{"y", "z", "2025-07-01", ""};
  Write([&](auto& t) { return t.PutSuccessions(std::vector<Succession>{second, other, third, first}); });
  EXPECT_THAT(Read([](auto& t) { return t.ListSuccessions("c"); }), ElementsAre(first, second, third));
  EXPECT_THAT(Read([](auto& t) { return t.ListSuccessions("a"); }), ElementsAre(first, second));
  EXPECT_THAT(Read([](auto& t) { return t.ListSuccessions("q"); }), IsEmpty());
  EXPECT_EQ(Read([](auto& t) { return t.ListSuccessions(""); }).size(), 4u);
}

THIDUA_TEST_IN_EACH_DATABASE(ScoringStoreTest);

}  // namespace
}  // namespace thidua::scoring
