#include "common/telemetry/ops_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <nlohmann/json.hpp>

namespace thidua::telemetry {
namespace {

using ::testing::HasSubstr;

class OpsServerTest : public ::testing::Test {
 protected:
  OpsServerTest() : readiness_({{"store", [this] { return store_; }}}, registry_) {
    auto server = OpsServer::Start(
        "127.0.0.1:0", {.wedged = [this] { return wedged_; }, .readiness = readiness_, .registry = registry_});
    EXPECT_TRUE(server.ok());
    server_ = *std::move(server);
  }

  httplib::Result Get(const std::string& path) { return httplib::Client("http://" + server_->address()).Get(path); }

  Registry registry_;
  absl::Status store_;
  std::optional<std::string> wedged_;
  Readiness readiness_;
  std::unique_ptr<OpsServer> server_;
};

TEST_F(OpsServerTest, IsAliveUntilItIsWedged) {
  EXPECT_EQ(Get("/livez")->status, 200);
  wedged_ = "no worker has taken up a call for 70s";
  const httplib::Result dead = Get("/livez");
  EXPECT_EQ(dead->status, 503);
  EXPECT_EQ(dead->body, *wedged_ + "\n");
}

TEST_F(OpsServerTest, SaysWhatIsNotReady) {
  const httplib::Result starting = Get("/readyz");
  EXPECT_EQ(starting->status, 503);
  EXPECT_EQ(starting->body, "{\"ready\":false,\"failing\":[{\"name\":\"server\",\"why\":\"starting\"}]}\n");
  readiness_.Enter(Readiness::Phase::kServing);
  EXPECT_EQ(Get("/readyz")->status, 200);
  EXPECT_EQ(Get("/readyz")->body, "{\"ready\":true}\n");
  store_ = absl::InternalError("cannot open postgresql://a:c4n4ry@db\xff/");
  const httplib::Result dead = Get("/readyz");
  EXPECT_EQ(dead->status, 503);
  EXPECT_EQ(dead->get_header_value("Content-Type"), "application/json");
  const nlohmann::json body = nlohmann::json::parse(dead->body);
  EXPECT_EQ(body["failing"][0]["name"], "store");
  EXPECT_THAT(dead->body, ::testing::Not(HasSubstr("c4n4ry")));
}

TEST_F(OpsServerTest, GivesMetrics) {
  const auto gauge = registry_.AddGauge("thidua_some", "What it is.", {}, [] { return 3; });
  const httplib::Result metrics = Get("/metrics");
  EXPECT_EQ(metrics->status, 200);
  EXPECT_EQ(metrics->get_header_value("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(metrics->body, HasSubstr("thidua_some 3\n"));
}

TEST_F(OpsServerTest, KnowsNothingElseAndTakesNoBody) {
  EXPECT_EQ(Get("/")->status, 404);
  EXPECT_EQ(Get("/metrics/../etc/passwd")->status, 404);
  EXPECT_GE(
      httplib::Client("http://" + server_->address()).Post("/metrics", std::string(100'000, 'a'), "text/plain")->status,
      400);
  EXPECT_EQ(Get("/livez")->status, 200);
}

TEST_F(OpsServerTest, DoesNotShareAnAddress) {
  const auto second = OpsServer::Start(
      server_->address(), {.wedged = [] { return std::nullopt; }, .readiness = readiness_, .registry = registry_});
  EXPECT_TRUE(absl::IsUnavailable(second.status()));
  for (const char* bad : {"", ":80", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:x"}) {
    EXPECT_FALSE(
        OpsServer::Start(bad, {.wedged = [] { return std::nullopt; }, .readiness = readiness_, .registry = registry_})
            .ok())
        << bad;
  }
}

}  // namespace
}  // namespace thidua::telemetry
