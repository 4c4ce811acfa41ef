#include "services/scoring/rpc/request_checks.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/scoring/usecases/errors.h"

namespace thidua::scoring {
absl::Status MissingField(std::string_view field) {
  return InvalidField(field, "REQUIRED",
                      {.vi = absl::StrCat("Thiếu trường ", std::string(field), "."),
                       .en = absl::StrCat("Field ", std::string(field), " is required.")});
}

absl::Status CheckUnitYear(const std::string& unit, int year) {
  if (unit.empty()) return MissingField("unit");
  if (year == 0) return MissingField("year");
  return absl::OkStatus();
}

absl::Status CheckScope(ReadTransaction& transaction, const ClusterScope& scope, int year) {
  if (!scope.under.empty()) {
    absl::StatusOr<std::optional<Unit>> unit = transaction.GetUnit(scope.under);
    if (!unit.ok()) return unit.status();
    if (!unit->has_value()) return UnknownUnit(scope.under);
  }
  if (!scope.cluster.empty()) {
    absl::StatusOr<bool> exists = transaction.ClusterExists(scope.cluster);
    if (!exists.ok()) return exists.status();
    if (!*exists) return UnknownCluster(scope.cluster, year);
  }
  return absl::OkStatus();
}

}  // namespace thidua::scoring
