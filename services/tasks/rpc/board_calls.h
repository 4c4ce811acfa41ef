#ifndef THIDUA_SERVICES_TASKS_RPC_BOARD_CALLS_H_
#define THIDUA_SERVICES_TASKS_RPC_BOARD_CALLS_H_

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/tasks/rpc/backend.h"
#include "thidua/tasks/v1/board.pb.h"

namespace thidua::tasks {

// BoardService without its transport. Thread-safe. Calls block on the store and on scoring.
class BoardCalls {
 public:
  explicit BoardCalls(const Backend& backend) : backend_(backend) {}

  absl::StatusOr<v1::GetBoardResponse> GetBoard(const v1::GetBoardRequest& request, const rpc::Call& call);

 private:
  const Backend backend_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_BOARD_CALLS_H_
