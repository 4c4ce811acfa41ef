#ifndef THIDUA_SERVICES_SCORING_API_REMOTE_SCORING_H_
#define THIDUA_SERVICES_SCORING_API_REMOTE_SCORING_H_

#include <memory>
#include <string>

#include "services/scoring/api/scoring_api.h"

namespace thidua::scoring {

// A scoring service at `address` ("host:port"). Connects when first asked and again whenever the connection is lost.
std::unique_ptr<ScoringApi> MakeRemoteScoring(const std::string& address);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_API_REMOTE_SCORING_H_
