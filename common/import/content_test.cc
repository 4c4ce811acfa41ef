#include "common/import/content.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <filesystem>
#include <optional>
#include <string>

#include "common/import/fault.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"

namespace thidua::imports {
namespace {

namespace fs = std::filesystem;

// Open files of this process in `folder`, also those without a name.
int OpenFilesIn(const std::string& folder) {
  int files = 0;
  for (const auto& file : fs::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    files += fs::read_symlink(file, gone).string().starts_with(folder) ? 1 : 0;
  }
  return files;
}

// What the tests append: no two megabytes of it are alike.
std::string Bytes(size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 + i / 251 + (i >> 20));
  return bytes;
}

class ContentWriterTest : public ::testing::Test {
 protected:
  ContentWriterTest() {
    if (const char* before = getenv("TMPDIR")) before_ = before;
    setenv("TMPDIR", folder_.path().c_str(), 1);
  }
  ~ContentWriterTest() override {
    EXPECT_TRUE(fs::is_empty(folder_.path()));
    EXPECT_EQ(OpenFilesIn(folder_.path()), 0);
    before_ ? setenv("TMPDIR", before_->c_str(), 1) : unsetenv("TMPDIR");
  }

  TempFolder folder_;
  std::optional<std::string> before_;
};

TEST_F(ContentWriterTest, GivesBackWhatWasAppended) {
  constexpr size_t kLimit = ContentWriter::kMaxBytesInMemory;
  for (const size_t size : {size_t{0}, size_t{1}, kLimit - 1, kLimit, kLimit + 1, 3 * kLimit + 17}) {
    for (const size_t chunk : {size_t{65'521}, kLimit, 5 * kLimit}) {
      const std::string bytes = Bytes(size);
      ContentWriter writer;
      for (size_t at = 0; at < size; at += chunk) ASSERT_TRUE(writer.Append(bytes.substr(at, chunk)).ok());
      EXPECT_EQ(writer.size(), size);
      EXPECT_EQ(OpenFilesIn(folder_.path()), size > kLimit ? 1 : 0) << size;
      const absl::StatusOr<Content> content = writer.Finish();
      ASSERT_TRUE(content.ok()) << content.status();
      EXPECT_TRUE(std::string_view(*content) == bytes) << size;
    }
  }
}

TEST_F(ContentWriterTest, ContentOutlivesItsWriterAndIsShared) {
  const std::string bytes = Bytes(ContentWriter::kMaxBytesInMemory + 1);
  File copy;
  {
    ContentWriter writer;
    ASSERT_TRUE(writer.Append(bytes).ok());
    const File file{.name = "f", .content = *writer.Finish()};
    copy = file;
  }
  EXPECT_TRUE(std::string_view(copy.content) == bytes);
}

TEST_F(ContentWriterTest, AbandonedHalfWayLeavesNothing) {
  ContentWriter writer;
  ASSERT_TRUE(writer.Append(Bytes(ContentWriter::kMaxBytesInMemory + 1)).ok());
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

// A limit on the size of files stands for a disk with no room.
TEST_F(ContentWriterTest, SaysThatThereIsNoRoom) {
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  const rlimit small = {.rlim_cur = ContentWriter::kMaxBytesInMemory + 5, .rlim_max = before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  ContentWriter writer;
  const absl::Status fits = writer.Append(Bytes(ContentWriter::kMaxBytesInMemory + 5));
  const absl::Status status = writer.Append("x");
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);
  EXPECT_TRUE(fits.ok()) << fits;
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  const Problem problem = Problem::FromStatus(status);
  EXPECT_EQ(problem.reason, "SPOOL_FULL");
  EXPECT_NE(problem.message.vi.find("thư mục tạm"), std::string::npos);
  EXPECT_NE(problem.message.en.find("temporary folder"), std::string::npos);
}

TEST_F(ContentWriterTest, AFolderThatIsNotThereIsOurFault) {
  setenv("TMPDIR", folder_.File("none").c_str(), 1);
  ContentWriter writer;
  EXPECT_TRUE(writer.Append(Bytes(ContentWriter::kMaxBytesInMemory)).ok());
  EXPECT_EQ(writer.Append("x").code(), absl::StatusCode::kInternal);
}

TEST(FileTest, IsWrittenDownLikeText) {
  const std::string bytes = "a\n1\n";
  for (const File& file : {File{.name = "f", .content = "a\n1\n"}, File{.content = bytes}}) {
    EXPECT_EQ(std::string_view(file.content), bytes);
  }
  EXPECT_EQ(std::string_view(File().content), "");
}

}  // namespace
}  // namespace thidua::imports
