#include "services/scoring/spreadsheet/sheet_workbook.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/xlsx/reader.h"
#include "common/xlsx/writer.h"
#include "services/scoring/domain/narration.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/spreadsheet/sheet_layout.h"

namespace thidua::scoring {
namespace {

using namespace sheet_layout;

// General shows longer ones as powers of ten.
constexpr size_t kGeneralFormatDigits = 11;
constexpr double kLargestFigure = 999'999'999'999'999;
constexpr int kA4 = 9;

struct Formats {
  explicit Formats(xlsx::Writer& writer) {
    title = writer.AddFormat();
    format_set_bold(title);
    format_set_font_size(title, 14);
    field = writer.AddFormat();
    format_set_bold(field);
    field_value = writer.AddFormat();
    format_set_align(field_value, LXW_ALIGN_LEFT);
    guide = writer.AddFormat();
    format_set_italic(guide);
    heading = Bordered(writer);
    format_set_bold(heading);
    format_set_align(heading, LXW_ALIGN_CENTER);
    format_set_bg_color(heading, 0xD9E1F2);
    group = Bordered(writer);
    format_set_bold(group);
    format_set_bg_color(group, 0xF2F2F2);
    text = Bordered(writer);
    locked_number = Bordered(writer);
    figure = Unlocked(writer);
    long_figure = Unlocked(writer);
    format_set_num_format(long_figure, "#,##0.00####");
    free_text = Unlocked(writer);
    format_set_num_format(free_text, "@");
  }

  static lxw_format* Bordered(xlsx::Writer& writer) {
    lxw_format* format = writer.AddFormat();
    format_set_border(format, LXW_BORDER_THIN);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
  }
  static lxw_format* Unlocked(xlsx::Writer& writer) {
    lxw_format* format = Bordered(writer);
    format_set_unlocked(format);
    format_set_bg_color(format, 0xFFF9E5);
    return format;
  }

  lxw_format* title;
  lxw_format* field;
  lxw_format* field_value;
  lxw_format* guide;
  lxw_format* heading;
  lxw_format* group;
  lxw_format* text;
  lxw_format* locked_number;
  lxw_format* figure;
  lxw_format* long_figure;
  lxw_format* free_text;  // Typed digits stay text.
};

// Figures by criterion and name.
using Reported = std::map<std::pair<std::string_view, std::string_view>, const SheetInput*>;

Reported ByCode(const SheetContent& content) {
  Reported reported;
  for (const SheetInput& input : content.inputs) reported[{input.criterion, input.name}] = &input;
  return reported;
}

class SheetWriter {
 public:
  SheetWriter(const Scale& scale, const SheetContent& content, Language language)
      : scale_(scale), content_(content), language_(language), formats_(writer_), reported_(ByCode(content)) {
    sheet_ = writer_.AddSheet(In(kFiguresSheet));
    lists_ = writer_.AddSheet(In(kListsSheet));
  }

  absl::StatusOr<std::string> Write() {
    WriteTop();
    for (const Scale::Heading& heading : scale_.headings()) {
      heading.is_criterion ? WriteCriterion(heading.index) : WriteGroup(scale_.groups()[heading.index]);
    }
    ++row_;
    writer_.Text(sheet_, row_, kTitle, In(kTotal), formats_.group);
    writer_.Figure(sheet_, row_, kPoints, content_.total, formats_.group);
    SetUp();
    return writer_.Finish();
  }

 private:
  std::string In(const Label& label) const {
    return std::string(language_ == Language::kEnglish ? label.en : label.vi);
  }
  const char* In(const char* vi, const char* en) const { return language_ == Language::kEnglish ? en : vi; }

  void WriteTop() {
    writer_.Text(sheet_, kTitleRow, 1, In("PHIẾU SỐ LIỆU THI ĐUA", "EMULATION SCORE SHEET"), formats_.title);
    const std::pair<Label, std::string> fields[] = {{kUnitName, content_.unit_name},
                                                    {kUnit, content_.unit},
                                                    {kYear, std::to_string(content_.year)},
                                                    {kScale, content_.scale_id},
                                                    {kRevision, std::to_string(content_.scale_revision)},
                                                    {kEtag, content_.etag}};
    for (int i = 0; i < 6; ++i) {
      const int row = kFirstFieldRow + i / 2, column = i % 2 == 0 ? 1 : 3;
      writer_.Text(sheet_, row, column, In(fields[i].first), formats_.field);
      writer_.Text(sheet_, row, column + 1, fields[i].second, formats_.field_value);
    }
    writer_.Text(sheet_, kGuideRow, 1,
                 In("Chỉ điền hai cột Giá trị và Nguồn. Ô Giá trị để trống nghĩa là chưa báo cáo. Không thêm cột, "
                    "không đổi mã; không dùng công thức.",
                    "Fill in Value and Source only. An empty value means not reported. Add no columns, change no "
                    "codes, use no formulas."),
                 formats_.guide);
    for (size_t i = 0; i < kHeadings.size(); ++i) {
      writer_.Text(sheet_, kHeadingRow, static_cast<int>(i) + 1, In(kHeadings[i]), formats_.heading);
    }
  }

  void WriteGroup(const Scale::GroupRange& group) {
    ++row_;
    for (int column = kCriterion; column <= kPoints; ++column) writer_.Text(sheet_, row_, column, "", formats_.group);
    writer_.Text(sheet_, row_, kCriterion, group.code, formats_.group);
    writer_.Text(sheet_, row_, kTitle, group.title, formats_.group);
  }

  void WriteCriterion(int index) {
    const Criterion& criterion = scale_.criteria()[index];
    if (!criterion.AppliesTo(content_.unit_type)) return;
    const Scale::CriterionSlots& slots = scale_.slots_of(index);
    if (slots.begin == slots.end) WriteCodes(criterion, index, /*first=*/true);
    for (int slot = slots.begin; slot < slots.end; ++slot) {
      WriteCodes(criterion, index, slot == slots.begin);
      WriteSlot(criterion, slot);
    }
  }

  // The points of a criterion stand once, in its first row.
  void WriteCodes(const Criterion& criterion, int index, bool first) {
    ++row_;
    writer_.Text(sheet_, row_, kCriterion, criterion.code, formats_.text);
    writer_.Text(sheet_, row_, kTitle, criterion.title, formats_.text);
    for (int column : {kLabel, kInput, kValue, kSource}) writer_.Text(sheet_, row_, column, "", formats_.text);
    writer_.Figure(sheet_, row_, kMaximum, first ? criterion.max_points.ToString() : "", formats_.locked_number);
    const bool scored = first && static_cast<size_t>(index) < content_.points.size();
    writer_.Figure(sheet_, row_, kPoints, scored ? content_.points[index] : "", formats_.locked_number);
  }

  void WriteSlot(const Criterion& criterion, int index) {
    const Scale::Slot& slot = scale_.slots()[index];
    const std::string label = DescribeInput(scale_, index).In(language_);
    writer_.Text(sheet_, row_, kLabel, label.empty() ? slot.name : label, formats_.text);
    writer_.Text(sheet_, row_, kInput, slot.name, formats_.text);
    const auto found = reported_.find({criterion.code, slot.name});
    const std::string value = found == reported_.end() ? "" : found->second->value;
    writer_.Text(sheet_, row_, kSource, found == reported_.end() ? "" : found->second->source, formats_.free_text);
    if (slot.is_grade) {
      writer_.Text(sheet_, row_, kValue, value, formats_.free_text);
      OfferGrades(std::get<Grade>(criterion.rule));
    } else {
      writer_.Figure(sheet_, row_, kValue, value,
                     value.size() > kGeneralFormatDigits ? formats_.long_figure : formats_.figure);
      AskForDecimal(index);
    }
  }

  // The labels stand on a sheet of their own: in the validation itself, a comma would part a label in two.
  void OfferGrades(const Grade& grade) {
    std::vector<std::string> labels;
    for (const Grade::Step& level : grade.levels) labels.push_back(level.label);
    const auto [known, added] = lists_by_labels_.try_emplace(labels, lists_row_ + 1);
    if (added) {
      for (const std::string& label : labels) writer_.Text(lists_, ++lists_row_, 1, label);
    }
    std::string range = absl::StrCat("='", In(kListsSheet), "'!$A$", known->second, ":$A$",
                                     known->second + static_cast<int>(labels.size()) - 1);
    // As a custom formula at first: libxlsxwriter 1.1.4 copies that of a list twice and frees one copy.
    lxw_data_validation validation = {};
    validation.validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA;
    validation.value_formula = range.data();
    Validate(validation, In("Hãy chọn một mức trong danh sách.", "Choose a grade from the list."));
    lxw_data_val_obj* made = nullptr;
    for (lxw_data_val_obj* each = STAILQ_FIRST(sheet_->data_validations); each != nullptr;
         each = STAILQ_NEXT(each, list_pointers)) {
      made = each;
    }
    if (made != nullptr) made->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
  }

  void AskForDecimal(int slot) {
    Cell ignored;
    const bool may_be_negative = !ReadInput(scale_, slot, "-1", ignored).has_value();
    lxw_data_validation validation = {};
    validation.validate = LXW_VALIDATION_TYPE_DECIMAL;
    validation.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
    validation.minimum_number = may_be_negative ? -kLargestFigure : 0;
    validation.maximum_number = kLargestFigure;
    Validate(validation, may_be_negative ? In("Hãy nhập một con số.", "Enter a number.")
                                         : In("Hãy nhập một con số từ 0 trở lên.", "Enter a number, 0 or more."));
  }

  void Validate(lxw_data_validation& validation, std::string message) {
    std::string title = In("Giá trị không hợp lệ", "Value not valid");
    validation.ignore_blank = LXW_VALIDATION_ON;
    validation.error_type = LXW_VALIDATION_ERROR_TYPE_STOP;
    validation.error_title = title.data();
    validation.error_message = message.data();
    worksheet_data_validation_cell(sheet_, static_cast<lxw_row_t>(row_ - 1), kValue - 1, &validation);
  }

  void SetUp() {
    constexpr double kWidths[] = {18, 46, 26, 16, 20, 36, 10, 12};
    for (lxw_col_t column = 0; column < kHeadings.size(); ++column) {
      worksheet_set_column(sheet_, column, column, kWidths[column], nullptr);
    }
    lxw_protection allowed = {};
    allowed.format_columns = LXW_TRUE;
    allowed.format_rows = LXW_TRUE;
    worksheet_protect(sheet_, nullptr, &allowed);
    worksheet_protect(lists_, nullptr, nullptr);
    worksheet_freeze_panes(sheet_, kHeadingRow, kCriterion);
    worksheet_set_landscape(sheet_);
    worksheet_set_paper(sheet_, kA4);
    worksheet_fit_to_pages(sheet_, 1, 0);
    worksheet_repeat_rows(sheet_, kHeadingRow - 1, kHeadingRow - 1);
    worksheet_set_footer(sheet_, "&R&P/&N");
    worksheet_activate(sheet_);
  }

  const Scale& scale_;
  const SheetContent& content_;
  const Language language_;
  xlsx::Writer writer_;
  const Formats formats_;
  const Reported reported_;
  lxw_worksheet* sheet_;
  lxw_worksheet* lists_;
  int row_ = kHeadingRow;
  int lists_row_ = 0;
  std::map<std::vector<std::string>, int> lists_by_labels_;  // The first row of each.
};

std::string CsvField(std::string_view text) {
  const bool quoted = text.find_first_of(",\"\r\n") != std::string_view::npos;
  if (!quoted) return std::string(text);
  return absl::StrCat("\"", absl::StrReplaceAll(std::string(text), {{"\"", "\"\""}}), "\"");
}

}  // namespace

absl::StatusOr<std::string> WriteSheetXlsx(const Scale& scale, const SheetContent& content, Language language) {
  return SheetWriter(scale, content, language).Write();
}

std::string WriteSheetCsv(const Scale& scale, const SheetContent& content) {
  const Reported reported = ByCode(content);
  std::string csv = "unit,year,scale,revision,etag,criterion,title,input,value,source,max_points,points\n";
  const auto write = [&](int c, const std::string& input, bool first) {
    const Criterion& criterion = scale.criteria()[c];
    const auto found = reported.find({criterion.code, input});
    const bool scored = first && static_cast<size_t>(c) < content.points.size();
    const std::vector<std::string> fields = {content.unit,
                                             std::to_string(content.year),
                                             content.scale_id,
                                             std::to_string(content.scale_revision),
                                             content.etag,
                                             criterion.code,
                                             criterion.title,
                                             input,
                                             found == reported.end() ? "" : found->second->value,
                                             found == reported.end() ? "" : found->second->source,
                                             first ? criterion.max_points.ToString() : "",
                                             scored ? content.points[c] : ""};
    absl::StrAppend(
        &csv, absl::StrJoin(fields, ",", [](std::string* out, const std::string& text) { *out += CsvField(text); }),
        "\n");
  };
  for (int c = 0; c < static_cast<int>(scale.criteria().size()); ++c) {
    if (!scale.criteria()[c].AppliesTo(content.unit_type)) continue;
    const Scale::CriterionSlots& slots = scale.slots_of(c);
    if (slots.begin == slots.end) write(c, "", /*first=*/true);
    for (int slot = slots.begin; slot < slots.end; ++slot) write(c, scale.slots()[slot].name, slot == slots.begin);
  }
  return csv;
}

}  // namespace thidua::scoring
