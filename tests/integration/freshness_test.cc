// A rank that is asked for after an import shows that import, whichever replica answers.

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/demo.h"
#include "tests/integration/rpc.h"
#include "tests/integration/suite.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"

namespace thidua::integration {
namespace {

using google::protobuf::util::MessageDifferencer;
using thidua::ranking::v1::ClusterRanking;
using thidua::ranking::v1::RankingService;
using thidua::scoring::v1::ScoringService;

constexpr int kChanges = 50;

thidua::ranking::v1::Freshness NotBefore(int64_t version) {
  thidua::ranking::v1::Freshness freshness;
  freshness.set_min_version(version);
  return freshness;
}

// Ba Bích's cluster.
ClusterRanking Rank(RankingService::Stub& ranking, const thidua::ranking::v1::Freshness& freshness = {}) {
  thidua::ranking::v1::GetClusterRankingRequest request;
  *request.mutable_freshness() = freshness;
  request.set_cluster("khu-trung");
  request.set_year(2023);
  request.set_view(thidua::ranking::v1::FULL);
  grpc::ClientContext context;
  thidua::ranking::v1::GetClusterRankingResponse response;
  RequireOk(ranking.GetClusterRanking(&context, request, &response));
  return std::move(*response.mutable_ranking());
}

std::string PointsOf(const ClusterRanking& ranking, const std::string& unit, const std::string& criterion) {
  int position = 0;
  for (const auto& heading : ranking.headings()) {
    if (heading.code() == criterion) break;
    if (heading.is_criterion()) ++position;
  }
  for (const auto& ranked : ranking.units()) {
    if (ranked.unit() == unit) return ranked.points(position);
  }
  return "";
}

class FreshnessTest : public ::testing::Test {
 protected:
  FreshnessTest() {
    ImportBaTo(suite_.cli());
    // Each replica keeps the published results of its own.
    Cli({"--ranking-server", second_->address()}).Output({"import", "results", BaToFile("results_2022.csv")});
  }

  // Reports I.2 of Ba Bích as so many percent of its plan, which are its points. Gives the cluster's new version.
  int64_t Report(int percent) {
    const auto stub = ScoringService::NewStub(scoring_channel_);
    grpc::ClientContext context;
    thidua::scoring::v1::ImportInputsResponse response;
    const auto writer = stub->ImportInputs(&context, &response);
    thidua::scoring::v1::ImportInputsRequest request;
    request.mutable_chunk()->set_data(
        absl::StrCat("unit,year,criterion,input,value,source\n21526,2023,I.2,actual,", 360'000 * percent, ",test\n"));
    writer->Write(request);
    writer->WritesDone();
    RequireOk(writer->Finish());
    if (response.versions_size() != 1) throw std::runtime_error("not one cluster moved: " + response.DebugString());
    return response.versions(0).version();
  }

  Suite suite_{{.redis = true}};
  const std::unique_ptr<Service> second_ = suite_.NewRanking();
  const std::shared_ptr<grpc::Channel> scoring_channel_ = Connect(suite_.scoring().address());
  const std::unique_ptr<RankingService::Stub> replicas_[2] = {
      RankingService::NewStub(Connect(suite_.ranking().address())),
      RankingService::NewStub(Connect(second_->address()))};
};

TEST_F(FreshnessTest, BothReplicasShowEachChangeToWhoKnowsOfIt) {
  for (int change = 0; change < kChanges; ++change) {
    const int percent = 99 - change % 40;
    const int64_t version = Report(percent);
    auto other = std::async(std::launch::async, [&] { return Rank(*replicas_[1], NotBefore(version)); });
    const ClusterRanking one = Rank(*replicas_[0], NotBefore(version));
    const ClusterRanking two = other.get();
    EXPECT_EQ(one.version().version(), version);
    EXPECT_EQ(PointsOf(one, "21526", "I.2"), absl::StrCat(percent, ".00"));
    EXPECT_TRUE(MessageDifferencer::Equals(one, two)) << one.DebugString() << "\nother than\n" << two.DebugString();
  }
}

// Readers that never stop, while figures change: none goes back to older ones.
TEST_F(FreshnessTest, NoReplicaGoesBack) {
  std::atomic<bool> done = false;
  std::vector<std::future<void>> readers;
  for (const auto& replica : replicas_) {
    readers.push_back(std::async(std::launch::async, [&done, &replica] {
      int64_t newest = 0;
      while (!done) {
        const int64_t version = Rank(*replica).version().version();
        EXPECT_GE(version, newest);
        newest = version;
      }
    }));
  }
  for (int change = 0; change < kChanges; ++change) {
    const int64_t version = Report(60 + change % 40);
    for (const auto& replica : replicas_) {
      EXPECT_EQ(Rank(*replica, NotBefore(version)).version().version(), version);
    }
  }
  done = true;
  for (std::future<void>& reader : readers) reader.get();
}

TEST_F(FreshnessTest, TheCommandShowsWhatTheCommandImported) {
  const TempFolder folder;
  for (int percent = 99; percent > 89; --percent) {
    suite_.cli().Output({"import", "inputs",
                         folder.Write("inputs.csv", absl::StrCat("unit,year,criterion,input,value,source\n"
                                                                 "21526,2023,I.2,actual,",
                                                                 360'000 * percent, ",test\n"))});
    EXPECT_NE(suite_.cli().Output(PointsBaTo()).find(absl::StrCat("\n21526,I.2,", percent, ".00\n")),
              std::string::npos);
  }
  suite_.cli().Output({"import", "inputs", BaToFile("inputs_2023.csv")});
  ExpectBaToScored(suite_.cli());
}

}  // namespace
}  // namespace thidua::integration
