#ifndef THIDUA_COMMON_CACHE_TIERED_CACHE_H_
#define THIDUA_COMMON_CACHE_TIERED_CACHE_H_

#include <memory>
#include <string_view>
#include <utility>

#include "common/cache/cache.h"

namespace thidua::cache {

// A near cache (memory) in front of a far one (Redis), which several processes may share. What the far one knows is
// remembered in the near one when it is read; what is put goes into both.
//
// As fast, as consistent and as thread-safe as the two.
class TieredCache : public Cache {
 public:
  // `far` may be null: then only `near` is used.
  TieredCache(std::shared_ptr<Cache> near, std::shared_ptr<Cache> far) : near_(std::move(near)), far_(std::move(far)) {}

  Value Get(std::string_view key) override;
  void Put(std::string_view key, Value value) override;

 private:
  const std::shared_ptr<Cache> near_;
  const std::shared_ptr<Cache> far_;
};

}  // namespace thidua::cache

#endif  // THIDUA_COMMON_CACHE_TIERED_CACHE_H_
