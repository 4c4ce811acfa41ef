#ifndef THIDUA_SERVICES_TASKS_DOCUMENT_ZIP_FILE_H_
#define THIDUA_SERVICES_TASKS_DOCUMENT_ZIP_FILE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace thidua::tasks {

// Name and content.
using ZipEntries = std::vector<std::pair<std::string, std::string>>;

// A zip file of these entries in this order, all dated 1 January 1980, so that equal entries give equal bytes.
absl::StatusOr<std::string> ZipFile(const ZipEntries& entries);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOCUMENT_ZIP_FILE_H_
