#ifndef THIDUA_SERVICES_TASKS_RPC_DIRECTIVES_H_
#define THIDUA_SERVICES_TASKS_RPC_DIRECTIVES_H_

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/tasks/rpc/backend.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::tasks {

// Instructions of a unit above to every unit of a scope; tasks.proto says what each call does.
//
// Thread-safe. Calls block on the store and on scoring.
class Directives {
 public:
  explicit Directives(const Backend& backend) : backend_(backend) {}

  absl::StatusOr<v1::IssueDirectiveResponse> Issue(const v1::IssueDirectiveRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::ListDirectivesResponse> List(const v1::ListDirectivesRequest& request);

 private:
  const Backend backend_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_DIRECTIVES_H_
