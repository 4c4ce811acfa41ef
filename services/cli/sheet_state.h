#ifndef THIDUA_SERVICES_CLI_SHEET_STATE_H_
#define THIDUA_SERVICES_CLI_SHEET_STATE_H_

#include "services/cli/json.h"
#include "services/cli/settings.h"
#include "services/cli/sheet_output.h"

namespace thidua::cli {

// Says what a write did and where its sheet stands now; JSON is the whole reply.
template <typename Reply>
absl::Status WriteState(const Settings& settings, const Reply& reply, const Message& done) {
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(StateText(reply.sheet(), done, OutputStyle(settings.OutputLanguage())));
    case Format::kCsv:
      return WriteOutput(StateCsv(reply.sheet()));
    case Format::kJson:
      return WriteJson(reply);
  }
  return absl::OkStatus();
}

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_SHEET_STATE_H_
