#ifndef THIDUA_TESTS_INTEGRATION_SHEET_DESK_H_
#define THIDUA_TESTS_INTEGRATION_SHEET_DESK_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/integration/rpc.h"
#include "thidua/scoring/v1/audit.grpc.pb.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"
#include "thidua/scoring/v1/sheets.grpc.pb.h"
#include "thidua/type/v1/actor.pb.h"

// Score sheets over gRPC, a line for each act.
namespace thidua::integration {

namespace pb = thidua::scoring::v1;
using pb::AuditService;
using pb::ScoringService;
using pb::SheetService;
using thidua::type::v1::Actor;

Actor OfUnit(const std::string& unit);
Actor OfOffice(const std::string& office);
Actor Nobody();

// Why a call was refused, as programs see it.
struct Refusal {
  grpc::StatusCode code = grpc::StatusCode::OK;
  std::string reason;
  std::map<std::string, std::string> metadata;
  std::vector<std::string> fields;
  std::string vi;  // For people.
};
Refusal ReadRefusal(const grpc::Status& status);
// "OK", or the reason.
std::string ReasonOf(const grpc::Status& status);

// What a write answered.
struct Outcome {
  grpc::Status status;
  pb::SheetState sheet;
  bool ok() const { return status.ok(); }
  std::string reason() const { return ReasonOf(status); }
};

struct Edit {
  std::string criterion;
  std::string input;
  std::string value;
  std::string source;
};

struct Guard {
  std::string etag;
  std::string request_id;
};

inline constexpr int kScoredYear = 2023;

// A connection to scoring. What has no status to give throws std::runtime_error when it is refused.
class Desk {
 public:
  explicit Desk(const std::string& address, int year = kScoredYear);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  SheetService::Stub& sheets() const { return *sheets_; }
  ScoringService::Stub& scoring() const { return *scoring_; }
  AuditService::Stub& audit() const { return *audit_; }

  // One unary call.
  template <typename Stub, typename Request, typename Response>
  static grpc::Status Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                           const Request& request, Response* response, const Actor& by = {}) {
    grpc::ClientContext context;
    Prepare(by, context);
    return (stub.*method)(&context, request, response);
  }
  // Who calls, and a deadline: a call without an answer fails.
  static void Prepare(const Actor& by, grpc::ClientContext& context);

  pb::UpdateSheetRequest UpdateOf(const std::string& unit, const std::vector<Edit>& edits,
                                  const Guard& guard = {}) const;
  Outcome Update(const Actor& by, const pb::UpdateSheetRequest& request) const;
  Outcome Update(const Actor& by, const std::string& unit, const std::vector<Edit>& edits,
                 const Guard& guard = {}) const {
    return Update(by, UpdateOf(unit, edits, guard));
  }
  Outcome Submit(const Actor& by, const std::string& unit) const;
  Outcome Confirm(const Actor& by, const std::string& unit, const std::vector<std::string>& criteria = {}) const;
  Outcome Decide(const Actor& by, const std::string& unit, const std::string& criterion, const std::string& points,
                 const std::string& reason) const;
  Outcome Return(const Actor& by, const std::string& unit, const std::string& stage,
                 const std::vector<std::string>& criteria, const std::string& reason) const;
  Outcome Withdraw(const Actor& by, const std::string& unit) const;
  Outcome Reopen(const Actor& by, const std::string& unit, const std::string& stage, const std::string& reason) const;
  Outcome Lock(const Actor& by, const std::string& unit) const;
  Outcome RemoveEvidence(const Actor& by, const std::string& unit, const std::string& id) const;

  // In pieces of 64 KiB. Sets `stored` when it is given.
  Outcome Attach(const Actor& by, const std::string& unit, const pb::Evidence& evidence,
                 const std::string& content = "", const Guard& guard = {}, pb::Evidence* stored = nullptr) const;
  Outcome Attach(const Actor& by, const std::string& unit, const std::string& criterion) const;
  // The bytes; checks that they come in pieces of at most 256 KiB, described by the first.
  grpc::Status Download(const std::string& unit, const std::string& id, std::string* bytes) const;

  pb::Sheet Sheet(const std::string& unit, int64_t version = 0) const;
  // Newest first, `page_size` at a time.
  std::vector<pb::Revision> Revisions(const std::string& unit, int page_size = 500) const;
  std::vector<pb::SheetChange> Compare(const std::string& unit, int64_t from, int64_t to) const;
  pb::GetLedgerResponse Ledger(const std::string& cluster) const;
  pb::ClusterScores Scores(const std::string& cluster, const std::string& stage) const;
  int64_t Version(const std::string& cluster) const;
  std::vector<pb::AuditEntry> AuditEntries() const;
  pb::GetAuditHeadResponse AuditHead() const;
  grpc::Status VerifyAudit(pb::VerifyAuditStateResponse* response = nullptr) const;

  // Any import whose first field is a chunk; of a directory, scale or inputs.
  thidua::type::v1::ImportReport Import(const std::string& method, const std::string& content) const;
  // The same, throwing when it is not stored.
  void MustImport(const std::string& method, const std::string& content) const;
  pb::SimulateScaleResponse Simulate(const std::string& scale) const;

 private:
  template <typename Request>
  Request About(const std::string& unit) const {
    Request request;
    request.set_unit(unit);
    request.set_year(year_);
    return request;
  }

  int year_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<SheetService::Stub> sheets_;
  std::unique_ptr<ScoringService::Stub> scoring_;
  std::unique_ptr<AuditService::Stub> audit_;
};

// The criterion of a sheet; throws when there is none.
const pb::SheetCriterion& CriterionOf(const pb::Sheet& sheet, const std::string& code);

// Walks the chain as audit.proto describes it. Empty when it holds, else what is wrong first.
std::string CheckChain(const std::vector<pb::AuditEntry>& entries);

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_SHEET_DESK_H_
