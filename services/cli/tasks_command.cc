#include <memory>

#include "services/cli/commands.h"
#include "services/cli/json.h"
#include "services/cli/office_names.h"
#include "services/cli/services.h"
#include "services/cli/tasks_output.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::DraftTasksRequest;
using thidua::tasks::v1::DraftTasksResponse;
using thidua::tasks::v1::ListTasksRequest;
using thidua::tasks::v1::ListTasksResponse;
using thidua::tasks::v1::TasksService;

struct ListOptions {
  std::string unit;
  int year = 0;
};

struct DraftOptions {
  std::string unit;
  int from_year = 0;
  int year = 0;
  std::string due;
};

absl::Status List(const Settings& settings, const ListOptions& options) {
  ListTasksRequest request;
  request.set_unit(options.unit);
  request.set_year(options.year);
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

absl::Status Draft(const Settings& settings, const DraftOptions& options) {
  DraftTasksRequest request;
  request.set_unit(options.unit);
  request.set_from_year(options.from_year);
  request.set_year(options.year);
  request.set_due(options.due);
  const absl::StatusOr<DraftTasksResponse> reply = Ask(settings, &TasksService::Stub::DraftTasks, request);
  if (!reply.ok()) return reply.status();
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(DraftText(*reply, AskOfficeNames(settings), OutputStyle(settings.OutputLanguage())));
    case Format::kCsv:
      return WriteOutput(DraftCsv(*reply));
    case Format::kJson:
      return WriteJson(*reply);
  }
  return absl::OkStatus();
}

void AddList(const Grammar& grammar, CLI::App& tasks, Session& session) {
  CLI::App* command =
      grammar.Command(tasks, "list", {"Liệt kê nhiệm vụ", "List tasks"}, "thidua tasks list --unit 21526 --year 2024");
  const auto options = std::make_shared<ListOptions>();
  grammar.Text(*command, "--unit", options->unit, "UNIT", {"Chỉ đơn vị này", "This unit alone"});
  grammar.Year(*command, "--year", options->year, {"Chỉ năm này", "This year alone"});
  command->callback(
      [&session, options] { session.run = [&session, options] { return List(session.settings, *options); }; });
}

void AddDraft(const Grammar& grammar, CLI::App& tasks, Session& session) {
  CLI::App* command = grammar.Command(tasks, "draft",
                                      {"Lập nhiệm vụ nháp từ điểm đã mất; chạy lại không sinh việc trùng",
                                       "Draft tasks from lost points; running it again makes no second task"},
                                      "thidua tasks draft --unit 21526 --from-year 2023 --year 2024");
  const auto options = std::make_shared<DraftOptions>();
  grammar.Text(*command, "--unit", options->unit, "UNIT", {"Mã đơn vị", "Code of the unit"})->required();
  grammar.Year(*command, "--from-year", options->from_year, {"Năm bị mất điểm", "Year in which points were lost"})
      ->required();
  grammar.Year(*command, "--year", options->year, {"Năm phải lấy lại điểm", "Year in which to win them back"})
      ->required();
  grammar.Text(*command, "--due", options->due, "DATE",
               {"Hạn hoàn thành, dạng 2024-12-31 (không cho: do dịch vụ định)",
                "When they are due, as 2024-12-31 (without: the service decides)"});
  command->callback(
      [&session, options] { session.run = [&session, options] { return Draft(session.settings, *options); }; });
}

}  // namespace

void AddTasks(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* tasks = grammar.Family(
      root, "tasks",
      {"Nhiệm vụ lấy lại điểm: liệt kê, lập nháp, nhập", "Tasks that win points back: list, draft, import"},
      "thidua tasks list --unit 21526 --year 2024");
  AddList(grammar, *tasks, session);
  AddDraft(grammar, *tasks, session);
  AddTasksImport(grammar, *tasks, session);
}

}  // namespace thidua::cli
