#include "services/cli/commands.h"
#include "services/cli/tasks_commands.h"

namespace thidua::cli {

void AddTasks(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* tasks =
      grammar.Family(root, "tasks",
                     {"Nhiệm vụ lấy lại điểm cả năm: lập, giao, theo dõi, nhắc, dự báo, báo cáo",
                      "A year of tasks that win points back: draft, assign, track, remind, forecast, report"},
                     "thidua tasks board --unit 21526 --year 2024");
  AddTaskReading(grammar, *tasks, session);
  AddTaskDrafting(grammar, *tasks, session);
  AddTaskEditing(grammar, *tasks, session);
  AddTasksImport(grammar, *tasks, session);
  AddTaskActs(grammar, *tasks, session);
  AddDirectives(grammar, *tasks, session);
  AddBoard(grammar, *tasks, session);
  AddForecast(grammar, *tasks, session);
  AddPeriodReports(grammar, *tasks, session);
  AddReminders(grammar, *tasks, session);
}

}  // namespace thidua::cli
