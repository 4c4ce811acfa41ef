#ifndef THIDUA_COMMON_IDENTITY_CALLER_H_
#define THIDUA_COMMON_IDENTITY_CALLER_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "common/identity/actor.h"

namespace thidua {

// What a caller may be, several at once.
enum class Role : uint8_t {
  kViewer,         // Reads.
  kEditor,         // Of a commune: writes its unit's sheet and tasks.
  kVerifier,       // Of a department: confirms and decides.
  kLeader,         // Of a cluster: decides, returns, sees the cluster's sheets.
  kAppraiser,      // Of a district: decides for the units below it, directs, publishes.
  kAdministrator,  // Everything, everywhere.
  kService,        // A service of the suite that acts on its own account or for a person.
};

// A set of roles.
class Roles {
 public:
  constexpr Roles() = default;
  template <typename... More>
  constexpr explicit Roles(Role one, More... more) : bits_((Bit(one) | ... | Bit(more))) {}

  constexpr void Add(Role role) { bits_ |= Bit(role); }
  constexpr bool Has(Role role) const { return (bits_ & Bit(role)) != 0; }
  constexpr bool HasAny(Roles others) const { return (bits_ & others.bits_) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(Roles, Roles) = default;

 private:
  static constexpr uint8_t Bit(Role role) { return static_cast<uint8_t>(1U << static_cast<unsigned>(role)); }

  uint8_t bits_ = 0;
};

// Who a verified token says calls.
struct Caller {
  std::string subject;  // The issuer's id of them.
  std::string unit;     // Code; what is theirs is this unit and all below it. Empty: they are trusted, and see all.
  // For whom they act: their unit and office; a verifier with no other role that acts, for the office alone.
  Actor actor;
  Roles roles;
  std::string bearer;  // The token itself, to be passed on; never to be logged.
  absl::Time expires;
};

// These see every unit, and are believed when they say for whom they act.
inline bool IsTrusted(const Caller& caller) { return caller.roles.HasAny(Roles(Role::kAdministrator, Role::kService)); }

}  // namespace thidua

#endif  // THIDUA_COMMON_IDENTITY_CALLER_H_
