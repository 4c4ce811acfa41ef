#ifndef THIDUA_SERVICES_SCORING_USECASES_IMPORT_RUN_H_
#define THIDUA_SERVICES_SCORING_USECASES_IMPORT_RUN_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/import/fault.h"
#include "services/scoring/domain/workflow.h"
#include "services/scoring/storage/scoring_store.h"

namespace thidua::scoring {

// What an import does within its transaction: compares the file with the store, adds faults and counts to what it is
// given and writes what changed. Everything it writes carries `version`. It may run more than once.
using ImportBody = absl::FunctionRef<absl::Status(WriteTransaction& transaction, int64_t version,
                                                  imports::FaultList& faults, imports::Report& report)>;

// The transaction around an import: here it is decided whether what `body` did stands: not when there are faults, those
// found `before` among them, not in a dry run. A file that changed something is entered in the log as `action`.
absl::StatusOr<imports::Report> RunImport(ScoringStore& store, const imports::File& file, std::string_view action,
                                          const Act& act, const imports::FaultList& before, ImportBody body);

// Gives `version` to every cluster-year that one of `units` is a member of, in `year` or in all years (0).
absl::StatusOr<std::vector<ClusterYear>> MoveClustersOf(WriteTransaction& transaction,
                                                        const std::vector<std::string>& units, int year,
                                                        int64_t version);

Message DuplicateRow(int first_line);
Message UnknownUnitInFile(const std::string& code);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_IMPORT_RUN_H_
