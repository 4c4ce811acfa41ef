#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cli/office_names.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/cli/task_output.h"
#include "services/cli/task_words.h"
#include "services/cli/tasks_commands.h"
#include "services/cli/tasks_options.h"
#include "services/cli/tasks_output.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::GetTaskRequest;
using thidua::tasks::v1::GetTaskResponse;
using thidua::tasks::v1::ListTaskHistoryRequest;
using thidua::tasks::v1::ListTasksRequest;
using thidua::tasks::v1::ListTasksResponse;
using thidua::tasks::v1::TasksService;

struct ListOptions {
  std::string unit;
  int year = 0;
  std::string office;
  std::vector<std::string> states;
  std::string directive;
  std::string date;
};

struct ShowOptions {
  std::string task;
  std::string date;
};

absl::Status List(const Settings& settings, const ListOptions& options) {
  ListTasksRequest request;
  request.set_unit(options.unit);
  request.set_year(options.year);
  request.set_office(options.office);
  for (const std::string& code : options.states) request.add_states(StateOfCode(code).value());
  request.set_directive(options.directive);
  request.set_date(options.date);
  ListTasksResponse all;
  do {
    absl::StatusOr<ListTasksResponse> page = Ask(settings, &TasksService::Stub::ListTasks, request);
    if (!page.ok()) return page.status();
    for (auto& task : *page->mutable_tasks()) *all.add_tasks() = std::move(task);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(TasksText(all.tasks(), AskOfficeNames(settings), OutputStyle(settings.OutputLanguage())));
    case Format::kCsv:
      return WriteOutput(TasksCsv(all.tasks()));
    case Format::kJson:
      return WriteJson(all);
  }
  return absl::OkStatus();
}

absl::Status Show(const Settings& settings, const ShowOptions& options) {
  GetTaskRequest request;
  request.set_task(options.task);
  request.set_date(options.date);
  const absl::StatusOr<GetTaskResponse> reply = Ask(settings, &TasksService::Stub::GetTask, request);
  if (!reply.ok()) return reply.status();
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(TaskText(*reply, AskOfficeNames(settings), OutputStyle(settings.OutputLanguage())));
    case Format::kCsv:
      return WriteOutput(TaskCsv(*reply));
    case Format::kJson:
      return WriteJson(*reply);
  }
  return absl::OkStatus();
}

absl::Status History(const Settings& settings, const ShowOptions& options) {
  ListTaskHistoryRequest request;
  request.set_task(options.task);
  request.set_language_code(settings.lang);
  const auto reply = Ask(settings, &TasksService::Stub::ListTaskHistory, request);
  return reply.ok() ? WriteReply(settings, *reply, &TaskHistoryText, &TaskHistoryCsv) : reply.status();
}

}  // namespace

void AddTaskReading(const Grammar& grammar, CLI::App& tasks, Session& session) {
  CLI::App* list = grammar.Command(tasks, "list", {"Liệt kê nhiệm vụ", "List tasks"},
                                   "thidua tasks list --unit 21526 --year 2024 --state assigned in-progress");
  const auto listed = std::make_shared<ListOptions>();
  AddUnit(grammar, *list, listed->unit, {"Chỉ đơn vị này", "This unit alone"});
  grammar.Year(*list, "--year", listed->year, {"Chỉ năm này", "This year alone"});
  grammar.Text(*list, "--office", listed->office, "OFFICE",
               {"Chỉ việc bộ phận này chủ trì hoặc phối hợp", "What this office leads or coordinates"});
  grammar
      .Texts(*list, "--state", listed->states, absl::StrJoin(StateCodes(), "|"),
             {"Chỉ các trạng thái này", "These states alone"})
      ->check([grammar](const std::string& code) {
        return StateOfCode(code).has_value()
                   ? std::string()
                   : absl::StrCat("\"", code, "\" ", grammar.Say({"không có trong", "is not one of"}), " ",
                                  absl::StrJoin(StateCodes(), ", "));
      });
  grammar.Text(*list, "--directive", listed->directive, "DIRECTIVE",
               {"Chỉ việc của văn bản chỉ đạo này", "Tasks of this directive alone"});
  AddAsOf(grammar, *list, listed->date);
  RunWith(*list, session, listed, &List);

  CLI::App* show = grammar.Command(tasks, "show",
                                   {"Mọi điều về một nhiệm vụ: tiến độ, minh chứng, các phần, việc có thể làm tiếp",
                                    "Everything about a task: progress, evidence, parts, what can be done next"},
                                   "thidua tasks show 21526-2024-I.10");
  const auto shown = std::make_shared<ShowOptions>();
  AddTaskName(grammar, *show, shown->task);
  AddAsOf(grammar, *show, shown->date);
  RunWith(*show, session, shown, &Show);

  CLI::App* history = grammar.Command(tasks, "history",
                                      {"Ai đã làm gì với một nhiệm vụ, khi nào, vì sao; mới nhất trước",
                                       "Who did what to a task, when and why; newest first"},
                                      "thidua tasks history 21526-2024-I.10");
  const auto told = std::make_shared<ShowOptions>();
  AddTaskName(grammar, *history, told->task);
  RunWith(*history, session, told, &History);
}

}  // namespace thidua::cli
