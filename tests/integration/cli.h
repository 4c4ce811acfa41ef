#ifndef THIDUA_TESTS_INTEGRATION_CLI_H_
#define THIDUA_TESTS_INTEGRATION_CLI_H_

#include <string>
#include <utility>
#include <vector>

namespace thidua::integration {

struct Finished {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// The `thidua` command, told where the services are.
class Cli {
 public:
  explicit Cli(std::vector<std::string> server_options) : server_options_(std::move(server_options)) {}

  // Waits for its end; throws when it never comes.
  Finished Run(const std::vector<std::string>& arguments) const;

  // Standard output of a run that succeeds; throws what the program says otherwise.
  std::string Output(const std::vector<std::string>& arguments) const;

 private:
  const std::vector<std::string> server_options_;
};

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_CLI_H_
