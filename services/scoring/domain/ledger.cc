#include "services/scoring/domain/ledger.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "services/scoring/domain/workflow.h"

namespace thidua::scoring {
namespace {

// At each stage of a ledger.
std::vector<UnitScore> ScoreStages(const Scale& scale, const UnitScore& computed, const SheetRecord& record) {
  const StageChain& chain = scale.stages();
  const int last_working = static_cast<int>(chain.size()) - 2;
  const int last = std::min(StageOf(chain, record), last_working);
  std::vector<UnitScore> scores;
  for (int stage = 0; stage <= last; ++stage) scores.push_back(ScoreAtStage(scale, computed, record, stage));
  return scores;
}

const Decision* DecisionMadeAt(const SheetRecord& record, const std::string& criterion, const std::string& stage) {
  const auto found = record.decisions.find({criterion, stage});
  return found == record.decisions.end() ? nullptr : &found->second;
}

LedgerRow MakeRow(const Scale& scale, int criterion, const UnitScore& computed, const SheetRecord& record,
                  const std::vector<UnitScore>& scores) {
  const CriterionScore& first = computed.criteria[criterion];
  const std::string& code = scale.criteria()[criterion].code;
  LedgerRow row{.criterion = criterion, .applies = first.applies, .computed = first.points};
  for (size_t stage = 0; stage < scores.size(); ++stage) {
    const Rational& before = stage == 0 ? row.computed : row.stages.back().points;
    LedgerEntry entry{.stage = static_cast<int>(stage), .points = scores[stage].criteria[criterion].points};
    entry.moved = entry.points - before;
    if (row.applies) entry.decision = DecisionMadeAt(record, code, scale.stages()[stage].code);
    entry.on_older_figures = entry.decision != nullptr && entry.decision->figures != FiguresOf(record, code);
    row.stages.push_back(std::move(entry));
  }
  return row;
}

struct Tally {
  ScorerInfluence influence;
  std::set<std::string> units;
};

void Count(const std::string& unit, const Rational& moved, Tally& tally) {
  ScorerInfluence& influence = tally.influence;
  if (influence.scorer.unit == unit) {
    influence.own += moved;
    return;
  }
  if (moved.sign() == 0) return;
  ++influence.criteria;
  tally.units.insert(unit);
  if (moved.sign() > 0) influence.up += moved;
  if (moved.sign() < 0) influence.down -= moved;
}

}  // namespace

UnitScore ScoreAtStage(const Scale& scale, UnitScore score, const SheetRecord& record, int stage) {
  if (stage < 0 || record.decisions.empty()) return score;
  for (size_t c = 0; c < score.criteria.size(); ++c) {
    const Criterion& criterion = scale.criteria()[c];
    CriterionScore& scored = score.criteria[c];
    if (!scored.applies) continue;
    const Decision* decision = DecisionAt(scale.stages(), stage, record, criterion.code);
    const auto decided = decision == nullptr ? std::nullopt : Rational::FromString(decision->points);
    if (decided.has_value()) {
      scored.points = *decided;
      scored.reported = true;
    }
  }
  SumUp(scale, score);
  return score;
}

SheetLedger MakeLedger(const Scale& scale, const UnitScore& computed, const SheetRecord& record) {
  const std::vector<UnitScore> scores = ScoreStages(scale, computed, record);
  SheetLedger ledger{.unit = record.unit, .computed_total = computed.total};
  for (size_t c = 0; c < scale.criteria().size(); ++c) {
    ledger.rows.push_back(MakeRow(scale, static_cast<int>(c), computed, record, scores));
  }
  for (const UnitScore& score : scores) ledger.totals.push_back(score.total);
  ledger.self_above_final = ledger.totals.front() - ledger.totals.back();
  return ledger;
}

std::vector<ScorerInfluence> CompareScorers(absl::Span<const SheetLedger> ledgers) {
  std::map<std::tuple<int, std::string, std::string>, Tally> tallies;
  for (const SheetLedger& ledger : ledgers) {
    for (const LedgerRow& row : ledger.rows) {
      for (const LedgerEntry& entry : row.stages) {
        if (entry.decision == nullptr) continue;
        const Actor& by = entry.decision->by;
        Tally& tally = tallies[{entry.stage, by.unit, by.office}];
        tally.influence.stage = entry.stage;
        tally.influence.scorer = {.unit = by.unit, .office = by.office};
        Count(ledger.unit, entry.moved, tally);
      }
    }
  }
  std::vector<ScorerInfluence> scorers;
  for (auto& [key, tally] : tallies) {
    tally.influence.units = static_cast<int>(tally.units.size());
    scorers.push_back(std::move(tally.influence));
  }
  return scorers;
}

}  // namespace thidua::scoring
