#include "common/auth/key_source.h"

#include <httplib.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/secret_file.h"
#include "common/status/problem.h"

namespace thidua::auth {
namespace {

constexpr size_t kMostBytes = size_t{1} << 20;

absl::Status Unreadable(const std::string& where) {
  return Unavailable("NO_JWKS", {.vi = absl::StrCat("Không đọc được bộ khóa (JWKS) ở ", where,
                                                    ". Hãy kiểm tra --jwks; tạo khóa: thidua token keys."),
                                 .en = absl::StrCat("The key set (JWKS) at ", where,
                                                    " cannot be read. Check --jwks; make one: thidua token keys.")});
}

}  // namespace

class KeySource::Reader {
 public:
  virtual ~Reader() = default;
  virtual absl::StatusOr<std::string> Read() = 0;
  // From another thread: what is being read is given up, and nothing read any more.
  virtual void Stop() {}
};

class KeySource::FileReader final : public Reader {
 public:
  explicit FileReader(std::string path) : path_(std::move(path)) {}

  absl::StatusOr<std::string> Read() override {
    std::optional<std::string> text = ReadSmallFile(path_, kMostBytes);
    if (!text.has_value()) return Unreadable(path_);
    return *std::move(text);
  }

 private:
  const std::string path_;
};

class KeySource::UrlReader final : public Reader {
 public:
  UrlReader(std::string url, absl::Duration timeout)
      : url_(std::move(url)),
        path_at_(url_.find('/', url_.find("://") + 3)),
        timeout_(timeout),
        client_(url_.substr(0, path_at_)) {
    client_.set_connection_timeout(absl::ToChronoMicroseconds(timeout));
    client_.set_read_timeout(absl::ToChronoMicroseconds(timeout));
    client_.set_write_timeout(absl::ToChronoMicroseconds(timeout));
  }

  absl::StatusOr<std::string> Read() override {
    // The client's own timeouts are for each piece: who dribbles would never be cut off.
    const absl::Time deadline = absl::Now() + timeout_;
    std::string body;
    const auto result =
        client_.Get(path_at_ == std::string::npos ? "/" : url_.substr(path_at_), [&](const char* data, size_t size) {
          if (stopped_ || absl::Now() > deadline) return false;
          if (body.size() + size > kMostBytes) return false;
          body.append(data, size);
          return true;
        });
    if (!result || result->status != 200) return Unreadable(url_);
    return body;
  }

  void Stop() override {
    stopped_ = true;
    client_.stop();
  }

 private:
  const std::string url_;
  const size_t path_at_;  // npos: it has no path.
  const absl::Duration timeout_;
  std::atomic<bool> stopped_ = false;
  httplib::Client client_;
};

absl::StatusOr<std::unique_ptr<KeySource>> KeySource::Open(const std::string& where, const Options& options) {
  const bool is_url = where.starts_with("http://") || where.starts_with("https://");
  std::unique_ptr<Reader> reader;
  if (is_url) {
    reader = std::make_unique<UrlReader>(where, options.timeout);
  } else {
    reader = std::make_unique<FileReader>(where);
  }
  const absl::Duration interval = is_url ? options.url_interval : options.file_interval;
  auto source = std::unique_ptr<KeySource>(
      new KeySource(std::move(reader), interval, is_url ? options.least_url_interval : options.file_interval));
  if (absl::Status status = source->Read(); !status.ok()) return status;
  source->thread_ = std::thread([source = source.get()] { source->Run(); });
  return source;
}

KeySource::KeySource(std::unique_ptr<Reader> reader, absl::Duration interval, absl::Duration least)
    : reader_(std::move(reader)), interval_(interval), least_interval_(least) {}

KeySource::~KeySource() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  reader_->Stop();
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const KeySet> KeySource::keys() const {
  const absl::MutexLock lock(&mutex_);
  return keys_;
}

void KeySource::Miss() {
  const absl::MutexLock lock(&mutex_);
  missed_ = true;
}

absl::Status KeySource::Read() {
  absl::StatusOr<std::string> text = reader_->Read();
  if (!text.ok()) return text.status();
  if (*text == text_) return absl::OkStatus();
  absl::StatusOr<std::shared_ptr<const KeySet>> keys = KeySet::Parse(*text);
  // What is bad is not read again until it is another text.
  text_ = *std::move(text);
  if (!keys.ok()) return keys.status();
  const absl::MutexLock lock(&mutex_);
  keys_ = *std::move(keys);
  generation_.fetch_add(1, std::memory_order_acq_rel);
  return absl::OkStatus();
}

void KeySource::Run() {
  std::string told;
  while (true) {
    {
      const absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), least_interval_)) return;
      mutex_.AwaitWithTimeout(absl::Condition(
                                  +[](KeySource* source) ABSL_EXCLUSIVE_LOCKS_REQUIRED(source->mutex_) {
                                    return source->stopping_ || source->missed_;
                                  },
                                  this),
                              interval_ - least_interval_);
      if (stopping_) return;
      missed_ = false;
    }
    const absl::Status status = Read();
    const std::string trouble = status.ok() ? "" : Problem::FromStatus(status).message.en;
    // Once, not once a second.
    if (trouble != std::exchange(told, trouble) && !status.ok())
      spdlog::warn("the keys before stay in use: {}", trouble);
  }
}

}  // namespace thidua::auth
