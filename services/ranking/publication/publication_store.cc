#include "services/ranking/publication/publication_store.h"

#include <soci/soci.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/sql/database.h"
#include "common/sql/partitions.h"
#include "common/status/problem.h"

namespace thidua::ranking {
namespace {

// `summary` is a PublicationSummary, serialized, in Base64.
//
// NOLINTBEGIN(bugprone-suspicious-missing-comma): long statements are several literals.
sql::Database::Schema MakeSchema() {
  std::vector<std::string> by_year = sql::PartitionByYear("publication");
  by_year.insert(by_year.end(), {"CREATE TRIGGER publication_is_not_changed BEFORE UPDATE OR DELETE ON publication"
                                 " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
                                 // Unlike the one above, a trigger of statements does not reach the partitions.
                                 R"(DO $$DECLARE part regclass; BEGIN
                                   FOR part IN SELECT relid FROM pg_partition_tree('publication') LOOP
                                     EXECUTE format('CREATE TRIGGER publication_is_not_emptied BEFORE TRUNCATE ON %s '
                                                    'EXECUTE FUNCTION refuse_change()', part);
                                   END LOOP;
                                 END$$)"});
  return {
      .sqlite = {{
                     "CREATE TABLE publication ("
                     " under TEXT NOT NULL,"
                     " year INTEGER NOT NULL,"
                     " number INTEGER NOT NULL,"
                     " summary TEXT NOT NULL,"
                     " content TEXT NOT NULL,"
                     " PRIMARY KEY (under, year, number),"
                     " CHECK (number > 0))",
                     "CREATE TRIGGER publication_is_not_changed BEFORE UPDATE ON publication"
                     " BEGIN SELECT RAISE(ABORT, 'a publication never changes'); END",
                     "CREATE TRIGGER publication_is_not_deleted BEFORE DELETE ON publication"
                     " BEGIN SELECT RAISE(ABORT, 'a publication never changes'); END",
                 },
                 {}},
      .postgresql = {{
                         "CREATE TABLE publication ("
                         " under TEXT COLLATE \"C\" NOT NULL,"
                         " year INTEGER NOT NULL,"
                         " number INTEGER NOT NULL,"
                         " summary TEXT COLLATE \"C\" NOT NULL,"
                         " content TEXT COLLATE \"C\" NOT NULL,"
                         " PRIMARY KEY (under, year, number),"
                         " CHECK (number > 0))",
                         "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
                         " $$BEGIN RAISE EXCEPTION 'a publication never changes'; END$$",
                         "CREATE TRIGGER publication_is_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON publication"
                         " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
                     },
                     by_year},
      .works_from = {{2, 1}},
  };
}
// NOLINTEND(bugprone-suspicious-missing-comma)

absl::StatusOr<v1::PublicationSummary> Decode(const std::string& text) {
  std::string bytes;
  v1::PublicationSummary summary;
  if (!absl::Base64Unescape(text, &bytes) || !summary.ParseFromString(bytes)) {
    return Internal("publication: a summary that is none");
  }
  return summary;
}

int Newest(soci::session& sql, const std::string& under, int year) {
  int number = 0;
  sql << "SELECT COALESCE(MAX(number), 0) FROM publication WHERE under = :under AND year = :year", soci::use(under),
      soci::use(year), soci::into(number);
  return number;
}

class SqlPublicationStore final : public PublicationStore {
 public:
  explicit SqlPublicationStore(std::unique_ptr<sql::Database> database) : database_(std::move(database)) {}

  absl::Status Add(const StoredPublication& publication) override {
    const std::string under = publication.summary.under();
    const int year = publication.summary.year();
    const int number = publication.summary.number();
    const std::string summary = absl::Base64Escape(publication.summary.SerializeAsString());
    return database_->Write([&](soci::session& sql) {
      if (Newest(sql, under, year) != number - 1) return Changing();
      sql << "INSERT INTO publication (under, year, number, summary, content)"
             " VALUES (:under, :year, :number, :summary, :content)",
          soci::use(under), soci::use(year), soci::use(number), soci::use(summary), soci::use(publication.text);
      return absl::OkStatus();
    });
  }

  absl::StatusOr<std::optional<StoredPublication>> Find(const std::string& under, int year, int number) override {
    std::optional<StoredPublication> found;
    const absl::Status status = database_->Read([&](soci::session& sql) {
      const int wanted = number == 0 ? Newest(sql, under, year) : number;
      StoredPublication one;
      std::string summary;
      sql << "SELECT summary, content FROM publication"
             " WHERE under = :under AND year = :year AND number = :number",
          soci::use(under), soci::use(year), soci::use(wanted), soci::into(summary), soci::into(one.text);
      if (!sql.got_data()) return absl::OkStatus();
      absl::StatusOr<v1::PublicationSummary> decoded = Decode(summary);
      if (!decoded.ok()) return decoded.status();
      one.summary = *std::move(decoded);
      found = std::move(one);
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return found;
  }

  absl::StatusOr<std::vector<StoredPublication>> List(const std::string& under, int year) override {
    std::vector<StoredPublication> found;
    const absl::Status status = database_->Read([&](soci::session& sql) {
      std::string summary;
      soci::statement select = (sql.prepare << "SELECT summary FROM publication"
                                               " WHERE under = :under AND year = :year ORDER BY number DESC",
                                soci::use(under), soci::use(year), soci::into(summary));
      select.execute();
      while (select.fetch()) {
        absl::StatusOr<v1::PublicationSummary> decoded = Decode(summary);
        if (!decoded.ok()) return decoded.status();
        found.push_back({.summary = *std::move(decoded)});
      }
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return found;
  }

 private:
  const std::unique_ptr<sql::Database> database_;
};

}  // namespace

const sql::Database::Schema& PublicationSchema() {
  static const auto* const kSchema = new sql::Database::Schema(MakeSchema());
  return *kSchema;
}

absl::StatusOr<std::unique_ptr<PublicationStore>> OpenPublicationStore(const sql::Location& location) {
  absl::StatusOr<std::unique_ptr<sql::Database>> database =
      sql::Database::Open({.location = location}, PublicationSchema());
  if (!database.ok()) return database.status();
  return std::make_unique<SqlPublicationStore>(*std::move(database));
}

absl::Status Changing() {
  return Problem{.code = absl::StatusCode::kAborted,
                 .reason = "CHANGING",
                 .message = {.vi = "Số liệu đang thay đổi trong lúc công bố nên chưa công bố gì. Hãy thử lại.",
                             .en = "Scores change while they are published, so nothing was published. Try again."}}
      .ToStatus();
}

}  // namespace thidua::ranking
