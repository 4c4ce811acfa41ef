// Any process may die at any moment: what was acknowledged stays, and happened once.

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <iostream>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "tests/e2e/cluster.h"
#include "tests/e2e/sheet_writer.h"
#include "tests/integration/demo.h"
#include "tests/integration/process.h"

namespace thidua::e2e {
namespace {

TEST(KillTest, NoAcknowledgedWriteIsLostOrAppliedTwice) {
  Cluster cluster;
  integration::ImportBaTo(cluster.cli());
  std::atomic<bool> stopping = false;
  std::atomic<int> written = 0;
  auto writing = std::async(std::launch::async, [&] {
    SheetWriter writer(rpc::OpenChannel({.service = "scoring", .address = cluster.address()},
                                        {.repeat = rpc::Repeat::kWrites, .health = rpc::Health::kIgnored}),
                       "21526", "kill");
    while (!stopping) {
      writer.WriteUntilAcknowledged();
      ++written;
    }
    writer.ExpectEachOnce();
  });
  const auto writes_go_on = [&](int more) {
    const int before = written;
    return integration::WaitUntil([&] { return written >= before + more; }, absl::Seconds(30));
  };
  for (const std::string& name : cluster.names()) {
    EXPECT_TRUE(writes_go_on(20)) << "before " << name << " is killed";
    cluster.Kill(name);
    const absl::Time killed = absl::Now();
    cluster.Up();
    EXPECT_TRUE(writes_go_on(2)) << "after " << name << " was killed";
    std::cout << name << " killed; started again and writing after " << absl::Now() - killed << '\n';
    EXPECT_EQ(cluster.cli().Run(integration::RankBaTo()).exit_code, 0);
  }
  stopping = true;
  writing.get();
  std::cout << written << " writes\n";
}

}  // namespace
}  // namespace thidua::e2e
