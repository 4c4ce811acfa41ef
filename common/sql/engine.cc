#include "common/sql/engine.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::sql {
namespace {

constexpr char kConflict[] = "STORE_CONFLICT";

// A migration takes as long as the rows that it moves do. It begins when nobody reads: tables that were made after a
// read began would be empty to it. While it waits for a long reader (a backup), nobody else gets in either.
constexpr const char* kAlone[] = {"SET LOCAL lock_timeout = '3s'", "SET LOCAL statement_timeout = 0",
                                  "LOCK TABLE schema_version IN ACCESS EXCLUSIVE MODE"};

// Whether a program that knows the version `known` can work with tables of the version `applied`.
absl::Status CheckNewer(soci::session& sql, int applied, int known) {
  int needed = 0;
  sql << "SELECT MAX(COALESCE(c.works_from, v.version)) FROM schema_version v LEFT JOIN schema_compatibility c ON "
         "c.version = v.version WHERE v.version > :known",
      soci::use(known), soci::into(needed);
  if (needed <= known) return absl::OkStatus();
  return FailedPrecondition(
      "STORE_TOO_NEW",
      {.vi = absl::StrCat("Dữ liệu do một phiên bản mới hơn ghi (lược đồ ", applied, ", dùng được từ phiên bản biết ",
                          needed, "; phiên bản này biết ", known, "). Hãy chạy phiên bản mới hơn đó."),
       .en = absl::StrCat("A newer version wrote this store (schema ", applied, ", for versions that know ", needed,
                          " or later; this version knows ", known, "). Run that newer version.")});
}

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

absl::Status TooLate() {
  return Problem{.code = absl::StatusCode::kDeadlineExceeded,
                 .reason = "DEADLINE_EXCEEDED",
                 .message = {.vi = "Chưa đến lượt ghi thì yêu cầu đã hết thời hạn; không có gì được ghi. Hãy thử lại.",
                             .en = "The request's deadline passed before its turn to write came; nothing was stored. "
                                   "Try again."}}
      .ToStatus();
}

absl::Status StoreFull() {
  return Problem{.code = absl::StatusCode::kResourceExhausted,
                 .reason = "STORE_FULL",
                 .message = {.vi = "Ổ đĩa chứa dữ liệu đã đầy; không có gì được ghi. Hãy giải phóng chỗ rồi thử lại.",
                             .en = "The disk that holds the data is full; nothing was stored. Free some space, then "
                                   "try again."}}
      .ToStatus();
}

int SchemaVersion(soci::session& sql) {
  int version = 0;
  sql << "SELECT COALESCE(MAX(version), 0) FROM schema_version", soci::into(version);
  return version;
}

absl::Status Migrate(soci::session& sql, int first, const std::vector<std::vector<std::string>>& versions,
                     const std::map<int, int>& works_from) {
  sql << "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)";
  sql << "CREATE TABLE IF NOT EXISTS schema_compatibility (version INTEGER NOT NULL, works_from INTEGER NOT NULL)";
  const int applied = SchemaVersion(sql);
  const int wanted = first - 1 + static_cast<int>(versions.size());
  if (applied > wanted) return CheckNewer(sql, applied, wanted);
  if (applied < wanted && sql.get_backend_name() == "postgresql") {
    for (const char* statement : kAlone) sql << statement;
  }
  for (int version = std::max(applied + 1, first); version <= wanted; ++version) {
    for (const std::string& statement : versions[version - first]) sql << statement;
    sql << "INSERT INTO schema_version (version) VALUES (:version)", soci::use(version);
    if (const auto oldest = works_from.find(version); oldest != works_from.end()) {
      sql << "INSERT INTO schema_compatibility (version, works_from) VALUES (:version, :oldest)", soci::use(version),
          soci::use(oldest->second);
    }
  }
  return absl::OkStatus();
}

}  // namespace thidua::sql
