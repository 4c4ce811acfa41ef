#include <memory>

#include "absl/strings/ascii.h"
#include "services/cli/anonymous.h"
#include "services/cli/commands.h"
#include "services/cli/json.h"
#include "services/cli/output_file.h"
#include "services/cli/ranking_query.h"
#include "services/cli/report_table.h"
#include "services/cli/report_workbook.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::AggregateRankingsResponse;

enum class ReportForm { kText, kCsv, kJson, kXlsx };

struct ReportOptions {
  RankingScope scope;
  // Empty: standard output.
  std::string path;
  ReportForm form = ReportForm::kText;
  std::string anonymous_for;
};

absl::StatusOr<std::string> Written(const AggregateRankingsResponse& all, ReportForm form, const Style& style) {
  switch (form) {
    case ReportForm::kText:
      return ReportText(all, style);
    case ReportForm::kCsv:
      return ReportCsv(all);
    case ReportForm::kJson:
      return ToJson(all);
    case ReportForm::kXlsx:
      return ReportWorkbook(all, style);
  }
  return std::string();
}

absl::Status Report(const Settings& settings, const ReportOptions& options) {
  absl::StatusOr<AggregateRankingsResponse> all = AskAllRankings(settings, options.scope, thidua::ranking::v1::FULL);
  if (!all.ok()) return all.status();
  if (!options.anonymous_for.empty()) {
    all = AnonymousFor(*all, options.anonymous_for);
    if (!all.ok()) return all.status();
  }
  if (options.form == ReportForm::kCsv) NoteUnranked(*all);
  const bool to_file = !options.path.empty();
  const Style style = to_file ? Style{.language = settings.OutputLanguage()} : OutputStyle(settings.OutputLanguage());
  const absl::StatusOr<std::string> bytes = Written(*all, options.form, style);
  if (!bytes.ok()) return bytes.status();
  return to_file ? WriteFile(options.path, *bytes) : WriteOutput(*bytes);
}

// What the end of the file's name says, or without a file --output. A usage error where the name says nothing.
ReportForm FormOf(const std::string& path, const Settings& settings) {
  if (path.empty()) {
    const Format format = settings.OutputFormat();
    return format == Format::kCsv ? ReportForm::kCsv : format == Format::kJson ? ReportForm::kJson : ReportForm::kText;
  }
  const std::string name = absl::AsciiStrToLower(path);
  if (name.ends_with(".xlsx")) return ReportForm::kXlsx;
  if (name.ends_with(".csv")) return ReportForm::kCsv;
  if (name.ends_with(".txt")) return ReportForm::kText;
  const Message message{"--out: tên tệp phải có đuôi .xlsx, .csv hoặc .txt.",
                        "--out: the name wants one of the endings .xlsx, .csv, .txt."};
  throw CLI::ValidationError(settings.Say(message));
}

}  // namespace

void AddReport(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* command =
      grammar.Command(root, "report",
                      {"Báo cáo của cấp trên: tổng hợp, từng cụm, tiến độ, biểu đồ; tệp Excel, CSV hoặc văn bản",
                       "The report of the level above: summary, clusters, progress, charts; as XLSX, CSV or text"},
                      "thidua report --under 535 --year 2023 --out ba-to-2023.xlsx");
  const auto options = std::make_shared<ReportOptions>();
  grammar
      .Text(*command, "--under", options->scope.under, "UNIT",
            {"Mọi cụm do đơn vị này hoặc cấp dưới của nó tổng hợp ('' là cả nước)",
             "All clusters aggregated by this unit or one below it ('' is the whole country)"})
      ->required();
  grammar.Year(*command, "--year", options->scope.year, {"Năm thi đua", "Year that is scored"})->required();
  AddStage(grammar, *command, options->scope.stage);
  grammar.Path(*command, "--out", options->path, "FILE",
               {"Tệp .xlsx, .csv hoặc .txt (không cho: in ra theo --output)",
                "File ending in .xlsx, .csv or .txt (without: printed as --output says)"});
  grammar.NotEmpty(
      grammar.Text(*command, "--anonymous-for", options->anonymous_for, "UNIT",
                   {"Bản gửi riêng một đơn vị: chỉ nêu tên nó, các đơn vị khác chỉ còn điểm cao nhất và "
                    "trung vị",
                    "A copy for one unit: it alone is named, of the others only best and median are left"}));
  command->callback([&session, options] {
    options->form = FormOf(options->path, session.settings);
    session.run = [&session, options] { return Report(session.settings, *options); };
  });
}

}  // namespace thidua::cli
