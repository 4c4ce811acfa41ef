#ifndef THIDUA_SERVICES_SCORING_USECASES_CLUSTER_SHEETS_H_
#define THIDUA_SERVICES_SCORING_USECASES_CLUSTER_SHEETS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/scoring/domain/engine.h"
#include "services/scoring/domain/record.h"
#include "services/scoring/domain/scale.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/scoring/usecases/scale_catalog.h"

namespace thidua::scoring {

// Everything that the scores of a cluster-year follow from, as one transaction saw it.
struct ClusterSheets {
  ClusterYear cluster;
  StoredScale stored_scale;  // Without its definition.
  std::shared_ptr<const Scale> scale;
  // One entry for each member, in order of unit code.
  std::vector<Unit> units;
  std::vector<SheetRecord> records;
  std::vector<SheetRecord> last_year;  // Empty records where nothing was reported.
  std::vector<Sheet> sheets;
};

// UnknownCluster, NoScaleForCluster, MixedScales, InputDoesNotFit. `version` other than 0: sheets and scale as they
// were at that version of the store (the members as they are now).
absl::StatusOr<ClusterSheets> LoadClusterSheets(ReadTransaction& transaction, ScaleCatalog& catalog,
                                                const std::string& cluster, int year, int64_t version = 0);

// The same with another scale in place of the one in force.
absl::StatusOr<ClusterSheets> LoadClusterSheetsUnder(ReadTransaction& transaction, std::shared_ptr<const Scale> scale,
                                                     const std::string& cluster, int year);

// The scores of every sheet at the stage where it stands. `computed`, when given, receives those by the rules alone.
std::vector<UnitScore> ScoreWhereTheyStand(const ClusterSheets& sheets, std::vector<UnitScore>* computed = nullptr);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_CLUSTER_SHEETS_H_
