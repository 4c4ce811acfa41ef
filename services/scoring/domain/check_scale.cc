#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/text/unicode.h"
#include "services/scoring/domain/scale.h"

namespace thidua::scoring {
namespace {

constexpr int kMaxPlaces = 6;
constexpr int kMaxDepth = 16;

class Checker {
 public:
  Checker(const ScaleDefinition& scale, imports::FaultList& faults) : scale_(scale), faults_(faults) {}

  void Check() {
    if (scale_.scale_id.empty()) Require("scaleId", "mã của thang điểm", "the scale's identity");
    if (scale_.year < 1945 || scale_.year > 2200) {
      Fail("year", "BAD_YEAR", absl::StrCat("Năm ", scale_.year, " không hợp lệ; cần từ 1945 đến 2200."),
           absl::StrCat("Year ", scale_.year, " is not valid; wanted 1945 to 2200."));
    }
    OneOf("level", scale_.level, Level::kCommune, "cấp được chấm: PROVINCE, DISTRICT hoặc COMMUNE",
          "the level that is scored: PROVINCE, DISTRICT or COMMUNE");
    OneOf("total.method", scale_.total.method, Total::Method::kNormalized, "cách tính tổng: SUM, MEAN hoặc NORMALIZED",
          "how to total: SUM, MEAN or NORMALIZED");
    Places("total.places", scale_.total.places);
    if (scale_.total.cap.has_value()) NotNegative("total.cap", *scale_.total.cap);

    for (size_t i = 0; i < scale_.groups.size(); ++i) CheckGroup(absl::StrCat("groups[", i, "]"), scale_.groups[i], 1);
    if (criteria_ == 0) {
      Fail("groups", "NO_CRITERION", "Thang điểm không có tiêu chí nào.", "The scale has no criterion.");
    }
    for (size_t i = 0; i < scale_.tie_breaks.size(); ++i) {
      CheckTieBreak(absl::StrCat("tieBreaks[", i, "]"), scale_.tie_breaks[i]);
    }
    CheckStages();
    for (size_t i = 0; i < scale_.awards.size(); ++i) CheckAward(absl::StrCat("awards[", i, "]"), scale_.awards[i]);
    std::set<std::string> under;
    for (size_t i = 0; i < scale_.under.size(); ++i) {
      if (!under.insert(scale_.under[i]).second) {
        Fail(absl::StrCat("under[", i, "]"), "DUPLICATE_UNIT", absl::StrCat("Đơn vị ", scale_.under[i], " có hai lần."),
             absl::StrCat("Unit ", scale_.under[i], " stands twice."));
      }
    }
  }

 private:
  void Fail(std::string path, std::string_view reason, std::string vi, std::string en) {
    faults_.Add({.field = std::move(path),
                 .reason = std::string(reason),
                 .message = {.vi = std::move(vi), .en = std::move(en)}});
  }
  void Require(std::string path, std::string_view vi, std::string_view en) {
    Fail(std::move(path), "REQUIRED", absl::StrCat("Thiếu ", std::string(vi), "."),
         absl::StrCat("Missing: ", std::string(en), "."));
  }
  // A file may also give a number that no word stands for. False: refused.
  template <typename Enumeration>
  bool OneOf(const std::string& path, Enumeration value, Enumeration last, std::string_view vi, std::string_view en) {
    const int number = static_cast<int>(value);
    if (number > 0 && number <= static_cast<int>(last)) return true;
    if (number == 0) {
      Require(path, vi, en);
    } else {
      Fail(path, "UNKNOWN_VALUE", absl::StrCat("Không có giá trị ", number, "; cần ", std::string(vi), "."),
           absl::StrCat("There is no value ", number, "; wanted ", std::string(en), "."));
    }
    return false;
  }
  void NotNegative(const std::string& path, const Decimal& value) {
    if (value.negative()) {
      Fail(path, "NEGATIVE", absl::StrCat(value.ToString(), " nhỏ hơn 0; cần từ 0 trở lên."),
           absl::StrCat(value.ToString(), " is below 0; wanted 0 or more."));
    }
  }
  void Positive(const std::string& path, const Decimal& value) {
    if (value.negative() || value.zero()) {
      Fail(path, "NOT_POSITIVE", absl::StrCat(value.ToString(), " không lớn hơn 0."),
           absl::StrCat(value.ToString(), " is not above 0."));
    }
  }
  void AtMostAHundred(const std::string& path, const Decimal& percent) {
    if (Rational(percent) > 100) {
      Fail(path, "BAD_PERCENT", absl::StrCat(percent.ToString(), " lớn hơn 100."),
           absl::StrCat(percent.ToString(), " is above 100."));
    }
  }
  void Places(const std::string& path, int places) {
    if (places < 0 || places > kMaxPlaces) {
      Fail(path, "BAD_PLACES", absl::StrCat(places, " chữ số thập phân; cần từ 0 đến ", kMaxPlaces, "."),
           absl::StrCat(places, " decimal places; wanted 0 to ", kMaxPlaces, "."));
    }
  }
  void Code(const std::string& path, const std::string& code, std::set<std::string>& kind) {
    if (code.empty()) return Require(path, "mã", "a code");
    if (group_codes_.contains(code) || criterion_codes_.contains(code)) {
      return Fail(path, "DUPLICATE_CODE", absl::StrCat("Mã ", code, " đã dùng cho một chỉ tiêu hoặc tiêu chí khác."),
                  absl::StrCat("Code ", code, " is already that of another group or criterion."));
    }
    kind.insert(code);
  }

  void CheckGroup(const std::string& path, const Group& group, int depth) {
    if (depth > kMaxDepth) {
      return Fail(path, "TOO_DEEP", absl::StrCat("Các chỉ tiêu lồng quá ", kMaxDepth, " cấp."),
                  absl::StrCat("Groups are nested more than ", kMaxDepth, " deep."));
    }
    Code(path + ".code", group.code, group_codes_);
    for (size_t i = 0; i < group.criteria.size(); ++i) {
      CheckCriterion(absl::StrCat(path, ".criteria[", i, "]"), group.criteria[i]);
    }
    for (size_t i = 0; i < group.groups.size(); ++i) {
      CheckGroup(absl::StrCat(path, ".groups[", i, "]"), group.groups[i], depth + 1);
    }
  }

  void CheckCriterion(const std::string& path, const Criterion& criterion) {
    ++criteria_;
    has_verifier_ |= !criterion.verifier.empty();
    Code(path + ".code", criterion.code, criterion_codes_);
    criteria_by_code_.try_emplace(criterion.code, &criterion);
    NotNegative(path + ".maxPoints", criterion.max_points);
    NotNegative(path + ".coefficient", criterion.coefficient);
    if (!criterion.unit_types.empty() && !criterion.except_unit_types.empty()) {
      Fail(path + ".appliesTo", "BOTH_LISTS", "Chỉ dùng một trong hai: unitTypes hoặc exceptUnitTypes.",
           "Use only one of unitTypes and exceptUnitTypes.");
    }
    const std::string rule_path = path + ".rule";
    std::visit([&](const auto& rule) { CheckRule(rule_path, rule); }, criterion.rule);
    const bool has_grade = std::holds_alternative<Grade>(criterion.rule);
    const auto check_input = [&](const std::string& input_path, const std::string& input) {
      if (input.empty()) Require(input_path, "tên số liệu", "the name of an input");
      if (has_grade && input == "grade") {
        Fail(input_path, "NOT_A_NUMBER", "\"grade\" là mức xếp loại của tiêu chí này, không phải con số.",
             "\"grade\" is this criterion's grade, not a number.");
      }
    };
    const auto check_adjustments = [&](const std::string& name, const std::vector<Adjustment>& adjustments) {
      for (size_t i = 0; i < adjustments.size(); ++i) {
        const std::string at = absl::StrCat(path, ".", name, "[", i, "]");
        check_input(at + ".input", adjustments[i].input);
        NotNegative(at + ".pointsEach", adjustments[i].points_each);
        if (adjustments[i].cap.has_value()) NotNegative(at + ".cap", *adjustments[i].cap);
      }
    };
    check_adjustments("deductions", criterion.deductions);
    check_adjustments("bonuses", criterion.bonuses);
    for (size_t i = 0; i < criterion.zero_if.size(); ++i) {
      check_input(absl::StrCat(path, ".zeroIf[", i, "]"), criterion.zero_if[i]);
    }
  }

  void CheckRule(const std::string& path, std::monostate) {
    Require(
        path,
        "quy tắc: đúng một trong full, attainment, adverseRate, grade, milestones, tiers, yearOverYear, checklist, "
        "declared, peerRelative",
        "the rule: exactly one of full, attainment, adverseRate, grade, milestones, tiers, yearOverYear, checklist, "
        "declared, peerRelative");
  }
  void CheckRule(const std::string&, const Full&) {}
  void CheckRule(const std::string&, const Declared&) {}
  void CheckRule(const std::string&, const PeerRelative&) {}
  void CheckRule(const std::string& path, const Attainment& rule) {
    NotNegative(path + ".attainment.deductPerPercent", rule.deduct_per_percent);
    NotNegative(path + ".attainment.bonusPerPercent", rule.bonus_per_percent);
    if (rule.bonus_cap.has_value()) NotNegative(path + ".attainment.bonusCap", *rule.bonus_cap);
    Places(path + ".attainment.rounding.places", rule.rounding.places);
  }
  void CheckRule(const std::string& path, const AdverseRate& rule) {
    NotNegative(path + ".adverseRate.deductPerPercent", rule.deduct_per_percent);
    Places(path + ".adverseRate.rounding.places", rule.rounding.places);
  }
  void CheckRule(const std::string& path, const Grade& rule) {
    if (rule.levels.empty()) Require(path + ".grade.levels", "các mức xếp loại", "the grades");
    std::set<std::string> labels;
    for (size_t i = 0; i < rule.levels.size(); ++i) {
      const std::string at = absl::StrCat(path, ".grade.levels[", i, "]");
      if (rule.levels[i].label.empty()) Require(at + ".label", "tên mức", "the label");
      if (!labels.insert(rule.levels[i].label).second) {
        Fail(at + ".label", "DUPLICATE_LABEL", absl::StrCat("Mức ", rule.levels[i].label, " có hai lần."),
             absl::StrCat("Label ", rule.levels[i].label, " stands twice."));
      }
      NotNegative(at + ".points", rule.levels[i].points);
    }
  }
  void CheckRule(const std::string& path, const Milestones& rule) {
    Positive(path + ".milestones.required", rule.required);
    NotNegative(path + ".milestones.pointsPerUnit", rule.points_per_unit);
  }
  void CheckRule(const std::string& path, const Tiers& rule) {
    if (rule.tiers.empty()) Require(path + ".tiers.tiers", "các bậc", "the tiers");
    std::set<Rational> bounds;
    for (size_t i = 0; i < rule.tiers.size(); ++i) {
      const std::string at = absl::StrCat(path, ".tiers.tiers[", i, "]");
      if (!bounds.insert(rule.tiers[i].at_least).second) {
        Fail(at + ".atLeast", "DUPLICATE_TIER",
             absl::StrCat("Bậc từ ", rule.tiers[i].at_least.ToString(), " có hai lần."),
             absl::StrCat("The tier from ", rule.tiers[i].at_least.ToString(), " stands twice."));
      }
      NotNegative(at + ".points", rule.tiers[i].points);
    }
    NotNegative(path + ".tiers.otherwise", rule.otherwise);
    Places(path + ".tiers.rounding.places", rule.rounding.places);
  }
  void CheckRule(const std::string& path, const YearOverYear& rule) {
    OneOf(path + ".yearOverYear.better", rule.better, YearOverYear::Better::kHigher, "chiều tốt hơn: LOWER hoặc HIGHER",
          "which way is better: LOWER or HIGHER");
    NotNegative(path + ".yearOverYear.deductPerUnit", rule.deduct_per_unit);
    NotNegative(path + ".yearOverYear.bonusPerUnit", rule.bonus_per_unit);
    if (rule.bonus_cap.has_value()) NotNegative(path + ".yearOverYear.bonusCap", *rule.bonus_cap);
  }
  void CheckRule(const std::string& path, const Checklist& rule) {
    Positive(path + ".checklist.required", rule.required);
  }

  void CheckStages() {
    const StageChain& stages = scale_.stages;
    if (stages.empty()) return;
    if (stages.size() < 2) {
      return Fail("stages", "TOO_FEW_STAGES", "Cần ít nhất hai bước: đơn vị tự chấm và kết thúc.",
                  "Wanted at least two stages: the unit's own and the last.");
    }
    std::set<std::string> codes;
    const Stage* earlier_due = nullptr;
    for (size_t i = 0; i < stages.size(); ++i) {
      const std::string path = absl::StrCat("stages[", i, "]");
      const Stage& stage = stages[i];
      if (stage.code.empty()) Require(path + ".code", "mã của bước", "the stage's code");
      if (stage.title.empty()) Require(path + ".title", "tên của bước", "the stage's name");
      if (stage.code == kComputedStage) {
        Fail(path + ".code", "RESERVED_CODE", absl::StrCat("Mã ", stage.code, " dành riêng cho điểm máy tính."),
             absl::StrCat("Code ", stage.code, " is reserved for the computed points."));
      }
      if (!stage.code.empty() && !codes.insert(stage.code).second) {
        Fail(path + ".code", "DUPLICATE_CODE", absl::StrCat("Mã ", stage.code, " đã dùng cho một bước khác."),
             absl::StrCat("Code ", stage.code, " is already that of another stage."));
      }
      const bool first = i == 0, last = i + 1 == stages.size();
      const bool known = OneOf(path + ".by", stage.actor, StageActor::kNobody,
                               "ai thực hiện: UNIT, VERIFIERS, CLUSTER_LEADER, AUTHORITY hoặc NOBODY",
                               "who acts: UNIT, VERIFIERS, CLUSTER_LEADER, AUTHORITY or NOBODY");
      if (known && (first != (stage.actor == StageActor::kUnit) || last != (stage.actor == StageActor::kNobody))) {
        Fail(path + ".by", "BAD_STAGE_ORDER",
             "Bước đầu, và chỉ bước đầu, do đơn vị (UNIT) thực hiện; bước cuối, và chỉ bước cuối, là NOBODY.",
             "The first stage and no other is by UNIT, the last and no other by NOBODY.");
      }
      if (!stage.due.has_value()) continue;
      if (earlier_due != nullptr && *stage.due < *earlier_due->due) {
        Fail(path + ".due", "DUE_BEFORE_EARLIER_STAGE",
             absl::StrCat("Hạn ", FormatCivilDay(*stage.due), " trước hạn của bước ", earlier_due->code, " (",
                          FormatCivilDay(*earlier_due->due), ")."),
             absl::StrCat("Deadline ", FormatCivilDay(*stage.due), " is before that of stage ", earlier_due->code, " (",
                          FormatCivilDay(*earlier_due->due), ")."));
      }
      earlier_due = &stage;
    }
    const Stage& last_working = stages[stages.size() - 2];
    if (last_working.actor == StageActor::kVerifiers && !has_verifier_) {
      Fail(absl::StrCat("stages[", stages.size() - 2, "].by"), "NO_VERIFIER",
           "Bước cuối trước khi khóa do phòng ban xác nhận, nhưng không tiêu chí nào có \"verifier\": bảng điểm sẽ "
           "không "
           "bao giờ khóa được.",
           "The last stage before the closed one is by VERIFIERS, but no criterion has a \"verifier\": no sheet could "
           "ever be closed.");
    }
  }

  void CheckTieBreak(const std::string& path, const TieBreak& tie_break) {
    if (tie_break.code.empty()) return Require(path, "group hoặc criterion", "group or criterion");
    const bool known =
        tie_break.is_group ? group_codes_.contains(tie_break.code) : criterion_codes_.contains(tie_break.code);
    if (known) return;
    Fail(path + (tie_break.is_group ? ".group" : ".criterion"), "UNKNOWN_CODE",
         absl::StrCat("Thang điểm không có ", tie_break.is_group ? "chỉ tiêu " : "tiêu chí ", tie_break.code, "."),
         absl::StrCat("The scale has no ", tie_break.is_group ? "group " : "criterion ", tie_break.code, "."));
  }

  void CheckAward(const std::string& path, const Award& award) {
    if (award.title.empty()) {
      Require(path + ".title", "tên của hình thức khen thưởng", "the award's name");
    } else if (!award_titles_.insert(award.title).second) {
      const std::string title = text::Shown(award.title);
      Fail(path + ".title", "DUPLICATE_TITLE", absl::StrCat("Hình thức khen thưởng \"", title, "\" có hai lần."),
           absl::StrCat("Award \"", title, "\" stands twice."));
    }
    OneOf(path + ".scope", award.scope, Award::Scope::kAll,
          "phạm vi xét: CLUSTER (trong từng cụm) hoặc ALL (mọi đơn vị)",
          "the scope: CLUSTER (within each cluster) or ALL (all units)");
    CheckPlaces(path, award);
    if (award.min_total.has_value()) NotNegative(path + ".minTotal", *award.min_total);
    if (award.min_criterion_percent.has_value()) {
      NotNegative(path + ".minCriterionPercent", *award.min_criterion_percent);
      AtMostAHundred(path + ".minCriterionPercent", *award.min_criterion_percent);
    }
    std::set<std::pair<std::string, std::string>> exclusions;
    for (size_t i = 0; i < award.exclude_if.size(); ++i) {
      const Award::Exclusion& exclusion = award.exclude_if[i];
      const std::string at = absl::StrCat(path, ".excludeIf[", i, "]");
      CheckExclusion(at, exclusion);
      if (!exclusions.emplace(exclusion.criterion, exclusion.input).second && !exclusion.input.empty()) {
        const std::string input = text::Shown(exclusion.input), criterion = text::Shown(exclusion.criterion);
        Fail(at + ".input", "DUPLICATE_EXCLUSION",
             absl::StrCat("Số liệu ", input, " của tiêu chí ", criterion, " có hai lần."),
             absl::StrCat("Input ", input, " of criterion ", criterion, " stands twice."));
      }
    }
  }

  void CheckPlaces(const std::string& path, const Award& award) {
    if (!award.count.has_value() && !award.percent.has_value()) {
      Require(path + ".count", "số suất: đúng một trong count hoặc percent",
              "the places: exactly one of count and percent");
    } else if (award.count.has_value() && award.percent.has_value()) {
      Fail(path + ".percent", "BOTH_COUNT_AND_PERCENT", "Chỉ dùng một trong hai: count hoặc percent.",
           "Use only one of count and percent.");
    }
    if (award.count.has_value()) {
      Positive(path + ".count", *award.count);
      if (award.count->places() > 0) {
        Fail(path + ".count", "NOT_WHOLE", absl::StrCat(award.count->ToString(), " không phải số nguyên."),
             absl::StrCat(award.count->ToString(), " is not a whole number."));
      }
    }
    if (award.percent.has_value()) {
      Positive(path + ".percent", *award.percent);
      AtMostAHundred(path + ".percent", *award.percent);
    }
  }

  void CheckExclusion(const std::string& path, const Award::Exclusion& exclusion) {
    const auto criterion = criteria_by_code_.find(exclusion.criterion);
    if (exclusion.criterion.empty()) {
      Require(path + ".criterion", "mã tiêu chí", "the code of a criterion");
    } else if (criterion == criteria_by_code_.end()) {
      const std::string code = text::Shown(exclusion.criterion);
      Fail(path + ".criterion", "UNKNOWN_CODE", absl::StrCat("Thang điểm không có tiêu chí ", code, "."),
           absl::StrCat("The scale has no criterion ", code, "."));
    }
    if (exclusion.input.empty()) return Require(path + ".input", "tên số liệu", "the name of an input");
    if (criterion != criteria_by_code_.end()) CheckInputOf(path + ".input", *criterion->second, exclusion.input);
  }

  void CheckInputOf(const std::string& path, const Criterion& criterion, const std::string& input) {
    if (std::holds_alternative<std::monostate>(criterion.rule)) return;  // Its inputs are not known yet.
    const Scale& alone = Alone(criterion);
    const std::optional<int> slot = alone.FindSlot(0, input);
    const std::string code = text::Shown(criterion.code), name = text::Shown(input);
    if (!slot.has_value()) {
      Fail(path, "UNKNOWN_INPUT", absl::StrCat("Tiêu chí ", code, " không có số liệu ", name, "."),
           absl::StrCat("Criterion ", code, " has no input ", name, "."));
    } else if (alone.slots()[*slot].is_grade) {
      Fail(path, "NOT_A_NUMBER",
           absl::StrCat("\"", name, "\" là mức xếp loại của tiêu chí ", code, ", không phải con số."),
           absl::StrCat("\"", name, "\" is the grade of criterion ", code, ", not a number."));
    }
  }

  // A scale of this criterion only, which knows its inputs.
  const Scale& Alone(const Criterion& criterion) {
    const auto known = alone_.find(criterion.code);
    if (known != alone_.end()) return known->second;
    return alone_.try_emplace(criterion.code, ScaleDefinition{.groups = {{.criteria = {criterion}}}}).first->second;
  }

  const ScaleDefinition& scale_;
  imports::FaultList& faults_;
  std::set<std::string> group_codes_;
  std::set<std::string> criterion_codes_;
  std::map<std::string, const Criterion*> criteria_by_code_;
  std::map<std::string, Scale> alone_;
  std::set<std::string> award_titles_;
  int criteria_ = 0;
  bool has_verifier_ = false;
};

}  // namespace

void CheckScale(const ScaleDefinition& definition, imports::FaultList& faults) { Checker(definition, faults).Check(); }

}  // namespace thidua::scoring
