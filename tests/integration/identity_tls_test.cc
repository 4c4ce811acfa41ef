// Services that show each other certificates: nobody else gets in, and files that are replaced are taken up while they
// run.

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/tls_files_for_test.h"
#include "common/testing/program_file.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/demo.h"
#include "tests/integration/process.h"
#include "tests/integration/service.h"
#include "thidua/directory/v1/directory.grpc.pb.h"
#include "thidua/tasks/v1/forecast.grpc.pb.h"

namespace thidua::integration {
namespace {

using grpc::StatusCode;
using rpc::TestCa;

constexpr absl::Duration kPatience = absl::Seconds(30);

class IdentityTlsTest : public ::testing::Test {
 protected:
  IdentityTlsTest() {
    Put(first_, "services", first_.ca());
    scoring_ = NewService(ProgramFile("thidua-scoring"), {});
    ranking_ =
        NewService(ProgramFile("thidua-ranking"), {"--scoring", scoring_->address(), "--peer-ca", File("ca.pem")});
    tasks_ = NewService(ProgramFile("thidua-tasks"), {"--scoring", scoring_->address(), "--ranking",
                                                      ranking_->address(), "--peer-ca", File("ca.pem")});
  }
  ~IdentityTlsTest() override {
    for (Service* service : {scoring_.get(), ranking_.get(), tasks_.get()}) EXPECT_EQ(service->Stop(), 0);
  }

  std::string File(const std::string& name) const { return folder_.File(name); }

  // What the services use: a certificate of `ca`, and as CA what is in the file. In place of what was there.
  void Put(const TestCa& ca, const std::string& name, const std::string& ca_file) {
    ca.Issue(name, "DNS:localhost,IP:" + OwnLoopbackAddress());
    for (const auto& [from, to] :
         {std::pair(ca.key(name), "key.pem"), std::pair(ca.cert(name), "cert.pem"), std::pair(ca_file, "ca.pem")}) {
      std::filesystem::copy_file(from, File("draft"));
      std::filesystem::rename(File("draft"), File(to));
    }
  }

  std::unique_ptr<Service> NewService(const std::string& program, std::vector<std::string> arguments) {
    const std::string data = File(absl::StrCat("data ", ++folders_));
    std::filesystem::create_directory(data);
    arguments.insert(arguments.end(), {"--data", data, "--tls-cert", File("cert.pem"), "--tls-key", File("key.pem"),
                                       "--tls-client-ca", File("ca.pem")});
    return std::make_unique<Service>(program, std::move(arguments), data);
  }

  // Of a connection made anew.
  static std::shared_ptr<grpc::Channel> Connect(const Service& service, const grpc::SslCredentialsOptions& options) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(service.address(), grpc::SslCredentials(options), arguments);
  }
  // As who has a certificate `name` of `ca`, and trusts what is in `trusted`.
  static grpc::SslCredentialsOptions As(const TestCa& ca, const std::string& name, const std::string& trusted) {
    return {.pem_root_certs = ReadFile(trusted),
            .pem_private_key = ReadFile(ca.key(name)),
            .pem_cert_chain = ReadFile(ca.cert(name))};
  }

  static grpc::Status ListOffices(const Service& service, const grpc::SslCredentialsOptions& options) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    directory::v1::ListOfficesResponse response;
    return directory::v1::DirectoryService::NewStub(Connect(service, options))->ListOffices(&context, {}, &response);
  }

  // What tasks can say only with scoring and ranking behind it: that there is no such unit.
  grpc::StatusCode AskTasks(const grpc::SslCredentialsOptions& options) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    tasks::v1::GetForecastRequest request;
    request.set_unit("NONE");
    request.set_year(2024);
    tasks::v1::GetForecastResponse response;
    return tasks::v1::ForecastService::NewStub(Connect(*tasks_, options))
        ->GetForecast(&context, request, &response)
        .error_code();
  }

  TempFolder folder_;
  int folders_ = 0;
  const TestCa first_;
  std::unique_ptr<Service> scoring_;
  std::unique_ptr<Service> ranking_;
  std::unique_ptr<Service> tasks_;
};

TEST_F(IdentityTlsTest, OnlyWhoShowsACertificateGetsIn) {
  const TestCa other;
  first_.Issue("client", "DNS:client");
  first_.Issue("ended", "DNS:client", /*days=*/0);
  other.Issue("client", "DNS:client");
  const auto good = As(first_, "client", first_.ca());
  EXPECT_TRUE(ListOffices(*scoring_, good).ok());
  EXPECT_EQ(AskTasks(good), StatusCode::NOT_FOUND);
  absl::SleepFor(absl::Seconds(1));
  for (Service* service : {scoring_.get(), ranking_.get(), tasks_.get()}) {
    for (const auto& [who, options] :
         {std::pair("nobody", grpc::SslCredentialsOptions{.pem_root_certs = ReadFile(first_.ca())}),
          std::pair("somebody of another CA", As(other, "client", first_.ca())),
          std::pair("somebody whose certificate ended", As(first_, "ended", first_.ca())),
          std::pair("who trusts another CA", As(first_, "client", other.ca()))}) {
      EXPECT_EQ(ListOffices(*service, options).error_code(), StatusCode::UNAVAILABLE)
          << who << " at " << service->address();
    }
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    directory::v1::ListOfficesResponse response;
    EXPECT_FALSE(directory::v1::DirectoryService::NewStub(
                     grpc::CreateChannel(service->address(), grpc::InsecureChannelCredentials()))
                     ->ListOffices(&context, {}, &response)
                     .ok());
  }
  EXPECT_EQ(AskTasks(good), StatusCode::NOT_FOUND);
}

// From one CA to another in three steps, none of which interrupts anybody: both are trusted, certificates are of the
// new one, the old one is not trusted any more.
TEST_F(IdentityTlsTest, CertificatesAndCasAreReplacedWhileServicesRun) {
  const TestCa second;
  const std::string both = folder_.Write("both.pem", ReadFile(first_.ca()) + ReadFile(second.ca()));
  first_.Issue("client", "DNS:client");
  second.Issue("client", "DNS:client");
  const auto is_let_in = [&](const TestCa& ca, const std::string& trusted) {
    for (Service* service : {scoring_.get(), ranking_.get(), tasks_.get()}) {
      const grpc::StatusCode code = ListOffices(*service, As(ca, "client", trusted)).error_code();
      if (code != (service == scoring_.get() ? StatusCode::OK : StatusCode::UNIMPLEMENTED)) return false;
    }
    return true;
  };
  EXPECT_TRUE(is_let_in(first_, first_.ca()));
  EXPECT_FALSE(is_let_in(second, first_.ca()));

  Put(first_, "services", both);
  EXPECT_TRUE(WaitUntil([&] { return is_let_in(second, first_.ca()); }, kPatience));
  Put(second, "services", both);
  EXPECT_TRUE(WaitUntil([&] { return is_let_in(first_, second.ca()); }, kPatience));
  Put(second, "services", second.ca());
  EXPECT_TRUE(WaitUntil([&] { return !is_let_in(first_, second.ca()); }, kPatience));
  EXPECT_TRUE(is_let_in(second, second.ca()));
  // And the services among themselves, on connections that they make anew.
  for (Service* service : {scoring_.get(), ranking_.get()}) service->Restart();
  EXPECT_TRUE(
      WaitUntil([&] { return AskTasks(As(second, "client", second.ca())) == StatusCode::NOT_FOUND; }, kPatience));
}

}  // namespace
}  // namespace thidua::integration
