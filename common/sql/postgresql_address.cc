#include "common/sql/postgresql_address.h"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/status/problem.h"

namespace thidua::sql {
namespace {

// libpq's keywords and what they are when the URI does not say. A peer that is gone is noticed within a quarter of a
// minute.
constexpr std::pair<const char*, const char*> kDefaults[] = {{"application_name", "thidua"},
                                                             {"client_encoding", "UTF8"},
                                                             {"connect_timeout", "5"},
                                                             {"keepalives_idle", "5"},
                                                             {"keepalives_interval", "3"},
                                                             {"keepalives_count", "3"},
                                                             {"target_session_attrs", "read-write"},
                                                             {"tcp_user_timeout", "15000"}};

// Settings of the server for each session. The longest statement is one that waits for the lock of writers.
constexpr char kSettings[] =
    "-c statement_timeout=30s -c lock_timeout=20s -c idle_in_transaction_session_timeout=60s -c "
    "client_min_messages=error";

std::string PercentEncode(const std::string& text) {
  std::string encoded;
  for (const char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      encoded += c;
    } else {
      absl::StrAppend(&encoded, "%", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    }
  }
  return encoded;
}

}  // namespace

absl::StatusOr<PostgresqlAddress> PostgresqlAddress::Parse(const std::string& uri) {
  // What libpq says of a mistake can hold a part of the URI, and the password with it: it is not passed on.
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(uri.c_str(), nullptr),
                                                                             &PQconninfoFree);
  if (options == nullptr) {
    return InvalidField("store", "BAD_STORE",
                        {.vi = "Địa chỉ PostgreSQL trong --store không đọc được. Dạng đúng: "
                               "postgresql://người_dùng@máy:cổng/cơ_sở_dữ_liệu?tham_số=giá_trị; ký tự đặc biệt trong "
                               "mật khẩu viết dạng %XX.",
                         .en = "The PostgreSQL address in --store cannot be read. It has the form "
                               "postgresql://user@host:port/database?parameter=value; write special characters of a "
                               "password as %XX."});
  }
  PostgresqlAddress address;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr && *option->val != '\0') address.parameters_[option->keyword] = option->val;
  }
  return address;
}

std::string PostgresqlAddress::Get(const std::string& keyword) const {
  const auto found = parameters_.find(keyword);
  return found == parameters_.end() ? "" : found->second;
}

std::string PostgresqlAddress::ConnectionUri(const std::string& schema) const {
  std::map<std::string, std::string> all = parameters_;
  for (const auto& [keyword, value] : kDefaults) all.emplace(keyword, value);
  all["options"] = absl::StrCat(kSettings, " ", Get("options"), " -c search_path=", schema);
  return absl::StrCat("postgresql://?", absl::StrJoin(all, "&", [](std::string* out, const auto& parameter) {
                        absl::StrAppend(out, parameter.first, "=", PercentEncode(parameter.second));
                      }));
}

std::string PostgresqlAddress::Name() const {
  const std::vector<std::string> hosts = absl::StrSplit(Get(Get("host").empty() ? "hostaddr" : "host"), ',');
  const std::vector<std::string> ports = absl::StrSplit(Get("port"), ',');
  std::vector<std::string> names;
  for (size_t i = 0; i < hosts.size(); ++i) {
    const std::string& port = ports[ports.size() == 1 ? 0 : std::min(i, ports.size() - 1)];
    names.push_back(absl::StrCat(hosts[i].empty() ? "localhost" : hosts[i], port.empty() ? "" : ":", port));
  }
  return absl::StrCat(absl::StrJoin(names, ","), "/", Get("dbname").empty() ? Get("user") : Get("dbname"));
}

std::string PostgresqlAddress::Redact(std::string text) const {
  const std::string password = Get("password");
  return password.empty() ? text : absl::StrReplaceAll(text, {{password, "***"}});
}

}  // namespace thidua::sql
