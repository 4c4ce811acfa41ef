#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/sql/engine.h"
#include "common/sql/session_pool.h"
#include "common/status/problem.h"

namespace thidua::sql {
namespace {

void Configure(soci::session& session, const std::string& path) {
  session.open(soci::sqlite3, absl::StrCat("db=\"", path, "\" timeout=30"));
  session << "PRAGMA journal_mode=WAL";
  session << "PRAGMA synchronous=FULL";
  session << "PRAGMA foreign_keys=ON";
}

// WAL: readers each see one committed state while one writer goes on.
class SqliteEngine final : public Engine {
 public:
  SqliteEngine(const std::string& path, int readers) : readers_(readers, [this, path] { return OpenReader(path); }) {
    Configure(writer_, path);
  }

  absl::Status Read(Body body) override {
    absl::StatusOr<SessionPool::Lease> reader = readers_.Take(absl::InfiniteDuration());
    if (!reader.ok()) return reader.status();
    absl::Status status = InTransaction(reader->session(), "BEGIN", body);
    reader->GiveBack();
    return status;
  }

  absl::Status Write(Body body) override { return InTransaction(writer_, "BEGIN IMMEDIATE", body); }

  absl::Status Explain(const std::exception& error) const override {
    const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
    if (sqlite != nullptr && (sqlite->result() & 0xff) == SQLITE_FULL) return StoreFull();
    return Internal(absl::StrCat("sql: ", error.what()));
  }

 private:
  absl::Status InTransaction(soci::session& session, const char* begin, Body body) {
    absl::Status status = Execute(session, begin);
    if (status.ok()) status = Run(session, body);
    if (status.ok()) status = Execute(session, "COMMIT");
    // Fails, which does not matter, where SQLite has already rolled back by itself or never began.
    if (!status.ok()) Execute(session, "ROLLBACK").IgnoreError();
    return status;
  }

  absl::StatusOr<std::unique_ptr<soci::session>> OpenReader(const std::string& path) const {
    auto reader = std::make_unique<soci::session>();
    absl::Status status = Run(*reader, [&path](soci::session& sql) {
      Configure(sql, path);
      sql << "PRAGMA query_only=ON";
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return reader;
  }

  soci::session writer_;
  SessionPool readers_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> OpenSqlite(const std::string& path, int readers) {
  const auto unavailable = [&](const std::string& detail) {
    return Unavailable("STORE_UNAVAILABLE", {.vi = absl::StrCat("Không mở được tệp dữ liệu ", path, ": ", detail,
                                                                ". Hãy kiểm tra đường dẫn và quyền ghi."),
                                             .en = absl::StrCat("Cannot open the data file ", path, ": ", detail,
                                                                ". Check the path and that it may be written.")});
  };
  std::error_code failure;
  if (const auto folder = std::filesystem::path(path).parent_path(); !folder.empty()) {
    std::filesystem::create_directories(folder, failure);
    if (failure) return unavailable(failure.message());
  }
  try {
    return std::make_unique<SqliteEngine>(path, readers);
  } catch (const std::exception& error) {
    return unavailable(error.what());
  }
}

}  // namespace thidua::sql
