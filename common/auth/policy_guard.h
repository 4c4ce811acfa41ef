#ifndef THIDUA_COMMON_AUTH_POLICY_GUARD_H_
#define THIDUA_COMMON_AUTH_POLICY_GUARD_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "common/auth/authenticator.h"
#include "common/auth/directory.h"
#include "common/auth/policy.h"
#include "common/rpc/guard.h"

namespace thidua::auth {

// Lets calls in by their token and the policy (policy.h).
//
// What is outside of what a caller may see is refused as if it did not exist; what is inside but not for the caller's
// roles, with the roles that it takes.
class PolicyGuard final : public rpc::Guard {
 public:
  // All must outlive this object.
  PolicyGuard(Authenticator& authenticator, Directory& directory, std::function<absl::Time()> now);
  ~PolicyGuard() override;

  absl::StatusOr<std::shared_ptr<const Caller>> Recognize(std::string_view authorization,
                                                          const google::protobuf::Descriptor& request) override;
  std::string SubjectOf(std::string_view authorization) override;
  std::optional<absl::Status> PermitNow(const Caller& caller, const google::protobuf::Message& request) override;
  absl::Status Permit(const Caller& caller, const google::protobuf::Message& request, const rpc::Call& call) override;

 private:
  struct Plan;   // A rule, and where in a request its fields are.
  struct Named;  // What a field of a request names.

  const Plan* PlanOf(const google::protobuf::Descriptor& request) const;
  // Null `call`: from memory; nothing when it does not know.
  std::optional<absl::Status> Judge(const Caller& caller, const google::protobuf::Message& request,
                                    const rpc::Call* call);
  std::optional<absl::Status> JudgeOne(const Caller& caller, const Named& named, const rpc::Call* call);
  absl::StatusOr<std::optional<bool>> IsRelated(const Caller& caller, const Named& named, const rpc::Call* call);
  absl::StatusOr<std::optional<Line>> LineOf(const std::string& unit, const rpc::Call* call);
  // Whether every unit that the task may be of is `above` or below it.
  absl::StatusOr<std::optional<bool>> IsTaskBelow(const std::string& task, const std::string& above,
                                                  const rpc::Call* call);
  // Whether `unit` is `above` or below it.
  absl::StatusOr<std::optional<bool>> IsBelow(const std::string& unit, const std::string& above, const rpc::Call* call);

  Authenticator& authenticator_;
  Directory& directory_;
  const std::function<absl::Time()> now_;
  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<const Plan>> plans_;
};

}  // namespace thidua::auth

#endif  // THIDUA_COMMON_AUTH_POLICY_GUARD_H_
