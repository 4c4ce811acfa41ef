// What a sheet refuses, by whom and where; nothing is changed by it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/integration/ba_to_sheets.h"

namespace thidua::integration {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::string> kStages = {"SELF", "DEPARTMENT", "CLUSTER", "APPRAISAL", "PUBLISHED"};
// A sheet of Khu Tây that stands at each of them, none of them the leader's.
const std::vector<std::string> kUnits = {"21499", "21505", "21517", "21523", "21538"};
constexpr char kWestCluster[] = "khu-tay";
constexpr char kWestLeader[] = "21529";

using Act = std::function<Outcome(const Desk&, const Actor&, const std::string& unit)>;

struct ActionRow {
  std::string name;
  Act act;
  // By stage; a letter of kReasons for each actor, '.': it is allowed, and not tried.
  std::vector<std::string> outcomes;
};

const std::map<char, std::string> kReasons = {
    {'T', "NOT_YOUR_TURN"}, {'W', "WRONG_STAGE"},    {'C', "SHEET_CLOSED"},
    {'L', "LAST_STAGE"},    {'N', "NOT_LAST_STAGE"}, {'F', "FIRST_STAGE"},
    {'U', "NOT_CONFIRMED"}, {'0', "NO_DECISION"},    {'Y', "NOT_YOUR_CRITERION"}};

// Columns: the unit itself, another member, the leader, the authority, verifier of I.1, another verifier, a unit from
// elsewhere, somebody who names no unit. Rows: the stages.
std::vector<ActionRow> ActionTable() {
  const std::string wrong = "WWWWWWWW", closed = "CCCCCCCC", first = "FFFFFFFF", not_last = "NNNNNNNN";
  return {
      {"update",
       [](const Desk& desk, const Actor& by, const std::string& unit) {
         return desk.Update(by, unit, {{"I.1", "plan", "7"}});
       },
       {".TTTTTT.", wrong, wrong, wrong, closed}},
      {"attach",
       [](const Desk& desk, const Actor& by, const std::string& unit) { return desk.Attach(by, unit, "I.2"); },
       {".TTTTTT.", "TTTT..TT", "TT.TTTTT", "TTT.TTTT", closed}},
      {"submit",
       [](const Desk& desk, const Actor& by, const std::string& unit) { return desk.Submit(by, unit); },
       {".TTTTTTT", "TTTTUUTT", "TT.TTTTT", "LLLLLLLL", closed}},
      {"lock",
       [](const Desk& desk, const Actor& by, const std::string& unit) { return desk.Lock(by, unit); },
       {not_last, not_last, not_last, "TTT.TTTT", closed}},
      {"confirm one",
       [](const Desk& desk, const Actor& by, const std::string& unit) { return desk.Confirm(by, unit, {"I.1"}); },
       {wrong, "TTTT.YTT", wrong, wrong, closed}},
      {"confirm all",
       [](const Desk& desk, const Actor& by, const std::string& unit) { return desk.Confirm(by, unit); },
       {wrong, "TTTT..TT", wrong, wrong, closed}},
      {"decide",
       [](const Desk& desk, const Actor& by, const std::string& unit) {
         return desk.Decide(by, unit, "I.1", "80", "Lý do");
       },
       {".TTTTTTT", "TTTT.YTT", "TT.TTTTT", "TTT.TTTT", closed}},
      {"take back",
       [](const Desk& desk, const Actor& by, const std::string& unit) { return desk.Decide(by, unit, "I.1", "", ""); },
       {"0TTTTTTT", "TTTT0YTT", "TT0TTTTT", "TTT0TTTT", closed}},
      {"return",
       [](const Desk& desk, const Actor& by, const std::string& unit) {
         return desk.Return(by, unit, "", {}, "Lý do");
       },
       {first, "TTTT..TT", "TT.TTTTT", "TTT.TTTT", closed}},
      {"withdraw",
       [](const Desk& desk, const Actor& by, const std::string& unit) { return desk.Withdraw(by, unit); },
       {wrong, ".TTTTTTT", "TTTT..TT", "TT.TTTTT", closed}},
      {"reopen",
       [](const Desk& desk, const Actor& by, const std::string& unit) { return desk.Reopen(by, unit, "", "Lý do"); },
       {first, "TTT.TTTT", "TTT.TTTT", "TTT.TTTT", "TTT.TTTT"}},
  };
}

// What must stay as it is.
struct State {
  std::string sheet;
  int64_t version = 0;
  std::string head;
  bool operator==(const State&) const = default;
};

class SheetRefusalTest : public ::testing::Test {
 protected:
  State StateOf(const std::string& unit, const std::string& cluster) const {
    return {desk_.Sheet(unit).SerializeAsString(), desk_.Version(cluster), desk_.AuditHead().hash()};
  }

  // As BringTo, in Khu Tây.
  void Bring(const std::string& unit, const std::string& stage) const {
    if (stage == "SELF") return;
    Report(desk_, unit);
    if (stage == "DEPARTMENT") return;
    for (const std::string& office : kOffices) MustBe(desk_.Confirm(OfOffice(office), unit));
    if (stage == "CLUSTER") return;
    MustBe(desk_.Submit(OfUnit(kWestLeader), unit));
    if (stage == "PUBLISHED") MustBe(desk_.Lock(OfUnit(kDistrict), unit));
  }

  void ExpectRefused(const Outcome& outcome, const std::string& reason, const std::string& stage) const {
    const Refusal refusal = ReadRefusal(outcome.status);
    const bool denied = reason == "NOT_YOUR_TURN" || reason == "NOT_YOUR_CRITERION";
    EXPECT_EQ(refusal.reason, reason);
    EXPECT_EQ(refusal.code, denied ? grpc::StatusCode::PERMISSION_DENIED : grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_EQ(refusal.metadata.count("stage") == 0 ? "" : refusal.metadata.at("stage"), stage);
    EXPECT_THAT(refusal.vi, HasSubstr("Bảng điểm của"));
  }

  // Expects INVALID_ARGUMENT, these field paths, and nothing to be changed.
  void ExpectBad(const pb::UpdateSheetRequest& request, const std::string& reason,
                 const std::vector<std::string>& fields) const {
    const State before = StateOf(request.unit(), kCenter);
    const Refusal refusal = ReadRefusal(desk_.Update(OfUnit(request.unit()), request).status);
    EXPECT_EQ(refusal.code, grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(refusal.reason, reason);
    for (const std::string& field : fields) EXPECT_THAT(refusal.fields, Contains(field));
    EXPECT_EQ(StateOf(request.unit(), kCenter), before);
  }

  const ScoringProcess process_;
  const Desk desk_ = process_.NewDesk();
};

TEST_F(SheetRefusalTest, WhoMayDoWhatWhere) {
  for (size_t s = 0; s < kStages.size(); ++s) Bring(kUnits[s], kStages[s]);
  int refused = 0;
  for (size_t s = 0; s < kStages.size(); ++s) {
    const std::string& unit = kUnits[s];
    const std::string other = kUnits[(s + 1) % kUnits.size()];
    const std::vector<Actor> actors = {OfUnit(unit),       OfUnit(other),      OfUnit(kWestLeader), OfUnit(kDistrict),
                                       OfOffice(kFinance), OfOffice(kCulture), OfUnit("21526"),     Nobody()};
    const State before = StateOf(unit, kWestCluster);
    for (const ActionRow& row : ActionTable()) {
      for (size_t a = 0; a < actors.size(); ++a) {
        const char letter = row.outcomes[s][a];
        if (letter == '.') continue;
        SCOPED_TRACE(absl::StrCat(row.name, " at ", kStages[s], " by ", actors[a].ShortDebugString()));
        ExpectRefused(row.act(desk_, actors[a], unit), kReasons.at(letter), kStages[s]);
        ASSERT_EQ(StateOf(unit, kWestCluster), before);
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 300);
}

// Somebody who acts for a department of the same code as a unit, or the other way round, acts for another.
TEST_F(SheetRefusalTest, AnOfficeIsNoUnit) {
  EXPECT_EQ(desk_.Update(OfOffice("21526"), "21526", {{"I.1", "plan", "7"}}).reason(), "NOT_YOUR_TURN");
  Report(desk_, "21526");
  EXPECT_EQ(desk_.Confirm(OfUnit(kFinance), "21526").reason(), "NOT_YOUR_TURN");
}

TEST_F(SheetRefusalTest, BadEdits) {
  const std::string unit = "21526";
  MustBe(desk_.Update(OfUnit(unit), unit, FiguresOf(unit)));
  struct Case {
    std::vector<Edit> edits;
    std::string reason;
    std::string field;
  };
  const Edit good = {"I.1", "plan", "7"};
  const std::vector<Case> cases = {
      {{good, {"I.99", "plan", "7"}}, "UNKNOWN_CRITERION", "edits[1].criterion"},
      {{good, {"I.2", "grade", "7"}}, "UNKNOWN_INPUT", "edits[1].input"},
      {{good, {"I.2", "plan", "bảy"}}, "NOT_A_DECIMAL", "edits[1].value"},
      {{good, {"I.2", "plan", "1e3"}}, "NOT_A_DECIMAL", "edits[1].value"},
      {{good, {"I.2", "plan", "NaN"}}, "NOT_A_DECIMAL", "edits[1].value"},
      {{good, {"I.2", "plan", "1234567890123456789"}}, "TOO_MANY_DIGITS", "edits[1].value"},
      {{good, {"I.2", "plan", "1.1234567"}}, "TOO_MANY_PLACES", "edits[1].value"},
      {{good, {"I.2", "actual", "-1"}}, "NEGATIVE", "edits[1].value"},
      {{good, {"I.2", "plan", "0"}}, "NOT_POSITIVE", "edits[1].value"},
      {{good, {"I.4", "grade", "XUAT_SAC"}}, "UNKNOWN_GRADE", "edits[1].value"},
      {{good, {"I.6", "part", "999999"}}, "PART_ABOVE_WHOLE", "edits[1].value"},
      {{good, {"I.1", "actual", "7"}, {"I.1", "plan", "8"}}, "DUPLICATE_EDIT", "edits[2].input"},
      {{good, {"I.2", "plan", "8", std::string(301, 'x')}}, "TOO_LONG", "edits[1].value"},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.field + " " + one.reason + " " + one.edits.back().value);
    ExpectBad(desk_.UpdateOf(unit, one.edits), one.reason, {one.field});
  }
  ExpectBad(desk_.UpdateOf("21484", {{"I.10", "achieved", "7"}}), "DOES_NOT_APPLY", {"edits[0].criterion"});
  ExpectBad(desk_.UpdateOf(unit, {}), "REQUIRED", {"edits"});
  auto masked = desk_.UpdateOf(unit, {good});
  masked.mutable_update_mask()->add_paths("points");
  ExpectBad(masked, "UNKNOWN_PATH", {"update_mask"});
  ExpectBad(desk_.UpdateOf(unit, {{"I.99", "plan", "7"}, {"I.2", "x", "7"}, {"I.2", "plan", "x"}}), "UNKNOWN_CRITERION",
            {"edits[0].criterion", "edits[1].input", "edits[2].value"});
}

TEST_F(SheetRefusalTest, AMaskSaysWhatIsMeant) {
  const std::string unit = "21526";
  MustBe(desk_.Update(OfUnit(unit), unit, {{"I.1", "plan", "100", "kế hoạch"}, {"I.1", "actual", "90", "báo cáo"}}));
  auto source = desk_.UpdateOf(unit, {{"I.1", "plan", "999", "niên giám"}, {"I.1", "actual", "", "niên giám"}});
  source.mutable_update_mask()->add_paths("source");
  MustBe(desk_.Update(OfUnit(unit), source));
  auto value = desk_.UpdateOf(unit, {{"I.1", "plan", "120", "không dùng"}});
  value.mutable_update_mask()->add_paths("value");
  MustBe(desk_.Update(OfUnit(unit), value));
  const pb::Sheet sheet = desk_.Sheet(unit);
  std::vector<std::string> inputs;
  for (const pb::Input& input : CriterionOf(sheet, "I.1").inputs()) {
    inputs.push_back(input.name() + " " + input.value() + " " + input.source());
  }
  EXPECT_THAT(inputs, ElementsAre("plan 120 niên giám", "actual 90 niên giám"));
  MustBe(desk_.Update(OfUnit(unit), unit, {{"I.1", "actual", ""}}));
  EXPECT_EQ(CriterionOf(desk_.Sheet(unit), "I.1").inputs_size(), 1);
}

TEST_F(SheetRefusalTest, ABatchIsStoredWholeOrNotAtAll) {
  const auto batch = [&](const std::vector<pb::UpdateSheetRequest>& requests) {
    pb::BatchUpdateSheetsRequest request;
    request.set_cluster(kCenter);
    request.set_year(kScoredYear);
    for (const pb::UpdateSheetRequest& one : requests) *request.add_requests() = one;
    return request;
  };
  const auto good = desk_.UpdateOf("21526", {{"I.1", "plan", "7"}});
  const auto bad = desk_.UpdateOf("21535", {{"I.1", "plan", "7"}, {"I.1", "actual", "x"}});
  auto stale = desk_.UpdateOf("21535", {{"I.1", "plan", "7"}}, {.etag = "v1"});
  const std::vector<std::tuple<pb::BatchUpdateSheetsRequest, std::string, std::string>> cases = {
      {batch({good, bad}), "NOT_A_DECIMAL", "requests[1].edits[1].value"},
      {batch({good, stale}), "STALE_SHEET", ""},
      {batch({good, good}), "DUPLICATE_UNIT", "requests[1].unit"},
      {batch({good, desk_.UpdateOf("21493", {{"I.1", "plan", "7"}})}), "NOT_A_MEMBER", "requests[1].unit"},
      {batch({}), "REQUIRED", "requests"}};
  const State before = StateOf("21526", kCenter);
  pb::BatchUpdateSheetsResponse response;
  for (const auto& [request, reason, field] : cases) {
    const Refusal refusal =
        ReadRefusal(Desk::Call(desk_.sheets(), &SheetService::Stub::BatchUpdateSheets, request, &response, Nobody()));
    EXPECT_EQ(refusal.reason, reason);
    EXPECT_TRUE(field.empty() || refusal.fields == std::vector<std::string>(2, field)) << reason;
    EXPECT_EQ(StateOf("21526", kCenter), before);
  }
  // A commune reports for itself alone.
  const auto both = batch({good, desk_.UpdateOf("21535", {{"I.1", "plan", "7"}})});
  EXPECT_EQ(
      ReasonOf(Desk::Call(desk_.sheets(), &SheetService::Stub::BatchUpdateSheets, both, &response, OfUnit("21526"))),
      "NOT_YOUR_TURN");
  EXPECT_EQ(StateOf("21526", kCenter), before);
  EXPECT_EQ(ReasonOf(Desk::Call(desk_.sheets(), &SheetService::Stub::BatchUpdateSheets, both, &response, Nobody())),
            "OK");
  ASSERT_EQ(response.sheets_size(), 2);
  EXPECT_EQ(response.sheets(0).unit(), "21526");
  EXPECT_EQ(response.sheets(0).version(), response.sheets(1).version());
}

TEST_F(SheetRefusalTest, WhatAnActionNames) {
  const std::string unit = "21526";
  const Actor leader = OfUnit(kLeader);
  BringTo(desk_, unit, "CLUSTER");
  const State before = StateOf(unit, kCenter);
  EXPECT_EQ(desk_.Decide(leader, unit, "I.1", "80", "").reason(), "REASON_REQUIRED");
  EXPECT_EQ(desk_.Decide(leader, unit, "I.1", "80", " \t ").reason(), "REASON_REQUIRED");
  EXPECT_EQ(desk_.Decide(leader, unit, "I.99", "80", "Lý do").reason(), "UNKNOWN_CRITERION");
  EXPECT_EQ(desk_.Decide(leader, unit, "I.1", "105.01", "Lý do").reason(), "POINTS_OUT_OF_RANGE");
  EXPECT_EQ(desk_.Decide(leader, unit, "I.1", "-0.01", "Lý do").reason(), "POINTS_OUT_OF_RANGE");
  EXPECT_EQ(desk_.Decide(leader, unit, "I.1", "tám", "Lý do").reason(), "NOT_A_DECIMAL");
  EXPECT_EQ(desk_.Decide(leader, unit, "I.1", "80.001", "Lý do").reason(), "TOO_MANY_PLACES");
  EXPECT_EQ(desk_.Return(leader, unit, "", {}, "").reason(), "REASON_REQUIRED");
  EXPECT_EQ(desk_.Return(leader, unit, "APPRAISAL", {}, "Lý do").reason(), "NOT_EARLIER");
  EXPECT_EQ(desk_.Return(leader, unit, "HOP_CUM", {}, "Lý do").reason(), "UNKNOWN_STAGE");
  EXPECT_EQ(desk_.Return(leader, unit, "SELF", {"I.99"}, "Lý do").reason(), "UNKNOWN_CRITERION");
  EXPECT_EQ(desk_.Reopen(OfUnit(kDistrict), unit, "", "").reason(), "REASON_REQUIRED");
  EXPECT_EQ(desk_.RemoveEvidence(leader, unit, "e0000000000000000").reason(), "UNKNOWN_EVIDENCE");
  EXPECT_EQ(desk_.Submit(OfUnit("00000"), "00000").reason(), "UNKNOWN_UNIT");
  EXPECT_EQ(StateOf(unit, kCenter), before);
  MustBe(desk_.Decide(leader, unit, "I.1", "105", "Cả điểm thưởng"));
  EXPECT_EQ(desk_.Withdraw(OfOffice(kFinance), unit).reason(), "ALREADY_ACTED");
}

}  // namespace
}  // namespace thidua::integration
