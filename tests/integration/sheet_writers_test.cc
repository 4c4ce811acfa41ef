// Many writers on one sheet: with etags exactly one of them wins, and nothing that won is lost.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <barrier>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/integration/ba_to_sheets.h"

namespace thidua::integration {
namespace {

using ::testing::ElementsAreArray;

constexpr int kWriters = 64;
constexpr int kRounds = 20;
constexpr char kUnit[] = "21526";

std::string ValueOf(int round, int writer) { return absl::StrCat(1000 + round, ".", 100 + writer); }

TEST(SheetWritersTest, OneOfManyWinsEachRound) {
  const ScoringProcess process;
  std::vector<std::unique_ptr<Desk>> desks;
  for (int i = 0; i < kWriters; ++i) desks.push_back(std::make_unique<Desk>(process.NewDesk()));

  std::string etag = desks.front()->Sheet(kUnit).etag();
  std::vector<Outcome> outcomes(kWriters);
  std::vector<std::string> winning;
  for (int round = 0; round < kRounds; ++round) {
    std::barrier together(kWriters);
    std::vector<std::jthread> writers;
    for (int i = 0; i < kWriters; ++i) {
      writers.emplace_back([&, i] {
        together.arrive_and_wait();
        outcomes[i] = desks[i]->Update(OfUnit(kUnit), kUnit, {{"I.1", "actual", ValueOf(round, i)}}, {.etag = etag});
      });
    }
    writers.clear();

    std::vector<int> winners;
    for (int i = 0; i < kWriters; ++i) {
      if (outcomes[i].ok()) winners.push_back(i);
    }
    ASSERT_EQ(winners.size(), 1) << "round " << round;
    const pb::SheetState& won = outcomes[winners.front()].sheet;
    EXPECT_NE(won.etag(), etag);
    for (int i = 0; i < kWriters; ++i) {
      if (i == winners.front()) continue;
      const Refusal refusal = ReadRefusal(outcomes[i].status);
      EXPECT_EQ(refusal.code, grpc::StatusCode::ABORTED);
      EXPECT_EQ(refusal.reason, "STALE_SHEET");
      EXPECT_EQ(refusal.metadata.at("etag"), won.etag());
    }
    const pb::Sheet now = desks.front()->Sheet(kUnit);
    EXPECT_EQ(now.etag(), won.etag());
    ASSERT_EQ(CriterionOf(now, "I.1").inputs_size(), 1);
    EXPECT_EQ(CriterionOf(now, "I.1").inputs(0).value(), ValueOf(round, winners.front()));
    winning.insert(winning.begin(), ValueOf(round, winners.front()));
    etag = won.etag();
  }

  std::vector<std::string> logged;
  for (const pb::Revision& revision : desks.front()->Revisions(kUnit, 7)) {
    ASSERT_EQ(revision.changes_size(), 1);
    logged.push_back(revision.changes(0).to());
  }
  EXPECT_THAT(logged, ElementsAreArray(winning));
}

// Without an etag a write goes by what is there: writers of different figures take nothing from each other.
TEST(SheetWritersTest, WritersOfDifferentFiguresAllKeepTheirs) {
  const ScoringProcess process;
  const std::vector<Edit>& figures = FiguresOf(kUnit);
  std::vector<std::jthread> writers;
  for (int i = 0; i < 8; ++i) {
    writers.emplace_back([&, i] {
      const Desk desk = process.NewDesk();
      for (size_t f = i; f < figures.size(); f += 8) {
        EXPECT_EQ(desk.Update(OfUnit(kUnit), kUnit, {figures[f]}).reason(), "OK");
      }
    });
  }
  writers.clear();
  const Desk desk = process.NewDesk();
  const pb::Sheet sheet = desk.Sheet(kUnit);
  size_t stored = 0;
  for (const pb::SheetCriterion& criterion : sheet.criteria()) stored += criterion.inputs_size();
  EXPECT_EQ(stored, figures.size());
  EXPECT_EQ(desk.Revisions(kUnit).size(), figures.size());
}

}  // namespace
}  // namespace thidua::integration
