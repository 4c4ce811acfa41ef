#ifndef THIDUA_COMMON_IDENTITY_ACTOR_H_
#define THIDUA_COMMON_IDENTITY_ACTOR_H_

#include <string>

namespace thidua {

// Who does something: a person, and on behalf of whom. A unit acts for its own sheet, for the cluster it leads and for
// the clusters it aggregates; an office confirms. All empty: nobody said.
struct Actor {
  std::string name;
  std::string unit;    // Code.
  std::string office;  // Code.
  friend bool operator==(const Actor&, const Actor&) = default;
};

}  // namespace thidua

#endif  // THIDUA_COMMON_IDENTITY_ACTOR_H_
