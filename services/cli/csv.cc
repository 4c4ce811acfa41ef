#include "services/cli/csv.h"

namespace thidua::cli {

void AppendCsvRow(const std::vector<std::string_view>& fields, std::string& csv) {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) csv += ',';
    if (fields[i].find_first_of(",\"\r\n") == std::string_view::npos) {
      csv += fields[i];
      continue;
    }
    csv += '"';
    for (const char c : fields[i]) {
      if (c == '"') csv += '"';
      csv += c;
    }
    csv += '"';
  }
  csv += '\n';
}

}  // namespace thidua::cli
