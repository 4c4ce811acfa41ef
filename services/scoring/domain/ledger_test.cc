#include "services/scoring/domain/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "services/scoring/domain/scale_builder_for_test.h"
#include "services/scoring/domain/workflow.h"

namespace thidua::scoring {
namespace {

using ::testing::ElementsAre;

const Actor kSelf{.name = "Lan", .unit = "u"};
const Actor kOffice{.name = "Minh", .office = "TC"};
const Actor kLeader{.name = "Hoa", .unit = "lead"};

// Groups I (a, b with coefficient 2) and II (towns only, d); every criterion of at most 100 points.
Scale TestScale(Total::Method method = Total::Method::kSum) {
  ScaleDefinition definition = DefinitionOf({CriterionOf("a", Declared{}), CriterionOf("b", Declared{})}, method);
  definition.groups[0].criteria[1].coefficient = D("2");
  Criterion towns_only = CriterionOf("towns", Declared{});
  towns_only.unit_types = {"THI_TRAN"};
  definition.groups.push_back({.code = "II", .title = "g", .criteria = {towns_only, CriterionOf("d", Declared{})}});
  return Scale(definition);
}

UnitScore Computed(const Scale& scale, const std::map<std::string, std::string>& inputs) {
  const std::vector<Sheet> sheets = {SheetOf(scale, inputs)};
  return ScoreCluster(scale, sheets)[0];
}

SheetRecord RecordAt(const std::string& stage, const std::string& unit = "u") {
  return {.unit = unit, .year = 2023, .stage = stage};
}

void AddDecision(SheetRecord& record, const std::string& criterion, const std::string& stage, const std::string& points,
                 const Actor& by) {
  record.decisions[{criterion, stage}] = {
      .points = points, .reason = "r", .by = by, .figures = FiguresOf(record, criterion)};
}

// a: 80 computed, b: 50, d: not reported.
const std::map<std::string, std::string> kInputs = {{"a.points", "80"}, {"b.points", "50"}};

SheetRecord DecidedRecord(const std::string& stage) {
  SheetRecord record = RecordAt(stage);
  AddDecision(record, "a", "SELF", "90", kSelf);
  AddDecision(record, "b", "DEPARTMENT", "60", kOffice);
  AddDecision(record, "d", "DEPARTMENT", "10", kOffice);
  AddDecision(record, "a", "CLUSTER", "85.5", kLeader);
  AddDecision(record, "d", "CLUSTER", "10", kLeader);
  AddDecision(record, "towns", "CLUSTER", "40", kLeader);
  return record;
}

std::vector<std::string> Texts(const std::vector<Rational>& values) {
  std::vector<std::string> texts;
  for (const Rational& value : values) texts.push_back(value.ToString(0));
  return texts;
}

std::vector<std::string> Points(const UnitScore& score) {
  std::vector<Rational> points;
  for (const CriterionScore& criterion : score.criteria) points.push_back(criterion.points);
  return Texts(points);
}

void ExpectSame(const UnitScore& a, const UnitScore& b) {
  EXPECT_EQ(Points(a), Points(b));
  EXPECT_EQ(a.subtotals, b.subtotals);
  EXPECT_EQ(a.total, b.total);
  EXPECT_EQ(a.lost, b.lost);
  for (size_t c = 0; c < a.criteria.size(); ++c) {
    EXPECT_EQ(a.criteria[c].reported, b.criteria[c].reported);
    EXPECT_EQ(a.criteria[c].applies, b.criteria[c].applies);
  }
}

TEST(ScoreAtStage, DecisionsUpToTheStageReplaceWhatWasComputed) {
  struct Case {
    int stage;
    std::vector<std::string> points;  // a, b, towns, d
    std::vector<std::string> subtotals;
    const char* total;  // a + 2·b + d
    const char* lost;   // of 300, without coefficient
    bool d_reported;
  };
  const Scale scale = TestScale();
  const UnitScore computed = Computed(scale, kInputs);
  const SheetRecord record = DecidedRecord("APPRAISAL");
  for (const Case& expected : std::vector<Case>{
           {-1, {"80", "50", "0", "0"}, {"180", "0"}, "180", "170", false},
           {0, {"90", "50", "0", "0"}, {"190", "0"}, "190", "160", false},
           {1, {"90", "60", "0", "10"}, {"210", "10"}, "220", "140", true},
           {2, {"85.5", "60", "0", "10"}, {"205.5", "10"}, "215.5", "144.5", true},
           {3, {"85.5", "60", "0", "10"}, {"205.5", "10"}, "215.5", "144.5", true},
           {4, {"85.5", "60", "0", "10"}, {"205.5", "10"}, "215.5", "144.5", true},
       }) {
    SCOPED_TRACE(expected.stage);
    const UnitScore score = ScoreAtStage(scale, computed, record, expected.stage);
    EXPECT_EQ(Points(score), expected.points);
    EXPECT_EQ(Texts(score.subtotals), expected.subtotals);
    EXPECT_EQ(score.total.ToString(0), expected.total);
    EXPECT_EQ(score.lost.ToString(0), expected.lost);
    EXPECT_EQ(score.criteria[3].reported, expected.d_reported);
    EXPECT_FALSE(score.criteria[2].applies);
    EXPECT_FALSE(score.criteria[2].reported);
  }
}

TEST(ScoreAtStage, TotalsGoByTheMethodOfTheScale) {
  const SheetRecord record = DecidedRecord("APPRAISAL");
  const Scale mean = TestScale(Total::Method::kMean);
  const UnitScore by_mean = ScoreAtStage(mean, Computed(mean, kInputs), record, 2);
  EXPECT_EQ(by_mean.total.ToString(0), "53.88") << "215.5 / 4 = 53.875";
  EXPECT_EQ(Texts(by_mean.subtotals), (std::vector<std::string>{"68.5", "10"}));
  const Scale normalized = TestScale(Total::Method::kNormalized);
  EXPECT_EQ(ScoreAtStage(normalized, Computed(normalized, kInputs), record, 1).total, Rational(55)) << "22000 / 400";
}

TEST(ScoreAtStage, PointsAboveTheMaximumLoseNothing) {
  const Scale scale = TestScale();
  SheetRecord record = RecordAt("SELF");
  AddDecision(record, "a", "SELF", "103", kSelf);
  EXPECT_EQ(ScoreAtStage(scale, Computed(scale, kInputs), record, 0).lost, Rational(150)) << "b 50, d 100";
}

TEST(MakeLedger, SetsTheStagesSideBySide) {
  const Scale scale = TestScale();
  const SheetRecord record = DecidedRecord("APPRAISAL");
  const SheetLedger ledger = MakeLedger(scale, Computed(scale, kInputs), record);
  EXPECT_EQ(ledger.unit, "u");
  EXPECT_EQ(ledger.computed_total, Rational(180));
  EXPECT_THAT(Texts(ledger.totals), ElementsAre("190", "220", "215.5", "215.5"));
  EXPECT_EQ(ledger.self_above_final.ToString(0), "-25.5");

  struct Expected {
    bool applies;
    const char* computed;
    std::vector<std::string> points;
    std::vector<std::string> moved;
    std::vector<std::string> decided;
  };
  const std::vector<Expected> rows = {
      {true, "80", {"90", "90", "85.5", "85.5"}, {"10", "0", "-4.5", "0"}, {"90", "", "85.5", ""}},
      {true, "50", {"50", "60", "60", "60"}, {"0", "10", "0", "0"}, {"", "60", "", ""}},
      {false, "0", {"0", "0", "0", "0"}, {"0", "0", "0", "0"}, {"", "", "", ""}},
      {true, "0", {"0", "10", "10", "10"}, {"0", "10", "0", "0"}, {"", "10", "10", ""}},
  };
  ASSERT_EQ(ledger.rows.size(), rows.size());
  for (size_t c = 0; c < rows.size(); ++c) {
    SCOPED_TRACE(c);
    const LedgerRow& row = ledger.rows[c];
    EXPECT_EQ(row.criterion, static_cast<int>(c));
    EXPECT_EQ(row.applies, rows[c].applies);
    EXPECT_EQ(row.computed.ToString(0), rows[c].computed);
    ASSERT_EQ(row.stages.size(), 4u);
    for (size_t s = 0; s < 4; ++s) {
      const LedgerEntry& entry = row.stages[s];
      EXPECT_EQ(entry.stage, static_cast<int>(s));
      EXPECT_EQ(entry.points.ToString(0), rows[c].points[s]) << s;
      EXPECT_EQ(entry.moved.ToString(0), rows[c].moved[s]) << s;
      EXPECT_EQ(entry.decision == nullptr ? "" : entry.decision->points, rows[c].decided[s]) << s;
      EXPECT_FALSE(entry.on_older_figures) << s;
    }
  }
}

TEST(MakeLedger, EndsWhereTheSheetStands) {
  const Scale scale = TestScale();
  const UnitScore computed = Computed(scale, kInputs);
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
      {"", {"190"}},
      {"SELF", {"190"}},
      {"DEPARTMENT", {"190", "220"}},
      {"CLUSTER", {"190", "220", "215.5"}},
      {"APPRAISAL", {"190", "220", "215.5", "215.5"}},
      {"PUBLISHED", {"190", "220", "215.5", "215.5"}},
  };
  for (const auto& [stage, totals] : cases) {
    const SheetRecord record = DecidedRecord(stage);
    const SheetLedger ledger = MakeLedger(scale, computed, record);
    EXPECT_EQ(Texts(ledger.totals), totals) << stage;
    for (const LedgerRow& row : ledger.rows) EXPECT_EQ(row.stages.size(), totals.size()) << stage;
  }
}

TEST(MakeLedger, FlagsDecisionsOnOlderFigures) {
  const Scale scale = TestScale();
  SheetRecord record = RecordAt("CLUSTER");
  record.figures[{"a", "points"}] = {.value = "70"};
  record.figures[{"b", "points"}] = {.value = "50"};
  AddDecision(record, "a", "DEPARTMENT", "75", kOffice);
  AddDecision(record, "b", "DEPARTMENT", "55", kOffice);
  record.figures[{"a", "points"}].value = "80";
  AddDecision(record, "a", "CLUSTER", "78", kLeader);
  const SheetLedger ledger = MakeLedger(scale, Computed(scale, kInputs), record);
  const auto flags = [&](int criterion) {
    std::vector<bool> older;
    for (const LedgerEntry& entry : ledger.rows[criterion].stages) older.push_back(entry.on_older_figures);
    return older;
  };
  EXPECT_THAT(flags(0), ElementsAre(false, true, false));
  EXPECT_THAT(flags(1), ElementsAre(false, false, false));
}

std::string Text(const ScorerInfluence& influence) {
  return std::to_string(influence.stage) + " " + influence.scorer.name + "/" + influence.scorer.unit + "/" +
         influence.scorer.office + ": " + std::to_string(influence.criteria) + " of " +
         std::to_string(influence.units) + ", +" + influence.up.ToString(0) + " -" + influence.down.ToString(0) +
         ", own " + influence.own.ToString(0);
}

std::vector<std::string> Compared(const Scale& scale, const std::vector<SheetLedger>& ledgers) {
  std::vector<std::string> texts;
  for (const ScorerInfluence& influence : CompareScorers(ledgers)) texts.push_back(Text(influence));
  return texts;
}

TEST(CompareScorers, SaysWhoMovedWhomByHowMuch) {
  const Scale scale = TestScale();
  const UnitScore computed = Computed(scale, kInputs);  // a 80, b 50, d 0
  SheetRecord first = RecordAt("APPRAISAL", "u1");
  AddDecision(first, "a", "SELF", "82", {.name = "Lan", .unit = "u1"});
  AddDecision(first, "b", "DEPARTMENT", "50", kOffice);                       // Moves nothing.
  AddDecision(first, "a", "CLUSTER", "70", kLeader);                          // −12
  AddDecision(first, "b", "CLUSTER", "53", {.name = "Thu", .unit = "lead"});  // +3, another person
  AddDecision(first, "a", "APPRAISAL", "80", {.unit = "district"});           // +10
  SheetRecord second = RecordAt("CLUSTER", "u2");
  AddDecision(second, "a", "DEPARTMENT", "79.25", kOffice);                      // −0.75
  AddDecision(second, "b", "DEPARTMENT", "51", {.name = "An", .office = "GD"});  // +1
  AddDecision(second, "d", "CLUSTER", "4", kLeader);                             // +4
  SheetRecord leading = RecordAt("CLUSTER", "lead");
  AddDecision(leading, "a", "CLUSTER", "95", kLeader);  // +15 on its own sheet
  AddDecision(leading, "b", "CLUSTER", "45", kLeader);  // −5
  const std::vector<SheetLedger> ledgers = {MakeLedger(scale, computed, first), MakeLedger(scale, computed, second),
                                            MakeLedger(scale, computed, leading)};
  EXPECT_THAT(Compared(scale, ledgers),
              ElementsAre("0 /u1/: 0 of 0, +0 -0, own 2",      //
                          "1 //GD: 1 of 1, +1 -0, own 0",      //
                          "1 //TC: 1 of 1, +0 -0.75, own 0",   //
                          "2 /lead/: 3 of 2, +7 -12, own 10",  //
                          "3 /district/: 1 of 1, +10 -0, own 0"));
}

TEST(CompareScorers, NobodyDecided) {
  const Scale scale = TestScale();
  const SheetRecord record = RecordAt("PUBLISHED");
  EXPECT_THAT(Compared(scale, {MakeLedger(scale, Computed(scale, kInputs), record)}), ElementsAre());
}

// Clusters of random points and random decisions.
class LedgerProperty : public ::testing::TestWithParam<uint64_t> {
 protected:
  LedgerProperty() : random_(GetParam()), scale_(TestScale(Total::Method::kMean)) {
    for (int u = 0; u < 5; ++u) {
      std::map<std::string, std::string> inputs = {{"a.points", Points()}, {"b.points", Points()}};
      if (Number(0, 1) == 0) inputs["d.points"] = Points();
      computed_.push_back(Computed(scale_, inputs));
      records_.push_back(RecordAt(scale_.stages()[Number(0, 4)].code, "u" + std::to_string(u)));
    }
  }

  int Number(int low, int high) { return std::uniform_int_distribution<>(low, high)(random_); }
  std::string Points() { return std::to_string(Number(0, 99)) + "." + std::to_string(Number(0, 99)); }

  void DecideAtRandom() {
    for (SheetRecord& record : records_) {
      for (int n = Number(0, 12); n > 0; --n) {
        AddDecision(record, scale_.criteria()[Number(0, 3)].code, scale_.stages()[Number(0, 3)].code, Points(),
                    {.unit = "u" + std::to_string(Number(0, 6))});
      }
    }
  }

  std::vector<SheetLedger> Ledgers() const {
    std::vector<SheetLedger> ledgers;
    for (size_t u = 0; u < records_.size(); ++u) ledgers.push_back(MakeLedger(scale_, computed_[u], records_[u]));
    return ledgers;
  }

  std::mt19937_64 random_;
  const Scale scale_;
  std::vector<UnitScore> computed_;
  std::vector<SheetRecord> records_;
};

TEST_P(LedgerProperty, EndsWithTheScoresOfTheStageWhereTheSheetStands) {
  DecideAtRandom();
  const std::vector<SheetLedger> ledgers = Ledgers();
  for (size_t u = 0; u < records_.size(); ++u) {
    const UnitScore now = ScoreAtStage(scale_, computed_[u], records_[u], StageOf(scale_.stages(), records_[u]));
    EXPECT_EQ(ledgers[u].totals.back(), now.total);
    for (size_t c = 0; c < now.criteria.size(); ++c) {
      Rational points = ledgers[u].rows[c].computed;
      for (const LedgerEntry& entry : ledgers[u].rows[c].stages) points += entry.moved;
      EXPECT_EQ(points, now.criteria[c].points);
    }
  }
}

TEST_P(LedgerProperty, WithoutDecisionsEveryStageIsAsComputed) {
  for (size_t u = 0; u < records_.size(); ++u) {
    for (int stage = -1; stage < 5; ++stage) {
      ExpectSame(ScoreAtStage(scale_, computed_[u], records_[u], stage), computed_[u]);
    }
    const SheetLedger ledger = MakeLedger(scale_, computed_[u], records_[u]);
    for (const Rational& total : ledger.totals) EXPECT_EQ(total, computed_[u].total);
    EXPECT_EQ(ledger.self_above_final, Rational(0));
  }
}

TEST_P(LedgerProperty, LaterDecisionsDoNotReachBack) {
  DecideAtRandom();
  for (size_t u = 0; u < records_.size(); ++u) {
    SheetRecord without = records_[u];
    std::erase_if(without.decisions, [](const auto& entry) {
      return entry.first.second == "CLUSTER" || entry.first.second == "APPRAISAL";
    });
    ExpectSame(ScoreAtStage(scale_, computed_[u], records_[u], 1), ScoreAtStage(scale_, computed_[u], without, 3));
  }
}

TEST_P(LedgerProperty, OrderOfSheetsNeverMattersToScorers) {
  DecideAtRandom();
  std::vector<SheetLedger> ledgers = Ledgers();
  const std::vector<std::string> before = Compared(scale_, ledgers);
  std::shuffle(ledgers.begin(), ledgers.end(), random_);
  EXPECT_EQ(Compared(scale_, ledgers), before);
}

TEST_P(LedgerProperty, ScorersTogetherMovedWhatTheLedgersSay) {
  DecideAtRandom();
  const std::vector<SheetLedger> ledgers = Ledgers();
  Rational in_ledgers, by_scorers;
  for (const SheetLedger& ledger : ledgers) {
    for (const LedgerRow& row : ledger.rows) {
      for (const LedgerEntry& entry : row.stages) in_ledgers += entry.moved;
    }
  }
  for (const ScorerInfluence& influence : CompareScorers(ledgers)) {
    by_scorers += influence.up - influence.down + influence.own;
  }
  EXPECT_EQ(by_scorers, in_ledgers);
}

INSTANTIATE_TEST_SUITE_P(Seeds, LedgerProperty, ::testing::Range<uint64_t>(1, 41));

}  // namespace
}  // namespace thidua::scoring
