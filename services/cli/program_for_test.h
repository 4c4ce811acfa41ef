#ifndef THIDUA_SERVICES_CLI_PROGRAM_FOR_TEST_H_
#define THIDUA_SERVICES_CLI_PROGRAM_FOR_TEST_H_

#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "common/testing/temp_folder.h"
#include "services/cli/fake_services.h"
#include "services/cli/program_runner.h"

namespace thidua::cli {

// The real program against fakes in this process.
class ProgramTest : public ::testing::Test {
 protected:
  // Both locks hand the script over: to the handlers and back.
  Finished Thidua(const std::vector<std::string>& arguments, RunOptions options = {}) {
    { const std::lock_guard lock(script_.mutex); }
    options.environment.push_back("THIDUA_SERVER=" + server_.address());
    Finished run = RunProgram(arguments, options);
    { const std::lock_guard lock(script_.mutex); }
    return run;
  }

  Script script_;
  FakeServer server_{script_};
  const TempFolder folder_;
};

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_PROGRAM_FOR_TEST_H_
