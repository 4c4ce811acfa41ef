#include "services/scoring/domain/quality.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/scoring/domain/narration.h"
#include "services/scoring/domain/workflow.h"

namespace thidua::scoring {
namespace {

// A figure in the wrong unit (nghìn đồng for triệu đồng, m² for ha) or with a digit or a decimal point too many is off
// by ten at least; what a good or a bad year does to a commune is hardly ever that much.
const int64_t kFarTimes = 10;
// Fewer say too little about what is usual.
constexpr size_t kOthersForMedian = 3;
const int64_t kPercent = 100;
// A percentage is itself within this factor of what its peers report.
const int64_t kSimilarTimes = 2;
// Sheets with fewer figures may well agree by chance.
constexpr size_t kFiguresToBeIdentical = 5;
// Of a whole sheet, before its criteria and inputs.
constexpr int kWhole = -1;

bool Reported(const Cell& cell) { return cell.present && !cell.inherited; }

Rational Magnitude(const Rational& value) { return value.sign() < 0 ? Rational(0) - value : value; }

// A change of sign alone is not far: what may be negative (an index, a balance) passes through 0.
bool IsFar(const Rational& value, const Rational& other) {
  if (value.sign() == 0 || other.sign() == 0) return false;
  const Rational a = Magnitude(value), b = Magnitude(other);
  return a >= Rational(kFarTimes) * b || b >= Rational(kFarTimes) * a;
}

bool IsSimilar(const Rational& value, const Rational& other) {
  return value * Rational(kSimilarTimes) >= other && value <= other * Rational(kSimilarTimes);
}

bool IsFraction(const Rational& value) { return value.sign() > 0 && value <= Rational(1); }

// `value` as the others write it, when one side seems to write 0.95 and the other 95.
std::optional<Rational> AsOthersWrite(const Rational& value, const Rational& median) {
  if (IsFraction(value) && median > Rational(1)) {
    Rational percent = value * Rational(kPercent);
    if (IsSimilar(percent, median)) return percent;
  }
  if (value > Rational(1) && IsFraction(median)) {
    Rational fraction = value / Rational(kPercent);
    if (IsSimilar(fraction, median)) return fraction;
  }
  return std::nullopt;
}

// What is measured: the inputs of the rule itself. Grades are no numbers, and the counts of adjustments and of zeroIf
// are so small that ten times as many is nothing unusual.
std::vector<int> ComparedSlots(const Scale& scale, int criterion) {
  const Scale::CriterionSlots& slots = scale.slots_of(criterion);
  std::vector<int> compared;
  for (const int slot : {slots.first, slots.second, slots.part, slots.whole}) {
    if (slot >= 0 && !scale.slots()[slot].is_grade) compared.push_back(slot);
  }
  return compared;
}

// Milestones and checklists count things done one by one: 1 beside a median of 100 is little, not a fraction. Every
// other measured input may be a rate, `part` and `whole` included: who knows only the rate writes it over 1 or 100.
bool MayBeRate(const Criterion& criterion) {
  return !std::holds_alternative<Milestones>(criterion.rule) && !std::holds_alternative<Checklist>(criterion.rule);
}

// What a cluster reported for one slot.
class ClusterFigures {
 public:
  ClusterFigures(const Scale& scale, int slot, absl::Span<const ReportedSheet> sheets) {
    const Criterion& criterion = scale.criteria()[scale.slots()[slot].criterion];
    for (const ReportedSheet& sheet : sheets) {
      const Cell& cell = sheet.sheet->cells[slot];
      if (Reported(cell) && criterion.AppliesTo(sheet.sheet->unit_type)) sorted_.emplace_back(cell.value);
    }
    std::sort(sorted_.begin(), sorted_.end());
  }

  // Of all but one that reported `own`. Nothing: too few others.
  std::optional<Rational> MedianWithout(const Rational& own) const {
    const size_t others = sorted_.size() - 1;
    if (others < kOthersForMedian) return std::nullopt;
    const size_t left_out = std::lower_bound(sorted_.begin(), sorted_.end(), own) - sorted_.begin();
    const auto other = [&](size_t i) { return sorted_[i < left_out ? i : i + 1]; };
    return (other((others - 1) / 2) + other(others / 2)) / Rational(2);
  }

 private:
  std::vector<Rational> sorted_;
};

std::string CriterionLabel(const Criterion& criterion) {
  return criterion.title.empty() ? criterion.code : absl::StrCat(criterion.code, " \"", criterion.title, "\"");
}

// "Xã A, tiêu chí I.2 "Thu ngân sách""
Message Place(const ReportedSheet& sheet, const Criterion& criterion) {
  const std::string label = CriterionLabel(criterion);
  return {.vi = absl::StrCat(sheet.unit_name, ", tiêu chí ", label),
          .en = absl::StrCat(sheet.unit_name, ", criterion ", label)};
}

// The same with the input and what was reported for it.
Message Place(const ReportedSheet& sheet, const Scale& scale, int slot, const Rational& value) {
  Message place = Place(sheet, scale.criteria()[scale.slots()[slot].criterion]);
  Message input = DescribeInput(scale, slot);
  if (input.vi.empty()) input = {.vi = scale.slots()[slot].name, .en = scale.slots()[slot].name};
  const std::string figure = FormatFigure(value);
  return {.vi = absl::StrCat(place.vi, ", mục \"", input.vi, "\" ghi ", figure),
          .en = absl::StrCat(place.en, ", input \"", input.en, "\" says ", figure)};
}

Message FarFromLastYear(const Message& place, const Rational& last_year) {
  const std::string figure = FormatFigure(last_year);
  return {.vi = absl::StrCat(place.vi, ", trong khi năm trước là ", figure, ": chênh nhau từ ", kFarTimes,
                             " lần trở lên. Hãy kiểm tra đơn vị tính và dấu thập phân; nếu số liệu đúng thì giữ "
                             "nguyên."),
          .en = absl::StrCat(place.en, " while last year's figure was ", figure, ": ", kFarTimes,
                             " times apart or more. Check the unit of measure and the decimal point; if the figure is "
                             "right, keep it.")};
}

Message FarFromCluster(const Message& place, const Rational& median) {
  const std::string figure = FormatFigure(median);
  return {.vi = absl::StrCat(place.vi, ", trong khi mức giữa (trung vị) của các đơn vị khác trong cụm là ", figure,
                             ": chênh nhau từ ", kFarTimes,
                             " lần trở lên. Hãy kiểm tra đơn vị tính và dấu thập phân; nếu số liệu đúng thì giữ "
                             "nguyên."),
          .en = absl::StrCat(place.en, " while the median of the cluster's other units is ", figure, ": ", kFarTimes,
                             " times apart or more. Check the unit of measure and the decimal point; if the figure is "
                             "right, keep it.")};
}

Message FractionOrPercent(const Message& place, const Rational& median, const Rational& as_others_write) {
  const std::string figure = FormatFigure(median), wanted = FormatFigure(as_others_write);
  return {.vi = absl::StrCat(place.vi, ", trong khi mức giữa (trung vị) của các đơn vị khác trong cụm là ", figure,
                             ": có thể một bên ghi tỷ lệ dạng 0.95, bên kia ghi phần trăm dạng 95. Hãy kiểm tra cách "
                             "ghi; nếu đúng là nhầm thì sửa thành ",
                             wanted, "."),
          .en = absl::StrCat(place.en, " while the median of the cluster's other units is ", figure,
                             ": one side may write a fraction such as 0.95, the other a percentage such as 95. Check "
                             "how it is to be written; if it is mistaken, correct it to ",
                             wanted, ".")};
}

Message EvidenceToAttach(const Message& place) {
  return {.vi = absl::StrCat(place.vi,
                             ": chưa có minh chứng, mà tiêu chí này bắt buộc. Hãy đính kèm văn bản hoặc tệp chứng minh "
                             "số liệu."),
          .en = absl::StrCat(place.en,
                             ": no evidence is attached, and this criterion requires it. Attach a document or file "
                             "that proves the figures.")};
}

Message SameFigures(const std::string& unit, size_t figures, const std::string& others) {
  return {.vi = absl::StrCat(unit, ": toàn bộ ", figures, " số liệu giống hệt của ", others,
                             ". Hãy kiểm tra xem có nhập nhầm hoặc chép số liệu của đơn vị khác không."),
          .en = absl::StrCat(unit, ": all ", figures, " figures are the very same as those of ", others,
                             ". Check whether another unit's figures were entered or copied by mistake.")};
}

// The warnings of a cluster, kept by where they belong.
class Inspection {
 public:
  Inspection(const Scale& scale, absl::Span<const ReportedSheet> sheets) : scale_(scale) {
    for (const ReportedSheet& sheet : sheets) {
      if (std::any_of(sheet.sheet->cells.begin(), sheet.sheet->cells.end(), Reported)) sheets_.push_back(sheet);
    }
  }

  std::vector<Warning> Run() {
    CompareSheets();
    for (const ReportedSheet& sheet : sheets_) LookForEvidence(sheet);
    for (size_t c = 0; c < scale_.criteria().size(); ++c) {
      for (const int slot : ComparedSlots(scale_, static_cast<int>(c))) CompareFigures(slot);
    }
    std::vector<Warning> warnings;
    for (auto& [place, warning] : found_) warnings.push_back(std::move(warning));
    return warnings;
  }

 private:
  void Add(int criterion, int slot, Warning warning) {
    if (criterion != kWhole) warning.criterion = scale_.criteria()[criterion].code;
    if (slot != kWhole) warning.input = scale_.slots()[slot].name;
    std::tuple place(warning.unit, criterion, slot, warning.kind);
    found_.emplace(std::move(place), std::move(warning));
  }

  void CompareFigures(int slot) {
    const ClusterFigures cluster(scale_, slot, sheets_);
    const Criterion& criterion = scale_.criteria()[scale_.slots()[slot].criterion];
    for (const ReportedSheet& sheet : sheets_) {
      const Cell& cell = sheet.sheet->cells[slot];
      if (!Reported(cell) || !criterion.AppliesTo(sheet.sheet->unit_type)) continue;
      CompareWithLastYear(sheet, slot, cell.value);
      if (const auto median = cluster.MedianWithout(cell.value)) CompareWithMedian(sheet, slot, cell.value, *median);
    }
  }

  void CompareWithLastYear(const ReportedSheet& sheet, int slot, const Decimal& value) {
    if (sheet.last_year == nullptr) return;
    const int criterion = scale_.slots()[slot].criterion;
    const auto figure = sheet.last_year->figures.find({scale_.criteria()[criterion].code, scale_.slots()[slot].name});
    Decimal last_year;
    if (figure == sheet.last_year->figures.end() ||
        Decimal::Parse(figure->second.value, last_year) != Decimal::Fault::kNone || !IsFar(value, last_year)) {
      return;
    }
    Add(criterion, slot,
        {.kind = Warning::Kind::kFarFromLastYear,
         .unit = sheet.sheet->unit,
         .value = value.ToString(),
         .compared = last_year.ToString(),
         .message = FarFromLastYear(Place(sheet, scale_, slot, value), last_year)});
  }

  void CompareWithMedian(const ReportedSheet& sheet, int slot, const Decimal& value, const Rational& median) {
    const int criterion = scale_.slots()[slot].criterion;
    const auto as_others_write = MayBeRate(scale_.criteria()[criterion]) ? AsOthersWrite(value, median) : std::nullopt;
    if (!as_others_write.has_value() && !IsFar(value, median)) return;
    const Message place = Place(sheet, scale_, slot, value);
    Add(criterion, slot,
        {.kind = as_others_write.has_value() ? Warning::Kind::kFractionOrPercent : Warning::Kind::kFarFromCluster,
         .unit = sheet.sheet->unit,
         .value = value.ToString(),
         .compared = median.ToString(0),
         .message = as_others_write.has_value() ? FractionOrPercent(place, median, *as_others_write)
                                                : FarFromCluster(place, median)});
  }

  void LookForEvidence(const ReportedSheet& sheet) {
    const SheetContext context{.scale = &scale_, .unit_name = sheet.unit_name, .unit_type = sheet.sheet->unit_type};
    for (const std::string& code : MissingEvidence(context, *sheet.record)) {
      const int criterion = *scale_.FindCriterion(code);
      Add(criterion, kWhole,
          {.kind = Warning::Kind::kMissingEvidence,
           .unit = sheet.sheet->unit,
           .message = EvidenceToAttach(Place(sheet, scale_.criteria()[criterion]))});
    }
  }

  // Slot and exact value, of all figures.
  using Fingerprint = std::vector<std::tuple<int, int64_t, int>>;

  static Fingerprint FingerprintOf(const Sheet& sheet) {
    Fingerprint figures;
    for (size_t slot = 0; slot < sheet.cells.size(); ++slot) {
      const Cell& cell = sheet.cells[slot];
      if (Reported(cell)) figures.emplace_back(static_cast<int>(slot), cell.value.mantissa(), cell.value.places());
    }
    return figures;
  }

  void CompareSheets() {
    std::map<Fingerprint, std::map<std::string, std::string>> names;  // By unit.
    for (const ReportedSheet& sheet : sheets_) {
      names[FingerprintOf(*sheet.sheet)].emplace(sheet.sheet->unit, sheet.unit_name);
    }
    for (const auto& [figures, units] : names) {
      if (figures.size() < kFiguresToBeIdentical || units.size() < 2) continue;
      for (const auto& [unit, name] : units) WarnOfSameFigures(unit, units, figures.size());
    }
  }

  void WarnOfSameFigures(const std::string& unit, std::map<std::string, std::string> others, size_t figures) {
    const std::string name = others.extract(unit).mapped();
    const auto list = [&](auto member) {
      return absl::StrJoin(others, ", ", [&](std::string* out, const auto& other) { out->append(other.*member); });
    };
    using Other = std::pair<const std::string, std::string>;
    Add(kWhole, kWhole,
        {.kind = Warning::Kind::kIdenticalSheets,
         .unit = unit,
         .compared = list(&Other::first),
         .message = SameFigures(name, figures, list(&Other::second))});
  }

  const Scale& scale_;
  std::vector<ReportedSheet> sheets_;  // Those that report anything.
  std::map<std::tuple<std::string, int, int, Warning::Kind>, Warning> found_;
};

bool IsLate(const Stage& stage, const SheetRecord& record) {
  const auto handed_on = record.handed_on.find(stage.code);
  return stage.due.has_value() && handed_on != record.handed_on.end() && CivilDayAt(handed_on->second) > *stage.due;
}

// Nothing is handed on from the last stage, so that nothing there is overdue.
bool IsOver(const Stage& stage, CivilDay today) {
  return stage.actor != StageActor::kNobody && stage.due.has_value() && today > *stage.due;
}

// Counts a sheet that stands at stage `standing` of the chain.
void Count(const Stage& stage, int standing, const SheetRecord& record, CivilDay today, StageProgress& progress) {
  if (standing > progress.stage) {
    ++progress.handed_on;
    if (IsLate(stage, record)) ++progress.handed_on_late;
    return;
  }
  if (standing == progress.stage) ++progress.standing;
  if (IsOver(stage, today)) ++progress.overdue;
}

}  // namespace

std::vector<Warning> FindWarnings(const Scale& scale, absl::Span<const ReportedSheet> sheets) {
  return Inspection(scale, sheets).Run();
}

Progress MeasureProgress(const StageChain& chain, absl::Span<const SheetProgress> sheets, CivilDay today) {
  Progress progress{.sheets = static_cast<int>(sheets.size())};
  for (size_t stage = 0; stage < chain.size(); ++stage) progress.stages.push_back({.stage = static_cast<int>(stage)});
  for (const SheetProgress& sheet : sheets) {
    if (sheet.empty) ++progress.empty;
    if (sheet.reported < sheet.applicable) ++progress.incomplete;
    const int standing = StageOf(chain, *sheet.record);
    for (StageProgress& stage : progress.stages) Count(chain[stage.stage], standing, *sheet.record, today, stage);
  }
  return progress;
}

}  // namespace thidua::scoring
