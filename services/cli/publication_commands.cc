#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/cli/commands.h"
#include "services/cli/input_file.h"
#include "services/cli/output_file.h"
#include "services/cli/publication_output.h"
#include "services/cli/ranking_query.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/ranking/publication/verification.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::GetPublicationRequest;
using thidua::ranking::v1::GetPublicationResponse;
using thidua::ranking::v1::ListPublicationsRequest;
using thidua::ranking::v1::ProposeAwardsRequest;
using thidua::ranking::v1::PublicationService;
using thidua::ranking::v1::PublishRequest;
using thidua::ranking::v1::PublishResponse;

constexpr size_t kPieceBytes = size_t{1} << 20;
// One byte more than is verified, so that a larger file is refused and not cut.
constexpr size_t kMostBytes = (size_t{256} << 20) + 1;

struct PublishOptions {
  std::string under;
  int year = 0;
  std::string stage;
  std::string note;
  std::string out;
};

struct ListOptions {
  std::string under;
  int year = 0;
};

struct VerifyOptions {
  std::string path;
};

absl::Status Download(const Settings& settings, const PublishResponse& published, OutputFile* file) {
  GetPublicationRequest request;
  request.set_under(published.publication().under());
  request.set_year(published.publication().year());
  request.set_number(published.publication().number());
  return Receive(settings, &PublicationService::Stub::GetPublication, request,
                 [file](const GetPublicationResponse& piece) {
                   return file == nullptr ? WriteOutput(piece.data()) : file->Write(piece.data());
                 });
}

absl::Status Publish(const Settings& settings, const PublishOptions& options) {
  std::optional<OutputFile> file;
  if (!options.out.empty()) {
    absl::StatusOr<OutputFile> created = OutputFile::Create(options.out);
    if (!created.ok()) return created.status();
    file.emplace(*std::move(created));
  }
  PublishRequest request;
  request.set_under(options.under);
  request.set_year(options.year);
  request.set_stage(options.stage);
  request.set_note(options.note);
  const absl::StatusOr<PublishResponse> reply =
      Ask(settings, &PublicationService::Stub::Publish, request, kImportTimeout);
  if (!reply.ok()) return reply.status();
  absl::Status status = Download(settings, *reply, file.has_value() ? &*file : nullptr);
  if (status.ok() && file.has_value()) status = file->Commit();
  WriteNote(PublishedText(*reply, settings.OutputLanguage()));
  return status;
}

absl::Status List(const Settings& settings, const ListOptions& options) {
  ListPublicationsRequest request;
  request.set_under(options.under);
  request.set_year(options.year);
  const auto reply = Ask(settings, &PublicationService::Stub::ListPublications, request);
  return reply.ok() ? WriteReply(settings, *reply, &PublicationsText, &PublicationsCsv) : reply.status();
}

absl::Status Awards(const Settings& settings, const RankingScope& scope) {
  ProposeAwardsRequest request;
  PutRankingScope(scope, request);
  request.set_stage(scope.stage);
  request.set_language_code(settings.lang);
  const auto reply = Ask(settings, &PublicationService::Stub::ProposeAwards, request, kImportTimeout);
  return reply.ok() ? WriteReply(settings, *reply, &AwardsText, &AwardsCsv) : reply.status();
}

absl::StatusOr<std::string> ReadWhole(const std::string& path) {
  absl::StatusOr<InputFile> file = InputFile::Open(path);
  if (!file.ok()) return file.status();
  std::string content, piece;
  do {
    if (absl::Status read = file->Read(kPieceBytes, piece); !read.ok()) return read;
    content += piece;
  } while (!piece.empty() && content.size() < kMostBytes);
  return content;
}

absl::Status WriteVerification(const Settings& settings, const ranking::Verification& verification) {
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(VerificationText(verification, OutputStyle(settings.OutputLanguage())));
    case Format::kJson:
      return WriteOutput(VerificationJson(verification, settings.OutputLanguage()));
    case Format::kCsv:
      return WriteOutput(VerificationCsv(verification, settings.OutputLanguage()));
  }
  return absl::OkStatus();
}

absl::Status Verify(const Settings& settings, const VerifyOptions& options) {
  const absl::StatusOr<std::string> content = ReadWhole(options.path);
  if (!content.ok()) return content.status();
  const absl::StatusOr<ranking::Verification> verification = ranking::Verify(*content);
  if (!verification.ok()) return verification.status();
  if (absl::Status written = WriteVerification(settings, *verification); !written.ok()) return written;
  if (verification->differences.empty()) return absl::OkStatus();
  return Problem{.code = absl::StatusCode::kDataLoss,
                 .reason = "PUBLICATION_DIFFERS",
                 .message = {.vi = absl::StrCat(options.path, " không phải là bản đã công bố nguyên vẹn."),
                             .en = absl::StrCat(options.path, " is not what was published.")}}
      .ToStatus();
}

void AddUnderAndYear(const Grammar& grammar, CLI::App& command, std::string& under, int& year) {
  grammar
      .Text(command, "--under", under, "UNIT",
            {"Mọi cụm do đơn vị này hoặc cấp dưới của nó tổng hợp ('' là cả nước)",
             "All clusters aggregated by this unit or one below it ('' is the whole country)"})
      ->required();
  grammar.Year(command, "--year", year, {"Năm thi đua", "Year that is scored"})->required();
}

}  // namespace

void AddPublications(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* publish =
      grammar.Command(root, "publish",
                      {"Công bố kết quả một năm: đóng băng thang điểm, số liệu, điểm và hạng thành một tệp có mã băm",
                       "Publish a year's results: scale, figures, points and ranks frozen in one file with a hash"},
                      "thidua publish --under 535 --year 2023 --out cong-bo-2023.json");
  const auto published = std::make_shared<PublishOptions>();
  AddUnderAndYear(grammar, *publish, published->under, published->year);
  AddStage(grammar, *publish, published->stage);
  grammar.Text(*publish, "--note", published->note, "TEXT",
               {"Ghi chú, ví dụ số quyết định", "A note, e.g. the decision"});
  grammar.Path(*publish, "--out", published->out, "FILE",
               {"Ghi vào tệp này (mặc định: đầu ra chuẩn)", "Write it to this file (default: standard output)"});
  RunWith(*publish, session, published, &Publish);

  CLI::App* list =
      grammar.Command(root, "publications", {"Các bản đã công bố, mới nhất trước", "What was published, newest first"},
                      "thidua publications --under 535 --year 2023");
  const auto listed = std::make_shared<ListOptions>();
  AddUnderAndYear(grammar, *list, listed->under, listed->year);
  RunWith(*list, session, listed, &List);

  CLI::App* verify = grammar.Command(root, "verify",
                                     {"Tính lại một bản công bố từ chính tệp của nó, không cần máy chủ",
                                      "Compute a publication again from its own file; needs no server"},
                                     "thidua verify cong-bo-2023.json");
  const auto verified = std::make_shared<VerifyOptions>();
  grammar.Path(*verify, "file", verified->path, "FILE", {"Tệp của thidua publish", "A file of thidua publish"})
      ->required();
  RunWith(*verify, session, verified, &Verify);

  CLI::App* awards = grammar.Command(root, "awards",
                                     {"Đề nghị khen thưởng theo thang điểm: từng đơn vị, được hay không, vì sao",
                                      "Awards that the scale would bring: every unit, in or out, and why"},
                                     "thidua awards --under 535 --year 2023");
  const auto scope = std::make_shared<RankingScope>();
  AddStage(grammar, *awards, scope->stage);
  AddRankingScope(grammar, *awards, scope,
                  [&session, scope] { session.run = [&session, scope] { return Awards(session.settings, *scope); }; });
}

}  // namespace thidua::cli
