#ifndef THIDUA_SERVICES_SCORING_DOMAIN_RECORD_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_RECORD_H_

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "common/identity/actor.h"

namespace thidua::scoring {

// A reported figure: a decimal or a grade label, as it was written.
struct Figure {
  std::string value;
  std::string source;
  friend bool operator==(const Figure&, const Figure&) = default;
};

// Points that a stage gives a criterion in place of the computed ones.
struct Decision {
  std::string points;  // A decimal.
  std::string reason;
  Actor by;
  absl::Time at;
  std::string figures;  // FiguresOf the criterion when it was made: another one now means older inputs.
  friend bool operator==(const Decision&, const Decision&) = default;
};

// A verifier's word that the figures of a criterion are right.
struct Confirmation {
  Actor by;
  absl::Time at;
  std::string figures;  // As in Decision: it holds for these figures only.
  friend bool operator==(const Confirmation&, const Confirmation&) = default;
};

// A document or file that proves a criterion (minh chứng). A file is named by the SHA-256 of its content, lower-case
// hex.
struct Evidence {
  std::string criterion;
  std::string title;
  std::string number;  // Số, e.g. "104/KH-UBND".
  std::string date;    // ISO 8601.
  std::string issuer;
  std::string link;
  std::string sha256;  // Empty: no file.
  std::string file_name;
  std::string media_type;
  int64_t size = 0;  // Bytes of the file.
  Actor by;
  absl::Time at;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

// Criterion, and the name of the input or the code of the stage.
using EntryKey = std::pair<std::string, std::string>;

// A unit's score sheet of one year (bảng điểm) as it is stored: what was reported, decided, confirmed and proved, and
// where it stands. Points are not in it: they follow from it.
struct SheetRecord {
  std::string unit;
  int year = 0;
  int64_t version = 0;  // The store's version of its last change; 0: nothing was ever stored.
  // What follows changes only by Apply; an empty stage is the first one of the chain.
  std::string stage;
  // The stage that handed the sheet to where it stands: where a withdrawal leads. Empty: it was not handed on.
  std::string came_from;
  // When it came to where it stands; absl::InfinitePast(): it was never handed on.
  absl::Time since = absl::InfinitePast();
  // When each stage last handed it on.
  std::map<std::string, absl::Time> handed_on;
  std::map<EntryKey, Figure> figures;              // By criterion and input.
  std::map<EntryKey, Decision> decisions;          // By criterion and stage.
  std::map<EntryKey, Confirmation> confirmations;  // By criterion and stage.
  std::map<std::string, Evidence> evidence;        // By id.
  friend bool operator==(const SheetRecord&, const SheetRecord&) = default;
};

// Where a sheet stands.
struct Standing {
  std::string stage;
  std::string came_from;
  absl::Time since = absl::InfinitePast();
  std::map<std::string, absl::Time> handed_on;
  friend bool operator==(const Standing&, const Standing&) = default;
};

// One thing that a write changed: kept forever, so that any earlier state can be shown (Apply) and any change named.
// `from` and `to` hold the same alternative, or monostate where there was, or is, nothing.
struct Change {
  using Value = std::variant<std::monostate, Figure, Decision, Confirmation, Evidence, Standing>;
  enum class Kind { kFigure, kDecision, kConfirmation, kEvidence, kStanding };

  Kind kind = Kind::kFigure;
  // Of a figure: criterion and input; of a decision or confirmation: criterion and stage; of evidence: criterion and
  // id; of the standing: empty.
  EntryKey key;
  Value from;
  Value to;
  friend bool operator==(const Change&, const Change&) = default;
};

// What leads from `before` to `after`, in a fixed order; empty when they hold the same. Unit, year and version are not
// compared.
std::vector<Change> Compare(const SheetRecord& before, const SheetRecord& after);

// The opposite: puts every change's `to` into `record`.
void Apply(const std::vector<Change>& changes, SheetRecord& record);

// A short fingerprint of what is reported for a criterion: equal for equal figures (sources aside).
std::string FiguresOf(const SheetRecord& record, const std::string& criterion);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_RECORD_H_
