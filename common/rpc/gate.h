#ifndef THIDUA_COMMON_RPC_GATE_H_
#define THIDUA_COMMON_RPC_GATE_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/guard.h"
#include "common/rpc/worker_pool.h"

namespace thidua::rpc {

// What every call of a service passes: who calls, whether they may, then the queue of the workers. The answers of
// handlers.h go through it by themselves; whatever answers by other means makes a Passage of its own.
class Gate {
 public:
  // Without a guard, nobody is checked. Both must outlive this object.
  explicit Gate(WorkerPool& workers, Guard* guard = nullptr) : workers_(workers), guard_(guard) {}

  Guard* guard() const { return guard_; }

  // Queues what was let in. False, and `work` is not run, when the queue is full.
  bool Submit(std::function<void()> work) { return workers_.Submit(std::move(work)); }

 private:
  WorkerPool& workers_;
  Guard* const guard_;
};

// One call on its way through the gate. First one of the Enter functions, on gRPC's threads; then Admit, on a worker.
class Passage {
 public:
  // Both must outlive this object.
  Passage(Gate& gate, const grpc::ServerContextBase* context) : guard_(gate.guard()), context_(context) {}

  // Who calls, before there is a request of type `request`.
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
  const grpc::ServerContextBase* context_;
  std::shared_ptr<const Caller> caller_;
  bool permitted_ = false;
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_GATE_H_
