#include "services/scoring/rpc/scoring_handlers.h"

#include "common/rpc/handlers.h"
#include "services/scoring/rpc/audit_server.h"
#include "services/scoring/rpc/sheet_server.h"
#include "services/scoring/rpc/version_stream.h"
#include "services/scoring/usecases/evidence.h"
#include "thidua/directory/v1/directory.grpc.pb.h"
#include "thidua/scoring/v1/audit.grpc.pb.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"
#include "thidua/scoring/v1/sheets.grpc.pb.h"

namespace thidua::scoring {

using namespace thidua::directory::v1;  // NOLINT(google-build-using-namespace): the messages of this API.
using namespace thidua::scoring::v1;    // NOLINT(google-build-using-namespace)

using Context = grpc::CallbackServerContext;

class ScoringHandlers::Directory final : public DirectoryService::CallbackService {
 public:
  Directory(ScoringServer& server, rpc::Gate& gate) : server_(server), gate_(gate) {}

  grpc::ServerReadReactor<ImportUnitsRequest>* ImportUnits(Context* context, ImportUnitsResponse* response) override {
    return rpc::AnswerUpload<ImportUnitsRequest>(
        gate_, context, response, [this](const rpc::Uploaded<ImportUnitsRequest>& uploaded, const rpc::Call& call) {
          return server_.ImportUnits(uploaded.file, uploaded.language, call);
        });
  }
  grpc::ServerReadReactor<ImportOfficesRequest>* ImportOffices(Context* context,
                                                               ImportOfficesResponse* response) override {
    return rpc::AnswerUpload<ImportOfficesRequest>(
        gate_, context, response, [this](const rpc::Uploaded<ImportOfficesRequest>& uploaded, const rpc::Call& call) {
          return server_.ImportOffices(uploaded.file, uploaded.language, call);
        });
  }
  grpc::ServerReadReactor<ImportClustersRequest>* ImportClusters(Context* context,
                                                                 ImportClustersResponse* response) override {
    return rpc::AnswerUpload<ImportClustersRequest>(
        gate_, context, response, [this](const rpc::Uploaded<ImportClustersRequest>& uploaded, const rpc::Call& call) {
          return server_.ImportClusters(uploaded.file, uploaded.language, call);
        });
  }
  grpc::ServerReadReactor<ImportSuccessionsRequest>* ImportSuccessions(Context* context,
                                                                       ImportSuccessionsResponse* response) override {
    return rpc::AnswerUpload<ImportSuccessionsRequest>(
        gate_, context, response,
        [this](const rpc::Uploaded<ImportSuccessionsRequest>& uploaded, const rpc::Call& call) {
          return server_.ImportSuccessions(uploaded.file, uploaded.language, call);
        });
  }
  grpc::ServerUnaryReactor* ListSuccessions(Context* context, const ListSuccessionsRequest* request,
                                            ListSuccessionsResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.ListSuccessions(*request, call); });
  }
  grpc::ServerUnaryReactor* GetUnit(Context* context, const GetUnitRequest* request,
                                    GetUnitResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.GetUnit(*request, call); });
  }
  grpc::ServerUnaryReactor* ListUnits(Context* context, const ListUnitsRequest* request,
                                      ListUnitsResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.ListUnits(*request, call); });
  }
  grpc::ServerUnaryReactor* ListOffices(Context* context, const ListOfficesRequest* request,
                                        ListOfficesResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.ListOffices(*request, call); });
  }
  grpc::ServerUnaryReactor* ListClusters(Context* context, const ListClustersRequest* request,
                                         ListClustersResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.ListClusters(*request, call); });
  }

 private:
  ScoringServer& server_;
  rpc::Gate& gate_;
};

class ScoringHandlers::Scoring final : public ScoringService::CallbackService {
 public:
  Scoring(ScoringServer& server, rpc::Gate& gate) : server_(server), gate_(gate) {}

  grpc::ServerReadReactor<ImportScaleRequest>* ImportScale(Context* context, ImportScaleResponse* response) override {
    return rpc::AnswerUpload<ImportScaleRequest>(
        gate_, context, response, [this](const rpc::Uploaded<ImportScaleRequest>& uploaded, const rpc::Call& call) {
          return server_.ImportScale(uploaded.file, uploaded.language, call);
        });
  }
  grpc::ServerReadReactor<ImportInputsRequest>* ImportInputs(Context* context,
                                                             ImportInputsResponse* response) override {
    return rpc::AnswerUpload<ImportInputsRequest>(
        gate_, context, response, [this](const rpc::Uploaded<ImportInputsRequest>& uploaded, const rpc::Call& call) {
          return server_.ImportInputs(uploaded.file, uploaded.language, call);
        });
  }
  grpc::ServerReadReactor<SimulateScaleRequest>* SimulateScale(Context* context,
                                                               SimulateScaleResponse* response) override {
    return rpc::AnswerUpload<SimulateScaleRequest>(
        gate_, context, response, [this](const rpc::Uploaded<SimulateScaleRequest>& uploaded, const rpc::Call&) {
          return server_.SimulateScale(uploaded.file, uploaded.language);
        });
  }
  grpc::ServerWriteReactor<ExportScaleResponse>* ExportScale(Context* context,
                                                             const ExportScaleRequest* request) override {
    return rpc::AnswerStream<ExportScaleResponse>(gate_, context, request,
                                                  [=, this](const rpc::Call&) -> absl::StatusOr<rpc::Pieces> {
                                                    absl::StatusOr<std::string> file = server_.ExportScale(*request);
                                                    if (!file.ok()) return file.status();
                                                    return rpc::Pieces(*std::move(file));
                                                  });
  }
  grpc::ServerUnaryReactor* GetScale(Context* context, const GetScaleRequest* request,
                                     GetScaleResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.GetScale(*request, call); });
  }
  grpc::ServerUnaryReactor* ListClusterVersions(Context* context, const ListClusterVersionsRequest* request,
                                                ListClusterVersionsResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.ListClusterVersions(*request, call); });
  }
  grpc::ServerUnaryReactor* GetClusterScores(Context* context, const GetClusterScoresRequest* request,
                                             GetClusterScoresResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.GetClusterScores(*request, call); });
  }
  grpc::ServerUnaryReactor* FreezeCluster(Context* context, const FreezeClusterRequest* request,
                                          FreezeClusterResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.FreezeCluster(*request, call); });
  }
  grpc::ServerBidiReactor<WatchVersionsRequest, WatchVersionsResponse>* WatchVersions(Context* context) override {
    return StreamVersions(server_.feed(), gate_, context);
  }
  grpc::ServerUnaryReactor* SimulateScores(Context* context, const SimulateScoresRequest* request,
                                           SimulateScoresResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.SimulateScores(*request, call); });
  }
  grpc::ServerUnaryReactor* ExplainScores(Context* context, const ExplainScoresRequest* request,
                                          ExplainScoresResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.ExplainScores(*request, call); });
  }

 private:
  ScoringServer& server_;
  rpc::Gate& gate_;
};

class ScoringHandlers::Sheets final : public SheetService::CallbackService {
 public:
  Sheets(ScoringServer& server, rpc::Gate& gate) : server_(server.store(), server.catalog()), gate_(gate) {}

  grpc::ServerUnaryReactor* GetSheet(Context* context, const GetSheetRequest* request,
                                     GetSheetResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.GetSheet(*request, call); });
  }
  grpc::ServerUnaryReactor* ListRevisions(Context* context, const ListRevisionsRequest* request,
                                          ListRevisionsResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.ListRevisions(*request, call); });
  }
  grpc::ServerUnaryReactor* CompareSheets(Context* context, const CompareSheetsRequest* request,
                                          CompareSheetsResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.CompareSheets(*request, call); });
  }
  grpc::ServerUnaryReactor* UpdateSheet(Context* context, const UpdateSheetRequest* request,
                                        UpdateSheetResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.UpdateSheet(*request, call); });
  }
  grpc::ServerUnaryReactor* BatchUpdateSheets(Context* context, const BatchUpdateSheetsRequest* request,
                                              BatchUpdateSheetsResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.BatchUpdateSheets(*request, call); });
  }
  grpc::ServerUnaryReactor* SubmitSheet(Context* context, const SubmitSheetRequest* request,
                                        SubmitSheetResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.SubmitSheet(*request, call); });
  }
  grpc::ServerUnaryReactor* ConfirmCriteria(Context* context, const ConfirmCriteriaRequest* request,
                                            ConfirmCriteriaResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.ConfirmCriteria(*request, call); });
  }
  grpc::ServerUnaryReactor* DecidePoints(Context* context, const DecidePointsRequest* request,
                                         DecidePointsResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.DecidePoints(*request, call); });
  }
  grpc::ServerUnaryReactor* ReturnSheet(Context* context, const ReturnSheetRequest* request,
                                        ReturnSheetResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.ReturnSheet(*request, call); });
  }
  grpc::ServerUnaryReactor* WithdrawSheet(Context* context, const WithdrawSheetRequest* request,
                                          WithdrawSheetResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.WithdrawSheet(*request, call); });
  }
  grpc::ServerUnaryReactor* ReopenSheet(Context* context, const ReopenSheetRequest* request,
                                        ReopenSheetResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.ReopenSheet(*request, call); });
  }
  grpc::ServerUnaryReactor* LockSheet(Context* context, const LockSheetRequest* request,
                                      LockSheetResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.LockSheet(*request, call); });
  }
  grpc::ServerUnaryReactor* RemoveEvidence(Context* context, const RemoveEvidenceRequest* request,
                                           RemoveEvidenceResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.RemoveEvidence(*request, call); });
  }
  grpc::ServerUnaryReactor* GetLedger(Context* context, const GetLedgerRequest* request,
                                      GetLedgerResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.GetLedger(*request, call); });
  }
  grpc::ServerUnaryReactor* ListWarnings(Context* context, const ListWarningsRequest* request,
                                         ListWarningsResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.ListWarnings(*request, call); });
  }
  grpc::ServerUnaryReactor* GetProgress(Context* context, const GetProgressRequest* request,
                                        GetProgressResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.GetProgress(*request, call); });
  }
  grpc::ServerUnaryReactor* GetLastYear(Context* context, const GetLastYearRequest* request,
                                        GetLastYearResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call& call) { return server_.GetLastYear(*request, call); });
  }
  grpc::ServerReadReactor<AttachEvidenceRequest>* AttachEvidence(Context* context,
                                                                 AttachEvidenceResponse* response) override {
    return rpc::AnswerUpload<AttachEvidenceRequest>(
        gate_, context, response,
        [this](const rpc::Uploaded<AttachEvidenceRequest>& uploaded, const rpc::Call& call) {
          return server_.AttachEvidence(uploaded.first, uploaded.file, call);
        },
        kMaxEvidenceBytes);
  }
  grpc::ServerWriteReactor<DownloadEvidenceResponse>* DownloadEvidence(
      Context* context, const DownloadEvidenceRequest* request) override {
    return rpc::AnswerStream<DownloadEvidenceResponse>(
        gate_, context, request, [=, this](const rpc::Call& call) { return server_.DownloadEvidence(*request, call); });
  }
  grpc::ServerWriteReactor<ExportSheetResponse>* ExportSheet(Context* context,
                                                             const ExportSheetRequest* request) override {
    return rpc::AnswerStream<ExportSheetResponse>(
        gate_, context, request, [=, this](const rpc::Call& call) -> absl::StatusOr<rpc::Pieces> {
          absl::StatusOr<std::string> file = server_.ExportSheet(*request, call);
          if (!file.ok()) return file.status();
          return rpc::Pieces(*std::move(file));
        });
  }
  grpc::ServerReadReactor<ImportSheetRequest>* ImportSheet(Context* context, ImportSheetResponse* response) override {
    return rpc::AnswerUpload<ImportSheetRequest>(
        gate_, context, response, [this](const rpc::Uploaded<ImportSheetRequest>& uploaded, const rpc::Call& call) {
          return server_.ImportSheet(uploaded.first, uploaded.file, uploaded.language, call);
        });
  }

 private:
  SheetServer server_;
  rpc::Gate& gate_;
};

class ScoringHandlers::Audit final : public AuditService::CallbackService {
 public:
  Audit(ScoringServer& server, rpc::Gate& gate) : server_(server.store()), gate_(gate) {}

  grpc::ServerWriteReactor<ListAuditEntriesResponse>* ListAuditEntries(
      Context* context, const ListAuditEntriesRequest* request) override {
    return rpc::AnswerStream<ListAuditEntriesResponse>(
        gate_, context, request, [=, this](const rpc::Call&) { return server_.ListAuditEntries(*request); });
  }
  grpc::ServerUnaryReactor* GetAuditHead(Context* context, const GetAuditHeadRequest* request,
                                         GetAuditHeadResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call&) { return server_.GetAuditHead(*request); });
  }
  grpc::ServerUnaryReactor* VerifyAuditState(Context* context, const VerifyAuditStateRequest* request,
                                             VerifyAuditStateResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [=, this](const rpc::Call&) { return server_.VerifyAuditState(*request); });
  }

 private:
  AuditServer server_;
  rpc::Gate& gate_;
};

ScoringHandlers::ScoringHandlers(ScoringServer& server, rpc::Gate& gate)
    : directory_(std::make_unique<Directory>(server, gate)),
      scoring_(std::make_unique<Scoring>(server, gate)),
      sheets_(std::make_unique<Sheets>(server, gate)),
      audit_(std::make_unique<Audit>(server, gate)) {}
ScoringHandlers::~ScoringHandlers() = default;

std::vector<rpc::NamedService> ScoringHandlers::services() {
  return {{directory_.get(), DirectoryService::service_full_name()},
          {scoring_.get(), ScoringService::service_full_name()},
          {sheets_.get(), SheetService::service_full_name()},
          {audit_.get(), AuditService::service_full_name()}};
}

}  // namespace thidua::scoring
