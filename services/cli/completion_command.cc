#include "services/cli/commands.h"
#include "services/cli/completion.h"
#include "services/cli/console.h"

namespace thidua::cli {

void AddCompletion(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* completion = grammar.Family(
      root, "completion", {"In tập lệnh hoàn thành dòng lệnh", "Print a script that completes command lines"},
      "source <(thidua completion bash)");
  CLI::App* bash = grammar.Command(*completion, "bash", {"Cho bash", "For bash"}, "source <(thidua completion bash)");
  bash->callback([&root, &session] { session.run = [&root] { return WriteOutput(BashCompletion(root)); }; });
}

}  // namespace thidua::cli
