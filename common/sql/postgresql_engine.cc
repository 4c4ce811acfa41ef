#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/sql/engine.h"
#include "common/sql/postgresql_address.h"
#include "common/sql/session_pool.h"
#include "common/status/problem.h"

namespace thidua::sql {
namespace {

// A write is tried so often when the connection breaks, or others are in its way, before it is committed.
constexpr int kTries = 3;
// How long a write is tried again that meets locks of others than writers (an operator's session), by default.
constexpr absl::Duration kLongestTrying = absl::Seconds(10);
constexpr absl::Duration kFirstPause = absl::Milliseconds(5);
constexpr absl::Duration kLongestPause = absl::Milliseconds(200);
// So long is asked whether a write was committed whose answer was lost: a failover should fit in.
constexpr absl::Duration kLongestAsking = absl::Seconds(20);
constexpr absl::Duration kAskEvery = absl::Milliseconds(200);
// Writers that are no longer, and their last writes, are remembered so long.
constexpr char kForgetWriters[] = "DELETE FROM writers WHERE seen < now() - interval '30 days'";

constexpr char kBeginRead[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
// The lock comes before what the read sees is settled: see Migrate.
constexpr char kReadBesideMigrations[] = "; LOCK TABLE schema_version IN ACCESS SHARE MODE";
constexpr char kBeginWrite[] = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

// A COMMIT that waits for a standby is never cut short: it would count as done, and be lost with this server.
constexpr char kCommit[] = "SET LOCAL statement_timeout = 0; COMMIT";

// SQLSTATE of a write on a standby.
constexpr std::string_view kReadOnly = "25006";

PGconn* ConnectionOf(soci::session& session) {
  return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

bool IsBroken(soci::session& session) { return PQstatus(ConnectionOf(session)) != CONNECTION_OK; }

// Statements that SOCI would look for parameters in.
class Answer {
 public:
  Answer(soci::session& session, const std::string& statements)
      : result_(PQexec(ConnectionOf(session), statements.c_str()), &PQclear) {}

  bool ok() const {
    const ExecStatusType status = PQresultStatus(result_.get());
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  }
  bool empty() const { return PQntuples(result_.get()) == 0; }
  std::string value() const { return PQgetvalue(result_.get(), 0, 0); }
  std::string error() const { return PQresultErrorMessage(result_.get()); }
  std::string sqlstate() const {
    const char* state = PQresultErrorField(result_.get(), PG_DIAG_SQLSTATE);
    return state == nullptr ? "" : state;
  }

 private:
  std::unique_ptr<PGresult, decltype(&PQclear)> result_;
};

std::string NewWriterId() {
  std::random_device device;
  std::string id;
  for (int i = 0; i < 4; ++i) absl::StrAppend(&id, absl::Hex(device(), absl::kZeroPad8));
  return id;
}

// Writers take turns by an advisory lock that a write transaction takes first and keeps to its end, so that no
// replica's write, nor a version that it gives, becomes visible before those that came earlier.
//
// Each transaction also writes down which write of which Database it is (table writers). When a COMMIT gets no answer,
// that row tells whether it happened: the question waits for the same lock, hence for the end of the lost transaction.
// Unlike transaction ids, which a promoted standby may give anew, the row is right on whichever server answers.
class PostgresqlEngine final : public Engine {
 public:
  PostgresqlEngine(PostgresqlAddress address, const std::string& schema, int readers, absl::Duration longest_wait)
      : address_(std::move(address)),
        uri_(address_.ConnectionUri(schema)),
        lock_(absl::StrCat("SELECT pg_advisory_xact_lock(hashtext('thidua'), hashtext('", schema, "'))")),
        writer_(NewWriterId()),
        longest_wait_(longest_wait),
        readers_(readers, [this] { return Open(); }) {}

  absl::Status Prepare(const std::string& schema) {
    absl::StatusOr<std::unique_ptr<soci::session>> opened = Open();
    if (!opened.ok()) return opened.status();
    write_session_ = *std::move(opened);
    // The schema is made only where it is missing: who runs the service may not be allowed to.
    const std::string prepare = absl::StrCat(
        kBeginWrite, "; ", lock_, "; DO $$BEGIN IF to_regnamespace('", schema, "') IS NULL THEN CREATE SCHEMA ", schema,
        "; END IF; END$$; CREATE TABLE IF NOT EXISTS writers (writer TEXT COLLATE \"C\" PRIMARY KEY, last BIGINT NOT "
        "NULL, seen TIMESTAMPTZ NOT NULL); ",
        kForgetWriters, "; ", kCommit);
    const Answer answer(*write_session_, prepare);
    if (answer.ok()) return LearnLimits();
    absl::Status status = Explain(answer.sqlstate(), answer.error());
    write_session_.reset();
    return status;
  }

  absl::Status Read(Body body, absl::Time deadline) override {
    for (int tries = 1;; ++tries) {
      absl::StatusOr<SessionPool::Lease> reader = readers_.Take(std::min(longest_wait_, deadline - absl::Now()));
      if (!reader.ok()) return reader.status();
      soci::session& session = reader->session();
      if (const Answer begun(session, absl::StrCat(kBeginRead, LimitsUntil(deadline), kReadBesideMigrations));
          !begun.ok()) {
        // It broke while it was idle, as did the others.
        readers_.CloseIdle();
        if (tries < kTries) continue;
        return Explain(begun.sqlstate(), begun.error());
      }
      absl::Status status = Run(session, body);
      const Answer ended(session, status.ok() ? "COMMIT" : "ROLLBACK; DEALLOCATE ALL");
      if (ended.ok()) reader->GiveBack();
      if (status.ok() && !ended.ok()) return Explain(ended.sqlstate(), ended.error());
      return status;
    }
  }

  absl::Status Write(Body body, absl::Time deadline) override {
    const absl::Time last_try = std::min(deadline, absl::Now() + kLongestTrying);
    absl::Duration pause = kFirstPause;
    for (int tries = 1;; ++tries) {
      if (absl::Now() >= deadline) return TooLate();
      const Try done = TryWrite(body, deadline);
      if (!done.again) return done.status;
      if (!IsConflict(done.status)) {
        if (tries >= kTries) return done.status;
        continue;
      }
      if (absl::Now() + pause >= last_try) return done.status;
      absl::SleepFor(pause);
      pause = std::min(2 * pause, kLongestPause);
    }
  }

  absl::Status Explain(const std::exception& error) const override {
    const auto* postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&error);
    if (postgresql == nullptr) return Internal(absl::StrCat("sql: ", error.what()));
    return Explain(std::string(absl::StripAsciiWhitespace(postgresql->sqlstate())), error.what());
  }

 private:
  // Without SQLSTATE it is the connection that failed.
  absl::Status Explain(const std::string& sqlstate, const std::string& detail) const {
    if (sqlstate == "53100") return StoreFull();
    if (sqlstate == "40001" || sqlstate == "40P01") {
      return Conflict();
    }
    // Connection, its authorization, no such database, resources, timeouts, an operator's act, the system, a standby.
    static constexpr std::string_view kUnavailable[] = {"08", "28", "3D", "53",    "55",
                                                        "57", "58", "XX", "25006", "25P03"};
    if (sqlstate.empty() || std::any_of(std::begin(kUnavailable), std::end(kUnavailable), [&](std::string_view prefix) {
          return std::string_view(sqlstate).substr(0, prefix.size()) == prefix;
        })) {
      return Unavailable(detail);
    }
    return Internal(absl::StrCat("sql: ", address_.Redact(detail)));
  }

  absl::Status Unavailable(const std::string& detail) const {
    const std::string said(absl::StripAsciiWhitespace(address_.Redact(detail)));
    return thidua::Unavailable(
        "STORE_UNAVAILABLE",
        {.vi = absl::StrCat("Cơ sở dữ liệu PostgreSQL ", address_.Name(), " không phục vụ được: ", said,
                            ". Không có gì được ghi; hãy thử lại, và kiểm tra máy chủ nếu vẫn lỗi."),
         .en = absl::StrCat("The PostgreSQL database ", address_.Name(), " does not serve: ", said,
                            ". Nothing was stored; try again, and check the server if it goes on.")});
  }

  absl::Status OutcomeUnknown() const {
    return thidua::Unavailable(
        "STORE_OUTCOME_UNKNOWN",
        {.vi = absl::StrCat("Mất kết nối tới ", address_.Name(),
                            " đúng lúc ghi nên chưa biết đã ghi hay chưa. Hãy gửi lại yêu cầu với cùng mã yêu cầu "
                            "(request_id): nó chỉ có hiệu lực một lần."),
         .en = absl::StrCat("The connection to ", address_.Name(),
                            " broke while the write was committed, so it is not known whether it was stored. Repeat "
                            "the request with the same request id: it takes effect once.")});
  }

  absl::StatusOr<std::unique_ptr<soci::session>> Open() const {
    auto session = std::make_unique<soci::session>();
    try {
      session->open(soci::postgresql, uri_);
      // What a server says besides its answers (libpq would print it) is in the server's log.
      PQsetNoticeProcessor(
          ConnectionOf(*session), [](void*, const char*) {}, nullptr);
      // An acknowledged write is durable whatever the server's default; what else it can be ("remote_apply") stays.
      *session << "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = "
                  "'off'";
    } catch (const std::exception& error) {
      return Unavailable(error.what());
    }
    return session;
  }

  absl::Status EnsureSession() {
    if (write_session_ != nullptr) return absl::OkStatus();
    absl::StatusOr<std::unique_ptr<soci::session>> opened = Open();
    if (!opened.ok()) return opened.status();
    write_session_ = *std::move(opened);
    return absl::OkStatus();
  }

  // What sessions give a statement and a lock, by the URI and the server.
  absl::Status LearnLimits() {
    return Run(*write_session_, [this](soci::session& sql) {
      for (auto& [name, limit] : limits_) {
        long long ms = 0;  // NOLINT(google-runtime-int): the type that SOCI binds.
        sql << "SELECT CAST(setting AS BIGINT) FROM pg_settings WHERE name = :name", soci::use(name), soci::into(ms);
        limit = ms == 0 ? absl::InfiniteDuration() : absl::Milliseconds(ms);
      }
      return absl::OkStatus();
    });
  }

  // Makes the server give up when the caller does, for the rest of a transaction.
  std::string LimitsUntil(absl::Time deadline) const {
    const absl::Duration left = std::max(deadline - absl::Now(), absl::Milliseconds(1));
    std::string set;
    for (const auto& [name, limit] : limits_) {
      if (left < limit) absl::StrAppend(&set, "; SET LOCAL ", name, " = ", absl::ToInt64Milliseconds(left));
    }
    return set;
  }

  struct Try {
    absl::Status status;
    bool again = false;  // Nothing is stored, and another try may succeed.
  };

  Try TryWrite(Body body, absl::Time deadline) {
    if (absl::Status status = EnsureSession(); !status.ok()) return {status};
    const int64_t number = last_write_ + 1;
    const Answer begun(*write_session_,
                       absl::StrCat(kBeginWrite, LimitsUntil(deadline), "; ", lock_,
                                    "; INSERT INTO writers (writer, last, seen) VALUES ('", writer_, "', ", number,
                                    ", now()) ON CONFLICT (writer) DO UPDATE SET last = excluded.last, seen = "
                                    "excluded.seen"));
    if (!begun.ok()) return TakeBack(Explain(begun.sqlstate(), begun.error()), begun.sqlstate() == kReadOnly);
    if (absl::Status status = Run(*write_session_, body); !status.ok()) return TakeBack(status);
    const Answer committed(*write_session_, kCommit);
    if (!committed.ok()) {
      const absl::Status status = Explain(committed.sqlstate(), committed.error());
      return IsBroken(*write_session_) ? AskOutcome(number, status) : TakeBack(status);
    }
    last_write_ = number;
    return {absl::OkStatus()};
  }

  // Ends a transaction that was not committed, and the session with it where it is of no more use: it broke, or leads
  // to a primary that became a standby.
  Try TakeBack(const absl::Status& status, bool leave = false) {
    const bool broken = IsBroken(*write_session_) || leave;
    // Statements that SOCI could not deallocate while the transaction was broken go too.
    if (broken || !Answer(*write_session_, "ROLLBACK; DEALLOCATE ALL").ok()) write_session_.reset();
    return {status, write_session_ == nullptr || IsConflict(status)};
  }

  // The connection broke at the COMMIT of the write with this number.
  Try AskOutcome(int64_t number, const absl::Status& lost) {
    const absl::Time deadline = absl::Now() + kLongestAsking;
    while (true) {
      write_session_.reset();
      if (EnsureSession().ok()) {
        // Committing something here waits until everything before it is as durable as any write.
        const Answer last(*write_session_,
                          absl::StrCat(kBeginWrite, "; ", lock_, "; UPDATE writers SET seen = now() WHERE writer = '",
                                       writer_, "' RETURNING last"));
        if (last.ok() && Answer(*write_session_, kCommit).ok()) {
          if (last.empty() || last.value() != std::to_string(number)) return {lost, /*again=*/true};
          last_write_ = number;
          return {absl::OkStatus()};
        }
      }
      if (absl::Now() >= deadline) break;
      absl::SleepFor(kAskEvery);
    }
    write_session_.reset();
    // The number is not given again: its write may be there.
    last_write_ = number;
    return {OutcomeUnknown()};
  }

  const PostgresqlAddress address_;
  const std::string uri_;
  const std::string lock_;    // The statement that takes the lock of the schema's writers.
  const std::string writer_;  // Names this Database among the replicas.
  int64_t last_write_ = 0;
  std::map<std::string, absl::Duration> limits_ = {{"statement_timeout", absl::InfiniteDuration()},
                                                   {"lock_timeout", absl::InfiniteDuration()}};
  std::unique_ptr<soci::session> write_session_;
  const absl::Duration longest_wait_;
  SessionPool readers_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> OpenPostgresql(const Location& location, int readers,
                                                       absl::Duration longest_wait) {
  absl::StatusOr<PostgresqlAddress> address = PostgresqlAddress::Parse(location.uri);
  if (!address.ok()) return address.status();
  auto engine = std::make_unique<PostgresqlEngine>(*std::move(address), location.schema, readers, longest_wait);
  if (absl::Status status = engine->Prepare(location.schema); !status.ok()) return status;
  return engine;
}

}  // namespace thidua::sql
