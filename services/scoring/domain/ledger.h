#ifndef THIDUA_SERVICES_SCORING_DOMAIN_LEDGER_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_LEDGER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "common/decimal/rational.h"
#include "services/scoring/domain/engine.h"
#include "services/scoring/domain/record.h"
#include "services/scoring/domain/scale.h"

namespace thidua::scoring {

// The discrepancy ledger of a sheet (bảng đối chiếu chênh lệch): what the rules computed and what each stage made of
// it, side by side.

struct LedgerEntry {
  int stage = 0;                       // Index into the chain.
  Rational points;                     // At that stage: its decision, else what stood before.
  const Decision* decision = nullptr;  // Made at this very stage; null: none. Points into the record.
  bool on_older_figures = false;       // The figures changed after the decision.
  Rational moved;                      // points − those of the stage before (of computed, at the first).
};

struct LedgerRow {
  int criterion = 0;
  bool applies = false;
  Rational computed;
  std::vector<LedgerEntry> stages;  // Every stage but the last, in order, up to where the sheet stands.
};

struct SheetLedger {
  std::string unit;
  std::vector<LedgerRow> rows;  // By scale.criteria().
  Rational computed_total;
  std::vector<Rational> totals;  // At each stage of the rows.
  // How far the unit's own total stood above the one of now (below: negative).
  Rational self_above_final;
};

// How far one scorer (who decided, at which stage, for which unit or office) moved others.
struct ScorerInfluence {
  int stage = 0;
  Actor scorer;      // Without a name: the unit or office counts.
  int criteria = 0;  // Decisions that moved points.
  int units = 0;     // Whose sheets.
  Rational up;       // Sum of what was given above the stage before.
  Rational down;     // Sum of what was taken, as a positive figure.
  Rational own;      // Net points given to its own sheet, where the scorer is a unit of the cluster.
};

// The scores of a sheet at a stage: decisions up to it in place of what was computed, and with them the subtotals, the
// total and the lost points. `stage` -1: as computed.
UnitScore ScoreAtStage(const Scale& scale, UnitScore computed, const SheetRecord& record, int stage);

SheetLedger MakeLedger(const Scale& scale, const UnitScore& computed, const SheetRecord& record);

// Over the ledgers of a cluster, by stage, then unit and office code.
std::vector<ScorerInfluence> CompareScorers(absl::Span<const SheetLedger> ledgers);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_LEDGER_H_
