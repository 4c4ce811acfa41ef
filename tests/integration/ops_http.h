#ifndef THIDUA_TESTS_INTEGRATION_OPS_HTTP_H_
#define THIDUA_TESTS_INTEGRATION_OPS_HTTP_H_

#include <httplib.h>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"

namespace thidua::integration {

struct HttpAnswer {
  int status = 0;  // 0: nobody answered.
  std::string body;
};

inline HttpAnswer Get(const std::string& ops_address, const std::string& path) {
  const httplib::Result result = httplib::Client("http://" + ops_address).Get(path);
  return result ? HttpAnswer{.status = result->status, .body = result->body} : HttpAnswer{};
}

// The value of each series, by its name with its labels. Throws std::runtime_error when nobody answers.
inline std::map<std::string, double> Metrics(const std::string& ops_address) {
  const HttpAnswer answer = Get(ops_address, "/metrics");
  if (answer.status != 200) throw std::runtime_error("no metrics at " + ops_address);
  std::map<std::string, double> series;
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(answer.body, '\n'))) {
    const size_t space = line.rfind(' ');
    if (!line.starts_with('#') && space != std::string::npos)
      series[line.substr(0, space)] = std::stod(line.substr(space));
  }
  return series;
}

// The sum of the series "<name>{…}" of a method ("GetUnit") that have the label, as grpc_code="OK"; empty: any.
inline double SumOf(const std::string& ops_address, const std::string& name, const std::string& method,
                    const std::string& label = "") {
  double sum = 0;
  for (const auto& [series, value] : Metrics(ops_address)) {
    if (series.starts_with(name + "{") && series.find("grpc_method=\"" + method + "\"") != std::string::npos &&
        series.find(label) != std::string::npos) {
      sum += value;
    }
  }
  return sum;
}

// How many calls of a method a server has answered so far, whatever it answered.
inline double AnsweredCalls(const std::string& ops_address, const std::string& method) {
  return SumOf(ops_address, "grpc_server_handled_total", method);
}

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_OPS_HTTP_H_
