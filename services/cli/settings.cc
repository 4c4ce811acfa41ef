#include "services/cli/settings.h"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace thidua::cli {

std::string LoginName() {
  std::array<char, 4096> buffer;
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return {};
  return found->pw_name;
}

const std::string& Settings::AddressOf(Service service) const {
  const std::string& own = service == Service::kScoring   ? scoring_server
                           : service == Service::kRanking ? ranking_server
                                                          : tasks_server;
  return own.empty() ? server : own;
}

Format Settings::OutputFormat() const {
  return output == "json" ? Format::kJson : output == "csv" ? Format::kCsv : Format::kText;
}

std::chrono::seconds Settings::Timeout(std::chrono::seconds otherwise) const {
  return timeout_seconds > 0 ? std::chrono::seconds(timeout_seconds) : otherwise;
}

}  // namespace thidua::cli
