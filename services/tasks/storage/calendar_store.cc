#include "services/tasks/storage/calendar_store.h"

#include <soci/soci.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/audit/log.h"
#include "services/tasks/storage/task_codec.h"

namespace thidua::tasks {
namespace {

using Kind = CalendarDay::Kind;
using KindAndDate = std::pair<std::string, std::string>;
using KindAndYear = std::pair<std::string, std::string>;
using Names = std::map<KindAndDate, std::string>;

constexpr std::pair<Kind, const char*> kKindNames[] = {
    {Kind::kHoliday, "HOLIDAY"}, {Kind::kWorkday, "WORKDAY"}, {Kind::kReport, "REPORT"}, {Kind::kEvidence, "EVIDENCE"}};

std::string NameOf(Kind kind) {
  for (const auto& [known, name] : kKindNames) {
    if (known == kind) return name;
  }
  throw std::runtime_error("a kind of day without a name");
}

// Throws, as SOCI does, on a row that this program cannot have written.
CalendarDay ToDay(const KindAndDate& key, const std::string& name) {
  const auto date = ParseCivilDay(key.second);
  for (const auto& [kind, text] : kKindNames) {
    if (key.first == text && date.has_value()) return {.date = *date, .kind = kind, .name = name};
  }
  throw std::runtime_error(absl::StrCat("damaged row: calendar ", key.first, " ", key.second));
}

Names StoredDays(soci::session& session) {
  Names days;
  std::string kind, date, name;
  soci::statement statement = (session.prepare << "SELECT kind, date, name FROM calendar", soci::into(kind),
                               soci::into(date), soci::into(name));
  statement.execute();
  while (statement.fetch()) days.emplace(KindAndDate(kind, date), name);
  return days;
}

KindAndYear YearOf(const KindAndDate& key) { return {key.first, key.second.substr(0, 4)}; }

Names Wanted(const std::vector<CalendarDay>& days) {
  Names wanted;
  for (const CalendarDay& day : days) wanted[{NameOf(day.kind), FormatCivilDay(day.date)}] = day.name;
  return wanted;
}

std::set<KindAndYear> Declared(const Names& wanted) {
  std::set<KindAndYear> declared;
  for (const auto& [key, name] : wanted) declared.insert(YearOf(key));
  return declared;
}

CalendarChanges Compare(const Names& stored, const Names& wanted) {
  CalendarChanges changes;
  for (const auto& [key, name] : wanted) {
    const auto before = stored.find(key);
    ++(before == stored.end() ? changes.added : before->second == name ? changes.unchanged : changes.changed);
  }
  const std::set<KindAndYear> declared = Declared(wanted);
  for (const auto& [key, name] : stored) {
    if (declared.contains(YearOf(key)) && !wanted.contains(key)) ++changes.removed;
  }
  return changes;
}

void Replace(soci::session& session, const Names& wanted) {
  for (const auto& [kind, year] : Declared(wanted)) {
    const std::string first = year + "-01-01";
    const std::string last = year + "-12-31";
    session << "DELETE FROM calendar WHERE kind = :kind AND date BETWEEN :first AND :last", soci::use(kind),
        soci::use(first), soci::use(last);
  }
  for (const auto& [key, name] : wanted) {
    session << "INSERT INTO calendar (kind, date, name) VALUES (:kind, :date, :name)", soci::use(key.first),
        soci::use(key.second), soci::use(name);
  }
}

}  // namespace

absl::StatusOr<Calendar> CalendarStore::Load() {
  std::vector<CalendarDay> days;
  const absl::Status status = database_.Read([&](soci::session& session) {
    for (const auto& [key, name] : StoredDays(session)) days.push_back(ToDay(key, name));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return Calendar(std::move(days));
}

absl::StatusOr<CalendarChanges> CalendarStore::Put(const std::vector<CalendarDay>& days, const LogLine& line) {
  const Names wanted = Wanted(days);
  CalendarChanges changes;
  const absl::Status status = database_.Write([&](soci::session& session) {
    changes = Compare(StoredDays(session), wanted);
    if (changes.added + changes.changed + changes.removed == 0) return absl::OkStatus();
    Replace(session, wanted);
    const int64_t version = audit::Head(session).number + 1;
    audit::Append(session, {.version = version}, EncodeLogMembers(line, /*task=*/"", nlohmann::json::array()));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return changes;
}

absl::StatusOr<CalendarChanges> CalendarStore::Preview(const std::vector<CalendarDay>& days) {
  CalendarChanges changes;
  const absl::Status status = database_.Read([&](soci::session& session) {
    changes = Compare(StoredDays(session), Wanted(days));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return changes;
}

}  // namespace thidua::tasks
