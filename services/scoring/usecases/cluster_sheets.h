#ifndef THIDUA_SERVICES_SCORING_USECASES_CLUSTER_SHEETS_H_
#define THIDUA_SERVICES_SCORING_USECASES_CLUSTER_SHEETS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "services/scoring/domain/engine.h"
#include "services/scoring/domain/record.h"
#include "services/scoring/domain/scale.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/scoring/usecases/scale_catalog.h"

namespace thidua::scoring {

// What the scores of a cluster-year follow from, as one transaction saw it.
struct ScorableCluster {
  ClusterYear cluster;
  StoredScale stored_scale;  // Without its definition.
  std::shared_ptr<const Scale> scale;
  // One entry for each member, in order of unit code.
  std::vector<Unit> units;
  std::vector<Sheet> sheets;
  std::vector<SheetRecord> records;  // Without figures, which are in `sheets`, and evidence.
};

// The same with whole records.
struct ClusterSheets : ScorableCluster {
  std::vector<SheetRecord> last_year;  // Empty records where nothing was reported.
};

// UnknownCluster, NoScaleForCluster, MixedScales, InputDoesNotFit. `version` other than 0: sheets and scale as they
// were at that version of the store (the members as they are now).
absl::StatusOr<ClusterSheets> LoadClusterSheets(ReadTransaction& transaction, ScaleCatalog& catalog,
                                                const std::string& cluster, int year, int64_t version = 0);

// Gives a cluster whose units are there the one scale that is in force for all of them. NoScaleForCluster, MixedScales.
absl::Status TakeScaleInForce(ReadTransaction& transaction, ScaleCatalog& catalog, ScaleResolver& resolver,
                              ScorableCluster& cluster);

// `loaded` is what LoadClusterSheets would have failed with: of the cluster, members and units alone are there then.
// The visitor makes no call of the transaction.
using VisitCluster = absl::FunctionRef<absl::Status(ScorableCluster& cluster, const absl::Status& loaded)>;

// Calls `visit` with each cluster of a year, in the order of their import, and ends at a status of its that is not OK.
// For many clusters: it reads them in a few statements, units in order of code, and holds the sheets of those clusters
// alone that wait for one before them.
absl::Status ForEachScorableCluster(ReadTransaction& transaction, ScaleCatalog& catalog, const ClusterScope& scope,
                                    int year, VisitCluster visit);

// The same under scales of the caller's choice. `choose` sets the scale of a cluster whose units are there; one that it
// leaves without is passed over.
using ChooseScale = absl::FunctionRef<absl::Status(ScorableCluster& cluster)>;
absl::Status ForEachScorableClusterUnder(ReadTransaction& transaction, ChooseScale choose, const ClusterScope& scope,
                                         int year, VisitCluster visit);

// Makes the sheets from the records anew. InputDoesNotFit.
absl::Status RebuildSheets(ClusterSheets& cluster);

// The scores of every sheet at the stage where it stands. `computed`, when given, receives those by the rules alone.
std::vector<UnitScore> ScoreWhereTheyStand(const ScorableCluster& sheets, std::vector<UnitScore>* computed = nullptr);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_CLUSTER_SHEETS_H_
