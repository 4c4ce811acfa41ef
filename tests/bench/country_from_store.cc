// A year of the whole country from the store to its ranks: 10,035 sheets of 40 criteria in 1,900 clusters are read from
// SQLite, scored and ranked, in their clusters and in one order. One thread. The baseline is the bare read of the same
// rows by the driver that the store uses (SOCI), which takes them as text and does nothing with it; what SQLite's own C
// interface needs for them is told beside it.

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/import/content.h"
#include "common/testing/temp_folder.h"
#include "services/ranking/domain/ranking.h"
#include "services/scoring/usecases/cluster_sheets.h"
#include "tests/bench/report.h"
#include "tests/bench/score_sheets.h"

namespace thidua::bench {
namespace {

using namespace sqlite_api;  // NOLINT(google-build-using-namespace): where SOCI puts SQLite's C interface.

constexpr int kCommunes = 10'035;
constexpr int kClusters = 1'900;
constexpr int kPasses = 5;

// What the store reads to score a year, in as few statements as there are tables.
constexpr const char* kRows[] = {
    "SELECT cluster, name, authority, 0 FROM cluster_years WHERE year = 2023 ORDER BY cluster",
    "SELECT unit, cluster, '', leader FROM members WHERE year = 2023 ORDER BY cluster, unit",
    "SELECT code, name, type, level FROM units ORDER BY code",
    "SELECT unit, body, '', version FROM sheets WHERE year = 2022 ORDER BY unit",
    "SELECT unit, body, '', version FROM sheets WHERE year = 2023 ORDER BY unit",
};

void MustBeOk(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << "bench: " << status << '\n';
  std::exit(1);
}

double BestMilliseconds(const std::function<void()>& pass) {
  double best = 0;
  for (int i = 0; i < kPasses; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    pass();
    const double taken = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    best = i == 0 ? taken : std::min(best, taken);
  }
  return best;
}

// Every commune its own figures, as far as the rules let them be moved.
void ImportFigures(ScoringForBench& scoring) {
  imports::ContentWriter writer;
  MustBeOk(writer.Append("unit,year,criterion,input,value,source\n"));
  for (int i = 0; i < kCommunes; ++i) {
    std::string rows;
    for (const ScoringForBench::Slot& slot : scoring.slots()) {
      const bool moves = slot.input == "actual" || slot.input == "current";
      absl::StrAppend(
          &rows, ScoringForBench::Commune(i), ",", kYear, ",", slot.criterion, ",", slot.input, ",", slot.value,
          moves && slot.value.find('.') == std::string::npos ? absl::StrCat(".", i % 89 + 1) : "", ",báo cáo\n");
    }
    MustBeOk(writer.Append(rows));
  }
  const auto response =
      scoring.server().ImportInputs({.name = "inputs.csv", .content = *writer.Finish()}, Language::kEnglish, {});
  MustBeOk(response.status());
  if (!response->report().stored()) {
    std::cerr << "bench: not stored: " << response->report().faults(0).message() << '\n';
    std::exit(1);
  }
}

class BareRead {
 public:
  explicit BareRead(const std::string& path) : session_(soci::sqlite3, path) {
    if (sqlite3_open(path.c_str(), &connection_) != SQLITE_OK) std::exit(1);
  }
  ~BareRead() { sqlite3_close(connection_); }

  int64_t BySoci() {
    int64_t bytes = 0;
    for (const char* query : kRows) {
      std::string first, second, third;
      long long number = 0;  // NOLINT(google-runtime-int): the type that SOCI binds.
      soci::statement statement =
          (session_.prepare << query, soci::into(first), soci::into(second), soci::into(third), soci::into(number));
      statement.execute();
      while (statement.fetch()) bytes += static_cast<int64_t>(first.size() + second.size() + third.size());
    }
    return bytes;
  }

  int64_t BySqlite() {
    int64_t bytes = 0;
    for (const char* query : kRows) {
      sqlite3_stmt* statement = nullptr;
      if (sqlite3_prepare_v2(connection_, query, -1, &statement, nullptr) != SQLITE_OK) std::exit(1);
      while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int column = 0; column < 3; ++column) {
          if (sqlite3_column_text(statement, column) != nullptr) bytes += sqlite3_column_bytes(statement, column);
        }
      }
      sqlite3_finalize(statement);
    }
    return bytes;
  }

 private:
  soci::session session_;
  sqlite3* connection_ = nullptr;
};

// The value of each tie-break of the scale.
std::vector<Rational> TieBreaksOf(const scoring::Scale& scale, const scoring::UnitScore& score) {
  std::vector<Rational> values;
  for (const scoring::TieBreak& tie_break : scale.definition().tie_breaks) {
    if (!tie_break.is_group) {
      values.push_back(score.criteria[*scale.FindCriterion(tie_break.code)].points);
      continue;
    }
    for (size_t g = 0; g < scale.groups().size(); ++g) {
      if (scale.groups()[g].code == tie_break.code) values.push_back(score.subtotals[g]);
    }
  }
  return values;
}

std::vector<std::string> CodesOf(const std::vector<scoring::TieBreak>& tie_breaks) {
  std::vector<std::string> codes;
  for (const scoring::TieBreak& tie_break : tie_breaks) codes.push_back(tie_break.code);
  return codes;
}

// How many units have a rank in their cluster.
int64_t ScoreAndRank(scoring::ScoringServer& server) {
  int64_t ranked = 0;
  std::vector<ranking::Contender> country;
  std::vector<std::string> tie_breaks;
  MustBeOk(server.store().Read([&](scoring::ReadTransaction& transaction) {
    return ForEachScorableCluster(
        transaction, server.catalog(), {}, kYear,
        [&](const scoring::ScorableCluster& cluster, const absl::Status& loaded) {
          if (!loaded.ok()) return loaded;
          const scoring::Scale& scale = *cluster.scale;
          tie_breaks = CodesOf(scale.definition().tie_breaks);
          const std::vector<scoring::UnitScore> scores = ScoreWhereTheyStand(cluster);
          std::vector<ranking::Contender> contenders;
          for (size_t i = 0; i < scores.size(); ++i) {
            contenders.push_back(
                {.unit = cluster.units[i].code, .total = scores[i].total, .tie_breaks = TieBreaksOf(scale, scores[i])});
          }
          ranked += static_cast<int64_t>(CompetitionRank(contenders, tie_breaks).places.size());
          std::move(contenders.begin(), contenders.end(), std::back_inserter(country));
          return absl::OkStatus();
        });
  }));
  const ranking::Order order = CompetitionRank(country, tie_breaks);
  if (order.places.size() != static_cast<size_t>(ranked)) std::exit(1);
  return ranked;
}

void Run() {
  TempFolder folder;
  const std::string path = folder.File("scoring.db");
  ScoringForBench scoring(path);
  Note("units, clusters and figures");
  scoring.AddCommunes(kCommunes, kClusters);
  ImportFigures(scoring);

  BareRead bare(path);
  int64_t bytes = 0;
  const double by_soci = BestMilliseconds([&] { bytes = bare.BySoci(); });
  const double by_sqlite = BestMilliseconds([&] { bytes = bare.BySqlite(); });
  Note(absl::StrCat(bytes, " bytes of text in the rows"));
  int64_t ranked = 0;
  const double taken = BestMilliseconds([&] { ranked = ScoreAndRank(scoring.server()); });
  Note(absl::StrCat(ranked, " communes ranked"));
  Report("country_from_store_milliseconds", taken, by_soci, "<=4");
  Report("country_from_store_against_sqlite_c", taken, by_sqlite, "");
}

}  // namespace
}  // namespace thidua::bench

int main() { thidua::bench::Run(); }
