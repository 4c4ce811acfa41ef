#include "services/ranking/domain/awards.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace thidua::ranking {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Decimal D(const std::string& text) {
  Decimal value;
  EXPECT_EQ(Decimal::Parse(text, value), Decimal::Fault::kNone) << text;
  return value;
}

Rational R(const std::string& text) { return *Rational::FromString(text); }

// A unit of cluster "k" at `rank`, both there and overall, with nothing against it.
Candidate At(const std::string& unit, int rank) {
  return {.unit = unit, .cluster = "k", .rank = rank, .overall_rank = rank, .total = 100 - rank};
}

Candidate WithTotal(Candidate candidate, const std::string& total) {
  candidate.total = R(total);
  return candidate;
}

Candidate WithPoints(Candidate candidate, const std::string& criterion, const std::string& points,
                     const std::string& max) {
  candidate.criteria.push_back({.criterion = criterion, .points = R(points), .max_points = R(max)});
  return candidate;
}

Candidate Missing(Candidate candidate, const std::vector<std::string>& criteria) {
  candidate.missing = criteria;
  return candidate;
}

Candidate With(Candidate candidate, const std::string& criterion, const std::string& input) {
  candidate.non_zero.insert({.criterion = criterion, .input = input});
  return candidate;
}

Award Count(int64_t count) { return {.title = "Cờ thi đua", .count = count}; }
Award Percent(const std::string& percent) { return {.title = "Giấy khen", .percent = D(percent)}; }

// "unit rank in|out|council REASON REASON".
std::vector<std::string> Texts(const AwardProposal& proposal, const std::vector<Candidate>& candidates) {
  std::vector<std::string> texts;
  for (const ConsideredUnit& unit : proposal.units) {
    const char* outcome = unit.outcome == AwardOutcome::kProposed     ? "in"
                          : unit.outcome == AwardOutcome::kForCouncil ? "council"
                                                                      : "out";
    std::string text = absl::StrCat(candidates[unit.candidate].unit, " ", unit.rank, " ", outcome);
    for (const AwardReason& reason : unit.reasons) absl::StrAppend(&text, " ", std::string(ReasonName(reason)));
    texts.push_back(text);
  }
  return texts;
}

struct Case {
  std::string name;
  Award award;
  std::vector<Candidate> candidates;
  int64_t places = 0;
  std::vector<std::string> units;

  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }
};

class ProposeAwardsTest : public ::testing::TestWithParam<Case> {};

TEST_P(ProposeAwardsTest, Proposes) {
  const Case& c = GetParam();
  const std::vector<AwardProposal> proposals = ProposeAwards({c.award}, c.candidates);
  ASSERT_THAT(proposals, SizeIs(1));
  EXPECT_EQ(proposals[0].award, 0u);
  EXPECT_EQ(proposals[0].cluster, c.award.scope == Award::Scope::kAll ? "" : "k");
  EXPECT_EQ(proposals[0].members, static_cast<int64_t>(c.candidates.size()));
  EXPECT_EQ(proposals[0].places, c.places);
  EXPECT_THAT(Texts(proposals[0], c.candidates), ElementsAreArray(c.units));
}

Award WithFloor(Award award, const std::string& floor) {
  award.min_criterion_percent = D(floor);
  return award;
}
Award WithMinTotal(Award award, const std::string& total) {
  award.min_total = D(total);
  return award;
}
Award Excluding(Award award, const std::vector<Award::Exclusion>& exclusions) {
  award.exclude_if = exclusions;
  return award;
}
Award OfAll(Award award) {
  award.scope = Award::Scope::kAll;
  return award;
}

const std::string kIn = " in WITHIN_COUNT", kOut = " out BEYOND_COUNT", kTied = " council TIE_ACROSS_THE_CUT";

INSTANTIATE_TEST_SUITE_P(
    Cases, ProposeAwardsTest,
    ::testing::Values(
        Case{"ACountIsTheBestUnits",
             Count(2),
             {At("c", 3), At("b", 2), At("a", 1)},
             2,
             {"a 1" + kIn, "b 2" + kIn, "c 3" + kOut}},
        Case{"ACountBeyondTheClusterIsEverybody", Count(9), {At("a", 1), At("b", 2)}, 9, {"a 1" + kIn, "b 2" + kIn}},
        Case{"OneUnit", Count(1), {At("a", 1)}, 1, {"a 1" + kIn}},
        Case{"TwentyPercentOfFiveIsOne",
             Percent("20"),
             {At("a", 1), At("b", 2), At("c", 3), At("d", 4), At("e", 5)},
             1,
             {"a 1" + kIn, "b 2" + kOut, "c 3" + kOut, "d 4" + kOut, "e 5" + kOut}},
        Case{"TwentyPercentOfFourIsNone",
             Percent("20"),
             {At("a", 1), At("b", 2), At("c", 3), At("d", 4)},
             0,
             {"a 1" + kOut, "b 2" + kOut, "c 3" + kOut, "d 4" + kOut}},
        Case{"APercentageOfNoPlaceMakesNoTie", Percent("1"), {At("a", 1), At("b", 1)}, 0, {"a 1" + kOut, "b 1" + kOut}},
        Case{"AHundredPercent", Percent("100"), {At("a", 1), At("b", 1)}, 2, {"a 1" + kIn, "b 1" + kIn}},
        Case{"AlmostTwoThirdsOfThreeIsOne",
             Percent("66.666666"),
             {At("a", 1), At("b", 2), At("c", 3)},
             1,
             {"a 1" + kIn, "b 2" + kOut, "c 3" + kOut}},
        Case{"APercentageCountsUnitsOutOfTheRunning",
             Percent("50"),
             {At("a", 1), Missing(At("b", 2), {"I.1"})},
             1,
             {"a 1" + kIn, "b 2 out NOT_REPORTED BEYOND_COUNT"}},
        Case{"ATieAcrossTheCut",
             Count(2),
             {At("a", 1), At("b", 2), At("c", 2), At("d", 4)},
             2,
             {"a 1" + kIn, "b 2" + kTied, "c 2" + kTied, "d 4" + kOut}},
        Case{"ATieAboveTheCut",
             Count(2),
             {At("a", 1), At("b", 1), At("c", 3)},
             2,
             {"a 1" + kIn, "b 1" + kIn, "c 3" + kOut}},
        Case{"ATieBelowTheCut",
             Count(1),
             {At("a", 1), At("b", 2), At("c", 2)},
             1,
             {"a 1" + kIn, "b 2" + kOut, "c 2" + kOut}},
        Case{"AllEqual",
             Count(2),
             {At("c", 1), At("b", 1), At("a", 1)},
             2,
             {"a 1" + kTied, "b 1" + kTied, "c 1" + kTied}},
        Case{"AllEqualAndPlacesForAll",
             Count(3),
             {At("c", 1), At("b", 1), At("a", 1)},
             3,
             {"a 1" + kIn, "b 1" + kIn, "c 1" + kIn}},
        Case{"AnExcludedFirstLeavesItsPlaceToTheNext",
             Excluding(Count(1), {{"III.4", "reminders"}}),
             {With(At("a", 1), "III.4", "reminders"), At("b", 2), At("c", 3)},
             1,
             {"a 1 out EXCLUDED_BY_INPUT", "b 2" + kIn, "c 3" + kOut}},
        Case{"AnExcludedUnitOfATiedRankEndsTheTie",
             Excluding(Count(1), {{"III.4", "reminders"}}),
             {With(At("a", 1), "III.4", "reminders"), At("b", 1), At("c", 3)},
             1,
             {"a 1 out EXCLUDED_BY_INPUT", "b 1" + kIn, "c 3" + kOut}},
        Case{"AnExcludedUnitOfATiedRankStaysOutOfTheCouncil",
             Excluding(Count(1), {{"III.4", "reminders"}}),
             {With(At("a", 1), "III.4", "reminders"), At("b", 1), At("c", 1)},
             1,
             {"a 1 out EXCLUDED_BY_INPUT", "b 1" + kTied, "c 1" + kTied}},
        Case{"OnlyTheNamedInputsExclude",
             Excluding(Count(2), {{"III.4", "reminders"}}),
             {With(At("a", 1), "III.4", "absences"), With(At("b", 2), "III.3", "reminders")},
             2,
             {"a 1" + kIn, "b 2" + kIn}},
        Case{"EachExclusionThatHoldsIsNamed",
             Excluding(Count(1), {{"I.4", "fires"}, {"I.4", "cases"}, {"III.4", "reminders"}}),
             {With(With(At("a", 1), "III.4", "reminders"), "I.4", "fires")},
             1,
             {"a 1 out EXCLUDED_BY_INPUT EXCLUDED_BY_INPUT"}},
        Case{"TheLeastTotalIsEnough",
             WithMinTotal(Count(2), "90.5"),
             {WithTotal(At("a", 1), "90.50"), WithTotal(At("b", 2), "90.49")},
             2,
             {"a 1" + kIn, "b 2 out BELOW_MIN_TOTAL"}},
        Case{"ZeroTotals",
             Count(1),
             {WithTotal(At("a", 1), "0"), WithTotal(At("b", 1), "0")},
             1,
             {"a 1" + kTied, "b 1" + kTied}},
        Case{"ZeroTotalsReachALeastTotalOfZero",
             WithMinTotal(Count(2), "0"),
             {WithTotal(At("a", 1), "0"), WithTotal(At("b", 1), "0")},
             2,
             {"a 1" + kIn, "b 1" + kIn}},
        Case{"TheFloorOfACriterionIsEnough",
             WithFloor(Count(2), "60"),
             {WithPoints(At("a", 1), "I.10", "60", "100"), WithPoints(At("b", 2), "I.10", "59.99", "100")},
             2,
             {"a 1" + kIn, "b 2 out BELOW_CRITERION_FLOOR"}},
        Case{"TheFloorIsComparedExactly",
             WithFloor(Count(2), "33.333333"),
             {WithPoints(At("a", 1), "I.1", "1", "3"), WithPoints(At("b", 2), "I.1", "0.99999", "3")},
             2,
             {"a 1" + kIn, "b 2 out BELOW_CRITERION_FLOOR"}},
        Case{"AFloorOfZeroHoldsNobodyBack",
             WithFloor(Count(1), "0"),
             {WithPoints(At("a", 1), "I.1", "0", "10")},
             1,
             {"a 1" + kIn}},
        Case{"ACriterionWithoutAMaximumHasNoFloor",
             WithFloor(Count(1), "100"),
             {WithPoints(At("a", 1), "I.1", "0", "0")},
             1,
             {"a 1" + kIn}},
        Case{"AnInapplicableCriterionHasNoFloor",
             WithFloor(Count(2), "50"),
             {WithPoints(At("a", 1), "I.10", "40", "100"), At("b", 2)},
             2,
             {"a 1 out BELOW_CRITERION_FLOOR", "b 2" + kIn}},
        Case{"BonusesAreAboveEveryFloor",
             WithFloor(Count(1), "100"),
             {WithPoints(At("a", 1), "I.6", "102", "100")},
             1,
             {"a 1" + kIn}},
        Case{"EachCriterionBelowItsFloorIsNamed",
             WithFloor(Count(1), "50"),
             {WithPoints(WithPoints(WithPoints(At("a", 1), "I.1", "4", "10"), "I.2", "5", "10"), "I.3", "0", "10")},
             1,
             {"a 1 out BELOW_CRITERION_FLOOR BELOW_CRITERION_FLOOR"}},
        Case{"WithoutAFloorPointsDoNotMatter", Count(1), {WithPoints(At("a", 1), "I.1", "0", "10")}, 1, {"a 1" + kIn}},
        Case{
            "AllThatHolds",
            WithMinTotal(WithFloor(Excluding(Count(1), {{"I.4", "fires"}}), "50"), "99"),
            {WithTotal(At("a", 1), "99"),
             With(WithPoints(Missing(WithTotal(At("b", 2), "98"), {"I.1"}), "I.1", "0", "10"), "I.4", "fires")},
            1,
            {"a 1" + kIn, "b 2 out NOT_REPORTED BELOW_MIN_TOTAL BELOW_CRITERION_FLOOR EXCLUDED_BY_INPUT BEYOND_COUNT"}},
        Case{"NobodyMeetsTheConditions",
             WithMinTotal(Count(1), "100"),
             {At("a", 1), At("b", 2)},
             1,
             {"a 1 out BELOW_MIN_TOTAL", "b 2 out BELOW_MIN_TOTAL"}},
        Case{"AnUnrankedUnitStandsLast",
             Count(2),
             {At("a", 0), At("c", 2), At("b", 1)},
             2,
             {"b 1" + kIn, "c 2" + kIn, "a 0 out NOT_RANKED BEYOND_COUNT"}},
        Case{"AllWithoutOverallRanks",
             OfAll(Count(1)),
             {At("b", 0), At("a", 0)},
             1,
             {"a 0 out NOT_RANKED", "b 0 out NOT_RANKED"}},
        Case{"AllOverNobody", OfAll(Count(1)), {}, 1, {}},
        Case{"AllOverNobodyByPercent", OfAll(Percent("20")), {}, 0, {}}),
    [](const auto& info) { return info.param.name; });

Candidate In(const std::string& unit, const std::string& cluster, int rank, int overall_rank) {
  return {.unit = unit, .cluster = cluster, .rank = rank, .overall_rank = overall_rank};
}

TEST(ProposeAwardsTest, ClustersApartAndAllTogether) {
  const std::vector<Candidate> candidates = {In("z", "tay", 1, 2), In("a", "tay", 2, 4), In("b", "dong", 1, 1),
                                             In("c", "dong", 2, 2)};
  const std::vector<AwardProposal> proposals = ProposeAwards({OfAll(Percent("50")), Count(1)}, candidates);
  ASSERT_THAT(proposals, SizeIs(3));
  EXPECT_EQ(proposals[0].award, 0u);
  EXPECT_EQ(proposals[0].members, 4);
  EXPECT_THAT(Texts(proposals[0], candidates), ElementsAre("b 1" + kIn, "c 2" + kTied, "z 2" + kTied, "a 4" + kOut));
  EXPECT_EQ(proposals[1].award, 1u);
  EXPECT_EQ(proposals[1].cluster, "dong");
  EXPECT_THAT(Texts(proposals[1], candidates), ElementsAre("b 1" + kIn, "c 2" + kOut));
  EXPECT_EQ(proposals[2].cluster, "tay");
  EXPECT_EQ(proposals[2].members, 2);
  EXPECT_THAT(Texts(proposals[2], candidates), ElementsAre("z 1" + kIn, "a 2" + kOut));
}

TEST(ProposeAwardsTest, NobodyIsInNoCluster) {
  EXPECT_THAT(ProposeAwards({Count(1)}, {}), IsEmpty());
  EXPECT_THAT(ProposeAwards({}, {At("a", 1)}), IsEmpty());
}

TEST(ProposeAwardsTest, ReasonsCarryTheirFigures) {
  Award award = WithMinTotal(WithFloor(Excluding(Count(2), {{"I.4", "fires"}}), "60.5"), "99.5");
  const Candidate bad =
      Missing(With(WithPoints(WithTotal(At("x", 1), "99.49"), "I.10", "1", "3"), "I.4", "fires"), {"I.1", "I.2"});
  const Candidate good = WithTotal(At("a", 2), "99.5"), b = WithTotal(At("b", 3), "99.5"),
                  c = WithTotal(At("c", 3), "99.5"), d = WithTotal(At("d", 5), "99.5");
  const std::vector<AwardProposal> proposals = ProposeAwards({award}, {d, c, bad, b, good});
  ASSERT_THAT(proposals, SizeIs(1));
  const std::vector<ConsideredUnit>& units = proposals[0].units;
  ASSERT_THAT(units, SizeIs(5));
  EXPECT_THAT(units[0].reasons,
              ElementsAre(NotReported{{"I.1", "I.2"}}, BelowMinTotal{R("99.49"), D("99.5")},
                          BelowCriterionFloor{"I.10", Rational(100) / 3, D("60.5")}, ExcludedByInput{"I.4", "fires"}));
  EXPECT_THAT(units[1].reasons, ElementsAre(WithinCount{2}));
  EXPECT_THAT(units[2].reasons, ElementsAre(TieAcrossTheCut{1, {"b", "c"}}));
  EXPECT_THAT(units[3].reasons, ElementsAre(TieAcrossTheCut{1, {"b", "c"}}));
  EXPECT_THAT(units[4].reasons, ElementsAre(BeyondCount{2}));
}

TEST(DescribeReasonTest, SaysItInASentence) {
  const std::vector<std::pair<AwardReason, Message>> cases = {
      {WithinCount{3}, {"Đủ điều kiện, trong số 3 suất.", "Meets the conditions, within the places (3)."}},
      {BeyondCount{3},
       {"Các đơn vị xếp trên đủ điều kiện đã dùng hết số suất (3).",
        "Better units that meet the conditions take all places (3)."}},
      {BeyondCount{0},
       {"Không có suất nào: tỷ lệ được khen tính trên số đơn vị, làm tròn xuống, bằng 0.",
        "There is no place: the percentage of the units, rounded down, is 0."}},
      {TieAcrossTheCut{1, {"21526", "21529"}},
       {"2 đơn vị đồng hạng (21526, 21529) mà chỉ còn 1 suất. Hội đồng thi đua, khen thưởng quyết định.",
        "2 units share this rank (21526, 21529); places left: 1. The council decides."}},
      {NotRanked{},
       {"Đơn vị chưa có thứ hạng trong phạm vi xét nên chưa xét được.",
        "The unit has no rank in the award's scope, so it cannot be considered yet."}},
      {NotReported{{"I.1", "I.2"}},
       {"Chưa báo cáo tiêu chí I.1, I.2. Hãy báo cáo đủ rồi xét lại.",
        "Not reported: I.1, I.2. Report it, then consider the unit again."}},
      {BelowMinTotal{R("99.49"), D("99.5")},
       {"Tổng điểm 99.49 thấp hơn mức tối thiểu 99.5.", "The total 99.49 is below the least, 99.5."}},
      {BelowCriterionFloor{"I.10", 60, D("60.5")},
       {"Tiêu chí I.10 đạt 60% điểm tối đa, thấp hơn mức tối thiểu 60.5%.",
        "Criterion I.10 has 60% of its maximum, below the least, 60.5%."}},
      {ExcludedByInput{"III.4", "reminders"},
       {"Không được xét vì số liệu reminders của tiêu chí III.4 khác 0.",
        "Ruled out because input reminders of criterion III.4 is not 0."}},
  };
  for (const auto& [reason, message] : cases) {
    EXPECT_EQ(DescribeReason(reason).vi, message.vi);
    EXPECT_EQ(DescribeReason(reason).en, message.en);
  }
}

TEST(DescribeReasonTest, APercentageBelowTheFloorNeverLooksLikeTheFloor) {
  EXPECT_THAT(DescribeReason(BelowCriterionFloor{"I.1", R("59.999999"), D("60")}).vi, HasSubstr("đạt 59.99…% "));
  EXPECT_THAT(DescribeReason(BelowCriterionFloor{"I.1", Rational(200) / 3, D("70")}).vi, HasSubstr("đạt 66.66…% "));
}

TEST(DescribePlacesTest, SaysWhereThePlacesComeFrom) {
  const auto described = [](const Award& award, int units) {
    std::vector<Candidate> candidates;
    for (int i = 1; i <= units; ++i) candidates.push_back(At(absl::StrCat(i), i));
    return DescribePlaces(award, ProposeAwards({award}, candidates).front());
  };
  EXPECT_EQ(described(Count(2), 5).vi, "Tối đa 2 suất trong 5 đơn vị.");
  EXPECT_EQ(described(Count(2), 5).en, "At most 2 of 5 units.");
  EXPECT_EQ(described(Percent("20"), 5).vi, "20% của 5 đơn vị, làm tròn xuống: 1 suất.");
  EXPECT_EQ(described(Percent("20"), 4).vi, "20% của 4 đơn vị, làm tròn xuống: 0 suất, nên không đề nghị đơn vị nào.");
  EXPECT_EQ(described(Percent("20"), 4).en, "20% of 4 units, rounded down: places: 0, so no unit is proposed.");
}

}  // namespace
}  // namespace thidua::ranking
