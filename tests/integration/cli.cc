#include "tests/integration/cli.h"

#include <optional>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/testing/program_file.h"
#include "tests/integration/process.h"

namespace thidua::integration {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);

}  // namespace

Finished Cli::Run(const std::vector<std::string>& arguments) const {
  std::vector<std::string> all = server_options_;
  all.insert(all.end(), arguments.begin(), arguments.end());
  Process process(ProgramFile("thidua"), all);
  const std::optional<int> exit_code = process.Wait(kPatience);
  if (!exit_code.has_value()) throw std::runtime_error("no end of thidua " + absl::StrJoin(arguments, " "));
  return {.exit_code = *exit_code, .out = process.out(), .err = process.err()};
}

std::string Cli::Output(const std::vector<std::string>& arguments) const {
  Finished run = Run(arguments);
  if (run.exit_code != 0) {
    throw std::runtime_error(
        absl::StrCat("thidua ", absl::StrJoin(arguments, " "), ": exit ", run.exit_code, "\n", run.out, run.err));
  }
  return std::move(run.out);
}

}  // namespace thidua::integration
