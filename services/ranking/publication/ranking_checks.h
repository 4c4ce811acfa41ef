#ifndef THIDUA_SERVICES_RANKING_PUBLICATION_RANKING_CHECKS_H_
#define THIDUA_SERVICES_RANKING_PUBLICATION_RANKING_CHECKS_H_

#include <vector>

#include "common/telemetry/readiness.h"
#include "services/ranking/publication/publication_store.h"
#include "services/ranking/storage/results_store.h"

namespace thidua::ranking {

// What ranking needs to take calls: that its stores answer a read. Both must outlive the checks.
std::vector<telemetry::NamedCheck> RankingChecks(ResultsStore& results, PublicationStore& publications);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_PUBLICATION_RANKING_CHECKS_H_
