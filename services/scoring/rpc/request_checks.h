#ifndef THIDUA_SERVICES_SCORING_RPC_REQUEST_CHECKS_H_
#define THIDUA_SERVICES_SCORING_RPC_REQUEST_CHECKS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/scoring/storage/scoring_store.h"

namespace thidua::scoring {

// INVALID_ARGUMENT (REQUIRED).
absl::Status MissingField(std::string_view field);
// Both are there.
absl::Status CheckUnitYear(const std::string& unit, int year);
// What the scope names exists. UnknownUnit, UnknownCluster.
absl::Status CheckScope(ReadTransaction& transaction, const ClusterScope& scope, int year);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_RPC_REQUEST_CHECKS_H_
