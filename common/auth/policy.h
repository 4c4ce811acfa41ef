#ifndef THIDUA_COMMON_AUTH_POLICY_H_
#define THIDUA_COMMON_AUTH_POLICY_H_

#include <google/protobuf/descriptor.h>

#include <string_view>
#include <vector>

#include "common/identity/caller.h"

namespace thidua::auth {

// What a caller's unit must be to what a field of a request names.
enum class Relation {
  kUnit,           // A unit: the caller's or one below it.
  kLedUnit,        // The same; or, to a leader, a unit of the cluster that the caller's unit leads in the year.
  kKin,            // A unit: the caller's, one below it or one above it.
  kCluster,        // A cluster: the caller's unit is in it or below its authority, or the authority is below the unit.
  kLedCluster,     // A cluster: the caller's unit leads it, or the authority is the unit or below it.
  kClusterMember,  // A unit of the request's cluster; or the caller's, or one below it.
  kTask,           // A task, as "<unit>-<year>-…": its unit as kUnit.
};

// A field that names a unit, a cluster or a task. Every one that is set must be in its relation, each element of a
// repeated one; at least one must be set.
struct NamingField {
  std::string_view path;  // E.g. "requests.unit".
  Relation relation;
  std::string_view year = "year";  // The field with its year or its day; without one, this year.
};

// Who may make a call.
struct Rule {
  std::string_view method;  // E.g. "thidua.scoring.v1.SheetService.GetSheet".
  Roles roles;
  std::vector<NamingField> fields;  // Empty: it names nothing that could be refused.
};

// All calls of all services. What is not in it is refused.
const std::vector<Rule>& Policy();

// Null: there is none.
const Rule* RuleOf(std::string_view method);

// The full name of the method whose request is of this type; empty: there is none.
std::string_view MethodOf(const google::protobuf::Descriptor& request);

}  // namespace thidua::auth

#endif  // THIDUA_COMMON_AUTH_POLICY_H_
