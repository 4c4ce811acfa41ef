#include "services/ranking/rpc/ranking_handlers.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "common/rpc/status_mapping.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"
#include "services/ranking/rpc/fake_scoring.h"

namespace thidua::ranking {
namespace {

// A server in this process and a client of it.
class RankingHandlersTest : public ::testing::Test {
 protected:
  RankingHandlersTest()
      : store_(*OpenResultsStore(folder_.File("ranking.db"))), calls_(scoring_, *store_, *OpenScoresCache("")) {
    scoring_.AddUnit("535", "Huyện Ba Tơ", "");
    scoring_.AddUnit("21526", "Xã Ba Bích", "535");
    scoring_.AddCluster("khu-trung", "535", 2022);
    scoring_.SetScores(
        MakeScores("khu-trung", 2023, {{"21526", "Xã Ba Bích", "99.70", {"1", "1", "1"}, {"1", "1", "1"}}}));
    grpc::ServerBuilder builder;
    builder.RegisterService(&handlers_);
    server_ = builder.BuildAndStart();
    stub_ = v1::RankingService::NewStub(server_->InProcessChannel({}));
  }
  ~RankingHandlersTest() override { server_->Shutdown(); }

  TempFolder folder_;
  FakeScoring scoring_;
  std::unique_ptr<ResultsStore> store_;
  RankingCalls calls_;
  rpc::WorkerPool workers_{2, 16};
  RankingHandlers handlers_{calls_, workers_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::RankingService::Stub> stub_;
  grpc::ClientContext context_;
};

TEST_F(RankingHandlersTest, RanksACluster) {
  v1::GetClusterRankingRequest request;
  request.set_cluster("khu-trung");
  request.set_year(2023);
  v1::GetClusterRankingResponse response;
  ASSERT_TRUE(stub_->GetClusterRanking(&context_, request, &response).ok());
  EXPECT_EQ(response.ranking().units(0).total(), "99.70");
}

TEST_F(RankingHandlersTest, AggregatesClusters) {
  v1::AggregateRankingsRequest request;
  request.set_year(2023);
  v1::AggregateRankingsResponse response;
  ASSERT_TRUE(stub_->AggregateRankings(&context_, request, &response).ok());
  EXPECT_EQ(response.clusters_size(), 1);
}

TEST_F(RankingHandlersTest, FailuresKeepTheirReason) {
  v1::AggregateRankingsRequest request;
  request.set_year(2030);
  v1::AggregateRankingsResponse response;
  const grpc::Status status = stub_->AggregateRankings(&context_, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Problem::FromStatus(rpc::FromGrpc(status, "ranking", "here")).reason, "NO_CLUSTERS");
}

TEST_F(RankingHandlersTest, PutsAnImportTogetherFromItsPieces) {
  v1::ImportResultsResponse response;
  const auto writer = stub_->ImportResults(&context_, &response);
  for (const char* piece : {"unit,year,cluster,total,rank,mem", "bers,source\n21526,2022,khu-trung,", "97.85,4,5,\n"}) {
    v1::ImportResultsRequest request;
    request.mutable_chunk()->set_data(piece);
    ASSERT_TRUE(writer->Write(request));
  }
  writer->WritesDone();
  ASSERT_TRUE(writer->Finish().ok());
  EXPECT_EQ(response.report().added(), 1) << response.DebugString();
  EXPECT_TRUE(response.report().stored());
}

}  // namespace
}  // namespace thidua::ranking
