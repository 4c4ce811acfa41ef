#ifndef THIDUA_SERVICES_TASKS_RPC_REQUEST_FIELDS_H_
#define THIDUA_SERVICES_TASKS_RPC_REQUEST_FIELDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/civil_day/civil_day.h"
#include "common/decimal/decimal.h"
#include "services/tasks/domain/figure.h"

namespace thidua::tasks {

// Fields of requests, checked. Every refusal is INVALID_ARGUMENT and names the field.

// REQUIRED.
absl::Status CheckGiven(std::string_view field, const std::string& text);
// BAD_YEAR.
absl::Status CheckYear(std::string_view field, int year);
// BAD_TEXT: too long (in bytes), control characters, bad UTF-8.
absl::Status CheckText(std::string_view field, const std::string& text, size_t longest);

// BAD_DATE. `fallback` for an empty one.
absl::StatusOr<CivilDay> ReadDay(std::string_view field, const std::string& text, CivilDay fallback);
absl::StatusOr<std::optional<CivilDay>> ReadDay(std::string_view field, const std::string& text);
// And DATE_IN_FUTURE after `today`; empty: today.
absl::StatusOr<CivilDay> ReadPastDay(std::string_view field, const std::string& text, CivilDay today);

absl::Status DueBeforeStart(std::string_view field, CivilDay start, CivilDay due);

// BAD_PAGE_SIZE: 1 to 2,000; 0: 500.
absl::StatusOr<int> ReadPageSize(int requested);

// A page token that holds these texts, which have no control characters.
std::string MakePageToken(std::vector<std::string> texts);
// The texts of a page token; nothing when it does not hold so many. Every token has one spelling: one from which
// MakePageToken makes another was made elsewhere or for another question.
std::optional<std::vector<std::string>> TextsOfPageToken(const std::string& token, size_t count);
// A page token that is damaged or belongs to another question (BAD_PAGE_TOKEN).
absl::Status BadPageToken();

// BAD_FIGURE. Empty: none.
absl::StatusOr<std::optional<Figure>> ReadFigure(std::string_view field, const std::string& text);
// BAD_EFFORT: not a decimal above 0. Empty: 1.
absl::StatusOr<Decimal> ReadEffort(std::string_view field, const std::string& text);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_REQUEST_FIELDS_H_
