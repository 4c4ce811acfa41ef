#ifndef THIDUA_SERVICES_TASKS_STORAGE_TASK_CODEC_H_
#define THIDUA_SERVICES_TASKS_STORAGE_TASK_CODEC_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "common/audit/log.h"
#include "services/tasks/domain/task.h"
#include "services/tasks/storage/task_store.h"

namespace thidua::tasks {

// Tasks and entries of the log as the store keeps them: JSON, the same text for equal values. Times are microseconds
// since 1970, days ISO 8601. Reading throws std::exception on what this program cannot have written.

nlohmann::json ToJson(const Task& task);
Task TaskFromJson(const nlohmann::json& json);

// The members of the entry's JSON object after its number and version; empty ones are left out. `patch`: JSON Patch
// (RFC 6902) that makes the task's document what it is afterwards, from {} for a new task.
std::string EncodeLogMembers(const LogLine& line, const std::string& task, const nlohmann::json& patch);

struct LogContent {
  int64_t number = 0;
  LogLine line;
  std::string task;  // Id; empty: not about one task.
  std::string patch;
};
LogContent DecodeLog(const audit::LogEntry& entry);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_STORAGE_TASK_CODEC_H_
