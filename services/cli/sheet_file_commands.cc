#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "common/status/problem.h"
#include "services/cli/output_file.h"
#include "services/cli/reply.h"
#include "services/cli/sheet_commands.h"
#include "services/cli/sheet_options.h"
#include "services/cli/sheet_state.h"
#include "services/cli/upload.h"

namespace thidua::cli {
namespace {

using thidua::scoring::v1::AttachEvidenceRequest;
using thidua::scoring::v1::AttachEvidenceResponse;
using thidua::scoring::v1::DownloadEvidenceRequest;
using thidua::scoring::v1::DownloadEvidenceResponse;
using thidua::scoring::v1::ExportSheetRequest;
using thidua::scoring::v1::ExportSheetResponse;
using thidua::scoring::v1::ImportSheetRequest;
using thidua::scoring::v1::ImportSheetResponse;
using thidua::scoring::v1::RemoveEvidenceRequest;
using thidua::scoring::v1::RemoveEvidenceResponse;
using thidua::scoring::v1::SheetService;

const std::vector<std::string>& SheetFormats() {
  static const auto& formats = *new std::vector<std::string>{"xlsx", "csv"};
  return formats;
}

struct AttachOptions {
  SheetAt at;
  WriteGuard guard;
  std::string criterion;
  std::string title;
  std::string number;
  std::string date;
  std::string issuer;
  std::string link;
  // Empty: a document without a file.
  std::string path;
};

struct EvidenceOptions {
  SheetAt at;
  WriteGuard guard;
  std::string id;
  std::string out;
};

struct ExportOptions {
  SheetAt at;
  ExportFile file;
  thidua::scoring::v1::SheetFormat format = thidua::scoring::v1::SHEET_FORMAT_UNSPECIFIED;
};

struct ImportOptions {
  std::string path;
  bool dry_run = false;
  std::string request_id;
};

absl::Status Attach(const Settings& settings, const AttachOptions& options) {
  std::optional<InputFile> file;
  if (!options.path.empty()) {
    absl::StatusOr<InputFile> opened = InputFile::Open(options.path);
    if (!opened.ok()) return opened.status();
    file.emplace(*std::move(opened));
  }
  AttachEvidenceRequest request;
  auto& header = *request.mutable_header();
  PutSheetAt(options.at, header);
  PutWriteGuard(options.guard, header);
  auto& evidence = *header.mutable_evidence();
  evidence.set_criterion(options.criterion);
  evidence.set_title(options.title);
  evidence.set_number(options.number);
  evidence.set_date(options.date);
  evidence.set_issuer(options.issuer);
  evidence.set_link(options.link);
  const absl::StatusOr<AttachEvidenceResponse> reply =
      Upload(settings, &SheetService::Stub::AttachEvidence, file.has_value() ? &*file : nullptr,
             {.may_be_empty = false}, std::move(request));
  if (!reply.ok()) return reply.status();
  const std::string& id = reply->evidence().id();
  return WriteState(settings, *reply,
                    {absl::StrCat("đã đính kèm minh chứng ", id, " cho ", options.criterion),
                     absl::StrCat("evidence ", id, " was attached to ", options.criterion)});
}

absl::Status Detach(const Settings& settings, const EvidenceOptions& options) {
  RemoveEvidenceRequest request;
  PutSheetAt(options.at, request);
  PutWriteGuard(options.guard, request);
  request.set_evidence_id(options.id);
  const absl::StatusOr<RemoveEvidenceResponse> reply = Ask(settings, &SheetService::Stub::RemoveEvidence, request);
  if (!reply.ok()) return reply.status();
  return WriteState(
      settings, *reply,
      {absl::StrCat("đã bỏ minh chứng ", options.id), absl::StrCat("evidence ", options.id, " was removed")});
}

absl::Status ChecksumDiffers(const std::string& id) {
  return Problem{.code = absl::StatusCode::kDataLoss,
                 .reason = "CHECKSUM_DIFFERS",
                 .message = {.vi = absl::StrCat("Tệp của minh chứng ", id,
                                                " không khớp mã SHA-256 đã ghi; không lưu. Hãy báo người quản trị."),
                             .en = absl::StrCat("The file of evidence ", id,
                                                " does not have the SHA-256 that was recorded; it was not kept. Tell "
                                                "the operator.")}}
      .ToStatus();
}

absl::Status Download(const Settings& settings, const EvidenceOptions& options) {
  DownloadEvidenceRequest request;
  PutSheetAt(options.at, request);
  request.set_evidence_id(options.id);
  absl::StatusOr<OutputFile> file = OutputFile::Create(options.out);
  if (!file.ok()) return file.status();
  Sha256 hash;
  std::string expected;
  absl::Status received =
      Receive(settings, &SheetService::Stub::DownloadEvidence, request, [&](const DownloadEvidenceResponse& piece) {
        if (piece.has_evidence()) expected = piece.evidence().sha256();
        hash.Add(piece.data());
        return file->Write(piece.data());
      });
  if (!received.ok()) return received;
  if (hash.Hex() != expected) return ChecksumDiffers(options.id);
  return file->Commit();
}

absl::Status Export(const Settings& settings, const ExportOptions& options) {
  ExportSheetRequest request;
  PutSheetAt(options.at, request);
  request.set_format(options.format);
  request.set_language_code(settings.lang);
  absl::StatusOr<OutputFile> file = OutputFile::Create(options.file.path);
  if (!file.ok()) return file.status();
  const absl::Status received = Receive(settings, &SheetService::Stub::ExportSheet, request,
                                        [&](const ExportSheetResponse& piece) { return file->Write(piece.data()); });
  return received.ok() ? file->Commit() : received;
}

absl::Status Import(const Settings& settings, const ImportOptions& options) {
  absl::StatusOr<InputFile> file = InputFile::Open(options.path);
  if (!file.ok()) return file.status();
  ImportSheetRequest request;
  request.set_request_id(options.request_id);
  const absl::StatusOr<ImportSheetResponse> reply =
      Upload(settings, &SheetService::Stub::ImportSheet, &*file, {.dry_run = options.dry_run}, std::move(request));
  if (!reply.ok()) return reply.status();
  if (reply->has_sheet() || settings.OutputFormat() == Format::kJson) {
    absl::Status written = WriteState(settings, *reply, {"đã ghi số liệu từ tệp", "the file's figures were stored"});
    if (!written.ok()) return written;
  }
  return ReportImport(settings, *file, options.dry_run, reply->report());
}

void AddAttach(const Grammar& grammar, CLI::App& sheet, Session& session) {
  CLI::App* command = grammar.Command(
      sheet, "attach", {"Đính kèm minh chứng cho một tiêu chí", "Attach evidence to a criterion"},
      "thidua sheet attach --unit 21526 --year 2023 --criterion I.2 --title \"Báo cáo quyết toán\" bao-cao.pdf");
  const auto options = std::make_shared<AttachOptions>();
  AddSheetAt(grammar, *command, options->at);
  grammar.Text(*command, "--criterion", options->criterion, "CRITERION", {"Mã tiêu chí", "Code of the criterion"})
      ->required();
  grammar.Text(*command, "--title", options->title, "TEXT", {"Tên văn bản", "Title of the document"})->required();
  grammar.Text(*command, "--number", options->number, "TEXT",
               {"Số, ký hiệu, ví dụ 104/KH-UBND", "Its number such as 104/KH-UBND"});
  grammar.Text(*command, "--date", options->date, "DATE", {"Ngày, dạng 2023-12-31", "Its date, as 2023-12-31"});
  grammar.Text(*command, "--issuer", options->issuer, "TEXT", {"Nơi ban hành", "Who issued it"});
  grammar.Text(*command, "--link", options->link, "URL", {"Địa chỉ http hoặc https", "An http or https address"});
  AddWriteGuard(grammar, *command, options->guard);
  grammar.Path(*command, "FILE", options->path, "FILE",
               {"Tệp kèm theo (PDF, ảnh, văn bản văn phòng; tối đa 20 MiB)",
                "The file (PDF, picture, office document; at most 20 MiB)"});
  RunWith(*command, session, options, &Attach);
}

CLI::App* AddEvidence(const Grammar& grammar, CLI::App& sheet, const std::string& name, const Message& what,
                      std::string_view example, EvidenceOptions& options) {
  CLI::App* command = grammar.Command(sheet, name, what, example);
  AddSheetAt(grammar, *command, options.at);
  grammar
      .Text(*command, "--evidence", options.id, "ID",
            {"Mã minh chứng (xem: sheet show)", "Id of the evidence (see: sheet show)"})
      ->required();
  return command;
}

void AddExport(const Grammar& grammar, CLI::App& sheet, Session& session) {
  CLI::App* command =
      grammar.Command(sheet, "export",
                      {"Xuất bảng điểm ra tệp để điền rồi nhập lại", "The sheet as a file to fill in and import again"},
                      "thidua sheet export --unit 21526 --year 2023 --out ba-bich.xlsx");
  const auto options = std::make_shared<ExportOptions>();
  AddSheetAt(grammar, *command, options->at);
  AddExportFile(grammar, *command, SheetFormats(), options->file);
  command->callback([&session, options, language = grammar.language()] {
    options->format = FormatOf(options->file, SheetFormats(), language);
    session.run = [&session, options] { return Export(session.settings, *options); };
  });
}

void AddImportSheet(const Grammar& grammar, CLI::App& sheet, Session& session) {
  CLI::App* command = grammar.Command(
      sheet, "import", {"Nhập tệp bảng điểm đã điền; ô trống là xóa", "Import a filled sheet; an empty cell clears"},
      "thidua sheet import ba-bich.xlsx --dry-run");
  const auto options = std::make_shared<ImportOptions>();
  grammar.Path(*command, "FILE", options->path, "FILE", {"Tệp XLSX hoặc CSV", "XLSX or CSV file"})->required();
  grammar.Flag(*command, "--dry-run", options->dry_run,
               {"Kiểm tra và cho biết sẽ làm gì, không ghi", "Check and say what would happen, store nothing"});
  AddRequestId(grammar, *command, options->request_id);
  RunWith(*command, session, options, &Import);
}

}  // namespace

void AddSheetFiles(const Grammar& grammar, CLI::App& sheet, Session& session) {
  AddAttach(grammar, sheet, session);

  const auto removed = std::make_shared<EvidenceOptions>();
  CLI::App* detach = AddEvidence(grammar, sheet, "detach", {"Bỏ một minh chứng", "Remove a piece of evidence"},
                                 "thidua sheet detach --unit 21526 --year 2023 --evidence e0123456789abcdef", *removed);
  AddWriteGuard(grammar, *detach, removed->guard);
  RunWith(*detach, session, removed, &Detach);

  const auto fetched = std::make_shared<EvidenceOptions>();
  CLI::App* download = AddEvidence(
      grammar, sheet, "download", {"Tải tệp của một minh chứng", "Get the file of a piece of evidence"},
      "thidua sheet download --unit 21526 --year 2023 --evidence e0123456789abcdef --out bao-cao.pdf", *fetched);
  grammar.Path(*download, "--out", fetched->out, "FILE", {"Tệp kết quả", "File to write"})->required();
  RunWith(*download, session, fetched, &Download);

  AddExport(grammar, sheet, session);
  AddImportSheet(grammar, sheet, session);
}

}  // namespace thidua::cli
