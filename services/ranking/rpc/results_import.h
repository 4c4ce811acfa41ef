#ifndef THIDUA_SERVICES_RANKING_RPC_RESULTS_IMPORT_H_
#define THIDUA_SERVICES_RANKING_RPC_RESULTS_IMPORT_H_

#include "absl/status/statusor.h"
#include "common/import/fault.h"
#include "common/rpc/call.h"
#include "services/ranking/storage/results_store.h"
#include "services/scoring/api/scoring_api.h"

namespace thidua::ranking {

// Reads a CSV with columns unit,year,cluster,total,rank,members,source, checks its units and clusters with scoring and
// stores it, whole or not at all. What is wrong with the file is in the report; the status fails only when scoring or
// the store does. Scoring is asked for all units once, and for all clusters once for each year in the file.
absl::StatusOr<imports::Report> ImportResultsFile(const imports::File& file, scoring::ScoringApi& scoring,
                                                  ResultsStore& store, const rpc::Call& call);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_RESULTS_IMPORT_H_
