// Communes that were merged or renamed: what last year's figures of the new ones are.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/integration/ba_to_sheets.h"
#include "tests/integration/demo.h"

namespace thidua::integration {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kMerged[] = "99001";   // Of 21484, 21511 and 21526.
constexpr char kRenamed[] = "99002";  // 21535 before.
constexpr char kDay[] = "2025-07-01";
constexpr char kDocument[] = "Nghị quyết 1677/NQ-UBTVQH15";

class SheetMergerTest : public ::testing::Test {
 protected:
  SheetMergerTest() {
    desk_.MustImport(kImportScale, ScaleFile(2025));
    desk_.MustImport(kImportUnits,
                     "code,name,type,level,parent,from,to\n"
                     "99001,Xã Ba Tơ (mới),XA,COMMUNE,535,2025-07-01,\n"
                     "99002,Xã Ba Nam (mới),XA,COMMUNE,535,2025-07-01,\n"
                     "21484,Thị trấn Ba Tơ,THI_TRAN,COMMUNE,535,,2025-06-30\n"
                     "21511,Xã Ba Cung,XA,COMMUNE,535,,2025-06-30\n"
                     "21526,Xã Ba Bích,XA,COMMUNE,535,,2025-06-30\n"
                     "21535,Xã Ba Nam,XA,COMMUNE,535,,2025-06-30\n");
    std::string successions = "predecessor,successor,date,document\n";
    for (const char* unit : {"21484", "21511", "21526"}) successions += Row(unit, kMerged);
    desk_.MustImport(kImportSuccessions, successions + Row("21535", kRenamed));
    desk_.MustImport(kImportClusters, Cluster(2025, kCenterUnits) + Members(2026, {kMerged, kRenamed, kLeader}));
    for (const int year : {2024, 2025}) desk_.MustImport(kImportInputs, InputsOfCenter(year));
  }

  static std::string Row(const std::string& from, const std::string& to) {
    return absl::StrCat(from, ",", to, ",", kDay, ",", kDocument, "\n");
  }
  static std::string Cluster(int year, const std::vector<std::string>& units) {
    return "cluster,name,authority,year,unit,role\n" + Members(year, units);
  }
  static std::string Members(int year, const std::vector<std::string>& units) {
    std::string rows;
    for (const std::string& unit : units) {
      rows += absl::StrCat("khu-trung,\"Cụm các xã, thị trấn Khu Trung\",535,", year, ",", unit, ",",
                           unit == kLeader ? "LEADER" : "MEMBER", "\n");
    }
    return rows;
  }
  static std::string InputsOfCenter(int year) {
    std::string table = "unit,year,criterion,input,value,source\n";
    for (const std::string& unit : kCenterUnits) {
      for (const Edit& edit : FiguresOf(unit)) {
        table += absl::StrCat(unit, ",", year, ",", edit.criterion, ",", edit.input, ",", edit.value, ",", edit.source,
                              "\n");
      }
    }
    return table;
  }

  pb::GetLastYearResponse LastYear(const std::string& unit, int year) const {
    pb::GetLastYearRequest request;
    request.set_unit(unit);
    request.set_year(year);
    pb::GetLastYearResponse response;
    RequireOk(Desk::Call(desk_.sheets(), &SheetService::Stub::GetLastYear, request, &response));
    return response;
  }

  static std::vector<std::string> UnitsOf(const pb::GetLastYearResponse& response) {
    std::vector<std::string> units;
    for (const pb::EarlierSheet& sheet : response.sheets()) units.push_back(sheet.unit());
    return units;
  }

  // That a sheet shows what the unit reported, and its total by that year's rules.
  static void ExpectOwnFigures(const pb::EarlierSheet& sheet) {
    std::map<std::string, std::string> totals;
    for (const std::string& row : Columns(ReadFile(ExpectedFile("expected_totals_2023.csv")), {"unit", "total"})) {
      const std::vector<std::string> fields = absl::StrSplit(row, ' ');
      totals[fields[0]] = fields[1];
    }
    EXPECT_EQ(sheet.total(), totals.at(sheet.unit()));
    EXPECT_EQ(sheet.cluster(), kCenter);
    std::map<std::string, std::string> reported, shown;
    for (const Edit& edit : FiguresOf(sheet.unit())) reported[edit.criterion + " " + edit.input] = edit.value;
    for (const pb::EarlierCriterion& criterion : sheet.criteria()) {
      for (const pb::Input& input : criterion.inputs()) {
        shown[criterion.criterion() + " " + input.name()] = input.value();
      }
    }
    EXPECT_EQ(shown, reported);
  }

  const ScoringProcess process_;
  const Desk desk_ = process_.NewDesk();
};

TEST_F(SheetMergerTest, AMergedUnitShowsWhatItWasMadeFrom) {
  for (const int year : {2025, 2026}) {
    SCOPED_TRACE(year);
    const pb::GetLastYearResponse last_year = LastYear(kMerged, year);
    EXPECT_EQ(last_year.year(), year - 1);
    EXPECT_FALSE(last_year.comparable());
    EXPECT_THAT(UnitsOf(last_year), ElementsAre("21484", "21511", "21526"));
    for (const pb::EarlierSheet& sheet : last_year.sheets()) {
      ExpectOwnFigures(sheet);
      EXPECT_THAT(last_year.note(), HasSubstr(sheet.name()));
    }
    EXPECT_THAT(last_year.note(), HasSubstr("không so sánh trực tiếp được"));
  }
}

TEST_F(SheetMergerTest, ARenamedUnitIsTheSameTerritory) {
  for (const int year : {2025, 2026}) {
    SCOPED_TRACE(year);
    const pb::GetLastYearResponse last_year = LastYear(kRenamed, year);
    EXPECT_TRUE(last_year.comparable()) << last_year.note();
    ASSERT_THAT(UnitsOf(last_year), ElementsAre("21535"));
    ExpectOwnFigures(last_year.sheets(0));
    EXPECT_THAT(last_year.note(), HasSubstr("Xã Ba Nam"));
  }
}

TEST_F(SheetMergerTest, AUnitThatStayedShowsItsOwn) {
  const pb::GetLastYearResponse last_year = LastYear(kLeader, 2026);
  EXPECT_TRUE(last_year.comparable());
  EXPECT_THAT(UnitsOf(last_year), ElementsAre(kLeader));
  ExpectOwnFigures(last_year.sheets(0));
}

TEST_F(SheetMergerTest, BeforeAndLongAfterThereIsNothing) {
  for (const int year : {2024, 2027}) {
    SCOPED_TRACE(year);
    const pb::GetLastYearResponse last_year = LastYear(kMerged, year);
    EXPECT_FALSE(last_year.comparable());
    EXPECT_THAT(last_year.sheets(), IsEmpty());
    EXPECT_FALSE(last_year.note().empty());
  }
}

// Half of a renamed unit went elsewhere: not the same territory any more.
TEST_F(SheetMergerTest, APartThatWentElsewhereIsNotComparable) {
  desk_.MustImport(kImportSuccessions, "predecessor,successor,date,document\n" + Row("21535", kMerged));
  const pb::GetLastYearResponse last_year = LastYear(kRenamed, 2026);
  EXPECT_THAT(UnitsOf(last_year), ElementsAre("21535"));
  EXPECT_FALSE(last_year.comparable());
}

}  // namespace
}  // namespace thidua::integration
