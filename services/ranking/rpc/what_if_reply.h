#ifndef THIDUA_SERVICES_RANKING_RPC_WHAT_IF_REPLY_H_
#define THIDUA_SERVICES_RANKING_RPC_WHAT_IF_REPLY_H_

#include "absl/status/statusor.h"
#include "thidua/ranking/v1/ranking.pb.h"
#include "thidua/scoring/v1/scoring.pb.h"

namespace thidua::ranking {

// Who moves, and how far, between two states of one cluster. INTERNAL when the scores contradict themselves.
absl::StatusOr<v1::WhatIfResponse> ToWhatIf(const v1::WhatIfRequest& request,
                                            scoring::v1::SimulateScoresResponse scores);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_WHAT_IF_REPLY_H_
