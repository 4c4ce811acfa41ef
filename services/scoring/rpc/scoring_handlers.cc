#include "services/scoring/rpc/scoring_handlers.h"

#include "common/rpc/handlers.h"
#include "thidua/directory/v1/directory.grpc.pb.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"

namespace thidua::scoring {

using namespace thidua::directory::v1;  // NOLINT(google-build-using-namespace): the messages of this API.
using namespace thidua::scoring::v1;    // NOLINT(google-build-using-namespace)

using Context = grpc::CallbackServerContext;

class ScoringHandlers::Directory final : public DirectoryService::CallbackService {
 public:
  Directory(ScoringServer& server, rpc::WorkerPool& workers) : server_(server), workers_(workers) {}

  grpc::ServerReadReactor<ImportUnitsRequest>* ImportUnits(Context* context, ImportUnitsResponse* response) override {
    return rpc::AnswerUpload<ImportUnitsRequest>(
        workers_, context, response, [this](const imports::File& file, Language language, const rpc::Call&) {
          return server_.ImportUnits(file, language);
        });
  }
  grpc::ServerReadReactor<ImportOfficesRequest>* ImportOffices(Context* context,
                                                               ImportOfficesResponse* response) override {
    return rpc::AnswerUpload<ImportOfficesRequest>(
        workers_, context, response, [this](const imports::File& file, Language language, const rpc::Call&) {
          return server_.ImportOffices(file, language);
        });
  }
  grpc::ServerReadReactor<ImportClustersRequest>* ImportClusters(Context* context,
                                                                 ImportClustersResponse* response) override {
    return rpc::AnswerUpload<ImportClustersRequest>(
        workers_, context, response, [this](const imports::File& file, Language language, const rpc::Call&) {
          return server_.ImportClusters(file, language);
        });
  }
  grpc::ServerUnaryReactor* GetUnit(Context* context, const GetUnitRequest* request,
                                    GetUnitResponse* response) override {
    return rpc::Answer(workers_, context, response,
                       [=, this](const rpc::Call& call) { return server_.GetUnit(*request, call); });
  }
  grpc::ServerUnaryReactor* ListUnits(Context* context, const ListUnitsRequest* request,
                                      ListUnitsResponse* response) override {
    return rpc::Answer(workers_, context, response,
                       [=, this](const rpc::Call& call) { return server_.ListUnits(*request, call); });
  }
  grpc::ServerUnaryReactor* ListOffices(Context* context, const ListOfficesRequest* request,
                                        ListOfficesResponse* response) override {
    return rpc::Answer(workers_, context, response,
                       [=, this](const rpc::Call& call) { return server_.ListOffices(*request, call); });
  }
  grpc::ServerUnaryReactor* ListClusters(Context* context, const ListClustersRequest* request,
                                         ListClustersResponse* response) override {
    return rpc::Answer(workers_, context, response,
                       [=, this](const rpc::Call& call) { return server_.ListClusters(*request, call); });
  }

 private:
  ScoringServer& server_;
  rpc::WorkerPool& workers_;
};

class ScoringHandlers::Scoring final : public ScoringService::CallbackService {
 public:
  Scoring(ScoringServer& server, rpc::WorkerPool& workers) : server_(server), workers_(workers) {}

  grpc::ServerReadReactor<ImportScaleRequest>* ImportScale(Context* context, ImportScaleResponse* response) override {
    return rpc::AnswerUpload<ImportScaleRequest>(
        workers_, context, response, [this](const imports::File& file, Language language, const rpc::Call&) {
          return server_.ImportScale(file, language);
        });
  }
  grpc::ServerReadReactor<ImportInputsRequest>* ImportInputs(Context* context,
                                                             ImportInputsResponse* response) override {
    return rpc::AnswerUpload<ImportInputsRequest>(
        workers_, context, response, [this](const imports::File& file, Language language, const rpc::Call&) {
          return server_.ImportInputs(file, language);
        });
  }
  grpc::ServerUnaryReactor* GetScale(Context* context, const GetScaleRequest* request,
                                     GetScaleResponse* response) override {
    return rpc::Answer(workers_, context, response,
                       [=, this](const rpc::Call& call) { return server_.GetScale(*request, call); });
  }
  grpc::ServerUnaryReactor* ListClusterVersions(Context* context, const ListClusterVersionsRequest* request,
                                                ListClusterVersionsResponse* response) override {
    return rpc::Answer(workers_, context, response,
                       [=, this](const rpc::Call& call) { return server_.ListClusterVersions(*request, call); });
  }
  grpc::ServerUnaryReactor* GetClusterScores(Context* context, const GetClusterScoresRequest* request,
                                             GetClusterScoresResponse* response) override {
    return rpc::Answer(workers_, context, response,
                       [=, this](const rpc::Call& call) { return server_.GetClusterScores(*request, call); });
  }
  grpc::ServerUnaryReactor* ExplainScores(Context* context, const ExplainScoresRequest* request,
                                          ExplainScoresResponse* response) override {
    return rpc::Answer(workers_, context, response,
                       [=, this](const rpc::Call& call) { return server_.ExplainScores(*request, call); });
  }

 private:
  ScoringServer& server_;
  rpc::WorkerPool& workers_;
};

ScoringHandlers::ScoringHandlers(ScoringServer& server, rpc::WorkerPool& workers)
    : directory_(std::make_unique<Directory>(server, workers)), scoring_(std::make_unique<Scoring>(server, workers)) {}
ScoringHandlers::~ScoringHandlers() = default;

std::vector<rpc::NamedService> ScoringHandlers::services() {
  return {{directory_.get(), DirectoryService::service_full_name()},
          {scoring_.get(), ScoringService::service_full_name()}};
}

}  // namespace thidua::scoring
