#include "services/scoring/rpc/scoring_server.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/import_report.h"
#include "common/status/problem.h"
#include "services/scoring/replay/frozen_cluster.h"
#include "services/scoring/rpc/request_checks.h"
#include "services/scoring/rpc/scale_codec.h"
#include "services/scoring/rpc/scores_reply.h"
#include "services/scoring/rpc/version_teller.h"
#include "services/scoring/spreadsheet/scale_workbook.h"
#include "services/scoring/usecases/cluster_sheets.h"
#include "services/scoring/usecases/errors.h"
#include "services/scoring/usecases/imports.h"
#include "services/scoring/usecases/simulation.h"
#include "services/scoring/usecases/what_if.h"

namespace thidua::scoring {
namespace {

using namespace thidua::directory::v1;  // NOLINT(google-build-using-namespace): the messages of this API.
namespace pb = thidua::scoring::v1;

constexpr int kDefaultPage = 500;
constexpr int kMaxPage = 2000;

thidua::directory::v1::Unit ToProto(const scoring::Unit& unit) {
  thidua::directory::v1::Unit out;
  out.set_code(unit.code);
  out.set_name(unit.name);
  out.set_type(unit.type);
  out.set_level(static_cast<thidua::type::v1::Level>(unit.level));
  out.set_parent(unit.parent);
  out.set_valid_from(unit.valid_from);
  out.set_valid_to(unit.valid_to);
  return out;
}

Cluster ToProto(const ClusterYear& cluster) {
  Cluster out;
  out.set_code(cluster.code);
  out.set_name(cluster.name);
  out.set_authority(cluster.authority);
  out.set_year(cluster.year);
  for (const Member& member : cluster.members) {
    Membership* one = out.add_members();
    one->set_unit(member.unit);
    one->set_role(member.leader ? Membership::LEADER : Membership::MEMBER);
  }
  return out;
}

pb::ClusterVersion ToVersion(const ClusterYear& cluster) {
  pb::ClusterVersion out;
  out.set_cluster(cluster.code);
  out.set_year(cluster.year);
  out.set_version(cluster.version);
  return out;
}

// A page token names the query it belongs to and the last code that was given out.
std::string MakeToken(const ListUnitsRequest& request, const std::string& last) {
  return absl::WebSafeBase64Escape(absl::StrCat(request.under(), "\n", static_cast<int>(request.level()), "\n", last));
}

std::optional<std::string> ReadToken(const ListUnitsRequest& request) {
  if (request.page_token().empty()) return std::string();
  std::string token;
  const std::string prefix = absl::StrCat(request.under(), "\n", static_cast<int>(request.level()), "\n");
  if (!absl::WebSafeBase64Unescape(request.page_token(), &token) || !token.starts_with(prefix)) return std::nullopt;
  return token.substr(prefix.size());
}

// The scale in force for a unit in a year, or with `or_earlier` in the latest year before that has one.
absl::StatusOr<StoredScale> FindScale(ReadTransaction& transaction, const pb::UnitYear& wanted) {
  absl::StatusOr<std::optional<scoring::Unit>> unit = transaction.GetUnit(wanted.unit());
  if (!unit.ok()) return unit.status();
  if (!unit->has_value()) return UnknownUnit(wanted.unit());
  absl::StatusOr<std::vector<StoredScale>> all = transaction.ListScales(/*year=*/0);
  if (!all.ok()) return all.status();
  for (auto scale = all->rbegin(); scale != all->rend(); ++scale) {
    if (scale->year > wanted.year() || (scale->year < wanted.year() && !wanted.or_earlier())) continue;
    absl::StatusOr<ScaleResolver> resolver = ScaleResolver::For(transaction, scale->year);
    if (!resolver.ok()) return resolver.status();
    absl::StatusOr<const StoredScale*> resolved = resolver->Resolve(**unit);
    if (!resolved.ok()) return resolved.status();
    if (*resolved == nullptr) continue;
    absl::StatusOr<std::optional<StoredScale>> full =
        transaction.GetScale((*resolved)->scale_id, (*resolved)->revision);
    if (!full.ok()) return full.status();
    return **std::move(full);
  }
  return NoScaleForUnit(wanted.unit(), wanted.year());
}

// Times are kept to the microsecond.
Act ActOf(const rpc::Call& call) {
  return {.by = call.by, .at = absl::FromUnixMicros(absl::ToUnixMicros(absl::Now()))};
}

// A scale file in either form: a zip archive is a workbook, everything else JSON.
struct ScaleFile {
  ScaleDefinition definition;
  std::string encoded;
};

ScaleFile ReadScaleFile(std::string_view content, imports::FaultList& faults) {
  ScaleFile file;
  if (content.starts_with("PK")) {
    ReadScaleXlsx(content, file.definition, faults);
  } else {
    const pb::Scale scale = ParseScaleFile(content, faults);
    if (faults.empty()) file.definition = ToDefinition(scale, faults);
  }
  // Whatever the form of the file, the same scale is kept as the same text.
  if (faults.empty()) file.encoded = EncodeScale(ToMessage(file.definition));
  return file;
}

pb::SimulatedYear ToProto(const SimulatedYear& year, Language language) {
  pb::SimulatedYear out;
  out.set_year(year.year);
  out.set_compared(year.compared);
  for (const Message& skipped : year.skipped) out.add_skipped(skipped.In(language));
  for (const SimulatedUnit& unit : year.moved) {
    pb::SimulatedUnit* one = out.add_moved();
    one->set_cluster(unit.cluster);
    one->set_unit(unit.unit.code);
    one->set_name(unit.unit.name);
    one->set_total_before(unit.total_before);
    one->set_total_after(unit.total_after);
    one->set_rank_before(unit.rank_before);
    one->set_rank_after(unit.rank_after);
    for (const SimulatedUnit::Criterion& criterion : unit.criteria) {
      pb::SimulatedCriterion* moved = one->add_criteria();
      moved->set_criterion(criterion.code);
      moved->set_points_before(criterion.before);
      moved->set_points_after(criterion.after);
    }
  }
  return out;
}

template <typename Response>
absl::StatusOr<Response> Reported(const absl::StatusOr<imports::Report>& report, Language language) {
  if (!report.ok()) return report.status();
  Response response;
  *response.mutable_report() = rpc::ToProto(*report, language);
  return response;
}

}  // namespace

ScoringServer::ScoringServer(std::unique_ptr<ScoringStore> store)
    : store_(std::move(store)), catalog_(DecodeDefinition), feed_(*store_) {}

absl::StatusOr<GetUnitResponse> ScoringServer::GetUnit(const GetUnitRequest& request, const rpc::Call&) {
  if (request.code().empty()) return MissingField("code");
  GetUnitResponse response;
  absl::Status status = store_->Read([&](ReadTransaction& transaction) {
    auto unit = transaction.GetUnit(request.code());
    if (!unit.ok()) return unit.status();
    if (!unit->has_value()) return UnknownUnit(request.code());
    *response.mutable_unit() = ToProto(**unit);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<ListUnitsResponse> ScoringServer::ListUnits(const ListUnitsRequest& request, const rpc::Call&) {
  if (request.page_size() < 0 || request.page_size() > kMaxPage) {
    return InvalidField("page_size", "BAD_PAGE_SIZE",
                        {.vi = absl::StrCat("page_size phải từ 0 đến ", kMaxPage, "."),
                         .en = absl::StrCat("page_size must be 0 to ", kMaxPage, ".")});
  }
  const std::optional<std::string> after = ReadToken(request);
  if (!after.has_value()) {
    return InvalidField("page_token", "BAD_PAGE_TOKEN",
                        {.vi = "page_token không thuộc truy vấn này. Hãy bắt đầu lại từ trang đầu.",
                         .en = "page_token does not belong to this query. Start again from the first page."});
  }
  const int size = request.page_size() == 0 ? kDefaultPage : request.page_size();
  ListUnitsResponse response;
  absl::Status status = store_->Read([&](ReadTransaction& transaction) {
    if (absl::Status known = CheckScope(transaction, {.under = request.under()}, 0); !known.ok()) return known;
    auto units = transaction.ListUnits(request.under(), request.level(), *after, size + 1);
    if (!units.ok()) return units.status();
    const bool more = units->size() > static_cast<size_t>(size);
    if (more) units->pop_back();
    for (const scoring::Unit& unit : *units) *response.add_units() = ToProto(unit);
    if (more) response.set_next_page_token(MakeToken(request, units->back().code));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<ListOfficesResponse> ScoringServer::ListOffices(const ListOfficesRequest&, const rpc::Call&) {
  ListOfficesResponse response;
  absl::Status status = store_->Read([&](ReadTransaction& transaction) {
    auto offices = transaction.ListOffices();
    if (!offices.ok()) return offices.status();
    for (const scoring::Office& office : *offices) {
      auto* one = response.add_offices();
      one->set_code(office.code);
      one->set_name(office.name);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<ListClustersResponse> ScoringServer::ListClusters(const ListClustersRequest& request, const rpc::Call&) {
  if (request.year() == 0) return MissingField("year");
  const ClusterScope scope{.cluster = request.cluster(), .under = request.under()};
  ListClustersResponse response;
  absl::Status status = store_->Read([&](ReadTransaction& transaction) {
    if (absl::Status known = CheckScope(transaction, scope, request.year()); !known.ok()) return known;
    auto clusters = transaction.ListClusterYears(scope, request.year());
    if (!clusters.ok()) return clusters.status();
    for (const ClusterYear& cluster : *clusters) *response.add_clusters() = ToProto(cluster);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<pb::GetScaleResponse> ScoringServer::GetScale(const pb::GetScaleRequest& request, const rpc::Call&) {
  if (request.which_case() == pb::GetScaleRequest::WHICH_NOT_SET) return MissingField("which");
  StoredScale stored;
  absl::Status status = store_->Read([&](ReadTransaction& transaction) {
    if (request.has_unit_year()) {
      absl::StatusOr<StoredScale> found = FindScale(transaction, request.unit_year());
      if (found.ok()) stored = *std::move(found);
      return found.status();
    }
    auto found = transaction.GetScale(request.scale().scale_id(), request.scale().revision());
    if (!found.ok()) return found.status();
    if (!found->has_value()) return UnknownScale(request.scale().scale_id(), request.scale().revision());
    stored = **std::move(found);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  absl::StatusOr<pb::Scale> scale = DecodeScale(stored.definition);
  if (!scale.ok()) return scale.status();
  pb::GetScaleResponse response;
  *response.mutable_scale() = *std::move(scale);
  response.set_revision(stored.revision);
  return response;
}

absl::StatusOr<pb::ListClusterVersionsResponse> ScoringServer::ListClusterVersions(
    const pb::ListClusterVersionsRequest& request, const rpc::Call&) {
  if (request.year() == 0) return MissingField("year");
  const ClusterScope scope{.cluster = request.cluster(), .under = request.under()};
  pb::ListClusterVersionsResponse response;
  absl::Status status = store_->Read([&](ReadTransaction& transaction) {
    if (absl::Status known = CheckScope(transaction, scope, request.year()); !known.ok()) return known;
    auto clusters = transaction.ListVersions(scope, request.year());
    if (!clusters.ok()) return clusters.status();
    for (const ClusterYear& cluster : *clusters) *response.add_versions() = ToVersion(cluster);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<pb::GetClusterScoresResponse> ScoringServer::GetClusterScores(const pb::GetClusterScoresRequest& request,
                                                                             const rpc::Call&) {
  if (request.cluster().empty()) return MissingField("cluster");
  if (request.year() == 0) return MissingField("year");
  std::optional<ClusterSheets> sheets;
  absl::Status status = store_->Read([&](ReadTransaction& transaction) {
    absl::StatusOr<ClusterSheets> loaded = LoadClusterSheets(transaction, catalog_, request.cluster(), request.year());
    if (loaded.ok()) sheets = *std::move(loaded);
    return loaded.status();
  });
  if (!status.ok()) return status;
  pb::GetClusterScoresResponse response;
  absl::StatusOr<pb::ClusterScores> scores = ToClusterScores(*sheets, request.stage());
  if (!scores.ok()) return scores.status();
  *response.mutable_scores() = *std::move(scores);
  return response;
}

absl::StatusOr<pb::FreezeClusterResponse> ScoringServer::FreezeCluster(const pb::FreezeClusterRequest& request,
                                                                       const rpc::Call&) {
  if (request.cluster().empty()) return MissingField("cluster");
  if (request.year() == 0) return MissingField("year");
  std::optional<ClusterSheets> sheets;
  std::optional<StoredScale> stored;
  absl::Status status = store_->Read([&](ReadTransaction& transaction) {
    absl::StatusOr<ClusterSheets> loaded = LoadClusterSheets(transaction, catalog_, request.cluster(), request.year());
    if (!loaded.ok()) return loaded.status();
    auto scale = transaction.GetScale(loaded->stored_scale.scale_id, loaded->stored_scale.revision);
    if (!scale.ok()) return scale.status();
    sheets = *std::move(loaded);
    stored = *std::move(scale);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (!request.stage().empty() && request.stage() != kComputedStage &&
      FindStage(sheets->scale->stages(), request.stage()) < 0) {
    return UnknownStage(request.stage(), *sheets->scale);
  }
  absl::StatusOr<pb::Scale> scale = DecodeScale(stored->definition);
  if (!scale.ok()) return scale.status();
  pb::FreezeClusterResponse response;
  *response.mutable_frozen() = Freeze(*sheets, *std::move(scale), request.stage());
  return response;
}

absl::StatusOr<pb::SimulateScoresResponse> ScoringServer::SimulateScores(const pb::SimulateScoresRequest& request,
                                                                         const rpc::Call&) {
  if (request.cluster().empty()) return MissingField("cluster");
  if (request.year() == 0) return MissingField("year");
  std::vector<ScoreOverride> overrides;
  for (const pb::ScoreOverride& one : request.overrides()) {
    if (one.what_case() == pb::ScoreOverride::WHAT_NOT_SET) {
      return MissingField(absl::StrCat("overrides[", overrides.size(), "].input"));
    }
    if (one.has_input() && one.input().name().empty()) {
      return MissingField(absl::StrCat("overrides[", overrides.size(), "].input.name"));
    }
    overrides.push_back({.unit = one.unit(),
                         .criterion = one.criterion(),
                         .input = one.input().name(),
                         .value = one.has_input() ? one.input().value() : one.points()});
  }
  std::optional<ClusterSheets> sheets;
  absl::Status status = store_->Read([&](ReadTransaction& transaction) {
    absl::StatusOr<ClusterSheets> loaded = LoadClusterSheets(transaction, catalog_, request.cluster(), request.year());
    if (loaded.ok()) sheets = *std::move(loaded);
    return loaded.status();
  });
  if (!status.ok()) return status;
  pb::SimulateScoresResponse response;
  for (pb::ClusterScores* scores : {response.mutable_before(), response.mutable_after()}) {
    absl::StatusOr<pb::ClusterScores> made = ToClusterScores(*sheets, /*stage=*/"");
    if (!made.ok()) return made.status();
    *scores = *std::move(made);
    if (scores == &response.after()) break;
    if (absl::Status applied = ApplyOverrides(overrides, *sheets); !applied.ok()) return applied;
  }
  return response;
}

std::unique_ptr<VersionWatch> ScoringServer::WatchVersions(VersionListener& listener) {
  return WatchInProcess(feed_, listener);
}

absl::StatusOr<pb::ExplainScoresResponse> ScoringServer::ExplainScores(const pb::ExplainScoresRequest& request,
                                                                       const rpc::Call&) {
  if (request.unit().empty()) return MissingField("unit");
  if (request.year() == 0) return MissingField("year");
  std::optional<ClusterSheets> sheets;
  std::vector<scoring::Office> offices;
  absl::Status status = store_->Read([&](ReadTransaction& transaction) {
    if (absl::Status known = CheckScope(transaction, {.under = request.unit()}, 0); !known.ok()) return known;
    auto cluster = transaction.FindClusterOf(request.unit(), request.year());
    if (!cluster.ok()) return cluster.status();
    if (!cluster->has_value()) return NoCluster(request.unit(), request.year());
    auto named = transaction.ListOffices();
    if (!named.ok()) return named.status();
    offices = *std::move(named);
    absl::StatusOr<ClusterSheets> loaded = LoadClusterSheets(transaction, catalog_, **cluster, request.year());
    if (loaded.ok()) sheets = *std::move(loaded);
    return loaded.status();
  });
  if (!status.ok()) return status;
  return ToExplanation(*sheets, request.unit(), request.criterion(), offices,
                       LanguageFromCode(request.language_code()));
}

absl::StatusOr<ListSuccessionsResponse> ScoringServer::ListSuccessions(const ListSuccessionsRequest& request,
                                                                       const rpc::Call&) {
  if (request.unit().empty()) return MissingField("unit");
  ListSuccessionsResponse response;
  absl::Status status = store_->Read([&](ReadTransaction& transaction) {
    if (absl::Status known = CheckScope(transaction, {.under = request.unit()}, 0); !known.ok()) return known;
    auto successions = transaction.ListSuccessions(request.unit());
    if (!successions.ok()) return successions.status();
    for (const scoring::Succession& succession : *successions) {
      auto* one = response.add_successions();
      one->set_predecessor(succession.predecessor);
      one->set_successor(succession.successor);
      one->set_date(succession.date);
      one->set_document(succession.document);
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<ImportUnitsResponse> ScoringServer::ImportUnits(const imports::File& file, Language language,
                                                               const rpc::Call& call) {
  return Reported<ImportUnitsResponse>(scoring::ImportUnits(*store_, file, ActOf(call)), language);
}

absl::StatusOr<ImportOfficesResponse> ScoringServer::ImportOffices(const imports::File& file, Language language,
                                                                   const rpc::Call& call) {
  return Reported<ImportOfficesResponse>(scoring::ImportOffices(*store_, file, ActOf(call)), language);
}

absl::StatusOr<ImportClustersResponse> ScoringServer::ImportClusters(const imports::File& file, Language language,
                                                                     const rpc::Call& call) {
  return Reported<ImportClustersResponse>(scoring::ImportClusters(*store_, file, ActOf(call)), language);
}

absl::StatusOr<ImportSuccessionsResponse> ScoringServer::ImportSuccessions(const imports::File& file, Language language,
                                                                           const rpc::Call& call) {
  return Reported<ImportSuccessionsResponse>(scoring::ImportSuccessions(*store_, file, ActOf(call)), language);
}

absl::StatusOr<pb::ImportScaleResponse> ScoringServer::ImportScale(const imports::File& file, Language language,
                                                                   const rpc::Call& call) {
  imports::FaultList faults(file.max_faults);
  const ScaleFile read = ReadScaleFile(file.content, faults);
  pb::ImportScaleResponse response;
  if (!faults.empty()) {
    *response.mutable_report() =
        rpc::ToProto({.rows = 1, .faults = faults.Sorted(), .more_faults = faults.more()}, language);
    return response;
  }
  absl::StatusOr<ScaleImport> imported =
      scoring::ImportScale(*store_, catalog_, read.definition, read.encoded, file, ActOf(call));
  if (!imported.ok()) return imported.status();
  *response.mutable_report() = rpc::ToProto(imported->report, language);
  if (imported->revision > 0) {
    response.mutable_scale()->set_scale_id(read.definition.scale_id);
    response.mutable_scale()->set_revision(imported->revision);
  }
  return response;
}

absl::StatusOr<pb::ImportInputsResponse> ScoringServer::ImportInputs(const imports::File& file, Language language,
                                                                     const rpc::Call& call) {
  absl::StatusOr<InputsImport> imported = scoring::ImportInputs(*store_, catalog_, file, ActOf(call));
  if (!imported.ok()) return imported.status();
  pb::ImportInputsResponse response;
  *response.mutable_report() = rpc::ToProto(imported->report, language);
  for (const ClusterYear& cluster : imported->moved) *response.add_versions() = ToVersion(cluster);
  return response;
}

absl::StatusOr<pb::SimulateScaleResponse> ScoringServer::SimulateScale(const imports::File& file, Language language) {
  imports::FaultList faults(file.max_faults);
  const ScaleFile read = ReadScaleFile(file.content, faults);
  if (faults.empty()) CheckScale(read.definition, faults);
  pb::SimulateScaleResponse response;
  *response.mutable_report() =
      rpc::ToProto({.rows = 1, .faults = faults.Sorted(), .more_faults = faults.more()}, language);
  if (!faults.empty()) return response;
  absl::StatusOr<std::vector<SimulatedYear>> years = scoring::SimulateScale(*store_, catalog_, read.definition);
  if (!years.ok()) return years.status();
  for (const SimulatedYear& year : *years) *response.add_years() = ToProto(year, language);
  return response;
}

absl::StatusOr<std::string> ScoringServer::ExportScale(const pb::ExportScaleRequest& request) {
  if (request.format() != pb::XLSX && request.format() != pb::JSON) {
    return InvalidField(
        "format", "UNKNOWN_FORMAT",
        {.vi = "Thang điểm xuất được dạng XLSX hoặc JSON.", .en = "A scale is exported as XLSX or JSON."});
  }
  pb::GetScaleRequest wanted;
  *wanted.mutable_scale() = request.scale();
  absl::StatusOr<pb::GetScaleResponse> found = GetScale(wanted, rpc::Call());
  if (!found.ok()) return found.status();
  if (request.format() == pb::JSON) return WriteScaleJson(found->scale());
  imports::FaultList faults;
  const ScaleDefinition definition = ToDefinition(found->scale(), faults);
  return WriteScaleXlsx(definition, LanguageFromCode(request.language_code()));
}

}  // namespace thidua::scoring
