#include "services/tasks/reminders/delivery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/sql/location.h"
#include "services/tasks/storage/tasks_schema.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const absl::Time kStart = absl::FromUnixSeconds(1'735'000'000);

// Does with each notice what the test says, and counts what arrived.
class ScriptedSink final : public NoticeSink {
 public:
  absl::Status Deliver(const Notice& notice) override {
    const absl::Status status = answer(notice);
    if (status.ok() || lost_after_arrival) ++arrived[notice.key];
    return status;
  }

  std::function<absl::Status(const Notice&)> answer = [](const Notice&) { return absl::OkStatus(); };
  bool lost_after_arrival = false;
  std::map<std::string, int> arrived;
};

class DeliveryTest : public ::testing::Test {
 protected:
  void Make(int count) {
    std::vector<Notice> notices;
    for (int i = 0; i < count; ++i) {
      notices.push_back({.key = absl::StrCat("k", i), .unit = "21526", .year = 2024, .date = CivilDay(2024, 12, 24)});
    }
    ASSERT_EQ(*store_.Make(notices, now_), count);
  }

  NoticeDelivery Worker(const std::string& name) {
    return NoticeDelivery(store_, sink_, name, [this] { return now_; }, {});
  }

  int InState(Notice::State state) {
    const auto notices = store_.List({.state = state}, 0, 1000);
    EXPECT_TRUE(notices.ok());
    return static_cast<int>(notices->size());
  }

  std::unique_ptr<sql::Database> database_ = *OpenTasksDatabase(sql::Location::InMemory());
  NoticeStore store_{*database_};
  ScriptedSink sink_;
  absl::Time now_ = kStart;
};

TEST(RetryDelay, GrowsOverADayAndThenGivesUp) {
  absl::Duration all;
  absl::Duration before;
  for (int attempts = 1; attempts <= 9; ++attempts) {
    const auto least = RetryDelay(attempts, 0), most = RetryDelay(attempts, 999);
    ASSERT_TRUE(least.has_value() && most.has_value());
    EXPECT_LT(*least, *most);
    EXPECT_GT(*least, before);
    before = *least;
    all += *most;
  }
  EXPECT_GT(all, absl::Hours(20));
  EXPECT_LT(all, absl::Hours(36));
  EXPECT_FALSE(RetryDelay(10, 0).has_value());
}

TEST_F(DeliveryTest, EachPendingNoticeArrivesOnce) {
  Make(50);
  NoticeDelivery worker = Worker("one");
  ASSERT_TRUE(worker.DeliverPending().ok());
  ASSERT_TRUE(worker.DeliverPending().ok());
  EXPECT_EQ(sink_.arrived.size(), 50u);
  for (const auto& [key, times] : sink_.arrived) EXPECT_EQ(times, 1) << key;
  EXPECT_EQ(InState(Notice::State::kDelivered), 50);
}

TEST_F(DeliveryTest, WhatARefusingReceiverWantsNotIsTriedAgainAndGivenUp) {
  Make(1);
  sink_.answer = [](const Notice&) { return absl::FailedPreconditionError("HTTP 400"); };
  NoticeDelivery worker = Worker("one");
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(worker.DeliverPending().ok());
    now_ += absl::Hours(12);
  }
  EXPECT_EQ(InState(Notice::State::kFailed), 1);
  EXPECT_EQ(store_.List({}, 0, 10)->front().attempts, 10);
  EXPECT_EQ(store_.List({}, 0, 10)->front().last_error, "HTTP 400");
  // Taken up again by hand.
  sink_.answer = [](const Notice&) { return absl::OkStatus(); };
  EXPECT_EQ(*store_.Retry(now_), 1);
  ASSERT_TRUE(worker.DeliverPending().ok());
  EXPECT_THAT(sink_.arrived, ElementsAre(Pair("k0", 1)));
}

TEST_F(DeliveryTest, OneRefusedNoticeHoldsNoOtherUp) {
  Make(3);
  sink_.answer = [](const Notice& notice) {
    return notice.key == "k1" ? absl::FailedPreconditionError("HTTP 400") : absl::OkStatus();
  };
  ASSERT_TRUE(Worker("one").DeliverPending().ok());
  EXPECT_THAT(sink_.arrived, ElementsAre(Pair("k0", 1), Pair("k2", 1)));
}

TEST_F(DeliveryTest, AReceiverThatIsAwayIsNotAskedForEachNotice) {
  Make(30);
  int asked = 0;
  sink_.answer = [&](const Notice&) {
    ++asked;
    return absl::UnavailableError("no answer");
  };
  NoticeDelivery worker = Worker("one");
  ASSERT_TRUE(worker.DeliverPending().ok());
  EXPECT_EQ(asked, 1);
  sink_.answer = [](const Notice&) { return absl::OkStatus(); };
  now_ += absl::Hours(1);
  ASSERT_TRUE(worker.DeliverPending().ok());
  EXPECT_EQ(sink_.arrived.size(), 30u);
}

// A worker that dies between sending and marking: another one sends it again, under the same id, so that a receiver
// that remembers ids has it once; and none is lost.
TEST_F(DeliveryTest, WhatAKilledWorkerHeldIsTakenOver) {
  Make(40);
  sink_.lost_after_arrival = true;
  int sent = 0;
  sink_.answer = [&](const Notice&) { return ++sent == 7 ? absl::CancelledError("killed") : absl::OkStatus(); };
  EXPECT_TRUE(absl::IsCancelled(Worker("killed").DeliverPending()));
  NoticeDelivery other = Worker("other");
  ASSERT_TRUE(other.DeliverPending().ok());
  EXPECT_LT(sink_.arrived.size(), 40u);  // The rest of the dead worker's claim is still its own.
  now_ += absl::Minutes(2);
  ASSERT_TRUE(other.DeliverPending().ok());
  EXPECT_EQ(sink_.arrived.size(), 40u);
  int twice = 0;
  for (const auto& [key, times] : sink_.arrived) twice += times > 1 ? 1 : 0;
  EXPECT_EQ(twice, 1);
}

TEST_F(DeliveryTest, StopsAtOnce) {
  Make(5);
  NoticeDelivery worker = Worker("one");
  worker.Stop();
  EXPECT_TRUE(absl::IsCancelled(worker.DeliverPending()));
  EXPECT_TRUE(sink_.arrived.empty());
}

}  // namespace
}  // namespace thidua::tasks
