#include "common/xlsx/shown.h"

#include "absl/strings/str_cat.h"

namespace thidua::xlsx {

std::string Shown(std::string_view text) {
  constexpr size_t kMaxBytes = 60;
  if (text.size() <= kMaxBytes) return std::string(text);
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  size_t end = kMaxBytes;
  while (end > 0 && continues(text[end])) --end;
  return absl::StrCat(std::string(text.substr(0, end)), "…");
}

}  // namespace thidua::xlsx
