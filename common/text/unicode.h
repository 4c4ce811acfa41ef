#ifndef THIDUA_COMMON_TEXT_UNICODE_H_
#define THIDUA_COMMON_TEXT_UNICODE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace thidua::text {

// Byte offset of the first byte that is not UTF-8; nothing when all is.
std::optional<size_t> FirstBadUtf8(std::string_view text);

// Normalization form C, in which equal Vietnamese names are equal bytes. Text with more than 30 combining marks in a
// row is in no language and stays as it is: ordering them would take time in the square of their number. REQUIRES:
// `text` is UTF-8.
std::string ToNfc(std::string_view text);

// `text` without a UTF-8 byte order mark at its start.
std::string_view WithoutByteOrderMark(std::string_view text);

// True when `text` has a control character (line ends and tabs included).
bool HasControlCharacter(std::string_view text);

// `text` as a message quotes it: its beginning, whole characters, with "…" where something was left out. REQUIRES:
// `text` is UTF-8.
std::string Shown(std::string_view text);

}  // namespace thidua::text

#endif  // THIDUA_COMMON_TEXT_UNICODE_H_
