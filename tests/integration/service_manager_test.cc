// A service tells the service manager when it serves, that it lives, and when it stops.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "common/rpc/notify_socket_for_test.h"
#include "common/testing/program_file.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/service.h"

namespace thidua::integration {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kPatience = absl::Seconds(20);
constexpr char kAlive[] = "WATCHDOG=1";

TEST(ServiceManagerIntegrationTest, HearsReadyAliveStopping) {
  const TempFolder folder;
  rpc::NotifySocket manager(folder.File("notify"));
  // For the service, which inherits them.
  setenv("NOTIFY_SOCKET", manager.path().c_str(), 1);
  setenv("WATCHDOG_USEC", "300000", 1);
  Service scoring(ProgramFile("thidua-scoring"), {"--data", folder.path()}, folder.path());
  unsetenv("NOTIFY_SOCKET");
  unsetenv("WATCHDOG_USEC");

  EXPECT_THAT(manager.Receive(kPatience), HasSubstr("READY=1\nSTATUS=Serving at " + scoring.address()));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(manager.Receive(kPatience), kAlive);

  scoring.Pause();
  // One more may have been on its way.
  manager.Receive(absl::Milliseconds(100));
  EXPECT_EQ(manager.Receive(absl::Milliseconds(600)), "") << "it says that it lives and does not run";
  scoring.Resume();
  EXPECT_EQ(manager.Receive(kPatience), kAlive);

  EXPECT_EQ(scoring.Stop(), 0);
  std::string last = manager.Receive(kPatience);
  while (last == kAlive) last = manager.Receive(kPatience);
  EXPECT_THAT(last, HasSubstr("STOPPING=1"));
}

}  // namespace
}  // namespace thidua::integration
