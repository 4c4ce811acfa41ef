#ifndef THIDUA_SERVICES_CLI_UPLOAD_H_
#define THIDUA_SERVICES_CLI_UPLOAD_H_

#include <memory>
#include <string>
#include <utility>

#include "services/cli/input_file.h"
#include "services/cli/progress.h"
#include "services/cli/services.h"

namespace thidua::cli {

inline constexpr size_t kPieceBytes = size_t{256} * 1024;

struct UploadOptions {
  bool dry_run = false;
  // False: INVALID_ARGUMENT (EMPTY_FILE) before anything is sent; true: an empty file is the server's to judge.
  bool may_be_empty = true;
};

absl::Status EmptyFile(const InputFile& file);

// What an import did is told on standard error; INVALID_ARGUMENT (FILE_REFUSED) after a line for each fault.
absl::Status ReportImport(const Settings& settings, const InputFile& file, bool dry_run,
                          const thidua::type::v1::ImportReport& report);

// Sends `file`, or with null only `request`, which goes with the first piece; what the server made of it is in the
// reply.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Upload(const Settings& settings,
                                std::unique_ptr<grpc::ClientWriter<Request>> (Stub::*method)(grpc::ClientContext*,
                                                                                             Response*),
                                InputFile* file, const UploadOptions& options, Request request = {}) {
  constexpr Service kService = kServiceOf<Stub>;
  thidua::type::v1::FileChunk& chunk = *request.mutable_chunk();
  if (file != nullptr) {
    if (const absl::Status read = file->Read(kPieceBytes, *chunk.mutable_data()); !read.ok()) return read;
    if (chunk.data().empty() && !options.may_be_empty) return EmptyFile(*file);
    chunk.set_file_name(file->Name());
  }
  chunk.set_dry_run(options.dry_run);
  chunk.set_language_code(settings.lang);

  Stub stub(Connect(settings, kService));
  grpc::ClientContext context;
  Prepare(settings, kImportTimeout, context);
  Response response;
  UploadProgress progress(file == nullptr ? "" : file->Name(), file == nullptr ? 0 : file->size(),
                          settings.OutputLanguage());
  const std::unique_ptr<grpc::ClientWriter<Request>> writer = (stub.*method)(&context, &response);
  for (bool first = true; first || !request.chunk().data().empty(); first = false) {
    if (!writer->Write(request)) break;
    progress.Sent(static_cast<int64_t>(request.chunk().data().size()));
    request.Clear();
    if (file == nullptr) break;
    if (const absl::Status read = file->Read(kPieceBytes, *request.mutable_chunk()->mutable_data()); !read.ok()) {
      // A half-sent file must not look like a whole one.
      context.TryCancel();
      (void)writer->Finish();
      return read;
    }
  }
  writer->WritesDone();
  progress.AllSent();
  if (const grpc::Status status = writer->Finish(); !status.ok()) return FromCall(status, kService, settings);
  return response;
}

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_UPLOAD_H_
