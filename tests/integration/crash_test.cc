// SIGKILL of scoring in the middle of an import, many times: afterwards all of the file is there, or none of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <future>
#include <iostream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/testing/program_file.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/demo.h"
#include "tests/integration/rpc.h"
#include "tests/integration/scoring_snapshot.h"
#include "tests/integration/service.h"

namespace thidua::integration {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kRounds = 25;
// These spread over the whole import; later ones close in on the moment between nothing and everything.
constexpr int kSpreadRounds = 10;
constexpr unsigned kSeed = 20230535;

// An import, and what is stored before it. The file changes some of that, so versions move.
struct Case {
  std::string name;
  std::string method;
  std::function<void(const Cli&, const TempFolder&)> prepare;
  std::string file;

  friend void PrintTo(const Case& import, std::ostream* out) { *out << import.name; }
};

// Those of Ba Tơ and above, under names that the country's list corrects.
std::string MisspeltUnitsOfBaTo() {
  std::string table = "code,name,type,level,parent\n";
  const std::vector<std::string> lines = absl::StrSplit(ReadFile(CountryUnits()), '\n');
  for (const std::string& line : lines) {
    const std::vector<std::string> fields = absl::StrSplit(line, ',');
    if (fields.size() != 5 || !(fields[0] == "51" || fields[0] == "535" || fields[4] == "535")) continue;
    table += fields[0] + "," + fields[1] + " (cũ)," + fields[2] + "," + fields[3] + "," + fields[4] + "\n";
  }
  return table;
}

void ImportAllBut(const std::string& kind, const Cli& cli, const TempFolder& folder) {
  const std::string units = folder.Write("units.csv", MisspeltUnitsOfBaTo());
  const std::string clusters = folder.Write(
      "clusters.csv",
      absl::StrReplaceAll(ReadFile(BaToFile("clusters.csv")), {{"khu-bac,", "khu-dong,"}, {"khu-dong,", "khu-bac,"}}));
  cli.Output({"import", "units", kind == "units" ? units : CountryUnits()});
  cli.Output({"import", "clusters", kind == "clusters" ? clusters : BaToFile("clusters.csv")});
  cli.Output({"import", "scale", BaToFile("scale_2023.json")});
  if (kind != "inputs") cli.Output({"import", "inputs", BaToFile("inputs_2023.csv")});
}

class CrashTest : public ::testing::TestWithParam<Case> {
 protected:
  struct Round {
    absl::Duration killed_after;
    bool acknowledged = false;
    bool stored = false;
  };

  CrashTest() {
    Service scoring = Serve(prepared_);
    GetParam().prepare(Cli({"--server", scoring.address()}), folder_);
    before_ = TakeSnapshot(scoring.address());
    EXPECT_EQ(scoring.Stop(), 0);
    for (int warm_up = 0; warm_up < 2; ++warm_up) {
      const std::string data = CopyOfPrepared();
      Service whole = Serve(data);
      const absl::Time start = absl::Now();
      EXPECT_TRUE(Import(Connect(whole.address())));
      usual_duration_ = absl::Now() - start;
      after_ = TakeSnapshot(whole.address());
      std::filesystem::remove_all(data);
    }
  }

  Service Serve(const std::string& data) {
    return Service(ProgramFile("thidua-scoring"), {"--data", data}, folder_.path());
  }

  std::string CopyOfPrepared() {
    std::string copy = folder_.File("bản sao " + std::to_string(++copies_));
    std::filesystem::copy(prepared_, copy, std::filesystem::copy_options::recursive);
    return copy;
  }

  // Whether scoring said that the file is stored.
  bool Import(const std::shared_ptr<grpc::Channel>& channel) {
    Upload upload(channel, GetParam().method);
    upload.Send(file_);
    thidua::type::v1::ImportReport report;
    return upload.Finish(&report).ok() && report.stored();
  }

  // Kills scoring so long after an import began, or once the import is acknowledged, and looks at what it left.
  Round KillDuringImport(absl::Duration moment) {
    const std::string data = CopyOfPrepared();
    Service scoring = Serve(data);
    const std::shared_ptr<grpc::Channel> channel = Connect(scoring.address());
    const absl::Time start = absl::Now();
    std::future<bool> acknowledged = std::async(std::launch::async, [&] { return Import(channel); });
    if (moment == absl::InfiniteDuration()) {
      acknowledged.wait();
    } else {
      absl::SleepFor(start + moment - absl::Now());
    }
    Round round = {.killed_after = absl::Now() - start};
    scoring.Kill();
    round.acknowledged = acknowledged.get();
    scoring.Start();
    round.stored = IsStored(TakeSnapshot(scoring.address()));
    if (round.acknowledged) {
      EXPECT_TRUE(round.stored) << "an acknowledged import was lost";
    }
    if (!round.stored) {
      EXPECT_TRUE(Import(Connect(scoring.address())));
      EXPECT_TRUE(IsStored(TakeSnapshot(scoring.address())));
    }
    std::filesystem::remove_all(data);
    return round;
  }

  // True for all, false for nothing; fails for anything else.
  bool IsStored(const ScoringSnapshot& now) {
    const std::set<std::string> moved = now.MovedSince(before_);
    if (now.SameRowsAs(before_)) {
      EXPECT_THAT(moved, IsEmpty()) << "nothing was stored, yet versions moved";
      return false;
    }
    EXPECT_TRUE(now.SameRowsAs(after_)) << "half of the file: " << now.unit_count << " of " << after_.unit_count
                                        << " units, " << now.input_count << " of " << after_.input_count << " inputs";
    EXPECT_EQ(moved, after_.MovedSince(before_));
    return true;
  }

  const TempFolder folder_;
  const std::string prepared_ = folder_.File("dữ liệu");
  const std::string file_ = ReadFile(GetParam().file);
  int copies_ = 0;
  ScoringSnapshot before_;
  ScoringSnapshot after_;
  absl::Duration usual_duration_;
};

TEST_P(CrashTest, LeavesAllOfTheFileOrNone) {
  ASSERT_FALSE(after_.SameRowsAs(before_));
  ASSERT_THAT(after_.MovedSince(before_), Not(IsEmpty()));

  std::mt19937 random(kSeed);
  std::uniform_real_distribution<double> part(0, 1);
  absl::Duration latest_nothing = absl::ZeroDuration();
  absl::Duration earliest_all = 1.2 * usual_duration_;
  int nothing = 0, all = 0, acknowledged = 0;
  for (int count = 0; count < kRounds; ++count) {
    absl::Duration moment;
    if (count == 0) {
      moment = absl::ZeroDuration();
    } else if (count == kRounds - 1) {
      moment = absl::InfiniteDuration();
    } else if (count < kSpreadRounds) {
      moment = part(random) * 1.2 * usual_duration_;
    } else {
      const absl::Duration low = std::min(latest_nothing, earliest_all);
      const absl::Duration high = std::max(latest_nothing, earliest_all);
      moment = low + part(random) * (high - low);
    }
    const Round round = KillDuringImport(moment);
    (round.stored ? all : nothing) += 1;
    acknowledged += round.acknowledged ? 1 : 0;
    if (round.stored) {
      earliest_all = std::min(earliest_all, round.killed_after);
    } else {
      latest_nothing = std::max(latest_nothing, round.killed_after);
    }
  }
  std::cout << GetParam().name << ": import takes " << usual_duration_ << ", seed " << kSeed << ", " << kRounds
            << " kills: nothing stored " << nothing << ", all stored " << all << " (acknowledged " << acknowledged
            << "); last with nothing at " << latest_nothing << ", first with all at " << earliest_all << '\n';
  EXPECT_GT(nothing, 0);
  EXPECT_GT(all, 0);
}

INSTANTIATE_TEST_SUITE_P(, CrashTest,
                         ::testing::Values(Case{"Units", kImportUnits, std::bind_front(ImportAllBut, "units"),
                                                CountryUnits()},
                                           Case{"Clusters", kImportClusters, std::bind_front(ImportAllBut, "clusters"),
                                                BaToFile("clusters.csv")},
                                           Case{"Inputs", kImportInputs, std::bind_front(ImportAllBut, "inputs"),
                                                BaToFile("inputs_2023.csv")}),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace thidua::integration
