#ifndef THIDUA_SERVICES_SCORING_API_SCORING_DIRECTORY_H_
#define THIDUA_SERVICES_SCORING_API_SCORING_DIRECTORY_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "common/auth/directory.h"
#include "services/scoring/api/scoring_api.h"
#include "services/scoring/api/timed_memory.h"

namespace thidua::scoring {

// The directory that permission depends on, as scoring tells it. What it told is remembered for a few seconds, and for
// as long as an hour while it does not answer. Thread-safe.
class ScoringDirectory final : public auth::Directory {
 public:
  // `scoring` must outlive this object.
  ScoringDirectory(ScoringApi& scoring, std::function<absl::Time()> now) : scoring_(scoring), now_(std::move(now)) {}

  auth::Line KnownLine(std::string_view unit) override;
  std::optional<std::shared_ptr<const auth::ClusterFacts>> KnownCluster(std::string_view cluster, int year) override;
  absl::StatusOr<auth::Line> LineOf(const std::string& unit, const rpc::Call& call) override;
  absl::StatusOr<std::shared_ptr<const auth::ClusterFacts>> Cluster(const std::string& cluster, int year,
                                                                    const rpc::Call& call) override;
  absl::StatusOr<bool> Leads(const std::string& leader, const std::string& unit, int year,
                             const rpc::Call& call) override;

 private:
  using Units = std::shared_ptr<const absl::flat_hash_set<std::string>>;

  absl::StatusOr<auth::Line> AskLine(const std::string& unit, const rpc::Call& call);
  absl::StatusOr<std::shared_ptr<const auth::ClusterFacts>> AskCluster(const std::string& cluster, int year,
                                                                       const rpc::Call& call);
  absl::StatusOr<Units> AskLed(const std::string& leader, int year, const rpc::Call& call);

  ScoringApi& scoring_;
  const std::function<absl::Time()> now_;
  TimedMemory<auth::Line> lines_;
  TimedMemory<std::shared_ptr<const auth::ClusterFacts>> clusters_;
  TimedMemory<Units> led_;
};

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_API_SCORING_DIRECTORY_H_
