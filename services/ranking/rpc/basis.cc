#include "services/ranking/rpc/basis.h"

#include "absl/strings/str_cat.h"
#include "services/ranking/rpc/year_before.h"

namespace thidua::ranking {
namespace {

using Clusters = std::vector<std::shared_ptr<const KnownCluster>>;

void AppendText(const Clusters& clusters, std::string& text) {
  // A code may hold any printable character, but no line break.
  for (const auto& cluster : clusters) absl::StrAppend(&text, cluster->version, "@", cluster->code, "\n");
  text += '\n';
}

bool StillStand(const Clusters& made, const Clusters& now) {
  if (made.size() != now.size()) return false;
  for (size_t i = 0; i < made.size(); ++i) {
    if (made[i] == now[i]) continue;
    if (made[i]->code != now[i]->code || made[i]->version < now[i]->version) return false;
    // Of equal versions, a unit above may have been renamed or moved.
    if (made[i]->authority != now[i]->authority) return false;
  }
  return true;
}

}  // namespace

std::string Basis::Text() const {
  std::string text = absl::StrCat(results_version, "\n");
  AppendText(clusters, text);
  AppendText(previous, text);
  return text;
}

Basis BasisOf(const KnownVersions& versions, const RankingScope& scope) {
  Basis basis{.known_since = versions.known_since(),
              .age = versions.Staleness(),
              .sequence = versions.sequence(),
              .epoch = versions.epoch(),
              .results_version = versions.results_version()};
  if (scope.cluster.empty()) {
    basis.clusters = versions.Below(scope.under, scope.year);
  } else if (auto cluster = versions.Find(scope.cluster, scope.year)) {
    basis.clusters.push_back(std::move(cluster));
  }
  basis.previous = ClustersOfYearBefore(versions, basis.clusters);
  return basis;
}

bool StillStands(const Basis& made, const Basis& now) {
  return made.epoch == now.epoch && made.results_version >= now.results_version &&
         StillStand(made.clusters, now.clusters) && StillStand(made.previous, now.previous);
}

}  // namespace thidua::ranking
