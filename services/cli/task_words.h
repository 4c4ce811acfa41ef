#ifndef THIDUA_SERVICES_CLI_TASK_WORDS_H_
#define THIDUA_SERVICES_CLI_TASK_WORDS_H_

#include <optional>
#include <string>
#include <vector>

#include "services/cli/console.h"
#include "services/cli/table.h"
#include "thidua/tasks/v1/tasks.pb.h"

// How the parts of a task read in a line; pure.
namespace thidua::cli {

using TaskState = thidua::tasks::v1::Task::State;

// What --state takes: "draft", "assigned", "in-progress", "submitted", "accepted", "returned", "done", "cancelled".
std::vector<std::string> StateCodes();
std::optional<TaskState> StateOfCode(const std::string& code);
// "đang làm"; empty when the state is not known.
std::string StateWord(TaskState state, const Style& style);
// The same for the name of a state, "IN_PROGRESS"; the name itself when it is not known.
std::string StateWordOfName(const std::string& name, const Style& style);
Tone StateTone(TaskState state);
// A field of a task as the log names it, in words: "hạn minh chứng" for "evidence_due"; itself when it is not known.
std::string FieldWord(const std::string& field, const Style& style);

// What --recurrence takes: "none", "monthly", "quarterly", "each-report".
std::vector<std::string> RecurrenceCodes();
thidua::tasks::v1::Recurrence RecurrenceOfCode(const std::string& code);
std::string RecurrenceWord(thidua::tasks::v1::Recurrence recurrence, const Style& style);

// "báo cáo tiến độ".
std::string ActionWord(thidua::tasks::v1::Action action, const Style& style);
// The command line that does it, with "…" where something has to be said: thidua tasks return T --reason "…".
std::string ActionCommand(thidua::tasks::v1::Action action, const std::string& task);

// "quá hạn 5 ngày"; empty when it is not.
std::string OverdueText(const thidua::tasks::v1::Task& task, const Style& style);
// The state, how long overdue, evidence that came in late.
Cell StandingCell(const thidua::tasks::v1::Task& task, const Style& style);

// "60%".
std::string PercentText(int percent);

// "Kế hoạch khắc phục, số 104/KH-UBND ngày 20/06/2024 của UBND xã (https://…)".
std::string EvidenceText(const thidua::tasks::v1::TaskEvidence& evidence, const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_TASK_WORDS_H_
