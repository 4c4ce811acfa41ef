#ifndef THIDUA_SERVICES_CLI_SETTINGS_H_
#define THIDUA_SERVICES_CLI_SETTINGS_H_

#include <chrono>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "common/identity/actor.h"
#include "common/rpc/credentials.h"
#include "common/status/message.h"

namespace thidua::cli {

enum class Format { kText, kJson, kCsv };
enum class Service { kScoring, kRanking, kTasks };

inline constexpr std::chrono::seconds kReadTimeout{10};
inline constexpr std::chrono::seconds kImportTimeout{300};

// The name that the system knows the user by; empty when it knows none.
std::string LoginName();

// What the options common to all subcommands say.
struct Settings {
  std::string server = "127.0.0.1:7100";
  // Empty: `server`.
  std::string scoring_server;
  std::string ranking_server;
  std::string tasks_server;
  rpc::ClientTls tls;
  // Who acts: a person, and the codes of the unit and the office that the person acts for.
  std::string acting_name = LoginName();
  std::string acting_unit;
  std::string acting_office;
  // Shows who the user is, to servers that check it; empty: nothing does.
  std::string token;
  std::string output = "text";  // text, json or csv.
  std::string lang = "vi";      // vi or en.
  // 0: the default of the call.
  int timeout_seconds = 0;

  const std::string& AddressOf(Service service) const;
  Actor By() const { return {.name = acting_name, .unit = acting_unit, .office = acting_office}; }
  Format OutputFormat() const;
  Language OutputLanguage() const { return LanguageFromCode(lang); }
  std::string Say(const Message& message) const { return message.In(OutputLanguage()); }
  std::chrono::seconds Timeout(std::chrono::seconds otherwise) const;
};

// One run of the program. Parsing fills it, then `run` does the work of the chosen subcommand.
struct Session {
  Settings settings;
  std::function<absl::Status()> run;
};

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_SETTINGS_H_
