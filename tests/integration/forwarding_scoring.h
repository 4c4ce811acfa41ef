#ifndef THIDUA_TESTS_INTEGRATION_FORWARDING_SCORING_H_
#define THIDUA_TESTS_INTEGRATION_FORWARDING_SCORING_H_

#include <memory>

#include "services/scoring/api/scoring_api.h"

namespace thidua::integration {

// Passes every call on, for those who want to come between one of them.
class ForwardingScoring : public scoring::ScoringApi {
 public:
  explicit ForwardingScoring(scoring::ScoringApi& delegate) : delegate_(delegate) {}

#define THIDUA_FORWARD(area, name)                                                                      \
  absl::StatusOr<thidua::area::v1::name##Response> name(const thidua::area::v1::name##Request& request, \
                                                        const rpc::Call& call) override {               \
    return delegate_.name(request, call);                                                               \
  }
  THIDUA_FORWARD(directory, GetUnit)
  THIDUA_FORWARD(directory, ListUnits)
  THIDUA_FORWARD(directory, ListOffices)
  THIDUA_FORWARD(directory, ListClusters)
  THIDUA_FORWARD(scoring, GetScale)
  THIDUA_FORWARD(scoring, ListClusterVersions)
  THIDUA_FORWARD(scoring, GetClusterScores)
  THIDUA_FORWARD(scoring, FreezeCluster)
  THIDUA_FORWARD(scoring, ExplainScores)
  THIDUA_FORWARD(scoring, SimulateScores)
#undef THIDUA_FORWARD

  std::unique_ptr<scoring::VersionWatch> WatchVersions(scoring::VersionListener& listener) override {
    return delegate_.WatchVersions(listener);
  }

 protected:
  scoring::ScoringApi& delegate_;
};

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_FORWARDING_SCORING_H_
