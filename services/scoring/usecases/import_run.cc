#include "services/scoring/usecases/import_run.h"

#include "absl/strings/str_cat.h"

namespace thidua::scoring {

absl::StatusOr<imports::Report> RunImport(ScoringStore& store, const imports::File& file, imports::FaultList& faults,
                                          absl::FunctionRef<absl::Status(WriteTransaction&, imports::Report&)> body) {
  imports::Report report;
  const absl::Status stands = absl::OkStatus();
  const absl::Status withdrawn = absl::CancelledError("withdrawn");
  absl::Status status = store.Write([&](WriteTransaction& transaction) {
    if (absl::Status failed = body(transaction, report); !failed.ok()) return failed;
    return faults.empty() && !file.dry_run ? stands : withdrawn;
  });
  if (!status.ok() && status != withdrawn) return status;
  report.stored = status.ok();
  report.faults = faults.Sorted();
  report.more_faults = faults.more();
  return report;
}

absl::StatusOr<std::vector<ClusterYear>> MoveClustersOf(WriteTransaction& transaction,
                                                        const std::vector<std::string>& units, int year) {
  absl::StatusOr<std::vector<ClusterYear>> clusters = transaction.FindClusterYearsOf(units, year);
  if (!clusters.ok()) return clusters.status();
  for (ClusterYear& cluster : *clusters) {
    absl::StatusOr<int64_t> version = transaction.BumpVersion(cluster.code, cluster.year);
    if (!version.ok()) return version.status();
    cluster.version = *version;
  }
  return clusters;
}

Message DuplicateRow(int first_line) {
  return {.vi = absl::StrCat("Trùng với dòng ", first_line, ". Hãy bỏ một trong hai dòng."),
          .en = absl::StrCat("Repeats line ", first_line, ". Remove one of the two.")};
}

Message UnknownUnitInFile(const std::string& code) {
  return {.vi = absl::StrCat("Không có đơn vị mã \"", code, "\" trong danh sách đơn vị."),
          .en = absl::StrCat("There is no unit with code \"", code, "\".")};
}

}  // namespace thidua::scoring
