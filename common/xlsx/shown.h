#ifndef THIDUA_COMMON_XLSX_SHOWN_H_
#define THIDUA_COMMON_XLSX_SHOWN_H_

#include <string>
#include <string_view>

namespace thidua::xlsx {

// UTF-8 `text` as a message quotes it: its beginning, whole characters.
std::string Shown(std::string_view text);

}  // namespace thidua::xlsx

#endif  // THIDUA_COMMON_XLSX_SHOWN_H_
