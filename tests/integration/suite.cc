#include "tests/integration/suite.h"

#include <gtest/gtest.h>

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/testing/program_file.h"

namespace thidua::integration {
namespace {

constexpr char kOpsFile[] = "/ops";

bool TestFailed() { return ::testing::Test::HasFailure() || std::uncaught_exceptions() > 0; }

}  // namespace

Suite::Suite(const Options& options) : options_(options) {
  if (options.redis) redis_ = std::make_unique<cache::RedisServer>();
  scoring_ = NewScoring();
  ranking_ = NewRanking();
  tasks_ =
      NewService(ProgramFile("thidua-tasks"), {"--scoring", scoring_->address(), "--ranking", ranking_->address()});
}

Suite::~Suite() {
  if (!TestFailed()) return;
  for (const Service* service : services()) std::cerr << service->Log();
}

std::unique_ptr<Service> Suite::NewScoring() { return NewService(ProgramFile("thidua-scoring"), {}); }

std::unique_ptr<Service> Suite::NewRanking(const std::string& scoring) {
  std::vector<std::string> arguments = {"--scoring", scoring.empty() ? scoring_->address() : scoring};
  if (redis_ != nullptr) arguments.insert(arguments.end(), {"--redis", redis_->address()});
  return NewService(ProgramFile("thidua-ranking"), std::move(arguments));
}

Cli Suite::cli() const {
  return Cli({"--scoring-server", scoring_->address(), "--ranking-server", ranking_->address(), "--tasks-server",
              tasks_->address()});
}

std::unique_ptr<Service> Suite::NewService(const std::string& program, std::vector<std::string> arguments) {
  const std::string data = folder_.File(absl::StrCat("dữ liệu ", ++folders_));
  std::filesystem::create_directory(data);
  arguments.insert(arguments.end(), {"--data", data});
  if (options_.dev) arguments.push_back("--dev");
  if (options_.ops) {
    arguments.insert(arguments.end(), {"--ops-listen", "127.0.0.1:0", "--ops-port-file", data + kOpsFile});
  }
  arguments.insert(arguments.end(), options_.more_arguments.begin(), options_.more_arguments.end());
  if (!options_.store.empty()) arguments.insert(arguments.end(), {"--store", options_.store});
  return std::make_unique<Service>(program, std::move(arguments), data);
}

std::string OpsAddress(const Service& service) {
  std::string address;
  std::ifstream(service.folder() + kOpsFile) >> address;
  return address;
}

DevServer::DevServer(std::vector<std::string> more_arguments) {
  std::vector<std::string> arguments = {"dev", "--port", "0", "--data", data()};
  arguments.insert(arguments.end(), more_arguments.begin(), more_arguments.end());
  service_ = std::make_unique<Service>(ProgramFile("thidua"), std::move(arguments), folder_.path(),
                                       Service::Listen::kAsArgumentsSay);
}

DevServer::~DevServer() {
  if (TestFailed()) std::cerr << service_->Log();
}

}  // namespace thidua::integration
