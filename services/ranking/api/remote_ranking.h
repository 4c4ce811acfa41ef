#ifndef THIDUA_SERVICES_RANKING_API_REMOTE_RANKING_H_
#define THIDUA_SERVICES_RANKING_API_REMOTE_RANKING_H_

#include <memory>
#include <string>

#include "common/rpc/credentials.h"
#include "services/ranking/api/ranking_api.h"

namespace thidua::ranking {

// The replicas of a ranking service (common/rpc/address_list.h). Connects when first asked and again whenever a
// connection is lost.
std::unique_ptr<RankingApi> MakeRemoteRanking(const std::string& addresses, const rpc::ClientTls& tls = {});

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_API_REMOTE_RANKING_H_
