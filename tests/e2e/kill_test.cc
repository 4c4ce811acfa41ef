// Any process may die at any moment: what was acknowledged stays, and happened once.

#include <gtest/gtest.h>

#include <iostream>
#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "tests/e2e/cluster.h"
#include "tests/e2e/writer.h"
#include "tests/integration/demo.h"

namespace thidua::e2e {
namespace {

TEST(KillTest, NoAcknowledgedWriteIsLostOrAppliedTwice) {
  Cluster cluster;
  integration::ImportBaTo(cluster.cli());
  const auto channel = rpc::OpenChannel({.service = "scoring", .address = cluster.address()},
                                        {.repeat = rpc::Repeat::kWrites, .health = rpc::Health::kIgnored});
  SteadyWriter writer(std::make_unique<SheetWriter>(channel, "21526", "kill"));
  std::ostringstream table;
  for (const std::string& name : cluster.names()) {
    EXPECT_TRUE(writer.WaitForMore(20)) << "before " << name << " is killed";
    cluster.Kill(name);
    const absl::Time killed = absl::Now();
    cluster.Up();
    EXPECT_TRUE(writer.WaitForMore(2)) << "after " << name << " was killed";
    table << absl::StrFormat("%-12s %6d ms\n", name, absl::ToInt64Milliseconds(absl::Now() - killed));
    EXPECT_EQ(cluster.cli().Run(integration::RankBaTo()).exit_code, 0);
  }
  writer.StopAndExpectEachOnce();
  std::cout << "killed       started again and writing after\n" << table.str() << writer.written() << " writes\n";
}

}  // namespace
}  // namespace thidua::e2e
