#include "services/scoring/domain/quality.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services/scoring/domain/scale_builder_for_test.h"

namespace thidua::scoring {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Inputs = std::map<std::string, std::string>;

// Every kind of input. Nothing is adjusted and no evidence is required but of "plan".
ScaleDefinition Definition() {
  Criterion plan = CriterionOf("plan", Attainment{});
  plan.title = "Thu ngân sách";
  plan.evidence_required = true;
  plan.deductions = {{.input = "late", .title = "nộp muộn", .points_each = D("1")}};
  plan.bonuses = {{.input = "extra", .title = "sáng kiến", .points_each = D("1")}};
  plan.zero_if = {"fraud"};
  Criterion towns = CriterionOf("towns", Attainment{});
  towns.unit_types = {"THI_TRAN"};
  towns.evidence_required = true;
  return DefinitionOf({plan, CriterionOf("rate", Tiers{.tiers = {{D("90"), D("100")}}}),
                       CriterionOf("year", YearOverYear{.better = YearOverYear::Better::kHigher}),
                       CriterionOf("count", Milestones{.required = D("19"), .points_per_unit = D("5")}),
                       CriterionOf("list", Checklist{.required = D("9")}),
                       CriterionOf("grade", Grade{.levels = {{"TOT", D("100")}, {"KHA", D("80")}}}), towns});
}

// The sheets of a cluster, with what they point to.
class Cluster {
 public:
  explicit Cluster(const Scale& scale) : scale_(scale) {}

  Sheet& Add(const std::string& unit, const Inputs& inputs, const std::string& type = "XA") {
    Sheet& sheet = sheets_.emplace_back(SheetOf(scale_, inputs, unit, type));
    last_added_ = &records_.emplace_back(RecordOf(unit, inputs));
    reported_.push_back({.sheet = &sheet, .record = last_added_, .unit_name = "Xã " + unit});
    return sheet;
  }
  // Of the sheet that was added last, like what is attached.
  void LastYear(const Inputs& inputs) {
    reported_.back().last_year = &records_.emplace_back(RecordOf(reported_.back().sheet->unit, inputs));
  }
  void Attach(const std::string& criterion) { last_added_->evidence["e-" + criterion].criterion = criterion; }

  std::vector<ReportedSheet>& reported() { return reported_; }
  std::vector<Warning> Find() const { return FindWarnings(scale_, reported_); }

 private:
  static SheetRecord RecordOf(const std::string& unit, const Inputs& inputs) {
    SheetRecord record{.unit = unit};
    for (const auto& [path, text] : inputs) {
      const size_t dot = path.rfind('.');
      record.figures[{path.substr(0, dot), path.substr(dot + 1)}].value = text;
    }
    return record;
  }

  const Scale& scale_;
  std::deque<Sheet> sheets_;
  std::deque<SheetRecord> records_;
  std::vector<ReportedSheet> reported_;
  SheetRecord* last_added_ = nullptr;
};

const char* NameOf(Warning::Kind kind) {
  switch (kind) {
    case Warning::Kind::kFarFromLastYear:
      return "last year";
    case Warning::Kind::kFarFromCluster:
      return "cluster";
    case Warning::Kind::kFractionOrPercent:
      return "percent";
    case Warning::Kind::kMissingEvidence:
      return "evidence";
    case Warning::Kind::kIdenticalSheets:
      return "identical";
  }
  return "";
}

// E.g. "cluster u plan.actual 1000 ~ 95"; parts that are empty are left out.
std::string Text(const Warning& warning) {
  std::string text = std::string(NameOf(warning.kind)) + " " + warning.unit;
  if (!warning.criterion.empty()) text += " " + warning.criterion;
  if (!warning.input.empty()) text += "." + warning.input;
  if (!warning.value.empty()) text += " " + warning.value;
  if (!warning.compared.empty()) text += " ~ " + warning.compared;
  return text;
}

std::vector<std::string> Texts(const std::vector<Warning>& warnings, const std::string& unit = "") {
  std::vector<std::string> texts;
  for (const Warning& warning : warnings) {
    if (unit.empty() || warning.unit == unit) texts.push_back(Text(warning));
  }
  return texts;
}

// What is said of unit "u" that reports `value` where the others report `others`.
std::vector<std::string> Against(const std::string& input, const std::string& value,
                                 const std::vector<std::string>& others) {
  const Scale scale(Definition());
  Cluster cluster(scale);
  cluster.Add("u", {{input, value}});
  cluster.Attach("plan");
  for (const std::string& other : others)
    cluster.Add("o" + std::to_string(cluster.reported().size()), {{input, other}});
  return Texts(cluster.Find(), "u");
}

TEST(FindWarnings, ComparesWithTheMedianOfTheOthers) {
  struct Case {
    const char* value;
    std::vector<std::string> others;
    const char* warning;  // Kind and median; empty: none.
  };
  const std::vector<Case> cases = {
      {"100", {"10", "10", "10"}, "cluster 10"},
      {"99.999999", {"10", "10", "10"}, ""},
      {"1.1", {"11", "11", "11"}, "cluster 11"},
      {"1.100001", {"11", "11", "11"}, ""},
      {"250", {"40", "10", "30", "20"}, "cluster 25"},
      {"249.9", {"40", "10", "30", "20"}, ""},
      {"2", {"40", "10", "30", "20"}, "cluster 25"},
      {"300", {"30", "1", "300"}, "cluster 30"},
      {"300", {"30", "300", "300"}, ""},
      {"10000", {"0.25", "0.5", "700", "800"}, "cluster 350.25"},
      {"1000", {"10", "10"}, ""},
      {"1000", {}, ""},
      {"0", {"10", "10", "10"}, ""},
      {"10", {"0", "0", "0"}, ""},
      {"10", {"0", "1", "0.5"}, "cluster 0.5"},
      {"-10", {"10", "10", "10"}, ""},
      {"-100", {"10", "10", "10"}, "cluster 10"},
      {"-1", {"-12", "-12", "-12"}, "cluster -12"},

      {"0.95", {"95", "94", "96"}, "percent 95"},
      {"95", {"0.95", "0.94", "0.96"}, "percent 0.95"},
      {"0.475", {"95", "94", "96"}, "percent 95"},
      {"0.474999", {"95", "94", "96"}, "cluster 95"},
      {"1", {"50", "50", "50"}, "percent 50"},
      {"1", {"49.99", "49.99", "49.99"}, "cluster 49.99"},
      {"1.01", {"95", "94", "96"}, "cluster 95"},
      {"190", {"0.95", "0.94", "0.96"}, "percent 0.95"},
      {"190.1", {"0.95", "0.94", "0.96"}, "cluster 0.95"},
      {"47.5", {"0.95", "0.94", "0.96"}, "percent 0.95"},
      {"47.4", {"0.95", "0.94", "0.96"}, "cluster 0.95"},
      {"95", {"1.5", "1.5", "1.5"}, "cluster 1.5"},
      {"0.01", {"0.9", "0.9", "0.9"}, "cluster 0.9"},
      {"0.01", {"1.5", "1.5", "1.5"}, "percent 1.5"},
      {"0.95", {"0.0095", "0.0095", "0.0095"}, "cluster 0.0095"},
      {"-0.95", {"95", "94", "96"}, "cluster 95"},
  };
  for (const Case& each : cases) {
    std::vector<std::string> expected;
    const std::string warning = each.warning;
    if (const size_t space = warning.find(' '); space != std::string::npos) {
      expected = {warning.substr(0, space) + " u rate.value " + each.value + " ~ " + warning.substr(space + 1)};
    }
    EXPECT_EQ(Against("rate.value", each.value, each.others), expected)
        << each.value << " against " << ::testing::PrintToString(each.others);
  }
}

TEST(FindWarnings, OnlyMeasuredInputsAreCompared) {
  const std::vector<std::string> hundreds = {"100", "100", "100"};
  for (const char* rate :
       {"plan.plan", "plan.actual", "rate.value", "rate.part", "rate.whole", "year.current", "year.previous"}) {
    EXPECT_THAT(Against(rate, "1", hundreds), ElementsAre(std::string("percent u ") + rate + " 1 ~ 100"));
  }
  for (const char* count : {"count.achieved", "list.done"}) {
    EXPECT_THAT(Against(count, "1", hundreds), ElementsAre(std::string("cluster u ") + count + " 1 ~ 100"));
  }
  for (const char* adjustment : {"plan.late", "plan.extra", "plan.fraud"}) {
    EXPECT_THAT(Against(adjustment, "1", hundreds), IsEmpty());
  }
}

TEST(FindWarnings, InheritedFiguresAndOtherTypesOfUnitsDoNotCount) {
  const Scale scale(Definition());
  const int previous = *scale.FindSlot(*scale.FindCriterion("year"), "previous");
  Cluster inherited(scale);
  const auto add = [&](const std::string& unit, const Inputs& inputs) -> Sheet& {
    Sheet& sheet = inherited.Add(unit, inputs);
    inherited.Attach("plan");
    return sheet;
  };
  for (const char* unit : {"u1", "u2", "u3"}) add(unit, {{"year.previous", "10"}});
  for (const char* unit : {"u4", "u5"}) {
    add(unit, {{"grade.grade", "TOT"}}).cells[previous] = {.value = D("1000"), .present = true, .inherited = true};
  }
  inherited.LastYear({{"year.previous", "1"}});
  EXPECT_THAT(Texts(inherited.Find()), IsEmpty());
  add("u6", {{"year.previous", "1000"}});
  EXPECT_THAT(Texts(inherited.Find()), ElementsAre("cluster u6 year.previous 1000 ~ 10"));

  Cluster types(scale);
  for (const char* unit : {"u1", "u2", "u3"}) types.Add(unit, {{"towns.actual", "10"}}, "XA");
  types.Add("u4", {{"towns.actual", "1000"}}, "XA");
  types.LastYear({{"towns.actual", "10"}});
  types.Add("u5", {{"towns.actual", "1000"}}, "THI_TRAN");
  for (const Warning& warning : types.Find()) EXPECT_EQ(warning.kind, Warning::Kind::kMissingEvidence) << Text(warning);
}

TEST(FindWarnings, GradesAreNoNumbers) {
  Grade grade;
  for (const char* label : {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "20"}) {
    grade.levels.push_back({label, D("1")});
  }
  const Scale scale(DefinitionOf({CriterionOf("grade", grade)}));
  Cluster cluster(scale);
  for (const char* unit : {"u1", "u2", "u3"}) cluster.Add(unit, {{"grade.grade", "20"}});
  cluster.Add("u4", {{"grade.grade", "2"}});
  cluster.LastYear({{"grade.grade", "20"}});
  EXPECT_THAT(Texts(cluster.Find()), IsEmpty());
}

TEST(FindWarnings, ComparesWithLastYear) {
  struct Case {
    const char* input;
    const char* value;
    const char* last_year;
    bool warned;
  };
  for (const Case& each : std::vector<Case>{
           {"plan.actual", "34265070", "3426507", true},
           {"plan.actual", "34265069.999999", "3426507", false},
           {"plan.actual", "3426507", "34265070", true},
           {"plan.actual", "3426507.000001", "34265070", false},
           {"plan.actual", "0", "34265070", false},
           {"plan.actual", "34265070", "0", false},
           {"year.current", "-5", "5", false},
           {"year.current", "-50", "5", true},
           {"count.achieved", "1", "10", true},
           {"rate.value", "0.95", "95", true},
           {"plan.late", "1", "100", false},
           {"plan.actual", "5", "TOT", false},
           {"plan.actual", "5", "", false},
       }) {
    const Scale scale(Definition());
    Cluster cluster(scale);
    cluster.Add("u", {{each.input, each.value}});
    cluster.Attach("plan");
    cluster.LastYear({{each.input, each.last_year}});
    std::vector<std::string> expected;
    if (each.warned) {
      expected = {std::string("last year u ") + each.input + " " + each.value + " ~ " + each.last_year};
    }
    EXPECT_EQ(Texts(cluster.Find()), expected) << each.input << " " << each.value << " after " << each.last_year;
  }
}

TEST(FindWarnings, NothingToCompareWithLastYear) {
  const Scale scale(Definition());
  Cluster cluster(scale);
  cluster.Add("u", {{"plan.actual", "5"}});
  cluster.Attach("plan");
  cluster.LastYear({{"plan.plan", "500"}, {"rate.value", "500"}});
  EXPECT_THAT(Texts(cluster.Find()), IsEmpty());
}

TEST(FindWarnings, MissingEvidence) {
  const Scale scale(Definition());
  Cluster cluster(scale);
  cluster.Add("u1", {{"plan.actual", "5"}});
  cluster.Add("u2", {{"plan.actual", "5"}});
  cluster.Attach("plan");
  cluster.Add("u3", {{"plan.actual", "5"}});
  cluster.Attach("rate");
  cluster.Add("u4", {{"towns.actual", "5"}}, "THI_TRAN");
  EXPECT_THAT(Texts(cluster.Find()),
              ElementsAre("evidence u1 plan", "evidence u3 plan", "evidence u4 plan", "evidence u4 towns"));
}

const Inputs kFive = {
    {"plan.plan", "10"}, {"plan.actual", "9.50"}, {"plan.late", "2"}, {"grade.grade", "TOT"}, {"year.current", "7"}};

Inputs With(Inputs inputs, const Inputs& more) {
  for (const auto& [path, text] : more) inputs[path] = text;
  return inputs;
}

std::vector<std::string> Identical(const std::vector<Inputs>& sheets) {
  const Scale scale(Definition());
  Cluster cluster(scale);
  for (const Inputs& inputs : sheets) {
    cluster.Add("u" + std::to_string(cluster.reported().size()), inputs);
    cluster.Attach("plan");
  }
  return Texts(cluster.Find());
}

TEST(FindWarnings, IdenticalSheets) {
  EXPECT_THAT(Identical({kFive, kFive}), ElementsAre("identical u0 ~ u1", "identical u1 ~ u0"));
  EXPECT_THAT(Identical({kFive, With(kFive, {{"plan.plan", "10.0"}, {"plan.actual", "9.5"}})}),
              ElementsAre("identical u0 ~ u1", "identical u1 ~ u0"))
      << "the same figures, spelled differently";
  EXPECT_THAT(Identical({kFive, With(kFive, {{"list.done", "3"}}), kFive, kFive}),
              ElementsAre("identical u0 ~ u2, u3", "identical u2 ~ u0, u3", "identical u3 ~ u0, u2"));
  for (const Inputs& other : std::vector<Inputs>{{{"plan.late", "3"}},
                                                 {{"plan.actual", "9.500001"}},
                                                 {{"plan.actual", "95"}},
                                                 {{"grade.grade", "KHA"}},
                                                 {{"count.achieved", "7"}}}) {
    EXPECT_THAT(Identical({kFive, With(kFive, other)}), IsEmpty()) << other.begin()->first;
  }
  Inputs four = kFive;
  four.erase("plan.late");
  EXPECT_THAT(Identical({four, four}), IsEmpty());
  Inputs moved = four;
  moved["plan.extra"] = "2";
  EXPECT_THAT(Identical({kFive, moved}), IsEmpty()) << "the same values of other inputs";
}

TEST(FindWarnings, InheritedFiguresDoNotMakeSheetsIdenticalOrDifferent) {
  const Scale scale(Definition());
  const int previous = *scale.FindSlot(*scale.FindCriterion("year"), "previous");
  const auto find = [&](const Inputs& inputs) {
    Cluster cluster(scale);
    cluster.Add("u0", inputs);
    cluster.Attach("plan");
    Sheet& other = cluster.Add("u1", inputs);
    cluster.Attach("plan");
    other.cells[previous] = {.value = D("4"), .present = true, .inherited = true};
    return Texts(cluster.Find());
  };
  EXPECT_THAT(find(kFive), ElementsAre("identical u0 ~ u1", "identical u1 ~ u0"));
  Inputs four = kFive;
  four.erase("plan.late");
  EXPECT_THAT(find(four), IsEmpty());
}

TEST(FindWarnings, SaysNothingOfEmptySheets) {
  const Scale scale(Definition());
  Cluster cluster(scale);
  for (const char* unit : {"u1", "u2", "u3", "u4"}) cluster.Add(unit, {});
  cluster.LastYear(kFive);
  EXPECT_THAT(Texts(cluster.Find()), IsEmpty());
  EXPECT_THAT(FindWarnings(scale, {}), IsEmpty());
}

TEST(FindWarnings, GoByUnitThenByTheScale) {
  const Scale scale(Definition());
  Cluster cluster(scale);
  const Inputs usual = {{"plan.plan", "20"}, {"plan.actual", "20"}, {"rate.value", "80"}, {"year.current", "5"}};
  for (const char* unit : {"b", "c"}) cluster.Add(unit, With(usual, {{"count.achieved", "3"}}));
  cluster.Add("d", usual);
  cluster.Attach("plan");
  cluster.Add("a", {{"plan.plan", "400"}, {"plan.actual", "300"}, {"rate.value", "0.8"}, {"year.current", "5"}});
  cluster.LastYear({{"plan.actual", "20"}, {"year.current", "50"}, {"rate.value", "0.7"}});
  EXPECT_THAT(
      Texts(cluster.Find()),
      ElementsAre("evidence a plan", "cluster a plan.plan 400 ~ 20", "last year a plan.actual 300 ~ 20",
                  "cluster a plan.actual 300 ~ 20", "percent a rate.value 0.8 ~ 80", "last year a year.current 5 ~ 50",
                  "identical b ~ c", "evidence b plan", "identical c ~ b", "evidence c plan"));
}

TEST(FindWarnings, MessagesSayWhereWhatAndWhatToCheck) {
  const Scale scale(Definition());
  Cluster cluster(scale);
  for (const char* unit : {"b", "c"}) cluster.Add(unit, With(kFive, {{"rate.value", "95"}}));
  cluster.Add("d", {{"plan.actual", "11"}, {"rate.value", "95"}});
  cluster.Add("a", {{"plan.actual", "34265077"}, {"rate.value", "0.95"}});
  cluster.LastYear({{"plan.actual", "12.5"}});
  std::map<std::string, Message> messages;
  for (const Warning& warning : cluster.Find()) {
    EXPECT_THAT(warning.message.vi, HasSubstr("Xã " + warning.unit));
    EXPECT_THAT(warning.message.en, HasSubstr("Xã " + warning.unit));
    messages.emplace(NameOf(warning.kind), warning.message);
  }
  EXPECT_EQ(messages.at("last year").vi,
            "Xã a, tiêu chí plan \"Thu ngân sách\", mục \"thực hiện\" ghi 34\u00a0265\u00a0077, trong khi năm trước là "
            "12.5: chênh nhau từ 10 lần trở lên. Hãy kiểm tra đơn vị tính và dấu thập phân; nếu số liệu đúng thì giữ "
            "nguyên.");
  EXPECT_EQ(messages.at("last year").en,
            "Xã a, criterion plan \"Thu ngân sách\", input \"actual\" says 34\u00a0265\u00a0077 while last year's "
            "figure was 12.5: 10 times apart or more. Check the unit of measure and the decimal point; if the figure "
            "is right, keep it.");
  EXPECT_THAT(messages.at("cluster").vi, AllOf(HasSubstr("ghi 34\u00a0265\u00a0077"), HasSubstr("trung vị"),
                                               HasSubstr(" là 9.5:"), HasSubstr("đơn vị tính")));
  EXPECT_THAT(messages.at("cluster").en, AllOf(HasSubstr("median"), HasSubstr(" is 9.5:")));
  EXPECT_THAT(messages.at("percent").vi, AllOf(HasSubstr("mục \"giá trị\" ghi 0.95"), HasSubstr(" là 95:"),
                                               HasSubstr("phần trăm"), HasSubstr("sửa thành 95.")));
  EXPECT_THAT(messages.at("percent").en, AllOf(HasSubstr("input \"value\" says 0.95"), HasSubstr("correct it to 95.")));
  EXPECT_THAT(messages.at("evidence").vi, AllOf(HasSubstr("\"Thu ngân sách\""), HasSubstr("chưa có minh chứng")));
  EXPECT_THAT(messages.at("evidence").en, HasSubstr("Attach a document or file"));
  EXPECT_THAT(messages.at("identical").vi, AllOf(HasSubstr("toàn bộ 6 số liệu"), HasSubstr("của Xã c.")));
  EXPECT_THAT(messages.at("identical").en, AllOf(HasSubstr("all 6 figures"), HasSubstr("those of Xã c.")));
}

// Clusters of random figures of very different sizes.
class QualityProperty : public ::testing::TestWithParam<uint64_t> {
 protected:
  QualityProperty() : random_(GetParam()), scale_(Definition()) {}

  int Number(int low, int high) { return std::uniform_int_distribution<>(low, high)(random_); }

  std::string Figure() {
    static const std::vector<std::string> kSizes = {"0.0", "0.", "", "", "1", "20"};
    return kSizes[Number(0, 5)] + std::to_string(Number(1, 99));
  }

  Inputs Figures() {
    Inputs inputs;
    for (const Scale::Slot& slot : scale_.slots()) {
      if (Number(0, 4) == 0) continue;
      inputs[scale_.criteria()[slot.criterion].code + "." + slot.name] = slot.is_grade ? "TOT" : Figure();
    }
    return inputs;
  }

  struct Year {
    Inputs now;
    Inputs before;
  };

  std::vector<Year> Years() {
    std::vector<Year> years;
    for (int u = 0; u < 6; ++u) years.push_back({.now = Figures(), .before = Figures()});
    years.push_back(years.front());
    return years;
  }

  std::vector<Warning> Find(const std::vector<Year>& years) const {
    Cluster cluster(scale_);
    for (const Year& year : years) {
      cluster.Add("u" + std::to_string(cluster.reported().size()), year.now);
      cluster.LastYear(year.before);
    }
    return cluster.Find();
  }

  // Unit, criterion and input of what is far; a figure that looks like a fraction or a percentage is far as well.
  static std::set<std::string> Far(const std::vector<Warning>& warnings) {
    std::set<std::string> far;
    for (const Warning& warning : warnings) {
      if (warning.input.empty()) continue;
      const bool last_year = warning.kind == Warning::Kind::kFarFromLastYear;
      const std::string figure = warning.unit + " " + warning.criterion + "." + warning.input;
      EXPECT_TRUE(far.insert(figure + (last_year ? " last year" : " cluster")).second) << "twice: " << figure;
    }
    return far;
  }

  std::mt19937_64 random_;
  const Scale scale_;
};

TEST_P(QualityProperty, OrderOfSheetsNeverMatters) {
  Cluster cluster(scale_);
  for (const Year& year : Years()) {
    cluster.Add("u" + std::to_string(cluster.reported().size()), year.now);
    cluster.LastYear(year.before);
  }
  const std::vector<Warning> before = cluster.Find();
  EXPECT_FALSE(before.empty());
  std::shuffle(cluster.reported().begin(), cluster.reported().end(), random_);
  const std::vector<Warning> after = cluster.Find();
  EXPECT_EQ(Texts(after), Texts(before));
  ASSERT_EQ(after.size(), before.size());
  for (size_t i = 0; i < after.size(); ++i) EXPECT_EQ(after[i].message, before[i].message);
}

TEST_P(QualityProperty, AnotherUnitOfMeasureForAllMakesNothingFar) {
  std::vector<Year> years = Years();
  const std::set<std::string> before = Far(Find(years));
  EXPECT_FALSE(before.empty());
  for (const char* input : {"plan.actual", "rate.value", "count.achieved", "year.current"}) {
    const Rational factor = D(std::to_string(Number(1, 5000)) + ".5");
    for (Year& year : years) {
      for (Inputs* inputs : {&year.now, &year.before}) {
        const auto figure = inputs->find(input);
        if (figure != inputs->end()) figure->second = (factor * D(figure->second)).ToString(0);
      }
    }
  }
  EXPECT_EQ(Far(Find(years)), before);
}

TEST_P(QualityProperty, EveryoneAlikeIsNeverFar) {
  const Inputs inputs = Figures();
  const std::vector<Warning> warnings = Find(std::vector<Year>(5, {.now = inputs, .before = inputs}));
  EXPECT_THAT(Far(warnings), IsEmpty());
  const auto identical = std::count_if(warnings.begin(), warnings.end(), [](const Warning& warning) {
    return warning.kind == Warning::Kind::kIdenticalSheets;
  });
  EXPECT_EQ(identical, inputs.size() >= 5 ? 5 : 0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, QualityProperty, ::testing::Range<uint64_t>(1, 41));

absl::Time InHanoi(int day, int hour, int minute = 0, int second = 0) {
  return absl::FromCivil(absl::CivilSecond(2024, 1, day, hour, minute, second), VietnamTime());
}

// SELF until the 10th, CLUSTER until the 20th, the district without a deadline.
StageChain Chain() {
  return {{.code = "SELF", .actor = StageActor::kUnit, .due = CivilDay(2024, 1, 10)},
          {.code = "CLUSTER", .actor = StageActor::kClusterLeader, .due = CivilDay(2024, 1, 20)},
          {.code = "DISTRICT", .actor = StageActor::kAuthority},
          {.code = "DONE", .actor = StageActor::kNobody, .due = CivilDay(2024, 1, 2)}};
}

SheetRecord RecordAt(const std::string& stage, std::map<std::string, absl::Time> handed_on = {}) {
  return {.stage = stage, .handed_on = std::move(handed_on)};
}

std::vector<std::string> StageTexts(const Progress& progress) {
  std::vector<std::string> texts;
  for (const StageProgress& at : progress.stages) {
    texts.push_back(std::to_string(at.stage) + ": " + std::to_string(at.standing) + " standing, " +
                    std::to_string(at.handed_on) + " handed on, " + std::to_string(at.handed_on_late) + " late, " +
                    std::to_string(at.overdue) + " overdue");
  }
  return texts;
}

TEST(MeasureProgress, CountsSheetsAtEachStage) {
  const std::vector<SheetRecord> records = {
      SheetRecord{},
      RecordAt("SELF"),
      // Returned: what it was late with once does not count while it stands there again.
      RecordAt("SELF", {{"SELF", InHanoi(12, 8)}}),
      RecordAt("CLUSTER", {{"SELF", InHanoi(10, 23, 59, 59)}}),
      RecordAt("CLUSTER", {{"SELF", InHanoi(11, 0)}}),
      RecordAt("DISTRICT", {{"SELF", InHanoi(9, 8)}, {"CLUSTER", InHanoi(21, 8)}}),
      RecordAt("DONE", {{"SELF", InHanoi(11, 8)}, {"CLUSTER", InHanoi(15, 8)}, {"DISTRICT", InHanoi(30, 8)}}),
      RecordAt("DONE"),
  };
  std::vector<SheetProgress> sheets;
  for (const SheetRecord& record : records) sheets.push_back({.record = &record, .reported = 3, .applicable = 3});
  sheets[0].reported = 0;
  sheets[0].empty = true;
  sheets[4].reported = 2;

  const auto at = [&](int day) { return StageTexts(MeasureProgress(Chain(), sheets, CivilDay(2024, 1, day))); };
  EXPECT_THAT(at(10), ElementsAre("0: 3 standing, 5 handed on, 2 late, 0 overdue",  //
                                  "1: 2 standing, 3 handed on, 1 late, 0 overdue",
                                  "2: 1 standing, 2 handed on, 0 late, 0 overdue",
                                  "3: 2 standing, 0 handed on, 0 late, 0 overdue"));
  EXPECT_THAT(at(11), ElementsAre("0: 3 standing, 5 handed on, 2 late, 3 overdue",  //
                                  "1: 2 standing, 3 handed on, 1 late, 0 overdue",
                                  "2: 1 standing, 2 handed on, 0 late, 0 overdue",
                                  "3: 2 standing, 0 handed on, 0 late, 0 overdue"));
  EXPECT_THAT(at(21), ElementsAre("0: 3 standing, 5 handed on, 2 late, 3 overdue",  //
                                  "1: 2 standing, 3 handed on, 1 late, 5 overdue",
                                  "2: 1 standing, 2 handed on, 0 late, 0 overdue",
                                  "3: 2 standing, 0 handed on, 0 late, 0 overdue"));
  const Progress progress = MeasureProgress(Chain(), sheets, CivilDay(2024, 1, 10));
  EXPECT_EQ(progress.sheets, 8);
  EXPECT_EQ(progress.empty, 1);
  EXPECT_EQ(progress.incomplete, 2);
}

TEST(MeasureProgress, WithoutSheetsOrDeadlines) {
  const Progress none = MeasureProgress(DefaultStages(), {}, CivilDay(2024, 1, 1));
  EXPECT_EQ(none.sheets, 0);
  ASSERT_EQ(none.stages.size(), 5u);
  const SheetRecord record = RecordAt("CLUSTER", {{"SELF", InHanoi(30, 8)}});
  const std::vector<SheetProgress> sheets = {{.record = &record, .reported = 1, .applicable = 1}};
  for (const StageProgress& stage : MeasureProgress(DefaultStages(), sheets, CivilDay(2099, 1, 1)).stages) {
    EXPECT_EQ(stage.handed_on_late, 0);
    EXPECT_EQ(stage.overdue, 0);
  }
}

}  // namespace
}  // namespace thidua::scoring
