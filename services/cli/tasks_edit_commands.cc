#include <memory>

#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/cli/sheet_options.h"
#include "services/cli/task_act.h"
#include "services/cli/tasks_commands.h"
#include "services/cli/tasks_options.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::CreateTaskRequest;
using thidua::tasks::v1::TasksService;
using thidua::tasks::v1::UpdateTaskRequest;

struct AddOptions {
  std::string unit;
  int year = 0;
  std::string criterion;
  std::string parent;
  std::string request_id;
  std::string date;
  TaskFields fields;
};

struct EditOptions {
  ActGuard guard;
  TaskFields fields;
};

absl::Status Create(const Settings& settings, const AddOptions& options) {
  CreateTaskRequest request;
  *request.mutable_task() = options.fields.ToTask();
  request.mutable_task()->set_unit(options.unit);
  request.mutable_task()->set_year(options.year);
  request.mutable_task()->set_criterion(options.criterion);
  request.set_parent(options.parent);
  request.set_request_id(options.request_id);
  request.set_date(options.date);
  const auto reply = Ask(settings, &TasksService::Stub::CreateTask, request);
  return reply.ok() ? WriteTask(settings, *reply, {"đã thêm", "added"}) : reply.status();
}

absl::Status Edit(const Settings& settings, const EditOptions& options) {
  UpdateTaskRequest request;
  *request.mutable_task() = options.fields.ToTask();
  request.mutable_task()->set_task(options.guard.task);
  for (const std::string& path : options.fields.Given()) request.mutable_update_mask()->add_paths(path);
  request.set_etag(options.guard.etag);
  request.set_request_id(options.guard.request_id);
  request.set_date(options.guard.date);
  const auto reply = Ask(settings, &TasksService::Stub::UpdateTask, request);
  return reply.ok() ? WriteTask(settings, *reply, {"đã sửa", "changed"})
                    : NamingTask(reply.status(), options.guard.task);
}

// A task of its own needs all that a part has from its parent.
void CheckAdd(const AddOptions& options, Language language) {
  if (options.fields.title.empty()) throw CLI::RequiredError("--title");
  if (!options.parent.empty()) return;
  if (!options.unit.empty() && options.year != 0 && !options.criterion.empty() && !options.fields.lead.empty()) return;
  const Message message{"Cần --unit, --year, --criterion và --lead; hoặc --parent cho một phần của nhiệm vụ đã có.",
                        "--unit, --year, --criterion and --lead are needed; or --parent for a part of a task."};
  throw CLI::ValidationError(message.In(language));
}

}  // namespace

void AddTaskEditing(const Grammar& grammar, CLI::App& tasks, Session& session) {
  CLI::App* add = grammar.Command(
      tasks, "add",
      {"Thêm nhiệm vụ cho một tiêu chí, hoặc một phần của nhiệm vụ", "Add a task for a criterion, or a part of one"},
      "thidua tasks add --unit 21526 --year 2024 --criterion I.10 --lead DC-NN-XD-MT --title \"Đạt 13/19 tiêu chí\"\n"
      "  thidua tasks add --parent 21526-2024-I.10 --title \"Xây nhà văn hóa thôn\"");
  const auto added = std::make_shared<AddOptions>();
  AddUnit(grammar, *add, added->unit, {"Mã đơn vị", "Code of the unit"});
  grammar.Year(*add, "--year", added->year, {"Năm phải lấy lại điểm", "Year in which to win points back"});
  grammar.Text(*add, "--criterion", added->criterion, "CRITERION", {"Mã tiêu chí", "Code of the criterion"});
  grammar.Text(*add, "--parent", added->parent, "TASK",
               {"Thêm một phần của nhiệm vụ này", "Add it as a part of this task"});
  AddTaskFields(grammar, *add, added->fields);
  AddDay(grammar, *add, "--date", added->date,
         {"Ngày lập, không sau hôm nay (mặc định: hôm nay)", "The day it was made, not after today (default: today)"});
  AddRequestId(grammar, *add, added->request_id);
  add->callback([&session, added, language = grammar.language()] {
    CheckAdd(*added, language);
    session.run = [&session, added] { return Create(session.settings, *added); };
  });

  CLI::App* edit = grammar.Command(tasks, "edit",
                                   {"Sửa nội dung, bộ phận, hạn, mục tiêu; cái không nêu thì giữ nguyên",
                                    "Change what a task says; what is not named stays as it is"},
                                   "thidua tasks edit 21526-2024-I.10 --due 2024-11-15 --coordinator VH-XH THON");
  const auto edited = std::make_shared<EditOptions>();
  AddActGuard(grammar, *edit, edited->guard);
  AddTaskFields(grammar, *edit, edited->fields);
  edit->callback([&session, edited, language = grammar.language()] {
    if (edited->fields.Given().empty()) {
      const Message message{"Cần nêu ít nhất một điều phải sửa, ví dụ --due 2024-11-15.",
                            "At least one thing to change is needed, such as --due 2024-11-15."};
      throw CLI::ValidationError(message.In(language));
    }
    session.run = [&session, edited] { return Edit(session.settings, *edited); };
  });
}

}  // namespace thidua::cli
