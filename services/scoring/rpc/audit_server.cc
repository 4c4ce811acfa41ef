#include "services/scoring/rpc/audit_server.h"

#include <algorithm>
#include <limits>

#include "services/scoring/usecases/audit.h"

namespace thidua::scoring {
namespace {

namespace pb = thidua::scoring::v1;

// Entries of an import can be some kilobytes each.
constexpr int kPage = 200;

}  // namespace

absl::StatusOr<AuditServer::Entries> AuditServer::ListAuditEntries(const pb::ListAuditEntriesRequest& request) {
  int64_t last = 0;
  const absl::Status status = store_.Read([&](ReadTransaction& transaction) {
    absl::StatusOr<LogEntry> head = transaction.LogHead();
    if (head.ok()) last = head->number;
    return head.status();
  });
  if (!status.ok()) return status;
  if (request.limit() > 0) last = std::min(last, request.after() + request.limit());
  return Entries(store_, request.after(), last);
}

absl::StatusOr<bool> AuditServer::Entries::Next(pb::ListAuditEntriesResponse& response) {
  if (after_ >= last_) return false;
  const absl::Status status = store_->Read([&](ReadTransaction& transaction) -> absl::Status {
    response.Clear();
    const auto limit = static_cast<int>(std::min<int64_t>(kPage, last_ - after_));
    absl::StatusOr<std::vector<LogEntry>> entries = transaction.ListLog(after_, limit);
    if (!entries.ok()) return entries.status();
    for (LogEntry& entry : *entries) {
      pb::AuditEntry* one = response.add_entries();
      one->set_number(entry.number);
      one->set_entry(std::move(entry.text));
      one->set_hash(std::move(entry.hash));
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (response.entries().empty()) return false;
  after_ = response.entries().rbegin()->number();
  return true;
}

absl::StatusOr<pb::GetAuditHeadResponse> AuditServer::GetAuditHead(const pb::GetAuditHeadRequest&) {
  pb::GetAuditHeadResponse response;
  const absl::Status status = store_.Read([&](ReadTransaction& transaction) {
    absl::StatusOr<LogEntry> head = transaction.LogHead();
    if (!head.ok()) return head.status();
    response.set_number(head->number);
    response.set_hash(head->hash);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<pb::VerifyAuditStateResponse> AuditServer::VerifyAuditState(const pb::VerifyAuditStateRequest&) {
  pb::VerifyAuditStateResponse response;
  const absl::Status status = store_.Read([&](ReadTransaction& transaction) {
    absl::StatusOr<AuditedState> audited = CompareStateWithLog(transaction);
    if (!audited.ok()) return audited.status();
    response.set_entries(audited->entries);
    response.set_sheets(audited->sheets);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

}  // namespace thidua::scoring
