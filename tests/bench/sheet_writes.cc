// How much a durable write of a 40-criterion sheet costs beside a bare transaction of 40 rows with the same driver and
// settings, and what group commit brings when several clusters write at once.

#include <soci/soci.h>

#include <atomic>
#include <chrono>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "common/sql/database.h"
#include "common/testing/temp_folder.h"
#include "services/scoring/rpc/sheet_server.h"
#include "tests/bench/report.h"
#include "tests/bench/score_sheets.h"

namespace thidua::bench {
namespace {

namespace pb = thidua::scoring::v1;
using Clock = std::chrono::steady_clock;

constexpr int kRows = 40;
constexpr int kMaxWriters = 32;
constexpr std::chrono::seconds kEach{3};

double PerSecond(int count, Clock::time_point begin) {
  return count / std::chrono::duration<double>(Clock::now() - begin).count();
}

// A transaction that replaces 40 rows: what a sheet would be without a revision, an audit entry, a kept reply, a
// version.
class BareRows {
 public:
  explicit BareRows(const std::string& file) {
    database_ = *sql::Database::Open(
        {.location = file, .readers = 1},
        {.sqlite = {{"CREATE TABLE inputs (year INTEGER NOT NULL, unit TEXT NOT NULL, criterion TEXT "
                     "NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, source TEXT NOT NULL, "
                     "PRIMARY KEY (year, unit, criterion, name))"}}});
  }

  double Measure() {
    int count = 0;
    const auto begin = Clock::now();
    for (; Clock::now() - begin < kEach; ++count) Write(count);
    return PerSecond(count, begin);
  }

 private:
  void Write(int round) {
    const absl::Status status = database_->Write([&](soci::session& sql) {
      std::vector<int> years(kRows, kYear);
      std::vector<std::string> units(kRows, std::to_string(round % 100)), criteria, names(kRows, "actual"),
          values(kRows, std::to_string(round)), sources(kRows, "báo cáo");
      for (int i = 0; i < kRows; ++i) criteria.push_back("I." + std::to_string(i));
      sql << "INSERT INTO inputs (year, unit, criterion, name, value, source) VALUES (:year, :unit, :criterion, :name, "
             ":value, :source) ON CONFLICT (year, unit, criterion, name) DO UPDATE SET value = excluded.value, source "
             "= excluded.source",
          soci::use(years), soci::use(units), soci::use(criteria), soci::use(names), soci::use(values),
          soci::use(sources);
      return absl::OkStatus();
    });
    if (!status.ok()) std::cerr << "bench: " << status << '\n';
  }

  std::unique_ptr<sql::Database> database_;
};

// Full sheets, reported again and again, each by its own unit in its own cluster: data, revision, audit entry, kept
// reply and version.
class Sheets {
 public:
  explicit Sheets(const std::string& file) : scoring_(file) {
    scoring_.AddCommunes(kMaxWriters);
    server_ = std::make_unique<scoring::SheetServer>(scoring_.server().store(), scoring_.server().catalog());
  }

  double Measure(int writers) {
    std::atomic<int> count = 0;
    std::vector<std::thread> threads;
    threads.reserve(writers);
    const auto begin = Clock::now();
    for (int w = 0; w < writers; ++w) {
      threads.emplace_back([&, w] {
        for (int round = 0; Clock::now() - begin < kEach; ++round) {
          Write(w, round);
          ++count;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    return PerSecond(count, begin);
  }

 private:
  void Write(int commune, int round) {
    pb::UpdateSheetRequest request;
    request.set_unit(ScoringForBench::Commune(commune));
    request.set_year(kYear);
    request.set_request_id(request.unit() + "-" + std::to_string(++requests_));
    for (const ScoringForBench::Slot& slot : scoring_.slots()) {
      pb::SheetEdit* edit = request.add_edits();
      edit->set_criterion(slot.criterion);
      edit->set_input(slot.input);
      edit->set_value(slot.value);
      edit->set_source("báo cáo " + std::to_string(round));
    }
    const auto response = server_->UpdateSheet(request, {.by = {.name = "Phạm Văn Trí", .unit = request.unit()}});
    if (!response.ok()) std::cerr << "bench: " << response.status() << '\n';
  }

  ScoringForBench scoring_;
  std::unique_ptr<scoring::SheetServer> server_;
  std::atomic<int> requests_ = 0;
};

void Run() {
  TempFolder folder;
  BareRows bare(folder.File("bare.db"));
  Sheets sheets(folder.File("scoring.db"));
  Note("a bare 40-row transaction");
  const double before = bare.Measure();
  Note("a 40-criterion sheet, one writer");
  const double one = sheets.Measure(1);
  Note("a bare 40-row transaction again");
  const double baseline = (before + bare.Measure()) / 2;
  Report("sheet_write_per_second_1_writer", one, baseline, ">=0.5");
  for (const int writers : {8, kMaxWriters}) {
    Note("a 40-criterion sheet, " + std::to_string(writers) + " writers to as many clusters");
    Report("sheet_write_per_second_" + std::to_string(writers) + "_writers", sheets.Measure(writers), one, ">=3");
  }
}

}  // namespace
}  // namespace thidua::bench

int main() { thidua::bench::Run(); }
