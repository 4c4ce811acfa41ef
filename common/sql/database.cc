#include "common/sql/database.h"

#include <soci/soci.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "common/sql/engine.h"
#include "common/status/problem.h"
#include "common/telemetry/store_metrics.h"
#include "common/work/deadline.h"

namespace thidua::sql {
namespace {

constexpr size_t kLargestGroup = 64;

// A call of Database::Write, on the stack of its thread.
struct PendingWrite {
  Body body;
  absl::Time deadline;
  absl::Status status;
  bool taken = false;  // Into a group that is being written.
  bool done = false;
  std::condition_variable changed;  // It is done, or the first in the queue.
};

using Group = std::span<PendingWrite* const>;
using Clock = std::chrono::steady_clock;
using Operation = telemetry::StoreMetrics::Operation;

// Runs the body without effect on the transaction unless it succeeds. False when the transaction is lost: a fault (full
// disk, I/O, memory) at which SQLite rolls everything back takes the savepoint with it, as does a broken connection.
// False also for a write that met another one: it is the engine that tries it again.
bool RunInSavepoint(const Engine& engine, soci::session& session, PendingWrite& write) {
  if (!engine.Execute(session, "SAVEPOINT grouped_write").ok()) return false;
  write.status = engine.Run(session, write.body);
  if (IsConflict(write.status)) return false;
  if (!write.status.ok() && !engine.Execute(session, "ROLLBACK TO grouped_write").ok()) return false;
  return engine.Execute(session, "RELEASE grouped_write").ok();
}

// False when nothing is stored and no status counts, because the transaction was lost or could not be committed.
bool WriteTogether(Engine& engine, Group group) {
  bool begun = false;
  const PendingWrite* last =
      *std::max_element(group.begin(), group.end(), [](auto* a, auto* b) { return a->deadline < b->deadline; });
  const absl::Status status = engine.Write(
      [&](soci::session& session) {
        begun = true;
        const bool whole = std::all_of(group.begin(), group.end(),
                                       [&](PendingWrite* write) { return RunInSavepoint(engine, session, *write); });
        return whole ? absl::OkStatus() : Internal("sql: the transaction of a group is lost");
      },
      last->deadline);
  if (status.ok()) return true;
  if (begun && !absl::IsUnavailable(status)) return false;
  for (PendingWrite* write : group) write->status = status;
  return true;
}

void WriteGroup(Engine& engine, Group group) {
  if (group.size() > 1 && WriteTogether(engine, group)) return;
  // Those that failed are run again too: what they saw of the others may never be stored.
  for (PendingWrite* write : group) write->status = engine.Write(write->body, write->deadline);
}

absl::StatusOr<std::unique_ptr<Engine>> OpenEngine(const Database::Options& options) {
  if (options.location.is_memory()) return OpenMemory(options.location);
  if (options.location.is_postgresql()) {
    return OpenPostgresql(options.location, options.readers, options.longest_wait);
  }
  return OpenSqlite(options.location.path, options.readers);
}

}  // namespace

struct Database::State {
  State(std::unique_ptr<Engine> opened, telemetry::Registry& registry, const std::string& name)
      : engine(std::move(opened)), metrics(registry, name, [this] { return pending_writes(); }) {}

  size_t pending_writes() {
    const std::lock_guard lock(mutex);
    return writes.size();
  }

  absl::Status Write(Body body);

  const std::unique_ptr<Engine> engine;
  std::mutex mutex;
  std::deque<PendingWrite*> writes;  // Guarded by mutex. The first one's thread alone writes and takes out.
  const telemetry::StoreMetrics metrics;
};

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::~Database() = default;

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const Options& options, const Schema& schema) {
  const bool postgresql = options.location.is_postgresql();
  absl::StatusOr<std::unique_ptr<Engine>> engine = OpenEngine(options);
  if (!engine.ok()) return engine.status();
  absl::Status status = (*engine)->Write(
      [&](soci::session& sql) {
        return postgresql ? Migrate(sql, schema.postgresql_from, schema.postgresql, schema.works_from)
                          : Migrate(sql, 1, schema.sqlite, schema.works_from);
      },
      absl::InfiniteFuture());
  if (!status.ok()) return status;
  telemetry::Registry& registry = options.registry == nullptr ? telemetry::Registry::Process() : *options.registry;
  return std::unique_ptr<Database>(
      new Database(std::make_unique<State>(*std::move(engine), registry, options.location.name())));
}

absl::Status Database::Read(absl::FunctionRef<absl::Status(soci::session&)> body) {
  const telemetry::StoreMetrics& metrics = state_->metrics;
  const Clock::time_point start = Clock::now();
  bool began = false;
  const auto measured = [&](soci::session& session) {
    began = true;
    metrics.CountReadWait(Clock::now() - start);
    return body(session);
  };
  absl::Status status = state_->engine->Read(measured, CurrentDeadline());
  const Clock::duration took = Clock::now() - start;
  if (!began) metrics.CountReadWait(took);
  metrics.CountOperation(Operation::kRead, status, took);
  return status;
}

absl::Status Database::Write(absl::FunctionRef<absl::Status(soci::session&)> body) {
  const Clock::time_point start = Clock::now();
  absl::Status status = state_->Write(body);
  state_->metrics.CountOperation(Operation::kWrite, status, Clock::now() - start);
  return status;
}

absl::Status Database::State::Write(Body body) {
  PendingWrite mine{.body = body, .deadline = CurrentDeadline()};
  std::unique_lock lock(mutex);
  writes.push_back(&mine);
  const auto settled = [&] { return mine.done || writes.front() == &mine; };
  if (!mine.changed.wait_until(lock, absl::ToChronoTime(mine.deadline), settled)) {
    if (!mine.taken) {
      writes.erase(std::find(writes.begin(), writes.end(), &mine));
      return TooLate();
    }
    mine.changed.wait(lock, settled);
  }
  if (mine.done) return mine.status;

  const size_t size = std::min(writes.size(), kLargestGroup);
  const std::vector<PendingWrite*> group(writes.begin(), writes.begin() + static_cast<std::ptrdiff_t>(size));
  for (PendingWrite* write : group) write->taken = true;
  lock.unlock();
  WriteGroup(*engine, group);
  metrics.CountGroup(size);
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

size_t Database::pending_writes() const { return state_->pending_writes(); }

}  // namespace thidua::sql
