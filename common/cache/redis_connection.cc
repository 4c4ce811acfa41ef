#include "common/cache/redis_connection.h"

#include <poll.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::cache {
namespace {

// What hiredis may read beyond the reply's payload: one read's worth, which holds the protocol's few bytes as well.
constexpr size_t kReadAheadBytes = 16'384;

std::chrono::steady_clock::time_point After(absl::Duration timeout) {
  return std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(timeout);
}

// hiredis allocates an array of the length that the server claims, up to 16 GB. Refusing them makes it a bad reply.
redisReplyObjectFunctions RefusingArrays(redisReplyObjectFunctions functions) {
  functions.createArray = [](const redisReadTask*, int) -> void* { return nullptr; };
  return functions;
}

}  // namespace

absl::StatusOr<RedisAddress> ParseRedisAddress(std::string_view text) {
  if (text.starts_with('/')) return RedisAddress{.host = std::string(text)};
  const size_t colon = text.rfind(':');
  if (colon != std::string_view::npos) {
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const char* const end = text.data() + text.size();
    int port = 0;
    const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, port);
    if (!host.empty() && error == std::errc() && rest == end && port > 0 && port <= 65535) {
      return RedisAddress{.host = std::string(host), .port = port};
    }
  }
  return InvalidField("redis.address", "BAD_REDIS_ADDRESS",
                      {.vi = absl::StrCat("Địa chỉ Redis \"", std::string(text),
                                          "\" phải có dạng host:cổng hoặc là đường dẫn tuyệt đối của một Unix socket."),
                       .en = absl::StrCat("The Redis address \"", std::string(text),
                                          "\" must be host:port or the absolute path of a Unix socket.")});
}

absl::StatusOr<std::unique_ptr<RedisConnection>> RedisConnection::Open(const Options& options) {
  const Deadline deadline = After(options.connect_timeout);
  const RedisAddress& address = options.address;
  Context context(address.port == 0 ? redisConnectUnixNonBlock(address.host.c_str())
                                    : redisConnectNonBlock(address.host.c_str(), address.port),
                  &redisFree);
  if (context == nullptr) return absl::ResourceExhaustedError("no memory for a connection");
  static redisReplyObjectFunctions functions = RefusingArrays(*context->reader->fn);
  context->reader->fn = &functions;

  std::unique_ptr<RedisConnection> connection(new RedisConnection(std::move(context), options.max_reply_bytes));
  if (connection->context_->err != 0) return connection->Broken();
  if (absl::Status status = connection->Await(POLLOUT, deadline); !status.ok()) return status;
  if (!options.password.empty()) {
    const std::array<std::string_view, 2> command = {"AUTH", options.password};
    if (absl::Status status = connection->Require(command, deadline); !status.ok()) return status;
  }
  if (options.database != 0) {
    const std::string database = absl::StrCat(options.database);
    const std::array<std::string_view, 2> command = {"SELECT", database};
    if (absl::Status status = connection->Require(command, deadline); !status.ok()) return status;
  }
  return connection;
}

RedisConnection::RedisConnection(Context context, size_t max_reply_bytes)
    : context_(std::move(context)), max_buffered_bytes_(max_reply_bytes + kReadAheadBytes) {}

absl::StatusOr<RedisReply> RedisConnection::Execute(std::span<const std::string_view> command, absl::Duration timeout) {
  return ExecuteBy(command, After(timeout));
}

absl::StatusOr<RedisReply> RedisConnection::ExecuteBy(std::span<const std::string_view> command, Deadline deadline) {
  std::vector<const char*> arguments;
  std::vector<size_t> sizes;
  for (const std::string_view argument : command) {
    arguments.push_back(argument.data());
    sizes.push_back(argument.size());
  }
  if (redisAppendCommandArgv(context_.get(), static_cast<int>(command.size()), arguments.data(), sizes.data()) !=
      REDIS_OK) {
    return Broken();
  }
  for (int written = 0; written == 0;) {
    if (absl::Status status = Await(POLLOUT, deadline); !status.ok()) return status;
    if (redisBufferWrite(context_.get(), &written) != REDIS_OK) return Broken();
  }
  void* reply = nullptr;
  while (true) {
    if (redisGetReplyFromReader(context_.get(), &reply) != REDIS_OK) return Broken();
    if (reply != nullptr) break;
    if (context_->reader->len > max_buffered_bytes_) return absl::OutOfRangeError("the reply is too large");
    if (absl::Status status = Await(POLLIN, deadline); !status.ok()) return status;
    if (redisBufferRead(context_.get()) != REDIS_OK) return Broken();
  }
  RedisReply owned(static_cast<redisReply*>(reply), &freeReplyObject);
  // The next command would take the rest for its own reply.
  if (context_->reader->pos != context_->reader->len) return absl::DataLossError("more than one reply to a command");
  return owned;
}

absl::Status RedisConnection::Require(std::span<const std::string_view> command, Deadline deadline) {
  const absl::StatusOr<RedisReply> reply = ExecuteBy(command, deadline);
  if (!reply.ok()) return reply.status();
  if ((*reply)->type == REDIS_REPLY_STATUS) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      std::string(command.front()), " refused: ", (*reply)->type == REDIS_REPLY_ERROR ? (*reply)->str : "odd reply"));
}

absl::Status RedisConnection::Await(short events, Deadline deadline) const {
  pollfd socket = {.fd = context_->fd, .events = events, .revents = 0};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return absl::DeadlineExceededError("no answer in time");
    const int ready = poll(&socket, 1, static_cast<int>(left.count()));
    if (ready > 0) return absl::OkStatus();
    if (ready < 0 && errno != EINTR) return absl::InternalError(std::generic_category().message(errno));
  }
}

absl::Status RedisConnection::Broken() const { return absl::UnavailableError(context_->errstr); }

void IgnoreBrokenPipes() {
  struct sigaction action = {};
  if (sigaction(SIGPIPE, nullptr, &action) == 0 && action.sa_handler == SIG_DFL) signal(SIGPIPE, SIG_IGN);
}

}  // namespace thidua::cache
