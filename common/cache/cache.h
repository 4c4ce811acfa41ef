#ifndef THIDUA_COMMON_CACHE_CACHE_H_
#define THIDUA_COMMON_CACHE_CACHE_H_

#include <memory>
#include <string>
#include <string_view>

namespace thidua::cache {

// Immutable bytes, shared between the cache and its readers without a copy.
using Value = std::shared_ptr<const std::string>;

// A place where values are remembered. Never the truth: Get may forget anything at any time, Put may do nothing.
//
// Consistency: every key names the version of what it was computed from, so a value under a key never changes. Nothing
// is ever invalidated; values only expire. A reader that asks for version 7 can therefore not be given version 6.
//
// Thread-safe.
class Cache {
 public:
  virtual ~Cache() = default;

  // Null when the value is not known here.
  virtual Value Get(std::string_view key) = 0;
  // REQUIRES: value is not null.
  virtual void Put(std::string_view key, Value value) = 0;
};

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_CACHE_H_
