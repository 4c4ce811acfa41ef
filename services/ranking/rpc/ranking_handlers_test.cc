#include "services/ranking/rpc/ranking_handlers.h"

#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "common/rpc/status_mapping.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"
#include "services/ranking/rpc/fake_scoring.h"
#include "services/ranking/rpc/wait_until_for_test.h"

namespace thidua::ranking {
namespace {

// A server in this process and a client of it.
class RankingHandlersTest : public ::testing::Test {
 protected:
  RankingHandlersTest()
      : store_(*OpenResultsStore(folder_.File("ranking.db"))), calls_(scoring_, *store_, *RankingCaches::Open("")) {
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
  rpc::Gate gate_{workers_};
  RankingHandlers handlers_{calls_, gate_};
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

// Whoever asked first, others that want the same do not go away empty-handed with it.
TEST_F(RankingHandlersTest, WhoGivesUpTakesNobodyWithThem) {
  absl::Notification first_asks;
  std::atomic<int> asked = 0;
  scoring_.BeforeScores([&](const rpc::Call& call) {
    if (++asked > 1) return;
    first_asks.Notify();
    EXPECT_TRUE(WaitUntil([&] { return rpc::GivenUp(call); }));
  });
  v1::GetClusterRankingRequest request;
  request.set_cluster("khu-trung");
  request.set_year(2023);
  v1::GetClusterRankingResponse response, others;
  std::thread first([&] {
    EXPECT_EQ(stub_->GetClusterRanking(&context_, request, &response).error_code(), grpc::StatusCode::CANCELLED);
  });
  first_asks.WaitForNotification();
  grpc::ClientContext other;
  std::thread second([&] { EXPECT_TRUE(stub_->GetClusterRanking(&other, request, &others).ok()); });
  context_.TryCancel();
  first.join();
  second.join();
  EXPECT_EQ(others.ranking().units(0).total(), "99.70");
  EXPECT_EQ(asked, 2);
}

// Fields that are appended to the bytes of a kept reply are fields of it.
TEST_F(RankingHandlersTest, AKeptReplySaysItsAge) {
  const auto get = [&] {
    v1::GetClusterRankingRequest request;
    request.set_cluster("khu-trung");
    request.set_year(2023);
    v1::GetClusterRankingResponse response;
    grpc::ClientContext context;
    EXPECT_TRUE(stub_->GetClusterRanking(&context, request, &response).ok());
    return response;
  };
  const auto aggregate = [&] {
    v1::AggregateRankingsRequest request;
    request.set_year(2023);
    v1::AggregateRankingsResponse response;
    grpc::ClientContext context;
    EXPECT_TRUE(stub_->AggregateRankings(&context, request, &response).ok());
    return response;
  };
  const std::string ranking = get().SerializeAsString();
  const std::string aggregation = aggregate().SerializeAsString();
  scoring_.Silence(true);
  ASSERT_TRUE(WaitUntil([&] { return get().has_stale(); }));
  v1::GetClusterRankingResponse old_ranking = get();
  v1::AggregateRankingsResponse old_aggregation = aggregate();
  EXPECT_GT(old_ranking.stale().age_ms(), 1000);
  EXPECT_GE(old_aggregation.stale().age_ms(), old_ranking.stale().age_ms());
  old_ranking.clear_stale();
  old_aggregation.clear_stale();
  EXPECT_EQ(old_ranking.SerializeAsString(), ranking);
  EXPECT_EQ(old_aggregation.SerializeAsString(), aggregation);
}

TEST_F(RankingHandlersTest, RefusesBytesThatAreNoRequest) {
  const grpc::Slice garbage(std::string("\xff\xff\xff", 3));
  grpc::ByteBuffer request(&garbage, 1), response;
  grpc::GenericStub stub(server_->InProcessChannel({}));
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context_, "/thidua.ranking.v1.RankingService/GetClusterRanking", {}, &request, &response,
                 [&](grpc::Status outcome) {
                   status = std::move(outcome);
                   done.Notify();
                 });
  done.WaitForNotification();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Problem::FromStatus(rpc::FromGrpc(status, "ranking", "here")).reason, "BAD_MESSAGE");
}

TEST_F(RankingHandlersTest, WatchesUntilItIsDrained) {
  v1::WatchRankingsRequest request;
  request.set_cluster("khu-trung");
  request.set_year(2023);
  const auto reader = stub_->WatchRankings(&context_, request);
  v1::WatchRankingsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  ASSERT_EQ(response.events_size(), 1);
  EXPECT_TRUE(response.events(0).whole());
  scoring_.SetScores(
      MakeScores("khu-trung", 2023, {{"21526", "Xã Ba Bích", "98.00", {"1", "1", "1"}, {"1", "1", "1"}}}));
  ASSERT_TRUE(reader->Read(&response));
  ASSERT_EQ(response.events_size(), 1);
  EXPECT_EQ(response.events(0).changes(0).total_before(), "99.70");
  EXPECT_EQ(response.events(0).changes(0).total(), "98.00");
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_TRUE(response.heartbeat());
  handlers_.Drain();
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(Problem::FromStatus(rpc::FromGrpc(reader->Finish(), "ranking", "here")).reason, "DRAINING");

  grpc::ClientContext context;
  const auto late = stub_->WatchRankings(&context, request);
  EXPECT_FALSE(late->Read(&response));
  EXPECT_EQ(late->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

// Readers that come and go, some in the middle of something, while figures change.
TEST_F(RankingHandlersTest, WatchersMayGoAtAnyMoment) {
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int r = 0; r < 4; ++r) {
    readers.emplace_back([&, r] {
      for (int round = 0; !done; ++round) {
        v1::WatchRankingsRequest request;
        request.set_year(2023);
        grpc::ClientContext context;
        const auto reader = stub_->WatchRankings(&context, request);
        v1::WatchRankingsResponse response;
        for (int read = 0; read < (round + r) % 3; ++read) EXPECT_TRUE(reader->Read(&response));
        context.TryCancel();
        while (reader->Read(&response)) {
        }
        EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
      }
    });
  }
  for (int change = 0; change < 300; ++change) {
    scoring_.SetScores(MakeScores("khu-trung", 2023,
                                  {{"21526", "Xã Ba Bích", std::to_string(change), {"1", "1", "1"}, {"1", "1", "1"}}}));
    grpc::ClientContext context;
    v1::GetRankingStatusResponse status;
    EXPECT_TRUE(stub_->GetRankingStatus(&context, {}, &status).ok());
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
}

TEST_F(RankingHandlersTest, TellsHowItStands) {
  v1::GetClusterRankingRequest request;
  request.set_cluster("khu-trung");
  request.set_year(2023);
  v1::GetClusterRankingResponse response;
  ASSERT_TRUE(stub_->GetClusterRanking(&context_, request, &response).ok());
  grpc::ClientContext context;
  v1::GetRankingStatusResponse status;
  ASSERT_TRUE(stub_->GetRankingStatus(&context, {}, &status).ok());
  ASSERT_EQ(status.caches_size(), 2) << "no Redis";
  EXPECT_EQ(status.caches(0).cache(), "answers");
  EXPECT_EQ(status.caches(0).stores(), 1u);
  EXPECT_GE(status.head(), response.ranking().version().version());
  EXPECT_GE(status.age_ms(), 0);
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
