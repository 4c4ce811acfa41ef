#include "common/telemetry/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "common/telemetry/process_metrics.h"

namespace thidua::telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(RegistryTest, AsksWhenItIsRead) {
  Registry registry;
  double value = 1;
  const auto gauge = registry.AddGauge("thidua_some", "What it is.", {{"of", "one"}}, [&] { return value; });
  const auto other = registry.AddGauge("thidua_some", "What it is.", {{"of", "other"}}, [] { return 7; });
  const auto counter = registry.AddCounter("thidua_all_total", "How many.", {}, [&] { return value; });
  value = 2.5;
  EXPECT_EQ(registry.Text(),
            "# HELP thidua_all_total How many.\n"
            "# TYPE thidua_all_total counter\n"
            "thidua_all_total 2.5\n"
            "# HELP thidua_some What it is.\n"
            "# TYPE thidua_some gauge\n"
            "thidua_some{of=\"one\"} 2.5\n"
            "thidua_some{of=\"other\"} 7\n");
}

TEST(RegistryTest, ForgetsWhatWent) {
  Registry registry;
  std::optional<Registry::Registration> kept;
  {
    auto gauge = registry.AddGauge("thidua_kept", "Kept.", {}, [] { return 1; });
    const auto gone = registry.AddGauge("thidua_gone", "Gone.", {}, [] { return 1; });
    kept = std::move(gauge);
  }
  EXPECT_THAT(registry.Text(), HasSubstr("thidua_kept 1"));
  EXPECT_THAT(registry.Text(), Not(HasSubstr("thidua_gone")));
  kept.reset();
  EXPECT_EQ(registry.Text(), "");
}

TEST(RegistryTest, EscapesLabels) {
  Registry registry;
  const auto gauge = registry.AddGauge("thidua_some", "What it is.", {{"of", "a\"b\\c\nd"}}, [] { return 1; });
  EXPECT_THAT(registry.Text(), HasSubstr(R"({of="a\"b\\c\nd"} 1)"));
}

TEST(ProcessMetricsTest, AreThere) {
  Registry registry;
  const auto metrics = AddProcessMetrics(registry);
  const std::string text = registry.Text();
  for (const char* name : {"process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds",
                           "process_start_time_seconds"}) {
    EXPECT_THAT(text, HasSubstr(std::string("\n") + name + " ")) << name;
    EXPECT_THAT(text, Not(HasSubstr(std::string("\n") + name + " 0\n"))) << name;
  }
  EXPECT_THAT(text, HasSubstr("thidua_build_info{version=\"" THIDUA_VERSION "\"} 1"));
}

}  // namespace
}  // namespace thidua::telemetry
