#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/sql/engine.h"
#include "common/sql/memory.h"
#include "common/sql/session_pool.h"
#include "common/status/problem.h"

namespace thidua::sql {
namespace {

constexpr int kPatienceSeconds = 30;

bool IsBusy(const soci::sqlite3_soci_error& error) { return (error.result() & 0xff) == SQLITE_BUSY; }

// Of those who open a new file at once one changes it, and SQLite does not let the others wait.
void UseWriteAheadLog(soci::session& session) {
  const absl::Time end = absl::Now() + absl::Seconds(kPatienceSeconds);
  while (true) {
    try {
      session << "PRAGMA journal_mode=WAL";
      return;
    } catch (const soci::sqlite3_soci_error& error) {
      if (!IsBusy(error) || absl::Now() >= end) throw;
    }
    absl::SleepFor(absl::Milliseconds(2));
  }
}

void Configure(soci::session& session, const std::string& path) {
  session.open(soci::sqlite3, absl::StrCat("db=\"", path, "\" timeout=", kPatienceSeconds));
  UseWriteAheadLog(session);
  session << "PRAGMA synchronous=FULL";
  session << "PRAGMA foreign_keys=ON";
}

class SqliteTransactions : public Engine {
 public:
  absl::Status Explain(const std::exception& error) const final {
    const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
    if (sqlite != nullptr && (sqlite->result() & 0xff) == SQLITE_FULL) return StoreFull();
    return Internal(absl::StrCat("sql: ", error.what()));
  }

 protected:
  absl::Status InTransaction(soci::session& session, const char* begin, Body body) const {
    absl::Status status = Execute(session, begin);
    if (status.ok()) status = Run(session, body);
    if (status.ok()) status = Execute(session, "COMMIT");
    // Fails, which does not matter, where SQLite has already rolled back by itself or never began.
    if (!status.ok()) Execute(session, "ROLLBACK").IgnoreError();
    return status;
  }
};

// WAL: readers each see one committed state while one writer goes on.
class SqliteEngine final : public SqliteTransactions {
 public:
  SqliteEngine(const std::string& path, int readers) : readers_(readers, [this, path] { return OpenReader(path); }) {
    Configure(writer_, path);
  }

  absl::Status Read(Body body, absl::Time deadline) override {
    absl::StatusOr<SessionPool::Lease> reader = readers_.Take(deadline - absl::Now());
    if (!reader.ok()) return reader.status();
    absl::Status status = InTransaction(reader->session(), "BEGIN", body);
    reader->GiveBack();
    return status;
  }

  // It is the only writer: what may wait is the queue before it.
  absl::Status Write(Body body, absl::Time deadline) override {
    if (absl::Now() >= deadline) return TooLate();
    return InTransaction(writer_, "BEGIN IMMEDIATE", body);
  }

 private:
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

class MemoryEngine final : public SqliteTransactions {
 public:
  explicit MemoryEngine(std::shared_ptr<Memory> memory) : memory_(std::move(memory)) {}

  absl::Status Read(Body body, absl::Time) override {
    const std::shared_ptr<const Memory::Image> image = memory_->image();
    soci::session reader;  // Uses the image to its own end.
    absl::Status opened = Run(reader, [&image](soci::session& sql) {
      sql.open(soci::sqlite3, "db=:memory:");
      if (image->size == 0) return absl::OkStatus();
      const int result =
          sqlite_api::sqlite3_deserialize(static_cast<soci::sqlite3_session_backend*>(sql.get_backend())->conn_, "main",
                                          image->bytes, image->size, image->size, SQLITE_DESERIALIZE_READONLY);
      return result == SQLITE_OK ? absl::OkStatus() : Internal("sql: an image of a database in memory is not read");
    });
    if (!opened.ok()) return opened;
    return InTransaction(reader, "BEGIN", body);
  }

  absl::Status Write(Body body, absl::Time deadline) override {
    const std::lock_guard lock(memory_->writing());
    if (absl::Now() >= deadline) return TooLate();
    absl::Status status = InTransaction(memory_->writer(), "BEGIN IMMEDIATE", body);
    if (status.ok()) memory_->Publish();
    return status;
  }

 private:
  const std::shared_ptr<Memory> memory_;
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

std::unique_ptr<Engine> OpenMemory(const Location& location) { return std::make_unique<MemoryEngine>(location.memory); }

}  // namespace thidua::sql
