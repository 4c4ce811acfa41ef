#ifndef THIDUA_COMMON_AUTH_AUTHENTICATOR_H_
#define THIDUA_COMMON_AUTH_AUTHENTICATOR_H_

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/auth/key_source.h"
#include "common/identity/caller.h"

namespace thidua::auth {

// Whom tokens must be from and for.
struct TokenRules {
  std::string issuer = "thidua";
  std::string audience = "thidua";
  absl::Duration leeway = absl::Seconds(30);  // Clocks differ.
  size_t most_bytes = 8192;
};

// The name of a role in tokens and messages, e.g. "editor".
std::string_view NameOf(Role role);
inline constexpr std::array kAllRoles = {Role::kViewer,    Role::kEditor,        Role::kVerifier, Role::kLeader,
                                         Role::kAppraiser, Role::kAdministrator, Role::kService};

// Says who calls, by a signed JSON Web Token. What was verified once is remembered until it expires or the keys change.
// Thread-safe; callers with different tokens seldom meet on a lock.
class Authenticator {
 public:
  // `keys` must outlive this object.
  Authenticator(KeySource& keys, TokenRules rules, std::function<absl::Time()> now);

  // `authorization`: "Bearer " and the token. UNAUTHENTICATED (NO_TOKEN, TOKEN_EXPIRED, BAD_TOKEN), which says nothing
  // of the token itself. Does not block.
  absl::StatusOr<std::shared_ptr<const Caller>> Recognize(std::string_view authorization);

 private:
  struct Known {
    std::shared_ptr<const Caller> caller;
    uint64_t generation = 0;  // Of the keys that it was verified with.
  };
  struct Shard {
    absl::Mutex mutex;
    absl::flat_hash_map<std::string_view, Known, std::hash<std::string_view>, std::equal_to<>> known
        ABSL_GUARDED_BY(mutex);  // By Caller::bearer.
  };
  static constexpr size_t kMostPerShard = 1024;

  absl::StatusOr<std::shared_ptr<const Caller>> Verify(std::string_view token, absl::Time now);
  void Remember(Shard& shard, std::shared_ptr<const Caller> caller, uint64_t generation, absl::Time now);

  KeySource& keys_;
  const TokenRules rules_;
  const std::function<absl::Time()> now_;
  std::array<Shard, 16> shards_;
};

}  // namespace thidua::auth

#endif  // THIDUA_COMMON_AUTH_AUTHENTICATOR_H_
