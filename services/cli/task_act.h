#ifndef THIDUA_SERVICES_CLI_TASK_ACT_H_
#define THIDUA_SERVICES_CLI_TASK_ACT_H_

#include <string>

#include "absl/status/status.h"
#include "services/cli/json.h"
#include "services/cli/settings.h"
#include "services/cli/task_output.h"
#include "services/cli/tasks_output.h"

namespace thidua::cli {

// Says what an act did, how its task stands now and what can come next; JSON is the whole reply.
template <typename Reply>
absl::Status WriteTask(const Settings& settings, const Reply& reply, const Message& done) {
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(ActText(reply.task(), done, OutputStyle(settings.OutputLanguage())));
    case Format::kCsv: {
      TaskList one;
      *one.Add() = reply.task();
      return WriteOutput(TasksCsv(one));
    }
    case Format::kJson:
      return WriteJson(reply);
  }
  return absl::OkStatus();
}

// Makes a refusal that tells which acts are allowed name the task too, so that it is shown with whole commands.
absl::Status NamingTask(const absl::Status& status, const std::string& task);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_TASK_ACT_H_
