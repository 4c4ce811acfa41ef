#include "services/scoring/domain/placed_figure.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/text/unicode.h"

namespace thidua::scoring {
namespace {

using Part = MisplacedFigure::Part;

MisplacedFigure Refuse(Part part, std::string reason, std::string vi, std::string en) {
  return {.part = part,
          .refusal = {.reason = std::move(reason), .message = {.vi = std::move(vi), .en = std::move(en)}}};
}

MisplacedFigure UnknownInput(const Scale& scale, int criterion, const std::string& input) {
  const Scale::CriterionSlots& slots = scale.slots_of(criterion);
  std::string known;
  for (int slot = slots.begin; slot < slots.end; ++slot) {
    absl::StrAppend(&known, known.empty() ? "" : ", ", scale.slots()[slot].name);
  }
  if (known.empty()) known = "∅";
  const std::string& code = scale.criteria()[criterion].code;
  return Refuse(Part::kInput, "UNKNOWN_INPUT",
                absl::StrCat("Tiêu chí ", code, " không có số liệu \"", input, "\"; có: ", known, "."),
                absl::StrCat("Criterion ", code, " has no input \"", input, "\"; it has: ", known, "."));
}

}  // namespace

std::variant<PlacedFigure, MisplacedFigure> PlaceFigure(const Scale& scale, std::string_view unit_name,
                                                        std::string_view unit_type, std::string_view criterion,
                                                        std::string_view input, std::string_view value) {
  const std::string code = text::Shown(criterion);
  const std::optional<int> found = scale.FindCriterion(criterion);
  if (!found) {
    const std::string& scale_id = scale.definition().scale_id;
    return Refuse(Part::kCriterion, "UNKNOWN_CRITERION",
                  absl::StrCat("Thang điểm ", scale_id, " không có tiêu chí \"", code, "\"."),
                  absl::StrCat("Scale ", scale_id, " has no criterion \"", code, "\"."));
  }
  if (!scale.criteria()[*found].AppliesTo(unit_type)) {
    const std::string name(unit_name), type(unit_type);
    return Refuse(Part::kCriterion, "DOES_NOT_APPLY",
                  absl::StrCat("Tiêu chí ", code, " không áp dụng cho ", name, " (", type, "). Hãy bỏ số liệu này."),
                  absl::StrCat("Criterion ", code, " is not for ", name, " (", type, "). Remove this figure."));
  }
  const std::optional<int> slot = scale.FindSlot(*found, input);
  if (!slot) return UnknownInput(scale, *found, text::Shown(input));
  PlacedFigure placed{.criterion = *found, .slot = *slot};
  if (value.empty()) return placed;
  if (auto refusal = ReadInput(scale, *slot, value, placed.cell))
    return MisplacedFigure{Part::kValue, *std::move(refusal)};
  return placed;
}

}  // namespace thidua::scoring
