// Every earlier state of a sheet can be shown as it was, and any two compared.

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/integration/ba_to_sheets.h"

namespace thidua::integration {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::StartsWith;

constexpr int kEdits = 200;
constexpr int kPairs = 150;
constexpr unsigned kSeed = 20231231;
constexpr char kUnit[] = "21526";
constexpr char kNeighbour[] = "21535";

// Kind, criterion and name: before and after.
using Differences = std::map<std::tuple<int, std::string, std::string>, std::pair<std::string, std::string>>;

// What a sheet holds, each entry as a text of its own.
std::map<std::tuple<int, std::string, std::string>, std::string> EntriesOf(const pb::Sheet& sheet) {
  std::map<std::tuple<int, std::string, std::string>, std::string> entries;
  for (const pb::SheetCriterion& one : sheet.criteria()) {
    for (const pb::Input& input : one.inputs()) {
      entries[{pb::SheetChange::FIGURE, one.criterion(), input.name()}] = input.value() + "|" + input.source();
    }
    for (pb::Decision decision : one.decisions()) {
      decision.clear_on_older_figures();
      entries[{pb::SheetChange::DECISION, one.criterion(), decision.stage()}] =
          decision.points() + "|" + decision.SerializeAsString();
    }
    for (pb::Confirmation confirmation : one.confirmations()) {
      confirmation.clear_on_older_figures();
      entries[{pb::SheetChange::CONFIRMATION, one.criterion(), confirmation.stage()}] =
          confirmation.by().name() + "|" + confirmation.SerializeAsString();
    }
    for (const pb::Evidence& evidence : one.evidence()) {
      entries[{pb::SheetChange::EVIDENCE, one.criterion(), evidence.id()}] = evidence.title() + "|";
    }
  }
  return entries;
}

Differences DifferencesOf(const pb::Sheet& from, const pb::Sheet& to) {
  Differences differences;
  for (const auto& [key, text] : EntriesOf(from)) differences[key].first = text;
  for (const auto& [key, text] : EntriesOf(to)) differences[key].second = text;
  std::erase_if(differences, [](const auto& one) { return one.second.first == one.second.second; });
  return differences;
}

std::string FirstOf(const std::string& text) { return text.substr(0, text.find('|')); }

class SheetHistoryTest : public ::testing::Test {
 protected:
  // Does something that may be possible where the sheet stands.
  Outcome DoSomething() {
    const std::string stage = desk_.Sheet(kUnit).stage();
    if (Chance(10)) {
      return desk_.Update(OfUnit(kNeighbour), kNeighbour, {{"I.1", "actual", Number()}, {"I.1", "plan", Number()}});
    }
    if (stage == "SELF") return Chance(20) ? desk_.Submit(OfUnit(kUnit), kUnit) : Report();
    if (stage == "DEPARTMENT") return Verify();
    if (stage == "CLUSTER") return Judge(OfUnit(kLeader));
    if (stage == "APPRAISAL") return Chance(30) ? desk_.Lock(OfUnit(kDistrict), kUnit) : Judge(OfUnit(kDistrict));
    return desk_.Reopen(OfUnit(kDistrict), kUnit, Pick({"", "DEPARTMENT", "CLUSTER"}), "Kiểm tra lại");
  }

  Outcome Report() {
    const std::vector<Edit> edits = {{"I.1", "actual", Number(), Pick({"", "báo cáo", "niên giám"})},
                                     {"I.2", "plan", Number()},
                                     {"I.4", "grade", Pick({"TOT", "KHA", "TRUNG_BINH"})},
                                     {"I.13", "fatalAccidents", Pick({"", "1", "2"})},
                                     {"II.1", "done", Pick({"3", "5", "8"}), "sổ theo dõi"},
                                     {"II.10", "points", Pick({"90", "95.5"})}};
    switch (random_() % 8) {
      case 0:
        return desk_.Attach(OfUnit(kUnit), kUnit, kProved[random_() % kProved.size()]);
      case 1:
        return RemoveSomeEvidence();
      case 2:
        return desk_.Decide(OfUnit(kUnit), kUnit, "III.1", Pick({"80", "75.5", ""}), "Tự chấm");
      case 3: {
        auto request = desk_.UpdateOf(kUnit, {edits[4]});
        request.mutable_edits(0)->set_source(absl::StrCat("nguồn ", random_() % 5));
        request.mutable_update_mask()->add_paths("source");
        return desk_.Update(OfUnit(kUnit), request);
      }
      default:
        return desk_.Update(OfUnit(kUnit), kUnit, {edits[random_() % 3], edits[3 + random_() % 3]});
    }
  }

  Outcome RemoveSomeEvidence() {
    const pb::Sheet sheet = desk_.Sheet(kUnit);
    const pb::SheetCriterion& criterion = CriterionOf(sheet, kProved[random_() % kProved.size()]);
    if (criterion.evidence_size() < 2) return desk_.Attach(OfUnit(kUnit), kUnit, criterion.criterion());
    return desk_.RemoveEvidence(OfUnit(kUnit), kUnit, criterion.evidence(0).id());
  }

  Outcome Verify() {
    const std::string office = kOffices[random_() % kOffices.size()];
    if (Chance(15)) return desk_.Withdraw(OfUnit(kUnit), kUnit);
    if (Chance(15)) return desk_.Return(OfOffice(office), kUnit, "", {"I.1"}, "Chưa khớp");
    if (Chance(20)) return desk_.Decide(OfOffice(kFinance), kUnit, "I.5", Number(), "Đối chiếu");
    return desk_.Confirm(OfOffice(office), kUnit);
  }

  Outcome Judge(const Actor& by) {
    if (Chance(15)) return desk_.Return(by, kUnit, Pick({"", "SELF"}), {}, "Cần xem lại");
    if (Chance(25)) return desk_.Submit(by, kUnit);
    if (Chance(10)) return desk_.Attach(by, kUnit, "I.2");
    return desk_.Decide(by, kUnit, Pick({"I.4", "III.3", "II.2"}), Pick({"50", "60.25", "70", ""}),
                        "Theo biên bản họp");
  }

  void Remember() {
    const int64_t version = desk_.Version(kCenter);
    for (const char* unit : {kUnit, kNeighbour}) known_[unit][version] = desk_.Sheet(unit);
  }

  // Makes the edits, a correction of the scale among them, and remembers the sheets after each.
  void EditManyTimes() {
    MustBe(desk_.Update(OfUnit(kUnit), kUnit, FiguresOf(kUnit)));
    Remember();
    bool corrected = false;
    for (int edits = 1; edits < kEdits;) {
      if (edits >= kEdits / 2 && !corrected && desk_.Sheet(kUnit).stage() != "PUBLISHED") {
        desk_.MustImport(kImportScale, ScaleFile(kScoredYear, [](pb::Scale& scale) {
                           CriterionOf(scale, "I.4").mutable_deductions(0)->set_points_each("3");
                           CriterionOf(scale, "II.1").set_title("Đã đổi tên");
                         }));
        corrected = true;
        Remember();
      }
      const Outcome outcome = DoSomething();
      ++(outcome.ok() ? done_ : refused_)[outcome.ok() ? outcome.sheet.stage() : outcome.reason()];
      if (!outcome.ok() || outcome.sheet.changes() == 0) continue;
      ++edits;
      Remember();
    }
    std::cout << "seed " << kSeed << ", " << kEdits << " edits leading to:";
    for (const auto& [stage, count] : done_) std::cout << ' ' << stage << ' ' << count;
    std::cout << '\n';
  }

  bool Chance(unsigned percent) { return random_() % 100 < percent; }
  std::string Number() { return absl::StrCat(1 + random_() % 100); }
  std::string Pick(const std::vector<std::string>& from) { return from[random_() % from.size()]; }

  std::mt19937 random_{kSeed};
  const ScoringProcess process_;
  const Desk desk_ = process_.NewDesk();
  std::map<std::string, std::map<int64_t, pb::Sheet>> known_;  // By unit and version of the cluster-year.
  std::map<std::string, int> done_, refused_;
};

TEST_F(SheetHistoryTest, EveryStateCanBeShownAndCompared) {
  EditManyTimes();
  for (const char* stage : {"SELF", "DEPARTMENT", "CLUSTER", "APPRAISAL", "PUBLISHED"}) EXPECT_GT(done_[stage], 0);
  for (const auto& [unit, sheets] : known_) {
    for (const auto& [version, sheet] : sheets) {
      const pb::Sheet shown = desk_.Sheet(unit, version);
      std::string difference;
      MessageDifferencer differencer;
      differencer.ReportDifferencesToString(&difference);
      EXPECT_TRUE(differencer.Compare(sheet, shown)) << unit << " at " << version << ":\n" << difference;
    }
  }

  std::vector<int64_t> versions;
  for (const auto& [version, sheet] : known_[kUnit]) versions.push_back(version);
  for (int pair = 0; pair < kPairs; ++pair) {
    const int64_t from = versions[random_() % versions.size()];
    const int64_t to = pair % 10 == 0 ? 0 : versions[random_() % versions.size()];
    const pb::Sheet& before = known_[kUnit][from];
    const pb::Sheet& after = to == 0 ? known_[kUnit].rbegin()->second : known_[kUnit][to];
    SCOPED_TRACE(absl::StrCat("from ", from, " to ", to));
    Differences expected = DifferencesOf(before, after);
    bool moved = false;
    for (const pb::SheetChange& change : desk_.Compare(kUnit, from, to)) {
      if (change.kind() == pb::SheetChange::STANDING) {
        moved = true;
        continue;
      }
      const auto found = expected.find({change.kind(), change.criterion(), change.name()});
      ASSERT_NE(found, expected.end()) << change.ShortDebugString();
      EXPECT_EQ(change.from().empty(), found->second.first.empty());
      EXPECT_EQ(change.to().empty(), found->second.second.empty());
      EXPECT_THAT(change.from(), StartsWith(FirstOf(found->second.first)));
      EXPECT_THAT(change.to(), StartsWith(FirstOf(found->second.second)));
      expected.erase(found);
    }
    EXPECT_TRUE(expected.empty()) << expected.size() << " differences are not told";
    EXPECT_TRUE(moved || before.stage() == after.stage());
  }
}

TEST_F(SheetHistoryTest, RevisionsComeInPagesNewestFirst) {
  EditManyTimes();
  std::vector<int64_t> written;  // Versions at which the sheet changed, newest first.
  for (const auto& [version, sheet] : known_[kUnit]) {
    if (sheet.version() == version) written.insert(written.begin(), version);
  }
  for (const int page_size : {1, 7, 100, 500}) {
    const std::vector<pb::Revision> revisions = desk_.Revisions(kUnit, page_size);
    ASSERT_EQ(revisions.size(), written.size());
    for (size_t i = 0; i < revisions.size(); ++i) {
      EXPECT_EQ(revisions[i].version(), written[i]);
      EXPECT_TRUE(i == 0 || revisions[i].number() < revisions[i - 1].number());
    }
  }
  const std::vector<pb::Revision> revisions = desk_.Revisions(kUnit);
  for (size_t i = 0; i < revisions.size(); ++i) {
    const int64_t before = i + 1 < written.size() ? written[i + 1] : 0;
    pb::Revision compared = revisions[i];
    compared.clear_changes();
    for (const pb::SheetChange& change : desk_.Compare(kUnit, before, written[i])) *compared.add_changes() = change;
    EXPECT_TRUE(MessageDifferencer::Equals(revisions[i], compared)) << "version " << written[i];
  }
}

TEST_F(SheetHistoryTest, NoSuchVersionAndNoSuchPage) {
  MustBe(desk_.Update(OfUnit(kUnit), kUnit, FiguresOf(kUnit)));
  pb::GetSheetRequest request;
  request.set_unit(kUnit);
  request.set_year(kScoredYear);
  pb::GetSheetResponse response;
  for (const int64_t version : {desk_.Version(kCenter) + 1, int64_t{-1}}) {
    request.set_version(version);
    const grpc::Status status = Desk::Call(desk_.sheets(), &SheetService::Stub::GetSheet, request, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(ReasonOf(status), "UNKNOWN_VERSION");
  }
  pb::ListRevisionsRequest page;
  page.set_unit(kUnit);
  page.set_year(kScoredYear);
  pb::ListRevisionsResponse revisions;
  for (const char* token : {"x", "21535/2023/1", "21526/2023/", "21526/2023/1x", "21526/2023/-4"}) {
    page.set_page_token(token);
    EXPECT_EQ(ReasonOf(Desk::Call(desk_.sheets(), &SheetService::Stub::ListRevisions, page, &revisions)),
              "BAD_PAGE_TOKEN");
  }
}

}  // namespace
}  // namespace thidua::integration
