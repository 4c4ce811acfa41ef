// Linked into programs of the services (tests/e2e/CMakeLists.txt), makes the next version of them: each store has one
// more version, which adds a column to one of its tables.

#include <memory>

#include "absl/status/statusor.h"
#include "common/sql/database.h"

using thidua::sql::Database;

namespace {

constexpr char kAddColumn[] = R"(DO $$
  DECLARE name TEXT;
  BEGIN
    FOR name IN
      SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname NOT LIKE 'schema!_%' ESCAPE '!' AND c.relname <> 'writers'
      ORDER BY c.relname DESC LIMIT 1
    LOOP
      EXECUTE format('ALTER TABLE %I ADD COLUMN next_version TEXT NOT NULL DEFAULT %L', name, '');
    END LOOP;
  END$$)";

}  // namespace

// The linker sends every call of Database::Open to the one and calls it by the other name (--wrap).
absl::StatusOr<std::unique_ptr<Database>> OpenNext(
    const Database::Options& options, const Database::Schema& schema) __asm__("__wrap_" THIDUA_DATABASE_OPEN);
absl::StatusOr<std::unique_ptr<Database>> OpenAsItIs(
    const Database::Options& options, const Database::Schema& schema) __asm__("__real_" THIDUA_DATABASE_OPEN);

absl::StatusOr<std::unique_ptr<Database>> OpenNext(const Database::Options& options, const Database::Schema& schema) {
  Database::Schema next = schema;
  next.postgresql.push_back({kAddColumn});
  const int version = schema.postgresql_from - 1 + static_cast<int>(next.postgresql.size());
  next.works_from[version] = version - 1;
  return OpenAsItIs(options, next);
}
