#ifndef THIDUA_SERVICES_SCORING_DOMAIN_WORKFLOW_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_WORKFLOW_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/scoring/domain/record.h"
#include "services/scoring/domain/scale.h"
#include "services/scoring/domain/stage.h"

namespace thidua::scoring {

// What a sheet's place in the year depends on besides itself. Pointers must outlive the calls.
struct SheetContext {
  const Scale* scale = nullptr;
  std::string unit_name;
  std::string unit_type;
  std::string leader;     // Unit that leads the cluster; empty: it has no leader.
  std::string authority;  // Unit that aggregates the cluster.
  // The `current` that the unit reported for a criterion the year before, where YearOverYear takes it from. May be
  // empty.
  std::function<std::optional<Decimal>(const std::string& criterion)> last_year;
};

// What is done, by whom and when.
struct Act {
  Actor by;
  absl::Time at;
  std::string reason;  // Where an action wants none, an empty one will do.
};

// Each action checks that it may be done and, when it may, changes `record`; a refused one leaves it as it was. All
// refusals are FAILED_PRECONDITION unless said otherwise, say at which stage the sheet stands, who acts there and how
// to get to where the action is possible, and differ by cause:
//   WRONG_STAGE       the action belongs to another stage
//   SHEET_CLOSED      the sheet is at its last stage; only reopening is possible
//   NOT_YOUR_TURN     (PERMISSION_DENIED) the stage is right, the actor is not
//   REASON_REQUIRED   (INVALID_ARGUMENT) the action wants a reason
// and by what the comment of an action names besides.

// May figures and evidence be changed now? An actor with neither unit nor office is the administrator of imports.
absl::Status CheckEdit(const SheetContext& context, const SheetRecord& record, const Actor& by);
// May evidence be attached or removed? At every stage but the last, by whoever acts there.
absl::Status CheckAttach(const SheetContext& context, const SheetRecord& record, const Actor& by);

// Hands the sheet to the next stage. From the unit: SHEET_INCOMPLETE names the criteria without figures,
// EVIDENCE_MISSING those that need proof; from the verifiers: NOT_CONFIRMED names what is still to confirm and by whom.
// A stage of verifiers that finds nothing to confirm is passed over, unless only the last comes after it. LAST_STAGE:
// what is left is Lock.
absl::Status Submit(const SheetContext& context, const Act& act, SheetRecord& record);
// Hands it to the last stage, from the one before. NOT_LAST_STAGE elsewhere.
absl::Status Lock(const SheetContext& context, const Act& act, SheetRecord& record);
// Confirms `criteria`, or all that are the actor's when there are none. When nothing is left to confirm the sheet goes
// on by itself. NOTHING_TO_CONFIRM; NOT_YOUR_CRITERION (PERMISSION_DENIED) names the office; UNKNOWN_CRITERION
// (NOT_FOUND); DOES_NOT_APPLY; NOT_REPORTED.
absl::Status Confirm(const SheetContext& context, const Act& act, const std::vector<std::string>& criteria,
                     SheetRecord& record);
// Gives a criterion `points` (a decimal) at the stage where the sheet stands, or takes that stage's decision back when
// `points` is empty. At a stage of verifiers a decision confirms. POINTS_OUT_OF_RANGE, NOT_A_DECIMAL, TOO_MANY_DIGITS,
// TOO_MANY_PLACES (INVALID_ARGUMENT), UNKNOWN_CRITERION (NOT_FOUND), DOES_NOT_APPLY, NO_DECISION, NOT_YOUR_CRITERION.
absl::Status Decide(const SheetContext& context, const Act& act, const std::string& criterion,
                    const std::string& points, SheetRecord& record);
// Sends it back to an earlier stage, the one before where somebody acts when `to` is empty. Confirmations of the stage
// it goes to are dropped for `criteria`, or all when there are none. Decisions stay. UNKNOWN_STAGE (NOT_FOUND),
// FIRST_STAGE, NOT_EARLIER, UNKNOWN_CRITERION (NOT_FOUND).
absl::Status Return(const SheetContext& context, const Act& act, const std::string& to,
                    const std::vector<std::string>& criteria, SheetRecord& record);
// Takes it back to the stage that handed it on, as long as nobody has acted on it where it stands (ALREADY_ACTED).
absl::Status Withdraw(const SheetContext& context, const Act& act, SheetRecord& record);
// The authority puts it back to any earlier stage, the first when `to` is empty. Refusals as of Return.
absl::Status Reopen(const SheetContext& context, const Act& act, const std::string& to, SheetRecord& record);

// Criteria of the sheet, in the order of the scale.
std::vector<std::string> MissingFigures(const SheetContext& context, const SheetRecord& record);
std::vector<std::string> MissingEvidence(const SheetContext& context, const SheetRecord& record);
// At a stage of verifiers: neither confirmed nor decided there with the figures of now.
std::vector<std::string> Unconfirmed(const SheetContext& context, const SheetRecord& record, const std::string& stage);

// The stage where a sheet stands, as an index into the chain of its scale.
int StageOf(const StageChain& chain, const SheetRecord& record);

// Where the sheet stands, who acts there, what is possible: a sentence for people.
Message DescribeStanding(const SheetContext& context, const SheetRecord& record);

// The most points that a stage may give: M and the greatest bonuses that the scale allows; nothing: no bound (a bonus
// without a cap).
std::optional<Rational> MostPoints(const Criterion& criterion);

// The points of a criterion at a stage: the latest decision up to it, else `computed`. Null: computed.
const Decision* DecisionAt(const StageChain& chain, int stage, const SheetRecord& record, const std::string& criterion);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_WORKFLOW_H_
