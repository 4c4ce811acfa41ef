// A whole year of Khu Trung, from the first figure to the published result, in one order and in many.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "tests/integration/demo.h"
#include "tests/integration/khu_trung_year.h"

namespace thidua::integration {
namespace {

using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kOrders = 10;

const std::vector<std::string> kStages = {"COMPUTED", "SELF", "DEPARTMENT", "CLUSTER", "APPRAISAL", "PUBLISHED"};

// Points in hundredths.
using Points = int64_t;
std::string Show(Points points) {
  return absl::StrFormat("%s%d.%02d", points < 0 ? "-" : "", std::abs(points) / 100, std::abs(points) % 100);
}
Points ReadPoints(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('.', 1));
  Points whole = 0, hundredths = 0;
  EXPECT_TRUE(absl::SimpleAtoi(parts.first, &whole) && absl::SimpleAtoi(parts.second, &hundredths)) << text;
  return whole * 100 + hundredths;
}

// By unit and criterion, as the rules say.
std::map<std::pair<std::string, std::string>, Points> ComputedPoints() {
  std::map<std::pair<std::string, std::string>, Points> points;
  for (const std::string& row :
       Columns(ReadFile(ExpectedFile("expected_points_2023.csv")), {"unit", "criterion", "points"})) {
    const std::vector<std::string> fields = absl::StrSplit(row, ' ');
    if (!fields[2].empty()) points[{fields[0], fields[1]}] = ReadPoints(fields[2]);
  }
  return points;
}

// The mean over the criteria of a unit at a stage, to two places, halves up: the scale's total, without its engine.
Points TotalByHand(const std::string& unit, const std::string& stage) {
  auto points = ComputedPoints();
  for (const std::string& passed : kStages) {
    for (const Decided& one : AllDecided()) {
      if (one.stage == passed && one.unit == unit) points.at({unit, one.criterion}) = ReadPoints(one.points);
    }
    if (passed == stage) break;
  }
  Points sum = 0, count = 0;
  for (const auto& [key, value] : points) {
    if (key.first != unit) continue;
    sum += value;
    ++count;
  }
  return (2 * sum + count) / (2 * count);
}

void ExpectTotalsByHand(const Desk& desk) {
  for (const std::string& stage : kStages) {
    const pb::ClusterScores scores = desk.Scores(kCenter, stage);
    for (const pb::UnitScores& unit : scores.units()) {
      EXPECT_EQ(unit.total(), Show(TotalByHand(unit.unit(), stage))) << unit.unit() << " at " << stage;
      EXPECT_EQ(unit.stage(), "PUBLISHED");
      EXPECT_EQ(unit.state(), pb::UnitScores::COMPLETE);
    }
  }
  std::map<std::string, std::string> expected;
  for (const std::string& row : Columns(ReadFile(ExpectedFile("expected_totals_2023.csv")), {"unit", "total"})) {
    const std::vector<std::string> fields = absl::StrSplit(row, ' ');
    expected[fields[0]] = fields[1];
  }
  const pb::ClusterScores computed = desk.Scores(kCenter, "COMPUTED");
  for (const pb::UnitScores& unit : computed.units()) {
    EXPECT_EQ(unit.total(), expected.at(unit.unit()));
  }
}

// Stage and scorer: criteria, units, up and down of others, own.
using Influences =
    std::map<std::pair<std::string, std::string>, std::tuple<int, int, std::string, std::string, std::string>>;

Influences InfluencesByHand() {
  struct Sum {
    int criteria = 0;
    std::set<std::string> units;
    Points up = 0, down = 0, own = 0;
  };
  std::map<std::pair<std::string, std::string>, Sum> sums;
  auto points = ComputedPoints();
  for (const Decided& one : AllDecided()) {  // In the order of the stages.
    Points& current = points.at({one.unit, one.criterion});
    const Points moved = ReadPoints(one.points) - current;
    current += moved;
    if (moved == 0) continue;
    Sum& sum = sums[{one.stage, one.by}];
    if (one.by == one.unit) {
      sum.own += moved;
      continue;
    }
    ++sum.criteria;
    sum.units.insert(one.unit);
    (moved > 0 ? sum.up : sum.down) += std::abs(moved);
  }
  Influences influences;
  for (const auto& [key, sum] : sums) {
    influences[key] = {sum.criteria, static_cast<int>(sum.units.size()), Show(sum.up), Show(sum.down), Show(sum.own)};
  }
  return influences;
}

void ExpectLedgerByHand(const Desk& desk) {
  const pb::GetLedgerResponse ledger = desk.Ledger(kCenter);
  ASSERT_EQ(ledger.stages_size(), 4);
  for (const pb::SheetLedger& sheet : ledger.sheets()) {
    EXPECT_EQ(sheet.computed_total(), Show(TotalByHand(sheet.unit(), "COMPUTED")));
    ASSERT_EQ(sheet.totals_size(), ledger.stages_size());
    for (int s = 0; s < sheet.totals_size(); ++s) {
      EXPECT_EQ(sheet.totals(s), Show(TotalByHand(sheet.unit(), ledger.stages(s).code())));
    }
    EXPECT_EQ(sheet.self_above_final(),
              Show(TotalByHand(sheet.unit(), "SELF") - TotalByHand(sheet.unit(), "PUBLISHED")));
    for (const pb::LedgerRow& row : sheet.rows()) {
      for (int s = 0; s < row.stages_size(); ++s) {
        const auto decided = std::find_if(AllDecided().begin(), AllDecided().end(), [&](const Decided& one) {
          return one.unit == sheet.unit() && one.criterion == row.criterion() && one.stage == ledger.stages(s).code();
        });
        ASSERT_EQ(row.stages(s).has_decision(), decided != AllDecided().end());
        if (decided == AllDecided().end()) continue;
        EXPECT_EQ(row.stages(s).points(), decided->points);
      }
    }
  }
  Influences influences;
  for (const pb::ScorerInfluence& one : ledger.scorers()) {
    const std::string by = one.scorer().office().empty() ? one.scorer().unit() : one.scorer().office();
    EXPECT_TRUE(one.scorer().name().empty());
    influences[{one.stage(), by}] = {one.criteria(), one.units(), one.up(), one.down(), one.own()};
  }
  EXPECT_EQ(influences, InfluencesByHand());
}

void ExpectHistoryAgrees(Year& year) {
  const std::vector<pb::AuditEntry> entries = year.desk().AuditEntries();
  EXPECT_EQ(CheckChain(entries), "");
  EXPECT_EQ(year.desk().AuditHead().hash(), entries.back().hash());
  const grpc::Status verified = year.desk().VerifyAudit();
  EXPECT_TRUE(verified.ok()) << verified.error_message();
  for (const std::string& unit : kCenterUnits) {
    std::vector<pb::Revision> revisions = year.desk().Revisions(unit);
    std::reverse(revisions.begin(), revisions.end());
    std::vector<std::string> actions;
    for (const pb::Revision& revision : revisions) {
      actions.push_back(revision.action());
      const std::string& entry = entries.at(revision.number() - 1).entry();
      EXPECT_THAT(entry, HasSubstr("\"" + revision.action() + "\""));
      EXPECT_THAT(entry, HasSubstr(absl::StrCat("\"version\":", revision.version())));
      EXPECT_THAT(entry, HasSubstr("\"" + unit + "\""));
      EXPECT_THAT(revision.changes(), Not(IsEmpty()));
    }
    EXPECT_THAT(actions, ElementsAreArray(year.Stored(unit)));
  }
}

// The published result at every stage, as bytes.
std::string ResultOf(const Desk& desk) {
  std::string bytes;
  for (const std::string& stage : kStages) {
    pb::ClusterScores scores = desk.Scores(kCenter, stage);
    scores.clear_version();
    bytes += scores.SerializeAsString();
  }
  return bytes;
}

TEST(SheetYearTest, FromTheFirstFigureToThePublishedResult) {
  Year year(0);
  year.PlayInOrder();
  EXPECT_GT(year.announced(), 0);
  ExpectTotalsByHand(year.desk());
  ExpectLedgerByHand(year.desk());
  ExpectHistoryAgrees(year);
}

TEST(SheetYearTest, AnyOrderLeadsToTheSameResult) {
  Year in_order(0);
  in_order.PlayInOrder();
  const std::string result = ResultOf(in_order.desk());
  for (unsigned seed = 1; seed <= kOrders; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    Year year(seed);
    year.PlayAtRandom();
    EXPECT_EQ(ResultOf(year.desk()), result);
    ExpectHistoryAgrees(year);
  }
  std::cout << "seeds 1 to " << kOrders << '\n';
}

}  // namespace
}  // namespace thidua::integration
