#include "services/scoring/rpc/scale_codec.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/civil_day/civil_day.h"
#include "common/status/problem.h"
#include "common/text/unicode.h"

namespace thidua::scoring {
namespace {

namespace pb = thidua::scoring::v1;

int LineAt(std::string_view content, size_t offset) {
  return 1 + static_cast<int>(std::count(content.begin(), content.begin() + std::min(offset, content.size()), '\n'));
}

// Finds what makes JSON malformed, by line and column, and keys that an object has twice: of these, a reader would
// silently take one.
class SyntaxCheck final : public nlohmann::json_sax<nlohmann::json> {
 public:
  SyntaxCheck(std::string_view content, imports::FaultList& faults) : content_(content), faults_(faults) {}

  bool start_object(std::size_t) override {
    keys_.emplace_back();
    return true;
  }
  bool end_object() override {
    keys_.pop_back();
    return true;
  }
  bool key(string_t& name) override {
    if (!keys_.back().insert(name).second) {
      faults_.Add(
          {.field = name,
           .reason = "DUPLICATE_KEY",
           .message = {.vi = absl::StrCat("Trường \"", name, "\" có hai lần trong cùng một đối tượng. Hãy bỏ một."),
                       .en = absl::StrCat("Field \"", name, "\" stands twice in one object. Remove one.")}});
    }
    return true;
  }
  bool parse_error(std::size_t position, const std::string& token, const nlohmann::detail::exception&) override {
    const size_t offset = position == 0 ? 0 : position - 1;
    const size_t start = content_.rfind('\n', offset == 0 ? 0 : offset - 1);
    const std::string shown = text::FirstBadUtf8(token) ? "" : text::Shown(token);
    faults_.Add({.line = LineAt(content_, offset),
                 .column = static_cast<int>(start == std::string_view::npos ? offset + 1 : offset - start),
                 .reason = "BAD_JSON",
                 .message = {.vi = absl::StrCat("Tệp không phải JSON hợp lệ, sai ở \"", shown,
                                                "\". Hãy kiểm tra dấu phẩy, dấu ngoặc và dấu nháy trước chỗ này."),
                             .en = absl::StrCat("The file is not valid JSON, wrong at \"", shown,
                                                "\". Check the commas, brackets and quotes before it.")}});
    return false;
  }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }

 private:
  const std::string_view content_;
  imports::FaultList& faults_;
  std::vector<std::set<std::string>> keys_;
};

// The names of scale files are in lowerCamelCase.
std::string ToCamelCase(const std::string& snake) {
  std::string camel;
  for (size_t i = 0; i < snake.size(); ++i) {
    const bool joint = snake[i] == '_' && i + 1 < snake.size();
    camel += joint ? absl::ascii_toupper(static_cast<unsigned char>(snake[++i])) : snake[i];
  }
  return camel;
}

// What protobuf says of well-formed JSON that is not a Scale: "(groups[0].criteria[1].rule) guess: Cannot find field."
imports::Fault MappingFault(const std::string& message) {
  static const std::regex kShape(R"(^(?:\(([^)]*)\))? ?([^ :]*): (.*))");
  imports::Fault fault{.reason = "NOT_A_SCALE"};
  std::string detail = message.substr(0, message.find('\n'));
  std::string name;
  if (std::smatch match; std::regex_match(detail, match, kShape)) {
    name = match[2];
    fault.field = ToCamelCase(match[1]);
    if (!name.empty()) absl::StrAppend(&fault.field, fault.field.empty() ? "" : ".", name);
    detail = match[3];
  }
  if (detail == "Cannot find field.") {
    fault.message = {.vi = absl::StrCat("Thang điểm không có trường \"", name, "\" ở đây. Hãy kiểm tra chính tả."),
                     .en = absl::StrCat("A scale has no field \"", name, "\" here. Check the spelling.")};
  } else if (detail.ends_with("for type TYPE_STRING")) {
    fault.message = {.vi = absl::StrCat("Cần viết trong dấu nháy, ví dụ \"100\"; gặp ", detail, "."),
                     .en = absl::StrCat("Wanted in quotes, e.g. \"100\"; met ", detail, ".")};
  } else {
    fault.message = {.vi = absl::StrCat("Không đọc được như một thang điểm: ", detail, "."),
                     .en = absl::StrCat("Not readable as a scale: ", detail, ".")};
  }
  return fault;
}  // namespace

class Converter {
 public:
  explicit Converter(imports::FaultList& faults) : faults_(faults) {}

  ScaleDefinition Convert(const pb::Scale& in) {
    ScaleDefinition out{.scale_id = in.scale_id(),
                        .year = in.year(),
                        .level = static_cast<Level>(in.level()),
                        .under = {in.under().begin(), in.under().end()},
                        .title = in.title(),
                        .issued_by = in.issued_by(),
                        .citation = in.citation()};
    if (in.scale_id().size() > 64) Fail("scaleId", "TOO_LONG", "dài quá 64 byte", "longer than 64 bytes");
    out.total.method = static_cast<Total::Method>(in.total().method());
    if (in.total().has_places()) out.total.places = in.total().places();
    out.total.cap = Optional("total.cap", in.total().cap());
    for (const pb::TieBreak& tie_break : in.tie_breaks()) {
      out.tie_breaks.push_back({.code = tie_break.has_group() ? tie_break.group() : tie_break.criterion(),
                                .is_group = tie_break.has_group()});
    }
    for (int i = 0; i < in.stages_size(); ++i) {
      out.stages.push_back(Convert(absl::StrCat("stages[", i, "]"), in.stages(i)));
    }
    for (int i = 0; i < in.awards_size(); ++i) {
      out.awards.push_back(Convert(absl::StrCat("awards[", i, "]"), in.awards(i)));
    }
    for (int i = 0; i < in.groups_size(); ++i)
      out.groups.push_back(Convert(absl::StrCat("groups[", i, "]"), in.groups(i)));
    return out;
  }

 private:
  void Fail(const std::string& path, std::string_view reason, const std::string& vi, const std::string& en) {
    faults_.Add({.field = path,
                 .reason = std::string(reason),
                 .message = {.vi = absl::StrCat("Giá trị ", vi, "."), .en = absl::StrCat("The value is ", en, ".")}});
  }

  std::optional<Decimal> Optional(const std::string& path, const std::string& text) {
    if (text.empty()) return std::nullopt;
    Decimal value;
    switch (Decimal::Parse(text, value)) {
      case Decimal::Fault::kNone:
        return value;
      case Decimal::Fault::kSyntax:
        Fail(path, "NOT_A_DECIMAL", absl::StrCat("\"", text, "\" không phải số thập phân"),
             absl::StrCat("\"", text, "\", not a decimal number"));
        break;
      case Decimal::Fault::kTooManyDigits:
        Fail(path, "TOO_MANY_DIGITS", absl::StrCat("\"", text, "\" có quá 18 chữ số"),
             absl::StrCat("\"", text, "\", over 18 digits"));
        break;
      case Decimal::Fault::kTooManyPlaces:
        Fail(path, "TOO_MANY_PLACES", absl::StrCat("\"", text, "\" có quá 6 chữ số sau dấu chấm"),
             absl::StrCat("\"", text, "\", over 6 places"));
        break;
    }
    return std::nullopt;
  }
  Decimal OrElse(const std::string& path, const std::string& text, Decimal fallback) {
    return Optional(path, text).value_or(fallback);
  }
  Decimal Required(const std::string& path, const std::string& text) {
    if (text.empty()) Fail(path, "REQUIRED", "còn thiếu", "missing");
    return OrElse(path, text, Decimal());
  }

  Stage Convert(const std::string& path, const pb::Stage& in) {
    Stage out{.code = in.code(), .title = in.title(), .actor = static_cast<StageActor>(in.by())};
    if (in.due().empty()) return out;
    out.due = ParseCivilDay(in.due());
    if (!out.due.has_value()) {
      Fail(path + ".due", "BAD_DATE", absl::StrCat("\"", in.due(), "\" không phải ngày dạng 2023-12-20"),
           absl::StrCat("\"", in.due(), "\", not a day like 2023-12-20"));
    }
    return out;
  }

  Award Convert(const std::string& path, const pb::Award& in) {
    Award out{.title = in.title(),
              .citation = in.citation(),
              .scope = static_cast<Award::Scope>(in.scope()),
              .count = Optional(path + ".count", in.count()),
              .percent = Optional(path + ".percent", in.percent()),
              .min_total = Optional(path + ".minTotal", in.min_total()),
              .min_criterion_percent = Optional(path + ".minCriterionPercent", in.min_criterion_percent())};
    for (const pb::Award::Exclusion& exclusion : in.exclude_if()) {
      out.exclude_if.push_back({.criterion = exclusion.criterion(), .input = exclusion.input()});
    }
    return out;
  }

  Group Convert(const std::string& path, const pb::Group& in) {
    Group out{.code = in.code(), .title = in.title()};
    for (int i = 0; i < in.criteria_size(); ++i) {
      out.criteria.push_back(Convert(absl::StrCat(path, ".criteria[", i, "]"), in.criteria(i)));
    }
    for (int i = 0; i < in.groups_size(); ++i) {
      out.groups.push_back(Convert(absl::StrCat(path, ".groups[", i, "]"), in.groups(i)));
    }
    return out;
  }

  Criterion Convert(const std::string& path, const pb::Criterion& in) {
    Criterion out{
        .code = in.code(),
        .title = in.title(),
        .citation = in.citation(),
        .max_points = Required(path + ".maxPoints", in.max_points()),
        .coefficient = OrElse(path + ".coefficient", in.coefficient(), Decimal(1)),
        .lead = in.lead(),
        .verifier = in.verifier(),
        .unit_types = {in.applies_to().unit_types().begin(), in.applies_to().unit_types().end()},
        .except_unit_types = {in.applies_to().except_unit_types().begin(), in.applies_to().except_unit_types().end()},
        .zero_if = {in.zero_if().begin(), in.zero_if().end()},
        .evidence_required = in.evidence_required()};
    out.rule = Convert(path + ".rule", in.rule());
    for (int i = 0; i < in.deductions_size(); ++i) {
      out.deductions.push_back(Convert(absl::StrCat(path, ".deductions[", i, "]"), in.deductions(i)));
    }
    for (int i = 0; i < in.bonuses_size(); ++i) {
      out.bonuses.push_back(Convert(absl::StrCat(path, ".bonuses[", i, "]"), in.bonuses(i)));
    }
    return out;
  }

  Adjustment Convert(const std::string& path, const pb::Adjustment& in) {
    return {.input = in.input(),
            .title = in.title(),
            .points_each = Required(path + ".pointsEach", in.points_each()),
            .cap = Optional(path + ".cap", in.cap())};
  }

  static Rounding Convert(const pb::Rounding& in) {
    Rounding out;
    if (in.has_places()) out.places = in.places();
    if (in.mode() == pb::Rounding::DOWN) out.mode = RoundingMode::kDown;
    if (in.mode() == pb::Rounding::UP) out.mode = RoundingMode::kUp;
    return out;
  }

  Rule Convert(const std::string& path, const pb::Rule& in) {
    switch (in.kind_case()) {
      case pb::Rule::KIND_NOT_SET:
        return std::monostate();
      case pb::Rule::kFull:
        return Full();
      case pb::Rule::kAttainment: {
        const std::string at = path + ".attainment";
        const auto& rule = in.attainment();
        return Attainment{.deduct_per_percent = OrElse(at + ".deductPerPercent", rule.deduct_per_percent(), Decimal(1)),
                          .bonus_per_percent = OrElse(at + ".bonusPerPercent", rule.bonus_per_percent(), Decimal()),
                          .bonus_cap = Optional(at + ".bonusCap", rule.bonus_cap()),
                          .rounding = Convert(rule.rounding())};
      }
      case pb::Rule::kAdverseRate:
        return AdverseRate{.deduct_per_percent = OrElse(path + ".adverseRate.deductPerPercent",
                                                        in.adverse_rate().deduct_per_percent(), Decimal(1)),
                           .rounding = Convert(in.adverse_rate().rounding())};
      case pb::Rule::kGrade: {
        Grade out;
        for (int i = 0; i < in.grade().levels_size(); ++i) {
          const auto& level = in.grade().levels(i);
          out.levels.push_back(
              {.label = level.label(),
               .points = Required(absl::StrCat(path, ".grade.levels[", i, "].points"), level.points())});
        }
        return out;
      }
      case pb::Rule::kMilestones:
        return Milestones{
            .required = Required(path + ".milestones.required", in.milestones().required()),
            .points_per_unit = Required(path + ".milestones.pointsPerUnit", in.milestones().points_per_unit())};
      case pb::Rule::kTiers: {
        Tiers out{.otherwise = OrElse(path + ".tiers.otherwise", in.tiers().otherwise(), Decimal()),
                  .rounding = Convert(in.tiers().rounding())};
        for (int i = 0; i < in.tiers().tiers_size(); ++i) {
          const std::string at = absl::StrCat(path, ".tiers.tiers[", i, "]");
          out.tiers.push_back({.at_least = Required(at + ".atLeast", in.tiers().tiers(i).at_least()),
                               .points = Required(at + ".points", in.tiers().tiers(i).points())});
        }
        return out;
      }
      case pb::Rule::kYearOverYear: {
        const std::string at = path + ".yearOverYear";
        const auto& rule = in.year_over_year();
        return YearOverYear{.better = static_cast<YearOverYear::Better>(rule.better()),
                            .deduct_per_unit = OrElse(at + ".deductPerUnit", rule.deduct_per_unit(), Decimal(1)),
                            .bonus_per_unit = OrElse(at + ".bonusPerUnit", rule.bonus_per_unit(), Decimal()),
                            .bonus_cap = Optional(at + ".bonusCap", rule.bonus_cap())};
      }
      case pb::Rule::kChecklist:
        return Checklist{.required = Required(path + ".checklist.required", in.checklist().required())};
      case pb::Rule::kDeclared:
        return Declared();
      case pb::Rule::kPeerRelative:
        return PeerRelative{.ratio_to_best = in.peer_relative().no_target() == pb::PeerRelative::RATIO_TO_BEST};
    }
    return std::monostate();
  }

  imports::FaultList& faults_;
};

// The opposite of Converter.
class Writer {
 public:
  static pb::Scale Write(const ScaleDefinition& in) {
    pb::Scale out;
    out.set_scale_id(in.scale_id);
    out.set_year(in.year);
    out.set_level(static_cast<thidua::type::v1::Level>(in.level));
    for (const std::string& unit : in.under) out.add_under(unit);
    out.set_title(in.title);
    out.set_issued_by(in.issued_by);
    out.set_citation(in.citation);
    out.mutable_total()->set_method(static_cast<pb::Total::Method>(in.total.method));
    if (in.total.places != Total().places) out.mutable_total()->set_places(in.total.places);
    out.mutable_total()->set_cap(Optional(in.total.cap));
    for (const TieBreak& tie_break : in.tie_breaks) {
      pb::TieBreak* one = out.add_tie_breaks();
      (tie_break.is_group ? *one->mutable_group() : *one->mutable_criterion()) = tie_break.code;
    }
    for (const Stage& stage : in.stages) {
      pb::Stage* one = out.add_stages();
      one->set_code(stage.code);
      one->set_title(stage.title);
      one->set_by(static_cast<pb::Stage::Actor>(stage.actor));
      if (stage.due.has_value()) one->set_due(FormatCivilDay(*stage.due));
    }
    for (const Award& award : in.awards) Write(award, *out.add_awards());
    for (const Group& group : in.groups) Write(group, *out.add_groups());
    return out;
  }

 private:
  static std::string Optional(const std::optional<Decimal>& value) {
    return value.has_value() ? value->ToString() : std::string();
  }
  static std::string Unless(const Decimal& value, const Decimal& fallback) {
    return value == fallback ? std::string() : value.ToString();
  }

  static void Write(const Award& in, pb::Award& out) {
    out.set_title(in.title);
    out.set_citation(in.citation);
    out.set_scope(static_cast<pb::Award::Scope>(in.scope));
    out.set_count(Optional(in.count));
    out.set_percent(Optional(in.percent));
    out.set_min_total(Optional(in.min_total));
    out.set_min_criterion_percent(Optional(in.min_criterion_percent));
    for (const Award::Exclusion& exclusion : in.exclude_if) {
      pb::Award::Exclusion* one = out.add_exclude_if();
      one->set_criterion(exclusion.criterion);
      one->set_input(exclusion.input);
    }
  }

  static void Write(const Group& in, pb::Group& out) {
    out.set_code(in.code);
    out.set_title(in.title);
    for (const Criterion& criterion : in.criteria) Write(criterion, *out.add_criteria());
    for (const Group& group : in.groups) Write(group, *out.add_groups());
  }

  static void Write(const Criterion& in, pb::Criterion& out) {
    out.set_code(in.code);
    out.set_title(in.title);
    out.set_citation(in.citation);
    out.set_max_points(in.max_points.ToString());
    out.set_coefficient(Unless(in.coefficient, Criterion().coefficient));
    out.set_lead(in.lead);
    out.set_verifier(in.verifier);
    for (const std::string& type : in.unit_types) out.mutable_applies_to()->add_unit_types(type);
    for (const std::string& type : in.except_unit_types) out.mutable_applies_to()->add_except_unit_types(type);
    std::visit([&](const auto& rule) { Write(rule, *out.mutable_rule()); }, in.rule);
    for (const Adjustment& adjustment : in.deductions) Write(adjustment, *out.add_deductions());
    for (const Adjustment& adjustment : in.bonuses) Write(adjustment, *out.add_bonuses());
    for (const std::string& input : in.zero_if) out.add_zero_if(input);
    out.set_evidence_required(in.evidence_required);
  }

  static void Write(const Adjustment& in, pb::Adjustment& out) {
    out.set_input(in.input);
    out.set_title(in.title);
    out.set_points_each(in.points_each.ToString());
    out.set_cap(Optional(in.cap));
  }

  // Of a message `Parent` that has an optional `rounding`.
  template <typename Parent>
  static void Write(const Rounding& in, Parent& out) {
    if (in.places != Rounding().places) out.mutable_rounding()->set_places(in.places);
    if (in.mode == RoundingMode::kDown) out.mutable_rounding()->set_mode(pb::Rounding::DOWN);
    if (in.mode == RoundingMode::kUp) out.mutable_rounding()->set_mode(pb::Rounding::UP);
  }

  static void Write(std::monostate, pb::Rule&) {}
  static void Write(const Full&, pb::Rule& out) { out.mutable_full(); }
  static void Write(const Declared&, pb::Rule& out) { out.mutable_declared(); }
  static void Write(const Attainment& in, pb::Rule& rule) {
    pb::Attainment& out = *rule.mutable_attainment();
    out.set_deduct_per_percent(Unless(in.deduct_per_percent, Attainment().deduct_per_percent));
    out.set_bonus_per_percent(Unless(in.bonus_per_percent, Attainment().bonus_per_percent));
    out.set_bonus_cap(Optional(in.bonus_cap));
    Write(in.rounding, out);
  }
  static void Write(const AdverseRate& in, pb::Rule& rule) {
    pb::AdverseRate& out = *rule.mutable_adverse_rate();
    out.set_deduct_per_percent(Unless(in.deduct_per_percent, AdverseRate().deduct_per_percent));
    Write(in.rounding, out);
  }
  static void Write(const Grade& in, pb::Rule& rule) {
    for (const Grade::Step& step : in.levels) {
      pb::Grade::Level* level = rule.mutable_grade()->add_levels();
      level->set_label(step.label);
      level->set_points(step.points.ToString());
    }
  }
  static void Write(const Milestones& in, pb::Rule& rule) {
    rule.mutable_milestones()->set_required(in.required.ToString());
    rule.mutable_milestones()->set_points_per_unit(in.points_per_unit.ToString());
  }
  static void Write(const Tiers& in, pb::Rule& rule) {
    pb::Tiers& out = *rule.mutable_tiers();
    for (const Tiers::Tier& tier : in.tiers) {
      pb::Tiers::Tier* one = out.add_tiers();
      one->set_at_least(tier.at_least.ToString());
      one->set_points(tier.points.ToString());
    }
    out.set_otherwise(Unless(in.otherwise, Tiers().otherwise));
    Write(in.rounding, out);
  }
  static void Write(const YearOverYear& in, pb::Rule& rule) {
    pb::YearOverYear& out = *rule.mutable_year_over_year();
    out.set_better(static_cast<pb::YearOverYear::Better>(in.better));
    out.set_deduct_per_unit(Unless(in.deduct_per_unit, YearOverYear().deduct_per_unit));
    out.set_bonus_per_unit(Unless(in.bonus_per_unit, YearOverYear().bonus_per_unit));
    out.set_bonus_cap(Optional(in.bonus_cap));
  }
  static void Write(const Checklist& in, pb::Rule& rule) {
    rule.mutable_checklist()->set_required(in.required.ToString());
  }
  static void Write(const PeerRelative& in, pb::Rule& rule) {
    pb::PeerRelative& out = *rule.mutable_peer_relative();
    if (in.ratio_to_best) out.set_no_target(pb::PeerRelative::RATIO_TO_BEST);
  }
};

}  // namespace

pb::Scale ToMessage(const ScaleDefinition& definition) { return Writer::Write(definition); }

std::string WriteScaleJson(const pb::Scale& scale) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(scale, &json, options);
  return status.ok() ? json : std::string();
}

pb::Scale ParseScaleFile(std::string_view content, imports::FaultList& faults) {
  pb::Scale scale;
  content = text::WithoutByteOrderMark(content);
  if (const auto bad = text::FirstBadUtf8(content)) {
    faults.Add({.line = LineAt(content, *bad),
                .reason = "BAD_UTF8",
                .message = {.vi = "Tệp không phải UTF-8. Hãy lưu lại với bảng mã UTF-8.",
                            .en = "The file is not UTF-8. Save it again as UTF-8."}});
    return scale;
  }
  const std::string composed = text::ToNfc(content);
  SyntaxCheck syntax(composed, faults);
  if (!nlohmann::json::sax_parse(composed, &syntax) || !faults.empty()) return scale;
  const auto status = google::protobuf::util::JsonStringToMessage(composed, &scale);
  if (!status.ok()) {
    scale.Clear();
    faults.Add(MappingFault(std::string(status.message())));
  }
  return scale;
}

ScaleDefinition ToDefinition(const pb::Scale& scale, imports::FaultList& faults) {
  return Converter(faults).Convert(scale);
}

std::string EncodeScale(const pb::Scale& scale) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(scale, &json);
  return status.ok() ? json : std::string();
}

absl::StatusOr<pb::Scale> DecodeScale(const std::string& encoded) {
  pb::Scale scale;
  const auto status = google::protobuf::util::JsonStringToMessage(encoded, &scale);
  if (!status.ok()) return Internal(absl::StrCat("stored scale: ", std::string(status.message())));
  return scale;
}

absl::StatusOr<ScaleDefinition> DecodeDefinition(const std::string& encoded) {
  absl::StatusOr<pb::Scale> scale = DecodeScale(encoded);
  if (!scale.ok()) return scale.status();
  imports::FaultList faults;
  ScaleDefinition definition = ToDefinition(*scale, faults);
  if (!faults.empty()) return Internal(absl::StrCat("stored scale: ", faults.Sorted().front().message.en));
  return definition;
}

}  // namespace thidua::scoring
