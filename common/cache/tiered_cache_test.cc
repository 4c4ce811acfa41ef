#include "common/cache/tiered_cache.h"

#include <gtest/gtest.h>

#include <string>

#include "common/cache/memory_cache.h"

namespace thidua::cache {
namespace {

const Value kValue = std::make_shared<const std::string>("value");

class TieredCacheTest : public ::testing::Test {
 protected:
  const std::shared_ptr<MemoryCache> near_ = std::make_shared<MemoryCache>(10'000);
  const std::shared_ptr<MemoryCache> far_ = std::make_shared<MemoryCache>(10'000);
};

TEST_F(TieredCacheTest, PutsIntoBoth) {
  TieredCache(near_, far_).Put("key", kValue);
  EXPECT_EQ(near_->Get("key"), kValue);
  EXPECT_EQ(far_->Get("key"), kValue);
}

TEST_F(TieredCacheTest, RemembersNearWhatItFoundFar) {
  far_->Put("key", kValue);
  TieredCache cache(near_, far_);
  EXPECT_EQ(cache.Get("key"), kValue);
  EXPECT_EQ(cache.Get("key"), kValue);
  EXPECT_EQ(near_->Get("key"), kValue);
  EXPECT_EQ(far_->stats().hits, 1u);
}

TEST_F(TieredCacheTest, AMissIsAMissInBoth) {
  TieredCache cache(near_, far_);
  EXPECT_EQ(cache.Get("key"), nullptr);
  EXPECT_EQ(near_->stats().misses, 1u);
  EXPECT_EQ(far_->stats().misses, 1u);
  EXPECT_EQ(near_->stats().stores, 0u);
}

TEST_F(TieredCacheTest, DoesWithoutAFarCache) {
  TieredCache cache(near_, nullptr);
  EXPECT_EQ(cache.Get("key"), nullptr);
  cache.Put("key", kValue);
  EXPECT_EQ(cache.Get("key"), kValue);
}

}  // namespace
}  // namespace thidua::cache
