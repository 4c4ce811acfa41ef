#ifndef THIDUA_SERVICES_TASKS_RPC_DRAFTING_H_
#define THIDUA_SERVICES_TASKS_RPC_DRAFTING_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/tasks/domain/lost_points.h"
#include "services/tasks/domain/merge.h"
#include "services/tasks/rpc/backend.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::tasks {

// Tasks drawn up from points: those lost, or those of a path to a rank; tasks.proto says what each call does. What it
// leaves open: a `due` that a request gives is what a person wants, so it also moves the due date of a task that is
// still DRAFT (UPDATED), never that of one that was given out. The calendar's day is for new tasks only.
//
// Thread-safe. Calls block on the store, scoring and ranking; a status of theirs is passed on, and nothing is stored.
class Drafting {
 public:
  explicit Drafting(const Backend& backend) : backend_(backend) {}

  absl::StatusOr<v1::DraftTasksResponse> DraftTasks(const v1::DraftTasksRequest& request, const rpc::Call& call);
  absl::StatusOr<v1::DraftPathTasksResponse> DraftPathTasks(const v1::DraftPathTasksRequest& request,
                                                            const rpc::Call& call);

 private:
  struct Order {
    DraftPlan plan;
    DueDate due_date = DueDate::kByDefault;
    Calendar calendar;
  };

  template <typename Request>
  absl::StatusOr<Order> ReadOrder(const Request& request, const rpc::Call& call);
  absl::StatusOr<ScoredYear> AskExplanation(const std::string& unit, int year, const rpc::Call& call, int64_t& version);
  absl::StatusOr<std::vector<v1::DraftedTask>> Store(const std::vector<Task>& drafts, const Order& order,
                                                     const rpc::Call& call);

  const Backend backend_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_DRAFTING_H_
