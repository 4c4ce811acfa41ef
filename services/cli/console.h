#ifndef THIDUA_SERVICES_CLI_CONSOLE_H_
#define THIDUA_SERVICES_CLI_CONSOLE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/status/message.h"

namespace thidua::cli {

enum class Tone { kPlain, kStrong, kDim, kGood, kBad, kWarning };

// How text output is to look.
struct Style {
  Language language = Language::kVietnamese;
  bool color = false;
  // Columns of the terminal; 0: no limit.
  size_t width = 0;

  std::string Say(const Message& message) const { return message.In(language); }
  std::string Paint(std::string_view text, Tone tone) const;
};

// The escape sequence that starts a tone; empty for kPlain.
const char* EscapeSequence(Tone tone);

// Coloured when standard output is a terminal and NO_COLOR is not set.
Style OutputStyle(Language language);

// Makes the C library count Vietnamese letters as one column each, whatever LANG says.
void UseUtf8Locale();

// Writes to standard output. A reader that has gone away (`| head`) is no failure; a full disk is.
absl::Status WriteOutput(std::string_view data);

// Writes a line to standard error; a failure is ignored, there being nobody left to tell.
void WriteNote(std::string_view line);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_CONSOLE_H_
