#include "services/tasks/reminders/notice_store.h"

#include <soci/soci.h>

#include <limits>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"

namespace thidua::tasks {
namespace {

constexpr char kSelect[] =
    "SELECT number, key, subject, unit, year, milestone, recipient, date, title, message, state, attempts, last_error,"
    " created, delivered FROM notices";
constexpr char kMake[] =
    "INSERT INTO notices (key, subject, unit, year, milestone, recipient, date, title, message, state, attempts,"
    " next_attempt, claimed_by, claimed_until, last_error, created, delivered)"
    " VALUES (:key, :subject, :unit, :year, :milestone, :recipient, :date, :title, :message, 'PENDING', 0, :next, '', "
    "0,"
    " '', :created, 0) ON CONFLICT (key) DO NOTHING";

constexpr std::pair<Notice::State, const char*> kStates[] = {
    {Notice::State::kPending, "PENDING"}, {Notice::State::kDelivered, "DELIVERED"}, {Notice::State::kFailed, "FAILED"}};

using Micros = long long;  // NOLINT(google-runtime-int): the type that SOCI binds.

Micros ToMicros(absl::Time time) { return absl::ToUnixMicros(time); }

struct Record {
  Micros number = 0;
  std::string key, subject, unit;
  int year = 0;
  std::string milestone, recipient, date, title, message, state;
  int attempts = 0;
  std::string last_error;
  Micros created = 0;
  Micros delivered = 0;

  // In the order of kSelect.
  template <typename Visit>
  void ForEachField(Visit visit) {
    visit(number), visit(key), visit(subject), visit(unit), visit(year), visit(milestone), visit(recipient),
        visit(date), visit(title), visit(message), visit(state), visit(attempts), visit(last_error), visit(created),
        visit(delivered);
  }
};

// Throws, as SOCI does, on a row that this program cannot have written.
Notice ToNotice(const Record& record) {
  const auto date = ParseCivilDay(record.date);
  for (const auto& [state, name] : kStates) {
    if (record.state != name || !date.has_value()) continue;
    Notice notice = {.key = record.key,
                     .subject = record.subject,
                     .unit = record.unit,
                     .year = record.year,
                     .milestone = record.milestone,
                     .recipient = record.recipient,
                     .date = *date,
                     .title = record.title,
                     .message = record.message,
                     .number = record.number,
                     .state = state,
                     .attempts = record.attempts,
                     .last_error = record.last_error,
                     .created = absl::FromUnixMicros(record.created)};
    if (record.delivered != 0) notice.delivered = absl::FromUnixMicros(record.delivered);
    return notice;
  }
  throw std::runtime_error(absl::StrCat("damaged row: notice ", record.key));
}

std::string NameOf(Notice::State state) {
  for (const auto& [known, name] : kStates) {
    if (known == state) return name;
  }
  throw std::runtime_error("a notice in no state");
}

// Runs `query`, whose values `bind` adds to the statement.
template <typename Bind>
std::vector<Notice> Select(soci::session& session, const std::string& query, Bind bind) {
  std::vector<Notice> notices;
  Record record;
  soci::statement statement(session);
  record.ForEachField([&](auto& field) { statement.exchange(soci::into(field)); });
  bind(statement);
  statement.alloc();
  statement.prepare(query);
  statement.define_and_bind();
  statement.execute();
  while (statement.fetch()) notices.push_back(ToNotice(record));
  return notices;
}

// Prepared once and run for each notice.
class MakeStatement {
 public:
  explicit MakeStatement(soci::session& session, absl::Time now) : now_(ToMicros(now)), statement_(session) {
    for (std::string* field : {&notice_.key, &notice_.subject, &notice_.unit}) statement_.exchange(soci::use(*field));
    statement_.exchange(soci::use(notice_.year));
    for (std::string* field : {&notice_.milestone, &notice_.recipient, &date_, &notice_.title, &notice_.message}) {
      statement_.exchange(soci::use(*field));
    }
    statement_.exchange(soci::use(now_));
    statement_.exchange(soci::use(now_));
    statement_.alloc();
    statement_.prepare(kMake);
    statement_.define_and_bind();
  }

  bool Run(const Notice& notice) {
    notice_ = notice;
    date_ = FormatCivilDay(notice.date);
    statement_.execute(true);
    return statement_.get_affected_rows() == 1;
  }

 private:
  const Micros now_;
  Notice notice_;
  std::string date_;
  soci::statement statement_;
};

}  // namespace

absl::StatusOr<int> NoticeStore::Make(const std::vector<Notice>& notices, absl::Time now) {
  std::vector<const Notice*> unknown;
  absl::Status status = database_.Read([&](soci::session& session) {
    unknown.clear();
    std::string key;
    int known = 0;
    soci::statement statement =
        (session.prepare << "SELECT COUNT(*) FROM notices WHERE key = :key", soci::into(known), soci::use(key));
    for (const Notice& notice : notices) {
      key = notice.key;
      statement.execute(true);
      if (known == 0) unknown.push_back(&notice);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  // Most of the time nothing is new, and nothing needs writing.
  if (unknown.empty()) return 0;
  int made = 0;
  status = database_.Write([&](soci::session& session) {
    made = 0;
    MakeStatement make(session, now);
    for (const Notice* notice : unknown) made += make.Run(*notice) ? 1 : 0;
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return made;
}

absl::StatusOr<std::vector<Notice>> NoticeStore::Claim(const std::string& worker, absl::Time now, absl::Duration lease,
                                                       int limit) {
  const Micros time = ToMicros(now);
  const Micros until = ToMicros(now + lease);
  std::vector<Notice> claimed;
  const absl::Status status = database_.Write([&](soci::session& session) {
    claimed = Select(session,
                     absl::StrCat(kSelect,
                                  " WHERE state = 'PENDING' AND next_attempt <= :now AND claimed_until <= :again"
                                  " ORDER BY next_attempt, number LIMIT :limit"),
                     [&](soci::statement& statement) {
                       statement.exchange(soci::use(time));
                       statement.exchange(soci::use(time));
                       statement.exchange(soci::use(limit));
                     });
    std::string key;
    soci::statement claim = (session.prepare << "UPDATE notices SET claimed_by = :worker, claimed_until = :until"
                                                " WHERE key = :key",
                             soci::use(worker), soci::use(until), soci::use(key));
    for (const Notice& notice : claimed) {
      key = notice.key;
      claim.execute(true);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return claimed;
}

absl::Status NoticeStore::Release(const std::string& worker) {
  return database_.Write([&](soci::session& session) {
    session << "UPDATE notices SET claimed_by = '', claimed_until = 0 WHERE state = 'PENDING' AND claimed_by = :worker",
        soci::use(worker);
    return absl::OkStatus();
  });
}

absl::Status NoticeStore::MarkDelivered(const std::string& key, absl::Time now) {
  const Micros time = ToMicros(now);
  return database_.Write([&](soci::session& session) {
    session << "UPDATE notices SET state = 'DELIVERED', attempts = attempts + 1, delivered = :now, claimed_by = '',"
               " claimed_until = 0, last_error = '' WHERE key = :key AND state <> 'DELIVERED'",
        soci::use(time), soci::use(key);
    return absl::OkStatus();
  });
}

absl::Status NoticeStore::MarkFailed(const std::string& key, const std::string& worker, const std::string& error,
                                     std::optional<absl::Time> next_attempt) {
  const std::string state = NameOf(next_attempt.has_value() ? Notice::State::kPending : Notice::State::kFailed);
  const Micros next = next_attempt.has_value() ? ToMicros(*next_attempt) : 0;
  return database_.Write([&](soci::session& session) {
    session << "UPDATE notices SET state = :state, attempts = attempts + 1, next_attempt = :next, claimed_by = '',"
               " claimed_until = 0, last_error = :error"
               " WHERE key = :key AND state = 'PENDING' AND claimed_by = :worker",
        soci::use(state), soci::use(next), soci::use(error), soci::use(key), soci::use(worker);
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<Notice>> NoticeStore::List(const NoticeFilter& filter, int64_t before, int limit) {
  const Micros last = before == 0 ? std::numeric_limits<Micros>::max() : before;
  std::string query = absl::StrCat(kSelect, " WHERE number < :before");
  if (!filter.unit.empty()) query += " AND unit = :unit";
  // A constant, so that SQLite can use the indexes of one state.
  if (filter.state.has_value()) absl::StrAppend(&query, " AND state = '", NameOf(*filter.state), "'");
  query += " ORDER BY number DESC LIMIT :limit";
  std::vector<Notice> notices;
  const absl::Status status = database_.Read([&](soci::session& session) {
    notices = Select(session, query, [&](soci::statement& statement) {
      statement.exchange(soci::use(last));
      if (!filter.unit.empty()) statement.exchange(soci::use(filter.unit));
      statement.exchange(soci::use(limit));
    });
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return notices;
}

absl::StatusOr<int> NoticeStore::Retry(absl::Time now) {
  const Micros time = ToMicros(now);
  int retried = 0;
  const absl::Status status = database_.Write([&](soci::session& session) {
    soci::statement statement =
        (session.prepare << "UPDATE notices SET state = 'PENDING', attempts = 0, next_attempt = :now WHERE state = "
                            "'FAILED'",
         soci::use(time));
    statement.execute(true);
    retried = static_cast<int>(statement.get_affected_rows());
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return retried;
}

}  // namespace thidua::tasks
