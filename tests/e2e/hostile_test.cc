// What reaches the one open port without being a call.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/e2e/cluster.h"
#include "tests/integration/demo.h"
#include "tests/integration/rpc.h"

namespace thidua::e2e {
namespace {

constexpr char kRank[] = "/thidua.ranking.v1.RankingService/AggregateRankings";

std::string Frame(int type, int flags, int stream, const std::string& payload) {
  std::string frame;
  for (const int shift : {16, 8, 0}) frame.push_back(static_cast<char>(payload.size() >> shift));
  frame.push_back(static_cast<char>(type));
  frame.push_back(static_cast<char>(flags));
  for (const int shift : {24, 16, 8, 0}) frame.push_back(static_cast<char>(stream >> shift));
  return frame + payload;
}

std::string Literal(const std::string& name, const std::string& value) {
  return absl::StrCat(std::string(1, '\0'), std::string(1, static_cast<char>(name.size())), name,
                      std::string(1, static_cast<char>(value.size())), value);
}

std::string Headers(const std::string& path, const std::string& content_type) {
  return absl::StrCat("\x83\x86", Literal(":path", path), Literal(":authority", "x"),
                      Literal("content-type", content_type), Literal("te", "trailers"));
}

// What the other side says until it hangs up or is silent for a second.
std::string Exchange(const std::string& address, const std::string& bytes) {
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{.sin_family = AF_INET};
  int port = 0;
  EXPECT_TRUE(absl::SimpleAtoi(address.substr(address.find(':') + 1), &port));
  to.sin_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
  const timeval silence{.tv_sec = 1};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof(silence));
  EXPECT_EQ(connect(connection, reinterpret_cast<const sockaddr*>(&to), sizeof(to)), 0);
  for (size_t sent = 0; sent < bytes.size();) {
    const ssize_t more = send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (more <= 0) break;
    sent += more;
  }
  std::string answer;
  char buffer[4096];
  for (ssize_t count = 0; (count = recv(connection, buffer, sizeof(buffer), 0)) > 0;) answer.append(buffer, count);
  close(connection);
  return answer;
}

TEST(HostileTest, OthersAreServed) {
  const Cluster cluster;
  integration::ImportBaTo(cluster.cli());
  std::map<std::string, pid_t> processes;
  for (const std::string& name : cluster.names()) processes[name] = cluster.ProcessOf(name);
  const std::string hello = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Frame(4, 0, 0, "");
  std::string resets = hello, endless = hello + Frame(1, 0, 1, Headers(kRank, "application/grpc"));
  for (int i = 0; i < 20000; ++i) {
    resets +=
        Frame(1, 4, 1 + 2 * i, Headers(kRank, "application/grpc")) + Frame(3, 0, 1 + 2 * i, std::string("\0\0\0\b", 4));
  }
  for (int i = 0; i < 2000; ++i) endless += Frame(9, 0, 1, Literal("x", std::string(100, 'a')));
  std::string pings = hello;
  for (int i = 0; i < 20000; ++i) pings += Frame(6, 0, 0, std::string(8, 'p'));
  const std::vector<std::pair<std::string, std::string>> attacks = {
      {"HTTP/1.1", absl::StrCat("POST ", kRank, " HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345")},
      {"garbage", std::string(100000, '\xff')},
      {"a frame longer than allowed", hello + Frame(1, 4, 1, std::string(100000, 'a'))},
      {"headers that are no HPACK", hello + Frame(1, 5, 1, "\xff\xff\xff\xff\xff\xff")},
      {"headers without end", endless},
      {"bytes on stream 0", hello + Frame(0, 0, 0, "12345")},
      {"a flood of resets", resets},
      {"a flood of pings", pings},
      {"another content type", hello + Frame(1, 5, 1, Headers(kRank, "text/html"))},
      {"a path with dots", hello + Frame(1, 5, 1, Headers("/../../etc/passwd", "application/grpc"))},
      {"a message that is none",
       hello + Frame(1, 4, 1, Headers(kRank, "application/grpc")) + Frame(0, 1, 1, "\xff\xff\xff\xff\xff garbage")},
  };
  for (const auto& [name, bytes] : attacks) {
    SCOPED_TRACE(name);
    EXPECT_EQ(Exchange(cluster.address(), bytes).find("passwd"), std::string::npos);
    integration::ExpectBaToScored(cluster.cli());
  }
  const auto channel = integration::Connect(cluster.address());
  integration::RawCall nowhere(channel, "/thidua.nowhere.v1.Service/Method");
  nowhere.Send("");
  EXPECT_EQ(nowhere.Finish().error_code(), grpc::StatusCode::UNIMPLEMENTED);
  // As long as any actor may be, and far beyond.
  const std::string long_name(100000, 'x');
  EXPECT_NE(integration::Cli({"--server", cluster.address(), "--as", long_name}).Run(integration::RankBaTo()).exit_code,
            0);
  integration::ExpectBaToScored(cluster.cli());
  for (const std::string& name : cluster.names()) EXPECT_EQ(cluster.ProcessOf(name), processes.at(name)) << name;
}

}  // namespace
}  // namespace thidua::e2e
