#include "services/cli/sheet_options.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace thidua::cli {
namespace {

using thidua::scoring::v1::SheetFormat;

// "xlsx" for "a/b.XLSX"; empty when the name has none of `formats` at its end.
std::string FormatInName(const std::string& path, const std::vector<std::string>& formats) {
  const std::string name = absl::AsciiStrToLower(path.substr(path.rfind('/') + 1));
  for (const std::string& format : formats) {
    if (name.ends_with("." + format)) return format;
  }
  return {};
}

}  // namespace

void AddSheetAt(const Grammar& grammar, CLI::App& command, SheetAt& at) {
  grammar.Text(command, "--unit", at.unit, "UNIT", {"Mã đơn vị", "Code of the unit"})->required();
  grammar.Year(command, "--year", at.year, {"Năm thi đua", "Year that is scored"})->required();
}

void AddRequestId(const Grammar& grammar, CLI::App& command, std::string& request_id) {
  grammar.Text(
      command, "--request-id", request_id, "ID",
      {"Mã yêu cầu: gửi lại cùng mã thì chỉ ghi một lần", "Id of the request: sent again, it is written once"});
}

void AddWriteGuard(const Grammar& grammar, CLI::App& command, WriteGuard& guard) {
  grammar.Text(command, "--etag", guard.etag, "ETAG",
               {"Chỉ ghi khi bảng điểm còn đúng etag này", "Write only if the sheet still has this etag"});
  AddRequestId(grammar, command, guard.request_id);
}

void AddExportFile(const Grammar& grammar, CLI::App& command, const std::vector<std::string>& formats,
                   ExportFile& file) {
  grammar.Path(command, "--out", file.path, "FILE", {"Tệp kết quả", "File to write"})->required();
  grammar.Choice(command, "--format", file.format, formats,
                 {"Dạng tệp, khi tên tệp không cho biết", "Form of the file, where its name does not tell"});
}

SheetFormat FormatOf(const ExportFile& file, const std::vector<std::string>& formats, Language language) {
  const std::string named = FormatInName(file.path, formats);
  const std::string format = named.empty() ? file.format : named;
  if (format.empty() || (!file.format.empty() && file.format != format)) {
    const std::string all = absl::StrJoin(formats, ", ");
    const Message message{
        absl::StrCat("--out: tên tệp phải có đuôi ", all, " và khớp với --format, nếu có."),
        absl::StrCat("--out: the name wants one of the endings ", all, ", the same as --format where both are given.")};
    throw CLI::ValidationError(message.In(language));
  }
  return format == "xlsx"  ? thidua::scoring::v1::XLSX
         : format == "csv" ? thidua::scoring::v1::CSV
                           : thidua::scoring::v1::JSON;
}

std::optional<FigureWord> ParseFigureWord(const std::string& word) {
  const size_t equals = word.find('=');
  if (equals == std::string::npos) return std::nullopt;
  const size_t dot = word.substr(0, equals).rfind('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == equals) return std::nullopt;
  return FigureWord{.criterion = word.substr(0, dot),
                    .input = word.substr(dot + 1, equals - dot - 1),
                    .value = word.substr(equals + 1)};
}

}  // namespace thidua::cli
