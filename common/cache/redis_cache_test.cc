#include "common/cache/redis_cache.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "common/cache/redis_server_for_test.h"
#include "common/cache/value_envelope.h"

namespace thidua::cache {
namespace {

Value MakeValue(std::string bytes) { return std::make_shared<const std::string>(std::move(bytes)); }

// Time that a busy machine cannot exceed.
RedisCache::Options Patient(const std::string& address) {
  return {.address = address, .connect_timeout = absl::Seconds(20), .command_timeout = absl::Seconds(20)};
}

std::unique_ptr<RedisCache> Make(const RedisCache::Options& options) { return *RedisCache::Create(options); }

std::string Got(RedisCache& cache, std::string_view key) {
  const Value value = cache.Get(key);
  return value == nullptr ? "(miss)" : *value;
}

TEST(RedisCacheTest, GivesBackWhatWasPut) {
  const RedisServer server;
  const auto cache = Make(Patient(server.address()));
  EXPECT_EQ(Got(*cache, "key"), "(miss)");
  cache->Put("key", MakeValue("value"));
  EXPECT_EQ(Got(*cache, "key"), "value");

  const Stats stats = cache->stats();
  EXPECT_EQ(stats.hits, 1u);
  EXPECT_EQ(stats.misses, 1u);
  EXPECT_EQ(stats.stores, 1u);
  EXPECT_EQ(stats.failures, 0u);
  EXPECT_EQ(stats.breaker_opens, 0u);
}

TEST(RedisCacheTest, SpeaksTcp) {
  const RedisServer server({.listen = RedisServer::Listen::kLoopbackPort});
  const auto cache = Make(Patient(server.address()));
  cache->Put("key", MakeValue("value"));
  EXPECT_EQ(Got(*cache, "key"), "value");
}

TEST(RedisCacheTest, KeysAndValuesAreBinarySafe) {
  const RedisServer server;
  const auto cache = Make(Patient(server.address()));
  const std::vector<std::string> strings = {
      "", " ", "%s%n", "\r\n$-1\r\n", std::string("a\0b", 3), std::string("a"), "\xff\xfe", "xã Tân Lập"};
  for (const std::string& key : strings) cache->Put(key, MakeValue(key + key));
  for (const std::string& key : strings) EXPECT_EQ(Got(*cache, key), key + key);
}

TEST(RedisCacheTest, StoresValuesUpToTheBound) {
  const RedisServer server;
  const auto cache = Make(Patient(server.address()));
  const std::string largest(RedisCache::Options().max_value_bytes, 'x');
  cache->Put("largest", MakeValue(largest));
  EXPECT_TRUE(Got(*cache, "largest") == largest);
  cache->Put("larger", MakeValue(largest + "x"));
  EXPECT_EQ(server.Execute({"EXISTS", "larger"}), "0");
  EXPECT_EQ(cache->stats().stores, 1u);
}

TEST(RedisCacheTest, ValuesExpire) {
  const RedisServer server;
  RedisCache::Options options = Patient(server.address());
  options.ttl = absl::Milliseconds(50);
  const auto cache = Make(options);
  cache->Put("key", MakeValue("value"));
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  EXPECT_EQ(Got(*cache, "key"), "(miss)");

  options.ttl = absl::Hours(1);
  Make(options)->Put("key", MakeValue("value"));
  const int left = std::stoi(server.Execute({"PTTL", "key"}));
  EXPECT_GT(left, 3'500'000);
  EXPECT_LE(left, 3'600'000);
}

TEST(RedisCacheTest, TwoCachesShareValuesUnlessPrefixOrDatabaseDiffers) {
  const RedisServer server;
  RedisCache::Options options = Patient(server.address());
  options.key_prefix = "thidua:";
  options.database = 3;
  Make(options)->Put("key", MakeValue("value"));
  EXPECT_EQ(Got(*Make(options), "key"), "value");

  RedisCache::Options other_prefix = options;
  other_prefix.key_prefix = "other:";
  EXPECT_EQ(Got(*Make(other_prefix), "key"), "(miss)");
  RedisCache::Options other_database = options;
  other_database.database = 4;
  EXPECT_EQ(Got(*Make(other_database), "key"), "(miss)");
}

TEST(RedisCacheTest, MoreThreadsThanConnections) {
  const RedisServer server;
  RedisCache::Options options = Patient(server.address());
  options.pool_size = 2;
  const auto cache = Make(options);
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&cache, thread] {
      for (int i = 0; i < 100; ++i) {
        const std::string key = std::to_string(thread) + "/" + std::to_string(i);
        cache->Put(key, MakeValue(key));
        EXPECT_EQ(Got(*cache, key), key);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(cache->stats().hits, 800u);
  EXPECT_EQ(cache->stats().failures, 0u);
  // The two, and the one that asks.
  EXPECT_NE(server.Execute({"INFO", "clients"}).find("connected_clients:3\r"), std::string::npos);
}

TEST(RedisCacheTest, Password) {
  const RedisServer server({.password = "mật khẩu"});
  RedisCache::Options options = Patient(server.address());
  options.password = "mật khẩu";
  options.database = 1;
  const auto right = Make(options);
  right->Put("key", MakeValue("value"));
  EXPECT_EQ(Got(*right, "key"), "value");

  for (const char* password : {"wrong", ""}) {
    options.password = password;
    const auto wrong = Make(options);
    wrong->Put("key", MakeValue("other"));
    EXPECT_EQ(Got(*wrong, "key"), "(miss)");
    EXPECT_EQ(wrong->stats().failures, 2u);
  }
  EXPECT_EQ(Got(*right, "key"), "value");
}

TEST(RedisCacheTest, APasswordThatIsNotAskedForIsAMiss) {
  const RedisServer server;
  RedisCache::Options options = Patient(server.address());
  options.password = "superfluous";
  const auto cache = Make(options);
  cache->Put("key", MakeValue("value"));
  EXPECT_EQ(Got(*cache, "key"), "(miss)");
}

TEST(RedisCacheTest, PlantedValuesAreMissesAndAreOverwritten) {
  const RedisServer server;
  const auto cache = Make(Patient(server.address()));
  cache->Put("right", MakeValue("value"));
  const std::string right = server.Execute({"GET", "right"});
  const std::string flipped = right.substr(0, right.size() - 1) + "X";

  const std::vector<std::string> planted = {
      "", "garbage", right, flipped, right.substr(0, kEnvelopeBytes), std::string(100'000, '\0')};
  for (const std::string& bytes : planted) {
    server.Execute({"SET", "key", bytes});
    EXPECT_EQ(Got(*cache, "key"), "(miss)") << bytes.substr(0, 50);
    cache->Put("key", MakeValue("value"));
    EXPECT_EQ(Got(*cache, "key"), "value");
  }
  server.Execute({"DEL", "key"});
  server.Execute({"LPUSH", "key", right});
  EXPECT_EQ(Got(*cache, "key"), "(miss)");
  cache->Put("key", MakeValue("value"));
  EXPECT_EQ(Got(*cache, "key"), "value");
  EXPECT_EQ(cache->stats().failures, planted.size() + 1);
}

TEST(RedisCacheTest, AnotherProgramsOversizedValueIsAMiss) {
  const RedisServer server;
  RedisCache::Options options = Patient(server.address());
  options.max_value_bytes = 1000;
  const auto cache = Make(options);
  server.Execute({"SET", "key", std::string(8'000'000, 'x')});
  EXPECT_EQ(Got(*cache, "key"), "(miss)");
  cache->Put("key", MakeValue("value"));
  EXPECT_EQ(Got(*cache, "key"), "value");
}

TEST(RedisCacheTest, AFullRedisIsAMiss) {
  const RedisServer server;
  const auto cache = Make(Patient(server.address()));
  server.Execute({"CONFIG", "SET", "maxmemory", "1"});
  cache->Put("key", MakeValue("value"));
  EXPECT_EQ(Got(*cache, "key"), "(miss)");
  EXPECT_EQ(cache->stats().failures, 1u);
}

TEST(RedisCacheTest, RefusesWhatCannotBeAnAddress) {
  for (const char* address : {"", "localhost", "localhost:", ":6379", "[]:6379", "localhost:0", "localhost:65536",
                              "localhost:63x", "localhost:-1", "redis/sock"}) {
    EXPECT_EQ(RedisCache::Create({.address = address}).status().code(), absl::StatusCode::kInvalidArgument) << address;
  }
  EXPECT_EQ(ParseRedisAddress("[::1]:6379")->host, "::1");
  EXPECT_EQ(ParseRedisAddress("redis.local:6380")->port, 6380);
  EXPECT_EQ(ParseRedisAddress("/run/redis:1")->host, "/run/redis:1");
}

}  // namespace
}  // namespace thidua::cache
