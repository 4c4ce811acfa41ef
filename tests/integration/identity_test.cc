// Services that check who calls: whoever shows no token gets nowhere, nobody sees or does what is not theirs, services
// pass their callers' tokens on, and no token is written anywhere.

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/auth/keys.h"
#include "common/testing/program_file.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/cli.h"
#include "tests/integration/demo.h"
#include "tests/integration/process.h"
#include "tests/integration/service.h"
#include "thidua/directory/v1/directory.grpc.pb.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"
#include "thidua/scoring/v1/sheets.grpc.pb.h"
#include "thidua/type/v1/actor.pb.h"

namespace thidua::integration {
namespace {

namespace dir = thidua::directory::v1;
namespace pb = thidua::scoring::v1;
namespace rank = thidua::ranking::v1;
using grpc::StatusCode;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kYear = 2023;
constexpr char kOwn[] = "21526";
constexpr char kSibling[] = "21484";
constexpr char kNone[] = "99999";
constexpr char kCanary[] = "chim-hoang-yen";  // In every token, so that a token decoded somewhere is found as well.
constexpr char kSubject[] = "8a6e0804";       // Of every token: all that a log may tell of its caller.

class IdentityTest : public ::testing::Test {
 protected:
  IdentityTest() {
    const std::string jwks = folder_.path() + "/jwks.json";
    std::ofstream(jwks) << key_.key_set;
    const std::string service_token = folder_.path() + "/service-token";
    std::ofstream(service_token) << Token("", {"service"}) << "\n";
    scoring_ = NewService(ProgramFile("thidua-scoring"), {"--jwks", jwks});
    ranking_ = NewService(ProgramFile("thidua-ranking"),
                          {"--jwks", jwks, "--scoring", scoring_->address(), "--service-token-file", service_token});
    auto channel = grpc::CreateChannel(scoring_->address(), grpc::InsecureChannelCredentials());
    directory_ = dir::DirectoryService::NewStub(channel);
    scores_ = pb::ScoringService::NewStub(channel);
    sheets_ = pb::SheetService::NewStub(channel);
    rankings_ =
        rank::RankingService::NewStub(grpc::CreateChannel(ranking_->address(), grpc::InsecureChannelCredentials()));
    Import(&dir::DirectoryService::Stub::ImportUnits, *directory_, CountryUnits());
    Import(&dir::DirectoryService::Stub::ImportOffices, *directory_, BaToFile("offices.csv"));
    Import(&dir::DirectoryService::Stub::ImportClusters, *directory_, BaToFile("clusters.csv"));
    Import(&pb::ScoringService::Stub::ImportScale, *scores_, BaToFile("scale_2023.json"));
    Import(&pb::ScoringService::Stub::ImportInputs, *scores_, BaToFile("inputs_2023.csv"));
  }

  // No token, and nothing of its inside, was written by anybody.
  ~IdentityTest() override {
    for (Service* service : {scoring_.get(), ranking_.get()}) {
      EXPECT_EQ(service->Stop(), 0);
      EXPECT_THAT(service->Log(), Not(HasSubstr(kCanary)));
      for (const std::string& token : issued_) {
        EXPECT_THAT(service->Log(), Not(HasSubstr(token.substr(token.rfind('.') + 1))));
      }
    }
  }

  std::unique_ptr<Service> NewService(const std::string& program, std::vector<std::string> arguments) {
    const std::string folder = absl::StrCat(folder_.path(), "/", ++folders_);
    std::filesystem::create_directory(folder);
    arguments.insert(arguments.end(), {"--data", folder});
    return std::make_unique<Service>(program, std::move(arguments), folder);
  }

  std::string Token(const std::string& unit, const std::vector<std::string>& roles, int hours = 1) {
    const int64_t now = absl::ToUnixSeconds(absl::Now());
    nlohmann::json claims = {{"iss", "thidua"}, {"aud", "thidua"},           {"sub", kSubject},
                             {"name", kCanary}, {"exp", now + hours * 3600}, {"roles", roles}};
    if (!unit.empty()) claims["unit"] = unit;
    issued_.push_back(*auth::Sign(key_.private_key, claims.dump()));
    return issued_.back();
  }

  static void Show(const std::string& token, grpc::ClientContext& context, const std::string& acting_unit = "") {
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
    if (acting_unit.empty()) return;
    thidua::type::v1::Actor actor;
    actor.set_name("kẻ mạo danh");
    actor.set_unit(acting_unit);
    context.AddMetadata("thidua-actor-bin", actor.SerializeAsString());
  }

  template <typename Stub, typename Request, typename Response>
  void Import(std::unique_ptr<grpc::ClientWriter<Request>> (Stub::*method)(grpc::ClientContext*, Response*), Stub& stub,
              const std::string& path) {
    grpc::ClientContext context;
    Show(administrator_, context);
    Response response;
    const auto writer = (stub.*method)(&context, &response);
    const std::string content = ReadFile(path);
    for (size_t at = 0; at < content.size(); at += 1 << 20) {
      Request request;
      request.mutable_chunk()->set_file_name(path.substr(path.rfind('/') + 1));
      request.mutable_chunk()->set_data(content.substr(at, 1 << 20));
      if (!writer->Write(request)) break;
    }
    writer->WritesDone();
    const grpc::Status status = writer->Finish();
    ASSERT_TRUE(status.ok()) << path << ": " << status.error_message();
    ASSERT_TRUE(response.report().stored()) << path;
  }

  grpc::Status GetSheet(const std::string& token, const std::string& unit, const std::string& acting_unit = "") {
    grpc::ClientContext context;
    Show(token, context, acting_unit);
    pb::GetSheetRequest request;
    request.set_unit(unit);
    request.set_year(kYear);
    pb::GetSheetResponse response;
    return sheets_->GetSheet(&context, request, &response);
  }

  grpc::Status Standing(const std::string& token, const std::string& unit) {
    grpc::ClientContext context;
    Show(token, context);
    rank::GetUnitStandingRequest request;
    request.set_unit(unit);
    request.set_year(kYear);
    rank::GetUnitStandingResponse response;
    return rankings_->GetUnitStanding(&context, request, &response);
  }

  grpc::Status Ranking(const std::string& token, const std::string& cluster) {
    grpc::ClientContext context;
    Show(token, context);
    rank::GetClusterRankingRequest request;
    request.set_cluster(cluster);
    request.set_year(kYear);
    rank::GetClusterRankingResponse response;
    return rankings_->GetClusterRanking(&context, request, &response);
  }

  static std::string Bytes(const grpc::Status& status, const std::string& unit) {
    return absl::StrReplaceAll(absl::StrCat(status.error_code(), status.error_message(), status.error_details()),
                               {{unit, "UNIT!"}});
  }

  TempFolder folder_;
  int folders_ = 0;
  const auth::NewKey key_ = *auth::MakeKey();
  std::vector<std::string> issued_;
  const std::string administrator_ = Token("", {"administrator"});
  std::unique_ptr<Service> scoring_;
  std::unique_ptr<Service> ranking_;
  std::unique_ptr<dir::DirectoryService::Stub> directory_;
  std::unique_ptr<pb::ScoringService::Stub> scores_;
  std::unique_ptr<pb::SheetService::Stub> sheets_;
  std::unique_ptr<rank::RankingService::Stub> rankings_;
};

TEST_F(IdentityTest, OwnAndNothingElse) {
  const std::string editor = Token(kOwn, {"editor"});
  EXPECT_TRUE(GetSheet(editor, kOwn).ok());
  EXPECT_TRUE(GetSheet(Token("535", {"appraiser"}), kOwn).ok());
  EXPECT_TRUE(GetSheet(administrator_, kSibling).ok());

  EXPECT_EQ(GetSheet("", kOwn).error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_THAT(GetSheet("", kOwn).error_details(), HasSubstr("NO_TOKEN"));
  EXPECT_THAT(GetSheet(Token(kOwn, {"editor"}, -1), kOwn).error_details(), HasSubstr("TOKEN_EXPIRED"));
  EXPECT_THAT(GetSheet(editor + "x", kOwn).error_details(), HasSubstr("BAD_TOKEN"));

  // Of a unit that there is not, and of one that there is, the same is said, whoever the caller says to be.
  const grpc::Status none = GetSheet(editor, kNone);
  EXPECT_EQ(none.error_code(), StatusCode::NOT_FOUND);
  for (const char* acting : {"", kSibling}) {
    const grpc::Status sibling = GetSheet(editor, kSibling, acting);
    EXPECT_EQ(Bytes(sibling, kSibling), Bytes(none, kNone));
    EXPECT_THAT(sibling.error_message(), Not(HasSubstr(kCanary)));
  }

  // Inside, but not for the role.
  grpc::ClientContext context;
  Show(Token(kOwn, {"viewer"}), context);
  pb::SubmitSheetRequest submit;
  submit.set_unit(kOwn);
  submit.set_year(kYear);
  pb::SubmitSheetResponse submitted;
  const grpc::Status status = sheets_->SubmitSheet(&context, submit, &submitted);
  EXPECT_EQ(status.error_code(), StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(status.error_message(), HasSubstr("editor"));
}

// Scoring judges the caller of ranking, not ranking.
TEST_F(IdentityTest, RankingPassesItsCallersTokenOn) {
  const std::string viewer = Token(kOwn, {"viewer"});
  const grpc::Status cold = Standing(viewer, kOwn);
  EXPECT_TRUE(cold.ok()) << cold.error_message();
  for (int i = 0; i < 3; ++i) {
    const grpc::Status ranked = Ranking(viewer, "khu-trung");
    EXPECT_TRUE(ranked.ok()) << ranked.error_message();
  }
  EXPECT_EQ(Standing("", kOwn).error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(Ranking("", "khu-trung").error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(Bytes(Standing(viewer, kSibling), kSibling), Bytes(Standing(viewer, kNone), kNone));
  // Of another province.
  const std::string stranger = Token("00001", {"viewer"});
  EXPECT_EQ(Bytes(Ranking(stranger, "khu-trung"), "khu-trung"), Bytes(Ranking(stranger, "khu-khong"), "khu-khong"));
  // What only services may.
  grpc::ClientContext context;
  Show(viewer, context);
  const auto watch = scores_->WatchVersions(&context);
  EXPECT_EQ(watch->Finish().error_code(), StatusCode::PERMISSION_DENIED);
}

// The command line shows its token, and says what is missing.
TEST_F(IdentityTest, TheCommandShowsItsToken) {
  const std::string file = folder_.path() + "/token";
  std::ofstream(file) << Token(kOwn, {"viewer"}) << "\n";
  const Cli cli({"--server", scoring_->address()});
  const auto explain = [&](const std::string& unit, const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"explain", "--unit", unit, "--year", absl::StrCat(kYear)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return cli.Run(arguments);
  };
  const Finished own = explain(kOwn, {"--token-file", file});
  EXPECT_EQ(own.exit_code, 0) << own.err;
  EXPECT_EQ(explain(kSibling, {"--token-file", file}).exit_code, 3);
  const Finished nobody = explain(kOwn, {});
  EXPECT_EQ(nobody.exit_code, 4);
  EXPECT_THAT(nobody.err, HasSubstr("--token-file"));
  EXPECT_EQ(explain(kOwn, {"--token-file", folder_.path() + "/none"}).exit_code, 3);
}

TEST(TokenCommandTest, MakesKeysOnceAndTokensThatTheyCheck) {
  TempFolder folder;
  const Cli cli({});
  const std::string out = folder.path() + "/keys";
  EXPECT_EQ(cli.Run({"token", "keys", "--out", out}).exit_code, 0);
  const std::string key = ReadFile(out + "/key.json");
  EXPECT_EQ(cli.Run({"token", "keys", "--out", out}).exit_code, 4);
  EXPECT_EQ(ReadFile(out + "/key.json"), key);
  EXPECT_EQ(std::filesystem::status(out + "/key.json").permissions() & std::filesystem::perms(077),
            std::filesystem::perms::none);
  const auto keys = auth::KeySet::Parse(ReadFile(out + "/jwks.json"));
  ASSERT_TRUE(keys.ok()) << keys.status();
  std::string token =
      cli.Output({"token", "issue", "--key", out + "/key.json", "--unit", kOwn, "--role", "editor", "--name", "Trí"});
  token.pop_back();
  const auto claims = (*keys)->Verify(token);
  ASSERT_TRUE(claims.ok()) << claims.status();
  EXPECT_THAT(*claims, HasSubstr("\"unit\":\"21526\""));
  EXPECT_EQ(cli.Run({"token", "issue", "--key", out + "/key.json", "--role", "editor"}).exit_code, 4);
  const Finished officeless =
      cli.Run({"token", "issue", "--key", out + "/key.json", "--unit", "535", "--role", "verifier"});
  EXPECT_EQ(officeless.exit_code, 4);
  EXPECT_THAT(officeless.err, HasSubstr("--office"));
  EXPECT_EQ(cli.Run({"token", "issue", "--key", out + "/key.json", "--role", "emperor"}).exit_code, 2);
}

TEST(OpenDoorTest, NobodyServesOthersUnchecked) {
  TempFolder folder;
  Process process(ProgramFile("thidua-scoring"), {"--listen", "0.0.0.0:0", "--data", folder.path()});
  EXPECT_EQ(process.Wait(absl::Seconds(20)), 1);
  EXPECT_THAT(process.err(), HasSubstr("--insecure"));
}

}  // namespace
}  // namespace thidua::integration
