#include "services/scoring/spreadsheet/scale_workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/status/problem.h"
#include "common/xlsx/reader.h"
#include "common/xlsx/writer.h"
#include "services/scoring/spreadsheet/scale_for_test.h"

namespace thidua::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Written(const ScaleDefinition& definition, Language language = Language::kVietnamese) {
  const auto bytes = WriteScaleXlsx(definition, language);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return bytes.ok() ? *bytes : std::string();
}

std::vector<std::string> FaultsOf(std::string_view bytes) {
  ScaleDefinition definition;
  imports::FaultList faults;
  const bool read = ReadScaleXlsx(bytes, definition, faults);
  EXPECT_EQ(read, faults.empty());
  std::vector<std::string> out;
  for (const imports::Fault& fault : faults.Sorted()) {
    EXPECT_FALSE(fault.message.vi.empty());
    out.push_back(fault.field + " " + fault.reason);
  }
  return out;
}

class ScaleRoundTrip : public ::testing::TestWithParam<uint64_t> {};

TEST_P(ScaleRoundTrip, LosesNothing) {
  RandomScale random(GetParam());
  const ScaleDefinition definition = random.Definition();
  imports::FaultList checked;
  CheckScale(definition, checked);
  ASSERT_TRUE(checked.empty()) << checked.Sorted().front().field << checked.Sorted().front().message.en;

  ScaleDefinition read;
  imports::FaultList faults;
  const Language language = GetParam() % 2 == 0 ? Language::kVietnamese : Language::kEnglish;
  EXPECT_TRUE(ReadScaleXlsx(Written(definition, language), read, faults))
      << faults.Sorted().front().field << " " << faults.Sorted().front().message.en;
  EXPECT_EQ(ScaleText::Of(read), ScaleText::Of(definition));
}

INSTANTIATE_TEST_SUITE_P(Seeds, ScaleRoundTrip, ::testing::Range<uint64_t>(0, 40));

// A small workbook whose cells a test can change, as someone would in Excel.
class Edited {
 public:
  Edited() {
    ScaleDefinition definition = DefinitionOf({CriterionOf("I.1", Attainment{}),
                                               CriterionOf("I.2", Grade{.levels = {{"Tốt", D("9")}, {"Khá", D("5")}}}),
                                               CriterionOf("I.3", Tiers{.tiers = {{D("90"), D("9")}}})});
    definition.groups[0].criteria[0].deductions = {{.input = "n", .points_each = D("1")}};
    definition.tie_breaks = {{.code = "I", .is_group = true}};
    definition.awards = {{.title = "Cờ thi đua", .scope = Award::Scope::kAll, .count = D("1")},
                         {.title = "Giấy khen",
                          .scope = Award::Scope::kCluster,
                          .percent = D("20"),
                          .exclude_if = {{"I.1", "n"}, {"I.1", "actual"}}}};
    const auto sheets = xlsx::Read(Written(definition));
    for (const xlsx::WorkSheet& sheet : *sheets) {
      order_.push_back(sheet.name);
      auto& cells = cells_[sheet.name];
      for (const xlsx::Cell& cell : sheet.cells) cells[{cell.row, cell.column}] = cell.text;
    }
  }

  // Where a row says `code` in one of its first columns, the cell under the column's key.
  std::string& At(const std::string& sheet, int row, const std::string& key) {
    auto& cells = cells_.at(sheet);
    for (const auto& [place, text] : cells) {
      if (place.first == 2 && text == key) return cells[{row, place.second}];
    }
    ADD_FAILURE() << sheet << " has no column " << key;
    return cells[{row, 1}];
  }
  std::string& Cell(const std::string& sheet, int row, int column) { return cells_.at(sheet)[{row, column}]; }
  void RemoveSheet(const std::string& sheet) { std::erase(order_, sheet); }
  void RemoveRow(const std::string& sheet, int row) {
    std::erase_if(cells_.at(sheet), [&](const auto& cell) { return cell.first.first == row; });
  }

  std::string Bytes() const {
    xlsx::Writer writer;
    for (const std::string& name : order_) {
      lxw_worksheet* sheet = writer.AddSheet(name);
      for (const auto& [place, text] : cells_.at(name)) {
        if (!text.empty()) writer.Figure(sheet, place.first, place.second, text);
      }
    }
    return *writer.Finish();
  }

 private:
  std::vector<std::string> order_;
  std::map<std::string, std::map<std::pair<int, int>, std::string>> cells_;
};

TEST(ReadScaleXlsxTest, TakesAnEditedWorkbook) { EXPECT_THAT(FaultsOf(Edited().Bytes()), IsEmpty()); }

TEST(ReadScaleXlsxTest, RowsAndColumnsMayStandElsewhere) {
  Edited edited;
  for (int row = 1; row <= 6; ++row) {
    std::swap(edited.Cell("Tiêu chí", row, 4), edited.Cell("Tiêu chí", row, 6));
    std::swap(edited.Cell("Tiêu chí", row, 1), edited.Cell("Tiêu chí", row, 40));
  }
  for (int column = 1; column <= 40; ++column) {
    edited.Cell("Tiêu chí", 90, column) = edited.Cell("Tiêu chí", 3, column);  // The group, below its criteria.
  }
  edited.RemoveRow("Tiêu chí", 3);
  ScaleDefinition read;
  imports::FaultList faults;
  ASSERT_TRUE(ReadScaleXlsx(edited.Bytes(), read, faults)) << faults.Sorted().front().field;
  ASSERT_EQ(read.groups.size(), 1u);
  ASSERT_EQ(read.groups[0].criteria.size(), 3u);
  EXPECT_EQ(read.groups[0].criteria[0].title, "t");
  EXPECT_EQ(read.groups[0].criteria[0].max_points, D("100"));
}

TEST(ReadScaleXlsxTest, EmptyCellsAreDefaults) {
  Edited edited;
  for (const char* key : {"coefficient", "deductPerPercent", "bonusPerPercent", "places", "mode"}) {
    edited.At("Tiêu chí", 4, key).clear();
  }
  ScaleDefinition read;
  imports::FaultList faults;
  ASSERT_TRUE(ReadScaleXlsx(edited.Bytes(), read, faults));
  const auto& rule = std::get<Attainment>(read.groups[0].criteria[0].rule);
  EXPECT_EQ(rule.deduct_per_percent, D("1"));
  EXPECT_EQ(rule.bonus_per_percent, D("0"));
  EXPECT_EQ(rule.bonus_cap, std::nullopt);
  EXPECT_EQ(rule.rounding.places, 2);
  EXPECT_EQ(rule.rounding.mode, RoundingMode::kHalfUp);
  EXPECT_EQ(read.groups[0].criteria[0].coefficient, D("1"));
}

TEST(ReadScaleXlsxTest, WithoutTheSheetsOfAwardsThereAreNone) {
  Edited edited;
  edited.RemoveSheet("Khen thưởng");
  edited.RemoveSheet("Không xét khen");
  ScaleDefinition read;
  imports::FaultList faults;
  ASSERT_TRUE(ReadScaleXlsx(edited.Bytes(), read, faults)) << faults.Sorted().front().field;
  EXPECT_THAT(read.awards, IsEmpty());
}

TEST(ReadScaleXlsxTest, ExclusionsOfAwardsMayStandInAnyOrder) {
  Edited edited;
  for (int column = 1; column <= 7; ++column) {
    std::swap(edited.Cell("Khen thưởng", 3, column), edited.Cell("Khen thưởng", 9, column));
  }
  edited.At("Không xét khen", 3, "award") = "Cờ thi đua";
  ScaleDefinition read;
  imports::FaultList faults;
  ASSERT_TRUE(ReadScaleXlsx(edited.Bytes(), read, faults)) << faults.Sorted().front().field;
  ASSERT_EQ(read.awards.size(), 2u);
  EXPECT_EQ(read.awards[0].title, "Giấy khen");
  ASSERT_EQ(read.awards[0].exclude_if.size(), 1u);
  EXPECT_EQ(read.awards[0].exclude_if[0].input, "actual");
  EXPECT_EQ(read.awards[1].title, "Cờ thi đua");
  ASSERT_EQ(read.awards[1].exclude_if.size(), 1u);
  EXPECT_EQ(read.awards[1].exclude_if[0].input, "n");
}

TEST(ReadScaleXlsxTest, NamesTheCellOfEachFault) {
  // Rows of "Tiêu chí": 3 the group I, 4 to 6 its criteria.
  const std::vector<std::pair<std::string, std::function<void(Edited&)>>> cases = {
      {"Tiêu chí!F4 NOT_A_DECIMAL", [](Edited& e) { e.At("Tiêu chí", 4, "maxPoints") = "nhiều"; }},
      {"Tiêu chí!F4 REQUIRED", [](Edited& e) { e.At("Tiêu chí", 4, "maxPoints").clear(); }},
      {"Tiêu chí!F5 TOO_MANY_PLACES", [](Edited& e) { e.At("Tiêu chí", 5, "maxPoints") = "0.1234567"; }},
      {"Tiêu chí!F5 NEGATIVE", [](Edited& e) { e.At("Tiêu chí", 5, "maxPoints") = "-1"; }},
      {"Tiêu chí!N4 UNKNOWN_WORD", [](Edited& e) { e.At("Tiêu chí", 4, "rule") = "guess"; }},
      {"Tiêu chí!N4 REQUIRED",
       [](Edited& e) {
         for (const char* key : {"rule", "deductPerPercent", "bonusPerPercent", "places", "mode"}) {
           e.At("Tiêu chí", 4, key).clear();
         }
       }},
      {"Tiêu chí!T4 NOT_USED", [](Edited& e) { e.At("Tiêu chí", 4, "required") = "3"; }},
      {"Tiêu chí!F3 NOT_USED", [](Edited& e) { e.At("Tiêu chí", 3, "maxPoints") = "3"; }},
      {"Tiêu chí!S4 NEGATIVE", [](Edited& e) { e.At("Tiêu chí", 4, "bonusCap") = "-1"; }},
      {"Tiêu chí!Y4 BAD_PLACES", [](Edited& e) { e.At("Tiêu chí", 4, "places") = "9"; }},
      {"Tiêu chí!Y4 BAD_NUMBER", [](Edited& e) { e.At("Tiêu chí", 4, "places") = "hai"; }},
      {"Tiêu chí!B5 DUPLICATE_CODE",
       [](Edited& e) {
         e.At("Tiêu chí", 5, "code") = "I.1";
         e.RemoveRow("Mức", 3);
         e.RemoveRow("Mức", 4);
       }},
      {"Tiêu chí!C4 UNKNOWN_GROUP", [](Edited& e) { e.At("Tiêu chí", 4, "parent") = "II"; }},
      {"Tiêu chí!C4 UNKNOWN_GROUP", [](Edited& e) { e.At("Tiêu chí", 4, "parent") = "I.2"; }},
      {"Tiêu chí!C4 REQUIRED", [](Edited& e) { e.At("Tiêu chí", 4, "parent").clear(); }},
      {"Tiêu chí!A4 UNKNOWN_WORD",
       [](Edited& e) {
         for (int column = 4; column <= 26; ++column) e.Cell("Tiêu chí", 4, column).clear();
         e.RemoveRow("Cộng trừ", 3);
         e.At("Tiêu chí", 4, "kind") = "tiêu chí";
       }},
      {"Tiêu chí!J4 BOTH_LISTS",
       [](Edited& e) { e.At("Tiêu chí", 4, "unitTypes") = e.At("Tiêu chí", 4, "exceptUnitTypes") = "XA"; }},
      {"Tiêu chí!AN2 UNKNOWN_COLUMN", [](Edited& e) { e.Cell("Tiêu chí", 2, 40) = "note"; }},
      {"Mức!D3 REQUIRED", [](Edited& e) { e.At("Mức", 3, "points").clear(); }},
      {"Mức!B4 DUPLICATE_LABEL", [](Edited& e) { e.At("Mức", 4, "label") = "Tốt"; }},
      {"Mức!D4 NEGATIVE", [](Edited& e) { e.At("Mức", 4, "points") = "-2"; }},
      {"Mức!C4 NOT_USED", [](Edited& e) { e.At("Mức", 4, "atLeast") = "2"; }},
      {"Mức!D5 NEGATIVE", [](Edited& e) { e.At("Mức", 5, "points") = "-2"; }},
      {"Mức!A5 UNKNOWN_CRITERION", [](Edited& e) { e.At("Mức", 5, "criterion") = "I.9"; }},
      {"Mức!A5 RULE_WITHOUT_LEVELS", [](Edited& e) { e.At("Mức", 5, "criterion") = "I.1"; }},
      {"Cộng trừ!E3 NEGATIVE", [](Edited& e) { e.At("Cộng trừ", 3, "pointsEach") = "-2"; }},
      {"Cộng trừ!C3 REQUIRED", [](Edited& e) { e.At("Cộng trừ", 3, "input").clear(); }},
      {"Cộng trừ!B3 UNKNOWN_WORD", [](Edited& e) { e.At("Cộng trừ", 3, "kind") = "trừ"; }},
      {"Thứ tự!B3 UNKNOWN_CODE", [](Edited& e) { e.At("Thứ tự", 3, "code") = "II"; }},
      {"Các bước!D3 BAD_DATE", [](Edited& e) { e.At("Các bước", 3, "due") = "45280"; }},
      {"Các bước TOO_FEW_STAGES", [](Edited& e) { e.At("Các bước", 3, "code") = "SELF"; }},
      {"Khen thưởng!A3 REQUIRED", [](Edited& e) { e.At("Khen thưởng", 3, "title").clear(); }},
      {"Khen thưởng!A4 DUPLICATE_TITLE",
       [](Edited& e) {
         for (int row : {3, 4}) e.At("Không xét khen", row, "award") = "Cờ thi đua";
         e.At("Khen thưởng", 4, "title") = "Cờ thi đua";
       }},
      {"Khen thưởng!C3 REQUIRED", [](Edited& e) { e.At("Khen thưởng", 3, "scope").clear(); }},
      {"Khen thưởng!C3 UNKNOWN_WORD", [](Edited& e) { e.At("Khen thưởng", 3, "scope") = "cụm"; }},
      {"Khen thưởng!D3 REQUIRED", [](Edited& e) { e.At("Khen thưởng", 3, "count").clear(); }},
      {"Khen thưởng!D3 NOT_WHOLE", [](Edited& e) { e.At("Khen thưởng", 3, "count") = "1.5"; }},
      {"Khen thưởng!E3 BOTH_COUNT_AND_PERCENT", [](Edited& e) { e.At("Khen thưởng", 3, "percent") = "20"; }},
      {"Khen thưởng!E4 NOT_A_DECIMAL", [](Edited& e) { e.At("Khen thưởng", 4, "percent") = "20%"; }},
      {"Khen thưởng!F4 NEGATIVE", [](Edited& e) { e.At("Khen thưởng", 4, "minTotal") = "-1"; }},
      {"Khen thưởng!G4 BAD_PERCENT", [](Edited& e) { e.At("Khen thưởng", 4, "minCriterionPercent") = "101"; }},
      {"Khen thưởng!H3 STRAY_CELL", [](Edited& e) { e.Cell("Khen thưởng", 3, 8) = "ghi chú"; }},
      {"Không xét khen!A4 REQUIRED", [](Edited& e) { e.At("Không xét khen", 4, "award").clear(); }},
      {"Không xét khen!A4 UNKNOWN_AWARD", [](Edited& e) { e.At("Không xét khen", 4, "award") = "Bằng khen"; }},
      {"Không xét khen!B4 UNKNOWN_CODE", [](Edited& e) { e.At("Không xét khen", 4, "criterion") = "I.9"; }},
      {"Không xét khen!C4 UNKNOWN_INPUT", [](Edited& e) { e.At("Không xét khen", 4, "input") = "target"; }},
      {"Không xét khen!C4 REQUIRED", [](Edited& e) { e.At("Không xét khen", 4, "input").clear(); }},
      {"Không xét khen!C4 DUPLICATE_EXCLUSION", [](Edited& e) { e.At("Không xét khen", 4, "input") = "n"; }},
      {"Không xét khen MISSING_SHEET", [](Edited& e) { e.RemoveSheet("Không xét khen"); }},
      {"Không xét khen!A3 UNKNOWN_AWARD", [](Edited& e) { e.RemoveSheet("Khen thưởng"); }},
      {"Thang điểm!C3 REQUIRED", [](Edited& e) { e.At("Thang điểm", 3, "value").clear(); }},
      {"Thang điểm!C4 BAD_YEAR", [](Edited& e) { e.At("Thang điểm", 4, "value") = "23"; }},
      {"Thang điểm!C5 UNKNOWN_WORD", [](Edited& e) { e.At("Thang điểm", 5, "value") = "XÃ"; }},
      {"Thang điểm!B4 UNKNOWN_FIELD", [](Edited& e) { e.At("Thang điểm", 4, "key") = "years"; }},
      {"Thang điểm!B4 REPEATED_FIELD", [](Edited& e) { e.At("Thang điểm", 4, "key") = "scaleId"; }},
      {"Thứ tự MISSING_SHEET", [](Edited& e) { e.RemoveSheet("Thứ tự"); }},
      {"Tiêu chí!B2 MISSING_COLUMN",
       [](Edited& e) {
         for (int row = 1; row <= 6; ++row) e.Cell("Tiêu chí", row, 2).clear();
       }},
  };
  for (const auto& [wanted, edit] : cases) {
    Edited edited;
    edit(edited);
    EXPECT_THAT(FaultsOf(edited.Bytes()), ::testing::Contains(wanted));
  }
}

TEST(ReadScaleXlsxTest, AFaultInOneCellIsOneFault) {
  Edited edited;
  edited.At("Tiêu chí", 4, "maxPoints") = "nhiều";
  EXPECT_THAT(FaultsOf(edited.Bytes()), ElementsAre("Tiêu chí!F4 NOT_A_DECIMAL"));
}

TEST(ReadScaleXlsxTest, GroupsInACircle) {
  Edited edited;
  edited.Cell("Tiêu chí", 7, 1) = edited.Cell("Tiêu chí", 8, 1) = "group";
  edited.Cell("Tiêu chí", 7, 2) = edited.Cell("Tiêu chí", 8, 3) = "II";
  edited.Cell("Tiêu chí", 8, 2) = edited.Cell("Tiêu chí", 7, 3) = "III";
  EXPECT_THAT(FaultsOf(edited.Bytes()), ElementsAre("Tiêu chí!C7 CIRCULAR_GROUPS", "Tiêu chí!C8 CIRCULAR_GROUPS"));
}

TEST(ReadScaleXlsxTest, GroupsNestedTooDeep) {
  Edited edited;
  for (int i = 0; i < 5'000; ++i) {
    edited.Cell("Tiêu chí", 10 + i, 1) = "group";
    edited.Cell("Tiêu chí", 10 + i, 2) = absl::StrCat("G", i);
    edited.Cell("Tiêu chí", 10 + i, 3) = i == 0 ? "I" : absl::StrCat("G", i - 1);
  }
  EXPECT_THAT(FaultsOf(edited.Bytes()), ElementsAre("Tiêu chí!C41 TOO_DEEP"));
}

TEST(ReadScaleXlsxTest, RefusesWhatIsNoWorkbook) {
  EXPECT_THAT(FaultsOf("{\"scaleId\":\"x\"}"), ElementsAre(" NOT_XLSX"));
  xlsx::Writer writer;
  worksheet_write_formula(writer.AddSheet("Tiêu chí"), 11, 5, "=1+1", nullptr);
  EXPECT_THAT(FaultsOf(*writer.Finish()), ElementsAre("Tiêu chí!F12 FORMULA"));
}

TEST(WriteScaleXlsxTest, RefusesAListThatACellCannotHold) {
  for (const char* item : {"", "a\nb", " a"}) {
    ScaleDefinition definition = DefinitionOf({CriterionOf("I.1", Full{})});
    definition.groups[0].criteria[0].zero_if = {item};
    const auto bytes = WriteScaleXlsx(definition, Language::kVietnamese);
    ASSERT_FALSE(bytes.ok());
    EXPECT_EQ(Problem::FromStatus(bytes.status()).reason, "NOT_FOR_XLSX");
  }
}

}  // namespace
}  // namespace thidua::scoring
