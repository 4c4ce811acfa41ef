#ifndef THIDUA_COMMON_CACHE_VALUE_ENVELOPE_H_
#define THIDUA_COMMON_CACHE_VALUE_ENVELOPE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "common/cache/cache.h"

namespace thidua::cache {

// How a value is written where others could change it: four bytes of magic, XXH3-128 of key and payload, payload.
// Guards against accidents (truncation, another program's value, another key's value), not against forgery.
inline constexpr size_t kEnvelopeBytes = 4 + 16;

std::string SealValue(std::string_view key, std::string_view payload);

// Null unless SealValue made `sealed` for this very key.
Value UnsealValue(std::string_view key, std::string_view sealed);

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_VALUE_ENVELOPE_H_
