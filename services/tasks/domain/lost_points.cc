#include "services/tasks/domain/lost_points.h"

#include <algorithm>
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

}  // namespace

absl::StatusOr<std::vector<Task>> DraftsFromLostPoints(const ScoredYear& scored, int year, CivilDay due) {
  std::vector<std::string> missing;
  std::vector<Task> drafts;
  for (const CriterionPoints& criterion : scored.criteria) {
    if (!criterion.reported) {
      missing.push_back(criterion.criterion);
      continue;
    }
    if (Rational(criterion.lost).sign() <= 0) continue;
    drafts.push_back(
        {.key = {.unit = scored.unit, .year = year, .criterion = criterion.criterion},
         .title = absl::StrCat("Khắc phục: ", criterion.title),
         .lead = criterion.lead,
         .due = due,
         .target = criterion.max_points,
         .state = Task::State::kDraft,
         .points_to_win_back = criterion.lost,
         .from_year = scored.year,
         .reason = absl::StrCat("Năm ", scored.year, " đạt ", criterion.points.ToString(2), "/",
                                criterion.max_points.ToString(), " điểm, mất ", criterion.lost.ToString(), " điểm.")});
  }
  if (!missing.empty()) return IncompleteSheet(scored, missing);
  std::stable_sort(drafts.begin(), drafts.end(), [](const Task& a, const Task& b) {
    return Rational(*a.points_to_win_back) > Rational(*b.points_to_win_back);
  });
  return drafts;
}

}  // namespace thidua::tasks
