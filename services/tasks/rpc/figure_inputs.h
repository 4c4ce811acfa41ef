#ifndef THIDUA_SERVICES_TASKS_RPC_FIGURE_INPUTS_H_
#define THIDUA_SERVICES_TASKS_RPC_FIGURE_INPUTS_H_

#include <map>
#include <string>

#include "services/tasks/domain/figure.h"
#include "thidua/scoring/v1/scale.pb.h"

namespace thidua::tasks {

// The inputs of a rule that a figure gives, by name: "13/19" is 13 achieved for milestones, actual and plan for
// attainment, part and whole for a rate. Empty where the rule takes more than the figure says.
std::map<std::string, std::string> InputsOf(const thidua::scoring::v1::Rule& rule, const Figure& figure);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_FIGURE_INPUTS_H_
