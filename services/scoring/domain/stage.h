#ifndef THIDUA_SERVICES_SCORING_DOMAIN_STAGE_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_STAGE_H_

#include <optional>
#include <string>
#include <vector>

#include "common/civil_day/civil_day.h"

namespace thidua::scoring {

// Who acts on a sheet while it stands at a stage.
enum class StageActor {
  kUnspecified,
  kUnit,           // The unit that the sheet is of.
  kVerifiers,      // Each criterion by the office that its scale names as verifier.
  kClusterLeader,  // The unit that leads the cluster (cụm trưởng).
  kAuthority,      // The unit that aggregates the cluster.
  kNobody,         // The last stage: the sheet is closed.
};

// A step of the year (SCORING.md "Stages"). Which stages there are, in which order, what they are called, who acts and
// until when, is part of the scale.
struct Stage {
  std::string code;   // E.g. "CLUSTER".
  std::string title;  // E.g. "Cụm họp chấm điểm".
  StageActor actor = StageActor::kUnspecified;
  std::optional<CivilDay> due;  // The last day on which handing on is in time; nothing: no deadline.
  friend bool operator==(const Stage&, const Stage&) = default;
};

// Asks for points without any decision; no stage is called so.
inline constexpr char kComputedStage[] = "COMPUTED";

// In order. The first and no other belongs to kUnit, the last and no other to kNobody.
using StageChain = std::vector<Stage>;

// What scales that name no stages go by: SELF, DEPARTMENT, CLUSTER, APPRAISAL, PUBLISHED, without deadlines.
const StageChain& DefaultStages();

// -1 when the chain has no such stage.
int FindStage(const StageChain& chain, const std::string& code);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_STAGE_H_
