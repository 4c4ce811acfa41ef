#include "services/cli/period_report_file.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/tasks/document/report_docx.h"
#include "services/tasks/document/report_workbook.h"

namespace thidua::cli {
namespace {

bool EndsWith(const std::string& path, const std::string& ending) {
  return absl::AsciiStrToLower(path).ends_with(ending);
}

template <typename Reply>
absl::StatusOr<std::string> FileOf(const Reply& reply, const std::string& path,
                                   absl::StatusOr<std::string> (*xlsx)(const Reply&),
                                   absl::StatusOr<std::string> (*docx)(const Reply&, const tasks::FontFaces&)) {
  if (EndsWith(path, ".xlsx")) return xlsx(reply);
  const absl::StatusOr<tasks::FontFaces> faces = tasks::LoadFontFaces();
  if (!faces.ok()) return faces.status();
  return docx(reply, *faces);
}

}  // namespace

void CheckDocumentName(const std::string& path, const std::vector<std::string>& endings, Language language) {
  if (path.empty()) return;
  for (const std::string& ending : endings) {
    if (EndsWith(path, ending)) return;
  }
  const Message message{absl::StrCat("--out: tên tệp phải có đuôi ", absl::StrJoin(endings, " hoặc "), "."),
                        absl::StrCat("--out: the name wants the ending ", absl::StrJoin(endings, " or "), ".")};
  throw CLI::ValidationError(message.In(language));
}

absl::StatusOr<std::string> PeriodReportFile(const thidua::tasks::v1::GetPeriodReportResponse& reply,
                                             const std::string& path) {
  return FileOf(reply, path, &tasks::PeriodReportXlsx, &tasks::PeriodReportDocx);
}

absl::StatusOr<std::string> RollupFile(const thidua::tasks::v1::GetReportRollupResponse& reply,
                                       const std::string& path) {
  return FileOf(reply, path, &tasks::RollupXlsx, &tasks::RollupDocx);
}

}  // namespace thidua::cli
