#include "services/cli/text.h"

#include <algorithm>
#include <cwchar>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace thidua::cli {
namespace {

constexpr std::string_view kNoBreakSpace = "\u00a0";

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

}  // namespace

std::string FormatRank(int rank, int members) {
  return rank == 0 ? std::string() : absl::StrFormat("%02d/%02d", rank, members);
}

std::string FormatDate(std::string_view iso_date, Language language) {
  const bool is_date = iso_date.size() == 10 && iso_date[4] == '-' && iso_date[7] == '-' &&
                       IsDigits(iso_date.substr(0, 4)) && IsDigits(iso_date.substr(5, 2)) &&
                       IsDigits(iso_date.substr(8, 2));
  if (!is_date || language == Language::kEnglish) return std::string(iso_date);
  return absl::StrCat(std::string(iso_date.substr(8, 2)), "/", std::string(iso_date.substr(5, 2)), "/",
                      std::string(iso_date.substr(0, 4)));
}

bool IsZero(std::string_view decimal) { return decimal.find_first_not_of("-0.") == std::string_view::npos; }

std::string GroupDigits(std::string_view decimal) {
  constexpr size_t kGroup = 3;
  constexpr size_t kLongestUngrouped = 4;  // Years among them.
  const bool negative = decimal.starts_with('-');
  const size_t point = std::min(decimal.find('.'), decimal.size());
  const std::string_view whole = decimal.substr(negative ? 1 : 0, point - (negative ? 1 : 0));
  if (!IsDigits(whole) || whole.size() <= kLongestUngrouped) return std::string(decimal);
  std::string grouped(negative ? "-" : "");
  for (size_t i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % kGroup == 0) grouped += kNoBreakSpace;
    grouped += whole[i];
  }
  return grouped.append(decimal.substr(point));
}

size_t DisplayWidth(const std::string& text) {
  const size_t length = std::mbstowcs(nullptr, text.c_str(), 0);
  if (length == static_cast<size_t>(-1)) return text.size();
  std::wstring wide(length, L'\0');
  std::mbstowcs(wide.data(), text.c_str(), length);
  const int width = wcswidth(wide.c_str(), length);
  return width < 0 ? length : static_cast<size_t>(width);
}

std::string Paragraph(const std::string& label, const std::string& text, size_t indent, size_t width) {
  std::string result = label;
  size_t column = DisplayWidth(label);
  if (column < indent) {
    result.append(indent - column, ' ');
    column = indent;
  }
  bool line_start = true;
  for (const absl::string_view piece : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const std::string word(piece);
    const size_t word_width = DisplayWidth(word);
    if (!line_start && width > 0 && column + 1 + word_width > width) {
      absl::StrAppend(&result, "\n", std::string(indent, ' '));
      column = indent;
      line_start = true;
    }
    if (!line_start) {
      result += ' ';
      ++column;
    }
    result += word;
    column += word_width;
    line_start = false;
  }
  return result += '\n';
}

}  // namespace thidua::cli
