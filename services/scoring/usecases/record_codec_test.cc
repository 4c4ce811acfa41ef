#include "services/scoring/usecases/record_codec.h"

#include <gtest/gtest.h>

#include "common/status/problem.h"

namespace thidua::scoring {
namespace {

// A record with one of everything that it can hold.
SheetRecord FullRecord() {
  const Actor by{.name = "Phạm \"Trí\"\n", .unit = "21526", .office = "TC-KT"};
  const absl::Time at = absl::FromUnixMicros(1'700'000'000'123'456);
  SheetRecord record{.unit = "21526", .year = 2023, .version = 7};
  record.stage = "CLUSTER";
  record.came_from = "SELF";
  record.since = at;
  record.handed_on = {{"SELF", at}};
  record.figures = {{{"I.1", "plan"}, {"36000000", "kế hoạch"}}, {{"I.1", "actual"}, {"34265077", ""}}};
  record.decisions = {{{"I.1", "CLUSTER"}, {"95.5", "họp cụm", by, at, "ab"}}};
  record.confirmations = {{{"I.1", "DEPARTMENT"}, {by, at, "ab"}}};
  record.evidence = {{"e1",
                      {.criterion = "I.1",
                       .title = "Quyết định",
                       .number = "104/KH-UBND",
                       .date = "2023-12-20",
                       .issuer = "UBND",
                       .link = "https://x",
                       .sha256 = "00",
                       .file_name = "a.pdf",
                       .media_type = "application/pdf",
                       .size = 5,
                       .by = by,
                       .at = at}},
                     {"e2", {.criterion = "I.2", .title = "t", .by = {}, .at = at}}};
  return record;
}

StoredSheet Stored(const SheetRecord& record) {
  return {.unit = record.unit, .year = record.year, .version = record.version, .body = EncodeRecord(record)};
}

TEST(RecordCodecTest, ReadsWhatItWrote) {
  for (const SheetRecord& record : {FullRecord(), SheetRecord{.unit = "1", .year = 2023}}) {
    const auto read = DecodeRecord(Stored(record));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, record);
    EXPECT_EQ(EncodeRecord(*read), EncodeRecord(record));
  }
}

TEST(RecordCodecTest, HandsOutFiguresWithoutKeepingThem) {
  SheetRecord wanted = FullRecord();
  std::vector<std::string> seen;
  const auto read =
      DecodeRecord(Stored(wanted), [&](std::string_view criterion, std::string_view input, std::string_view value) {
        seen.push_back(std::string(criterion) + "." + std::string(input) + "=" + std::string(value));
      });
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(seen, (std::vector<std::string>{"I.1.actual=34265077", "I.1.plan=36000000"}));
  wanted.figures.clear();
  wanted.evidence.clear();
  EXPECT_EQ(*read, wanted);
}

TEST(RecordCodecTest, LogEntriesLeadToTheRecord) {
  const LogContent content{.number = 3,
                           .time = absl::FromUnixMicros(1'700'000'000'123'456),
                           .action = "sheet.submit",
                           .by = {.name = "Trí"},
                           .unit = "21526",
                           .year = 2023,
                           .version = 7,
                           .reason = "lý do",
                           .request_id = "r",
                           .changes = Compare(SheetRecord(), FullRecord())};
  const auto read = DecodeLog({.number = 3, .text = "{\"number\":3,\"version\":7," + EncodeLogMembers(content) + "}"});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->number, 3);
  EXPECT_EQ(read->version, 7);
  EXPECT_EQ(read->time, content.time);
  EXPECT_EQ(read->action, content.action);
  EXPECT_EQ(read->reason, content.reason);
  EXPECT_EQ(read->changes, content.changes);
  SheetRecord replayed{.unit = "21526", .year = 2023, .version = 7};
  Apply(read->changes, replayed);
  EXPECT_EQ(replayed, FullRecord());
}

TEST(RecordCodecTest, SpoiledTextIsAFaultOfTheStore) {
  for (const char* body : {"", "{", "[]", R"({"figures":[["I.1"]]})", R"({"figures":[],"decisions":[["a","b",{}]]})"}) {
    const StoredSheet stored{.unit = "1", .year = 2023, .body = body};
    EXPECT_TRUE(absl::IsInternal(DecodeRecord(stored).status())) << body;
    EXPECT_TRUE(absl::IsInternal(DecodeRecord(stored, [](auto, auto, auto) {}).status())) << body;
  }
  for (const char* text : {"", "{}", R"({"number":1,"time":"yesterday","by":{}})",
                           R"({"number":1,"time":"2023-11-14T22:13:20Z","by":{},"changes":[{"kind":"x"}]})"}) {
    EXPECT_TRUE(absl::IsInternal(DecodeLog({.number = 1, .text = text}).status())) << text;
  }
}

}  // namespace
}  // namespace thidua::scoring
