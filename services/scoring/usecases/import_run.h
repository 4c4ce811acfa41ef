#ifndef THIDUA_SERVICES_SCORING_USECASES_IMPORT_RUN_H_
#define THIDUA_SERVICES_SCORING_USECASES_IMPORT_RUN_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/import/fault.h"
#include "services/scoring/storage/scoring_store.h"

namespace thidua::scoring {

// The transaction around an import. `body` compares the file with the store, adds faults and counts to what it is given
// and writes what changed; here it is decided whether that stands: not when there are faults, not in a dry run.
absl::StatusOr<imports::Report> RunImport(ScoringStore& store, const imports::File& file, imports::FaultList& faults,
                                          absl::FunctionRef<absl::Status(WriteTransaction&, imports::Report&)> body);

// Gives new versions to every cluster-year that one of `units` is a member of, in `year` or in all years (0).
absl::StatusOr<std::vector<ClusterYear>> MoveClustersOf(WriteTransaction& transaction,
                                                        const std::vector<std::string>& units, int year);

Message DuplicateRow(int first_line);
Message UnknownUnitInFile(const std::string& code);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_IMPORT_RUN_H_
