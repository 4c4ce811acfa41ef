#include "services/scoring/usecases/sheet_edits.h"

#include <map>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/text/unicode.h"
#include "services/scoring/usecases/sheet_place.h"

namespace thidua::scoring {
namespace {

constexpr size_t kMaxSourceBytes = 300;

Refusal Refuse(std::string reason, std::string vi, std::string en) {
  return {.reason = std::move(reason), .message = {.vi = std::move(vi), .en = std::move(en)}};
}

std::optional<Refusal> CheckSource(const std::string& source) {
  if (source.size() > kMaxSourceBytes) {
    return Refuse("TOO_LONG", absl::StrCat("Nguồn số liệu dài quá ", kMaxSourceBytes, " byte."),
                  absl::StrCat("The source is longer than ", kMaxSourceBytes, " bytes."));
  }
  if (text::FirstBadUtf8(source) || text::HasControlCharacter(source)) {
    return Refuse("BAD_TEXT", "Nguồn số liệu có ký tự không hợp lệ.",
                  "The source has characters that are not allowed.");
  }
  return std::nullopt;
}

void Set(const FigureEdit& edit, SheetRecord& record) {
  const EntryKey key(edit.criterion, edit.input);
  if (edit.sets_value && edit.value.empty()) {
    record.figures.erase(key);
    return;
  }
  const auto known = record.figures.find(key);
  // There is nothing that a source alone could be the source of.
  if (!edit.sets_value && known == record.figures.end()) return;
  Figure& figure = known == record.figures.end() ? record.figures[key] : known->second;
  if (edit.sets_value) figure.value = edit.value;
  if (edit.sets_source) figure.source = text::ToNfc(edit.source);
}

}  // namespace

bool ApplyEdits(const SheetContext& context, absl::Span<const FigureEdit> edits, EditRefused refused,
                SheetRecord& record) {
  using Part = MisplacedFigure::Part;
  bool accepted = true;
  const auto refuse = [&](size_t edit, Part part, const Refusal& refusal) {
    accepted = false;
    refused(edit, part, refusal);
  };
  std::map<int, size_t> by_slot;
  std::map<int, size_t> by_criterion;  // The last edit of each.
  for (size_t i = 0; i < edits.size(); ++i) {
    const FigureEdit& edit = edits[i];
    const auto placed = PlaceFigure(*context.scale, context.unit_name, context.unit_type, edit.criterion, edit.input,
                                    edit.sets_value ? edit.value : "");
    if (const auto* misplaced = std::get_if<MisplacedFigure>(&placed)) {
      refuse(i, misplaced->part, misplaced->refusal);
      continue;
    }
    const auto& figure = std::get<PlacedFigure>(placed);
    if (const auto [first, added] = by_slot.try_emplace(figure.slot, i); !added) {
      refuse(i, Part::kInput,
             Refuse("DUPLICATE_EDIT", absl::StrCat("Số liệu này đã có ở mục ", first->second + 1, ". Hãy bỏ một."),
                    absl::StrCat("Edit ", first->second + 1, " names this figure already. Remove one.")));
      continue;
    }
    if (const auto bad = CheckSource(edit.source)) {
      refuse(i, Part::kValue, *bad);
      continue;
    }
    by_criterion[figure.criterion] = i;
    Set(edit, record);
  }
  const Sheet sheet = ToSheet(*context.scale, context.unit_type, record);
  for (const auto& [criterion, edit] : by_criterion) {
    const auto contradiction = CheckTogether(*context.scale, criterion, sheet);
    if (!contradiction) continue;
    const auto named = by_slot.find(contradiction->slot);
    refuse(named == by_slot.end() ? edit : named->second, Part::kValue, contradiction->refusal);
  }
  return accepted;
}

}  // namespace thidua::scoring
