#ifndef THIDUA_COMMON_STATUS_UNKNOWN_H_
#define THIDUA_COMMON_STATUS_UNKNOWN_H_

#include <string>

#include "absl/status/status.h"

namespace thidua {

// NOT_FOUND, in the words that the service that keeps the thing and the gate that hides it have in common: whoever may
// not see something cannot tell it from what does not exist.
absl::Status UnknownUnit(const std::string& code);               // UNKNOWN_UNIT
absl::Status UnknownCluster(const std::string& code, int year);  // UNKNOWN_CLUSTER
absl::Status UnknownTask(const std::string& id);                 // UNKNOWN_TASK

}  // namespace thidua

#endif  // THIDUA_COMMON_STATUS_UNKNOWN_H_
