#ifndef THIDUA_SERVICES_RANKING_API_REMOTE_RANKING_H_
#define THIDUA_SERVICES_RANKING_API_REMOTE_RANKING_H_

#include <memory>
#include <string>

#include "services/ranking/api/ranking_api.h"

namespace thidua::ranking {

// A ranking service at `address` ("host:port"). Connects when first asked and again whenever the connection is lost.
std::unique_ptr<RankingApi> MakeRemoteRanking(const std::string& address);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_API_REMOTE_RANKING_H_
