#include "services/cli/import_output.h"

#include "absl/strings/str_cat.h"
#include "common/xlsx/reader.h"

namespace thidua::cli {

using thidua::type::v1::ImportFault;
using thidua::type::v1::ImportReport;

std::string FaultLine(const std::string& file, const ImportFault& fault) {
  const bool in_a_cell = fault.line() > 0 && fault.column() > 0;
  if (in_a_cell && fault.field() == xlsx::CellAddress(fault.line(), fault.column())) {
    return absl::StrCat(file, ":", fault.field(), ": ", fault.message());
  }
  std::string line = file;
  if (fault.line() > 0) absl::StrAppend(&line, ":", fault.line());
  if (fault.column() > 0) absl::StrAppend(&line, ":", fault.column());
  if (!fault.field().empty()) absl::StrAppend(&line, ": ", fault.field());
  return absl::StrCat(line, ": ", fault.message());
}

Message RefusalMessage(const std::string& file, const ImportReport& report) {
  Message message{absl::StrCat(file, " có ", report.faults_size() + report.more_faults(), " lỗi"),
                  absl::StrCat(file, " has ", report.faults_size() + report.more_faults(), " faults")};
  if (report.more_faults() > 0) {
    absl::StrAppend(&message.vi, " (", report.more_faults(), " lỗi cuối không liệt kê)");
    absl::StrAppend(&message.en, " (the last ", report.more_faults(), " are not listed)");
  }
  message.vi += "; không có gì được ghi.";
  message.en += "; nothing was stored.";
  return message;
}

Message SummaryMessage(const std::string& file, const ImportReport& report, bool dry_run) {
  return {absl::StrCat(file, ": đọc ", report.rows(), dry_run ? "; sẽ thêm " : ", thêm ", report.added(), ", đổi ",
                       report.changed(), ", giữ nguyên ", report.unchanged(), ", bỏ ", report.removed(),
                       dry_run ? " (chạy thử, chưa ghi gì)" : ""),
          absl::StrCat(file, ": read ", report.rows(), dry_run ? "; would add " : ", added ", report.added(),
                       dry_run ? ", change " : ", changed ", report.changed(), dry_run ? ", keep " : ", unchanged ",
                       report.unchanged(), dry_run ? ", remove " : ", removed ", report.removed(),
                       dry_run ? " (dry run, nothing was stored)" : "")};
}

}  // namespace thidua::cli
