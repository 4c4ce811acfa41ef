#include <soci/soci.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "common/sql/database.h"
#include "common/status/problem.h"
#include "services/scoring/storage/scoring_schema.h"
#include "services/scoring/storage/scoring_store.h"

namespace thidua::scoring {
namespace {

using soci::into;
using soci::use;

// Rows bound at once.
constexpr size_t kBatch = 500;
// Values in one IN (…): below SQLite's and PostgreSQL's limits.
constexpr size_t kMaxList = 500;

const std::string kScaleColumns = "SELECT scale_id, revision, year, level, under, definition, version";
const std::string kScaleColumnsWithoutDefinition = "SELECT scale_id, revision, year, level, under, '', version";

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
  enum class Kind { kRead, kWrite };
  SqlTransaction(soci::session& sql, Kind kind) : sql_(sql), kind_(kind) {}

  bool sees_only_committed() const override { return kind_ == Kind::kRead; }

  absl::StatusOr<std::optional<Unit>> GetUnit(const std::string& code) override {
    Unit unit;
    sql_ << "SELECT code, name, type, level, parent, valid_from, valid_to FROM units WHERE code = :code",
        into(unit.code), into(unit.name), into(unit.type), into(unit.level), into(unit.parent), into(unit.valid_from),
        into(unit.valid_to), use(code);
    if (!sql_.got_data()) return std::optional<Unit>();
    return std::optional<Unit>(std::move(unit));
  }

  absl::StatusOr<std::vector<Unit>> GetUnits(const std::vector<std::string>& codes) override {
    std::vector<Unit> units;
    ForEachList(codes, [&](const std::string& list, const std::vector<std::string>& part) {
      soci::statement statement(sql_);
      for (const std::string& code : part) statement.exchange(use(code));
      FetchUnits(statement,
                 "SELECT code, name, type, level, parent, valid_from, valid_to FROM units WHERE code IN " + list,
                 units);
    });
    std::sort(units.begin(), units.end(), [](const Unit& a, const Unit& b) { return a.code < b.code; });
    return units;
  }

  absl::StatusOr<std::vector<Unit>> ListUnits(const std::string& under, int level, const std::string& after,
                                              int limit) override {
    std::string query = under.empty() ? "" : kBelow;
    absl::StrAppend(&query,
                    "SELECT code, name, type, level, parent, valid_from, valid_to FROM units WHERE code > :after",
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
    absl::flat_hash_map<std::string, ClusterYear*> by_code;
    for (ClusterYear& cluster : clusters) by_code[cluster.code] = &cluster;
    std::string cluster, unit;
    int leader = 0;
    soci::statement statement(sql_);
    statement.exchange(into(cluster));
    statement.exchange(into(unit));
    statement.exchange(into(leader));
    const MembersQuery members = BindScope(scope, year, statement);
    Execute(statement, absl::StrCat(members.with, "SELECT m.cluster, m.unit, m.leader FROM members m WHERE ",
                                    members.where, " ORDER BY m.unit"));
    while (statement.fetch()) by_code[cluster]->members.push_back({.unit = unit, .leader = leader != 0});
    return clusters;
  }

  absl::StatusOr<std::vector<ClusterYear>> ListVersions(const ClusterScope& scope, int year) override {
    return FetchClusterYears(scope, year);
  }

  absl::StatusOr<StoreHead> Head() override {
    long long version = 0, directory = 0;  // NOLINT(google-runtime-int): the type that SOCI binds.
    sql_ << "SELECT last, directory FROM version_sequence", into(version), into(directory);
    return StoreHead{.version = version, .directory = directory};
  }

  absl::StatusOr<std::vector<PlacedClusterYear>> ListChangedSince(int64_t since) override {
    std::map<std::pair<std::string, int>, PlacedClusterYear> found;
    const long long after = since;  // NOLINT(google-runtime-int): the type that SOCI binds.
    {
      PlacedClusterYear row;
      long long version = 0;  // NOLINT(google-runtime-int): the type that SOCI binds.
      soci::statement statement(sql_);
      statement.exchange(into(row.cluster.code));
      statement.exchange(into(row.cluster.year));
      statement.exchange(into(row.cluster.name));
      statement.exchange(into(row.cluster.authority));
      statement.exchange(into(version));
      statement.exchange(into(row.position));
      statement.exchange(use(after));
      Execute(statement,
              "SELECT cluster, year, name, authority, version, position FROM cluster_years JOIN clusters ON code = "
              "cluster WHERE version > :since");
      while (statement.fetch()) {
        row.cluster.version = version;
        found[{row.cluster.code, row.cluster.year}] = row;
      }
    }
    std::string cluster, unit;
    int year = 0, leader = 0;
    soci::statement statement(sql_);
    statement.exchange(into(cluster));
    statement.exchange(into(year));
    statement.exchange(into(unit));
    statement.exchange(into(leader));
    statement.exchange(use(after));
    Execute(
        statement,
        "SELECT m.cluster, m.year, m.unit, m.leader FROM members m JOIN cluster_years c ON c.cluster = m.cluster AND "
        "c.year = m.year WHERE c.version > :since ORDER BY m.unit");
    while (statement.fetch()) {
      found[{cluster, year}].cluster.members.push_back({.unit = unit, .leader = leader != 0});
    }
    std::vector<PlacedClusterYear> clusters;
    clusters.reserve(found.size());
    for (auto& [key, one] : found) clusters.push_back(std::move(one));
    return clusters;
  }

  absl::StatusOr<std::vector<Unit>> ListAuthorities() override {
    std::vector<Unit> units;
    soci::statement statement(sql_);
    FetchUnits(statement,
               "WITH RECURSIVE above (code) AS (SELECT DISTINCT authority FROM cluster_years UNION SELECT parent FROM "
               "units JOIN above ON units.code = above.code) SELECT code, name, type, level, parent, valid_from, "
               "valid_to FROM units WHERE code IN (SELECT code FROM above) ORDER BY code",
               units);
    return units;
  }

  absl::Status ForEachMember(const ClusterScope& scope, int year,
                             absl::FunctionRef<void(const MemberUnit&)> visit) override {
    MemberUnit row;
    int leader = 0;
    soci::statement statement(sql_);
    statement.exchange(into(row.cluster));
    statement.exchange(into(leader));
    ExchangeUnit(statement, row.unit);
    const MembersQuery members = BindScope(scope, year, statement);
    Execute(statement, absl::StrCat(members.with,
                                    "SELECT m.cluster, m.leader, u.code, u.name, u.type, u.level, u.parent, "
                                    "u.valid_from, u.valid_to FROM members m JOIN units u ON u.code = m.unit WHERE ",
                                    members.where, " ORDER BY m.unit"));
    while (statement.fetch()) {
      row.leader = leader != 0;
      visit(row);
    }
    return absl::OkStatus();
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
        kScaleColumnsWithoutDefinition +
            " FROM scales s WHERE (year = :year OR :all = 0) AND "
            "revision = (SELECT MAX(revision) FROM scales n WHERE n.scale_id = s.scale_id) ORDER BY year, scale_id",
        year, year);
  }

  absl::StatusOr<std::optional<StoredScale>> GetScale(const std::string& scale_id, int revision) override {
    const std::vector<StoredScale> found = FetchScales(
        kScaleColumns +
            " FROM scales WHERE scale_id = :id AND (revision = "
            ":revision OR (:newest = 0 AND revision = (SELECT MAX(revision) FROM scales n WHERE n.scale_id = "
            "scales.scale_id)))",
        scale_id, revision, revision);
    return found.empty() ? std::nullopt : std::optional(found.front());
  }

  absl::StatusOr<std::vector<Succession>> ListSuccessions(const std::string& unit) override {
    Succession one;
    soci::statement statement(sql_);
    statement.exchange(into(one.predecessor));
    statement.exchange(into(one.successor));
    statement.exchange(into(one.date));
    statement.exchange(into(one.document));
    std::string query = "SELECT predecessor, successor, date, document FROM successions";
    if (!unit.empty()) {
      query =
          "WITH RECURSIVE later (code) AS (SELECT predecessor FROM successions WHERE predecessor = :unit UNION SELECT "
          "successor FROM successions JOIN later ON predecessor = code), earlier (code) AS (SELECT successor FROM "
          "successions WHERE successor = :same UNION SELECT predecessor FROM successions JOIN earlier ON successor = "
          "code) " +
          query +
          " WHERE predecessor IN (SELECT code FROM later) OR successor IN (SELECT code FROM earlier) OR predecessor IN "
          "(SELECT code FROM earlier)";
      statement.exchange(use(unit));
      statement.exchange(use(unit));
    }
    Execute(statement, query + " ORDER BY date, predecessor, successor");
    std::vector<Succession> successions;
    while (statement.fetch()) successions.push_back(one);
    return successions;
  }

  absl::StatusOr<std::optional<StoredScale>> GetScaleAt(const std::string& scale_id, int64_t version) override {
    const long long at = version;  // NOLINT(google-runtime-int): the type that SOCI binds.
    const std::vector<StoredScale> found = FetchScales(
        kScaleColumns + " FROM scales WHERE scale_id = :id AND version <= :version ORDER BY revision DESC LIMIT 1",
        scale_id, at);
    return found.empty() ? std::nullopt : std::optional(found.front());
  }

  absl::StatusOr<std::vector<StoredSheet>> GetSheets(const std::vector<std::string>& units, int year) override {
    std::vector<StoredSheet> sheets;
    ForEachList(units, [&](const std::string& list, const std::vector<std::string>& part) {
      soci::statement statement(sql_);
      statement.exchange(use(year));
      for (const std::string& unit : part) statement.exchange(use(unit));
      FetchSheets(statement, "SELECT year, unit, version, body FROM sheets WHERE year = :year AND unit IN " + list,
                  sheets);
    });
    std::sort(sheets.begin(), sheets.end(), [](const StoredSheet& a, const StoredSheet& b) { return a.unit < b.unit; });
    return sheets;
  }

  absl::Status ForEachSheet(const ClusterScope& scope, int year, int sheet_year,
                            absl::FunctionRef<absl::Status(const StoredSheet&)> visit) override {
    StoredSheet sheet{.year = sheet_year};
    long long version = 0;  // NOLINT(google-runtime-int): the type that SOCI binds.
    soci::statement statement(sql_);
    statement.exchange(into(sheet.unit));
    statement.exchange(into(version));
    statement.exchange(into(sheet.body));
    const MembersQuery members = BindScope(scope, year, statement);
    statement.exchange(use(sheet_year));
    Execute(statement, absl::StrCat(members.with,
                                    "SELECT s.unit, s.version, s.body FROM members m JOIN sheets s ON s.unit = m.unit "
                                    "WHERE ",
                                    members.where, " AND s.year = :sheet_year ORDER BY m.unit"));
    while (statement.fetch()) {
      sheet.version = version;
      if (absl::Status status = visit(sheet); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<StoredSheet>> ListSheets(int after_year, const std::string& after_unit,
                                                      int limit) override {
    std::vector<StoredSheet> sheets;
    soci::statement statement(sql_);
    statement.exchange(use(after_year));
    statement.exchange(use(after_unit));
    statement.exchange(use(limit));
    FetchSheets(statement,
                "SELECT year, unit, version, body FROM sheets WHERE (year, unit) > (:year, :unit) ORDER BY year, unit "
                "LIMIT :limit",
                sheets);
    return sheets;
  }

  absl::StatusOr<std::vector<StoredSheet>> ListUnloggedSheets() override {
    std::vector<StoredSheet> sheets;
    soci::statement statement(sql_);
    FetchSheets(statement,
                "SELECT year, unit, version, body FROM sheets WHERE version = 0 AND NOT EXISTS (SELECT 1 FROM log "
                "WHERE log.unit = sheets.unit AND log.year = sheets.year)",
                sheets);
    return sheets;
  }

  absl::StatusOr<std::vector<LogEntry>> ListLog(int64_t after, int limit) override {
    return audit::List(sql_, after, limit);
  }

  absl::StatusOr<std::vector<LogEntry>> ListSheetLog(const std::string& unit, int year, int64_t before,
                                                     int limit) override {
    return audit::ListOf(sql_, unit, year, before, limit);
  }

  absl::StatusOr<LogEntry> LogHead() override { return audit::Head(sql_); }

  absl::StatusOr<std::optional<KeptReply>> FindReply(const std::string& request_id) override {
    return audit::FindReply(sql_, request_id);
  }

  absl::StatusOr<std::optional<StoredFile>> FindFile(const std::string& sha256) override {
    StoredFile file;
    long long size = 0;  // NOLINT(google-runtime-int): the type that SOCI binds.
    sql_ << "SELECT sha256, media_type, size FROM files WHERE sha256 = :sha256", into(file.sha256),
        into(file.media_type), into(size), use(sha256);
    if (!sql_.got_data()) return std::optional<StoredFile>();
    file.size = size;
    return std::optional<StoredFile>(std::move(file));
  }

  absl::StatusOr<std::optional<std::string>> ReadFilePart(const std::string& sha256, int part) override {
    std::string data;
    sql_ << "SELECT data FROM file_parts WHERE sha256 = :sha256 AND part = :part", into(data), use(sha256), use(part);
    if (!sql_.got_data()) return std::optional<std::string>();
    std::string bytes;
    if (!absl::Base64Unescape(data, &bytes)) return Internal("file_parts: not base64: " + sha256);
    return std::optional<std::string>(std::move(bytes));
  }

  absl::Status PutUnits(absl::Span<const Unit> units) override {
    ForEachBatch(units, [&](absl::Span<const Unit> batch) {
      std::vector<std::string> codes, names, types, parents, froms, tos;
      std::vector<int> levels;
      for (const Unit& unit : batch) {
        codes.push_back(unit.code);
        names.push_back(unit.name);
        types.push_back(unit.type);
        levels.push_back(unit.level);
        parents.push_back(unit.parent);
        froms.push_back(unit.valid_from);
        tos.push_back(unit.valid_to);
      }
      sql_ << "INSERT INTO units (code, name, type, level, parent, valid_from, valid_to) VALUES (:code, :name, :type, "
              ":level, :parent, :valid_from, :valid_to) ON CONFLICT (code) DO UPDATE SET name = excluded.name, "
              "type = excluded.type, level = excluded.level, parent = excluded.parent, "
              "valid_from = excluded.valid_from, valid_to = excluded.valid_to",
          use(codes), use(names), use(types), use(levels), use(parents), use(froms), use(tos);
    });
    if (!units.empty()) sql_ << "UPDATE version_sequence SET directory = last";
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

  absl::Status PutSuccessions(absl::Span<const Succession> successions) override {
    for (const Succession& one : successions) {
      sql_ << "INSERT INTO successions (predecessor, successor, date, document) VALUES (:predecessor, :successor, "
              ":date, "
              ":document) ON CONFLICT (predecessor, successor) DO UPDATE SET date = excluded.date, "
              "document = excluded.document",
          use(one.predecessor), use(one.successor), use(one.date), use(one.document);
    }
    return absl::OkStatus();
  }

  absl::Status PutSheet(const StoredSheet& sheet) override {
    const long long version = sheet.version;  // NOLINT(google-runtime-int): the type that SOCI binds.
    sql_ << "INSERT INTO sheets (year, unit, version, body) VALUES (:year, :unit, :version, :body) "
            "ON CONFLICT (year, unit) DO UPDATE SET version = excluded.version, body = excluded.body",
        use(sheet.year), use(sheet.unit), use(version), use(sheet.body);
    return absl::OkStatus();
  }

  absl::Status PutReply(const KeptReply& kept) override {
    audit::PutReply(sql_, kept);
    return absl::OkStatus();
  }

  absl::Status DropRepliesBefore(int64_t time) override {
    audit::DropRepliesBefore(sql_, time);
    return absl::OkStatus();
  }

  absl::Status AddFile(const StoredFile& file) override {
    const long long size = file.size;  // NOLINT(google-runtime-int): the type that SOCI binds.
    sql_ << "INSERT INTO files (sha256, media_type, size) VALUES (:sha256, :media_type, :size)", use(file.sha256),
        use(file.media_type), use(size);
    return absl::OkStatus();
  }

  absl::Status AddFilePart(const std::string& sha256, int part, std::string_view bytes) override {
    const std::string data = absl::Base64Escape(absl::string_view(bytes.data(), bytes.size()));
    sql_ << "INSERT INTO file_parts (sha256, part, data) VALUES (:sha256, :part, :data)", use(sha256), use(part),
        use(data);
    return absl::OkStatus();
  }

  absl::StatusOr<LogEntry> AppendLog(LogEntry entry, std::string_view members) override {
    return audit::Append(sql_, std::move(entry), members);
  }

  absl::Status AddScale(const StoredScale& scale) override {
    const std::string under = absl::StrJoin(scale.under, ";");
    const long long version = scale.version;  // NOLINT(google-runtime-int): the type that SOCI binds.
    sql_ << "INSERT INTO scales (scale_id, revision, year, level, under, definition, version) VALUES (:id, :revision, "
            ":year, :level, :under, :definition, :version)",
        use(scale.scale_id), use(scale.revision), use(scale.year), use(scale.level), use(under), use(scale.definition),
        use(version);
    return absl::OkStatus();
  }

  absl::StatusOr<int64_t> NextVersion() override {
    long long version = 0;  // NOLINT(google-runtime-int): the type that SOCI binds.
    sql_ << "UPDATE version_sequence SET last = last + 1 RETURNING last", into(version);
    return version;
  }

  absl::Status SetVersion(const std::string& cluster, int year, int64_t version) override {
    const long long bound = version;  // NOLINT(google-runtime-int): the type that SOCI binds.
    sql_ << "UPDATE cluster_years SET version = :version WHERE cluster = :cluster AND year = :year", use(bound),
        use(cluster), use(year);
    return absl::OkStatus();
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

  // What a query begins with and asks of `members m`, so that they are those of the clusters of a scope.
  struct MembersQuery {
    std::string with;
    std::string where;
  };
  // Binds the parameters of both, which come first.
  static MembersQuery BindScope(const ClusterScope& scope, const int& year, soci::statement& statement) {
    MembersQuery query{.where = "m.year = :year"};
    if (!scope.under.empty()) statement.exchange(use(scope.under));
    statement.exchange(use(year));
    if (!scope.cluster.empty()) {
      query.where += " AND m.cluster = :cluster";
      statement.exchange(use(scope.cluster));
    }
    if (!scope.under.empty()) {
      query.with = kBelow;
      query.where +=
          " AND m.cluster IN (SELECT cluster FROM cluster_years WHERE year = :same_year AND authority IN (SELECT code "
          "FROM below))";
      statement.exchange(use(year));
    }
    return query;
  }

  template <typename Row, typename Run>
  static void ForEachBatch(absl::Span<const Row> rows, Run run) {
    for (size_t start = 0; start < rows.size(); start += kBatch) run(rows.subspan(start, kBatch));
  }

  // The parameters of `statement` are bound already.
  static void FetchUnits(soci::statement& statement, const std::string& query, std::vector<Unit>& units) {
    Unit unit;
    ExchangeUnit(statement, unit);
    Execute(statement, query);
    while (statement.fetch()) units.push_back(unit);
  }
  static void ExchangeUnit(soci::statement& statement, Unit& unit) {
    statement.exchange(into(unit.code));
    statement.exchange(into(unit.name));
    statement.exchange(into(unit.type));
    statement.exchange(into(unit.level));
    statement.exchange(into(unit.parent));
    statement.exchange(into(unit.valid_from));
    statement.exchange(into(unit.valid_to));
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
    long long version = 0;  // NOLINT(google-runtime-int): the type that SOCI binds.
    soci::statement statement(sql_);
    statement.exchange(into(scale.scale_id));
    statement.exchange(into(scale.revision));
    statement.exchange(into(scale.year));
    statement.exchange(into(scale.level));
    statement.exchange(into(under));
    statement.exchange(into(scale.definition));
    statement.exchange(into(version));
    (statement.exchange(use(parameters)), ...);
    Execute(statement, query);
    std::vector<StoredScale> scales;
    while (statement.fetch()) {
      scale.under = SplitCodes(under);
      scale.version = version;
      scales.push_back(scale);
    }
    return scales;
  }

  // The parameters of `statement` are bound already.
  static void FetchSheets(soci::statement& statement, const std::string& query, std::vector<StoredSheet>& sheets) {
    StoredSheet sheet;
    long long version = 0;  // NOLINT(google-runtime-int): the type that SOCI binds.
    statement.exchange(into(sheet.year));
    statement.exchange(into(sheet.unit));
    statement.exchange(into(version));
    statement.exchange(into(sheet.body));
    Execute(statement, query);
    while (statement.fetch()) {
      sheet.version = version;
      sheets.push_back(sheet);
    }
  }

  soci::session& sql_;
  const Kind kind_;
};

class SqlScoringStore final : public ScoringStore {
 public:
  explicit SqlScoringStore(std::unique_ptr<sql::Database> database) : database_(std::move(database)) {}

  absl::Status Read(absl::FunctionRef<absl::Status(ReadTransaction&)> body) override {
    return database_->Read([&](soci::session& session) {
      SqlTransaction transaction(session, SqlTransaction::Kind::kRead);
      return body(transaction);
    });
  }
  absl::Status Write(absl::FunctionRef<absl::Status(WriteTransaction&)> body) override {
    const absl::Status status = database_->Write([&](soci::session& session) {
      SqlTransaction transaction(session, SqlTransaction::Kind::kWrite);
      return body(transaction);
    });
    if (status.ok()) {
      const absl::ReaderMutexLock lock(&listener_mutex_);
      if (on_commit_) on_commit_();
    }
    return status;
  }
  void OnCommit(std::function<void()> listener) override {
    const absl::MutexLock lock(&listener_mutex_);
    on_commit_ = std::move(listener);
  }

 private:
  const std::unique_ptr<sql::Database> database_;
  absl::Mutex listener_mutex_;
  std::function<void()> on_commit_ ABSL_GUARDED_BY(listener_mutex_);
};

}  // namespace

absl::StatusOr<std::unique_ptr<ScoringStore>> OpenSqlScoringStore(const sql::Location& location, int readers,
                                                                  absl::Time now) {
  auto database = sql::Database::Open({.location = location, .readers = readers}, ScoringSchema());
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
