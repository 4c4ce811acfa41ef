#ifndef THIDUA_SERVICES_SCORING_USECASES_CLUSTER_SHEETS_H_
#define THIDUA_SERVICES_SCORING_USECASES_CLUSTER_SHEETS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/scoring/domain/scale.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/scoring/usecases/scale_catalog.h"

namespace thidua::scoring {

// Everything that the scores of a cluster-year follow from, as one transaction saw it.
struct ClusterSheets {
  ClusterYear cluster;
  StoredScale stored_scale;
  std::shared_ptr<const Scale> scale;
  // One entry for each member, in order of unit code.
  std::vector<Unit> units;
  std::vector<Sheet> sheets;
  std::vector<Input> inputs;  // By unit, criterion and name.
};

// UnknownCluster, NoScaleForCluster, MixedScales.
absl::StatusOr<ClusterSheets> LoadClusterSheets(ReadTransaction& transaction, ScaleCatalog& catalog,
                                                const std::string& cluster, int year);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_CLUSTER_SHEETS_H_
