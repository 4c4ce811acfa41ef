#ifndef THIDUA_SERVICES_SCORING_USECASES_AUDIT_H_
#define THIDUA_SERVICES_SCORING_USECASES_AUDIT_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/scoring/storage/scoring_store.h"

namespace thidua::scoring {

struct AuditedState {
  int64_t entries = 0;
  int64_t sheets = 0;
};

// Checks the chain of the whole log, replays it from nothing and compares the sheets it leads to with those that are
// stored. DATA_LOSS (AUDIT_MISMATCH) names the entry or the sheet that is not what it should be.
absl::StatusOr<AuditedState> CompareStateWithLog(ReadTransaction& transaction);

// Sheets that were stored before there was a log get an entry with all they hold, so that the log leads to them.
absl::Status AdoptSheets(ScoringStore& store, absl::Time now);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_AUDIT_H_
