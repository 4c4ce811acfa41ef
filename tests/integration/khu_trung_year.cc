#include "tests/integration/khu_trung_year.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace thidua::integration {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAreArray;

constexpr size_t kPieces = 4;  // In which a commune reports.

// The scale as it is first issued: with a mistake, which is corrected while the sheets are on their way.
std::string MistakenScale() {
  return ScaleFile(kScoredYear,
                   [](pb::Scale& scale) { CriterionOf(scale, "III.4").mutable_deductions(0)->set_points_each("3"); });
}

}  // namespace

const std::vector<Decided>& AllDecided() {
  static const auto* const kDecided = new std::vector<Decided>{
      {"SELF", "21535", "21535", "I.12", "97.50"},          {"DEPARTMENT", kFinance, "21511", "I.5", "90.00"},
      {"DEPARTMENT", kInterior, "21484", "II.2", "97.50"},  {"CLUSTER", kLeader, "21526", "I.4", "95.00"},
      {"CLUSTER", kLeader, "21484", "II.2", "98.25"},       {"CLUSTER", kLeader, kLeader, "III.3", "104.00"},
      {"CLUSTER", kLeader, "21535", "I.1", "80.25"},        {"APPRAISAL", kDistrict, "21526", "I.4", "97.00"},
      {"APPRAISAL", kDistrict, kLeader, "III.3", "101.00"}, {"APPRAISAL", kDistrict, "21511", "I.5", "92.75"},
      {"APPRAISAL", kDistrict, "21535", "III.10", "85.00"},
  };
  return *kDecided;
}

Year::Year(unsigned seed) : random_(seed) {
  desk_.MustImport(kImportInputs, InputsFile(2022));
  desk_.MustImport(kImportScale, MistakenScale());
  for (const std::string& unit : kCenterUnits) Plan(unit);
}

void Year::PlayInOrder() {
  for (const std::string& unit : kCenterUnits)
    while (!AtLock(unit)) RunNext(unit);
  CorrectScale();
  for (const std::string& unit : kCenterUnits) RunAll(unit);
}

void Year::PlayAtRandom() {
  std::vector<std::string> steps;  // A unit for each of its steps; empty: the correction.
  for (const auto& [unit, plan] : plans_) steps.insert(steps.end(), plan.size(), unit);
  steps.emplace_back();
  std::shuffle(steps.begin(), steps.end(), random_);
  for (const std::string& unit : steps) {
    if (unit.empty()) {
      CorrectScale();
    } else if (AtLock(unit) && !corrected_) {
      continue;
    } else {
      RunNext(unit);
    }
  }
  for (const std::string& unit : kCenterUnits) RunAll(unit);
}

void Year::Add(const std::string& unit, const std::string& action, std::function<Outcome()> act) {
  plans_[unit].push_back({action, std::move(act)});
}

void Year::AddInAnyOrder(const std::string& unit, std::vector<Step> steps) {
  std::shuffle(steps.begin(), steps.end(), random_);
  for (Step& step : steps) plans_[unit].push_back(std::move(step));
}

void Year::AddReport(const std::string& unit, const Edit& wrong) {
  std::vector<std::vector<Edit>> pieces(kPieces);
  std::map<std::string, size_t> piece_of;
  for (Edit edit : FiguresOf(unit)) {
    if (edit.criterion == wrong.criterion && edit.input == wrong.input) edit.value = wrong.value;
    const size_t piece = piece_of.try_emplace(edit.criterion, random_() % kPieces).first->second;
    pieces[piece].push_back(edit);
  }
  std::vector<Step> steps;
  for (const std::vector<Edit>& piece : pieces) {
    if (piece.empty()) continue;
    steps.push_back({"sheet.update", [=, this] { return desk_.Update(OfUnit(unit), unit, piece); }});
  }
  for (const std::string& code : kProved) {
    steps.push_back({"sheet.attach", [=, this] { return desk_.Attach(OfUnit(unit), unit, code); }});
  }
  AddInAnyOrder(unit, std::move(steps));
}

void Year::AddSubmit(const std::string& unit, const std::string& by) {
  Add(unit, "sheet.submit", [=, this] { return desk_.Submit(OfUnit(by), unit); });
}

void Year::AddCorrection(const std::string& unit, const Edit& wrong) {
  const std::vector<Edit>& figures = FiguresOf(unit);
  const auto right = std::find_if(figures.begin(), figures.end(), [&](const Edit& edit) {
    return edit.criterion == wrong.criterion && edit.input == wrong.input;
  });
  Add(unit, "sheet.update", [=, this, edit = *right] { return desk_.Update(OfUnit(unit), unit, {edit}); });
}

std::vector<Year::Step> Year::DecisionsAt(const std::string& stage, const std::string& unit) {
  std::vector<Step> steps;
  for (const Decided& one : AllDecided()) {
    if (one.stage != stage || one.unit != unit) continue;
    const Actor by = stage == "DEPARTMENT" ? OfOffice(one.by) : OfUnit(one.by);
    steps.push_back({"sheet.decide", [=, this] {
                       return desk_.Decide(by, unit, one.criterion, one.points, "Hồ sơ chưa đủ " + one.criterion);
                     }});
  }
  return steps;
}

Year::Step Year::ConfirmBy(const std::string& office, const std::string& unit,
                           const std::vector<std::string>& criteria) {
  return {"sheet.confirm", [=, this] { return desk_.Confirm(OfOffice(office), unit, criteria); }};
}

void Year::AddDepartments(const std::string& unit, const std::vector<std::string>& offices) {
  AddInAnyOrder(unit, DecisionsAt("DEPARTMENT", unit));
  std::vector<Step> steps;
  for (const std::string& office : offices) steps.push_back(ConfirmBy(office, unit));
  AddInAnyOrder(unit, std::move(steps));
}

void Year::AddClosing(const std::string& unit) {
  AddInAnyOrder(unit, DecisionsAt("CLUSTER", unit));
  AddSubmit(unit, kLeader);
  AddInAnyOrder(unit, DecisionsAt("APPRAISAL", unit));
  Add(unit, "sheet.lock", [=, this] { return desk_.Lock(OfUnit(kDistrict), unit); });
}

void Year::Plan(const std::string& unit) {
  static const std::map<std::string, Edit> kWrong = {
      {"21526", {"I.11", "current", "1"}}, {"21535", {"I.6", "part", "1"}}, {"21511", {"I.2", "actual", "1"}}};
  const auto found = kWrong.find(unit);
  const Edit wrong = found == kWrong.end() ? Edit() : found->second;
  AddReport(unit, wrong);
  AddInAnyOrder(unit, DecisionsAt("SELF", unit));
  AddSubmit(unit, unit);
  if (unit == "21535") {  // Notices its own mistake.
    Add(unit, "sheet.withdraw", [=, this] { return desk_.Withdraw(OfUnit(unit), unit); });
    AddCorrection(unit, wrong);
    AddSubmit(unit, unit);
  }
  if (unit == "21526") {  // A department notices.
    AddInAnyOrder(unit, {ConfirmBy(kFinance, unit), ConfirmBy(kCulture, unit, {"I.12", "I.13"})});
    Add(unit, "sheet.return",
        [=, this] { return desk_.Return(OfOffice(kCulture), unit, "", {"I.11"}, "Số liệu dân số chưa khớp"); });
    AddCorrection(unit, wrong);
    AddSubmit(unit, unit);
    AddDepartments(unit, {kCulture, kInterior});
  } else {
    AddDepartments(unit);
  }
  AddClosing(unit);
  if (unit == "21511") {  // The district notices, after the end.
    Add(unit, "sheet.reopen",
        [=, this] { return desk_.Reopen(OfUnit(kDistrict), unit, "", "Kiểm toán phát hiện sai số thu ngân sách"); });
    AddCorrection(unit, wrong);
    AddSubmit(unit, unit);
    Add(unit, "sheet.confirm", [=, this] { return desk_.Confirm(OfOffice(kFinance), unit, {"I.2"}); });
    AddSubmit(unit, kLeader);
    Add(unit, "sheet.lock", [=, this] { return desk_.Lock(OfUnit(kDistrict), unit); });
  }
}

void Year::RunNext(const std::string& unit) {
  if (Done(unit)) return;
  const Step& step = plans_[unit][next_[unit]++];
  const Outcome outcome = step.act();
  if (!outcome.ok()) ADD_FAILURE() << unit << " " << step.action << ": " << outcome.status.error_message();
  MustBe(outcome);
  EXPECT_GT(outcome.sheet.changes(), 0);
  EXPECT_EQ(outcome.sheet.version(), desk_.Version(kCenter));
  stored_[unit].push_back(step.action);
  if (step.action == "sheet.lock") ExpectNoCorrection(unit);
}

void Year::RunAll(const std::string& unit) {
  while (!Done(unit)) RunNext(unit);
}

void Year::CorrectScale() {
  const std::string corrected = ScaleFile(kScoredYear);
  const pb::SimulateScaleResponse simulated = desk_.Simulate(corrected);
  const pb::ClusterScores before = desk_.Scores(kCenter, "");
  desk_.MustImport(kImportScale, corrected);
  corrected_ = true;
  const pb::ClusterScores after = desk_.Scores(kCenter, "");
  EXPECT_EQ(after.scale().revision(), before.scale().revision() + 1);
  ASSERT_EQ(simulated.years_size(), 2);
  EXPECT_EQ(simulated.years(0).year(), kScoredYear);
  std::vector<std::string> announced, happened;
  for (const pb::SimulatedUnit& unit : simulated.years(0).moved()) {
    if (unit.cluster() != kCenter) continue;
    announced.push_back(unit.unit() + " " + unit.total_before() + " to " + unit.total_after());
    for (const pb::SimulatedCriterion& one : unit.criteria()) {
      announced.push_back(unit.unit() + " " + one.criterion() + " " + one.points_before() + " to " +
                          one.points_after());
    }
  }
  std::vector<std::string> criteria;
  for (const pb::Heading& heading : after.headings()) {
    if (heading.is_criterion()) criteria.push_back(heading.code());
  }
  for (int u = 0; u < after.units_size(); ++u) {
    const pb::UnitScores &was = before.units(u), &is = after.units(u);
    if (was.SerializeAsString() == is.SerializeAsString()) continue;
    happened.push_back(is.unit() + " " + was.total() + " to " + is.total());
    for (int c = 0; c < is.points_size(); ++c) {
      if (was.points(c) == is.points(c)) continue;
      happened.push_back(is.unit() + " " + criteria.at(c) + " " + was.points(c) + " to " + is.points(c));
    }
  }
  EXPECT_THAT(announced, UnorderedElementsAreArray(happened));
  announced_ = announced.size();
}

void Year::ExpectNoCorrection(const std::string& locked) {
  const int64_t version = desk_.Version(kCenter);
  const auto report = desk_.Import(kImportScale, MistakenScale());
  EXPECT_FALSE(report.stored());
  EXPECT_EQ(desk_.Version(kCenter), version);
  const auto named = std::find_if(report.faults().begin(), report.faults().end(), [&](const auto& fault) {
    return fault.reason() == "SHEET_CLOSED" && fault.field().find(locked) != std::string::npos;
  });
  ASSERT_NE(named, report.faults().end()) << report.DebugString();
  EXPECT_THAT(named->message(), HasSubstr(locked));
}

}  // namespace thidua::integration
