#ifndef THIDUA_SERVICES_RANKING_PUBLICATION_AWARD_PROPOSALS_H_
#define THIDUA_SERVICES_RANKING_PUBLICATION_AWARD_PROPOSALS_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "common/status/message.h"
#include "thidua/ranking/v1/publication.pb.h"
#include "thidua/scoring/v1/frozen.pb.h"

namespace thidua::ranking {

using FrozenClusters = google::protobuf::RepeatedPtrField<scoring::v1::FrozenCluster>;

// Which awards can be decided upon: over all units of a scale only where all of them are there.
enum class AwardScopes { kAll, kClusterOnly };

// What the awards of the scales would bring: by scale, then award, then cluster code. Messages in `language`; none
// where that is nothing. INTERNAL when figures are no numbers.
//
// REQUIRES: `results` is an aggregation in FULL view of the scores of `clusters`, which hold their scales.
absl::StatusOr<std::vector<v1::AwardProposal>> ProposeFor(const v1::AggregateRankingsResponse& results,
                                                          const FrozenClusters& clusters, AwardScopes scopes,
                                                          std::optional<Language> language);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_PUBLICATION_AWARD_PROPOSALS_H_
