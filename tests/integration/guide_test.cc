// The operator's guide knows every flag of the services.

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

#include "common/testing/program_file.h"
#include "common/testing/source_file.h"
#include "tests/integration/demo.h"
#include "tests/integration/process.h"

namespace thidua::integration {
namespace {

// Flags, and the names that the environment has for them.
std::set<std::string> SettingsOf(const std::string& program) {
  Process process(program, {"--help"});
  EXPECT_EQ(process.Wait(absl::Seconds(20)), 0);
  const std::string help = process.out();
  static const std::regex kSetting("\\n  (?:-h,)?(--[a-z-]+)|Env:([A-Z_]+)");
  std::set<std::string> settings;
  for (std::sregex_iterator match(help.begin(), help.end(), kSetting), end; match != end; ++match) {
    settings.insert((*match)[1].matched ? match->str(1) : match->str(2));
  }
  settings.erase("--help");
  settings.erase("--version");
  return settings;
}

TEST(OperatingGuideTest, KnowsEveryFlag) {
  const std::string guide = ReadFile(SourceFile("deploy/docs/operating.md"));
  for (const std::string program :
       {ProgramFile("thidua-scoring"), ProgramFile("thidua-ranking"), ProgramFile("thidua-tasks")}) {
    const std::set<std::string> settings = SettingsOf(program);
    EXPECT_TRUE(settings.contains("--listen") && settings.contains("THIDUA_LISTEN")) << program;
    for (const std::string& setting : settings) {
      EXPECT_NE(guide.find("`" + setting + "`"), std::string::npos) << program << " has " << setting;
    }
  }
}

}  // namespace
}  // namespace thidua::integration
