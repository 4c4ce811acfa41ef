#include "services/tasks/rpc/page_token.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/tasks/rpc/request_fields.h"

namespace thidua::tasks {

std::string PageTokenAfter(const TaskFilter& filter, const TaskKey& last) {
  std::string states;
  for (const TaskState state : filter.states) absl::StrAppend(&states, std::string(NameOf(state)), ",");
  return MakePageToken({filter.unit, absl::StrCat(filter.year), filter.office, filter.directive, states, last.unit,
                        absl::StrCat(last.year), last.criterion, absl::StrCat(last.part)});
}

std::optional<TaskKey> ReadPageToken(const TaskFilter& filter, const std::string& token) {
  const std::optional<std::vector<std::string>> texts = TextsOfPageToken(token, 9);
  if (!texts.has_value()) return std::nullopt;
  TaskKey last;
  last.unit = (*texts)[5];
  last.criterion = (*texts)[7];
  if (!absl::SimpleAtoi((*texts)[6], &last.year) || !absl::SimpleAtoi((*texts)[8], &last.part) ||
      PageTokenAfter(filter, last) != token) {
    return std::nullopt;
  }
  return last;
}

std::string PageTokenAfter(const DirectiveFilter& filter, const DirectiveKey& last) {
  return MakePageToken(
      {filter.issuer, absl::StrCat(filter.year), absl::StrCat(last.year), absl::StrCat(last.number), last.issuer});
}

std::optional<DirectiveKey> ReadPageToken(const DirectiveFilter& filter, const std::string& token) {
  const std::optional<std::vector<std::string>> texts = TextsOfPageToken(token, 5);
  if (!texts.has_value()) return std::nullopt;
  DirectiveKey last;
  last.issuer = (*texts)[4];
  if (!absl::SimpleAtoi((*texts)[2], &last.year) || !absl::SimpleAtoi((*texts)[3], &last.number) ||
      PageTokenAfter(filter, last) != token) {
    return std::nullopt;
  }
  return last;
}

}  // namespace thidua::tasks
