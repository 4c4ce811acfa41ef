// Clients and servers of this library together: who is called, what is called again, and who is trusted.

#include "common/rpc/client.h"

#include <gmock/gmock.h>
#include <grpcpp/health_check_service_interface.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/rpc/keepalive.h"
#include "common/rpc/tls_files_for_test.h"
#include "thidua/directory/v1/directory.grpc.pb.h"

namespace thidua::rpc {
namespace {

namespace v1 = thidua::directory::v1;
using ::testing::HasSubstr;

constexpr absl::Duration kPatience = absl::Seconds(20);

bool WaitUntil(const std::function<bool()>& condition) {
  const absl::Time end = absl::Now() + kPatience;
  while (!condition()) {
    if (absl::Now() > end) return false;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return true;
}

// Counts its calls and answers them with `status`.
class Replica final : public v1::DirectoryService::Service {
 public:
  explicit Replica(const ServerTls& tls = {}, absl::Duration keepalive = kKeepalive) {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", *MakeServerCredentials(tls), &port_);
    if (keepalive != absl::ZeroDuration()) PermitKeepalive(builder, keepalive);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~Replica() override { Stop(); }

  void Stop() { server_->Shutdown(std::chrono::system_clock::now()); }
  void SetServing(bool serving) { server_->GetHealthCheckService()->SetServingStatus(serving); }
  void Answer(grpc::Status status, int times) {
    const absl::MutexLock lock(&mutex_);
    status_ = std::move(status);
    times_ = times;
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }
  std::string port() const { return absl::StrCat(port_); }
  int calls() const { return calls_; }

  grpc::Status GetUnit(grpc::ServerContext*, const v1::GetUnitRequest*, v1::GetUnitResponse*) override {
    return Count();
  }
  // A write that says nothing of being safe to repeat.
  grpc::Status ImportUnits(grpc::ServerContext*, grpc::ServerReader<v1::ImportUnitsRequest>* reader,
                           v1::ImportUnitsResponse*) override {
    v1::ImportUnitsRequest request;
    while (reader->Read(&request)) {
    }
    return Count();
  }

 private:
  grpc::Status Count() {
    ++calls_;
    const absl::MutexLock lock(&mutex_);
    return times_-- > 0 ? status_ : grpc::Status::OK;
  }

  int port_ = 0;
  std::atomic<int> calls_ = 0;
  absl::Mutex mutex_;
  grpc::Status status_;
  int times_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

class Client {
 public:
  explicit Client(std::string addresses, ClientTls tls = {},
                  const ChannelOptions& options = {.connection = Connection::kOwn})
      : peer_{.service = "scoring", .address = std::move(addresses), .tls = std::move(tls)},
        stub_(v1::DirectoryService::NewStub(OpenChannel(peer_, options))) {}

  absl::Status Get() {
    return Ask(*stub_, &v1::DirectoryService::Stub::GetUnit, v1::GetUnitRequest(), peer_,
               Call{.deadline = absl::Now() + absl::Seconds(10)})
        .status();
  }
  grpc::Status Import() {
    grpc::ClientContext context;
    v1::ImportUnitsResponse response;
    const auto writer = stub_->ImportUnits(&context, &response);
    writer->WritesDone();
    return writer->Finish();
  }

 private:
  const Peer peer_;
  const std::unique_ptr<v1::DirectoryService::Stub> stub_;
};

std::string ListOf(const std::vector<Replica*>& replicas) {
  std::string list;
  for (const Replica* replica : replicas) absl::StrAppend(&list, list.empty() ? "" : ",", replica->address());
  return list;
}

TEST(ClientTest, TakesTurns) {
  Replica first, second;
  Client client(ListOf({&first, &second}));
  ASSERT_TRUE(WaitUntil([&] { return client.Get().ok() && first.calls() > 0 && second.calls() > 0; }));
  const int before_first = first.calls(), before_second = second.calls();
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(client.Get().ok());
  EXPECT_EQ(first.calls() - before_first, 50);
  EXPECT_EQ(second.calls() - before_second, 50);
}

TEST(ClientTest, LeavesOutWhoSaysItIsNotServing) {
  Replica first, second;
  Client client(ListOf({&first, &second}));
  ASSERT_TRUE(WaitUntil([&] { return client.Get().ok() && first.calls() > 0 && second.calls() > 0; }));
  first.SetServing(false);
  ASSERT_TRUE(WaitUntil([&] {
    const int before = first.calls();
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(client.Get().ok());
    return first.calls() == before;
  }));
  first.SetServing(true);
  const int before = first.calls();
  EXPECT_TRUE(WaitUntil([&] { return client.Get().ok() && first.calls() > before; }));
}

TEST(ClientTest, NoReadFailsWhenAReplicaDies) {
  Replica first;
  auto second = std::make_unique<Replica>();
  Client client(ListOf({&first, second.get()}));
  ASSERT_TRUE(WaitUntil([&] { return client.Get().ok() && first.calls() > 0 && second->calls() > 0; }));
  second.reset();
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(client.Get().ok());
}

TEST(ClientTest, RepeatsReadsAfterUnavailableAlone) {
  Replica replica;
  Client client(replica.address());
  replica.Answer({grpc::StatusCode::UNAVAILABLE, "for now"}, kAttempts - 1);
  EXPECT_TRUE(client.Get().ok());
  EXPECT_EQ(replica.calls(), kAttempts);
  replica.Answer({grpc::StatusCode::INTERNAL, "for good"}, 1);
  EXPECT_FALSE(client.Get().ok());
  EXPECT_EQ(replica.calls(), kAttempts + 1);
}

TEST(ClientTest, DoesNotRepeatOtherWrites) {
  Replica replica;
  Client client(replica.address(), {}, {.connection = Connection::kOwn, .repeat = Repeat::kWrites});
  ASSERT_TRUE(client.Get().ok());
  replica.Answer({grpc::StatusCode::UNAVAILABLE, "for now"}, 1);
  EXPECT_EQ(client.Import().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(replica.calls(), 2);
}

TEST(ClientTest, AFailingServiceIsNotAskedFiveTimesAsOften) {
  Replica replica;
  Client client(replica.address());
  ASSERT_TRUE(client.Get().ok());
  constexpr int kCalls = 100;
  replica.Answer({grpc::StatusCode::UNAVAILABLE, "overwhelmed"}, 1000000);
  for (int i = 0; i < kCalls; ++i) EXPECT_FALSE(client.Get().ok());
  // The budget: 50 tokens, each failure takes one; then each call is made once.
  EXPECT_LT(replica.calls(), kCalls + 60);
}

// Answers a call by asking the service behind it on its behalf.
class Middle final : public v1::DirectoryService::CallbackService {
 public:
  explicit Middle(const std::string& behind)
      : peer_{.service = "scoring", .address = behind},
        behind_(v1::DirectoryService::NewStub(OpenChannel(peer_, {.connection = Connection::kOwn}))) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~Middle() override {
    server_->Shutdown();
    for (std::thread& worker : workers_) worker.join();
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }
  absl::Status WaitForOutcome() {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&ended_));
    return outcome_;
  }

  grpc::ServerUnaryReactor* GetUnit(grpc::CallbackServerContext* context, const v1::GetUnitRequest* request,
                                    v1::GetUnitResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    workers_.emplace_back([=, this] {
      const absl::StatusOr<v1::GetUnitResponse> answer =
          Ask(*behind_, &v1::DirectoryService::Stub::GetUnit, *request, peer_, Call{.context = context});
      if (answer.ok()) *response = *answer;
      {
        const absl::MutexLock lock(&mutex_);
        ended_ = true;
        outcome_ = answer.status();
      }
      reactor->Finish(ToGrpc(answer.status()));
    });
    return reactor;
  }

 private:
  const Peer peer_;
  const std::unique_ptr<v1::DirectoryService::Stub> behind_;
  int port_ = 0;
  absl::Mutex mutex_;
  bool ended_ = false;
  absl::Status outcome_;
  std::vector<std::thread> workers_;
  std::unique_ptr<grpc::Server> server_;
};

// Answers nothing until it is asked to, and knows when its caller gave up.
class Patient final : public v1::DirectoryService::Service {
 public:
  Patient() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~Patient() override { server_->Shutdown(std::chrono::system_clock::now()); }

  // As a service that stops does in the end: its calls are given up.
  void Stop() { server_->Shutdown(std::chrono::system_clock::now()); }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }
  bool asked() const { return asked_; }
  bool given_up() const { return given_up_; }
  bool has_deadline() const { return has_deadline_; }

  grpc::Status GetUnit(grpc::ServerContext* context, const v1::GetUnitRequest*, v1::GetUnitResponse*) override {
    has_deadline_ = context->deadline() < std::chrono::system_clock::now() + std::chrono::hours(1);
    asked_ = true;
    given_up_ = WaitUntil([&] { return context->IsCancelled(); });
    return grpc::Status::OK;
  }

 private:
  int port_ = 0;
  std::atomic<bool> asked_ = false, given_up_ = false, has_deadline_ = false;
  std::unique_ptr<grpc::Server> server_;
};

TEST(CancellationTest, GoesOnToTheServiceBehind) {
  Patient behind;
  Middle middle(behind.address());
  const auto stub =
      v1::DirectoryService::NewStub(grpc::CreateChannel(middle.address(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(10));
  std::thread client([&] {
    v1::GetUnitResponse response;
    EXPECT_EQ(stub->GetUnit(&context, {}, &response).error_code(), grpc::StatusCode::CANCELLED);
  });
  ASSERT_TRUE(WaitUntil([&] { return behind.asked(); }));
  EXPECT_TRUE(behind.has_deadline());
  context.TryCancel();
  client.join();
  EXPECT_TRUE(WaitUntil([&] { return behind.given_up(); }));
  EXPECT_EQ(middle.WaitForOutcome().code(), absl::StatusCode::kCancelled);
}

// It is the service that went away, not the client: to be told so, and tried again.
TEST(CancellationTest, AServiceThatStopsInTheMiddleIsUnavailable) {
  Patient behind;
  Middle middle(behind.address());
  const auto stub =
      v1::DirectoryService::NewStub(grpc::CreateChannel(middle.address(), grpc::InsecureChannelCredentials()));
  std::thread client([&] {
    grpc::ClientContext context;
    v1::GetUnitResponse response;
    EXPECT_EQ(stub->GetUnit(&context, {}, &response).error_code(), grpc::StatusCode::UNAVAILABLE);
  });
  ASSERT_TRUE(WaitUntil([&] { return behind.asked(); }));
  behind.Stop();
  client.join();
  EXPECT_EQ(middle.WaitForOutcome().code(), absl::StatusCode::kUnavailable);
}

TEST(KeepaliveTest, ServersPermitWhatClientsAsk) {
  // A client of gRPC's asks at most once a second.
  constexpr absl::Duration kOften = absl::Milliseconds(1100);
  // Questions while a call says nothing: a server that does not permit them hangs up after three.
  const auto end_of_a_silent_call = [&](absl::Duration permitted) {
    Replica replica({}, permitted);
    grpc::ChannelArguments arguments;
    KeepAlive(arguments, kOften);
    v1::DirectoryService::Stub stub(
        grpc::CreateCustomChannel(replica.address(), grpc::InsecureChannelCredentials(), arguments));
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + 7 * kOften));
    v1::ImportUnitsResponse response;
    return stub.ImportUnits(&context, &response)->Finish().error_code();
  };
  auto refused = std::async(std::launch::async, [&] { return end_of_a_silent_call(absl::ZeroDuration()); });
  EXPECT_EQ(end_of_a_silent_call(kOften), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(refused.get(), grpc::StatusCode::UNAVAILABLE);
}

class TlsTest : public ::testing::Test {
 protected:
  TlsTest() {
    ca_.Issue("server", "DNS:localhost,IP:127.0.0.1");
    ca_.Issue("client", "DNS:client");
  }
  ServerTls Server(const std::string& client_ca = "") const {
    return {.cert = ca_.cert("server"), .key = ca_.key("server"), .client_ca = client_ca};
  }

  TestCa ca_;
};

TEST_F(TlsTest, ServesWhoTrustsItsCa) {
  Replica replica(Server());
  EXPECT_EQ(Client(replica.address(), {.ca = ca_.ca()}).Get(), absl::OkStatus());
  EXPECT_EQ(Client("localhost:" + replica.port(), {.ca = ca_.ca()}).Get(), absl::OkStatus());
}

TEST_F(TlsTest, RefusesPlainTextAndOtherCas) {
  Replica replica(Server());
  EXPECT_EQ(Client(replica.address()).Get().code(), absl::StatusCode::kUnavailable);
  const TestCa other;
  EXPECT_EQ(Client(replica.address(), {.ca = other.ca()}).Get().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(replica.calls(), 0);
}

TEST_F(TlsTest, ACertificateIsForTheHostThatWasAskedFor) {
  ca_.Issue("server", "DNS:elsewhere.tinh.local,IP:127.0.0.2");
  Replica replica(Server());
  EXPECT_FALSE(Client(replica.address(), {.ca = ca_.ca()}).Get().ok());
  EXPECT_FALSE(Client("localhost:" + replica.port(), {.ca = ca_.ca()}).Get().ok());
  EXPECT_EQ(replica.calls(), 0);
  ca_.Issue("server", "DNS:localhost");
  Replica by_name(Server());
  EXPECT_TRUE(Client("localhost:" + by_name.port(), {.ca = ca_.ca()}).Get().ok());
  // A replica of a list may be any of them, and nobody else.
  for (const std::string& list : {absl::StrCat("localhost:", by_name.port(), ",", by_name.address()),
                                  absl::StrCat(by_name.address(), ",localhost:", by_name.port())}) {
    EXPECT_EQ(Client(list, {.ca = ca_.ca()}).Get(), absl::OkStatus()) << list;
  }
  EXPECT_FALSE(Client(absl::StrCat(by_name.address(), ",127.0.0.2:1"), {.ca = ca_.ca()}).Get().ok());
}

TEST_F(TlsTest, DemandsACertificateOfItsClientCa) {
  Replica replica(Server(ca_.ca()));
  EXPECT_FALSE(Client(replica.address(), {.ca = ca_.ca()}).Get().ok());
  const TestCa other;
  other.Issue("client", "DNS:client");
  EXPECT_FALSE(
      Client(replica.address(), {.ca = ca_.ca(), .cert = other.cert("client"), .key = other.key("client")}).Get().ok());
  EXPECT_EQ(replica.calls(), 0);
  EXPECT_EQ(Client(replica.address(), {.ca = ca_.ca(), .cert = ca_.cert("client"), .key = ca_.key("client")}).Get(),
            absl::OkStatus());
}

TEST_F(TlsTest, NewCertificatesAreTakenWithoutARestart) {
  ca_.Issue("server", "DNS:elsewhere.tinh.local");
  Replica replica(Server());
  EXPECT_FALSE(Client(replica.address(), {.ca = ca_.ca()}).Get().ok());
  ca_.Issue("server", "IP:127.0.0.1");
  EXPECT_TRUE(WaitUntil([&] { return Client(replica.address(), {.ca = ca_.ca()}).Get().ok(); }));
}

TEST_F(TlsTest, FilesAreCheckedBeforeAnythingIsServed) {
  const auto message = [](const ServerTls& tls) { return std::string(MakeServerCredentials(tls).status().message()); };
  EXPECT_THAT(message({.cert = "/nowhere.pem", .key = ca_.key("server")}), HasSubstr("/nowhere.pem"));
  EXPECT_THAT(message({.cert = ca_.cert("server"), .key = ca_.key("client")}), HasSubstr(ca_.key("client")));
  EXPECT_THAT(message({.cert = ca_.cert("server"), .key = ca_.cert("server")}), HasSubstr(ca_.cert("server")));
  EXPECT_THAT(message({.cert = ca_.cert("server")}), HasSubstr("together"));
  EXPECT_THAT(message({.client_ca = ca_.ca()}), HasSubstr("of its own"));
  EXPECT_FALSE(CheckClientTls({.ca = "/nowhere.pem"}).ok());
  EXPECT_EQ(CheckClientTls({.ca = ca_.ca()}), absl::OkStatus());
}

}  // namespace
}  // namespace thidua::rpc
