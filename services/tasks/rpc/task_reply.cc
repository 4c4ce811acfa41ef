#include "services/tasks/rpc/task_reply.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/decimal/rational.h"
#include "common/status/problem.h"
#include "services/tasks/domain/standing.h"
#include "services/tasks/domain/workflow.h"
#include "services/tasks/storage/task_codec.h"

namespace thidua::tasks {
namespace {

using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;
using Json = nlohmann::json;

Timestamp ToProto(absl::Time time) { return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time)); }

thidua::type::v1::Actor ToProto(const Actor& by) {
  thidua::type::v1::Actor out;
  out.set_name(by.name);
  out.set_unit(by.unit);
  out.set_office(by.office);
  return out;
}

std::string DayText(std::optional<CivilDay> day) { return day.has_value() ? FormatCivilDay(*day) : ""; }

// Both enums name the same states and actions in the same order.
v1::Task::State ToProto(TaskState state) {
  return static_cast<v1::Task::State>(static_cast<int>(state) + v1::Task::DRAFT);
}
v1::Action ToProto(Action action) {
  v1::Action out = v1::ACTION_UNSPECIFIED;
  v1::Action_Parse(std::string(NameOf(action)), &out);
  return out;
}

void AddProgress(const ProgressEntry& entry, v1::Task& out) {
  v1::Progress& progress = *out.add_progress();
  progress.set_number(out.progress_size());
  progress.set_date(FormatCivilDay(entry.date));
  if (entry.figure.has_value()) progress.set_figure(entry.figure->ToString());
  progress.set_percent(entry.percent);
  progress.set_note(entry.note);
  for (const int place : entry.evidence) progress.add_evidence(absl::StrCat(place));
  *progress.mutable_by() = ToProto(entry.by);
  *progress.mutable_time() = ToProto(entry.time);
}

void AddEvidence(const EvidenceItem& item, v1::Task& out) {
  v1::TaskEvidence& evidence = *out.add_evidence();
  evidence.set_id(absl::StrCat(out.evidence_size()));
  evidence.set_title(item.title);
  evidence.set_number(item.number);
  evidence.set_date(item.date);
  evidence.set_issuer(item.issuer);
  evidence.set_link(item.link);
  evidence.set_sheet_evidence(item.sheet_evidence);
  evidence.set_submitted(FormatCivilDay(item.submitted));
  *evidence.mutable_by() = ToProto(item.by);
  *evidence.mutable_time() = ToProto(item.time);
}

std::string Plain(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array()) {
    std::string list;
    for (const Json& element : value) absl::StrAppend(&list, list.empty() ? "" : ", ", Plain(element));
    return list;
  }
  return value.is_null() ? "" : value.dump();
}

// The elements of a list that `before` has not.
void AddNewElements(const Json& before, const Json& after, const char* field, v1::TaskAct& act) {
  const Json nothing = Json::array();
  const Json& old = before.contains(field) ? before[field] : nothing;
  const Json& now = after.contains(field) ? after[field] : nothing;
  for (size_t i = old.size(); i < now.size(); ++i) {
    v1::TaskChange& change = *act.add_changes();
    if (std::string_view(field) == "steps") {
      change.set_field("state");
      change.set_from(i == 0 ? "DRAFT" : now[i - 1].at(0).get<std::string>());
      change.set_to(now[i].at(0).get<std::string>());
    } else if (std::string_view(field) == "progress") {
      change.set_field("progress");
      const std::string figure = now[i].value("figure", ""), note = now[i].value("note", "");
      change.set_to(absl::StrCat(figure, figure.empty() ? "" : ", ", now[i].value("percent", 0), "%",
                                 note.empty() ? "" : ": ", note));
    } else {
      change.set_field("evidence");
      change.set_to(now[i].value("title", ""));
    }
  }
}

void AddChanges(const Json& before, const Json& after, v1::TaskAct& act) {
  for (const char* list : {"steps", "progress", "evidence"}) AddNewElements(before, after, list, act);
  std::vector<std::string> fields;
  for (const auto& member : before.items()) fields.push_back(member.key());
  for (const auto& member : after.items()) {
    if (!before.contains(member.key())) fields.push_back(member.key());
  }
  for (const std::string& field : fields) {
    if (field == "steps" || field == "progress" || field == "evidence") continue;
    const std::string from = before.contains(field) ? Plain(before[field]) : "";
    const std::string to = after.contains(field) ? Plain(after[field]) : "";
    if (from == to) continue;
    v1::TaskChange& change = *act.add_changes();
    change.set_field(field);
    change.set_from(from);
    change.set_to(to);
  }
}

absl::Status BadFigures(const std::string& unit, int year, const std::string& criterion) {
  return Internal(absl::StrCat("scoring sent bad figures for unit ", unit, ", year ", year, ", criterion ", criterion));
}

bool ReadFigures(const std::string& points, const std::string& max_points, CriterionPoints& out) {
  std::optional<Rational> reached = Rational::FromString(points);
  if (!reached.has_value() || Decimal::Parse(max_points, out.max_points) != Decimal::Fault::kNone) return false;
  out.points = *std::move(reached);
  return true;
}

std::string HowItCameAbout(const thidua::scoring::v1::CriterionExplanation& criterion) {
  std::string how;
  for (const auto& step : criterion.steps()) {
    absl::StrAppend(&how, how.empty() ? "" : " ", step.text(), absl::EndsWith(step.text(), ".") ? "" : ".");
  }
  if (!criterion.remedy().empty()) absl::StrAppend(&how, how.empty() ? "" : " ", criterion.remedy());
  return how;
}

}  // namespace

v1::Task ToProto(const StoredTask& stored, const Calendar& calendar, CivilDay day) {
  const Task& task = stored.task;
  v1::Task out;
  out.set_task(TaskId(task.key));
  out.set_unit(task.key.unit);
  out.set_year(task.key.year);
  out.set_criterion(task.key.criterion);
  out.set_title(task.title);
  out.set_lead(task.lead);
  for (const std::string& office : task.coordinators) out.add_coordinators(office);
  out.set_start(DayText(task.start));
  out.set_due(FormatCivilDay(task.due));
  if (task.points_to_win_back.has_value()) out.set_points_to_win_back(task.points_to_win_back->ToString());
  if (task.target.has_value()) out.set_target(task.target->ToString());
  out.set_state(ToProto(task.state()));
  out.set_from_year(task.from_year);
  out.set_source(task.source);
  out.set_reason(task.reason);
  out.set_version(stored.version);
  out.set_etag(EtagOf(stored.version));
  if (task.key.part > 0) {
    TaskKey whole = task.key;
    whole.part = 0;
    out.set_parent(TaskId(whole));
  }
  out.set_evidence_due(FormatCivilDay(task.evidence_due));
  out.set_recurrence(static_cast<v1::Recurrence>(task.recurrence));
  out.set_effort(task.effort.ToString());
  out.set_directive(task.directive);
  for (const ProgressEntry& entry : task.progress) AddProgress(entry, out);
  for (const EvidenceItem& item : task.evidence) AddEvidence(item, out);
  out.set_state_reason(task.state_reason);
  const CivilDay last = task.steps.empty() ? day : std::max(day, task.steps.back().day);
  const auto came_into = [&](TaskState state) { return DayText(CameInto(task, state, last)); };
  out.set_assigned_on(DayText(task.assigned_on()));
  out.set_submitted_on(came_into(TaskState::kEvidenceSubmitted));
  if (task.state() == TaskState::kAccepted || task.state() == TaskState::kDone) {
    out.set_accepted_on(came_into(TaskState::kAccepted));
  }
  if (task.state() == TaskState::kDone || task.state() == TaskState::kCancelled) {
    out.set_closed_on(FormatCivilDay(task.steps.back().day));
  }
  out.set_days_overdue(DaysOverdue(task, calendar, day));
  out.set_overdue(out.days_overdue() > 0);
  out.set_submitted_late(SubmittedLate(task, last));
  out.set_percent(PercentOn(task, last));
  for (const Action action : AllowedIn(task.state())) out.add_actions(ToProto(action));
  return out;
}

std::vector<v1::TaskAct> ToActs(const std::string& task, const std::vector<audit::LogEntry>& entries) {
  std::vector<v1::TaskAct> acts;
  Json document = Json::object();
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const LogContent content = DecodeLog(*entry);
    if (content.task != task) continue;
    Json after = content.patch.empty() ? document : document.patch(Json::parse(content.patch));
    v1::TaskAct& act = acts.emplace_back();
    act.set_number(entry->number);
    *act.mutable_time() = ToProto(content.line.at);
    act.set_date(FormatCivilDay(content.line.day));
    *act.mutable_by() = ToProto(content.line.by);
    act.set_action(content.line.action);
    act.set_reason(content.line.reason);
    act.set_request_id(content.line.request_id);
    AddChanges(document, after, act);
    document = std::move(after);
  }
  std::reverse(acts.begin(), acts.end());
  return acts;
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
    if (!ReadFigures(criterion.points(), criterion.max_points(), out) ||
        Decimal::Parse(criterion.lost(), out.lost) != Decimal::Fault::kNone) {
      return BadFigures(scored.unit, scored.year, out.criterion);
    }
    out.how = HowItCameAbout(criterion);
  }
  return scored;
}

absl::StatusOr<ScoredYear> ToScoredYear(const thidua::scoring::v1::ClusterScores& scores,
                                        const thidua::scoring::v1::ExplainScoresResponse& explained) {
  const std::string& unit = explained.unit();
  std::map<std::string, const thidua::scoring::v1::CriterionExplanation*> explanations;
  for (const auto& criterion : explained.criteria()) explanations[criterion.criterion()] = &criterion;
  const auto found =
      std::find_if(scores.units().begin(), scores.units().end(), [&](const auto& of) { return of.unit() == unit; });
  if (found == scores.units().end()) return Internal(absl::StrCat("no scores of unit ", unit));
  ScoredYear scored = {.unit = unit, .year = scores.year()};
  int at = -1;
  for (const auto& heading : scores.headings()) {
    if (!heading.is_criterion()) continue;
    ++at;
    if (at >= found->points_size()) return BadFigures(unit, scored.year, heading.code());
    if (found->points(at).empty()) continue;
    CriterionPoints& out = scored.criteria.emplace_back();
    out.criterion = heading.code();
    out.title = heading.title();
    out.lead = heading.lead();
    out.reported =
        std::find(found->missing().begin(), found->missing().end(), heading.code()) == found->missing().end();
    if (!ReadFigures(found->points(at), heading.max_points(), out)) {
      return BadFigures(unit, scored.year, heading.code());
    }
    const Rational lost = Max(Rational(0), Rational(out.max_points) - out.points);
    Decimal::Parse(lost.ToString(2), out.lost);
    const auto explanation = explanations.find(out.criterion);
    if (explanation != explanations.end() && explanation->second->points() == found->points(at)) {
      out.how = HowItCameAbout(*explanation->second);
    }
  }
  return scored;
}

}  // namespace thidua::tasks
