#include "services/scoring/usecases/last_year.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/scoring/usecases/errors.h"
#include "services/scoring/usecases/sheet_place.h"

namespace thidua::scoring {
namespace {

std::string NamesOf(const std::vector<Unit>& units) {
  return absl::StrJoin(units, ", ", [](std::string* out, const Unit& unit) { absl::StrAppend(out, unit.name); });
}

// The units whose figures stand for those of a unit that has none: the nearest predecessors that have some.
class Predecessors {
 public:
  Predecessors(ReadTransaction& transaction, const std::vector<Succession>& successions, int year)
      : transaction_(transaction), successions_(successions), year_(year) {}

  // `until`: only what happened by the end of that year.
  absl::Status Collect(const std::string& unit, int until) {
    for (const Succession& one : successions_) {
      if (one.successor != unit || one.date > absl::StrCat(until, "-12-31")) continue;
      if (!seen_.insert(one.predecessor).second) continue;
      absl::StatusOr<SheetRecord> record = LoadRecord(transaction_, one.predecessor, year_);
      if (!record.ok()) return record.status();
      absl::Status status = absl::OkStatus();
      if (record->figures.empty()) {
        status = Collect(one.predecessor, until);
      } else {
        records.push_back(*std::move(record));
      }
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  std::vector<SheetRecord> records;

 private:
  ReadTransaction& transaction_;
  const std::vector<Succession>& successions_;
  const int year_;
  std::set<std::string> seen_;
};

Message OwnNote(const Unit& unit, int year, const std::vector<Succession>& merged) {
  if (merged.empty()) {
    return {.vi = absl::StrCat("Số liệu của chính ", unit.name, " năm ", year, "."),
            .en = absl::StrCat("Figures of ", unit.name, " itself for ", year, ".")};
  }
  return {
      .vi = absl::StrCat("Số liệu của ", unit.name, " năm ", year, ", nhưng địa giới đã thay đổi ngày ",
                         merged.back().date, " (", merged.back().document,
                         "): không so sánh trực tiếp được với năm sau."),
      .en = absl::StrCat("Figures of ", unit.name, " for ", year, ", whose territory changed on ", merged.back().date,
                         " (", merged.back().document, "): not comparable with the year after as they stand.")};
}

// Successions into the unit between the beginning of `year` and the end of the year after.
std::vector<Succession> ChangesAround(const std::vector<Succession>& successions, const std::string& unit, int year) {
  std::vector<Succession> changes;
  for (const Succession& one : successions) {
    const bool concerns = one.successor == unit || one.predecessor == unit;
    if (concerns && one.date > absl::StrCat(year, "-01-01") && one.date <= absl::StrCat(year + 1, "-12-31")) {
      changes.push_back(one);
    }
  }
  return changes;
}

}  // namespace

absl::StatusOr<LastYear> LoadLastYear(ReadTransaction& transaction, const std::string& code, int year) {
  LastYear out{.year = year - 1};
  absl::StatusOr<std::optional<Unit>> unit = transaction.GetUnit(code);
  if (!unit.ok()) return unit.status();
  if (!unit->has_value()) return UnknownUnit(code);
  absl::StatusOr<std::vector<Succession>> successions = transaction.ListSuccessions(code);
  if (!successions.ok()) return successions.status();
  absl::StatusOr<SheetRecord> own = LoadRecord(transaction, code, out.year);
  if (!own.ok()) return own.status();
  if (!own->figures.empty()) {
    const std::vector<Succession> changes = ChangesAround(*successions, code, out.year);
    out.comparable = changes.empty();
    out.note = OwnNote(**unit, out.year, changes);
    out.records.push_back(*std::move(own));
    return out;
  }

  Predecessors predecessors(transaction, *successions, out.year);
  if (absl::Status status = predecessors.Collect(code, year); !status.ok()) return status;
  out.records = std::move(predecessors.records);
  std::vector<std::string> codes;
  for (const SheetRecord& record : out.records) codes.push_back(record.unit);
  absl::StatusOr<std::vector<Unit>> units = transaction.GetUnits(codes);
  if (!units.ok()) return units.status();
  const std::string names = NamesOf(*units);
  if (out.records.empty()) {
    out.note = {.vi = absl::StrCat("Không có số liệu năm ", out.year, " của ", (*unit)->name,
                                   " hoặc của đơn vị nào hợp thành nó."),
                .en = absl::StrCat("There are no figures for ", out.year, " of ", (*unit)->name,
                                   " or of any unit that it was made from.")};
    return out;
  }
  const auto parts = std::count_if(successions->begin(), successions->end(),
                                   [&](const Succession& one) { return one.predecessor == out.records.front().unit; });
  const auto sources = std::count_if(successions->begin(), successions->end(),
                                     [&](const Succession& one) { return one.successor == code; });
  out.comparable = out.records.size() == 1 && parts == 1 && sources == 1;
  if (out.comparable) {
    out.note = {.vi = absl::StrCat("Số liệu năm ", out.year, " của ", names, ", nay là ", (*unit)->name,
                                   ", cùng địa giới: so sánh được."),
                .en = absl::StrCat("Figures for ", out.year, " of ", names, ", which is ", (*unit)->name,
                                   " now, with the same territory: comparable.")};
  } else {
    out.note = {.vi = absl::StrCat("Năm ", out.year, " chưa có ", (*unit)->name, "; đây là số liệu của ", names,
                                   ", các đơn vị hợp thành: không so sánh trực tiếp được."),
                .en = absl::StrCat("There was no ", (*unit)->name, " in ", out.year, "; these are the figures of ",
                                   names, ", which it was made from: not comparable as they stand.")};
  }
  return out;
}

}  // namespace thidua::scoring
