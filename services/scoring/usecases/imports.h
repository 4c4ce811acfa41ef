#ifndef THIDUA_SERVICES_SCORING_USECASES_IMPORTS_H_
#define THIDUA_SERVICES_SCORING_USECASES_IMPORTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/import/fault.h"
#include "services/scoring/domain/scale.h"
#include "services/scoring/domain/workflow.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/scoring/usecases/scale_catalog.h"

namespace thidua::scoring {

// Each import takes a whole file: it is checked against the store and stored in one transaction, or, when it has a
// fault or is a dry run, not at all. A file of what is known already moves no version.

// code,name,type,level,parent[,from,to]
absl::StatusOr<imports::Report> ImportUnits(ScoringStore& store, const imports::File& file, const Act& act);
// code,name
absl::StatusOr<imports::Report> ImportOffices(ScoringStore& store, const imports::File& file, const Act& act);
// cluster,name,authority,year,unit,role
absl::StatusOr<imports::Report> ImportClusters(ScoringStore& store, const imports::File& file, const Act& act);
// predecessor,successor,date,document
absl::StatusOr<imports::Report> ImportSuccessions(ScoringStore& store, const imports::File& file, const Act& act);

struct InputsImport {
  imports::Report report;
  // Cluster-years that moved, with their new versions; code, year and version are set.
  std::vector<ClusterYear> moved;
};
// unit,year,criterion,input,value,source. Memory is bounded by the number of sheets, not by that of rows. Figures of a
// sheet that was handed on are refused (WRONG_STAGE, SHEET_CLOSED) unless they are the same.
absl::StatusOr<InputsImport> ImportInputs(ScoringStore& store, ScaleCatalog& catalog, const imports::File& file,
                                          const Act& act);

struct ScaleImport {
  imports::Report report;
  int revision = 0;  // As stored; 0 when refused.
};
// A scale that was read without faults. `encoded` is what the store keeps: equal scales have equal bytes.
absl::StatusOr<ScaleImport> ImportScale(ScoringStore& store, ScaleCatalog& catalog, const ScaleDefinition& definition,
                                        const std::string& encoded, const imports::File& file, const Act& act);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_IMPORTS_H_
