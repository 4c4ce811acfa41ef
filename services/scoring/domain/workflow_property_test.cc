#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/domain/scale_builder_for_test.h"
#include "services/scoring/domain/workflow.h"

namespace thidua::scoring {
namespace {

constexpr int kSteps = 10'000;

enum class Action { kFigure, kEvidence, kSubmit, kLock, kConfirm, kDecide, kReturn, kWithdraw, kReopen };
constexpr int kActions = 9;

const std::vector<Actor>& Actors() {
  static const auto* const kActors = new std::vector<Actor>{
      {.unit = "u"},        {.unit = "leader"},        {.unit = "authority"},
      {.office = "P1"},     {.office = "P2"},          {.office = "P3"},
      {.unit = "stranger"}, {.name = "administrator"}, {.unit = "u", .office = "P1"},
  };
  return *kActors;
}

// A random walk of one sheet under a random chain and scale, checked at every step.
class WorkflowProperty : public ::testing::TestWithParam<uint64_t> {
 protected:
  WorkflowProperty() : random_(GetParam()), scale_(RandomDefinition()), chain_(scale_.stages()) {
    context_ = {.scale = &scale_, .unit_name = "Xã", .unit_type = "XA", .authority = "authority"};
    context_.leader = Chance(10) ? "u" : "leader";
    if (Chance(50)) {
      context_.last_year = [](const std::string& code) { return code == "c1" ? std::optional(D("7")) : std::nullopt; };
    }
    record_.unit = "u";
    record_.year = 2023;
  }

  int Below(int count) { return std::uniform_int_distribution<>(0, count - 1)(random_); }
  bool Chance(int percent) { return Below(100) < percent; }
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[Below(static_cast<int>(from.size()))];
  }

  Criterion RandomCriterion(int index) {
    const std::vector<Rule> rules = {
        Full{},
        Declared{},
        YearOverYear{.better = YearOverYear::Better::kHigher, .bonus_per_unit = D("1"), .bonus_cap = D("3")},
        Attainment{.bonus_per_percent = D("0.5"), .bonus_cap = D("5")},
        PeerRelative{},
        PeerRelative{.ratio_to_best = true},
        Tiers{.tiers = {{D("5"), D("100")}}},
        Checklist{.required = D("4")},
    };
    Criterion criterion = CriterionOf(absl::StrCat("c", index), Pick(rules));
    criterion.verifier = Pick<std::string>({"", "P1", "P1", "P2", "P2"});
    criterion.evidence_required = Chance(20);
    if (Chance(30)) criterion.bonuses = {{.input = "b", .points_each = D("1"), .cap = D("10")}};
    if (Chance(10)) criterion.bonuses.push_back({.input = "u", .points_each = D("1")});
    if (Chance(15)) criterion.unit_types = {"THI_TRAN"};
    return criterion;
  }

  ScaleDefinition RandomDefinition() {
    std::vector<Criterion> criteria;
    for (int count = 2 + Below(4), i = 0; i < count; ++i) criteria.push_back(RandomCriterion(i));
    ScaleDefinition definition = DefinitionOf(std::move(criteria));
    if (Chance(20)) return definition;
    definition.stages = {{.code = "S0", .actor = StageActor::kUnit}};
    const std::vector<StageActor> actors = {StageActor::kVerifiers, StageActor::kVerifiers, StageActor::kClusterLeader,
                                            StageActor::kAuthority, StageActor::kUnit};
    for (int count = Below(5), i = 1; i <= count; ++i) {
      definition.stages.push_back({.code = absl::StrCat("S", i), .actor = Pick(actors)});
    }
    definition.stages.push_back({.code = "END", .actor = StageActor::kNobody});
    return definition;
  }

  // Mostly somebody whose turn it is.
  Actor AnyActor() {
    if (Chance(40)) return Pick(Actors());
    switch (chain_[Index()].actor) {
      case StageActor::kUnit:
        return {.unit = "u"};
      case StageActor::kVerifiers:
        return {.office = Chance(50) ? "P1" : "P2"};
      case StageActor::kClusterLeader:
        return {.unit = context_.leader};
      default:
        return {.unit = context_.authority};
    }
  }

  // Mostly not reopening, which would end every walk early.
  Action AnyAction() {
    const auto action = static_cast<Action>(Below(kActions));
    return action == Action::kReopen && Index() != Last() && Chance(80) ? AnyAction() : action;
  }

  // Whether the stage before the last has somebody to lock.
  bool CanClose() const {
    return chain_[Last() - 1].actor != StageActor::kVerifiers ||
           std::any_of(scale_.criteria().begin(), scale_.criteria().end(), [](const Criterion& criterion) {
             return !criterion.verifier.empty() && criterion.AppliesTo("XA");
           });
  }

  int Last() const { return static_cast<int>(chain_.size()) - 1; }
  int Index() const { return StageOf(chain_, record_); }
  Act By(const Actor& by) { return {by, absl::FromUnixSeconds(step_), Chance(95) ? "vì" : ""}; }
  std::string AnyCriterion() { return Chance(3) ? "nope" : Pick(scale_.criteria()).code; }
  std::string AnyStage() { return Chance(40) ? "" : Chance(3) ? "nope" : Pick(chain_).code; }
  std::vector<std::string> SomeCriteria() {
    std::vector<std::string> codes;
    while (Chance(40)) codes.push_back(AnyCriterion());
    return codes;
  }

  absl::Status ChangeFigures(const Actor& by) {
    if (absl::Status status = CheckEdit(context_, record_, by); !status.ok()) return status;
    const bool all = Chance(30);
    for (int i = Below(scale_.slots().size()), end = all ? scale_.slots().size() : i + 1, s = all ? 0 : i; s < end;
         ++s) {
      const Scale::Slot& slot = scale_.slots()[s];
      const EntryKey key = {scale_.criteria()[slot.criterion].code, slot.name};
      if (!all && Chance(25)) {
        record_.figures.erase(key);
      } else {
        record_.figures[key] = {.value = !all && Chance(10) ? "abc" : absl::StrCat(1 + Below(9)),
                                .source = absl::StrCat(Below(2))};
      }
    }
    return absl::OkStatus();
  }

  absl::Status ChangeEvidence(const Actor& by) {
    if (absl::Status status = CheckAttach(context_, record_, by); !status.ok()) return status;
    const std::string id = absl::StrCat("e", Below(8));
    if (Chance(20)) {
      record_.evidence.erase(id);
    } else {
      record_.evidence[id] = {.criterion = Pick(scale_.criteria()).code, .by = by};
    }
    return absl::OkStatus();
  }

  std::string AnyPoints() {
    return Pick<std::string>({"", "0", "50", "99.5", "100", "102.25", "105", "115", "5000", "-1", "1.234", "x"});
  }

  absl::Status Do(Action action, const Actor& by) {
    switch (action) {
      case Action::kFigure:
        return ChangeFigures(by);
      case Action::kEvidence:
        return ChangeEvidence(by);
      case Action::kSubmit:
        return Submit(context_, By(by), record_);
      case Action::kLock:
        return Lock(context_, By(by), record_);
      case Action::kConfirm:
        return Confirm(context_, By(by), SomeCriteria(), record_);
      case Action::kDecide:
        return Decide(context_, By(by), AnyCriterion(), AnyPoints(), record_);
      case Action::kReturn:
        return Return(context_, By(by), AnyStage(), SomeCriteria(), record_);
      case Action::kWithdraw:
        return Withdraw(context_, By(by), record_);
      case Action::kReopen:
        return Reopen(context_, By(by), AnyStage(), record_);
    }
    return absl::OkStatus();
  }

  std::map<std::string, std::string> ValuesOf(const std::string& criterion) const {
    std::map<std::string, std::string> values;
    for (const auto& [key, figure] : record_.figures) {
      if (key.first == criterion) values[key.second] = figure.value;
    }
    return values;
  }

  // Remembers, beside the record, which figures were seen by whoever confirmed or decided.
  void Remember(const SheetRecord& before) {
    const auto note = [&](const auto& old_entries, const auto& entries) {
      for (const auto& [key, entry] : entries) {
        const auto old = old_entries.find(key);
        if (old == old_entries.end() || old->second != entry) seen_[{key, entry.at}] = ValuesOf(key.first);
      }
    };
    note(before.confirmations, record_.confirmations);
    note(before.decisions, record_.decisions);
  }

  // As Unconfirmed, by the figures themselves.
  std::vector<std::string> ExpectedUnconfirmed(const std::string& stage) const {
    std::vector<std::string> codes;
    for (const Criterion& criterion : scale_.criteria()) {
      if (criterion.verifier.empty() || !criterion.AppliesTo("XA")) continue;
      const EntryKey key = {criterion.code, stage};
      const auto holds = [&](const auto& entries) {
        const auto entry = entries.find(key);
        return entry != entries.end() && seen_.at({key, entry->second.at}) == ValuesOf(criterion.code);
      };
      if (!holds(record_.confirmations) && !holds(record_.decisions)) codes.push_back(criterion.code);
    }
    return codes;
  }

  void CheckMove(Action action, const SheetRecord& before) {
    const int from = StageOf(chain_, before), to = Index();
    ASSERT_TRUE(record_.stage.empty() || FindStage(chain_, record_.stage) >= 0);
    if (to == Last() && from != Last()) {
      EXPECT_TRUE(action == Action::kLock);
    }
    if (action == Action::kLock) {
      EXPECT_EQ(to, Last());
    }
    if (from == Last()) {
      EXPECT_TRUE(action == Action::kReopen) << "only reopening is possible when closed";
    }
    const bool goes_back = action == Action::kReturn || action == Action::kWithdraw || action == Action::kReopen;
    const bool edits = action == Action::kFigure || action == Action::kEvidence;
    EXPECT_EQ(to < from, goes_back);
    if (edits) {
      EXPECT_EQ(to, from);
    }
    if (action == Action::kFigure) {
      EXPECT_TRUE(chain_[from].actor == StageActor::kUnit);
    }
    if (to == from) {
      EXPECT_EQ(record_.since, before.since);
      return;
    }
    EXPECT_EQ(record_.since, absl::FromUnixSeconds(step_));
    if (to < from) {
      EXPECT_EQ(record_.came_from, "");
      EXPECT_EQ(record_.decisions, before.decisions);
    } else {
      EXPECT_EQ(record_.came_from, chain_[from].code);
      EXPECT_EQ(record_.handed_on.at(chain_[from].code), record_.since);
      CheckLeft(from, to);
    }
    for (const auto& [code, at] : record_.handed_on) EXPECT_LT(FindStage(chain_, code), to);
  }

  // What was left behind was complete, and what was passed over had nothing to confirm.
  void CheckLeft(int from, int to) {
    if (chain_[from].actor == StageActor::kUnit) {
      EXPECT_TRUE(MissingFigures(context_, record_).empty());
      EXPECT_TRUE(MissingEvidence(context_, record_).empty());
    }
    for (int i = from; i < to; ++i) {
      if (i > from) {
        EXPECT_TRUE(chain_[i].actor == StageActor::kVerifiers);
      }
      if (chain_[i].actor == StageActor::kVerifiers) {
        EXPECT_TRUE(ExpectedUnconfirmed(chain_[i].code).empty());
      }
    }
  }

  void CheckDecisions() {
    for (const auto& [key, decision] : record_.decisions) {
      Decimal points;
      ASSERT_EQ(Decimal::Parse(decision.points, points), Decimal::Fault::kNone);
      EXPECT_EQ(points.ToString(), decision.points);
      EXPECT_LE(points.places(), 2);
      EXPECT_FALSE(points.negative());
      const auto most = MostPoints(scale_.criteria()[*scale_.FindCriterion(key.first)]);
      if (most.has_value()) {
        EXPECT_LE(Rational(points), *most);
      }
      EXPECT_NE(decision.reason, "");
    }
  }

  // The changes lead from `before` to the record and back, and the replica keeps up by them alone.
  void CheckChanges(const SheetRecord& before) {
    std::vector<Change> changes = Compare(before, record_);
    EXPECT_EQ(changes.empty(), before == record_);
    Apply(changes, replica_);
    for (Change& change : changes) std::swap(change.from, change.to);
    SheetRecord back = record_;
    Apply(changes, back);
    EXPECT_EQ(back, before);
  }

  // Taking a hand-over back right away leaves what was there before it, but for when.
  void CheckWithdrawal(const SheetRecord& before) {
    const std::string& from = chain_[StageOf(chain_, before)].code;
    SheetRecord undone = record_;
    bool done = false;
    for (const Actor& by : Actors()) {
      done = done || Withdraw(context_, {by, absl::FromUnixSeconds(step_), ""}, undone).ok();
    }
    ASSERT_TRUE(done);
    EXPECT_EQ(undone.stage, from);
    EXPECT_EQ(undone.figures, before.figures);
    EXPECT_EQ(undone.decisions, before.decisions);
    EXPECT_EQ(undone.confirmations, before.confirmations);
    EXPECT_EQ(undone.evidence, before.evidence);
    EXPECT_EQ(undone.handed_on, before.handed_on);
  }

  void Step() {
    const Action action = AnyAction();
    const SheetRecord before = record_;
    const absl::Status status = Do(action, AnyActor());
    ++(status.ok() ? done_ : refused_)[static_cast<int>(action)];
    if (!status.ok()) {
      EXPECT_EQ(record_, before) << "refused: " << status;
      return;
    }
    Remember(before);
    CheckMove(action, before);
    CheckDecisions();
    CheckChanges(before);
    for (const Stage& stage : chain_) {
      const bool verifiers = stage.actor == StageActor::kVerifiers;
      EXPECT_EQ(Unconfirmed(context_, record_, stage.code),
                verifiers ? ExpectedUnconfirmed(stage.code) : std::vector<std::string>{});
    }
    if (action == Action::kSubmit) CheckWithdrawal(before);
  }

  std::mt19937_64 random_;
  const Scale scale_;
  const StageChain& chain_;
  SheetContext context_;
  SheetRecord record_;
  SheetRecord replica_{.unit = "u", .year = 2023};
  int step_ = 0;
  std::map<std::pair<EntryKey, absl::Time>, std::map<std::string, std::string>> seen_;
  int done_[kActions] = {};
  int refused_[kActions] = {};
};

TEST_P(WorkflowProperty, RandomWalksKeepTheRules) {
  for (step_ = 1; step_ <= kSteps && !HasFailure(); ++step_) Step();
  ASSERT_FALSE(HasFailure()) << "at step " << step_ << " of seed " << GetParam();
  EXPECT_EQ(replica_, record_);
  // The walk went somewhere.
  for (const Action action : {Action::kFigure, Action::kEvidence, Action::kDecide}) {
    EXPECT_GT(done_[static_cast<int>(action)], 20) << static_cast<int>(action);
  }
  EXPECT_GT(done_[static_cast<int>(Action::kReopen)], 0);
  if (CanClose()) {
    EXPECT_GT(done_[static_cast<int>(Action::kLock)], 0);
  }
  for (int action = 0; action < kActions; ++action) EXPECT_GT(refused_[action], 20) << action;
}

INSTANTIATE_TEST_SUITE_P(Seeds, WorkflowProperty, ::testing::Range<uint64_t>(1, 41));

}  // namespace
}  // namespace thidua::scoring
