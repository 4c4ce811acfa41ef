// The log of real processes: lines that can be read by machine, that nobody can forge, without secrets.

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "common/auth/keys.h"
#include "common/testing/program_file.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/ops_http.h"
#include "tests/integration/rpc.h"
#include "tests/integration/suite.h"
#include "thidua/directory/v1/directory.grpc.pb.h"
#include "thidua/type/v1/actor.pb.h"

namespace thidua::integration {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

constexpr char kCanary[] = "c4n4ryS3cretValue";
constexpr char kGetUnit[] = "/thidua.directory.v1.DirectoryService/GetUnit";

std::vector<Json> Lines(const Service& service) {
  std::vector<Json> lines;
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(service.Log(), '\n', absl::SkipEmpty()))) {
    lines.push_back(Json::parse(line));
  }
  return lines;
}

std::vector<Json> CallLines(const Service& service, const std::string& method) {
  std::vector<Json> found;
  for (const Json& line : Lines(service)) {
    if (line.value("grpc_method", "") == method) found.push_back(line);
  }
  return found;
}

std::string InitialMetadata(const grpc::ClientContext& context, const std::string& key) {
  const auto found = context.GetServerInitialMetadata().find(key);
  if (found == context.GetServerInitialMetadata().end()) return "";
  return {found->second.data(), found->second.size()};
}

// Asks for a unit that is not there, with secrets in the metadata.
grpc::Status AskForUnit(const Service& service, const std::string& code, grpc::ClientContext& context) {
  context.AddMetadata("authorization", std::string("Bearer ") + kCanary);
  context.AddMetadata("cookie", kCanary);
  directory::v1::GetUnitRequest request;
  request.set_code(code);
  directory::v1::GetUnitResponse response;
  return directory::v1::DirectoryService::NewStub(Connect(service.address()))->GetUnit(&context, request, &response);
}

TEST(LogLinesTest, AFailedCallIsALineWithItsRequestId) {
  Suite suite({.ops = true, .more_arguments = {"--log-format", "json"}});
  {
    grpc::ClientContext context;
    context.AddMetadata("x-request-id", "request-1");
    EXPECT_EQ(AskForUnit(suite.scoring(), "nowhere\n{\"level\":\"forged\"}", context).error_code(),
              grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(InitialMetadata(context, "x-request-id"), "request-1");
  }
  const auto lines = CallLines(suite.scoring(), kGetUnit);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["program"], "thidua-scoring");
  EXPECT_EQ(lines[0]["level"], "info");
  EXPECT_EQ(lines[0]["grpc_code"], "NotFound");
  EXPECT_EQ(lines[0]["request_id"], "request-1");
  EXPECT_EQ(lines[0]["trace_id"].get<std::string>().size(), 32u);
  EXPECT_THAT(lines[0]["message"].get<std::string>(), HasSubstr("nowhere\n{"));
  EXPECT_GT(lines[0]["duration_ms"].get<double>(), 0);
  // Every line of the whole run, its last ones too, is an object.
  suite.scoring().Stop();
  EXPECT_GE(Lines(suite.scoring()).size(), 4u);
  for (const Json& line : Lines(suite.scoring())) EXPECT_NE(line["level"], "forged");
}

// Of two services, one that checks tokens and one that does not.
TEST(LogLinesTest, NamesTheSubjectOfATokenThatWasChecked) {
  const TempFolder folder;
  const auth::NewKey key = *auth::MakeKey();
  folder.Write("jwks.json", key.key_set);
  const auto token = [&](const std::string& signing_key) {
    const Json claims = {{"iss", "thidua"}, {"aud", "thidua"},   {"sub", "8a6e0804"},   {"name", kCanary},
                         {"unit", "21526"}, {"office", kCanary}, {"roles", {"viewer"}}, {"exp", 4000000000}};
    return "Bearer " + *auth::Sign(signing_key, claims.dump());
  };
  const auto ask = [](const Service& service, const std::string& authorization) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", authorization);
    type::v1::Actor actor;
    actor.set_name(kCanary);
    actor.set_unit("535");
    context.AddMetadata("thidua-actor-bin", actor.SerializeAsString());
    directory::v1::GetUnitRequest request;
    request.set_code("99999");
    directory::v1::GetUnitResponse response;
    EXPECT_FALSE(directory::v1::DirectoryService::NewStub(Connect(service.address()))
                     ->GetUnit(&context, request, &response)
                     .ok());
  };
  const Service checking(ProgramFile("thidua-scoring"),
                         {"--data", folder.File("một"), "--log-format", "json", "--jwks", folder.File("jwks.json")},
                         folder.path());
  ask(checking, token(key.private_key));
  ask(checking, token(auth::MakeKey()->private_key));
  const auto checked = CallLines(checking, kGetUnit);
  ASSERT_EQ(checked.size(), 2u);
  EXPECT_EQ(checked[0].value("sub", ""), "8a6e0804");
  EXPECT_EQ(checked[1]["grpc_code"], "Unauthenticated");
  EXPECT_FALSE(checked[1].contains("sub")) << "nobody knows whose token that was";

  const TempFolder other;
  const Service open(ProgramFile("thidua-scoring"), {"--data", other.File("hai"), "--log-format", "json"},
                     other.path());
  ask(open, token(key.private_key));
  const auto unchecked = CallLines(open, kGetUnit);
  ASSERT_EQ(unchecked.size(), 1u);
  EXPECT_FALSE(unchecked[0].contains("sub"));
  for (const Service* service : {&checking, &open}) EXPECT_THAT(service->Log(), Not(HasSubstr(kCanary)));
}

TEST(LogLinesTest, OrdinaryCallsLeaveNone) {
  Suite quiet({.more_arguments = {"--log-format", "json"}});
  Suite told({.more_arguments = {"--log-format", "json", "--log-requests"}});
  constexpr char kListUnits[] = "/thidua.directory.v1.DirectoryService/ListUnits";
  for (Suite* suite : {&quiet, &told}) {
    RawCall call(Connect(suite->scoring().address()), kListUnits);
    call.Send("");
    call.EndSending();
    while (call.Receive().has_value()) {
    }
    EXPECT_TRUE(call.Finish().ok());
  }
  EXPECT_TRUE(CallLines(quiet.scoring(), kListUnits).empty());
  EXPECT_EQ(CallLines(told.scoring(), kListUnits).size(), 1u);
}

TEST(LogLinesTest, NoSecretAndNoForgedLine) {
  for (const char* format : {"text", "json"}) {
    Suite suite({.ops = true, .more_arguments = {"--log-format", format, "--log-requests"}});
    const size_t before = std::vector<std::string>(absl::StrSplit(suite.scoring().Log(), '\n')).size();
    grpc::ClientContext context;
    context.AddMetadata("x-request-id", std::string(65, 'x'));
    EXPECT_FALSE(
        AskForUnit(suite.scoring(), std::string("a\n[2026] forged\r\x1b[2J password=") + kCanary, context).ok());
    EXPECT_NE(InitialMetadata(context, "x-request-id"), std::string(65, 'x'));
    const std::string log = suite.scoring().Log();
    EXPECT_EQ(std::vector<std::string>(absl::StrSplit(log, '\n')).size(), before + 1) << log;
    EXPECT_THAT(log, HasSubstr("GetUnit"));
    EXPECT_THAT(log, Not(HasSubstr(kCanary)));
    EXPECT_THAT(log, Not(HasSubstr("\x1b")));
    EXPECT_THAT(Get(OpsAddress(suite.scoring()), "/metrics").body, Not(HasSubstr(kCanary)));
  }
}

TEST(LogLinesTest, AProgramThatCannotStartSaysSoInItsFormat) {
  TempFolder folder;
  Process program(ProgramFile("thidua-scoring"),
                  {"--data", folder.File("data"), "--listen", "127.0.0.1:0", "--otlp",
                   std::string("http://user:") + kCanary + "@collector", "--log-format", "json"});
  EXPECT_EQ(program.Wait(absl::Seconds(20)), 1);
  const std::vector<std::string> lines = absl::StrSplit(program.err(), '\n', absl::SkipEmpty());
  const Json line = Json::parse(lines.back());
  EXPECT_EQ(line["level"], "critical");
  EXPECT_THAT(program.err(), Not(HasSubstr(kCanary)));
}

TEST(LogLinesTest, WrongFlagsAreRefused) {
  for (const std::vector<std::string>& flags : {std::vector<std::string>{"--log-format", "xml"},
                                                {"--log-slow", "soon"},
                                                {"--drain-wait", "-1s"},
                                                {"--trace-sample", "2"}}) {
    Process program(ProgramFile("thidua-scoring"), flags);
    EXPECT_EQ(program.Wait(absl::Seconds(20)), 2) << flags[0];
  }
}

}  // namespace
}  // namespace thidua::integration
