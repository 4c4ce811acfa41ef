#ifndef THIDUA_SERVICES_TASKS_RPC_WRITE_ONCE_H_
#define THIDUA_SERVICES_TASKS_RPC_WRITE_ONCE_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/crypto/sha256.h"
#include "common/identity/actor.h"
#include "services/tasks/storage/task_store.h"

namespace thidua::tasks {

// What tells a request from another one under the same id.
template <typename Request>
std::string FingerprintOf(const Request& request, const Actor& by) {
  Sha256 digest;
  for (const std::string& part :
       {Request::descriptor()->full_name(), by.name, by.unit, by.office, request.SerializeAsString()}) {
    digest.Add(absl::StrCat(part.size(), ":", part));
  }
  return digest.Hex();
}

// Runs `body` in one transaction and keeps its reply, or gives the reply that was kept for `request_id` and does
// nothing. Without an id it runs each time. INVALID_ARGUMENT (BAD_REQUEST_ID, REQUEST_ID_REUSED).
absl::StatusOr<std::string> WriteOnce(TaskStore& store, const std::string& request_id, const std::string& fingerprint,
                                      absl::Time now, absl::FunctionRef<absl::StatusOr<std::string>(TaskWriter&)> body);

// The same for a reply of some type.
template <typename Response, typename Request>
absl::StatusOr<Response> WriteOnce(TaskStore& store, const Request& request, const Actor& by, absl::Time now,
                                   absl::FunctionRef<absl::StatusOr<Response>(TaskWriter&)> body) {
  const absl::StatusOr<std::string> bytes = WriteOnce(store, request.request_id(), FingerprintOf(request, by), now,
                                                      [&](TaskWriter& writer) -> absl::StatusOr<std::string> {
                                                        const absl::StatusOr<Response> reply = body(writer);
                                                        if (!reply.ok()) return reply.status();
                                                        return reply->SerializeAsString();
                                                      });
  if (!bytes.ok()) return bytes.status();
  Response response;
  response.ParseFromString(*bytes);
  return response;
}

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_WRITE_ONCE_H_
