#include "services/scoring/replay/frozen_cluster.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "common/testing/source_file.h"
#include "common/testing/temp_folder.h"
#include "services/scoring/domain/stage.h"
#include "services/scoring/rpc/scale_codec.h"
#include "services/scoring/rpc/scores_reply.h"
#include "services/scoring/rpc/scoring_server.h"

namespace thidua::scoring {
namespace {

namespace pb = thidua::scoring::v1;

imports::File DemoFile(const std::string& name) {
  std::ifstream in(SourceFile(absl::StrCat("deploy/demo/", name)), std::ios::binary);
  return {.name = name, .content = std::string(std::istreambuf_iterator<char>(in), {})};
}

std::string ReasonOf(const absl::Status& status) { return Problem::FromStatus(status).reason; }

class FrozenBaToTest : public ::testing::Test {
 protected:
  FrozenBaToTest() {
    auto store = OpenSqlScoringStore(folder_.File("scoring.db"), 2, absl::UnixEpoch());
    server_ = std::make_unique<ScoringServer>(*std::move(store));
    EXPECT_TRUE(server_->ImportUnits(DemoFile("vn_units.csv"), kLanguage, {})->report().stored());
    EXPECT_TRUE(server_->ImportClusters(DemoFile("ba_to/clusters.csv"), kLanguage, {})->report().stored());
    EXPECT_TRUE(server_->ImportScale(DemoFile("ba_to/scale_2023.json"), kLanguage, {})->report().stored());
    EXPECT_TRUE(server_->ImportInputs(DemoFile("ba_to/inputs_2023.csv"), kLanguage, {})->report().stored());
  }

  pb::FrozenCluster Frozen(const std::string& cluster, const std::string& stage) {
    pb::FreezeClusterRequest request;
    request.set_cluster(cluster);
    request.set_year(2023);
    request.set_stage(stage);
    return server_->FreezeCluster(request, {})->frozen();
  }
  std::string Scores(const std::string& cluster, const std::string& stage) {
    pb::GetClusterScoresRequest request;
    request.set_cluster(cluster);
    request.set_year(2023);
    request.set_stage(stage);
    return server_->GetClusterScores(request, {})->scores().SerializeAsString();
  }

  static constexpr Language kLanguage = Language::kVietnamese;
  const TempFolder folder_;
  std::unique_ptr<ScoringServer> server_;
};

TEST_F(FrozenBaToTest, GivesTheScoresThatTheServiceGives) {
  for (const char* cluster : {"khu-trung", "khu-dong", "khu-tay", "khu-bac"}) {
    for (const char* stage : {"", kComputedStage, "SELF", "PUBLISHED"}) {
      const auto scores = ScoreFrozen(Frozen(cluster, stage));
      ASSERT_TRUE(scores.ok()) << scores.status();
      EXPECT_EQ(scores->SerializeAsString(), Scores(cluster, stage)) << cluster << " " << stage;
    }
  }
}

TEST_F(FrozenBaToTest, ExplainsAsTheServiceDoes) {
  for (const Language language : {Language::kVietnamese, Language::kEnglish}) {
    pb::ExplainScoresRequest request;
    request.set_unit("21526");
    request.set_year(2023);
    request.set_language_code(language == Language::kEnglish ? "en" : "vi");
    const auto explained = ExplainFrozen(Frozen("khu-trung", ""), "21526", language);
    ASSERT_TRUE(explained.ok()) << explained.status();
    EXPECT_EQ(explained->SerializeAsString(), server_->ExplainScores(request, {})->SerializeAsString());
  }
}

TEST_F(FrozenBaToTest, RefusesWhatItCannotFreeze) {
  pb::FreezeClusterRequest request;
  request.set_cluster("khu-trung");
  request.set_year(2023);
  request.set_stage("NEVER");
  EXPECT_EQ(ReasonOf(server_->FreezeCluster(request, {}).status()), "UNKNOWN_STAGE");
  request.set_year(2024);
  request.clear_stage();
  EXPECT_EQ(ReasonOf(server_->FreezeCluster(request, {}).status()), "NO_SCALE");
  request.set_cluster("nowhere");
  EXPECT_EQ(ReasonOf(server_->FreezeCluster(request, {}).status()), "UNKNOWN_CLUSTER");
}

TEST_F(FrozenBaToTest, RefusesMessagesThatNothingFroze) {
  const pb::FrozenCluster good = Frozen("khu-trung", "");
  const auto reason = [&](void (*change)(pb::FrozenCluster&)) {
    pb::FrozenCluster bad = good;
    change(bad);
    return ReasonOf(ScoreFrozen(bad).status());
  };
  EXPECT_EQ(reason([](pb::FrozenCluster& bad) { bad.clear_scale(); }), "BAD_FROZEN_CLUSTER");
  EXPECT_EQ(reason([](pb::FrozenCluster& bad) { bad.mutable_sheets()->SwapElements(0, 1); }), "BAD_FROZEN_CLUSTER");
  EXPECT_EQ(reason([](pb::FrozenCluster& bad) { *bad.add_sheets() = bad.sheets(0); }), "BAD_FROZEN_CLUSTER");
  EXPECT_EQ(reason([](pb::FrozenCluster& bad) { bad.mutable_sheets(0)->set_stage("NEVER"); }), "BAD_FROZEN_CLUSTER");
  EXPECT_EQ(reason([](pb::FrozenCluster& bad) { *bad.mutable_sheets(0)->add_figures() = bad.sheets(0).figures(0); }),
            "BAD_FROZEN_CLUSTER");
  EXPECT_EQ(reason([](pb::FrozenCluster& bad) {
              auto* decision = bad.mutable_sheets(0)->add_decisions();
              decision->set_stage("SELF");
              decision->set_points(std::string(1000, '9'));
            }),
            "BAD_FROZEN_CLUSTER");
  EXPECT_EQ(reason([](pb::FrozenCluster& bad) { bad.mutable_sheets(0)->mutable_figures(0)->set_value("1e9"); }),
            "INPUT_DOES_NOT_FIT");
  EXPECT_EQ(reason([](pb::FrozenCluster& bad) { bad.set_stage("NEVER"); }), "UNKNOWN_STAGE");
}

// Any records of any units, as far as a scale's rules take the figures.
class RandomCluster {
 public:
  RandomCluster(std::shared_ptr<const Scale> scale, unsigned seed) : random_(seed) {
    sheets_.scale = std::move(scale);
    sheets_.cluster = {.code = "k", .year = 2023, .name = "Cụm K", .authority = "535", .version = 7};
    sheets_.stored_scale = {.scale_id = "s", .revision = 3};
    for (int u = 0; u < 4; ++u) AddUnit(absl::StrCat("u", u));
    EXPECT_TRUE(RebuildSheets(sheets_).ok());
  }

  const ClusterSheets& sheets() const { return sheets_; }

 private:
  int Below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }

  void AddUnit(const std::string& code) {
    const char* const kTypes[] = {"XA", "PHUONG", "THI_TRAN"};
    const StageChain& stages = sheets_.scale->stages();
    sheets_.cluster.members.push_back({.unit = code, .leader = Below(2) == 0});
    sheets_.units.push_back({.code = code, .name = "Xã " + code, .type = kTypes[Below(3)]});
    SheetRecord record{.unit = code, .year = 2023};
    SheetRecord last_year{.unit = code, .year = 2022};
    if (Below(3) != 0) record.stage = stages[Below(static_cast<int>(stages.size()))].code;
    for (size_t slot = 0; slot < sheets_.scale->slots().size(); ++slot) AddFigure(static_cast<int>(slot), record);
    for (const Criterion& criterion : sheets_.scale->criteria()) {
      last_year.figures[{criterion.code, "current"}] = {.value = absl::StrCat(Below(90))};
      if (Below(4) != 0) continue;
      record.decisions[{criterion.code, stages[Below(static_cast<int>(stages.size()))].code}] = {
          .points = absl::StrCat(Below(9), ".", Below(100)),
          .reason = "Có biên bản",
          .by = {.name = "An", .unit = "535"},
          .at = absl::FromUnixMicros(1'700'000'000'000'001 + Below(1'000'000)),
          .figures = "f"};
    }
    sheets_.records.push_back(std::move(record));
    sheets_.last_year.push_back(std::move(last_year));
  }

  void AddFigure(int index, SheetRecord& record) {
    const Scale::Slot& slot = sheets_.scale->slots()[index];
    const Criterion& criterion = sheets_.scale->criteria()[slot.criterion];
    if (Below(5) == 0 || !criterion.AppliesTo(sheets_.units.back().type)) return;
    std::string value = absl::StrCat(1 + Below(9), Below(3) == 0 ? ".5" : "");
    if (slot.is_grade) {
      const auto& levels = std::get<Grade>(criterion.rule).levels;
      value = levels[Below(static_cast<int>(levels.size()))].label;
    }
    Cell cell;
    if (ReadInput(*sheets_.scale, index, value, cell).has_value()) return;
    record.figures[{criterion.code, slot.name}] = {.value = value, .source = "báo cáo"};
  }

  std::mt19937 random_;
  ClusterSheets sheets_;
};

TEST(FrozenClusterTest, GivesTheSameBytesForAnyRecords) {
  imports::FaultList faults;
  const imports::File file = DemoFile("ba_to/scale_2023.json");
  const pb::Scale message = ParseScaleFile(file.content, faults);
  const auto scale = std::make_shared<const Scale>(ToDefinition(message, faults));
  ASSERT_TRUE(faults.empty());
  for (unsigned seed = 0; seed < 60; ++seed) {
    const RandomCluster random(scale, seed);
    for (const std::string stage : {"", kComputedStage, "CLUSTER"}) {
      const auto direct = ToClusterScores(random.sheets(), stage);
      ASSERT_TRUE(direct.ok()) << direct.status();
      // Over the wire and back.
      pb::FrozenCluster frozen;
      ASSERT_TRUE(frozen.ParseFromString(Freeze(random.sheets(), message, stage).SerializeAsString()));
      const auto replayed = ScoreFrozen(frozen);
      ASSERT_TRUE(replayed.ok()) << replayed.status();
      EXPECT_EQ(replayed->SerializeAsString(), direct->SerializeAsString()) << "seed " << seed << " " << stage;
    }
  }
}

}  // namespace
}  // namespace thidua::scoring
