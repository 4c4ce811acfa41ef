#include "services/tasks/domain/natural_order.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace thidua::tasks {
namespace {

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

}  // namespace

std::string NaturalSortKey(std::string_view code) {
  std::string key;
  for (size_t i = 0; i < code.size();) {
    if (!IsDigit(code[i])) {
      key += code[i++];
      continue;
    }
    while (i < code.size() && code[i] == '0') ++i;
    const size_t start = i;
    while (i < code.size() && IsDigit(code[i])) ++i;
    // Numbers of equal length compare by their digits, so the length goes first.
    absl::StrAppend(&key, absl::Dec(i - start, absl::kZeroPad3));
    key.append(code.substr(start, i - start));
  }
  return key;
}

}  // namespace thidua::tasks
