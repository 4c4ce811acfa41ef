#include "services/tasks/document/report_workbook.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/xlsx/writer.h"
#include "services/tasks/document/report_words.h"

namespace thidua::tasks {
namespace {

constexpr int kA4 = 9;

struct Formats {
  explicit Formats(xlsx::Writer& writer) {
    unit = Plain(writer, LXW_ALIGN_LEFT, /*bold=*/true);
    title = Plain(writer, LXW_ALIGN_CENTER, /*bold=*/true);
    format_set_font_size(title, 14);
    centred = Plain(writer, LXW_ALIGN_CENTER, /*bold=*/false);
    label = Plain(writer, LXW_ALIGN_LEFT, /*bold=*/true);
    note = Plain(writer, LXW_ALIGN_LEFT, /*bold=*/false);
    format_set_text_wrap(note);
    format_set_align(note, LXW_ALIGN_VERTICAL_TOP);
    value = Plain(writer, LXW_ALIGN_LEFT, /*bold=*/false);
    value_day = Plain(writer, LXW_ALIGN_LEFT, /*bold=*/false);
    format_set_num_format(value_day, "dd/mm/yyyy");
    heading = Cell(writer, LXW_ALIGN_CENTER);
    format_set_bold(heading);
    format_set_bg_color(heading, 0xD9E1F2);
    text = Cell(writer, LXW_ALIGN_LEFT);
    code = Cell(writer, LXW_ALIGN_CENTER);
    day = Cell(writer, LXW_ALIGN_CENTER);
    format_set_num_format(day, "dd/mm/yyyy");
    total = Cell(writer, LXW_ALIGN_CENTER);
    format_set_bold(total);
  }

  static lxw_format* Plain(xlsx::Writer& writer, lxw_format_alignments alignment, bool bold) {
    lxw_format* format = writer.AddFormat();
    format_set_font_name(format, "Times New Roman");
    format_set_align(format, alignment);
    if (bold) format_set_bold(format);
    return format;
  }
  static lxw_format* Cell(xlsx::Writer& writer, lxw_format_alignments alignment) {
    lxw_format* format = Plain(writer, alignment, /*bold=*/false);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
  }

  lxw_format* unit;
  lxw_format* title;
  lxw_format* centred;
  lxw_format* label;
  lxw_format* note;
  lxw_format* value;
  lxw_format* value_day;
  lxw_format* heading;
  lxw_format* text;
  lxw_format* code;
  lxw_format* day;
  lxw_format* total;
};

struct Column {
  const char* heading;
  double width;  // Characters.
};

lxw_row_t Row(int row) { return static_cast<lxw_row_t>(row - 1); }
lxw_col_t At(int column) { return static_cast<lxw_col_t>(column - 1); }

// A sheet that is written from the top down: lines over its whole width, fields, and one table.
class ReportSheet {
 public:
  ReportSheet(const std::string& name, std::span<const Column> columns)
      : formats_(writer_), sheet_(writer_.AddSheet(name)), columns_(columns) {
    for (size_t i = 0; i < columns.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      worksheet_set_column(sheet_, column, column, columns[i].width, nullptr);
    }
  }

  const Formats& formats() const { return formats_; }

  void Line(std::string_view text, lxw_format* format) {
    ++row_;
    worksheet_merge_range(sheet_, Row(row_), 0, Row(row_), At(static_cast<int>(columns_.size())), "", format);
    writer_.Text(sheet_, row_, 1, text, format);
  }
  void WrappedLine(std::string_view text) {
    Line(text, formats_.note);
    double width = 0;
    for (const Column& column : columns_) width += column.width;
    SetHeight(LinesOf(text, width));
  }
  // The next row, as high as the texts that it gets.
  void NewLine() {
    ++row_;
    lines_ = 1;
  }
  // Fields come in two columns beside each other, so that few rows stand above the table.
  void BeginFields() {
    NewLine();
    above_fields_ = row_;
    label_column_ = 1;
    value_column_ = 4;
  }
  void SecondColumn() {
    below_fields_ = row_;
    row_ = above_fields_;
    label_column_ = 6;
    value_column_ = 9;
  }
  void CountField(std::string_view label, int count) {
    Label(label);
    Number(value_column_, count, formats_.value);
  }
  void DayField(std::string_view label, std::string_view day) {
    Label(label);
    Day(value_column_, day, formats_.value_day);
  }
  void TextField(std::string_view label, std::string_view text) {
    Label(label);
    writer_.Text(sheet_, row_, value_column_, text, formats_.value);
  }
  void ForecastField(std::string_view label, const v1::ForecastEnd& end) {
    Label(label);
    Figure(value_column_, end.total(), formats_.value);
    if (end.rank() == 0) return;
    writer_.Text(sheet_, row_, value_column_ + 1, "Xếp thứ", formats_.value);
    Number(value_column_ + 2, end.rank(), formats_.value);
  }

  void BeginTable() {
    row_ = std::max(row_, below_fields_);
    NewLine();
    NewLine();
    for (size_t i = 0; i < columns_.size(); ++i) Text(static_cast<int>(i) + 1, columns_[i].heading, formats_.heading);
    heading_row_ = row_;
  }
  void Text(int column, std::string_view text, lxw_format* format) {
    writer_.Text(sheet_, row_, column, text, format);
    const int lines = LinesOf(text, columns_[static_cast<size_t>(column - 1)].width);
    if (lines > lines_) SetHeight(lines);
  }
  void Figure(int column, std::string_view figure, lxw_format* format) {
    writer_.Number(sheet_, row_, column, figure, format);
  }
  void Number(int column, int number, lxw_format* format) {
    writer_.Figure(sheet_, row_, column, std::to_string(number), format);
  }
  // A day of the calendar; text that is none stays text.
  void Day(int column, std::string_view iso, lxw_format* format) {
    const std::optional<CivilDay> day = ParseCivilDay(iso);
    if (!day) return Text(column, iso, format);
    lxw_datetime at = {.year = static_cast<int>(day->year()), .month = day->month(), .day = day->day()};
    worksheet_write_datetime(sheet_, Row(row_), At(column), &at, format);
  }

  absl::StatusOr<std::string> Finish(bool landscape) {
    worksheet_freeze_panes(sheet_, static_cast<lxw_row_t>(heading_row_), 0);
    worksheet_set_paper(sheet_, kA4);
    if (landscape) worksheet_set_landscape(sheet_);
    worksheet_fit_to_pages(sheet_, 1, 0);
    worksheet_repeat_rows(sheet_, Row(heading_row_), Row(heading_row_));
    worksheet_set_footer(sheet_, "&C&P/&N");
    return writer_.Finish();
  }

 private:
  // An estimate: programs do not measure the rows of a file that they open.
  static int LinesOf(std::string_view text, double width) {
    constexpr double kFilled = 0.85;  // Of a line, before the word that is too long for it.
    int lines = 0;
    for (const auto& line : absl::StrSplit(std::string(text), '\n')) {
      const auto letters = std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
      lines += std::max(1, static_cast<int>(std::ceil(static_cast<double>(letters) / (width * kFilled))));
    }
    return lines;
  }
  void SetHeight(int lines) {
    constexpr int kMostLines = 27;  // A row is at most 409 points high.
    constexpr double kLineHeight = 15;
    lines_ = lines;
    worksheet_set_row(sheet_, Row(row_), kLineHeight * std::min(lines, kMostLines), nullptr);
  }

  void Label(std::string_view label) {
    ++row_;
    writer_.Text(sheet_, row_, label_column_, label, formats_.label);
  }

  xlsx::Writer writer_;
  const Formats formats_;
  lxw_worksheet* sheet_;
  const std::span<const Column> columns_;
  int row_ = 0;
  int lines_ = 1;  // Of the row.
  int above_fields_ = 0;
  int below_fields_ = 0;
  int label_column_ = 1;
  int value_column_ = 4;
  int heading_row_ = 0;
};

void WriteCounts(const v1::ReportCounts& counts, ReportSheet& sheet) {
  sheet.CountField("Đã giao", counts.assigned());
  sheet.CountField("Hoàn thành", counts.fulfilled());
  sheet.CountField("Trong đó nộp minh chứng trễ hạn", counts.fulfilled_late());
  sheet.CountField("Đang thực hiện", counts.in_progress());
  sheet.CountField("Chờ nghiệm thu", counts.waiting());
  sheet.CountField("Quá hạn", counts.overdue());
  sheet.CountField("Tài liệu minh chứng", counts.evidence());
  sheet.CountField("Có báo cáo tiến độ trong kỳ", counts.reported());
}

void WriteForecast(const v1::PeriodReport& report, ReportSheet& sheet) {
  if (!report.has_likely()) {
    sheet.TextField("Dự báo điểm", absl::StrCat("Chưa có dự báo điểm. ", report.forecast_missing()));
    return;
  }
  sheet.ForecastField("Tổng điểm dự kiến thấp nhất", report.lowest());
  sheet.ForecastField("Nhiều khả năng nhất", report.likely());
  sheet.ForecastField("Cao nhất", report.highest());
  sheet.TextField("Không còn khả năng khắc phục", absl::StrCat(Figure(report.out_of_reach()), " điểm"));
}

void WriteWords(const v1::PeriodReport& report, ReportSheet& sheet) {
  sheet.NewLine();
  for (const std::string& assumption : report.assumptions()) {
    sheet.WrappedLine(absl::StrCat("Căn cứ của dự báo: ", assumption));
  }
  for (const std::string& line : Lines(report.remarks())) sheet.WrappedLine(absl::StrCat("Ý kiến: ", line));
}

constexpr Column kTaskColumns[] = {
    {"TT", 5},          {"Tiêu chí", 9},    {"Nhiệm vụ", 44},          {"Bộ phận chủ trì", 24},
    {"Thời hạn", 12},   {"Chỉ tiêu", 10},   {"Tiến độ (%)", 9},        {"Kết quả đạt", 11},
    {"Tình trạng", 30}, {"Minh chứng", 36}, {"Điểm cần khắc phục", 11}};

void WriteTask(int number, const v1::ReportedTask& task, ReportSheet& sheet) {
  const Formats& formats = sheet.formats();
  int column = 0;
  sheet.NewLine();
  sheet.Number(++column, number, formats.code);
  sheet.Text(++column, task.criterion(), formats.code);
  sheet.Text(++column, task.title(), formats.text);
  sheet.Text(++column, task.lead_name().empty() ? task.lead() : task.lead_name(), formats.text);
  sheet.Day(++column, task.due(), formats.day);
  sheet.Figure(++column, task.target(), formats.code);
  sheet.Number(++column, task.percent(), formats.code);
  sheet.Figure(++column, task.figure(), formats.code);
  sheet.Text(++column, absl::StrJoin(ResultWords(task), "\n"), formats.text);
  sheet.Text(++column, absl::StrJoin(task.evidence(), "\n"), formats.text);
  sheet.Figure(++column, task.points_to_win_back(), formats.code);
}

constexpr Column kUnitColumns[] = {
    {"TT", 5},         {"Mã đơn vị", 12},  {"Đơn vị", 28},          {"Cụm", 16},
    {"Ngày gửi", 12},  {"Đúng hạn", 10},   {"Đầy đủ (%)", 9},       {"Đã giao", 9},
    {"Hoàn thành", 9}, {"Nộp trễ hạn", 9}, {"Đang thực hiện", 9},   {"Chờ nghiệm thu", 9},
    {"Quá hạn", 9},    {"Minh chứng", 9},  {"Báo cáo trong kỳ", 9}, {"Điểm dự kiến", 10},
    {"Hạng", 7}};
constexpr int kFirstCountColumn = 8;
constexpr int kTotalPointsColumn = 16;

void WriteUnitCounts(const v1::ReportCounts& counts, lxw_format* format, ReportSheet& sheet) {
  int column = kFirstCountColumn;
  for (int count : {counts.assigned(), counts.fulfilled(), counts.fulfilled_late(), counts.in_progress(),
                    counts.waiting(), counts.overdue(), counts.evidence(), counts.reported()}) {
    sheet.Number(column++, count, format);
  }
}

void WriteUnit(int number, const v1::RollupLine& line, ReportSheet& sheet) {
  const Formats& formats = sheet.formats();
  const bool sent = line.has_submitted();
  sheet.NewLine();
  sheet.Number(1, number, formats.code);
  sheet.Text(2, line.unit(), formats.code);
  sheet.Text(3, line.name(), formats.text);
  sheet.Text(4, line.cluster_name(), formats.text);
  sheet.Day(5, sent ? line.submitted().submitted_on() : "Chưa gửi", formats.day);
  sheet.Text(6, !sent ? "" : line.submitted().on_time() ? "Đúng hạn" : "Trễ hạn", formats.code);
  if (line.counts().assigned() == 0) {
    sheet.Text(7, "", formats.code);
  } else {
    sheet.Number(7, line.completeness(), formats.code);
  }
  WriteUnitCounts(line.counts(), formats.code, sheet);
  sheet.Figure(kTotalPointsColumn, line.likely().total(), formats.code);
  if (line.likely().rank() > 0) return sheet.Number(kTotalPointsColumn + 1, line.likely().rank(), formats.code);
  sheet.Text(kTotalPointsColumn + 1, "", formats.code);
}

void WriteTotals(const v1::GetReportRollupResponse& rollup, ReportSheet& sheet) {
  lxw_format* format = sheet.formats().total;
  sheet.NewLine();
  for (int column = 1; column <= kTotalPointsColumn + 1; ++column) sheet.Text(column, "", format);
  sheet.Text(3, "Cộng", format);
  sheet.Number(5, rollup.submitted(), format);
  sheet.Number(6, rollup.on_time(), format);
  WriteUnitCounts(rollup.counts(), format, sheet);
}

}  // namespace

absl::StatusOr<std::string> PeriodReportXlsx(const v1::GetPeriodReportResponse& response) {
  const v1::PeriodReport& report = response.report();
  const absl::StatusOr<CivilDay> date = DayOf("date", report.date());
  if (!date.ok()) return date.status();
  ReportSheet sheet("Báo cáo", kTaskColumns);
  const Formats& formats = sheet.formats();
  if (!report.parent_name().empty()) {
    sheet.Line(UpperCase(UnitWords(report.parent_name()).ShortCommittee()), formats.value);
  }
  sheet.Line(UpperCase(UnitWords(report.unit_name()).Committee()), formats.unit);
  sheet.Line(absl::StrCat("Số: ", OfficialNumber(report.number())), formats.value);
  if (!response.has_submitted()) sheet.Line("DỰ THẢO", formats.unit);
  sheet.Line("BÁO CÁO", formats.title);
  sheet.Line(absl::StrCat("Kết quả khắc phục, cải thiện và nâng cao điểm thi đua năm ", report.year()), formats.title);
  sheet.Line(absl::StrCat("(kỳ báo cáo ", SpokenDay(*date), ")"), formats.centred);
  sheet.BeginFields();
  WriteCounts(report.counts(), sheet);
  sheet.SecondColumn();
  sheet.DayField("Từ ngày", report.period_from());
  sheet.DayField("Đến ngày", report.date());
  if (response.has_submitted()) sheet.DayField("Ngày gửi", response.submitted().submitted_on());
  WriteForecast(report, sheet);
  sheet.BeginTable();
  int number = 0;
  for (const v1::ReportedTask& task : report.tasks()) WriteTask(++number, task, sheet);
  WriteWords(report, sheet);
  return sheet.Finish(/*landscape=*/true);
}

absl::StatusOr<std::string> RollupXlsx(const v1::GetReportRollupResponse& rollup) {
  const absl::StatusOr<CivilDay> date = DayOf("date", rollup.date());
  if (!date.ok()) return date.status();
  ReportSheet sheet("Tổng hợp", kUnitColumns);
  const Formats& formats = sheet.formats();
  sheet.Line("TỔNG HỢP KẾT QUẢ KHẮC PHỤC, CẢI THIỆN VÀ NÂNG CAO ĐIỂM THI ĐUA", formats.title);
  sheet.Line(rollup.name(), formats.title);
  sheet.Line(absl::StrCat("(kỳ báo cáo ", SpokenDay(*date), ")"), formats.centred);
  sheet.BeginFields();
  sheet.DayField("Từ ngày", rollup.period_from());
  sheet.DayField("Đến ngày", rollup.date());
  sheet.CountField("Số đơn vị", rollup.units_size());
  sheet.CountField("Đã gửi báo cáo", rollup.submitted());
  sheet.CountField("Trong đó đúng hạn", rollup.on_time());
  sheet.BeginTable();
  int number = 0;
  for (const v1::RollupLine& line : rollup.units()) WriteUnit(++number, line, sheet);
  WriteTotals(rollup, sheet);
  return sheet.Finish(/*landscape=*/true);
}

}  // namespace thidua::tasks
