#ifndef THIDUA_COMMON_HTTP_URL_H_
#define THIDUA_COMMON_HTTP_URL_H_

#include <optional>
#include <string>

namespace thidua::http {

// Where to post to, as cpp-httplib wants it.
struct Url {
  std::string server;  // "https://host:port".
  std::string path;    // Begins with a slash; with the query.
};

// Nothing when `text` is not http:// or https:// with a host, or names a user.
std::optional<Url> ParseUrl(const std::string& text);

}  // namespace thidua::http

#endif  // THIDUA_COMMON_HTTP_URL_H_
