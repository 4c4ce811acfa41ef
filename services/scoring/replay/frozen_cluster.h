#ifndef THIDUA_SERVICES_SCORING_REPLAY_FROZEN_CLUSTER_H_
#define THIDUA_SERVICES_SCORING_REPLAY_FROZEN_CLUSTER_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/status/message.h"
#include "services/scoring/usecases/cluster_sheets.h"
#include "thidua/scoring/v1/frozen.pb.h"
#include "thidua/scoring/v1/scoring.pb.h"

// The scores of a cluster-year from a message alone, with no store: what published results are checked by.
namespace thidua::scoring {

// `scale` is the message that `sheets.scale` was made from, `stage` what ToClusterScores is asked for.
thidua::scoring::v1::FrozenCluster Freeze(const ClusterSheets& sheets, thidua::scoring::v1::Scale scale,
                                          const std::string& stage);

// What ToClusterScores gave for the sheets and the stage that were frozen, to the byte. The message may come from
// anywhere: INVALID_ARGUMENT (BAD_FROZEN_CLUSTER) when Freeze cannot have made it, NOT_FOUND (UNKNOWN_STAGE),
// FAILED_PRECONDITION (INPUT_DOES_NOT_FIT).
absl::StatusOr<thidua::scoring::v1::ClusterScores> ScoreFrozen(const thidua::scoring::v1::FrozenCluster& frozen);

// What ToExplanation gave for the unit, but for the names of offices, which are not frozen. Fails as ScoreFrozen does.
// REQUIRES: the unit has a sheet in `frozen`.
absl::StatusOr<thidua::scoring::v1::ExplainScoresResponse> ExplainFrozen(
    const thidua::scoring::v1::FrozenCluster& frozen, const std::string& unit, Language language);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_REPLAY_FROZEN_CLUSTER_H_
