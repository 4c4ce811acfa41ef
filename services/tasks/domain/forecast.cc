#include "services/tasks/domain/forecast.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/tasks/domain/standing.h"

namespace thidua::tasks {
namespace {

using enum ForecastGround;

constexpr int kPlaces = 2;

std::string Text(const Rational& points) { return points.Rounded(kPlaces).ToString(kPlaces); }

std::string VietnameseDay(CivilDay day) { return absl::StrCat(day.day(), "/", day.month(), "/", day.year()); }

// A task as a forecast sees it.
class Work {
 public:
  Work(const ForecastCriterion& known, CivilDay day) : known_(known), task_(*known.task), day_(day) {}

  TaskState state() const { return StateOn(task_, day_); }
  bool fulfilled() const { return state() == TaskState::kAccepted || state() == TaskState::kDone; }
  bool handed_in() const { return state() == TaskState::kEvidenceSubmitted; }
  bool has_progress() const {
    return handed_in() || NewestProgress(task_, day_) != nullptr ||
           std::any_of(known_.parts.begin(), known_.parts.end(),
                       [&](const Task* part) { return PercentOn(*part, day_) > 0; });
  }
  // Its own newest percent, else the mean of its parts.
  int percent() const {
    if (handed_in()) return 100;
    if (NewestProgress(task_, day_) != nullptr || known_.parts.empty()) return PercentOn(task_, day_);
    int sum = 0;
    for (const Task* part : known_.parts) sum += PercentOn(*part, day_);
    return sum / static_cast<int>(known_.parts.size());
  }
  bool in_time() const { return handed_in() || day_ <= task_.evidence_due; }
  CivilDay evidence_due() const { return task_.evidence_due; }

  Rational target() const {
    if (known_.at_target.has_value()) return *known_.at_target;
    if (!task_.target.has_value() || task_.target->whole.has_value()) return known_.max_points;
    return Rational(task_.target->value);
  }

  // Percent to 100, as a share, of what should be done by now: 1 while the work keeps pace.
  Rational pace() const {
    const CivilDay start = task_.start.value_or(task_.assigned_on().value_or(CivilDay(task_.key.year, 1, 1)));
    const auto whole = std::max<absl::civil_diff_t>(1, task_.due - start + 1);
    const auto gone = std::clamp<absl::civil_diff_t>(day_ - start + 1, 0, whole);
    if (gone == 0) return 1;
    const Rational share = Rational(percent()) * Rational(whole) / Rational(100 * gone);
    return std::min(share, Rational(1));
  }

 private:
  const ForecastCriterion& known_;
  const Task& task_;
  const CivilDay day_;
};

ForecastedCriterion All(const Rational& points, ForecastGround ground, Message explanation) {
  return {
      .lowest = points, .likely = points, .highest = points, .ground = ground, .explanation = std::move(explanation)};
}

ForecastedCriterion Fulfilled(const ForecastCriterion& known, const Work& work) {
  if (known.at_figure.has_value()) {
    return All(*known.at_figure, kFulfilled,
               {.vi = absl::StrCat("Nhiệm vụ đã được nghiệm thu với con số cho ", Text(*known.at_figure), " điểm."),
                .en = absl::StrCat("The task was accepted with a figure that scores ", Text(*known.at_figure), ".")});
  }
  ForecastedCriterion out =
      All(work.target(), kFulfilled,
          {.vi = absl::StrCat("Nhiệm vụ đã được nghiệm thu: tính theo mục tiêu ", Text(work.target()), " điểm."),
           .en = absl::StrCat("The task was accepted: its target of ", Text(work.target()), " points stands.")});
  out.highest = std::max(out.highest, known.before.value_or(Rational(0)));
  return out;
}

Message Pace(const Work& work) {
  const bool kept = work.pace() >= Rational(1);
  return {.vi = absl::StrCat("Đã làm được ", work.percent(), "%, ", kept ? "kịp" : "chậm hơn", " tiến độ thời gian."),
          .en = absl::StrCat(work.percent(), "% is done, ", kept ? "in step with" : "behind", " the time gone.")};
}

Message NoTime(const Work& work) {
  return {.vi = absl::StrCat(" Đã quá hạn minh chứng ", VietnameseDay(work.evidence_due()), "."),
          .en = absl::StrCat(" Evidence was due on ", FormatCivilDay(work.evidence_due()), ", which is over.")};
}

ForecastedCriterion AtWork(const ForecastCriterion& known, const Work& work) {
  const Rational before = known.before.value_or(Rational(0));
  const Rational target = work.target();
  ForecastedCriterion out;
  if (known.at_figure.has_value()) {
    out = All(*known.at_figure, kFigure,
              Message{.vi = absl::StrCat("Con số đến nay cho ", Text(*known.at_figure), " điểm, mục tiêu là ",
                                         Text(target), ". "),
                      .en = absl::StrCat("The figure so far scores ", Text(*known.at_figure), ", the target is ",
                                         Text(target), ". ")} +
                  Pace(work));
    out.highest = std::max(out.highest, target);
    if (work.pace() >= Rational(1)) out.likely = out.highest;
  } else if (work.has_progress()) {
    out = All(before, kPace,
              Message{.vi = absl::StrCat("Từ ", Text(before), " lên mục tiêu ", Text(target), " điểm. "),
                      .en = absl::StrCat("From ", Text(before), " to the target of ", Text(target), ". ")} +
                  Pace(work));
    out.lowest = std::min(before, target);
    out.likely = before + (target - before) * work.pace();
    out.highest = std::max(before, target);
  } else {
    out = All(before, kNoProgress,
              {.vi = absl::StrCat("Nhiệm vụ chưa có báo cáo tiến độ: tính như trước, ", Text(before), " điểm."),
               .en = absl::StrCat("The task has no progress yet: as before, ", Text(before), " points.")});
    out.highest = std::max(before, target);
  }
  if (!work.in_time()) {
    out.likely = out.highest = out.lowest;
    out.explanation = out.explanation + NoTime(work);
  }
  out.out_of_reach = Max(Rational(0), std::min(target, known.max_points) - out.highest);
  return out;
}

ForecastedCriterion Unrounded(const ForecastCriterion& known, int before_year, CivilDay day) {
  if (known.reported.has_value()) {
    ForecastedCriterion out =
        All(*known.reported, kReported,
            {.vi = absl::StrCat("Bảng điểm năm nay đã có số liệu: ", Text(*known.reported), " điểm."),
             .en = absl::StrCat("This year's sheet has figures: ", Text(*known.reported), " points.")});
    out.out_of_reach = Max(Rational(0), known.max_points - *known.reported);
    return out;
  }
  if (known.task != nullptr && StateOn(*known.task, day) != TaskState::kDraft) {
    const Work work(known, day);
    return work.fulfilled() ? Fulfilled(known, work) : AtWork(known, work);
  }
  if (known.before.has_value()) {
    return All(
        *known.before, kAsBefore,
        {.vi = absl::StrCat("Chưa giao nhiệm vụ nào: giữ như năm ", before_year, ", ", Text(*known.before), " điểm."),
         .en = absl::StrCat("No task was given out: as in ", before_year, ", ", Text(*known.before), " points.")});
  }
  ForecastedCriterion out = All(Rational(0), kUnknown,
                                {.vi = absl::StrCat("Chưa biết gì: từ 0 đến ", Text(known.max_points), " điểm."),
                                 .en = absl::StrCat("Nothing is known: from 0 to ", Text(known.max_points), ".")});
  out.highest = known.max_points;
  return out;
}

}  // namespace

ForecastedCriterion Forecast(const ForecastCriterion& known, int before_year, CivilDay day) {
  ForecastedCriterion out = Unrounded(known, before_year, day);
  for (Rational* points : {&out.lowest, &out.likely, &out.highest, &out.out_of_reach}) {
    *points = points->Rounded(kPlaces);
  }
  return out;
}

}  // namespace thidua::tasks
