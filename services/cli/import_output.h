#ifndef THIDUA_SERVICES_CLI_IMPORT_OUTPUT_H_
#define THIDUA_SERVICES_CLI_IMPORT_OUTPUT_H_

#include <string>

#include "common/status/message.h"
#include "thidua/type/v1/import.pb.h"

namespace thidua::cli {

// "FILE:LINE:COLUMN: FIELD: message" without what is 0 or empty; "FILE:E7: message" in a cell of a workbook.
std::string FaultLine(const std::string& file, const thidua::type::v1::ImportFault& fault);

// How many faults a refused file has.
Message RefusalMessage(const std::string& file, const thidua::type::v1::ImportReport& report);

// What the import did, or, in a dry run, would do.
Message SummaryMessage(const std::string& file, const thidua::type::v1::ImportReport& report, bool dry_run);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_IMPORT_OUTPUT_H_
