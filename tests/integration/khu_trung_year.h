#ifndef THIDUA_TESTS_INTEGRATION_KHU_TRUNG_YEAR_H_
#define THIDUA_TESTS_INTEGRATION_KHU_TRUNG_YEAR_H_

#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/integration/ba_to_sheets.h"

namespace thidua::integration {

// What the stages decide in this year.
struct Decided {
  std::string stage;
  std::string by;  // Unit or office.
  std::string unit;
  std::string criterion;
  std::string points;
};
const std::vector<Decided>& AllDecided();

// Everything that happens to Khu Trung in 2023: each commune reports in pieces, proves and submits, departments
// confirm, the cluster's leader and the district decide, the district locks. 21535 withdraws its sheet, that of 21526
// is returned, that of 21511 reopened after the end; a mistake in the scale is corrected on the way. Steps of one unit
// happen in order; those of different units in any, but that the scale is corrected before the first sheet is locked.
class Year {
 public:
  explicit Year(unsigned seed);

  // Unit after unit.
  void PlayInOrder();
  void PlayAtRandom();

  const Desk& desk() const { return desk_; }
  // Actions that were stored, oldest first.
  const std::vector<std::string>& Stored(const std::string& unit) { return stored_[unit]; }

  // How much the simulation of the corrected scale said would move.
  size_t announced() const { return announced_; }

 private:
  struct Step {
    std::string action;
    std::function<Outcome()> act;
  };

  void Plan(const std::string& unit);
  void Add(const std::string& unit, const std::string& action, std::function<Outcome()> act);
  void AddInAnyOrder(const std::string& unit, std::vector<Step> steps);
  // With `wrong` in place of one figure of the file.
  void AddReport(const std::string& unit, const Edit& wrong);
  void AddCorrection(const std::string& unit, const Edit& wrong);
  void AddSubmit(const std::string& unit, const std::string& by);
  // The departments' own decisions come first: the last word that is missing hands the sheet on.
  void AddDepartments(const std::string& unit, const std::vector<std::string>& offices = kOffices);
  void AddClosing(const std::string& unit);
  std::vector<Step> DecisionsAt(const std::string& stage, const std::string& unit);
  Step ConfirmBy(const std::string& office, const std::string& unit, const std::vector<std::string>& criteria = {});

  bool Done(const std::string& unit) { return next_[unit] == plans_[unit].size(); }
  bool AtLock(const std::string& unit) { return !Done(unit) && plans_[unit][next_[unit]].action == "sheet.lock"; }
  void RunNext(const std::string& unit);
  void RunAll(const std::string& unit);

  // Expects what the simulation announces to be what then happens.
  void CorrectScale();
  // Expects the scale to stand still as long as the unit's sheet is closed.
  void ExpectNoCorrection(const std::string& locked);

  std::mt19937 random_;
  ScoringProcess process_;
  const Desk desk_ = process_.NewDesk();
  std::map<std::string, std::vector<Step>> plans_;
  std::map<std::string, size_t> next_;
  std::map<std::string, std::vector<std::string>> stored_;
  bool corrected_ = false;
  size_t announced_ = 0;
};

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_KHU_TRUNG_YEAR_H_
