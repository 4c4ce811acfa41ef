#include "services/ranking/rpc/results_import.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "common/csv/table.h"
#include "common/decimal/decimal.h"

namespace thidua::ranking {
namespace {

using directory::v1::ListClustersRequest;
using directory::v1::ListClustersResponse;
using directory::v1::ListUnitsRequest;
using directory::v1::ListUnitsResponse;

// In the order in which they are asked for.
enum Column { kUnit, kYear, kCluster, kTotal, kRank, kMembers, kSource };
constexpr int kMostMembers = 100'000;
constexpr int kPageSize = 2000;

using Codes = absl::flat_hash_set<std::string>;

// The names that scoring knows, each kind asked for once and only when needed.
class KnownNames {
 public:
  KnownNames(scoring::ScoringApi& scoring, const rpc::Call& call) : scoring_(scoring), call_(call) {}

  absl::StatusOr<bool> HasUnit(const std::string& code) {
    if (!units_.has_value()) {
      Codes units;
      ListUnitsRequest request;
      request.set_page_size(kPageSize);
      do {
        absl::StatusOr<ListUnitsResponse> page = scoring_.ListUnits(request, call_);
        if (!page.ok()) return page.status();
        for (const auto& unit : page->units()) units.insert(unit.code());
        request.set_page_token(page->next_page_token());
      } while (!request.page_token().empty());
      units_ = std::move(units);
    }
    return units_->contains(code);
  }

  absl::StatusOr<bool> HasCluster(int year, const std::string& code) {
    const auto found = clusters_.find(year);
    if (found != clusters_.end()) return found->second.contains(code);
    ListClustersRequest request;
    request.set_year(year);
    request.set_under("");
    const absl::StatusOr<ListClustersResponse> response = scoring_.ListClusters(request, call_);
    if (!response.ok()) return response.status();
    Codes& clusters = clusters_[year];
    for (const auto& cluster : response->clusters()) clusters.insert(cluster.code());
    return clusters.contains(code);
  }

 private:
  scoring::ScoringApi& scoring_;
  const rpc::Call& call_;
  std::optional<Codes> units_;
  absl::flat_hash_map<int, Codes> clusters_;  // By year.
};

// Reads and checks one row after the other.
class RowChecker {
 public:
  RowChecker(const csv::Table& table, KnownNames& known, imports::FaultList& faults)
      : table_(table), known_(known), faults_(faults) {}

  // Nothing, with faults, when the row must not be used. Fails when scoring does.
  absl::StatusOr<std::optional<PublishedResult>> Check(const csv::Table::Row& row) {
    // A reader for each field that a further check builds on, so that one bad field does not hide another.
    csv::RowReader unit(table_, row, faults_), year(table_, row, faults_), cluster(table_, row, faults_),
        members(table_, row, faults_), rest(table_, row, faults_);
    PublishedResult result{.unit = unit.Code(kUnit), .year = year.Year(kYear), .cluster = cluster.Code(kCluster)};
    result.total = Total(rest);
    result.members = members.Whole(kMembers, 1, kMostMembers);
    result.rank = rest.Whole(kRank, 1, members.ok() ? result.members : kMostMembers);
    result.source = rest.OptionalText(kSource);
    if (unit.ok()) {
      const absl::StatusOr<bool> known = known_.HasUnit(result.unit);
      if (!known.ok()) return known.status();
      if (!*known) {
        unit.Fail(kUnit, "UNKNOWN_UNIT",
                  {.vi = absl::StrCat("Không có đơn vị nào mang mã ", result.unit,
                                      ". Hãy sửa mã, hoặc nhập danh mục đơn vị trước (thidua import units)."),
                   .en = absl::StrCat("No unit has the code ", result.unit,
                                      ". Correct it, or import the list of units first (thidua import units).")});
      }
    }
    if (cluster.ok() && year.ok()) {
      const absl::StatusOr<bool> known = known_.HasCluster(result.year, result.cluster);
      if (!known.ok()) return known.status();
      if (!*known) {
        cluster.Fail(kCluster, "UNKNOWN_CLUSTER",
                     {.vi = absl::StrCat("Năm ", result.year, " không có cụm nào mang mã ", result.cluster,
                                         ". Hãy sửa mã, hoặc nhập các cụm của năm đó trước (thidua import clusters)."),
                      .en = absl::StrCat("No cluster of ", result.year, " has the code ", result.cluster,
                                         ". Correct it, or import that year's clusters first (thidua import "
                                         "clusters).")});
      }
    }
    if (unit.ok() && year.ok()) CheckDuplicate(result, unit);
    if (unit.ok() && year.ok() && cluster.ok() && members.ok() && rest.ok()) return result;
    return std::nullopt;
  }

 private:
  static std::string Total(csv::RowReader& reader) {
    const std::string& text = reader.field(kTotal);
    Decimal total;
    if (Decimal::Parse(text, total) != Decimal::Fault::kNone || total.negative()) {
      reader.Fail(
          kTotal, "BAD_DECIMAL",
          {.vi = absl::StrCat("\"", text, "\" không phải số thập phân từ 0 trở lên, tối đa ", Decimal::kMaxDigits,
                              " chữ số, trong đó tối đa ", Decimal::kMaxPlaces, " chữ số sau dấu chấm (ví dụ 97.85)."),
           .en = absl::StrCat("\"", text, "\" is not a decimal number of 0 or more with at most ", Decimal::kMaxDigits,
                              " digits, at most ", Decimal::kMaxPlaces, " of them after the point (such as 97.85).")});
    }
    return text;
  }

  void CheckDuplicate(const PublishedResult& result, csv::RowReader& unit) {
    const int line = unit.row().line;
    const auto [first, is_first] = lines_.try_emplace({result.unit, result.year}, line);
    if (is_first) return;
    unit.Fail(kUnit, "DUPLICATE_ROW",
              {.vi = absl::StrCat("Đơn vị ", result.unit, " năm ", result.year, " đã có ở dòng ", first->second,
                                  ". Hãy bỏ một trong hai dòng."),
               .en = absl::StrCat("Unit ", result.unit, " in ", result.year, " already stands in line ", first->second,
                                  ". Remove one of the two.")});
  }

  const csv::Table& table_;
  KnownNames& known_;
  imports::FaultList& faults_;
  absl::flat_hash_map<std::pair<std::string, int>, int> lines_;  // Of each unit and year.
};

}  // namespace

absl::StatusOr<imports::Report> ImportResultsFile(const imports::File& file, scoring::ScoringApi& scoring,
                                                  ResultsStore& store, const rpc::Call& call) {
  imports::FaultList faults(file.max_faults);
  const csv::Table table =
      csv::Table::Read(file.content, {"unit", "year", "cluster", "total", "rank", "members", "source"}, faults);
  KnownNames known(scoring, call);
  RowChecker checker(table, known, faults);
  std::vector<PublishedResult> results;
  for (const csv::Table::Row& row : table.rows()) {
    absl::StatusOr<std::optional<PublishedResult>> result = checker.Check(row);
    if (!result.ok()) return result.status();
    if (result->has_value()) results.push_back(**std::move(result));
  }

  imports::Report report{.rows = static_cast<int64_t>(table.rows().size())};
  if (!faults.empty()) {
    report.faults = faults.Sorted();
    report.more_faults = faults.more();
    return report;
  }
  const absl::StatusOr<ResultsStore::Changes> changes = file.dry_run ? store.Try(results) : store.Write(results);
  if (!changes.ok()) return changes.status();
  report.added = changes->added;
  report.changed = changes->changed;
  report.unchanged = changes->unchanged;
  report.stored = !file.dry_run;
  return report;
}

}  // namespace thidua::ranking
