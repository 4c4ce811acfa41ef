#include "common/sql/copy.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "common/crypto/sha256.h"
#include "common/sql/engine.h"
#include "common/status/problem.h"

namespace thidua::sql {
namespace {

using Names = std::vector<std::string>;

constexpr int kRowsAtOnce = 100;
constexpr int64_t kTellEvery = 500;

// What a new store has in it: counters, which the copy replaces.
bool IsCounter(const std::string& table) { return table == "version_sequence" || table == "results_version"; }

Names Strings(soci::session& sql, const std::string& query) {
  Names names;
  soci::rowset<std::string> rows = (sql.prepare << query);
  for (const std::string& name : rows) names.push_back(name);
  return names;
}

// In the order in which they were made, so that what is referred to comes first.
Names Tables(soci::session& sqlite) {
  return Strings(sqlite,
                 "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('schema_version', "
                 "'schema_compatibility') AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid");
}

Names Columns(soci::session& sqlite, const std::string& table) {
  return Strings(sqlite, absl::StrCat("SELECT name FROM pragma_table_info('", table, "') ORDER BY cid"));
}

// Every value as text, in the bytewise order of the texts.
std::string SelectAll(const std::string& table, const Names& columns, const std::string& collation) {
  const auto as_text = [](std::string* out, const std::string& column) {
    absl::StrAppend(out, "CAST(", column, " AS TEXT)");
  };
  const auto in_order = [&](std::string* out, const std::string& column) {
    absl::StrAppend(out, "CAST(", column, " AS TEXT)", collation);
  };
  return absl::StrCat("SELECT ", absl::StrJoin(columns, ", ", as_text), " FROM ", table, " ORDER BY ",
                      absl::StrJoin(columns, ", ", in_order));
}

// As text, and whether it is NULL.
struct Value {
  std::string text;
  soci::indicator state = soci::i_ok;
};
using Row = std::vector<Value>;

// One row after the other.
class Rows {
 public:
  Rows(soci::session& sql, const std::string& query, size_t columns) : row_(columns), statement_(sql) {
    for (Value& value : row_) statement_.exchange(soci::into(value.text, value.state));
    statement_.alloc();
    statement_.prepare(query);
    statement_.define_and_bind();
  }

  void Execute() { statement_.execute(); }
  bool Next() { return statement_.fetch(); }
  Row& row() { return row_; }

 private:
  Row row_;
  soci::statement statement_;
};

class Digest {
 public:
  void Add(const Row& row) {
    std::string text = hash_;
    for (const auto& [value, state] : row) {
      if (state == soci::i_null) {
        absl::StrAppend(&text, "-");
      } else {
        absl::StrAppend(&text, value.size(), ":", value);
      }
    }
    hash_ = Sha256::HexOf(text);
    ++rows_;
  }
  CopiedTable Of(const std::string& table) const { return {.name = table, .rows = rows_, .hash = hash_}; }

 private:
  std::string hash_;  // Of the rows so far, each chained to those before.
  int64_t rows_ = 0;
};

CopiedTable CopyTable(soci::session& from, soci::session& to, const std::string& table, const Names& columns,
                      const std::function<void(const std::string&, int64_t)>& progress) {
  if (IsCounter(table)) to << "DELETE FROM " << table;
  Rows rows(from, SelectAll(table, columns, ""), columns.size());
  soci::statement insert(to);
  for (Value& value : rows.row()) insert.exchange(soci::use(value.text, value.state));
  insert.alloc();
  insert.prepare(absl::StrCat("INSERT INTO ", table, " (", absl::StrJoin(columns, ", "),
                              ") VALUES (:", absl::StrJoin(columns, ", :"), ")"));
  insert.define_and_bind();
  Digest digest;
  int64_t copied = 0;
  rows.Execute();
  while (rows.Next()) {
    digest.Add(rows.row());
    insert.execute(true);
    if (++copied % kTellEvery == 0) progress(table, copied);
  }
  progress(table, copied);
  return digest.Of(table);
}

// Numbers that PostgreSQL gives go on after those that were copied.
void SetIdentities(soci::session& to, const std::string& table) {
  const Names identities =
      Strings(to, absl::StrCat("SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE "
                               "table_schema = current_schema() AND table_name = '",
                               table, "' AND is_identity = 'YES'"));
  for (const std::string& column : identities) {
    to << "SELECT setval(pg_get_serial_sequence('" << table << "', '" << column << "'), COALESCE(MAX(" << column
       << "), 0) + 1, false) FROM " << table;
  }
}

CopiedTable ReadOriginal(soci::session& from, const std::string& table, const Names& columns) {
  Rows rows(from, SelectAll(table, columns, ""), columns.size());
  Digest digest;
  rows.Execute();
  while (rows.Next()) digest.Add(rows.row());
  return digest.Of(table);
}

// Through a cursor: the driver would hold a whole table in memory.
CopiedTable ReadBack(soci::session& to, const std::string& table, const Names& columns) {
  to << "DECLARE copied NO SCROLL CURSOR FOR " << SelectAll(table, columns, " COLLATE \"C\"");
  Digest digest;
  Rows rows(to, absl::StrCat("FETCH ", kRowsAtOnce, " FROM copied"), columns.size());
  bool more = true;
  while (more) {
    more = false;
    rows.Execute();
    while (rows.Next()) {
      digest.Add(rows.row());
      more = true;
    }
  }
  to << "CLOSE copied";
  return digest.Of(table);
}

// Counters go on whenever a store is opened, and must not go back.
bool IsBehind(soci::session& from, soci::session& to, const std::string& counter, const Names& columns) {
  return std::any_of(columns.begin(), columns.end(), [&](const std::string& column) {
    long long here = 0, there = 0;  // NOLINT(google-runtime-int): the type that SOCI binds.
    const std::string query = absl::StrCat("SELECT ", column, " FROM ", counter);
    from << query, soci::into(here);
    to << query, soci::into(there);
    return there < here;
  });
}

absl::Status NotEmpty(const Location& target, const std::string& table) {
  return FailedPrecondition(
      "STORE_NOT_EMPTY",
      {.vi = absl::StrCat("Lược đồ ", target.schema, " đã có dữ liệu khác (bảng ", table,
                          "); không có gì được chép. Hãy chọn cơ sở dữ liệu khác, hoặc nếu dữ liệu đó không cần nữa: "
                          "DROP SCHEMA ",
                          target.schema, " CASCADE."),
       .en = absl::StrCat("The schema ", target.schema, " holds other data already (table ", table,
                          "); nothing was copied. Choose another database or, if that data is not needed any more: "
                          "DROP SCHEMA ",
                          target.schema, " CASCADE.")});
}

absl::Status CheckVersions(int from, int to) {
  if (from == to) return absl::OkStatus();
  return FailedPrecondition(
      "STORE_VERSIONS_DIFFER",
      {.vi = absl::StrCat("Tệp có lược đồ ", from, ", bên kia ", to,
                          "; không có gì được chép. Hãy chạy phiên bản mới nhất đã dùng cho dữ liệu này."),
       .en = absl::StrCat("The file has schema ", from, ", the other side ", to,
                          "; nothing was copied. Run the newest version that this data was used with.")});
}

absl::Status Differs(const CopiedTable& from, const CopiedTable& to) {
  return Problem{
      .code = absl::StatusCode::kDataLoss,
      .reason = "COPY_DIFFERS",
      .message = {.vi = absl::StrCat("Bảng ", from.name, " chép sang không giống bản gốc (", from.rows,
                                     " dòng, bên kia ", to.rows, "); mọi thứ đã được hoàn lại. Bản gốc còn nguyên."),
                  .en = absl::StrCat("The copy of table ", from.name, " differs from the original (", from.rows,
                                     " rows, there ", to.rows,
                                     "); everything was taken back. The original is as it was.")}}
      .ToStatus();
}

// What a big table takes, it takes.
void LiftLimits(soci::session& to) {
  to << "SET LOCAL statement_timeout = 0";
  to << "SET LOCAL idle_in_transaction_session_timeout = 0";
}

// Alone with the file: in WAL mode, whoever has it open holds a lock that this one meets.
std::unique_ptr<soci::session> OpenAlone(const std::string& path) {
  auto session = std::make_unique<soci::session>(soci::sqlite3, absl::StrCat("db=\"", path, "\" timeout=1"));
  *session << "PRAGMA locking_mode=EXCLUSIVE";
  *session << "BEGIN EXCLUSIVE";
  return session;
}

absl::Status InUse(const std::string& path) {
  return FailedPrecondition(
      "STORE_IN_USE", {.vi = absl::StrCat("Một dịch vụ đang mở ", path, ". Hãy dừng các dịch vụ rồi chạy lại."),
                       .en = absl::StrCat("A service has ", path, " open. Stop the services, then run this again.")});
}

}  // namespace

absl::Status CheckUnused(const std::string& path) {
  try {
    *OpenAlone(path) << "ROLLBACK";
  } catch (const soci::sqlite3_soci_error& error) {
    if ((error.result() & 0xff) == SQLITE_BUSY) return InUse(path);
    return Internal(absl::StrCat("sql: ", error.what()));
  }
  return absl::OkStatus();
}

struct StoreCopy::State {
  std::unique_ptr<soci::session> from;
  Names tables;
  Location target;
  std::unique_ptr<Engine> engine;
};

StoreCopy::StoreCopy(std::unique_ptr<State> state) : state_(std::move(state)) {}
StoreCopy::~StoreCopy() = default;

absl::StatusOr<std::unique_ptr<StoreCopy>> StoreCopy::Open(const std::string& path, const Location& target) {
  std::unique_ptr<soci::session> from;
  Names tables;
  try {
    from = OpenAlone(path);
    tables = Tables(*from);
  } catch (const std::exception&) {
    return InUse(path);
  }
  absl::StatusOr<std::unique_ptr<Engine>> engine = OpenPostgresql(target, 1, absl::Seconds(10));
  if (!engine.ok()) return engine.status();
  auto state = std::make_unique<State>(
      State{.from = std::move(from), .tables = std::move(tables), .target = target, .engine = *std::move(engine)});
  return std::unique_ptr<StoreCopy>(new StoreCopy(std::move(state)));
}

absl::StatusOr<std::optional<std::vector<CopiedTable>>> StoreCopy::FindDone() {
  std::optional<std::vector<CopiedTable>> done;
  const auto compare = [&](soci::session& to) -> absl::Status {
    soci::session& from = *state_->from;
    if (absl::Status status = CheckVersions(SchemaVersion(from), SchemaVersion(to)); !status.ok()) return status;
    LiftLimits(to);
    std::vector<CopiedTable> originals;
    bool empty = true;
    for (const std::string& table : state_->tables) {
      int rows = 0;
      to << "SELECT COUNT(*) FROM (SELECT 1 FROM " << table << " LIMIT 1) AS any_row", soci::into(rows);
      empty = empty && (rows == 0 || IsCounter(table));
    }
    if (empty) return absl::OkStatus();
    for (const std::string& table : state_->tables) {
      const Names columns = Columns(from, table);
      if (IsCounter(table)) {
        if (IsBehind(from, to, table, columns)) return NotEmpty(state_->target, table);
        continue;
      }
      originals.push_back(ReadOriginal(from, table, columns));
      const CopiedTable there = ReadBack(to, table, columns);
      if (there != originals.back()) return NotEmpty(state_->target, table);
    }
    done = std::move(originals);
    return absl::OkStatus();
  };
  if (absl::Status status = state_->engine->Read(compare, absl::InfiniteFuture()); !status.ok()) return status;
  return done;
}

absl::StatusOr<std::vector<CopiedTable>> StoreCopy::Copy(
    const std::function<void(const std::string&, int64_t)>& progress) {
  std::vector<CopiedTable> copied;
  const auto copy = [&](soci::session& to) -> absl::Status {
    LiftLimits(to);
    copied.clear();
    for (const std::string& table : state_->tables) {
      const Names columns = Columns(*state_->from, table);
      copied.push_back(CopyTable(*state_->from, to, table, columns, progress));
      SetIdentities(to, table);
      const CopiedTable there = ReadBack(to, table, columns);
      if (there != copied.back()) return Differs(copied.back(), there);
    }
    return absl::OkStatus();
  };
  if (absl::Status status = state_->engine->Write(copy, absl::InfiniteFuture()); !status.ok()) return status;
  return copied;
}

}  // namespace thidua::sql
