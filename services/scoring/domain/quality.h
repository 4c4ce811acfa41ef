#ifndef THIDUA_SERVICES_SCORING_DOMAIN_QUALITY_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_QUALITY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/status/message.h"
#include "services/scoring/domain/record.h"
#include "services/scoring/domain/scale.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/domain/stage.h"

namespace thidua::scoring {

// What looks wrong in what was reported. Nothing here blocks: figures may be unusual and right.
struct Warning {
  enum class Kind {
    kFarFromLastYear,    // Ten times as much, or a tenth, or less, of the unit's figure of last year.
    kFarFromCluster,     // Ten times as much, or a tenth, or less, of the cluster's median (of four units or more).
    kFractionOrPercent,  // Looks like 0.95 where the cluster reports 95, or the other way round.
    kMissingEvidence,    // evidenceRequired, and none is attached.
    kIdenticalSheets,    // Two units report the very same figures.
  };
  Kind kind = Kind::kFarFromLastYear;
  std::string unit;
  std::string criterion;  // Empty for whole sheets.
  std::string input;      // Empty where no single figure is meant.
  std::string value;
  std::string compared;  // What it was compared with: a figure, or the code of the other unit.
  Message message;       // What looks wrong, and what to check.
};

// A sheet of the cluster, with last year's where there is one.
struct ReportedSheet {
  const Sheet* sheet = nullptr;
  const SheetRecord* record = nullptr;
  const SheetRecord* last_year = nullptr;  // Null: none that is comparable.
  std::string unit_name;
};

// Over the sheets of one cluster, in order of unit, then criterion and input in the order of the scale.
std::vector<Warning> FindWarnings(const Scale& scale, absl::Span<const ReportedSheet> sheets);

// How far the sheets of a cluster, or of many, have come at each stage, on the day `today`.
struct StageProgress {
  int stage = 0;           // Index into the chain.
  int standing = 0;        // Sheets that stand here.
  int handed_on = 0;       // Sheets that stand at a later stage.
  int handed_on_late = 0;  // Of these, handed on after the due day.
  int overdue = 0;         // Of those that stand here or before: the due day has passed.
};

struct Progress {
  int sheets = 0;
  int empty = 0;                      // Nothing reported.
  int incomplete = 0;                 // Some criteria are not reported.
  std::vector<StageProgress> stages;  // By the chain.
};

struct SheetProgress {
  const SheetRecord* record = nullptr;  // Without figures will do.
  bool empty = false;                   // Nothing was reported.
  int reported = 0;                     // Applicable criteria with their base inputs.
  int applicable = 0;
};

// Days end at midnight in Asia/Ho_Chi_Minh.
Progress MeasureProgress(const StageChain& chain, absl::Span<const SheetProgress> sheets, CivilDay today);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_QUALITY_H_
