// Who calls, through the proxy: no token but a good one gets anybody in, nobody is taken for somebody else however many
// share a connection, and no secret is written anywhere. Certificates are replaced while the proxy runs.

#include <arpa/inet.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/auth/keys.h"
#include "common/rpc/tls_files_for_test.h"
#include "common/testing/source_file.h"
#include "tests/e2e/cluster.h"
#include "tests/integration/demo.h"
#include "tests/integration/process.h"
#include "tests/integration/rpc.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"
#include "thidua/scoring/v1/sheets.grpc.pb.h"
#include "thidua/tasks/v1/tasks.grpc.pb.h"
#include "thidua/type/v1/actor.pb.h"

namespace thidua::e2e {
namespace {

using grpc::StatusCode;
using integration::Cli;
using integration::ReadFile;
using nlohmann::json;

constexpr char kCanary[] = "chim-hoang-yen";  // In every token.
constexpr char kOwn[] = "21526";
constexpr char kSibling[] = "21484";
const std::vector<std::string> kUnits = {"21526", "21532", "21535", "21484", "21511"};

std::string Encoded(const std::string& text) { return absl::WebSafeBase64Escape(text); }

json Claims(const std::string& unit, const std::vector<std::string>& roles) {
  json claims = {{"iss", "thidua"}, {"aud", "thidua"}, {"sub", "người của " + unit},
                 {"name", kCanary}, {"roles", roles},  {"exp", absl::ToUnixSeconds(absl::Now()) + 3600}};
  if (!unit.empty()) claims["unit"] = unit;
  return claims;
}

std::shared_ptr<grpc::Channel> NewConnection(
    const std::string& address,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials = grpc::InsecureChannelCredentials()) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

class Context : public grpc::ClientContext {
 public:
  explicit Context(const std::string& token = "") {
    set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    if (!token.empty()) AddMetadata("authorization", "Bearer " + token);
  }
};

scoring::v1::GetSheetRequest SheetOf(const std::string& unit) {
  scoring::v1::GetSheetRequest request;
  request.set_unit(unit);
  request.set_year(2023);
  return request;
}

class IdentityTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = std::make_unique<Cluster>(std::vector<std::string>{"--tokens"});
    key_ = ReadFile(cluster_->File("keys/key.json"));
    integration::ImportBaTo(
        Cli({"--server", cluster_->address(), "--token-file", cluster_->File("keys/administrator.token")}));
  }
  static void TearDownTestSuite() { cluster_.reset(); }

  // Nothing secret was written by anybody.
  void TearDown() override {
    std::vector<std::string> secrets = {kCanary, json::parse(key_)["d"],
                                        ReadFile(cluster_->File("run/postgresql.password"))};
    for (const std::string& token : secrets_) secrets.push_back(token.substr(token.rfind('.') + 1));
    for (const char* token : {"keys/administrator.token", "keys/service.token"}) {
      const std::string text = ReadFile(cluster_->File(token));
      secrets.push_back(text.substr(text.rfind('.') + 1, 40));
    }
    int logs = 0;
    for (const auto& entry : std::filesystem::directory_iterator(cluster_->File("run"))) {
      if (entry.path().extension() != ".log") continue;
      ++logs;
      const std::string log = ReadFile(entry.path());
      for (const std::string& secret : secrets) {
        ASSERT_FALSE(secret.empty());
        EXPECT_FALSE(absl::StrContains(log, secret)) << entry.path();
      }
    }
    EXPECT_GE(logs, 9);
  }

  static std::string Signed(const std::string& claims) {
    secrets_.push_back(*auth::Sign(key_, claims));
    return secrets_.back();
  }
  static std::string Token(const std::string& unit, const std::string& role) {
    return Signed(Claims(unit, {role}).dump());
  }
  // Otherwise as a token of the key in the cluster's set.
  static std::string SignedAs(const std::string& kid, const std::string& key, const json& claims) {
    json other = json::parse(key);
    other["kid"] = kid;
    secrets_.push_back(*auth::Sign(other.dump(), claims.dump()));
    return secrets_.back();
  }
  static std::string kid() { return json::parse(key_)["kid"]; }

  // What the answer says, all of it.
  static std::string Words(const grpc::Status& status) {
    return absl::StrCat(status.error_code(), " ", status.error_message(), " ", status.error_details());
  }

  static std::unique_ptr<Cluster> cluster_;
  static std::string key_;
  static std::vector<std::string> secrets_;
};

std::unique_ptr<Cluster> IdentityTest::cluster_;
std::string IdentityTest::key_;
std::vector<std::string> IdentityTest::secrets_;

// By the public key as a secret, which everybody knows.
std::string Hs256(const std::string& kid, const json& claims, const std::string& secret) {
  const std::string text =
      absl::StrCat(Encoded(json{{"alg", "HS256"}, {"kid", kid}}.dump()), ".", Encoded(claims.dump()));
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  return absl::StrCat(text, ".", Encoded(std::string(reinterpret_cast<const char*>(digest), size)));
}

TEST_F(IdentityTest, NoTokenButAGoodOneLetsIn) {
  const auto channel = NewConnection(cluster_->address());
  const auto sheets = scoring::v1::SheetService::NewStub(channel);
  const auto ask = [&](const std::vector<std::string>& authorizations) {
    Context context;
    for (const std::string& one : authorizations) context.AddMetadata("authorization", one);
    scoring::v1::GetSheetResponse response;
    return sheets->GetSheet(&context, SheetOf(kOwn), &response);
  };
  const std::string good = Token(kOwn, "viewer");
  ASSERT_TRUE(ask({"Bearer " + good}).ok());

  const json admin = Claims("", {"administrator"});
  const auto with = [&](const std::string& name, const json& value) {
    json claims = admin;
    claims[name] = value;
    return Signed(claims.dump());
  };
  const int64_t now = absl::ToUnixSeconds(absl::Now());
  const std::string jwks = ReadFile(cluster_->File("keys/jwks.json"));
  const std::string stranger = auth::MakeKey()->private_key;
  const std::string payload = admin.dump();
  const std::string none = absl::StrCat(Encoded(R"({"alg":"none"})"), ".", Encoded(payload), ".");
  const std::string changed =
      absl::StrCat(good.substr(0, good.find('.')), ".", Encoded(payload), good.substr(good.rfind('.')));
  std::string invalid_utf8 = payload;
  absl::StrReplaceAll({{kCanary, "\xff\xfe"}}, &invalid_utf8);
  const std::vector<std::pair<std::string, std::vector<std::string>>> hostile = {
      {"alg none", {"Bearer " + none}},
      {"alg nOnE", {absl::StrCat("Bearer ", Encoded(R"({"alg":"nOnE"})"), ".", Encoded(payload), ".")}},
      {"HS256 by the key set", {"Bearer " + Hs256(kid(), admin, jwks)}},
      {"HS256 by the public key", {"Bearer " + Hs256(kid(), admin, json::parse(jwks)["keys"][0].dump())}},
      {"HS256 by nothing", {"Bearer " + Hs256(kid(), admin, "")}},
      {"a stranger's key", {"Bearer " + *auth::Sign(stranger, payload)}},
      {"a stranger's key by our name", {"Bearer " + SignedAs(kid(), stranger, admin)}},
      {"a key by a path", {"Bearer " + SignedAs("../../../../dev/null", stranger, admin)}},
      {"a key by a query", {"Bearer " + SignedAs("x' OR '1'='1", stranger, admin)}},
      {"other claims under a good signature", {"Bearer " + changed}},
      {"a good token twice", {"Bearer " + good, "Bearer " + good}},
      {"two good tokens", {"Bearer " + good, "Bearer " + Signed(payload)}},
      {"two in one", {"Bearer " + good + ", Bearer " + Signed(payload)}},
      {"far too long", {"Bearer " + good + std::string(100'000, 'a')}},
      {"longer than a token may be", {"Bearer " + with("name", std::string(9000, 'a'))}},
      {"ended", {"Bearer " + with("exp", now - 60)}},
      {"without an end", {"Bearer " + with("exp", nullptr)}},
      {"not yet good", {"Bearer " + with("nbf", now + 600)}},
      {"for others", {"Bearer " + with("aud", "another")}},
      {"of others", {"Bearer " + with("iss", "another")}},
      {"roles twice", {"Bearer " + Signed(absl::StrCat(R"({"roles":["viewer"],)", payload.substr(1)))}},
      {"a name that is no UTF-8", {"Bearer " + Signed(invalid_utf8)}},
      {"claims that are no object", {"Bearer " + Signed("[]")}},
      {"no claims", {"Bearer " + Signed("")}},
      {"deep claims", {"Bearer " + Signed(std::string(2000, '[') + std::string(2000, ']'))}},
      {"another scheme", {"Basic " + Encoded("admin:admin")}},
      {"no scheme", {good}},
      {"nothing", {"Bearer "}},
      {"nobody", {}},
  };
  for (const auto& [name, authorizations] : hostile) {
    const grpc::Status status = ask(authorizations);
    EXPECT_FALSE(status.ok()) << name;
    // Headers of such length end before they are looked at.
    if (!absl::StrContains(name, "long")) {
      EXPECT_EQ(status.error_code(), StatusCode::UNAUTHENTICATED) << name << ": " << status.error_message();
    }
    EXPECT_FALSE(absl::StrContains(Words(status), kCanary)) << name;
    for (const std::string& authorization : authorizations) {
      const std::string signature = authorization.substr(authorization.rfind('.') + 1);
      if (signature.size() < 20 || signature.size() > 1000) continue;
      EXPECT_FALSE(absl::StrContains(Words(status), signature)) << name;
    }
    // On the same connection, the others are served.
    EXPECT_TRUE(ask({"Bearer " + good}).ok()) << "after " << name;
  }
}

// What a caller says of themselves counts for nothing beside their token.
TEST_F(IdentityTest, TheTokenSaysWhoActs) {
  const auto sheets = scoring::v1::SheetService::NewStub(NewConnection(cluster_->address()));
  const std::string editor = Token(kOwn, "editor");
  const auto update = [&](const std::string& token, const std::string& unit, const std::string& acting_unit) {
    Context context(token);
    type::v1::Actor actor;
    actor.set_name("người khác");
    actor.set_unit(acting_unit);
    context.AddMetadata("thidua-actor-bin", actor.SerializeAsString());
    scoring::v1::UpdateSheetRequest request;
    request.set_unit(unit);
    request.set_year(2023);
    scoring::v1::SheetEdit* edit = request.add_edits();
    edit->set_criterion("I.2");
    edit->set_input("actual");
    edit->set_value("34265077");
    edit->set_source("lần " + acting_unit);
    scoring::v1::UpdateSheetResponse response;
    return sheets->UpdateSheet(&context, request, &response).error_code();
  };
  EXPECT_EQ(update(editor, kSibling, kSibling), StatusCode::NOT_FOUND);
  EXPECT_EQ(update(editor, kSibling, ""), StatusCode::NOT_FOUND);
  EXPECT_EQ(update(editor, kOwn, kSibling), StatusCode::OK);
  Context context(editor);
  scoring::v1::ListRevisionsRequest list;
  list.set_unit(kOwn);
  list.set_year(2023);
  scoring::v1::ListRevisionsResponse revisions;
  ASSERT_TRUE(sheets->ListRevisions(&context, list, &revisions).ok());
  EXPECT_EQ(revisions.revisions(0).by().unit(), kOwn);
  EXPECT_EQ(revisions.revisions(0).by().name(), kCanary);
}

// Five people on two connections at once, all services: each gets their own and nobody else's.
TEST_F(IdentityTest, NobodyIsTakenForAnother) {
  constexpr int kThreads = 20;
  constexpr int kRounds = 60;
  std::vector<std::string> tokens;
  tokens.reserve(kUnits.size());
  for (const std::string& unit : kUnits) tokens.push_back(Token(unit, "viewer"));
  const std::vector<std::shared_ptr<grpc::Channel>> channels = {NewConnection(cluster_->address()),
                                                                NewConnection(cluster_->address())};
  std::atomic<int> right = 0, wrong = 0, failed = 0;
  const auto count = [&](const grpc::Status& status, bool own, bool answer_is_theirs) {
    if (own ? status.ok() && answer_is_theirs : status.error_code() == StatusCode::NOT_FOUND) {
      ++right;
    } else if (status.ok()) {
      ++wrong;
    } else {
      ++failed;
    }
  };
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      const auto& channel = channels[t % channels.size()];
      const auto sheets = scoring::v1::SheetService::NewStub(channel);
      const auto rankings = ranking::v1::RankingService::NewStub(channel);
      const auto tasks = tasks::v1::TasksService::NewStub(channel);
      for (int i = 0; i < kRounds; ++i) {
        const size_t who = (t + i) % kUnits.size();
        const bool own = i % 2 == 0;
        const std::string& unit = kUnits[(own ? who : who + 1 + i % (kUnits.size() - 1)) % kUnits.size()];
        {
          Context context(tokens[who]);
          scoring::v1::GetSheetResponse response;
          const grpc::Status status = sheets->GetSheet(&context, SheetOf(unit), &response);
          count(status, own, response.sheet().unit() == kUnits[who]);
        }
        {
          Context context(tokens[who]);
          ranking::v1::GetUnitStandingRequest request;
          request.set_unit(unit);
          request.set_year(2023);
          ranking::v1::GetUnitStandingResponse response;
          const grpc::Status status = rankings->GetUnitStanding(&context, request, &response);
          count(status, own, response.unit().unit() == kUnits[who]);
        }
        {
          Context context(tokens[who]);
          tasks::v1::ListTasksRequest request;
          request.set_unit(unit);
          tasks::v1::ListTasksResponse response;
          count(tasks->ListTasks(&context, request, &response), own, true);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(right, kThreads * kRounds * 3);
}

std::string FreeAddress() {
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof(address);
  EXPECT_EQ(bind(connection, reinterpret_cast<const sockaddr*>(&address), size), 0);
  EXPECT_EQ(getsockname(connection, reinterpret_cast<sockaddr*>(&address), &size), 0);
  close(connection);
  return absl::StrCat("127.0.0.1:", ntohs(address.sin_port));
}

// As an operator does it (deploy/docs/operating.md): new files, then a reload. Who is connected stays so.
TEST(EdgeCertificateTest, IsReplacedByAReload) {
  const Cluster cluster({"--tls"});
  const Cli trusting({"--server", cluster.address(), "--ca", cluster.ca()});
  integration::ImportBaTo(trusting);
  const rpc::TestCa first, second;
  const std::string edge = cluster.File("edge.pem");
  const auto put = [&](const rpc::TestCa& ca) {
    ca.Issue("edge", "DNS:localhost,IP:127.0.0.1");
    std::ofstream(edge + ".new") << ReadFile(ca.cert("edge")) << ReadFile(ca.key("edge"));
    std::filesystem::rename(edge + ".new", edge);
  };
  put(first);
  const std::string address = FreeAddress(), admin = FreeAddress(), peer = cluster.File("tls/both.pem");
  // A second proxy in front of the same replicas, as systemd runs it.
  integration::Process proxy(
      "/usr/bin/env", {"THIDUA_BIND=" + address, "THIDUA_ADMIN_BIND=" + admin, "THIDUA_EDGE_CERT=" + edge,
                       "THIDUA_PEER_CA=" + cluster.ca(), "THIDUA_PEER_CERT=" + peer, "THIDUA_PEER_NAME=localhost",
                       "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "haproxy", "-W", "-f",
                       SourceFile("deploy/haproxy/haproxy.cfg"), "-f", cluster.File("run/backends.cfg")});
  const auto trusts = [&](const rpc::TestCa& ca) {
    return NewConnection(address, grpc::SslCredentials({.pem_root_certs = ReadFile(ca.ca())}));
  };
  const auto ask = [](const std::shared_ptr<grpc::Channel>& channel) {
    Context context;
    scoring::v1::GetSheetResponse response;
    return scoring::v1::SheetService::NewStub(channel)->GetSheet(&context, SheetOf(kOwn), &response).ok();
  };
  ASSERT_TRUE(integration::WaitUntil([&] { return ask(trusts(first)); }, absl::Seconds(20))) << proxy.err();
  EXPECT_FALSE(ask(trusts(second)));
  // A watch that is open goes on over the reload.
  const auto stub = ranking::v1::RankingService::NewStub(trusts(first));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  ranking::v1::WatchRankingsRequest request;
  request.set_under("535");
  request.set_year(2023);
  const auto watch = stub->WatchRankings(&context, request);
  ranking::v1::WatchRankingsResponse heard;
  ASSERT_TRUE(watch->Read(&heard));
  put(second);
  proxy.Signal(SIGUSR2);
  EXPECT_TRUE(integration::WaitUntil([&] { return ask(trusts(second)); }, absl::Seconds(20))) << proxy.err();
  EXPECT_TRUE(integration::WaitUntil([&] { return !ask(trusts(first)); }, absl::Seconds(20)));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(watch->Read(&heard));
  context.TryCancel();
  watch->Finish();
  // A file that is none changes nothing.
  std::ofstream(edge) << "-----BEGIN CERTIFICATE-----\n";
  proxy.Signal(SIGUSR2);
  EXPECT_TRUE(integration::WaitUntil([&] { return absl::StrContains(proxy.err(), "edge.pem"); }, absl::Seconds(20)));
  EXPECT_TRUE(ask(trusts(second)));
}

}  // namespace
}  // namespace thidua::e2e
