#include "services/scoring/domain/record_sheet.h"

#include <optional>

namespace thidua::scoring {

std::map<std::string, Decimal> CurrentFigures(const SheetRecord& record) {
  std::map<std::string, Decimal> figures;
  for (const auto& [key, figure] : record.figures) {
    Decimal value;
    if (key.second == "current" && Decimal::Parse(figure.value, value) == Decimal::Fault::kNone) {
      figures[key.first] = value;
    }
  }
  return figures;
}

Sheet ToSheet(const Scale& scale, const std::string& unit_type, const SheetRecord& record, EntryKey* bad) {
  Sheet sheet{.unit = record.unit, .unit_type = unit_type, .cells = std::vector<Cell>(scale.slots().size())};
  for (const auto& [key, figure] : record.figures) {
    const auto criterion = scale.FindCriterion(key.first);
    const auto slot = criterion ? scale.FindSlot(*criterion, key.second) : std::nullopt;
    const bool fits = slot && !ReadInput(scale, *slot, figure.value, sheet.cells[*slot]);
    if (!fits && bad != nullptr && bad->first.empty()) *bad = key;
  }
  return sheet;
}

}  // namespace thidua::scoring
