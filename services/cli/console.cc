#include "services/cli/console.h"

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::cli {

const char* EscapeSequence(Tone tone) {
  switch (tone) {
    case Tone::kPlain:
      return "";
    case Tone::kStrong:
      return "\033[1m";
    case Tone::kDim:
      return "\033[2m";
    case Tone::kGood:
      return "\033[32m";
    case Tone::kBad:
      return "\033[31m";
    case Tone::kWarning:
      return "\033[33m";
  }
  return "";
}

std::string Style::Paint(std::string_view text, Tone tone) const {
  if (!color || tone == Tone::kPlain) return std::string(text);
  return absl::StrCat(EscapeSequence(tone), std::string(text), "\033[0m");
}

Style OutputStyle(Language language) {
  Style style{.language = language};
  if (isatty(STDOUT_FILENO) == 0) return style;
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  style.color = (no_color == nullptr || *no_color == '\0') && terminal != nullptr && std::strcmp(terminal, "dumb") != 0;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) style.width = size.ws_col;
  return style;
}

void UseUtf8Locale() {
  std::setlocale(LC_ALL, "");
  if (std::strcmp(nl_langinfo(CODESET), "UTF-8") != 0) std::setlocale(LC_ALL, "C.UTF-8");
}

absl::Status WriteOutput(std::string_view data) {
  while (!data.empty()) {
    const ssize_t written = write(STDOUT_FILENO, data.data(), data.size());
    if (written >= 0) {
      data.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EPIPE) {
      return absl::OkStatus();
    } else if (errno != EINTR) {
      const std::string cause = std::strerror(errno);
      return Problem{.code = absl::StatusCode::kUnknown,
                     .reason = "OUTPUT_FAILED",
                     .message = {.vi = absl::StrCat("Không ghi được kết quả ra đầu ra chuẩn: ", cause, "."),
                                 .en = absl::StrCat("Cannot write to standard output: ", cause, ".")}}
          .ToStatus();
    }
  }
  return absl::OkStatus();
}

void WriteNote(std::string_view line) {
  const std::string whole = absl::StrCat(std::string(line), "\n");
  std::fwrite(whole.data(), 1, whole.size(), stderr);
}

}  // namespace thidua::cli
