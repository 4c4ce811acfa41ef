// The figures that Ba Bích's improvement plan of 2024 states, from the suite.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "tests/integration/demo.h"
#include "tests/integration/rpc.h"
#include "tests/integration/suite.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"

namespace thidua::integration {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

class PlanTest : public ::testing::Test {
 protected:
  PlanTest() { ImportBaTo(suite_.cli()); }

  // The first line of the output that contains `part`.
  std::string LineWith(const std::string& part, const std::vector<std::string>& arguments) {
    const std::vector<std::string> lines = absl::StrSplit(suite_.cli().Output(arguments), '\n');
    for (const std::string& line : lines) {
      if (absl::StrContains(line, part)) return line;
    }
    return "";
  }

  std::vector<std::string> Draft(const std::vector<std::string>& columns) {
    return Columns(suite_.cli().Output(
                       {"tasks", "draft", "--unit", "21526", "--from-year", "2023", "--year", "2024", "-o", "csv"}),
                   columns);
  }

  std::vector<std::string> List(const std::vector<std::string>& columns) {
    return Columns(suite_.cli().Output({"tasks", "list", "-o", "csv"}), columns);
  }

  Suite suite_;
};

TEST_F(PlanTest, ExplanationShowsThePointsLost) {
  const auto line = [&](const std::string& part) {
    return LineWith(part, {"explain", "--unit", "21526", "--year", "2023"});
  };
  EXPECT_THAT(line("I.2  "), HasSubstr("95.00/100"));
  EXPECT_THAT(line("I.4  "), AllOf(HasSubstr("98.00/100"), HasSubstr("−2.00")));
  EXPECT_THAT(line("I.6  "), HasSubstr("99.00/100"));
  EXPECT_THAT(line("I.10  "), HasSubstr("60.00/100"));
  EXPECT_THAT(line("III.4  "), AllOf(HasSubstr("96.00/100"), HasSubstr("−4.00")));
  EXPECT_THAT(line("Tổng điểm "), HasSubstr("99.70"));
}

TEST_F(PlanTest, RankTableShowsThisYearsRankAndLastYears) {
  EXPECT_THAT(LineWith("Xã Ba Bích", {"rank", "--cluster", "khu-trung", "--year", "2023"}),
              AllOf(HasSubstr("02/05"), HasSubstr("04/05"), HasSubstr("99.70")));
}

TEST_F(PlanTest, FullRankingNamesTheLowestOfFiveInBudgetRevenue) {
  const auto stub = thidua::ranking::v1::RankingService::NewStub(Connect(suite_.ranking().address()));
  thidua::ranking::v1::GetClusterRankingRequest request;
  request.set_cluster("khu-trung");
  request.set_year(2023);
  request.set_view(thidua::ranking::v1::FULL);
  grpc::ClientContext context;
  thidua::ranking::v1::GetClusterRankingResponse response;
  RequireOk(stub->GetClusterRanking(&context, request, &response));
  int found = 0;
  for (const auto& standing : response.ranking().standings()) {
    if (standing.criterion() != "I.2") continue;
    ++found;
    EXPECT_THAT(standing.lowest_units(), ElementsAre("21526"));
    EXPECT_EQ(standing.lowest(), "95.00");
    EXPECT_EQ(standing.units(), 5);
  }
  EXPECT_EQ(found, 1);
}

TEST_F(PlanTest, DraftsFiveTasksOnce) {
  EXPECT_THAT(Draft({"criterion", "points", "outcome"}),
              ElementsAre("I.10 40 CREATED", "I.2 5 CREATED", "III.4 4 CREATED", "I.4 2 CREATED", "I.6 1 CREATED"));
  EXPECT_THAT(
      Draft({"criterion", "points", "outcome"}),
      ElementsAre("I.10 40 UNCHANGED", "I.2 5 UNCHANGED", "III.4 4 UNCHANGED", "I.4 2 UNCHANGED", "I.6 1 UNCHANGED"));
  suite_.tasks().Restart();
  EXPECT_THAT(Draft({"criterion", "points"}), ElementsAre("I.10 40", "I.2 5", "III.4 4", "I.4 2", "I.6 1"));
  EXPECT_THAT(List({"task"}),
              ElementsAre("21526-2024-I.2", "21526-2024-I.4", "21526-2024-I.6", "21526-2024-I.10", "21526-2024-III.4"));
}

TEST_F(PlanTest, DraftsMeetTheTasksThatThePlanAssigned) {
  suite_.cli().Output({"import", "tasks", BaToFile("tasks_2024.csv")});
  const std::vector<std::string> assigned = List({"task"});
  EXPECT_EQ(assigned.size(), 17U);
  EXPECT_THAT(Draft({"criterion", "points", "state", "outcome"}),
              ElementsAre("I.10 40 ASSIGNED UPDATED", "I.2 5 ASSIGNED UPDATED", "III.4 4 ASSIGNED UPDATED",
                          "I.4 2 ASSIGNED UPDATED", "I.6 1 ASSIGNED UPDATED"));
  EXPECT_EQ(List({"task"}), assigned);
  EXPECT_THAT(Draft({"outcome"}), ElementsAre("UNCHANGED", "UNCHANGED", "UNCHANGED", "UNCHANGED", "UNCHANGED"));
  suite_.cli().Output({"import", "tasks", BaToFile("tasks_2024.csv")});
  EXPECT_EQ(List({"task"}), assigned);
}

TEST_F(PlanTest, AssignedTasksTakeOverDrafts) {
  Draft({"task"});
  suite_.cli().Output({"import", "tasks", BaToFile("tasks_2024.csv")});
  EXPECT_EQ(List({"task"}).size(), 17U);
  EXPECT_THAT(List({"criterion", "points", "state"}),
              AllOf(IsSupersetOf(
                        {"I.10 40 ASSIGNED", "I.2 5 ASSIGNED", "III.4 4 ASSIGNED", "I.4 2 ASSIGNED", "I.6 1 ASSIGNED"}),
                    Not(::testing::Contains(HasSubstr("DRAFT")))));
  EXPECT_THAT(
      Draft({"criterion", "points", "outcome"}),
      ElementsAre("I.10 40 UNCHANGED", "I.2 5 UNCHANGED", "III.4 4 UNCHANGED", "I.4 2 UNCHANGED", "I.6 1 UNCHANGED"));
}

}  // namespace
}  // namespace thidua::integration
