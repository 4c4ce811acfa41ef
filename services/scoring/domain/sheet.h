#ifndef THIDUA_SERVICES_SCORING_DOMAIN_SHEET_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_SHEET_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/decimal/decimal.h"
#include "common/status/message.h"
#include "services/scoring/domain/scale.h"

namespace thidua::scoring {

// One reported figure. Of a grade, the value is the index of its label.
struct Cell {
  Decimal value;
  bool present = false;
  bool inherited = false;  // Taken from the year before, as YearOverYear allows.
};

// What a unit reported, by the slots of the scale it is scored under.
struct Sheet {
  std::string unit;
  std::string unit_type;
  std::vector<Cell> cells;  // scale.slots().size() of them.
};

Sheet EmptySheet(const Scale& scale, const std::string& unit, const std::string& unit_type);

// The unit reported something for the year itself.
bool HasFigures(const Sheet& sheet);

// Why an input is refused.
struct Refusal {
  std::string reason;
  Message message;
};

// Reads `text` into `cell` for a slot, checking what can be told from this figure alone: that it is a decimal or a
// known label, and its sign and bounds under the rule. On a refusal, `cell` is untouched.
std::optional<Refusal> ReadInput(const Scale& scale, int slot, std::string_view text, Cell& cell);

// Checks figures of one criterion against each other (part ≤ whole). The refusal belongs to `slot`.
struct CrossRefusal {
  int slot;
  Refusal refusal;
};
std::optional<CrossRefusal> CheckTogether(const Scale& scale, int criterion, const Sheet& sheet);

// Gives YearOverYear criteria whose `previous` is absent the `current` of the year before. `last_year` finds that
// figure for a criterion code.
template <typename LastYear>
void InheritPrevious(const Scale& scale, LastYear last_year, Sheet& sheet) {
  for (size_t c = 0; c < scale.criteria().size(); ++c) {
    if (!std::holds_alternative<YearOverYear>(scale.criteria()[c].rule)) continue;
    Cell& previous = sheet.cells[scale.slots_of(static_cast<int>(c)).second];
    if (previous.present) continue;
    if (const std::optional<Decimal> current = last_year(scale.criteria()[c].code)) {
      previous = {.value = *current, .present = true, .inherited = true};
    }
  }
}

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_SHEET_H_
