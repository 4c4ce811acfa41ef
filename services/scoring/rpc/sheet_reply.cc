#include "services/scoring/rpc/sheet_reply.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "services/scoring/domain/narration.h"
#include "services/scoring/usecases/sheet_place.h"

namespace thidua::scoring {
namespace {

namespace pb = thidua::scoring::v1;

constexpr int kPointPlaces = 2;

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp out;
  const int64_t seconds = absl::ToUnixSeconds(time);
  out.set_seconds(seconds);
  out.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return out;
}

// "+5.00", "-5.00", "0.00".
std::string Signed(const Rational& points) {
  return absl::StrCat(points.sign() > 0 ? "+" : "", points.ToString(kPointPlaces));
}

pb::Decision ToDecision(const std::string& stage, const Decision& decision, const std::string& figures) {
  pb::Decision out;
  out.set_stage(stage);
  out.set_points(decision.points);
  out.set_reason(decision.reason);
  *out.mutable_by() = ToProto(decision.by);
  *out.mutable_time() = ToTimestamp(decision.at);
  out.set_on_older_figures(decision.figures != figures);
  return out;
}

std::string TitleOf(const StageChain& stages, const std::string& code) {
  const int stage = FindStage(stages, code);
  return stage < 0 ? (code.empty() ? stages.front().title : code) : stages[stage].title;
}

std::string NameOf(const Actor& actor) {
  std::string name = actor.name;
  for (const std::string* behalf : {&actor.unit, &actor.office}) {
    if (!behalf->empty()) absl::StrAppend(&name, name.empty() ? "" : ", ", *behalf);
  }
  return name;
}

// A value as a reader of the history wants it.
struct Text {
  const StageChain& stages;

  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const Figure& figure) const {
    return figure.source.empty() ? figure.value : absl::StrCat(figure.value, " (", figure.source, ")");
  }
  std::string operator()(const Decision& decision) const {
    return absl::StrCat(decision.points, " (", decision.reason, ")");
  }
  std::string operator()(const Confirmation& confirmation) const { return NameOf(confirmation.by); }
  std::string operator()(const Evidence& evidence) const {
    std::string text = evidence.title;
    for (const std::string* part : {&evidence.number, &evidence.date, &evidence.issuer, &evidence.file_name}) {
      if (!part->empty()) absl::StrAppend(&text, "; ", *part);
    }
    return text;
  }
  std::string operator()(const Standing& standing) const {
    std::string text = TitleOf(stages, standing.stage);
    if (standing.since != absl::InfinitePast()) {
      absl::StrAppend(&text, ", ", absl::FormatTime("%d/%m/%Y %H:%M:%S", standing.since, VietnamTime()));
    }
    return text;
  }
};

// A record's inputs of a criterion, in the order in which the scale names them.
void AddInputs(const Scale& scale, int criterion, const SheetRecord& record, Language language,
               google::protobuf::RepeatedPtrField<pb::Input>& out) {
  const Scale::CriterionSlots& slots = scale.slots_of(criterion);
  for (int slot = slots.begin; slot < slots.end; ++slot) {
    const std::string& name = scale.slots()[slot].name;
    const auto found = record.figures.find({scale.criteria()[criterion].code, name});
    if (found == record.figures.end()) continue;
    pb::Input* input = out.Add();
    input->set_name(name);
    input->set_value(found->second.value);
    input->set_source(found->second.source);
    input->set_label(DescribeInput(scale, slot).In(language));
  }
}

void AddCriterion(const ClusterSheets& sheets, size_t member, int index, const CriterionScore& computed,
                  const CriterionScore& standing, Language language, pb::SheetCriterion& out) {
  const Scale& scale = *sheets.scale;
  const SheetRecord& record = sheets.records[member];
  const Criterion& criterion = scale.criteria()[index];
  out.set_criterion(criterion.code);
  out.set_title(criterion.title);
  out.set_max_points(criterion.max_points.ToString());
  out.set_verifier(criterion.verifier);
  out.set_evidence_required(criterion.evidence_required);
  out.set_applies(computed.applies);
  out.set_reported(computed.reported);
  AddInputs(scale, index, record, language, *out.mutable_inputs());
  if (computed.applies) {
    out.set_computed(computed.points.ToString(kPointPlaces));
    out.set_points(standing.points.ToString(kPointPlaces));
  }
  const std::string figures = FiguresOf(record, criterion.code);
  for (const Stage& stage : scale.stages()) {
    if (const auto found = record.decisions.find({criterion.code, stage.code}); found != record.decisions.end()) {
      *out.add_decisions() = ToDecision(stage.code, found->second, figures);
    }
    const auto confirmed = record.confirmations.find({criterion.code, stage.code});
    if (confirmed == record.confirmations.end()) continue;
    pb::Confirmation* confirmation = out.add_confirmations();
    confirmation->set_stage(stage.code);
    *confirmation->mutable_by() = ToProto(confirmed->second.by);
    *confirmation->mutable_time() = ToTimestamp(confirmed->second.at);
    confirmation->set_on_older_figures(confirmed->second.figures != figures);
  }
  for (const auto& [id, evidence] : record.evidence) {
    if (evidence.criterion == criterion.code) *out.add_evidence() = ToProto(id, evidence);
  }
}

pb::SheetLedger ToSheetLedger(const ClusterSheets& sheets, size_t member, const SheetLedger& ledger) {
  const Scale& scale = *sheets.scale;
  const SheetRecord& record = sheets.records[member];
  const int places = scale.definition().total.places;
  pb::SheetLedger out;
  out.set_unit(ledger.unit);
  out.set_name(sheets.units[member].name);
  out.set_stage(scale.stages()[StageOf(scale.stages(), record)].code);
  for (const LedgerRow& row : ledger.rows) {
    if (!row.applies) continue;
    const Criterion& criterion = scale.criteria()[row.criterion];
    pb::LedgerRow* one = out.add_rows();
    one->set_criterion(criterion.code);
    one->set_title(criterion.title);
    one->set_max_points(criterion.max_points.ToString());
    one->set_computed(row.computed.ToString(kPointPlaces));
    for (const LedgerEntry& entry : row.stages) {
      pb::LedgerCell* cell = one->add_stages();
      cell->set_points(entry.points.ToString(kPointPlaces));
      cell->set_moved(Signed(entry.moved));
      if (entry.decision == nullptr) continue;
      *cell->mutable_decision() =
          ToDecision(scale.stages()[entry.stage].code, *entry.decision, FiguresOf(record, criterion.code));
    }
  }
  out.set_computed_total(ledger.computed_total.ToString(places));
  for (const Rational& total : ledger.totals) out.add_totals(total.ToString(places));
  out.set_self_above_final(ledger.self_above_final.ToString(places));
  return out;
}

}  // namespace

SheetContext ContextOf(const ClusterSheets& sheets, size_t member) {
  SheetContext context{.scale = sheets.scale.get(),
                       .unit_name = sheets.units[member].name,
                       .unit_type = sheets.units[member].type,
                       .authority = sheets.cluster.authority};
  for (const Member& one : sheets.cluster.members) {
    if (one.leader) context.leader = one.unit;
  }
  context.last_year =
      [figures = CurrentFigures(sheets.last_year[member])](const std::string& criterion) -> std::optional<Decimal> {
    const auto found = figures.find(criterion);
    return found == figures.end() ? std::nullopt : std::optional(found->second);
  };
  return context;
}

thidua::type::v1::Actor ToProto(const Actor& actor) {
  thidua::type::v1::Actor out;
  out.set_name(actor.name);
  out.set_unit(actor.unit);
  out.set_office(actor.office);
  return out;
}

pb::Stage ToProto(const Stage& stage) {
  pb::Stage out;
  out.set_code(stage.code);
  out.set_title(stage.title);
  out.set_by(static_cast<pb::Stage::Actor>(stage.actor));
  if (stage.due.has_value()) out.set_due(FormatCivilDay(*stage.due));
  return out;
}

pb::SheetState ToProto(const SheetResult& result) {
  pb::SheetState out;
  out.set_unit(result.unit);
  out.set_year(result.year);
  out.set_version(result.version);
  out.set_etag(EtagOf(result.version));
  out.set_stage(result.stage);
  out.set_changes(result.changes);
  return out;
}

pb::Evidence ToProto(const std::string& id, const Evidence& evidence) {
  pb::Evidence out;
  out.set_id(id);
  out.set_criterion(evidence.criterion);
  out.set_title(evidence.title);
  out.set_number(evidence.number);
  out.set_date(evidence.date);
  out.set_issuer(evidence.issuer);
  out.set_link(evidence.link);
  out.set_sha256(evidence.sha256);
  out.set_file_name(evidence.file_name);
  out.set_media_type(evidence.media_type);
  out.set_size(evidence.size);
  *out.mutable_by() = ToProto(evidence.by);
  *out.mutable_time() = ToTimestamp(evidence.at);
  return out;
}

pb::SheetChange ToProto(const Change& change, const StageChain& stages) {
  pb::SheetChange out;
  out.set_kind(static_cast<pb::SheetChange::Kind>(static_cast<int>(change.kind) + 1));
  out.set_criterion(change.key.first);
  out.set_name(change.key.second);
  out.set_from(std::visit(Text{stages}, change.from));
  out.set_to(std::visit(Text{stages}, change.to));
  return out;
}

pb::Warning ToProto(const Warning& warning, Language language) {
  pb::Warning out;
  out.set_kind(static_cast<pb::Warning::Kind>(static_cast<int>(warning.kind) + 1));
  out.set_unit(warning.unit);
  out.set_criterion(warning.criterion);
  out.set_input(warning.input);
  out.set_value(warning.value);
  out.set_compared(warning.compared);
  out.set_message(warning.message.In(language));
  return out;
}

pb::Revision ToProto(const LogContent& content, const StageChain& stages) {
  pb::Revision out;
  out.set_version(content.version);
  out.set_number(content.number);
  *out.mutable_time() = ToTimestamp(content.time);
  *out.mutable_by() = ToProto(content.by);
  out.set_action(content.action);
  out.set_reason(content.reason);
  out.set_request_id(content.request_id);
  for (const Change& change : content.changes) *out.add_changes() = ToProto(change, stages);
  return out;
}

pb::Sheet ToSheetReply(const ClusterSheets& sheets, size_t member, Language language) {
  const Scale& scale = *sheets.scale;
  const SheetRecord& record = sheets.records[member];
  const SheetContext context = ContextOf(sheets, member);
  std::vector<UnitScore> computed;
  const std::vector<UnitScore> standing = ScoreWhereTheyStand(sheets, &computed);
  pb::Sheet out;
  out.set_unit(record.unit);
  out.set_name(sheets.units[member].name);
  out.set_year(record.year);
  out.set_cluster(sheets.cluster.code);
  out.set_version(record.version);
  out.set_etag(EtagOf(record.version));
  out.mutable_scale()->set_scale_id(sheets.stored_scale.scale_id);
  out.mutable_scale()->set_revision(sheets.stored_scale.revision);
  for (const Stage& stage : scale.stages()) *out.add_stages() = ToProto(stage);
  out.set_stage(scale.stages()[StageOf(scale.stages(), record)].code);
  out.set_standing(DescribeStanding(context, record).In(language));
  for (size_t c = 0; c < scale.criteria().size(); ++c) {
    AddCriterion(sheets, member, static_cast<int>(c), computed[member].criteria[c], standing[member].criteria[c],
                 language, *out.add_criteria());
  }
  out.set_total(standing[member].total.ToString(scale.definition().total.places));
  out.set_lost(standing[member].lost.ToString(kPointPlaces));
  for (const std::string& code : MissingFigures(context, record)) out.add_missing(code);
  for (const std::string& code : MissingEvidence(context, record)) out.add_missing_evidence(code);
  return out;
}

pb::GetLedgerResponse ToLedgerReply(const ClusterSheets& sheets, int member) {
  const Scale& scale = *sheets.scale;
  const std::vector<UnitScore> computed = ScoreCluster(scale, sheets.sheets);
  std::vector<SheetLedger> ledgers;
  for (size_t i = 0; i < sheets.records.size(); ++i)
    ledgers.push_back(MakeLedger(scale, computed[i], sheets.records[i]));
  pb::GetLedgerResponse out;
  out.set_cluster(sheets.cluster.code);
  out.set_year(sheets.cluster.year);
  out.set_version(sheets.cluster.version);
  for (size_t i = 0; i + 1 < scale.stages().size(); ++i) *out.add_stages() = ToProto(scale.stages()[i]);
  for (size_t i = 0; i < ledgers.size(); ++i) {
    if (member < 0 || member == static_cast<int>(i)) *out.add_sheets() = ToSheetLedger(sheets, i, ledgers[i]);
  }
  for (const ScorerInfluence& influence : CompareScorers(ledgers)) {
    pb::ScorerInfluence* one = out.add_scorers();
    one->set_stage(scale.stages()[influence.stage].code);
    *one->mutable_scorer() = ToProto(influence.scorer);
    one->set_criteria(influence.criteria);
    one->set_units(influence.units);
    one->set_up(influence.up.ToString(kPointPlaces));
    one->set_down(influence.down.ToString(kPointPlaces));
    one->set_own(influence.own.ToString(kPointPlaces));
  }
  return out;
}

void ToProgressReply(const ScorableCluster& sheets, CivilDay today, pb::ClusterProgress& out) {
  const StageChain& stages = sheets.scale->stages();
  const std::vector<UnitScore> computed = ScoreCluster(*sheets.scale, sheets.sheets);
  std::vector<SheetProgress> progress;
  for (size_t i = 0; i < sheets.records.size(); ++i) {
    SheetProgress& one =
        progress.emplace_back(SheetProgress{.record = &sheets.records[i], .empty = !HasFigures(sheets.sheets[i])});
    for (const CriterionScore& score : computed[i].criteria) {
      one.applicable += score.applies ? 1 : 0;
      one.reported += score.reported ? 1 : 0;
    }
  }
  const Progress measured = MeasureProgress(stages, progress, today);
  out.set_version(sheets.cluster.version);
  out.set_sheets(measured.sheets);
  out.set_empty(measured.empty);
  out.set_incomplete(measured.incomplete);
  for (const StageProgress& stage : measured.stages) {
    pb::StageProgress* one = out.add_stages();
    *one->mutable_stage() = ToProto(stages[stage.stage]);
    one->set_standing(stage.standing);
    one->set_handed_on(stage.handed_on);
    one->set_handed_on_late(stage.handed_on_late);
    one->set_overdue(stage.overdue);
  }
}

}  // namespace thidua::scoring
