#include "services/scoring/domain/workflow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/scoring/domain/scale_builder_for_test.h"

namespace thidua::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Codes = std::vector<std::string>;

const Actor kOwner{.name = "Chi", .unit = "21535"};
const Actor kMember{.unit = "21538"};
const Actor kLeader{.unit = "21532"};
const Actor kAuthority{.unit = "143"};
const Actor kFinance{.office = "PTC"};
const Actor kCulture{.office = "PVH"};
const Actor kStranger{.unit = "99999", .office = "PXX"};
const Actor kAdministrator{.name = "Quản trị"};

absl::Time At(int64_t seconds) { return absl::FromUnixSeconds(seconds); }

std::string ReasonOf(const absl::Status& status) { return status.ok() ? "OK" : Problem::FromStatus(status).reason; }

Criterion Verified(std::string code, std::string office) {
  Criterion criterion = CriterionOf(std::move(code), Declared{});
  criterion.verifier = std::move(office);
  return criterion;
}

// I.1 is confirmed by PTC, I.2 by PVH, I.3 by nobody; I.4 is not for communes.
std::vector<Criterion> DefaultCriteria() {
  Criterion towns = Verified("I.4", "PTC");
  towns.unit_types = {"THI_TRAN"};
  return {Verified("I.1", "PTC"), Verified("I.2", "PVH"), Verified("I.3", ""), towns};
}

Stage StageBy(std::string code, StageActor actor) { return {.code = code, .title = "Bước " + code, .actor = actor}; }

// A sheet of the commune 21535 under some scale, everything reported, and a clock that moves with every act.
class Desk {
 public:
  explicit Desk(std::vector<Criterion> criteria = DefaultCriteria(), StageChain chain = {})
      : scale_([&] {
          ScaleDefinition definition = DefinitionOf(std::move(criteria));
          definition.stages = std::move(chain);
          return definition;
        }()) {
    context.scale = &scale_;
    context.unit_name = "Xã Ba Bích";
    context.unit_type = "XA";
    context.leader = kLeader.unit;
    context.authority = kAuthority.unit;
    record.unit = kOwner.unit;
    record.year = 2023;
    for (const char* code : {"I.1", "I.2", "I.3"}) Report(code, "90");
  }
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  void Report(const std::string& criterion, const std::string& value, const std::string& input = "points") {
    record.figures[{criterion, input}] = {.value = value};
  }

  Act By(const Actor& by, std::string reason = "theo biên bản họp") { return {by, At(++now), std::move(reason)}; }

  absl::Status Submit(const Actor& by) { return scoring::Submit(context, By(by, ""), record); }
  absl::Status Lock(const Actor& by) { return scoring::Lock(context, By(by, ""), record); }
  absl::Status Confirm(const Actor& by, const Codes& codes = {}) {
    return scoring::Confirm(context, By(by, ""), codes, record);
  }
  absl::Status Decide(const Actor& by, const std::string& criterion, const std::string& points) {
    return scoring::Decide(context, By(by), criterion, points, record);
  }
  absl::Status Return(const Actor& by, const std::string& to = "", const Codes& codes = {}) {
    return scoring::Return(context, By(by), to, codes, record);
  }
  absl::Status Withdraw(const Actor& by) { return scoring::Withdraw(context, By(by, ""), record); }
  absl::Status Reopen(const Actor& by, const std::string& to = "") {
    return scoring::Reopen(context, By(by), to, record);
  }

  // Through the default chain.
  void BringTo(const std::string& stage) {
    const int target = FindStage(DefaultStages(), stage);
    if (target >= 1) {
      ASSERT_EQ(Submit(kOwner), absl::OkStatus());
    }
    if (target >= 2) {
      ASSERT_EQ(Confirm(kFinance), absl::OkStatus());
      ASSERT_EQ(Confirm(kCulture), absl::OkStatus());
    }
    if (target >= 3) {
      ASSERT_EQ(Submit(kLeader), absl::OkStatus());
    }
    if (target >= 4) {
      ASSERT_EQ(Lock(kAuthority), absl::OkStatus());
    }
    ASSERT_EQ(Stage(), stage);
  }

  std::string Stage() const { return context.scale->stages()[StageOf(context.scale->stages(), record)].code; }

  SheetContext context;
  SheetRecord record;
  int64_t now = 1000;

 private:
  Scale scale_;
};

// --- Every stage, action and actor of the default chain.

struct ActionRow {
  const char* name;
  std::function<absl::Status(Desk&, const Actor&)> act;
  // By stage; a letter for each of kActors.
  std::vector<std::string> outcomes;
};

const std::vector<Actor>& Actors() {
  static const auto* const kActors =
      new std::vector<Actor>{kOwner, kMember, kLeader, kAuthority, kFinance, kCulture, kStranger, kAdministrator};
  return *kActors;
}

const std::map<char, std::string>& Letters() {
  static const auto* const kLetters = new std::map<char, std::string>{
      {'.', "OK"},          {'T', "NOT_YOUR_TURN"},      {'W', "WRONG_STAGE"}, {'C', "SHEET_CLOSED"},
      {'L', "LAST_STAGE"},  {'N', "NOT_LAST_STAGE"},     {'F', "FIRST_STAGE"}, {'U', "NOT_CONFIRMED"},
      {'0', "NO_DECISION"}, {'Y', "NOT_YOUR_CRITERION"},
  };
  return *kLetters;
}

std::vector<ActionRow> ActionTable() {
  const std::string wrong = "WWWWWWWW", closed = "CCCCCCCC", first = "FFFFFFFF", not_last = "NNNNNNNN";
  // Columns: owner, member, leader, authority, verifier of I.1, other verifier, stranger, administrator.
  // Rows: SELF, DEPARTMENT, CLUSTER, APPRAISAL, PUBLISHED.
  return {
      {"edit",
       [](Desk& desk, const Actor& by) { return CheckEdit(desk.context, desk.record, by); },
       {".TTTTTT.", wrong, wrong, wrong, closed}},
      {"attach",
       [](Desk& desk, const Actor& by) { return CheckAttach(desk.context, desk.record, by); },
       {".TTTTTT.", "TTTT..TT", "TT.TTTTT", "TTT.TTTT", closed}},
      {"submit",
       [](Desk& desk, const Actor& by) { return desk.Submit(by); },
       {".TTTTTTT", "TTTTUUTT", "TT.TTTTT", "LLLLLLLL", closed}},
      {"lock",
       [](Desk& desk, const Actor& by) { return desk.Lock(by); },
       {not_last, not_last, not_last, "TTT.TTTT", closed}},
      {"confirm one",
       [](Desk& desk, const Actor& by) { return desk.Confirm(by, {"I.1"}); },
       {wrong, "TTTT.YTT", wrong, wrong, closed}},
      {"confirm all",
       [](Desk& desk, const Actor& by) { return desk.Confirm(by); },
       {wrong, "TTTT..TT", wrong, wrong, closed}},
      {"decide",
       [](Desk& desk, const Actor& by) { return desk.Decide(by, "I.1", "80"); },
       {".TTTTTTT", "TTTT.YTT", "TT.TTTTT", "TTT.TTTT", closed}},
      {"take back",
       [](Desk& desk, const Actor& by) { return desk.Decide(by, "I.1", ""); },
       {"0TTTTTTT", "TTTT0YTT", "TT0TTTTT", "TTT0TTTT", closed}},
      {"return",
       [](Desk& desk, const Actor& by) { return desk.Return(by); },
       {first, "TTTT..TT", "TT.TTTTT", "TTT.TTTT", closed}},
      {"withdraw",
       [](Desk& desk, const Actor& by) { return desk.Withdraw(by); },
       {wrong, ".TTTTTTT", "TTTT..TT", "TT.TTTTT", closed}},
      {"reopen",
       [](Desk& desk, const Actor& by) { return desk.Reopen(by); },
       {first, "TTT.TTTT", "TTT.TTTT", "TTT.TTTT", "TTT.TTTT"}},
  };
}

absl::StatusCode CodeOf(const std::string& reason) {
  if (reason == "OK") return absl::StatusCode::kOk;
  const bool denied = reason == "NOT_YOUR_TURN" || reason == "NOT_YOUR_CRITERION";
  return denied ? absl::StatusCode::kPermissionDenied : absl::StatusCode::kFailedPrecondition;
}

TEST(Workflow, WhoMayDoWhatWhere) {
  const StageChain& chain = DefaultStages();
  const std::vector<std::string> acting = {"21535", "PTC,PVH", "21532", "143", ""};
  for (const ActionRow& row : ActionTable()) {
    for (size_t s = 0; s < chain.size(); ++s) {
      for (size_t a = 0; a < Actors().size(); ++a) {
        SCOPED_TRACE(absl::StrCat(row.name, " at ", chain[s].code, " by actor ", a));
        Desk desk;
        desk.BringTo(chain[s].code);
        const SheetRecord before = desk.record;
        const absl::Status status = row.act(desk, Actors()[a]);
        const std::string& expected = Letters().at(row.outcomes[s][a]);
        EXPECT_EQ(ReasonOf(status), expected) << status;
        EXPECT_EQ(status.code(), CodeOf(expected));
        if (status.ok()) continue;
        EXPECT_EQ(desk.record, before);
        const Problem problem = Problem::FromStatus(status);
        EXPECT_EQ(problem.metadata.at("stage"), chain[s].code);
        EXPECT_EQ(problem.metadata.at("actors"), acting[s]);
        EXPECT_THAT(problem.message.vi, HasSubstr("Bảng điểm của Xã Ba Bích năm 2023 đang ở bước"));
        EXPECT_THAT(problem.message.vi, HasSubstr(chain[s].title));
        EXPECT_THAT(problem.message.en, HasSubstr("The 2023 sheet of Xã Ba Bích is at stage " + chain[s].code));
      }
    }
  }
}

// --- Messages

TEST(Workflow, RefusalsSayHowToGetThere) {
  struct Case {
    const char* name;
    std::string stage;
    std::function<absl::Status(Desk&)> act;
    std::vector<std::string> vi;
  };
  const auto edit = [](Desk& desk) { return CheckEdit(desk.context, desk.record, kOwner); };
  const std::string rest = " --unit 21535 --year 2023";
  const std::vector<Case> cases = {
      {"edit right after submitting",
       "DEPARTMENT",
       edit,
       {"Muốn sửa số liệu, phòng, ban chuyên môn (PTC, PVH) trả lại (thidua sheet return" + rest + ")",
        "hoặc Xã Ba Bích rút lại (thidua sheet withdraw" + rest + ")"}},
      {"edit at the cluster: only a return to the unit's stage helps",
       "CLUSTER",
       edit,
       {"\"Cụm thi đua họp chấm điểm\", do cụm trưởng (đơn vị 21532) thực hiện.",
        "trả lại (thidua sheet return" + rest + " --to SELF)."}},
      {"edit when closed",
       "PUBLISHED",
       edit,
       {"và đã khóa.", "đơn vị cấp trên (mã 143) mở lại: thidua sheet reopen" + rest}},
      {"submit too early",
       "DEPARTMENT",
       [](Desk& desk) { return desk.Submit(kFinance); },
       {"PTC: I.1; PVH: I.2", "thidua sheet confirm" + rest}},
      {"submit at the last but one",
       "APPRAISAL",
       [](Desk& desk) { return desk.Submit(kAuthority); },
       {"thidua sheet lock" + rest}},
      {"lock too early",
       "CLUSTER",
       [](Desk& desk) { return desk.Lock(kAuthority); },
       {"Chỉ khóa được ở bước \"Cấp trên thẩm định\"", "thidua sheet submit" + rest}},
      {"confirm before its stage",
       "SELF",
       [](Desk& desk) { return desk.Confirm(kFinance); },
       {"Muốn xác nhận, Xã Ba Bích chuyển bảng điểm sang bước sau: thidua sheet submit" + rest}},
      {"another office's criterion",
       "DEPARTMENT",
       [](Desk& desk) { return desk.Confirm(kCulture, {"I.1"}); },
       {"Tiêu chí I.1 do PTC xác nhận, không phải phòng, ban PVH."}},
      {"nobody's criterion",
       "DEPARTMENT",
       [](Desk& desk) { return desk.Decide(kCulture, "I.3", "1"); },
       {"Tiêu chí I.3 không giao cho phòng, ban nào xác nhận"}},
      {"another actor",
       "CLUSTER",
       [](Desk& desk) { return desk.Submit(kMember); },
       {"Việc này do cụm trưởng (đơn vị 21532) làm, không phải đơn vị 21538."}},
      {"above the maximum",
       "SELF",
       [](Desk& desk) { return desk.Decide(kOwner, "I.1", "100.01"); },
       {"Tiêu chí I.1 được từ 0 đến 100 điểm", "100.01 không hợp lệ"}},
      {"unknown stage",
       "CLUSTER",
       [](Desk& desk) { return desk.Return(kLeader, "HUYEN"); },
       {"không có bước \"HUYEN\"", "SELF, DEPARTMENT"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Desk desk;
    desk.BringTo(c.stage);
    const absl::Status status = c.act(desk);
    ASSERT_FALSE(status.ok());
    for (const std::string& part : c.vi) EXPECT_THAT(Problem::FromStatus(status).message.vi, HasSubstr(part));
  }
}

TEST(Workflow, SaysThatTheClusterHasNoLeader) {
  Desk desk;
  desk.BringTo("CLUSTER");
  desk.context.leader = "";
  for (const Actor& by : Actors()) {
    const absl::Status status = desk.Submit(by);
    EXPECT_EQ(ReasonOf(status), "NOT_YOUR_TURN");
    EXPECT_THAT(Problem::FromStatus(status).message.vi, HasSubstr("cụm chưa có cụm trưởng; danh sách cụm phải ghi"));
    EXPECT_THAT(Problem::FromStatus(status).message.en, HasSubstr("has no leader; its list must name one"));
  }
  // Editing gets no advice that nobody could follow.
  EXPECT_THAT(Problem::FromStatus(CheckEdit(desk.context, desk.record, kOwner)).message.vi,
              HasSubstr("đơn vị cấp trên (mã 143) mở lại: thidua sheet reopen"));
}

TEST(Workflow, EmptyCodesMatchNobody) {
  Desk desk;
  desk.BringTo("APPRAISAL");
  desk.context.authority = "";
  EXPECT_EQ(ReasonOf(desk.Lock(kAdministrator)), "NOT_YOUR_TURN");
  EXPECT_EQ(ReasonOf(desk.Reopen(kAdministrator)), "NOT_YOUR_TURN");
  EXPECT_EQ(ReasonOf(desk.Decide(kAdministrator, "I.1", "1")), "NOT_YOUR_TURN");
}

TEST(Workflow, DescribesTheStanding) {
  struct Case {
    std::string stage;
    std::vector<std::string> vi;
  };
  for (const Case& c : std::vector<Case>{
           {"SELF", {"do Xã Ba Bích thực hiện", "Số liệu và minh chứng sửa được", "thidua sheet submit"}},
           {"DEPARTMENT", {"do phòng, ban chuyên môn (PTC, PVH) thực hiện", "PTC: I.1; PVH: I.2", "sheet confirm"}},
           {"CLUSTER", {"do cụm trưởng (đơn vị 21532) thực hiện", "sheet decide", "sheet return", "sheet submit"}},
           {"APPRAISAL", {"do đơn vị cấp trên (mã 143) thực hiện", "sheet decide", "sheet lock"}},
           {"PUBLISHED", {"đã khóa", "sheet reopen --unit 21535 --year 2023"}}}) {
    SCOPED_TRACE(c.stage);
    Desk desk;
    desk.BringTo(c.stage);
    const Message text = DescribeStanding(desk.context, desk.record);
    for (const std::string& part : c.vi) EXPECT_THAT(text.vi, HasSubstr(part));
    EXPECT_THAT(text.vi, HasSubstr("Bảng điểm của Xã Ba Bích năm 2023"));
    EXPECT_THAT(text.en, HasSubstr("stage " + c.stage));
    EXPECT_THAT(text.en, Not(HasSubstr("thực hiện")));
  }
}

// --- Handing on

TEST(Workflow, HandingOnIsRecorded) {
  Desk desk;
  desk.BringTo("DEPARTMENT");
  EXPECT_EQ(desk.record.came_from, "SELF");
  EXPECT_EQ(desk.record.since, At(1001));
  EXPECT_EQ(desk.record.handed_on, (std::map<std::string, absl::Time>{{"SELF", At(1001)}}));
  ASSERT_EQ(desk.Confirm(kFinance), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "DEPARTMENT") << "PVH has not confirmed";
  ASSERT_EQ(desk.Confirm(kCulture, {"I.2"}), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "CLUSTER");
  EXPECT_EQ(desk.record.came_from, "DEPARTMENT");
  EXPECT_EQ(desk.record.since, At(1003));
  EXPECT_EQ(desk.record.handed_on, (std::map<std::string, absl::Time>{{"SELF", At(1001)}, {"DEPARTMENT", At(1003)}}));
}

TEST(Workflow, IncompleteSheetsStay) {
  Desk desk;
  desk.record.figures.erase({"I.2", "points"});
  desk.Report("I.3", "not a number");
  const absl::Status status = desk.Submit(kOwner);
  EXPECT_EQ(ReasonOf(status), "SHEET_INCOMPLETE");
  EXPECT_EQ(Problem::FromStatus(status).metadata.at("criteria"), "I.2,I.3");
  EXPECT_THAT(Problem::FromStatus(status).message.vi, HasSubstr("I.2, I.3"));
  EXPECT_EQ(desk.record.stage, "");
}

TEST(Workflow, EvidenceIsWanted) {
  std::vector<Criterion> criteria = DefaultCriteria();
  for (Criterion& criterion : criteria) criterion.evidence_required = criterion.code != "I.1";
  Desk desk(criteria);
  EXPECT_THAT(MissingEvidence(desk.context, desk.record), ElementsAre("I.2", "I.3"));
  desk.record.evidence["e"] = {.criterion = "I.2"};
  const absl::Status status = desk.Submit(kOwner);
  EXPECT_EQ(ReasonOf(status), "EVIDENCE_MISSING");
  EXPECT_EQ(Problem::FromStatus(status).metadata.at("criteria"), "I.3");
  desk.record.evidence["f"] = {.criterion = "I.3"};
  EXPECT_EQ(desk.Submit(kOwner), absl::OkStatus());
}

TEST(Workflow, ALongListIsCutInTheMessageOnly) {
  std::vector<Criterion> criteria;
  for (int i = 0; i < 25; ++i) criteria.push_back(CriterionOf(absl::StrCat("c", i), Declared{}));
  Desk desk(criteria);
  const Problem problem = Problem::FromStatus(desk.Submit(kOwner));
  EXPECT_THAT(problem.message.vi, HasSubstr("c19 và 5 tiêu chí khác"));
  EXPECT_THAT(problem.message.en, HasSubstr("c19 and 5 more"));
  EXPECT_THAT(problem.metadata.at("criteria"), HasSubstr("c24"));
}

TEST(Workflow, MissingFiguresAreTheEnginesNotion) {
  struct Case {
    const char* name;
    Rule rule;
    std::map<std::string, std::string> inputs;
    bool missing;
  };
  const YearOverYear year{.better = YearOverYear::Better::kHigher};
  const std::vector<Case> cases = {
      {"full wants nothing", Full{}, {}, false},
      {"part of the inputs", Attainment{}, {{"plan", "10"}}, true},
      {"all inputs", Attainment{}, {{"plan", "10"}, {"actual", "10"}}, false},
      {"a refused figure", Attainment{}, {{"plan", "0"}, {"actual", "10"}}, true},
      {"tiers by value", Tiers{.tiers = {{D("1"), D("1")}}}, {{"value", "1"}}, false},
      {"tiers by part", Tiers{.tiers = {{D("1"), D("1")}}}, {{"part", "1"}}, true},
      {"unknown grade", Grade{.levels = {{"TOT", D("100")}}}, {{"grade", "KHA"}}, true},
      {"known grade", Grade{.levels = {{"TOT", D("100")}}}, {{"grade", "TOT"}}, false},
      {"previous reported", year, {{"current", "1"}, {"previous", "2"}}, false},
      {"previous from last year", year, {{"current", "1"}}, false},
      {"no current", year, {{"previous", "1"}}, true},
      {"above every peer", PeerRelative{}, {{"target", "1"}, {"actual", "9"}}, false},
      {"no target", PeerRelative{}, {{"actual", "9"}}, true},
      {"no target, ratio", PeerRelative{.ratio_to_best = true}, {{"actual", "9"}}, false},
      {"an unknown input", Declared{}, {{"nope", "1"}}, true},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Desk desk({CriterionOf("x", c.rule)});
    desk.record.figures[{"gone", "points"}] = {.value = "1"};
    desk.context.last_year = [](const std::string& criterion) {
      return criterion == "x" ? std::optional(D("3")) : std::nullopt;
    };
    for (const auto& [input, value] : c.inputs) desk.Report("x", value, input);
    EXPECT_THAT(MissingFigures(desk.context, desk.record), c.missing ? Codes{"x"} : Codes{});
  }
  Desk desk({CriterionOf("x", year)});
  desk.Report("x", "1", "current");
  EXPECT_THAT(MissingFigures(desk.context, desk.record), ElementsAre("x")) << "no figures of last year";
}

// --- Confirming

TEST(Workflow, ConfirmRefusals) {
  Desk desk;
  desk.BringTo("DEPARTMENT");
  EXPECT_EQ(desk.Confirm(kFinance, {"nope"}).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(desk.Confirm(kFinance, {"nope"})), "UNKNOWN_CRITERION");
  EXPECT_EQ(ReasonOf(desk.Confirm(kFinance, {"I.4"})), "DOES_NOT_APPLY");
  const absl::Status yours = desk.Confirm(kFinance, {"I.1", "I.2"});
  EXPECT_EQ(ReasonOf(yours), "NOT_YOUR_CRITERION");
  EXPECT_EQ(Problem::FromStatus(yours).metadata.at("office"), "PVH");
  EXPECT_THAT(desk.record.confirmations, IsEmpty());
  ASSERT_EQ(desk.Confirm(kFinance), absl::OkStatus());
  EXPECT_EQ(ReasonOf(desk.Confirm(kFinance)), "NOTHING_TO_CONFIRM");
  EXPECT_EQ(ReasonOf(desk.Confirm(kFinance, {"I.1"})), "NOTHING_TO_CONFIRM");
  EXPECT_THAT(Problem::FromStatus(desk.Confirm(kFinance)).message.vi, HasSubstr("còn phải xác nhận: PVH: I.2"));
}

TEST(Workflow, NothingThatIsNotReportedIsConfirmed) {
  Desk desk;
  desk.BringTo("DEPARTMENT");
  desk.Report("I.1", "1000");  // No longer fits the scale.
  const absl::Status status = desk.Confirm(kFinance);
  EXPECT_EQ(ReasonOf(status), "NOT_REPORTED");
  EXPECT_EQ(Problem::FromStatus(status).metadata.at("criteria"), "I.1");
  EXPECT_EQ(desk.Confirm(kCulture), absl::OkStatus());
}

TEST(Workflow, CriteriaWithoutInputsAreConfirmedToo) {
  Criterion full = CriterionOf("x", Full{});
  full.verifier = "PTC";
  Desk desk({full});
  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "DEPARTMENT");
  EXPECT_THAT(Unconfirmed(desk.context, desk.record, "DEPARTMENT"), ElementsAre("x"));
  ASSERT_EQ(desk.Confirm(kFinance), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "CLUSTER");
}

TEST(Workflow, ConfirmationsHoldForTheirFiguresOnly) {
  Desk desk;
  desk.BringTo("CLUSTER");
  ASSERT_EQ(desk.Return(kLeader, "SELF"), absl::OkStatus());
  EXPECT_THAT(Unconfirmed(desk.context, desk.record, "DEPARTMENT"), IsEmpty());
  desk.Report("I.2", "91");
  EXPECT_THAT(Unconfirmed(desk.context, desk.record, "DEPARTMENT"), ElementsAre("I.2"));
  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "DEPARTMENT");
  EXPECT_EQ(ReasonOf(desk.Confirm(kFinance)), "NOTHING_TO_CONFIRM");
  ASSERT_EQ(desk.Confirm(kCulture), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "CLUSTER");
}

TEST(Workflow, UnchangedFiguresPassTheVerifiersOver) {
  Desk desk;
  desk.BringTo("CLUSTER");
  ASSERT_EQ(desk.Return(kLeader, "SELF"), absl::OkStatus());
  EXPECT_THAT(desk.record.handed_on, IsEmpty());
  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "CLUSTER");
  EXPECT_EQ(desk.record.came_from, "SELF");
  EXPECT_EQ(desk.record.handed_on.count("DEPARTMENT"), 0);
  ASSERT_EQ(desk.Withdraw(kOwner), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "SELF");
}

TEST(Workflow, ADecisionOfVerifiersConfirmsTheFiguresItWasMadeOn) {
  Desk desk;
  desk.BringTo("DEPARTMENT");
  ASSERT_EQ(desk.Decide(kFinance, "I.1", "80"), absl::OkStatus());
  EXPECT_THAT(Unconfirmed(desk.context, desk.record, "DEPARTMENT"), ElementsAre("I.2"));
  EXPECT_EQ(ReasonOf(desk.Confirm(kFinance)), "NOTHING_TO_CONFIRM");
  ASSERT_EQ(desk.Decide(kFinance, "I.1", ""), absl::OkStatus());
  EXPECT_THAT(Unconfirmed(desk.context, desk.record, "DEPARTMENT"), ElementsAre("I.1", "I.2"));
  ASSERT_EQ(desk.Decide(kFinance, "I.1", "80"), absl::OkStatus());
  ASSERT_EQ(desk.Decide(kCulture, "I.2", "70"), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "CLUSTER") << "nothing was left to confirm";
  desk.Report("I.1", "50");
  EXPECT_THAT(Unconfirmed(desk.context, desk.record, "DEPARTMENT"), ElementsAre("I.1"));
}

TEST(Workflow, CorrectingADecisionDoesNotHandOn) {
  Desk desk;
  desk.BringTo("DEPARTMENT");
  ASSERT_EQ(desk.Decide(kFinance, "I.1", "80"), absl::OkStatus());
  ASSERT_EQ(desk.Decide(kCulture, "I.2", "80"), absl::OkStatus());
  ASSERT_EQ(desk.Return(kLeader), absl::OkStatus());
  EXPECT_THAT(Unconfirmed(desk.context, desk.record, "DEPARTMENT"), IsEmpty()) << "decisions stay";
  ASSERT_EQ(desk.Decide(kFinance, "I.1", "81"), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "DEPARTMENT");
  EXPECT_THAT(Problem::FromStatus(desk.Confirm(kFinance)).message.vi, HasSubstr("thidua sheet submit"));
  ASSERT_EQ(desk.Submit(kCulture), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "CLUSTER");
}

// --- Deciding

TEST(Workflow, PointsAreChecked) {
  struct Case {
    const char* points;
    const char* reason;
    const char* kept;
  };
  for (const Case& c : std::vector<Case>{{"0", "OK", "0"},
                                         {"100", "OK", "100"},
                                         {"99.50", "OK", "99.5"},
                                         {"007.10", "OK", "7.1"},
                                         {"1.500", "OK", "1.5"},
                                         {"-0", "OK", "0"},
                                         {"99.505", "TOO_MANY_PLACES", ""},
                                         {"1.0000001", "TOO_MANY_PLACES", ""},
                                         {"1234567890123456789", "TOO_MANY_DIGITS", ""},
                                         {"100.01", "POINTS_OUT_OF_RANGE", ""},
                                         {"-1", "POINTS_OUT_OF_RANGE", ""},
                                         {"1,5", "NOT_A_DECIMAL", ""},
                                         {"1e1", "NOT_A_DECIMAL", ""},
                                         {" ", "NOT_A_DECIMAL", ""},
                                         {"NaN", "NOT_A_DECIMAL", ""}}) {
    SCOPED_TRACE(c.points);
    Desk desk;
    const SheetRecord before = desk.record;
    const absl::Status status = desk.Decide(kOwner, "I.1", c.points);
    EXPECT_EQ(ReasonOf(status), c.reason);
    if (status.ok()) {
      EXPECT_EQ(desk.record.decisions.at({"I.1", "SELF"}).points, c.kept);
    } else {
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
      EXPECT_EQ(Problem::FromStatus(status).violations.at(0).field, "points");
      EXPECT_EQ(desk.record, before);
    }
  }
}

TEST(Workflow, DecisionsHoldWhoWhenWhyAndOnWhat) {
  Desk desk;
  ASSERT_EQ(Decide(desk.context, {kOwner, At(5), "vì bão"}, "I.1", "80", desk.record), absl::OkStatus());
  EXPECT_EQ(
      desk.record.decisions.at({"I.1", "SELF"}),
      (Decision{
          .points = "80", .reason = "vì bão", .by = kOwner, .at = At(5), .figures = FiguresOf(desk.record, "I.1")}));
  ASSERT_EQ(desk.Decide(kOwner, "I.1", ""), absl::OkStatus());
  EXPECT_THAT(desk.record.decisions, IsEmpty());
  EXPECT_EQ(ReasonOf(desk.Decide(kOwner, "nope", "1")), "UNKNOWN_CRITERION");
  EXPECT_EQ(ReasonOf(desk.Decide(kOwner, "I.4", "1")), "DOES_NOT_APPLY");
}

TEST(Workflow, ALeaderMayDecideOnItsOwnSheet) {
  Desk desk;
  desk.BringTo("CLUSTER");
  desk.context.leader = kOwner.unit;
  EXPECT_EQ(desk.Decide(kOwner, "I.1", "100"), absl::OkStatus());
  EXPECT_EQ(desk.Submit(kOwner), absl::OkStatus());
}

TEST(Workflow, ReasonsAreWantedOnlyWhereTheyAre) {
  using Action = std::function<absl::Status(Desk&, const Act&)>;
  const std::map<std::string, std::pair<Actor, Action>> wanting = {
      {"decide", {kLeader, [](Desk& d, const Act& act) { return Decide(d.context, act, "I.1", "1", d.record); }}},
      {"return", {kLeader, [](Desk& d, const Act& act) { return Return(d.context, act, "", {}, d.record); }}},
      {"reopen", {kAuthority, [](Desk& d, const Act& act) { return Reopen(d.context, act, "", d.record); }}},
  };
  for (const auto& [name, wants] : wanting) {
    const auto& [by, action] = wants;
    for (const char* reason : {"", " ", " \t\r\n", "\u00a0 "}) {
      SCOPED_TRACE(absl::StrCat(name, " with \"", reason, "\""));
      Desk desk;
      desk.BringTo("CLUSTER");
      const SheetRecord before = desk.record;
      const absl::Status status = action(desk, {by, At(9999), reason});
      EXPECT_EQ(ReasonOf(status), "REASON_REQUIRED");
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
      EXPECT_EQ(Problem::FromStatus(status).violations.at(0).field, "reason");
      EXPECT_EQ(desk.record, before);
    }
  }
  Desk desk;
  desk.BringTo("CLUSTER");
  ASSERT_EQ(desk.Decide(kLeader, "I.1", "1"), absl::OkStatus());
  EXPECT_EQ(Decide(desk.context, desk.By(kLeader, ""), "I.1", "", desk.record), absl::OkStatus());
}

// --- Going back

TEST(Workflow, ReturnDropsTheConfirmationsOfItsStage) {
  for (const auto& [criteria, left] : std::vector<std::pair<Codes, Codes>>{{{}, {"I.1", "I.2"}}, {{"I.2"}, {"I.2"}}}) {
    Desk desk;
    desk.BringTo("APPRAISAL");
    ASSERT_EQ(desk.Return(kAuthority, "DEPARTMENT", criteria), absl::OkStatus());
    EXPECT_EQ(desk.Stage(), "DEPARTMENT");
    EXPECT_EQ(Unconfirmed(desk.context, desk.record, "DEPARTMENT"), left);
    EXPECT_EQ(desk.record.came_from, "");
    EXPECT_EQ(desk.record.since, At(desk.now));
    EXPECT_EQ(desk.record.handed_on, (std::map<std::string, absl::Time>{{"SELF", At(1001)}}));
    EXPECT_EQ(ReasonOf(desk.Withdraw(kOwner)), "WRONG_STAGE");
  }
}

TEST(Workflow, ReturnRefusals) {
  Desk desk;
  desk.BringTo("CLUSTER");
  const SheetRecord before = desk.record;
  EXPECT_EQ(ReasonOf(desk.Return(kLeader, "nope")), "UNKNOWN_STAGE");
  EXPECT_EQ(desk.Return(kLeader, "nope").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(desk.Return(kLeader, "CLUSTER")), "NOT_EARLIER");
  EXPECT_EQ(ReasonOf(desk.Return(kLeader, "PUBLISHED")), "NOT_EARLIER");
  EXPECT_EQ(ReasonOf(desk.Return(kLeader, "DEPARTMENT", {"nope"})), "UNKNOWN_CRITERION");
  EXPECT_EQ(ReasonOf(desk.Reopen(kAuthority, "nope")), "UNKNOWN_STAGE");
  EXPECT_EQ(ReasonOf(desk.Reopen(kAuthority, "APPRAISAL")), "NOT_EARLIER");
  EXPECT_EQ(desk.record, before);
}

TEST(Workflow, WithdrawUndoesUntilSomebodyActs) {
  Desk desk;
  desk.BringTo("DEPARTMENT");
  ASSERT_EQ(desk.Withdraw(kOwner), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "SELF");
  EXPECT_THAT(desk.record.handed_on, IsEmpty());
  EXPECT_EQ(CheckEdit(desk.context, desk.record, kOwner), absl::OkStatus());

  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  ASSERT_EQ(desk.Confirm(kFinance), absl::OkStatus());
  EXPECT_EQ(ReasonOf(desk.Withdraw(kOwner)), "ALREADY_ACTED");
  ASSERT_EQ(desk.Return(kFinance), absl::OkStatus());
  desk.Report("I.2", "12");
  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "DEPARTMENT");
  EXPECT_EQ(desk.Withdraw(kOwner), absl::OkStatus()) << "what was confirmed before it came back does not count";

  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  ASSERT_EQ(desk.Confirm(kCulture), absl::OkStatus());
  ASSERT_EQ(desk.Stage(), "CLUSTER");
  ASSERT_EQ(desk.Decide(kLeader, "I.1", "1"), absl::OkStatus());
  EXPECT_EQ(ReasonOf(desk.Withdraw(kFinance)), "ALREADY_ACTED");
  ASSERT_EQ(desk.Decide(kLeader, "I.1", ""), absl::OkStatus());
  EXPECT_EQ(desk.Withdraw(kFinance), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "DEPARTMENT");
}

TEST(Workflow, AnActAtTheVeryMomentOfArrivalCounts) {
  Desk desk;
  desk.BringTo("DEPARTMENT");
  ASSERT_EQ(Confirm(desk.context, {kFinance, desk.record.since, ""}, {}, desk.record), absl::OkStatus());
  EXPECT_EQ(ReasonOf(desk.Withdraw(kOwner)), "ALREADY_ACTED");
}

TEST(Workflow, ReopenLeadsToAnyEarlierStageAndKeepsConfirmations) {
  Desk desk;
  desk.BringTo("PUBLISHED");
  ASSERT_EQ(desk.Reopen(kAuthority, "DEPARTMENT"), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "DEPARTMENT");
  EXPECT_EQ(desk.record.confirmations.size(), 2);
  ASSERT_EQ(desk.Submit(kFinance), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "CLUSTER");
  ASSERT_EQ(desk.Reopen(kAuthority), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "SELF");
}

// --- Other chains

TEST(Workflow, TwoStagesOfVerifiersConfirmEachForItself) {
  const StageChain chain = {StageBy("A", StageActor::kUnit), StageBy("B", StageActor::kVerifiers),
                            StageBy("C", StageActor::kVerifiers), StageBy("D", StageActor::kAuthority),
                            StageBy("E", StageActor::kNobody)};
  Desk desk(DefaultCriteria(), chain);
  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  ASSERT_EQ(desk.Confirm(kFinance), absl::OkStatus());
  ASSERT_EQ(desk.Confirm(kCulture), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "C");
  EXPECT_THAT(Unconfirmed(desk.context, desk.record, "C"), ElementsAre("I.1", "I.2"));
  ASSERT_EQ(desk.Decide(kFinance, "I.1", "1"), absl::OkStatus());
  ASSERT_EQ(desk.Confirm(kCulture), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "D");
  // Both are passed over when nothing changed, and only the second when it alone lost its confirmations.
  ASSERT_EQ(desk.Return(kAuthority, "A"), absl::OkStatus());
  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "D");
  EXPECT_EQ(desk.record.came_from, "A");
  ASSERT_EQ(desk.Return(kAuthority, "C"), absl::OkStatus());
  ASSERT_EQ(desk.Return(kCulture, "A"), absl::OkStatus());
  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "C") << "B stands confirmed";
  EXPECT_THAT(Unconfirmed(desk.context, desk.record, "C"), ElementsAre("I.2"));
}

TEST(Workflow, WithoutVerifiersTheirStageIsPassedOverBothWays) {
  Desk desk({Verified("I.1", ""), Verified("I.2", ""), Verified("I.3", "")});
  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "CLUSTER");
  EXPECT_EQ(desk.record.came_from, "SELF");
  ASSERT_EQ(desk.Return(kLeader), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "SELF");
  // Put there by name it waits for the authority, and says so.
  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  ASSERT_EQ(desk.Return(kLeader, "DEPARTMENT"), absl::OkStatus());
  EXPECT_EQ(ReasonOf(desk.Submit(kFinance)), "NOT_YOUR_TURN");
  const Problem problem = Problem::FromStatus(CheckEdit(desk.context, desk.record, kOwner));
  EXPECT_THAT(problem.message.vi, HasSubstr("thang điểm chưa giao"));
  EXPECT_THAT(problem.message.vi, HasSubstr("thidua sheet reopen"));
  EXPECT_EQ(problem.metadata.at("actors"), "");
  EXPECT_EQ(desk.Reopen(kAuthority), absl::OkStatus());
}

TEST(Workflow, AVerifierOfWhatDoesNotApplyMayNothing) {
  Criterion towns = Verified("I.4", "PTC");
  towns.unit_types = {"THI_TRAN"};
  Desk desk({Verified("I.1", "PVH"), towns});
  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  EXPECT_EQ(ReasonOf(desk.Confirm(kFinance)), "NOT_YOUR_TURN");
  EXPECT_EQ(desk.Confirm(kCulture), absl::OkStatus());
}

TEST(Workflow, VerifiersBeforeTheLastStageLock) {
  const StageChain chain = {StageBy("A", StageActor::kUnit), StageBy("B", StageActor::kVerifiers),
                            StageBy("C", StageActor::kNobody)};
  Desk desk(DefaultCriteria(), chain);
  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  EXPECT_EQ(ReasonOf(desk.Lock(kFinance)), "NOT_CONFIRMED");
  ASSERT_EQ(desk.Confirm(kFinance), absl::OkStatus());
  ASSERT_EQ(desk.Decide(kCulture, "I.2", "1"), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "B") << "only Lock closes";
  EXPECT_EQ(ReasonOf(desk.Submit(kFinance)), "LAST_STAGE");
  ASSERT_EQ(desk.Return(kFinance), absl::OkStatus());
  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "B") << "all is confirmed, but it is not passed over";
  ASSERT_EQ(desk.Lock(kFinance), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "C");
}

TEST(Workflow, TheUnitLocksAChainOfTwoWhenItIsComplete) {
  Desk desk(DefaultCriteria(), {StageBy("A", StageActor::kUnit), StageBy("Z", StageActor::kNobody)});
  desk.record.figures.erase({"I.1", "points"});
  EXPECT_EQ(ReasonOf(desk.Submit(kOwner)), "LAST_STAGE");
  EXPECT_EQ(ReasonOf(desk.Lock(kOwner)), "SHEET_INCOMPLETE");
  EXPECT_EQ(ReasonOf(desk.Confirm(kFinance)), "WRONG_STAGE");
  desk.Report("I.1", "1");
  ASSERT_EQ(desk.Lock(kOwner), absl::OkStatus());
  EXPECT_EQ(ReasonOf(desk.Withdraw(kOwner)), "SHEET_CLOSED");
  EXPECT_EQ(desk.Reopen(kAuthority), absl::OkStatus());
}

TEST(Workflow, ALaterStageOfTheUnitIsItsOwnAgain) {
  Desk desk(DefaultCriteria(), {StageBy("A", StageActor::kUnit), StageBy("B", StageActor::kClusterLeader),
                                StageBy("C", StageActor::kUnit), StageBy("Z", StageActor::kNobody)});
  ASSERT_EQ(desk.Submit(kOwner), absl::OkStatus());
  ASSERT_EQ(desk.Submit(kLeader), absl::OkStatus());
  EXPECT_EQ(CheckEdit(desk.context, desk.record, kOwner), absl::OkStatus());
  EXPECT_EQ(ReasonOf(CheckEdit(desk.context, desk.record, kLeader)), "NOT_YOUR_TURN");
  EXPECT_EQ(desk.Lock(kOwner), absl::OkStatus());
}

TEST(Workflow, AStageThatTheChainNoLongerHasIsTheFirst) {
  Desk desk;
  desk.BringTo("CLUSTER");
  desk.record.stage = "GONE";
  EXPECT_EQ(StageOf(DefaultStages(), desk.record), 0);
  EXPECT_EQ(ReasonOf(desk.Withdraw(kFinance)), "WRONG_STAGE");
  EXPECT_EQ(desk.Submit(kOwner), absl::OkStatus());
  EXPECT_EQ(desk.Stage(), "CLUSTER");
  desk.record.came_from = "GONE";
  EXPECT_EQ(ReasonOf(desk.Withdraw(kFinance)), "WRONG_STAGE");
}

// --- Queries

TEST(Workflow, StageOfFindsTheIndex) {
  SheetRecord record;
  EXPECT_EQ(StageOf(DefaultStages(), record), 0);
  for (size_t i = 0; i < DefaultStages().size(); ++i) {
    record.stage = DefaultStages()[i].code;
    EXPECT_EQ(StageOf(DefaultStages(), record), static_cast<int>(i));
  }
}

TEST(Workflow, UnconfirmedIsForStagesOfVerifiersOnly) {
  Desk desk;
  EXPECT_THAT(Unconfirmed(desk.context, desk.record, "DEPARTMENT"), ElementsAre("I.1", "I.2"));
  EXPECT_THAT(Unconfirmed(desk.context, desk.record, "CLUSTER"), IsEmpty());
  EXPECT_THAT(Unconfirmed(desk.context, desk.record, "nope"), IsEmpty());
}

TEST(Workflow, MostPointsAddsEveryBonus) {
  struct Case {
    const char* name;
    Rule rule;
    std::vector<Adjustment> bonuses;
    const char* most;  // Empty: no bound.
  };
  const Adjustment capped{.input = "b", .points_each = D("2"), .cap = D("4.5")};
  const Adjustment uncapped{.input = "u", .points_each = D("2")};
  const Attainment attainment{.bonus_per_percent = D("0.5"), .bonus_cap = D("5")};
  for (const Case& c : std::vector<Case>{
           {"plain", Declared{}, {}, "100"},
           {"capped bonus", Declared{}, {capped}, "104.5"},
           {"two of them", Declared{}, {capped, capped}, "109"},
           {"one without a cap", Declared{}, {capped, uncapped}, ""},
           {"attainment", attainment, {capped}, "109.5"},
           {"attainment without a bonus", Attainment{.bonus_cap = D("5")}, {}, "100"},
           {"attainment without a cap", Attainment{.bonus_per_percent = D("1")}, {}, ""},
           {"year", YearOverYear{.bonus_per_unit = D("1"), .bonus_cap = D("3")}, {}, "103"},
           {"year without a bonus", YearOverYear{}, {}, "100"},
           {"year without a cap", YearOverYear{.bonus_per_unit = D("1")}, {capped}, ""},
       }) {
    SCOPED_TRACE(c.name);
    Criterion criterion = CriterionOf("x", c.rule);
    criterion.bonuses = c.bonuses;
    criterion.deductions = {uncapped};
    const std::optional<Rational> most = MostPoints(criterion);
    EXPECT_EQ(most.has_value() ? most->ToString(0) : "", c.most);
  }
}

TEST(Workflow, UnboundedBonusesLeaveNoUpperBound) {
  Criterion criterion = CriterionOf("I.1", Declared{});
  criterion.bonuses = {{.input = "b", .points_each = D("1")}};
  Desk desk({criterion});
  EXPECT_EQ(desk.Decide(kOwner, "I.1", "99999"), absl::OkStatus());
  EXPECT_THAT(Problem::FromStatus(desk.Decide(kOwner, "I.1", "-1")).message.vi, HasSubstr("từ 0 điểm trở lên"));
}

TEST(Workflow, DecisionAtIsTheLatestStageUpToIt) {
  const StageChain& chain = DefaultStages();
  SheetRecord record;
  record.decisions[{"x", "SELF"}] = {.points = "1", .at = At(9)};
  record.decisions[{"x", "CLUSTER"}] = {.points = "3", .at = At(5)};
  record.decisions[{"x", "GONE"}] = {.points = "7"};
  record.decisions[{"y", "APPRAISAL"}] = {.points = "4"};
  const auto points = [&](int stage, const char* criterion) {
    const Decision* decision = DecisionAt(chain, stage, record, criterion);
    return decision == nullptr ? "computed" : decision->points;
  };
  EXPECT_EQ(points(-1, "x"), "computed");
  EXPECT_EQ(points(0, "x"), "1");
  EXPECT_EQ(points(1, "x"), "1");
  EXPECT_EQ(points(2, "x"), "3") << "by stage, not by time";
  EXPECT_EQ(points(4, "x"), "3");
  EXPECT_EQ(points(99, "x"), "3");
  EXPECT_EQ(points(2, "y"), "computed");
  EXPECT_EQ(points(3, "y"), "4");
  EXPECT_EQ(points(4, "z"), "computed");
}

}  // namespace
}  // namespace thidua::scoring
