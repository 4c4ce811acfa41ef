#include "services/tasks/rpc/convert.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/decimal/rational.h"
#include "common/status/problem.h"

namespace thidua::tasks {

v1::Task ToProto(const Task& task) {
  v1::Task out;
  out.set_task(TaskId(task.key));
  out.set_unit(task.key.unit);
  out.set_year(task.key.year);
  out.set_criterion(task.key.criterion);
  out.set_title(task.title);
  out.set_lead(task.lead);
  for (const std::string& office : task.coordinators) out.add_coordinators(office);
  if (task.start.has_value()) out.set_start(FormatCivilDay(*task.start));
  out.set_due(FormatCivilDay(task.due));
  if (task.points_to_win_back.has_value()) out.set_points_to_win_back(task.points_to_win_back->ToString());
  if (task.target.has_value()) out.set_target(task.target->ToString());
  out.set_state(task.state == Task::State::kDraft ? v1::Task::DRAFT : v1::Task::ASSIGNED);
  out.set_from_year(task.from_year);
  out.set_source(task.source);
  out.set_reason(task.reason);
  return out;
}

absl::StatusOr<ScoredYear> ToScoredYear(const thidua::scoring::v1::ExplainScoresResponse& explained) {
  ScoredYear scored = {.unit = explained.unit(), .year = explained.year()};
  for (const auto& criterion : explained.criteria()) {
    if (!criterion.applies()) continue;
    CriterionPoints& out = scored.criteria.emplace_back();
    out.criterion = criterion.criterion();
    out.title = criterion.title();
    out.lead = criterion.lead();
    out.reported = criterion.reported();
    if (!out.reported) continue;
    std::optional<Rational> points = Rational::FromString(criterion.points());
    if (!points.has_value() || Decimal::Parse(criterion.lost(), out.lost) != Decimal::Fault::kNone ||
        Decimal::Parse(criterion.max_points(), out.max_points) != Decimal::Fault::kNone) {
      return Internal(absl::StrCat("scoring sent bad figures for unit ", explained.unit(), ", year ", explained.year(),
                                   ", criterion ", criterion.criterion(), ": points \"", criterion.points(),
                                   "\", lost \"", criterion.lost(), "\", maximum \"", criterion.max_points(), "\""));
    }
    out.points = *std::move(points);
  }
  return scored;
}

}  // namespace thidua::tasks
