#include "services/tasks/storage/sql_task_store.h"

#include <soci/soci.h>

#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/sql/database.h"
#include "services/tasks/domain/natural_order.h"

namespace thidua::tasks {
namespace {

// Absent values are '' and 0. criterion_order is NaturalSortKey(criterion); coordinators are separated by ';', which
// no code of an office has.
const sql::Database::Migrations& Migrations() {
  static const sql::Database::Migrations migrations = {
      {"CREATE TABLE tasks ("
       " unit TEXT NOT NULL,"
       " year INTEGER NOT NULL,"
       " criterion TEXT NOT NULL,"
       " criterion_order TEXT NOT NULL,"
       " title TEXT NOT NULL,"
       " lead TEXT NOT NULL,"
       " coordinators TEXT NOT NULL,"
       " start TEXT NOT NULL,"
       " due TEXT NOT NULL,"
       " target TEXT NOT NULL,"
       " state TEXT NOT NULL,"
       " source TEXT NOT NULL,"
       " points_to_win_back TEXT NOT NULL,"
       " from_year INTEGER NOT NULL,"
       " reason TEXT NOT NULL,"
       " PRIMARY KEY (unit, year, criterion))",
       "CREATE UNIQUE INDEX tasks_in_order ON tasks (unit, year, criterion_order, criterion)"}};
  return migrations;
}

constexpr char kSelect[] =
    "SELECT unit, year, criterion, title, lead, coordinators, start, due, target, state, source, points_to_win_back,"
    " from_year, reason FROM tasks";
constexpr char kPut[] =
    "INSERT INTO tasks (unit, year, criterion, title, lead, coordinators, start, due, target, state, source,"
    " points_to_win_back, from_year, reason, criterion_order)"
    " VALUES (:unit, :year, :criterion, :title, :lead, :coordinators, :start, :due, :target, :state, :source,"
    " :points_to_win_back, :from_year, :reason, :criterion_order)"
    " ON CONFLICT (unit, year, criterion) DO UPDATE SET title = excluded.title, lead = excluded.lead,"
    " coordinators = excluded.coordinators, start = excluded.start, due = excluded.due, target = excluded.target,"
    " state = excluded.state, source = excluded.source, points_to_win_back = excluded.points_to_win_back,"
    " from_year = excluded.from_year, reason = excluded.reason";

// A row as SQL has it.
struct Record {
  std::string unit;
  int year = 0;
  std::string criterion;
  std::string title;
  std::string lead;
  std::string coordinators;
  std::string start;
  std::string due;
  std::string target;
  std::string state;
  std::string source;
  std::string points_to_win_back;
  int from_year = 0;
  std::string reason;

  // Calls `visit` with each field in the order of kSelect and kPut.
  template <typename Visit>
  void ForEachField(Visit visit) {
    visit(unit), visit(year), visit(criterion), visit(title), visit(lead), visit(coordinators), visit(start),
        visit(due), visit(target), visit(state), visit(source), visit(points_to_win_back), visit(from_year),
        visit(reason);
  }
};

constexpr char kDraft[] = "DRAFT";
constexpr char kAssigned[] = "ASSIGNED";

Record ToRecord(const Task& task) {
  const auto number = [](const std::optional<Decimal>& value) { return value.has_value() ? value->ToString() : ""; };
  return {.unit = task.key.unit,
          .year = task.key.year,
          .criterion = task.key.criterion,
          .title = task.title,
          .lead = task.lead,
          .coordinators = absl::StrJoin(task.coordinators, ";"),
          .start = task.start.has_value() ? FormatCivilDay(*task.start) : "",
          .due = FormatCivilDay(task.due),
          .target = number(task.target),
          .state = task.state == Task::State::kDraft ? kDraft : kAssigned,
          .source = task.source,
          .points_to_win_back = number(task.points_to_win_back),
          .from_year = task.from_year,
          .reason = task.reason};
}

// Throws, as SOCI does, on a row that this program cannot have written.
Task ToTask(const Record& record) {
  const auto damaged = [&](const char* column) {
    return std::runtime_error(
        absl::StrCat("damaged row: ", column, " of task ", record.unit, "-", record.year, "-", record.criterion));
  };
  const auto day = [&](const std::string& text, const char* column) {
    const auto parsed = ParseCivilDay(text);
    if (!parsed.has_value()) throw damaged(column);
    return *parsed;
  };
  const auto number = [&](const std::string& text, const char* column) -> std::optional<Decimal> {
    if (text.empty()) return std::nullopt;
    Decimal value;
    if (Decimal::Parse(text, value) != Decimal::Fault::kNone) throw damaged(column);
    return value;
  };
  if (record.state != kDraft && record.state != kAssigned) throw damaged("state");
  return {.key = {.unit = record.unit, .year = record.year, .criterion = record.criterion},
          .title = record.title,
          .lead = record.lead,
          .coordinators = absl::StrSplit(record.coordinators, ';', absl::SkipEmpty()),
          .start = record.start.empty() ? std::nullopt : std::optional<CivilDay>(day(record.start, "start")),
          .due = day(record.due, "due"),
          .target = number(record.target, "target"),
          .state = record.state == kDraft ? Task::State::kDraft : Task::State::kAssigned,
          .source = record.source,
          .points_to_win_back = number(record.points_to_win_back, "points_to_win_back"),
          .from_year = record.from_year,
          .reason = record.reason};
}

// Prepared once and run for each task, because an import runs it thousands of times.
class FindStatement {
 public:
  explicit FindStatement(soci::session& session) : statement_(session) {
    record_.ForEachField([this](auto& field) { statement_.exchange(soci::into(field)); });
    statement_.exchange(soci::use(key_.unit));
    statement_.exchange(soci::use(key_.year));
    statement_.exchange(soci::use(key_.criterion));
    statement_.alloc();
    statement_.prepare(absl::StrCat(kSelect, " WHERE unit = :unit AND year = :year AND criterion = :criterion"));
    statement_.define_and_bind();
  }

  std::optional<Task> Run(const TaskKey& key) {
    key_ = key;
    if (!statement_.execute(true)) return std::nullopt;
    return ToTask(record_);
  }

 private:
  Record record_;
  TaskKey key_;
  soci::statement statement_;
};

class PutStatement {
 public:
  explicit PutStatement(soci::session& session) : statement_(session) {
    record_.ForEachField([this](auto& field) { statement_.exchange(soci::use(field)); });
    statement_.exchange(soci::use(criterion_order_));
    statement_.alloc();
    statement_.prepare(kPut);
    statement_.define_and_bind();
  }

  void Run(const Task& task) {
    record_ = ToRecord(task);
    criterion_order_ = NaturalSortKey(task.key.criterion);
    statement_.execute(true);
  }

 private:
  Record record_;
  std::string criterion_order_;
  soci::statement statement_;
};

class SqlTaskReader final : public TaskReader {
 public:
  explicit SqlTaskReader(soci::session& session) : find_(session) {}

  std::optional<Task> Find(const TaskKey& key) override { return find_.Run(key); }

 private:
  FindStatement find_;
};

class SqlTaskWriter final : public TaskWriter {
 public:
  explicit SqlTaskWriter(soci::session& session) : find_(session), put_(session) {}

  std::optional<Task> Find(const TaskKey& key) override { return find_.Run(key); }
  void Put(const Task& task) override { put_.Run(task); }

 private:
  FindStatement find_;
  PutStatement put_;
};

class SqlTaskStore final : public TaskStore {
 public:
  explicit SqlTaskStore(std::unique_ptr<sql::Database> database) : database_(std::move(database)) {}

  absl::Status Read(absl::FunctionRef<absl::Status(TaskReader&)> body) override {
    return database_->Read([&](soci::session& session) {
      SqlTaskReader reader(session);
      return body(reader);
    });
  }

  absl::Status Write(absl::FunctionRef<absl::Status(TaskWriter&)> body) override {
    return database_->Write([&](soci::session& session) {
      SqlTaskWriter writer(session);
      return body(writer);
    });
  }

  absl::StatusOr<std::vector<Task>> List(const TaskFilter& filter, const std::optional<TaskKey>& after,
                                         int limit) override {
    const TaskKey from = after.value_or(TaskKey{});
    const std::string from_order = NaturalSortKey(from.criterion);
    std::string query = absl::StrCat(
        kSelect, " WHERE (unit, year, criterion_order, criterion) > (:unit, :year, :criterion_order, :criterion)");
    if (!filter.unit.empty()) query += " AND unit = :only_unit";
    if (filter.year != 0) query += " AND year = :only_year";
    query += " ORDER BY unit, year, criterion_order, criterion LIMIT :limit";

    std::vector<Task> tasks;
    const absl::Status status = database_->Read([&](soci::session& session) {
      Record record;
      soci::statement statement(session);
      record.ForEachField([&](auto& field) { statement.exchange(soci::into(field)); });
      statement.exchange(soci::use(from.unit));
      statement.exchange(soci::use(from.year));
      statement.exchange(soci::use(from_order));
      statement.exchange(soci::use(from.criterion));
      if (!filter.unit.empty()) statement.exchange(soci::use(filter.unit));
      if (filter.year != 0) statement.exchange(soci::use(filter.year));
      statement.exchange(soci::use(limit));
      statement.alloc();
      statement.prepare(query);
      statement.define_and_bind();
      statement.execute();
      while (statement.fetch()) tasks.push_back(ToTask(record));
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return tasks;
  }

 private:
  const std::unique_ptr<sql::Database> database_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<TaskStore>> OpenSqlTaskStore(const std::string& path) {
  absl::StatusOr<std::unique_ptr<sql::Database>> database = sql::Database::Open({.path = path}, Migrations());
  if (!database.ok()) return database.status();
  return std::make_unique<SqlTaskStore>(*std::move(database));
}

}  // namespace thidua::tasks
