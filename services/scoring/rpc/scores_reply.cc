#include "services/scoring/rpc/scores_reply.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/scoring/domain/engine.h"
#include "services/scoring/domain/ledger.h"
#include "services/scoring/domain/narration.h"
#include "services/scoring/domain/workflow.h"
#include "services/scoring/usecases/errors.h"

namespace thidua::scoring {
namespace {

namespace pb = thidua::scoring::v1;

constexpr int kPointPlaces = 2;

pb::ScaleRef ToRef(const StoredScale& scale) {
  pb::ScaleRef ref;
  ref.set_scale_id(scale.scale_id);
  ref.set_revision(scale.revision);
  return ref;
}

void AddHeadings(const Scale& scale, pb::ClusterScores& out) {
  for (const Scale::Heading& heading : scale.headings()) {
    pb::Heading* one = out.add_headings();
    one->set_depth(heading.depth);
    if (heading.group >= 0) one->set_group(scale.groups()[heading.group].code);
    if (heading.is_criterion) {
      const Criterion& criterion = scale.criteria()[heading.index];
      one->set_code(criterion.code);
      one->set_title(criterion.title);
      one->set_is_criterion(true);
      one->set_max_points(criterion.max_points.ToString());
      one->set_lead(criterion.lead);
      one->set_coefficient(criterion.coefficient.ToString());
      one->set_by_peers(std::holds_alternative<PeerRelative>(criterion.rule));
    } else {
      one->set_code(scale.groups()[heading.index].code);
      one->set_title(scale.groups()[heading.index].title);
    }
  }
}

void AddUnit(const Scale& scale, const Unit& unit, const UnitScore& score, const SheetRecord& record,
             pb::ClusterScores& out) {
  const int places = scale.definition().total.places;
  pb::UnitScores* one = out.add_units();
  one->set_unit(unit.code);
  one->set_name(unit.name);
  for (size_t c = 0; c < score.criteria.size(); ++c) {
    const CriterionScore& criterion = score.criteria[c];
    one->add_points(criterion.applies ? criterion.points.ToString(kPointPlaces) : "");
    if (criterion.applies && !criterion.reported) one->add_missing(scale.criteria()[c].code);
  }
  for (const Rational& subtotal : score.subtotals) one->add_subtotals(subtotal.ToString(places));
  one->set_total(score.total.ToString(places));
  one->set_lost(score.lost.ToString(kPointPlaces));
  one->set_state(one->missing().empty()   ? pb::UnitScores::COMPLETE
                 : record.figures.empty() ? pb::UnitScores::EMPTY
                                          : pb::UnitScores::INCOMPLETE);
  one->set_stage(scale.stages()[StageOf(scale.stages(), record)].code);
}

absl::StatusOr<std::vector<UnitScore>> ScoresAt(const ClusterSheets& sheets, const std::string& stage) {
  if (stage.empty()) return ScoreWhereTheyStand(sheets);
  std::vector<UnitScore> scores = ScoreCluster(*sheets.scale, sheets.sheets);
  if (stage == kComputedStage) return scores;
  const int at = FindStage(sheets.scale->stages(), stage);
  if (at < 0) return UnknownStage(stage, *sheets.scale);
  for (size_t i = 0; i < scores.size(); ++i) {
    scores[i] = ScoreAtStage(*sheets.scale, scores[i], sheets.records[i], at);
  }
  return scores;
}

class Explainer {
 public:
  Explainer(const ClusterSheets& sheets, size_t member, const std::vector<Office>& offices, Language language)
      : scale_(*sheets.scale),
        member_(member),
        sheet_(sheets.sheets[member]),
        record_(sheets.records[member]),
        language_(language) {
    peers_ = ComparePeers(scale_, sheets.sheets);
    for (const Office& office : offices) offices_[office.code] = office.name;
    standing_ = ScoreWhereTheyStand(sheets);
  }

  // Also keeps the score for the totals.
  void Explain(int index, pb::CriterionExplanation* out) {
    const Criterion& criterion = scale_.criteria()[index];
    std::vector<Message> steps;
    const CriterionScore computed =
        ScoreCriterion(scale_, index, sheet_, peers_[index], out == nullptr ? nullptr : &steps);
    const CriterionScore& score = standing_[member_].criteria[index];
    scores_.push_back(score);
    if (out == nullptr) return;
    if (NarrateDecisions(criterion.code, steps)) out->set_computed(computed.points.ToString(kPointPlaces));
    out->set_criterion(criterion.code);
    out->set_title(criterion.title);
    out->set_group(scale_.group_of(index));
    out->set_max_points(criterion.max_points.ToString());
    out->set_coefficient(criterion.coefficient.ToString());
    const std::string_view rule = RuleName(criterion.rule);
    out->set_rule(rule.data(), rule.size());
    out->set_rule_text(DescribeRule(criterion).In(language_));
    out->set_citation(criterion.citation.empty() ? scale_.definition().citation : criterion.citation);
    AddInputs(index, *out);
    for (const Message& step : steps) out->add_steps()->set_text(step.In(language_));
    out->set_lead(criterion.lead);
    if (const auto office = offices_.find(criterion.lead); office != offices_.end()) out->set_lead_name(office->second);
    out->set_applies(score.applies);
    out->set_reported(score.reported);
    if (!score.applies) return;
    const Rational lost = score.Lost(criterion);
    const Rational won = Max(score.points - criterion.max_points, Rational(0));
    out->set_points(score.points.ToString(kPointPlaces));
    out->set_lost(lost.ToString(kPointPlaces));
    out->set_won(won.ToString(kPointPlaces));
    AddPeers(index, *out->mutable_peers());
    if (score.reported && lost.sign() > 0) out->set_remedy(DescribeRemedy(scale_, index, sheet_).In(language_));
  }

  // REQUIRES: Explain was called for every criterion in order.
  void ExplainTotals(pb::ExplainScoresResponse& out) const {
    const auto add = [&](const std::string& label, std::vector<Message> steps) {
      std::string text = label;
      for (const Message& step : steps)
        absl::StrAppend(&text, &step == &steps.front() ? ": " : "; ", step.In(language_));
      out.add_total_steps()->set_text(text);
    };
    for (const Scale::GroupRange& group : scale_.groups()) {
      if (group.depth > 0) continue;
      std::vector<Message> steps;
      SumUp(scale_, group.begin, group.end, scores_, &steps);
      add(absl::StrCat(group.code, ". ", group.title), std::move(steps));
    }
    std::vector<Message> steps;
    const Rational total = SumUp(scale_, 0, static_cast<int>(scores_.size()), scores_, &steps);
    add(language_ == Language::kEnglish ? "Total" : "Tổng điểm", std::move(steps));
    out.set_total(total.ToString(scale_.definition().total.places));
    Rational lost;
    for (size_t c = 0; c < scores_.size(); ++c) lost += scores_[c].Lost(scale_.criteria()[c]);
    out.set_lost(lost.ToString(kPointPlaces));
  }

 private:
  // False when no stage decided anything.
  bool NarrateDecisions(const std::string& criterion, std::vector<Message>& steps) const {
    const StageChain& stages = scale_.stages();
    const std::string figures = FiguresOf(record_, criterion);
    bool decided = false;
    for (int s = 0; s <= StageOf(stages, record_); ++s) {
      const auto found = record_.decisions.find({criterion, stages[s].code});
      if (found == record_.decisions.end()) continue;
      decided = true;
      const Decision& decision = found->second;
      const bool older = decision.figures != figures;
      steps.push_back({.vi = absl::StrCat(stages[s].title, " quyết định ", decision.points, " điểm: ", decision.reason,
                                          older ? " (theo số liệu cũ, đã sửa sau đó)" : ""),
                       .en = absl::StrCat(stages[s].title, " decided ", decision.points, " points: ", decision.reason,
                                          older ? " (on older figures, changed since)" : "")});
    }
    return decided;
  }

  void AddInputs(int index, pb::CriterionExplanation& out) const {
    const Scale::CriterionSlots& slots = scale_.slots_of(index);
    for (int slot = slots.begin; slot < slots.end; ++slot) {
      const std::string& name = scale_.slots()[slot].name;
      const auto figure = record_.figures.find({scale_.criteria()[index].code, name});
      if (figure == record_.figures.end()) continue;
      pb::Input* one = out.add_inputs();
      one->set_name(name);
      one->set_value(figure->second.value);
      one->set_source(figure->second.source);
      one->set_label(DescribeInput(scale_, slot).In(language_));
    }
  }

  void AddPeers(int index, pb::PeerStanding& out) const {
    std::optional<Rational> highest, lowest;
    for (const UnitScore& unit : standing_) {
      const CriterionScore& score = unit.criteria[index];
      if (!score.applies) continue;
      out.set_units(out.units() + 1);
      if (!highest || score.points > *highest) highest = score.points;
      if (!lowest || score.points < *lowest) lowest = score.points;
    }
    if (highest) out.set_highest(highest->ToString(kPointPlaces));
    if (lowest) out.set_lowest(lowest->ToString(kPointPlaces));
  }

  const Scale& scale_;
  const size_t member_;
  const Sheet& sheet_;
  const SheetRecord& record_;
  const Language language_;
  std::vector<PeerContext> peers_;
  std::map<std::string, std::string> offices_;
  std::vector<UnitScore> standing_;  // Of every member, where it stands.
  std::vector<CriterionScore> scores_;
};

}  // namespace

absl::StatusOr<pb::ClusterScores> ToClusterScores(const ClusterSheets& sheets, const std::string& stage) {
  const Scale& scale = *sheets.scale;
  absl::StatusOr<std::vector<UnitScore>> scores = ScoresAt(sheets, stage);
  if (!scores.ok()) return scores.status();
  pb::ClusterScores out;
  out.set_cluster(sheets.cluster.code);
  out.set_cluster_name(sheets.cluster.name);
  out.set_authority(sheets.cluster.authority);
  out.set_year(sheets.cluster.year);
  out.set_version(sheets.cluster.version);
  *out.mutable_scale() = ToRef(sheets.stored_scale);
  out.set_scale_title(scale.definition().title);
  AddHeadings(scale, out);
  for (const TieBreak& tie_break : scale.definition().tie_breaks) {
    pb::TieBreak* one = out.add_tie_breaks();
    (tie_break.is_group ? *one->mutable_group() : *one->mutable_criterion()) = tie_break.code;
  }
  out.set_stage(stage);
  const Total& total = scale.definition().total;
  out.mutable_total()->set_method(static_cast<pb::Total::Method>(total.method));
  out.mutable_total()->set_places(total.places);
  if (total.cap.has_value()) out.mutable_total()->set_cap(total.cap->ToString());
  for (const Stage& one : scale.stages()) {
    pb::StageName* name = out.add_stages();
    name->set_code(one.code);
    name->set_title(one.title);
  }
  for (size_t u = 0; u < scores->size(); ++u) AddUnit(scale, sheets.units[u], (*scores)[u], sheets.records[u], out);
  return out;
}

absl::StatusOr<pb::ExplainScoresResponse> ToExplanation(const ClusterSheets& sheets, const std::string& unit,
                                                        const std::string& criterion,
                                                        const std::vector<Office>& offices, Language language) {
  const Scale& scale = *sheets.scale;
  if (!criterion.empty() && !scale.FindCriterion(criterion).has_value()) {
    return UnknownCriterion(criterion, sheets.stored_scale.scale_id);
  }
  size_t member = 0;
  while (sheets.units[member].code != unit) ++member;
  pb::ExplainScoresResponse out;
  out.set_unit(unit);
  out.set_name(sheets.units[member].name);
  out.set_cluster(sheets.cluster.code);
  out.set_cluster_name(sheets.cluster.name);
  out.set_year(sheets.cluster.year);
  out.set_version(sheets.cluster.version);
  *out.mutable_scale() = ToRef(sheets.stored_scale);
  out.set_scale_title(scale.definition().title);
  Explainer explainer(sheets, member, offices, language);
  for (int c = 0; c < static_cast<int>(scale.criteria().size()); ++c) {
    const bool wanted = criterion.empty() || scale.criteria()[c].code == criterion;
    explainer.Explain(c, wanted ? out.add_criteria() : nullptr);
  }
  explainer.ExplainTotals(out);
  return out;
}

}  // namespace thidua::scoring
