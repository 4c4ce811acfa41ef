#include "services/tasks/rpc/assignment_file.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/csv/table.h"

namespace thidua::tasks {
namespace {

enum Column { kUnit, kYear, kCriterion, kTitle, kLead, kCoordinators, kStart, kDue, kTarget, kSource };

const std::vector<std::string>& Columns() {
  static const std::vector<std::string> columns = {"unit",         "year",  "criterion", "title",  "lead",
                                                   "coordinators", "start", "due",       "target", "source"};
  return columns;
}

class Reader {
 public:
  Reader(const csv::Table& table, References& references, imports::FaultList& faults)
      : table_(table), references_(references), faults_(faults) {}

  // Adds the row's task to `out`, or its faults.
  absl::Status ReadRow(const csv::Table::Row& row, std::vector<Task>& out) {
    row_ = &row;
    row_ok_ = true;
    Task task;
    if (absl::Status status = ReadKey(task.key); !status.ok()) return status;
    if (absl::Status status = ReadOffices(task); !status.ok()) return status;
    ReadDays(task);
    task.title = Field([](csv::RowReader& reader) { return reader.Text(kTitle); }).value_or("");
    task.source = Field([](csv::RowReader& reader) { return reader.OptionalText(kSource); }).value_or("");
    task.target = ReadTarget();
    if (row_ok_) out.push_back(std::move(task));
    return absl::OkStatus();
  }

 private:
  using Key = std::tuple<std::string, int, std::string>;

  // What `read` makes of the row; nothing when it found a fault.
  template <typename Read>
  auto Field(Read read) -> std::optional<decltype(read(std::declval<csv::RowReader&>()))> {
    csv::RowReader reader(table_, *row_, faults_);
    auto value = read(reader);
    if (reader.ok()) return value;
    row_ok_ = false;
    return std::nullopt;
  }

  void Fail(Column column, std::string_view reason, Message message) {
    row_ok_ = false;
    faults_.Add(table_.columns().FaultAt(*row_, column, reason, std::move(message)));
  }

  absl::Status ReadKey(TaskKey& key) {
    const auto unit = Field([](csv::RowReader& reader) { return reader.Code(kUnit); });
    const auto year = Field([](csv::RowReader& reader) { return reader.Year(kYear); });
    const auto criterion = Field([](csv::RowReader& reader) { return reader.Code(kCriterion); });
    bool unit_known = false;
    if (unit.has_value()) {
      const auto known = references_.HasUnit(*unit);
      if (!known.ok()) return known.status();
      unit_known = *known;
      if (!unit_known) {
        Fail(kUnit, "UNKNOWN_UNIT",
             {.vi = absl::StrCat("Không có đơn vị nào mang mã \"", *unit,
                                 "\". Hãy sửa mã, hoặc nhập đơn vị trước (thidua import units)."),
              .en = absl::StrCat("There is no unit with the code \"", *unit,
                                 "\". Correct the code, or import the unit first (thidua import units).")});
      }
    }
    if (unit_known && year.has_value()) {
      if (absl::Status status = CheckCriterion(*unit, *year, criterion); !status.ok()) return status;
    }
    if (unit.has_value() && year.has_value() && criterion.has_value()) {
      key = {.unit = *unit, .year = *year, .criterion = *criterion};
      CheckFirst(key);
    }
    return absl::OkStatus();
  }

  absl::Status CheckCriterion(const std::string& unit, int year, const std::optional<std::string>& criterion) {
    const auto scale = references_.ScaleOf(unit, year);
    if (!scale.ok()) return scale.status();
    if (*scale == nullptr) {
      Fail(kYear, "NO_SCALE",
           {.vi = absl::StrCat("Đơn vị ", unit, " chưa có thang bảng điểm của năm ", year,
                               " hay năm nào trước đó. Hãy nhập thang trước (thidua import scale)."),
            .en = absl::StrCat("Unit ", unit, " has no scale for ", year,
                               " or any earlier year. Import a scale first (thidua import scale).")});
    } else if (criterion.has_value() && !(*scale)->criteria.contains(*criterion)) {
      Fail(kCriterion, "UNKNOWN_CRITERION",
           {.vi = absl::StrCat("Thang bảng điểm ", (*scale)->scale_id, " (năm ", (*scale)->year,
                               ") không có tiêu chí \"", *criterion, "\". Hãy ghi mã một tiêu chí của thang này."),
            .en = absl::StrCat("Scale ", (*scale)->scale_id, " (", (*scale)->year, ") has no criterion \"", *criterion,
                               "\". Give the code of one of its criteria.")});
    }
    return absl::OkStatus();
  }

  void CheckFirst(const TaskKey& key) {
    const auto [first, is_first] = first_lines_.try_emplace(Key(key.unit, key.year, key.criterion), row_->line);
    if (is_first) return;
    Fail(kCriterion, "DUPLICATE_ROW",
         {.vi = absl::StrCat("Nhiệm vụ ", TaskId(key), " đã có ở dòng ", first->second,
                             ". Mỗi đơn vị, năm và tiêu chí chỉ có một nhiệm vụ: hãy bỏ một dòng."),
          .en = absl::StrCat("Task ", TaskId(key), " already stands in line ", first->second,
                             ". A unit has one task for a year and criterion: remove one of the lines.")});
  }

  absl::Status ReadOffices(Task& task) {
    if (const auto lead = Field([](csv::RowReader& reader) { return reader.Code(kLead); })) {
      task.lead = *lead;
      if (absl::Status status = CheckOffice(kLead, *lead); !status.ok()) return status;
    }
    const auto list = Field([](csv::RowReader& reader) { return reader.OptionalText(kCoordinators); });
    if (!list.has_value() || list->empty()) return absl::OkStatus();
    for (const absl::string_view part : absl::StrSplit(*list, ';')) {
      const std::string code(absl::StripAsciiWhitespace(part));
      if (code.empty()) {
        Fail(kCoordinators, "EMPTY",
             {.vi = absl::StrCat("Danh sách \"", *list, "\" có mã trống. Hãy bỏ dấu \";\" thừa."),
              .en = absl::StrCat("The list \"", *list, "\" has an empty code. Remove the extra \";\".")});
        continue;
      }
      if (std::find(task.coordinators.begin(), task.coordinators.end(), code) != task.coordinators.end()) {
        Fail(kCoordinators, "REPEATED_OFFICE",
             {.vi = absl::StrCat("Bộ phận \"", code, "\" được ghi hai lần. Hãy bỏ một."),
              .en = absl::StrCat("Office \"", code, "\" is named twice. Remove one.")});
        continue;
      }
      task.coordinators.push_back(code);
      if (absl::Status status = CheckOffice(kCoordinators, code); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status CheckOffice(Column column, const std::string& code) {
    const auto known = references_.HasOffice(code);
    if (!known.ok()) return known.status();
    if (!*known) {
      Fail(column, "UNKNOWN_OFFICE",
           {.vi = absl::StrCat("Không có bộ phận nào mang mã \"", code,
                               "\". Hãy sửa mã, hoặc nhập bộ phận trước (thidua import offices)."),
            .en = absl::StrCat("There is no office with the code \"", code,
                               "\". Correct the code, or import the office first (thidua import offices).")});
    }
    return absl::OkStatus();
  }

  void ReadDays(Task& task) {
    if (!row_->fields[kStart].empty()) task.start = ReadDay(kStart);
    const std::optional<CivilDay> due = ReadDay(kDue);
    if (!due.has_value()) return;
    task.due = *due;
    if (task.start.has_value() && *due < *task.start) {
      Fail(kDue, "DUE_BEFORE_START",
           {.vi = absl::StrCat("Hạn ", FormatCivilDay(*due), " trước ngày bắt đầu ", FormatCivilDay(*task.start),
                               ". Hãy sửa một trong hai ngày."),
            .en = absl::StrCat("It is due on ", FormatCivilDay(*due), ", before its start on ",
                               FormatCivilDay(*task.start), ". Correct one of the two.")});
    }
  }

  std::optional<CivilDay> ReadDay(Column column) {
    const std::string& text = row_->fields[column];
    const std::optional<CivilDay> day = ParseCivilDay(text);
    if (!day.has_value()) {
      Fail(
          column, "BAD_DATE",
          {.vi = absl::StrCat("\"", text, "\" không phải một ngày có thật viết dạng năm-tháng-ngày, ví dụ 2024-12-31."),
           .en = absl::StrCat("\"", text,
                              "\" is not a day of the calendar written as year-month-day, e.g. "
                              "2024-12-31.")});
    }
    return day;
  }

  std::optional<Figure> ReadTarget() {
    const std::string& text = row_->fields[kTarget];
    if (text.empty()) return std::nullopt;
    const std::optional<Figure> target = Figure::Parse(text);
    if (!target.has_value()) {
      Fail(kTarget, "BAD_FIGURE",
           {.vi = absl::StrCat("\"", text,
                               "\" không phải mục tiêu. Cần số điểm từ 0 trở lên, ví dụ 97.5, hoặc một phần của tổng "
                               "số, ví dụ 13/19, hoặc để trống."),
            .en = absl::StrCat("\"", text,
                               "\" is no target. Wanted: points of at least 0, e.g. 97.5, or a part of a whole, e.g. "
                               "13/19, or nothing.")});
    }
    return target;
  }

  const csv::Table& table_;
  References& references_;
  imports::FaultList& faults_;
  std::map<Key, int> first_lines_;
  const csv::Table::Row* row_ = nullptr;
  bool row_ok_ = true;
};

}  // namespace

absl::StatusOr<AssignmentFile> ReadAssignmentFile(std::string_view content, References& references,
                                                  imports::FaultList& faults) {
  const csv::Table table = csv::Table::Read(content, Columns(), faults);
  AssignmentFile file = {.rows = static_cast<int64_t>(table.rows().size())};
  Reader reader(table, references, faults);
  for (const csv::Table::Row& row : table.rows()) {
    if (absl::Status status = reader.ReadRow(row, file.assignments); !status.ok()) return status;
  }
  return file;
}

}  // namespace thidua::tasks
