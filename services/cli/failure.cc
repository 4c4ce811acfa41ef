#include "services/cli/failure.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/problem.h"
#include "services/cli/task_words.h"

namespace thidua::cli {
namespace {

// "thidua dev" listens on 7100 unless told otherwise.
std::string DevCommand(const std::string& address) {
  const std::string port = address.substr(address.rfind(':') + 1);
  return port == "7100" ? "thidua dev" : absl::StrCat("thidua dev --port ", port);
}

// A line for each act that a task's state allows, with the command that does it.
std::string AllowedLines(const Problem& problem, Language language) {
  const auto allowed = problem.metadata.find("allowed");
  if (allowed == problem.metadata.end()) return {};
  const auto named = problem.metadata.find("task");
  const std::string task = named == problem.metadata.end() ? "TASK" : named->second;
  const Style style{.language = language};
  std::string lines;
  for (const absl::string_view word : absl::StrSplit(allowed->second, absl::ByAnyChar(",; "), absl::SkipEmpty())) {
    thidua::tasks::v1::Action action = thidua::tasks::v1::ACTION_UNSPECIFIED;
    if (!thidua::tasks::v1::Action_Parse(absl::AsciiStrToUpper(word), &action)) continue;
    absl::StrAppend(&lines, "\n    ", ActionWord(action, style), ":  ", ActionCommand(action, task));
  }
  const Message possible{"\n  Lúc này có thể:", "\n  What is possible now:"};
  return lines.empty() ? lines : absl::StrCat(possible.In(language), lines);
}

}  // namespace

std::string DescribeFailure(const absl::Status& status, Language language) {
  const Problem problem = Problem::FromStatus(status);
  std::string text = absl::StrCat("thidua: ", problem.message.In(language));
  for (const Problem::Violation& violation : problem.violations) {
    const std::string& detail = violation.message.In(language);
    absl::StrAppend(&text, "\n  ", violation.field,
                    detail == problem.message.In(language) ? "" : absl::StrCat(": ", detail));
  }
  if (const auto etag = problem.metadata.find("etag"); etag != problem.metadata.end()) {
    const Message now{"Etag hiện nay:  ", "Current etag:  "};
    absl::StrAppend(&text, "\n  ", now.In(language), etag->second);
  }
  text += AllowedLines(problem, language);
  const auto service = problem.metadata.find("service");
  const auto address = problem.metadata.find("address");
  if (problem.code == absl::StatusCode::kUnavailable && service != problem.metadata.end() &&
      address != problem.metadata.end()) {
    const Message start{"Khởi động bằng lệnh:  ", "Start it with:  "};
    const Message alternative{"hoặc chỉ dịch vụ này:  ", "or this service alone:  "};
    absl::StrAppend(&text, "\n  ", start.In(language), DevCommand(address->second), "\n  ", alternative.In(language),
                    "thidua-", service->second, " --listen ", address->second, " --data DIR");
  }
  return text;
}

}  // namespace thidua::cli
