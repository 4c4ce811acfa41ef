#include "services/tasks/rpc/page_token.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace thidua::tasks {
namespace {

// ASCII unit separator: no code has a control character.
constexpr char kSeparator[] = "\x1f";

}  // namespace

std::string PageTokenAfter(const TaskFilter& filter, const TaskKey& last) {
  std::string states;
  for (const TaskState state : filter.states) absl::StrAppend(&states, std::string(NameOf(state)), ",");
  // The separator at the end shows that nothing was cut off or added.
  return absl::WebSafeBase64Escape(
      absl::StrJoin({filter.unit, absl::StrCat(filter.year), filter.office, filter.directive, states, last.unit,
                     absl::StrCat(last.year), last.criterion, absl::StrCat(last.part), std::string()},
                    kSeparator));
}

std::optional<TaskKey> ReadPageToken(const TaskFilter& filter, const std::string& token) {
  std::string text;
  if (!absl::WebSafeBase64Unescape(token, &text)) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(text, kSeparator);
  TaskKey last;
  if (parts.size() != 10 || !absl::SimpleAtoi(parts[6], &last.year) || !absl::SimpleAtoi(parts[8], &last.part)) {
    return std::nullopt;
  }
  last.unit = parts[5];
  last.criterion = parts[7];
  // Every token has one spelling; another one is not ours or not for this filter.
  if (PageTokenAfter(filter, last) != token) return std::nullopt;
  return last;
}

std::string PageTokenAfter(const DirectiveFilter& filter, const DirectiveKey& last) {
  return absl::WebSafeBase64Escape(absl::StrJoin({filter.issuer, absl::StrCat(filter.year), absl::StrCat(last.year),
                                                  absl::StrCat(last.number), last.issuer, std::string()},
                                                 kSeparator));
}

std::optional<DirectiveKey> ReadPageToken(const DirectiveFilter& filter, const std::string& token) {
  std::string text;
  if (!absl::WebSafeBase64Unescape(token, &text)) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(text, kSeparator);
  DirectiveKey last;
  if (parts.size() != 6 || !absl::SimpleAtoi(parts[2], &last.year) || !absl::SimpleAtoi(parts[3], &last.number)) {
    return std::nullopt;
  }
  last.issuer = parts[4];
  if (PageTokenAfter(filter, last) != token) return std::nullopt;
  return last;
}

}  // namespace thidua::tasks
