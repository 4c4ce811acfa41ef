// Importing the figures of every commune of the country: 10,035 sheets of 40 criteria by CSV. The baselines are the
// promises themselves: 100,000 inputs a second, and memory that a file nine times as large as this would not fit in.

#include <chrono>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/import/content.h"
#include "common/sql/database.h"
#include "common/testing/temp_folder.h"
#include "tests/bench/report.h"
#include "tests/bench/score_sheets.h"

namespace thidua::bench {
namespace {

constexpr int kCommunes = 10'035;
constexpr double kGoalPerSecond = 100'000;
constexpr double kFlatKilobytes = 64 * 1024;

void Run() {
  TempFolder folder;
  ScoringForBench scoring(folder.File("scoring.db"));
  Note("units and clusters");
  scoring.AddCommunes(kCommunes);

  imports::ContentWriter writer;
  long rows = 0;
  std::string piece = "unit,year,criterion,input,value,source\n";
  for (int i = 0; i < kCommunes; ++i) {
    for (const ScoringForBench::Slot& slot : scoring.slots()) {
      absl::StrAppend(&piece, ScoringForBench::Commune(i), ",", kYear, ",", slot.criterion, ",", slot.input, ",",
                      slot.value, ",báo cáo\n");
      ++rows;
    }
    if (absl::Status status = writer.Append(piece); !status.ok()) std::cerr << "bench: " << status << '\n';
    piece.clear();
  }
  const imports::File file{.name = "inputs.csv", .content = *writer.Finish()};
  Note(absl::StrCat("importing ", rows, " inputs"));
  const MemoryWatch memory;
  const auto begin = std::chrono::steady_clock::now();
  const auto response = scoring.server().ImportInputs(file, Language::kEnglish, {});
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (!response.ok() || !response->report().stored()) {
    std::cerr << "bench: not stored: " << response.status() << '\n';
    return;
  }
  Report("import_inputs_per_second", static_cast<double>(rows) / seconds, kGoalPerSecond, ">=1");
  Report("import_inputs_anonymous_kilobytes", static_cast<double>(memory.Kilobytes()), kFlatKilobytes, "<=1");
}

}  // namespace
}  // namespace thidua::bench

int main() { thidua::bench::Run(); }
