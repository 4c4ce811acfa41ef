#include <soci/soci.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/sql/database.h"
#include "services/scoring/storage/scoring_store.h"

namespace thidua::scoring {
namespace {

using soci::into;
using soci::use;

// Rows bound at once.
constexpr size_t kBatch = 500;
// Values in one IN (…): below SQLite's and PostgreSQL's limits.
constexpr size_t kMaxList = 500;

// NOLINTBEGIN(bugprone-suspicious-missing-comma): long statements are several literals.
const sql::Database::Migrations kMigrations = {{
    "CREATE TABLE units (code TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, level INTEGER NOT NULL, "
    "parent TEXT NOT NULL)",
    "CREATE INDEX units_by_parent ON units (parent)",
    "CREATE TABLE offices (code TEXT PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL)",
    "CREATE TABLE clusters (code TEXT PRIMARY KEY, position INTEGER NOT NULL)",
    "CREATE TABLE cluster_years (cluster TEXT NOT NULL REFERENCES clusters (code), year INTEGER NOT NULL, "
    "name TEXT NOT NULL, authority TEXT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (cluster, year))",
    "CREATE INDEX cluster_years_by_authority ON cluster_years (year, authority)",
    "CREATE TABLE members (year INTEGER NOT NULL, unit TEXT NOT NULL, cluster TEXT NOT NULL, leader INTEGER NOT NULL, "
    "PRIMARY KEY (year, unit), FOREIGN KEY (cluster, year) REFERENCES cluster_years (cluster, year))",
    "CREATE INDEX members_by_cluster ON members (cluster, year)",
    "CREATE TABLE scales (scale_id TEXT NOT NULL, revision INTEGER NOT NULL, year INTEGER NOT NULL, "
    "level INTEGER NOT NULL, under TEXT NOT NULL, definition TEXT NOT NULL, PRIMARY KEY (scale_id, revision))",
    "CREATE TABLE inputs (year INTEGER NOT NULL, unit TEXT NOT NULL, criterion TEXT NOT NULL, name TEXT NOT NULL, "
    "value TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY (year, unit, criterion, name))",
    "CREATE TABLE version_sequence (last BIGINT NOT NULL)",
    "INSERT INTO version_sequence (last) VALUES (0)",
}};
// NOLINTEND(bugprone-suspicious-missing-comma)

// The subtree of :under, itself included.
constexpr char kBelow[] =
    "WITH RECURSIVE below (code) AS (SELECT code FROM units WHERE code = :under UNION "
    "SELECT units.code FROM units JOIN below ON units.parent = below.code) ";

// Calls `run` with "(:0, :1, …)" and the part of `values` that it names.
template <typename Run>
void ForEachList(const std::vector<std::string>& values, Run run) {
  for (size_t start = 0; start < values.size(); start += kMaxList) {
    const absl::Span<const std::string> slice = absl::MakeConstSpan(values).subspan(start, kMaxList);
    const std::vector<std::string> part(slice.begin(), slice.end());
    std::string list = "(";
    for (size_t i = 0; i < part.size(); ++i) absl::StrAppend(&list, i == 0 ? ":v" : ", :v", i);
    run(list + ")", part);
  }
}

std::vector<std::string> SplitCodes(const std::string& joined) {
  if (joined.empty()) return {};
  return absl::StrSplit(joined, ';');
}

class SqlTransaction final : public WriteTransaction {
 public:
  explicit SqlTransaction(soci::session& sql) : sql_(sql) {}

  absl::StatusOr<std::optional<Unit>> GetUnit(const std::string& code) override {
    Unit unit;
    sql_ << "SELECT code, name, type, level, parent FROM units WHERE code = :code", into(unit.code), into(unit.name),
        into(unit.type), into(unit.level), into(unit.parent), use(code);
    if (!sql_.got_data()) return std::optional<Unit>();
    return std::optional<Unit>(std::move(unit));
  }

  absl::StatusOr<std::vector<Unit>> GetUnits(const std::vector<std::string>& codes) override {
    std::vector<Unit> units;
    ForEachList(codes, [&](const std::string& list, const std::vector<std::string>& part) {
      soci::statement statement(sql_);
      for (const std::string& code : part) statement.exchange(use(code));
      FetchUnits(statement, "SELECT code, name, type, level, parent FROM units WHERE code IN " + list, units);
    });
    std::sort(units.begin(), units.end(), [](const Unit& a, const Unit& b) { return a.code < b.code; });
    return units;
  }

  absl::StatusOr<std::vector<Unit>> ListUnits(const std::string& under, int level, const std::string& after,
                                              int limit) override {
    std::string query = under.empty() ? "" : kBelow;
    absl::StrAppend(&query, "SELECT code, name, type, level, parent FROM units WHERE code > :after",
                    under.empty() ? "" : " AND code IN (SELECT code FROM below)",
                    level == 0 ? "" : " AND level = :level", " ORDER BY code LIMIT :limit");
    std::vector<Unit> units;
    soci::statement statement(sql_);
    if (!under.empty()) statement.exchange(use(under));
    statement.exchange(use(after));
    if (level != 0) statement.exchange(use(level));
    statement.exchange(use(limit));
    FetchUnits(statement, query, units);
    return units;
  }

  absl::StatusOr<std::vector<std::string>> ListAncestors(const std::string& code) override {
    std::vector<std::string> ancestors;
    std::string above;
    soci::statement statement =
        (sql_.prepare
             << "WITH RECURSIVE above (code, parent, distance) AS (SELECT code, parent, 0 FROM units WHERE code = "
                ":code UNION SELECT units.code, units.parent, distance + 1 FROM units JOIN above ON units.code = "
                "above.parent) SELECT code FROM above ORDER BY distance",
         into(above), use(code));
    statement.execute();
    while (statement.fetch()) ancestors.push_back(above);
    return ancestors;
  }

  absl::StatusOr<std::vector<Office>> ListOffices() override {
    std::vector<Office> offices;
    Office office;
    soci::statement statement =
        (sql_.prepare << "SELECT code, name FROM offices ORDER BY position", into(office.code), into(office.name));
    statement.execute();
    while (statement.fetch()) offices.push_back(office);
    return offices;
  }

  absl::StatusOr<std::vector<ClusterYear>> ListClusterYears(const ClusterScope& scope, int year) override {
    std::vector<ClusterYear> clusters = FetchClusterYears(scope, year);
    std::map<std::string, ClusterYear*> by_code;
    std::vector<std::string> codes;
    for (ClusterYear& cluster : clusters) {
      by_code[cluster.code] = &cluster;
      codes.push_back(cluster.code);
    }
    ForEachList(codes, [&](const std::string& list, const std::vector<std::string>& part) {
      std::string cluster, unit;
      int leader = 0;
      soci::statement statement(sql_);
      statement.exchange(into(cluster));
      statement.exchange(into(unit));
      statement.exchange(into(leader));
      statement.exchange(use(year));
      for (const std::string& code : part) statement.exchange(use(code));
      Execute(statement,
              "SELECT cluster, unit, leader FROM members WHERE year = :year AND cluster IN " + list + " ORDER BY unit");
      while (statement.fetch()) by_code[cluster]->members.push_back({.unit = unit, .leader = leader != 0});
    });
    return clusters;
  }

  absl::StatusOr<std::vector<ClusterYear>> ListVersions(const ClusterScope& scope, int year) override {
    return FetchClusterYears(scope, year);
  }

  absl::StatusOr<bool> ClusterExists(const std::string& code) override {
    int count = 0;
    sql_ << "SELECT COUNT(*) FROM clusters WHERE code = :code", into(count), use(code);
    return count > 0;
  }

  absl::StatusOr<std::optional<std::string>> FindClusterOf(const std::string& unit, int year) override {
    std::string cluster;
    sql_ << "SELECT cluster FROM members WHERE year = :year AND unit = :unit", into(cluster), use(year), use(unit);
    return sql_.got_data() ? std::optional(cluster) : std::nullopt;
  }

  absl::StatusOr<std::vector<StoredScale>> ListScales(int year) override {
    return FetchScales(
        "SELECT scale_id, revision, year, level, under, definition FROM scales s WHERE (year = :year OR :all = 0) AND "
        "revision = (SELECT MAX(revision) FROM scales n WHERE n.scale_id = s.scale_id) ORDER BY year, scale_id",
        year, year);
  }

  absl::StatusOr<std::optional<StoredScale>> GetScale(const std::string& scale_id, int revision) override {
    const std::vector<StoredScale> found = FetchScales(
        "SELECT scale_id, revision, year, level, under, definition FROM scales WHERE scale_id = :id AND (revision = "
        ":revision OR (:newest = 0 AND revision = (SELECT MAX(revision) FROM scales n WHERE n.scale_id = "
        "scales.scale_id)))",
        scale_id, revision, revision);
    return found.empty() ? std::nullopt : std::optional(found.front());
  }

  absl::StatusOr<std::vector<Input>> ListInputs(const std::vector<std::string>& units, int year) override {
    std::vector<Input> inputs;
    ForEachList(units, [&](const std::string& list, const std::vector<std::string>& part) {
      Input input;
      soci::statement statement(sql_);
      statement.exchange(into(input.unit));
      statement.exchange(into(input.year));
      statement.exchange(into(input.criterion));
      statement.exchange(into(input.name));
      statement.exchange(into(input.value));
      statement.exchange(into(input.source));
      statement.exchange(use(year));
      for (const std::string& unit : part) statement.exchange(use(unit));
      Execute(statement,
              "SELECT unit, year, criterion, name, value, source FROM inputs WHERE year = :year AND unit IN " + list +
                  " ORDER BY unit, criterion, name");
      while (statement.fetch()) inputs.push_back(input);
    });
    return inputs;
  }

  absl::Status PutUnits(absl::Span<const Unit> units) override {
    ForEachBatch(units, [&](absl::Span<const Unit> batch) {
      std::vector<std::string> codes, names, types, parents;
      std::vector<int> levels;
      for (const Unit& unit : batch) {
        codes.push_back(unit.code);
        names.push_back(unit.name);
        types.push_back(unit.type);
        levels.push_back(unit.level);
        parents.push_back(unit.parent);
      }
      sql_ << "INSERT INTO units (code, name, type, level, parent) VALUES (:code, :name, :type, :level, :parent) "
              "ON CONFLICT (code) DO UPDATE SET name = excluded.name, type = excluded.type, level = excluded.level, "
              "parent = excluded.parent",
          use(codes), use(names), use(types), use(levels), use(parents);
    });
    return absl::OkStatus();
  }

  absl::Status PutOffices(absl::Span<const Office> offices) override {
    for (const Office& office : offices) {
      sql_ << "INSERT INTO offices (code, name, position) SELECT :code, :name, COALESCE(MAX(position), 0) + 1 FROM "
              "offices "
              "WHERE 1 = 1 ON CONFLICT (code) DO UPDATE SET name = excluded.name",
          use(office.code), use(office.name);
    }
    return absl::OkStatus();
  }

  absl::Status PutClusterYear(const ClusterYear& cluster) override {
    sql_ << "INSERT INTO clusters (code, position) SELECT :code, COALESCE(MAX(position), 0) + 1 FROM clusters WHERE 1 "
            "= 1 "
            "ON CONFLICT (code) DO NOTHING",
        use(cluster.code);
    sql_ << "INSERT INTO cluster_years (cluster, year, name, authority, version) VALUES (:cluster, :year, :name, "
            ":authority, 0) ON CONFLICT (cluster, year) DO UPDATE SET name = excluded.name, authority = "
            "excluded.authority",
        use(cluster.code), use(cluster.year), use(cluster.name), use(cluster.authority);
    sql_ << "DELETE FROM members WHERE cluster = :cluster AND year = :year", use(cluster.code), use(cluster.year);
    for (const Member& member : cluster.members) {
      const int leader = member.leader ? 1 : 0;
      // A unit that moves here from another cluster leaves it.
      sql_ << "INSERT INTO members (year, unit, cluster, leader) VALUES (:year, :unit, :cluster, :leader) "
              "ON CONFLICT (year, unit) DO UPDATE SET cluster = excluded.cluster, leader = excluded.leader",
          use(cluster.year), use(member.unit), use(cluster.code), use(leader);
    }
    return absl::OkStatus();
  }

  absl::Status PutInputs(absl::Span<const Input> inputs) override {
    ForEachBatch(inputs, [&](absl::Span<const Input> batch) {
      std::vector<int> years;
      std::vector<std::string> units, criteria, names, values, sources;
      for (const Input& input : batch) {
        years.push_back(input.year);
        units.push_back(input.unit);
        criteria.push_back(input.criterion);
        names.push_back(input.name);
        values.push_back(input.value);
        sources.push_back(input.source);
      }
      sql_
          << "INSERT INTO inputs (year, unit, criterion, name, value, source) VALUES (:year, :unit, :criterion, :name, "
             ":value, :source) ON CONFLICT (year, unit, criterion, name) DO UPDATE SET value = excluded.value, "
             "source = excluded.source",
          use(years), use(units), use(criteria), use(names), use(values), use(sources);
    });
    return absl::OkStatus();
  }

  absl::Status AddScale(const StoredScale& scale) override {
    const std::string under = absl::StrJoin(scale.under, ";");
    sql_ << "INSERT INTO scales (scale_id, revision, year, level, under, definition) VALUES (:id, :revision, :year, "
            ":level, "
            ":under, :definition)",
        use(scale.scale_id), use(scale.revision), use(scale.year), use(scale.level), use(under), use(scale.definition);
    return absl::OkStatus();
  }

  absl::StatusOr<int64_t> BumpVersion(const std::string& cluster, int year) override {
    long long version = 0;  // NOLINT(google-runtime-int): the type that SOCI binds.
    sql_ << "UPDATE version_sequence SET last = last + 1";
    sql_ << "SELECT last FROM version_sequence", into(version);
    sql_ << "UPDATE cluster_years SET version = :version WHERE cluster = :cluster AND year = :year", use(version),
        use(cluster), use(year);
    return version;
  }

  absl::StatusOr<std::vector<ClusterYear>> FindClusterYearsOf(const std::vector<std::string>& units,
                                                              int year) override {
    std::map<std::pair<std::string, int>, ClusterYear> found;
    ForEachList(units, [&](const std::string& list, const std::vector<std::string>& part) {
      ClusterYear cluster;
      soci::statement statement(sql_);
      statement.exchange(into(cluster.code));
      statement.exchange(into(cluster.year));
      statement.exchange(use(year));
      statement.exchange(use(year));
      for (const std::string& unit : part) statement.exchange(use(unit));
      Execute(statement,
              "SELECT DISTINCT cluster, year FROM members WHERE (year = :year OR :all = 0) AND unit IN " + list);
      while (statement.fetch()) found[{cluster.code, cluster.year}] = cluster;
    });
    std::vector<ClusterYear> clusters;
    clusters.reserve(found.size());
    for (auto& [key, cluster] : found) clusters.push_back(std::move(cluster));
    return clusters;
  }

 private:
  // The parameters and results of `statement` are exchanged already.
  static void Execute(soci::statement& statement, const std::string& query) {
    statement.alloc();
    statement.prepare(query);
    statement.define_and_bind();
    statement.execute();
  }

  template <typename Row, typename Run>
  static void ForEachBatch(absl::Span<const Row> rows, Run run) {
    for (size_t start = 0; start < rows.size(); start += kBatch) run(rows.subspan(start, kBatch));
  }

  // The parameters of `statement` are bound already.
  static void FetchUnits(soci::statement& statement, const std::string& query, std::vector<Unit>& units) {
    Unit unit;
    statement.exchange(into(unit.code));
    statement.exchange(into(unit.name));
    statement.exchange(into(unit.type));
    statement.exchange(into(unit.level));
    statement.exchange(into(unit.parent));
    Execute(statement, query);
    while (statement.fetch()) units.push_back(unit);
  }

  std::vector<ClusterYear> FetchClusterYears(const ClusterScope& scope, int year) {
    std::string query = scope.under.empty() ? "" : kBelow;
    absl::StrAppend(&query,
                    "SELECT cluster, year, name, authority, version FROM cluster_years JOIN clusters ON code = cluster "
                    "WHERE year = :year",
                    scope.under.empty() ? "" : " AND authority IN (SELECT code FROM below)",
                    scope.cluster.empty() ? "" : " AND cluster = :cluster", " ORDER BY position");
    ClusterYear cluster;
    long long version = 0;  // NOLINT(google-runtime-int): the type that SOCI binds.
    soci::statement statement(sql_);
    statement.exchange(into(cluster.code));
    statement.exchange(into(cluster.year));
    statement.exchange(into(cluster.name));
    statement.exchange(into(cluster.authority));
    statement.exchange(into(version));
    if (!scope.under.empty()) statement.exchange(use(scope.under));
    statement.exchange(use(year));
    if (!scope.cluster.empty()) statement.exchange(use(scope.cluster));
    Execute(statement, query);
    std::vector<ClusterYear> clusters;
    while (statement.fetch()) {
      cluster.version = version;
      clusters.push_back(cluster);
    }
    return clusters;
  }

  template <typename... Parameters>
  std::vector<StoredScale> FetchScales(const std::string& query, const Parameters&... parameters) {
    StoredScale scale;
    std::string under;
    soci::statement statement(sql_);
    statement.exchange(into(scale.scale_id));
    statement.exchange(into(scale.revision));
    statement.exchange(into(scale.year));
    statement.exchange(into(scale.level));
    statement.exchange(into(under));
    statement.exchange(into(scale.definition));
    (statement.exchange(use(parameters)), ...);
    Execute(statement, query);
    std::vector<StoredScale> scales;
    while (statement.fetch()) {
      scale.under = SplitCodes(under);
      scales.push_back(scale);
    }
    return scales;
  }

  soci::session& sql_;
};

class SqlScoringStore final : public ScoringStore {
 public:
  explicit SqlScoringStore(std::unique_ptr<sql::Database> database) : database_(std::move(database)) {}

  absl::Status Read(absl::FunctionRef<absl::Status(ReadTransaction&)> body) override {
    return database_->Read([&](soci::session& session) {
      SqlTransaction transaction(session);
      return body(transaction);
    });
  }
  absl::Status Write(absl::FunctionRef<absl::Status(WriteTransaction&)> body) override {
    return database_->Write([&](soci::session& session) {
      SqlTransaction transaction(session);
      return body(transaction);
    });
  }

 private:
  const std::unique_ptr<sql::Database> database_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ScoringStore>> OpenSqlScoringStore(const std::string& path, int readers,
                                                                  absl::Time now) {
  auto database = sql::Database::Open({.path = path, .readers = readers}, kMigrations);
  if (!database.ok()) return database.status();
  const long long floor = absl::ToUnixMicros(now);  // NOLINT(google-runtime-int): the type that SOCI binds.
  absl::Status status = (*database)->Write([&](soci::session& sql) {
    sql << "UPDATE version_sequence SET last = :floor WHERE last < :known", use(floor), use(floor);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return std::make_unique<SqlScoringStore>(*std::move(database));
}

}  // namespace thidua::scoring
