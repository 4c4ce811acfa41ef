#include "common/cache/tiered_cache.h"

namespace thidua::cache {

Value TieredCache::Get(std::string_view key) {
  Value value = near_->Get(key);
  if (value != nullptr || far_ == nullptr) return value;
  value = far_->Get(key);
  if (value != nullptr) near_->Put(key, value);
  return value;
}

void TieredCache::Put(std::string_view key, Value value) {
  near_->Put(key, value);
  if (far_ != nullptr) far_->Put(key, std::move(value));
}

}  // namespace thidua::cache
