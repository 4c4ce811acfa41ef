#include "common/rpc/handlers.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "common/status/problem.h"
#include "common/testing/temp_folder.h"
#include "thidua/directory/v1/directory.grpc.pb.h"

namespace thidua::rpc {
namespace {

namespace fs = std::filesystem;
namespace v1 = thidua::directory::v1;

constexpr size_t kInMemory = imports::ContentWriter::kMaxBytesInMemory;

thidua::type::v1::FileChunk ChunkOf(std::string data) {
  thidua::type::v1::FileChunk chunk;
  chunk.set_data(std::move(data));
  return chunk;
}

// Open or mapped files of this process in `folder`, also those without a name.
int FilesIn(const std::string& folder) {
  int files = 0;
  for (const auto& file : fs::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    files += fs::read_symlink(file, gone).string().starts_with(folder) ? 1 : 0;
  }
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) files += line.find(folder) != std::string::npos ? 1 : 0;
  return files;
}

// Answers with the number of bytes as the rows of the report.
class CountingService final : public v1::DirectoryService::CallbackService {
 public:
  grpc::ServerReadReactor<v1::ImportOfficesRequest>* ImportOffices(grpc::CallbackServerContext* context,
                                                                   v1::ImportOfficesResponse* response) override {
    return AnswerUpload<v1::ImportOfficesRequest>(
        gate_, context, response,
        [this](const Uploaded<v1::ImportOfficesRequest>& uploaded,
               const Call&) -> absl::StatusOr<v1::ImportOfficesResponse> {
          const std::string_view content = uploaded.file.content;
          v1::ImportOfficesResponse answer;
          answer.mutable_report()->set_rows(static_cast<int64_t>(content.size()));
          ++answered_;
          last_byte_ = content.empty() ? '\0' : content.back();
          return answer;
        });
  }

  int answered() const { return answered_; }
  char last_byte() const { return last_byte_; }

 private:
  WorkerPool workers_{1, 16};
  Gate gate_{workers_};
  std::atomic<int> answered_ = 0;
  std::atomic<char> last_byte_ = '\0';
};

// Large files go to a folder of the test's own.
class UploadTest : public ::testing::Test {
 protected:
  UploadTest() {
    if (const char* before = getenv("TMPDIR")) before_ = before;
    setenv("TMPDIR", folder_.path().c_str(), 1);
    service_ = std::make_unique<CountingService>();
    grpc::ServerBuilder builder;
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    stub_ = v1::DirectoryService::NewStub(server_->InProcessChannel({}));
  }

  ~UploadTest() override {
    StopServer();
    EXPECT_TRUE(fs::is_empty(folder_.path()));
    EXPECT_EQ(FilesIn(folder_.path()), 0);
    before_ ? setenv("TMPDIR", before_->c_str(), 1) : unsetenv("TMPDIR");
  }

  // Waits for the calls in flight.
  void StopServer() {
    stub_.reset();
    if (server_ != nullptr) server_->Shutdown();
    server_.reset();
    service_.reset();
  }

  static v1::ImportOfficesRequest RequestOf(std::string data) {
    v1::ImportOfficesRequest request;
    *request.mutable_chunk() = ChunkOf(std::move(data));
    return request;
  }

  grpc::Status Import(size_t size, size_t chunk, v1::ImportOfficesResponse& response) {
    grpc::ClientContext context;
    const auto writer = stub_->ImportOffices(&context, &response);
    for (size_t at = 0; at < size; at += chunk) {
      const size_t bytes = std::min(chunk, size - at);
      if (!writer->Write(RequestOf(std::string(bytes, at + bytes == size ? 'z' : 'a')))) break;
    }
    writer->WritesDone();
    return writer->Finish();
  }

  TempFolder folder_;
  std::optional<std::string> before_;
  std::unique_ptr<CountingService> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::DirectoryService::Stub> stub_;
};

TEST_F(UploadTest, GivesTheHandlerTheWholeFile) {
  for (const size_t size : {size_t{0}, size_t{10}, kInMemory, kInMemory + 1, 40 * kInMemory + 3}) {
    v1::ImportOfficesResponse response;
    const grpc::Status status = Import(size, kInMemory, response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.report().rows(), static_cast<int64_t>(size));
    EXPECT_EQ(service_->last_byte(), size == 0 ? '\0' : 'z');
  }
}

TEST_F(UploadTest, RefusesAFileOverTheLimit) {
  v1::ImportOfficesResponse response;
  EXPECT_TRUE(Import(Upload::kMaxBytes, kInMemory, response).ok());
  const grpc::Status status = Import(Upload::kMaxBytes + 1, kInMemory, response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(Problem::FromStatus(FromGrpc(status, "test", "")).reason, "FILE_TOO_LARGE");
  EXPECT_EQ(service_->answered(), 1);
}

TEST_F(UploadTest, ACancelledFileIsNeitherHandledNorKept) {
  for (int round = 0; round < 20; ++round) {
    grpc::ClientContext context;
    v1::ImportOfficesResponse response;
    const auto writer = stub_->ImportOffices(&context, &response);
    for (int chunk = 0; chunk < 3; ++chunk) ASSERT_TRUE(writer->Write(RequestOf(std::string(kInMemory, 'a'))));
    context.TryCancel();
    EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_EQ(service_->answered(), 0);
}

TEST_F(UploadTest, AFolderThatIsNotThereFailsOnlyLargeFiles) {
  setenv("TMPDIR", folder_.File("none").c_str(), 1);
  v1::ImportOfficesResponse response;
  EXPECT_TRUE(Import(kInMemory, kInMemory, response).ok());
  EXPECT_EQ(Import(kInMemory + 1, kInMemory, response).error_code(), grpc::StatusCode::INTERNAL);
}

TEST_F(UploadTest, ReadsWhatTheFirstChunkSays) {
  Upload upload;
  auto chunk = ChunkOf("a");
  chunk.set_file_name("f.csv");
  chunk.set_dry_run(true);
  chunk.set_max_faults(7);
  chunk.set_language_code("en");
  ASSERT_TRUE(upload.Add(chunk).ok());
  chunk.set_file_name("other");
  ASSERT_TRUE(upload.Add(chunk).ok());
  const auto file = upload.Finish();
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->name, "f.csv");
  EXPECT_TRUE(file->dry_run);
  EXPECT_EQ(file->max_faults, 7);
  EXPECT_EQ(upload.language(), Language::kEnglish);
  EXPECT_EQ(std::string_view(file->content), "aa");
}

}  // namespace
}  // namespace thidua::rpc
