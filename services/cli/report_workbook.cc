#include "services/cli/report_workbook.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/xlsx/writer.h"
#include "services/cli/matrix_output.h"
#include "services/cli/rank_output.h"
#include "services/cli/ranking_words.h"
#include "services/cli/report_table.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::AggregateRankingsResponse;
using thidua::ranking::v1::ClusterRanking;
using thidua::ranking::v1::Coverage;
using thidua::ranking::v1::RankedUnit;
using thidua::ranking::v1::Tie;
using thidua::scoring::v1::UnitScores;

constexpr size_t kLongestSheetName = 31;
constexpr int kA4 = 9;
// Of a cluster's sheet, counted from 1.
constexpr int kHeadingRow = 4;
constexpr int kFirstUnitColumn = 5;
// Cells that a chart covers.
constexpr int kChartRows = 19;
constexpr int kChartColumns = 9;
// In letters.
constexpr double kTitleWidth = 60;
constexpr double kChartWidth = 560;
constexpr double kChartHeight = 360;

enum class Look { kPlain, kStrong, kGood, kBad, kHeading };

int PlacesOf(const std::string& figure) {
  const size_t point = figure.find('.');
  return point == std::string::npos ? 0 : static_cast<int>(figure.size() - point - 1);
}

size_t Letters(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// Cells and sheets of one look.
class Book {
 public:
  explicit Book(const Style& style) : style_(style) {}

  const Style& style() const { return style_; }
  xlsx::Writer& writer() { return writer_; }

  lxw_worksheet* AddSheet(const std::string& name) {
    lxw_worksheet* sheet = writer_.AddSheet(SheetName(name, taken_));
    sheet_names_[sheet] = taken_.back();
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, kA4);
    worksheet_fit_to_pages(sheet, 1, 0);
    return sheet;
  }
  const std::string& NameOf(lxw_worksheet* sheet) const { return sheet_names_.at(sheet); }

  void Title(lxw_worksheet* sheet, int row, const std::string& text) {
    if (title_ == nullptr) {
      title_ = writer_.AddFormat();
      format_set_bold(title_);
      format_set_font_size(title_, 14);
    }
    writer_.Text(sheet, row, 1, text, title_);
  }
  // A line beside the tables.
  void Note(lxw_worksheet* sheet, int row, const std::string& text) { writer_.Text(sheet, row, 1, text); }
  void Text(lxw_worksheet* sheet, int row, int column, const std::string& text, Look look = Look::kPlain) {
    writer_.Text(sheet, row, column, text, Format(look, -1));
  }
  void Number(lxw_worksheet* sheet, int row, int column, const std::string& number, Look look = Look::kPlain) {
    writer_.Number(sheet, row, column, number, Format(look, PlacesOf(number)));
  }

 private:
  // `places` below 0: text.
  lxw_format* Format(Look look, int places) {
    lxw_format*& format = formats_[{look, places}];
    if (format != nullptr) return format;
    format = writer_.AddFormat();
    format_set_border(format, LXW_BORDER_THIN);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (look != Look::kPlain) format_set_bold(format);
    if (look == Look::kGood) format_set_font_color(format, 0x006100);
    if (look == Look::kBad) format_set_font_color(format, 0x9C0006);
    if (look == Look::kHeading) {
      format_set_bg_color(format, 0xDDEBF7);
      format_set_align(format, LXW_ALIGN_CENTER);
    }
    if (look == Look::kHeading || places < 0) format_set_text_wrap(format);
    if (places >= 0) {
      format_set_num_format(format, places == 0 ? "0" : absl::StrCat("0.", std::string(places, '0')).c_str());
    }
    return format;
  }

  Style style_;
  xlsx::Writer writer_;
  std::vector<std::string> taken_;
  std::map<lxw_worksheet*, std::string> sheet_names_;
  std::map<std::pair<Look, int>, lxw_format*> formats_;
  lxw_format* title_ = nullptr;
};

void SetWidth(lxw_worksheet* sheet, int first, int last, double width) {
  worksheet_set_column(sheet, static_cast<lxw_col_t>(first - 1), static_cast<lxw_col_t>(last - 1), width, nullptr);
}

// The first rows and columns stay in view, the rows also on every printed page.
void Freeze(lxw_worksheet* sheet, int rows, int columns) {
  worksheet_freeze_panes(sheet, static_cast<lxw_row_t>(rows), static_cast<lxw_col_t>(columns));
  worksheet_repeat_rows(sheet, static_cast<lxw_row_t>(rows - 1), static_cast<lxw_row_t>(rows - 1));
}

// Programs do not all find the height of wrapped text themselves.
void MakeRoom(lxw_worksheet* sheet, int row, const std::string& text, double width) {
  constexpr double kLine = 15;
  const size_t lines = 1 + Letters(text) / static_cast<size_t>(width);
  if (lines > 1) worksheet_set_row(sheet, static_cast<lxw_row_t>(row - 1), kLine * static_cast<double>(lines), nullptr);
}

void Header(Book& book, lxw_worksheet* sheet, int row, const std::vector<std::string>& headings) {
  constexpr double kTwoLines = 32;
  worksheet_set_row(sheet, static_cast<lxw_row_t>(row - 1), kTwoLines, nullptr);
  for (size_t i = 0; i < headings.size(); ++i) {
    book.Text(sheet, row, static_cast<int>(i) + 1, headings[i], Look::kHeading);
  }
}

std::string VersionText(const ClusterRanking& ranking, const Style& style) {
  return absl::StrCat(ranking.scale_title(), " (", ScaleName(ranking.scale(), style), "). ",
                      style.Say({"Tính từ phiên bản ", "Computed from version "}), ranking.version().version(), ".");
}

void AddSummary(Book& book, const AggregateRankingsResponse& all) {
  constexpr double kNarrow = 10;
  constexpr double kWide = 22;
  const Style& style = book.style();
  lxw_worksheet* sheet = book.AddSheet(style.Say({"Tổng hợp", "Summary"}));
  book.Title(sheet, 1, ReportTitle(all, style));
  if (all.coverage().units() > 0) book.Note(sheet, 2, CoverageText(all.coverage(), style) + ".");
  ReportTable table = MakeReportTable(all, style);
  // Stage and state are told in words by the progress sheet.
  constexpr size_t kCodes = 2;
  table.columns.resize(table.columns.size() - kCodes);
  std::vector<std::string> headings;
  for (const auto& column : table.columns) headings.push_back(column.heading);
  Header(book, sheet, kHeadingRow, headings);
  int row = kHeadingRow;
  for (const std::vector<std::string>& cells : table.rows) {
    ++row;
    for (size_t i = 0; i < table.columns.size(); ++i) {
      const int column = static_cast<int>(i) + 1;
      const Look look = table.columns[i].name == "total" ? Look::kStrong : Look::kPlain;
      table.columns[i].is_figure ? book.Number(sheet, row, column, cells[i], look)
                                 : book.Text(sheet, row, column, cells[i], look);
    }
  }
  SetWidth(sheet, 1, static_cast<int>(table.columns.size()), kNarrow);
  SetWidth(sheet, 1, 1, 1.5 * kNarrow);
  SetWidth(sheet, 3, 3, kWide);
  Freeze(sheet, kHeadingRow, 3);
  worksheet_autofilter(sheet, kHeadingRow - 1, 0, static_cast<lxw_row_t>(row - 1),
                       static_cast<lxw_col_t>(table.columns.size() - 1));

  ++row;
  for (const FairnessView& view : FairnessViews()) {
    book.Note(sheet, ++row, absl::StrCat(style.Say(view.heading), ": ", style.Say(view.explanation)));
  }
  for (const ClusterRanking& ranking : all.clusters()) {
    const NamesByUnit names = UnitNames(ranking);
    for (const Tie& tie : ranking.ties()) {
      book.Note(sheet, ++row, absl::StrCat(ranking.name(), ": ", TieText(tie, names, /*total=*/"", style)));
    }
  }
  for (const auto& cluster : all.unranked()) {
    book.Note(sheet, ++row, absl::StrCat(cluster.name(), " (", cluster.cluster(), "): ", cluster.message()));
  }
}

// Where a chart finds its figures. Rows and columns from 1; columns from kFirstUnitColumn.
struct ChartSource {
  const ClusterRanking* ranking = nullptr;
  std::string sheet;
  int last_column = 0;
  int total_row = 0;
  int first_lost_row = 0;
  int lost_rows = 0;
};

Look LookOf(const MatrixRow& row, const std::string& points) {
  if (row.kind != MatrixRow::Kind::kCriterion) return Look::kStrong;
  if (points.empty() || row.best == row.worst) return Look::kPlain;
  if (points == row.best) return Look::kGood;
  return points == row.worst ? Look::kBad : Look::kPlain;
}

std::string TitleOf(const MatrixRow& row, const Style& style) {
  if (row.kind == MatrixRow::Kind::kTotal) return style.Say({"Tổng điểm", "Total"});
  return row.kind == MatrixRow::Kind::kRank ? style.Say({"Hạng", "Rank"}) : row.title;
}

void PutMatrixRow(Book& book, lxw_worksheet* sheet, int at, const MatrixRow& row, bool has_worst) {
  const Look label = row.kind == MatrixRow::Kind::kCriterion ? Look::kPlain : Look::kStrong;
  book.Text(sheet, at, 1, row.code, label);
  book.Text(sheet, at, 2, TitleOf(row, book.style()), label);
  MakeRoom(sheet, at, row.title, kTitleWidth);
  book.Number(sheet, at, 3, row.max_points, label);
  book.Text(sheet, at, 4, row.lead, label);
  int column = kFirstUnitColumn;
  for (const std::string& points : row.points) book.Number(sheet, at, column++, points, LookOf(row, points));
  book.Number(sheet, at, column++, row.best, label);
  book.Number(sheet, at, column++, row.median, label);
  if (has_worst) book.Number(sheet, at, column, row.worst, label);
}

// Returns the row after it.
int PutLost(Book& book, lxw_worksheet* sheet, int row, const ClusterRanking& ranking) {
  const Style& style = book.style();
  std::vector<std::string> titles;
  for (const auto& heading : ranking.headings()) {
    if (heading.depth() == 0 && !heading.is_criterion()) titles.push_back(heading.title());
  }
  const std::vector<std::string> codes = TopGroups(ranking);
  for (size_t i = 0; i < codes.size(); ++i, ++row) {
    book.Text(sheet, row, 1, codes[i]);
    const std::string title = absl::StrCat(style.Say({"Mất điểm: ", "Lost: "}), titles[i]);
    book.Text(sheet, row, 2, title);
    MakeRoom(sheet, row, title, kTitleWidth);
    for (int unit = 0; unit < ranking.units_size(); ++unit) {
      book.Number(sheet, row, kFirstUnitColumn + unit, LostByTopGroup(ranking, ranking.units(unit))[i]);
    }
  }
  book.Text(sheet, row, 2, style.Say({"Tổng mất điểm", "Lost in all"}), Look::kStrong);
  for (int unit = 0; unit < ranking.units_size(); ++unit) {
    book.Number(sheet, row, kFirstUnitColumn + unit, ranking.units(unit).lost(), Look::kStrong);
  }
  return row + 1;
}

ChartSource AddCluster(Book& book, const ClusterRanking& ranking) {
  constexpr double kUnitWidth = 13;
  const Style& style = book.style();
  lxw_worksheet* sheet = book.AddSheet(ranking.name());
  book.Title(sheet, 1, ClusterHeading(ranking, style));
  book.Note(sheet, 2, VersionText(ranking, style));

  const std::vector<MatrixRow> rows = MatrixRows(ranking);
  const bool has_worst = std::any_of(rows.begin(), rows.end(), [](const MatrixRow& row) { return !row.worst.empty(); });
  std::vector<std::string> headings = {style.Say({"Mã", "Code"}), style.Say({"Nội dung", "Title"}),
                                       style.Say({"Tối đa", "Max"}), style.Say({"Chủ trì", "Lead"})};
  for (const RankedUnit& unit : ranking.units()) headings.push_back(unit.name());
  headings.push_back(style.Say({"Cao nhất", "Best"}));
  headings.push_back(style.Say({"Trung vị", "Median"}));
  if (has_worst) headings.push_back(style.Say({"Thấp nhất", "Worst"}));
  Header(book, sheet, kHeadingRow, headings);

  const int units = ranking.units_size();
  ChartSource source{.ranking = &ranking, .sheet = book.NameOf(sheet), .last_column = kFirstUnitColumn + units - 1};
  int at = kHeadingRow;
  for (const MatrixRow& row : rows) {
    PutMatrixRow(book, sheet, ++at, row, has_worst);
    if (row.kind == MatrixRow::Kind::kTotal) source.total_row = at;
  }
  source.first_lost_row = at + 2;
  source.lost_rows = static_cast<int>(TopGroups(ranking).size());
  PutLost(book, sheet, source.first_lost_row, ranking);
  // One unit alone is shown beside the best and the median.
  if (!has_worst) source.last_column += 2;

  SetWidth(sheet, 1, 1, 8);
  SetWidth(sheet, 2, 2, kTitleWidth);
  SetWidth(sheet, 3, 3, 7);
  SetWidth(sheet, 4, static_cast<int>(headings.size()), kUnitWidth);
  Freeze(sheet, kHeadingRow, 2);
  return source;
}

std::vector<std::string> Stages(const AggregateRankingsResponse& all, bool titles) {
  std::vector<std::string> codes;
  std::vector<std::string> names;
  for (const ClusterRanking& ranking : all.clusters()) {
    for (const Coverage::AtStage& at : ranking.coverage().stages()) {
      if (std::find(codes.begin(), codes.end(), at.stage()) != codes.end()) continue;
      codes.push_back(at.stage());
      names.push_back(at.title().empty() ? at.stage() : at.title());
    }
  }
  return titles ? names : codes;
}

void PutCoverage(Book& book, lxw_worksheet* sheet, int row, const std::string& name, const Coverage& coverage,
                 const std::vector<std::string>& stages, Look look) {
  book.Text(sheet, row, 1, name, look);
  int column = 2;
  for (const int count : {coverage.units(), coverage.complete(), coverage.incomplete(), coverage.empty()}) {
    book.Number(sheet, row, column++, absl::StrCat(count), look);
  }
  for (const std::string& stage : stages) {
    const auto found = std::find_if(coverage.stages().begin(), coverage.stages().end(),
                                    [&](const Coverage::AtStage& at) { return at.stage() == stage; });
    book.Number(sheet, row, column++, found == coverage.stages().end() ? "" : absl::StrCat(found->units()), look);
  }
}

std::string StateText(UnitScores::State state, const Style& style) {
  switch (state) {
    case UnitScores::COMPLETE:
      return style.Say({"đủ", "complete"});
    case UnitScores::INCOMPLETE:
      return style.Say({"thiếu", "incomplete"});
    case UnitScores::EMPTY:
      return style.Say({"trống", "empty"});
    default:
      return {};
  }
}

void AddProgress(Book& book, const AggregateRankingsResponse& all) {
  const Style& style = book.style();
  lxw_worksheet* sheet = book.AddSheet(style.Say({"Tiến độ", "Progress"}));
  book.Title(sheet, 1, style.Say({"Tiến độ bảng điểm theo bước", "Sheets at each stage"}));
  int row = 3;
  const std::vector<std::string> stages = Stages(all, /*titles=*/false);
  if (all.coverage().units() > 0) {
    std::vector<std::string> headings = {style.Say({"Cụm", "Cluster"}), style.Say({"Bảng điểm", "Sheets"}),
                                         style.Say({"Đủ số liệu", "Complete"}), style.Say({"Thiếu", "Incomplete"}),
                                         style.Say({"Trống", "Empty"})};
    for (std::string& title : Stages(all, /*titles=*/true)) headings.push_back(std::move(title));
    Header(book, sheet, row++, headings);
    for (const ClusterRanking& ranking : all.clusters()) {
      PutCoverage(book, sheet, row++, ranking.name(), ranking.coverage(), stages, Look::kPlain);
    }
    PutCoverage(book, sheet, row++, style.Say({"Tất cả", "All"}), all.coverage(), stages, Look::kStrong);
    ++row;
  }
  Header(book, sheet, row++,
         {style.Say({"Xã, phường, thị trấn", "Unit"}), style.Say({"Cụm", "Cluster"}), style.Say({"Bước", "Stage"}),
          style.Say({"Số liệu", "Figures"}), style.Say({"Tiêu chí chưa báo cáo", "Criteria not reported"})});
  for (const ClusterRanking& ranking : all.clusters()) {
    for (const RankedUnit& unit : ranking.units()) {
      book.Text(sheet, row, 1, unit.name());
      book.Text(sheet, row, 2, ranking.cluster());
      book.Text(sheet, row, 3, StageTitle(ranking.coverage(), unit.stage()));
      book.Text(sheet, row, 4, StateText(unit.state(), style), unit.missing().empty() ? Look::kPlain : Look::kBad);
      book.Text(sheet, row++, 5, absl::StrJoin(unit.missing(), ", "));
    }
  }
  SetWidth(sheet, 1, 1, 32);
  SetWidth(sheet, 2, 5 + static_cast<int>(stages.size()), 18);
}

lxw_chart_series* AddSeries(lxw_chart* chart, const ChartSource& source, int row, int last_column) {
  const auto index = [](int from_one) { return static_cast<lxw_row_t>(from_one - 1); };
  const auto column = [](int from_one) { return static_cast<lxw_col_t>(from_one - 1); };
  lxw_chart_series* series = chart_add_series(chart, nullptr, nullptr);
  chart_series_set_categories(series, source.sheet.c_str(), index(kHeadingRow), column(kFirstUnitColumn),
                              index(kHeadingRow), column(last_column));
  chart_series_set_values(series, source.sheet.c_str(), index(row), column(kFirstUnitColumn), index(row),
                          column(last_column));
  return series;
}

// Totals of one cluster lie close together: the axis begins at the ten below the lowest.
double AxisBegin(const ClusterRanking& ranking) {
  constexpr int kTen = 10;
  if (ranking.units().empty()) return 0;
  const int lowest =
      std::min(std::atoi(ranking.units().rbegin()->total().c_str()), std::atoi(ranking.median_total().c_str()));
  return lowest - lowest % kTen;
}

void SetTitle(lxw_chart* chart, const std::string& title) {
  chart_title_set_name(chart, title.c_str());
  lxw_chart_font font{};
  font.size = 12;
  font.bold = LXW_TRUE;
  chart_title_set_name_font(chart, &font);
}

void Place(lxw_worksheet* sheet, lxw_chart* chart, int row, int column) {
  lxw_chart_options options{};
  options.x_scale = kChartWidth / 480;
  options.y_scale = kChartHeight / 288;
  worksheet_insert_chart_opt(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column), chart, &options);
}

void AddTotalsChart(Book& book, lxw_worksheet* sheet, const ChartSource& source, int row) {
  const Style& style = book.style();
  lxw_chart* chart = book.writer().AddChart(LXW_CHART_BAR);
  lxw_chart_series* series = AddSeries(chart, source, source.total_row, source.last_column);
  chart_series_set_labels(series);
  chart_series_set_labels_num_format(series, "0.00");
  SetTitle(chart, absl::StrCat(source.ranking->name(), style.Say({": tổng điểm", ": totals"})));
  chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
  // A bar chart's categories stand on the vertical axis.
  chart_axis_set_reverse(chart->y_axis);
  chart_axis_set_min(chart->x_axis, AxisBegin(*source.ranking));
  Place(sheet, chart, row, 0);
}

void AddLostChart(Book& book, lxw_worksheet* sheet, const ChartSource& source, int row) {
  if (source.lost_rows == 0) return;
  const Style& style = book.style();
  lxw_chart* chart = book.writer().AddChart(LXW_CHART_COLUMN_STACKED);
  const std::vector<std::string> codes = TopGroups(*source.ranking);
  const int last_unit = kFirstUnitColumn + source.ranking->units_size() - 1;
  for (int i = 0; i < source.lost_rows; ++i) {
    lxw_chart_series* series = AddSeries(chart, source, source.first_lost_row + i, last_unit);
    chart_series_set_name(series, codes[static_cast<size_t>(i)].c_str());
  }
  SetTitle(chart,
           absl::StrCat(source.ranking->name(), style.Say({": mất điểm theo nội dung", ": lost points by group"})));
  chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
  chart_axis_set_min(chart->y_axis, 0);
  Place(sheet, chart, row, kChartColumns);
}

void AddCharts(Book& book, const std::vector<ChartSource>& sources) {
  constexpr int kClustersOnAPage = 2;
  lxw_worksheet* sheet = book.AddSheet(book.style().Say({"Biểu đồ", "Charts"}));
  int row = 0;
  std::vector<lxw_row_t> breaks;
  for (size_t i = 0; i < sources.size(); ++i) {
    if (i > 0 && i % kClustersOnAPage == 0) breaks.push_back(static_cast<lxw_row_t>(row));
    AddTotalsChart(book, sheet, sources[i], row);
    AddLostChart(book, sheet, sources[i], row);
    row += kChartRows;
  }
  book.Note(sheet, row + 1,
            book.style().Say({"Trục tổng điểm bắt đầu gần điểm thấp nhất của cụm, không phải từ 0.",
                              "The axis of totals begins near the lowest of the cluster, not at 0."}));
  breaks.push_back(0);  // The end, as libxlsxwriter wants it.
  if (breaks.size() > 1) worksheet_set_h_pagebreaks(sheet, breaks.data());
}

std::string FirstLetters(std::string text, size_t most) {
  while (Letters(text) > most) {
    while ((text.back() & 0xC0) == 0x80) text.pop_back();
    text.pop_back();
  }
  return text;
}

}  // namespace

std::string SheetName(const std::string& wanted, std::vector<std::string>& taken) {
  constexpr size_t kSuffix = 5;
  std::string name = wanted;
  std::replace_if(
      name.begin(), name.end(),
      [](char c) { return absl::string_view("[]:*?/\\'").find(c) != absl::string_view::npos; }, ' ');
  name = std::string(absl::StripAsciiWhitespace(FirstLetters(name, kLongestSheetName)));
  if (name.empty()) name.push_back('-');
  std::string unique = name;
  const auto is_taken = [&] {
    return std::any_of(taken.begin(), taken.end(), [&](const std::string& other) {
      return absl::AsciiStrToLower(other) == absl::AsciiStrToLower(unique);
    });
  };
  for (int i = 2; is_taken(); ++i) {
    unique = absl::StrCat(FirstLetters(name, kLongestSheetName - kSuffix), " (", i, ")");
  }
  taken.push_back(unique);
  return unique;
}

absl::StatusOr<std::string> ReportWorkbook(const AggregateRankingsResponse& all, const Style& style) {
  Book book(style);
  AddSummary(book, all);
  std::vector<ChartSource> sources;
  for (const ClusterRanking& ranking : all.clusters()) sources.push_back(AddCluster(book, ranking));
  AddProgress(book, all);
  AddCharts(book, sources);
  return book.writer().Finish();
}

}  // namespace thidua::cli
