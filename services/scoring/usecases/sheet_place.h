#ifndef THIDUA_SERVICES_SCORING_USECASES_SHEET_PLACE_H_
#define THIDUA_SERVICES_SCORING_USECASES_SHEET_PLACE_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/scoring/domain/record_sheet.h"
#include "services/scoring/domain/workflow.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/scoring/usecases/scale_catalog.h"

namespace thidua::scoring {

// The records of `units` in a year, in that order; a unit that never reported has an empty one.
absl::StatusOr<std::vector<SheetRecord>> LoadRecords(ReadTransaction& transaction,
                                                     const std::vector<std::string>& units, int year);
absl::StatusOr<SheetRecord> LoadRecord(ReadTransaction& transaction, const std::string& unit, int year);

// Takes back what was changed in `record` after `version` of the store. REQUIRES: version >= 0
absl::Status RewindRecord(ReadTransaction& transaction, int64_t version, SheetRecord& record);

// Where a unit's sheet of a year belongs, and what decides who may do what with it.
struct SheetPlace {
  Unit unit;
  int year = 0;
  ClusterYear cluster;
  StoredScale stored_scale;
  std::shared_ptr<const Scale> scale;
  std::map<std::string, Decimal> last_year;  // CurrentFigures, where the scale compares years.

  // Points into this object.
  SheetContext Context() const;
};

// UnknownUnit, NoCluster, NoScaleForCluster.
absl::StatusOr<SheetPlace> LoadPlace(ReadTransaction& transaction, ScaleCatalog& catalog, const std::string& unit,
                                     int year);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_SHEET_PLACE_H_
