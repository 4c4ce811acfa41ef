#include "common/sql/engine.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::sql {
namespace {

constexpr char kConflict[] = "STORE_CONFLICT";

}  // namespace

absl::Status Engine::Run(soci::session& session, Body body) const {
  try {
    return body(session);
  } catch (const std::exception& error) {
    return Explain(error);
  } catch (...) {
    return Internal("sql: an exception of unknown type");
  }
}

absl::Status Engine::Execute(soci::session& session, const std::string& statement) const {
  return Run(session, [&statement](soci::session& sql) {
    sql << statement;
    return absl::OkStatus();
  });
}

absl::Status Conflict() {
  return Problem{.code = absl::StatusCode::kAborted,
                 .reason = kConflict,
                 .message = {.vi = "Thao tác va chạm với một thao tác khác; không có gì được ghi. Hãy thử lại.",
                             .en = "The operation met another one; nothing was stored. Try again."}}
      .ToStatus();
}

bool IsConflict(const absl::Status& status) {
  return absl::IsAborted(status) && Problem::FromStatus(status).reason == kConflict;
}

absl::Status StoreFull() {
  return Problem{.code = absl::StatusCode::kResourceExhausted,
                 .reason = "STORE_FULL",
                 .message = {.vi = "Ổ đĩa chứa dữ liệu đã đầy; không có gì được ghi. Hãy giải phóng chỗ rồi thử lại.",
                             .en = "The disk that holds the data is full; nothing was stored. Free some space, then "
                                   "try again."}}
      .ToStatus();
}

absl::Status Migrate(soci::session& sql, int first, const std::vector<std::vector<std::string>>& versions) {
  sql << "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)";
  int applied = 0;
  sql << "SELECT COALESCE(MAX(version), 0) FROM schema_version", soci::into(applied);
  const int wanted = first - 1 + static_cast<int>(versions.size());
  if (applied > wanted) {
    return FailedPrecondition("STORE_TOO_NEW",
                              {.vi = absl::StrCat("Dữ liệu do một phiên bản mới hơn ghi (lược đồ ", applied,
                                                  ", phiên bản này biết ", wanted, "). Hãy chạy phiên bản mới hơn đó."),
                               .en = absl::StrCat("A newer version wrote this store (schema ", applied,
                                                  ", this version knows ", wanted, "). Run that newer version.")});
  }
  for (int version = std::max(applied + 1, first); version <= wanted; ++version) {
    for (const std::string& statement : versions[version - first]) sql << statement;
    sql << "INSERT INTO schema_version (version) VALUES (:version)", soci::use(version);
  }
  return absl::OkStatus();
}

}  // namespace thidua::sql
