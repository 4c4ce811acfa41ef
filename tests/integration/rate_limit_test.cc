// --rate-limit: what one caller may call in a second is counted by whom the token names, not by what it says besides.

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/keys.h"
#include "common/testing/program_file.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/process.h"
#include "tests/integration/service.h"
#include "thidua/directory/v1/directory.grpc.pb.h"

namespace thidua::integration {
namespace {

using ::testing::HasSubstr;

class RateLimitTest : public ::testing::Test {
 protected:
  RateLimitTest() { folder_.Write("jwks.json", key_.key_set); }

  Service Serve(const std::string& rate) {
    return Service(ProgramFile("thidua-scoring"),
                   {"--data", folder_.File("data"), "--jwks", folder_.File("jwks.json"), "--rate-limit", rate},
                   folder_.path());
  }

  // How many of `calls` calls with a token are let through.
  int Call(const Service& service, const std::string& subject, const std::string& unit, int calls) const {
    const nlohmann::json claims = {{"iss", "thidua"},
                                   {"aud", "thidua"},
                                   {"sub", subject},
                                   {"name", "Lan"},
                                   {"unit", unit},
                                   {"roles", {"viewer"}},
                                   {"exp", absl::ToUnixSeconds(absl::Now()) + 3600}};
    const std::string token = *auth::Sign(key_.private_key, claims.dump());
    const auto stub = directory::v1::DirectoryService::NewStub(
        grpc::CreateChannel(service.address(), grpc::InsecureChannelCredentials()));
    int let_through = 0;
    for (int i = 0; i < calls; ++i) {
      grpc::ClientContext context;
      context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
      context.AddMetadata("authorization", "Bearer " + token);
      directory::v1::ListOfficesResponse response;
      const grpc::Status status = stub->ListOffices(&context, {}, &response);
      if (status.error_code() != grpc::StatusCode::RESOURCE_EXHAUSTED) ++let_through;
    }
    return let_through;
  }

  const TempFolder folder_;
  const auth::NewKey key_ = *auth::MakeKey();
};

TEST_F(RateLimitTest, CountsEachSubjectByItself) {
  const Service service = Serve("0.001");
  EXPECT_EQ(Call(service, "lan", "21526", 3), 1);
  EXPECT_EQ(Call(service, "lan", "21484", 3), 0) << "whatever the unit, it is the same person";
  EXPECT_EQ(Call(service, "minh", "21526", 3), 1) << "another person of the same name and unit";
}

TEST_F(RateLimitTest, ZeroIsAnyNumber) { EXPECT_EQ(Call(Serve("0"), "lan", "21526", 20), 20); }

TEST_F(RateLimitTest, RefusesWhatIsNoRate) {
  for (const char* program : {"thidua-scoring", "thidua-ranking", "thidua-tasks"}) {
    for (const char* rate : {"-1", "many", "nan", "inf", "0.0000001", "1e9", ""}) {
      Process process(ProgramFile(program), {"--data", folder_.File("data"), absl::StrCat("--rate-limit=", rate)});
      EXPECT_EQ(process.Wait(absl::Seconds(20)), 2) << program << " " << rate;
      EXPECT_THAT(process.err(), HasSubstr("--rate-limit")) << rate;
    }
    Process process(ProgramFile(program), {"--data", folder_.File("data"), "--rate-limit", "many"});
    EXPECT_EQ(process.Wait(absl::Seconds(20)), 2);
    EXPECT_THAT(process.err(), HasSubstr("calls a second, from 0.001 to 1000000, or 0 for no limit"));
  }
}

}  // namespace
}  // namespace thidua::integration
