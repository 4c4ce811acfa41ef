#include "common/rpc/service_manager.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <vector>

#include "absl/synchronization/notification.h"
#include "common/rpc/notify_socket_for_test.h"
#include "common/testing/temp_folder.h"

namespace thidua::rpc {
namespace {

using ::testing::HasSubstr;

TEST(ServiceManagerTest, HearsWhatHappens) {
  const TempFolder folder;
  NotifySocket socket(folder.File("notify"));
  setenv("NOTIFY_SOCKET", socket.path().c_str(), 1);
  TellReady("127.0.0.1:7101");
  TellAlive();
  TellStopping();
  unsetenv("NOTIFY_SOCKET");
  TellAlive();
  EXPECT_THAT(socket.Receive(absl::Seconds(5)), HasSubstr("READY=1\nSTATUS=Serving at 127.0.0.1:7101"));
  EXPECT_EQ(socket.Receive(absl::Seconds(5)), "WATCHDOG=1");
  EXPECT_THAT(socket.Receive(absl::Seconds(5)), HasSubstr("STOPPING=1"));
  EXPECT_EQ(socket.Receive(absl::ZeroDuration()), "");
}

TEST(ServiceManagerTest, IsToldThriceInItsTimeOrNever) {
  unsetenv("WATCHDOG_PID");
  unsetenv("WATCHDOG_USEC");
  EXPECT_EQ(AliveInterval(), absl::InfiniteDuration());
  setenv("WATCHDOG_USEC", "30000000", 1);
  EXPECT_EQ(AliveInterval(), absl::Seconds(10));
  setenv("WATCHDOG_PID", "1", 1);
  EXPECT_EQ(AliveInterval(), absl::InfiniteDuration()) << "it asked another process";
  unsetenv("WATCHDOG_PID");
  unsetenv("WATCHDOG_USEC");
}

// Every call blocks its thread until it is let go.
class Stuck final : public grpc::CallbackGenericService {
 public:
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    struct Reactor final : grpc::ServerGenericBidiReactor {
      void OnDone() override { delete this; }
    };
    auto* const reactor = new Reactor;
    go_on.WaitForNotification();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  absl::Notification go_on;
};

TEST(ServiceManagerTest, AServerWhoseThreadsAllHangDoesNotAnswer) {
  grpc::EnableDefaultHealthCheckService(true);
  Stuck stuck;
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(&stuck);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  const std::shared_ptr<grpc::Channel> channel = server->InProcessChannel({});
  EXPECT_TRUE(AnswersHealthCheck(channel, absl::Seconds(20)));

  // More than gRPC has threads for.
  constexpr int kCalls = 64;
  grpc::CompletionQueue queue;
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::GenericClientAsyncResponseReader>> calls;
  std::vector<grpc::ByteBuffer> responses(kCalls);
  std::vector<grpc::Status> statuses(kCalls);
  grpc::GenericStub stub(channel);
  const grpc::Slice nothing;
  for (int i = 0; i < kCalls; ++i) {
    contexts.push_back(std::make_unique<grpc::ClientContext>());
    calls.push_back(stub.PrepareUnaryCall(contexts.back().get(), "/test/Hang", grpc::ByteBuffer(&nothing, 1), &queue));
    calls.back()->StartCall();
    calls.back()->Finish(&responses[i], &statuses[i], &statuses[i]);
  }
  EXPECT_FALSE(AnswersHealthCheck(channel, absl::Milliseconds(300)));
  stuck.go_on.Notify();
  EXPECT_TRUE(AnswersHealthCheck(channel, absl::Seconds(20)));
  void* tag = nullptr;
  bool ok = false;
  for (int i = 0; i < kCalls; ++i) queue.Next(&tag, &ok);
  server->Shutdown();
}

}  // namespace
}  // namespace thidua::rpc
