#ifndef THIDUA_SERVICES_SCORING_RPC_SHEET_SERVER_H_
#define THIDUA_SERVICES_SCORING_RPC_SHEET_SERVER_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "common/import/fault.h"
#include "common/rpc/call.h"
#include "common/status/message.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/scoring/usecases/cluster_sheets.h"
#include "services/scoring/usecases/scale_catalog.h"
#include "services/scoring/usecases/sheet_writes.h"
#include "thidua/scoring/v1/sheets.pb.h"

namespace thidua::scoring {

// SheetService without its transport: each method turns a request into one use case and its result into a reply. The
// proto says what each does and how it fails. Thread-safe; every call blocks on the store.
class SheetServer {
 public:
  using Clock = std::function<absl::Time()>;

  SheetServer(ScoringStore& store, ScaleCatalog& catalog, Clock clock = absl::Now)
      : store_(store), catalog_(catalog), writer_(store, catalog), clock_(std::move(clock)) {}

  // Reading.
  absl::StatusOr<v1::GetSheetResponse> GetSheet(const v1::GetSheetRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::ListRevisionsResponse> ListRevisions(const v1::ListRevisionsRequest& request,
                                                          const rpc::Call& call);
  absl::StatusOr<v1::CompareSheetsResponse> CompareSheets(const v1::CompareSheetsRequest& request,
                                                          const rpc::Call& call);
  absl::StatusOr<v1::GetLedgerResponse> GetLedger(const v1::GetLedgerRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::ListWarningsResponse> ListWarnings(const v1::ListWarningsRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::GetProgressResponse> GetProgress(const v1::GetProgressRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::GetLastYearResponse> GetLastYear(const v1::GetLastYearRequest& request, const rpc::Call& call);

  // Writing.
  absl::StatusOr<v1::UpdateSheetResponse> UpdateSheet(const v1::UpdateSheetRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::BatchUpdateSheetsResponse> BatchUpdateSheets(const v1::BatchUpdateSheetsRequest& request,
                                                                  const rpc::Call& call);
  absl::StatusOr<v1::SubmitSheetResponse> SubmitSheet(const v1::SubmitSheetRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::ConfirmCriteriaResponse> ConfirmCriteria(const v1::ConfirmCriteriaRequest& request,
                                                              const rpc::Call& call);
  absl::StatusOr<v1::DecidePointsResponse> DecidePoints(const v1::DecidePointsRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::ReturnSheetResponse> ReturnSheet(const v1::ReturnSheetRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::WithdrawSheetResponse> WithdrawSheet(const v1::WithdrawSheetRequest& request,
                                                          const rpc::Call& call);
  absl::StatusOr<v1::ReopenSheetResponse> ReopenSheet(const v1::ReopenSheetRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::LockSheetResponse> LockSheet(const v1::LockSheetRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::RemoveEvidenceResponse> RemoveEvidence(const v1::RemoveEvidenceRequest& request,
                                                            const rpc::Call& call);

  // `first` is the first message of the stream, `file` what all of them carried.
  absl::StatusOr<v1::AttachEvidenceResponse> AttachEvidence(const v1::AttachEvidenceRequest& first,
                                                            const imports::File& file, const rpc::Call& call);
  absl::StatusOr<v1::ImportSheetResponse> ImportSheet(const v1::ImportSheetRequest& first, const imports::File& file,
                                                      Language language, const rpc::Call& call);

  // The pieces of a file, one after the other.
  class Download {
   public:
    // Puts the next piece into `response`; false at the end.
    absl::StatusOr<bool> Next(v1::DownloadEvidenceResponse& response);

   private:
    friend class SheetServer;
    Download(ScoringStore& store, v1::Evidence evidence) : store_(&store), evidence_(std::move(evidence)) {}

    ScoringStore* store_;
    v1::Evidence evidence_;
    int part_ = 0;
  };
  absl::StatusOr<Download> DownloadEvidence(const v1::DownloadEvidenceRequest& request, const rpc::Call& call);
  // The whole file.
  absl::StatusOr<std::string> ExportSheet(const v1::ExportSheetRequest& request, const rpc::Call& call);

 private:
  struct Member;

  // To the microsecond, as it is stored.
  absl::Time Now() const { return absl::FromUnixMicros(absl::ToUnixMicros(clock_())); }
  // Where a unit's sheet is, with its cluster, as of `version` (0: now).
  absl::StatusOr<Member> LoadMember(const std::string& unit, int year, int64_t version = 0);
  template <typename Response, typename Request>
  absl::StatusOr<Response> Change(
      const Request& request, const rpc::Call& call, const std::string& action, const std::string& reason,
      const std::function<absl::Status(const Act&, const SheetContext&, SheetRecord&)>& change);

  ScoringStore& store_;
  ScaleCatalog& catalog_;
  SheetWriter writer_;
  const Clock clock_;
};

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_RPC_SHEET_SERVER_H_
