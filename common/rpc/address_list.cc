#include "common/rpc/address_list.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace thidua::rpc {
namespace {

constexpr char kDns[] = "dns:///";

struct HostPort {
  std::string host;  // Without brackets.
  std::string port;
};

std::string Text(std::string_view view) { return {view.data(), view.size()}; }

// An empty host: it is none.
HostPort Split(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  HostPort parts{.host = Text(text.substr(0, colon)), .port = Text(text.substr(colon + 1))};
  int port = 0;
  if (!absl::SimpleAtoi(parts.port, &port) || port < 1 || port > 65535) return {};
  const bool bracketed = parts.host.size() > 2 && parts.host.front() == '[' && parts.host.back() == ']';
  if (bracketed) parts.host = parts.host.substr(1, parts.host.size() - 2);
  if (!bracketed && absl::StrContains(parts.host, ':')) return {};
  if (parts.host.find_first_of("/ \t,") != std::string::npos) return {};
  return parts;
}

std::vector<HostPort> SplitAll(std::string_view text) {
  const std::string whole = Text(text);
  std::vector<HostPort> all;
  for (const absl::string_view item : absl::StrSplit(absl::StripPrefix(whole, kDns), ',')) {
    all.push_back(Split({item.data(), item.size()}));
  }
  return all;
}

struct Numeric {
  bool v6 = false;
  std::string address;
};

std::vector<Numeric> Lookup(const HostPort& wanted) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(wanted.host.c_str(), nullptr, &hints, &found); error != 0) {
    spdlog::warn("cannot look up {}: {}", wanted.host, gai_strerror(error));
    return {};
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found, &freeaddrinfo);
  std::vector<Numeric> all;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    char host[NI_MAXHOST];
    if (getnameinfo(one->ai_addr, one->ai_addrlen, host, sizeof(host), nullptr, 0, NI_NUMERICHOST) != 0) continue;
    all.push_back({.v6 = one->ai_family == AF_INET6, .address = host});
  }
  return all;
}

}  // namespace

bool IsAddressList(std::string_view text) {
  const std::vector<HostPort> all = SplitAll(text);
  if (text.starts_with(kDns) && all.size() != 1) return false;
  for (const HostPort& one : all) {
    if (one.host.empty()) return false;
  }
  return true;
}

std::vector<std::string> HostsOf(std::string_view text) {
  std::vector<std::string> hosts;
  for (const HostPort& one : SplitAll(text)) hosts.push_back(one.host);
  return hosts;
}

std::string TargetOf(std::string_view text) {
  if (text.starts_with(kDns)) return Text(text);
  const std::vector<HostPort> all = SplitAll(text);
  if (all.size() == 1) return absl::StrCat(kDns, Text(text));
  std::vector<std::pair<Numeric, std::string>> replicas;
  bool v6 = false;
  for (const HostPort& one : all) {
    for (const Numeric& found : Lookup(one)) {
      v6 = v6 || found.v6;
      replicas.emplace_back(found, one.port);
    }
  }
  if (replicas.empty()) return absl::StrCat(kDns, Text(text.substr(0, text.find(','))));
  // A target has addresses of one family; IPv6 can write those of IPv4.
  return absl::StrCat(v6 ? "ipv6:" : "ipv4:", absl::StrJoin(replicas, ",", [v6](std::string* out, const auto& replica) {
                        const auto& [found, port] = replica;
                        if (v6) {
                          absl::StrAppend(out, "[", found.v6 ? "" : "::ffff:", found.address, "]:", port);
                        } else {
                          absl::StrAppend(out, found.address, ":", port);
                        }
                      }));
}

}  // namespace thidua::rpc
