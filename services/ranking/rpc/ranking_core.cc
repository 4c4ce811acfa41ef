#include "services/ranking/rpc/ranking_core.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/unknown.h"
#include "services/ranking/rpc/ranking_reply.h"

namespace thidua::ranking {
namespace {

using directory::v1::GetUnitRequest;
using directory::v1::GetUnitResponse;

// Within what imported files may name, with a year before it.
constexpr int kFirstYear = 1946;
constexpr int kLastYear = 2200;

// Whom the clusters stand under, for messages.
Message ScopeName(const std::string& under, const std::string& name) {
  if (under.empty()) return {.vi = "cả nước", .en = "the whole country"};
  const std::string both = absl::StrCat(name, " (", under, ")");
  return {.vi = both, .en = both};
}

absl::Status NoClusters(const Message& scope, int year) {
  return NotFound("NO_CLUSTERS", {.vi = absl::StrCat("Năm ", year, " chưa có cụm thi đua nào thuộc ", scope.vi,
                                                     ". Hãy nhập danh sách cụm của năm đó (thidua import clusters)."),
                                  .en = absl::StrCat("No cluster stands under ", scope.en, " in ", year,
                                                     ". Import that year's clusters (thidua import clusters).")});
}

// REQUIRES: `unranked` is not empty.
absl::Status NoneRanked(const std::vector<Unranked>& unranked, const Message& scope, int year) {
  const Unranked& first = unranked.front();
  return FailedPrecondition(
      "NO_SCALE",
      {.vi = absl::StrCat("Năm ", year, " chưa xếp hạng được cụm nào trong ", unranked.size(), " cụm thuộc ", scope.vi,
                          ". Cụm ", first.cluster->code, ": ", first.why.message.vi),
       .en = absl::StrCat("None of the ", unranked.size(), " clusters under ", scope.en, " can be ranked for ", year,
                          ". Cluster ", first.cluster->code, ": ", first.why.message.en)});
}

// Scoring has no scores for the cluster, for a reason that lies in its data: the other clusters can be ranked.
bool CannotBeRanked(const Problem& problem) {
  return problem.code == absl::StatusCode::kFailedPrecondition || problem.reason == "UNKNOWN_STAGE";
}

// What was read may be newer than what was known.
void SetVersion(KnownVersions& versions, uint64_t epoch, int64_t version,
                std::shared_ptr<const KnownCluster>& cluster) {
  if (cluster->version == version) return;
  versions.SawVersion(*cluster, version, epoch);
  auto read = std::make_shared<KnownCluster>(*cluster);
  read->version = version;
  cluster = std::move(read);
}

absl::StatusOr<v1::ClusterRanking> Rank(const RankableCluster& cluster, const YearBefore& before,
                                        v1::RankingView view) {
  absl::StatusOr<v1::ClusterRanking> ranking = RankCluster(cluster, before.places, view);
  if (!ranking.ok()) return ranking;
  ranking->set_results_version(before.results_version);
  for (const scoring::v1::ClusterVersion& version : before.versions) *ranking->add_previous_versions() = version;
  return ranking;
}

}  // namespace

absl::Status CheckYear(int year) {
  if (year >= kFirstYear && year <= kLastYear) return absl::OkStatus();
  return InvalidField("year", "BAD_YEAR",
                      {.vi = absl::StrCat("Cần năm thi đua, từ ", kFirstYear, " đến ", kLastYear, "."),
                       .en = absl::StrCat("The year to rank is needed, from ", kFirstYear, " to ", kLastYear, ".")});
}

RankingCore::RankingCore(scoring::ScoringApi& scoring, ResultsStore& results, std::shared_ptr<cache::Cache> cache)
    : scoring_(scoring),
      results_(results),
      scores_(scoring, std::move(cache)),
      years_before_(results, scores_),
      versions_(scoring, [&results] { return results.Version(); }) {}

absl::StatusOr<KnownVersions::Age> RankingCore::AwaitAge(const WantedFreshness& wanted, const rpc::Call& call) {
  absl::StatusOr<KnownVersions::Age> age = versions_.AwaitAge(wanted, call.deadline);
  if (age.ok() || versions_.head() != 0) return age;
  const absl::StatusOr<directory::v1::ListOfficesResponse> asked = scoring_.ListOffices({}, call);
  if (!asked.ok()) return asked.status();
  return age;
}

absl::StatusOr<Basis> RankingCore::Find(const RankingScope& scope, const rpc::Call& call) {
  Basis basis = BasisOf(versions_, scope);
  if (!basis.clusters.empty()) return basis;
  if (!scope.cluster.empty()) return UnknownCluster(scope.cluster, scope.year);
  std::string name;
  if (!scope.under.empty()) {
    GetUnitRequest request;
    request.set_code(scope.under);
    const absl::StatusOr<GetUnitResponse> unit = scoring_.GetUnit(request, call);
    if (!unit.ok()) return unit.status();
    name = unit->unit().name();
  }
  return NoClusters(ScopeName(scope.under, name), scope.year);
}

absl::StatusOr<ReadClusters> RankingCore::Read(Basis& basis, const std::string& stage, const rpc::Call& call) {
  ReadClusters read;
  for (std::shared_ptr<const KnownCluster>& cluster : basis.clusters) {
    absl::StatusOr<std::shared_ptr<const RankableCluster>> one = scores_.Get(
        {.cluster = cluster->code, .year = cluster->year, .version = cluster->version, .stage = stage}, call);
    if (one.ok()) {
      SetVersion(versions_, basis.epoch, (*one)->scores.version(), cluster);
      read.clusters.push_back(*std::move(one));
      continue;
    }
    Problem problem = Problem::FromStatus(one.status());
    if (!CannotBeRanked(problem)) return one.status();
    read.unranked.push_back({cluster, std::move(problem)});
  }
  return read;
}

absl::StatusOr<std::shared_ptr<const RankableCluster>> RankingCore::ReadOne(Basis& basis, const std::string& stage,
                                                                            const rpc::Call& call) {
  std::shared_ptr<const KnownCluster>& cluster = basis.clusters.front();
  absl::StatusOr<std::shared_ptr<const RankableCluster>> one =
      scores_.Get({.cluster = cluster->code, .year = cluster->year, .version = cluster->version, .stage = stage}, call);
  if (one.ok()) SetVersion(versions_, basis.epoch, (*one)->scores.version(), cluster);
  return one;
}

absl::StatusOr<YearBefore> RankingCore::ReadYearBefore(
    const std::vector<std::shared_ptr<const RankableCluster>>& clusters, Basis& basis, const rpc::Call& call) {
  if (clusters.empty()) return YearBefore{.results_version = basis.results_version};
  absl::StatusOr<YearBefore> before =
      years_before_.Read(clusters, clusters.front()->scores.year(), basis.previous, call);
  if (!before.ok()) return before;
  versions_.SawResults(before->results_version);
  basis.results_version = before->results_version;
  for (const scoring::v1::ClusterVersion& version : before->versions) {
    for (std::shared_ptr<const KnownCluster>& cluster : basis.previous) {
      if (cluster->code == version.cluster()) SetVersion(versions_, basis.epoch, version.version(), cluster);
    }
  }
  return before;
}

absl::StatusOr<v1::GetClusterRankingResponse> RankingCore::RankOne(const v1::GetClusterRankingRequest& request,
                                                                   Basis& basis, const rpc::Call& call) {
  const absl::StatusOr<std::shared_ptr<const RankableCluster>> cluster = ReadOne(basis, request.stage(), call);
  if (!cluster.ok()) return cluster.status();
  const absl::StatusOr<YearBefore> before = ReadYearBefore({*cluster}, basis, call);
  if (!before.ok()) return before.status();
  absl::StatusOr<v1::ClusterRanking> ranking = Rank(**cluster, *before, request.view());
  if (!ranking.ok()) return ranking.status();
  v1::GetClusterRankingResponse response;
  *response.mutable_ranking() = *std::move(ranking);
  return response;
}

absl::StatusOr<v1::AggregateRankingsResponse> RankingCore::Aggregate(const v1::AggregateRankingsRequest& request,
                                                                     Basis& basis, const rpc::Call& call) {
  Aggregation aggregation{.under = request.under(),
                          .name = versions_.UnitName(request.under()).value_or(""),
                          .year = request.year(),
                          .view = request.view()};
  absl::StatusOr<ReadClusters> read = Read(basis, request.stage(), call);
  if (!read.ok()) return read.status();
  if (read->clusters.empty()) {
    return NoneRanked(read->unranked, ScopeName(request.under(), aggregation.name), request.year());
  }
  absl::StatusOr<YearBefore> before = ReadYearBefore(read->clusters, basis, call);
  if (!before.ok()) return before.status();
  aggregation.clusters = std::move(read->clusters);
  const Language language = LanguageFromCode(request.language_code());
  for (const Unranked& one : read->unranked) {
    aggregation.unranked.push_back({.cluster = one.cluster->code,
                                    .name = one.cluster->name,
                                    .reason = one.why.reason,
                                    .message = one.why.message.In(language)});
  }
  aggregation.results_version = before->results_version;
  aggregation.previous = std::move(before->places);
  aggregation.previous_versions = std::move(before->versions);
  aggregation.branch_of = [&](const std::string& authority) { return versions_.BranchOf(authority, request.under()); };
  aggregation.name_of = [&](const std::string& unit) { return versions_.UnitName(unit).value_or(""); };
  return ranking::Aggregate(aggregation);
}

}  // namespace thidua::ranking
