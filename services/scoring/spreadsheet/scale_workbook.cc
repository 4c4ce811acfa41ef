#include "services/scoring/spreadsheet/scale_workbook.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/civil_day/civil_day.h"
#include "common/status/problem.h"
#include "common/xlsx/writer.h"
#include "services/scoring/spreadsheet/scale_layout.h"

namespace thidua::scoring {
namespace {

using namespace scale_layout;

// Rows below the last that still offer their words.
constexpr int kSpareRows = 200;

struct Formats {
  explicit Formats(xlsx::Writer& writer) {
    heading = writer.AddFormat();
    format_set_bold(heading);
    format_set_bg_color(heading, 0xD9E1F2);
    format_set_text_wrap(heading);
    key = writer.AddFormat();
    format_set_italic(key);
    format_set_font_color(key, 0x808080);
    text = Unlocked(writer);
    format_set_num_format(text, "@");  // A code typed as 1.10 stays so.
    figure = Unlocked(writer);
  }

  static lxw_format* Unlocked(xlsx::Writer& writer) {
    lxw_format* format = writer.AddFormat();
    format_set_unlocked(format);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
  }

  lxw_format* heading;
  lxw_format* key;
  lxw_format* text;
  lxw_format* figure;
};

// One work sheet, written row by row.
class TableWriter {
 public:
  TableWriter(xlsx::Writer& writer, const Formats& formats, const SheetText& name, std::span<const ColumnText> columns,
              Language language)
      : writer_(writer),
        formats_(formats),
        columns_(columns),
        sheet_(writer.AddSheet(std::string(language == Language::kEnglish ? name.en : name.vi))) {
    // Rows can be deleted only where no cell is locked.
    worksheet_set_column(sheet_, static_cast<lxw_col_t>(columns.size()), LXW_COL_MAX - 1, LXW_DEF_COL_WIDTH,
                         formats.text);
    for (size_t i = 0; i < columns.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      worksheet_set_column(sheet_, column, column, columns[i].width, FormatOf(columns[i]));
      const std::string_view heading = language == Language::kEnglish ? columns[i].en : columns[i].vi;
      writer.Text(sheet_, kHeadingRow, column + 1, heading, formats.heading);
      writer.Text(sheet_, kKeyRow, column + 1, columns[i].key, formats.key);
    }
  }

  void NextRow() { ++row_; }

  void Text(std::string_view key, std::string_view text) {
    if (!text.empty()) writer_.Text(sheet_, row_, ColumnOf(key), text, formats_.text);
  }
  void Figure(std::string_view key, const Decimal& figure) {
    writer_.Figure(sheet_, row_, ColumnOf(key), figure.ToString(), formats_.figure);
  }
  void Figure(std::string_view key, const std::optional<Decimal>& figure) {
    if (figure.has_value()) Figure(key, *figure);
  }
  void Offer(int row, int last_row, std::string_view key, Words words) {
    std::vector<std::string> texts;
    for (std::string_view word : words) {
      if (!word.empty()) texts.emplace_back(word);
    }
    std::vector<const char*> list;
    for (const std::string& text : texts) list.push_back(text.c_str());
    list.push_back(nullptr);
    lxw_data_validation validation = {};
    validation.validate = LXW_VALIDATION_TYPE_LIST;
    validation.value_list = const_cast<char**>(list.data());
    const auto column = static_cast<lxw_col_t>(ColumnOf(key) - 1);
    worksheet_data_validation_range(sheet_, static_cast<lxw_row_t>(row - 1), column,
                                    static_cast<lxw_row_t>(last_row - 1), column, &validation);
  }

  // Call it once, when all rows are written.
  void Finish() {
    for (const ColumnText& column : columns_) {
      if (!column.words.empty()) Offer(kFirstRow, row_ + kSpareRows, column.key, column.words);
    }
    lxw_protection allowed = {};
    allowed.format_columns = LXW_TRUE;
    allowed.format_rows = LXW_TRUE;
    allowed.insert_rows = LXW_TRUE;
    allowed.delete_rows = LXW_TRUE;
    worksheet_protect(sheet_, nullptr, &allowed);
    worksheet_freeze_panes(sheet_, kKeyRow, 0);
    worksheet_set_landscape(sheet_);
    constexpr int kA4 = 9;
    worksheet_set_paper(sheet_, kA4);
    worksheet_repeat_rows(sheet_, 0, kKeyRow - 1);
  }

  int row() const { return row_; }

 private:
  lxw_format* FormatOf(const ColumnText& column) const {
    return column.holds == Holds::kFigure ? formats_.figure : formats_.text;
  }
  int ColumnOf(std::string_view key) const {
    const auto found =
        std::find_if(columns_.begin(), columns_.end(), [&](const ColumnText& column) { return column.key == key; });
    return static_cast<int>(found - columns_.begin()) + 1;
  }

  xlsx::Writer& writer_;
  const Formats& formats_;
  const std::span<const ColumnText> columns_;
  lxw_worksheet* sheet_;
  int row_ = kKeyRow;
};

template <size_t n, typename Enumeration>
std::string_view Word(const std::array<std::string_view, n>& words, Enumeration value) {
  return words[static_cast<size_t>(value)];
}

class ScaleWriter {
 public:
  ScaleWriter(const ScaleDefinition& definition, Language language)
      : definition_(definition),
        language_(language),
        formats_(writer_),
        scale_(writer_, formats_, kScale, kScaleColumns, language),
        criteria_(writer_, formats_, kCriteria, kCriteriaColumns, language),
        levels_(writer_, formats_, kLevels, kLevelColumns, language),
        adjustments_(writer_, formats_, kAdjustments, kAdjustmentColumns, language),
        tie_breaks_(writer_, formats_, kTieBreaks, kTieBreakColumns, language),
        stages_(writer_, formats_, kStages, kStageColumns, language),
        awards_(writer_, formats_, kAwards, kAwardColumns, language),
        exclusions_(writer_, formats_, kExclusions, kExclusionColumns, language) {}

  absl::StatusOr<std::string> Write() {
    WriteFields();
    for (const Group& group : definition_.groups) WriteGroup(group, "");
    for (const TieBreak& tie_break : definition_.tie_breaks) {
      tie_breaks_.NextRow();
      tie_breaks_.Text("kind", Word(kNodeKinds, !tie_break.is_group));
      tie_breaks_.Text("code", tie_break.code);
    }
    for (const Stage& stage : definition_.stages) {
      stages_.NextRow();
      stages_.Text("code", stage.code);
      stages_.Text("title", stage.title);
      stages_.Text("by", Word(kActors, stage.actor));
      if (stage.due.has_value()) stages_.Text("due", FormatCivilDay(*stage.due));
    }
    for (const Award& award : definition_.awards) WriteAward(award);
    for (TableWriter* table :
         {&scale_, &criteria_, &levels_, &adjustments_, &tie_breaks_, &stages_, &awards_, &exclusions_}) {
      table->Finish();
    }
    return status_.ok() ? writer_.Finish() : status_;
  }

 private:
  void WriteFields() {
    const Total& total = definition_.total;
    for (const ColumnText& field : kScaleFields) {
      if (field.key != "under") WriteField(field, FieldText(field.key, total));
      // An empty row for a unit where the scale is for everywhere.
      if (field.key != "under") continue;
      if (definition_.under.empty()) WriteField(field, "");
      for (const std::string& unit : definition_.under) WriteField(field, unit);
    }
  }

  std::string FieldText(std::string_view key, const Total& total) const {
    if (key == "scaleId") return definition_.scale_id;
    if (key == "year") return std::to_string(definition_.year);
    if (key == "level") return std::string(Word(kLevelNames, definition_.level));
    if (key == "title") return definition_.title;
    if (key == "issuedBy") return definition_.issued_by;
    if (key == "citation") return definition_.citation;
    if (key == "total.method") return std::string(Word(kMethods, total.method));
    if (key == "total.places") return std::to_string(total.places);
    return total.cap.has_value() ? total.cap->ToString() : std::string();
  }

  void WriteField(const ColumnText& field, const std::string& value) {
    scale_.NextRow();
    scale_.Text("label", language_ == Language::kEnglish ? field.en : field.vi);
    scale_.Text("key", field.key);
    scale_.Text("value", value);
    if (!field.words.empty()) scale_.Offer(scale_.row(), scale_.row(), "value", field.words);
  }

  void WriteAward(const Award& award) {
    awards_.NextRow();
    awards_.Text("title", award.title);
    awards_.Text("citation", award.citation);
    awards_.Text("scope", Word(kScopes, award.scope));
    awards_.Figure("count", award.count);
    awards_.Figure("percent", award.percent);
    awards_.Figure("minTotal", award.min_total);
    awards_.Figure("minCriterionPercent", award.min_criterion_percent);
    for (const Award::Exclusion& exclusion : award.exclude_if) {
      exclusions_.NextRow();
      exclusions_.Text("award", award.title);
      exclusions_.Text("criterion", exclusion.criterion);
      exclusions_.Text("input", exclusion.input);
    }
  }

  void WriteGroup(const Group& group, const std::string& parent) {
    criteria_.NextRow();
    criteria_.Text("kind", Word(kNodeKinds, 0));
    criteria_.Text("code", group.code);
    criteria_.Text("parent", parent);
    criteria_.Text("title", group.title);
    for (const Criterion& criterion : group.criteria) WriteCriterion(criterion, group.code);
    for (const Group& child : group.groups) WriteGroup(child, group.code);
  }

  void WriteCriterion(const Criterion& criterion, const std::string& parent) {
    criteria_.NextRow();
    criteria_.Text("kind", Word(kNodeKinds, 1));
    criteria_.Text("code", criterion.code);
    criteria_.Text("parent", parent);
    criteria_.Text("title", criterion.title);
    criteria_.Text("citation", criterion.citation);
    criteria_.Figure("maxPoints", criterion.max_points);
    criteria_.Figure("coefficient", criterion.coefficient);
    criteria_.Text("lead", criterion.lead);
    criteria_.Text("verifier", criterion.verifier);
    WriteList("unitTypes", criterion.unit_types, criterion.code);
    WriteList("exceptUnitTypes", criterion.except_unit_types, criterion.code);
    // Not a boolean cell: LibreOffice saves those as formulas.
    if (criterion.evidence_required) criteria_.Text("evidenceRequired", Word(kBooleans, 1));
    WriteList("zeroIf", criterion.zero_if, criterion.code);
    criteria_.Text("rule", Word(kRules, criterion.rule.index()));
    std::visit([&](const auto& rule) { WriteRule(rule, criterion.code); }, criterion.rule);
    WriteAdjustments(criterion.deductions, 0, criterion.code);
    WriteAdjustments(criterion.bonuses, 1, criterion.code);
  }

  // One item a line.
  void WriteList(std::string_view key, const std::vector<std::string>& items, const std::string& code) {
    for (const std::string& item : items) {
      const bool fits =
          !item.empty() && item.find_first_of("\r\n") == std::string::npos && absl::StripAsciiWhitespace(item) == item;
      if (fits) continue;
      status_ = FailedPrecondition(
          "NOT_FOR_XLSX",
          {.vi = absl::StrCat("Trường ", std::string(key), " của tiêu chí ", code,
                              " có mục trống, mục xuống dòng hoặc khoảng trắng thừa nên không ghi được ra XLSX. Hãy "
                              "xuất dạng JSON."),
           .en = absl::StrCat("Field ", std::string(key), " of criterion ", code,
                              " has an item that is empty, has a line break or surrounding spaces, which XLSX cannot "
                              "hold. Export it as JSON.")});
    }
    criteria_.Text(key, absl::StrJoin(items, "\n"));
  }

  void WriteRounding(const Rounding& rounding) {
    criteria_.Figure("places", Decimal(rounding.places));
    criteria_.Text("mode", Word(kModes, rounding.mode));
  }

  void WriteRule(const std::monostate&, const std::string&) {}
  void WriteRule(const Full&, const std::string&) {}
  void WriteRule(const Declared&, const std::string&) {}
  void WriteRule(const Attainment& rule, const std::string&) {
    criteria_.Figure("deductPerPercent", rule.deduct_per_percent);
    criteria_.Figure("bonusPerPercent", rule.bonus_per_percent);
    criteria_.Figure("bonusCap", rule.bonus_cap);
    WriteRounding(rule.rounding);
  }
  void WriteRule(const AdverseRate& rule, const std::string&) {
    criteria_.Figure("deductPerPercent", rule.deduct_per_percent);
    WriteRounding(rule.rounding);
  }
  void WriteRule(const Grade& rule, const std::string& code) {
    for (const Grade::Step& level : rule.levels) {
      levels_.NextRow();
      levels_.Text("criterion", code);
      levels_.Text("label", level.label);
      levels_.Figure("points", level.points);
    }
  }
  void WriteRule(const Milestones& rule, const std::string&) {
    criteria_.Figure("required", rule.required);
    criteria_.Figure("pointsPerUnit", rule.points_per_unit);
  }
  void WriteRule(const Tiers& rule, const std::string& code) {
    criteria_.Figure("otherwise", rule.otherwise);
    WriteRounding(rule.rounding);
    for (const Tiers::Tier& tier : rule.tiers) {
      levels_.NextRow();
      levels_.Text("criterion", code);
      levels_.Figure("atLeast", tier.at_least);
      levels_.Figure("points", tier.points);
    }
  }
  void WriteRule(const YearOverYear& rule, const std::string&) {
    criteria_.Text("better", Word(kBetter, rule.better));
    criteria_.Figure("deductPerUnit", rule.deduct_per_unit);
    criteria_.Figure("bonusPerUnit", rule.bonus_per_unit);
    criteria_.Figure("bonusCap", rule.bonus_cap);
  }
  void WriteRule(const Checklist& rule, const std::string&) { criteria_.Figure("required", rule.required); }
  void WriteRule(const PeerRelative& rule, const std::string&) {
    criteria_.Text("noTarget", Word(kNoTarget, rule.ratio_to_best));
  }

  void WriteAdjustments(const std::vector<Adjustment>& adjustments, int kind, const std::string& code) {
    for (const Adjustment& adjustment : adjustments) {
      adjustments_.NextRow();
      adjustments_.Text("criterion", code);
      adjustments_.Text("kind", Word(kAdjustmentKinds, kind));
      adjustments_.Text("input", adjustment.input);
      adjustments_.Text("title", adjustment.title);
      adjustments_.Figure("pointsEach", adjustment.points_each);
      adjustments_.Figure("cap", adjustment.cap);
    }
  }

  const ScaleDefinition& definition_;
  const Language language_;
  xlsx::Writer writer_;
  const Formats formats_;
  TableWriter scale_;
  TableWriter criteria_;
  TableWriter levels_;
  TableWriter adjustments_;
  TableWriter tie_breaks_;
  TableWriter stages_;
  TableWriter awards_;
  TableWriter exclusions_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<std::string> WriteScaleXlsx(const ScaleDefinition& definition, Language language) {
  return ScaleWriter(definition, language).Write();
}

}  // namespace thidua::scoring
