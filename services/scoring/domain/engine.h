#ifndef THIDUA_SERVICES_SCORING_DOMAIN_ENGINE_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_ENGINE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "common/decimal/rational.h"
#include "common/status/message.h"
#include "services/scoring/domain/scale.h"
#include "services/scoring/domain/sheet.h"

namespace thidua::scoring {

struct CriterionScore {
  bool applies = false;
  bool reported = false;  // Every base input is there; else points is 0.
  Rational points;        // Rounded to 2 places.
  // max(0, M − points); 0 where the criterion does not apply.
  Rational Lost(const Criterion& criterion) const;
};

struct UnitScore {
  std::vector<CriterionScore> criteria;  // By scale.criteria().
  std::vector<Rational> subtotals;       // By scale.groups().
  Rational total;
  Rational lost;  // Sum of the criteria's, without coefficient.
};

// What one unit's points depend on besides its own figures (PeerRelative).
struct PeerContext {
  std::optional<Rational> best_excess;  // L: the greatest positive (actual − target) / target.
  std::optional<Rational> best_actual;  // Among units without a target, under RATIO_TO_BEST.
};

// By scale.criteria(); entries of other rules are empty. `sheets` are all units of one cluster.
std::vector<PeerContext> ComparePeers(const Scale& scale, absl::Span<const Sheet> sheets);

// The points of one criterion. When `steps` is given, every step of the arithmetic is written to it as it is done, so
// an explanation cannot differ from the score.
CriterionScore ScoreCriterion(const Scale& scale, int criterion, const Sheet& sheet, const PeerContext& peers,
                              std::vector<Message>* steps = nullptr);

// The subtotal of the criteria [begin, end), or the total of them all.
Rational SumUp(const Scale& scale, int begin, int end, absl::Span<const CriterionScore> scores,
               std::vector<Message>* steps = nullptr);

// Every subtotal, the total and the lost points of a unit from its criteria.
void SumUp(const Scale& scale, UnitScore& unit);

// All units of a cluster, in the order of `sheets`, by SCORING.md: exact rational arithmetic, rounded only where it
// says so. Pure: the same scale and sheets give the same scores.
std::vector<UnitScore> ScoreCluster(const Scale& scale, absl::Span<const Sheet> sheets);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_ENGINE_H_
