#include "services/tasks/rpc/directives.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/tasks/domain/standing.h"
#include "services/tasks/rpc/page_token.h"
#include "services/tasks/rpc/references.h"
#include "services/tasks/rpc/request_fields.h"
#include "services/tasks/rpc/task_reply.h"
#include "services/tasks/rpc/write_once.h"

namespace thidua::tasks {
namespace {

constexpr size_t kLongestTitle = 600;
constexpr size_t kLongestDocument = 100;

absl::Status NotAbove(const std::string& issuer, const std::string& unit) {
  return FailedPrecondition("NOT_ABOVE",
                            {.vi = absl::StrCat("Đơn vị ", issuer, " không ở trên đơn vị ", unit,
                                                " nên không giao được nhiệm vụ cho đơn vị ấy. Hãy chọn phạm vi khác."),
                             .en = absl::StrCat("Unit ", issuer, " is not above unit ", unit,
                                                ", so it cannot give it tasks. Choose another scope.")});
}

absl::Status Check(const v1::Directive& directive) {
  if (absl::Status status = CheckGiven("directive.issuer", directive.issuer()); !status.ok()) return status;
  if (absl::Status status = CheckYear("directive.year", directive.year()); !status.ok()) return status;
  if (absl::Status status = CheckGiven("directive.criterion", directive.criterion()); !status.ok()) return status;
  if (absl::Status status = CheckGiven("directive.title", directive.title()); !status.ok()) return status;
  if (absl::Status status = CheckText("directive.title", directive.title(), kLongestTitle); !status.ok()) return status;
  return CheckText("directive.document", directive.document(), kLongestDocument);
}

absl::Status CheckOffice(const std::string& field, const std::string& office, References& references) {
  if (office.empty()) return absl::OkStatus();
  const absl::StatusOr<bool> known = references.HasOffice(office);
  if (!known.ok()) return known.status();
  if (*known) return absl::OkStatus();
  return InvalidField(field, "UNKNOWN_OFFICE",
                      {.vi = absl::StrCat("Không có bộ phận mang mã \"", office, "\"."),
                       .en = absl::StrCat("There is no office with the code \"", office, "\".")});
}

// The task that the directive gives, without its unit.
absl::StatusOr<Task> TaskOf(const v1::Directive& directive, const Calendar& calendar) {
  Task task = {.key = {.year = directive.year(), .criterion = directive.criterion()},
               .title = directive.title(),
               .lead = directive.lead(),
               .coordinators = {directive.coordinators().begin(), directive.coordinators().end()},
               .source = directive.document()};
  const CivilDay evidence_day = calendar.EvidenceDay(directive.year());
  const absl::StatusOr<std::optional<CivilDay>> start = ReadDay("directive.start", directive.start());
  if (!start.ok()) return start.status();
  const absl::StatusOr<CivilDay> due = ReadDay("directive.due", directive.due(), evidence_day);
  if (!due.ok()) return due.status();
  const absl::StatusOr<std::optional<Figure>> target = ReadFigure("directive.target", directive.target());
  if (!target.ok()) return target.status();
  if (const auto issued = ReadDay("directive.date", directive.date()); !issued.ok()) return issued.status();
  if (start->has_value() && *due < **start) return DueBeforeStart("directive.due", **start, *due);
  task.start = *start;
  task.due = *due;
  task.evidence_due = std::max(*due, evidence_day);
  task.target = *target;
  return task;
}

// Its own task for the criterion, or a part of that where it exists already.
Task GivenTo(const std::string& unit, const Task& pattern, TaskReader& stored) {
  Task task = pattern;
  task.key.unit = unit;
  if (stored.Find(task.key).has_value()) {
    const std::vector<StoredTask> parts = stored.Parts(task.key);
    task.key.part = parts.empty() ? 1 : parts.back().task.key.part + 1;
  }
  return task;
}

}  // namespace

absl::StatusOr<v1::IssueDirectiveResponse> Directives::Issue(const v1::IssueDirectiveRequest& request,
                                                             const rpc::Call& call) {
  v1::Directive directive = request.directive();
  if (absl::Status status = Check(directive); !status.ok()) return status;
  if (absl::Status status = CheckActsFor(backend_.scoring, directive.issuer(), call); !status.ok()) return status;
  const absl::StatusOr<Calendar> calendar = backend_.calendar.Load();
  if (!calendar.ok()) return calendar.status();
  absl::StatusOr<Task> pattern = TaskOf(directive, *calendar);
  if (!pattern.ok()) return pattern.status();
  directive.set_due(FormatCivilDay(pattern->due));
  const auto clusters = AskClusters(backend_.scoring, ScopeOf(directive), directive.year(), call);
  if (!clusters.ok()) return clusters.status();

  References references(backend_.scoring, call);
  if (absl::Status status = CheckOffice("directive.lead", directive.lead(), references); !status.ok()) return status;
  for (const std::string& office : directive.coordinators()) {
    if (absl::Status status = CheckOffice("directive.coordinators", office, references); !status.ok()) return status;
  }
  v1::IssueDirectiveResponse response;
  *response.mutable_directive() = directive;
  std::vector<std::pair<std::string, std::string>> receivers;  // Unit, and the office that leads there.
  std::set<std::string> authorities;
  for (const auto& cluster : *clusters) {
    // Its members are below its authority, so the issuer is above them when it is that authority or above it.
    if (authorities.insert(cluster.authority()).second && cluster.authority() != directive.issuer()) {
      const absl::StatusOr<UnitsAbove> above = AskUnitsAbove(backend_.scoring, cluster.authority(), call);
      if (!above.ok()) return above.status();
      if (std::find(above->begin(), above->end(), directive.issuer()) == above->end()) {
        return NotAbove(directive.issuer(), cluster.authority());
      }
    }
    for (const auto& member : cluster.members()) {
      const auto scale = references.ScaleOf(member.unit(), directive.year());
      if (!scale.ok()) return scale.status();
      const auto unit = AskUnit(backend_.scoring, member.unit(), call);
      if (!unit.ok()) return unit.status();
      if (*scale == nullptr || !(*scale)->AppliesTo(directive.criterion(), unit->type())) {
        response.add_left_out(member.unit());
      } else {
        receivers.emplace_back(member.unit(), directive.lead().empty()
                                                  ? (*scale)->criteria.at(directive.criterion()).lead
                                                  : directive.lead());
      }
    }
  }
  if (receivers.empty()) {
    return FailedPrecondition(
        "NOBODY_TO_DIRECT", {.vi = absl::StrCat("Không đơn vị nào trong phạm vi có tiêu chí \"", directive.criterion(),
                                                "\". Hãy kiểm tra mã tiêu chí và phạm vi."),
                             .en = absl::StrCat("No unit of the scope has a criterion \"", directive.criterion(),
                                                "\". Check the code and the scope.")});
  }
  std::sort(receivers.begin(), receivers.end());

  const CivilDay today = backend_.Today();
  const LogLine line = {.at = backend_.now(),
                        .day = today,
                        .by = call.by,
                        .action = "directive.issue",
                        .request_id = request.request_id()};
  return WriteOnce<v1::IssueDirectiveResponse>(
      backend_.store, request, call.by, line.at, [&](TaskWriter& stored) -> absl::StatusOr<v1::IssueDirectiveResponse> {
        v1::IssueDirectiveResponse issued = response;
        const std::string id = stored.PutDirective(
            {.issuer = directive.issuer(), .year = directive.year(), .body = directive.SerializeAsString()}, line);
        issued.mutable_directive()->set_directive(id);
        for (const auto& [unit, lead] : receivers) {
          Task task = GivenTo(unit, *pattern, stored);
          task.lead = lead;
          task.directive = id;
          GiveOut(std::min(task.start.value_or(today), today), task);
          const int64_t version = stored.Put(task, line);
          *issued.add_tasks() = ToProto({.task = std::move(task), .version = version}, *calendar, today);
        }
        return issued;
      });
}

absl::StatusOr<v1::ListDirectivesResponse> Directives::List(const v1::ListDirectivesRequest& request) {
  const absl::StatusOr<int> page_size = ReadPageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const DirectiveFilter filter = {.issuer = request.issuer(), .year = request.year()};
  std::optional<DirectiveKey> after;
  if (!request.page_token().empty()) {
    after = ReadPageToken(filter, request.page_token());
    if (!after.has_value()) return BadPageToken();
  }
  // One more than the page tells whether there is a next one.
  const auto directives = backend_.store.ListDirectives(filter, after, *page_size + 1);
  if (!directives.ok()) return directives.status();
  const absl::StatusOr<Calendar> calendar = backend_.calendar.Load();
  if (!calendar.ok()) return calendar.status();
  const CivilDay today = backend_.Today();
  v1::ListDirectivesResponse response;
  for (const StoredDirective& directive : *directives) {
    if (response.directives_size() == *page_size) {
      const StoredDirective& last = (*directives)[*page_size - 1];
      response.set_next_page_token(
          PageTokenAfter(filter, {.year = last.year, .number = last.number, .issuer = last.issuer}));
      break;
    }
    v1::IssuedDirective& issued = *response.add_directives();
    if (!issued.mutable_directive()->ParseFromString(directive.body)) {
      return Internal(absl::StrCat("damaged directive ", directive.id));
    }
    issued.mutable_directive()->set_directive(directive.id);
    const auto tasks = backend_.store.List({.directive = directive.id}, std::nullopt, std::numeric_limits<int>::max());
    if (!tasks.ok()) return tasks.status();
    for (const StoredTask& task : *tasks) {
      const TaskState state = task.task.state();
      if (state == TaskState::kCancelled) continue;
      issued.set_tasks(issued.tasks() + 1);
      const bool fulfilled = state == TaskState::kAccepted || state == TaskState::kDone;
      if (fulfilled) issued.set_fulfilled(issued.fulfilled() + 1);
      if (DaysOverdue(task.task, *calendar, today) > 0) issued.set_overdue(issued.overdue() + 1);
    }
  }
  return response;
}

}  // namespace thidua::tasks
