#include "services/scoring/rpc/scoring_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "common/status/problem.h"
#include "common/testing/source_file.h"
#include "common/testing/temp_folder.h"
#include "services/scoring/usecases/cluster_sheets_for_test.h"

namespace thidua::scoring {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

namespace dir = thidua::directory::v1;
namespace pb = thidua::scoring::v1;
using thidua::type::v1::ImportReport;

std::string ReadFile(const std::string& path) {
  std::ifstream in(SourceFile(path));
  EXPECT_TRUE(in.good()) << path;
  return (std::stringstream() << in.rdbuf()).str();
}

// A small tree: province 1, district 2 with communes 21 and 22 and the township 23, district 3 with commune 31.
constexpr char kUnits[] =
    "code,name,type,level,parent\n"
    "1,Tỉnh A,TINH,PROVINCE,\n2,Huyện B,HUYEN,DISTRICT,1\n3,Huyện C,HUYEN,DISTRICT,1\n"
    "21,Xã X,XA,COMMUNE,2\n22,Xã Y,XA,COMMUNE,2\n23,Thị trấn Z,THI_TRAN,COMMUNE,2\n31,Xã W,XA,COMMUNE,3\n";
constexpr char kClusters[] =
    "cluster,name,authority,year,unit,role\n"
    "k,Cụm K,2,2023,21,LEADER\nk,Cụm K,2,2023,22,MEMBER\nk,Cụm K,2,2023,23,MEMBER\n"
    "k,Cụm K,2,2024,21,LEADER\nl,Cụm L,3,2023,31,MEMBER\n";
constexpr char kScale[] = R"({"scaleId": "s", "year": 2023, "level": "COMMUNE", "title": "t",
 "total": {"method": "SUM"},
 "groups": [{"code": "I", "title": "g", "criteria": [
  {"code": "I.1", "title": "a", "maxPoints": "100", "rule": {"attainment": {}}},
  {"code": "I.2", "title": "b", "maxPoints": "50", "rule": {"declared": {}}, "appliesTo": {"exceptUnitTypes": ["THI_TRAN"]}},
  {"code": "I.3", "title": "c", "maxPoints": "10", "rule": {"yearOverYear": {"better": "HIGHER"}}},
  {"code": "I.4", "title": "d", "maxPoints": "10", "rule": {"adverseRate": {}}},
  {"code": "I.5", "title": "e", "maxPoints": "10", "rule": {"grade": {"levels": [{"label": "TOT", "points": "10"}]}}},
  {"code": "I.6", "title": "f", "maxPoints": "10", "rule": {"peerRelative": {}}}
 ]}]})";

class ScoringServerTest : public ::testing::Test {
 protected:
  ScoringServerTest() { Open(); }

  void Open() {
    server_.reset();
    auto store = OpenSqlScoringStore(folder_.File("scoring.db"), 2, absl::UnixEpoch());
    ASSERT_TRUE(store.ok()) << store.status();
    server_ = std::make_unique<ScoringServer>(*std::move(store));
  }

  static imports::File FileOf(const std::string& content) { return {.name = "f", .content = content}; }

  static std::vector<std::string> Reasons(const ImportReport& report) {
    std::vector<std::string> reasons;
    for (const auto& fault : report.faults()) reasons.push_back(fault.reason());
    return reasons;
  }

  ImportReport Units(const std::string& content) {
    return server_->ImportUnits(FileOf(content), kLanguage, rpc::Call())->report();
  }
  ImportReport Offices(const std::string& content) {
    return server_->ImportOffices(FileOf(content), kLanguage, rpc::Call())->report();
  }
  ImportReport Clusters(const std::string& content) {
    return server_->ImportClusters(FileOf(content), kLanguage, rpc::Call())->report();
  }
  ImportReport ScaleFile(const std::string& content) {
    return server_->ImportScale(FileOf(content), kLanguage, rpc::Call())->report();
  }
  ImportReport Inputs(const std::string& rows) {
    return server_->ImportInputs(FileOf("unit,year,criterion,input,value,source\n" + rows), kLanguage, rpc::Call())
        ->report();
  }

  void ImportSmallTree() {
    EXPECT_TRUE(Units(kUnits).stored());
    EXPECT_TRUE(Clusters(kClusters).stored());
    EXPECT_TRUE(ScaleFile(kScale).stored());
  }

  absl::StatusOr<pb::ClusterScores> Scores(const std::string& cluster, int year) {
    pb::GetClusterScoresRequest request;
    request.set_cluster(cluster);
    request.set_year(year);
    auto response = server_->GetClusterScores(request, {});
    if (!response.ok()) return response.status();
    return response->scores();
  }
  int64_t Version(const std::string& cluster, int year) {
    pb::ListClusterVersionsRequest request;
    request.set_cluster(cluster);
    request.set_year(year);
    return server_->ListClusterVersions(request, {})->versions(0).version();
  }

  // "line:column field reason" of each fault.
  static std::vector<std::string> Places(const ImportReport& report) {
    EXPECT_EQ(report.stored(), report.faults().empty());
    std::vector<std::string> places;
    for (const auto& fault : report.faults()) {
      places.push_back(std::to_string(fault.line()) + ":" + std::to_string(fault.column()) + " " + fault.field() + " " +
                       fault.reason());
      EXPECT_FALSE(fault.message().empty());
    }
    return places;
  }
  static std::string ReasonOf(const absl::Status& status) { return Problem::FromStatus(status).reason; }

  static constexpr Language kLanguage = Language::kVietnamese;
  TempFolder folder_;
  std::unique_ptr<ScoringServer> server_;
};

TEST_F(ScoringServerTest, ScoresBaToAsExpected) {
  EXPECT_EQ(Units(ReadFile("deploy/demo/vn_units.csv")).added(), 10794);
  EXPECT_TRUE(Offices(ReadFile("deploy/demo/ba_to/offices.csv")).stored());
  EXPECT_TRUE(Clusters(ReadFile("deploy/demo/ba_to/clusters.csv")).stored());
  EXPECT_TRUE(ScaleFile(ReadFile("deploy/demo/ba_to/scale_2023.json")).stored());
  const auto inputs =
      server_->ImportInputs(FileOf(ReadFile("deploy/demo/ba_to/inputs_2023.csv")), kLanguage, rpc::Call());
  EXPECT_EQ(inputs->report().added(), 1053);
  EXPECT_EQ(inputs->versions_size(), 8) << "four clusters, and next year's, which are compared with this year";

  std::map<std::string, std::string> points;  // By "unit,criterion".
  std::map<std::string, std::string> sums;    // By unit: subtotals, total, lost.
  for (const char* cluster : {"khu-trung", "khu-dong", "khu-tay", "khu-bac"}) {
    const auto scores = Scores(cluster, 2023);
    ASSERT_TRUE(scores.ok()) << scores.status();
    for (const auto& unit : scores->units()) {
      EXPECT_EQ(unit.state(), pb::UnitScores::COMPLETE);
      int c = 0;
      for (const auto& heading : scores->headings()) {
        if (!heading.is_criterion()) continue;
        if (!unit.points(c).empty()) points[unit.unit() + "," + heading.code()] = unit.points(c);
        ++c;
      }
      for (const auto& subtotal : unit.subtotals()) sums[unit.unit()] += subtotal + ",";
      sums[unit.unit()] += unit.total() + "," + unit.lost();
    }
  }
  std::istringstream expected_points(ReadFile("tests/data/ba_to/expected_points_2023.csv"));
  std::string line;
  std::getline(expected_points, line);
  size_t count = 0;
  for (; std::getline(expected_points, line); ++count) {
    const size_t comma = line.rfind(',');
    EXPECT_EQ(points[line.substr(0, comma)], line.substr(comma + 1)) << line;
  }
  EXPECT_EQ(count, points.size());
  EXPECT_EQ(sums["21526"], "99.15,100.00,100.50,99.70,52.00");

  // The same is read in one go.
  EXPECT_EQ(ExpectBulkAsSingle(server_->store(), server_->catalog(), {}, 2023), 4);
  EXPECT_EQ(ExpectBulkAsSingle(server_->store(), server_->catalog(), {.under = "535"}, 2023), 4);
  EXPECT_EQ(ExpectBulkAsSingle(server_->store(), server_->catalog(), {}, 2024), 0) << "there is no scale yet";
}

TEST_F(ScoringServerTest, ImportingTheSameFilesTwiceChangesNothing) {
  ImportSmallTree();
  EXPECT_TRUE(Inputs("21,2023,I.1,plan,10,a\n21,2023,I.1,actual,9,a\n").stored());
  const int64_t version = Version("k", 2023);
  for (const ImportReport& report : {Units(kUnits), Clusters(kClusters), ScaleFile(kScale),
                                     Inputs("21,2023,I.1,actual,9,a\n21,2023,I.1,plan,10,a\n")}) {
    EXPECT_TRUE(report.stored());
    EXPECT_EQ(report.added() + report.changed() + report.removed(), 0);
    EXPECT_GT(report.unchanged(), 0);
  }
  EXPECT_EQ(Version("k", 2023), version);
  EXPECT_EQ(Scores("k", 2023)->scale().revision(), 1);
}

TEST_F(ScoringServerTest, EveryChangeMovesTheVersionsItConcernsAndNoOther) {
  ImportSmallTree();
  const auto moves = [&](auto change) {
    const int64_t k = Version("k", 2023), next = Version("k", 2024), l = Version("l", 2023);
    change();
    return std::string(Version("k", 2023) != k ? "k" : "") + (Version("k", 2024) != next ? "n" : "") +
           (Version("l", 2023) != l ? "l" : "");
  };
  EXPECT_EQ(moves([&] { Inputs("21,2023,I.1,plan,10,\n"); }), "k");
  EXPECT_EQ(moves([&] { Inputs("31,2023,I.1,plan,10,\n"); }), "l");
  EXPECT_EQ(moves([&] { Inputs("21,2023,I.3,current,10,\n"); }), "kn") << "next year is compared with it";
  EXPECT_EQ(moves([&] { Units("code,name,type,level,parent\n31,Xã V,XA,COMMUNE,3\n"); }), "l");
  EXPECT_EQ(moves([&] { Units("code,name,type,level,parent\n2,Huyện B,HUYEN,DISTRICT,1\n"); }), "");
  EXPECT_EQ(moves([&] { Clusters("cluster,name,authority,year,unit,role\nl,Cụm L mới,3,2023,31,MEMBER\n"); }), "l");
  std::string other = kScale;
  EXPECT_EQ(moves([&] { ScaleFile(other.replace(other.find("\"50\""), 4, "\"60\"")); }), "kl");
  EXPECT_EQ(Scores("k", 2023)->scale().revision(), 2);
}

TEST_F(ScoringServerTest, ADryRunReportsAndStoresNothing) {
  ImportSmallTree();
  const int64_t version = Version("k", 2023);
  imports::File file = FileOf("unit,year,criterion,input,value,source\n21,2023,I.1,plan,10,\n");
  file.dry_run = true;
  const auto response = server_->ImportInputs(file, kLanguage, rpc::Call());
  EXPECT_EQ(response->report().added(), 1);
  EXPECT_FALSE(response->report().stored());
  EXPECT_EQ(response->versions_size(), 0);
  EXPECT_EQ(Version("k", 2023), version);
  EXPECT_EQ(Inputs("21,2023,I.1,plan,10,\n").added(), 1);
}

TEST_F(ScoringServerTest, RefusesInputsByLineAndColumnAndStoresNothing) {
  ImportSmallTree();
  const int64_t version = Version("k", 2023);
  struct Case {
    const char* rows;
    const char* place;
  };
  for (const Case& c : {
           Case{"99,2023,I.1,plan,1,\n", "2:1 unit UNKNOWN_UNIT"},
           Case{"21,2023,I.9,plan,1,\n", "2:3 criterion UNKNOWN_CRITERION"},
           Case{"21,2023,I.1,value,1,\n", "2:4 input UNKNOWN_INPUT"},
           Case{"23,2023,I.2,points,1,\n", "2:3 criterion DOES_NOT_APPLY"},
           Case{"21,2023,I.1,plan,x,\n", "2:5 value NOT_A_DECIMAL"},
           Case{"21,2023,I.1,plan,NaN,\n", "2:5 value NOT_A_DECIMAL"},
           Case{"21,2023,I.1,plan,1e3,\n", "2:5 value NOT_A_DECIMAL"},
           Case{"21,2023,I.1,plan,,\n", "2:5 value EMPTY"},
           Case{"21,2023,I.1,plan,1234567890123456789,\n", "2:5 value TOO_MANY_DIGITS"},
           Case{"21,2023,I.1,plan,0.1234567,\n", "2:5 value TOO_MANY_PLACES"},
           Case{"21,2023,I.1,plan,0,\n", "2:5 value NOT_POSITIVE"},
           Case{"21,2023,I.1,actual,-1,\n", "2:5 value NEGATIVE"},
           Case{"21,2023,I.2,points,50.01,\n", "2:5 value ABOVE_MAXIMUM"},
           Case{"21,2023,I.4,whole,0,\n", "2:5 value NOT_POSITIVE"},
           Case{"21,2023,I.4,whole,3,\n21,2023,I.4,part,4,\n", "3:5 value PART_ABOVE_WHOLE"},
           Case{"21,2023,I.5,grade,KHA,\n", "2:5 value UNKNOWN_GRADE"},
           Case{"21,2023,I.6,target,0,\n", "2:5 value NOT_POSITIVE"},
           Case{"21,2023,I.1,plan,1,\n21,2023,I.1,plan,1,\n", "3:4 input DUPLICATE_ROW"},
           Case{"21,2030,I.1,plan,1,\n", "2:2 year NO_SCALE"},
           Case{"21,23,I.1,plan,1,\n", "2:2 year BAD_NUMBER"},
           Case{"21,2023,I.1,plan\n", "2:0  FIELD_COUNT"},
           Case{"21,2023,I.1,plan,\xFF,\n", "2:0  BAD_UTF8"},
       }) {
    EXPECT_THAT(Places(Inputs(std::string(c.rows) + "")), Contains(c.place)) << c.rows;
    // Good rows beside a bad one are not stored either.
    EXPECT_FALSE(Inputs(std::string("22,2023,I.1,plan,1,\n") + c.rows).stored()) << c.rows;
  }
  EXPECT_EQ(Version("k", 2023), version);
  EXPECT_EQ(Scores("k", 2023)->units(1).state(), pb::UnitScores::EMPTY);
}

TEST_F(ScoringServerTest, ChecksAPartAgainstAWholeReportedBefore) {
  ImportSmallTree();
  EXPECT_TRUE(Inputs("21,2023,I.4,whole,3,\n").stored());
  EXPECT_THAT(Places(Inputs("21,2023,I.4,part,4,\n")), ElementsAre("2:5 value PART_ABOVE_WHOLE"));
  EXPECT_TRUE(Inputs("21,2023,I.4,part,3,\n").stored());
  EXPECT_THAT(Places(Inputs("22,2023,I.1,plan,1,\n21,2023,I.4,whole,2,\n")), ElementsAre("3:5 value PART_ABOVE_WHOLE"));
}

TEST_F(ScoringServerTest, TellsAllFaultsAtOnceUpToALimit) {
  ImportSmallTree();
  EXPECT_THAT(Places(Inputs("99,2023,I.1,plan,1,\n21,2023,I.1,plan,x,\n21,2023,I.9,plan,1,\n")),
              ElementsAre("2:1 unit UNKNOWN_UNIT", "3:5 value NOT_A_DECIMAL", "4:3 criterion UNKNOWN_CRITERION"));
  std::string rows = "unit,year,criterion,input,value,source\n";
  for (int i = 0; i < 30; ++i) rows += "99,2023,I.1,plan,1,\n";
  imports::File file = FileOf(rows);
  file.max_faults = 10;
  const auto report = server_->ImportInputs(file, Language::kEnglish, rpc::Call())->report();
  EXPECT_EQ(report.faults_size(), 10);
  EXPECT_EQ(report.more_faults(), 20);
  EXPECT_THAT(report.faults(0).message(), StartsWith("There is no unit"));
}

TEST_F(ScoringServerTest, RefusesUnitsAndClusters) {
  ImportSmallTree();
  const std::string units = "code,name,type,level,parent\n";
  EXPECT_THAT(Places(Units(units + "5,A,XA,XA,2\n")), ElementsAre("2:4 level UNKNOWN_LEVEL"));
  EXPECT_THAT(Places(Units(units + "5,A,XA,COMMUNE,\n")), ElementsAre("2:5 parent NO_PARENT"));
  EXPECT_THAT(Places(Units(units + "5,A,XA,COMMUNE,9\n")), ElementsAre("2:5 parent UNKNOWN_UNIT"));
  EXPECT_THAT(Places(Units(units + "5,A,XA,COMMUNE,21\n")), ElementsAre("2:5 parent BAD_PARENT"));
  EXPECT_THAT(Places(Units(units + "5,A,XA,COMMUNE,2\n5,B,XA,COMMUNE,2\n")), ElementsAre("3:1 code DUPLICATE_ROW"));
  EXPECT_THAT(Places(Units(units + "5,,XA,COMMUNE,2\n")), ElementsAre("2:2 name EMPTY"));
  EXPECT_THAT(Places(Offices("code,name\nA,x\nA,y\n")), ElementsAre("3:1 code DUPLICATE_ROW"));
  const std::string clusters = "cluster,name,authority,year,unit,role\n";
  EXPECT_THAT(Places(Clusters(clusters + "m,M,9,2023,99,BOSS\n")),
              ElementsAre("2:3 authority UNKNOWN_UNIT", "2:5 unit UNKNOWN_UNIT", "2:6 role UNKNOWN_ROLE"));
  EXPECT_THAT(Places(Clusters(clusters + "m,M,2,2023,31,MEMBER\n")), ElementsAre("2:5 unit IN_TWO_CLUSTERS"));
  EXPECT_THAT(Places(Clusters(clusters + "m,M,2,2025,21,MEMBER\nn,N,2,2025,21,MEMBER\n")),
              ElementsAre("3:5 unit IN_TWO_CLUSTERS"));
  EXPECT_THAT(Places(Clusters(clusters + "m,M,2,2025,21,LEADER\nm,M,2,2025,22,LEADER\n")),
              ElementsAre("3:6 role TWO_LEADERS"));
  EXPECT_THAT(Places(Clusters(clusters + "m,M,2,2025,21,MEMBER\nm,N,3,2025,22,MEMBER\n")),
              ElementsAre("3:2 name CONTRADICTION", "3:3 authority CONTRADICTION"));
}

TEST_F(ScoringServerTest, AClusterFileDeclaresItsClusterYearsAsAWhole) {
  ImportSmallTree();
  const std::string clusters = "cluster,name,authority,year,unit,role\n";
  const ImportReport report = Clusters(clusters + "k,Cụm K,2,2023,21,LEADER\nk,Cụm K,2,2023,22,MEMBER\n");
  EXPECT_EQ(report.unchanged(), 2);
  EXPECT_EQ(report.removed(), 1);
  EXPECT_EQ(Scores("k", 2023)->units_size(), 2);
  // A unit moves when both of its clusters are declared.
  EXPECT_TRUE(
      Clusters(clusters + "l,Cụm L,3,2023,31,MEMBER\nl,Cụm L,3,2023,22,MEMBER\nk,Cụm K,2,2023,21,LEADER\n").stored());
  EXPECT_EQ(Scores("k", 2023)->units_size(), 1);
  EXPECT_EQ(Scores("l", 2023)->units_size(), 2);
}

TEST_F(ScoringServerTest, RefusesScalesByFieldPath) {
  ImportSmallTree();
  const auto changed = [](const std::string& from, const std::string& to) {
    std::string scale = kScale;
    return scale.replace(scale.find(from), from.size(), to);
  };
  const auto first = [&](const std::string& content) {
    const std::vector<std::string> places = Places(ScaleFile(content));
    return places.empty() ? std::string("stored") : places.front();
  };
  EXPECT_EQ(first(changed("\"code\": \"I.2\"", "\"code\": \"I.1\"")), "0:0 groups[0].criteria[1].code DUPLICATE_CODE");
  EXPECT_EQ(first(changed("\"maxPoints\": \"50\"", "\"maxPoints\": \"5,5\"")),
            "0:0 groups[0].criteria[1].maxPoints NOT_A_DECIMAL");
  EXPECT_EQ(first(changed("\"maxPoints\": \"50\", ", "")), "0:0 groups[0].criteria[1].maxPoints REQUIRED");
  EXPECT_EQ(first(changed("\"rule\": {\"declared\": {}}", "\"rule\": {}")), "0:0 groups[0].criteria[1].rule REQUIRED");
  EXPECT_EQ(first(changed("\"declared\"", "\"guess\"")), "0:0 groups[0].criteria[1].rule.guess NOT_A_SCALE");
  EXPECT_THAT(first(changed("\"declared\": {}", "\"declared\": {}, \"full\": {}")), HasSubstr("NOT_A_SCALE"));
  EXPECT_EQ(first(changed("\"maxPoints\": \"50\"", "\"maxPoints\": 50")),
            "0:0 groups[0].criteria[1].maxPoints NOT_A_SCALE");
  EXPECT_EQ(first(changed("\"title\": \"a\"", "\"title\": \"a\", \"title\": \"b\"")), "0:0 title DUPLICATE_KEY");
  EXPECT_THAT(first("{\n \"scaleId\": \"x\",\n oops\n}"), StartsWith("3:2  BAD_JSON"));
  EXPECT_EQ(first(""), "1:1  BAD_JSON");
  EXPECT_EQ(first("\xFF"), "1:0  BAD_UTF8");
  EXPECT_EQ(first(changed("\"scaleId\"", "\"under\": [\"99\"], \"scaleId\"")), "0:0 under[0] UNKNOWN_UNIT");
  EXPECT_EQ(first(changed("\"scaleId\": \"s\"", "\"scaleId\": \"r\"")), "0:0 under SCOPE_TAKEN");
  EXPECT_EQ(first(changed("2023", "2024")), "0:0 scaleId SCALE_ID_TAKEN");
  EXPECT_EQ(Scores("k", 2023)->scale().revision(), 1);
}

TEST_F(ScoringServerTest, RefusesACorrectionThatReportedInputsDoNotFit) {
  ImportSmallTree();
  EXPECT_TRUE(Inputs("21,2023,I.2,points,45,\n").stored());
  std::string lower = kScale;
  lower.replace(lower.find("\"50\""), 4, "\"40\"");
  EXPECT_THAT(Places(ScaleFile(lower)), ElementsAre("0:0 inputs/21/I.2/points INPUT_DOES_NOT_FIT"));
  EXPECT_EQ(Scores("k", 2023)->scale().revision(), 1);
}

TEST_F(ScoringServerTest, TheNearestAncestorsScaleWins) {
  ImportSmallTree();
  std::string near = kScale;
  near.replace(near.find("\"scaleId\": \"s\""), 14, "\"scaleId\": \"near\", \"under\": [\"2\"]");
  EXPECT_TRUE(ScaleFile(near).stored());
  EXPECT_EQ(Scores("k", 2023)->scale().scale_id(), "near");
  EXPECT_EQ(Scores("l", 2023)->scale().scale_id(), "s");
  // A cluster across both cannot be compared.
  EXPECT_TRUE(Clusters("cluster,name,authority,year,unit,role\nl,Cụm L,3,2023,31,MEMBER\nl,Cụm L,3,2023,22,MEMBER\n"
                       "k,Cụm K,2,2023,21,LEADER\n")
                  .stored());
  EXPECT_EQ(ReasonOf(Scores("l", 2023).status()), "MIXED_SCALES");
}

TEST_F(ScoringServerTest, NamesTheInputThatAUnitBroughtUnderAnotherScale) {
  ImportSmallTree();
  std::string near = kScale;
  near.replace(near.find("\"scaleId\": \"s\""), 14, "\"scaleId\": \"near\", \"under\": [\"3\"]");
  near.replace(near.find("\"50\""), 4, "\"40\"");
  EXPECT_TRUE(ScaleFile(near).stored());
  EXPECT_TRUE(Inputs("21,2023,I.2,points,45,\n").stored());
  EXPECT_TRUE(Clusters("cluster,name,authority,year,unit,role\nk,Cụm K,2,2023,21,LEADER\n").stored());
  EXPECT_TRUE(Scores("k", 2023).ok());
  EXPECT_TRUE(Units("code,name,type,level,parent\n21,Xã X,XA,COMMUNE,3\n").stored());
  const Problem problem = Problem::FromStatus(Scores("k", 2023).status());
  EXPECT_EQ(problem.reason, "INPUT_DOES_NOT_FIT");
  EXPECT_THAT(problem.message.vi, HasSubstr("points"));
}

TEST_F(ScoringServerTest, LastYearsFigureComesFromLastYearsSheet) {
  ImportSmallTree();
  std::string earlier = kScale;
  earlier.replace(earlier.find("\"s\""), 3, "\"s22\"").replace(earlier.find("2023"), 4, "2022");
  EXPECT_TRUE(ScaleFile(earlier).stored());
  EXPECT_TRUE(Inputs("21,2022,I.3,current,80,\n21,2023,I.3,current,77,\n").stored());
  EXPECT_EQ(Scores("k", 2023)->units(0).points(2), "7.00");
  pb::ExplainScoresRequest request;
  request.set_unit("21");
  request.set_year(2023);
  request.set_criterion("I.3");
  const auto explained = server_->ExplainScores(request, {});
  EXPECT_THAT(explained->criteria(0).steps(0).text(), HasSubstr("lấy từ bảng điểm năm trước"));
}

TEST_F(ScoringServerTest, NamesWhatItCannotFind) {
  ImportSmallTree();
  EXPECT_EQ(ReasonOf(Scores("x", 2023).status()), "UNKNOWN_CLUSTER");
  EXPECT_EQ(ReasonOf(Scores("k", 2024).status()), "NO_SCALE");
  pb::ExplainScoresRequest explain;
  explain.set_year(2023);
  EXPECT_EQ(ReasonOf(server_->ExplainScores(explain, {}).status()), "REQUIRED");
  explain.set_unit("99");
  EXPECT_EQ(ReasonOf(server_->ExplainScores(explain, {}).status()), "UNKNOWN_UNIT");
  explain.set_unit("2");
  EXPECT_EQ(ReasonOf(server_->ExplainScores(explain, {}).status()), "NO_CLUSTER");
  explain.set_unit("21");
  explain.set_criterion("Z");
  EXPECT_EQ(ReasonOf(server_->ExplainScores(explain, {}).status()), "UNKNOWN_CRITERION");
  pb::GetScaleRequest scale;
  scale.mutable_unit_year()->set_unit("21");
  scale.mutable_unit_year()->set_year(2024);
  EXPECT_EQ(ReasonOf(server_->GetScale(scale, {}).status()), "NO_SCALE");
  scale.mutable_unit_year()->set_or_earlier(true);
  EXPECT_EQ(server_->GetScale(scale, {})->scale().scale_id(), "s");
}

TEST_F(ScoringServerTest, PagesUnitsByATokenBoundToTheQuery) {
  ImportSmallTree();
  dir::ListUnitsRequest request;
  request.set_under("2");
  request.set_page_size(2);
  std::vector<std::string> codes;
  do {
    const auto page = server_->ListUnits(request, {});
    ASSERT_TRUE(page.ok());
    for (const auto& unit : page->units()) codes.push_back(unit.code());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(codes, ElementsAre("2", "21", "22", "23"));
  request.clear_page_token();
  request.set_page_token(server_->ListUnits(request, {})->next_page_token());
  request.set_under("3");
  EXPECT_EQ(ReasonOf(server_->ListUnits(request, {}).status()), "BAD_PAGE_TOKEN");
  request.clear_page_token();
  request.set_page_size(2001);
  EXPECT_EQ(ReasonOf(server_->ListUnits(request, {}).status()), "BAD_PAGE_SIZE");
}

TEST_F(ScoringServerTest, RemembersAcrossARestart) {
  ImportSmallTree();
  Inputs("21,2023,I.2,points,45,\n");
  const std::string before = Scores("k", 2023)->SerializeAsString();
  Open();
  EXPECT_EQ(Scores("k", 2023)->SerializeAsString(), before);
}

TEST_F(ScoringServerTest, KeepsTheDaysOfAUnitThatAFileDoesNotName) {
  Units(kUnits);
  const ImportReport ended = Units(
      "code,name,type,level,parent,from,to\n21,Xã X,XA,COMMUNE,2,,2025-06-30\n99,Xã Mới,XA,COMMUNE,1,2025-07-01,\n");
  EXPECT_EQ(ended.changed(), 1);
  EXPECT_EQ(ended.added(), 1);
  EXPECT_EQ(Units(kUnits).unchanged(), 7) << "a list without these columns says nothing of them";
  dir::GetUnitRequest request;
  request.set_code("21");
  EXPECT_EQ(server_->GetUnit(request, {})->unit().valid_to(), "2025-06-30");
  EXPECT_THAT(Reasons(Units("code,name,type,level,parent,from,to\n21,Xã X,XA,COMMUNE,2,2025-02-30,\n"
                            "22,Xã Y,XA,COMMUNE,2,2025-07-01,2025-06-30\n")),
              ElementsAre("BAD_DATE", "ENDS_BEFORE_IT_BEGINS"));
}

TEST_F(ScoringServerTest, ImportsSuccessions) {
  Units(kUnits);
  const auto import = [&](const std::string& rows) {
    return server_->ImportSuccessions(FileOf("predecessor,successor,date,document\n" + rows), kLanguage, {})->report();
  };
  EXPECT_EQ(import("21,23,2025-07-01,NQ\n22,23,2025-07-01,NQ\n").added(), 2);
  EXPECT_EQ(import("21,23,2025-07-01,NQ\n22,23,2025-07-02,NQ\n").changed(), 1);
  EXPECT_THAT(
      Reasons(import("21,x,2025-07-01,\n21,21,2025-07-01,\n21,22,july,\n22,21,2025-07-01,\n22,21,2025-07-01,\n")),
      ElementsAre("UNKNOWN_UNIT", "SUCCEEDS_ITSELF", "BAD_DATE", "DUPLICATE_ROW"));
  dir::ListSuccessionsRequest request;
  request.set_unit("23");
  EXPECT_EQ(server_->ListSuccessions(request, {})->successions_size(), 2);
}

}  // namespace
}  // namespace thidua::scoring
