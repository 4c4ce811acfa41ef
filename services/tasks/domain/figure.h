#ifndef THIDUA_SERVICES_TASKS_DOMAIN_FIGURE_H_
#define THIDUA_SERVICES_TASKS_DOMAIN_FIGURE_H_

#include <optional>
#include <string>
#include <string_view>

#include "common/decimal/decimal.h"

namespace thidua::tasks {

// A figure that a task aims at or has reached: one number ("65"), or a part of its whole ("13/19").
struct Figure {
  Decimal value;
  std::optional<Decimal> whole;

  // Numbers of at least 0, a whole above 0 and not below its part; spaces around them are let go. Nothing otherwise.
  static std::optional<Figure> Parse(std::string_view text);
  std::string ToString() const;

  friend bool operator==(const Figure&, const Figure&) = default;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOMAIN_FIGURE_H_
