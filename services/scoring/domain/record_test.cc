#include "services/scoring/domain/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace thidua::scoring {
namespace {

using ::testing::IsEmpty;

absl::Time At(int64_t seconds) { return absl::FromUnixSeconds(seconds); }

SheetRecord Full() {
  return {.unit = "21535",
          .year = 2023,
          .version = 7,
          .stage = "CLUSTER",
          .came_from = "SELF",
          .since = At(5),
          .handed_on = {{"SELF", At(5)}},
          .figures = {{{"I.1", "actual"}, {"95", "biểu 1"}}, {{"I.1", "plan"}, {"100", ""}}},
          .decisions = {{{"I.1", "SELF"}, {.points = "90", .reason = "r", .by = {.unit = "21535"}, .at = At(4)}}},
          .confirmations = {{{"I.1", "DEPARTMENT"}, {.by = {.office = "PTC"}, .at = At(5), .figures = "f"}}},
          .evidence = {{"e1", {.criterion = "I.2", .title = "Kế hoạch", .size = 3, .at = At(3)}},
                       {"e2", {.criterion = "I.1", .title = "Báo cáo", .at = At(3)}}}};
}

// The same as `record` but for what Compare leaves out.
SheetRecord Bare(const SheetRecord& record) {
  return {.unit = record.unit, .year = record.year, .version = record.version};
}

std::vector<std::pair<Change::Kind, EntryKey>> Keys(const std::vector<Change>& changes) {
  std::vector<std::pair<Change::Kind, EntryKey>> keys;
  for (const Change& change : changes) keys.emplace_back(change.kind, change.key);
  return keys;
}

TEST(Compare, EqualRecordsDifferByNothing) {
  EXPECT_THAT(Compare(Full(), Full()), IsEmpty());
  SheetRecord other = Full();
  other.unit = "other";
  other.year = 1;
  other.version = 99;
  EXPECT_THAT(Compare(Full(), other), IsEmpty());
}

TEST(Compare, OrdersByKindThenKeyTheStandingLast) {
  using K = Change::Kind;
  const std::vector<std::pair<K, EntryKey>> expected = {
      {K::kFigure, {"I.1", "actual"}}, {K::kFigure, {"I.1", "plan"}},
      {K::kDecision, {"I.1", "SELF"}}, {K::kConfirmation, {"I.1", "DEPARTMENT"}},
      {K::kEvidence, {"I.1", "e2"}},   {K::kEvidence, {"I.2", "e1"}},
      {K::kStanding, {"", ""}}};
  EXPECT_EQ(Keys(Compare(Bare(Full()), Full())), expected);
  EXPECT_EQ(Keys(Compare(Full(), Bare(Full()))), expected);
}

TEST(Compare, MixesChangedAddedAndRemovedByKey) {
  SheetRecord after = Full();
  after.figures.erase({"I.1", "plan"});
  after.figures[{"I.1", "actual"}].value = "96";
  after.figures[{"I.0", "done"}] = {"1", ""};
  const std::vector<Change> changes = Compare(Full(), after);
  ASSERT_EQ(changes.size(), 3);
  EXPECT_EQ(changes[0], (Change{.kind = Change::Kind::kFigure, .key = {"I.0", "done"}, .to = Figure{"1", ""}}));
  EXPECT_EQ(changes[1], (Change{.kind = Change::Kind::kFigure,
                                .key = {"I.1", "actual"},
                                .from = Figure{"95", "biểu 1"},
                                .to = Figure{"96", "biểu 1"}}));
  EXPECT_EQ(changes[2], (Change{.kind = Change::Kind::kFigure, .key = {"I.1", "plan"}, .from = Figure{"100", ""}}));
}

TEST(Compare, NamesTheStandingWhole) {
  SheetRecord after = Full();
  after.handed_on["DEPARTMENT"] = At(6);
  const std::vector<Change> changes = Compare(Full(), after);
  ASSERT_EQ(changes.size(), 1);
  EXPECT_EQ(std::get<Standing>(changes[0].from),
            (Standing{.stage = "CLUSTER", .came_from = "SELF", .since = At(5), .handed_on = {{"SELF", At(5)}}}));
  EXPECT_EQ(std::get<Standing>(changes[0].to).handed_on.size(), 2);
}

// Every single field matters to Compare and comes back by Apply.
TEST(Apply, RestoresEachFieldAlone) {
  const auto edits = std::vector<std::pair<const char*, void (*)(SheetRecord&)>>{
      {"nothing", [](SheetRecord&) {}},
      {"stage", [](SheetRecord& r) { r.stage = "SELF"; }},
      {"came_from", [](SheetRecord& r) { r.came_from = ""; }},
      {"since", [](SheetRecord& r) { r.since = absl::InfinitePast(); }},
      {"handed_on", [](SheetRecord& r) { r.handed_on.clear(); }},
      {"value",
       [](SheetRecord& r) {
         r.figures[{"I.1", "plan"}].value = "101";
       }},
      {"source",
       [](SheetRecord& r) {
         r.figures[{"I.1", "plan"}].source = "s";
       }},
      {"points",
       [](SheetRecord& r) {
         r.decisions[{"I.1", "SELF"}].points = "91";
       }},
      {"reason",
       [](SheetRecord& r) {
         r.decisions[{"I.1", "SELF"}].reason = "";
       }},
      {"decider",
       [](SheetRecord& r) {
         r.decisions[{"I.1", "SELF"}].by.name = "An";
       }},
      {"decision added",
       [](SheetRecord& r) {
         r.decisions[{"I.1", "CLUSTER"}].points = "1";
       }},
      {"decision removed", [](SheetRecord& r) { r.decisions.clear(); }},
      {"confirmation",
       [](SheetRecord& r) {
         r.confirmations[{"I.1", "DEPARTMENT"}].figures = "g";
       }},
      {"confirmation removed", [](SheetRecord& r) { r.confirmations.clear(); }},
      {"evidence file", [](SheetRecord& r) { r.evidence["e1"].sha256 = "00"; }},
      {"evidence moved to another criterion", [](SheetRecord& r) { r.evidence["e1"].criterion = "I.9"; }},
      {"evidence removed", [](SheetRecord& r) { r.evidence.erase("e1"); }},
      {"all removed", [](SheetRecord& r) { r = Bare(r); }},
  };
  for (const auto& [name, edit] : edits) {
    SCOPED_TRACE(name);
    SheetRecord after = Full();
    edit(after);
    EXPECT_EQ(Compare(Full(), after).empty(), after == Full());
    SheetRecord forward = Full();
    Apply(Compare(Full(), after), forward);
    EXPECT_EQ(forward, after);
    SheetRecord back = after;
    Apply(Compare(after, Full()), back);
    EXPECT_EQ(back, Full());
  }
}

TEST(Apply, LeavesUnitYearAndVersion) {
  SheetRecord record{.unit = "u", .year = 1, .version = 2};
  Apply(Compare({}, Full()), record);
  EXPECT_EQ(record.unit, "u");
  EXPECT_EQ(record.year, 1);
  EXPECT_EQ(record.version, 2);
  EXPECT_THAT(Compare(record, Full()), IsEmpty());
}

SheetRecord Reporting(std::vector<std::pair<EntryKey, std::string>> figures) {
  SheetRecord record;
  for (auto& [key, value] : figures) record.figures[key] = {.value = value, .source = "s"};
  return record;
}

TEST(FiguresOf, IsStable) {
  EXPECT_EQ(FiguresOf(Full(), "I.1"),
            FiguresOf(Reporting({{{"I.1", "plan"}, "100"}, {{"I.1", "actual"}, "95"}}), "I.1"))
      << "sources do not matter";
  // Stored in decisions and confirmations: it must never change. XXH3-128 of "6:actual=2:954:plan=3:100".
  EXPECT_EQ(FiguresOf(Full(), "I.1"), "788673df08235dbedcf6172a24f5e870");
}

TEST(FiguresOf, IsEmptyWhereNothingIsReported) {
  EXPECT_EQ(FiguresOf(Full(), "I.2"), "");
  EXPECT_EQ(FiguresOf(Full(), "I"), "") << "the code is not a prefix";
  EXPECT_EQ(FiguresOf({}, ""), "");
}

TEST(FiguresOf, KeepsDifferentFiguresApart) {
  const std::vector<SheetRecord> records = {
      Reporting({{{"c", "a"}, "1"}}),
      Reporting({{{"c", "a"}, "2"}}),
      Reporting({{{"c", "b"}, "1"}}),
      Reporting({{{"c", "a"}, ""}}),
      Reporting({{{"c", "a"}, "1"}, {{"c", "b"}, ""}}),
      Reporting({{{"c", "ab"}, "c"}}),
      Reporting({{{"c", "a"}, "bc"}}),
      Reporting({{{"c", "a"}, "1"}, {{"c", "b"}, "2"}}),
      Reporting({{{"c", "a"}, "2"}, {{"c", "b"}, "1"}}),
      Reporting({{{"c", "a"}, "1=1:b2"}}),
      Reporting({{{"c", "a"}, "11:b=1:2"}}),
      Reporting({{{"c", "a=1"}, "1"}}),
  };
  std::set<std::string> seen;
  for (const SheetRecord& record : records) EXPECT_TRUE(seen.insert(FiguresOf(record, "c")).second);
}

}  // namespace
}  // namespace thidua::scoring
