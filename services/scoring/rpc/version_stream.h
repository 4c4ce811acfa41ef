#ifndef THIDUA_SERVICES_SCORING_RPC_VERSION_STREAM_H_
#define THIDUA_SERVICES_SCORING_RPC_VERSION_STREAM_H_

#include <grpcpp/grpcpp.h>

#include "common/rpc/gate.h"
#include "services/scoring/usecases/version_feed.h"
#include "thidua/scoring/v1/scoring.pb.h"

namespace thidua::scoring {

// Answers one WatchVersions call. A slow reader holds no thread and no memory: it is told the newest state when it
// reads again.
grpc::ServerBidiReactor<thidua::scoring::v1::WatchVersionsRequest, thidua::scoring::v1::WatchVersionsResponse>*
StreamVersions(VersionFeed& feed, rpc::Gate& gate, const grpc::CallbackServerContext* context);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_RPC_VERSION_STREAM_H_
