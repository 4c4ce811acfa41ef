#include "services/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/cli/console.h"

namespace thidua::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kMoment{300};
constexpr milliseconds kTerminalInterval{200};
constexpr milliseconds kPlainInterval{3000};
constexpr char kEraseLine[] = "\r\033[K";

}  // namespace

Progress::Progress(std::function<std::string()> line)
    : line_(std::move(line)), terminal_(isatty(STDERR_FILENO) != 0), thread_([this] { Run(); }) {}

Progress::~Progress() {
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Progress::Run() {
  std::unique_lock lock(mutex_);
  const auto finished = [this] { return done_; };
  if (changed_.wait_for(lock, kMoment, finished)) return;
  do {
    if (terminal_) {
      std::fputs(absl::StrCat(kEraseLine, line_()).c_str(), stderr);
    } else {
      WriteNote(line_());
    }
  } while (!changed_.wait_for(lock, terminal_ ? kTerminalInterval : kPlainInterval, finished));
  if (terminal_) std::fputs(kEraseLine, stderr);
}

UploadProgress::UploadProgress(std::string file, int64_t total, Language language)
    : file_(std::move(file)), total_(total), language_(language), start_(steady_clock::now()), progress_([this] {
        return Line();
      }) {}

std::string UploadProgress::Line() const {
  if (all_sent_) {
    const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - start_).count();
    const Message message{"máy chủ đang kiểm tra và ghi", "the server is checking and storing"};
    return absl::StrCat(file_, ": ", message.In(language_), " (", elapsed, " s)");
  }
  const Message sent{"đã gửi", "sent"};
  if (total_ <= 0) return absl::StrCat(file_, ": ", sent.In(language_), " ", sent_ / 1024, " KiB");
  return absl::StrCat(file_, ": ", sent.In(language_), " ", std::min<int64_t>(100, sent_ * 100 / total_), "%");
}

}  // namespace thidua::cli
