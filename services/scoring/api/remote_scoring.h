#ifndef THIDUA_SERVICES_SCORING_API_REMOTE_SCORING_H_
#define THIDUA_SERVICES_SCORING_API_REMOTE_SCORING_H_

#include <functional>
#include <memory>
#include <string>

#include "common/rpc/credentials.h"
#include "services/scoring/api/scoring_api.h"

namespace thidua::scoring {

// The replicas of a scoring service (common/rpc/address_list.h). Connects when first asked and again whenever a
// connection is lost. `own_token` gives the token for calls that are made for no caller; empty: there is none.
std::unique_ptr<ScoringApi> MakeRemoteScoring(const std::string& addresses, const rpc::ClientTls& tls = {},
                                              std::function<std::string()> own_token = nullptr);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_API_REMOTE_SCORING_H_
