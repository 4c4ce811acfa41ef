#include "services/tasks/storage/task_store.h"

#include <soci/soci.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/tasks/domain/natural_order.h"
#include "services/tasks/domain/standing.h"
#include "services/tasks/storage/task_codec.h"

namespace thidua::tasks {
namespace {

using soci::into;
using soci::use;
using Bound = long long;  // NOLINT(google-runtime-int): the type that SOCI binds.
using Json = nlohmann::json;

// Steps, entries and evidence of the far future: "as it stands now".
const CivilDay kNow = CivilDay(9999, 12, 31);
constexpr int kLogPage = 1000;
// Values in one IN (…): below SQLite's and PostgreSQL's limits.
constexpr size_t kMaxList = 500;

// Runs it; rows are then there to be fetched.
void Execute(soci::statement& statement, const std::string& query) {
  statement.alloc();
  statement.prepare(query);
  statement.define_and_bind();
  statement.execute();
}

// The rows of "SELECT version, body …".
class StoredTasks {
 public:
  explicit StoredTasks(soci::session& sql) : statement_(sql) {
    statement_.exchange(into(version_));
    statement_.exchange(into(body_));
  }

  template <typename Value>
  void Use(const Value& value) {
    statement_.exchange(use(value));
  }

  std::vector<StoredTask> Fetch(const std::string& condition) {
    Execute(statement_, absl::StrCat("SELECT version, body FROM tasks WHERE ", condition));
    std::vector<StoredTask> found;
    while (statement_.fetch()) {
      found.push_back({.task = TaskFromJson(Json::parse(body_)), .version = version_});
    }
    return found;
  }

 private:
  Bound version_ = 0;
  std::string body_;
  soci::statement statement_;
};

std::optional<StoredTask> First(std::vector<StoredTask> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

template <typename Interface>
class SqlReader : public Interface {
 public:
  explicit SqlReader(soci::session& sql) : sql_(sql) {}

  std::optional<StoredTask> Find(const TaskKey& key) override { return FindById(TaskId(key)); }

  std::optional<StoredTask> FindById(const std::string& id) override {
    StoredTasks rows(sql_);
    rows.Use(id);
    return First(rows.Fetch("id = :id"));
  }

  std::vector<StoredTask> Parts(const TaskKey& key) override {
    StoredTasks rows(sql_);
    rows.Use(key.unit);
    rows.Use(key.year);
    rows.Use(key.criterion);
    return rows.Fetch("unit = :unit AND year = :year AND criterion = :criterion AND part > 0 ORDER BY part");
  }

  std::optional<audit::KeptReply> FindReply(const std::string& request_id) override {
    return audit::FindReply(sql_, request_id);
  }

  std::optional<StoredReport> FindReport(const std::string& unit, CivilDay date, int revision) override {
    StoredReport found = {.unit = unit, .date = date};
    const std::string day = FormatCivilDay(date);
    std::string report, submitted;
    sql_ << "SELECT revision, report, sha256, submitted FROM reports WHERE unit = :unit AND date = :date AND (revision "
            "= "
            ":revision OR :any = 0) ORDER BY revision DESC LIMIT 1",
        into(found.revision), into(report), into(found.sha256), into(submitted), use(unit), use(day), use(revision),
        use(revision);
    if (!sql_.got_data()) return std::nullopt;
    if (!absl::Base64Unescape(report, &found.report) || !absl::Base64Unescape(submitted, &found.submitted)) {
      throw std::runtime_error("reports: not base64: " + unit + ", " + day);
    }
    return found;
  }

 protected:
  soci::session& sql_;
};

std::string DayOrNothing(std::optional<CivilDay> day) { return day.has_value() ? FormatCivilDay(*day) : ""; }

// The columns of a task, and how they come to SQL.
class PutStatement {
 public:
  explicit PutStatement(soci::session& sql) : statement_(sql) {
    std::string names, values, updates;
    const auto add = [&](const char* name, auto& field) {
      statement_.exchange(use(field));
      absl::StrAppend(&names, names.empty() ? "" : ", ", name);
      absl::StrAppend(&values, values.empty() ? ":" : ", :", name);
      absl::StrAppend(&updates, updates.empty() ? "" : ", ", name, " = excluded.", name);
    };
    add("id", id_), add("unit", unit_), add("year", year_), add("criterion", criterion_);
    add("criterion_order", criterion_order_), add("part", part_), add("version", version_), add("state", state_);
    add("title", title_), add("lead", lead_), add("coordinators", coordinators_), add("due", due_);
    add("evidence_due", evidence_due_), add("percent", percent_), add("effort", effort_);
    add("recurrence", recurrence_), add("directive", directive_), add("assigned_on", assigned_on_);
    add("submitted_on", submitted_on_), add("overdue_after", overdue_after_), add("body", body_);
    statement_.alloc();
    statement_.prepare(
        absl::StrCat("INSERT INTO tasks (", names, ") VALUES (", values, ") ON CONFLICT (id) DO UPDATE SET ", updates));
    statement_.define_and_bind();
  }

  void Run(const Task& task, int64_t version, std::string body) {
    id_ = TaskId(task.key);
    unit_ = task.key.unit;
    year_ = task.key.year;
    criterion_ = task.key.criterion;
    criterion_order_ = NaturalSortKey(task.key.criterion);
    part_ = task.key.part;
    version_ = version;
    state_ = NameOf(task.state());
    title_ = task.title;
    lead_ = task.lead;
    coordinators_ = absl::StrJoin(task.coordinators, ";");
    due_ = FormatCivilDay(task.due);
    evidence_due_ = FormatCivilDay(task.evidence_due);
    percent_ = PercentOn(task, kNow);
    effort_ = task.effort.ToString();
    recurrence_ = NameOf(task.recurrence);
    directive_ = task.directive;
    assigned_on_ = DayOrNothing(task.assigned_on());
    submitted_on_ = DayOrNothing(CameInto(task, TaskState::kEvidenceSubmitted, kNow));
    overdue_after_ = DayOrNothing(OverdueAfter(task, kNow));
    body_ = std::move(body);
    statement_.execute(true);
  }

 private:
  std::string id_, unit_, criterion_, criterion_order_, state_, title_, lead_, coordinators_, due_, evidence_due_,
      effort_, recurrence_, directive_, assigned_on_, submitted_on_, overdue_after_, body_;
  int year_ = 0, part_ = 0, percent_ = 0;
  Bound version_ = 0;
  soci::statement statement_;
};

class SqlWriter final : public SqlReader<TaskWriter> {
 public:
  explicit SqlWriter(soci::session& sql) : SqlReader(sql) {}

  int64_t Put(const Task& task, const LogLine& line) override {
    const std::string id = TaskId(task.key);
    std::string before;
    sql_ << "SELECT body FROM tasks WHERE id = :id", into(before), use(id);
    const Json after = ToJson(task);
    const Json patch = Json::diff(sql_.got_data() ? Json::parse(before) : Json::object(), after);
    const int64_t number = Log(line, task.key.unit, task.key.year, id, patch);
    if (!put_.has_value()) put_.emplace(sql_);
    put_->Run(task, number, after.dump());
    return number;
  }

  void PutReply(const audit::KeptReply& kept) override {
    audit::DropRepliesBefore(sql_, kept.time - audit::kRepliesKeptMicros);
    audit::PutReply(sql_, kept);
  }

  std::string PutDirective(StoredDirective directive, const LogLine& line) override {
    sql_ << "SELECT COALESCE(MAX(number), 0) + 1 FROM directives WHERE issuer = :issuer AND year = :year",
        into(directive.number), use(directive.issuer), use(directive.year);
    directive.id = absl::StrCat(directive.issuer, "-", directive.year, "-", directive.number);
    const std::string body = absl::Base64Escape(directive.body);
    sql_ << "INSERT INTO directives (id, issuer, year, number, body) VALUES (:id, :issuer, :year, :number, :body)",
        use(directive.id), use(directive.issuer), use(directive.year), use(directive.number), use(body);
    LogLine named = line;
    named.subject = directive.id;
    Log(named, directive.issuer, directive.year, "", Json::array());
    return directive.id;
  }

  void PutReport(const StoredReport& report, const LogLine& line) override {
    const std::string day = FormatCivilDay(report.date);
    const std::string bytes = absl::Base64Escape(report.report), submitted = absl::Base64Escape(report.submitted);
    sql_ << "INSERT INTO reports (unit, date, revision, report, sha256, submitted) VALUES (:unit, :date, :revision, "
            ":report, :sha256, :submitted)",
        use(report.unit), use(day), use(report.revision), use(bytes), use(report.sha256), use(submitted);
    LogLine named = line;
    named.subject = absl::StrCat(report.unit, "/report/", day, "/", report.revision, " sha256:", report.sha256);
    Log(named, report.unit, static_cast<int>(report.date.year()), "", Json::array());
  }

 private:
  int64_t Log(const LogLine& line, const std::string& unit, int year, const std::string& task, const Json& patch) {
    const int64_t version = audit::Head(sql_).number + 1;
    return audit::Append(sql_, {.unit = unit, .year = year, .version = version}, EncodeLogMembers(line, task, patch))
        .number;
  }

  std::optional<PutStatement> put_;
};

// A pattern of LIKE … ESCAPE '!' for a list of codes, separated by ';', with this one in it.
std::string ListedPattern(const std::string& code) {
  return absl::StrCat("%;", absl::StrReplaceAll(code, {{"!", "!!"}, {"%", "!%"}, {"_", "!_"}}), ";%");
}

CivilDay ToDay(const std::string& text) {
  const std::optional<CivilDay> day = ParseCivilDay(text);
  if (!day.has_value()) throw std::runtime_error("not a day: " + text);
  return *day;
}

std::optional<CivilDay> ToDayOrNothing(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(ToDay(text));
}

// The rows of the summaries of a list of units.
class SummaryRows {
 public:
  explicit SummaryRows(soci::session& sql) : statement_(sql) {
    for (std::string* field : {&id_, &unit_, &state_, &lead_, &coordinators_, &due_, &evidence_due_}) {
      statement_.exchange(into(*field));
    }
    statement_.exchange(into(percent_));
    for (std::string* field : {&effort_, &submitted_on_, &overdue_after_, &recurrence_}) {
      statement_.exchange(into(*field));
    }
  }

  void Fetch(const std::vector<std::string>& units, int year, std::vector<TaskSummary>& out) {
    std::string list;
    statement_.exchange(use(year));
    for (size_t i = 0; i < units.size(); ++i) {
      statement_.exchange(use(units[i]));
      absl::StrAppend(&list, i == 0 ? ":u" : ", :u", i);
    }
    Execute(
        statement_,
        absl::StrCat("SELECT id, unit, state, lead, coordinators, due, evidence_due, percent, effort, submitted_on, "
                     "overdue_after, recurrence FROM tasks WHERE year = :year AND unit IN (",
                     list, ") AND state <> 'CANCELLED' ORDER BY unit, criterion_order, criterion, part"));
    while (statement_.fetch()) out.push_back(Row());
  }

 private:
  TaskSummary Row() const {
    const std::optional<TaskState> state = TaskStateNamed(state_);
    Decimal effort;
    if (!state.has_value() || Decimal::Parse(effort_, effort) != Decimal::Fault::kNone) {
      throw std::runtime_error("damaged row: task " + id_);
    }
    return {.id = id_,
            .unit = unit_,
            .state = *state,
            .lead = lead_,
            .coordinators = absl::StrSplit(coordinators_, ';', absl::SkipEmpty()),
            .due = ToDay(due_),
            .evidence_due = ToDay(evidence_due_),
            .percent = percent_,
            .effort = effort,
            .submitted_on = ToDayOrNothing(submitted_on_),
            .overdue_after = ToDayOrNothing(overdue_after_),
            .recurs = !recurrence_.empty()};
  }

  std::string id_, unit_, state_, lead_, coordinators_, due_, evidence_due_, effort_, submitted_on_, overdue_after_,
      recurrence_;
  int percent_ = 0;
  soci::statement statement_;
};

// The documents that the log leads to.
class Replay {
 public:
  absl::Status Read(soci::session& sql) {
    while (true) {
      const std::vector<audit::LogEntry> entries = audit::List(sql, chain_.length(), kLogPage);
      if (entries.empty()) return absl::OkStatus();
      for (const audit::LogEntry& entry : entries) {
        if (absl::Status status = chain_.Add(entry); !status.ok()) return status;
        Take(entry);
      }
    }
  }

  absl::Status Compare(soci::session& sql, TaskStore::AuditedState& audited) {
    std::string id, body;
    Bound version = 0;
    soci::statement statement(sql);
    statement.exchange(into(id));
    statement.exchange(into(version));
    statement.exchange(into(body));
    Execute(statement, "SELECT id, version, body FROM tasks ORDER BY id");
    while (statement.fetch()) {
      const auto replayed = documents_.find(id);
      if (replayed == documents_.end() || replayed->second.version != version ||
          replayed->second.document.dump() != body) {
        return TaskMismatch(id);
      }
      documents_.erase(replayed);
      ++audited.tasks;
    }
    if (!documents_.empty()) return TaskMismatch(documents_.begin()->first);
    audited.entries = chain_.length();
    return absl::OkStatus();
  }

 private:
  struct Document {
    Json document = Json::object();
    int64_t version = 0;
  };

  void Take(const audit::LogEntry& entry) {
    const LogContent content = DecodeLog(entry);
    if (content.task.empty()) return;
    Document& task = documents_[content.task];
    if (!content.patch.empty()) task.document = task.document.patch(Json::parse(content.patch));
    task.version = entry.number;
  }

  static absl::Status TaskMismatch(const std::string& id) {
    return audit::Mismatch(absl::StrCat("Nhiệm vụ ", id, " không khớp với nhật ký."),
                           absl::StrCat("Task ", id, " does not match the log."));
  }

  audit::Chain chain_;
  std::map<std::string, Document> documents_;
};

// A row of the time before tasks were documents.
Task OldTask(soci::session& sql, const TaskKey& key) {
  Task task = {.key = key};
  std::string coordinators, start, due, target, state, points;
  sql << "SELECT title, lead, coordinators, start, due, target, state, source, points_to_win_back, from_year, reason "
         "FROM tasks_1 WHERE unit = :unit AND year = :year AND criterion = :criterion",
      into(task.title), into(task.lead), into(coordinators), into(start), into(due), into(target), into(state),
      into(task.source), into(points), into(task.from_year), into(task.reason), use(key.unit), use(key.year),
      use(key.criterion);
  task.coordinators = absl::StrSplit(coordinators, ';', absl::SkipEmpty());
  task.start = ToDayOrNothing(start);
  task.due = ToDay(due);
  task.evidence_due = task.due;
  task.target = Figure::Parse(target);
  Decimal number;
  if (Decimal::Parse(points, number) == Decimal::Fault::kNone) task.points_to_win_back = number;
  if (state == "ASSIGNED") {
    task.steps.push_back({.state = TaskState::kAssigned, .day = task.start.value_or(CivilDay(key.year, 1, 1))});
  }
  return task;
}

}  // namespace

std::string EtagOf(int64_t version) { return absl::StrCat("v", version); }

absl::Status TaskStore::Read(absl::FunctionRef<absl::Status(TaskReader&)> body) {
  return database_.Read([&](soci::session& sql) {
    SqlReader<TaskReader> reader(sql);
    return body(reader);
  });
}

absl::Status TaskStore::Write(absl::FunctionRef<absl::Status(TaskWriter&)> body) {
  return database_.Write([&](soci::session& sql) {
    SqlWriter writer(sql);
    return body(writer);
  });
}

absl::StatusOr<std::vector<StoredTask>> TaskStore::List(const TaskFilter& filter, const std::optional<TaskKey>& after,
                                                        int limit) {
  const TaskKey from = after.value_or(TaskKey{.part = -1});
  const std::string from_order = NaturalSortKey(from.criterion);
  const std::string pattern = ListedPattern(filter.office);
  std::vector<std::string> states;
  for (const TaskState state : filter.states) states.push_back(absl::StrCat("'", std::string(NameOf(state)), "'"));

  std::vector<StoredTask> tasks;
  const absl::Status status = database_.Read([&](soci::session& sql) {
    StoredTasks rows(sql);
    std::string condition =
        "(unit, year, criterion_order, criterion, part) > (:unit, :year, :criterion_order, :criterion, :part)";
    rows.Use(from.unit), rows.Use(from.year), rows.Use(from_order), rows.Use(from.criterion), rows.Use(from.part);
    const auto only = [&](bool wanted, const char* text, const auto& value) {
      if (!wanted) return;
      condition += text;
      rows.Use(value);
    };
    only(!filter.unit.empty(), " AND unit = :only_unit", filter.unit);
    only(filter.year != 0, " AND year = :only_year", filter.year);
    only(!filter.directive.empty(), " AND directive = :directive", filter.directive);
    only(!filter.office.empty(), " AND (lead = :lead", filter.office);
    only(!filter.office.empty(), " OR ';' || coordinators || ';' LIKE :pattern ESCAPE '!')", pattern);
    if (!states.empty()) absl::StrAppend(&condition, " AND state IN (", absl::StrJoin(states, ", "), ")");
    rows.Use(limit);
    tasks = rows.Fetch(condition + " ORDER BY unit, year, criterion_order, criterion, part LIMIT :limit");
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return tasks;
}

absl::StatusOr<std::vector<TaskSummary>> TaskStore::Summaries(const std::vector<std::string>& units, int year) {
  std::vector<TaskSummary> summaries;
  const absl::Status status = database_.Read([&](soci::session& sql) {
    summaries.clear();
    for (size_t start = 0; start < units.size(); start += kMaxList) {
      const auto first = units.begin() + static_cast<std::ptrdiff_t>(start);
      const auto last = units.begin() + static_cast<std::ptrdiff_t>(std::min(units.size(), start + kMaxList));
      SummaryRows(sql).Fetch({first, last}, year, summaries);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return summaries;
}

absl::StatusOr<std::vector<StoredTask>> TaskStore::Get(const std::vector<std::string>& ids) {
  std::vector<StoredTask> tasks;
  const absl::Status status = Read([&](TaskReader& stored) {
    tasks.clear();
    for (const std::string& id : ids) {
      if (std::optional<StoredTask> task = stored.FindById(id); task.has_value()) tasks.push_back(*std::move(task));
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return tasks;
}

absl::StatusOr<std::vector<StoredDirective>> TaskStore::ListDirectives(const DirectiveFilter& filter,
                                                                       const std::optional<DirectiveKey>& after,
                                                                       int limit) {
  std::vector<StoredDirective> directives;
  const absl::Status status = database_.Read([&](soci::session& sql) -> absl::Status {
    directives.clear();
    StoredDirective row;
    std::string body;
    soci::statement statement(sql);
    for (std::string* field : {&row.id, &row.issuer}) statement.exchange(into(*field));
    for (int* field : {&row.year, &row.number}) statement.exchange(into(*field));
    statement.exchange(into(body));
    std::string conditions;
    const auto require = [&](const char* condition) {
      absl::StrAppend(&conditions, conditions.empty() ? " WHERE " : " AND ", condition);
    };
    if (!filter.issuer.empty()) {
      require("issuer = :issuer");
      statement.exchange(use(filter.issuer));
    }
    if (filter.year != 0) {
      require("year = :year");
      statement.exchange(use(filter.year));
    }
    if (after.has_value()) {
      require("(year < :y OR (year = :same_y AND (number < :n OR (number = :same_n AND issuer > :i))))");
      for (const int* field : {&after->year, &after->year, &after->number, &after->number}) {
        statement.exchange(use(*field));
      }
      statement.exchange(use(after->issuer));
    }
    Execute(statement, absl::StrCat("SELECT id, issuer, year, number, body FROM directives", conditions,
                                    " ORDER BY year DESC, number DESC, issuer LIMIT ", limit));
    while (statement.fetch()) {
      if (!absl::Base64Unescape(body, &row.body)) throw std::runtime_error("directives: not base64: " + row.id);
      directives.push_back(row);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return directives;
}

absl::StatusOr<std::vector<audit::LogEntry>> TaskStore::ListLog(int64_t after, int limit) {
  std::vector<audit::LogEntry> entries;
  const absl::Status status = database_.Read([&](soci::session& sql) {
    entries = audit::List(sql, after, limit);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return entries;
}

absl::StatusOr<audit::LogEntry> TaskStore::LogHead() {
  audit::LogEntry head;
  const absl::Status status = database_.Read([&](soci::session& sql) {
    head = audit::Head(sql);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return head;
}

absl::StatusOr<std::vector<audit::LogEntry>> TaskStore::ListUnitLog(const std::string& unit, int year) {
  std::vector<audit::LogEntry> entries;
  const absl::Status status = database_.Read([&](soci::session& sql) {
    entries.clear();
    int64_t before = 0;
    while (true) {
      const std::vector<audit::LogEntry> page = audit::ListOf(sql, unit, year, before, kLogPage);
      if (page.empty()) return absl::OkStatus();
      entries.insert(entries.end(), page.begin(), page.end());
      before = page.back().number;
    }
  });
  if (!status.ok()) return status;
  return entries;
}

absl::StatusOr<TaskStore::AuditedState> TaskStore::CompareStateWithLog() {
  AuditedState audited;
  const absl::Status status = database_.Read([&](soci::session& sql) -> absl::Status {
    audited = {};
    Replay replay;
    if (absl::Status read = replay.Read(sql); !read.ok()) return read;
    return replay.Compare(sql, audited);
  });
  if (!status.ok()) return status;
  return audited;
}

absl::Status TaskStore::Adopt(absl::Time now) {
  return database_.Write([&](soci::session& sql) {
    std::vector<TaskKey> keys;
    TaskKey key;
    soci::statement statement(sql);
    statement.exchange(into(key.unit));
    statement.exchange(into(key.year));
    statement.exchange(into(key.criterion));
    Execute(statement, "SELECT unit, year, criterion FROM tasks_1 ORDER BY unit, year, criterion");
    while (statement.fetch()) keys.push_back(key);
    SqlWriter writer(sql);
    for (const TaskKey& old : keys) {
      writer.Put(OldTask(sql, old), {.at = now, .day = CivilDayAt(now), .action = "store.adopt"});
    }
    if (!keys.empty()) sql << "DELETE FROM tasks_1";
    return absl::OkStatus();
  });
}

}  // namespace thidua::tasks
