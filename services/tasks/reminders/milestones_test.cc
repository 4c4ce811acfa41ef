#include "services/tasks/reminders/milestones.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Kind = CalendarDay::Kind;

CivilDay Day(const std::string& text) { return *ParseCivilDay(text); }

// Tết 2024 and 2025 and the swap of 29/4/2024 for 4/5.
Calendar WithTet() {
  std::vector<CalendarDay> days;
  for (const char* date : {"2024-01-01", "2024-02-08", "2024-02-09", "2024-02-12", "2024-02-13", "2024-02-14",
                           "2024-04-18", "2024-04-29", "2024-04-30", "2024-05-01", "2024-09-02", "2024-09-03",
                           "2025-01-01", "2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31"}) {
    days.push_back({.date = Day(date), .kind = Kind::kHoliday, .name = "nghỉ"});
  }
  days.push_back({.date = Day("2024-05-04"), .kind = Kind::kWorkday, .name = "làm bù"});
  return Calendar(days);
}

RemindedTask TaskDue(const std::string& due) {
  return {.id = "21526-2024-I.10",
          .unit = "21526",
          .year = 2024,
          .criterion = "I.10",
          .title = "Đạt 13/19 tiêu chí nông thôn mới",
          .lead = "DC",
          .coordinators = {"VP", "TC"},
          .due = Day(due),
          .evidence_due = Day(due),
          .percent = 60,
          .state = TaskState::kInProgress,
          .assigned_on = Day("2023-06-01")};
}

std::optional<std::string> AboveDistrict(const std::string& unit) { return "535"; }

// "milestone recipient on date" of each, in order.
std::vector<std::string> Told(const std::vector<Notice>& notices) {
  std::vector<std::string> told;
  for (const Notice& notice : notices) {
    told.push_back(absl::StrCat(notice.milestone, " ", notice.recipient, " on ", FormatCivilDay(notice.date)));
  }
  std::sort(told.begin(), told.end());
  return told;
}

std::vector<std::string> ToldOn(const std::string& today, const RemindedTask& task) {
  return Told(NoticesOf(task, WithTet(), Day(today), AboveDistrict));
}

std::set<std::string> Keys(const std::vector<Notice>& notices) {
  std::set<std::string> keys;
  for (const Notice& notice : notices) keys.insert(notice.key);
  return keys;
}

TEST(MilestonesTest, DaysBeforeAreOfTheCalendarAndDaysAfterAreWorked) {
  struct Case {
    const char* due;
    const char* week_before;
    const char* day_before;
    const char* plus_1;
    const char* plus_3;
    const char* plus_10;
  };
  for (const Case& row : {
           // A plain week, then the end of the year: 1/1/2025 is off.
           Case{"2024-06-12", "2024-06-05", "2024-06-11", "2024-06-13", "2024-06-17", "2024-06-26"},
           {"2024-12-31", "2024-12-24", "2024-12-30", "2025-01-02", "2025-01-06", "2025-01-15"},
           // A Friday and a Saturday.
           {"2024-06-14", "2024-06-07", "2024-06-13", "2024-06-17", "2024-06-19", "2024-06-28"},
           {"2024-06-15", "2024-06-08", "2024-06-14", "2024-06-17", "2024-06-19", "2024-06-28"},
           // The day before Tết 2024, and in the middle of it.
           {"2024-02-07", "2024-01-31", "2024-02-06", "2024-02-15", "2024-02-19", "2024-02-28"},
           {"2024-02-10", "2024-02-03", "2024-02-09", "2024-02-15", "2024-02-19", "2024-02-28"},
           // 29/4 is off, the Saturday 4/5 is worked.
           {"2024-04-26", "2024-04-19", "2024-04-25", "2024-05-02", "2024-05-04", "2024-05-14"},
       }) {
    RemindedTask task = TaskDue(row.due);
    task.evidence_due = Day("2026-12-31");
    std::map<std::string, std::string> first_day;
    for (CivilDay day = Day(row.due) - 30; day < Day(row.due) + 40; ++day) {
      for (const Notice& notice : NoticesOf(task, WithTet(), day, AboveDistrict)) {
        first_day.try_emplace(notice.milestone + " " + notice.recipient, FormatCivilDay(day));
        EXPECT_LE(notice.date, day);
      }
    }
    const std::string due = absl::StrCat("due:", row.due, ":");
    const std::map<std::string, std::string> expected = {
        {due + "-7 office:DC", row.week_before}, {due + "-7 office:VP", row.week_before},
        {due + "-7 office:TC", row.week_before}, {due + "-1 office:DC", row.day_before},
        {due + "+1 office:DC", row.plus_1},      {due + "+3 unit:21526", row.plus_3},
        {due + "+10 unit:535", row.plus_10},
    };
    EXPECT_EQ(first_day, expected);
  }
}

TEST(MilestonesTest, EvidenceHasItsOwnMilestones) {
  RemindedTask task = TaskDue("2024-12-15");
  task.evidence_due = Day("2024-12-31");
  task.percent = 100;
  EXPECT_THAT(ToldOn("2024-12-23", task), IsEmpty());
  EXPECT_THAT(ToldOn("2024-12-24", task), ElementsAre("evidence_due:2024-12-31:-7 office:DC on 2024-12-24"));
  EXPECT_THAT(ToldOn("2025-01-02", task), ElementsAre("evidence_due:2024-12-31:+1 office:DC on 2025-01-02",
                                                      "evidence_due:2024-12-31:+1 unit:21526 on 2025-01-02"));
  EXPECT_THAT(ToldOn("2025-01-15", task), ElementsAre("evidence_due:2024-12-31:+1 office:DC on 2025-01-02",
                                                      "evidence_due:2024-12-31:+1 unit:21526 on 2025-01-02",
                                                      "evidence_due:2024-12-31:+10 unit:535 on 2025-01-15"));
}

TEST(MilestonesTest, WhoMissedSomethingHearsTheNewestAlone) {
  const RemindedTask task = TaskDue("2024-06-12");
  EXPECT_THAT(
      ToldOn("2024-06-11", task),
      ElementsAre("due:2024-06-12:-1 office:DC on 2024-06-11", "due:2024-06-12:-7 office:TC on 2024-06-05",
                  "due:2024-06-12:-7 office:VP on 2024-06-05", "evidence_due:2024-06-12:-7 office:DC on 2024-06-05"));
  EXPECT_THAT(
      ToldOn("2024-07-30", task),
      ElementsAre("due:2024-06-12:+1 office:DC on 2024-06-13", "due:2024-06-12:+10 unit:535 on 2024-06-26",
                  "due:2024-06-12:+3 unit:21526 on 2024-06-17", "due:2024-06-12:-7 office:TC on 2024-06-05",
                  "due:2024-06-12:-7 office:VP on 2024-06-05", "evidence_due:2024-06-12:+1 office:DC on 2024-06-13",
                  "evidence_due:2024-06-12:+1 unit:21526 on 2024-06-13"));
}

TEST(MilestonesTest, NothingIsToldOfDaysBeforeTheAssignment) {
  RemindedTask task = TaskDue("2024-06-12");
  task.assigned_on = Day("2024-06-08");
  EXPECT_THAT(ToldOn("2024-06-10", task), IsEmpty());
  EXPECT_THAT(ToldOn("2024-06-11", task), ElementsAre("due:2024-06-12:-1 office:DC on 2024-06-11"));
  task.assigned_on = Day("2024-06-05");
  EXPECT_EQ(ToldOn("2024-06-05", task).size(), 4U) << "the day of the assignment counts";
  task.assigned_on.reset();
  EXPECT_EQ(ToldOn("2024-06-05", task).size(), 4U);
}

TEST(MilestonesTest, StateAndPercentDecideWhatIsOpen) {
  struct Case {
    TaskState state;
    int percent;
    bool due;
    bool evidence;
  };
  for (const Case& row : {Case{TaskState::kDraft, 0, false, false},
                          {TaskState::kAssigned, 0, true, true},
                          {TaskState::kInProgress, 99, true, true},
                          {TaskState::kInProgress, 100, false, true},
                          {TaskState::kEvidenceSubmitted, 100, false, false},
                          {TaskState::kEvidenceSubmitted, 40, false, false},
                          {TaskState::kAccepted, 100, false, false},
                          {TaskState::kReturned, 100, true, true},
                          {TaskState::kReturned, 30, true, true},
                          {TaskState::kDone, 100, false, false},
                          {TaskState::kCancelled, 0, false, false}}) {
    RemindedTask task = TaskDue("2024-06-12");
    task.state = row.state;
    task.percent = row.percent;
    bool due = false, evidence = false;
    for (const Notice& notice : NoticesOf(task, WithTet(), Day("2024-08-01"), AboveDistrict)) {
      (notice.milestone.starts_with("due:") ? due : evidence) = true;
    }
    EXPECT_EQ(due, row.due) << static_cast<int>(row.state) << " " << row.percent;
    EXPECT_EQ(evidence, row.evidence) << static_cast<int>(row.state) << " " << row.percent;
  }
}

TEST(MilestonesTest, AMovedDateHasMilestonesOfItsOwn) {
  const std::set<std::string> before =
      Keys(NoticesOf(TaskDue("2024-06-12"), WithTet(), Day("2024-06-13"), AboveDistrict));
  const std::set<std::string> after =
      Keys(NoticesOf(TaskDue("2024-06-19"), WithTet(), Day("2024-06-13"), AboveDistrict));
  ASSERT_THAT(before, Not(IsEmpty()));
  ASSERT_THAT(after, Not(IsEmpty()));
  for (const std::string& key : after) EXPECT_FALSE(before.contains(key)) << key;
}

TEST(MilestonesTest, WithoutALeadTheUnitHears) {
  RemindedTask task = TaskDue("2024-06-12");
  task.lead.clear();
  task.coordinators.clear();
  EXPECT_THAT(ToldOn("2024-06-05", task), ElementsAre("due:2024-06-12:-7 unit:21526 on 2024-06-05",
                                                      "evidence_due:2024-06-12:-7 unit:21526 on 2024-06-05"));
  EXPECT_THAT(ToldOn("2024-06-20", task), ElementsAre("due:2024-06-12:+3 unit:21526 on 2024-06-17",
                                                      "evidence_due:2024-06-12:+1 unit:21526 on 2024-06-13"));
}

TEST(MilestonesTest, TheUnitAboveIsAskedForOnlyWhenItIsTold) {
  const RemindedTask task = TaskDue("2024-06-12");
  int asked = 0;
  const auto above = [&](const std::string& unit) -> std::optional<std::string> {
    ++asked;
    EXPECT_EQ(unit, "21526");
    return std::nullopt;
  };
  NoticesOf(task, WithTet(), Day("2024-06-25"), above);
  EXPECT_EQ(asked, 0);
  const auto unknown = NoticesOf(task, WithTet(), Day("2024-06-26"), above);
  EXPECT_EQ(asked, 1);
  const auto none =
      NoticesOf(task, WithTet(), Day("2024-06-26"), [](const std::string&) { return std::optional<std::string>(""); });
  const auto known = NoticesOf(task, WithTet(), Day("2024-06-26"), AboveDistrict);
  EXPECT_EQ(Keys(unknown), Keys(none));
  EXPECT_EQ(known.size(), unknown.size() + 1) << "what is known is told";
}

TEST(MilestonesTest, OwedReports) {
  const OwedReport report = {.unit = "21526", .date = Day("2024-06-15"), .since = Day("2024-05-20")};
  struct Case {
    const char* today;
    std::vector<std::string> told;
  };
  const Case kCases[] = {
      {"2024-06-07", {}},
      {"2024-06-08", {"report:2024-06-15:-7 unit:21526 on 2024-06-08"}},
      {"2024-06-14", {"report:2024-06-15:-7 unit:21526 on 2024-06-08"}},
      {"2024-06-15", {"report:2024-06-15:0 unit:21526 on 2024-06-15"}},
      {"2024-06-17", {"report:2024-06-15:+1 unit:21526 on 2024-06-17"}},
      {"2024-06-19", {"report:2024-06-15:+1 unit:21526 on 2024-06-17", "report:2024-06-15:+3 unit:535 on 2024-06-19"}},
  };
  for (const Case& row : kCases) {
    EXPECT_EQ(Told(NoticesOf(report, WithTet(), Day(row.today), AboveDistrict)), row.told) << row.today;
  }
  const Notice notice = NoticesOf(report, WithTet(), Day("2024-06-15"), AboveDistrict).front();
  EXPECT_EQ(notice.subject, "21526/report/2024-06-15");
  EXPECT_EQ(notice.key, "21526/report/2024-06-15|report:2024-06-15:0|unit:21526");
  EXPECT_EQ(notice.year, 2024);
  const OwedReport late = {.unit = "21526", .date = Day("2024-06-15"), .since = Day("2024-10-01")};
  EXPECT_THAT(NoticesOf(late, WithTet(), Day("2024-12-01"), AboveDistrict), IsEmpty());
}

TEST(MilestonesTest, TellsAClerkWhatWhenAndWhatNext) {
  const RemindedTask task = TaskDue("2024-12-31");
  const auto notice_on = [&](const char* today, const std::string& recipient) {
    for (const Notice& notice : NoticesOf(task, WithTet(), Day(today), AboveDistrict)) {
      if (notice.recipient == recipient && notice.milestone.starts_with("due:")) return notice;
    }
    return Notice{};
  };
  const Notice soon = notice_on("2024-12-24", "office:DC");
  EXPECT_EQ(soon.key, "21526-2024-I.10|due:2024-12-31:-7|office:DC");
  EXPECT_EQ(soon.title, "Sắp đến hạn hoàn thành 31/12/2024: Đạt 13/19 tiêu chí nông thôn mới");
  EXPECT_EQ(soon.message,
            "Nhiệm vụ \"Đạt 13/19 tiêu chí nông thôn mới\" (21526-2024-I.10), tiêu chí I.10 năm 2024, đơn vị 21526, bộ "
            "phận chủ trì DC. Hạn hoàn thành 31/12/2024; tính đến ngày 24/12/2024 còn 7 ngày. Tiến độ 60%. Việc cần "
            "làm: báo cáo tiến độ (thidua tasks progress 21526-2024-I.10); xong việc thì nộp minh chứng (thidua tasks "
            "submit 21526-2024-I.10).");
  const Notice late = notice_on("2025-01-02", "office:DC");
  EXPECT_EQ(late.title, "Quá hạn hoàn thành 31/12/2024: Đạt 13/19 tiêu chí nông thôn mới");
  EXPECT_THAT(late.message, HasSubstr("tính đến ngày 02/01/2025 đã quá hạn 2 ngày"));
  EXPECT_THAT(notice_on("2024-12-31", "office:DC").message, HasSubstr("tính đến ngày 31/12/2024 là ngày cuối"));
  EXPECT_THAT(notice_on("2024-12-24", "office:VP").message, HasSubstr("thidua tasks progress 21526-2024-I.10"));
  EXPECT_THAT(notice_on("2025-01-20", "unit:535").message, HasSubstr("đôn đốc đơn vị"));
}

// Any sequence of days: what was told on the way covers what one telling at its end gives; what more there is are older
// milestones of somebody who has a newer one; nobody who had a milestone reached has nothing.
TEST(MilestonesTest, AnyDaysTellTheSameInTheEnd) {
  const Calendar calendar = WithTet();
  std::mt19937 random(20241231);
  const auto pick = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  for (int round = 0; round < 400; ++round) {
    RemindedTask task = TaskDue(FormatCivilDay(Day("2024-01-20") + pick(0, 340)));
    task.evidence_due = task.due + pick(0, 20);
    task.assigned_on = task.due - pick(-5, 40);
    if (pick(0, 3) == 0) task.lead.clear();
    if (pick(0, 3) == 0) task.coordinators = {"DC"};
    if (pick(0, 3) == 0) task.percent = 100;
    const CivilDay last = task.due + pick(-10, 40);
    std::map<std::string, int> made;
    std::vector<CivilDay> days;
    for (CivilDay day = last - pick(0, 60); day < last; ++day) {
      for (int times = pick(0, 2); times > 0; --times) days.push_back(day);
    }
    // Replicas whose days are told in any order, and the last of all today.
    if (pick(0, 1) == 0) std::shuffle(days.begin(), days.end(), random);
    days.push_back(last);
    for (const CivilDay day : days) {
      for (const std::string& key : Keys(NoticesOf(task, calendar, day, AboveDistrict))) ++made[key];
    }
    const std::vector<Notice> at_once = NoticesOf(task, calendar, last, AboveDistrict);
    std::map<std::pair<std::string, std::string>, CivilDay> newest;
    for (const Notice& notice : at_once) {
      EXPECT_TRUE(made.contains(notice.key)) << notice.key;
      const std::string date = std::vector<std::string>(absl::StrSplit(notice.milestone, ':'))[0];
      EXPECT_TRUE(newest.try_emplace({date, notice.recipient}, notice.date).second) << "one for each date";
    }
    for (const CivilDay day : days) {
      for (const Notice& notice : NoticesOf(task, calendar, day, AboveDistrict)) {
        const std::string date = std::vector<std::string>(absl::StrSplit(notice.milestone, ':'))[0];
        const auto known = newest.find({date, notice.recipient});
        ASSERT_NE(known, newest.end()) << notice.key << " was told and then nobody";
        EXPECT_LE(notice.date, known->second);
      }
    }
  }
}

TEST(MilestonesTest, TellingEveryDayMakesEveryMilestone) {
  const RemindedTask task = TaskDue("2024-06-12");
  std::set<std::string> every_day;
  for (CivilDay day = Day("2024-05-01"); day < Day("2024-08-01"); ++day) {
    every_day.merge(Keys(NoticesOf(task, WithTet(), day, AboveDistrict)));
  }
  EXPECT_EQ(every_day.size(), 10U);
  EXPECT_EQ(EarliestReminder(DefaultReminderRules()), 7);
}

}  // namespace
}  // namespace thidua::tasks
