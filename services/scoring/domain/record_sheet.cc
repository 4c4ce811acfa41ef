#include "services/scoring/domain/record_sheet.h"

#include <optional>
#include <string_view>
#include <vector>

namespace thidua::scoring {

void AddCurrentFigure(std::string_view criterion, std::string_view input, std::string_view value,
                      CurrentByCriterion& figures) {
  Decimal current;
  if (input == "current" && Decimal::Parse(value, current) == Decimal::Fault::kNone) {
    figures[std::string(criterion)] = current;
  }
}

CurrentByCriterion CurrentFigures(const SheetRecord& record) {
  CurrentByCriterion figures;
  for (const auto& [key, figure] : record.figures) AddCurrentFigure(key.first, key.second, figure.value, figures);
  return figures;
}

SheetReader::SheetReader(const Scale& scale) : scale_(scale) {
  steps_.reserve(scale.slots().size());
  for (const Scale::Slot& slot : scale.slots()) {
    steps_.push_back({.criterion = scale.criteria()[slot.criterion].code, .input = slot.name});
  }
}

bool SheetReader::Read(std::string_view criterion, std::string_view input, std::string_view value, Sheet& sheet) {
  const std::optional<int> slot = FindSlot(criterion, input);
  return slot && !ReadInput(scale_, *slot, value, sheet.cells[*slot]);
}

std::optional<int> SheetReader::FindSlot(std::string_view criterion, std::string_view input) {
  if (steps_.empty()) return std::nullopt;
  int& next = steps_[last_].next;
  if (steps_[next].input != input || steps_[next].criterion != criterion) {
    const std::optional<int> code = scale_.FindCriterion(criterion);
    const std::optional<int> slot = code ? scale_.FindSlot(*code, input) : std::nullopt;
    if (!slot) return std::nullopt;
    next = *slot;
  }
  last_ = next;
  return last_;
}

Sheet ToSheet(const Scale& scale, const std::string& unit_type, const SheetRecord& record, EntryKey* bad) {
  SheetReader reader(scale);
  Sheet sheet = EmptySheet(scale, record.unit, unit_type);
  for (const auto& [key, figure] : record.figures) {
    const bool fits = reader.Read(key.first, key.second, figure.value, sheet);
    if (!fits && bad != nullptr && bad->first.empty()) *bad = key;
  }
  return sheet;
}

}  // namespace thidua::scoring
