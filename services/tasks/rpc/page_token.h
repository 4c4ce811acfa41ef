#ifndef THIDUA_SERVICES_TASKS_RPC_PAGE_TOKEN_H_
#define THIDUA_SERVICES_TASKS_RPC_PAGE_TOKEN_H_

#include <optional>
#include <string>

#include "services/tasks/domain/task.h"
#include "services/tasks/storage/task_store.h"

namespace thidua::tasks {

// An opaque token for the page that follows `last`, good only for the same filter.
std::string PageTokenAfter(const TaskFilter& filter, const TaskKey& last);

// The last task of the page before; nothing when the token is damaged or was made for another filter.
std::optional<TaskKey> ReadPageToken(const TaskFilter& filter, const std::string& token);

// The same for directives.
std::string PageTokenAfter(const DirectiveFilter& filter, const DirectiveKey& last);
std::optional<DirectiveKey> ReadPageToken(const DirectiveFilter& filter, const std::string& token);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_PAGE_TOKEN_H_
