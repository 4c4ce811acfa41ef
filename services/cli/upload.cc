#include "services/cli/upload.h"

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/cli/console.h"
#include "services/cli/import_output.h"

namespace thidua::cli {

absl::Status EmptyFile(const InputFile& file) {
  return Problem{.code = absl::StatusCode::kInvalidArgument,
                 .reason = "EMPTY_FILE",
                 .message = {.vi = absl::StrCat(file.path(), " là tệp trống; chưa gửi gì."),
                             .en = absl::StrCat(file.path(), " is an empty file; nothing was sent.")}}
      .ToStatus();
}

absl::Status ReportImport(const Settings& settings, const InputFile& file, bool dry_run,
                          const thidua::type::v1::ImportReport& report) {
  for (const auto& fault : report.faults()) WriteNote(FaultLine(file.path(), fault));
  if (report.faults_size() > 0 || (!dry_run && !report.stored())) {
    return Problem{.code = absl::StatusCode::kInvalidArgument,
                   .reason = "FILE_REFUSED",
                   .message = RefusalMessage(file.path(), report)}
        .ToStatus();
  }
  WriteNote(settings.Say(SummaryMessage(file.path(), report, dry_run)));
  return absl::OkStatus();
}

}  // namespace thidua::cli
