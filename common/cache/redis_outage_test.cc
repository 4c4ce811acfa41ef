// What RedisCache makes of a Redis that goes away, comes back, or does not speak as Redis does.

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/cache/fake_clock_for_test.h"
#include "common/cache/redis_cache.h"
#include "common/cache/redis_server_for_test.h"

namespace thidua::cache {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

// Far above the 200 ms that a call may take, so that a busy machine fails no test.
constexpr auto kBoundedTime = 3s;

Value MakeValue(std::string bytes) { return std::make_shared<const std::string>(std::move(bytes)); }

// Calls a cache and checks that it always returns in time.
class Client {
 public:
  Client(const RedisCache::Options& options, CircuitBreaker::Clock clock)
      : cache_(*RedisCache::Create(options, std::move(clock))) {}

  Value Get(std::string_view key) {
    const auto start = SteadyClock::now();
    Value value = cache_->Get(key);
    EXPECT_LT(SteadyClock::now() - start, kBoundedTime);
    return value;
  }

  void Put(std::string_view key, std::string value) {
    const auto start = SteadyClock::now();
    cache_->Put(key, MakeValue(std::move(value)));
    EXPECT_LT(SteadyClock::now() - start, kBoundedTime);
  }

  Stats stats() const { return cache_->stats(); }

 private:
  const std::unique_ptr<RedisCache> cache_;
};

class RedisOutageTest : public ::testing::Test {
 protected:
  static constexpr absl::Duration kLongestBackOff = absl::Seconds(1);

  Client MakeClient(const std::string& address) {
    return {{.address = address, .breaker = {.failures_to_open = 3, .longest_back_off = kLongestBackOff}},
            clock_.Function()};
  }

  // Puts and gets until both work, passing over back-offs.
  void ExpectRecovery(Client& client) {
    const auto patience_ends = SteadyClock::now() + 20s;
    while (SteadyClock::now() < patience_ends) {
      clock_.Advance(kLongestBackOff);
      client.Put("recovery", "value");
      if (const Value value = client.Get("recovery")) {
        EXPECT_EQ(*value, "value");
        return;
      }
    }
    ADD_FAILURE() << "no recovery";
  }

  void ExpectBreakerOpens(Client& client) {
    const uint64_t opens = client.stats().breaker_opens;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(client.Get("key"), nullptr);
    EXPECT_EQ(client.stats().breaker_opens, opens + 1);
  }

  FakeClock clock_;
};

TEST_F(RedisOutageTest, NeverThere) {
  for (const char* address : {"/nowhere/redis.sock", "127.0.0.1:1", "[::1]:1", "no-such-host.invalid:6379"}) {
    Client client = MakeClient(address);
    ExpectBreakerOpens(client);
    client.Put("key", "value");
    EXPECT_EQ(client.stats().failures, 3u) << address;
    EXPECT_EQ(client.stats().misses, 3u) << address;
  }
}

TEST_F(RedisOutageTest, KilledAndStartedAgain) {
  RedisServer server;
  Client client = MakeClient(server.address());
  ExpectRecovery(client);
  server.Kill();
  // A large value meets the broken pipe in the middle.
  client.Put("key", std::string(4'000'000, 'x'));
  EXPECT_EQ(client.Get("key"), nullptr);
  ExpectBreakerOpens(client);
  server.Start();
  EXPECT_EQ(client.Get("key"), nullptr) << "the breaker is open and the clock stands still";
  ExpectRecovery(client);
}

TEST_F(RedisOutageTest, StoppedAndStartedAgainOnATcpPort) {
  RedisServer server({.listen = RedisServer::Listen::kLoopbackPort});
  Client client = MakeClient(server.address());
  ExpectRecovery(client);
  server.Stop();
  ExpectBreakerOpens(client);
  server.Start();
  ExpectRecovery(client);
}

TEST_F(RedisOutageTest, ARestartBetweenCallsCostsOneMiss) {
  RedisServer server({.password = "secret"});
  Client client({.address = server.address(),
                 .password = "secret",
                 .database = 2,
                 .connect_timeout = absl::Seconds(2),
                 .command_timeout = absl::Seconds(2)},
                clock_.Function());
  client.Put("key", "value");
  server.Restart();
  EXPECT_EQ(client.Get("key"), nullptr);
  EXPECT_EQ(client.stats().failures, 1u);
  client.Put("key", "value");
  EXPECT_NE(client.Get("key"), nullptr);
  EXPECT_EQ(client.stats().failures, 1u);
}

TEST_F(RedisOutageTest, FlushedIsAMiss) {
  RedisServer server;
  Client client = MakeClient(server.address());
  ExpectRecovery(client);
  server.Execute({"FLUSHALL"});
  EXPECT_EQ(client.Get("recovery"), nullptr);
  ExpectRecovery(client);
}

TEST_F(RedisOutageTest, PausedAndResumed) {
  RedisServer server;
  Client client = MakeClient(server.address());
  ExpectRecovery(client);
  server.Pause();
  ExpectBreakerOpens(client);
  // The probe fails too.
  clock_.Advance(kLongestBackOff);
  const uint64_t failures = client.stats().failures;
  EXPECT_EQ(client.Get("key"), nullptr);
  EXPECT_EQ(client.stats().failures, failures + 1);
  server.Resume();
  ExpectRecovery(client);
}

TEST_F(RedisOutageTest, ManyThreadsOnAPausedServerAllReturnInTime) {
  RedisServer server;
  Client client = MakeClient(server.address());
  server.Pause();
  std::vector<std::thread> threads;
  threads.reserve(32);
  for (int i = 0; i < 32; ++i) {
    threads.emplace_back([&client] { EXPECT_EQ(client.Get("key"), nullptr); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(client.stats().breaker_opens, 1u);
}

TEST_F(RedisOutageTest, DisturbedDuringCallsGivesOnlyRightValues) {
  RedisServer server;
  Client client({.address = server.address(),
                 .breaker = {.failures_to_open = 3,
                             .first_back_off = absl::Milliseconds(1),
                             .longest_back_off = absl::Milliseconds(4)}},
                SteadyClock::now);
  std::atomic<bool> done = false;
  std::vector<std::thread> threads;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    threads.emplace_back([&client, &done, seed] {
      std::mt19937 random(seed);
      while (!done) {
        const size_t number = random() % 50;
        const std::string key = std::to_string(number);
        const std::string bytes(number * 2'000, static_cast<char>(number));
        client.Put(key, bytes);
        const Value value = client.Get(key);
        EXPECT_TRUE(value == nullptr || *value == bytes) << key;
      }
    });
  }
  for (int round = 0; round < 3; ++round) {
    std::this_thread::sleep_for(50ms);
    server.Execute({"FLUSHALL"});
    std::this_thread::sleep_for(20ms);
    server.Restart();
    std::this_thread::sleep_for(50ms);
    server.Pause();
    std::this_thread::sleep_for(120ms);
    server.Resume();
    server.Execute({"CLIENT", "KILL", "TYPE", "normal"});
  }
  const auto patience_ends = SteadyClock::now() + 20s;
  const uint64_t hits = client.stats().hits;
  while (client.stats().hits < hits + 100 && SteadyClock::now() < patience_ends) std::this_thread::sleep_for(1ms);
  done = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(client.stats().hits, hits + 100);
  EXPECT_GT(client.stats().failures, 0u);
}

// Answers the first bytes that each connection sends with fixed bytes, and then either closes it or keeps it open.
class FixedAnswerServer {
 public:
  struct Options {
    std::string answer;
    bool close_after = false;
    std::chrono::milliseconds between_bytes{0};  // Not 0: one byte at a time.
  };

  explicit FixedAnswerServer(Options options) : options_(std::move(options)) {
    std::string directory = (std::filesystem::temp_directory_path() / "thidua-fixed-XXXXXX").string();
    directory_ = mkdtemp(directory.data());
    sockaddr_un name = {};
    name.sun_family = AF_UNIX;
    address().copy(name.sun_path, sizeof(name.sun_path) - 1);
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&name), sizeof(name)), 0);
    EXPECT_EQ(listen(listener_, 16), 0);
    thread_ = std::thread([this] { Serve(); });
  }

  ~FixedAnswerServer() {
    done_ = true;
    thread_.join();
    close(listener_);
    std::filesystem::remove_all(directory_);
  }

  std::string address() const { return directory_ + "/sock"; }
  int connections() const { return connections_; }

 private:
  static bool Readable(int socket) {
    pollfd waited = {.fd = socket, .events = POLLIN, .revents = 0};
    return poll(&waited, 1, 5) > 0;
  }

  void Serve() {
    while (!done_) {
      if (!Readable(listener_)) continue;
      const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      ++connections_;
      Answer(connection);
      close(connection);
    }
  }

  // Until the peer closes the connection.
  void Answer(int connection) {
    bool answered = false;
    char ignored[4096];
    while (!done_) {
      if (!Readable(connection)) continue;
      if (recv(connection, ignored, sizeof(ignored), 0) <= 0) return;
      if (!std::exchange(answered, true)) Send(connection);
      if (options_.close_after) return;
    }
  }

  void Send(int connection) {
    if (options_.between_bytes == 0ms) {
      send(connection, options_.answer.data(), options_.answer.size(), MSG_NOSIGNAL);
      return;
    }
    for (const char byte : options_.answer) {
      if (done_ || send(connection, &byte, 1, MSG_NOSIGNAL) < 0) return;
      std::this_thread::sleep_for(options_.between_bytes);
    }
  }

  const Options options_;
  std::string directory_;
  int listener_ = -1;
  std::atomic<bool> done_ = false;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

TEST_F(RedisOutageTest, BadAnswersAreMisses) {
  const std::string answers[] = {
      "HTTP/1.1 400 Bad Request\r\n\r\n",
      std::string(100, '\0'),
      "$-7\r\n",
      "$99999999999999999999\r\n",
      "$20000000000\r\nxx",
      "$10\r\nshort",
      "*-1\r\n",
      "*2147483647\r\n",
      "*99999999999\r\n",
      "*1\r\n$1\r\nx\r\n",
      "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n",
      ":5\r\n",
      "+OK\r\n",
      "-ERR no\r\n",
      "+OK\r\n$1\r\nx\r\n",
      "+no end",
      "",
  };
  for (const std::string& answer : answers) {
    for (const bool close_after : {true, false}) {
      const FixedAnswerServer server({.answer = answer, .close_after = close_after});
      Client client({.address = server.address(), .command_timeout = absl::Milliseconds(20)}, clock_.Function());
      EXPECT_EQ(client.Get("key"), nullptr) << answer;
      if (answer != "+OK\r\n") client.Put("key", "value");
      EXPECT_EQ(client.stats().stores, 0u) << answer;
      EXPECT_GE(client.stats().failures, 1u) << answer;
    }
  }
}

TEST_F(RedisOutageTest, ATrickleOfBytesIsCutOff) {
  const FixedAnswerServer server({.answer = "$1000\r\n" + std::string(1'000, 'x'), .between_bytes = 10ms});
  Client client = MakeClient(server.address());
  EXPECT_EQ(client.Get("key"), nullptr);
  EXPECT_EQ(client.stats().failures, 1u);
}

TEST_F(RedisOutageTest, AnAnswerThatDoesNotEndIsCutOff) {
  const FixedAnswerServer server({.answer = "+" + std::string(1'000'000, 'x')});
  Client client({.address = server.address(), .command_timeout = absl::Seconds(2), .max_value_bytes = 1'000},
                clock_.Function());
  const auto start = SteadyClock::now();
  EXPECT_EQ(client.Get("key"), nullptr);
  EXPECT_LT(SteadyClock::now() - start, 1'900ms) << "given up for its size and not for its time";
}

TEST_F(RedisOutageTest, AnOpenBreakerDoesNotTouchTheNetwork) {
  const FixedAnswerServer server({.answer = "nonsense\r\n", .close_after = true});
  Client client({.address = server.address(),
                 .connect_timeout = absl::Seconds(2),
                 .command_timeout = absl::Seconds(2),
                 .breaker = {.failures_to_open = 3}},
                clock_.Function());
  ExpectBreakerOpens(client);
  EXPECT_EQ(server.connections(), 3);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(client.Get("key"), nullptr);
    client.Put("key", "value");
  }
  EXPECT_EQ(server.connections(), 3);
  EXPECT_EQ(client.stats().failures, 3u);

  clock_.Advance(absl::Milliseconds(250));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(client.Get("key"), nullptr);
  EXPECT_EQ(server.connections(), 4);
  EXPECT_EQ(client.stats().breaker_opens, 1u);
}

}  // namespace
}  // namespace thidua::cache
