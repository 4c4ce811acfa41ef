#include "services/scoring/usecases/sheet_writes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/sql/location.h"
#include "common/status/problem.h"
#include "services/scoring/domain/scale_builder_for_test.h"
#include "services/scoring/usecases/audit.h"
#include "services/scoring/usecases/sheet_place.h"

namespace thidua::scoring {
namespace {

constexpr int kYear = 2023;

// A cluster of two communes under one scale of one declared criterion.
class SheetWriterTest : public ::testing::Test {
 protected:
  SheetWriterTest() : catalog_([](const std::string&) { return DefinitionOf({CriterionOf("I.1", Declared{})}); }) {
    store_ = *OpenSqlScoringStore(sql::Location::InMemory(), 4, absl::UnixEpoch());
    writer_ = std::make_unique<SheetWriter>(*store_, catalog_);
    EXPECT_TRUE(store_
                    ->Write([](WriteTransaction& transaction) -> absl::Status {
                      const std::vector<Unit> units = {
                          {"2", "Huyện B", "HUYEN", 2, ""}, {"21", "Xã X", "XA", 3, "2"}, {"22", "Xã Y", "XA", 3, "2"}};
                      if (auto status = transaction.PutUnits(units); !status.ok()) return status;
                      if (auto status = transaction.AddScale({"s", 1, kYear, 3, {}, "{}", 1}); !status.ok())
                        return status;
                      return transaction.PutClusterYear({"k", kYear, "Cụm K", "2", {{"21", true}, {"22"}}});
                    })
                    .ok());
  }

  // Declares points for a unit.
  SheetRequest Declare(const std::string& unit, const std::string& points, const std::string& request_id = "",
                       const std::string& etag = "") {
    ++made_;
    return {.action = "sheet.update",
            .act = {.by = {.name = "Trí", .unit = unit}, .at = now_},
            .year = kYear,
            .operations = {{.unit = unit,
                            .etag = etag,
                            .change =
                                [points](const SheetContext&, SheetRecord& record) {
                                  record.figures[{"I.1", "points"}] = {.value = points};
                                  return absl::OkStatus();
                                }}},
            .request_id = request_id,
            .fingerprint = unit + points,
            .reply = [n = made_](absl::Span<const SheetResult> results) {
              return "reply " + std::to_string(n) + " v" + std::to_string(results.front().version);
            }};
  }
  SheetRecord Record(const std::string& unit) {
    SheetRecord record;
    EXPECT_TRUE(store_
                    ->Read([&](ReadTransaction& transaction) {
                      record = *LoadRecord(transaction, unit, kYear);
                      return absl::OkStatus();
                    })
                    .ok());
    return record;
  }
  int64_t LogSize() {
    int64_t number = 0;
    EXPECT_TRUE(store_
                    ->Read([&](ReadTransaction& transaction) {
                      number = transaction.LogHead()->number;
                      return absl::OkStatus();
                    })
                    .ok());
    return number;
  }
  void ExpectLogLeadsToState() {
    EXPECT_TRUE(
        store_->Read([&](ReadTransaction& transaction) { return CompareStateWithLog(transaction).status(); }).ok());
  }

  ScaleCatalog catalog_;
  std::unique_ptr<ScoringStore> store_;
  std::unique_ptr<SheetWriter> writer_;
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  int made_ = 0;
};

TEST_F(SheetWriterTest, ARepeatedRequestGetsItsFirstReply) {
  const std::string first = *writer_->Write(Declare("21", "50", "a"));
  EXPECT_EQ(*writer_->Write(Declare("21", "50", "a")), first);
  EXPECT_EQ(LogSize(), 1);
  ASSERT_TRUE(writer_->Write(Declare("21", "60", "b")).ok());
  EXPECT_EQ(*writer_->Write(Declare("21", "50", "a")), first) << "and does not undo what came after it";
  EXPECT_EQ(Record("21").figures.begin()->second.value, "60");
  EXPECT_EQ(Problem::FromStatus(writer_->Write(Declare("21", "70", "a")).status()).reason, "REQUEST_ID_REUSED");
  ExpectLogLeadsToState();
}

TEST_F(SheetWriterTest, RepliesAreKeptTwoDays) {
  const std::string first = *writer_->Write(Declare("21", "50", "a"));
  now_ += absl::Hours(47);
  ASSERT_TRUE(writer_->Write(Declare("21", "60", "b")).ok());
  EXPECT_EQ(*writer_->Write(Declare("21", "50", "a")), first);
  now_ += absl::Hours(3);
  ASSERT_TRUE(writer_->Write(Declare("21", "70", "c")).ok());
  EXPECT_NE(*writer_->Write(Declare("21", "50", "a")), first) << "forgotten, so done again";
}

TEST_F(SheetWriterTest, WhatChangesNothingIsNotWritten) {
  ASSERT_TRUE(writer_->Write(Declare("21", "50")).ok());
  const int64_t version = Record("21").version;
  ASSERT_TRUE(writer_->Write(Declare("21", "50")).ok());
  EXPECT_EQ(Record("21").version, version);
  EXPECT_EQ(LogSize(), 1);
}

TEST_F(SheetWriterTest, AStaleEtagIsToldTheCurrentOne) {
  ASSERT_TRUE(writer_->Write(Declare("21", "50", "", EtagOf(0))).ok());
  const auto stale = writer_->Write(Declare("21", "60", "", EtagOf(0)));
  EXPECT_TRUE(absl::IsAborted(stale.status()));
  EXPECT_EQ(Problem::FromStatus(stale.status()).metadata.at("etag"), EtagOf(Record("21").version));
  EXPECT_EQ(Record("21").figures.begin()->second.value, "50");
}

TEST_F(SheetWriterTest, ABatchIsStoredWholeOrNotAtAll) {
  SheetRequest batch = Declare("21", "50");
  batch.operations.push_back(Declare("22", "60").operations.front());
  ASSERT_TRUE(writer_->Write(batch).ok());
  EXPECT_EQ(Record("21").version, Record("22").version);

  batch = Declare("21", "70");
  batch.operations.push_back({.unit = "22", .change = [](const SheetContext&, SheetRecord&) {
                                return FailedPrecondition("NO", {.vi = "không", .en = "no"});
                              }});
  EXPECT_FALSE(writer_->Write(batch).ok());
  EXPECT_EQ(Record("21").figures.begin()->second.value, "50");
  ExpectLogLeadsToState();
}

// Writers of the same cluster make each other start again; nobody's work is lost.
TEST_F(SheetWriterTest, WritersOfOneClusterLoseNothing) {
  constexpr int kThreads = 8, kRounds = 40;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int round = 0; round < kRounds; ++round) {
        const std::string name = "n" + std::to_string(t) + "." + std::to_string(round);
        SheetRequest request{.action = "sheet.update",
                             .act = {.by = {}, .at = now_},
                             .year = kYear,
                             .operations = {{.unit = t % 2 == 0 ? "21" : "22",
                                             .change =
                                                 [&](const SheetContext&, SheetRecord& record) {
                                                   record.figures[{"I.1", name}] = {.value = "1"};
                                                   return absl::OkStatus();
                                                 }}},
                             .reply = [](absl::Span<const SheetResult>) { return std::string(); }};
        EXPECT_TRUE(writer_->Write(request).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Record("21").figures.size() + Record("22").figures.size(), kThreads * kRounds);
  EXPECT_EQ(LogSize(), kThreads * kRounds);
  ExpectLogLeadsToState();
}

}  // namespace
}  // namespace thidua::scoring
