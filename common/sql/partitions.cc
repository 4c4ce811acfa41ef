#include "common/sql/partitions.h"

#include "absl/strings/substitute.h"

namespace thidua::sql {

std::vector<std::string> PartitionsByYear(const std::string& table) {
  const std::string others = absl::Substitute("CREATE TABLE $0_other PARTITION OF $0 DEFAULT", table);
  const std::string years = absl::Substitute(R"(DO $$$$BEGIN
      FOR year IN 2020..2049 LOOP
        EXECUTE format('CREATE TABLE $0_%s PARTITION OF $0 FOR VALUES IN (%s)', year, year);
      END LOOP;
    END$$$$)",
                                             table);
  return {others, years};
}

std::vector<std::string> PartitionByYear(const std::string& table) {
  std::vector<std::string> statements = {
      absl::Substitute("ALTER TABLE $0 RENAME TO $0_whole", table),
      absl::Substitute("ALTER INDEX $0_pkey RENAME TO $0_whole_pkey", table),
      absl::Substitute("CREATE TABLE $0 (LIKE $0_whole INCLUDING ALL) PARTITION BY LIST (year)", table)};
  for (std::string& statement : PartitionsByYear(table)) statements.push_back(std::move(statement));
  statements.push_back(absl::Substitute("INSERT INTO $0 SELECT * FROM $0_whole", table));
  statements.push_back(absl::Substitute("DROP TABLE $0_whole", table));
  return statements;
}

}  // namespace thidua::sql
