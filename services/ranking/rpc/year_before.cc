#include "services/ranking/rpc/year_before.h"

#include <map>
#include <string>
#include <utility>

namespace thidua::ranking {
namespace {

// Neither the cluster nor its scale need have existed the year before.
bool SaysThereIsNone(const absl::Status& status) {
  return absl::IsNotFound(status) || absl::IsFailedPrecondition(status);
}

}  // namespace

std::vector<std::shared_ptr<const KnownCluster>> ClustersOfYearBefore(
    const KnownVersions& versions, const std::vector<std::shared_ptr<const KnownCluster>>& clusters) {
  std::map<std::string, std::shared_ptr<const KnownCluster>> found;
  for (const auto& cluster : clusters) {
    for (const std::string& unit : cluster->members) {
      if (auto before = versions.FindOf(unit, cluster->year - 1)) found.try_emplace(before->code, std::move(before));
    }
  }
  std::vector<std::shared_ptr<const KnownCluster>> before;
  before.reserve(found.size());
  for (auto& [code, cluster] : found) before.push_back(std::move(cluster));
  return before;
}

absl::StatusOr<YearBefore> YearBeforeReader::Read(const std::vector<std::shared_ptr<const RankableCluster>>& clusters,
                                                  int year,
                                                  const std::vector<std::shared_ptr<const KnownCluster>>& previous,
                                                  const rpc::Call& call) {
  std::vector<std::string> units;
  for (const auto& cluster : clusters) {
    for (const Contender& contender : cluster->contenders) units.push_back(contender.unit);
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
  for (const auto& cluster : previous) {
    if (cluster->version == 0) continue;
    const absl::StatusOr<std::shared_ptr<const RankableCluster>> scores =
        scores_.Get({.cluster = cluster->code, .year = cluster->year, .version = cluster->version, .stage = ""}, call);
    if (SaysThereIsNone(scores.status())) continue;
    if (!scores.ok()) return scores.status();
    scoring::v1::ClusterVersion& version = before.versions.emplace_back();
    version.set_cluster(cluster->code);
    version.set_year(cluster->year);
    version.set_version((*scores)->scores.version());
    for (auto& [unit, place] : ComputedPlaces(**scores)) before.places.try_emplace(unit, std::move(place));
  }
  return before;
}

}  // namespace thidua::ranking
