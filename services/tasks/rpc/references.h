#ifndef THIDUA_SERVICES_TASKS_RPC_REFERENCES_H_
#define THIDUA_SERVICES_TASKS_RPC_REFERENCES_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "services/scoring/api/scoring_api.h"

namespace thidua::tasks {

// What the rows of one file refer to, as scoring knows it. Each question is asked once, however many rows need it. A
// scoring service that does not answer gives its own status (UNAVAILABLE, DEADLINE_EXCEEDED…).
class References {
 public:
  struct Criterion {
    std::string lead;
    std::set<std::string> unit_types;  // Empty: all but `except_unit_types`.
    std::set<std::string> except_unit_types;
  };
  struct ScaleInForce {
    std::string scale_id;
    int year = 0;
    std::map<std::string, Criterion> criteria;

    bool AppliesTo(const std::string& criterion, const std::string& unit_type) const;
  };

  References(scoring::ScoringApi& scoring, const rpc::Call& call) : scoring_(scoring), call_(call) {}

  absl::StatusOr<bool> HasUnit(const std::string& unit);
  absl::StatusOr<bool> HasOffice(const std::string& code);
  // The scale for the unit's year, or the latest earlier one; null when there is none. Valid as long as this object.
  absl::StatusOr<const ScaleInForce*> ScaleOf(const std::string& unit, int year);

 private:
  using UnitYear = std::pair<std::string, int>;
  using ScaleRevision = std::pair<std::string, int>;

  scoring::ScoringApi& scoring_;
  const rpc::Call call_;
  std::map<std::string, bool> units_;
  std::optional<std::set<std::string>> offices_;
  std::map<ScaleRevision, ScaleInForce> scales_;
  std::map<UnitYear, const ScaleInForce*> scale_of_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_REFERENCES_H_
