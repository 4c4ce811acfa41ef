#ifndef THIDUA_SERVICES_TASKS_STORAGE_TASK_STORE_H_
#define THIDUA_SERVICES_TASKS_STORAGE_TASK_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/audit/log.h"
#include "common/identity/actor.h"
#include "common/sql/database.h"
#include "services/tasks/domain/board.h"
#include "services/tasks/domain/task.h"

namespace thidua::tasks {

struct StoredTask {
  Task task;
  int64_t version = 0;  // Number of its newest entry in the log.
};

// What a write says of itself in the log.
struct LogLine {
  absl::Time at;
  CivilDay day;  // On which it happened.
  Actor by;
  std::string action;  // E.g. "task.progress".
  std::string reason;
  std::string request_id;
  std::string subject;  // What else it is about, e.g. the name of a file.
};

// An instruction of a unit above (protos/thidua/tasks/v1/tasks.proto).
struct StoredDirective {
  std::string id;  // "<issuer>-<year>-<number>".
  std::string issuer;
  int year = 0;
  int number = 0;
  std::string body;  // A serialized v1::Directive.
};

// Which directives to list; the default is all.
struct DirectiveFilter {
  std::string issuer;  // Only of this unit; empty: all.
  int year = 0;        // Only of this year; 0: all.
};

// The place of a directive in lists.
struct DirectiveKey {
  int year = 0;
  int number = 0;
  std::string issuer;
};

// A submitted period report (protos/thidua/tasks/v1/reports.proto).
struct StoredReport {
  std::string unit;
  CivilDay date;
  int revision = 0;       // From 1.
  std::string report;     // A serialized v1::PeriodReport.
  std::string sha256;     // Of its bytes, lower-case hex.
  std::string submitted;  // A serialized v1::SubmittedReport.
};

// The tasks as one transaction sees them. Lives as long as the transaction.
class TaskReader {
 public:
  virtual ~TaskReader() = default;

  virtual std::optional<StoredTask> Find(const TaskKey& key) = 0;
  virtual std::optional<StoredTask> FindById(const std::string& id) = 0;
  // The sub-tasks of a criterion's task, in order.
  virtual std::vector<StoredTask> Parts(const TaskKey& key) = 0;
  virtual std::optional<audit::KeptReply> FindReply(const std::string& request_id) = 0;
  // Revision 0: the newest.
  virtual std::optional<StoredReport> FindReport(const std::string& unit, CivilDay date, int revision) = 0;
};

class TaskWriter : public TaskReader {
 public:
  // Stores the task in place of the one with its key, if there is one, with its entry in the log, whose number it
  // returns.
  virtual int64_t Put(const Task& task, const LogLine& line) = 0;
  // Keeps a reply, and forgets those that are older than audit::kRepliesKeptMicros.
  virtual void PutReply(const audit::KeptReply& kept) = 0;
  // Stores a directive under the next number of its issuer and year, with its entry in the log; gives its id.
  virtual std::string PutDirective(StoredDirective directive, const LogLine& line) = 0;
  // REQUIRES: the revision does not exist; revisions never change. The log gets the hash of the report.
  virtual void PutReport(const StoredReport& report, const LogLine& line) = 0;
};

// Which tasks to list; the default is all.
struct TaskFilter {
  std::string unit;    // Only this unit; empty: all.
  int year = 0;        // Only this year; 0: all.
  std::string office;  // Leads or coordinates; empty: all.
  std::string directive;
  std::vector<TaskState> states;  // Empty: all.
};

// Where tasks are kept. Every call can fail with INTERNAL. A fault of the store inside a body leaves it by an
// exception, which ends the transaction; Read and Write return it as a status.
//
// Thread-safe.
class TaskStore {
 public:
  // `database` (tasks_schema.h) must outlive this object.
  explicit TaskStore(sql::Database& database) : database_(database) {}

  // Runs `body` on one committed state.
  absl::Status Read(absl::FunctionRef<absl::Status(TaskReader&)> body);
  // Runs `body` in one transaction: on disk when OK is returned, without effect otherwise. It may run more than once;
  // only the last run counts. RESOURCE_EXHAUSTED (STORE_FULL) when the disk is full.
  absl::Status Write(absl::FunctionRef<absl::Status(TaskWriter&)> body);

  // At most `limit` tasks that follow `after` (from the first, without it) in order of unit, year, criterion and part,
  // codes of criteria in their natural order. `after` need not exist, so that pages stay in step while tasks are added.
  absl::StatusOr<std::vector<StoredTask>> List(const TaskFilter& filter, const std::optional<TaskKey>& after,
                                               int limit);
  // All tasks of the units in the year, cancelled ones left out, in order of unit, criterion and part. Costs what they
  // are, not what the store holds.
  absl::StatusOr<std::vector<TaskSummary>> Summaries(const std::vector<std::string>& units, int year);
  // Those that exist, in the order of `ids`.
  absl::StatusOr<std::vector<StoredTask>> Get(const std::vector<std::string>& ids);
  // At most `limit` directives that follow `after` (from the first, without it), newest first.
  absl::StatusOr<std::vector<StoredDirective>> ListDirectives(const DirectiveFilter& filter,
                                                              const std::optional<DirectiveKey>& after, int limit);

  // Entries after the one with this number, at most `limit`.
  absl::StatusOr<std::vector<audit::LogEntry>> ListLog(int64_t after, int limit);
  absl::StatusOr<audit::LogEntry> LogHead();
  // Entries of one unit and year, newest first.
  absl::StatusOr<std::vector<audit::LogEntry>> ListUnitLog(const std::string& unit, int year);

  struct AuditedState {
    int64_t entries = 0;
    int64_t tasks = 0;
  };
  // Checks the chain of the whole log, replays it from nothing and compares the tasks it leads to with those that are
  // stored. DATA_LOSS (AUDIT_MISMATCH) names the entry or the task that is not what it should be.
  absl::StatusOr<AuditedState> CompareStateWithLog();

  // Makes documents of tasks that were stored before there were any, with an entry in the log. Does nothing the second
  // time.
  absl::Status Adopt(absl::Time now);

 private:
  sql::Database& database_;
};

// The etag of a task at `version`.
std::string EtagOf(int64_t version);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_STORAGE_TASK_STORE_H_
