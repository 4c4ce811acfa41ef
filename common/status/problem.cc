#include "common/status/problem.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace thidua {
namespace {

// Payload keys. A violation's key carries its index, because payloads have no order.
constexpr absl::string_view kReason = "thidua/reason";
constexpr absl::string_view kVietnamese = "thidua/vi";
constexpr absl::string_view kViolation = "thidua/violation/";
constexpr absl::string_view kMetadata = "thidua/metadata/";
// ASCII unit separator: occurs in no path and no message.
constexpr char kSeparator = '\x1f';

absl::Status Make(absl::StatusCode code, std::string_view reason, Message message) {
  return Problem{.code = code, .reason = std::string(reason), .message = std::move(message)}.ToStatus();
}

}  // namespace

Language LanguageFromCode(std::string_view bcp47) {
  return bcp47 == "en" || bcp47.starts_with("en-") || bcp47.starts_with("en_") ? Language::kEnglish
                                                                               : Language::kVietnamese;
}

absl::Status Problem::ToStatus() const {
  absl::Status status(code, message.en);
  status.SetPayload(kReason, absl::Cord(reason));
  status.SetPayload(kVietnamese, absl::Cord(message.vi));
  for (size_t i = 0; i < violations.size(); ++i) {
    const Violation& violation = violations[i];
    status.SetPayload(absl::StrCat(kViolation, absl::Dec(i, absl::kZeroPad6)),
                      absl::Cord(absl::StrCat(violation.field, std::string(1, kSeparator), violation.message.vi,
                                              std::string(1, kSeparator), violation.message.en)));
  }
  for (const auto& [key, value] : metadata) status.SetPayload(absl::StrCat(kMetadata, key), absl::Cord(value));
  return status;
}

Problem Problem::FromStatus(const absl::Status& status) {
  const std::string own(status.message());
  Problem problem{.code = status.code(), .message = {.vi = own, .en = own}};
  std::map<std::string, Violation> violations;
  status.ForEachPayload([&](absl::string_view key, const absl::Cord& cord) {
    const std::string value(cord);
    if (key == kReason) {
      problem.reason = value;
    } else if (key == kVietnamese) {
      problem.message.vi = value;
    } else if (absl::ConsumePrefix(&key, kMetadata)) {
      problem.metadata[std::string(key)] = value;
    } else if (absl::ConsumePrefix(&key, kViolation)) {
      const std::vector<std::string> parts = absl::StrSplit(value, absl::MaxSplits(kSeparator, 2));
      if (parts.size() == 3) violations[std::string(key)] = {parts[0], {.vi = parts[1], .en = parts[2]}};
    }
  });
  for (auto& [index, violation] : violations) problem.violations.push_back(std::move(violation));
  return problem;
}

absl::Status NotFound(std::string_view reason, Message message) {
  return Make(absl::StatusCode::kNotFound, reason, std::move(message));
}

absl::Status FailedPrecondition(std::string_view reason, Message message) {
  return Make(absl::StatusCode::kFailedPrecondition, reason, std::move(message));
}

absl::Status Unavailable(std::string_view reason, Message message) {
  return Make(absl::StatusCode::kUnavailable, reason, std::move(message));
}

absl::Status InvalidField(std::string_view field, std::string_view reason, Message message) {
  return Problem{.code = absl::StatusCode::kInvalidArgument,
                 .reason = std::string(reason),
                 .message = message,
                 .violations = {{std::string(field), message}}}
      .ToStatus();
}

absl::Status Internal(std::string_view detail) {
  return absl::InternalError(absl::string_view(detail.data(), detail.size()));
}

}  // namespace thidua
