#include "services/ranking/rpc/ranking_calls.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/cache/tiered_cache.h"
#include "common/rpc/import_report.h"
#include "common/status/problem.h"
#include "services/ranking/rpc/path_reply.h"
#include "services/ranking/rpc/ranking_reply.h"
#include "services/ranking/rpc/results_import.h"
#include "services/ranking/rpc/what_if_reply.h"

namespace thidua::ranking {
namespace {

// As bytes: scores of a year of the whole country take about 25 MiB.
constexpr size_t kMemoryBytes = size_t{128} << 20;
constexpr char kKeyPrefix[] = "thidua:ranking:";
constexpr int kDefaultNeighbours = 2;
constexpr int kMostNeighbours = 10;

absl::Status CheckView(v1::RankingView view) {
  if (v1::RankingView_IsValid(view)) return absl::OkStatus();
  return InvalidField("view", "BAD_VIEW", {.vi = "Cần view là BASIC hoặc FULL.", .en = "Set view to BASIC or FULL."});
}

absl::Status Missing(std::string_view field, Message message) {
  return InvalidField(field, "EMPTY", std::move(message));
}

absl::Status CheckCluster(const std::string& cluster) {
  if (!cluster.empty()) return absl::OkStatus();
  return Missing("cluster",
                 {.vi = "Cần mã cụm, ví dụ khu-trung.", .en = "The code of a cluster is needed, e.g. khu-trung."});
}

WantedFreshness Wanted(const v1::Freshness& freshness) {
  return {.min_version = freshness.min_version(), .latest = freshness.latest()};
}

std::string Serialized(const google::protobuf::MessageLite& message) { return message.SerializeAsString(); }

template <typename Response>
absl::StatusOr<Response> Parsed(const absl::StatusOr<ReadyAnswer>& answer) {
  if (!answer.ok()) return answer.status();
  Response response;
  if (!response.ParseFromArray(answer->bytes.begin(), static_cast<int>(answer->bytes.size()))) {
    return Internal("a kept answer that is no answer");
  }
  if (answer->age.has_value()) response.mutable_stale()->set_age_ms(answer->age->count());
  return response;
}

template <typename Response>
void SetStale(const KnownVersions::Age& age, Response& response) {
  if (age.has_value()) response.mutable_stale()->set_age_ms(age->count());
}

}  // namespace

absl::StatusOr<RankingCaches> RankingCaches::Open(const std::string& redis) {
  RankingCaches caches{.memory = std::make_shared<cache::MemoryCache>(kMemoryBytes)};
  if (redis.empty()) return caches;
  absl::StatusOr<std::unique_ptr<cache::RedisCache>> shared =
      cache::RedisCache::Create({.address = redis, .key_prefix = kKeyPrefix});
  if (!shared.ok()) return shared.status();
  caches.redis = *std::move(shared);
  return caches;
}

std::shared_ptr<cache::Cache> RankingCaches::tiers() const {
  return std::make_shared<cache::TieredCache>(memory, redis);
}

RankingCalls::RankingCalls(scoring::ScoringApi& scoring, ResultsStore& results, const RankingCaches& caches)
    : caches_(caches), core_(scoring, results, caches.tiers()), answers_(core_, caches.redis) {}

absl::StatusOr<v1::ImportResultsResponse> RankingCalls::ImportResults(const imports::File& file, Language language,
                                                                      const rpc::Call& call) {
  const absl::StatusOr<imports::Report> report = ImportResultsFile(file, core_.scoring(), core_.results(), call);
  if (!report.ok()) return report.status();
  if (const absl::StatusOr<int64_t> version = core_.results().Version(); version.ok()) {
    core_.versions().SawResults(*version);
  }
  v1::ImportResultsResponse response;
  *response.mutable_report() = rpc::ToProto(*report, language);
  return response;
}

absl::StatusOr<Question> RankingCalls::Ask(const v1::GetClusterRankingRequest& request) {
  if (absl::Status status = CheckCluster(request.cluster()); !status.ok()) return status;
  if (absl::Status status = CheckYear(request.year()); !status.ok()) return status;
  if (absl::Status status = CheckView(request.view()); !status.ok()) return status;
  return Question{.text = absl::StrCat("cluster:", request.year(), ":", request.view(), ":", request.stage(), "\n",
                                       request.cluster()),
                  .scope = {.cluster = request.cluster(), .year = request.year()},
                  .freshness = Wanted(request.freshness()),
                  .make = [this, request](Basis& basis, const rpc::Call& call) -> absl::StatusOr<std::string> {
                    const auto response = core_.RankOne(request, basis, call);
                    if (!response.ok()) return response.status();
                    return Serialized(*response);
                  }};
}

absl::StatusOr<Question> RankingCalls::Ask(const v1::AggregateRankingsRequest& request) {
  if (absl::Status status = CheckYear(request.year()); !status.ok()) return status;
  if (absl::Status status = CheckView(request.view()); !status.ok()) return status;
  const bool english = LanguageFromCode(request.language_code()) == Language::kEnglish;
  // The name of the unit is in the reply, and no version moves with it.
  return Question{.text = absl::StrCat("under:", request.year(), ":", request.view(), ":", english ? "en" : "vi", ":",
                                       request.stage(), "\n", request.under()),
                  .scope = {.under = request.under(), .year = request.year()},
                  .freshness = Wanted(request.freshness()),
                  .make = [this, request](Basis& basis, const rpc::Call& call) -> absl::StatusOr<std::string> {
                    const auto response = core_.Aggregate(request, basis, call);
                    if (!response.ok()) return response.status();
                    return Serialized(*response);
                  }};
}

absl::StatusOr<v1::GetClusterRankingResponse> RankingCalls::GetClusterRanking(
    const v1::GetClusterRankingRequest& request, const rpc::Call& call) {
  const absl::StatusOr<Question> question = Ask(request);
  if (!question.ok()) return question.status();
  return Parsed<v1::GetClusterRankingResponse>(answers_.Get(*question, call));
}

absl::StatusOr<v1::AggregateRankingsResponse> RankingCalls::AggregateRankings(
    const v1::AggregateRankingsRequest& request, const rpc::Call& call) {
  const absl::StatusOr<Question> question = Ask(request);
  if (!question.ok()) return question.status();
  return Parsed<v1::AggregateRankingsResponse>(answers_.Get(*question, call));
}

absl::StatusOr<v1::RankByCodeResponse> RankingCalls::RankByCode(const v1::RankByCodeRequest& request,
                                                                const rpc::Call& call) {
  if (absl::Status status = CheckYear(request.year()); !status.ok()) return status;
  if (request.code().empty()) {
    return Missing("code", {.vi = "Cần mã tiêu chí hoặc chỉ tiêu, ví dụ I.2.",
                            .en = "The code of a criterion or a group is needed, e.g. I.2."});
  }
  const absl::StatusOr<KnownVersions::Age> age = core_.AwaitAge(Wanted(request.freshness()), call);
  if (!age.ok()) return age.status();
  absl::StatusOr<Basis> basis =
      core_.Find({.cluster = request.cluster(), .under = request.under(), .year = request.year()}, call);
  if (!basis.ok()) return basis.status();
  const absl::StatusOr<ReadClusters> read = core_.Read(*basis, request.stage(), call);
  if (!read.ok()) return read.status();
  if (read->clusters.empty()) return read->unranked.front().why.ToStatus();
  absl::StatusOr<v1::RankByCodeResponse> response = ranking::RankByCode(read->clusters, request.code());
  if (!response.ok()) return response.status();
  if (response->scales().empty()) {
    return NotFound("UNKNOWN_CODE",
                    {.vi = absl::StrCat("Thang điểm năm ", request.year(), " không có mã \"", request.code(), "\"."),
                     .en = absl::StrCat("The scale of ", request.year(), " has no code \"", request.code(), "\".")});
  }
  for (const auto& cluster : read->clusters) {
    scoring::v1::ClusterVersion* version = response->add_versions();
    version->set_cluster(cluster->scores.cluster());
    version->set_year(cluster->scores.year());
    version->set_version(cluster->scores.version());
  }
  SetStale(*age, *response);
  return response;
}

absl::StatusOr<Basis> RankingCalls::FindUnit(const std::string& unit, int year, const v1::Freshness& freshness,
                                             const rpc::Call& call) {
  if (unit.empty()) {
    return Missing("unit", {.vi = "Cần mã đơn vị, ví dụ 21526.", .en = "The code of a unit is needed, e.g. 21526."});
  }
  if (absl::Status status = CheckYear(year); !status.ok()) return status;
  const absl::StatusOr<KnownVersions::Age> age = core_.AwaitAge(Wanted(freshness), call);
  if (!age.ok()) return age.status();
  const std::shared_ptr<const KnownCluster> cluster = core_.versions().FindOf(unit, year);
  if (cluster != nullptr) {
    absl::StatusOr<Basis> basis = core_.Find({.cluster = cluster->code, .year = year}, call);
    if (basis.ok()) basis->age = *age;
    return basis;
  }
  directory::v1::GetUnitRequest request;
  request.set_code(unit);
  if (const auto known = core_.scoring().GetUnit(request, call); !known.ok()) return known.status();
  return NotFound("NO_CLUSTER",
                  {.vi = absl::StrCat("Năm ", year, " đơn vị ", unit,
                                      " không thuộc cụm thi đua nào. Hãy nhập các cụm của năm đó (thidua import "
                                      "clusters)."),
                   .en = absl::StrCat("Unit ", unit, " is in no cluster in ", year,
                                      ". Import that year's clusters (thidua import clusters).")});
}

absl::StatusOr<v1::GetUnitStandingResponse> RankingCalls::GetUnitStanding(const v1::GetUnitStandingRequest& request,
                                                                          const rpc::Call& call) {
  if (request.neighbours() < 0 || request.neighbours() > kMostNeighbours) {
    return InvalidField("neighbours", "OUT_OF_RANGE",
                        {.vi = absl::StrCat("neighbours từ 0 đến ", kMostNeighbours, "."),
                         .en = absl::StrCat("Set neighbours from 0 to ", kMostNeighbours, ".")});
  }
  absl::StatusOr<Basis> basis = FindUnit(request.unit(), request.year(), request.freshness(), call);
  if (!basis.ok()) return basis.status();
  const absl::StatusOr<std::shared_ptr<const RankableCluster>> cluster = core_.ReadOne(*basis, request.stage(), call);
  if (!cluster.ok()) return cluster.status();
  const absl::StatusOr<YearBefore> before = core_.ReadYearBefore({*cluster}, *basis, call);
  if (!before.ok()) return before.status();
  const int neighbours = request.neighbours() == 0 ? kDefaultNeighbours : request.neighbours();
  absl::StatusOr<v1::GetUnitStandingResponse> response =
      StandingAmongPeers(**cluster, before->places, request.unit(), neighbours);
  if (response.ok()) SetStale(basis->age, *response);
  return response;
}

absl::StatusOr<v1::WhatIfResponse> RankingCalls::WhatIf(const v1::WhatIfRequest& request, const rpc::Call& call) {
  if (absl::Status status = CheckCluster(request.cluster()); !status.ok()) return status;
  if (absl::Status status = CheckYear(request.year()); !status.ok()) return status;
  scoring::v1::SimulateScoresRequest wanted;
  wanted.set_cluster(request.cluster());
  wanted.set_year(request.year());
  *wanted.mutable_overrides() = request.overrides();
  absl::StatusOr<scoring::v1::SimulateScoresResponse> scores = core_.scoring().SimulateScores(wanted, call);
  if (!scores.ok()) return scores.status();
  return ToWhatIf(request, *std::move(scores));
}

absl::StatusOr<v1::FindPathResponse> RankingCalls::FindPath(const v1::FindPathRequest& request, const rpc::Call& call) {
  absl::StatusOr<Basis> basis = FindUnit(request.unit(), request.year(), request.freshness(), call);
  if (!basis.ok()) return basis.status();
  const absl::StatusOr<std::shared_ptr<const RankableCluster>> cluster = core_.ReadOne(*basis, /*stage=*/"", call);
  if (!cluster.ok()) return cluster.status();
  absl::StatusOr<v1::FindPathResponse> response = FindPathIn(**cluster, request);
  if (response.ok()) SetStale(basis->age, *response);
  return response;
}

v1::GetRankingStatusResponse RankingCalls::GetRankingStatus() const {
  v1::GetRankingStatusResponse response;
  const auto add = [&](const char* name, const cache::Stats& stats, size_t bytes) {
    v1::CacheCounts* one = response.add_caches();
    one->set_cache(name);
    one->set_hits(stats.hits);
    one->set_misses(stats.misses);
    one->set_stores(stats.stores);
    one->set_failures(stats.failures);
    one->set_breaker_opens(stats.breaker_opens);
    one->set_bytes(bytes);
  };
  add("answers", answers_.stats(), answers_.bytes());
  add("memory", caches_.memory->stats(), caches_.memory->bytes());
  if (caches_.redis != nullptr) add("redis", caches_.redis->stats(), 0);
  const KnownVersions& versions = core_.versions();
  response.set_head(versions.head());
  const KnownVersions::Clock::time_point since = versions.known_since();
  const auto age = KnownVersions::Clock::now() - since;
  response.set_age_ms(since == KnownVersions::Clock::time_point()
                          ? -1
                          : std::chrono::duration_cast<std::chrono::milliseconds>(age).count());
  return response;
}

}  // namespace thidua::ranking
