#ifndef THIDUA_SERVICES_CLI_TASKS_OPTIONS_H_
#define THIDUA_SERVICES_CLI_TASKS_OPTIONS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/cli/assignments.h"
#include "services/cli/grammar.h"
#include "services/cli/settings.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::cli {

// An ISO 8601 day; anything else is a usage error.
CLI::Option* AddDay(const Grammar& grammar, CLI::App& command, const std::string& name, std::string& day,
                    const Message& what);
// --date: the day that a question is about; without: today.
CLI::Option* AddAsOf(const Grammar& grammar, CLI::App& command, std::string& date);
CLI::Option* AddUnit(const Grammar& grammar, CLI::App& command, std::string& unit, const Message& what);
CLI::Option* AddUnder(const Grammar& grammar, CLI::App& command, std::string& under);
CLI::Option* AddCluster(const Grammar& grammar, CLI::App& command, std::string& cluster);

// A usage error unless exactly one of the options was given.
void RequireOneOf(const std::vector<const CLI::Option*>& options, Language language);

// Which task an act is about, and what every act may carry.
struct ActGuard {
  std::string task;
  std::string etag;
  std::string request_id;
  std::string date;
};

// Adds TASK, required.
void AddTaskName(const Grammar& grammar, CLI::App& command, std::string& task);
// Adds TASK, --etag, --request-id and --date.
void AddActGuard(const Grammar& grammar, CLI::App& command, ActGuard& guard);

template <typename Request>
void PutActGuard(const ActGuard& guard, Request& request) {
  request.set_task(guard.task);
  request.set_etag(guard.etag);
  request.set_request_id(guard.request_id);
  request.set_date(guard.date);
}

// What a task says, as options give it.
struct TaskFields {
  std::string title;
  std::string lead;
  std::vector<std::string> coordinators;
  std::string start;
  std::string due;
  std::string evidence_due;
  std::string target;
  std::string recurrence;
  std::string effort;
  std::string source;
  // Path of each field in the message, and its option.
  std::vector<std::pair<const char*, const CLI::Option*>> options;

  thidua::tasks::v1::Task ToTask() const;
  // Paths of the fields that were given.
  std::vector<std::string> Given() const;
};

// Adds --title, --lead, --coordinator, --start, --due, --evidence-due, --target, --recurrence, --effort and --source.
void AddTaskFields(const Grammar& grammar, CLI::App& command, TaskFields& fields);

// Documents: their titles, and the rest of a single one.
struct EvidenceFields {
  std::vector<std::string> titles;
  std::string number;
  std::string issued;
  std::string issuer;
  std::string link;
  std::string sheet_evidence;

  std::vector<thidua::tasks::v1::TaskEvidence> ToEvidence() const;
  // A usage error where the rest is said of no document or of several.
  void Check(Language language) const;
};

// Adds --evidence, --number, --issued, --issuer, --link and --sheet-evidence.
void AddEvidenceFields(const Grammar& grammar, CLI::App& command, EvidenceFields& fields);

// Adds --effort "CODE=EFFORT".
CLI::Option* AddEfforts(const Grammar& grammar, CLI::App& command, std::vector<std::string>& words);

// A usage error where a word is not of that form.
template <typename Request>
void PutEfforts(const std::vector<std::string>& words, Language language, Request& request) {
  for (const std::string& word : words) {
    const std::optional<CodeAmount> one = ParseCodeAmount(word);
    if (!one.has_value()) {
      RefuseWord(
          "--effort", word,
          {"MÃ=CÔNG SỨC với công sức là số dương, ví dụ I.10=5", "CODE=EFFORT with an effort above 0 such as I.10=5"},
          language);
    }
    auto* effort = request.add_efforts();
    effort->set_criterion(one->code);
    effort->set_effort(one->amount);
  }
}

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_TASKS_OPTIONS_H_
