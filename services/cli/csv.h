#ifndef THIDUA_SERVICES_CLI_CSV_H_
#define THIDUA_SERVICES_CLI_CSV_H_

#include <string>
#include <string_view>
#include <vector>

namespace thidua::cli {

// One record of RFC 4180, quoted only where a field needs it, with a bare line feed at the end.
void AppendCsvRow(const std::vector<std::string_view>& fields, std::string& csv);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_CSV_H_
