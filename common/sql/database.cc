#include "common/sql/database.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

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

using Body = absl::FunctionRef<absl::Status(soci::session&)>;

absl::Status Run(soci::session& session, Body body) {
  try {
    return body(session);
  } catch (const std::exception& error) {
    return FromException(error);
  } catch (...) {
    return Internal("sql: an exception of unknown type");
  }
}

absl::Status Execute(soci::session& session, const char* statement) {
  return Run(session, [statement](soci::session& sql) {
    sql << statement;
    return absl::OkStatus();
  });
}

// Fails, which does not matter, where SQLite has already rolled back by itself or never began.
void RollBack(soci::session& session) { Execute(session, "ROLLBACK").IgnoreError(); }

// Commits on OK, rolls back on everything else.
absl::Status InTransaction(soci::session& session, const char* begin, Body body) {
  absl::Status status = Execute(session, begin);
  if (status.ok()) status = Run(session, body);
  if (status.ok()) status = Execute(session, "COMMIT");
  if (!status.ok()) RollBack(session);
  return status;
}

constexpr char kBeginWrite[] = "BEGIN IMMEDIATE";
constexpr size_t kLargestGroup = 64;

// A call of Database::Write, on the stack of its thread.
struct PendingWrite {
  Body body;
  absl::Status status;
  bool done = false;
  std::condition_variable changed;  // It is done, or the first in the queue.
};

using Group = std::span<PendingWrite* const>;

// Runs the body without effect on the transaction unless it succeeds. False when the transaction is lost: a fault (full
// disk, I/O, memory) at which SQLite rolls everything back takes the savepoint with it.
bool RunInSavepoint(soci::session& session, PendingWrite& write) {
  if (!Execute(session, "SAVEPOINT grouped_write").ok()) return false;
  write.status = Run(session, write.body);
  if (!write.status.ok() && !Execute(session, "ROLLBACK TO grouped_write").ok()) return false;
  return Execute(session, "RELEASE grouped_write").ok();
}

// False when nothing is stored and no status counts, because the transaction was lost or could not be committed.
bool WriteTogether(soci::session& session, Group group) {
  if (const absl::Status begun = Execute(session, kBeginWrite); !begun.ok()) {
    RollBack(session);
    for (PendingWrite* write : group) write->status = begun;
    return true;
  }
  const bool whole =
      std::all_of(group.begin(), group.end(), [&](PendingWrite* write) { return RunInSavepoint(session, *write); });
  if (whole && Execute(session, "COMMIT").ok()) return true;
  RollBack(session);
  return false;
}

void WriteGroup(soci::session& session, Group group) {
  if (group.size() > 1 && WriteTogether(session, group)) return;
  // Those that failed are run again too: what they saw of the others may never be stored.
  for (PendingWrite* write : group) write->status = InTransaction(session, kBeginWrite, write->body);
}

void Configure(soci::session& session, const std::string& path) {
  session.open(soci::sqlite3, absl::StrCat("db=\"", path, "\" timeout=30"));
  session << "PRAGMA journal_mode=WAL";
  session << "PRAGMA synchronous=FULL";
  session << "PRAGMA foreign_keys=ON";
}

absl::Status Migrate(soci::session& session, const Database::Migrations& migrations) {
  return InTransaction(session, kBeginWrite, [&](soci::session& sql) {
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

  std::mutex mutex;
  std::deque<PendingWrite*> writes;  // Guarded by mutex. The first one's thread alone uses the writer and takes out.
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
  PendingWrite mine{.body = body};
  std::unique_lock lock(sessions_->mutex);
  std::deque<PendingWrite*>& writes = sessions_->writes;
  writes.push_back(&mine);
  mine.changed.wait(lock, [&] { return mine.done || writes.front() == &mine; });
  if (mine.done) return mine.status;

  const size_t size = std::min(writes.size(), kLargestGroup);
  const std::vector<PendingWrite*> group(writes.begin(), writes.begin() + static_cast<std::ptrdiff_t>(size));
  lock.unlock();
  WriteGroup(sessions_->writer, group);
  lock.lock();
  writes.erase(writes.begin(), writes.begin() + static_cast<std::ptrdiff_t>(size));
  // Under the lock: a write is gone as soon as its thread sees that it is done.
  if (!writes.empty()) writes.front()->changed.notify_one();
  for (PendingWrite* write : group) {
    write->done = true;
    write->changed.notify_one();
  }
  return mine.status;
}

size_t Database::pending_writes() const {
  const std::lock_guard lock(sessions_->mutex);
  return sessions_->writes.size();
}

}  // namespace thidua::sql
