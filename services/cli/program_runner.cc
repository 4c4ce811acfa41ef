#include "services/cli/program_runner.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "common/testing/program_file.h"

namespace thidua::cli {
namespace {

using File = std::unique_ptr<FILE, int (*)(FILE*)>;

std::string ReadAll(FILE* file) {
  std::string text;
  std::rewind(file);
  std::array<char, 65536> buffer;
  for (size_t count = 0; (count = std::fread(buffer.data(), 1, buffer.size(), file)) > 0;) {
    text.append(buffer.data(), count);
  }
  return text;
}

bool IsReadByTheProgram(std::string_view variable) {
  for (const std::string_view prefix : {"THIDUA_", "LANG", "LC_", "NO_COLOR="}) {
    if (variable.starts_with(prefix)) return true;
  }
  return false;
}

}  // namespace

Finished RunProgram(const std::vector<std::string>& arguments, const RunOptions& options) {
  const File out(std::tmpfile(), &std::fclose);
  const File err(std::tmpfile(), &std::fclose);
  const std::string program = ProgramFile("thidua");
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!IsReadByTheProgram(*variable)) environment.push_back(*variable);
  }
  for (const std::string& variable : options.environment) environment.push_back(const_cast<char*>(variable.c_str()));
  environment.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, options.out_descriptor >= 0 ? options.out_descriptor : fileno(out.get()),
                                   STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(err.get()), STDERR_FILENO);
  pid_t child = 0;
  const int error = posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return {};
  int status = 0;
  waitpid(child, &status, 0);
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          .out = ReadAll(out.get()),
          .err = ReadAll(err.get())};
}

}  // namespace thidua::cli
