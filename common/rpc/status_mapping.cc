#include "common/rpc/status_mapping.h"

#include <spdlog/spdlog.h>

#include <random>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/error_info.pb.h"
#include "google/rpc/status.pb.h"

namespace thidua::rpc {
namespace {

constexpr char kDomain[] = "thidua";
constexpr char kInternalReason[] = "INTERNAL";

std::string NewReference() {
  static thread_local std::mt19937_64 random{std::random_device{}()};
  return absl::StrCat(absl::Hex(random(), absl::kZeroPad16));
}

// Logs what must not leave the process and gives what may.
Problem Conceal(const absl::Status& status) {
  const std::string reference = NewReference();
  spdlog::error("internal error {}: {}", reference, std::string(status.message()));
  return {.code = absl::StatusCode::kInternal,
          .reason = kInternalReason,
          .message = {.vi = absl::StrCat("Lỗi nội bộ của máy chủ, mã tra cứu ", reference,
                                         ". Hãy thử lại; nếu còn lỗi, gửi mã này cho người quản trị."),
                      .en = absl::StrCat("Internal error, reference ", reference,
                                         ". Try again; if it persists, give the reference to the operator.")},
          .metadata = {{"reference", reference}}};
}

// Faults of ours. Lost data with a reason is a finding that the caller asked for.
bool StaysHere(const absl::Status& status, const Problem& problem) {
  return status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown ||
         (status.code() == absl::StatusCode::kDataLoss && problem.reason.empty());
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  Problem problem = Problem::FromStatus(status);
  // An internal error that already carries a reference comes from a service behind this one.
  if (StaysHere(status, problem) && problem.reason != kInternalReason) problem = Conceal(status);

  google::rpc::Status details;
  details.set_code(static_cast<int>(problem.code));
  details.set_message(problem.message.en);
  google::rpc::ErrorInfo info;
  info.set_reason(problem.reason);
  info.set_domain(kDomain);
  for (const auto& [key, value] : problem.metadata) (*info.mutable_metadata())[key] = value;
  details.add_details()->PackFrom(info);
  int64_t ms = 0;
  if (const auto retry_ms = problem.metadata.find(kRetryMetadata);
      retry_ms != problem.metadata.end() && absl::SimpleAtoi(retry_ms->second, &ms)) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(ms / 1000);
    retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(ms % 1000 * 1'000'000));
    details.add_details()->PackFrom(retry);
  }
  google::rpc::LocalizedMessage localized;
  localized.set_locale("vi");
  localized.set_message(problem.message.vi);
  details.add_details()->PackFrom(localized);
  localized.set_locale("en");
  localized.set_message(problem.message.en);
  details.add_details()->PackFrom(localized);
  if (!problem.violations.empty()) {
    // One BadRequest for each language: the format has no place for two texts.
    google::rpc::BadRequest vi, en;
    for (const Problem::Violation& violation : problem.violations) {
      auto* in_vi = vi.add_field_violations();
      in_vi->set_field(violation.field);
      in_vi->set_description(violation.message.vi);
      auto* in_en = en.add_field_violations();
      in_en->set_field(violation.field);
      in_en->set_description(violation.message.en);
    }
    details.add_details()->PackFrom(vi);
    details.add_details()->PackFrom(en);
  }
  return {static_cast<grpc::StatusCode>(problem.code), problem.message.en, details.SerializeAsString()};
}

absl::Status FromGrpc(const grpc::Status& status, std::string_view service, std::string_view address) {
  if (status.ok()) return absl::OkStatus();
  Problem problem{.code = static_cast<absl::StatusCode>(status.error_code()),
                  .message = {.vi = status.error_message(), .en = status.error_message()}};
  google::rpc::Status details;
  if (!status.error_details().empty() && details.ParseFromString(status.error_details())) {
    bool first_bad_request = true;
    for (const google::protobuf::Any& detail : details.details()) {
      if (google::rpc::ErrorInfo info; detail.UnpackTo(&info)) {
        problem.reason = info.reason();
        for (const auto& [key, value] : info.metadata()) problem.metadata[key] = value;
      } else if (google::rpc::LocalizedMessage localized; detail.UnpackTo(&localized)) {
        (localized.locale() == "vi" ? problem.message.vi : problem.message.en) = localized.message();
      } else if (google::rpc::BadRequest bad; detail.UnpackTo(&bad)) {
        for (int i = 0; i < bad.field_violations_size(); ++i) {
          const auto& violation = bad.field_violations(i);
          if (first_bad_request) {
            problem.violations.push_back(
                {violation.field(), {.vi = violation.description(), .en = violation.description()}});
          } else if (static_cast<size_t>(i) < problem.violations.size()) {
            problem.violations[i].message.en = violation.description();
          }
        }
        first_bad_request = false;
      }
    }
  }
  if (!problem.reason.empty()) return problem.ToStatus();

  // The transport speaks, not a handler.
  if (problem.code == absl::StatusCode::kUnavailable) {
    problem.reason = "SERVICE_UNAVAILABLE";
    problem.message = {.vi = absl::StrCat("Không kết nối được dịch vụ ", std::string(service), " ở ",
                                          std::string(address), " (", status.error_message(), ")."),
                       .en = absl::StrCat("Cannot reach the ", std::string(service), " service at ",
                                          std::string(address), " (", status.error_message(), ").")};
  } else if (problem.code == absl::StatusCode::kDeadlineExceeded) {
    problem.reason = "DEADLINE_EXCEEDED";
    problem.message = {.vi = absl::StrCat("Dịch vụ ", std::string(service), " ở ", std::string(address),
                                          " không trả lời kịp thời hạn. Hãy thử lại."),
                       .en = absl::StrCat("The ", std::string(service), " service at ", std::string(address),
                                          " did not answer before the deadline. Try again.")};
  } else if (problem.code == absl::StatusCode::kUnimplemented) {
    problem.reason = "WRONG_SERVICE";
    problem.message = {.vi = absl::StrCat("Máy chủ ở ", std::string(address), " không có dịch vụ ",
                                          std::string(service), ". Hãy kiểm tra địa chỉ."),
                       .en = absl::StrCat("The server at ", std::string(address), " does not offer the ",
                                          std::string(service), " service. Check the address.")};
  }
  problem.metadata["service"] = service;
  problem.metadata["address"] = address;
  return problem.ToStatus();
}

}  // namespace thidua::rpc
