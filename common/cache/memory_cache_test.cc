#include "common/cache/memory_cache.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <thread>
#include <vector>

namespace thidua::cache {
namespace {

constexpr size_t kOverhead = MemoryCache::kEntryOverheadBytes;

Value MakeValue(std::string bytes) { return std::make_shared<const std::string>(std::move(bytes)); }

TEST(MemoryCacheTest, GivesBackWhatWasPutWithoutACopy) {
  MemoryCache cache(10'000);
  const Value value = MakeValue("điểm");
  EXPECT_EQ(cache.Get("a"), nullptr);
  cache.Put("a", value);
  EXPECT_EQ(cache.Get("a"), value);
  EXPECT_EQ(cache.Get(std::string_view("a\0", 2)), nullptr);
  EXPECT_EQ(cache.stats().hits, 1u);
  EXPECT_EQ(cache.stats().misses, 2u);
  EXPECT_EQ(cache.stats().stores, 1u);
}

TEST(MemoryCacheTest, DropsTheLeastRecentlyUsed) {
  MemoryCache cache(3 * (kOverhead + 2));
  for (const char* key : {"a", "b", "c"}) cache.Put(key, MakeValue("1"));
  EXPECT_NE(cache.Get("a"), nullptr);
  cache.Put("d", MakeValue("1"));
  EXPECT_EQ(cache.Get("b"), nullptr);
  for (const char* key : {"a", "c", "d"}) EXPECT_NE(cache.Get(key), nullptr) << key;
}

TEST(MemoryCacheTest, AValueBeyondTheBoundIsNotKeptAndDisplacesNothing) {
  MemoryCache cache(kOverhead + 10);
  cache.Put("a", MakeValue("123456789"));
  EXPECT_EQ(cache.bytes(), kOverhead + 10);
  cache.Put("b", MakeValue("1234567890"));
  EXPECT_EQ(cache.Get("b"), nullptr);
  EXPECT_NE(cache.Get("a"), nullptr);

  MemoryCache none(0);
  none.Put("", MakeValue(""));
  EXPECT_EQ(none.Get(""), nullptr);
}

TEST(MemoryCacheTest, PuttingAgainCountsOnce) {
  MemoryCache cache(10'000);
  for (int i = 0; i < 5; ++i) cache.Put("a", MakeValue("123"));
  EXPECT_EQ(cache.bytes(), kOverhead + 4);
}

TEST(MemoryCacheTest, ADroppedValueLivesOnWithItsReader) {
  MemoryCache cache(kOverhead + 2);
  cache.Put("a", MakeValue("1"));
  const Value held = cache.Get("a");
  cache.Put("b", MakeValue("2"));
  EXPECT_EQ(cache.Get("a"), nullptr);
  EXPECT_EQ(*held, "1");
}

TEST(MemoryCacheTest, TheBoundHoldsUnderRandomLoadFromSeveralThreads) {
  constexpr size_t kBound = 50'000;
  MemoryCache cache(kBound);
  std::vector<std::thread> threads;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    threads.emplace_back([&, seed] {
      std::mt19937 random(seed);
      for (int i = 0; i < 5'000; ++i) {
        const unsigned number = random() % 300;
        const std::string key = "key " + std::to_string(number);
        const std::string bytes(number * number % 60'000, static_cast<char>(number));
        if (random() % 2 == 0) {
          cache.Put(key, MakeValue(bytes));
        } else if (const Value value = cache.Get(key)) {
          EXPECT_EQ(*value, bytes);
        }
        EXPECT_LE(cache.bytes(), kBound);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(cache.stats().hits, 0u);
}

}  // namespace
}  // namespace thidua::cache
