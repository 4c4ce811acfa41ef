#ifndef THIDUA_COMMON_TELEMETRY_ID_TEXT_H_
#define THIDUA_COMMON_TELEMETRY_ID_TEXT_H_

#include <array>
#include <cstddef>
#include <string>

namespace thidua::telemetry {

// An id of trace_context.h as a string.
template <size_t kSize>
std::string IdText(const std::array<char, kSize>& id) {
  return {id.data(), id.size()};
}

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_ID_TEXT_H_
