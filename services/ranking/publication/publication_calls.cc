#include "services/ranking/publication/publication_calls.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "common/text/unicode.h"
#include "services/ranking/publication/award_proposals.h"
#include "services/ranking/publication/publication.h"
#include "services/ranking/publication/publication_json.h"
#include "services/scoring/replay/frozen_cluster.h"

namespace thidua::ranking {
namespace {

using google::protobuf::util::TimeUtil;
using scoring::v1::FrozenCluster;

// How often a year is read anew when it changes while it is read.
constexpr int kAttempts = 5;
constexpr size_t kMaxNoteBytes = 2000;

absl::Status ScoringIsAway() {
  return Unavailable(
      "SERVICE_UNAVAILABLE",
      {.vi = "Dịch vụ chấm điểm không trả lời. Không công bố từ số liệu có thể đã cũ: hãy thử lại khi dịch vụ đó chạy.",
       .en = "Scoring does not answer. Nothing is published from figures that may be old: try again when it runs."});
}

absl::Status CheckNote(const std::string& note) {
  if (note.size() <= kMaxNoteBytes && !text::HasControlCharacter(note)) return absl::OkStatus();
  return InvalidField("note", "BAD_NOTE",
                      {.vi = absl::StrCat("Ghi chú dài nhất ", kMaxNoteBytes, " byte, trên một dòng."),
                       .en = absl::StrCat("A note has at most ", kMaxNoteBytes, " bytes, on one line.")});
}

absl::Status CheckActor(const Actor& by) {
  if (!by.name.empty()) return absl::OkStatus();
  return InvalidField(rpc::kActorMetadata, "REQUIRED",
                      {.vi = "Bản công bố phải ghi tên người công bố (thidua --as).",
                       .en = "A publication names the person who publishes (thidua --as)."});
}

// Scoring has no scores for the cluster, for a reason that lies in its data.
bool CannotBeRanked(const Problem& problem) {
  return problem.code == absl::StatusCode::kFailedPrecondition || problem.reason == "UNKNOWN_STAGE";
}

v1::UnrankedCluster ToUnranked(const KnownCluster& cluster, const Problem& why) {
  v1::UnrankedCluster out;
  out.set_cluster(cluster.code);
  out.set_name(cluster.name);
  out.set_reason(why.reason);
  out.set_message(why.message.vi);
  return out;
}

std::set<std::string> MembersOf(const v1::Publication& publication) {
  std::set<std::string> members;
  for (const FrozenCluster& cluster : publication.clusters()) {
    for (const auto& sheet : cluster.sheets()) members.insert(sheet.unit());
  }
  return members;
}

v1::PublishedPlace ToPublished(const std::string& unit, const PreviousPlace& place) {
  v1::PublishedPlace out;
  out.set_unit(unit);
  out.set_cluster(place.cluster);
  out.mutable_rank()->set_rank(place.rank);
  out.mutable_rank()->set_members(place.members);
  out.set_total(place.total);
  out.set_source(place.source == PreviousPlace::Source::kResults ? v1::PreviousRank::RESULTS
                                                                 : v1::PreviousRank::COMPUTED);
  return out;
}

// What was read is what there was at one moment, which `after` shows: no version has moved.
bool IsOneState(const v1::Publication& read, const Basis& before, const Basis& after) {
  if (before.clusters.size() != after.clusters.size() || before.epoch != after.epoch ||
      read.results_version() != after.results_version) {
    return false;
  }
  std::map<std::string, int64_t> versions;
  for (const auto& cluster : before.clusters) versions[cluster->code] = cluster->version;
  for (const FrozenCluster& cluster : read.clusters()) versions[cluster.cluster()] = cluster.version();
  for (const auto& cluster : after.clusters) {
    const auto found = versions.find(cluster->code);
    if (found == versions.end() || found->second != cluster->version) return false;
  }
  return std::all_of(read.previous_versions().begin(), read.previous_versions().end(), [&](const auto& version) {
    return std::any_of(after.previous.begin(), after.previous.end(), [&](const auto& cluster) {
      return cluster->code == version.cluster() && cluster->version == version.version();
    });
  });
}

absl::Status NoneRanked(const v1::Publication& publication) {
  const v1::UnrankedCluster& first = publication.unranked(0);
  return FailedPrecondition(
      "NO_SCALE",
      {.vi = absl::StrCat("Năm ", publication.year(), " chưa xếp hạng được cụm nào trong ", publication.unranked_size(),
                          " cụm. Cụm ", first.cluster(), ": ", first.message()),
       .en = absl::StrCat("None of the ", publication.unranked_size(), " clusters can be ranked for ",
                          publication.year(), ". Cluster ", first.cluster(), ": ", first.reason(), ".")});
}

// The same content, and no other note.
absl::StatusOr<bool> SaysTheSame(const v1::Publication& publication, const StoredPublication& newest) {
  if (!publication.note().empty() && publication.note() != newest.summary.note()) return false;
  const absl::StatusOr<Json> document = ReadFile(newest.text);
  if (!document.ok()) return document.status();
  const absl::StatusOr<v1::Publication> stored = FromJson((*document)[kPublicationMember]);
  if (!stored.ok()) return stored.status();
  const absl::StatusOr<std::string> before = ContentOf(*stored);
  const absl::StatusOr<std::string> now = ContentOf(publication);
  if (!before.ok()) return before.status();
  if (!now.ok()) return now.status();
  return *before == *now;
}

}  // namespace

absl::StatusOr<Basis> PublicationCalls::Latest(const RankingScope& scope, const rpc::Call& call) {
  const KnownVersions::Clock::time_point asked = KnownVersions::Clock::now();
  absl::Status known = core_.versions().Await({.latest = true}, call.deadline);
  if (!known.ok()) return known;
  if (core_.versions().known_since() < asked) return ScoringIsAway();
  return core_.Find(scope, call);
}

absl::Status PublicationCalls::FreezeAll(const Basis& basis, const std::string& stage, const rpc::Call& call,
                                         v1::Publication& publication) {
  for (const auto& cluster : basis.clusters) {
    scoring::v1::FreezeClusterRequest request;
    request.set_cluster(cluster->code);
    request.set_year(cluster->year);
    request.set_stage(stage);
    absl::StatusOr<scoring::v1::FreezeClusterResponse> frozen = core_.scoring().FreezeCluster(request, call);
    if (frozen.ok()) {
      *publication.add_clusters() = std::move(*frozen->mutable_frozen());
      continue;
    }
    const Problem problem = Problem::FromStatus(frozen.status());
    if (!CannotBeRanked(problem)) return frozen.status();
    *publication.add_unranked() = ToUnranked(*cluster, problem);
  }
  return publication.clusters_size() == 0 ? NoneRanked(publication) : absl::OkStatus();
}

absl::Status PublicationCalls::AddYearBefore(Basis& basis, const rpc::Call& call, v1::Publication& publication) {
  const auto clusters = ScoreAll(publication.clusters());
  if (!clusters.ok()) return clusters.status();
  const absl::StatusOr<YearBefore> before = core_.ReadYearBefore(*clusters, basis, call);
  if (!before.ok()) return before.status();
  for (const std::string& unit : MembersOf(publication)) {
    const auto place = before->places.find(unit);
    if (place != before->places.end()) *publication.add_previous() = ToPublished(unit, place->second);
  }
  publication.mutable_previous_versions()->Add(before->versions.begin(), before->versions.end());
  publication.set_results_version(before->results_version);
  return absl::OkStatus();
}

absl::Status PublicationCalls::AddUnitsAbove(const rpc::Call& call, v1::Publication& publication) {
  std::map<std::string, v1::PublishedUnit> units;
  for (const FrozenCluster& cluster : publication.clusters()) {
    std::string code = cluster.authority();
    while (!code.empty() && code != publication.under() && !units.contains(code)) {
      directory::v1::GetUnitRequest request;
      request.set_code(code);
      const absl::StatusOr<directory::v1::GetUnitResponse> found = core_.scoring().GetUnit(request, call);
      if (!found.ok()) return found.status();
      v1::PublishedUnit& unit = units[code];
      unit.set_code(code);
      unit.set_name(found->unit().name());
      unit.set_parent(found->unit().parent());
      code = unit.parent();
    }
  }
  for (auto& [code, unit] : units) *publication.add_units() = std::move(unit);
  return absl::OkStatus();
}

absl::StatusOr<v1::Publication> PublicationCalls::TryGather(const RankingScope& scope, const std::string& stage,
                                                            const rpc::Call& call) {
  absl::StatusOr<Basis> basis = Latest(scope, call);
  if (!basis.ok()) return basis.status();
  v1::Publication publication;
  publication.set_format(kPublicationFormat);
  publication.set_suite(THIDUA_VERSION);
  publication.set_under(scope.under);
  publication.set_name(core_.versions().UnitName(scope.under).value_or(""));
  publication.set_year(scope.year);
  publication.set_stage(stage);
  absl::Status status = FreezeAll(*basis, stage, call, publication);
  if (status.ok()) status = AddYearBefore(*basis, call, publication);
  if (status.ok()) status = AddUnitsAbove(call, publication);
  if (!status.ok()) return status;
  const absl::StatusOr<Basis> after = Latest(scope, call);
  if (!after.ok()) return after.status();
  if (!IsOneState(publication, *basis, *after)) return Changing();
  return publication;
}

absl::StatusOr<v1::Publication> PublicationCalls::Gather(const RankingScope& scope, const std::string& stage,
                                                         const rpc::Call& call) {
  absl::StatusOr<v1::Publication> publication = TryGather(scope, stage, call);
  for (int i = 1; i < kAttempts && absl::IsAborted(publication.status()); ++i) {
    publication = TryGather(scope, stage, call);
  }
  if (!publication.ok()) return publication;
  TakeScalesOut(*publication);
  if (absl::Status status = Complete(*publication); !status.ok()) return status;
  return publication;
}

absl::StatusOr<v1::PublishResponse> PublicationCalls::Publish(const v1::PublishRequest& request,
                                                              const rpc::Call& call) {
  absl::Status status = CheckYear(request.year());
  if (status.ok()) status = CheckNote(request.note());
  if (status.ok()) status = CheckActor(call.by);
  if (!status.ok()) return status;
  absl::StatusOr<v1::Publication> publication =
      Gather({.under = request.under(), .year = request.year()}, request.stage(), call);
  if (!publication.ok()) return publication.status();
  publication->set_note(request.note());
  publication->mutable_published_by()->set_name(call.by.name);
  publication->mutable_published_by()->set_unit(call.by.unit);
  publication->mutable_published_by()->set_office(call.by.office);
  *publication->mutable_published_at() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now_()));
  absl::StatusOr<v1::PublishResponse> response = AddAfterNewest(*publication);
  // Someone else published meanwhile: this is the next one, or the same.
  if (absl::IsAborted(response.status())) response = AddAfterNewest(*publication);
  if (response.ok()) *response->mutable_unranked() = publication->unranked();
  return response;
}

absl::StatusOr<v1::PublishResponse> PublicationCalls::AddAfterNewest(v1::Publication publication) {
  const absl::StatusOr<std::optional<StoredPublication>> newest =
      store_.Find(publication.under(), publication.year(), /*number=*/0);
  if (!newest.ok()) return newest.status();
  v1::PublishResponse response;
  publication.set_number(1);
  if (newest->has_value()) {
    const v1::PublicationSummary& before = (*newest)->summary;
    const absl::StatusOr<bool> same = SaysTheSame(publication, **newest);
    if (!same.ok()) return same.status();
    if (*same) {
      *response.mutable_publication() = before;
      response.set_unchanged(true);
      return response;
    }
    publication.set_number(before.number() + 1);
    publication.mutable_replaces()->set_number(before.number());
    publication.mutable_replaces()->set_sha256(before.sha256());
  }
  absl::StatusOr<PublicationFile> file = Render(publication);
  if (!file.ok()) return file.status();
  *response.mutable_publication() = SummaryOf(publication, *file);
  absl::Status added = store_.Add({.summary = response.publication(), .text = std::move(file->text)});
  if (!added.ok()) return added;
  return response;
}

absl::StatusOr<v1::ListPublicationsResponse> PublicationCalls::ListPublications(
    const v1::ListPublicationsRequest& request) {
  if (absl::Status status = CheckYear(request.year()); !status.ok()) return status;
  absl::StatusOr<std::vector<StoredPublication>> found = store_.List(request.under(), request.year());
  if (!found.ok()) return found.status();
  v1::ListPublicationsResponse response;
  for (StoredPublication& one : *found) *response.add_publications() = std::move(one.summary);
  return response;
}

absl::StatusOr<StoredPublication> PublicationCalls::Find(const std::string& under, int year, int number) {
  if (absl::Status status = CheckYear(year); !status.ok()) return status;
  absl::StatusOr<std::optional<StoredPublication>> found = store_.Find(under, year, number);
  if (!found.ok()) return found.status();
  if (found->has_value()) return **std::move(found);
  const std::string which = number == 0 ? "" : absl::StrCat(" ", number);
  return NotFound("UNKNOWN_PUBLICATION",
                  {.vi = absl::StrCat("Không có bản công bố", which, " nào của \"", under, "\" năm ", year,
                                      ". Xem: thidua publications; công bố: thidua publish."),
                   .en = absl::StrCat("There is no publication", which, " of \"", under, "\" for ", year,
                                      ". List them: thidua publications; publish: thidua publish.")});
}

absl::StatusOr<std::string> PublicationCalls::GetPublication(const v1::GetPublicationRequest& request) {
  absl::StatusOr<StoredPublication> found = Find(request.under(), request.year(), request.number());
  if (!found.ok()) return found.status();
  return std::move(found->text);
}

absl::StatusOr<v1::GetPublishedScoresResponse> PublicationCalls::GetPublishedScores(
    const v1::GetPublishedScoresRequest& request) {
  absl::StatusOr<StoredPublication> found = Find(request.under(), request.year(), request.number());
  if (!found.ok()) return found.status();
  absl::StatusOr<Json> file = ReadFile(found->text);
  if (!file.ok()) return file.status();
  absl::StatusOr<v1::Publication> publication = FromJson((*file)[kPublicationMember]);
  if (!publication.ok()) return publication.status();
  if (absl::Status status = PutScalesBack(*publication); !status.ok()) return status;
  for (const FrozenCluster& cluster : publication->clusters()) {
    const bool holds = std::any_of(cluster.sheets().begin(), cluster.sheets().end(),
                                   [&](const auto& sheet) { return sheet.unit() == request.unit(); });
    if (!holds) continue;
    absl::StatusOr<scoring::v1::ClusterScores> scores = scoring::ScoreFrozen(cluster);
    if (!scores.ok()) return scores.status();
    absl::StatusOr<scoring::v1::ExplainScoresResponse> explanation =
        scoring::ExplainFrozen(cluster, request.unit(), LanguageFromCode(request.language_code()));
    if (!explanation.ok()) return explanation.status();
    v1::GetPublishedScoresResponse response;
    response.set_number(publication->number());
    response.set_sha256((*file)[kHashMember].get<std::string>());
    *response.mutable_scores() = *std::move(scores);
    *response.mutable_explanation() = *std::move(explanation);
    return response;
  }
  return NotFound("NOT_PUBLISHED",
                  {.vi = absl::StrCat("Bản công bố số ", publication->number(), " của \"", request.under(), "\" năm ",
                                      request.year(), " không có đơn vị ", request.unit(), "."),
                   .en = absl::StrCat("Publication ", publication->number(), " of \"", request.under(), "\" for ",
                                      request.year(), " does not hold unit ", request.unit(), ".")});
}

absl::StatusOr<v1::ProposeAwardsResponse> PublicationCalls::ProposeAwards(const v1::ProposeAwardsRequest& request,
                                                                          const rpc::Call& call) {
  if (absl::Status status = CheckYear(request.year()); !status.ok()) return status;
  absl::StatusOr<v1::Publication> publication =
      Gather({.cluster = request.cluster(), .under = request.under(), .year = request.year()}, request.stage(), call);
  if (!publication.ok()) return publication.status();
  if (absl::Status status = PutScalesBack(*publication); !status.ok()) return status;
  absl::StatusOr<std::vector<v1::AwardProposal>> proposals = ProposeFor(
      publication->results(), publication->clusters(),
      request.has_cluster() ? AwardScopes::kClusterOnly : AwardScopes::kAll, LanguageFromCode(request.language_code()));
  if (!proposals.ok()) return proposals.status();
  v1::ProposeAwardsResponse response;
  for (v1::AwardProposal& one : *proposals) *response.add_proposals() = std::move(one);
  for (const v1::ClusterRanking& ranking : publication->results().clusters()) {
    *response.add_versions() = ranking.version();
  }
  *response.mutable_coverage() = publication->results().coverage();
  *response.mutable_unranked() = publication->unranked();
  return response;
}

}  // namespace thidua::ranking
