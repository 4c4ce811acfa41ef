#ifndef THIDUA_SERVICES_SCORING_RPC_AUDIT_SERVER_H_
#define THIDUA_SERVICES_SCORING_RPC_AUDIT_SERVER_H_

#include "absl/status/statusor.h"
#include "services/scoring/storage/scoring_store.h"
#include "thidua/scoring/v1/audit.pb.h"

namespace thidua::scoring {

// AuditService without its transport. Thread-safe; every call blocks on the store.
class AuditServer {
 public:
  explicit AuditServer(ScoringStore& store) : store_(store) {}

  // The entries of a call, a page for each message.
  class Entries {
   public:
    absl::StatusOr<bool> Next(v1::ListAuditEntriesResponse& response);

   private:
    friend class AuditServer;
    Entries(ScoringStore& store, int64_t after, int64_t last) : store_(&store), after_(after), last_(last) {}

    ScoringStore* store_;
    int64_t after_;
    int64_t last_;
  };

  absl::StatusOr<Entries> ListAuditEntries(const v1::ListAuditEntriesRequest& request);
  absl::StatusOr<v1::GetAuditHeadResponse> GetAuditHead(const v1::GetAuditHeadRequest& request);
  absl::StatusOr<v1::VerifyAuditStateResponse> VerifyAuditState(const v1::VerifyAuditStateRequest& request);

 private:
  ScoringStore& store_;
};

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_RPC_AUDIT_SERVER_H_
