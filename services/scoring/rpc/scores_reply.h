#ifndef THIDUA_SERVICES_SCORING_RPC_SCORES_REPLY_H_
#define THIDUA_SERVICES_SCORING_RPC_SCORES_REPLY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/status/message.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/scoring/usecases/cluster_sheets.h"
#include "thidua/scoring/v1/scoring.pb.h"

namespace thidua::scoring {

// Scores the cluster at a stage and says it in the API's words. `stage` empty: each sheet where it stands;
// kComputedStage: by the rules alone. NOT_FOUND (UNKNOWN_STAGE).
absl::StatusOr<thidua::scoring::v1::ClusterScores> ToClusterScores(const ClusterSheets& sheets,
                                                                   const std::string& stage);

// Explains the points of one member. `criterion` empty: all. UnknownCriterion.
// REQUIRES: `unit` is a member.
absl::StatusOr<thidua::scoring::v1::ExplainScoresResponse> ToExplanation(const ClusterSheets& sheets,
                                                                         const std::string& unit,
                                                                         const std::string& criterion,
                                                                         const std::vector<Office>& offices,
                                                                         Language language);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_RPC_SCORES_REPLY_H_
