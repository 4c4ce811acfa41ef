// The primary of PostgreSQL dies for good under all services; its standby takes over.

#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "tests/e2e/cluster.h"
#include "tests/e2e/load.h"
#include "tests/e2e/writer.h"
#include "tests/integration/demo.h"

namespace thidua::e2e {
namespace {

TEST(FailoverTest, NoAcknowledgedWriteIsLostOrAppliedTwice) {
  Cluster cluster({"--standby"});
  ImportBaToWithTasks(cluster);
  const auto channel = rpc::OpenChannel({.service = "thidua", .address = cluster.address()},
                                        {.repeat = rpc::Repeat::kWrites, .health = rpc::Health::kIgnored});
  std::map<std::string, std::unique_ptr<SteadyWriter>> writers;
  writers["scoring"] = std::make_unique<SteadyWriter>(std::make_unique<SheetWriter>(channel, "21526", "sheet"));
  writers["tasks"] = std::make_unique<SteadyWriter>(std::make_unique<TaskWriter>(channel, "21526-2024-I.2", "task"));
  std::ostringstream table;
  // There and back: the second one to die is a standby that was made of the first.
  for (const char* primary : {"postgresql", "postgresql-2"}) {
    cluster.Up();
    for (const auto& [service, writer] : writers) EXPECT_TRUE(writer->WaitForMore(20)) << service;
    cluster.Kill(primary);
    const absl::Time killed = absl::Now();
    std::map<std::string, int> before;
    for (const auto& [service, writer] : writers) before[service] = writer->written();
    cluster.FailOver();
    const absl::Time promoted = absl::Now();
    for (const auto& [service, writer] : writers) {
      // The answer to one may have been on its way already.
      const absl::Time writing = writer->WaitFor(before[service] + 2);
      EXPECT_LT(writing, absl::InfiniteFuture()) << service << " after " << primary << " was killed";
      table << absl::StrFormat("%-12s  %-7s  %6d ms  %6d ms\n", primary, service,
                               absl::ToInt64Milliseconds(writing - killed),
                               absl::ToInt64Milliseconds(promoted - killed));
    }
    EXPECT_EQ(cluster.cli().Run(integration::RankBaTo()).exit_code, 0);
  }
  int written = 0;
  for (const auto& [service, writer] : writers) {
    EXPECT_TRUE(writer->WaitForMore(20)) << service;
    writer->StopAndExpectEachOnce();
    written += writer->written();
  }
  std::cout << "killed        service  writes after  standby promoted after\n" << table.str() << written << " writes\n";
}

}  // namespace
}  // namespace thidua::e2e
