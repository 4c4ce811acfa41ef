#include "common/csv/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace thidua::csv {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Faults(const std::string& content, const std::vector<std::string>& columns = {"a", "b?"}) {
  imports::FaultList faults;
  Table::Read(content, columns, faults);
  std::vector<std::string> out;
  for (const imports::Fault& fault : faults.Sorted()) {
    out.push_back(std::to_string(fault.line) + ":" + std::to_string(fault.column) + ":" + fault.reason);
  }
  return out;
}

TEST(TableTest, ReadsColumnsByNameInAnyOrder) {
  imports::FaultList faults;
  const Table table = Table::Read(
      "\xEF\xBB\xBF"
      "b,x,a\r\n1,2,3\r\n",
      {"a", "b", "c?"}, faults);
  EXPECT_TRUE(faults.empty());
  ASSERT_EQ(table.rows().size(), 1u);
  EXPECT_THAT(table.rows()[0].fields, ElementsAre("3", "1", ""));
  EXPECT_EQ(table.columns().FaultAt(table.rows()[0], 0, "R", {}).column, 3);
}

TEST(TableTest, KnowsTheLineOfEachRecord) {
  imports::FaultList faults;
  const Table table = Table::Read("a\n1\n\n\"two\nlines\"\n\"\nstarts with a break\"\n5", {"a"}, faults);
  EXPECT_TRUE(faults.empty());
  std::vector<int> lines;
  for (const auto& row : table.rows()) lines.push_back(row.line);
  EXPECT_THAT(lines, ElementsAre(2, 4, 6, 8));
  EXPECT_EQ(table.rows()[1].fields[0], "two\nlines");
}

TEST(TableTest, ComposesVietnameseNames) {
  imports::FaultList faults;
  const Table table = Table::Read("a\nBa To\xCC\x9B\n", {"a"}, faults);
  EXPECT_EQ(table.rows()[0].fields[0], "Ba T\xC6\xA1");
}

TEST(TableTest, NamesWhatIsWrongAndWhere) {
  EXPECT_THAT(Faults(""), ElementsAre("1:0:NO_HEADING"));
  EXPECT_THAT(Faults("b\n1\n"), ElementsAre("1:0:MISSING_COLUMN"));
  EXPECT_THAT(Faults("a,a\n1,2\n"), ElementsAre("1:2:REPEATED_COLUMN"));
  EXPECT_THAT(Faults("a,b\n1\n1,2,3\n1,2\n"), ElementsAre("2:0:FIELD_COUNT", "3:0:FIELD_COUNT"));
  EXPECT_THAT(Faults("a,b\n1,\"2\n"), ElementsAre("2:0:OPEN_QUOTE"));
  EXPECT_THAT(Faults("a,b\n1,2\n1,x\"2\"\n"), ElementsAre("3:0:BAD_QUOTES"));
  EXPECT_THAT(Faults("a,b\n1,2\n\xFF,2\n"), ElementsAre("3:0:BAD_UTF8"));
}

TEST(RowReaderTest, RefusesFieldsByTheirColumn) {
  imports::FaultList faults;
  const Table table = Table::Read("a,b\n ,x\n\"1\n2\",1944\n", {"a", "b"}, faults);
  for (const Table::Row& row : table.rows()) {
    RowReader reader(table, row, faults);
    reader.Code(0);
    reader.Year(1);
    EXPECT_FALSE(reader.ok());
  }
  std::vector<std::string> reasons;
  for (const auto& fault : faults.Sorted()) reasons.push_back(fault.field + ":" + fault.reason);
  EXPECT_THAT(reasons, ElementsAre("a:SURROUNDING_SPACE", "b:BAD_NUMBER", "a:CONTROL_CHARACTER", "b:BAD_NUMBER"));
}

}  // namespace
}  // namespace thidua::csv
