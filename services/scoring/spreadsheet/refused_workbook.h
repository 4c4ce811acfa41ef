#ifndef THIDUA_SERVICES_SCORING_SPREADSHEET_REFUSED_WORKBOOK_H_
#define THIDUA_SERVICES_SCORING_SPREADSHEET_REFUSED_WORKBOOK_H_

#include <string_view>

#include "absl/status/status.h"
#include "common/import/fault.h"
#include "common/xlsx/limits.h"

namespace thidua::scoring {

// Whether `bytes` are for xlsx::Read: a zip file, or an old or encrypted workbook, which it refuses by that name.
bool LooksLikeWorkbook(std::string_view bytes);

// Far more than a sheet or a scale has, far less than a workbook may have.
xlsx::Limits WorkbookLimits();

// A file that xlsx::Read refused as a fault of an import: with the cell, where there is one, as its field.
imports::Fault RefusedWorkbook(const absl::Status& status);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_SPREADSHEET_REFUSED_WORKBOOK_H_
