#ifndef THIDUA_COMMON_SQL_PARTITIONS_H_
#define THIDUA_COMMON_SQL_PARTITIONS_H_

#include <string>
#include <vector>

// Tables that PostgreSQL keeps year by year, so that a year can be archived as a whole.
namespace thidua::sql {

// Makes the partitions of a table that is PARTITION BY LIST (year): <table>_<year> for 2020 to 2049, and <table>_other
// for every other year, so that no write ever needs DDL.
std::vector<std::string> PartitionsByYear(const std::string& table);

// Makes a table with its rows into such a one. Its keys must hold the column `year`; triggers are not taken along.
std::vector<std::string> PartitionByYear(const std::string& table);

}  // namespace thidua::sql

#endif  // THIDUA_COMMON_SQL_PARTITIONS_H_
