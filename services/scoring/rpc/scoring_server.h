#ifndef THIDUA_SERVICES_SCORING_RPC_SCORING_SERVER_H_
#define THIDUA_SERVICES_SCORING_RPC_SCORING_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/import/fault.h"
#include "common/status/message.h"
#include "services/scoring/api/scoring_api.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/scoring/usecases/scale_catalog.h"
#include "services/scoring/usecases/version_feed.h"

namespace thidua::scoring {

// The scoring service without its transport: each method turns a request into one use case and its result into a reply.
// Thread-safe; every call blocks on the store.
class ScoringServer final : public ScoringApi {
 public:
  explicit ScoringServer(std::unique_ptr<ScoringStore> store);

  absl::StatusOr<thidua::directory::v1::GetUnitResponse> GetUnit(const thidua::directory::v1::GetUnitRequest& request,
                                                                 const rpc::Call& call) override;
  absl::StatusOr<thidua::directory::v1::ListUnitsResponse> ListUnits(
      const thidua::directory::v1::ListUnitsRequest& request, const rpc::Call& call) override;
  absl::StatusOr<thidua::directory::v1::ListOfficesResponse> ListOffices(
      const thidua::directory::v1::ListOfficesRequest& request, const rpc::Call& call) override;
  absl::StatusOr<thidua::directory::v1::ListClustersResponse> ListClusters(
      const thidua::directory::v1::ListClustersRequest& request, const rpc::Call& call) override;
  absl::StatusOr<thidua::scoring::v1::GetScaleResponse> GetScale(const thidua::scoring::v1::GetScaleRequest& request,
                                                                 const rpc::Call& call) override;
  absl::StatusOr<thidua::scoring::v1::ListClusterVersionsResponse> ListClusterVersions(
      const thidua::scoring::v1::ListClusterVersionsRequest& request, const rpc::Call& call) override;
  absl::StatusOr<thidua::scoring::v1::GetClusterScoresResponse> GetClusterScores(
      const thidua::scoring::v1::GetClusterScoresRequest& request, const rpc::Call& call) override;
  absl::StatusOr<thidua::scoring::v1::FreezeClusterResponse> FreezeCluster(
      const thidua::scoring::v1::FreezeClusterRequest& request, const rpc::Call& call) override;
  absl::StatusOr<thidua::scoring::v1::ExplainScoresResponse> ExplainScores(
      const thidua::scoring::v1::ExplainScoresRequest& request, const rpc::Call& call) override;
  absl::StatusOr<thidua::scoring::v1::SimulateScoresResponse> SimulateScores(
      const thidua::scoring::v1::SimulateScoresRequest& request, const rpc::Call& call) override;
  // Within this process.
  std::unique_ptr<VersionWatch> WatchVersions(VersionListener& listener) override;

  absl::StatusOr<thidua::directory::v1::ListSuccessionsResponse> ListSuccessions(
      const thidua::directory::v1::ListSuccessionsRequest& request, const rpc::Call& call);

  absl::StatusOr<thidua::directory::v1::ImportUnitsResponse> ImportUnits(const imports::File& file, Language language,
                                                                         const rpc::Call& call);
  absl::StatusOr<thidua::directory::v1::ImportOfficesResponse> ImportOffices(const imports::File& file,
                                                                             Language language, const rpc::Call& call);
  absl::StatusOr<thidua::directory::v1::ImportClustersResponse> ImportClusters(const imports::File& file,
                                                                               Language language,
                                                                               const rpc::Call& call);
  absl::StatusOr<thidua::directory::v1::ImportSuccessionsResponse> ImportSuccessions(const imports::File& file,
                                                                                     Language language,
                                                                                     const rpc::Call& call);
  absl::StatusOr<thidua::scoring::v1::ImportScaleResponse> ImportScale(const imports::File& file, Language language,
                                                                       const rpc::Call& call);
  absl::StatusOr<thidua::scoring::v1::ImportInputsResponse> ImportInputs(const imports::File& file, Language language,
                                                                         const rpc::Call& call);
  absl::StatusOr<thidua::scoring::v1::SimulateScaleResponse> SimulateScale(const imports::File& file,
                                                                           Language language);
  // The whole file.
  absl::StatusOr<std::string> ExportScale(const thidua::scoring::v1::ExportScaleRequest& request);

  ScoringStore& store() { return *store_; }
  ScaleCatalog& catalog() { return catalog_; }
  VersionFeed& feed() { return feed_; }

 private:
  const std::unique_ptr<ScoringStore> store_;
  ScaleCatalog catalog_;
  VersionFeed feed_;
};

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_RPC_SCORING_SERVER_H_
