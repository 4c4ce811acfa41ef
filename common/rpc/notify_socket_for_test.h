#ifndef THIDUA_COMMON_RPC_NOTIFY_SOCKET_FOR_TEST_H_
#define THIDUA_COMMON_RPC_NOTIFY_SOCKET_FOR_TEST_H_

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

#include "absl/time/time.h"

namespace thidua::rpc {

// The end of a service manager: what NOTIFY_SOCKET names.
class NotifySocket {
 public:
  explicit NotifySocket(std::string path)
      : path_(std::move(path)), socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
    if (path_.size() >= sizeof(address.sun_path)) throw std::runtime_error("too long for a socket: " + path_);
    std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
    if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
      throw std::runtime_error("cannot bind " + path_);
    }
  }
  ~NotifySocket() { close(socket_); }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  const std::string& path() const { return path_; }

  // The next message; empty when none comes within `limit`.
  std::string Receive(absl::Duration limit) {
    pollfd arrived = {.fd = socket_, .events = POLLIN};
    if (poll(&arrived, 1, static_cast<int>(absl::ToInt64Milliseconds(limit))) != 1) return {};
    std::array<char, 4096> buffer;
    const ssize_t size = recv(socket_, buffer.data(), buffer.size(), 0);
    return std::string(buffer.data(), size < 0 ? 0 : static_cast<size_t>(size));
  }

 private:
  const std::string path_;
  const int socket_;
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_NOTIFY_SOCKET_FOR_TEST_H_
