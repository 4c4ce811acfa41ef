// How much a durable write of a 40-criterion sheet costs beside a bare transaction of 40 rows with the same settings,
// and what group commit brings when several clusters write at once: on SQLite beside the same driver, on PostgreSQL
// beside plain libpq, which also commits single rows one by one. Rounds of all of them alternate, and medians count.

#include <soci/soci.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/sql/database.h"
#include "common/testing/postgresql_for_test.h"
#include "common/testing/temp_folder.h"
#include "services/scoring/rpc/sheet_server.h"
#include "tests/bench/postgresql_rows.h"
#include "tests/bench/report.h"
#include "tests/bench/score_sheets.h"
#include "tests/bench/timing.h"

namespace thidua::bench {
namespace {

namespace pb = thidua::scoring::v1;
using Clock = std::chrono::steady_clock;

constexpr int kRows = 40;
constexpr int kMaxWriters = 32;
constexpr int kRounds = 5;
constexpr std::chrono::milliseconds kEach{1000};

double PerSecond(int count, Clock::time_point begin) {
  return count / std::chrono::duration<double>(Clock::now() - begin).count();
}

// `write` again and again, by one thread.
double Measure(const std::function<void()>& write) {
  int count = 0;
  const auto begin = Clock::now();
  for (; Clock::now() - begin < kEach; ++count) write();
  return PerSecond(count, begin);
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

  void Write() {
    const int round = ++round_;
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

 private:
  std::unique_ptr<sql::Database> database_;
  int round_ = 0;
};

// Full sheets, reported again and again, each by its own unit in its own cluster: data, revision, audit entry, kept
// reply and version.
class Sheets {
 public:
  explicit Sheets(const sql::Location& location) : scoring_(location) {
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

// What is measured, round by round.
class Rates {
 public:
  void Add(const std::string& name, double per_second) { rates_[name].push_back(per_second); }
  double Get(const std::string& name) const { return Median(rates_.at(name)); }

 private:
  std::map<std::string, std::vector<double>> rates_;
};

const std::vector<int> kWriters = {1, 8, kMaxWriters};

void MeasureSheets(Sheets& sheets, Rates& rates) {
  for (const int writers : kWriters) rates.Add(std::to_string(writers), sheets.Measure(writers));
}

// `prefix` of the names, and "bare" as measured.
void ReportSheets(const std::string& prefix, const Rates& rates) {
  Report(prefix + "_per_second_1_writer", rates.Get("1"), rates.Get("bare"), ">=0.5");
  for (const int writers : {8, kMaxWriters}) {
    const std::string name = std::to_string(writers);
    Report(absl::StrCat(prefix, "_per_second_", name, "_writers"), rates.Get(name), rates.Get("1"), ">=3");
  }
}

void RunSqlite() {
  const TempFolder folder;
  BareRows bare(folder.File("bare.db"));
  Sheets sheets(folder.File("scoring.db"));
  Rates rates;
  for (int round = 1; round <= kRounds; ++round) {
    Note("sheets in SQLite, round " + std::to_string(round));
    rates.Add("bare", Measure([&] { bare.Write(); }));
    MeasureSheets(sheets, rates);
  }
  ReportSheets("sheet_write", rates);
}

void RunPostgresql() {
  if (!PostgresqlServer::Installed()) {
    Note("PostgreSQL is not installed: nothing is measured there");
    return;
  }
  const PostgresqlServer server({.durable = true});
  PostgresqlRows bare(server.uri());
  Sheets sheets(sql::Location::Postgresql(server.uri(), "scoring"));
  Rates rates;
  for (int round = 1; round <= kRounds; ++round) {
    Note("sheets in PostgreSQL, round " + std::to_string(round));
    rates.Add("insert", Measure([&] { bare.WriteOne(); }));
    rates.Add("bare", Measure([&] { bare.WriteMany(kRows); }));
    MeasureSheets(sheets, rates);
  }
  ReportSheets("sheet_write_postgresql", rates);
  for (const int writers : kWriters) {
    const std::string name = std::to_string(writers);
    Report("sheet_write_postgresql_to_single_row_commit_" + name + (writers == 1 ? "_writer" : "_writers"),
           rates.Get(name), rates.Get("insert"), "");
  }
}

}  // namespace
}  // namespace thidua::bench

int main() {
  thidua::bench::RunSqlite();
  thidua::bench::RunPostgresql();
}
