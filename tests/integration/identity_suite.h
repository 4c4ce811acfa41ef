#ifndef THIDUA_TESTS_INTEGRATION_IDENTITY_SUITE_H_
#define THIDUA_TESTS_INTEGRATION_IDENTITY_SUITE_H_

#include <google/protobuf/message.h>
#include <google/protobuf/service.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "common/auth/keys.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/cli.h"
#include "tests/integration/service.h"

namespace thidua::integration {

// What a call answered.
struct Answer {
  grpc::Status status;
  std::vector<std::string> messages;
  bool cut = false;  // More would have come; the call was cancelled and has no status of its own.
  bool ok() const { return cut || status.ok(); }
};

// All calls of all services.
std::vector<const google::protobuf::MethodDescriptor*> AllMethods();

// The three services, which check who calls, over a small country in 2023 and 2024:
//   province P > district D > communes C1 to C4; P > district D2 > E1; province Q > district F > commune F1
//   clusters OWN (C1 leads, C3) and SIBLING (C2 leads, C4) under D, NEXT (E1) under D2, FOREIGN (F1) under F
// Every commune's sheet, evidence and tasks hold Secret(commune). They end with this object, which expects that no
// token, nor anything of its inside, is in their logs and metrics.
class IdentitySuite {
 public:
  struct Options {
    std::function<std::string(const std::string& jwks)> jwks;  // What to give to --jwks; empty: the file itself.
    std::vector<std::string> more_arguments;                   // Of each service.
    bool filled = true;                                        // With that country.
  };
  IdentitySuite() : IdentitySuite(Options{}) {}
  explicit IdentitySuite(const Options& options);
  ~IdentitySuite();

  struct Claims {
    std::string unit;
    std::vector<std::string> roles;
    std::string office;
    std::string name = "người gọi";
    absl::Duration lasts = absl::Hours(1);
  };
  std::string Token(const Claims& claims);
  const std::string& administrator() const { return administrator_; }

  // How much of a stream is read.
  struct Reading {
    size_t messages = 1000;
    std::chrono::milliseconds limit = std::chrono::seconds(30);
  };
  Answer Ask(const google::protobuf::MethodDescriptor& method, const std::vector<std::string>& messages,
             const std::string& token, const Reading& reading);
  Answer Ask(const google::protobuf::MethodDescriptor& method, const std::vector<std::string>& messages,
             const std::string& token) {
    return Ask(method, messages, token, Reading());
  }
  // A unary call; which one, its request says.
  Answer Ask(const google::protobuf::Message& request, const std::string& token);
  // The same, which must succeed. Throws std::runtime_error.
  template <typename Response>
  Response Must(const google::protobuf::Message& request, const std::string& token) {
    return Parsed<Response>(MustAsk(request, token));
  }
  // Id of the evidence on a commune's sheet; empty: it is no commune.
  std::string Evidence(const std::string& commune) const {
    const auto found = evidence_.find(commune);
    return found == evidence_.end() ? "" : found->second;
  }
  // Of any import; throws when it is not stored.
  void Import(std::string_view method, const std::string& content);

  Service& scoring() { return *scoring_; }
  Service& ranking() { return *ranking_; }
  Service& tasks() { return *tasks_; }
  Cli cli(const std::string& token);
  const std::string& key() const { return key_.private_key; }
  std::string jwks() const { return folder_.File("jwks.json"); }
  std::string service_token_file() const { return folder_.File("service-token"); }
  std::string NewFile(const std::string& content);

 private:
  template <typename Response>
  static Response Parsed(const std::string& bytes) {
    Response response;
    response.ParseFromString(bytes);
    return response;
  }
  std::string MustAsk(const google::protobuf::Message& request, const std::string& token);
  std::unique_ptr<Service> NewService(const std::string& program, std::vector<std::string> arguments,
                                      const Options& options, const std::string& jwks);
  void Fill();

  TempFolder folder_;
  int folders_ = 0;
  int files_ = 0;
  const auth::NewKey key_ = *auth::MakeKey();
  std::vector<std::string> issued_;
  std::string administrator_;
  std::unique_ptr<Service> scoring_;
  std::unique_ptr<Service> ranking_;
  std::unique_ptr<Service> tasks_;
  std::map<std::string, std::string> evidence_;                     // By commune.
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;  // By address.
};

// What is in the papers of a commune and of nobody else.
std::string Secret(const std::string& commune);
const std::vector<std::string>& Communes();

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_IDENTITY_SUITE_H_
