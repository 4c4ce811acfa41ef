#ifndef THIDUA_SERVICES_CLI_ASSIGNMENTS_H_
#define THIDUA_SERVICES_CLI_ASSIGNMENTS_H_

#include <optional>
#include <string>
#include <vector>

#include "common/status/message.h"

// Words such as "I.2=40" on the command line; pure.
namespace thidua::cli {

// A decimal of at least 0.
bool IsAmount(const std::string& text);

// "I.2=40".
struct CodeAmount {
  std::string code;
  std::string amount;
};
// Nothing unless there is a code and an amount of at least 0.
std::optional<CodeAmount> ParseCodeAmount(const std::string& word);

// "21526:I.2:actual=100", or without an input "21526:I.2=95": the value is what stands after the first "=".
struct UnitFigure {
  std::string unit;
  std::string criterion;
  std::string input;
  std::string value;
};
// Nothing unless all names are there; the value may be empty.
std::optional<UnitFigure> ParseUnitInput(const std::string& word);
// Nothing unless all names and an amount are there.
std::optional<UnitFigure> ParseUnitPoints(const std::string& word);

// A usage error.
[[noreturn]] void RefuseWord(const std::string& option, const std::string& word, const Message& wanted,
                             Language language);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_ASSIGNMENTS_H_
