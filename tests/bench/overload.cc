// What scoring still answers when three times as many ask as it can answer, how fast it says that it is healthy
// meanwhile, and what readers get beside imports. The server has a core of its own, so that who asks takes nothing from
// it: half of its workers may be busy with imports, which leaves a third of the core to a reader.

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/bench/forked_server.h"
#include "tests/bench/report.h"
#include "tests/bench/timing.h"
#include "tests/integration/busy_scoring.h"
#include "tests/integration/load.h"

namespace thidua::bench {
namespace {

using integration::BusyScoring;
using integration::Demand;
using integration::EndlessImports;
using integration::HealthClock;
using integration::HealthTimes;
using integration::Offer;
using integration::Saturate;
using integration::Tally;

constexpr int kRounds = 5;
constexpr int kCallers = 16;
constexpr int kTimesSaturation = 3;
constexpr absl::Duration kRound = absl::Seconds(2);
constexpr double kHealthGoalMilliseconds = 100;

double Milliseconds(absl::Duration time) { return absl::ToDoubleMilliseconds(time); }

void MeasureOverload(const BusyScoring& scoring) {
  const Demand scores = scoring.Scores();
  std::vector<double> peak, over, idle_median, busy_median;
  double idle_longest = 0;
  double busy_longest = 0;
  for (int round = 1; round <= kRounds; ++round) {
    HealthClock idle(scoring.address());
    absl::SleepFor(kRound / 2);
    const HealthTimes idle_times = idle.End();
    const Tally most = Saturate(scores, kCallers, kRound);
    peak.push_back(most.answered_per_second());
    HealthClock busy(scoring.address());
    const Tally offered = Offer(scores, kTimesSaturation * most.answered_per_second(), kRound);
    const HealthTimes busy_times = busy.End();
    over.push_back(offered.answered_per_second());
    Note(absl::StrCat("saturation: ", most.Text(), "; three times that: ", offered.Text()));
    if (idle_times.failed + busy_times.failed > 0) Note("not healthy");
    idle_median.push_back(Milliseconds(idle_times.median));
    busy_median.push_back(Milliseconds(busy_times.median));
    idle_longest = std::max(idle_longest, Milliseconds(idle_times.longest));
    busy_longest = std::max(busy_longest, Milliseconds(busy_times.longest));
  }
  Report("overload_goodput_per_second", Median(over), Median(peak), ">=0.8");
  Report("overload_health_slowest_milliseconds", busy_longest, kHealthGoalMilliseconds, "<=1");
  Report("overload_health_slowest_to_idle_milliseconds", busy_longest, idle_longest, "");
  Report("overload_health_median_to_idle_milliseconds", Median(busy_median), Median(idle_median), "");
}

void MeasureImports(const BusyScoring& scoring) {
  const Demand unit = scoring.Unit();
  std::vector<double> alone, beside;
  for (int round = 1; round <= kRounds; ++round) {
    alone.push_back(Saturate(unit, 1, kRound).answered_per_second());
    const EndlessImports imports(scoring.address());
    const Tally reads = Saturate(unit, 1, kRound);
    beside.push_back(reads.answered_per_second());
    Note(absl::StrCat("beside imports: ", reads.Text(), "; imports: ", imports.done()));
  }
  Report("reads_beside_imports_per_second", Median(beside), Median(alone), ">=0.33");
}

void Run() {
  StayOnCore(0);
  const BusyScoring scoring;
  StayOnCore(1);
  scoring.Import();
  MeasureOverload(scoring);
  MeasureImports(scoring);
}

}  // namespace
}  // namespace thidua::bench

int main() { thidua::bench::Run(); }
