#include "common/http/url.h"

#include <string_view>

namespace thidua::http {

std::optional<Url> ParseUrl(const std::string& text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    const size_t path = text.find('/', scheme.size());
    const std::string server = text.substr(0, path);
    const bool clean =
        text.find_first_of(" \t\r\n#\\") == std::string::npos && server.find_first_of("@?") == std::string::npos;
    if (server.size() == scheme.size() || !clean) return std::nullopt;
    return Url{.server = server, .path = path == std::string::npos ? "/" : text.substr(path)};
  }
  return std::nullopt;
}

}  // namespace thidua::http
