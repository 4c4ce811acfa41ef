// Three years of Khu Trung, each compared with the one before.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/integration/ba_to_sheets.h"

namespace thidua::integration {
namespace {

using ::testing::IsEmpty;

constexpr char kCompared[] = "I.3";  // yearOverYear, a higher figure is better, one point for each unit of it.
const std::vector<int> kYears = {2022, 2023, 2024};

class SheetYearsTest : public ::testing::Test {
 protected:
  SheetYearsTest() {
    for (const int year : kYears) {
      const Desk desk = process_.NewDesk(year);
      for (const std::string& unit : kCenterUnits) {
        MustBe(desk.Update(OfUnit(unit), unit, FiguresOf(unit)));
        // From the second year on, `previous` is what was reported the year before.
        if (year != kYears.front()) MustBe(desk.Update(OfUnit(unit), unit, {{kCompared, "previous", "", ""}}));
        for (const std::string& code : kProved) MustBe(desk.Attach(OfUnit(unit), unit, code));
        MustBe(desk.Submit(OfUnit(unit), unit));
        for (const std::string& office : kOffices) MustBe(desk.Confirm(OfOffice(office), unit));
        MustBe(desk.Submit(OfUnit(kLeader), unit));
        MustBe(desk.Lock(OfUnit(kDistrict), unit));
      }
    }
  }

  static std::map<std::string, std::string> Totals(const Desk& desk) {
    std::map<std::string, std::string> totals;
    const pb::ClusterScores scores = desk.Scores(kCenter, "PUBLISHED");
    for (const pb::UnitScores& unit : scores.units()) totals[unit.unit()] = unit.total();
    return totals;
  }

  ScoringProcess process_;
};

TEST_F(SheetYearsTest, ACorrectionOfAYearMovesTheNextOneAlone) {
  const std::string unit = "21526";
  const Desk first = process_.NewDesk(2022), second = process_.NewDesk(2023), third = process_.NewDesk(2024);
  const auto totals = Totals(second);
  EXPECT_EQ(totals, Totals(third)) << "the same figures, compared with the same figures";
  const int64_t version_of_second = second.Version(kCenter), version_of_third = third.Version(kCenter);

  MustBe(first.Reopen(OfUnit(kDistrict), unit, "", "sai số liệu văn hóa"));
  const std::string reported = CriterionOf(first.Sheet(unit), kCompared).inputs(0).value();
  MustBe(first.Update(OfUnit(unit), unit, {{kCompared, "current", "90.3", "sửa"}}));
  EXPECT_GT(second.Version(kCenter), version_of_second);
  EXPECT_EQ(third.Version(kCenter), version_of_third);
  const pb::SheetCriterion moved = CriterionOf(second.Sheet(unit), kCompared);
  EXPECT_EQ(reported, "83.3");
  EXPECT_EQ(moved.points(), "93.00") << "83.3 after 90.3: seven points worse, though the sheet itself is closed";
  EXPECT_EQ(second.Sheet(unit).stage(), "PUBLISHED");
  EXPECT_EQ(Totals(third), totals);

  MustBe(first.Update(OfUnit(unit), unit, {{kCompared, "current", reported, ""}}));
  EXPECT_EQ(Totals(second), totals);
  pb::VerifyAuditStateResponse verified;
  EXPECT_TRUE(first.VerifyAudit(&verified).ok());
  EXPECT_EQ(verified.sheets(), static_cast<int64_t>(kYears.size() * kCenterUnits.size()));
  EXPECT_THAT(CheckChain(first.AuditEntries()), IsEmpty());
}

}  // namespace
}  // namespace thidua::integration
