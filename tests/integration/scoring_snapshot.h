#ifndef THIDUA_TESTS_INTEGRATION_SCORING_SNAPSHOT_H_
#define THIDUA_TESTS_INTEGRATION_SCORING_SNAPSHOT_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace thidua::integration {

// Everything that scoring holds about the country's units and the clusters of 2022 to 2024, as it tells it.
struct ScoringSnapshot {
  std::string units;
  std::string clusters;
  std::string inputs;  // Of 2023, with the points that follow.
  size_t unit_count = 0;
  size_t input_count = 0;
  std::map<std::string, int64_t> versions;  // By "<cluster> <year>".

  bool SameRowsAs(const ScoringSnapshot& other) const {
    return units == other.units && clusters == other.clusters && inputs == other.inputs;
  }
  // The cluster-years whose version is not that of `before`.
  std::set<std::string> MovedSince(const ScoringSnapshot& before) const;
};

ScoringSnapshot TakeSnapshot(const std::string& scoring_address);

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_SCORING_SNAPSHOT_H_
