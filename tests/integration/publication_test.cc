// A year published: frozen, verified without a server, corrected by a new publication; the same figures everywhere.

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/demo.h"
#include "tests/integration/rpc.h"
#include "tests/integration/suite.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"

namespace thidua::integration {
namespace {

using Json = nlohmann::ordered_json;
using thidua::ranking::v1::GetClusterRankingRequest;
using thidua::ranking::v1::GetClusterRankingResponse;
using thidua::ranking::v1::RankingService;

class PublicationTest : public ::testing::Test {
 protected:
  PublicationTest() { ImportBaTo(suite_.cli()); }

  // The file of the publication that is then the newest.
  std::string Publish(const std::string& name, const std::vector<std::string>& more = {}) {
    const std::string path = folder_.File(name);
    std::vector<std::string> arguments = {"publish", "--under", "535", "--year", "2023", "--out", path, "--as", "An"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Finished run = suite_.Thidua(arguments);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    said_ = run.err;
    return path;
  }

  void Report(const std::string& row) {
    suite_.cli().Output(
        {"import", "inputs", folder_.Write("inputs.csv", "unit,year,criterion,input,value,source\n" + row + "\n")});
  }

  // With no service anywhere near.
  static Finished Verify(const std::string& path) { return Cli({"--server", "127.0.0.1:1"}).Run({"verify", path}); }

  Suite suite_;
  const TempFolder folder_;
  std::string said_;
};

TEST_F(PublicationTest, ACorrectionReplacesAndTheOldStaysWhole) {
  const std::string first = Publish("1.json", {"--note", "QĐ 12/QĐ-UBND"});
  Finished run = Verify(first);
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  const Json one = Json::parse(ReadFile(first));
  EXPECT_EQ(one["thiduaPublication"]["number"], 1);
  EXPECT_TRUE(one["thiduaPublication"]["provisional"]);

  EXPECT_EQ(ReadFile(Publish("again.json")), ReadFile(first));
  EXPECT_NE(said_.find("Không có gì thay đổi"), std::string::npos) << said_;

  Report("21526,2023,I.2,actual,1,sửa");
  const std::string second = Publish("2.json");
  EXPECT_NE(said_.find("Thay cho bản 1"), std::string::npos) << said_;
  const Json two = Json::parse(ReadFile(second));
  EXPECT_EQ(two["thiduaPublication"]["replaces"]["number"], 1);
  EXPECT_EQ(two["thiduaPublication"]["replaces"]["sha256"], one["sha256"]);
  EXPECT_EQ(Verify(first).exit_code, 0);
  EXPECT_EQ(Verify(second).exit_code, 0);

  suite_.ranking().Restart();
  const std::vector<std::string> list = {"publications", "--under", "535", "--year", "2023", "-o", "csv"};
  EXPECT_EQ(Columns(suite_.cli().Output(list), {"number", "replaces", "published_by"}),
            (std::vector<std::string>{"2 1 An", "1  An"}));
  EXPECT_EQ(ReadFile(Publish("after.json")), ReadFile(second)) << "a restart changes nothing";
}

TEST_F(PublicationTest, ATamperedFileExits1AndNamesThePlace) {
  const std::string whole = ReadFile(Publish("1.json"));
  Json document = Json::parse(whole);
  Json& unit = document["thiduaPublication"]["results"]["clusters"][0]["units"][0];
  unit["total"] = "100.01";
  const Finished run = Verify(folder_.Write("tampered.json", document.dump(1) + "\n"));
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_NE(run.out.find("/thiduaPublication/results/clusters/0/units/0/total"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find(unit["name"].get<std::string>()), std::string::npos) << run.out;
  EXPECT_EQ(Verify(folder_.Write("none.json", "{}")).exit_code, 4);
}

TEST_F(PublicationTest, NothingIsPublishedWhileScoringIsAway) {
  Publish("1.json");
  suite_.scoring().Stop();
  const std::vector<std::string> publish = {
      "publish", "--under", "535", "--year", "2023", "--out", folder_.File("2.json")};
  Finished run = suite_.Thidua(publish);
  EXPECT_EQ(run.exit_code, 5) << run.err;
  EXPECT_FALSE(std::filesystem::exists(folder_.File("2.json")));
  suite_.scoring().Start();
  // Ranking finds scoring again on its own.
  for (const absl::Time end = absl::Now() + absl::Seconds(30); run.exit_code == 5 && absl::Now() < end;) {
    run = suite_.Thidua(publish);
  }
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(ReadFile(folder_.File("2.json")), ReadFile(folder_.File("1.json")));
}

// One ranking function: API, CSV, JSON and publication.
TEST_F(PublicationTest, FiguresAreTheSameEverywhere) {
  const Json publication = Json::parse(ReadFile(Publish("1.json")))["thiduaPublication"];
  const Json told = Json::parse(suite_.cli().Output({"rank", "--under", "535", "--year", "2023", "-o", "json"}));
  std::vector<std::string> published, of_json;
  const auto add = [](const Json& clusters, std::vector<std::string>& out) {
    for (const Json& cluster : clusters) {
      for (const Json& unit : cluster["units"]) {
        std::string row = absl::StrCat(cluster["cluster"].get<std::string>(), " ", unit["unit"].get<std::string>());
        for (const Json& subtotal : unit["subtotals"]) absl::StrAppend(&row, " ", subtotal.get<std::string>());
        absl::StrAppend(&row, " ", unit["total"].get<std::string>(), " ", unit["rank"]["rank"].get<int>(), " ",
                        unit["lost"].get<std::string>());
        out.push_back(row);
      }
    }
  };
  add(publication["results"]["clusters"], published);
  add(told["clusters"], of_json);
  EXPECT_EQ(published, of_json);
  ASSERT_EQ(published.size(), 19u);

  const std::string csv = suite_.cli().Output(RankBaTo());
  std::vector<std::string> of_csv = Columns(csv, {"cluster", "unit", "I", "II", "III", "total", "rank", "lost"});
  for (std::string& row : of_csv) {
    std::vector<std::string> fields = absl::StrSplit(row, ' ');
    fields[6] = absl::StrCat(std::stoi(fields[6]));  // "02/05": the rank alone.
    row = absl::StrJoin(fields, " ");
  }
  EXPECT_EQ(of_csv, published);

  const auto stub = RankingService::NewStub(Connect(suite_.ranking().address()));
  for (const Json& cluster : publication["results"]["clusters"]) {
    GetClusterRankingRequest request;
    request.set_cluster(cluster["cluster"].get<std::string>());
    request.set_year(2023);
    request.set_view(thidua::ranking::v1::FULL);
    grpc::ClientContext context;
    GetClusterRankingResponse response;
    RequireOk(stub->GetClusterRanking(&context, request, &response));
    ASSERT_EQ(response.ranking().units_size(), static_cast<int>(cluster["units"].size()));
    for (int i = 0; i < response.ranking().units_size(); ++i) {
      const auto& unit = response.ranking().units(i);
      EXPECT_EQ(unit.unit(), cluster["units"][i]["unit"]);
      EXPECT_EQ(std::vector<std::string>(unit.points().begin(), unit.points().end()),
                cluster["units"][i]["points"].get<std::vector<std::string>>());
    }
  }
}

TEST(PublicationDevTest, OneProcess) {
  const DevServer dev;
  ImportBaTo(dev.cli());
  const TempFolder folder;
  const std::string path = folder.Write("dev.json", dev.cli().Output({"publish", "--under", "535", "--year", "2023"}));
  EXPECT_EQ(Cli({"--server", "127.0.0.1:1"}).Run({"verify", path}).exit_code, 0);
  const Finished awards = dev.cli().Run({"awards", "--under", "535", "--year", "2023"});
  EXPECT_EQ(awards.exit_code, 0) << awards.err;
}

}  // namespace
}  // namespace thidua::integration
