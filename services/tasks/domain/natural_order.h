#ifndef THIDUA_SERVICES_TASKS_DOMAIN_NATURAL_ORDER_H_
#define THIDUA_SERVICES_TASKS_DOMAIN_NATURAL_ORDER_H_

#include <string>
#include <string_view>

namespace thidua::tasks {

// A key whose order by bytes is the natural order of codes: runs of digits compare as numbers, everything else by its
// bytes, so I.2 < I.10 < II.1 < III.4. Roman numerals are text like any other: I, II, III come right, but IX comes
// before V. Codes that differ in leading zeros only have equal keys.
//
// Keys are stored: a change of this function needs a migration.
std::string NaturalSortKey(std::string_view code);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOMAIN_NATURAL_ORDER_H_
