#ifndef THIDUA_SERVICES_SCORING_API_REMOTE_SCORING_H_
#define THIDUA_SERVICES_SCORING_API_REMOTE_SCORING_H_

#include <memory>
#include <string>

#include "common/rpc/credentials.h"
#include "services/scoring/api/scoring_api.h"

namespace thidua::scoring {

// The replicas of a scoring service (common/rpc/address_list.h). Connects when first asked and again whenever a
// connection is lost.
std::unique_ptr<ScoringApi> MakeRemoteScoring(const std::string& addresses, const rpc::ClientTls& tls = {});

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_API_REMOTE_SCORING_H_
