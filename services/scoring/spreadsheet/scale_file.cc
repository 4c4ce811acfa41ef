#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/civil_day/civil_day.h"
#include "common/text/unicode.h"
#include "common/xlsx/reader.h"
#include "services/scoring/spreadsheet/refused_workbook.h"
#include "services/scoring/spreadsheet/scale_layout.h"
#include "services/scoring/spreadsheet/scale_workbook.h"

namespace thidua::scoring {
namespace {

using namespace scale_layout;

// Beyond it nothing nests: CheckScale allows fewer.
constexpr int kMaxDepth = 32;

struct Place {
  std::string sheet;
  int row = 0;
  int column = 0;
};

imports::Fault FaultAt(const Place& place, std::string_view reason, Message message) {
  const std::string address =
      place.row == 0 ? place.sheet : absl::StrCat(place.sheet, "!", xlsx::CellAddress(place.row, place.column));
  return {.line = place.row,
          .column = place.column,
          .field = address,
          .reason = std::string(reason),
          .message = std::move(message)};
}

// A work sheet, by the keys of its columns.
class Table {
 public:
  enum class Presence { kRequired, kOptional };

  Table(const std::vector<xlsx::WorkSheet>& sheets, const SheetText& name, std::span<const ColumnText> columns,
        imports::FaultList& faults, Presence presence = Presence::kRequired)
      : name_(name.vi), columns_(columns), faults_(faults) {
    for (const xlsx::WorkSheet& sheet : sheets) {
      if (sheet.name != name.vi && sheet.name != name.en) continue;
      name_ = sheet.name;
      present_ = true;
      Load(sheet);
      return;
    }
    if (presence == Presence::kOptional) return;
    faults_.Add(FaultAt(
        {.sheet = name_}, "MISSING_SHEET",
        {.vi = absl::StrCat("Thiếu trang tính \"", name_, "\". Hãy dùng tệp mẫu tải về."),
         .en = absl::StrCat("Work sheet \"", std::string(name.en), "\" is missing. Use the downloaded file.")}));
  }

  const std::string& name() const { return name_; }
  bool present() const { return present_; }
  const std::map<int, std::map<int, std::string>>& rows() const { return rows_; }

  Place PlaceOf(int row, std::string_view key) const {
    const auto found = columns_by_key_.find(key);
    return {.sheet = name_, .row = row, .column = found == columns_by_key_.end() ? 1 : found->second};
  }
  bool HasColumn(std::string_view key) const { return columns_by_key_.contains(key); }

  void Fail(int row, std::string_view key, std::string_view reason, Message message) const {
    faults_.Add(FaultAt(PlaceOf(row, key), reason, std::move(message)));
  }
  void FailCell(int row, int column, std::string_view reason, Message message) const {
    faults_.Add(FaultAt({.sheet = name_, .row = row, .column = column}, reason, std::move(message)));
  }

 private:
  void Load(const xlsx::WorkSheet& sheet) {
    std::map<int, std::string> keys;
    for (const xlsx::Cell& cell : sheet.cells) {
      if (cell.row == kKeyRow) keys[cell.column] = cell.text;
      if (cell.row >= kFirstRow) rows_[cell.row][cell.column] = cell.text;
    }
    for (const auto& [column, key] : keys) LearnColumn(column, key);
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (HasColumn(columns_[i].key)) continue;
      const std::string key(columns_[i].key);
      faults_.Add(FaultAt({.sheet = name_, .row = kKeyRow, .column = static_cast<int>(i) + 1}, "MISSING_COLUMN",
                          {.vi = absl::StrCat("Dòng ", kKeyRow, " thiếu cột \"", key,
                                              "\". Hãy dùng tệp mẫu, không xóa hay đổi tên cột."),
                           .en = absl::StrCat("Row ", kKeyRow, " lacks the column \"", key,
                                              "\". Use the downloaded file; delete and rename no columns.")}));
    }
    for (const auto& [row, cells] : rows_) {
      for (const auto& [column, text] : cells) CheckColumn(row, column);
    }
  }

  void LearnColumn(int column, const std::string& key) {
    const Place place = {.sheet = name_, .row = kKeyRow, .column = column};
    const auto known = std::find_if(columns_.begin(), columns_.end(),
                                    [&](const ColumnText& candidate) { return candidate.key == key; });
    if (known == columns_.end()) {
      faults_.Add(FaultAt(place, "UNKNOWN_COLUMN",
                          {.vi = absl::StrCat("Không có cột nào tên \"", text::Shown(key), "\"."),
                           .en = absl::StrCat("There is no column named \"", text::Shown(key), "\".")}));
    } else if (!columns_by_key_.try_emplace(std::string(known->key), column).second) {
      faults_.Add(FaultAt(place, "REPEATED_COLUMN",
                          {.vi = absl::StrCat("Cột \"", key, "\" có hai lần."),
                           .en = absl::StrCat("Column \"", key, "\" stands twice.")}));
    }
    known_columns_.insert(column);
  }

  void CheckColumn(int row, int column) {
    if (known_columns_.contains(column)) return;
    faults_.Add(FaultAt({.sheet = name_, .row = row, .column = column}, "STRAY_CELL",
                        {.vi = "Ô này nằm ngoài các cột của bảng. Hãy xóa.",
                         .en = "This cell is outside the columns of the table. Clear it."}));
  }

  std::string name_;
  bool present_ = false;
  const std::span<const ColumnText> columns_;
  imports::FaultList& faults_;
  std::map<std::string, int, std::less<>> columns_by_key_;
  std::set<int> known_columns_;
  std::map<int, std::map<int, std::string>> rows_;
};

// One row of a table. What is never asked for must be empty.
class Row {
 public:
  Row(const Table& table, int number) : table_(&table), number_(number) {}

  int number() const { return number_; }
  void Fail(std::string_view key, std::string_view reason, std::string vi, std::string en) const {
    table_->Fail(number_, key, reason, {.vi = std::move(vi), .en = std::move(en)});
  }

  std::string Text(std::string_view key) {
    const int column = table_->PlaceOf(number_, key).column;
    asked_.insert(column);
    if (!table_->HasColumn(key)) return {};
    const auto& cells = table_->rows().at(number_);
    const auto cell = cells.find(column);
    return cell == cells.end() ? std::string() : cell->second;
  }

  std::string RequiredText(std::string_view key) {
    std::string text = Text(key);
    if (text.empty()) Require(key);
    return text;
  }

  // One item a line.
  std::vector<std::string> List(std::string_view key) {
    std::vector<std::string> items;
    for (const auto& line : absl::StrSplit(Text(key), '\n')) {
      const std::string item(absl::StripAsciiWhitespace(line));
      if (!item.empty()) items.push_back(item);
    }
    return items;
  }

  std::optional<Decimal> Figure(std::string_view key) {
    const std::string text = Text(key);
    if (text.empty()) return std::nullopt;
    const std::string shown = absl::StrCat("\"", text::Shown(text), "\"");
    Decimal value;
    switch (Decimal::Parse(text, value)) {
      case Decimal::Fault::kNone:
        return value;
      case Decimal::Fault::kSyntax:
        Fail(key, "NOT_A_DECIMAL", absl::StrCat(shown, " không phải số thập phân."),
             absl::StrCat(shown, " is not a decimal number."));
        break;
      case Decimal::Fault::kTooManyDigits:
        Fail(key, "TOO_MANY_DIGITS", absl::StrCat(shown, " có quá ", Decimal::kMaxDigits, " chữ số."),
             absl::StrCat(shown, " has more than ", Decimal::kMaxDigits, " digits."));
        break;
      case Decimal::Fault::kTooManyPlaces:
        Fail(key, "TOO_MANY_PLACES", absl::StrCat(shown, " có quá ", Decimal::kMaxPlaces, " chữ số sau dấu chấm."),
             absl::StrCat(shown, " has more than ", Decimal::kMaxPlaces, " digits after the point."));
        break;
    }
    return std::nullopt;
  }

  Decimal RequiredFigure(std::string_view key) {
    if (Text(key).empty()) Require(key);
    return Figure(key).value_or(Decimal());
  }

  int Whole(std::string_view key, int otherwise) {
    const std::string text = Text(key);
    if (text.empty()) return otherwise;
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
    Fail(key, "BAD_NUMBER", absl::StrCat("\"", text::Shown(text), "\" không phải số nguyên."),
         absl::StrCat("\"", text::Shown(text), "\" is not a whole number."));
    return otherwise;
  }

  // The place of the cell's word among `words`; `otherwise` when it is empty.
  size_t WordIndex(std::string_view key, Words words, size_t otherwise = 0) {
    const std::string text = Text(key);
    if (text.empty()) return otherwise;
    for (size_t i = 0; i < words.size(); ++i) {
      if (words[i] == text) return i;
    }
    std::vector<std::string> known;
    for (std::string_view word : words) {
      if (!word.empty()) known.emplace_back(word);
    }
    const std::string list = absl::StrJoin(known, ", ");
    Fail(key, "UNKNOWN_WORD", absl::StrCat("\"", text::Shown(text), "\" không hợp lệ; cần một trong: ", list, "."),
         absl::StrCat("\"", text::Shown(text), "\" is not valid; wanted one of: ", list, "."));
    return otherwise;
  }
  template <typename Enumeration>
  Enumeration Word(std::string_view key, Words words) {
    return static_cast<Enumeration>(WordIndex(key, words));
  }

  void Require(std::string_view key) const {
    Fail(key, "REQUIRED", "Ô này không được để trống.", "This cell must not be empty.");
  }

  // Call it when everything that counts was asked for.
  void RefuseTheRest() const {
    for (const auto& [column, text] : table_->rows().at(number_)) {
      if (asked_.contains(column)) continue;
      table_->FailCell(number_, column, "NOT_USED",
                       {.vi = "Loại hoặc quy tắc của dòng này không dùng ô này. Hãy xóa ô, hoặc sửa quy tắc.",
                        .en = "The kind or rule of this row does not use this cell. Clear it, or change the rule."});
    }
  }

 private:
  const Table* table_;
  int number_;
  std::set<int> asked_;
};

// Where the things of a scale stand, by their paths in scale files.
class Places {
 public:
  void Add(std::string path, const Table& table, int row) { rows_[std::move(path)] = {&table, row}; }
  void AddTable(std::string path, const Table& table) { Add(std::move(path), table, 0); }

  // The cell of "groups[0].criteria[3].rule.tiers.rounding.places"; the sheet where there is no cell.
  Place Find(const std::string& path) const {
    std::string prefix = path;
    while (!rows_.contains(prefix)) {
      const size_t dot = prefix.rfind('.');
      if (dot == std::string::npos) return {.sheet = path};
      prefix.resize(dot);
    }
    const auto& [table, row] = rows_.at(prefix);
    if (row == 0) return {.sheet = table->name()};
    return table->PlaceOf(row, KeyOf(*table, path.substr(prefix.size())));
  }

 private:
  // The column for ".rule.tiers.rounding.places": that of the last name which is one.
  static std::string KeyOf(const Table& table, const std::string& rest) {
    if (table.HasColumn("value")) return "value";
    std::string key = "code";
    for (const auto& name : absl::StrSplit(rest, '.')) {
      const std::string word(name.substr(0, name.find('[')));
      if (table.HasColumn(word)) key = word;
      if (word == "appliesTo") key = "unitTypes";
    }
    return key;
  }

  std::map<std::string, std::pair<const Table*, int>> rows_;
};

class ScaleReader {
 public:
  ScaleReader(const std::vector<xlsx::WorkSheet>& sheets, imports::FaultList& faults)
      : faults_(faults),
        scale_(sheets, kScale, kScaleColumns, faults),
        criteria_(sheets, kCriteria, kCriteriaColumns, faults),
        levels_(sheets, kLevels, kLevelColumns, faults),
        adjustments_(sheets, kAdjustments, kAdjustmentColumns, faults),
        tie_breaks_(sheets, kTieBreaks, kTieBreakColumns, faults),
        stages_(sheets, kStages, kStageColumns, faults),
        awards_(sheets, kAwards, kAwardColumns, faults, Table::Presence::kOptional),
        // Without it, awards would silently be open to those they exclude.
        exclusions_(sheets, kExclusions, kExclusionColumns, faults,
                    awards_.present() ? Table::Presence::kRequired : Table::Presence::kOptional) {}

  void Read() {
    if (!faults_.empty()) return;  // The tables themselves are not whole.
    ReadFields();
    ReadNodes();
    ReadLevels();
    ReadAdjustments();
    ReadTieBreaks();
    ReadStages();
    ReadAwards();
    ReadExclusions();
    if (faults_.empty()) BuildGroups();
    if (faults_.empty()) Check();
  }

  ScaleDefinition Take() { return std::move(definition_); }

 private:
  // A row of the criteria's sheet.
  struct Node {
    int row = 0;
    std::string parent;
    Group group;          // Of a group: without what it holds.
    Criterion criterion;  // Of a criterion.
    bool is_criterion = false;
    std::vector<int> level_rows;
    std::vector<int> deduction_rows;
    std::vector<int> bonus_rows;
    bool placed = false;
  };

  void ReadFields() {
    std::map<std::string, int> rows;
    for (const auto& [number, cells] : scale_.rows()) {
      Row row(scale_, number);
      row.Text("label");
      const std::string key = row.Text("key");
      const bool known = std::any_of(kScaleFields.begin(), kScaleFields.end(),
                                     [&](const ColumnText& field) { return field.key == key; });
      if (!known) {
        row.Fail("key", "UNKNOWN_FIELD", absl::StrCat("Thang điểm không có trường \"", text::Shown(key), "\"."),
                 absl::StrCat("A scale has no field \"", text::Shown(key), "\"."));
      } else if (key == "under") {
        ReadUnder(row);
      } else if (!rows.try_emplace(key, number).second) {
        row.Fail("key", "REPEATED_FIELD", absl::StrCat("Trường \"", key, "\" có hai lần."),
                 absl::StrCat("Field \"", key, "\" stands twice."));
      } else {
        places_.Add(key, scale_, number);
        ReadField(row, key);
      }
    }
    for (const ColumnText& field : kScaleFields) {
      const std::string key(field.key);
      if (key == "under" || rows.contains(key)) continue;
      faults_.Add(FaultAt({.sheet = scale_.name()}, "MISSING_FIELD",
                          {.vi = absl::StrCat("Trang tính này thiếu dòng \"", key, "\". Hãy dùng tệp mẫu tải về."),
                           .en = absl::StrCat("This sheet lacks the row \"", key, "\". Use the downloaded file.")}));
    }
  }

  void ReadUnder(Row& row) {
    const std::string unit = row.Text("value");
    if (unit.empty()) return;
    places_.Add(absl::StrCat("under[", definition_.under.size(), "]"), scale_, row.number());
    definition_.under.push_back(unit);
  }

  void ReadField(Row& row, const std::string& key) {
    Total& total = definition_.total;
    if (key == "scaleId") definition_.scale_id = row.Text("value");
    if (key == "year") definition_.year = row.Whole("value", 0);
    if (key == "level") definition_.level = row.Word<Level>("value", kLevelNames);
    if (key == "title") definition_.title = row.Text("value");
    if (key == "issuedBy") definition_.issued_by = row.Text("value");
    if (key == "citation") definition_.citation = row.Text("value");
    if (key == "total.method") total.method = row.Word<Total::Method>("value", kMethods);
    if (key == "total.places") total.places = row.Whole("value", Total().places);
    if (key == "total.cap") total.cap = row.Figure("value");
  }

  void ReadNodes() {
    for (const auto& [number, cells] : criteria_.rows()) {
      Row row(criteria_, number);
      Node node{.row = number, .parent = row.Text("parent")};
      const std::string code = row.RequiredText("code");
      if (row.Text("kind").empty()) row.Require("kind");
      node.is_criterion = row.WordIndex("kind", kNodeKinds) == 1;
      if (node.is_criterion) {
        if (node.parent.empty()) row.Require("parent");
        node.criterion = ReadCriterion(row, code);
      } else {
        node.group = {.code = code, .title = row.Text("title")};
      }
      row.RefuseTheRest();
      if (!nodes_by_code_.try_emplace(code, nodes_.size()).second && !code.empty()) {
        row.Fail("code", "DUPLICATE_CODE", absl::StrCat("Mã ", code, " đã dùng cho một chỉ tiêu hoặc tiêu chí khác."),
                 absl::StrCat("Code ", code, " is already that of another group or criterion."));
      }
      nodes_.push_back(std::move(node));
    }
    for (const Node& node : nodes_) CheckParent(node);
  }

  void CheckParent(const Node& node) {
    if (node.parent.empty()) return;
    const auto parent = nodes_by_code_.find(node.parent);
    if (parent != nodes_by_code_.end() && !nodes_[parent->second].is_criterion) return;
    criteria_.Fail(node.row, "parent", "UNKNOWN_GROUP",
                   {.vi = absl::StrCat("Không có chỉ tiêu nào mã \"", text::Shown(node.parent), "\"."),
                    .en = absl::StrCat("There is no group with the code \"", text::Shown(node.parent), "\".")});
  }

  static Criterion ReadCriterion(Row& row, const std::string& code) {
    Criterion criterion{.code = code,
                        .title = row.Text("title"),
                        .citation = row.Text("citation"),
                        .max_points = row.RequiredFigure("maxPoints"),
                        .coefficient = row.Figure("coefficient").value_or(Criterion().coefficient),
                        .lead = row.Text("lead"),
                        .verifier = row.Text("verifier"),
                        .unit_types = row.List("unitTypes"),
                        .except_unit_types = row.List("exceptUnitTypes"),
                        .rule = RuleOf(row.WordIndex("rule", kRules)),
                        .zero_if = row.List("zeroIf"),
                        .evidence_required = row.WordIndex("evidenceRequired", kBooleans) == 1};
    std::visit([&](auto& rule) { ReadRule(row, rule); }, criterion.rule);
    return criterion;
  }

  // The rule at this place of the variant, with its defaults.
  template <size_t index = 0>
  static Rule RuleOf(size_t wanted) {
    if constexpr (index + 1 < std::variant_size_v<Rule>) {
      if (wanted != index) return RuleOf<index + 1>(wanted);
    }
    return Rule(std::in_place_index<index>);
  }

  static void Take(Row& row, std::string_view key, Decimal& value) { value = row.Figure(key).value_or(value); }

  static Rounding ReadRounding(Row& row) {
    return {.places = row.Whole("places", Rounding().places), .mode = row.Word<RoundingMode>("mode", kModes)};
  }

  static void ReadRule(Row&, std::monostate&) {}
  static void ReadRule(Row&, Full&) {}
  static void ReadRule(Row&, Declared&) {}
  static void ReadRule(Row&, Grade&) {}
  static void ReadRule(Row& row, Attainment& rule) {
    Take(row, "deductPerPercent", rule.deduct_per_percent);
    Take(row, "bonusPerPercent", rule.bonus_per_percent);
    rule.bonus_cap = row.Figure("bonusCap");
    rule.rounding = ReadRounding(row);
  }
  static void ReadRule(Row& row, AdverseRate& rule) {
    Take(row, "deductPerPercent", rule.deduct_per_percent);
    rule.rounding = ReadRounding(row);
  }
  static void ReadRule(Row& row, Milestones& rule) {
    rule = {.required = row.RequiredFigure("required"), .points_per_unit = row.RequiredFigure("pointsPerUnit")};
  }
  static void ReadRule(Row& row, Tiers& rule) {
    Take(row, "otherwise", rule.otherwise);
    rule.rounding = ReadRounding(row);
  }
  static void ReadRule(Row& row, YearOverYear& rule) {
    rule.better = row.Word<YearOverYear::Better>("better", kBetter);
    Take(row, "deductPerUnit", rule.deduct_per_unit);
    Take(row, "bonusPerUnit", rule.bonus_per_unit);
    rule.bonus_cap = row.Figure("bonusCap");
  }
  static void ReadRule(Row& row, Checklist& rule) { rule.required = row.RequiredFigure("required"); }
  static void ReadRule(Row& row, PeerRelative& rule) { rule.ratio_to_best = row.WordIndex("noTarget", kNoTarget) == 1; }

  // The criterion that a row of another sheet belongs to; null, with a fault, when there is none.
  Node* CriterionOf(Row& row) {
    const std::string code = row.RequiredText("criterion");
    const auto found = nodes_by_code_.find(code);
    if (found != nodes_by_code_.end() && nodes_[found->second].is_criterion) return &nodes_[found->second];
    if (!code.empty()) {
      row.Fail("criterion", "UNKNOWN_CRITERION", absl::StrCat("Không có tiêu chí nào mã \"", text::Shown(code), "\"."),
               absl::StrCat("There is no criterion with the code \"", text::Shown(code), "\"."));
    }
    return nullptr;
  }

  void ReadLevels() {
    for (const auto& [number, cells] : levels_.rows()) {
      Row row(levels_, number);
      Node* node = CriterionOf(row);
      if (node == nullptr) continue;
      const Decimal points = row.RequiredFigure("points");
      if (auto* grade = std::get_if<Grade>(&node->criterion.rule)) {
        grade->levels.push_back({.label = row.RequiredText("label"), .points = points});
      } else if (auto* tiers = std::get_if<Tiers>(&node->criterion.rule)) {
        tiers->tiers.push_back({.at_least = row.RequiredFigure("atLeast"), .points = points});
      } else {
        row.Fail("criterion", "RULE_WITHOUT_LEVELS",
                 absl::StrCat("Quy tắc của tiêu chí ", node->criterion.code,
                              " không phải grade hay tiers nên không có "
                              "mức hay bậc."),
                 absl::StrCat("The rule of criterion ", node->criterion.code,
                              " is neither grade nor tiers and has no levels."));
        continue;
      }
      node->level_rows.push_back(number);
      row.RefuseTheRest();
    }
  }

  void ReadAdjustments() {
    for (const auto& [number, cells] : adjustments_.rows()) {
      Row row(adjustments_, number);
      Node* node = CriterionOf(row);
      if (node == nullptr) continue;
      if (row.Text("kind").empty()) row.Require("kind");
      const bool bonus = row.WordIndex("kind", kAdjustmentKinds) == 1;
      (bonus ? node->bonus_rows : node->deduction_rows).push_back(number);
      (bonus ? node->criterion.bonuses : node->criterion.deductions)
          .push_back({.input = row.RequiredText("input"),
                      .title = row.Text("title"),
                      .points_each = row.RequiredFigure("pointsEach"),
                      .cap = row.Figure("cap")});
    }
  }

  void ReadTieBreaks() {
    for (const auto& [number, cells] : tie_breaks_.rows()) {
      Row row(tie_breaks_, number);
      if (row.Text("kind").empty()) row.Require("kind");
      places_.Add(absl::StrCat("tieBreaks[", definition_.tie_breaks.size(), "]"), tie_breaks_, number);
      definition_.tie_breaks.push_back(
          {.code = row.RequiredText("code"), .is_group = row.WordIndex("kind", kNodeKinds) == 0});
    }
  }

  void ReadStages() {
    for (const auto& [number, cells] : stages_.rows()) {
      Row row(stages_, number);
      places_.Add(absl::StrCat("stages[", definition_.stages.size(), "]"), stages_, number);
      Stage stage{.code = row.Text("code"), .title = row.Text("title"), .actor = row.Word<StageActor>("by", kActors)};
      const std::string due = row.Text("due");
      stage.due = ParseCivilDay(due);
      if (!due.empty() && !stage.due.has_value()) {
        row.Fail("due", "BAD_DATE",
                 absl::StrCat("\"", text::Shown(due), "\" không phải ngày dạng 2023-12-20 (ô phải là ô chữ)."),
                 absl::StrCat("\"", text::Shown(due), "\" is not a day like 2023-12-20 (the cell must hold text)."));
      }
      definition_.stages.push_back(std::move(stage));
    }
  }

  void ReadAwards() {
    for (const auto& [number, cells] : awards_.rows()) {
      Row row(awards_, number);
      Award award{.title = row.Text("title"),
                  .citation = row.Text("citation"),
                  .scope = row.Word<Award::Scope>("scope", kScopes),
                  .count = row.Figure("count"),
                  .percent = row.Figure("percent"),
                  .min_total = row.Figure("minTotal"),
                  .min_criterion_percent = row.Figure("minCriterionPercent")};
      places_.Add(AwardPath(definition_.awards.size()), awards_, number);
      awards_by_title_.try_emplace(award.title, definition_.awards.size());
      definition_.awards.push_back(std::move(award));
    }
  }

  void ReadExclusions() {
    for (const auto& [number, cells] : exclusions_.rows()) {
      Row row(exclusions_, number);
      const std::string title = row.RequiredText("award");
      if (title.empty()) continue;
      const auto found = awards_by_title_.find(title);
      if (found == awards_by_title_.end()) {
        row.Fail("award", "UNKNOWN_AWARD",
                 absl::StrCat("Trang \"", awards_.name(), "\" không có hình thức khen thưởng \"", text::Shown(title),
                              "\". Hãy viết đúng như ở trang đó."),
                 absl::StrCat("Sheet \"", awards_.name(), "\" has no award \"", text::Shown(title),
                              "\". Write it exactly as it stands there."));
        continue;
      }
      std::vector<Award::Exclusion>& exclusions = definition_.awards[found->second].exclude_if;
      places_.Add(absl::StrCat(AwardPath(found->second), ".excludeIf[", exclusions.size(), "]"), exclusions_, number);
      exclusions.push_back({.criterion = row.Text("criterion"), .input = row.Text("input")});
    }
  }

  static std::string AwardPath(size_t index) { return absl::StrCat("awards[", index, "]"); }

  void BuildGroups() {
    std::map<std::string, std::vector<Node*>> children;
    for (Node& node : nodes_) children[node.parent].push_back(&node);
    for (Node* node : children[""]) {
      definition_.groups.push_back(
          Build(*node, absl::StrCat("groups[", definition_.groups.size(), "]"), children, /*depth=*/1));
    }
    if (!faults_.empty()) return;
    for (const Node& node : nodes_) {
      if (node.placed) continue;
      criteria_.Fail(node.row, "parent", "CIRCULAR_GROUPS",
                     {.vi = "Các chỉ tiêu thuộc lẫn nhau thành vòng. Hãy sửa cột này.",
                      .en = "Groups are in each other in a circle. Correct this column."});
    }
  }

  Group Build(Node& node, const std::string& path, std::map<std::string, std::vector<Node*>>& children, int depth) {
    places_.Add(path, criteria_, node.row);
    node.placed = true;
    Group group = std::move(node.group);
    if (depth > kMaxDepth) {
      criteria_.Fail(node.row, "parent", "TOO_DEEP",
                     {.vi = absl::StrCat("Các chỉ tiêu lồng quá ", kMaxDepth, " cấp."),
                      .en = absl::StrCat("Groups are nested more than ", kMaxDepth, " deep.")});
      return group;
    }
    for (Node* child : children[group.code]) {
      if (child->is_criterion) {
        const std::string at = absl::StrCat(path, ".criteria[", group.criteria.size(), "]");
        PlaceCriterion(*child, at);
        group.criteria.push_back(std::move(child->criterion));
      } else {
        const std::string at = absl::StrCat(path, ".groups[", group.groups.size(), "]");
        group.groups.push_back(Build(*child, at, children, depth + 1));
      }
    }
    return group;
  }

  void PlaceCriterion(Node& node, const std::string& path) {
    node.placed = true;
    places_.Add(path, criteria_, node.row);
    const auto place = [&](const std::string& list, const Table& table, const std::vector<int>& rows) {
      for (size_t i = 0; i < rows.size(); ++i) places_.Add(absl::StrCat(path, list, "[", i, "]"), table, rows[i]);
    };
    const bool grade = std::holds_alternative<Grade>(node.criterion.rule);
    place(grade ? ".rule.grade.levels" : ".rule.tiers.tiers", levels_, node.level_rows);
    place(".deductions", adjustments_, node.deduction_rows);
    place(".bonuses", adjustments_, node.bonus_rows);
  }

  void Check() {
    places_.AddTable("groups", criteria_);
    places_.AddTable("stages", stages_);
    imports::FaultList found;
    CheckScale(definition_, found);
    for (const imports::Fault& fault : found.Sorted()) {
      faults_.Add(FaultAt(places_.Find(fault.field), fault.reason, fault.message));
    }
  }

  imports::FaultList& faults_;
  const Table scale_;
  const Table criteria_;
  const Table levels_;
  const Table adjustments_;
  const Table tie_breaks_;
  const Table stages_;
  const Table awards_;
  const Table exclusions_;
  std::vector<Node> nodes_;
  std::map<std::string, size_t> nodes_by_code_;
  std::map<std::string, size_t> awards_by_title_;
  Places places_;
  ScaleDefinition definition_;
};

}  // namespace

bool ReadScaleXlsx(std::string_view bytes, ScaleDefinition& definition, imports::FaultList& faults) {
  const absl::StatusOr<std::vector<xlsx::WorkSheet>> sheets = xlsx::Read(bytes, WorkbookLimits());
  if (!sheets.ok()) {
    faults.Add(RefusedWorkbook(sheets.status()));
    return false;
  }
  ScaleReader reader(*sheets, faults);
  reader.Read();
  definition = reader.Take();
  return faults.empty();
}

}  // namespace thidua::scoring
