#include "common/auth/key_source.h"

#include <httplib.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "absl/strings/str_cat.h"
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

absl::StatusOr<std::string> Fetch(const std::string& url, absl::Duration timeout) {
  const size_t path = url.find('/', url.find("://") + 3);
  httplib::Client client(url.substr(0, path));
  client.set_connection_timeout(absl::ToChronoMicroseconds(timeout));
  client.set_read_timeout(absl::ToChronoMicroseconds(timeout));
  client.set_write_timeout(absl::ToChronoMicroseconds(timeout));
  std::string body;
  const auto result =
      client.Get(path == std::string::npos ? "/" : url.substr(path), [&](const char* data, size_t size) {
        if (body.size() + size > kMostBytes) return false;
        body.append(data, size);
        return true;
      });
  if (!result || result->status != 200) return Unreadable(url);
  return body;
}

}  // namespace

absl::StatusOr<std::unique_ptr<KeySource>> KeySource::Open(const std::string& where, const Options& options) {
  const bool is_url = where.starts_with("http://") || where.starts_with("https://");
  std::function<absl::StatusOr<std::string>()> read;
  if (is_url) {
    read = [where, timeout = options.timeout] { return Fetch(where, timeout); };
  } else {
    read = [where]() -> absl::StatusOr<std::string> {
      std::optional<std::string> text = ReadSmallFile(where, kMostBytes);
      if (!text.has_value()) return Unreadable(where);
      return *std::move(text);
    };
  }
  const absl::Duration interval = is_url ? options.url_interval : options.file_interval;
  auto source = std::unique_ptr<KeySource>(
      new KeySource(std::move(read), interval, is_url ? options.least_url_interval : options.file_interval));
  if (absl::Status status = source->Read(); !status.ok()) return status;
  source->thread_ = std::thread([source = source.get()] { source->Run(); });
  return source;
}

KeySource::KeySource(std::function<absl::StatusOr<std::string>()> read, absl::Duration interval, absl::Duration least)
    : read_(std::move(read)), interval_(interval), least_interval_(least) {}

KeySource::~KeySource() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
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
  absl::StatusOr<std::string> text = read_();
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
