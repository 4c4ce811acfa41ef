#include "services/scoring/usecases/import_run.h"

#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "services/scoring/usecases/record_codec.h"

namespace thidua::scoring {
namespace {

// Takes a transaction back that did nothing wrong.
absl::Status Withdrawn() { return absl::CancelledError("withdrawn"); }

}  // namespace

absl::StatusOr<imports::Report> RunImport(ScoringStore& store, const imports::File& file, std::string_view action,
                                          const Act& act, const imports::FaultList& before, ImportBody body) {
  imports::Report report;
  const absl::Status status = store.Write([&](WriteTransaction& transaction) -> absl::Status {
    imports::FaultList faults = before;
    report = {};
    absl::StatusOr<int64_t> version = transaction.NextVersion();
    if (!version.ok()) return version.status();
    if (absl::Status failed = body(transaction, *version, faults, report); !failed.ok()) return failed;
    report.faults = faults.Sorted();
    report.more_faults = faults.more();
    if (!faults.empty() || file.dry_run) return Withdrawn();
    if (!report.changes_anything()) return absl::OkStatus();
    return transaction
        .AppendLog({.version = *version}, EncodeLogMembers({.time = act.at,
                                                            .action = std::string(action),
                                                            .by = act.by,
                                                            .reason = act.reason,
                                                            .subject = file.name,
                                                            .sha256 = Sha256::HexOf(file.content)}))
        .status();
  });
  if (!status.ok() && status != Withdrawn()) return status;
  report.stored = status.ok();
  return report;
}

absl::StatusOr<std::vector<ClusterYear>> MoveClustersOf(WriteTransaction& transaction,
                                                        const std::vector<std::string>& units, int year,
                                                        int64_t version) {
  absl::StatusOr<std::vector<ClusterYear>> clusters = transaction.FindClusterYearsOf(units, year);
  if (!clusters.ok()) return clusters.status();
  for (ClusterYear& cluster : *clusters) {
    if (absl::Status status = transaction.SetVersion(cluster.code, cluster.year, version); !status.ok()) return status;
    cluster.version = version;
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
