#ifndef THIDUA_SERVICES_CLI_OFFICE_NAMES_H_
#define THIDUA_SERVICES_CLI_OFFICE_NAMES_H_

#include <map>
#include <string>

#include "services/cli/settings.h"

namespace thidua::cli {

// Names by code; an office that is not in it is shown by its code.
using OfficeNames = std::map<std::string, std::string>;

// `code` itself when it is not known.
std::string NameOfOffice(const OfficeNames& offices, const std::string& code);

// Names only adorn text output, so a scoring service that is away costs no more than a moment and gives none.
OfficeNames AskOfficeNames(Settings settings);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_OFFICE_NAMES_H_
