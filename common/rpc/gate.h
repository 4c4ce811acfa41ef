#ifndef THIDUA_COMMON_RPC_GATE_H_
#define THIDUA_COMMON_RPC_GATE_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/cost.h"
#include "common/rpc/guard.h"
#include "common/rpc/rate_limiter.h"
#include "common/rpc/worker_pool.h"

namespace thidua::rpc {

// What every call of a service passes: who calls, how often, whether they may, then the queue of the workers. The
// answers of handlers.h go through it by themselves; whatever answers by other means makes a Passage of its own.
class Gate {
 public:
  // Without a guard, nobody is checked and nobody's calls are counted. Both must outlive this object.
  explicit Gate(WorkerPool& workers, Guard* guard = nullptr, double calls_per_second = kDefaultRateLimit)
      : workers_(workers), guard_(guard), limiter_(calls_per_second) {}

  Guard* guard() const { return guard_; }
  // Whom the token of a call names, for the log; empty where nobody is checked.
  std::string SubjectOf(const grpc::ServerContextBase& context);
  RateLimiter& limiter() { return limiter_; }

  // The queue for what was let in: see WorkerPool.
  absl::Status Check(const Ticket& ticket) { return workers_.Check(ticket); }
  absl::Status Submit(const Ticket& ticket, std::function<void()> work) {
    return workers_.Submit(ticket, std::move(work));
  }

 private:
  WorkerPool& workers_;
  Guard* const guard_;
  RateLimiter limiter_;
};

absl::Time DeadlineOf(const grpc::ServerContextBase& context);

// What a call with requests of this type asks of the workers.
template <typename Request>
Ticket TicketOf(const grpc::ServerContextBase& context) {
  static const Cost cost = CostOf(*Request::descriptor()).value_or(Cost::kScoring);
  return {.cost = cost, .deadline = DeadlineOf(context)};
}

// One call on its way through the gate. First one of the Enter functions, on gRPC's threads; then Admit, on a worker.
class Passage {
 public:
  // Both must outlive this object.
  Passage(Gate& gate, const grpc::CallbackServerContext* context)
      : guard_(gate.guard()), limiter_(&gate.limiter()), context_(context) {}

  // Who calls, before there is a request of type `request`, and whether they call too often.
  absl::Status Enter(const google::protobuf::Descriptor& request);
  // Whether they may make this request, as far as memory knows. REQUIRES: has entered.
  absl::Status Check(const google::protobuf::Message& request);
  // Both.
  absl::Status Enter(const google::protobuf::Message& request);

  // Nothing is left to be asked: an answer from memory may be given.
  bool permitted() const { return guard_ == nullptr || permitted_; }

  // What is left to be asked of others, and the call as handlers take it. May block. INVALID_ARGUMENT (BAD_ACTOR).
  absl::StatusOr<Call> Admit(const google::protobuf::Message& request);
  // The same for calls whose requests name nothing that could be refused.
  absl::StatusOr<Call> Admit() const;

 private:
  Guard* guard_;
  RateLimiter* limiter_;
  const grpc::CallbackServerContext* context_;
  std::shared_ptr<const Caller> caller_;
  bool permitted_ = false;
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_GATE_H_
