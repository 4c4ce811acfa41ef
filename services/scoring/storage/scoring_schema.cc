#include "services/scoring/storage/scoring_schema.h"

namespace thidua::scoring {

// NOLINTBEGIN(bugprone-suspicious-missing-comma): long statements are several literals.
const sql::Database::Migrations& ScoringSchema() {
  static const auto* const kMigrations = new sql::Database::Migrations{
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
  return *kMigrations;
}
// NOLINTEND(bugprone-suspicious-missing-comma)

}  // namespace thidua::scoring
