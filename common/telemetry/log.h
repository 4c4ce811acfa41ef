#ifndef THIDUA_COMMON_TELEMETRY_LOG_H_
#define THIDUA_COMMON_TELEMETRY_LOG_H_

#include <spdlog/common.h>

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace thidua::telemetry {

enum class LogFormat { kText, kJson };

// Sends the log of this process to standard error, one line for each entry whatever is in it: control characters,
// invisible ones and bytes that are no text are escaped, secrets (Redacted) are taken out, and a line ends at 8 KiB.
//
// JSON lines have time (RFC 3339), level, program, message, and the fields of LogWithFields.
void SetUpLog(const std::string& program, LogFormat format);

// An entry with fields of its own: members of the JSON object, or key=value behind the message.
void LogWithFields(spdlog::level::level_enum level, std::string_view message, const nlohmann::ordered_json& fields);

// `text` without passwords in URLs and connection strings, and without tokens.
std::string Redacted(std::string_view text);

// `text` with everything escaped that could end its line or show it as what it is not.
std::string OnOneLine(std::string_view text);

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_LOG_H_
