#include "common/xlsx/writer.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/status/problem.h"
#include "common/xlsx/reader.h"

namespace thidua::xlsx {
namespace {

std::vector<Cell> WriteAndRead(const std::vector<std::string>& texts, bool figures) {
  Writer writer;
  lxw_worksheet* sheet = writer.AddSheet("Số liệu");
  for (size_t i = 0; i < texts.size(); ++i) {
    const int row = static_cast<int>(i) + 1;
    figures ? writer.Figure(sheet, row, 1, texts[i]) : writer.Text(sheet, row, 1, texts[i]);
  }
  const auto bytes = writer.Finish();
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  auto sheets = Read(*bytes);
  EXPECT_TRUE(sheets.ok()) << sheets.status();
  if (!sheets.ok() || sheets->size() != 1) return {};
  EXPECT_EQ(sheets->front().name, "Số liệu");
  return sheets->front().cells;
}

TEST(WriterTest, TextComesBackAsItWas) {
  const std::vector<std::string> texts = {"=1+1",       "+84",         "-1",      "@chữ",       "\tb",   "007",
                                          " Xã Ba Tơ ", "a\r\nb",      "_x0041_", "__x000D__",  "<&\">", "1e5",
                                          "{=A1}",      "http://x.vn", "_x005F_", "_x00Gg_ _x", "😀",     "TRUE",
                                          "'quoted",    "mailto:a@b",  "#DIV/0!", "<r>a</r>"};
  const std::vector<Cell> cells = WriteAndRead(texts, /*figures=*/false);
  ASSERT_EQ(cells.size(), texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(cells[i].text, texts[i]);
    EXPECT_EQ(cells[i].kind, Cell::Kind::kText);
  }
}

TEST(WriterTest, FiguresComeBackDigitByDigit) {
  const std::vector<std::string> numbers = {"0",
                                            "-1",
                                            "0.1",
                                            "34265077",
                                            "0.000001",
                                            "999999999999999",
                                            "99.123456",
                                            "-999999999.999999",
                                            "9999999999.99999"};
  for (const Cell& cell : WriteAndRead(numbers, /*figures=*/true)) {
    EXPECT_EQ(cell.kind, Cell::Kind::kNumber);
    EXPECT_EQ(cell.text, numbers[cell.row - 1]);
  }
  const std::vector<std::string> texts = {
      "123456789012345678", "100000000000000000", "999999999999.999999", "12.50", "-0", "1e5", "Tốt"};
  for (const Cell& cell : WriteAndRead(texts, /*figures=*/true)) {
    EXPECT_EQ(cell.kind, Cell::Kind::kText);
    EXPECT_EQ(cell.text, texts[cell.row - 1]);
  }
}

TEST(WriterTest, NumbersLoseOnlyTheirSpelling) {
  Writer writer;
  lxw_worksheet* sheet = writer.AddSheet("Điểm");
  const std::vector<std::pair<std::string, std::string>> numbers = {
      {"12.50", "12.5"}, {"100.00", "100"}, {"-0.10", "-0.1"}, {"007", "7"}};
  for (size_t i = 0; i < numbers.size(); ++i) writer.Number(sheet, static_cast<int>(i) + 1, 1, numbers[i].first);
  writer.Number(sheet, 5, 1, "999999999999.999999");
  writer.Number(sheet, 6, 1, "=1+1");
  const auto bytes = writer.Finish();
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const auto sheets = Read(*bytes);
  ASSERT_TRUE(sheets.ok()) << sheets.status();
  const std::vector<Cell>& cells = sheets->front().cells;
  ASSERT_EQ(cells.size(), 6u);
  for (size_t i = 0; i < numbers.size(); ++i) {
    EXPECT_EQ(cells[i].kind, Cell::Kind::kNumber);
    EXPECT_EQ(cells[i].text, numbers[i].second);
  }
  EXPECT_EQ(cells[4].kind, Cell::Kind::kText);
  EXPECT_EQ(cells[4].text, "999999999999.999999");
  EXPECT_EQ(cells[5].kind, Cell::Kind::kText);
}

TEST(WriterTest, ReadPassesOverCharts) {
  Writer writer;
  lxw_worksheet* sheet = writer.AddSheet("Điểm");
  writer.Number(sheet, 1, 1, "3.00");
  lxw_chart* chart = writer.AddChart(LXW_CHART_BAR);
  chart_add_series(chart, nullptr, "='Điểm'!$A$1:$A$1");
  ASSERT_EQ(worksheet_insert_chart(sheet, 2, 2, chart), LXW_NO_ERROR);
  const auto bytes = writer.Finish();
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const auto sheets = Read(*bytes);
  ASSERT_TRUE(sheets.ok()) << sheets.status();
  EXPECT_EQ(sheets->front().cells.size(), 1u);
}

TEST(WriterTest, RefusesTextThatNoCellHolds) {
  Writer writer;
  writer.Text(writer.AddSheet("Bảng"), 7, 3, std::string(40'000, 'x'));
  const auto bytes = writer.Finish();
  ASSERT_FALSE(bytes.ok());
  const Problem problem = Problem::FromStatus(bytes.status());
  EXPECT_EQ(problem.reason, "TEXT_TOO_LONG");
  EXPECT_NE(problem.message.vi.find("Bảng!C7"), std::string::npos);
}

}  // namespace
}  // namespace thidua::xlsx
