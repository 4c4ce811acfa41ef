#include "services/tasks/domain/lost_points.h"

#include <algorithm>
#include <compare>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/problem.h"

namespace thidua::tasks {
namespace {

// Errors travel in trailing metadata, which holds about 8 KB; a scale can have hundreds of criteria.
constexpr size_t kMaxNamed = 20;

absl::Status IncompleteSheet(const ScoredYear& scored, const std::vector<std::string>& missing) {
  const size_t named = std::min(missing.size(), kMaxNamed);
  std::string codes = absl::StrJoin(missing.begin(), missing.begin() + static_cast<std::ptrdiff_t>(named), ", ");
  Message list = {.vi = codes, .en = codes};
  if (missing.size() > named) {
    absl::StrAppend(&list.vi, " và ", missing.size() - named, " tiêu chí khác");
    absl::StrAppend(&list.en, " and ", missing.size() - named, " more");
  }
  return Problem{
      .code = absl::StatusCode::kFailedPrecondition,
      .reason = "INCOMPLETE_SHEET",
      .message = {.vi = absl::StrCat("Bảng điểm năm ", scored.year, " của đơn vị ", scored.unit,
                                     " chưa đủ nên chưa biết mất bao nhiêu điểm. Còn thiếu số liệu của: ", list.vi,
                                     ". Hãy nhập các số liệu này (thidua import inputs) rồi lập nhiệm vụ lại."),
                  .en = absl::StrCat("The ", scored.year, " score sheet of unit ", scored.unit,
                                     " is incomplete, so the points it lost are not known. Figures are missing for: ",
                                     list.en, ". Import them (thidua import inputs), then draft again.")},
      .metadata = {{"unit", scored.unit}, {"year", absl::StrCat(scored.year)}, {"missing", codes}}}
      .ToStatus();
}

Decimal EffortOf(const DraftPlan& plan, const std::string& criterion) {
  const auto effort = plan.efforts.find(criterion);
  return effort == plan.efforts.end() ? Decimal(1) : effort->second;
}

std::string ReasonOf(int year, const CriterionPoints& criterion) {
  std::string reason =
      absl::StrCat("Năm ", year, " đạt ", criterion.points.ToString(2), "/", criterion.max_points.ToString(),
                   " điểm, mất ", criterion.lost.ToString(), " điểm.");
  if (!criterion.how.empty()) absl::StrAppend(&reason, " ", criterion.how);
  return reason;
}

// `target`: points to reach.
Task Draft(const ScoredYear& scored, const CriterionPoints& criterion, const DraftPlan& plan, Decimal to_win,
           Decimal target) {
  return {.key = {.unit = scored.unit, .year = plan.year, .criterion = criterion.criterion},
          .title = absl::StrCat("Khắc phục: ", criterion.title),
          .lead = criterion.lead,
          .due = plan.due,
          .evidence_due = plan.evidence_due,
          .target = Figure{.value = target},
          .effort = EffortOf(plan, criterion.criterion),
          .points_to_win_back = to_win,
          .from_year = scored.year,
          .reason = ReasonOf(scored.year, criterion)};
}

void SortByWorth(std::vector<Task>& drafts) {
  std::stable_sort(drafts.begin(), drafts.end(), [](const Task& a, const Task& b) {
    const Rational points_a = *a.points_to_win_back, points_b = *b.points_to_win_back;
    const auto worth = points_a * Rational(b.effort) <=> points_b * Rational(a.effort);
    return std::is_neq(worth) ? std::is_gt(worth) : points_a > points_b;
  });
}

}  // namespace

absl::StatusOr<std::vector<Task>> DraftsFromLostPoints(const ScoredYear& scored, const DraftPlan& plan) {
  std::vector<std::string> missing;
  std::vector<Task> drafts;
  for (const CriterionPoints& criterion : scored.criteria) {
    if (!criterion.reported) {
      missing.push_back(criterion.criterion);
    } else if (Rational(criterion.lost).sign() > 0) {
      drafts.push_back(Draft(scored, criterion, plan, criterion.lost, criterion.max_points));
    }
  }
  if (!missing.empty()) return IncompleteSheet(scored, missing);
  SortByWorth(drafts);
  return drafts;
}

std::vector<Task> DraftsFromGains(const ScoredYear& scored, const std::map<std::string, Decimal>& gains,
                                  const DraftPlan& plan) {
  std::vector<Task> drafts;
  for (const CriterionPoints& criterion : scored.criteria) {
    const auto gain = gains.find(criterion.criterion);
    if (gain == gains.end()) continue;
    Decimal target = criterion.max_points;
    // Points have two places, so their sum is a decimal.
    Decimal::Parse((criterion.points + Rational(gain->second)).ToString(2), target);
    drafts.push_back(Draft(scored, criterion, plan, gain->second, target));
  }
  SortByWorth(drafts);
  return drafts;
}

}  // namespace thidua::tasks
