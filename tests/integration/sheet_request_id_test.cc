// Requests that are sent again and again while scoring is killed and started: each has its effect once.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/integration/ba_to_sheets.h"

namespace thidua::integration {
namespace {

constexpr int kRequests = 10'000;
constexpr int kMostSends = 5;
constexpr int kThreads = 12;
constexpr int kKills = 6;
const std::vector<std::string> kUnits = {"21484", "21511", "21526", "21532", "21535", "21493", "21496",
                                         "21502", "21508", "21499", "21505", "21517", "21487", "21490"};
constexpr unsigned kSeed = 20230535;
// How far a repeated call may stray from the first one.
constexpr size_t kWindow = 400;

// Figures that take any decimal that is not negative, so that each request can leave a value of its own.
const std::vector<std::pair<std::string, std::string>> kFigures = {
    {"I.1", "actual"}, {"I.2", "actual"}, {"I.5", "actual"}, {"I.8", "actual"}, {"II.1", "done"}, {"III.3", "done"}};

std::string IdOf(int request) { return absl::StrCat("yeu-cau-", request); }

// The calls to make, in order, and how often the server was started again.
class Course {
 public:
  explicit Course(std::vector<int> sends) : sends_(std::move(sends)) {}

  std::optional<int> Next() {
    const size_t at = next_++;
    return at < sends_.size() ? std::optional(sends_[at]) : std::nullopt;
  }
  size_t made() const { return std::min(next_.load(), sends_.size()); }
  size_t size() const { return sends_.size(); }

  int starts() {
    const std::lock_guard lock(mutex_);
    return starts_;
  }
  void Started() {
    const std::lock_guard lock(mutex_);
    ++starts_;
    changed_.notify_all();
  }
  void AwaitStartAfter(int start) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(1), [&] { return starts_ > start; });
  }

 private:
  const std::vector<int> sends_;
  std::atomic<size_t> next_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  int starts_ = 0;
};

// A caller that repeats a request until there is an answer.
class Caller {
 public:
  Caller(std::string address, Course& course) : address_(std::move(address)), course_(course) {}

  std::string Send(const pb::UpdateSheetRequest& request) {
    while (true) {
      pb::UpdateSheetResponse response;
      const grpc::Status status =
          Desk::Call(desk_->sheets(), &SheetService::Stub::UpdateSheet, request, &response, OfUnit(request.unit()));
      if (status.ok()) return response.SerializeAsString();
      if (status.error_code() != grpc::StatusCode::UNAVAILABLE) return "refused: " + ReasonOf(status);
      course_.AwaitStartAfter(start_);
      start_ = course_.starts();
      desk_ = std::make_unique<Desk>(address_);
    }
  }

 private:
  const std::string address_;
  Course& course_;
  int start_ = course_.starts();
  std::unique_ptr<Desk> desk_ = std::make_unique<Desk>(address_);
};

class RequestIdTest : public ::testing::Test {
 protected:
  RequestIdTest() {
    std::mt19937 random(kSeed);
    const Desk desk = process_.NewDesk();
    for (int i = 0; i < kRequests; ++i) {
      const std::string& unit = kUnits[random() % kUnits.size()];
      const auto& [criterion, input] = kFigures[random() % kFigures.size()];
      requests_.push_back(
          desk.UpdateOf(unit, {{criterion, input, absl::StrCat(i + 1), "báo cáo"}}, {.request_id = IdOf(i)}));
    }
  }

  static std::vector<int> Sends() {
    std::mt19937 random(kSeed);
    std::vector<int> sends;
    for (int i = 0; i < kRequests; ++i) sends.insert(sends.end(), 1 + random() % kMostSends, i);
    for (size_t start = 0; start < sends.size(); start += kWindow) {
      const auto first = sends.begin() + static_cast<std::ptrdiff_t>(start);
      std::shuffle(first, first + static_cast<std::ptrdiff_t>(std::min(kWindow, sends.size() - start)), random);
    }
    return sends;
  }

  // Makes every call of the course. Replies of a request that differ are failures.
  void Call(const std::string& address, Course& course) {
    Caller caller(address, course);
    while (const std::optional<int> request = course.Next()) {
      const std::string reply = caller.Send(requests_[*request]);
      const std::lock_guard lock(mutex_);
      const auto [first, added] = replies_.try_emplace(*request, reply);
      EXPECT_EQ(first->second, reply) << IdOf(*request);
    }
  }

  // Waits until so many calls were made, then kills scoring in the middle of whatever it does and starts it again.
  void KillAt(size_t calls, Course& course) {
    EXPECT_TRUE(WaitUntil([&] { return course.made() >= calls; }, absl::Minutes(2)));
    process_.service().Kill();
    process_.service().Start();
    course.Started();
  }

  void ExpectEachOnceInTheLog(const Desk& desk) {
    std::map<std::string, int> counts;
    for (const pb::AuditEntry& entry : desk.AuditEntries()) {
      constexpr std::string_view kMember = "\"request_id\":\"";
      const size_t start = entry.entry().find(kMember);
      if (start == std::string::npos) continue;
      const size_t end = entry.entry().find('"', start + kMember.size());
      ++counts[entry.entry().substr(start + kMember.size(), end - start - kMember.size())];
    }
    EXPECT_EQ(counts.size(), static_cast<size_t>(kRequests));
    for (int i = 0; i < kRequests; ++i) EXPECT_EQ(counts[IdOf(i)], 1) << IdOf(i);
  }

  ScoringProcess process_;
  std::vector<pb::UpdateSheetRequest> requests_;
  std::mutex mutex_;
  std::map<int, std::string> replies_;
};

TEST_F(RequestIdTest, EachHasItsEffectOnce) {
  Course course(Sends());
  const absl::Time start = absl::Now();
  std::vector<std::jthread> callers;
  for (int i = 0; i < kThreads; ++i) {
    callers.emplace_back([&, address = process_.service().address()] { Call(address, course); });
  }
  for (int kill = 1; kill <= kKills; ++kill) KillAt(kill * course.size() / (kKills + 1), course);
  callers.clear();
  std::cout << "seed " << kSeed << ": " << course.size() << " calls of " << kRequests << " requests, " << kKills
            << " kills, " << absl::Now() - start << '\n';

  const Desk desk = process_.NewDesk();
  EXPECT_EQ(replies_.size(), static_cast<size_t>(kRequests));
  for (const auto& [request, reply] : replies_) {
    pb::UpdateSheetResponse response;
    EXPECT_TRUE(response.ParseFromString(reply)) << reply;
    EXPECT_EQ(response.sheet().changes(), 1) << IdOf(request);
  }
  ExpectEachOnceInTheLog(desk);
  EXPECT_EQ(CheckChain(desk.AuditEntries()), "");
  const grpc::Status verified = desk.VerifyAudit();
  EXPECT_TRUE(verified.ok()) << verified.error_message();
}

TEST_F(RequestIdTest, OtherContentUnderTheSameIdIsRefused) {
  const Desk desk = process_.NewDesk();
  const pb::UpdateSheetRequest& first = requests_.front();
  const Actor by = OfUnit(first.unit());
  ASSERT_TRUE(desk.Update(by, first).ok());
  const pb::GetAuditHeadResponse head = desk.AuditHead();

  pb::UpdateSheetRequest other_value = first;
  other_value.mutable_edits(0)->set_value("7");
  pb::UpdateSheetRequest other_unit = first;
  other_unit.set_unit(first.unit() == kUnits[0] ? kUnits[1] : kUnits[0]);
  pb::UpdateSheetRequest other_etag = first;
  other_etag.set_etag(desk.Sheet(first.unit()).etag());
  pb::SubmitSheetRequest other_method;
  other_method.set_unit(first.unit());
  other_method.set_year(first.year());
  other_method.set_request_id(first.request_id());
  pb::SubmitSheetResponse ignored;

  for (const grpc::Status& status :
       {desk.Update(by, other_value).status, desk.Update(OfUnit(other_unit.unit()), other_unit).status,
        desk.Update(by, other_etag).status, desk.Update(Nobody(), first).status,
        Desk::Call(desk.sheets(), &SheetService::Stub::SubmitSheet, other_method, &ignored, by)}) {
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(ReasonOf(status), "REQUEST_ID_REUSED");
  }
  EXPECT_EQ(desk.AuditHead().hash(), head.hash());
}

// What was refused is not remembered: the same request may succeed later.
TEST_F(RequestIdTest, ARefusedRequestMaySucceedLater) {
  const Desk desk = process_.NewDesk();
  const std::string unit = "21526";
  const auto request = desk.UpdateOf(unit, FiguresOf(unit), {.request_id = "sau-khi-rut"});
  Report(desk, unit);
  EXPECT_EQ(desk.Update(OfUnit(unit), request).reason(), "WRONG_STAGE");
  MustBe(desk.Withdraw(OfUnit(unit), unit));
  EXPECT_EQ(desk.Update(OfUnit(unit), request).reason(), "OK");
}

}  // namespace
}  // namespace thidua::integration
