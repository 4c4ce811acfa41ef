#ifndef THIDUA_SERVICES_SCORING_DOMAIN_RECORD_SHEET_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_RECORD_SHEET_H_

#include <map>
#include <string>

#include "common/decimal/decimal.h"
#include "services/scoring/domain/record.h"
#include "services/scoring/domain/scale.h"
#include "services/scoring/domain/sheet.h"

namespace thidua::scoring {

// Reads a record into a sheet of `scale`: a figure that the scale does not know or refuses is not there. `bad`, when
// given, receives the first of these.
Sheet ToSheet(const Scale& scale, const std::string& unit_type, const SheetRecord& record, EntryKey* bad = nullptr);

// What `current` was reported as, by criterion: what the year after is compared with.
std::map<std::string, Decimal> CurrentFigures(const SheetRecord& record);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_RECORD_SHEET_H_
