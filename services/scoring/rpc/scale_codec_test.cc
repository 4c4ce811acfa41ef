#include "services/scoring/rpc/scale_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace thidua::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string ScaleWith(const std::string& fields) {
  return absl::StrCat(R"({"scaleId": "s", "year": 2023, "level": "COMMUNE", "total": {"method": "SUM"}, )", fields,
                      R"("groups": [{"code": "I", "criteria": [
      {"code": "I.1", "maxPoints": "100", "rule": {"attainment": {}}, "deductions": [{"input": "fires", "pointsEach": "2"}]}]}]})");
}

constexpr char kAwards[] = R"("awards": [
  {"title": "Cờ thi đua", "scope": "ALL", "count": "1"},
  {"title": "Giấy khen", "citation": "Điều 5", "scope": "CLUSTER", "percent": "20.0", "minTotal": "90.50",
   "minCriterionPercent": "50", "excludeIf": [{"criterion": "I.1", "input": "fires"}, {"criterion": "I.1", "input": "plan"}]}],
)";

std::vector<std::string> FaultsOf(const std::string& file) {
  imports::FaultList faults;
  const auto scale = ParseScaleFile(file, faults);
  ScaleDefinition definition;
  if (faults.empty()) definition = ToDefinition(scale, faults);
  if (faults.empty()) CheckScale(definition, faults);
  std::vector<std::string> out;
  for (const imports::Fault& fault : faults.Sorted()) out.push_back(fault.field + " " + fault.reason);
  return out;
}

ScaleDefinition DefinitionFrom(const std::string& file) {
  imports::FaultList faults;
  ScaleDefinition definition = ToDefinition(ParseScaleFile(file, faults), faults);
  CheckScale(definition, faults);
  EXPECT_TRUE(faults.empty()) << faults.Sorted().front().field << ": " << faults.Sorted().front().message.en;
  return definition;
}

std::string Figure(const std::optional<Decimal>& figure) { return figure.has_value() ? figure->ToString() : "none"; }

TEST(ScaleCodecTest, ReadsAwards) {
  const ScaleDefinition definition = DefinitionFrom(ScaleWith(kAwards));
  ASSERT_EQ(definition.awards.size(), 2u);
  const Award& flag = definition.awards[0];
  EXPECT_EQ(flag.title, "Cờ thi đua");
  EXPECT_EQ(flag.scope, Award::Scope::kAll);
  EXPECT_THAT((std::vector{Figure(flag.count), Figure(flag.percent), Figure(flag.min_total),
                           Figure(flag.min_criterion_percent)}),
              ElementsAre("1", "none", "none", "none"));
  EXPECT_THAT(flag.exclude_if, IsEmpty());
  const Award& certificate = definition.awards[1];
  EXPECT_EQ(certificate.citation, "Điều 5");
  EXPECT_EQ(certificate.scope, Award::Scope::kCluster);
  EXPECT_THAT((std::vector{Figure(certificate.count), Figure(certificate.percent), Figure(certificate.min_total),
                           Figure(certificate.min_criterion_percent)}),
              ElementsAre("none", "20", "90.5", "50"));
  ASSERT_EQ(certificate.exclude_if.size(), 2u);
  EXPECT_EQ(certificate.exclude_if[1].criterion, "I.1");
  EXPECT_EQ(certificate.exclude_if[1].input, "plan");
}

TEST(ScaleCodecTest, AwardsSurviveEveryForm) {
  const ScaleDefinition definition = DefinitionFrom(ScaleWith(kAwards));
  const std::string stored = EncodeScale(ToMessage(definition));
  const auto decoded = DecodeDefinition(stored);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(EncodeScale(ToMessage(*decoded)), stored);
  const ScaleDefinition from_file = DefinitionFrom(WriteScaleJson(ToMessage(definition)));
  EXPECT_EQ(EncodeScale(ToMessage(from_file)), stored);
  EXPECT_THAT(stored, HasSubstr(R"("awards":[{"title":"Cờ thi đua","scope":"ALL","count":"1"},)"
                                R"({"title":"Giấy khen","citation":"Điều 5","scope":"CLUSTER","percent":"20",)"
                                R"("minTotal":"90.5","minCriterionPercent":"50","excludeIf":[)"
                                R"({"criterion":"I.1","input":"fires"},{"criterion":"I.1","input":"plan"}]}])"));
}

// Else every stored scale would get a new revision when its file is imported again.
TEST(ScaleCodecTest, AScaleWithoutAwardsIsStoredAsBeforeThereWereAny) {
  for (const char* none : {"", R"("awards": [],)"}) {
    EXPECT_EQ(EncodeScale(ToMessage(DefinitionFrom(ScaleWith(none)))),
              R"({"scaleId":"s","year":2023,"level":"COMMUNE","total":{"method":"SUM"},)"
              R"("groups":[{"code":"I","criteria":[{"code":"I.1","maxPoints":"100","rule":{"attainment":{}},)"
              R"("deductions":[{"input":"fires","pointsEach":"2"}]}]}]})");
  }
}

TEST(ScaleCodecTest, NamesThePathOfAFaultInAnAward) {
  const auto award = [](const std::string& fields) {
    return FaultsOf(ScaleWith(absl::StrCat(R"("awards": [{"title": "t", )", fields, "}], ")));
  };
  EXPECT_THAT(award(R"("scope": "ALL", "count": "1")"), IsEmpty());
  EXPECT_THAT(award(R"("scope": "ALL", "count": "một")"), ElementsAre("awards[0].count NOT_A_DECIMAL"));
  EXPECT_THAT(award(R"("scope": "ALL", "percent": "1e1")"), ElementsAre("awards[0].percent NOT_A_DECIMAL"));
  EXPECT_THAT(award(R"("scope": "ALL", "count": "1", "minTotal": "0.1234567")"),
              ElementsAre("awards[0].minTotal TOO_MANY_PLACES"));
  EXPECT_THAT(award(R"("scope": "ALL", "count": "1", "minCriterionPercent": "NaN")"),
              ElementsAre("awards[0].minCriterionPercent NOT_A_DECIMAL"));
  EXPECT_THAT(award(R"("count": "1")"), ElementsAre("awards[0].scope REQUIRED"));
  EXPECT_THAT(award(R"("scope": 7, "count": "1")"), ElementsAre("awards[0].scope UNKNOWN_VALUE"));
  EXPECT_THAT(award(R"("scope": "ALL", "count": "1", "places": "2")"), ElementsAre("awards[0].places NOT_A_SCALE"));
  EXPECT_THAT(award(R"("scope": "ALL", "count": "1", "excludeIf": [{"criterion": "I.1", "input": "floods"}])"),
              ElementsAre("awards[0].excludeIf[0].input UNKNOWN_INPUT"));
  EXPECT_THAT(award(R"("scope": "TOWN", "count": "1")"), Not(IsEmpty()));
}

// JSON may give an enumeration as a number that no word stands for.
TEST(ScaleCodecTest, RefusesUnknownNumbers) {
  const auto faults = [](const std::string& level, const std::string& method, const std::string& by,
                         const std::string& better) {
    return FaultsOf(absl::StrCat(
        R"({"scaleId": "s", "year": 2023, "level": )", level, R"(, "total": {"method": )", method,
        R"(}, "stages": [{"code": "A", "title": "a", "by": "UNIT"}, {"code": "B", "title": "b", "by": )", by,
        R"(}, {"code": "C", "title": "c", "by": "NOBODY"}], "groups": [{"code": "I", "criteria": [
            {"code": "I.1", "maxPoints": "1", "rule": {"yearOverYear": {"better": )",
        better, "}}}]}]}"));
  };
  EXPECT_THAT(faults("3", "3", "4", "2"), IsEmpty()) << "known ones will do";
  for (const char* number : {"7", "-1"}) {
    EXPECT_THAT(faults(number, "1", "4", "2"), ElementsAre("level UNKNOWN_VALUE")) << number;
    EXPECT_THAT(faults("3", number, "4", "2"), ElementsAre("total.method UNKNOWN_VALUE")) << number;
    EXPECT_THAT(faults("3", "1", number, "2"), ElementsAre("stages[1].by UNKNOWN_VALUE")) << number;
    EXPECT_THAT(faults("3", "1", "4", number),
                ElementsAre("groups[0].criteria[0].rule.yearOverYear.better UNKNOWN_VALUE"))
        << number;
  }
}

}  // namespace
}  // namespace thidua::scoring
