#include "services/tasks/rpc/page_token.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace thidua::tasks {
namespace {

// ASCII unit separator: no code has a control character.
constexpr char kSeparator[] = "\x1f";

}  // namespace

std::string PageTokenAfter(const TaskFilter& filter, const TaskKey& last) {
  // The separator at the end shows that nothing was cut off or added.
  return absl::WebSafeBase64Escape(absl::StrCat(filter.unit, kSeparator, filter.year, kSeparator, last.unit, kSeparator,
                                                last.year, kSeparator, last.criterion, kSeparator));
}

std::optional<TaskKey> ReadPageToken(const TaskFilter& filter, const std::string& token) {
  std::string text;
  if (!absl::WebSafeBase64Unescape(token, &text)) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(text, kSeparator);
  TaskKey last;
  if (parts.size() != 6 || !absl::SimpleAtoi(parts[3], &last.year)) return std::nullopt;
  last.unit = parts[2];
  last.criterion = parts[4];
  // Every token has one spelling; another one is not ours or not for this filter.
  if (PageTokenAfter(filter, last) != token) return std::nullopt;
  return last;
}

}  // namespace thidua::tasks
