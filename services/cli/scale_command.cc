#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/cli/commands.h"
#include "services/cli/output_file.h"
#include "services/cli/reply.h"
#include "services/cli/scale_output.h"
#include "services/cli/sheet_options.h"
#include "services/cli/upload.h"

namespace thidua::cli {
namespace {

using thidua::scoring::v1::ExportScaleRequest;
using thidua::scoring::v1::ExportScaleResponse;
using thidua::scoring::v1::GetScaleRequest;
using thidua::scoring::v1::ScoringService;
using thidua::scoring::v1::SimulateScaleResponse;

const std::vector<std::string>& ScaleFormats() {
  static const auto& formats = *new std::vector<std::string>{"xlsx", "json"};
  return formats;
}

struct ScaleOptions {
  std::string scale_id;
  // 0: the newest.
  int revision = 0;
  ExportFile file;
  thidua::scoring::v1::SheetFormat format = thidua::scoring::v1::SHEET_FORMAT_UNSPECIFIED;
};

struct SimulateOptions {
  std::string path;
};

absl::Status Show(const Settings& settings, const ScaleOptions& options) {
  GetScaleRequest request;
  request.mutable_scale()->set_scale_id(options.scale_id);
  request.mutable_scale()->set_revision(options.revision);
  const auto reply = Ask(settings, &ScoringService::Stub::GetScale, request);
  return reply.ok() ? WriteReply(settings, *reply, &ScaleText, &ScaleCsv) : reply.status();
}

absl::Status Export(const Settings& settings, const ScaleOptions& options) {
  ExportScaleRequest request;
  request.mutable_scale()->set_scale_id(options.scale_id);
  request.mutable_scale()->set_revision(options.revision);
  request.set_format(options.format);
  request.set_language_code(settings.lang);
  absl::StatusOr<OutputFile> file = OutputFile::Create(options.file.path);
  if (!file.ok()) return file.status();
  const absl::Status received = Receive(settings, &ScoringService::Stub::ExportScale, request,
                                        [&](const ExportScaleResponse& piece) { return file->Write(piece.data()); });
  return received.ok() ? file->Commit() : received;
}

absl::Status Simulate(const Settings& settings, const SimulateOptions& options) {
  absl::StatusOr<InputFile> file = InputFile::Open(options.path);
  if (!file.ok()) return file.status();
  const absl::StatusOr<SimulateScaleResponse> reply =
      Upload(settings, &ScoringService::Stub::SimulateScale, &*file, {.dry_run = true});
  if (!reply.ok()) return reply.status();
  if (reply->report().faults().empty() || settings.OutputFormat() == Format::kJson) {
    absl::Status written = WriteReply(settings, *reply, &SimulationText, &SimulationCsv);
    if (!written.ok()) return written;
  }
  return ReportImport(settings, *file, /*dry_run=*/true, reply->report());
}

void AddWhich(const Grammar& grammar, CLI::App& command, ScaleOptions& options) {
  grammar.Text(command, "--scale", options.scale_id, "SCALE", {"Mã thang bảng điểm", "Id of the scale"})->required();
  grammar.Number(command, "--revision", options.revision, "N", 1, std::numeric_limits<int>::max(),
                 {"Lần sửa này (mặc định: mới nhất)", "This revision (default: the newest)"});
}

}  // namespace

void AddScale(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* scale =
      grammar.Family(root, "scale", {"Thang bảng điểm: xem, xuất, tính thử", "Scales: show, export, try out"},
                     "thidua scale show --scale ba-to-2023");
  CLI::App* show = grammar.Command(*scale, "show", {"Các bước, nhóm và tiêu chí", "Its stages, groups and criteria"},
                                   "thidua scale show --scale ba-to-2023");
  const auto shown = std::make_shared<ScaleOptions>();
  AddWhich(grammar, *show, *shown);
  RunWith(*show, session, shown, &Show);

  CLI::App* exported =
      grammar.Command(*scale, "export", {"Xuất ra tệp để sửa rồi nhập lại", "A file to correct and import again"},
                      "thidua scale export --scale ba-to-2023 --out thang.xlsx");
  const auto options = std::make_shared<ScaleOptions>();
  AddWhich(grammar, *exported, *options);
  AddExportFile(grammar, *exported, ScaleFormats(), options->file);
  exported->callback([&session, options, language = grammar.language()] {
    options->format = FormatOf(options->file, ScaleFormats(), language);
    session.run = [&session, options] { return Export(session.settings, *options); };
  });

  CLI::App* simulate = grammar.Command(*scale, "simulate",
                                       {"Tính thử một thang bảng điểm: đơn vị nào sẽ đổi điểm, đổi hạng; không ghi",
                                        "Try a scale: whose points and ranks would move; stores nothing"},
                                       "thidua scale simulate thang-2024.xlsx");
  const auto tried = std::make_shared<SimulateOptions>();
  grammar.Path(*simulate, "FILE", tried->path, "FILE", {"Tệp JSON hoặc XLSX", "JSON or XLSX file"})->required();
  RunWith(*simulate, session, tried, &Simulate);
}

}  // namespace thidua::cli
