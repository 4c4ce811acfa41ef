#ifndef THIDUA_SERVICES_SCORING_STORAGE_SCORING_SCHEMA_H_
#define THIDUA_SERVICES_SCORING_STORAGE_SCORING_SCHEMA_H_

#include "common/sql/database.h"

namespace thidua::scoring {

// The tables of scoring, version by version.
const sql::Database::Schema& ScoringSchema();

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_STORAGE_SCORING_SCHEMA_H_
