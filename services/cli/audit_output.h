#ifndef THIDUA_SERVICES_CLI_AUDIT_OUTPUT_H_
#define THIDUA_SERVICES_CLI_AUDIT_OUTPUT_H_

#include <optional>
#include <string>

#include "services/cli/audit_chain.h"
#include "services/cli/console.h"

namespace thidua::cli {

// Whose changes a log tells.
enum class AuditedLog { kScoring, kTasks };

// A log that is as it should be.
struct AuditFindings {
  AuditedLog log = AuditedLog::kScoring;
  AuditHead head;
  // Sheets, or tasks, that the log leads to as they are stored.
  int64_t stored = 0;
  // That the log was held against.
  std::optional<AuditHead> kept;
};

std::string AuditText(const AuditFindings& findings, const Style& style);
std::string AuditJson(const AuditFindings& findings);
// Columns entries, hash, sheets or tasks, kept (the number of the kept head).
std::string AuditCsv(const AuditFindings& findings);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_AUDIT_OUTPUT_H_
