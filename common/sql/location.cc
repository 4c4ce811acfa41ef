#include "common/sql/location.h"

#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/sql/memory.h"
#include "common/sql/postgresql_address.h"
#include "common/status/problem.h"

namespace thidua::sql {
namespace {

constexpr char kSchemaPrefix[] = "thidua_";

}  // namespace

Location Location::Postgresql(std::string uri, std::string schema) {
  Location location("");
  location.uri = std::move(uri);
  location.schema = std::move(schema);
  return location;
}

std::string Location::name() const {
  if (is_postgresql()) return std::string(absl::StripPrefix(schema, kSchemaPrefix));
  return std::filesystem::path(path).stem().string();
}

Location Location::InMemory() {
  Location location("");
  location.memory = std::make_shared<Memory>();
  return location;
}

absl::Status CheckStore(const std::string& store) {
  if (store.empty()) return absl::OkStatus();
  if (!absl::StartsWith(store, "postgresql://") && !absl::StartsWith(store, "postgres://")) {
    return InvalidField("store", "BAD_STORE",
                        {.vi = "--store cần là postgresql://người_dùng@máy:cổng/cơ_sở_dữ_liệu, hoặc để trống để dùng "
                               "tệp SQLite trong --data.",
                         .en = "--store must be postgresql://user@host:port/database, or empty to use SQLite files in "
                               "--data."});
  }
  return PostgresqlAddress::Parse(store).status();
}

Location LocationOf(const std::string& store, const std::string& data, const std::string& name) {
  if (store.empty()) return absl::StrCat(data, "/", name, ".db");
  return Location::Postgresql(store, absl::StrCat(kSchemaPrefix, name));
}

}  // namespace thidua::sql
