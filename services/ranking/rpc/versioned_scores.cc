#include "services/ranking/rpc/versioned_scores.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cache/memory_cache.h"
#include "common/cache/redis_cache.h"
#include "common/cache/tiered_cache.h"
#include "common/status/problem.h"

namespace thidua::ranking {
namespace {

using scoring::v1::ClusterScores;
using scoring::v1::ClusterVersion;

// To be raised when the same bytes would be read differently: a field of ClusterScores that changes its meaning.
constexpr int kFormat = 1;
// A year of the whole country takes about 25 MiB.
constexpr size_t kMemoryBytes = size_t{128} << 20;
constexpr char kKeyPrefix[] = "thidua:ranking:";

// The cluster comes last, because its code may hold any printable character.
std::string KeyOf(const std::string& cluster, int year, int64_t version) {
  return absl::StrCat("cluster-scores:", kFormat, ":", year, ":", version, ":", cluster);
}

// Nothing when the bytes are not the scores of that cluster-year.
std::optional<ClusterScores> Parse(const cache::Value& bytes, const ClusterVersion& wanted) {
  ClusterScores scores;
  if (bytes == nullptr || !scores.ParseFromString(*bytes) || scores.cluster() != wanted.cluster() ||
      scores.year() != wanted.year()) {
    return std::nullopt;
  }
  return scores;
}

std::optional<ClusterScores> ParseExactly(const cache::Value& bytes, const ClusterVersion& wanted) {
  std::optional<ClusterScores> scores = Parse(bytes, wanted);
  if (scores.has_value() && scores->version() != wanted.version()) scores.reset();
  return scores;
}

}  // namespace

absl::StatusOr<std::shared_ptr<cache::Cache>> OpenScoresCache(const std::string& redis) {
  auto memory = std::make_shared<cache::MemoryCache>(kMemoryBytes);
  if (redis.empty()) return memory;
  absl::StatusOr<std::unique_ptr<cache::RedisCache>> shared =
      cache::RedisCache::Create({.address = redis, .key_prefix = kKeyPrefix});
  if (!shared.ok()) return shared.status();
  return std::make_shared<cache::TieredCache>(std::move(memory), *std::move(shared));
}

VersionedScores::VersionedScores(scoring::ScoringApi& scoring, std::shared_ptr<cache::Cache> cache)
    : scoring_(scoring), cache_(std::move(cache)) {}

absl::StatusOr<ClusterScores> VersionedScores::Get(const ClusterVersion& version, const rpc::Call& call) {
  const std::string key = KeyOf(version.cluster(), version.year(), version.version());
  if (auto scores = ParseExactly(cache_->Get(key), version)) return *std::move(scores);
  while (true) {
    bool led = false;
    const auto fetch = [&]() -> absl::StatusOr<cache::Value> {
      led = true;
      // Another flight may have landed since the look-up.
      if (cache::Value value = cache_->Get(key); ParseExactly(value, version).has_value()) return value;
      return Fetch(version, call);
    };
    const absl::StatusOr<cache::Value> bytes = flight_.Do(key, fetch, call.deadline);
    if (bytes.ok()) {
      if (auto scores = Parse(*bytes, version)) return *std::move(scores);
      return Internal(absl::StrCat("scoring answered another cluster-year than ", key));
    }
    // The one who asked for all may have had less time than this call has.
    const bool ran_out_of_time = bytes.status().code() == absl::StatusCode::kDeadlineExceeded;
    if (led || !ran_out_of_time || absl::Now() >= call.deadline) return bytes.status();
  }
}

absl::StatusOr<cache::Value> VersionedScores::Fetch(const ClusterVersion& version, const rpc::Call& call) {
  scoring::v1::GetClusterScoresRequest request;
  request.set_cluster(version.cluster());
  request.set_year(version.year());
  const absl::StatusOr<scoring::v1::GetClusterScoresResponse> response = scoring_.GetClusterScores(request, call);
  if (!response.ok()) return response.status();
  const ClusterScores& scores = response->scores();
  auto bytes = std::make_shared<const std::string>(scores.SerializeAsString());
  cache_->Put(KeyOf(scores.cluster(), scores.year(), scores.version()), bytes);
  return bytes;
}

}  // namespace thidua::ranking
