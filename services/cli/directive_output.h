#ifndef THIDUA_SERVICES_CLI_DIRECTIVE_OUTPUT_H_
#define THIDUA_SERVICES_CLI_DIRECTIVE_OUTPUT_H_

#include <string>

#include "services/cli/console.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::cli {

// What a directive gave to whom, whom it left out, and how to follow it.
std::string IssuedText(const thidua::tasks::v1::IssueDirectiveResponse& reply, const Style& style);
// The columns of TasksCsv.
std::string IssuedCsv(const thidua::tasks::v1::IssueDirectiveResponse& reply);

std::string DirectivesText(const thidua::tasks::v1::ListDirectivesResponse& reply, const Style& style);
// Columns directive, issuer, year, document, date, criterion, title, cluster, under, due, tasks, fulfilled, overdue.
std::string DirectivesCsv(const thidua::tasks::v1::ListDirectivesResponse& reply);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_DIRECTIVE_OUTPUT_H_
