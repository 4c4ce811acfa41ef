#ifndef THIDUA_SERVICES_RANKING_RPC_FAKE_SCORING_H_
#define THIDUA_SERVICES_RANKING_RPC_FAKE_SCORING_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/scoring/api/scoring_api.h"

namespace thidua::ranking {

// A unit's row of a sheet with the headings of MakeScores.
struct SheetRow {
  std::string unit;
  std::string name;
  std::string total;
  std::vector<std::string> subtotals;  // Of I, I.A, II.
  std::vector<std::string> points;     // Of I.1, I.A.1, II.1.
  std::vector<std::string> missing;
};

// A sheet over the headings I (I.1, I.A (I.A.1)), II (II.1) with the tie-breaks II and I.1; authority "535".
scoring::v1::ClusterScores MakeScores(const std::string& cluster, int year, const std::vector<SheetRow>& rows);

// Scoring as RankingService sees it, in memory. Thread-safe.
class FakeScoring final : public scoring::ScoringApi {
 public:
  void AddUnit(const std::string& code, const std::string& name, const std::string& parent);
  // Clusters are listed in the order in which they first came. Each change gives the cluster-year a new version.
  void AddCluster(const std::string& cluster, const std::string& authority, int year);
  int64_t SetScores(scoring::v1::ClusterScores scores);
  // What GetClusterScores fails with for that cluster-year, until it has scores.
  void SetFailure(const std::string& cluster, int year, absl::Status failure);
  // A cluster-year that nothing was ever stored of.
  void SetVersionZero(const std::string& cluster, int year);
  // From now on every call fails with `status`, unless that is OK.
  void FailEverything(absl::Status status);
  // From now on GetClusterScores does this first.
  void BeforeScores(std::function<void(const rpc::Call&)> hook);
  // How often `method` was called.
  int calls(const std::string& method) const;

  absl::StatusOr<directory::v1::GetUnitResponse> GetUnit(const directory::v1::GetUnitRequest& request,
                                                         const rpc::Call& call) override;
  absl::StatusOr<directory::v1::ListUnitsResponse> ListUnits(const directory::v1::ListUnitsRequest& request,
                                                             const rpc::Call& call) override;
  absl::StatusOr<directory::v1::ListOfficesResponse> ListOffices(const directory::v1::ListOfficesRequest& request,
                                                                 const rpc::Call& call) override;
  absl::StatusOr<directory::v1::ListClustersResponse> ListClusters(const directory::v1::ListClustersRequest& request,
                                                                   const rpc::Call& call) override;
  absl::StatusOr<scoring::v1::GetScaleResponse> GetScale(const scoring::v1::GetScaleRequest& request,
                                                         const rpc::Call& call) override;
  absl::StatusOr<scoring::v1::ListClusterVersionsResponse> ListClusterVersions(
      const scoring::v1::ListClusterVersionsRequest& request, const rpc::Call& call) override;
  absl::StatusOr<scoring::v1::GetClusterScoresResponse> GetClusterScores(
      const scoring::v1::GetClusterScoresRequest& request, const rpc::Call& call) override;
  absl::StatusOr<scoring::v1::FreezeClusterResponse> FreezeCluster(const scoring::v1::FreezeClusterRequest& request,
                                                                   const rpc::Call& call) override;
  absl::StatusOr<scoring::v1::ExplainScoresResponse> ExplainScores(const scoring::v1::ExplainScoresRequest& request,
                                                                   const rpc::Call& call) override;
  absl::StatusOr<scoring::v1::SimulateScoresResponse> SimulateScores(const scoring::v1::SimulateScoresRequest& request,
                                                                     const rpc::Call& call) override;
  // Probes are answered at once and every change is told before the call that makes it returns, unless Silence.
  std::unique_ptr<scoring::VersionWatch> WatchVersions(scoring::VersionListener& listener) override;
  // Watchers hear nothing any more, or everything that they missed.
  void Silence(bool silent);
  // Watchers lose their connection, and have it again with a feed of another run.
  void BreakWatches();

 private:
  struct ClusterYear {
    std::string cluster;
    int year = 0;
    std::string authority;
    int64_t version = 0;
    absl::Status failure;
    scoring::v1::ClusterScores scores;
  };

  class Change;
  class Watch;

  void TellWatches(int64_t probe = 0);
  absl::Status Called(const std::string& method) const;
  // These two REQUIRE: mutex_ is held.
  ClusterYear& At(const std::string& cluster, int year);
  bool IsUnder(std::string unit, const std::string& above) const;
  // Those of the year in the scope of a request; NOT_FOUND for a cluster that is not there.
  template <typename Request>
  absl::StatusOr<std::vector<ClusterYear>> InScope(const Request& request) const;

  mutable std::mutex mutex_;  // Guards everything below.
  std::map<std::string, directory::v1::Unit> units_;
  std::vector<ClusterYear> cluster_years_;
  int64_t last_version_ = 0;
  absl::Status everything_;
  std::function<void(const rpc::Call&)> before_scores_;
  mutable std::map<std::string, int> calls_;
  bool silent_ = false;
  int feed_ = 1;

  std::recursive_mutex watches_mutex_;  // Held while watchers hear, who may probe from there.
  std::set<Watch*> watches_;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_RPC_FAKE_SCORING_H_
