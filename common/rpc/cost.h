#ifndef THIDUA_COMMON_RPC_COST_H_
#define THIDUA_COMMON_RPC_COST_H_

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <optional>

namespace thidua::rpc {

// How long a call keeps a worker, roughly.
enum class Cost : uint8_t {
  kLight,    // A few rows read or written: milliseconds.
  kScoring,  // Scores or ranks of clusters are computed: tens of milliseconds.
  kHeavy,    // Files, simulations, whole logs, districts as documents: up to seconds.
};
inline constexpr int kCosts = 3;

// Of the call whose request or response is of this type; no two calls share one. Nothing for what no call has.
std::optional<Cost> CostOf(const google::protobuf::Descriptor& message);

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_COST_H_
