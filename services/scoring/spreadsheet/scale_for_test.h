#ifndef THIDUA_SERVICES_SCORING_SPREADSHEET_SCALE_FOR_TEST_H_
#define THIDUA_SERVICES_SCORING_SPREADSHEET_SCALE_FOR_TEST_H_

#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/civil_day/civil_day.h"
#include "services/scoring/domain/scale_builder_for_test.h"

namespace thidua::scoring {

// Texts that programs like to take for something else.
inline const std::vector<std::string>& OddTexts() {
  static const auto* const kTexts = new std::vector<std::string>{"Tỷ lệ hộ nghèo giảm",
                                                                 "=1+1",
                                                                 "+84 905",
                                                                 "-5%",
                                                                 "@SUM(A1)",
                                                                 "007",
                                                                 "1.10",
                                                                 "1e5",
                                                                 "TRUE",
                                                                 "2023-12-20",
                                                                 "a,b;c\"d\"",
                                                                 "_x0041_",
                                                                 "<&>'",
                                                                 "'nháy đơn",
                                                                 "#N/A",
                                                                 "Xã Ba Tơ 😀",
                                                                 "http://x.vn",
                                                                 "{=A1}"};
  return *kTexts;
}

// Random scales with every rule and every field, present and absent.
class RandomScale {
 public:
  explicit RandomScale(uint64_t seed) : random_(seed) {}

  int Int(int low, int high) { return std::uniform_int_distribution<>(low, high)(random_); }
  bool Coin() { return Int(0, 1) == 1; }
  std::string Text() { return OddTexts()[Int(0, static_cast<int>(OddTexts().size()) - 1)]; }
  std::string MaybeText() { return Coin() ? Text() : ""; }
  std::string Code() { return absl::StrCat(Text(), ".", ++codes_); }
  Decimal Figure() {
    static const std::vector<std::string> kFigures = {"0",
                                                      "1",
                                                      "100",
                                                      "0.5",
                                                      "12.25",
                                                      "0.000001",
                                                      "99.999999",
                                                      "34265077",
                                                      "1.1",
                                                      "123456789012345678",
                                                      "999999999999.999999"};
    return D(kFigures[Int(0, static_cast<int>(kFigures.size()) - 1)]);
  }
  std::optional<Decimal> MaybeFigure() { return Coin() ? std::optional(Figure()) : std::nullopt; }
  Rounding SomeRounding() { return {.places = Int(0, 6), .mode = static_cast<RoundingMode>(Int(0, 2))}; }

  std::vector<std::string> List() {
    std::vector<std::string> items;
    for (int i = Int(0, 3); i > 0; --i) items.push_back(Text());
    return items;
  }

  Rule SomeRule(int kind) {
    switch (kind) {
      case 1:
        return Full{};
      case 2:
        return Attainment{Figure(), Figure(), MaybeFigure(), SomeRounding()};
      case 3:
        return AdverseRate{Figure(), SomeRounding()};
      case 4: {
        Grade grade;
        for (int i = Int(1, 4); i > 0; --i) grade.levels.push_back({Code(), Figure()});
        return grade;
      }
      case 5:
        return Milestones{D("19"), Figure()};
      case 6: {
        Tiers tiers{.otherwise = Figure(), .rounding = SomeRounding()};
        for (int i = Int(1, 4); i > 0; --i) tiers.tiers.push_back({Decimal(i), Figure()});
        return tiers;
      }
      case 7:
        return YearOverYear{static_cast<YearOverYear::Better>(Int(1, 2)), Figure(), Figure(), MaybeFigure()};
      case 8:
        return Checklist{D("7")};
      case 9:
        return Declared{};
      default:
        return PeerRelative{Coin()};
    }
  }

  std::vector<Adjustment> Adjustments() {
    std::vector<Adjustment> adjustments;
    for (int i = Int(0, 2); i > 0; --i) adjustments.push_back({Code(), MaybeText(), Figure(), MaybeFigure()});
    return adjustments;
  }

  Criterion SomeCriterion(int kind) {
    Criterion criterion{.code = Code(),
                        .title = MaybeText(),
                        .citation = MaybeText(),
                        .max_points = Figure(),
                        .coefficient = Figure(),
                        .lead = MaybeText(),
                        .verifier = MaybeText(),
                        .rule = SomeRule(kind),
                        .deductions = Adjustments(),
                        .bonuses = Adjustments(),
                        .zero_if = List(),
                        .evidence_required = Coin()};
    (Coin() ? criterion.unit_types : criterion.except_unit_types) = List();
    return criterion;
  }

  Group SomeGroup(int depth) {
    Group group{.code = Code(), .title = MaybeText()};
    for (int i = Int(0, 3); i > 0; --i) group.criteria.push_back(SomeCriterion(Int(1, 10)));
    for (int i = depth < 4 ? Int(0, 2) : 0; i > 0; --i) group.groups.push_back(SomeGroup(depth + 1));
    return group;
  }

  // REQUIRES: `criteria` are of kinds 1 to 10.
  Award SomeAward(const std::vector<Criterion>& criteria) {
    static const std::vector<std::string> kPercents = {"0.000001", "20", "33.333333", "100"};
    const auto percent = [&] { return D(kPercents[Int(0, static_cast<int>(kPercents.size()) - 1)]); };
    Award award{.title = Code(),
                .citation = MaybeText(),
                .scope = static_cast<Award::Scope>(Int(1, 2)),
                .min_total = MaybeFigure()};
    if (Coin()) {
      award.count = Decimal(Int(1, 30));
    } else {
      award.percent = percent();
    }
    if (Coin()) award.min_criterion_percent = percent();
    if (Coin()) award.exclude_if.push_back({criteria[1].code, "actual"});
    if (Coin()) award.exclude_if.push_back({criteria[8].code, "points"});
    for (const Adjustment& deduction : criteria[2].deductions) {
      award.exclude_if.push_back({criteria[2].code, deduction.input});
    }
    return award;
  }

  ScaleDefinition Definition() {
    ScaleDefinition definition{.scale_id = Text(),
                               .year = Int(1945, 2200),
                               .level = static_cast<Level>(Int(1, 3)),
                               .title = MaybeText(),
                               .issued_by = MaybeText(),
                               .citation = MaybeText(),
                               .total = {static_cast<Total::Method>(Int(1, 3)), Int(0, 6), MaybeFigure()}};
    for (int i = Int(0, 2); i > 0; --i) definition.under.push_back(Code());
    Group every{.code = Code(), .title = Text()};
    for (int kind = 1; kind <= 10; ++kind) every.criteria.push_back(SomeCriterion(kind));
    definition.tie_breaks = {{every.code, true}, {every.criteria[3].code, false}};
    definition.groups.push_back(std::move(every));
    for (int i = Int(0, 2); i > 0; --i) definition.groups.push_back(SomeGroup(1));
    const std::vector<Criterion>& criteria = definition.groups[0].criteria;
    for (int i = Int(0, 3); i > 0; --i) definition.awards.push_back(SomeAward(criteria));
    if (Coin()) {
      definition.stages = {{.code = Code(), .title = Text(), .actor = StageActor::kUnit, .due = CivilDay(2023, 12, 5)},
                           {.code = Code(), .title = Text(), .actor = StageActor::kAuthority},
                           {.code = Code(), .title = Text(), .actor = StageActor::kNobody}};
    }
    return definition;
  }

 private:
  std::mt19937_64 random_;
  int codes_ = 0;
};

// A scale as text, every field of it: equal texts are equal scales.
class ScaleText {
 public:
  static std::string Of(const ScaleDefinition& s) {
    std::string out = Join("scale", s.scale_id, s.year, static_cast<int>(s.level), List(s.under), s.title, s.issued_by,
                           s.citation, static_cast<int>(s.total.method), s.total.places, Maybe(s.total.cap));
    for (const TieBreak& tie : s.tie_breaks) out += Join("tie", tie.code, tie.is_group);
    for (const Stage& stage : s.stages) {
      out += Join("stage", stage.code, stage.title, static_cast<int>(stage.actor),
                  stage.due.has_value() ? FormatCivilDay(*stage.due) : "none");
    }
    for (const Award& award : s.awards) out += Of(award);
    for (const Group& group : s.groups) out += Of(group);
    return out;
  }

 private:
  template <typename... Fields>
  static std::string Join(const Fields&... fields) {
    std::string out;
    ((out += absl::StrCat(fields, "|")), ...);
    return out + "\n";
  }
  static std::string List(const std::vector<std::string>& items) {
    return absl::StrCat("[", absl::StrJoin(items, "]["), "]", items.size());
  }
  static std::string Maybe(const std::optional<Decimal>& value) { return value ? value->ToString() : "none"; }
  static std::string Of(const Award& a) {
    std::string out = Join("award", a.title, a.citation, static_cast<int>(a.scope), Maybe(a.count), Maybe(a.percent),
                           Maybe(a.min_total), Maybe(a.min_criterion_percent));
    for (const Award::Exclusion& exclusion : a.exclude_if)
      out += Join("exclusion", exclusion.criterion, exclusion.input);
    return out;
  }
  static std::string Of(const Rounding& r) { return absl::StrCat(r.places, "/", static_cast<int>(r.mode)); }

  static std::string Of(const Group& group) {
    std::string out = Join("group", group.code, group.title);
    for (const Criterion& criterion : group.criteria) out += Of(criterion);
    for (const Group& child : group.groups) out += Of(child);
    return out + "end of group\n";
  }
  static std::string Of(const Criterion& c) {
    std::string out = Join("criterion", c.code, c.title, c.citation, c.max_points.ToString(), c.coefficient.ToString(),
                           c.lead, c.verifier, List(c.unit_types), List(c.except_unit_types), List(c.zero_if),
                           c.evidence_required, std::string(RuleName(c.rule)));
    out += std::visit([](const auto& rule) { return Of(rule); }, c.rule);
    for (const Adjustment& a : c.deductions) out += Of("deduction", a);
    for (const Adjustment& a : c.bonuses) out += Of("bonus", a);
    return out;
  }
  static std::string Of(const char* kind, const Adjustment& a) {
    return Join(kind, a.input, a.title, a.points_each.ToString(), Maybe(a.cap));
  }
  static std::string Of(const std::monostate&) { return {}; }
  static std::string Of(const Full&) { return {}; }
  static std::string Of(const Declared&) { return {}; }
  static std::string Of(const Attainment& r) {
    return Join(r.deduct_per_percent.ToString(), r.bonus_per_percent.ToString(), Maybe(r.bonus_cap), Of(r.rounding));
  }
  static std::string Of(const AdverseRate& r) { return Join(r.deduct_per_percent.ToString(), Of(r.rounding)); }
  static std::string Of(const Grade& r) {
    std::string out;
    for (const auto& level : r.levels) out += Join(level.label, level.points.ToString());
    return out;
  }
  static std::string Of(const Milestones& r) { return Join(r.required.ToString(), r.points_per_unit.ToString()); }
  static std::string Of(const Tiers& r) {
    std::string out = Join(r.otherwise.ToString(), Of(r.rounding));
    for (const auto& tier : r.tiers) out += Join(tier.at_least.ToString(), tier.points.ToString());
    return out;
  }
  static std::string Of(const YearOverYear& r) {
    return Join(static_cast<int>(r.better), r.deduct_per_unit.ToString(), r.bonus_per_unit.ToString(),
                Maybe(r.bonus_cap));
  }
  static std::string Of(const Checklist& r) { return Join(r.required.ToString()); }
  static std::string Of(const PeerRelative& r) { return Join(r.ratio_to_best); }
};

// A unit's sheet under `scale` with a figure in about half of the slots, spelled in ways that must not change.
inline std::vector<std::pair<std::string, std::string>> FiguresOf(const Scale& scale, int slot, RandomScale& random) {
  static const std::vector<std::string> kValues = {"0",     "34265077", "99.5", "123456789012345678", "0.000001",
                                                   "12.50", "007",      "-3",   "999999999999.999999"};
  const Scale::Slot& where = scale.slots()[slot];
  if (!random.Coin()) return {};
  if (where.is_grade) {
    const auto& levels = std::get<Grade>(scale.criteria()[where.criterion].rule).levels;
    return {{levels[random.Int(0, static_cast<int>(levels.size()) - 1)].label, random.MaybeText()}};
  }
  return {{kValues[random.Int(0, static_cast<int>(kValues.size()) - 1)], random.MaybeText()}};
}

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_SPREADSHEET_SCALE_FOR_TEST_H_
