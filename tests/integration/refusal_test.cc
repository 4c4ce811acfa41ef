// What a service refuses to start on.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/testing/program_file.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/demo.h"
#include "tests/integration/process.h"
#include "tests/integration/suite.h"

namespace thidua::integration {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr absl::Duration kPatience = absl::Seconds(20);

// The last line a program wrote before it failed with exit code 1.
std::string Refusal(const std::string& program, const std::vector<std::string>& arguments) {
  Process process(program, arguments);
  EXPECT_EQ(process.Wait(kPatience), 1) << process.err();
  std::string said = process.err();
  if (said.ends_with('\n')) said.pop_back();
  return said.substr(said.rfind('\n') + 1);
}

class ProgramRefusalTest : public ::testing::TestWithParam<std::string> {};

TEST_P(ProgramRefusalTest, AnAddressInUse) {
  const TempFolder folder;
  Service first(GetParam(), {"--data", folder.File("một")}, folder.path());
  EXPECT_THAT(Refusal(GetParam(), {"--data", folder.File("hai"), "--listen", first.address()}),
              HasSubstr("Cannot listen at " + first.address() + ": the address is in use"));
  EXPECT_EQ(first.Stop(), 0);
}

TEST_P(ProgramRefusalTest, ADataFolderThatCannotBeMade) {
  const TempFolder folder;
  const std::string below_a_file = folder.Write("một tệp", "") + "/dữ liệu";
  for (const std::string& data : {below_a_file, std::string("/proc/thidua")}) {
    EXPECT_THAT(Refusal(GetParam(), {"--data", data, "--listen", "127.0.0.1:0"}), HasSubstr(data));
  }
}

TEST_P(ProgramRefusalTest, ADatabaseThatIsNone) {
  const TempFolder folder;
  for (const char* name : {"scoring.db", "ranking.db", "tasks.db"}) folder.Write(name, std::string(8192, 'x'));
  EXPECT_THAT(Refusal(GetParam(), {"--data", folder.path(), "--listen", "127.0.0.1:0"}), HasSubstr(folder.path()));
}

INSTANTIATE_TEST_SUITE_P(, ProgramRefusalTest,
                         ::testing::Values(ProgramFile("thidua-scoring"), ProgramFile("thidua-ranking"),
                                           ProgramFile("thidua-tasks")),
                         [](const auto& info) {
                           const std::string program = info.param;
                           return program.substr(program.rfind('-') + 1);
                         });

TEST(DevRefusalTest, AnAddressInUse) {
  DevServer first;
  const TempFolder folder;
  const std::string port = first.service().address().substr(first.service().address().rfind(':') + 1);
  EXPECT_THAT(Refusal(ProgramFile("thidua"), {"dev", "--data", folder.path(), "--port", port}),
              AllOf(HasSubstr(first.service().address()), HasSubstr("địa chỉ đang được dùng")));
}

TEST(DevRefusalTest, ADataFolderThatCannotBeMade) {
  EXPECT_THAT(Refusal(ProgramFile("thidua"), {"dev", "--data", "/proc/thidua", "--port", "0"}),
              HasSubstr("/proc/thidua"));
}

}  // namespace
}  // namespace thidua::integration
