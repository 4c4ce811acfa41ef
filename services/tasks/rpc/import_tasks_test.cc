#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/tasks/rpc/service_fixture_for_test.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class ImportTasksTest : public ServiceFixture {
 protected:
  static std::string Counts(const thidua::type::v1::ImportReport& report) {
    return absl::StrCat(report.rows(), " rows, +", report.added(), " ~", report.changed(), " =", report.unchanged(),
                        report.stored() ? ", stored" : "");
  }
};

TEST_F(ImportTasksTest, StoresTheFileAsAssignedTasks) {
  EXPECT_EQ(Counts(Import(absl::StrCat("\xEF\xBB\xBF", kHeading, kPlan))), "4 rows, +4 ~0 =0, stored");
  const std::vector<v1::Task> tasks = AllTasks();
  ASSERT_EQ(tasks.size(), 4u);
  const v1::Task& ten = tasks[2];
  EXPECT_EQ(ten.task(), "21526-2024-I.10");
  EXPECT_EQ(ten.title(), "Đạt thêm 01 tiêu chí: 13/19");
  EXPECT_EQ(ten.lead(), "DC-NN-XD-MT");
  EXPECT_THAT(ten.coordinators(), ElementsAre("VH-XH", "THON"));
  EXPECT_EQ(ten.start(), "2024-05-01");
  EXPECT_EQ(ten.due(), "2024-11-15");
  EXPECT_EQ(ten.target(), "65");
  EXPECT_EQ(ten.state(), v1::Task::ASSIGNED);
  EXPECT_EQ(ten.source(), "plan II.2.2");
  EXPECT_EQ(ten.points_to_win_back(), "");
  EXPECT_EQ(ten.from_year(), 0);
  const v1::Task& party = tasks[3];
  EXPECT_EQ(party.start() + party.target() + party.source(), "") << "fields that may be empty";
}

TEST_F(ImportTasksTest, TheSameFileTwiceChangesNothing) {
  Import(absl::StrCat(kHeading, kPlan));
  EXPECT_EQ(Counts(Import(absl::StrCat(kHeading, kPlan))), "4 rows, +0 ~0 =4, stored");
}

TEST_F(ImportTasksTest, CountsWhatChanged) {
  Import(absl::StrCat(kHeading, kPlan));
  EXPECT_EQ(Counts(Import(absl::StrCat(kHeading, "21526,2024,I.10,Khác,CA,,,2024-10-31,,\n",
                                       "21529,2024,I.10,Mới,CA,,,2024-10-31,,\n"))),
            "2 rows, +1 ~1 =0, stored");
  EXPECT_EQ(AllTasks().size(), 5u) << "a file declares its rows, not the whole store";
}

TEST_F(ImportTasksTest, ADryRunSaysWhatItWouldDoAndStoresNothing) {
  EXPECT_EQ(Counts(Import(absl::StrCat(kHeading, kPlan), /*dry_run=*/true)), "4 rows, +4 ~0 =0");
  EXPECT_THAT(AllTasks(), IsEmpty());
}

TEST_F(ImportTasksTest, NumbersAndNamesAreStoredInOneSpelling) {
  Import(absl::StrCat(kHeading, "21526,2024,I.1,Ba To\xCC\x9B,CA,\"KL ; THON\",,2024-10-31,0097.50,\n"));
  const v1::Task task = AllTasks().at(0);
  EXPECT_EQ(task.title(), "Ba T\xC6\xA1");
  EXPECT_EQ(task.target(), "97.5");
  EXPECT_THAT(task.coordinators(), ElementsAre("KL", "THON"));
}

TEST_F(ImportTasksTest, AsksScoringOnceForEachThing) {
  Import(absl::StrCat(kHeading, kPlan, "21529,2024,I.1,a,CA,KL,,2024-10-31,,\n", "21526,2023,I.1,a,CA,,,2023-10-31,,\n",
                      "21526,2024,I.1,a,CA,,,2024-10-31,,\n"));
  EXPECT_THAT(scoring_.calls, UnorderedElementsAre(Pair("GetUnit", 2), Pair("GetScale", 3), Pair("ListOffices", 1)));
}

TEST_F(ImportTasksTest, AYearWithoutAScaleUsesTheLatestEarlierOne) {
  scoring_.scale_years = {2021, 2023, 2025};
  EXPECT_THAT(Import(absl::StrCat(kHeading, "21526,2024,I.99,a,CA,,,2024-10-31,,\n")).faults(0).message(),
              HasSubstr("ba-to-2023 (năm 2023)"));
}

TEST_F(ImportTasksTest, ScoringAwayIsPassedOnAndStoresNothing) {
  scoring_.away = true;
  const auto response =
      service_.ImportTasks({.content = absl::StrCat(kHeading, kPlan)}, Language::kVietnamese, rpc::Call());
  EXPECT_EQ(response.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Problem::FromStatus(response.status()).reason, "SERVICE_UNAVAILABLE");
  EXPECT_THAT(AllTasks(), IsEmpty());
}

TEST_F(ImportTasksTest, NamesEachFaultByLineAndColumnAndStoresNothing) {
  scoring_.scale_years = {2023};
  const std::string good = "21526,2024,I.1,a,CA,,,2024-10-31,,\n";
  const struct {
    std::string row;    // The third line of a file that is right otherwise.
    std::string fault;  // line:column:field:reason
    std::string vi;
    std::string en;
  } cases[] = {
      {"99999,2024,I.2,a,CA,,,2024-10-31,,", "3:1:unit:UNKNOWN_UNIT", "mã \"99999\"", "code \"99999\""},
      {",2024,I.2,a,CA,,,2024-10-31,,", "3:1:unit:EMPTY", "trống", "empty"},
      {"21526,24,I.2,a,CA,,,2024-10-31,,", "3:2:year:BAD_NUMBER", "1945", "1945"},
      {"21526,2022,I.2,a,CA,,,2022-10-31,,", "3:2:year:NO_SCALE", "thidua import scale", "Import a scale"},
      {"21526,2024,I.99,a,CA,,,2024-10-31,,", "3:3:criterion:UNKNOWN_CRITERION", "ba-to-2023", "\"I.99\""},
      {"21526,2024,I,a,CA,,,2024-10-31,,", "3:3:criterion:UNKNOWN_CRITERION", "\"I\"", "\"I\""},
      {"21526,2024, I.2,a,CA,,,2024-10-31,,", "3:3:criterion:SURROUNDING_SPACE", "khoảng trắng", "space"},
      {"21526,2024,I.1,b,KL,,,2024-10-31,,", "3:3:criterion:DUPLICATE_ROW", "dòng 2", "line 2"},
      {"21526,2024,I.2,,CA,,,2024-10-31,,", "3:4:title:EMPTY", "trống", "empty"},
      {"21526,2024,I.2,\"a\tb\",CA,,,2024-10-31,,", "3:4:title:CONTROL_CHARACTER", "điều khiển", "control"},
      {"21526,2024,I.2,a,,,,2024-10-31,,", "3:5:lead:EMPTY", "trống", "empty"},
      {"21526,2024,I.2,a,XX,,,2024-10-31,,", "3:5:lead:UNKNOWN_OFFICE", "\"XX\"", "thidua import offices"},
      {"21526,2024,I.2,a,CA,KL;YY;THON,,2024-10-31,,", "3:6:coordinators:UNKNOWN_OFFICE", "\"YY\"", "\"YY\""},
      {"21526,2024,I.2,a,CA,KL;;THON,,2024-10-31,,", "3:6:coordinators:EMPTY", "\";\"", "\";\""},
      {"21526,2024,I.2,a,CA,KL;KL,,2024-10-31,,", "3:6:coordinators:REPEATED_OFFICE", "hai lần", "twice"},
      {"21526,2024,I.2,a,CA,,1/5/2024,2024-10-31,,", "3:7:start:BAD_DATE", "\"1/5/2024\"", "2024-12-31"},
      {"21526,2023,I.2,a,CA,,,2023-02-29,,", "3:8:due:BAD_DATE", "2023-02-29", "2023-02-29"},
      {"21526,2024,I.2,a,CA,,,,,", "3:8:due:BAD_DATE", "2024-12-31", "2024-12-31"},
      {"21526,2024,I.2,a,CA,,2024-05-02,2024-05-01,,", "3:8:due:DUE_BEFORE_START", "2024-05-02", "2024-05-02"},
      {"21526,2024,I.2,a,CA,,,2024-10-31,\"97,5\",", "3:9:target:BAD_FIGURE", "97.5", "97.5"},
      {"21526,2024,I.2,a,CA,,,2024-10-31,-1,", "3:9:target:BAD_FIGURE", "-1", "-1"},
      {"21526,2024,I.2,a,CA,,,2024-10-31,," + std::string(1001, 's'), "3:10:source:TOO_LONG", "1001", "1001"},
      {"21526,2024,I.2", "3:0::FIELD_COUNT", "10", "10"},
  };
  for (const auto& one : cases) {
    for (const Language language : {Language::kVietnamese, Language::kEnglish}) {
      const auto report = Import(absl::StrCat(kHeading, good, one.row, "\n"), /*dry_run=*/false, language);
      ASSERT_EQ(report.faults_size(), 1) << one.row << '\n' << report.DebugString();
      const auto& fault = report.faults(0);
      EXPECT_EQ(absl::StrCat(fault.line(), ":", fault.column(), ":", fault.field(), ":", fault.reason()), one.fault);
      EXPECT_THAT(fault.message(), HasSubstr(language == Language::kVietnamese ? one.vi : one.en));
      EXPECT_FALSE(report.stored());
    }
  }
  EXPECT_THAT(AllTasks(), IsEmpty());
}

TEST_F(ImportTasksTest, AFaultIsToldInTheLanguageAskedFor) {
  const std::string file = absl::StrCat(kHeading, "21526,2024,I.1,a,XX,,,2024-10-31,,\n");
  EXPECT_THAT(Import(file, false, Language::kVietnamese).faults(0).message(), HasSubstr("Không có bộ phận nào"));
  EXPECT_THAT(Import(file, false, Language::kEnglish).faults(0).message(), HasSubstr("There is no office"));
}

TEST_F(ImportTasksTest, NamesAllFaultsAtOnceInOrderOfTheirPlace) {
  const auto report = Import(absl::StrCat(kHeading, "99999,20,I.1,,XX,YY,x,y,z,\n", "21526,2024,I.99,a,CA,,,2024,,\n"));
  std::vector<std::string> places;
  for (const auto& fault : report.faults()) places.push_back(absl::StrCat(fault.line(), ":", fault.column()));
  EXPECT_THAT(places, ElementsAre("2:1", "2:2", "2:4", "2:5", "2:6", "2:7", "2:8", "2:9", "3:3", "3:8"));
  EXPECT_EQ(report.rows(), 2);
}

TEST_F(ImportTasksTest, CountsTheFaultsBeyondTheLimit) {
  std::string file = kHeading;
  for (int i = 0; i < 10; ++i) file += "99999,2024,I." + std::to_string(i) + ",a,CA,,,2024-10-31,,\n";
  const auto response = service_.ImportTasks({.content = file, .max_faults = 3}, Language::kVietnamese, rpc::Call());
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->report().faults_size(), 3);
  EXPECT_EQ(response->report().more_faults(), 7);
}

TEST_F(ImportTasksTest, AMissingColumnIsNamed) {
  const auto report = Import("unit,year,criterion,title,lead,start,due,target,source\n");
  ASSERT_EQ(report.faults_size(), 1);
  EXPECT_EQ(report.faults(0).field(), "coordinators");
  EXPECT_EQ(report.faults(0).reason(), "MISSING_COLUMN");
}

}  // namespace
}  // namespace thidua::tasks
