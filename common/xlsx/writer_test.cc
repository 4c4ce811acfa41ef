#include "common/xlsx/writer.h"

#include <gtest/gtest.h>

#include <string>
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
