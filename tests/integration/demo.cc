#include "tests/integration/demo.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "absl/strings/str_join.h"
#include "common/csv/table.h"
#include "common/testing/source_file.h"

namespace thidua::integration {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string CountryUnits() { return SourceFile("deploy/demo/vn_units.csv"); }
std::string BaToFile(const std::string& name) { return SourceFile("deploy/demo/ba_to/" + name); }
std::string ExpectedFile(const std::string& name) { return SourceFile("tests/data/ba_to/" + name); }

void ImportBaTo(const Cli& cli, const std::string& inputs) {
  cli.Output({"import", "units", CountryUnits()});
  cli.Output({"import", "offices", BaToFile("offices.csv")});
  cli.Output({"import", "clusters", BaToFile("clusters.csv")});
  cli.Output({"import", "scale", BaToFile("scale_2023.json")});
  cli.Output({"import", "inputs", inputs});
  cli.Output({"import", "results", BaToFile("results_2022.csv")});
}

std::vector<std::string> RankBaTo() { return {"rank", "--under", "535", "--year", "2023", "-o", "csv"}; }
std::vector<std::string> PointsBaTo() { return {"points", "--under", "535", "--year", "2023", "-o", "csv"}; }

void ExpectBaToScored(const Cli& cli) {
  EXPECT_EQ(cli.Output(RankBaTo()), ReadFile(ExpectedFile("expected_totals_2023.csv")));
  EXPECT_EQ(cli.Output(PointsBaTo()), ReadFile(ExpectedFile("expected_points_2023.csv")));
}

std::vector<std::string> Columns(std::string_view table, const std::vector<std::string>& columns) {
  imports::FaultList faults;
  std::vector<std::string> rows;
  const csv::Table read = csv::Table::Read(table, columns, faults);
  for (const csv::Table::Row& row : read.rows()) {
    rows.push_back(absl::StrJoin(row.fields, " "));
  }
  if (!faults.empty()) throw std::runtime_error("not a table with those columns: " + std::string(table));
  return rows;
}

}  // namespace thidua::integration
