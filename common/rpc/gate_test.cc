#include "common/rpc/gate.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "common/rpc/handlers.h"
#include "common/status/problem.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "thidua/directory/v1/directory.grpc.pb.h"

namespace thidua::rpc {
namespace {

using thidua::directory::v1::ListOfficesRequest;
using thidua::directory::v1::ListOfficesResponse;

// Knows everybody: the token is the name, "service" is one.
class Doorman final : public Guard {
 public:
  absl::StatusOr<std::shared_ptr<const Caller>> Recognize(std::string_view authorization,
                                                          const google::protobuf::Descriptor&) override {
    Caller caller{.subject = std::string(authorization)};
    caller.roles.Add(authorization == "service" ? Role::kService : Role::kViewer);
    return std::make_shared<const Caller>(std::move(caller));
  }
  std::string SubjectOf(std::string_view authorization) override { return std::string(authorization); }
  std::optional<absl::Status> PermitNow(const Caller&, const google::protobuf::Message&) override {
    return absl::OkStatus();
  }
  absl::Status Permit(const Caller&, const google::protobuf::Message&, const Call&) override {
    return absl::OkStatus();
  }
};

class Offices final : public thidua::directory::v1::DirectoryService::CallbackService {
 public:
  explicit Offices(Gate& gate) : gate_(gate) {}

  grpc::ServerUnaryReactor* ListOffices(grpc::CallbackServerContext* context, const ListOfficesRequest* request,
                                        ListOfficesResponse* response) override {
    context_ = context;
    return Answer(gate_, context, request, response, [this](const Call&) -> absl::StatusOr<ListOfficesResponse> {
      if (before_answer_) before_answer_();
      return ListOfficesResponse();
    });
  }

  // Of the call that came last.
  const grpc::ServerContextBase* context() const { return context_; }
  // Called by every answer. REQUIRES: before the first call.
  void BeforeAnswer(std::function<void()> before_answer) { before_answer_ = std::move(before_answer); }

 private:
  Gate& gate_;
  std::function<void()> before_answer_;
  std::atomic<const grpc::ServerContextBase*> context_ = nullptr;
};

class GateTest : public ::testing::Test {
 protected:
  // A server behind `gate`.
  struct Served {
    explicit Served(Gate& gate) : offices(gate) {
      grpc::ServerBuilder builder;
      builder.RegisterService(&offices);
      server = builder.BuildAndStart();
      stub = thidua::directory::v1::DirectoryService::NewStub(server->InProcessChannel({}));
    }

    grpc::Status Call(const std::string& caller) {
      grpc::ClientContext context;
      context.AddMetadata(kTokenMetadata, caller);
      ListOfficesResponse response;
      return stub->ListOffices(&context, {}, &response);
    }

    Offices offices;
    std::unique_ptr<grpc::Server> server;
    std::unique_ptr<thidua::directory::v1::DirectoryService::Stub> stub;
  };

  // How many of `calls` calls are answered; the last refusal is kept.
  int Call(Gate& gate, const std::string& caller, int calls) {
    Served served(gate);
    int answered = 0;
    for (int i = 0; i < calls; ++i) {
      const grpc::Status status = served.Call(caller);
      if (status.ok()) ++answered;
      if (!status.ok()) refusal_ = status;
    }
    return answered;
  }

  WorkerPool workers_{1, 16};
  Doorman doorman_;
  grpc::Status refusal_;
};

std::string ReasonOf(const grpc::Status& status) { return Problem::FromStatus(FromGrpc(status, "test", "")).reason; }

bool HasRetryInfo(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return false;
  for (const auto& detail : details.details()) {
    google::rpc::RetryInfo retry;
    if (!detail.UnpackTo(&retry)) continue;
    return retry.retry_delay().seconds() > 0 || retry.retry_delay().nanos() > 0;
  }
  return false;
}

TEST_F(GateTest, ACallerThatCallsTooOftenIsRefusedAndTheOthersAreNot) {
  Gate gate(workers_, &doorman_, /*calls_per_second=*/0.01);
  EXPECT_EQ(Call(gate, "Lan", 6), 1);
  EXPECT_EQ(ReasonOf(refusal_), "RATE_LIMITED");
  EXPECT_TRUE(HasRetryInfo(refusal_));
  EXPECT_EQ(Call(gate, "Minh", 1), 1);
}

TEST_F(GateTest, ServicesHaveNoLimit) {
  Gate gate(workers_, &doorman_, /*calls_per_second=*/0.01);
  EXPECT_EQ(Call(gate, "service", 10), 10);
}

TEST_F(GateTest, NamesACallersSubjectWhereCallersAreChecked) {
  Gate gate(workers_, &doorman_);
  Served served(gate);
  Gate open(workers_);
  served.offices.BeforeAnswer([&] {
    EXPECT_EQ(gate.SubjectOf(*served.offices.context()), "Lan");
    EXPECT_EQ(open.SubjectOf(*served.offices.context()), "");
  });
  EXPECT_TRUE(served.Call("Lan").ok());
}

TEST_F(GateTest, WhereNobodyIsCheckedNobodyIsCounted) {
  Gate gate(workers_, nullptr, /*calls_per_second=*/0.01);
  EXPECT_EQ(Call(gate, "Lan", 10), 10);
}

TEST_F(GateTest, WhatHasNoPlaceIsRefusedBeforeItsWorkBeginsAndSaysWhenToComeBack) {
  WorkerPool workers(1, 1);
  Gate gate(workers);
  Served served(gate);
  absl::Notification started, release;
  std::atomic<int> answered = 0;
  served.offices.BeforeAnswer([&] {
    if (++answered > 1) return;
    started.Notify();
    release.WaitForNotification();
  });
  std::thread first([&] { EXPECT_TRUE(served.Call("Lan").ok()); });
  started.WaitForNotification();
  // One place in the queue: the second call takes it, or the third one, and the other is refused.
  std::atomic<int> refused = 0;
  const auto call = [&] {
    const grpc::Status status = served.Call("Lan");
    if (status.ok()) return;
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(ReasonOf(status), "OVERLOADED");
    EXPECT_TRUE(HasRetryInfo(status));
    if (++refused == 1) release.Notify();
  };
  std::thread second(call), third(call);
  for (std::thread* thread : {&first, &second, &third}) thread->join();
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(answered, 2);
}

}  // namespace
}  // namespace thidua::rpc
