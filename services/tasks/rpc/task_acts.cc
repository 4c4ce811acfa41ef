#include "services/tasks/rpc/task_acts.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "common/status/unknown.h"
#include "services/tasks/rpc/references.h"
#include "services/tasks/rpc/request_fields.h"
#include "services/tasks/rpc/task_reply.h"
#include "services/tasks/rpc/write_once.h"

namespace thidua::tasks {
namespace {

constexpr size_t kLongestTitle = 600;
constexpr size_t kLongestReason = 2000;
constexpr size_t kLongestField = 300;
// Titles of decisions run over several lines, and addresses carry what a document is filed under.
constexpr size_t kLongestDocument = 1000;
constexpr size_t kLongestLink = 2000;
constexpr int kMostEntries = 1000;

absl::Status StaleTask(const StoredTask& task) {
  const std::string id = TaskId(task.task.key);
  return Problem{.code = absl::StatusCode::kAborted,
                 .reason = "STALE_TASK",
                 .message = {.vi = absl::StrCat("Nhiệm vụ ", id,
                                                " đã được sửa sau khi bạn mở. Hãy xem lại bản mới rồi làm lại; chưa có "
                                                "gì bị ghi đè."),
                             .en = absl::StrCat("Task ", id,
                                                " was changed after you read it. Look at the new one, then do it "
                                                "again; nothing was overwritten.")},
                 .metadata = {{"etag", EtagOf(task.version)}, {"task", id}}}
      .ToStatus();
}

absl::Status TaskExists(const std::string& id) {
  return Problem{
      .code = absl::StatusCode::kAlreadyExists,
      .reason = "TASK_EXISTS",
      .message = {.vi = absl::StrCat("Đã có nhiệm vụ ", id, " cho tiêu chí này. Hãy sửa nó (edit), hoặc thêm ",
                                     "việc con: thidua tasks add --parent ", id, "."),
                  .en = absl::StrCat("There is a task ", id, " for this criterion. Edit it, or add a part: ",
                                     "thidua tasks add --parent ", id, ".")},
      .metadata = {{"task", id}}}
      .ToStatus();
}

absl::Status CheckOffices(const std::string& lead, const std::vector<std::string>& coordinators,
                          References& references) {
  const auto check = [&](const std::string& office, const std::string& field) -> absl::Status {
    if (office.empty()) return absl::OkStatus();
    const absl::StatusOr<bool> known = references.HasOffice(office);
    if (!known.ok()) return known.status();
    if (*known && !absl::StrContains(office, ';')) return absl::OkStatus();
    return InvalidField(field, "UNKNOWN_OFFICE",
                        {.vi = absl::StrCat("Không có bộ phận mang mã \"", office,
                                            "\". Hãy sửa mã, hoặc nhập bộ phận trước (thidua import offices)."),
                         .en = absl::StrCat("There is no office with the code \"", office,
                                            "\". Correct the code, or import the office first (thidua import "
                                            "offices).")});
  };
  if (absl::Status status = check(lead, "lead"); !status.ok()) return status;
  for (size_t i = 0; i < coordinators.size(); ++i) {
    if (absl::Status status = check(coordinators[i], absl::StrCat("coordinators[", i, "]")); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status CheckCriterion(const std::string& unit, int year, const std::string& criterion, References& references) {
  const auto scale = references.ScaleOf(unit, year);
  if (!scale.ok()) return scale.status();
  if (*scale == nullptr) {
    return FailedPrecondition("NO_SCALE",
                              {.vi = absl::StrCat("Chưa có thang bảng điểm nào cho đơn vị ", unit, " đến năm ", year,
                                                  ". Hãy nhập thang (thidua import scale)."),
                               .en = absl::StrCat("There is no scale for unit ", unit, " up to ", year,
                                                  ". Import one (thidua import scale).")});
  }
  if ((*scale)->criteria.contains(criterion)) return absl::OkStatus();
  return InvalidField("task.criterion", "UNKNOWN_CRITERION",
                      {.vi = absl::StrCat("Thang ", (*scale)->scale_id, " không có tiêu chí \"", criterion, "\"."),
                       .en = absl::StrCat("Scale ", (*scale)->scale_id, " has no criterion \"", criterion, "\".")});
}

absl::Status EvidenceBeforeDue(const Task& task) {
  return InvalidField("evidence_due", "EVIDENCE_BEFORE_DUE",
                      {.vi = absl::StrCat("Hạn minh chứng ", FormatCivilDay(task.evidence_due), " đứng trước hạn ",
                                          FormatCivilDay(task.due), " của công việc."),
                       .en = absl::StrCat("Evidence is due on ", FormatCivilDay(task.evidence_due),
                                          ", before the work is on ", FormatCivilDay(task.due), ".")});
}

absl::Status CheckDays(const Task& task) {
  if (task.start.has_value() && task.due < *task.start) return DueBeforeStart("due", *task.start, task.due);
  if (task.evidence_due < task.due) return EvidenceBeforeDue(task);
  return absl::OkStatus();
}

// Takes one field of a message over; REQUIRED, BAD_… name it.
absl::Status TakeField(const std::string& field, const v1::Task& from, Task& to) {
  if (field == "title") {
    to.title = from.title();
    if (absl::Status status = CheckGiven("title", to.title); !status.ok()) return status;
    return CheckText("title", to.title, kLongestTitle);
  }
  if (field == "lead") return to.lead = from.lead(), absl::OkStatus();
  if (field == "coordinators") {
    return to.coordinators = {from.coordinators().begin(), from.coordinators().end()}, absl::OkStatus();
  }
  if (field == "source") return to.source = from.source(), CheckText("source", to.source, kLongestField);
  if (field == "recurrence") {
    if (!v1::Recurrence_IsValid(from.recurrence())) {
      return InvalidField("recurrence", "BAD_RECURRENCE",
                          {.vi = "Chu kỳ cần là MONTHLY, QUARTERLY, EACH_REPORT hoặc để trống.",
                           .en = "The recurrence must be MONTHLY, QUARTERLY, EACH_REPORT or absent."});
    }
    return to.recurrence = static_cast<Recurrence>(from.recurrence()), absl::OkStatus();
  }
  const auto take = [](auto&& read, auto& out) {
    if (!read.ok()) return read.status();
    out = *read;
    return absl::OkStatus();
  };
  if (field == "start") return take(ReadDay("start", from.start()), to.start);
  if (field == "due") return take(ReadDay("due", from.due(), to.due), to.due);
  if (field == "evidence_due") return take(ReadDay(field, from.evidence_due(), to.evidence_due), to.evidence_due);
  if (field == "target") return take(ReadFigure("target", from.target()), to.target);
  if (field == "effort") return take(ReadEffort("effort", from.effort()), to.effort);
  return InvalidField("update_mask", "UNKNOWN_FIELD",
                      {.vi = absl::StrCat("Không sửa được trường \"", field,
                                          "\". Các trường sửa được: title, lead, coordinators, start, due, "
                                          "evidence_due, target, recurrence, effort, source."),
                       .en = absl::StrCat("Field \"", field,
                                          "\" cannot be changed. Fields that can: title, lead, coordinators, start, "
                                          "due, evidence_due, target, recurrence, effort, source.")});
}

bool IsLink(const std::string& link) { return absl::StartsWith(link, "https://") || absl::StartsWith(link, "http://"); }

// What people give of a document, checked; `at` is its path.
absl::StatusOr<EvidenceItem> ReadEvidence(const std::string& at, const v1::TaskEvidence& given) {
  EvidenceItem item = {.title = given.title(),
                       .number = given.number(),
                       .date = given.date(),
                       .issuer = given.issuer(),
                       .link = given.link(),
                       .sheet_evidence = given.sheet_evidence()};
  if (absl::Status status = CheckGiven(at + ".title", item.title); !status.ok()) return status;
  for (const auto& [field, text, longest] : {std::tuple{".title", &item.title, kLongestDocument},
                                             {".number", &item.number, kLongestField},
                                             {".issuer", &item.issuer, kLongestField},
                                             {".link", &item.link, kLongestLink},
                                             {".sheet_evidence", &item.sheet_evidence, kLongestField}}) {
    if (absl::Status status = CheckText(at + field, *text, longest); !status.ok()) return status;
  }
  if (const auto day = ReadDay(at + ".date", item.date); !day.ok()) return day.status();
  if (!item.link.empty() && !IsLink(item.link)) {
    return InvalidField(at + ".link", "BAD_LINK",
                        {.vi = absl::StrCat("Liên kết \"", item.link, "\" cần bắt đầu bằng https:// hoặc http://."),
                         .en = absl::StrCat("The link \"", item.link, "\" must begin with https:// or http://.")});
  }
  return item;
}

template <typename List>
absl::StatusOr<std::vector<EvidenceItem>> ReadEvidence(const List& given) {
  std::vector<EvidenceItem> items;
  for (int i = 0; i < given.size(); ++i) {
    absl::StatusOr<EvidenceItem> item = ReadEvidence(absl::StrCat("evidence[", i, "]"), given[i]);
    if (!item.ok()) return item.status();
    items.push_back(*std::move(item));
  }
  return items;
}

// Keeps a document from growing without end.
absl::Status CheckRoom(const Task& task) {
  if (task.progress.size() + task.evidence.size() < kMostEntries) return absl::OkStatus();
  return Problem{.code = absl::StatusCode::kResourceExhausted,
                 .reason = "TASK_FULL",
                 .message = {.vi = absl::StrCat("Nhiệm vụ ", TaskId(task.key), " đã có ", kMostEntries,
                                                " lần báo cáo và minh chứng. Hãy lập việc con cho phần tiếp theo."),
                             .en = absl::StrCat("Task ", TaskId(task.key), " has ", kMostEntries,
                                                " entries of progress and evidence. Add a part for what follows.")}}
      .ToStatus();
}

std::string ActionOf(Action action) {
  return absl::StrCat("task.", absl::AsciiStrToLower(std::string(NameOf(action))));
}

}  // namespace

absl::StatusOr<UnitsAbove> TaskActs::Above(const std::string& id, const rpc::Call& call) {
  std::optional<StoredTask> task;
  const absl::Status status = backend_.store.Read([&](TaskReader& stored) {
    task = stored.FindById(id);
    return task.has_value() ? absl::OkStatus() : UnknownTask(id);
  });
  if (!status.ok()) return status;
  if (call.by.unit.empty() || call.by.unit == task->task.key.unit) return UnitsAbove();
  return AskUnitsAbove(backend_.scoring, task->task.key.unit, call);
}

template <typename Response, typename Request>
absl::StatusOr<Response> TaskActs::ActOn(const Request& request, const std::string& id, Action action,
                                         const std::string& reason, const rpc::Call& call, const Change& change) {
  const absl::StatusOr<CivilDay> day = ReadPastDay("date", request.date(), backend_.Today());
  if (!day.ok()) return day.status();
  if (absl::Status status = CheckText("reason", reason, kLongestReason); !status.ok()) return status;
  const absl::StatusOr<UnitsAbove> above = Above(id, call);
  if (!above.ok()) return above.status();
  const absl::StatusOr<Calendar> calendar = backend_.calendar.Load();
  if (!calendar.ok()) return calendar.status();

  const absl::Time now = absl::FromUnixMicros(absl::ToUnixMicros(backend_.now()));
  const Act act = {.by = call.by, .at = now, .day = *day, .reason = reason};
  const LogLine line = {.at = now,
                        .day = *day,
                        .by = call.by,
                        .action = ActionOf(action),
                        .reason = reason,
                        .request_id = request.request_id()};
  return WriteOnce<Response>(backend_.store, request, call.by, now,
                             [&](TaskWriter& stored) -> absl::StatusOr<Response> {
                               std::optional<StoredTask> task = stored.FindById(id);
                               if (!task.has_value()) return UnknownTask(id);
                               if (!request.etag().empty() && request.etag() != EtagOf(task->version))
                                 return StaleTask(*task);
                               Task changed = task->task;
                               if (absl::Status status = CheckRoom(changed); !status.ok()) return status;
                               if (absl::Status status = change(stored, *above, act, changed); !status.ok())
                                 return status;
                               if (changed != task->task) {
                                 task->version = stored.Put(changed, line);
                                 task->task = std::move(changed);
                               }
                               Response response;
                               *response.mutable_task() = ToProto(*task, *calendar, *day);
                               return response;
                             });
}

absl::StatusOr<v1::CreateTaskResponse> TaskActs::Create(const v1::CreateTaskRequest& request, const rpc::Call& call) {
  const absl::StatusOr<CivilDay> day = ReadPastDay("date", request.date(), backend_.Today());
  if (!day.ok()) return day.status();
  const absl::StatusOr<Calendar> calendar = backend_.calendar.Load();
  if (!calendar.ok()) return calendar.status();
  Task task = {
      .key = {.unit = request.task().unit(), .year = request.task().year(), .criterion = request.task().criterion()}};
  UnitsAbove above;
  if (!request.parent().empty()) {
    const absl::StatusOr<std::vector<StoredTask>> parent = backend_.store.Get({request.parent()});
    if (!parent.ok()) return parent.status();
    if (parent->empty()) return UnknownTask(request.parent());
    task.key = parent->front().task.key;
    task.key.part = 0;
    task.lead = parent->front().task.lead;
  }
  References references(backend_.scoring, call);
  if (absl::Status status = CheckGiven("task.unit", task.key.unit); !status.ok()) return status;
  if (absl::Status status = CheckYear("task.year", task.key.year); !status.ok()) return status;
  if (absl::Status status = CheckGiven("task.criterion", task.key.criterion); !status.ok()) return status;
  if (const auto unit = AskUnit(backend_.scoring, task.key.unit, call); !unit.ok()) return unit.status();
  if (absl::Status status = CheckCriterion(task.key.unit, task.key.year, task.key.criterion, references);
      !status.ok()) {
    return status;
  }
  if (!call.by.unit.empty() && call.by.unit != task.key.unit) {
    absl::StatusOr<UnitsAbove> asked = AskUnitsAbove(backend_.scoring, task.key.unit, call);
    if (!asked.ok()) return asked.status();
    above = *std::move(asked);
  }
  task.due = task.evidence_due = calendar->EvidenceDay(task.key.year);
  const std::string lead_of_whole = task.lead;
  for (const char* field :
       {"title", "lead", "coordinators", "start", "due", "target", "recurrence", "effort", "source"}) {
    if (absl::Status status = TakeField(field, request.task(), task); !status.ok()) return status;
  }
  if (task.lead.empty()) task.lead = lead_of_whole;
  task.evidence_due = std::max(task.evidence_due, task.due);
  if (absl::Status status = TakeField("evidence_due", request.task(), task); !status.ok()) return status;
  if (absl::Status status = CheckDays(task); !status.ok()) return status;
  if (absl::Status status = CheckOffices(task.lead, task.coordinators, references); !status.ok()) return status;

  const absl::Time now = absl::FromUnixMicros(absl::ToUnixMicros(backend_.now()));
  const Act act = {.by = call.by, .at = now, .day = *day};
  const LogLine line = {
      .at = now, .day = *day, .by = call.by, .action = "task.create", .request_id = request.request_id()};
  return WriteOnce<v1::CreateTaskResponse>(
      backend_.store, request, call.by, now, [&](TaskWriter& stored) -> absl::StatusOr<v1::CreateTaskResponse> {
        Task created = task;
        if (absl::Status status = CheckUpdate(above, act, created); !status.ok()) return status;
        if (!request.parent().empty()) {
          const std::vector<StoredTask> parts = stored.Parts(created.key);
          created.key.part = parts.empty() ? 1 : parts.back().task.key.part + 1;
        } else if (stored.Find(created.key).has_value()) {
          return TaskExists(TaskId(created.key));
        }
        v1::CreateTaskResponse response;
        const int64_t version = stored.Put(created, line);
        *response.mutable_task() = ToProto({.task = created, .version = version}, *calendar, *day);
        return response;
      });
}

absl::StatusOr<v1::UpdateTaskResponse> TaskActs::Update(const v1::UpdateTaskRequest& request, const rpc::Call& call) {
  const v1::Task& given = request.task();
  if (request.update_mask().paths().empty()) {
    return InvalidField("update_mask", "REQUIRED",
                        {.vi = "Chưa nêu trường nào cần sửa.", .en = "No field to change is named."});
  }
  References references(backend_.scoring, call);
  if (absl::Status status =
          CheckOffices(given.lead(), {given.coordinators().begin(), given.coordinators().end()}, references);
      !status.ok()) {
    return status;
  }
  return ActOn<v1::UpdateTaskResponse>(
      request, given.task(), Action::kUpdate, "", call,
      [&](TaskReader&, const UnitsAbove& above, const Act& act, Task& task) -> absl::Status {
        if (absl::Status status = CheckUpdate(above, act, task); !status.ok()) return status;
        const auto& fields = request.update_mask().paths();
        for (const std::string& field : fields) {
          if (absl::Status status = TakeField(field, given, task); !status.ok()) return status;
        }
        // A later due date takes the day for evidence along, unless that was meant too.
        if (std::find(fields.begin(), fields.end(), "evidence_due") == fields.end()) {
          task.evidence_due = std::max(task.evidence_due, task.due);
        }
        return CheckDays(task);
      });
}

absl::StatusOr<v1::AssignTaskResponse> TaskActs::Assign(const v1::AssignTaskRequest& request, const rpc::Call& call) {
  Assignment assignment = {.lead = request.lead()};
  if (!request.coordinators().empty()) {
    assignment.coordinators.emplace(request.coordinators().begin(), request.coordinators().end());
  }
  const absl::StatusOr<std::optional<CivilDay>> due = ReadDay("due", request.due());
  if (!due.ok()) return due.status();
  assignment.due = *due;
  References references(backend_.scoring, call);
  if (absl::Status status =
          CheckOffices(assignment.lead, assignment.coordinators.value_or(std::vector<std::string>()), references);
      !status.ok()) {
    return status;
  }
  return ActOn<v1::AssignTaskResponse>(
      request, request.task(), Action::kAssign, "", call,
      [&](TaskReader&, const UnitsAbove& above, const Act& act, Task& task) -> absl::Status {
        if (absl::Status status = tasks::Assign(above, act, assignment, task); !status.ok()) return status;
        return CheckDays(task);
      });
}

absl::StatusOr<v1::StartTaskResponse> TaskActs::Start(const v1::StartTaskRequest& request, const rpc::Call& call) {
  return ActOn<v1::StartTaskResponse>(
      request, request.task(), Action::kStart, "", call,
      [](TaskReader&, const UnitsAbove& above, const Act& act, Task& task) { return tasks::Start(above, act, task); });
}

absl::StatusOr<v1::ReportProgressResponse> TaskActs::ReportProgress(const v1::ReportProgressRequest& request,
                                                                    const rpc::Call& call) {
  Report report = {.note = request.note()};
  if (absl::Status status = CheckText("note", report.note, kLongestReason); !status.ok()) return status;
  const absl::StatusOr<std::optional<Figure>> figure = ReadFigure("figure", request.figure());
  if (!figure.ok()) return figure.status();
  report.figure = *figure;
  if (request.has_percent()) report.percent = request.percent();
  absl::StatusOr<std::vector<EvidenceItem>> evidence = ReadEvidence(request.evidence());
  if (!evidence.ok()) return evidence.status();
  report.evidence = *std::move(evidence);
  return ActOn<v1::ReportProgressResponse>(request, request.task(), Action::kProgress, "", call,
                                           [&](TaskReader&, const UnitsAbove& above, const Act& act, Task& task) {
                                             return tasks::ReportProgress(above, act, report, task);
                                           });
}

absl::StatusOr<v1::SubmitEvidenceResponse> TaskActs::Submit(const v1::SubmitEvidenceRequest& request,
                                                            const rpc::Call& call) {
  const absl::StatusOr<std::vector<EvidenceItem>> evidence = ReadEvidence(request.evidence());
  if (!evidence.ok()) return evidence.status();
  return ActOn<v1::SubmitEvidenceResponse>(request, request.task(), Action::kSubmit, request.note(), call,
                                           [&](TaskReader&, const UnitsAbove& above, const Act& act, Task& task) {
                                             return tasks::Submit(above, act, *evidence, task);
                                           });
}

absl::StatusOr<v1::WithdrawEvidenceResponse> TaskActs::Withdraw(const v1::WithdrawEvidenceRequest& request,
                                                                const rpc::Call& call) {
  return ActOn<v1::WithdrawEvidenceResponse>(request, request.task(), Action::kWithdraw, "", call,
                                             [](TaskReader&, const UnitsAbove& above, const Act& act, Task& task) {
                                               return tasks::Withdraw(above, act, task);
                                             });
}

absl::StatusOr<v1::AcceptTaskResponse> TaskActs::Accept(const v1::AcceptTaskRequest& request, const rpc::Call& call) {
  return ActOn<v1::AcceptTaskResponse>(
      request, request.task(), Action::kAccept, request.note(), call,
      [](TaskReader&, const UnitsAbove& above, const Act& act, Task& task) { return tasks::Accept(above, act, task); });
}

absl::StatusOr<v1::ReturnTaskResponse> TaskActs::Return(const v1::ReturnTaskRequest& request, const rpc::Call& call) {
  return ActOn<v1::ReturnTaskResponse>(
      request, request.task(), Action::kReturn, request.reason(), call,
      [](TaskReader&, const UnitsAbove& above, const Act& act, Task& task) { return tasks::Return(above, act, task); });
}

absl::StatusOr<v1::CompleteTaskResponse> TaskActs::Complete(const v1::CompleteTaskRequest& request,
                                                            const rpc::Call& call) {
  return ActOn<v1::CompleteTaskResponse>(request, request.task(), Action::kComplete, "", call,
                                         [](TaskReader& stored, const UnitsAbove& above, const Act& act, Task& task) {
                                           std::vector<std::string> open;
                                           if (task.key.part == 0) {
                                             for (const StoredTask& part : stored.Parts(task.key)) {
                                               const TaskState state = part.task.state();
                                               if (state != TaskState::kDone && state != TaskState::kCancelled)
                                                 open.push_back(TaskId(part.task.key));
                                             }
                                           }
                                           return tasks::Complete(above, act, open, task);
                                         });
}

absl::StatusOr<v1::CancelTaskResponse> TaskActs::Cancel(const v1::CancelTaskRequest& request, const rpc::Call& call) {
  return ActOn<v1::CancelTaskResponse>(
      request, request.task(), Action::kCancel, request.reason(), call,
      [](TaskReader&, const UnitsAbove& above, const Act& act, Task& task) { return tasks::Cancel(above, act, task); });
}

absl::StatusOr<v1::ReopenTaskResponse> TaskActs::Reopen(const v1::ReopenTaskRequest& request, const rpc::Call& call) {
  return ActOn<v1::ReopenTaskResponse>(
      request, request.task(), Action::kReopen, request.reason(), call,
      [](TaskReader&, const UnitsAbove& above, const Act& act, Task& task) { return tasks::Reopen(above, act, task); });
}

}  // namespace thidua::tasks
