#include "services/tasks/domain/workflow.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/decimal/rational.h"
#include "common/status/problem.h"

namespace thidua::tasks {
namespace {

using enum TaskState;

struct ActionWords {
  std::string_view name;
  std::string_view vi;
  std::string_view en;
  bool by_office = false;  // Who works on the task does it too, not its unit alone.
};

constexpr ActionWords kWords[] = {
    {"ASSIGN", "giao việc (assign)", "assign"},
    {"START", "bắt đầu (start)", "start", true},
    {"PROGRESS", "báo cáo tiến độ (progress)", "report progress (progress)", true},
    {"SUBMIT", "nộp minh chứng (submit)", "submit", true},
    {"WITHDRAW", "rút lại minh chứng (withdraw)", "withdraw", true},
    {"ACCEPT", "nghiệm thu (accept)", "accept"},
    {"RETURN", "trả lại (return)", "return"},
    {"COMPLETE", "hoàn thành (complete)", "complete"},
    {"CANCEL", "hủy (cancel)", "cancel"},
    {"REOPEN", "mở lại (reopen)", "reopen"},
    {"UPDATE", "sửa (edit)", "edit"},
};
static_assert(std::size(kWords) == std::size(kActions));

const ActionWords& WordsOf(Action action) { return kWords[static_cast<size_t>(action)]; }

Message StateWords(TaskState state) {
  static const std::array<Message, std::size(kTaskStates)> kStates = {
      Message{"bản nháp", "a draft"},           Message{"đã giao", "assigned"},
      Message{"đang thực hiện", "in progress"}, Message{"đã nộp minh chứng", "waiting for acceptance"},
      Message{"đã nghiệm thu", "accepted"},     Message{"bị trả lại", "returned"},
      Message{"đã hoàn thành", "done"},         Message{"đã hủy", "cancelled"}};
  return kStates[static_cast<size_t>(state)];
}

absl::Status WrongState(const Task& task, Action action) {
  std::vector<std::string> vi, en, names;
  for (const Action allowed : AllowedIn(task.state())) {
    vi.emplace_back(WordsOf(allowed).vi);
    en.emplace_back(WordsOf(allowed).en);
    names.emplace_back(NameOf(allowed));
  }
  const Message state = StateWords(task.state());
  return Problem{.code = absl::StatusCode::kFailedPrecondition,
                 .reason = "WRONG_STATE",
                 .message = {.vi = absl::StrCat("Nhiệm vụ ", TaskId(task.key), " ", state.vi, ": không thể ",
                                                std::string(WordsOf(action).vi),
                                                ". Lúc này có thể: ", absl::StrJoin(vi, ", "), "."),
                             .en = absl::StrCat("Task ", TaskId(task.key), " is ", state.en, ": it does not allow \"",
                                                std::string(WordsOf(action).en),
                                                "\". Possible now: ", absl::StrJoin(en, ", "), ".")},
                 .metadata = {{"task", TaskId(task.key)},
                              {"state", std::string(NameOf(task.state()))},
                              {"allowed", absl::StrJoin(names, ",")}}}
      .ToStatus();
}

bool WorksOn(const Actor& by, const Task& task) {
  return by.office == task.lead ||
         std::find(task.coordinators.begin(), task.coordinators.end(), by.office) != task.coordinators.end();
}

absl::Status CheckActor(const UnitsAbove& above, const Actor& by, const Task& task, Action action) {
  const bool unit_fits =
      by.unit.empty() || by.unit == task.key.unit || std::find(above.begin(), above.end(), by.unit) != above.end();
  const bool office_fits = by.office.empty() || (WordsOf(action).by_office && WorksOn(by, task));
  if (unit_fits && office_fits) return absl::OkStatus();
  const std::string offices =
      absl::StrCat(task.lead, task.coordinators.empty() ? "" : ", ", absl::StrJoin(task.coordinators, ", "));
  const Message who =
      WordsOf(action).by_office
          ? Message{.vi = absl::StrCat("bộ phận chủ trì hoặc phối hợp (", offices, "), hoặc đơn vị ", task.key.unit),
                    .en =
                        absl::StrCat("an office that leads or coordinates it (", offices, "), or unit ", task.key.unit)}
          : Message{.vi = absl::StrCat("lãnh đạo đơn vị ", task.key.unit, " hoặc đơn vị cấp trên"),
                    .en = absl::StrCat("unit ", task.key.unit, " itself or a unit above it")};
  return Problem{.code = absl::StatusCode::kPermissionDenied,
                 .reason = "NOT_YOUR_TASK",
                 .message = {.vi = absl::StrCat("Bạn không được ", std::string(WordsOf(action).vi), " nhiệm vụ ",
                                                TaskId(task.key), ". Việc này là của ", who.vi, "."),
                             .en = absl::StrCat("You may not \"", std::string(WordsOf(action).en), "\" task ",
                                                TaskId(task.key), ". That is for ", who.en, ".")},
                 .metadata = {{"task", TaskId(task.key)}}}
      .ToStatus();
}

absl::Status CheckReason(const Act& act, Action action) {
  if (!act.reason.empty()) return absl::OkStatus();
  return InvalidField("reason", "REASON_REQUIRED",
                      {.vi = absl::StrCat("Cần nêu lý do để ", std::string(WordsOf(action).vi), "."),
                       .en = absl::StrCat("A reason is required to ", std::string(WordsOf(action).en), ".")});
}

absl::Status DateBefore(CivilDay day, CivilDay limit) {
  return InvalidField("date", "DATE_BEFORE_LAST",
                      {.vi = absl::StrCat("Ngày ", FormatCivilDay(day), " đứng trước ngày ", FormatCivilDay(limit),
                                          " của bước trước. Hãy ghi ngày đó hoặc muộn hơn."),
                       .en = absl::StrCat("The day ", FormatCivilDay(day), " is before ", FormatCivilDay(limit),
                                          ", the day of the step before. Give that day or a later one.")});
}

// The state that the action leads to, once all that every action has in common is checked.
absl::StatusOr<TaskState> Check(const UnitsAbove& above, const Act& act, Action action, const Task& task) {
  const std::optional<TaskState> after = After(task.state(), action, task.assigned_on().has_value());
  if (!after.has_value()) return WrongState(task, action);
  if (absl::Status status = CheckActor(above, act.by, task, action); !status.ok()) return status;
  return *after;
}

absl::Status CheckDay(const Act& act, const Task& task) {
  if (task.steps.empty() || act.day >= task.steps.back().day) return absl::OkStatus();
  return DateBefore(act.day, task.steps.back().day);
}

void MoveTo(TaskState state, CivilDay day, Task& task) {
  if (task.state() != state) task.steps.push_back({.state = state, .day = day});
}

// For actions that only move.
absl::Status Move(const UnitsAbove& above, const Act& act, Action action, Task& task) {
  const absl::StatusOr<TaskState> after = Check(above, act, action, task);
  if (!after.ok()) return after.status();
  if (absl::Status status = CheckDay(act, task); !status.ok()) return status;
  MoveTo(*after, act.day, task);
  task.state_reason.clear();
  return absl::OkStatus();
}

absl::Status MoveWithReason(const UnitsAbove& above, const Act& act, Action action, Task& task) {
  if (const auto after = Check(above, act, action, task); !after.ok()) return after.status();
  if (absl::Status status = CheckReason(act, action); !status.ok()) return status;
  if (absl::Status status = Move(above, act, action, task); !status.ok()) return status;
  if (action != Action::kReopen) task.state_reason = act.reason;
  return absl::OkStatus();
}

// Places of the added items, from 1.
std::vector<int> AddEvidence(const Act& act, std::vector<EvidenceItem> evidence, Task& task) {
  std::vector<int> places;
  for (EvidenceItem& item : evidence) {
    item.submitted = act.day;
    item.by = act.by;
    item.time = act.at;
    task.evidence.push_back(std::move(item));
    places.push_back(static_cast<int>(task.evidence.size()));
  }
  return places;
}

absl::StatusOr<int> PercentOf(const Report& report, const Task& task) {
  if (report.percent.has_value()) {
    if (*report.percent >= 0 && *report.percent <= 100) return *report.percent;
    return InvalidField("percent", "BAD_PERCENT",
                        {.vi = absl::StrCat("Phần trăm là ", *report.percent, ". Cần từ 0 đến 100."),
                         .en = absl::StrCat("The percent is ", *report.percent, ". Wanted: 0 to 100.")});
  }
  if (report.figure.has_value() && task.target.has_value() && report.figure->whole == task.target->whole &&
      task.target->whole.has_value() && !task.target->value.zero()) {
    const Rational reached = Rational(100) * Rational(report.figure->value) / Rational(task.target->value);
    if (reached >= Rational(100)) return 100;
    int percent = 0;
    while (Rational(percent + 1) <= reached) ++percent;
    return percent;
  }
  return InvalidField("percent", "PERCENT_REQUIRED",
                      {.vi = "Chưa có phần trăm hoàn thành, và không tính được từ con số. Hãy ghi một số từ 0 đến 100.",
                       .en = "There is no percent, and it does not follow from the figure. Give a number from 0 to "
                             "100."});
}

}  // namespace

std::string_view NameOf(Action action) { return WordsOf(action).name; }

std::optional<TaskState> After(TaskState state, Action action, bool given) {
  const bool at_work = state == kAssigned || state == kInProgress || state == kReturned;
  const auto when = [](bool allowed, TaskState next) { return allowed ? std::optional(next) : std::nullopt; };
  switch (action) {
    case Action::kAssign:
      return when(at_work || state == kDraft, kAssigned);
    case Action::kStart:
      return when(state == kAssigned || state == kReturned, kInProgress);
    case Action::kProgress:
      return when(at_work, kInProgress);
    case Action::kSubmit:
      return when(at_work, kEvidenceSubmitted);
    case Action::kWithdraw:
      return when(state == kEvidenceSubmitted, kInProgress);
    case Action::kAccept:
      return when(state == kEvidenceSubmitted, kAccepted);
    case Action::kReturn:
      return when(state == kEvidenceSubmitted, kReturned);
    case Action::kComplete:
      return when(state == kAccepted, kDone);
    case Action::kCancel:
      return when(at_work || state == kDraft || state == kEvidenceSubmitted, kCancelled);
    case Action::kReopen:
      if (state == kCancelled) return given ? kAssigned : kDraft;
      return when(state == kAccepted || state == kDone, kInProgress);
    case Action::kUpdate:
      return when(at_work || state == kDraft, state);
  }
  return std::nullopt;
}

std::vector<Action> AllowedIn(TaskState state) {
  std::vector<Action> allowed;
  for (const Action action : kActions) {
    if (After(state, action, /*given=*/true).has_value()) allowed.push_back(action);
  }
  return allowed;
}

absl::Status Assign(const UnitsAbove& above, const Act& act, const Assignment& assignment, Task& task) {
  const absl::StatusOr<TaskState> after = Check(above, act, Action::kAssign, task);
  if (!after.ok()) return after.status();
  if (absl::Status status = CheckDay(act, task); !status.ok()) return status;
  if (assignment.lead.empty() && task.lead.empty()) {
    return InvalidField(
        "lead", "LEAD_REQUIRED",
        {.vi = absl::StrCat("Nhiệm vụ ", TaskId(task.key),
                            " chưa có bộ phận chủ trì. Hãy chọn một bộ phận khi giao việc."),
         .en = absl::StrCat("Task ", TaskId(task.key), " has no lead office. Choose one when you assign it.")});
  }
  if (!assignment.lead.empty()) task.lead = assignment.lead;
  if (assignment.coordinators.has_value()) task.coordinators = *assignment.coordinators;
  if (assignment.due.has_value()) {
    task.due = *assignment.due;
    task.evidence_due = std::max(task.evidence_due, task.due);
  }
  MoveTo(*after, act.day, task);
  task.state_reason.clear();
  return absl::OkStatus();
}

absl::Status Start(const UnitsAbove& above, const Act& act, Task& task) {
  return Move(above, act, Action::kStart, task);
}

absl::Status ReportProgress(const UnitsAbove& above, const Act& act, Report report, Task& task) {
  const absl::StatusOr<TaskState> after = Check(above, act, Action::kProgress, task);
  if (!after.ok()) return after.status();
  // At work, so it was assigned.
  const CivilDay given = *task.assigned_on();
  if (act.day < given) return DateBefore(act.day, given);
  const absl::StatusOr<int> percent = PercentOf(report, task);
  if (!percent.ok()) return percent.status();
  ProgressEntry entry = {.date = act.day,
                         .figure = report.figure,
                         .percent = *percent,
                         .note = std::move(report.note),
                         .evidence = AddEvidence(act, std::move(report.evidence), task),
                         .by = act.by,
                         .time = act.at};
  task.progress.push_back(std::move(entry));
  MoveTo(*after, std::max(act.day, task.steps.back().day), task);
  return absl::OkStatus();
}

absl::Status Submit(const UnitsAbove& above, const Act& act, std::vector<EvidenceItem> evidence, Task& task) {
  const absl::StatusOr<TaskState> after = Check(above, act, Action::kSubmit, task);
  if (!after.ok()) return after.status();
  if (absl::Status status = CheckDay(act, task); !status.ok()) return status;
  if (task.evidence.empty() && evidence.empty()) {
    return FailedPrecondition("EVIDENCE_MISSING",
                              {.vi = absl::StrCat("Nhiệm vụ ", TaskId(task.key),
                                                  " chưa có minh chứng nào. Hãy nêu ít nhất một văn bản khi nộp."),
                               .en = absl::StrCat("Task ", TaskId(task.key),
                                                  " has no evidence. Name at least one document when you submit.")});
  }
  AddEvidence(act, std::move(evidence), task);
  MoveTo(*after, act.day, task);
  task.state_reason.clear();
  return absl::OkStatus();
}

absl::Status Withdraw(const UnitsAbove& above, const Act& act, Task& task) {
  return Move(above, act, Action::kWithdraw, task);
}

absl::Status Accept(const UnitsAbove& above, const Act& act, Task& task) {
  return Move(above, act, Action::kAccept, task);
}

absl::Status Return(const UnitsAbove& above, const Act& act, Task& task) {
  return MoveWithReason(above, act, Action::kReturn, task);
}

absl::Status Complete(const UnitsAbove& above, const Act& act, const std::vector<std::string>& open_parts, Task& task) {
  if (const auto after = Check(above, act, Action::kComplete, task); !after.ok()) return after.status();
  if (!open_parts.empty()) {
    const std::string parts = absl::StrJoin(open_parts, ", ");
    return FailedPrecondition("SUBTASKS_OPEN",
                              {.vi = absl::StrCat("Nhiệm vụ ", TaskId(task.key), " còn việc con chưa xong: ", parts,
                                                  ". Hãy hoàn thành hoặc hủy chúng trước."),
                               .en = absl::StrCat("Parts of task ", TaskId(task.key), " are still open: ", parts,
                                                  ". Complete or cancel them first.")});
  }
  return Move(above, act, Action::kComplete, task);
}

absl::Status Cancel(const UnitsAbove& above, const Act& act, Task& task) {
  return MoveWithReason(above, act, Action::kCancel, task);
}

absl::Status Reopen(const UnitsAbove& above, const Act& act, Task& task) {
  return MoveWithReason(above, act, Action::kReopen, task);
}

absl::Status CheckUpdate(const UnitsAbove& above, const Act& act, const Task& task) {
  return Check(above, act, Action::kUpdate, task).status();
}

void GiveOut(CivilDay day, Task& task) {
  if (task.state() != kDraft) return;
  const CivilDay last = task.steps.empty() ? day : std::max(day, task.steps.back().day);
  task.steps.push_back({.state = kAssigned, .day = last});
}

}  // namespace thidua::tasks
