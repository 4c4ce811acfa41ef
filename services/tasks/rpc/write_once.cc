#include "services/tasks/rpc/write_once.h"

#include <optional>

#include "common/audit/log.h"

namespace thidua::tasks {

absl::StatusOr<std::string> WriteOnce(TaskStore& store, const std::string& request_id, const std::string& fingerprint,
                                      absl::Time now,
                                      absl::FunctionRef<absl::StatusOr<std::string>(TaskWriter&)> body) {
  if (absl::Status status = audit::CheckRequestId(request_id); !status.ok()) return status;
  std::string reply;
  const absl::Status status = store.Write([&](TaskWriter& writer) -> absl::Status {
    if (!request_id.empty()) {
      if (std::optional<audit::KeptReply> kept = writer.FindReply(request_id); kept.has_value()) {
        if (kept->fingerprint != fingerprint) return audit::RequestIdReused(request_id);
        reply = std::move(kept->reply);
        return absl::OkStatus();
      }
    }
    absl::StatusOr<std::string> made = body(writer);
    if (!made.ok()) return made.status();
    reply = *std::move(made);
    if (!request_id.empty()) {
      writer.PutReply(
          {.request_id = request_id, .fingerprint = fingerprint, .time = absl::ToUnixMicros(now), .reply = reply});
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return reply;
}

}  // namespace thidua::tasks
