#include "services/tasks/rpc/period_report.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/tasks/domain/standing.h"

namespace thidua::tasks {
namespace {

bool AtWork(TaskState state) {
  return state == TaskState::kAssigned || state == TaskState::kInProgress || state == TaskState::kReturned;
}

std::string TitleOf(const EvidenceItem& item) {
  return item.number.empty() ? item.title : absl::StrCat(item.title, " số ", item.number);
}

v1::ReportedTask ReportTask(const Task& task, const Calendar& calendar,
                            const std::map<std::string, std::string>& offices, CivilDay from, CivilDay date) {
  v1::ReportedTask out;
  out.set_task(TaskId(task.key));
  out.set_criterion(task.key.criterion);
  out.set_title(task.title);
  out.set_lead(task.lead);
  const auto office = offices.find(task.lead);
  out.set_lead_name(office == offices.end() ? task.lead : office->second);
  out.set_due(FormatCivilDay(task.due));
  if (task.target.has_value()) out.set_target(task.target->ToString());
  out.set_percent(PercentOn(task, date));
  if (const ProgressEntry* newest = NewestProgress(task, date); newest != nullptr) {
    if (newest->figure.has_value()) out.set_figure(newest->figure->ToString());
    out.set_note(newest->note);
  }
  out.set_state(std::string(NameOf(StateOn(task, date))));
  out.set_overdue(DaysOverdue(task, calendar, date) > 0);
  out.set_submitted_late(SubmittedLate(task, date));
  for (const EvidenceItem& item : task.evidence) {
    if (item.submitted <= date) out.add_evidence(TitleOf(item));
  }
  if (task.points_to_win_back.has_value()) out.set_points_to_win_back(task.points_to_win_back->ToString());
  out.set_reported(ReportedWithin(task, from, date));
  return out;
}

void Count(const v1::ReportedTask& task, TaskState state, v1::ReportCounts& counts) {
  const auto add = [](bool counted, int value) { return counted ? value + 1 : value; };
  const bool fulfilled = state == TaskState::kAccepted || state == TaskState::kDone;
  counts.set_assigned(counts.assigned() + 1);
  counts.set_fulfilled(add(fulfilled, counts.fulfilled()));
  counts.set_fulfilled_late(add(fulfilled && task.submitted_late(), counts.fulfilled_late()));
  counts.set_in_progress(add(AtWork(state), counts.in_progress()));
  counts.set_overdue(add(task.overdue(), counts.overdue()));
  counts.set_waiting(add(state == TaskState::kEvidenceSubmitted, counts.waiting()));
  counts.set_evidence(counts.evidence() + task.evidence_size());
  counts.set_reported(add(task.reported(), counts.reported()));
}

}  // namespace

v1::PeriodReport ReportTasks(const std::vector<StoredTask>& tasks, const Calendar& calendar,
                             const std::map<std::string, std::string>& offices, CivilDay date) {
  const CivilDay from = calendar.PeriodStart(date);
  v1::PeriodReport report;
  report.set_year(static_cast<int>(date.year()));
  report.set_date(FormatCivilDay(date));
  report.set_period_from(FormatCivilDay(from));
  for (const StoredTask& stored : tasks) {
    const TaskState state = StateOn(stored.task, date);
    if (state == TaskState::kDraft || state == TaskState::kCancelled) continue;
    *report.add_tasks() = ReportTask(stored.task, calendar, offices, from, date);
    Count(*report.tasks().rbegin(), state, *report.mutable_counts());
  }
  return report;
}

int Completeness(const v1::PeriodReport& report) {
  int wanted = 0, reported = 0;
  for (const v1::ReportedTask& task : report.tasks()) {
    const bool at_work = AtWork(*TaskStateNamed(task.state()));
    if (!at_work && !task.reported()) continue;
    ++wanted;
    if (task.reported()) ++reported;
  }
  return wanted == 0 ? 100 : 100 * reported / wanted;
}

void Add(const v1::ReportCounts& counts, v1::ReportCounts& sum) {
  sum.set_assigned(sum.assigned() + counts.assigned());
  sum.set_fulfilled(sum.fulfilled() + counts.fulfilled());
  sum.set_fulfilled_late(sum.fulfilled_late() + counts.fulfilled_late());
  sum.set_in_progress(sum.in_progress() + counts.in_progress());
  sum.set_overdue(sum.overdue() + counts.overdue());
  sum.set_waiting(sum.waiting() + counts.waiting());
  sum.set_evidence(sum.evidence() + counts.evidence());
  sum.set_reported(sum.reported() + counts.reported());
}

}  // namespace thidua::tasks
