#include "services/ranking/publication/publication.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "common/status/problem.h"
#include "services/ranking/publication/award_proposals.h"
#include "services/ranking/publication/publication_json.h"
#include "services/ranking/rpc/ranking_reply.h"
#include "services/scoring/replay/frozen_cluster.h"

namespace thidua::ranking {
namespace {

using scoring::v1::FrozenCluster;

absl::Status Bad(Message message) {
  return Problem{.code = absl::StatusCode::kInvalidArgument, .reason = "BAD_PUBLICATION", .message = std::move(message)}
      .ToStatus();
}

PreviousPlaces ReadPlaces(const v1::Publication& publication) {
  PreviousPlaces places;
  for (const v1::PublishedPlace& place : publication.previous()) {
    places[place.unit()] = {.cluster = place.cluster(),
                            .rank = place.rank().rank(),
                            .members = place.rank().members(),
                            .total = place.total(),
                            .source = place.source() == v1::PreviousRank::RESULTS ? PreviousPlace::Source::kResults
                                                                                  : PreviousPlace::Source::kComputed};
  }
  return places;
}

// The units above the clusters.
class UnitsAbove {
 public:
  explicit UnitsAbove(const v1::Publication& publication) : under_(publication.under()) {
    for (const v1::PublishedUnit& unit : publication.units()) units_[unit.code()] = &unit;
  }

  std::string NameOf(const std::string& code) const {
    const auto found = units_.find(code);
    return found == units_.end() ? "" : found->second->name();
  }

  // As KnownVersions::BranchOf.
  std::string BranchOf(const std::string& authority) const {
    std::string unit = authority;
    for (size_t steps = 0; steps <= units_.size() && unit != under_; ++steps) {
      const auto found = units_.find(unit);
      if (found == units_.end()) return {};
      if (found->second->parent() == under_) return unit;
      unit = found->second->parent();
    }
    return {};
  }

 private:
  const std::string under_;
  absl::flat_hash_map<std::string, const v1::PublishedUnit*> units_;
};

bool IsProvisional(const v1::Publication& publication,
                   const std::vector<std::shared_ptr<const RankableCluster>>& clusters) {
  if (publication.unranked_size() > 0) return true;
  for (const auto& cluster : clusters) {
    const auto& stages = cluster->scores.stages();
    const std::string last = stages.empty() ? "" : stages.rbegin()->code();
    if (!publication.stage().empty() && publication.stage() != last) return true;
    for (const auto& unit : cluster->scores.units()) {
      if (unit.stage() != last) return true;
    }
  }
  return false;
}

absl::Status CheckFits(const v1::Publication& publication) {
  for (const FrozenCluster& cluster : publication.clusters()) {
    if (cluster.year() != publication.year() || cluster.stage() != publication.stage()) {
      return Bad(
          {.vi = absl::StrCat("Cụm ", cluster.cluster(), " không thuộc năm và bước được công bố."),
           .en = absl::StrCat("Cluster ", cluster.cluster(), " is not of the year and stage of the publication.")});
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::shared_ptr<const RankableCluster>>> ScoreAll(
    const google::protobuf::RepeatedPtrField<FrozenCluster>& clusters) {
  std::vector<std::shared_ptr<const RankableCluster>> scored;
  for (const FrozenCluster& cluster : clusters) {
    absl::StatusOr<scoring::v1::ClusterScores> scores = scoring::ScoreFrozen(cluster);
    if (!scores.ok()) return scores.status();
    absl::StatusOr<RankableCluster> rankable = MakeRankable(*std::move(scores));
    if (!rankable.ok()) return rankable.status();
    scored.push_back(std::make_shared<const RankableCluster>(*std::move(rankable)));
  }
  return scored;
}

void TakeScalesOut(v1::Publication& publication) {
  std::map<std::pair<std::string, int>, scoring::v1::Scale> scales;
  for (FrozenCluster& cluster : *publication.mutable_clusters()) {
    scales.try_emplace({cluster.scale_id(), cluster.scale_revision()}, std::move(*cluster.mutable_scale()));
    cluster.clear_scale();
  }
  publication.clear_scales();
  for (auto& [key, scale] : scales) {
    v1::PublishedScale* one = publication.add_scales();
    one->set_scale_id(key.first);
    one->set_revision(key.second);
    *one->mutable_scale() = std::move(scale);
  }
}

absl::Status PutScalesBack(v1::Publication& publication) {
  std::map<std::pair<std::string, int>, const scoring::v1::Scale*> scales;
  for (const v1::PublishedScale& one : publication.scales()) {
    scales[{one.scale_id(), one.revision()}] = &one.scale();
  }
  for (FrozenCluster& cluster : *publication.mutable_clusters()) {
    const auto scale = scales.find({cluster.scale_id(), cluster.scale_revision()});
    if (scale == scales.end()) {
      const std::string ref = absl::StrCat(cluster.scale_id(), "/", cluster.scale_revision());
      return Bad({.vi = absl::StrCat("Cụm ", cluster.cluster(), ": không có thang điểm ", ref, " trong tệp."),
                  .en = absl::StrCat("Cluster ", cluster.cluster(), ": the scale ", ref, " is not in the file.")});
    }
    *cluster.mutable_scale() = *scale->second;
  }
  return absl::OkStatus();
}

absl::Status Complete(v1::Publication& publication) {
  publication.clear_results();
  publication.clear_awards();
  if (absl::Status status = CheckFits(publication); !status.ok()) return status;
  v1::Publication whole;
  *whole.mutable_scales() = publication.scales();
  *whole.mutable_clusters() = publication.clusters();
  if (absl::Status status = PutScalesBack(whole); !status.ok()) return status;
  auto clusters = ScoreAll(whole.clusters());
  if (!clusters.ok()) return clusters.status();
  const UnitsAbove units(publication);
  Aggregation aggregation{
      .under = publication.under(),
      .name = publication.name(),
      .year = publication.year(),
      .view = v1::FULL,
      .clusters = *clusters,
      .results_version = publication.results_version(),
      .previous = ReadPlaces(publication),
      .previous_versions = {publication.previous_versions().begin(), publication.previous_versions().end()},
      .branch_of = [&](const std::string& authority) { return units.BranchOf(authority); },
      .name_of = [&](const std::string& unit) { return units.NameOf(unit); }};
  for (const v1::UnrankedCluster& one : publication.unranked()) {
    aggregation.unranked.push_back(
        {.cluster = one.cluster(), .name = one.name(), .reason = one.reason(), .message = one.message()});
  }
  absl::StatusOr<v1::AggregateRankingsResponse> results = Aggregate(aggregation);
  if (!results.ok()) return results.status();
  *publication.mutable_results() = *std::move(results);
  absl::StatusOr<std::vector<v1::AwardProposal>> awards =
      ProposeFor(publication.results(), whole.clusters(), AwardScopes::kAll,
                 /*language=*/std::nullopt);
  if (!awards.ok()) return awards.status();
  for (v1::AwardProposal& one : *awards) *publication.add_awards() = std::move(one);
  publication.set_provisional(IsProvisional(publication, *clusters));
  return absl::OkStatus();
}

absl::StatusOr<std::string> ContentOf(v1::Publication publication) {
  publication.clear_suite();
  publication.clear_number();
  publication.clear_replaces();
  publication.clear_published_by();
  publication.clear_published_at();
  publication.clear_note();
  publication.clear_previous_versions();
  publication.clear_results_version();
  for (FrozenCluster& cluster : *publication.mutable_clusters()) cluster.clear_version();
  publication.mutable_results()->clear_previous_versions();
  for (v1::ClusterRanking& ranking : *publication.mutable_results()->mutable_clusters()) {
    ranking.clear_version();
    ranking.clear_results_version();
  }
  absl::StatusOr<Json> json = ToJson(publication);
  if (!json.ok()) return json.status();
  return Compact(*json);
}

absl::StatusOr<PublicationFile> Render(const v1::Publication& publication) {
  absl::StatusOr<Json> json = ToJson(publication);
  if (!json.ok()) return json.status();
  PublicationFile file{.sha256 = Sha256::HexOf(Compact(*json))};
  file.text = Layout(*std::move(json), file.sha256);
  return file;
}

v1::PublicationSummary SummaryOf(const v1::Publication& publication, const PublicationFile& file) {
  v1::PublicationSummary summary;
  summary.set_under(publication.under());
  summary.set_year(publication.year());
  summary.set_number(publication.number());
  summary.set_sha256(file.sha256);
  if (publication.has_replaces()) *summary.mutable_replaces() = publication.replaces();
  *summary.mutable_published_by() = publication.published_by();
  *summary.mutable_published_at() = publication.published_at();
  summary.set_note(publication.note());
  summary.set_stage(publication.stage());
  summary.set_provisional(publication.provisional());
  *summary.mutable_coverage() = publication.results().coverage();
  summary.set_bytes(static_cast<int64_t>(file.text.size()));
  return summary;
}

}  // namespace thidua::ranking
