#ifndef THIDUA_TESTS_INTEGRATION_SUITE_H_
#define THIDUA_TESTS_INTEGRATION_SUITE_H_

#include <memory>
#include <string>
#include <vector>

#include "common/cache/redis_server_for_test.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/cli.h"
#include "tests/integration/service.h"

namespace thidua::integration {

// The three services as processes of their own, and a Redis where asked for. They end with this object, which prints
// what they wrote when the test failed.
class Suite {
 public:
  struct Options {
    bool redis = false;
    bool dev = false;                         // Starts the services with --dev.
    bool ops = false;                         // With operators' HTTP: OpsAddress.
    std::vector<std::string> more_arguments;  // Of each service.
    std::string store;                        // The text of --store.
  };

  Suite() : Suite(Options{}) {}
  explicit Suite(const Options& options);
  ~Suite();

  Service& scoring() { return *scoring_; }
  Service& ranking() { return *ranking_; }
  Service& tasks() { return *tasks_; }
  std::vector<Service*> services() { return {scoring_.get(), ranking_.get(), tasks_.get()}; }
  // REQUIRES: Options::redis.
  cache::RedisServer& redis() { return *redis_; }

  // Another process of the ranking service, on the same Redis and the first scoring, or the one with this address.
  std::unique_ptr<Service> NewRanking(const std::string& scoring = "");
  // Another process of the scoring service.
  std::unique_ptr<Service> NewScoring();

  Cli cli() const;
  Finished Thidua(const std::vector<std::string>& arguments) const { return cli().Run(arguments); }

 private:
  std::unique_ptr<Service> NewService(const std::string& program, std::vector<std::string> arguments);

  const Options options_;
  TempFolder folder_;
  int folders_ = 0;
  std::unique_ptr<cache::RedisServer> redis_;
  std::unique_ptr<Service> scoring_;
  std::unique_ptr<Service> ranking_;
  std::unique_ptr<Service> tasks_;
};

// Where operators' HTTP of a service answers. REQUIRES: Options::ops.
std::string OpsAddress(const Service& service);

// All services in one process: `thidua dev`, on any free port.
class DevServer {
 public:
  explicit DevServer(std::vector<std::string> more_arguments = {});
  ~DevServer();

  Service& service() { return *service_; }
  std::string data() const { return folder_.File("dữ liệu"); }
  Cli cli() const { return Cli({"--server", service_->address()}); }

 private:
  TempFolder folder_;
  std::unique_ptr<Service> service_;
};

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_SUITE_H_
