// A client that goes away in the middle of a file leaves nothing of it behind.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/integration/rpc.h"
#include "tests/integration/suite.h"
#include "thidua/directory/v1/directory.pb.h"

namespace thidua::integration {
namespace {

constexpr int kRounds = 200;
constexpr char kImportOffices[] = "/thidua.directory.v1.DirectoryService/ImportOffices";

std::string OfficesFile(const std::string& code) { return absl::StrCat("code,name\n", code, ",Bộ phận ", code, "\n"); }

// Big-endian.
std::string Bytes(uint32_t value, int count) {
  std::string bytes;
  for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

std::string Frame(char type, char flags, uint32_t stream, const std::string& payload) {
  return absl::StrCat(Bytes(payload.size(), 3), std::string(1, type), std::string(1, flags), Bytes(stream, 4), payload);
}

// A header field, not compressed.
std::string Field(const std::string& name, const std::string& value) {
  return absl::StrCat(Bytes(0, 1), Bytes(name.size(), 1), name, Bytes(value.size(), 1), value);
}

// An import over HTTP/2 of one piece, down to the bytes on the connection.
std::string BytesOfImport(const std::string& method, const std::string& content, bool end_of_file) {
  constexpr char kData = 0, kHeaders = 1, kSettings = 4, kEndStream = 1, kEndHeaders = 4;
  thidua::directory::v1::ImportOfficesRequest request;
  request.mutable_chunk()->set_data(content);
  const std::string message = request.SerializeAsString();
  return absl::StrCat(
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Frame(kSettings, 0, 0, ""),
      Frame(kHeaders, kEndHeaders, 1,
            absl::StrCat(Field(":method", "POST"), Field(":scheme", "http"), Field(":path", method),
                         Field(":authority", "localhost"), Field("content-type", "application/grpc"),
                         Field("te", "trailers"))),
      Frame(kData, end_of_file ? kEndStream : 0, 1, absl::StrCat(Bytes(0, 1), Bytes(message.size(), 4), message)));
}

// A client's end of a connection.
class Connection {
 public:
  explicit Connection(const std::string& address) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const size_t colon = address.rfind(':');
    int port = 0;
    sockaddr_in peer = {.sin_family = AF_INET};
    EXPECT_TRUE(absl::SimpleAtoi(address.substr(colon + 1), &port));
    EXPECT_EQ(inet_pton(AF_INET, address.substr(0, colon).c_str(), &peer.sin_addr), 1);
    peer.sin_port = htons(port);
    EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&peer), sizeof(peer)), 0);
  }
  ~Connection() { close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Send(const std::string& bytes) {
    EXPECT_EQ(send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }

  // Says that no more will come, and waits until the server has closed its end.
  void HangUp() {
    shutdown(socket_, SHUT_WR);
    std::array<char, 4096> ignored;
    while (recv(socket_, ignored.data(), ignored.size(), 0) > 0) {
    }
  }

 private:
  const int socket_;
};

class UploadTest : public ::testing::Test {
 protected:
  int Offices() {
    RawCall call(channel_, "/thidua.directory.v1.DirectoryService/ListOffices");
    call.Send("");
    call.EndSending();
    thidua::directory::v1::ListOfficesResponse response;
    response.ParseFromString(call.Receive().value());
    RequireOk(call.Finish());
    return response.offices_size();
  }

  Suite suite_;
  const std::shared_ptr<grpc::Channel> channel_ = Connect(suite_.scoring().address());
};

TEST_F(UploadTest, CancelledHalfWayIsNotStored) {
  for (int round = 0; round < kRounds; ++round) {
    Upload upload(channel_, kImportOffices);
    EXPECT_TRUE(upload.Send(OfficesFile(absl::StrCat("C", round))));
  }
  ASSERT_TRUE(HasReadWhatWasSent(channel_));
  EXPECT_EQ(Offices(), 0);
}

TEST_F(UploadTest, HangingUpHalfWayIsNotStored) {
  for (int round = 0; round < kRounds; ++round) {
    Connection client(suite_.scoring().address());
    client.Send(BytesOfImport(kImportOffices, OfficesFile(absl::StrCat("H", round)), /*end_of_file=*/false));
    client.HangUp();
  }
  EXPECT_EQ(Offices(), 0);
}

// The same bytes with an end are a file, so the test above means something.
TEST_F(UploadTest, TheSameBytesWithAnEndAreStored) {
  Connection client(suite_.scoring().address());
  client.Send(BytesOfImport(kImportOffices, OfficesFile("E"), /*end_of_file=*/true));
  EXPECT_TRUE(WaitUntil([this] { return Offices() == 1; }, absl::Seconds(5)));
}

}  // namespace
}  // namespace thidua::integration
