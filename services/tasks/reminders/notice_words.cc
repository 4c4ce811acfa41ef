#include "services/tasks/reminders/notice_words.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace thidua::tasks {
namespace {

using Audience = ReminderRule::Audience;

// As official documents write it (Nghị định 30/2020/NĐ-CP): days below 10 and months 1 and 2 with a zero.
std::string VietnameseDay(CivilDay day) {
  return absl::StrCat(day.day() < 10 ? "0" : "", day.day(), "/", day.month() < 3 ? "0" : "", day.month(), "/",
                      day.year());
}

// "còn 7 ngày", as of `today`.
std::string TimeLeft(CivilDay date, CivilDay today) {
  const std::string as_of = absl::StrCat("tính đến ngày ", VietnameseDay(today), " ");
  const auto days = date - today;
  if (days > 0) return absl::StrCat(as_of, "còn ", days, " ngày");
  if (days < 0) return absl::StrCat(as_of, "đã quá hạn ", -days, " ngày");
  return as_of + "là ngày cuối";
}

std::string TitleFor(CivilDay date, CivilDay today, const std::string& what) {
  return absl::StrCat(date > today    ? "Sắp đến hạn "
                      : date == today ? "Đến hạn "
                                      : "Quá hạn ",
                      what, " ", VietnameseDay(date));
}

std::string NextStep(Audience audience, bool of_evidence, const RemindedTask& task) {
  const std::string submit = "thidua tasks submit " + task.id;
  switch (audience) {
    case Audience::kLead:
      if (of_evidence) return absl::StrCat("Việc cần làm: nộp minh chứng (", submit, ").");
      return absl::StrCat("Việc cần làm: báo cáo tiến độ (thidua tasks progress ", task.id,
                          "); xong việc thì nộp minh chứng (", submit, ").");
    case Audience::kCoordinators:
      return absl::StrCat("Việc cần làm: hoàn thành phần phối hợp và báo cáo tiến độ (thidua tasks progress ", task.id,
                          ").");
    case Audience::kUnit:
    case Audience::kUnitAbove:
      return absl::StrCat("Việc cần làm: ", audience == Audience::kUnit ? "đôn đốc bộ phận chủ trì" : "đôn đốc đơn vị",
                          "; xem nhiệm vụ bằng lệnh thidua tasks show ", task.id, ".");
  }
  return {};
}

std::string Lead(const RemindedTask& task) {
  return task.lead.empty() ? "" : absl::StrCat(", bộ phận chủ trì ", task.lead);
}

}  // namespace

void Word(const ReminderRule& rule, const RemindedTask& task, CivilDay today, Notice& notice) {
  const bool of_evidence = rule.date == ReminderRule::Date::kEvidenceDue;
  const CivilDay date = of_evidence ? task.evidence_due : task.due;
  notice.title = absl::StrCat(TitleFor(date, today, of_evidence ? "nộp minh chứng" : "hoàn thành"), ": ", task.title);
  notice.message = absl::StrCat(
      "Nhiệm vụ \"", task.title, "\" (", task.id, "), tiêu chí ", task.criterion, " năm ", task.year, ", đơn vị ",
      task.unit, Lead(task), ". ", of_evidence ? "Hạn nộp minh chứng " : "Hạn hoàn thành ", VietnameseDay(date), "; ",
      TimeLeft(date, today), ". Tiến độ ", task.percent, "%. ", NextStep(rule.audience, of_evidence, task));
}

void Word(const ReminderRule& rule, const OwedReport& report, CivilDay today, Notice& notice) {
  notice.title = absl::StrCat(TitleFor(report.date, today, "báo cáo kết quả khắc phục"), ": đơn vị ", report.unit);
  const std::string next = rule.audience == Audience::kUnitAbove
                               ? std::string("đôn đốc đơn vị nộp báo cáo.")
                               : absl::StrCat("kiểm tra tiến độ các nhiệm vụ (thidua tasks list --unit ", report.unit,
                                              " --year ", report.date.year(), ") rồi nộp báo cáo kỳ này.");
  notice.message =
      absl::StrCat("Đơn vị ", report.unit, " chưa nộp báo cáo kết quả khắc phục kỳ ", VietnameseDay(report.date), "; ",
                   TimeLeft(report.date, today), ". Việc cần làm: ", next);
}

}  // namespace thidua::tasks
