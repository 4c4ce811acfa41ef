#include "services/ranking/publication/publication_store.h"

#include <gtest/gtest.h>
#include <soci/soci.h>

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
  const std::unique_ptr<soci::session> sql = place_.Connect();
  EXPECT_THROW(*sql << "UPDATE publication SET content = 'khác'", soci::soci_error);
  EXPECT_THROW(*sql << "DELETE FROM publication", soci::soci_error);
  EXPECT_EQ((*store_->Find("535", 2023, 1))->text, "một");
}

THIDUA_TEST_IN_EACH_DATABASE(PublicationStoreTest);

}  // namespace
}  // namespace thidua::ranking
