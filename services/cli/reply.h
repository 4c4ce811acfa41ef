#ifndef THIDUA_SERVICES_CLI_REPLY_H_
#define THIDUA_SERVICES_CLI_REPLY_H_

#include <memory>
#include <string>

#include "services/cli/console.h"
#include "services/cli/grammar.h"
#include "services/cli/json.h"
#include "services/cli/settings.h"

namespace thidua::cli {

// Makes `run` with its options what parsing `command` chooses.
template <typename Options>
void RunWith(CLI::App& command, Session& session, const std::shared_ptr<Options>& options,
             absl::Status (*run)(const Settings&, const Options&)) {
  command.callback(
      [&session, options, run] { session.run = [&session, options, run] { return run(session.settings, *options); }; });
}

// Writes a reply in the form that was chosen.
template <typename Reply>
absl::Status WriteReply(const Settings& settings, const Reply& reply, std::string (*text)(const Reply&, const Style&),
                        std::string (*csv)(const Reply&)) {
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(text(reply, OutputStyle(settings.OutputLanguage())));
    case Format::kCsv:
      return WriteOutput(csv(reply));
    case Format::kJson:
      return WriteJson(reply);
  }
  return absl::OkStatus();
}

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_REPLY_H_
