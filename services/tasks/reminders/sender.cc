#include "services/tasks/reminders/sender.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "common/status/problem.h"

namespace thidua::tasks {
namespace {

// Holds the lock of an open file.
class FileLock {
 public:
  explicit FileLock(int file) : file_(file) {
    while (flock(file_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  ~FileLock() { flock(file_, LOCK_UN); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  const int file_;
};

bool EndsWithinLine(int file) {
  const off_t size = lseek(file, 0, SEEK_END);
  char last = '\n';
  return size > 0 && pread(file, &last, 1, size - 1) == 1 && last != '\n';
}

bool WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

std::string StableId(const Notice& notice) { return "msg_" + Sha256::HexOf(notice.key).substr(0, 32); }

std::string NoticeJson(const Notice& notice) {
  const nlohmann::ordered_json document = {
      {"id", StableId(notice)},
      {"key", notice.key},
      {"subject", notice.subject},
      {"unit", notice.unit},
      {"year", notice.year},
      {"milestone", notice.milestone},
      {"recipient", notice.recipient},
      {"date", FormatCivilDay(notice.date)},
      {"title", notice.title},
      {"message", notice.message},
      {"created", absl::FormatTime(absl::RFC3339_sec, notice.created, absl::UTCTimeZone())}};
  return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

absl::StatusOr<std::unique_ptr<FileSink>> FileSink::Open(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (file < 0) {
    const std::string detail = std::strerror(errno);
    return FailedPrecondition("NOTICE_FILE", {.vi = absl::StrCat("Không mở được tệp thông báo ", path, ": ", detail,
                                                                 ". Hãy kiểm tra đường dẫn và quyền ghi."),
                                              .en = absl::StrCat("Cannot open the notice file ", path, ": ", detail,
                                                                 ". Check the path and that it may be written.")});
  }
  return std::unique_ptr<FileSink>(new FileSink(file));
}

FileSink::~FileSink() { close(file_); }

absl::Status FileSink::Deliver(const Notice& notice) {
  const FileLock lock(file_);
  const std::string line = absl::StrCat(EndsWithinLine(file_) ? "\n" : "", NoticeJson(notice), "\n");
  if (WriteAll(file_, line) && fsync(file_) == 0) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("notice file: ", std::strerror(errno)));
}

absl::Status AllSinks::Deliver(const Notice& notice) {
  for (const auto& sink : sinks_) {
    if (absl::Status status = sink->Deliver(notice); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void AllSinks::Stop() {
  for (const auto& sink : sinks_) sink->Stop();
}

}  // namespace thidua::tasks
