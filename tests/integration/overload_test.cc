// Three times as many calls as scoring can answer: it goes on answering, and says to the others when to come back.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "common/testing/program_file.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/demo.h"
#include "tests/integration/load.h"
#include "tests/integration/rpc.h"
#include "tests/integration/service.h"
#include "thidua/directory/v1/directory.pb.h"
#include "thidua/scoring/v1/scoring.pb.h"

namespace thidua::integration {
namespace {

constexpr int kCallers = 16;
constexpr double kMostPerSecond = 4000;

class OverloadTest : public ::testing::Test {
 protected:
  OverloadTest() : scoring_(ProgramFile("thidua-scoring"), {"--data", folder_.path()}, folder_.path()) {
    Import(kImportUnits, CountryUnits());
    Import("/thidua.directory.v1.DirectoryService/ImportOffices", BaToFile("offices.csv"));
    Import(kImportClusters, BaToFile("clusters.csv"));
    Import("/thidua.scoring.v1.ScoringService/ImportScale", BaToFile("scale_2023.json"));
    Import(kImportInputs, BaToFile("inputs_2023.csv"));
  }

  void Import(const std::string& method, const std::string& file) const {
    Upload upload(Connect(scoring_.address()), method);
    upload.Send(ReadFile(file));
    thidua::type::v1::ImportReport report;
    RequireOk(upload.Finish(&report));
    if (!report.stored()) throw std::runtime_error(file + ": " + report.ShortDebugString());
  }

  Demand Scores() const {
    thidua::scoring::v1::GetClusterScoresRequest request;
    request.set_cluster("khu-trung");
    request.set_year(2023);
    return {.channel = Connect(scoring_.address()),
            .method = "/thidua.scoring.v1.ScoringService/GetClusterScores",
            .request = request.SerializeAsString()};
  }

  TempFolder folder_;
  Service scoring_;
};

TEST_F(OverloadTest, AnswersWhatItCanAndTellsTheOthersWhenToComeBack) {
  const Demand scores = Scores();
  const Tally peak = Saturate(scores, kCallers, absl::Seconds(1));
  ASSERT_GT(peak.answered, 0) << peak.Text();
  HealthClock health(scoring_.address());
  const Tally over = Offer(scores, std::min(kMostPerSecond, 3 * peak.answered_per_second()), absl::Seconds(2));
  int unhealthy = 0;
  const absl::Duration longest = health.Longest(&unhealthy);
  std::cout << "at saturation: " << peak.Text() << "\nthree times that: " << over.Text()
            << "\nhealth within: " << longest << '\n';

  EXPECT_GT(over.answered, 0);
  EXPECT_EQ(over.refused_without_retry, 0);
  EXPECT_EQ(over.failed, 0) << over.failure;
  EXPECT_EQ(unhealthy, 0);
  // And it is itself again when they have gone.
  const Tally after = Saturate(
      {.channel = scores.channel, .method = scores.method, .request = scores.request, .deadline = absl::Seconds(10)}, 1,
      absl::Milliseconds(200));
  EXPECT_GT(after.answered, 0) << after.Text();
}

TEST_F(OverloadTest, ImportsDoNotKeepReadersWaiting) {
  std::atomic<bool> done = false;
  std::atomic<int> imported = 0;
  // As many as there are workers, without an end.
  std::vector<std::thread> importers;
  const std::string units = ReadFile(CountryUnits());
  for (int i = 0; i < 4; ++i) {
    importers.emplace_back([&] {
      const auto channel = Connect(scoring_.address());
      while (!done) {
        Upload upload(channel, kImportUnits);
        upload.Send(units);
        thidua::type::v1::ImportReport report;
        if (upload.Finish(&report).ok()) ++imported;
      }
    });
  }
  WaitUntil([&] { return imported > 0; }, absl::Seconds(20));
  thidua::directory::v1::GetUnitRequest request;
  request.set_code("21526");
  const Tally reads = Saturate({.channel = Connect(scoring_.address()),
                                .method = "/thidua.directory.v1.DirectoryService/GetUnit",
                                .request = request.SerializeAsString(),
                                .deadline = absl::Seconds(10)},
                               1, absl::Seconds(1));
  done = true;
  for (std::thread& importer : importers) importer.join();
  std::cout << "beside imports: " << reads.Text() << '\n';
  EXPECT_GT(imported, 0);
  EXPECT_GT(reads.answered, 0);
  EXPECT_EQ(reads.refused + reads.late + reads.failed, 0) << reads.Text();
}

}  // namespace
}  // namespace thidua::integration
