// What changes while services run: tokens end and are renewed, keys rotate, units move, scoring goes away.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/auth/keys.h"
#include "tests/integration/demo.h"
#include "tests/integration/identity_suite.h"
#include "tests/integration/process.h"
#include "tests/integration/rpc.h"
#include "tests/integration/sheet_desk.h"
#include "thidua/directory/v1/directory.pb.h"
#include "thidua/ranking/v1/ranking.pb.h"
#include "thidua/scoring/v1/scoring.pb.h"
#include "thidua/scoring/v1/sheets.pb.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::integration {
namespace {

using grpc::StatusCode;

constexpr char kWatchRankings[] = "/thidua.ranking.v1.RankingService/WatchRankings";
constexpr char kWatchVersions[] = "/thidua.scoring.v1.ScoringService/WatchVersions";
// Clocks may differ by so much (auth::TokenRules): a token that ended so long ago less a few seconds is about to end.
constexpr absl::Duration kLeeway = absl::Seconds(30);
constexpr absl::Duration kPatience = absl::Seconds(30);

RawCall::Metadata Showing(const std::string& token) { return {{"authorization", "Bearer " + token}}; }

class IdentityTimeTest : public ::testing::Test {
 protected:
  // A change of a commune's points.
  void Change(const std::string& unit, const std::string& value) {
    scoring::v1::UpdateSheetRequest request;
    request.set_unit(unit);
    request.set_year(2023);
    scoring::v1::SheetEdit* edit = request.add_edits();
    edit->set_criterion("I.2");
    edit->set_input("actual");
    edit->set_value(value);
    suite_.Must<scoring::v1::UpdateSheetResponse>(request, suite_.administrator());
  }

  grpc::Status ListTasks(const std::string& caller, const std::string& unit) {
    tasks::v1::ListTasksRequest request;
    request.set_unit(unit);
    return suite_.Ask(request, suite_.Token({.unit = caller, .roles = {"viewer"}})).status;
  }

  // Nothing: it does not answer.
  std::optional<bool> RankingIsFresh() {
    ranking::v1::GetClusterRankingRequest request;
    request.set_cluster("OWN");
    request.set_year(2023);
    const Answer answer = suite_.Ask(request, suite_.administrator());
    if (!answer.ok()) return std::nullopt;
    ranking::v1::GetClusterRankingResponse response;
    response.ParseFromString(answer.messages.at(0));
    return !response.has_stale();
  }

  IdentitySuite suite_;
};

TEST_F(IdentityTimeTest, AWatchTellsOfItsScopeAlone) {
  const auto watch = [&](const std::string& unit, const std::string& cluster, const std::string& under) {
    auto call = std::make_unique<RawCall>(Connect(suite_.ranking().address()), kWatchRankings,
                                          Showing(suite_.Token({.unit = unit, .roles = {"viewer"}})));
    ranking::v1::WatchRankingsRequest request;
    if (!cluster.empty()) request.set_cluster(cluster);
    if (!under.empty()) request.set_under(under);
    request.set_year(2023);
    call->Send(request.SerializeAsString());
    call->EndSending();
    return call;
  };
  const auto commune = watch("C3", "OWN", "");
  const auto district = watch("D", "", "D");
  const auto read = [](RawCall& call, std::set<std::string>& clusters) {
    const auto message = call.Receive();
    if (!message.has_value()) return false;
    ranking::v1::WatchRankingsResponse response;
    response.ParseFromString(*message);
    for (const auto& event : response.events()) clusters.insert(event.version().cluster());
    return true;
  };
  std::set<std::string> first;
  ASSERT_TRUE(read(*commune, first));
  ASSERT_TRUE(read(*district, first));
  // Others' first: whoever hears of its own change would have heard of theirs.
  for (const char* unit : {"F1", "E1", "C2", "C3"}) Change(unit, "17");
  std::set<std::string> of_commune, of_district;
  while (!of_commune.contains("OWN") && read(*commune, of_commune)) continue;
  while (!of_district.contains("OWN") && read(*district, of_district)) continue;
  EXPECT_EQ(of_commune, std::set<std::string>{"OWN"});
  EXPECT_EQ(of_district, (std::set<std::string>{"OWN", "SIBLING"}));
}

TEST_F(IdentityTimeTest, AStreamEndsWithItsToken) {
  const absl::Duration left = absl::Seconds(4);
  RawCall ranks(Connect(suite_.ranking().address()), kWatchRankings,
                Showing(suite_.Token({.unit = "C3", .roles = {"viewer"}, .lasts = left - kLeeway})));
  ranking::v1::WatchRankingsRequest request;
  request.set_cluster("OWN");
  request.set_year(2023);
  ranks.Send(request.SerializeAsString());
  ranks.EndSending();
  RawCall versions(Connect(suite_.scoring().address()), kWatchVersions,
                   Showing(suite_.Token({.unit = "", .roles = {"service"}, .lasts = left - kLeeway})));
  int told = 0;
  for (int64_t probe = 1; probe < 10'000; ++probe) {
    scoring::v1::WatchVersionsRequest question;
    question.set_probe(probe);
    if (!versions.Send(question.SerializeAsString()) || !versions.Receive().has_value()) break;
    ++told;
    absl::SleepFor(absl::Milliseconds(20));
  }
  EXPECT_GT(told, 1);
  const grpc::Status end = versions.Finish();
  EXPECT_EQ(end.error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(ReasonOf(end), "TOKEN_EXPIRED");
  while (ranks.Receive().has_value()) continue;
  EXPECT_EQ(ReasonOf(ranks.Finish()), "TOKEN_EXPIRED");
}

// A service whose own token ended says how old its knowledge is, and goes on when the file holds a new one.
TEST_F(IdentityTimeTest, AServicesOwnTokenIsRenewedWhileItRuns) {
  const auto renew = [&](absl::Duration lasts) {
    const std::string draft = suite_.NewFile(suite_.Token({.unit = "", .roles = {"service"}, .lasts = lasts}));
    std::filesystem::rename(draft, suite_.service_token_file());
  };
  suite_.ranking().Stop();
  renew(absl::Seconds(8) - kLeeway);
  suite_.ranking().Start();
  EXPECT_TRUE(WaitUntil([&] { return RankingIsFresh() == true; }, kPatience));
  EXPECT_TRUE(WaitUntil([&] { return RankingIsFresh() == false; }, kPatience));
  renew(absl::Hours(1));
  EXPECT_TRUE(WaitUntil([&] { return RankingIsFresh() == true; }, kPatience));
}

TEST_F(IdentityTimeTest, AUnitThatMovedIsSomebodyElses) {
  EXPECT_TRUE(ListTasks("D", "C3").ok());
  EXPECT_EQ(ListTasks("D2", "C3").error_code(), StatusCode::NOT_FOUND);
  suite_.Import("thidua.directory.v1.DirectoryService.ImportUnits",
                "code,name,type,level,parent\nC3,Xã C3,XA,COMMUNE,D2\n");
  EXPECT_TRUE(WaitUntil([&] { return !ListTasks("D", "C3").ok(); }, kPatience));
  EXPECT_EQ(ListTasks("D", "C3").error_code(), StatusCode::NOT_FOUND);
  EXPECT_TRUE(WaitUntil([&] { return ListTasks("D2", "C3").ok(); }, kPatience));
}

// What was known of the tree is good for a while; what was not, is refused.
TEST_F(IdentityTimeTest, WithoutScoringNobodySeesMore) {
  EXPECT_TRUE(ListTasks("D", "C3").ok());
  EXPECT_EQ(ListTasks("D", "F1").error_code(), StatusCode::NOT_FOUND);
  suite_.scoring().Kill();
  const absl::Time until = absl::Now() + absl::Seconds(7);  // Longer than what is known is taken for fresh.
  while (absl::Now() < until) {
    EXPECT_TRUE(ListTasks("D", "C3").ok());
    EXPECT_TRUE(ListTasks("C3", "C3").ok());
    EXPECT_EQ(ListTasks("D", "F1").error_code(), StatusCode::NOT_FOUND);
    EXPECT_EQ(ListTasks("D", "C1").error_code(), StatusCode::UNAVAILABLE);
    EXPECT_EQ(ListTasks("C2", "C1").error_code(), StatusCode::UNAVAILABLE);
    absl::SleepFor(absl::Milliseconds(200));
  }
  suite_.scoring().Start();
  EXPECT_TRUE(WaitUntil([&] { return ListTasks("D", "C1").ok(); }, kPatience));
}

TEST(IdentityKeysTest, ComeFromAProvider) {
  httplib::Server provider;
  absl::Mutex mutex;
  std::string keys;
  provider.Get("/jwks", [&](const httplib::Request&, httplib::Response& response) {
    const absl::MutexLock lock(&mutex);
    response.set_content(keys, "application/json");
  });
  const int port = provider.bind_to_any_port("127.0.0.1");
  std::thread serving([&] { provider.listen_after_bind(); });
  {
    IdentitySuite suite({.jwks =
                             [&](const std::string& file) {
                               const absl::MutexLock lock(&mutex);
                               keys = ReadFile(file);
                               return absl::StrCat("http://127.0.0.1:", port, "/jwks");
                             },
                         .filled = false});
    directory::v1::ListOfficesRequest request;
    EXPECT_TRUE(suite.Ask(request, suite.administrator()).ok());
    const auth::NewKey next = *auth::MakeKey();
    const std::string signed_by_next =
        *auth::Sign(next.private_key,
                    absl::StrCat(R"({"iss":"thidua","aud":"thidua","sub":"a","unit":"C1","roles":["viewer"],"exp":)",
                                 absl::ToUnixSeconds(absl::Now()) + 600, "}"));
    EXPECT_EQ(ReasonOf(suite.Ask(request, signed_by_next).status), "BAD_TOKEN");
    {
      const absl::MutexLock lock(&mutex);
      keys = next.key_set;
    }
    // That it is not known is why it is looked for.
    EXPECT_TRUE(WaitUntil([&] { return suite.Ask(request, signed_by_next).ok(); }, kPatience));
    EXPECT_EQ(ReasonOf(suite.Ask(request, suite.administrator()).status), "BAD_TOKEN");
    provider.stop();
    serving.join();
    EXPECT_TRUE(suite.Ask(request, signed_by_next).ok());
  }
}

}  // namespace
}  // namespace thidua::integration
