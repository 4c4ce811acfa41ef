#ifndef THIDUA_SERVICES_RANKING_PUBLICATION_BA_TO_FOR_TEST_H_
#define THIDUA_SERVICES_RANKING_PUBLICATION_BA_TO_FOR_TEST_H_

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "common/cache/memory_cache.h"
#include "common/status/problem.h"
#include "common/testing/source_file.h"
#include "common/testing/temp_folder.h"
#include "services/ranking/publication/publication_calls.h"
#include "services/ranking/storage/results_store.h"
#include "services/scoring/rpc/scoring_server.h"

namespace thidua::ranking {

inline constexpr char kAwards[] = R"("awards": [
 {"title": "Giấy khen", "scope": "CLUSTER", "percent": "40", "minCriterionPercent": "50",
  "excludeIf": [{"criterion": "I.2", "input": "actual"}]},
 {"title": "Cờ thi đua", "scope": "ALL", "count": "1", "minTotal": "60"}],)";

// Ba Tơ's 2023 in the real scoring service, and publications of it, in one process without a channel.
class BaToPublished {
 public:
  BaToPublished() {
    Import(&scoring::ScoringServer::ImportUnits, "vn_units.csv");
    Import(&scoring::ScoringServer::ImportClusters, "ba_to/clusters.csv");
    ImportScale(Demo("ba_to/scale_2023.json"));
    Import(&scoring::ScoringServer::ImportInputs, "ba_to/inputs_2023.csv");
  }

  static std::string Demo(const std::string& name) {
    std::ifstream in(SourceFile("deploy/demo/" + name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // The demonstration's scale with awards in it.
  static std::string ScaleWithAwards() {
    std::string scale = Demo("ba_to/scale_2023.json");
    return scale.insert(scale.find("\"groups\""), kAwards);
  }

  void ImportScale(const std::string& content) {
    const auto reply = scoring_->ImportScale({.name = "scale", .content = content}, Language::kVietnamese, {});
    ASSERT_TRUE(reply.ok() && reply->report().stored()) << reply.status() << reply->report().ShortDebugString();
  }
  // Rows of "unit,year,criterion,input,value,source".
  void Report(const std::string& rows) {
    const auto reply = scoring_->ImportInputs(
        {.name = "inputs", .content = "unit,year,criterion,input,value,source\n" + rows}, Language::kVietnamese, {});
    ASSERT_TRUE(reply.ok() && reply->report().stored()) << reply.status() << reply->report().ShortDebugString();
  }

  absl::StatusOr<v1::PublishResponse> Publish(const std::string& note = "", const std::string& under = "535",
                                              const std::string& stage = "") {
    v1::PublishRequest request;
    request.set_under(under);
    request.set_year(2023);
    request.set_note(note);
    request.set_stage(stage);
    return calls_.Publish(request, Call());
  }
  std::string File(int number = 0) {
    v1::GetPublicationRequest request;
    request.set_under("535");
    request.set_year(2023);
    request.set_number(number);
    return *calls_.GetPublication(request);
  }
  static rpc::Call Call() { return {.deadline = absl::Now() + absl::Seconds(60), .by = {.name = "An", .unit = "535"}}; }

  PublicationCalls& calls() { return calls_; }
  RankingCore& core() { return core_; }
  PublicationStore& store() { return *store_; }

 private:
  template <typename Response>
  void Import(absl::StatusOr<Response> (scoring::ScoringServer::*import)(const imports::File&, Language,
                                                                         const rpc::Call&),
              const std::string& name) {
    const auto reply = (*scoring_.*import)({.name = name, .content = Demo(name)}, Language::kVietnamese, {});
    ASSERT_TRUE(reply.ok() && reply->report().stored()) << name;
  }

  const TempFolder folder_;
  const std::unique_ptr<scoring::ScoringServer> scoring_ = std::make_unique<scoring::ScoringServer>(
      *scoring::OpenSqlScoringStore(folder_.File("scoring.db"), 2, absl::UnixEpoch()));
  const std::unique_ptr<ResultsStore> results_ = *OpenResultsStore(folder_.File("ranking.db"));
  const std::unique_ptr<PublicationStore> store_ = *OpenPublicationStore(folder_.File("publications.db"));
  RankingCore core_{*scoring_, *results_, std::make_shared<cache::MemoryCache>(size_t{16} << 20)};
  PublicationCalls calls_{core_, *store_, [] { return absl::FromUnixMicros(1'700'000'000'123'456); }};
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_PUBLICATION_BA_TO_FOR_TEST_H_
