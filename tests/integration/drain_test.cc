// SIGTERM lets a service finish what it has begun, for a few seconds.

#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <iostream>
#include <string>

#include "tests/integration/demo.h"
#include "tests/integration/rpc.h"
#include "tests/integration/suite.h"

namespace thidua::integration {
namespace {

using thidua::type::v1::ImportReport;

constexpr absl::Duration kAtOnce = absl::Seconds(2);

// An import of one of the services, in two pieces that end with a line.
struct Case {
  std::string name;
  std::function<Service&(Suite&)> service;
  std::string method;
  std::string file;

  friend void PrintTo(const Case& import, std::ostream* out) { *out << import.name; }
};

class DrainTest : public ::testing::TestWithParam<Case> {
 protected:
  DrainTest() {
    // Scoring and tasks check what they import against these.
    suite_.cli().Output({"import", "units", CountryUnits()});
    suite_.cli().Output({"import", "offices", BaToFile("offices.csv")});
    suite_.cli().Output({"import", "clusters", BaToFile("clusters.csv")});
    suite_.cli().Output({"import", "scale", BaToFile("scale_2023.json")});
    const std::string content = ReadFile(BaToFile(GetParam().file));
    const size_t middle = content.find('\n', content.size() / 2) + 1;
    first_half_ = content.substr(0, middle);
    second_half_ = content.substr(middle);
  }

  Service& service() { return GetParam().service(suite_); }

  ImportReport Import(const std::string& content) {
    Upload upload(Connect(service().address()), GetParam().method);
    upload.Send(content);
    ImportReport report;
    RequireOk(upload.Finish(&report));
    return report;
  }

  // Waits until the service said that it drains.
  bool Drains() {
    return WaitUntil([this] { return service().Log().find("draining") != std::string::npos; }, kLongestExit);
  }

  void ExpectExit(absl::Duration limit) {
    absl::Duration took;
    EXPECT_EQ(service().Stop(&took), 0);
    EXPECT_LT(took, limit);
    std::cout << "exit after " << took << '\n';
  }

  Suite suite_;
  std::string first_half_;
  std::string second_half_;
};

TEST_P(DrainTest, AHalfSentImportFinishes) {
  {
    const std::shared_ptr<grpc::Channel> channel = Connect(service().address());
    Upload upload(channel, GetParam().method);
    ASSERT_TRUE(upload.Send(first_half_));
    ASSERT_TRUE(HasReadWhatWasSent(channel));
    service().process().Signal(SIGTERM);
    ASSERT_TRUE(Drains());
    ASSERT_TRUE(upload.Send(second_half_));
    ImportReport report;
    RequireOk(upload.Finish(&report));
    EXPECT_TRUE(report.stored());
    EXPECT_EQ(report.added(), report.rows());
  }
  ExpectExit(kAtOnce);
  service().Start();
  const ImportReport again = Import(first_half_ + second_half_);
  EXPECT_EQ(again.unchanged(), again.rows());
}

TEST_P(DrainTest, AWholeImportThatWasSentFinishes) {
  {
    const std::shared_ptr<grpc::Channel> channel = Connect(service().address());
    Upload upload(channel, GetParam().method);
    ASSERT_TRUE(upload.Send(first_half_ + second_half_));
    ASSERT_TRUE(HasReadWhatWasSent(channel));
    service().process().Signal(SIGTERM);
    ImportReport report;
    RequireOk(upload.Finish(&report));
    EXPECT_TRUE(report.stored());
  }
  ExpectExit(kAtOnce);
}

TEST_P(DrainTest, AnUploadThatNeverEndsIsCutOffAndNothingIsStored) {
  {
    const std::shared_ptr<grpc::Channel> channel = Connect(service().address());
    Upload upload(channel, GetParam().method);
    ASSERT_TRUE(upload.Send(first_half_));
    ASSERT_TRUE(HasReadWhatWasSent(channel));
    ExpectExit(kLongestExit);
    ImportReport report;
    EXPECT_FALSE(upload.Finish(&report).ok());
  }
  service().Start();
  const ImportReport again = Import(first_half_);
  EXPECT_EQ(again.added(), again.rows());
}

TEST_P(DrainTest, NobodyConnected) { ExpectExit(kAtOnce); }

// A client of gRPC's C core that has no call in flight does not read its connection, so it keeps it for the whole
// drain.
TEST_P(DrainTest, AnIdleConnectionHoldsUpNoLongerThanTheDrain) {
  const std::shared_ptr<grpc::Channel> channel = Connect(service().address());
  ASSERT_TRUE(HasReadWhatWasSent(channel));
  ExpectExit(kLongestExit);
}

INSTANTIATE_TEST_SUITE_P(, DrainTest,
                         ::testing::Values(Case{"Scoring", [](Suite& suite) -> Service& { return suite.scoring(); },
                                                kImportInputs, "inputs_2023.csv"},
                                           Case{"Ranking", [](Suite& suite) -> Service& { return suite.ranking(); },
                                                kImportResults, "results_2022.csv"},
                                           Case{"Tasks", [](Suite& suite) -> Service& { return suite.tasks(); },
                                                kImportTasks, "tasks_2024.csv"}),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace thidua::integration
