#include "services/cli/failure.h"

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::cli {
namespace {

// "thidua dev" listens on 7100 unless told otherwise.
std::string DevCommand(const std::string& address) {
  const std::string port = address.substr(address.rfind(':') + 1);
  return port == "7100" ? "thidua dev" : absl::StrCat("thidua dev --port ", port);
}

}  // namespace

std::string DescribeFailure(const absl::Status& status, Language language) {
  const Problem problem = Problem::FromStatus(status);
  std::string text = absl::StrCat("thidua: ", problem.message.In(language));
  for (const Problem::Violation& violation : problem.violations) {
    const std::string& detail = violation.message.In(language);
    absl::StrAppend(&text, "\n  ", violation.field,
                    detail == problem.message.In(language) ? "" : absl::StrCat(": ", detail));
  }
  if (const auto etag = problem.metadata.find("etag"); etag != problem.metadata.end()) {
    const Message now{"Etag hiện nay:  ", "Current etag:  "};
    absl::StrAppend(&text, "\n  ", now.In(language), etag->second);
  }
  const auto service = problem.metadata.find("service");
  const auto address = problem.metadata.find("address");
  if (problem.code == absl::StatusCode::kUnavailable && service != problem.metadata.end() &&
      address != problem.metadata.end()) {
    const Message start{"Khởi động bằng lệnh:  ", "Start it with:  "};
    const Message alternative{"hoặc chỉ dịch vụ này:  ", "or this service alone:  "};
    absl::StrAppend(&text, "\n  ", start.In(language), DevCommand(address->second), "\n  ", alternative.In(language),
                    "thidua-", service->second, " --listen ", address->second, " --data DIR");
  }
  return text;
}

}  // namespace thidua::cli
