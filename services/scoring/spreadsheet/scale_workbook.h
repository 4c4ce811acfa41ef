#ifndef THIDUA_SERVICES_SCORING_SPREADSHEET_SCALE_WORKBOOK_H_
#define THIDUA_SERVICES_SCORING_SPREADSHEET_SCALE_WORKBOOK_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/import/fault.h"
#include "common/status/message.h"
#include "services/scoring/domain/scale.h"

namespace thidua::scoring {

// A scale as a workbook that its author can edit: the scale's own fields, its groups and criteria with their rules, the
// grades and tiers, the deductions and bonuses, the tie-breaks, the stages, the awards and whom they exclude. Under the
// headings, a row of the field names of scale files says what each column is.
//
// REQUIRES: CheckScale found nothing. FAILED_PRECONDITION NOT_FOR_XLSX where a list in a cell, one item a line, cannot
// hold an item (empty, or with a line break).
absl::StatusOr<std::string> WriteScaleXlsx(const ScaleDefinition& definition, Language language);

// Reads such a workbook back without loss; rows and columns may stand in another order, where order means nothing. An
// empty cell is an absent field. A workbook without the sheet of awards has no awards. Faults, those of CheckScale too,
// have the row as line, the column, and as field the sheet and cell ("Tiêu chí!F12"). True when there are none; else
// `definition` must not be used.
//
// REQUIRES: `faults` is empty.
bool ReadScaleXlsx(std::string_view bytes, ScaleDefinition& definition, imports::FaultList& faults);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_SPREADSHEET_SCALE_WORKBOOK_H_
