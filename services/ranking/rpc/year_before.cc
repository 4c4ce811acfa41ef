#include "services/ranking/rpc/year_before.h"

#include <algorithm>
#include <utility>

namespace thidua::ranking {
namespace {

using scoring::v1::ClusterScores;
using scoring::v1::ClusterVersion;
using scoring::v1::ListClusterVersionsRequest;
using scoring::v1::ListClusterVersionsResponse;

// The clusters with a unit whose place is not known.
std::vector<const RankableCluster*> WithUnknownPlaces(const std::vector<RankableCluster>& clusters,
                                                      const PreviousPlaces& places) {
  std::vector<const RankableCluster*> unknown;
  for (const RankableCluster& cluster : clusters) {
    if (std::any_of(cluster.contenders.begin(), cluster.contenders.end(),
                    [&](const Contender& contender) { return !places.contains(contender.unit); })) {
      unknown.push_back(&cluster);
    }
  }
  return unknown;
}

// Neither the cluster nor its scale need have existed the year before.
bool SaysThereIsNone(const absl::Status& status) {
  return absl::IsNotFound(status) || absl::IsFailedPrecondition(status);
}

}  // namespace

absl::StatusOr<YearBefore> YearBeforeReader::Read(const std::vector<RankableCluster>& clusters, int year,
                                                  const ListClusterVersionsRequest& scope, const rpc::Call& call) {
  std::vector<std::string> units;
  for (const RankableCluster& cluster : clusters) {
    for (const Contender& contender : cluster.contenders) units.push_back(contender.unit);
  }
  absl::StatusOr<ResultsStore::Found> found = results_.Read(year - 1, units);
  if (!found.ok()) return found.status();
  YearBefore before{.results_version = found->version};
  for (PublishedResult& result : found->results) {
    before.places[result.unit] = {.cluster = std::move(result.cluster),
                                  .rank = result.rank,
                                  .members = result.members,
                                  .total = std::move(result.total),
                                  .source = PreviousPlace::Source::kResults};
  }

  const std::vector<const RankableCluster*> unknown = WithUnknownPlaces(clusters, before.places);
  if (unknown.empty()) return before;
  if (absl::Status status = ListVersions(year - 1, scope, unknown, call, before); !status.ok()) return status;
  for (const RankableCluster* cluster : unknown) {
    const auto version = before.versions.find(cluster->scores.cluster());
    if (version == before.versions.end() || version->second.version() == 0) continue;
    absl::StatusOr<ClusterScores> scores = scores_.Get(version->second, call);
    if (SaysThereIsNone(scores.status())) continue;
    if (!scores.ok()) return scores.status();
    version->second.set_version(scores->version());
    const absl::StatusOr<RankableCluster> rankable = MakeRankable(*std::move(scores));
    if (!rankable.ok()) return rankable.status();
    PreviousPlaces computed = ComputedPlaces(*rankable);
    for (const Contender& contender : cluster->contenders) {
      if (const auto place = computed.find(contender.unit); place != computed.end()) {
        before.places.try_emplace(contender.unit, std::move(place->second));
      }
    }
  }
  return before;
}

absl::Status YearBeforeReader::ListVersions(int year, ListClusterVersionsRequest scope,
                                            const std::vector<const RankableCluster*>& clusters, const rpc::Call& call,
                                            YearBefore& before) {
  absl::flat_hash_map<std::string, ClusterVersion> listed;
  const auto list = [&]() -> absl::Status {
    scope.set_year(year);
    absl::StatusOr<ListClusterVersionsResponse> response = scoring_.ListClusterVersions(scope, call);
    if (SaysThereIsNone(response.status())) return absl::OkStatus();
    if (!response.ok()) return response.status();
    for (ClusterVersion& version : *response->mutable_versions()) listed[version.cluster()] = std::move(version);
    return absl::OkStatus();
  };
  if (absl::Status status = list(); !status.ok()) return status;
  // Another unit may have aggregated a cluster then: the levels of July 2025 are not those of 2024.
  const bool all_listed = std::all_of(clusters.begin(), clusters.end(), [&](const RankableCluster* cluster) {
    return listed.contains(cluster->scores.cluster());
  });
  if (!all_listed && !scope.under().empty()) {
    scope.set_under("");
    if (absl::Status status = list(); !status.ok()) return status;
  }
  for (const RankableCluster* cluster : clusters) {
    const auto found = listed.find(cluster->scores.cluster());
    if (found != listed.end()) before.versions.insert(*found);
  }
  return absl::OkStatus();
}

}  // namespace thidua::ranking
