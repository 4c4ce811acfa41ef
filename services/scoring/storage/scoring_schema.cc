#include "services/scoring/storage/scoring_schema.h"

#include <string>
#include <utility>

#include "common/sql/partitions.h"

namespace thidua::scoring {

namespace {

// NOLINTBEGIN(bugprone-suspicious-missing-comma): long statements are several literals.
sql::Database::Migrations Sqlite() {
  return {
      {
          "CREATE TABLE units (code TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, level INTEGER NOT NULL, "
          "parent TEXT NOT NULL)",
          "CREATE INDEX units_by_parent ON units (parent)",
          "CREATE TABLE offices (code TEXT PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL)",
          "CREATE TABLE clusters (code TEXT PRIMARY KEY, position INTEGER NOT NULL)",
          "CREATE TABLE cluster_years (cluster TEXT NOT NULL REFERENCES clusters (code), year INTEGER NOT NULL, "
          "name TEXT NOT NULL, authority TEXT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (cluster, year))",
          "CREATE INDEX cluster_years_by_authority ON cluster_years (year, authority)",
          "CREATE TABLE members (year INTEGER NOT NULL, unit TEXT NOT NULL, cluster TEXT NOT NULL, leader INTEGER NOT "
          "NULL, "
          "PRIMARY KEY (year, unit), FOREIGN KEY (cluster, year) REFERENCES cluster_years (cluster, year))",
          "CREATE INDEX members_by_cluster ON members (cluster, year)",
          "CREATE TABLE scales (scale_id TEXT NOT NULL, revision INTEGER NOT NULL, year INTEGER NOT NULL, "
          "level INTEGER NOT NULL, under TEXT NOT NULL, definition TEXT NOT NULL, PRIMARY KEY (scale_id, revision))",
          "CREATE TABLE inputs (year INTEGER NOT NULL, unit TEXT NOT NULL, criterion TEXT NOT NULL, name TEXT NOT "
          "NULL, "
          "value TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY (year, unit, criterion, name))",
          "CREATE TABLE version_sequence (last BIGINT NOT NULL)",
          "INSERT INTO version_sequence (last) VALUES (0)",
      },
      {
          "ALTER TABLE units ADD COLUMN valid_from TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE units ADD COLUMN valid_to TEXT NOT NULL DEFAULT ''",
          "CREATE TABLE successions (predecessor TEXT NOT NULL, successor TEXT NOT NULL, date TEXT NOT NULL, "
          "document TEXT NOT NULL, PRIMARY KEY (predecessor, successor))",
          "CREATE INDEX successions_by_successor ON successions (successor)",
          "ALTER TABLE scales ADD COLUMN version BIGINT NOT NULL DEFAULT 0",
          "CREATE TABLE sheets (year INTEGER NOT NULL, unit TEXT NOT NULL, version BIGINT NOT NULL, body TEXT NOT "
          "NULL, "
          "PRIMARY KEY (year, unit))",
          // Version 0: AdoptSheets gives these their first entry in the log.
          "INSERT INTO sheets (year, unit, version, body) SELECT year, unit, 0, json_object('figures', "
          "json_group_array(json_array(criterion, name, value, source))) FROM inputs GROUP BY year, unit",
          "DROP TABLE inputs",
          "CREATE TABLE log (number BIGINT PRIMARY KEY, unit TEXT NOT NULL, year INTEGER NOT NULL, version BIGINT NOT "
          "NULL, "
          "text TEXT NOT NULL, hash TEXT NOT NULL)",
          "CREATE INDEX log_by_sheet ON log (unit, year, number)",
          "CREATE TABLE replies (request_id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, time BIGINT NOT NULL, "
          "reply TEXT NOT NULL)",
          "CREATE INDEX replies_by_time ON replies (time)",
          "CREATE TABLE files (sha256 TEXT PRIMARY KEY, media_type TEXT NOT NULL, size BIGINT NOT NULL)",
          // Base64: text is the one type for bytes that SQLite and PostgreSQL bind alike.
          "CREATE TABLE file_parts (sha256 TEXT NOT NULL REFERENCES files (sha256), part INTEGER NOT NULL, "
          "data TEXT NOT NULL, PRIMARY KEY (sha256, part))",
      },
      {
          "ALTER TABLE version_sequence ADD COLUMN directory BIGINT NOT NULL DEFAULT 0",
          "CREATE INDEX cluster_years_by_version ON cluster_years (version)",
      }};
}

// Text compares bytewise, as SQLite's does: COLLATE "C". Sheets, whose bodies are by far the most bytes and are asked
// for by year, are kept year by year.
sql::Database::Migrations Postgresql() {
  sql::Database::Migrations versions = {{
      R"(CREATE TABLE units (code TEXT COLLATE "C" PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, type TEXT COLLATE "C" NOT
      NULL, level INTEGER NOT NULL, parent TEXT COLLATE "C" NOT NULL, valid_from TEXT COLLATE "C" NOT NULL, valid_to TEXT
      COLLATE "C" NOT NULL))",
      "CREATE INDEX units_by_parent ON units (parent)",
      R"(CREATE TABLE offices (code TEXT COLLATE "C" PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, position INTEGER NOT
      NULL))",
      R"(CREATE TABLE clusters (code TEXT COLLATE "C" PRIMARY KEY, position INTEGER NOT NULL))",
      R"(CREATE TABLE cluster_years (cluster TEXT COLLATE "C" NOT NULL REFERENCES clusters (code), year INTEGER NOT NULL,
      name TEXT COLLATE "C" NOT NULL, authority TEXT COLLATE "C" NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (cluster,
      year)))",
      "CREATE INDEX cluster_years_by_authority ON cluster_years (year, authority)",
      "CREATE INDEX cluster_years_by_version ON cluster_years (version)",
      R"(CREATE TABLE members (year INTEGER NOT NULL, unit TEXT COLLATE "C" NOT NULL, cluster TEXT COLLATE "C" NOT NULL,
      leader INTEGER NOT NULL, PRIMARY KEY (year, unit), FOREIGN KEY (cluster, year) REFERENCES cluster_years (cluster,
      year)))",
      "CREATE INDEX members_by_cluster ON members (cluster, year)",
      R"(CREATE TABLE scales (scale_id TEXT COLLATE "C" NOT NULL, revision INTEGER NOT NULL, year INTEGER NOT NULL, level
      INTEGER NOT NULL, under TEXT COLLATE "C" NOT NULL, definition TEXT COLLATE "C" NOT NULL, version BIGINT NOT NULL,
      PRIMARY KEY (scale_id, revision)))",
      "CREATE TABLE version_sequence (last BIGINT NOT NULL, directory BIGINT NOT NULL)",
      "INSERT INTO version_sequence (last, directory) VALUES (0, 0)",
      R"(CREATE TABLE successions (predecessor TEXT COLLATE "C" NOT NULL, successor TEXT COLLATE "C" NOT NULL, date TEXT
      COLLATE "C" NOT NULL, document TEXT COLLATE "C" NOT NULL, PRIMARY KEY (predecessor, successor)))",
      "CREATE INDEX successions_by_successor ON successions (successor)",
      R"(CREATE TABLE sheets (year INTEGER NOT NULL, unit TEXT COLLATE "C" NOT NULL, version BIGINT NOT NULL, body TEXT
      COLLATE "C" NOT NULL, PRIMARY KEY (year, unit)) PARTITION BY LIST (year))",
      R"(CREATE TABLE log (number BIGINT PRIMARY KEY, unit TEXT COLLATE "C" NOT NULL, year INTEGER NOT NULL, version BIGINT
      NOT NULL, text TEXT COLLATE "C" NOT NULL, hash TEXT COLLATE "C" NOT NULL))",
      "CREATE INDEX log_by_sheet ON log (unit, year, number)",
      R"(CREATE TABLE replies (request_id TEXT COLLATE "C" PRIMARY KEY, fingerprint TEXT COLLATE "C" NOT NULL, time BIGINT
      NOT NULL, reply TEXT COLLATE "C" NOT NULL))",
      "CREATE INDEX replies_by_time ON replies (time)",
      R"(CREATE TABLE files (sha256 TEXT COLLATE "C" PRIMARY KEY, media_type TEXT COLLATE "C" NOT NULL, size BIGINT NOT
      NULL))",
      R"(CREATE TABLE file_parts (sha256 TEXT COLLATE "C" NOT NULL REFERENCES files (sha256), part INTEGER NOT NULL, data
      TEXT COLLATE "C" NOT NULL, PRIMARY KEY (sha256, part)))",
  }};
  for (std::string& statement : sql::PartitionsByYear("sheets")) versions.front().push_back(std::move(statement));
  return versions;
}
// NOLINTEND(bugprone-suspicious-missing-comma)

}  // namespace

const sql::Database::Schema& ScoringSchema() {
  static const auto* const kSchema =
      new sql::Database::Schema{.sqlite = Sqlite(), .postgresql = Postgresql(), .postgresql_from = 3};
  return *kSchema;
}

}  // namespace thidua::scoring
