#ifndef THIDUA_SERVICES_CLI_FAKE_SERVICES_H_
#define THIDUA_SERVICES_CLI_FAKE_SERVICES_H_

#include <google/protobuf/util/json_util.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/call.h"
#include "common/rpc/status_mapping.h"
#include "services/cli/fake_script.h"
#include "services/cli/fake_task_services.h"
#include "services/cli/sample_rankings.h"
#include "services/cli/sample_replies.h"
#include "services/cli/sample_sheets.h"
#include "thidua/directory/v1/directory.grpc.pb.h"
#include "thidua/ranking/v1/publication.grpc.pb.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"
#include "thidua/scoring/v1/audit.grpc.pb.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"
#include "thidua/scoring/v1/sheets.grpc.pb.h"
#include "thidua/type/v1/actor.pb.h"

// For tests: all services on one free port, with the sample replies.
namespace thidua::cli {

class FakeDirectory final : public thidua::directory::v1::DirectoryService::Service {
 public:
  explicit FakeDirectory(Script& script) : script_(script) {}

  grpc::Status ImportUnits(grpc::ServerContext* context,
                           grpc::ServerReader<thidua::directory::v1::ImportUnitsRequest>* reader,
                           thidua::directory::v1::ImportUnitsResponse* response) override {
    return script_.Import(*context, "units", reader, response);
  }
  grpc::Status ImportOffices(grpc::ServerContext* context,
                             grpc::ServerReader<thidua::directory::v1::ImportOfficesRequest>* reader,
                             thidua::directory::v1::ImportOfficesResponse* response) override {
    return script_.Import(*context, "offices", reader, response);
  }
  grpc::Status ImportClusters(grpc::ServerContext* context,
                              grpc::ServerReader<thidua::directory::v1::ImportClustersRequest>* reader,
                              thidua::directory::v1::ImportClustersResponse* response) override {
    return script_.Import(*context, "clusters", reader, response);
  }
  grpc::Status ImportSuccessions(grpc::ServerContext* context,
                                 grpc::ServerReader<thidua::directory::v1::ImportSuccessionsRequest>* reader,
                                 thidua::directory::v1::ImportSuccessionsResponse* response) override {
    return script_.Import(*context, "successions", reader, response);
  }
  grpc::Status ListOffices(grpc::ServerContext* context, const thidua::directory::v1::ListOfficesRequest*,
                           thidua::directory::v1::ListOfficesResponse* response) override {
    return script_.Handle(*context, [&] {
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

  grpc::Status ImportScale(grpc::ServerContext* context,
                           grpc::ServerReader<thidua::scoring::v1::ImportScaleRequest>* reader,
                           thidua::scoring::v1::ImportScaleResponse* response) override {
    return script_.Import(*context, "scale", reader, response);
  }
  grpc::Status ImportInputs(grpc::ServerContext* context,
                            grpc::ServerReader<thidua::scoring::v1::ImportInputsRequest>* reader,
                            thidua::scoring::v1::ImportInputsResponse* response) override {
    return script_.Import(*context, "inputs", reader, response);
  }
  grpc::Status GetScale(grpc::ServerContext* context, const thidua::scoring::v1::GetScaleRequest* request,
                        thidua::scoring::v1::GetScaleResponse* response) override {
    return script_.Answer(*context, "GetScale", *request, SampleScale(), response);
  }
  grpc::Status ExportScale(grpc::ServerContext* context, const thidua::scoring::v1::ExportScaleRequest* request,
                           grpc::ServerWriter<thidua::scoring::v1::ExportScaleResponse>* writer) override {
    return script_.Send(*context, "ExportScale", *request, writer);
  }
  grpc::Status SimulateScale(grpc::ServerContext* context,
                             grpc::ServerReader<thidua::scoring::v1::SimulateScaleRequest>* reader,
                             thidua::scoring::v1::SimulateScaleResponse* response) override {
    *response = SampleSimulation();
    return script_.Import(*context, "simulate", reader, response);
  }
  grpc::Status ExplainScores(grpc::ServerContext* context, const thidua::scoring::v1::ExplainScoresRequest* request,
                             thidua::scoring::v1::ExplainScoresResponse* response) override {
    return script_.Handle(*context, [&] {
      script_.language = request->language_code();
      *response = SampleExplanation();
    });
  }

 private:
  Script& script_;
};

class FakeSheets final : public thidua::scoring::v1::SheetService::Service {
 public:
  explicit FakeSheets(Script& script) : script_(script) {}

  grpc::Status GetSheet(grpc::ServerContext* context, const thidua::scoring::v1::GetSheetRequest* request,
                        thidua::scoring::v1::GetSheetResponse* response) override {
    return script_.Answer(*context, "GetSheet", *request, SampleSheet(), response);
  }
  // One revision a page.
  grpc::Status ListRevisions(grpc::ServerContext* context, const thidua::scoring::v1::ListRevisionsRequest* request,
                             thidua::scoring::v1::ListRevisionsResponse* response) override {
    return script_.Handle(*context, [&] {
      script_.Saw("ListRevisions", *request);
      const bool first = request->page_token().empty();
      *response->add_revisions() = SampleHistory().revisions(first ? 0 : 1);
      if (first) response->set_next_page_token("second");
    });
  }
  grpc::Status CompareSheets(grpc::ServerContext* context, const thidua::scoring::v1::CompareSheetsRequest* request,
                             thidua::scoring::v1::CompareSheetsResponse* response) override {
    return script_.Answer(*context, "CompareSheets", *request, SampleDiff(), response);
  }
  grpc::Status UpdateSheet(grpc::ServerContext* context, const thidua::scoring::v1::UpdateSheetRequest* request,
                           thidua::scoring::v1::UpdateSheetResponse* response) override {
    return Write(*context, "UpdateSheet", *request, response);
  }
  grpc::Status SubmitSheet(grpc::ServerContext* context, const thidua::scoring::v1::SubmitSheetRequest* request,
                           thidua::scoring::v1::SubmitSheetResponse* response) override {
    return Write(*context, "SubmitSheet", *request, response);
  }
  grpc::Status ConfirmCriteria(grpc::ServerContext* context, const thidua::scoring::v1::ConfirmCriteriaRequest* request,
                               thidua::scoring::v1::ConfirmCriteriaResponse* response) override {
    return Write(*context, "ConfirmCriteria", *request, response);
  }
  grpc::Status DecidePoints(grpc::ServerContext* context, const thidua::scoring::v1::DecidePointsRequest* request,
                            thidua::scoring::v1::DecidePointsResponse* response) override {
    return Write(*context, "DecidePoints", *request, response);
  }
  grpc::Status ReturnSheet(grpc::ServerContext* context, const thidua::scoring::v1::ReturnSheetRequest* request,
                           thidua::scoring::v1::ReturnSheetResponse* response) override {
    return Write(*context, "ReturnSheet", *request, response);
  }
  grpc::Status WithdrawSheet(grpc::ServerContext* context, const thidua::scoring::v1::WithdrawSheetRequest* request,
                             thidua::scoring::v1::WithdrawSheetResponse* response) override {
    return Write(*context, "WithdrawSheet", *request, response);
  }
  grpc::Status ReopenSheet(grpc::ServerContext* context, const thidua::scoring::v1::ReopenSheetRequest* request,
                           thidua::scoring::v1::ReopenSheetResponse* response) override {
    return Write(*context, "ReopenSheet", *request, response);
  }
  grpc::Status LockSheet(grpc::ServerContext* context, const thidua::scoring::v1::LockSheetRequest* request,
                         thidua::scoring::v1::LockSheetResponse* response) override {
    return Write(*context, "LockSheet", *request, response);
  }
  grpc::Status RemoveEvidence(grpc::ServerContext* context, const thidua::scoring::v1::RemoveEvidenceRequest* request,
                              thidua::scoring::v1::RemoveEvidenceResponse* response) override {
    return Write(*context, "RemoveEvidence", *request, response);
  }
  grpc::Status AttachEvidence(grpc::ServerContext* context,
                              grpc::ServerReader<thidua::scoring::v1::AttachEvidenceRequest>* reader,
                              thidua::scoring::v1::AttachEvidenceResponse* response) override {
    return script_.Handle(*context, [&] {
      ++script_.imports;
      thidua::scoring::v1::AttachEvidenceRequest request;
      for (bool first = true; reader->Read(&request); first = false) {
        script_.bytes += request.chunk().data();
        if (!first) continue;
        script_.first_piece = request.chunk();
        script_.Saw("AttachEvidence", request.header());
      }
      *response->mutable_sheet() = script_.state;
      response->mutable_evidence()->set_id("e1");
    });
  }
  grpc::Status DownloadEvidence(grpc::ServerContext* context,
                                const thidua::scoring::v1::DownloadEvidenceRequest* request,
                                grpc::ServerWriter<thidua::scoring::v1::DownloadEvidenceResponse>* writer) override {
    thidua::scoring::v1::DownloadEvidenceResponse first;
    first.mutable_evidence()->set_sha256(script_.sha256);
    writer->Write(first);
    return script_.Send(*context, "DownloadEvidence", *request, writer);
  }
  grpc::Status ExportSheet(grpc::ServerContext* context, const thidua::scoring::v1::ExportSheetRequest* request,
                           grpc::ServerWriter<thidua::scoring::v1::ExportSheetResponse>* writer) override {
    return script_.Send(*context, "ExportSheet", *request, writer);
  }
  grpc::Status ImportSheet(grpc::ServerContext* context,
                           grpc::ServerReader<thidua::scoring::v1::ImportSheetRequest>* reader,
                           thidua::scoring::v1::ImportSheetResponse* response) override {
    const grpc::Status status = script_.Import(*context, "sheet", reader, response);
    if (script_.report.stored()) *response->mutable_sheet() = script_.state;
    return status;
  }
  grpc::Status GetLedger(grpc::ServerContext* context, const thidua::scoring::v1::GetLedgerRequest* request,
                         thidua::scoring::v1::GetLedgerResponse* response) override {
    return script_.Answer(*context, "GetLedger", *request, SampleLedger(), response);
  }
  grpc::Status ListWarnings(grpc::ServerContext* context, const thidua::scoring::v1::ListWarningsRequest* request,
                            thidua::scoring::v1::ListWarningsResponse* response) override {
    return script_.Answer(*context, "ListWarnings", *request, SampleWarnings(), response);
  }
  grpc::Status GetProgress(grpc::ServerContext* context, const thidua::scoring::v1::GetProgressRequest* request,
                           thidua::scoring::v1::GetProgressResponse* response) override {
    return script_.Answer(*context, "GetProgress", *request, SampleProgress(), response);
  }
  grpc::Status GetLastYear(grpc::ServerContext* context, const thidua::scoring::v1::GetLastYearRequest* request,
                           thidua::scoring::v1::GetLastYearResponse* response) override {
    return script_.Answer(*context, "GetLastYear", *request, SampleLastYear(), response);
  }

 private:
  template <typename Response>
  grpc::Status Write(const grpc::ServerContext& context, const std::string& name,
                     const google::protobuf::Message& request, Response* response) {
    return script_.Handle(context, [&] {
      script_.Saw(name, request);
      *response->mutable_sheet() = script_.state;
    });
  }

  Script& script_;
};

class FakeAudit final : public thidua::scoring::v1::AuditService::Service {
 public:
  explicit FakeAudit(Script& script) : script_(script) {}

  // Two entries a page.
  grpc::Status ListAuditEntries(grpc::ServerContext* context, const thidua::scoring::v1::ListAuditEntriesRequest*,
                                grpc::ServerWriter<thidua::scoring::v1::ListAuditEntriesResponse>* writer) override {
    const grpc::Status status = script_.Handle(*context, [&] {
      thidua::scoring::v1::ListAuditEntriesResponse page;
      for (const auto& entry : script_.log) {
        *page.add_entries() = entry;
        if (page.entries_size() < 2) continue;
        writer->Write(page);
        page.Clear();
      }
      if (!page.entries().empty()) writer->Write(page);
    });
    return script_.cut ? grpc::Status(grpc::StatusCode::INTERNAL, "cut") : status;
  }
  grpc::Status GetAuditHead(grpc::ServerContext* context, const thidua::scoring::v1::GetAuditHeadRequest*,
                            thidua::scoring::v1::GetAuditHeadResponse* response) override {
    return script_.Handle(*context, [&] { *response = script_.head; });
  }
  grpc::Status VerifyAuditState(grpc::ServerContext* context, const thidua::scoring::v1::VerifyAuditStateRequest*,
                                thidua::scoring::v1::VerifyAuditStateResponse* response) override {
    const grpc::Status status = script_.Handle(*context, [&] {
      response->set_entries(static_cast<int64_t>(script_.log.size()));
      response->set_sheets(3);
    });
    return script_.audited.ok() ? status
                                : grpc::Status(static_cast<grpc::StatusCode>(script_.audited.code()),
                                               std::string(script_.audited.message()));
  }

 private:
  Script& script_;
};

class FakeRanking final : public thidua::ranking::v1::RankingService::Service {
 public:
  explicit FakeRanking(Script& script) : script_(script) {}

  grpc::Status ImportResults(grpc::ServerContext* context,
                             grpc::ServerReader<thidua::ranking::v1::ImportResultsRequest>* reader,
                             thidua::ranking::v1::ImportResultsResponse* response) override {
    return script_.Import(*context, "results", reader, response);
  }
  grpc::Status GetClusterRanking(grpc::ServerContext* context,
                                 const thidua::ranking::v1::GetClusterRankingRequest* request,
                                 thidua::ranking::v1::GetClusterRankingResponse* response) override {
    KeepView(request->view());
    thidua::ranking::v1::GetClusterRankingResponse reply;
    *reply.mutable_ranking() = script_.rankings.clusters(0);
    return Answer(*context, "GetClusterRanking", *request, std::move(reply), response);
  }
  grpc::Status AggregateRankings(grpc::ServerContext* context,
                                 const thidua::ranking::v1::AggregateRankingsRequest* request,
                                 thidua::ranking::v1::AggregateRankingsResponse* response) override {
    KeepView(request->view());
    return Answer(*context, "AggregateRankings", *request, script_.rankings, response);
  }
  grpc::Status RankByCode(grpc::ServerContext* context, const thidua::ranking::v1::RankByCodeRequest* request,
                          thidua::ranking::v1::RankByCodeResponse* response) override {
    return Answer(*context, "RankByCode", *request, SampleCodeRanks(), response);
  }
  grpc::Status GetUnitStanding(grpc::ServerContext* context, const thidua::ranking::v1::GetUnitStandingRequest* request,
                               thidua::ranking::v1::GetUnitStandingResponse* response) override {
    return Answer(*context, "GetUnitStanding", *request, SampleStanding(), response);
  }
  grpc::Status FindPath(grpc::ServerContext* context, const thidua::ranking::v1::FindPathRequest* request,
                        thidua::ranking::v1::FindPathResponse* response) override {
    return Answer(*context, "FindPath", *request, script_.path, response);
  }
  grpc::Status WhatIf(grpc::ServerContext* context, const thidua::ranking::v1::WhatIfRequest* request,
                      thidua::ranking::v1::WhatIfResponse* response) override {
    return script_.Answer(*context, "WhatIf", *request, SampleWhatIf(), response);
  }
  grpc::Status GetRankingStatus(grpc::ServerContext* context,
                                const thidua::ranking::v1::GetRankingStatusRequest* request,
                                thidua::ranking::v1::GetRankingStatusResponse* response) override {
    return script_.Answer(*context, "GetRankingStatus", *request, SampleRankingStatus(), response);
  }
  grpc::Status WatchRankings(grpc::ServerContext* context, const thidua::ranking::v1::WatchRankingsRequest* request,
                             grpc::ServerWriter<thidua::ranking::v1::WatchRankingsResponse>* writer) override {
    bool last = false;
    const grpc::Status status = script_.Handle(*context, [&] {
      script_.Saw("WatchRankings", *request);
      script_.watch_requests.push_back(script_.request);
      if (script_.watches.empty()) return;
      for (const auto& response : script_.watches.front()) writer->Write(response);
      script_.watches.erase(script_.watches.begin());
      last = script_.watches.empty();
    });
    if (!status.ok()) return status;
    if (!last) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "lost");
    script_.watching = true;
    while (!context->IsCancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return grpc::Status::CANCELLED;
  }

 private:
  void KeepView(thidua::ranking::v1::RankingView view) {
    const std::lock_guard lock(script_.mutex);
    script_.view = view;
  }
  template <typename Response>
  grpc::Status Answer(const grpc::ServerContext& context, const std::string& name,
                      const google::protobuf::Message& message, Response reply, Response* response) {
    if (script_.stale_ms >= 0) reply.mutable_stale()->set_age_ms(script_.stale_ms);
    return script_.Answer(context, name, message, reply, response);
  }

  Script& script_;
};

class FakePublications final : public thidua::ranking::v1::PublicationService::Service {
 public:
  explicit FakePublications(Script& script) : script_(script) {}

  grpc::Status Publish(grpc::ServerContext* context, const thidua::ranking::v1::PublishRequest* request,
                       thidua::ranking::v1::PublishResponse* response) override {
    thidua::ranking::v1::PublishResponse reply;
    *reply.mutable_publication() = Published();
    return script_.Answer(*context, "Publish", *request, reply, response);
  }
  grpc::Status ListPublications(grpc::ServerContext* context,
                                const thidua::ranking::v1::ListPublicationsRequest* request,
                                thidua::ranking::v1::ListPublicationsResponse* response) override {
    thidua::ranking::v1::ListPublicationsResponse reply;
    *reply.add_publications() = Published();
    return script_.Answer(*context, "ListPublications", *request, reply, response);
  }
  grpc::Status GetPublication(grpc::ServerContext* context, const thidua::ranking::v1::GetPublicationRequest* request,
                              grpc::ServerWriter<thidua::ranking::v1::GetPublicationResponse>* writer) override {
    return script_.Send(*context, "GetPublication", *request, writer);
  }
  grpc::Status ProposeAwards(grpc::ServerContext* context, const thidua::ranking::v1::ProposeAwardsRequest* request,
                             thidua::ranking::v1::ProposeAwardsResponse* response) override {
    thidua::ranking::v1::ProposeAwardsResponse reply;
    reply.add_proposals()->set_cluster("k");
    reply.mutable_proposals(0)->add_units()->set_unit("u1");
    return script_.Answer(*context, "ProposeAwards", *request, reply, response);
  }

 private:
  static thidua::ranking::v1::PublicationSummary Published() {
    thidua::ranking::v1::PublicationSummary summary;
    summary.set_under("535");
    summary.set_year(2023);
    summary.set_number(3);
    summary.set_sha256("cafe");
    return summary;
  }

  Script& script_;
};

class FakeServer {
 public:
  explicit FakeServer(Script& script)
      : directory_(script),
        scoring_(script),
        sheets_(script),
        audit_(script),
        ranking_(script),
        publications_(script),
        tasks_(script) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&directory_);
    builder.RegisterService(&scoring_);
    builder.RegisterService(&sheets_);
    builder.RegisterService(&audit_);
    builder.RegisterService(&ranking_);
    builder.RegisterService(&publications_);
    tasks_.RegisterWith(builder);
    server_ = builder.BuildAndStart();
    address_ = absl::StrCat("127.0.0.1:", port);
  }
  ~FakeServer() { server_->Shutdown(std::chrono::system_clock::now()); }

  const std::string& address() const { return address_; }

 private:
  FakeDirectory directory_;
  FakeScoring scoring_;
  FakeSheets sheets_;
  FakeAudit audit_;
  FakeRanking ranking_;
  FakePublications publications_;
  FakeTaskServices tasks_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_FAKE_SERVICES_H_
