#include "services/cli/office_names.h"

#include <algorithm>

#include "services/cli/services.h"

namespace thidua::cli {

using thidua::directory::v1::DirectoryService;
using thidua::directory::v1::ListOfficesRequest;
using thidua::directory::v1::ListOfficesResponse;

std::string NameOfOffice(const OfficeNames& offices, const std::string& code) {
  const auto found = offices.find(code);
  return found == offices.end() ? code : found->second;
}

OfficeNames AskOfficeNames(Settings settings) {
  constexpr int kPatienceSeconds = 2;
  settings.timeout_seconds =
      static_cast<int>(std::min<int64_t>(settings.Timeout(kReadTimeout).count(), kPatienceSeconds));
  OfficeNames names;
  const absl::StatusOr<ListOfficesResponse> reply =
      Ask(settings, &DirectoryService::Stub::ListOffices, ListOfficesRequest());
  if (!reply.ok()) return names;
  for (const auto& office : reply->offices()) names[office.code()] = office.name();
  return names;
}

}  // namespace thidua::cli
