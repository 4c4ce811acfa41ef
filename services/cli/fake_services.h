#ifndef THIDUA_SERVICES_CLI_FAKE_SERVICES_H_
#define THIDUA_SERVICES_CLI_FAKE_SERVICES_H_

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/status_mapping.h"
#include "services/cli/sample_replies.h"
#include "thidua/directory/v1/directory.grpc.pb.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"
#include "thidua/tasks/v1/tasks.grpc.pb.h"

// For tests: all services on one free port, with the sample replies.
namespace thidua::cli {

// What the fakes are to do, and what they saw. Set before a call, read after it.
struct Script {
  // Not OK: what every call ends with.
  absl::Status failure;
  std::chrono::milliseconds delay{0};
  thidua::type::v1::ImportReport report;

  std::string bytes;
  thidua::type::v1::FileChunk first_piece;
  size_t largest_piece = 0;
  int imports = 0;
  std::string imported_by;
  std::string language;
  thidua::ranking::v1::RankingView view = thidua::ranking::v1::RANKING_VIEW_UNSPECIFIED;
  thidua::tasks::v1::DraftTasksRequest draft;

  // Held by every handler: taking it after a call makes what the handler saw visible.
  std::mutex mutex;

  template <typename Work>
  grpc::Status Handle(const Work& work) {
    const std::lock_guard lock(mutex);
    work();
    std::this_thread::sleep_for(delay);
    return rpc::ToGrpc(failure);
  }

  template <typename Request, typename Response>
  grpc::Status Import(const char* name, grpc::ServerReader<Request>* reader, Response* response) {
    return Handle([&] {
      imported_by = name;
      ++imports;
      Request request;
      for (bool first = true; reader->Read(&request); first = false) {
        if (first) first_piece = request.chunk();
        largest_piece = std::max(largest_piece, request.chunk().data().size());
        bytes += request.chunk().data();
      }
      *response->mutable_report() = report;
    });
  }
};

class FakeDirectory final : public thidua::directory::v1::DirectoryService::Service {
 public:
  explicit FakeDirectory(Script& script) : script_(script) {}

  grpc::Status ImportUnits(grpc::ServerContext*, grpc::ServerReader<thidua::directory::v1::ImportUnitsRequest>* reader,
                           thidua::directory::v1::ImportUnitsResponse* response) override {
    return script_.Import("units", reader, response);
  }
  grpc::Status ImportOffices(grpc::ServerContext*,
                             grpc::ServerReader<thidua::directory::v1::ImportOfficesRequest>* reader,
                             thidua::directory::v1::ImportOfficesResponse* response) override {
    return script_.Import("offices", reader, response);
  }
  grpc::Status ImportClusters(grpc::ServerContext*,
                              grpc::ServerReader<thidua::directory::v1::ImportClustersRequest>* reader,
                              thidua::directory::v1::ImportClustersResponse* response) override {
    return script_.Import("clusters", reader, response);
  }
  grpc::Status ListOffices(grpc::ServerContext*, const thidua::directory::v1::ListOfficesRequest*,
                           thidua::directory::v1::ListOfficesResponse* response) override {
    return script_.Handle([&] {
      auto* office = response->add_offices();
      office->set_code("TC-KT");
      office->set_name("Công chức Tài chính");
    });
  }

 private:
  Script& script_;
};

class FakeScoring final : public thidua::scoring::v1::ScoringService::Service {
 public:
  explicit FakeScoring(Script& script) : script_(script) {}

  grpc::Status ImportScale(grpc::ServerContext*, grpc::ServerReader<thidua::scoring::v1::ImportScaleRequest>* reader,
                           thidua::scoring::v1::ImportScaleResponse* response) override {
    return script_.Import("scale", reader, response);
  }
  grpc::Status ImportInputs(grpc::ServerContext*, grpc::ServerReader<thidua::scoring::v1::ImportInputsRequest>* reader,
                            thidua::scoring::v1::ImportInputsResponse* response) override {
    return script_.Import("inputs", reader, response);
  }
  grpc::Status ExplainScores(grpc::ServerContext*, const thidua::scoring::v1::ExplainScoresRequest* request,
                             thidua::scoring::v1::ExplainScoresResponse* response) override {
    return script_.Handle([&] {
      script_.language = request->language_code();
      *response = SampleExplanation();
    });
  }

 private:
  Script& script_;
};

class FakeRanking final : public thidua::ranking::v1::RankingService::Service {
 public:
  explicit FakeRanking(Script& script) : script_(script) {}

  grpc::Status ImportResults(grpc::ServerContext*,
                             grpc::ServerReader<thidua::ranking::v1::ImportResultsRequest>* reader,
                             thidua::ranking::v1::ImportResultsResponse* response) override {
    return script_.Import("results", reader, response);
  }
  grpc::Status GetClusterRanking(grpc::ServerContext*, const thidua::ranking::v1::GetClusterRankingRequest* request,
                                 thidua::ranking::v1::GetClusterRankingResponse* response) override {
    return script_.Handle([&] {
      script_.view = request->view();
      *response->mutable_ranking() = SampleRankings().clusters(0);
    });
  }
  grpc::Status AggregateRankings(grpc::ServerContext*, const thidua::ranking::v1::AggregateRankingsRequest* request,
                                 thidua::ranking::v1::AggregateRankingsResponse* response) override {
    return script_.Handle([&] {
      script_.view = request->view();
      *response = SampleRankings();
    });
  }

 private:
  Script& script_;
};

class FakeTasks final : public thidua::tasks::v1::TasksService::Service {
 public:
  explicit FakeTasks(Script& script) : script_(script) {}

  grpc::Status ImportTasks(grpc::ServerContext*, grpc::ServerReader<thidua::tasks::v1::ImportTasksRequest>* reader,
                           thidua::tasks::v1::ImportTasksResponse* response) override {
    return script_.Import("tasks", reader, response);
  }
  // One task a page.
  grpc::Status ListTasks(grpc::ServerContext*, const thidua::tasks::v1::ListTasksRequest* request,
                         thidua::tasks::v1::ListTasksResponse* response) override {
    return script_.Handle([&] {
      const bool first = request->page_token().empty();
      *response->add_tasks() = SampleTasks().tasks(first ? 0 : 1);
      if (first) response->set_next_page_token("second");
    });
  }
  grpc::Status DraftTasks(grpc::ServerContext*, const thidua::tasks::v1::DraftTasksRequest* request,
                          thidua::tasks::v1::DraftTasksResponse* response) override {
    return script_.Handle([&] {
      script_.draft = *request;
      auto* drafted = response->add_tasks();
      *drafted->mutable_task() = SampleTasks().tasks(0);
      drafted->set_outcome(thidua::tasks::v1::DraftedTask::CREATED);
    });
  }

 private:
  Script& script_;
};

class FakeServer {
 public:
  explicit FakeServer(Script& script) : directory_(script), scoring_(script), ranking_(script), tasks_(script) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&directory_);
    builder.RegisterService(&scoring_);
    builder.RegisterService(&ranking_);
    builder.RegisterService(&tasks_);
    server_ = builder.BuildAndStart();
    address_ = absl::StrCat("127.0.0.1:", port);
  }
  ~FakeServer() { server_->Shutdown(std::chrono::system_clock::now()); }

  const std::string& address() const { return address_; }

 private:
  FakeDirectory directory_;
  FakeScoring scoring_;
  FakeRanking ranking_;
  FakeTasks tasks_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_FAKE_SERVICES_H_
