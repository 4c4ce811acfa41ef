#include "common/auth/key_source.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/auth/secret_file.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"

namespace thidua::auth {
namespace {

bool WaitUntil(const std::function<bool()>& condition) {
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (!condition()) {
    if (absl::Now() > deadline) return false;
    absl::SleepFor(absl::Milliseconds(2));
  }
  return true;
}

// Serves a key set as an identity provider does, well or badly.
class Provider {
 public:
  Provider() {
    server_.Get("/realm/jwks", [this](const httplib::Request&, httplib::Response& response) {
      ++asked_;
      if (dribbles_) {
        response.set_chunked_content_provider("application/json", [this](size_t, httplib::DataSink& sink) {
          absl::SleepFor(absl::Milliseconds(5));
          return dribbles_ && sink.write(" ", 1);
        });
        return;
      }
      const absl::MutexLock lock(&mutex_);
      response.status = status_;
      response.set_content(body_, "application/json");
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  ~Provider() {
    dribbles_ = false;
    server_.stop();
    thread_.join();
  }

  void Serve(const std::string& body, int status = 200) {
    const absl::MutexLock lock(&mutex_);
    body_ = body;
    status_ = status;
  }
  void Dribble(bool on) { dribbles_ = on; }
  // Waits for two further questions: the second was asked after this call.
  bool WaitUntilAsked() {
    const int before = asked_;
    return WaitUntil([&] { return asked_ >= before + 2; });
  }
  int asked() const { return asked_; }
  std::string url() const { return absl::StrCat("http://127.0.0.1:", port_, "/realm/jwks"); }

 private:
  httplib::Server server_;
  std::atomic<int> asked_ = 0;
  std::atomic<bool> dribbles_ = false;
  absl::Mutex mutex_;
  std::string body_ ABSL_GUARDED_BY(mutex_);
  int status_ ABSL_GUARDED_BY(mutex_) = 200;
  int port_ = 0;
  std::thread thread_;
};

constexpr KeySource::Options kOften = {.url_interval = absl::Milliseconds(20),
                                       .least_url_interval = absl::Milliseconds(5),
                                       .timeout = absl::Milliseconds(200)};

bool Verifies(const KeySource& source, const NewKey& key) {
  return source.keys()->Verify(*Sign(key.private_key, "{}")).ok();
}

TEST(KeySourceTest, FollowsAProvider) {
  Provider provider;
  const NewKey first = *MakeKey(), second = *MakeKey();
  provider.Serve(first.key_set);
  const auto source = KeySource::Open(provider.url(), kOften);
  ASSERT_TRUE(source.ok()) << source.status();
  EXPECT_TRUE(Verifies(**source, first));
  EXPECT_FALSE(Verifies(**source, second));
  provider.Serve(second.key_set);
  EXPECT_TRUE(WaitUntil([&] { return Verifies(**source, second); }));
  EXPECT_FALSE(Verifies(**source, first));
}

TEST(KeySourceTest, WhatCannotBeReadChangesNothing) {
  Provider provider;
  const NewKey key = *MakeKey();
  provider.Serve(key.key_set);
  const auto source = KeySource::Open(provider.url(), kOften);
  ASSERT_TRUE(source.ok()) << source.status();
  const uint64_t generation = (*source)->generation();
  const std::string too_long = absl::StrCat(key.key_set, std::string(2 << 20, ' '));
  for (const auto& [body, status] : {std::pair<std::string, int>("<html>login</html>", 200),
                                     {"", 200},
                                     {R"({"keys":[]})", 200},
                                     {MakeKey()->private_key, 200},
                                     {MakeKey()->key_set, 500},
                                     {MakeKey()->key_set, 404},
                                     {too_long, 200}}) {
    provider.Serve(body, status);
    ASSERT_TRUE(provider.WaitUntilAsked());
    EXPECT_EQ((*source)->generation(), generation) << status << " " << body.substr(0, 40);
    EXPECT_TRUE(Verifies(**source, key));
  }
  // And it looks again.
  const NewKey next = *MakeKey();
  provider.Serve(next.key_set);
  EXPECT_TRUE(WaitUntil([&] { return Verifies(**source, next); }));
}

TEST(KeySourceTest, AProviderThatIsAwayIsWaitedFor) {
  auto provider = std::make_unique<Provider>();
  const NewKey key = *MakeKey();
  provider->Serve(key.key_set);
  const auto source = KeySource::Open(provider->url(), kOften);
  ASSERT_TRUE(source.ok()) << source.status();
  const std::string url = provider->url();
  provider.reset();
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_TRUE(Verifies(**source, key));
  EXPECT_EQ(Problem::FromStatus(KeySource::Open(url, kOften).status()).reason, "NO_JWKS");
}

// Byte by byte, each in time: the whole has a time of its own, and nobody who stops waits for it.
TEST(KeySourceTest, AProviderThatDribblesIsCutOff) {
  Provider provider;
  provider.Dribble(true);
  const absl::Time start = absl::Now();
  EXPECT_EQ(Problem::FromStatus(KeySource::Open(provider.url(), kOften).status()).reason, "NO_JWKS");
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  provider.Dribble(false);
  const NewKey key = *MakeKey();
  provider.Serve(key.key_set);
  KeySource::Options patient = kOften;
  patient.timeout = absl::Minutes(10);
  auto source = KeySource::Open(provider.url(), patient);
  ASSERT_TRUE(source.ok()) << source.status();
  provider.Dribble(true);
  ASSERT_TRUE(WaitUntil([&, before = provider.asked()] { return provider.asked() > before; }));
  EXPECT_TRUE(Verifies(**source, key));
  const absl::Time stop = absl::Now();
  source->reset();
  EXPECT_LT(absl::Now() - stop, absl::Seconds(5));
}

TEST(KeySourceTest, AnUnknownKeyIsLookedForSoon) {
  Provider provider;
  const NewKey first = *MakeKey(), second = *MakeKey();
  provider.Serve(first.key_set);
  const auto source =
      KeySource::Open(provider.url(), {.url_interval = absl::Hours(1), .least_url_interval = absl::Milliseconds(50)});
  ASSERT_TRUE(source.ok()) << source.status();
  provider.Serve(second.key_set);
  for (int i = 0; i < 1000; ++i) (*source)->Miss();
  EXPECT_TRUE(WaitUntil([&] { return Verifies(**source, second); }));
  // However often.
  EXPECT_LE(provider.asked(), 3);
}

TEST(TokenFileTest, IsReadAgain) {
  const TempFolder folder;
  TokenFile file(folder.Write("token", " first\n"));
  EXPECT_EQ(file.Get(), "first");
  folder.Write("token", "second\n");
  EXPECT_TRUE(WaitUntil([&] { return file.Get() == "second"; }));
  std::remove(folder.File("token").c_str());
  absl::SleepFor(absl::Milliseconds(1100));
  EXPECT_EQ(file.Get(), "second");
}

}  // namespace
}  // namespace thidua::auth
