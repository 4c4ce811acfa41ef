#include "services/ranking/publication/publication_store.h"

#include <gtest/gtest.h>
#include <soci/soci.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "common/sql/each_database_for_test.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"

namespace thidua::ranking {
namespace {

StoredPublication Make(const std::string& under, int year, int number, const std::string& text) {
  StoredPublication made{.text = text};
  made.summary.set_under(under);
  made.summary.set_year(year);
  made.summary.set_number(number);
  made.summary.set_note("Lần " + std::to_string(number));
  return made;
}

class PublicationStoreTest : public sql::EachDatabaseTest {
 protected:
  std::unique_ptr<PublicationStore> store_ = *OpenPublicationStore(place_.location());
};

TEST_P(PublicationStoreTest, KeepsEachNumberOfEachUnitAndYear) {
  EXPECT_FALSE(store_->Find("535", 2023, 0)->has_value());
  ASSERT_TRUE(store_->Add(Make("535", 2023, 1, "một")).ok());
  ASSERT_TRUE(store_->Add(Make("535", 2023, 2, "hai")).ok());
  ASSERT_TRUE(store_->Add(Make("", 2023, 1, "cả nước")).ok());
  ASSERT_TRUE(store_->Add(Make("535", 2024, 1, "năm sau")).ok());
  store_ = *OpenPublicationStore(place_.location());
  EXPECT_EQ((*store_->Find("535", 2023, 0))->text, "hai");
  EXPECT_EQ((*store_->Find("535", 2023, 1))->text, "một");
  EXPECT_EQ((*store_->Find("535", 2023, 1))->summary.note(), "Lần 1");
  EXPECT_EQ((*store_->Find("", 2023, 1))->text, "cả nước");
  EXPECT_FALSE(store_->Find("535", 2023, 3)->has_value());
  const auto listed = store_->List("535", 2023);
  ASSERT_EQ(listed->size(), 2u);
  EXPECT_EQ(listed->front().summary.number(), 2);
}

TEST_P(PublicationStoreTest, TakesOnlyTheNextNumber) {
  ASSERT_TRUE(store_->Add(Make("535", 2023, 1, "một")).ok());
  for (const int number : {1, 3}) {
    const absl::Status status = store_->Add(Make("535", 2023, number, "khác"));
    EXPECT_TRUE(absl::IsAborted(status)) << status;
    EXPECT_EQ(Problem::FromStatus(status).reason, "CHANGING");
  }
  EXPECT_EQ((*store_->Find("535", 2023, 0))->text, "một");
}

TEST_P(PublicationStoreTest, TheDatabaseItselfRefusesToChangeOne) {
  ASSERT_TRUE(store_->Add(Make("535", 2023, 1, "một")).ok());
  EXPECT_THROW(place_.Execute("UPDATE publication SET content = 'khác'"), soci::soci_error);
  EXPECT_THROW(place_.Execute("DELETE FROM publication"), soci::soci_error);
  EXPECT_EQ((*store_->Find("535", 2023, 1))->text, "một");
}

TEST(PostgresqlPublicationStoreTest, YearsAreKeptApartAndWhatWasStoredBeforeIsMovedThere) {
  const sql::TestPlace place(sql::DatabaseKind::kPostgresql);
  sql::Database::Schema before = PublicationSchema();
  before.postgresql.resize(1);
  ASSERT_TRUE(sql::Database::Open({.location = place.location()}, before).ok());
  const std::string summary = absl::Base64Escape(Make("535", 2023, 1, "").summary.SerializeAsString());
  place.Execute(absl::StrCat(
      "INSERT INTO publication (under, year, number, summary, content) SELECT CAST(u AS TEXT), y, 1, '", summary,
      "', CONCAT(u, 'ố', y) FROM generate_series(1, 100) u, (VALUES (1999), (2020), (2023), (2049), (2050)) AS v(y)"));
  const auto store = *OpenPublicationStore(place.location());
  for (const int year : {1999, 2020, 2023, 2049, 2050}) {
    for (int under = 1; under <= 100; ++under) {
      EXPECT_EQ((*store->Find(absl::StrCat(under), year, 1))->text, absl::StrCat(under, "ố", year));
    }
  }
  ASSERT_TRUE(store->Add(Make("1", 2023, 2, "hai")).ok());
  EXPECT_EQ(place.CountRows("publication"), 501);
  EXPECT_EQ(place.CountRows("publication_2023"), 101);
  EXPECT_EQ(place.CountRows("publication_2049"), 100);
  EXPECT_EQ(place.CountRows("publication_other"), 200);
  // Neither as a whole nor by the table of its year.
  for (const char* table : {"publication", "publication_2023", "publication_other"}) {
    for (const char* act :
         {"UPDATE $0 SET content = ''", "UPDATE $0 SET year = 2024", "DELETE FROM $0", "TRUNCATE $0"}) {
      EXPECT_THROW(place.Execute(absl::Substitute(act, table)), soci::soci_error) << act << table;
    }
  }
  EXPECT_EQ(place.CountRows("publication"), 501);
}

// deploy/docs/operating.md, "An old year"
TEST(PostgresqlPublicationStoreTest, AnOldYearIsMovedToOtherDisksOrTakenOutAndPutBack) {
  const sql::TestPlace place(sql::DatabaseKind::kPostgresql);
  const auto store = *OpenPublicationStore(place.location());
  ASSERT_TRUE(store->Add(Make("535", 2023, 1, "cũ")).ok());
  ASSERT_TRUE(store->Add(Make("535", 2024, 1, "mới")).ok());
  const auto session = place.Connect();
  const std::string cold = "cold_" + place.location().schema;
  *session << "SET allow_in_place_tablespaces = on";
  *session << "CREATE TABLESPACE " << cold << " LOCATION ''";
  *session << "ALTER TABLE publication_2023 SET TABLESPACE " << cold;
  *session << "ALTER INDEX publication_2023_pkey SET TABLESPACE " << cold;
  EXPECT_EQ((*store->Find("535", 2023, 1))->text, "cũ");
  *session << "ALTER TABLE publication DETACH PARTITION publication_2023";
  EXPECT_FALSE(store->Find("535", 2023, 1)->has_value());
  EXPECT_EQ((*store->Find("535", 2024, 1))->text, "mới");
  *session << "ALTER TABLE publication ATTACH PARTITION publication_2023 FOR VALUES IN (2023)";
  EXPECT_EQ((*store->Find("535", 2023, 1))->text, "cũ");
  EXPECT_THROW(place.Execute("DELETE FROM publication_2023"), soci::soci_error);
}

THIDUA_TEST_IN_EACH_DATABASE(PublicationStoreTest);

}  // namespace
}  // namespace thidua::ranking
