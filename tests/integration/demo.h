#ifndef THIDUA_TESTS_INTEGRATION_DEMO_H_
#define THIDUA_TESTS_INTEGRATION_DEMO_H_

#include <string>
#include <string_view>
#include <vector>

#include "tests/integration/cli.h"

// The demonstration data of deploy/demo, and what the suite must say about it.
namespace thidua::integration {

std::string ReadFile(const std::string& path);

// Paths.
std::string CountryUnits();                         // deploy/demo/vn_units.csv
std::string BaToFile(const std::string& name);      // deploy/demo/ba_to/
std::string ExpectedFile(const std::string& name);  // tests/data/ba_to/

// Everything but the tasks of 2024.
void ImportBaTo(const Cli& cli, const std::string& inputs = BaToFile("inputs_2023.csv"));

std::vector<std::string> RankBaTo();    // Arguments of `thidua` that rank the district's 2023 as CSV.
std::vector<std::string> PointsBaTo();  // The same for its points.

// Expects both to be the expected files, byte for byte.
void ExpectBaToScored(const Cli& cli);

// The fields of these columns of a CSV, row by row, joined by a space.
std::vector<std::string> Columns(std::string_view table, const std::vector<std::string>& columns);

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_DEMO_H_
