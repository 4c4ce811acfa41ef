#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/decimal/decimal.h"
#include "common/status/problem.h"
#include "common/xlsx/reader.h"
#include "services/cli/anonymous.h"
#include "services/cli/console.h"
#include "services/cli/rank_output.h"
#include "services/cli/report_table.h"
#include "services/cli/report_workbook.h"
#include "services/cli/sample_rankings.h"

namespace thidua::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using thidua::ranking::v1::AggregateRankingsResponse;

using Grid = std::map<std::pair<int, int>, xlsx::Cell>;

std::vector<std::pair<std::string, Grid>> ReadBook(const std::string& bytes) {
  const auto sheets = xlsx::Read(bytes);
  EXPECT_TRUE(sheets.ok()) << sheets.status();
  std::vector<std::pair<std::string, Grid>> book;
  for (const xlsx::WorkSheet& sheet : *sheets) {
    Grid grid;
    for (const xlsx::Cell& cell : sheet.cells) grid[{cell.row, cell.column}] = cell;
    book.emplace_back(sheet.name, std::move(grid));
  }
  return book;
}

// Every part of the file, unpacked, one after the other.
std::string Unzipped(const std::string& bytes) {
  zip_error_t error;
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  const std::unique_ptr<zip_t, decltype(&zip_discard)> archive(zip_open_from_source(source, ZIP_RDONLY, &error),
                                                               &zip_discard);
  std::string all;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive.get(), 0); ++i) {
    zip_stat_t stat;
    EXPECT_EQ(zip_stat_index(archive.get(), static_cast<zip_uint64_t>(i), 0, &stat), 0);
    std::string part(stat.size, '\0');
    zip_file_t* file = zip_fopen_index(archive.get(), static_cast<zip_uint64_t>(i), 0);
    EXPECT_EQ(zip_fread(file, part.data(), part.size()), static_cast<zip_int64_t>(part.size()));
    zip_fclose(file);
    absl::StrAppend(&all, stat.name, "\n", part, "\n");
  }
  return all;
}

std::string Shortest(const std::string& figure) {
  Decimal decimal;
  return Decimal::Parse(figure, decimal) == Decimal::Fault::kNone ? decimal.ToString() : figure;
}

TEST(ReportTest, TheSummaryHasTheFiguresOfRankCsv) {
  AggregateRankingsResponse all = SampleProvince();
  all.mutable_clusters(0)->mutable_units(2)->set_name("Xã Ba Nam");
  const auto bytes = ReportWorkbook(all, Style{});
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const auto book = ReadBook(*bytes);
  ASSERT_EQ(book.size(), 5u);
  EXPECT_EQ(book[0].first, "Tổng hợp");
  EXPECT_EQ(book[1].first, "Cụm các xã, thị trấn Khu Trung");
  EXPECT_EQ(book[2].first, "Cụm các xã Khu Bắc");
  EXPECT_EQ(book[3].first, "Tiến độ");
  EXPECT_EQ(book[4].first, "Biểu đồ");
  EXPECT_EQ(book[0].second.at({5, 2}).kind, xlsx::Cell::Kind::kText);
  const std::vector<std::string> lines = absl::StrSplit(RankCsv(all), '\n', absl::SkipEmpty());
  const std::vector<std::string> report = absl::StrSplit(ReportCsv(all), '\n', absl::SkipEmpty());
  ASSERT_EQ(report.size(), lines.size());
  for (size_t line = 0; line < lines.size(); ++line) {
    EXPECT_THAT(report[line], ::testing::StartsWith(lines[line] + ","));
    if (line == 0) continue;
    const std::vector<std::string> fields = absl::StrSplit(lines[line], ',');
    for (size_t i = 0; i < fields.size(); ++i) {
      const auto cell = book[0].second.find({4 + static_cast<int>(line), static_cast<int>(i) + 1});
      const std::string text = cell == book[0].second.end() ? "" : cell->second.text;
      EXPECT_EQ(Shortest(text), i == 1 ? fields[i] : Shortest(fields[i])) << lines[line];
    }
  }
}

TEST(ReportTest, AClusterSheetIsTheMatrix) {
  const auto bytes = ReportWorkbook(SampleProvince(), Style{});
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  Grid sheet = ReadBook(*bytes)[1].second;
  const auto row = [&](int at) {
    std::vector<std::string> texts;
    for (int column = 1; column <= 10; ++column) {
      texts.push_back(sheet.count({at, column}) == 0 ? "" : sheet.at({at, column}).text);
    }
    return texts;
  };
  EXPECT_THAT(row(4), ElementsAre("Mã", "Nội dung", "Tối đa", "Chủ trì", "Xã Ba Lế", "Xã Ba Bích", "Xã Ba Nam, \"mới\"",
                                  "Cao nhất", "Trung vị", "Thấp nhất"));
  EXPECT_THAT(row(6), ElementsAre("I.1", "Giá trị sản xuất", "100", "", "102.5", "105", "0", "105", "102.5", "0"));
  EXPECT_THAT(row(10), ElementsAre("III.4", "Nhắc nhở", "100", "", "100", "96", "", "100", "98", "96"));
  EXPECT_THAT(row(11), ElementsAre("", "Tổng điểm", "", "", "100.28", "99.7", "93.95", "100.28", "99.7", "93.95"));
  EXPECT_THAT(row(14), ElementsAre("I", "Mất điểm: Kinh tế - xã hội", "", "", "0", "5", "100", "", "", ""));
  EXPECT_THAT(Unzipped(*bytes), HasSubstr("xl/charts/chart4.xml"));
}

TEST(ReportTest, TextThatLooksLikeAFormulaStaysText) {
  AggregateRankingsResponse all = SampleProvince();
  all.mutable_clusters(0)->mutable_units(0)->set_name("=1+1");
  all.mutable_clusters(0)->set_name("=[a]:*?/\\'x'");
  const auto bytes = ReportWorkbook(all, Style{});
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  // The reader refuses formulas.
  const auto book = ReadBook(*bytes);
  EXPECT_EQ(book[0].second.at({5, 3}).text, "=1+1");
  EXPECT_EQ(book[0].second.at({5, 3}).kind, xlsx::Cell::Kind::kText);
  EXPECT_EQ(book[1].first, "= a       x");
}

TEST(ReportTest, NamesOfSheetsAreShortAndDiffer) {
  std::vector<std::string> taken;
  EXPECT_EQ(SheetName("Cụm", taken), "Cụm");
  EXPECT_EQ(SheetName("CỤM", taken), "CỤM");
  EXPECT_EQ(SheetName("abc", taken), "abc");
  EXPECT_EQ(SheetName("ABC", taken), "ABC (2)");
  EXPECT_EQ(SheetName("", taken), "-");
  EXPECT_EQ(SheetName("Cụm thi đua các xã, thị trấn vùng cao", taken), "Cụm thi đua các xã, thị trấn vù");
  EXPECT_EQ(SheetName("Cụm thi đua các xã, thị trấn vùng thấp", taken), "Cụm thi đua các xã, thị tr (2)");
}

TEST(ReportTest, AnonymousNamesNobodyElse) {
  UseUtf8Locale();
  const auto all = AnonymousFor(SampleProvince(), "21526");
  ASSERT_TRUE(all.ok()) << all.status();
  const auto bytes = ReportWorkbook(*all, Style{});
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const std::string json = all->DebugString();
  for (const std::string& text : {Unzipped(*bytes), ReportText(*all, Style{}), ReportCsv(*all), json}) {
    for (const char* peer : {"21532", "21535", "21487", "21500", "Ba Lế", "Ba Nam", "Ba Điền", "Ba Giang", "Khu Bắc"}) {
      EXPECT_THAT(text, Not(HasSubstr(peer)));
    }
  }
  EXPECT_THAT(ReportText(*all, Style{}), HasSubstr("Xã Ba Bích"));
  Grid sheet = ReadBook(*bytes)[1].second;
  EXPECT_EQ(sheet.at({4, 5}).text, "Xã Ba Bích");
  EXPECT_EQ(sheet.at({4, 6}).text, "Cao nhất");
  EXPECT_EQ(sheet.at({4, 7}).text, "Trung vị");
  EXPECT_EQ(sheet.count({4, 8}), 0u);
  EXPECT_EQ(sheet.at({11, 6}).text, "100.28");
}

TEST(ReportTest, AnonymousForSomeoneElse) {
  const auto all = AnonymousFor(SampleProvince(), "9");
  ASSERT_FALSE(all.ok());
  EXPECT_EQ(Problem::FromStatus(all.status()).reason, "UNIT_NOT_RANKED");
}

}  // namespace
}  // namespace thidua::cli
