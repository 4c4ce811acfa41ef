#include "services/tasks/rpc/task_audit.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace thidua::tasks {
namespace {

constexpr int kPage = 200;

}  // namespace

absl::StatusOr<TaskAudit::Entries> TaskAudit::ListEntries(const v1::ListTaskAuditEntriesRequest& request) {
  const absl::StatusOr<audit::LogEntry> head = store_.LogHead();
  if (!head.ok()) return head.status();
  int64_t last = head->number;
  if (request.limit() > 0) last = std::min(last, request.after() + request.limit());
  return Entries(store_, request.after(), last);
}

absl::StatusOr<bool> TaskAudit::Entries::Next(v1::ListTaskAuditEntriesResponse& response) {
  if (after_ >= last_) return false;
  const auto limit = static_cast<int>(std::min<int64_t>(kPage, last_ - after_));
  absl::StatusOr<std::vector<audit::LogEntry>> entries = store_->ListLog(after_, limit);
  if (!entries.ok()) return entries.status();
  if (entries->empty()) return false;
  for (audit::LogEntry& entry : *entries) {
    auto& out = *response.add_entries();
    out.set_number(entry.number);
    out.set_entry(std::move(entry.text));
    out.set_hash(std::move(entry.hash));
  }
  after_ = entries->back().number;
  return true;
}

absl::StatusOr<v1::GetTaskAuditHeadResponse> TaskAudit::GetHead() {
  absl::StatusOr<audit::LogEntry> head = store_.LogHead();
  if (!head.ok()) return head.status();
  v1::GetTaskAuditHeadResponse response;
  response.set_number(head->number);
  response.set_hash(std::move(head->hash));
  return response;
}

absl::StatusOr<v1::VerifyTaskAuditStateResponse> TaskAudit::VerifyState() {
  const absl::StatusOr<TaskStore::AuditedState> audited = store_.CompareStateWithLog();
  if (!audited.ok()) return audited.status();
  v1::VerifyTaskAuditStateResponse response;
  response.set_entries(audited->entries);
  response.set_tasks(audited->tasks);
  return response;
}

}  // namespace thidua::tasks
