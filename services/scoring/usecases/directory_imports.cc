#include <limits>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/civil_day/civil_day.h"
#include "common/csv/table.h"
#include "services/scoring/usecases/import_run.h"
#include "services/scoring/usecases/imports.h"

namespace thidua::scoring {
namespace {

constexpr int kEverything = std::numeric_limits<int>::max();

std::map<std::string, int> LevelNames() {
  return {{"PROVINCE", static_cast<int>(Level::kProvince)},
          {"DISTRICT", static_cast<int>(Level::kDistrict)},
          {"COMMUNE", static_cast<int>(Level::kCommune)}};
}

absl::StatusOr<std::map<std::string, Unit>> AllUnits(ReadTransaction& transaction) {
  absl::StatusOr<std::vector<Unit>> units = transaction.ListUnits("", 0, "", kEverything);
  if (!units.ok()) return units.status();
  std::map<std::string, Unit> by_code;
  for (Unit& unit : *units) by_code[unit.code] = std::move(unit);
  return by_code;
}

using SuccessionKey = std::pair<std::string, std::string>;

Message BadDate(const std::string& text) {
  return {.vi = absl::StrCat("\"", text, "\" không phải ngày; viết dạng 2025-07-01."),
          .en = absl::StrCat("\"", text, "\" is not a day; write it like 2025-07-01.")};
}

// --- Units -----------------------------------------------------------------------------------------------------------

enum UnitColumn { kUnitCode, kUnitName, kUnitType, kUnitLevel, kUnitParent, kUnitFrom, kUnitTo };

// A day of the calendar, or nothing.
std::string OptionalDay(csv::RowReader& reader, int column) {
  std::string day = reader.OptionalCode(column);
  if (!day.empty() && !ParseCivilDay(day)) reader.Fail(column, "BAD_DATE", BadDate(day));
  return day;
}

struct UnitRow {
  Unit unit;
  const csv::Table::Row* row;
};

std::map<std::string, UnitRow> ReadUnits(const csv::Table& table, imports::FaultList& faults) {
  const std::map<std::string, int> levels = LevelNames();
  std::map<std::string, UnitRow> rows;
  for (const csv::Table::Row& row : table.rows()) {
    csv::RowReader reader(table, row, faults);
    Unit unit{.code = reader.Code(kUnitCode, 20),
              .name = reader.Text(kUnitName, 300),
              .type = reader.Code(kUnitType),
              .parent = reader.OptionalCode(kUnitParent, 20),
              .valid_from = OptionalDay(reader, kUnitFrom),
              .valid_to = OptionalDay(reader, kUnitTo)};
    if (!unit.valid_from.empty() && !unit.valid_to.empty() && unit.valid_to < unit.valid_from) {
      reader.Fail(
          kUnitTo, "ENDS_BEFORE_IT_BEGINS",
          {.vi = absl::StrCat("Ngày hết hiệu lực ", unit.valid_to, " trước ngày bắt đầu ", unit.valid_from, "."),
           .en = absl::StrCat("The last day, ", unit.valid_to, ", is before the first, ", unit.valid_from, ".")});
    }
    if (const auto level = levels.find(reader.field(kUnitLevel)); level != levels.end()) {
      unit.level = level->second;
    } else {
      reader.Fail(
          kUnitLevel, "UNKNOWN_LEVEL",
          {.vi = absl::StrCat("\"", reader.field(kUnitLevel), "\" không phải PROVINCE, DISTRICT hoặc COMMUNE."),
           .en = absl::StrCat("\"", reader.field(kUnitLevel), "\" is none of PROVINCE, DISTRICT and COMMUNE.")});
    }
    if (!reader.ok()) continue;
    const auto [known, added] = rows.try_emplace(unit.code, UnitRow{unit, &row});
    if (!added) reader.Fail(kUnitCode, "DUPLICATE_ROW", DuplicateRow(known->second.row->line));
  }
  return rows;
}

// The unit above must exist, at a higher level; none at the top.
void CheckParents(const csv::Table& table, const std::map<std::string, UnitRow>& rows,
                  const std::map<std::string, Unit>& stored, imports::FaultList& faults) {
  for (const auto& [code, entry] : rows) {
    csv::RowReader reader(table, *entry.row, faults);
    if (entry.unit.parent.empty()) {
      if (entry.unit.level != static_cast<int>(Level::kProvince)) {
        reader.Fail(kUnitParent, "NO_PARENT",
                    {.vi = "Thiếu mã đơn vị cấp trên; chỉ cấp tỉnh được để trống.",
                     .en = "The code of the unit above is missing; only a province has none."});
      }
      continue;
    }
    const auto in_file = rows.find(entry.unit.parent);
    const auto in_store = stored.find(entry.unit.parent);
    if (in_file == rows.end() && in_store == stored.end()) {
      reader.Fail(kUnitParent, "UNKNOWN_UNIT", UnknownUnitInFile(entry.unit.parent));
      continue;
    }
    const int above = in_file != rows.end() ? in_file->second.unit.level : in_store->second.level;
    if (above >= entry.unit.level) {
      reader.Fail(kUnitParent, "BAD_PARENT",
                  {.vi = absl::StrCat("Đơn vị ", entry.unit.parent, " không ở cấp trên của ", code, "."),
                   .en = absl::StrCat("Unit ", entry.unit.parent, " is not of a level above ", code, ".")});
    }
  }
}

// A file without the columns of validity leaves what is known of it.
Unit WithKnownValidity(const csv::Table& table, Unit unit, const Unit* known) {
  if (known == nullptr) return unit;
  const std::vector<int>& positions = table.columns().positions();
  if (positions[kUnitFrom] < 0) unit.valid_from = known->valid_from;
  if (positions[kUnitTo] < 0) unit.valid_to = known->valid_to;
  return unit;
}

// The units whose scores, names or scale may follow from a change of these units: themselves, and for a unit that moved
// in the tree all below it.
absl::StatusOr<std::vector<std::string>> Touched(ReadTransaction& transaction, const std::vector<std::string>& changed,
                                                 const std::vector<std::string>& replanted) {
  std::set<std::string> touched(changed.begin(), changed.end());
  for (const std::string& code : replanted) {
    absl::StatusOr<std::vector<Unit>> below = transaction.ListUnits(code, 0, "", kEverything);
    if (!below.ok()) return below.status();
    for (const Unit& unit : *below) touched.insert(unit.code);
  }
  return std::vector<std::string>(touched.begin(), touched.end());
}

// --- Clusters --------------------------------------------------------------------------------------------------------

enum ClusterColumn { kCluster, kClusterName, kClusterAuthority, kClusterYear, kClusterUnit, kClusterRole };

struct DeclaredCluster {
  ClusterYear cluster;
  const csv::Table::Row* first;
  std::map<std::string, const csv::Table::Row*> rows;  // By unit.
};

using ClusterKey = std::pair<std::string, int>;

class ClusterFile {
 public:
  ClusterFile(const csv::Table& table, imports::FaultList& faults) : table_(table), faults_(faults) {}

  void Read(const std::map<std::string, Unit>& units) {
    for (const csv::Table::Row& row : table_.rows()) ReadRow(row, units);
  }

  // In the order of the file.
  std::vector<DeclaredCluster*> InOrder() {
    std::vector<DeclaredCluster*> out;
    for (const ClusterKey& key : order_) out.push_back(&clusters_.at(key));
    return out;
  }
  bool Declares(const std::string& cluster, int year) const { return clusters_.contains({cluster, year}); }

 private:
  void ReadRow(const csv::Table::Row& row, const std::map<std::string, Unit>& units) {
    csv::RowReader reader(table_, row, faults_);
    ClusterYear declared{.code = reader.Code(kCluster),
                         .year = reader.Year(kClusterYear),
                         .name = reader.Text(kClusterName, 300),
                         .authority = reader.Code(kClusterAuthority, 20)};
    const std::string unit = reader.Code(kClusterUnit, 20);
    const std::string& role = reader.field(kClusterRole);
    if (role != "MEMBER" && role != "LEADER") {
      reader.Fail(kClusterRole, "UNKNOWN_ROLE",
                  {.vi = absl::StrCat("\"", role, "\" không phải MEMBER (thành viên) hoặc LEADER (cụm trưởng)."),
                   .en = absl::StrCat("\"", role, "\" is neither MEMBER nor LEADER.")});
    }
    for (const auto& [column, code] :
         {std::pair(kClusterAuthority, declared.authority), std::pair(kClusterUnit, unit)}) {
      if (!code.empty() && !units.contains(code)) reader.Fail(column, "UNKNOWN_UNIT", UnknownUnitInFile(code));
    }
    if (!reader.ok()) return;

    const auto [place, taken] = places_.try_emplace({declared.year, unit}, declared.code, row.line);
    if (!taken) {
      const auto& [other, line] = place->second;
      if (other == declared.code) return reader.Fail(kClusterUnit, "DUPLICATE_ROW", DuplicateRow(line));
      return reader.Fail(
          kClusterUnit, "IN_TWO_CLUSTERS",
          {.vi = absl::StrCat("Đơn vị ", unit, " đã ở cụm ", other, " năm ", declared.year, " (dòng ", line, ")."),
           .en = absl::StrCat("Unit ", unit, " is already in cluster ", other, " in ", declared.year, " (line ", line,
                              ").")});
    }
    const ClusterKey key(declared.code, declared.year);
    const auto [entry, first] = clusters_.try_emplace(key, DeclaredCluster{.cluster = declared, .first = &row});
    if (first) order_.push_back(key);
    Agree(reader, kClusterName, entry->second.cluster.name, declared.name, entry->second.first->line);
    Agree(reader, kClusterAuthority, entry->second.cluster.authority, declared.authority, entry->second.first->line);
    if (role == "LEADER") {
      const auto [leader, only] = leaders_.try_emplace(key, row.line);
      if (!only) {
        reader.Fail(kClusterRole, "TWO_LEADERS",
                    {.vi = absl::StrCat("Cụm ", declared.code, " năm ", declared.year, " đã có cụm trưởng ở dòng ",
                                        leader->second, "."),
                     .en = absl::StrCat("Cluster ", declared.code, " in ", declared.year, " has its leader in line ",
                                        leader->second, ".")});
      }
    }
    entry->second.cluster.members.push_back({.unit = unit, .leader = role == "LEADER"});
    entry->second.rows[unit] = &row;
  }

  void Agree(csv::RowReader& reader, int column, const std::string& first, const std::string& here, int line) {
    if (first == here) return;
    reader.Fail(column, "CONTRADICTION",
                {.vi = absl::StrCat("\"", here, "\" khác với \"", first, "\" ở dòng ", line, " của cùng cụm và năm."),
                 .en = absl::StrCat("\"", here, "\" differs from \"", first, "\" in line ", line,
                                    " for the same cluster and year.")});
  }

  const csv::Table& table_;
  imports::FaultList& faults_;
  std::map<ClusterKey, DeclaredCluster> clusters_;
  std::vector<ClusterKey> order_;
  std::map<std::pair<int, std::string>, std::pair<std::string, int>> places_;  // Year and unit: cluster and line.
  std::map<ClusterKey, int> leaders_;                                          // Line.
};

// Compares a declared cluster-year with the stored one and counts what differs. False: they are the same.
bool CountDifferences(const ClusterYear& declared, const std::optional<ClusterYear>& stored, imports::Report& report) {
  std::map<std::string, bool> before;
  if (stored.has_value()) {
    for (const Member& member : stored->members) before[member.unit] = member.leader;
  }
  const bool renamed = stored.has_value() && (stored->name != declared.name || stored->authority != declared.authority);
  bool differs = renamed || !stored.has_value();
  for (const Member& member : declared.members) {
    const auto known = before.find(member.unit);
    if (known == before.end()) {
      ++report.added;
      differs = true;
    } else if (known->second != member.leader || renamed) {
      ++report.changed;
      differs = true;
    } else {
      ++report.unchanged;
    }
    if (known != before.end()) before.erase(known);
  }
  report.removed += static_cast<int64_t>(before.size());
  return differs || !before.empty();
}

absl::Status StoreClusters(WriteTransaction& transaction, const csv::Table& table, imports::FaultList& faults,
                           ClusterFile& declared, int64_t version, imports::Report& report) {
  std::vector<const ClusterYear*> moved;
  for (DeclaredCluster* entry : declared.InOrder()) {
    const ClusterYear& cluster = entry->cluster;
    for (const auto& [unit, row] : entry->rows) {
      absl::StatusOr<std::optional<std::string>> now = transaction.FindClusterOf(unit, cluster.year);
      if (!now.ok()) return now.status();
      if (!now->has_value() || **now == cluster.code || declared.Declares(**now, cluster.year)) continue;
      csv::RowReader(table, *row, faults)
          .Fail(kClusterUnit, "IN_TWO_CLUSTERS",
                {.vi = absl::StrCat("Đơn vị ", unit, " đang ở cụm ", **now, " năm ", cluster.year,
                                    ". Muốn chuyển, hãy khai lại cả cụm ", **now, " trong cùng tệp này."),
                 .en = absl::StrCat("Unit ", unit, " is in cluster ", **now, " in ", cluster.year,
                                    ". To move it, declare the whole of cluster ", **now, " in the same file.")});
    }
    absl::StatusOr<std::vector<ClusterYear>> stored =
        transaction.ListClusterYears({.cluster = cluster.code}, cluster.year);
    if (!stored.ok()) return stored.status();
    if (CountDifferences(cluster, stored->empty() ? std::nullopt : std::optional(stored->front()), report)) {
      moved.push_back(&cluster);
    }
  }
  if (!faults.empty()) return absl::OkStatus();
  for (const ClusterYear* cluster : moved) {
    if (absl::Status status = transaction.PutClusterYear(*cluster); !status.ok()) return status;
    if (absl::Status status = transaction.SetVersion(cluster->code, cluster->year, version); !status.ok())
      return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<imports::Report> ImportUnits(ScoringStore& store, const imports::File& file, const Act& act) {
  imports::FaultList found(file.max_faults);
  const csv::Table table =
      csv::Table::Read(file.content, {"code", "name", "type", "level", "parent", "from?", "to?"}, found);
  const std::map<std::string, UnitRow> rows = ReadUnits(table, found);
  return RunImport(store, file, "import.units", act, found,
                   [&](WriteTransaction& transaction, int64_t version, imports::FaultList& faults,
                       imports::Report& report) -> absl::Status {
                     report.rows = static_cast<int64_t>(table.rows().size());
                     absl::StatusOr<std::map<std::string, Unit>> stored = AllUnits(transaction);
                     if (!stored.ok()) return stored.status();
                     CheckParents(table, rows, *stored, faults);
                     if (!faults.empty()) return absl::OkStatus();

                     std::vector<Unit> moved;
                     std::vector<std::string> changed, replanted;
                     for (const auto& [code, entry] : rows) {
                       const auto known = stored->find(code);
                       const Unit unit =
                           WithKnownValidity(table, entry.unit, known == stored->end() ? nullptr : &known->second);
                       if (known != stored->end() && known->second == unit) {
                         ++report.unchanged;
                         continue;
                       }
                       if (known == stored->end()) {
                         ++report.added;
                       } else {
                         ++report.changed;
                         changed.push_back(code);
                         if (known->second.parent != unit.parent) replanted.push_back(code);
                       }
                       moved.push_back(unit);
                     }
                     if (absl::Status status = transaction.PutUnits(moved); !status.ok()) return status;
                     absl::StatusOr<std::vector<std::string>> touched = Touched(transaction, changed, replanted);
                     if (!touched.ok()) return touched.status();
                     return MoveClustersOf(transaction, *touched, /*year=*/0, version).status();
                   });
}

absl::StatusOr<imports::Report> ImportOffices(ScoringStore& store, const imports::File& file, const Act& act) {
  imports::FaultList found(file.max_faults);
  enum Column { kCode, kName };
  const csv::Table table = csv::Table::Read(file.content, {"code", "name"}, found);
  std::vector<Office> offices;
  std::map<std::string, int> lines;
  for (const csv::Table::Row& row : table.rows()) {
    csv::RowReader reader(table, row, found);
    Office office{.code = reader.Code(kCode), .name = reader.Text(kName, 300)};
    if (!reader.ok()) continue;
    const auto [known, added] = lines.try_emplace(office.code, row.line);
    if (!added) reader.Fail(kCode, "DUPLICATE_ROW", DuplicateRow(known->second));
    offices.push_back(std::move(office));
  }
  return RunImport(store, file, "import.offices", act, found,
                   [&](WriteTransaction& transaction, int64_t /*version*/, imports::FaultList& /*faults*/,
                       imports::Report& report) -> absl::Status {
                     report.rows = static_cast<int64_t>(table.rows().size());
                     absl::StatusOr<std::vector<Office>> stored = transaction.ListOffices();
                     if (!stored.ok()) return stored.status();
                     std::map<std::string, std::string> names;
                     for (const Office& office : *stored) names[office.code] = office.name;
                     std::vector<Office> moved;
                     for (const Office& office : offices) {
                       const auto known = names.find(office.code);
                       if (known != names.end() && known->second == office.name) {
                         ++report.unchanged;
                         continue;
                       }
                       ++(known == names.end() ? report.added : report.changed);
                       moved.push_back(office);
                     }
                     return transaction.PutOffices(moved);
                   });
}

absl::StatusOr<imports::Report> ImportClusters(ScoringStore& store, const imports::File& file, const Act& act) {
  imports::FaultList found(file.max_faults);
  const csv::Table table =
      csv::Table::Read(file.content, {"cluster", "name", "authority", "year", "unit", "role"}, found);
  return RunImport(store, file, "import.clusters", act, found,
                   [&](WriteTransaction& transaction, int64_t version, imports::FaultList& faults,
                       imports::Report& report) -> absl::Status {
                     report.rows = static_cast<int64_t>(table.rows().size());
                     absl::StatusOr<std::map<std::string, Unit>> units = AllUnits(transaction);
                     if (!units.ok()) return units.status();
                     ClusterFile declared(table, faults);
                     declared.Read(*units);
                     return StoreClusters(transaction, table, faults, declared, version, report);
                   });
}

absl::StatusOr<imports::Report> ImportSuccessions(ScoringStore& store, const imports::File& file, const Act& act) {
  imports::FaultList found(file.max_faults);
  enum Column { kPredecessor, kSuccessor, kDate, kDocument };
  const csv::Table table = csv::Table::Read(file.content, {"predecessor", "successor", "date", "document?"}, found);
  return RunImport(store, file, "import.successions", act, found,
                   [&](WriteTransaction& transaction, int64_t /*version*/, imports::FaultList& faults,
                       imports::Report& report) -> absl::Status {
                     report.rows = static_cast<int64_t>(table.rows().size());
                     absl::StatusOr<std::map<std::string, Unit>> units = AllUnits(transaction);
                     if (!units.ok()) return units.status();
                     absl::StatusOr<std::vector<Succession>> stored = transaction.ListSuccessions("");
                     if (!stored.ok()) return stored.status();
                     std::map<SuccessionKey, Succession> known;
                     for (Succession& one : *stored) known[{one.predecessor, one.successor}] = std::move(one);
                     std::map<SuccessionKey, int> lines;
                     std::vector<Succession> changes;
                     for (const csv::Table::Row& row : table.rows()) {
                       csv::RowReader reader(table, row, faults);
                       Succession one{.predecessor = reader.Code(kPredecessor, 20),
                                      .successor = reader.Code(kSuccessor, 20),
                                      .date = reader.Code(kDate),
                                      .document = reader.OptionalText(kDocument, 300)};
                       if (!one.date.empty() && !ParseCivilDay(one.date))
                         reader.Fail(kDate, "BAD_DATE", BadDate(one.date));
                       for (const auto& [column, code] :
                            {std::pair(kPredecessor, one.predecessor), std::pair(kSuccessor, one.successor)}) {
                         if (!code.empty() && !units->contains(code))
                           reader.Fail(column, "UNKNOWN_UNIT", UnknownUnitInFile(code));
                       }
                       if (reader.ok() && one.predecessor == one.successor) {
                         reader.Fail(kSuccessor, "SUCCEEDS_ITSELF",
                                     {.vi = absl::StrCat("Đơn vị ", one.predecessor, " không thể kế thừa chính nó."),
                                      .en = absl::StrCat("Unit ", one.predecessor, " cannot succeed itself.")});
                       }
                       if (!reader.ok()) continue;
                       const SuccessionKey key(one.predecessor, one.successor);
                       const auto [first, added] = lines.try_emplace(key, row.line);
                       if (!added) {
                         reader.Fail(kPredecessor, "DUPLICATE_ROW", DuplicateRow(first->second));
                         continue;
                       }
                       const auto before = known.find(key);
                       if (before != known.end() && before->second == one) {
                         ++report.unchanged;
                         continue;
                       }
                       ++(before == known.end() ? report.added : report.changed);
                       changes.push_back(std::move(one));
                     }
                     return transaction.PutSuccessions(changes);
                   });
}

}  // namespace thidua::scoring
