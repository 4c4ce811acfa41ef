#include "services/ranking/rpc/versioned_scores.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::ranking {
namespace {

using scoring::v1::ClusterScores;

// To be raised when the same bytes would be read differently: a field of ClusterScores that changes its meaning.
constexpr int kFormat = 2;
// As bytes of the messages; ready to rank they take about four times that. A year of the whole country is 25 MiB.
constexpr size_t kReadyBytes = size_t{64} << 20;

// The cluster comes last, because its code may hold any printable character; a stage's code holds no colon.
std::string TextOf(const ScoresKey& key) {
  return absl::StrCat("cluster-scores:", kFormat, ":", key.year, ":", key.version, ":", key.stage, ":", key.cluster);
}

// Nothing when the bytes are not the scores of that cluster-year and stage.
std::optional<ClusterScores> Parse(const cache::Value& bytes, const ScoresKey& wanted) {
  ClusterScores scores;
  if (bytes == nullptr || !scores.ParseFromString(*bytes) || scores.cluster() != wanted.cluster ||
      scores.year() != wanted.year || scores.stage() != wanted.stage) {
    return std::nullopt;
  }
  return scores;
}

bool AreExactly(const cache::Value& bytes, const ScoresKey& wanted) {
  const std::optional<ClusterScores> scores = Parse(bytes, wanted);
  return scores.has_value() && scores->version() == wanted.version;
}

}  // namespace

VersionedScores::VersionedScores(scoring::ScoringApi& scoring, std::shared_ptr<cache::Cache> cache)
    : scoring_(scoring), cache_(std::move(cache)), ready_(kReadyBytes) {}

absl::StatusOr<std::shared_ptr<const RankableCluster>> VersionedScores::Get(const ScoresKey& key,
                                                                            const rpc::Call& call) {
  const std::string text = TextOf(key);
  if (auto ready = ready_.Get(text)) return ready;
  const absl::StatusOr<cache::Value> bytes = Bytes(key, text, call);
  if (!bytes.ok()) return bytes.status();
  std::optional<ClusterScores> scores = Parse(*bytes, key);
  if (!scores.has_value()) return Internal(absl::StrCat("scoring answered another cluster-year than ", text));
  ScoresKey actual = key;
  actual.version = scores->version();
  absl::StatusOr<RankableCluster> rankable = MakeRankable(*std::move(scores));
  if (!rankable.ok()) return rankable.status();
  auto ready = std::make_shared<const RankableCluster>(*std::move(rankable));
  ready_.Put(TextOf(actual), ready, (*bytes)->size());
  return ready;
}

std::shared_ptr<const RankableCluster> VersionedScores::Remembered(const ScoresKey& key) {
  const std::string text = TextOf(key);
  if (auto ready = ready_.Get(text)) return ready;
  const cache::Value bytes = cache_->Get(text);
  if (!AreExactly(bytes, key)) return nullptr;
  absl::StatusOr<RankableCluster> rankable = MakeRankable(*Parse(bytes, key));
  return rankable.ok() ? std::make_shared<const RankableCluster>(*std::move(rankable)) : nullptr;
}

absl::StatusOr<cache::Value> VersionedScores::Bytes(const ScoresKey& key, const std::string& text,
                                                    const rpc::Call& call) {
  if (cache::Value value = cache_->Get(text); AreExactly(value, key)) return value;
  const auto fetch = [&]() -> absl::StatusOr<cache::Value> {
    // Another flight may have landed since the look-up.
    if (cache::Value value = cache_->Get(text); AreExactly(value, key)) return value;
    return Fetch(key, call);
  };
  return flight_.Do(text, fetch, call.deadline, [&] { return rpc::GivenUp(call); });
}

absl::StatusOr<cache::Value> VersionedScores::Fetch(const ScoresKey& key, const rpc::Call& call) {
  scoring::v1::GetClusterScoresRequest request;
  request.set_cluster(key.cluster);
  request.set_year(key.year);
  request.set_stage(key.stage);
  const absl::StatusOr<scoring::v1::GetClusterScoresResponse> response = scoring_.GetClusterScores(request, call);
  if (!response.ok()) return response.status();
  const ClusterScores& scores = response->scores();
  auto bytes = std::make_shared<const std::string>(scores.SerializeAsString());
  cache_->Put(TextOf({scores.cluster(), scores.year(), scores.version(), scores.stage()}), bytes);
  return bytes;
}

}  // namespace thidua::ranking
