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

v1::DraftTasksRequest Request(const std::string& due = "") {
  v1::DraftTasksRequest request;
  request.set_unit("21526");
  request.set_from_year(2023);
  request.set_year(2024);
  request.set_due(due);
  return request;
}

class DraftTasksTest : public ServiceFixture {
 protected:
  v1::DraftTasksResponse Draft(const v1::DraftTasksRequest& request = Request()) {
    const auto response = DraftTasks(request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::DraftTasksResponse());
  }

  // "I.10 40 CREATED" for each task.
  static std::vector<std::string> Lines(const v1::DraftTasksResponse& response) {
    std::vector<std::string> lines;
    for (const v1::DraftedTask& drafted : response.tasks()) {
      lines.push_back(absl::StrCat(drafted.task().criterion(), " ", drafted.task().points_to_win_back(), " ",
                                   v1::DraftedTask::Outcome_Name(drafted.outcome())));
    }
    return lines;
  }
};

TEST_F(DraftTasksTest, GivesBaBichItsFiveTasks) {
  const v1::DraftTasksResponse response = Draft();
  EXPECT_THAT(Lines(response),
              ElementsAre("I.10 40 CREATED", "I.2 5 CREATED", "III.4 4 CREATED", "I.4 2 CREATED", "I.6 1 CREATED"));
  EXPECT_EQ(response.version(), 7);
  const v1::Task& task = response.tasks(0).task();
  EXPECT_EQ(task.task(), "21526-2024-I.10");
  EXPECT_EQ(task.unit(), "21526");
  EXPECT_EQ(task.year(), 2024);
  EXPECT_EQ(task.title(), "Khắc phục: Tiêu chí I.10");
  EXPECT_EQ(task.lead(), "DC-NN-XD-MT");
  EXPECT_EQ(task.due(), "2024-12-31");
  EXPECT_EQ(task.target(), "100");
  EXPECT_EQ(task.state(), v1::Task::DRAFT);
  EXPECT_EQ(task.from_year(), 2023);
  EXPECT_EQ(task.reason(), "Năm 2023 đạt 60.00/100 điểm, mất 40 điểm.");
  EXPECT_EQ(AllTasks().size(), 5u);
}

TEST_F(DraftTasksTest, DoingItAgainMakesNoSecondTask) {
  Draft();
  EXPECT_THAT(Lines(Draft()), ElementsAre("I.10 40 UNCHANGED", "I.2 5 UNCHANGED", "III.4 4 UNCHANGED",
                                          "I.4 2 UNCHANGED", "I.6 1 UNCHANGED"));
  EXPECT_EQ(AllTasks().size(), 5u);
}

TEST_F(DraftTasksTest, FollowsTheFigures) {
  Draft();
  scoring_.At("I.10").points = "65.50";
  scoring_.At("I.6").points = "100.00";
  scoring_.At("II.1").points = "97";
  EXPECT_THAT(Lines(Draft()), ElementsAre("I.10 34.5 UPDATED", "I.2 5 UNCHANGED", "III.4 4 UNCHANGED", "II.1 3 CREATED",
                                          "I.4 2 UNCHANGED"));
  for (const v1::Task& task : AllTasks()) {
    if (task.criterion() == "I.6") {
      EXPECT_EQ(task.points_to_win_back(), "1") << "left as it was";
    }
  }
}

TEST_F(DraftTasksTest, AnAssignedTaskKeepsWhatPeopleWrote) {
  Import(absl::StrCat(kHeading, kPlan));
  EXPECT_THAT(Lines(Draft(Request("2024-06-15"))),
              ElementsAre("I.10 40 UPDATED", "I.2 5 UPDATED", "III.4 4 CREATED", "I.4 2 UPDATED", "I.6 1 CREATED"));
  const v1::Task task = Draft().tasks(0).task();
  EXPECT_EQ(task.title(), "Đạt thêm 01 tiêu chí: 13/19");
  EXPECT_THAT(task.coordinators(), ElementsAre("VH-XH", "THON"));
  EXPECT_EQ(task.due(), "2024-11-15");
  EXPECT_EQ(task.target(), "65");
  EXPECT_EQ(task.state(), v1::Task::ASSIGNED);
  EXPECT_EQ(task.source(), "plan II.2.2");
  EXPECT_EQ(task.from_year(), 2023);
  EXPECT_THAT(task.reason(), HasSubstr("mất 40 điểm"));
  EXPECT_EQ(AllTasks().size(), 6u);
}

TEST_F(DraftTasksTest, ADraftThatIsImportedBecomesAssignedAndKeepsItsPoints) {
  Draft();
  const auto report = Import(absl::StrCat(kHeading, kPlan));
  EXPECT_EQ(report.changed(), 3);
  EXPECT_EQ(report.added(), 1);
  EXPECT_THAT(Lines(Draft()), ElementsAre("I.10 40 UNCHANGED", "I.2 5 UNCHANGED", "III.4 4 UNCHANGED",
                                          "I.4 2 UNCHANGED", "I.6 1 UNCHANGED"));
  EXPECT_EQ(Draft().tasks(0).task().state(), v1::Task::ASSIGNED);
  EXPECT_EQ(Import(absl::StrCat(kHeading, kPlan)).unchanged(), 4);
}

TEST_F(DraftTasksTest, ADueDateAskedForMovesADraftAndTheDefaultDoesNot) {
  EXPECT_EQ(Draft(Request("2024-02-29")).tasks(0).task().due(), "2024-02-29");
  const auto same = Draft().tasks(0);
  EXPECT_EQ(same.task().due(), "2024-02-29");
  EXPECT_EQ(same.outcome(), v1::DraftedTask::UNCHANGED);
  const auto moved = Draft(Request("2024-09-15")).tasks(0);
  EXPECT_EQ(moved.task().due(), "2024-09-15");
  EXPECT_EQ(moved.outcome(), v1::DraftedTask::UPDATED);
}

TEST_F(DraftTasksTest, TheDefaultDayIsTheCalendars) {
  ASSERT_TRUE(calendar_.Put({{.date = CivilDay(2024, 11, 20), .kind = CalendarDay::Kind::kEvidence}}, LogLine()).ok());
  const v1::DraftTasksResponse response = Draft();
  EXPECT_EQ(response.tasks(0).task().due(), "2024-11-20");
  EXPECT_EQ(response.tasks(0).task().evidence_due(), "2024-11-20");
}

TEST_F(DraftTasksTest, EffortsDecideTheOrder) {
  v1::DraftTasksRequest request = Request();
  request.add_efforts()->set_criterion("I.10");
  request.mutable_efforts(0)->set_effort("20");
  EXPECT_THAT(Lines(Draft(request)),
              ElementsAre("I.2 5 CREATED", "III.4 4 CREATED", "I.10 40 CREATED", "I.4 2 CREATED", "I.6 1 CREATED"));
  request.mutable_efforts(0)->set_effort("0");
  EXPECT_EQ(Problem::FromStatus(DraftTasks(request).status()).reason, "BAD_EFFORT");
}

TEST_F(DraftTasksTest, PublishedPointsAreThoseOfThePublication) {
  ranking_.published.emplace();
  ranking_.published->set_number(3);
  auto& scores = *ranking_.published->mutable_scores();
  scores.set_year(2023);
  for (const auto& [code, points] : {std::pair{"I.2", "95.00"}, {"I.9", ""}, {"I.10", "60.00"}, {"I.11", "101.00"}}) {
    auto& heading = *scores.add_headings();
    heading.set_code(code);
    heading.set_is_criterion(true);
    heading.set_max_points("100");
    heading.set_lead("KL");
    if (scores.units().empty()) scores.add_units()->set_unit("21526");
    scores.mutable_units(0)->add_points(points);
  }
  auto& explanation = *ranking_.published->mutable_explanation();
  explanation.set_unit("21526");
  for (const auto& [code, points] : {std::pair{"I.2", "95.00"}, {"I.10", "65.00"}}) {
    auto& criterion = *explanation.add_criteria();
    criterion.set_criterion(code);
    criterion.set_points(points);
    criterion.add_steps()->set_text("Đạt 95%");
    criterion.set_remedy("Cần thu thêm.");
  }
  v1::DraftTasksRequest request = Request();
  request.set_published_under("535");
  const v1::DraftTasksResponse response = Draft(request);
  EXPECT_THAT(Lines(response), ElementsAre("I.10 40 CREATED", "I.2 5 CREATED"));
  // What reached other points where its sheet stood is not explained.
  EXPECT_EQ(response.tasks(0).task().reason(), "Năm 2023 đạt 60.00/100 điểm, mất 40 điểm.");
  EXPECT_EQ(response.tasks(1).task().reason(), "Năm 2023 đạt 95.00/100 điểm, mất 5 điểm. Đạt 95%. Cần thu thêm.");
  EXPECT_EQ(response.published_number(), 3);
  EXPECT_EQ(ranking_.published_request.under(), "535");
  EXPECT_EQ(ranking_.published_request.unit(), "21526");
}

TEST_F(DraftTasksTest, AStrangerDraftsNothingForAUnit) {
  scoring_.parents = {{"21526", "535"}, {"535", "51"}};
  for (const char* unit : {"21529", "21526x"}) {
    const auto refused = drafting_.DraftTasks(Request(), {.by = {.unit = unit}});
    EXPECT_EQ(refused.status().code(), absl::StatusCode::kPermissionDenied) << unit;
    EXPECT_EQ(Problem::FromStatus(refused.status()).reason, "NOT_YOUR_UNIT");
  }
  for (const char* unit : {"", "21526", "535", "51"}) {
    EXPECT_TRUE(drafting_.DraftTasks(Request(), {.by = {.unit = unit}}).ok()) << unit;
  }
}

TEST_F(DraftTasksTest, APathBecomesTasksForItsSteps) {
  ranking_.path.emplace();
  ranking_.path->set_reachable(true);
  ranking_.path->set_cost("2");
  ranking_.path->mutable_rank_then()->set_rank(1);
  for (const auto& [code, gain] : {std::pair{"I.2", "5.00"}, {"I.10", "20.00"}}) {
    auto& step = *ranking_.path->add_steps();
    step.set_criterion(code);
    step.set_gain(gain);
  }
  v1::DraftPathTasksRequest request;
  request.set_unit("21526");
  request.set_from_year(2023);
  request.set_year(2024);
  request.set_rank(1);
  const auto response = drafting_.DraftPathTasks(request, {});
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->tasks_size(), 2);
  EXPECT_EQ(response->tasks(0).task().criterion(), "I.10");
  EXPECT_EQ(response->tasks(0).task().points_to_win_back(), "20");
  EXPECT_EQ(response->tasks(0).task().target(), "80");
  EXPECT_EQ(response->rank_then(), 1);
  EXPECT_TRUE(ranking_.path_request.freshness().latest());

  ranking_.path->set_reachable(false);
  EXPECT_EQ(Problem::FromStatus(drafting_.DraftPathTasks(request, {}).status()).reason, "PATH_NOT_REACHABLE");
}

TEST_F(DraftTasksTest, ACriterionThatDoesNotApplyLosesNothing) {
  scoring_.At("I.10").applies = false;
  EXPECT_THAT(Lines(Draft()), ElementsAre("I.2 5 CREATED", "III.4 4 CREATED", "I.4 2 CREATED", "I.6 1 CREATED"));
}

TEST_F(DraftTasksTest, AnIncompleteSheetIsRefusedAndStoresNothing) {
  scoring_.At("I.2").reported = false;
  scoring_.At("III.4").reported = false;
  const auto response = DraftTasks(Request());
  ASSERT_EQ(response.status().code(), absl::StatusCode::kFailedPrecondition);
  const Problem problem = Problem::FromStatus(response.status());
  EXPECT_EQ(problem.reason, "INCOMPLETE_SHEET");
  EXPECT_THAT(problem.message.vi, HasSubstr("I.2, III.4."));
  EXPECT_THAT(AllTasks(), IsEmpty());
}

TEST_F(DraftTasksTest, WhatScoringRefusesIsPassedOn) {
  v1::DraftTasksRequest request = Request();
  request.set_unit("99999");
  EXPECT_EQ(Problem::FromStatus(DraftTasks(request).status()).reason, "UNKNOWN_UNIT");
  scoring_.away = true;
  const auto response = DraftTasks(Request());
  EXPECT_EQ(response.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(AllTasks(), IsEmpty());
}

TEST_F(DraftTasksTest, NamesTheFieldThatIsWrong) {
  const struct {
    void (*change)(v1::DraftTasksRequest&);
    const char* field;
    const char* reason;
  } cases[] = {
      {[](auto& r) { r.clear_unit(); }, "unit", "EMPTY"},
      {[](auto& r) { r.clear_from_year(); }, "from_year", "BAD_YEAR"},
      {[](auto& r) { r.set_year(20240); }, "year", "BAD_YEAR"},
      {[](auto& r) { r.set_year(2023); }, "year", "YEAR_NOT_AFTER"},
      {[](auto& r) { r.set_year(2022); }, "year", "YEAR_NOT_AFTER"},
      {[](auto& r) { r.set_due("31/12/2024"); }, "due", "BAD_DATE"},
      {[](auto& r) { r.set_due("2024-02-30"); }, "due", "BAD_DATE"},
      {[](auto& r) { r.set_due("2025-01-01"); }, "due", "WRONG_YEAR"},
  };
  for (const auto& one : cases) {
    v1::DraftTasksRequest request = Request();
    one.change(request);
    const auto response = DraftTasks(request);
    ASSERT_EQ(response.status().code(), absl::StatusCode::kInvalidArgument) << one.reason;
    const Problem problem = Problem::FromStatus(response.status());
    EXPECT_EQ(problem.reason, one.reason);
    ASSERT_EQ(problem.violations.size(), 1u);
    EXPECT_EQ(problem.violations[0].field, one.field);
    EXPECT_FALSE(problem.message.vi.empty() || problem.message.en.empty());
  }
  EXPECT_THAT(scoring_.calls, IsEmpty()) << "refused before anybody is asked";
  EXPECT_THAT(AllTasks(), IsEmpty());
}

}  // namespace
}  // namespace thidua::tasks
