#include <soci/soci.h>

#include <utility>

#include "common/sql/database.h"
#include "common/sql/partitions.h"
#include "services/ranking/storage/results_store.h"

namespace thidua::ranking {
namespace {

// NOLINTBEGIN(bugprone-suspicious-missing-comma): long statements are several literals.
sql::Database::Schema MakeSchema() {
  return {
      .sqlite = {{
                     "CREATE TABLE published_result ("
                     " year INTEGER NOT NULL,"
                     " unit TEXT NOT NULL,"
                     " cluster TEXT NOT NULL,"
                     " total TEXT NOT NULL,"
                     " rank INTEGER NOT NULL,"
                     " members INTEGER NOT NULL,"
                     " source TEXT NOT NULL,"
                     " PRIMARY KEY (year, unit),"
                     " CHECK (rank BETWEEN 1 AND members))",
                     "CREATE TABLE results_version (version BIGINT NOT NULL)",
                     "INSERT INTO results_version (version) VALUES (0)",
                 },
                 {}},
      .postgresql = {{
                         "CREATE TABLE published_result ("
                         " year INTEGER NOT NULL,"
                         " unit TEXT COLLATE \"C\" NOT NULL,"
                         " cluster TEXT COLLATE \"C\" NOT NULL,"
                         " total TEXT COLLATE \"C\" NOT NULL,"
                         " rank INTEGER NOT NULL,"
                         " members INTEGER NOT NULL,"
                         " source TEXT COLLATE \"C\" NOT NULL,"
                         " PRIMARY KEY (year, unit),"
                         " CHECK (rank BETWEEN 1 AND members))",
                         "CREATE TABLE results_version (version BIGINT NOT NULL)",
                         "INSERT INTO results_version (version) VALUES (0)",
                     },
                     sql::PartitionByYear("published_result")},
      .works_from = {{2, 1}},
  };
}
// NOLINTEND(bugprone-suspicious-missing-comma)

int64_t Version(soci::session& sql) {
  long long version = 0;  // NOLINT(google-runtime-int): SOCI's name of the type.
  sql << "SELECT version FROM results_version", soci::into(version);
  return version;
}

// Finds one result after the other by one prepared statement.
class Finder {
 public:
  explicit Finder(soci::session& sql)
      : statement_((sql.prepare << "SELECT cluster, total, rank, members, source FROM published_result"
                                   " WHERE year = :year AND unit = :unit",
                    soci::use(result_.year), soci::use(result_.unit), soci::into(result_.cluster),
                    soci::into(result_.total), soci::into(result_.rank), soci::into(result_.members),
                    soci::into(result_.source))) {}

  // Null when there is none. Good until the next call.
  const PublishedResult* Find(int year, const std::string& unit) {
    result_.year = year;
    result_.unit = unit;
    return statement_.execute(true) ? &result_ : nullptr;
  }

 private:
  PublishedResult result_;
  soci::statement statement_;
};

// Counts what differs from the store and gives it to `each`.
template <typename Each>
ResultsStore::Changes Compare(soci::session& sql, const std::vector<PublishedResult>& results, Each each) {
  ResultsStore::Changes changes;
  Finder finder(sql);
  for (const PublishedResult& result : results) {
    const PublishedResult* known = finder.Find(result.year, result.unit);
    if (known != nullptr && *known == result) {
      ++changes.unchanged;
      continue;
    }
    ++(known == nullptr ? changes.added : changes.changed);
    each(result);
  }
  changes.version = ranking::Version(sql);
  return changes;
}

class SqlResultsStore final : public ResultsStore {
 public:
  explicit SqlResultsStore(std::unique_ptr<sql::Database> database) : database_(std::move(database)) {}

  absl::StatusOr<int64_t> Version() override {
    int64_t version = 0;
    const absl::Status status = database_->Read([&](soci::session& sql) {
      version = ranking::Version(sql);
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return version;
  }

  absl::StatusOr<Found> Read(int year, const std::vector<std::string>& units) override {
    Found found;
    const absl::Status status = database_->Read([&](soci::session& sql) {
      found.version = ranking::Version(sql);
      Finder finder(sql);
      for (const std::string& unit : units) {
        if (const PublishedResult* result = finder.Find(year, unit)) found.results.push_back(*result);
      }
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return found;
  }

  absl::StatusOr<Changes> Write(const std::vector<PublishedResult>& results) override {
    Changes changes;
    const absl::Status status = database_->Write([&](soci::session& sql) {
      PublishedResult row;
      soci::statement store =
          (sql.prepare << "INSERT INTO published_result (year, unit, cluster, total, rank, members, source)"
                          " VALUES (:year, :unit, :cluster, :total, :rank, :members, :source)"
                          " ON CONFLICT (year, unit) DO UPDATE SET cluster = excluded.cluster,"
                          " total = excluded.total, rank = excluded.rank, members = excluded.members,"
                          " source = excluded.source",
           soci::use(row.year), soci::use(row.unit), soci::use(row.cluster), soci::use(row.total), soci::use(row.rank),
           soci::use(row.members), soci::use(row.source));
      changes = Compare(sql, results, [&](const PublishedResult& result) {
        row = result;
        store.execute(true);
      });
      if (changes.added + changes.changed > 0) {
        sql << "UPDATE results_version SET version = version + 1";
        ++changes.version;
      }
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return changes;
  }

  absl::StatusOr<Changes> Try(const std::vector<PublishedResult>& results) override {
    Changes changes;
    const absl::Status status = database_->Read([&](soci::session& sql) {
      changes = Compare(sql, results, [](const PublishedResult&) {});
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return changes;
  }

 private:
  const std::unique_ptr<sql::Database> database_;
};

}  // namespace

const sql::Database::Schema& ResultsSchema() {
  static const auto* const kSchema = new sql::Database::Schema(MakeSchema());
  return *kSchema;
}

absl::StatusOr<std::unique_ptr<ResultsStore>> OpenResultsStore(const sql::Location& location) {
  absl::StatusOr<std::unique_ptr<sql::Database>> database =
      sql::Database::Open({.location = location}, ResultsSchema());
  if (!database.ok()) return database.status();
  return std::make_unique<SqlResultsStore>(*std::move(database));
}

}  // namespace thidua::ranking
