#include "common/sql/database.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <filesystem>
#include <mutex>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::sql {
namespace {

absl::Status FromException(const std::exception& error) {
  if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error); sqlite != nullptr) {
    if ((sqlite->result() & 0xff) == SQLITE_FULL) {
      return Problem{
          .code = absl::StatusCode::kResourceExhausted,
          .reason = "STORE_FULL",
          .message = {.vi = "Ổ đĩa chứa dữ liệu đã đầy; không có gì được ghi. Hãy giải phóng chỗ rồi thử lại.",
                      .en = "The disk that holds the data is full; nothing was stored. Free some space, then "
                            "try again."}}
          .ToStatus();
    }
  }
  return Internal(absl::StrCat("sql: ", error.what()));
}

// Commits on OK, rolls back on everything else.
absl::Status InTransaction(soci::session& session, const char* begin,
                           absl::FunctionRef<absl::Status(soci::session&)> body) {
  absl::Status status;
  try {
    session << begin;
    status = body(session);
    if (status.ok()) {
      session << "COMMIT";
      return status;
    }
  } catch (const std::exception& error) {
    status = FromException(error);
  }
  try {
    session << "ROLLBACK";
  } catch (const std::exception&) {
    // SQLite has already rolled back by itself.
  }
  return status;
}

void Configure(soci::session& session, const std::string& path) {
  session.open(soci::sqlite3, absl::StrCat("db=\"", path, "\" timeout=30"));
  session << "PRAGMA journal_mode=WAL";
  session << "PRAGMA synchronous=FULL";
  session << "PRAGMA foreign_keys=ON";
}

absl::Status Migrate(soci::session& session, const Database::Migrations& migrations) {
  return InTransaction(session, "BEGIN IMMEDIATE", [&](soci::session& sql) {
    sql << "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)";
    int applied = 0;
    sql << "SELECT COALESCE(MAX(version), 0) FROM schema_version", soci::into(applied);
    const int wanted = static_cast<int>(migrations.size());
    if (applied > wanted) {
      return FailedPrecondition(
          "STORE_TOO_NEW", {.vi = absl::StrCat("Dữ liệu do một phiên bản mới hơn ghi (lược đồ ", applied,
                                               ", phiên bản này biết ", wanted, "). Hãy chạy phiên bản mới hơn đó."),
                            .en = absl::StrCat("A newer version wrote this store (schema ", applied,
                                               ", this version knows ", wanted, "). Run that newer version.")});
    }
    for (int version = applied + 1; version <= wanted; ++version) {
      for (const std::string& statement : migrations[version - 1]) sql << statement;
      sql << "INSERT INTO schema_version (version) VALUES (:version)", soci::use(version);
    }
    return absl::OkStatus();
  });
}

}  // namespace

struct Database::Sessions {
  explicit Sessions(int reader_count) : readers(reader_count) {}

  std::mutex writing;
  soci::session writer;
  soci::connection_pool readers;
};

Database::Database(std::unique_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
Database::~Database() = default;

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const Options& options, const Migrations& migrations) {
  const auto unavailable = [&](const std::string& detail) {
    return Unavailable("STORE_UNAVAILABLE",
                       {.vi = absl::StrCat("Không mở được tệp dữ liệu ", options.path, ": ", detail,
                                           ". Hãy kiểm tra đường dẫn và quyền ghi."),
                        .en = absl::StrCat("Cannot open the data file ", options.path, ": ", detail,
                                           ". Check the path and that it may be written.")});
  };
  std::error_code failure;
  if (const auto folder = std::filesystem::path(options.path).parent_path(); !folder.empty()) {
    std::filesystem::create_directories(folder, failure);
    if (failure) return unavailable(failure.message());
  }
  auto sessions = std::make_unique<Sessions>(options.readers);
  try {
    Configure(sessions->writer, options.path);
    if (absl::Status status = Migrate(sessions->writer, migrations); !status.ok()) return status;
    for (int i = 0; i < options.readers; ++i) {
      soci::session& reader = sessions->readers.at(i);
      Configure(reader, options.path);
      reader << "PRAGMA query_only=ON";
    }
  } catch (const std::exception& error) {
    return unavailable(error.what());
  }
  return std::unique_ptr<Database>(new Database(std::move(sessions)));
}

absl::Status Database::Read(absl::FunctionRef<absl::Status(soci::session&)> body) {
  soci::session session(sessions_->readers);
  return InTransaction(session, "BEGIN", body);
}

absl::Status Database::Write(absl::FunctionRef<absl::Status(soci::session&)> body) {
  const std::lock_guard<std::mutex> lock(sessions_->writing);
  return InTransaction(sessions_->writer, "BEGIN IMMEDIATE", body);
}

}  // namespace thidua::sql
