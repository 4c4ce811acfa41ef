#ifndef THIDUA_SERVICES_SCORING_DOMAIN_PLACED_FIGURE_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_PLACED_FIGURE_H_

#include <string>
#include <string_view>
#include <variant>

#include "services/scoring/domain/scale.h"
#include "services/scoring/domain/sheet.h"

namespace thidua::scoring {

// Where a figure stands in a scale.
struct PlacedFigure {
  int criterion = 0;
  int slot = 0;
  Cell cell;
};

// Why a figure has no place there, and which part of it is wrong.
struct MisplacedFigure {
  enum class Part { kCriterion, kInput, kValue };
  Part part = Part::kCriterion;
  Refusal refusal;
};

// Everything that can be told of one figure of a unit's sheet alone: that the scale has the criterion and the input,
// that the criterion is for the unit's type, and that the value is one. An empty value is none; `cell` is then not
// present.
std::variant<PlacedFigure, MisplacedFigure> PlaceFigure(const Scale& scale, std::string_view unit_name,
                                                        std::string_view unit_type, std::string_view criterion,
                                                        std::string_view input, std::string_view value);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_PLACED_FIGURE_H_
