#ifndef THIDUA_COMMON_AUTH_DIRECTORY_H_
#define THIDUA_COMMON_AUTH_DIRECTORY_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"

namespace thidua::auth {

// A cluster in a year.
struct ClusterFacts {
  std::string authority;
  std::string leader;
  std::vector<std::string> members;  // Sorted.
};

// A unit, the unit above it, and so on. Empty: there is no such unit.
using Line = std::shared_ptr<const std::vector<std::string>>;

// Who stands below whom, as far as permission depends on it. Thread-safe.
class Directory {
 public:
  virtual ~Directory() = default;

  // What memory knows. Null, and nothing: it does not.
  virtual Line KnownLine(std::string_view unit) = 0;
  virtual std::optional<std::shared_ptr<const ClusterFacts>> KnownCluster(std::string_view cluster, int year) = 0;

  // The same; where memory does not know, asks as `call`. Of a cluster, null: there is none.
  virtual absl::StatusOr<Line> LineOf(const std::string& unit, const rpc::Call& call) = 0;
  virtual absl::StatusOr<std::shared_ptr<const ClusterFacts>> Cluster(const std::string& cluster, int year,
                                                                      const rpc::Call& call) = 0;
  // Whether `leader` leads the cluster that `unit` is in.
  virtual absl::StatusOr<bool> Leads(const std::string& leader, const std::string& unit, int year,
                                     const rpc::Call& call) = 0;
};

}  // namespace thidua::auth

#endif  // THIDUA_COMMON_AUTH_DIRECTORY_H_
