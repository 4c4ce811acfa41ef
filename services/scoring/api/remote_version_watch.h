#ifndef THIDUA_SERVICES_SCORING_API_REMOTE_VERSION_WATCH_H_
#define THIDUA_SERVICES_SCORING_API_REMOTE_VERSION_WATCH_H_

#include <functional>
#include <memory>
#include <string>

#include "services/scoring/api/version_watch.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"

namespace thidua::scoring {

// Watches over gRPC: connects, and again whenever the stream ends or says nothing for too long, each time going on
// where it stopped and with the token as it then is (empty: none). Both must outlive the watch.
std::unique_ptr<VersionWatch> WatchRemotely(thidua::scoring::v1::ScoringService::Stub& scoring,
                                            VersionListener& listener, std::function<std::string()> own_token);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_API_REMOTE_VERSION_WATCH_H_
