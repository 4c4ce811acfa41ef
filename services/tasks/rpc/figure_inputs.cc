#include "services/tasks/rpc/figure_inputs.h"

namespace thidua::tasks {

using thidua::scoring::v1::Rule;

std::map<std::string, std::string> InputsOf(const Rule& rule, const Figure& figure) {
  const std::string value = figure.value.ToString();
  const std::string whole = figure.whole.has_value() ? figure.whole->ToString() : "";
  const auto both = [&](const char* part_name, const char* whole_name) -> std::map<std::string, std::string> {
    if (whole.empty()) return {};
    return {{part_name, value}, {whole_name, whole}};
  };
  switch (rule.kind_case()) {
    case Rule::kAttainment:
      return both("actual", "plan");
    case Rule::kAdverseRate:
      return both("part", "whole");
    case Rule::kPeerRelative:
      return both("actual", "target");
    case Rule::kTiers:
      return whole.empty() ? std::map<std::string, std::string>{{"value", value}} : both("part", "whole");
    case Rule::kMilestones:
      return {{"achieved", value}};
    case Rule::kYearOverYear:
      return {{"current", value}};
    case Rule::kChecklist:
      return {{"done", value}};
    case Rule::kDeclared:
      return {{"points", value}};
    default:
      return {};
  }
}

}  // namespace thidua::tasks
