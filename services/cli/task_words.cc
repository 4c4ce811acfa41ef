#include "services/cli/task_words.h"

#include <array>
#include <map>

#include "absl/strings/str_cat.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::Action;
using thidua::tasks::v1::Recurrence;
using thidua::tasks::v1::Task;
using thidua::tasks::v1::TaskEvidence;

struct StateEntry {
  TaskState state;
  const char* code;
  Message word;
  Tone tone;
};

const std::array<StateEntry, 8>& States() {
  static const auto& states = *new std::array<StateEntry, 8>{{
      {Task::DRAFT, "draft", {"bản nháp", "draft"}, Tone::kWarning},
      {Task::ASSIGNED, "assigned", {"đã giao", "assigned"}, Tone::kGood},
      {Task::IN_PROGRESS, "in-progress", {"đang làm", "in progress"}, Tone::kPlain},
      {Task::EVIDENCE_SUBMITTED, "submitted", {"chờ nghiệm thu", "waits for acceptance"}, Tone::kWarning},
      {Task::ACCEPTED, "accepted", {"đã nghiệm thu", "accepted"}, Tone::kGood},
      {Task::RETURNED, "returned", {"bị trả lại", "returned"}, Tone::kBad},
      {Task::DONE, "done", {"hoàn thành", "done"}, Tone::kGood},
      {Task::CANCELLED, "cancelled", {"đã hủy", "cancelled"}, Tone::kDim},
  }};
  return states;
}

const StateEntry* FindState(TaskState state) {
  for (const StateEntry& entry : States()) {
    if (entry.state == state) return &entry;
  }
  return nullptr;
}

struct RecurrenceEntry {
  Recurrence recurrence;
  const char* code;
  Message word;
};

const std::array<RecurrenceEntry, 4>& Recurrences() {
  static const auto& recurrences = *new std::array<RecurrenceEntry, 4>{{
      {thidua::tasks::v1::RECURRENCE_UNSPECIFIED, "none", {"một lần", "once"}},
      {thidua::tasks::v1::MONTHLY, "monthly", {"hằng tháng", "monthly"}},
      {thidua::tasks::v1::QUARTERLY, "quarterly", {"hằng quý", "quarterly"}},
      {thidua::tasks::v1::EACH_REPORT, "each-report", {"theo từng kỳ báo cáo", "for each report"}},
  }};
  return recurrences;
}

struct ActionEntry {
  Action action;
  // What stands before and after the name of the task.
  const char* command;
  const char* more;
  Message word;
};

const std::array<ActionEntry, 11>& Actions() {
  static const auto& actions = *new std::array<ActionEntry, 11>{{
      {thidua::tasks::v1::ASSIGN, "assign", "", {"giao việc", "assign it"}},
      {thidua::tasks::v1::START, "start", "", {"bắt đầu", "start"}},
      {thidua::tasks::v1::PROGRESS, "progress", " --percent … --note \"…\"", {"báo cáo tiến độ", "report progress"}},
      {thidua::tasks::v1::SUBMIT, "submit", " --evidence \"…\"", {"nộp minh chứng", "hand in evidence"}},
      {thidua::tasks::v1::WITHDRAW, "withdraw", "", {"rút lại minh chứng", "take the evidence back"}},
      {thidua::tasks::v1::ACCEPT, "accept", "", {"nghiệm thu", "accept it"}},
      {thidua::tasks::v1::RETURN, "return", " --reason \"…\"", {"trả lại", "return it"}},
      {thidua::tasks::v1::COMPLETE, "complete", "", {"kết thúc, hoàn thành", "close it as done"}},
      {thidua::tasks::v1::CANCEL, "cancel", " --reason \"…\"", {"hủy", "cancel it"}},
      {thidua::tasks::v1::REOPEN, "reopen", " --reason \"…\"", {"mở lại", "reopen it"}},
      {thidua::tasks::v1::UPDATE, "edit", " --title \"…\"", {"sửa nội dung, hạn, bộ phận", "change what it says"}},
  }};
  return actions;
}

const ActionEntry* FindAction(Action action) {
  for (const ActionEntry& entry : Actions()) {
    if (entry.action == action) return &entry;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> StateCodes() {
  std::vector<std::string> codes;
  for (const StateEntry& entry : States()) codes.emplace_back(entry.code);
  return codes;
}

std::optional<TaskState> StateOfCode(const std::string& code) {
  for (const StateEntry& entry : States()) {
    if (entry.code == code) return entry.state;
  }
  return std::nullopt;
}

std::string StateWord(TaskState state, const Style& style) {
  const StateEntry* entry = FindState(state);
  return entry == nullptr ? std::string() : style.Say(entry->word);
}

std::string StateWordOfName(const std::string& name, const Style& style) {
  TaskState state = Task::STATE_UNSPECIFIED;
  return Task::State_Parse(name, &state) && FindState(state) != nullptr ? StateWord(state, style) : name;
}

std::string FieldWord(const std::string& field, const Style& style) {
  static const auto& words = *new std::map<std::string, Message>{
      {"state", {"trạng thái", "state"}},
      {"progress", {"tiến độ", "progress"}},
      {"evidence", {"minh chứng", "evidence"}},
      {"unit", {"đơn vị", "unit"}},
      {"year", {"năm", "year"}},
      {"criterion", {"tiêu chí", "criterion"}},
      {"part", {"phần", "part"}},
      {"title", {"việc", "title"}},
      {"lead", {"chủ trì", "lead office"}},
      {"coordinators", {"phối hợp", "coordinating offices"}},
      {"start", {"bắt đầu", "start"}},
      {"due", {"hạn", "due"}},
      {"evidence_due", {"hạn minh chứng", "evidence due"}},
      {"target", {"mục tiêu", "target"}},
      {"recurrence", {"chu kỳ", "recurrence"}},
      {"effort", {"công sức", "effort"}},
      {"source", {"nguồn", "source"}},
      {"directive", {"văn bản chỉ đạo", "directive"}},
      {"points_to_win_back", {"điểm cần lấy lại", "points to win back"}},
      {"from_year", {"điểm mất năm", "points lost in"}},
      {"reason", {"vì sao mất điểm", "why points were lost"}},
      {"state_reason", {"lý do của trạng thái", "reason of the state"}},
  };
  const auto word = words.find(field);
  return word == words.end() ? field : style.Say(word->second);
}

Tone StateTone(TaskState state) {
  const StateEntry* entry = FindState(state);
  return entry == nullptr ? Tone::kPlain : entry->tone;
}

std::vector<std::string> RecurrenceCodes() {
  std::vector<std::string> codes;
  for (const RecurrenceEntry& entry : Recurrences()) codes.emplace_back(entry.code);
  return codes;
}

Recurrence RecurrenceOfCode(const std::string& code) {
  for (const RecurrenceEntry& entry : Recurrences()) {
    if (entry.code == code) return entry.recurrence;
  }
  return thidua::tasks::v1::RECURRENCE_UNSPECIFIED;
}

std::string RecurrenceWord(Recurrence recurrence, const Style& style) {
  for (const RecurrenceEntry& entry : Recurrences()) {
    if (entry.recurrence == recurrence) return style.Say(entry.word);
  }
  return {};
}

std::string ActionWord(Action action, const Style& style) {
  const ActionEntry* entry = FindAction(action);
  return entry == nullptr ? thidua::tasks::v1::Action_Name(action) : style.Say(entry->word);
}

std::string ActionCommand(Action action, const std::string& task) {
  const ActionEntry* entry = FindAction(action);
  return entry == nullptr ? std::string() : absl::StrCat("thidua tasks ", entry->command, " ", task, entry->more);
}

std::string OverdueText(const Task& task, const Style& style) {
  if (!task.overdue()) return {};
  if (task.days_overdue() == 0) return style.Say({"quá hạn", "overdue"});
  return style.Say({absl::StrCat("quá hạn ", task.days_overdue(), " ngày"),
                    absl::StrCat(task.days_overdue(), task.days_overdue() == 1 ? " day" : " days", " overdue")});
}

Cell StandingCell(const Task& task, const Style& style) {
  std::string text = StateWord(task.state(), style);
  if (task.overdue()) return {absl::StrCat(text, ", ", OverdueText(task, style)), Tone::kBad};
  if (task.submitted_late()) absl::StrAppend(&text, style.Say({", nộp muộn", ", handed in late"}));
  return {text, StateTone(task.state())};
}

std::string PercentText(int percent) { return absl::StrCat(percent, "%"); }

std::string EvidenceText(const TaskEvidence& evidence, const Style& style) {
  std::string text = evidence.title();
  if (!evidence.number().empty()) absl::StrAppend(&text, style.Say({", số ", ", no. "}), evidence.number());
  if (!evidence.date().empty()) {
    absl::StrAppend(&text, style.Say({" ngày ", " of "}), FormatDate(evidence.date(), style.language));
  }
  if (!evidence.issuer().empty()) absl::StrAppend(&text, style.Say({" của ", " by "}), evidence.issuer());
  if (!evidence.link().empty()) absl::StrAppend(&text, " (", evidence.link(), ")");
  if (!evidence.sheet_evidence().empty()) {
    absl::StrAppend(&text, style.Say({", tệp trên bảng điểm: ", ", file on the sheet: "}), evidence.sheet_evidence());
  }
  return text;
}

}  // namespace thidua::cli
