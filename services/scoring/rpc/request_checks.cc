#include "services/scoring/rpc/request_checks.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/scoring/usecases/errors.h"

namespace thidua::scoring {
namespace {

constexpr size_t kMaxRequestId = 128;

}  // namespace

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

absl::Status CheckRequestId(const std::string& request_id) {
  const bool printable = std::all_of(request_id.begin(), request_id.end(),
                                     [](char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); });
  if (printable && request_id.size() <= kMaxRequestId) return absl::OkStatus();
  return InvalidField(
      "request_id", "BAD_REQUEST_ID",
      {.vi = absl::StrCat("request_id cần là tối đa ", kMaxRequestId,
                          " ký tự ASCII in được, ví dụ "
                          "một UUID."),
       .en = absl::StrCat("request_id must be at most ", kMaxRequestId, " printable ASCII characters, e.g. a UUID.")});
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
