#include "services/ranking/rpc/ranking_calls.h"

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/import_report.h"
#include "common/status/problem.h"
#include "services/ranking/rpc/rankable_cluster.h"
#include "services/ranking/rpc/results_import.h"

namespace thidua::ranking {
namespace {

using directory::v1::GetUnitRequest;
using directory::v1::GetUnitResponse;
using directory::v1::ListClustersRequest;
using directory::v1::ListClustersResponse;
using scoring::v1::ClusterScores;
using scoring::v1::ClusterVersion;
using scoring::v1::ListClusterVersionsRequest;
using scoring::v1::ListClusterVersionsResponse;

// Within what imported files may name, with a year before it.
constexpr int kFirstYear = 1946;
constexpr int kLastYear = 2200;

// A cluster that cannot be ranked, and what scoring says about it.
struct Unranked {
  std::string cluster;
  Problem why;
};

absl::Status CheckYear(int year) {
  if (year >= kFirstYear && year <= kLastYear) return absl::OkStatus();
  return InvalidField("year", "BAD_YEAR",
                      {.vi = absl::StrCat("Cần năm thi đua, từ ", kFirstYear, " đến ", kLastYear, "."),
                       .en = absl::StrCat("The year to rank is needed, from ", kFirstYear, " to ", kLastYear, ".")});
}

absl::Status CheckView(v1::RankingView view) {
  if (v1::RankingView_IsValid(view)) return absl::OkStatus();
  return InvalidField("view", "BAD_VIEW", {.vi = "Cần view là BASIC hoặc FULL.", .en = "Set view to BASIC or FULL."});
}

absl::Status Check(const v1::GetClusterRankingRequest& request) {
  if (request.cluster().empty()) {
    return InvalidField(
        "cluster", "EMPTY",
        {.vi = "Cần mã cụm, ví dụ khu-trung.", .en = "The code of a cluster is needed, e.g. khu-trung."});
  }
  if (absl::Status status = CheckYear(request.year()); !status.ok()) return status;
  return CheckView(request.view());
}

absl::Status Check(const v1::AggregateRankingsRequest& request) {
  if (absl::Status status = CheckYear(request.year()); !status.ok()) return status;
  return CheckView(request.view());
}

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
                          ". Cụm ", first.cluster, ": ", first.why.message.vi),
       .en = absl::StrCat("None of the ", unranked.size(), " clusters under ", scope.en, " can be ranked for ", year,
                          ". Cluster ", first.cluster, ": ", first.why.message.en)});
}

// Scoring has no scores for the cluster, for a reason that lies in its data: the other clusters can be ranked.
bool CannotBeRanked(const Problem& problem) { return problem.code == absl::StatusCode::kFailedPrecondition; }

absl::StatusOr<RankableCluster> ReadCluster(VersionedScores& scores, const ClusterVersion& version,
                                            const rpc::Call& call) {
  absl::StatusOr<ClusterScores> found = scores.Get(version, call);
  if (!found.ok()) return found.status();
  return MakeRankable(*std::move(found));
}

// `cluster` ranked, with the versions behind it.
absl::StatusOr<v1::ClusterRanking> Rank(const RankableCluster& cluster, const YearBefore& before,
                                        v1::RankingView view) {
  absl::StatusOr<v1::ClusterRanking> ranking = RankCluster(cluster, before.places, view);
  if (!ranking.ok()) return ranking;
  ranking->set_results_version(before.results_version);
  if (const auto found = before.versions.find(ranking->cluster()); found != before.versions.end()) {
    *ranking->mutable_previous_version() = found->second;
  }
  return ranking;
}

absl::Status AddUnranked(const std::vector<Unranked>& unranked, const v1::AggregateRankingsRequest& request,
                         scoring::ScoringApi& scoring, const rpc::Call& call, v1::AggregateRankingsResponse& response) {
  if (unranked.empty()) return absl::OkStatus();
  ListClustersRequest list;
  list.set_year(request.year());
  list.set_under(request.under());
  const absl::StatusOr<ListClustersResponse> clusters = scoring.ListClusters(list, call);
  if (!clusters.ok()) return clusters.status();
  absl::flat_hash_map<std::string, std::string> names;
  for (const auto& cluster : clusters->clusters()) names[cluster.code()] = cluster.name();
  const Language language = LanguageFromCode(request.language_code());
  for (const Unranked& one : unranked) {
    v1::UnrankedCluster* out = response.add_unranked();
    out->set_cluster(one.cluster);
    out->set_name(names[one.cluster]);
    out->set_reason(one.why.reason);
    out->set_message(one.why.message.In(language));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ImportResultsResponse> RankingCalls::ImportResults(const imports::File& file, Language language,
                                                                      const rpc::Call& call) {
  const absl::StatusOr<imports::Report> report = ImportResultsFile(file, scoring_, results_, call);
  if (!report.ok()) return report.status();
  v1::ImportResultsResponse response;
  *response.mutable_report() = rpc::ToProto(*report, language);
  return response;
}

absl::StatusOr<v1::GetClusterRankingResponse> RankingCalls::GetClusterRanking(
    const v1::GetClusterRankingRequest& request, const rpc::Call& call) {
  if (absl::Status status = Check(request); !status.ok()) return status;
  ListClusterVersionsRequest scope;
  scope.set_year(request.year());
  scope.set_cluster(request.cluster());
  const absl::StatusOr<ListClusterVersionsResponse> versions = scoring_.ListClusterVersions(scope, call);
  if (!versions.ok()) return versions.status();
  if (versions->versions().empty()) {
    return NotFound("UNKNOWN_CLUSTER",
                    {.vi = absl::StrCat("Năm ", request.year(), " không có cụm nào mang mã ", request.cluster(),
                                        ". Hãy sửa mã, hoặc nhập các cụm của năm đó (thidua import clusters)."),
                     .en = absl::StrCat("No cluster of ", request.year(), " has the code ", request.cluster(),
                                        ". Correct it, or import that year's clusters (thidua import clusters).")});
  }
  std::vector<RankableCluster> clusters;
  absl::StatusOr<RankableCluster> cluster = ReadCluster(scores_, versions->versions(0), call);
  if (!cluster.ok()) return cluster.status();
  clusters.push_back(*std::move(cluster));

  const absl::StatusOr<YearBefore> before = years_before_.Read(clusters, request.year(), scope, call);
  if (!before.ok()) return before.status();
  absl::StatusOr<v1::ClusterRanking> ranking = Rank(clusters.front(), *before, request.view());
  if (!ranking.ok()) return ranking.status();
  v1::GetClusterRankingResponse response;
  *response.mutable_ranking() = *std::move(ranking);
  return response;
}

absl::StatusOr<v1::AggregateRankingsResponse> RankingCalls::AggregateRankings(
    const v1::AggregateRankingsRequest& request, const rpc::Call& call) {
  if (absl::Status status = Check(request); !status.ok()) return status;
  v1::AggregateRankingsResponse response;
  response.set_under(request.under());
  response.set_year(request.year());
  if (!request.under().empty()) {
    GetUnitRequest unit_request;
    unit_request.set_code(request.under());
    const absl::StatusOr<GetUnitResponse> unit = scoring_.GetUnit(unit_request, call);
    if (!unit.ok()) return unit.status();
    response.set_name(unit->unit().name());
  }
  ListClusterVersionsRequest scope;
  scope.set_year(request.year());
  scope.set_under(request.under());
  const absl::StatusOr<ListClusterVersionsResponse> versions = scoring_.ListClusterVersions(scope, call);
  if (!versions.ok()) return versions.status();
  const Message scope_name = ScopeName(request.under(), response.name());
  if (versions->versions().empty()) return NoClusters(scope_name, request.year());

  std::vector<RankableCluster> clusters;
  std::vector<Unranked> unranked;
  for (const ClusterVersion& version : versions->versions()) {
    absl::StatusOr<RankableCluster> cluster = ReadCluster(scores_, version, call);
    if (cluster.ok()) {
      clusters.push_back(*std::move(cluster));
      continue;
    }
    Problem problem = Problem::FromStatus(cluster.status());
    if (!CannotBeRanked(problem)) return cluster.status();
    unranked.push_back({version.cluster(), std::move(problem)});
  }
  if (clusters.empty()) return NoneRanked(unranked, scope_name, request.year());

  const absl::StatusOr<YearBefore> before = years_before_.Read(clusters, request.year(), scope, call);
  if (!before.ok()) return before.status();
  for (const RankableCluster& cluster : clusters) {
    absl::StatusOr<v1::ClusterRanking> ranking = Rank(cluster, *before, request.view());
    if (!ranking.ok()) return ranking.status();
    *response.add_clusters() = *std::move(ranking);
  }
  for (v1::OverallRanking& overall : RankOverall(clusters)) *response.add_overall() = std::move(overall);
  if (absl::Status status = AddUnranked(unranked, request, scoring_, call, response); !status.ok()) return status;
  return response;
}

}  // namespace thidua::ranking
