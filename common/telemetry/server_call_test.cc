// What is counted and told of calls of every shape, on a real server.

#include "common/telemetry/server_call.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/telemetry/client_interceptor.h"
#include "common/telemetry/inline_calls.h"
#include "common/telemetry/server_interceptor.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"

namespace thidua::telemetry {
namespace {

using namespace thidua::scoring::v1;  // NOLINT(google-build-using-namespace): the messages of this API.
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kService[] = "thidua.scoring.v1.ScoringService";
constexpr char kTraceParent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

// Calls of each shape: unary and answered raw, by the handler, and streams.
class Scoring final : public ScoringService::WithRawCallbackMethod_GetClusterScores<ScoringService::CallbackService> {
 public:
  grpc::ServerUnaryReactor* GetScale(grpc::CallbackServerContext* context, const GetScaleRequest* request,
                                     GetScaleResponse*) override {
    seen = TraceContextOf(*context);
    return Finished(context, request->scale().scale_id() == "none"
                                 ? grpc::Status(grpc::StatusCode::NOT_FOUND, "no scale")
                                 : grpc::Status::OK);
  }

  grpc::ServerUnaryReactor* GetClusterScores(grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
                                             grpc::ByteBuffer* response) override {
    const grpc::Slice nothing;
    *response = grpc::ByteBuffer(&nothing, 1);
    return Finished(context, grpc::Status::OK);
  }

  grpc::ServerUnaryReactor* ListClusterVersions(grpc::CallbackServerContext* context,
                                                const ListClusterVersionsRequest* request,
                                                ListClusterVersionsResponse*) override {
    InlineCall call = inline_calls.Begin(0, *context);
    if (request->year() != 2024) seen = call.ForCalls();
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    call.Finish(*reactor,
                request->year() == 0 ? grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no year") : grpc::Status::OK);
    return reactor;
  }

  grpc::ServerReadReactor<ImportScaleRequest>* ImportScale(grpc::CallbackServerContext*,
                                                           ImportScaleResponse*) override {
    class Reactor final : public grpc::ServerReadReactor<ImportScaleRequest> {
     public:
      Reactor() { StartRead(&request_); }
      void OnReadDone(bool ok) override { ok ? StartRead(&request_) : Finish(grpc::Status::OK); }
      void OnDone() override { delete this; }

     private:
      ImportScaleRequest request_;
    };
    return new Reactor;
  }

  // Three pieces; or, when asked for no scale, one and then nothing until it is cancelled.
  grpc::ServerWriteReactor<ExportScaleResponse>* ExportScale(grpc::CallbackServerContext*,
                                                             const ExportScaleRequest* request) override {
    class Reactor final : public grpc::ServerWriteReactor<ExportScaleResponse> {
     public:
      explicit Reactor(int pieces) : left_(pieces), endless_(pieces == 1) { OnWriteDone(true); }
      void OnWriteDone(bool) override {
        if (left_-- > 0) return StartWrite(&response_);
        if (!endless_) Finish(grpc::Status::OK);
      }
      void OnCancel() override {
        if (endless_) Finish(grpc::Status::CANCELLED);
      }
      void OnDone() override { delete this; }

     private:
      ExportScaleResponse response_;
      int left_;
      const bool endless_;
    };
    return new Reactor(request->scale().scale_id().empty() ? 1 : 3);
  }

  grpc::ServerBidiReactor<WatchVersionsRequest, WatchVersionsResponse>* WatchVersions(
      grpc::CallbackServerContext*) override {
    class Reactor final : public grpc::ServerBidiReactor<WatchVersionsRequest, WatchVersionsResponse> {
     public:
      Reactor() { StartRead(&request_); }
      void OnReadDone(bool ok) override { ok ? StartWrite(&response_) : Finish(grpc::Status::OK); }
      void OnWriteDone(bool) override { StartRead(&request_); }
      void OnDone() override { delete this; }

     private:
      WatchVersionsRequest request_;
      WatchVersionsResponse response_;
    };
    return new Reactor;
  }

  InlineCalls inline_calls{{absl::StrCat("/", kService, "/ListClusterVersions")}};
  TraceContext seen;  // Of the last unary call.

 private:
  static grpc::ServerUnaryReactor* Finished(grpc::CallbackServerContext* context, const grpc::Status& status) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(status);
    return reactor;
  }
};

class Recorder final : public CallObserver {
 public:
  struct Call {
    std::string method;
    grpc::StatusCode code;
    std::string request_id;
    std::string trace;
    bool has_parent;
  };

  bool Wants(const MethodMetrics&, const grpc::Status&, absl::Duration, bool) const override { return true; }
  void OnAnswered(const AnsweredCall& call) override {
    const absl::MutexLock lock(&mutex_);
    calls_.push_back({call.method.path(), call.status.error_code(), std::string(call.request_id),
                      std::string(call.trace.trace.data(), call.trace.trace.size()), call.parent.has_value()});
  }
  std::vector<Call> calls() const {
    const absl::MutexLock lock(&mutex_);
    return calls_;
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<Call> calls_ ABSL_GUARDED_BY(mutex_);
};

class ServerCallTest : public ::testing::Test {
 protected:
  ServerCallTest() {
    grpc::ServerBuilder builder;
    builder.experimental().SetInterceptorCreators(
        ServerInterceptors(telemetry_, scoring_.inline_calls.Attach(telemetry_)));
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&scoring_);
    server_ = builder.BuildAndStart();
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channel_ = grpc::experimental::CreateCustomChannelWithInterceptors(
        absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials(), arguments, ClientInterceptors());
    stub_ = ScoringService::NewStub(channel_);
  }
  ~ServerCallTest() override { server_->Shutdown(); }

  // The value of a series of a method, by the end of its name and, where it has one, its code.
  std::string Value(const std::string& what, const std::string& method, const std::string& code = "") const {
    return Find(registry_.Text(), "grpc_server_" + what, method, code);
  }
  std::string ClientValue(const std::string& what, const std::string& method, const std::string& code = "") const {
    return Find(Registry::Process().Text(), "grpc_client_" + what, method, code);
  }

  static std::string Find(const std::string& text, const std::string& name, const std::string& method,
                          const std::string& code) {
    const std::string series = absl::StrCat(
        "\n", name, "{", code.empty() ? "" : absl::StrCat("grpc_code=\"", code, "\","), "grpc_method=\"", method, "\"");
    const size_t at = text.find(series);
    if (at == std::string::npos) return "no series";
    const size_t value = text.find("} ", at) + 2;
    return text.substr(value, text.find('\n', value) - value);
  }

  grpc::Status GetScale(const std::string& scale, grpc::ClientContext& context) {
    GetScaleRequest request;
    request.mutable_scale()->set_scale_id(scale);
    GetScaleResponse response;
    return stub_->GetScale(&context, request, &response);
  }

  static std::string InitialRequestId(const grpc::ClientContext& context) {
    const auto& metadata = context.GetServerInitialMetadata();
    const auto found = metadata.find(kRequestIdMetadata);
    if (found == metadata.end()) return "";
    return {found->second.data(), found->second.size()};
  }

  Registry registry_;
  ServerMethods methods_{registry_, {kService}};
  Recorder recorder_;
  ServerTelemetry telemetry_{.methods = methods_, .observers = {&recorder_}};
  Scoring scoring_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<ScoringService::Stub> stub_;
};

TEST_F(ServerCallTest, CountsUnaryCalls) {
  for (const char* scale : {"one", "two", "none"}) {
    grpc::ClientContext context;
    GetScale(scale, context);
  }
  EXPECT_EQ(Value("started_total", "GetScale"), "3");
  EXPECT_EQ(Value("msg_received_total", "GetScale"), "3");
  EXPECT_EQ(Value("msg_sent_total", "GetScale"), "2");
  EXPECT_EQ(Value("handled_total", "GetScale", "OK"), "2");
  EXPECT_EQ(Value("handled_total", "GetScale", "NotFound"), "1");
  EXPECT_EQ(Value("handled_total", "GetScale", "Internal"), "0");
  EXPECT_EQ(Value("handling_seconds_count", "GetScale"), "3");
  EXPECT_EQ(ClientValue("started_total", "GetScale"), "3");
  EXPECT_EQ(ClientValue("handled_total", "GetScale", "NotFound"), "1");
  EXPECT_EQ(ClientValue("msg_received_total", "GetScale"), "2");
  EXPECT_THAT(registry_.Text(), HasSubstr(R"(grpc_service="thidua.scoring.v1.ScoringService",grpc_type="unary")"));
}

TEST_F(ServerCallTest, CountsRawAndInlineCalls) {
  grpc::ClientContext raw_context;
  GetClusterScoresResponse scores;
  EXPECT_TRUE(stub_->GetClusterScores(&raw_context, {}, &scores).ok());
  EXPECT_EQ(Value("msg_received_total", "GetClusterScores"), "1");
  EXPECT_EQ(Value("msg_sent_total", "GetClusterScores"), "1");
  EXPECT_EQ(Value("handled_total", "GetClusterScores", "OK"), "1");

  ListClusterVersionsRequest request;
  ListClusterVersionsResponse versions;
  grpc::ClientContext failed_context, context;
  EXPECT_FALSE(stub_->ListClusterVersions(&failed_context, request, &versions).ok());
  request.set_year(2023);
  EXPECT_TRUE(stub_->ListClusterVersions(&context, request, &versions).ok());
  EXPECT_EQ(Value("started_total", "ListClusterVersions"), "2");
  EXPECT_EQ(Value("msg_received_total", "ListClusterVersions"), "2");
  EXPECT_EQ(Value("msg_sent_total", "ListClusterVersions"), "1");
  EXPECT_EQ(Value("handled_total", "ListClusterVersions", "OK"), "1");
  EXPECT_EQ(Value("handled_total", "ListClusterVersions", "InvalidArgument"), "1");
  EXPECT_EQ(InitialRequestId(context), scoring_.seen.request_id);
  EXPECT_EQ(scoring_.seen.request_id.size(), 32u);
  EXPECT_EQ(InitialRequestId(failed_context).size(), 32u);

  // An id that nobody sent and nobody can look for does not go back.
  request.set_year(2024);
  grpc::ClientContext plain_context, named_context;
  EXPECT_TRUE(stub_->ListClusterVersions(&plain_context, request, &versions).ok());
  EXPECT_EQ(InitialRequestId(plain_context), "");
  named_context.AddMetadata(kRequestIdMetadata, "request-1");
  EXPECT_TRUE(stub_->ListClusterVersions(&named_context, request, &versions).ok());
  EXPECT_EQ(InitialRequestId(named_context), "request-1");
}

TEST_F(ServerCallTest, CountsStreams) {
  {
    grpc::ClientContext context;
    ImportScaleResponse response;
    const auto writer = stub_->ImportScale(&context, &response);
    for (int i = 0; i < 4; ++i) writer->Write({});
    writer->WritesDone();
    EXPECT_TRUE(writer->Finish().ok());
  }
  EXPECT_EQ(Value("msg_received_total", "ImportScale"), "4");
  EXPECT_EQ(Value("msg_sent_total", "ImportScale"), "1");
  EXPECT_EQ(Value("handled_total", "ImportScale", "OK"), "1");
  {
    grpc::ClientContext context;
    ExportScaleRequest request;
    request.mutable_scale()->set_scale_id("some");
    const auto reader = stub_->ExportScale(&context, request);
    ExportScaleResponse response;
    while (reader->Read(&response)) {
    }
    EXPECT_TRUE(reader->Finish().ok());
  }
  EXPECT_EQ(Value("msg_received_total", "ExportScale"), "1");
  EXPECT_EQ(Value("msg_sent_total", "ExportScale"), "3");
  EXPECT_EQ(ClientValue("msg_received_total", "ExportScale"), "3");
  {
    grpc::ClientContext context;
    const auto stream = stub_->WatchVersions(&context);
    WatchVersionsResponse response;
    for (int i = 0; i < 2; ++i) {
      stream->Write({});
      stream->Read(&response);
    }
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
  }
  EXPECT_EQ(Value("msg_received_total", "WatchVersions"), "2");
  EXPECT_EQ(Value("msg_sent_total", "WatchVersions"), "2");
  EXPECT_EQ(Value("handled_total", "WatchVersions", "OK"), "1");
  EXPECT_THAT(registry_.Text(), HasSubstr(R"(grpc_type="bidi_stream")"));
}

TEST_F(ServerCallTest, CountsWhatIsCancelled) {
  grpc::ClientContext context;
  const auto reader = stub_->ExportScale(&context, {});
  ExportScaleResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(Value("started_total", "ExportScale"), "1");
  EXPECT_EQ(Value("handled_total", "ExportScale", "Canceled"), "0");
  context.TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  server_->Shutdown();
  EXPECT_EQ(Value("handled_total", "ExportScale", "Canceled"), "1");
  EXPECT_EQ(Value("handling_seconds_count", "ExportScale"), "1");
}

TEST_F(ServerCallTest, WhatIsNotThereMakesNoSeries) {
  for (int i = 0; i < 3; ++i) {
    grpc::GenericStub generic(channel_);
    grpc::ClientContext context;
    const grpc::Slice nothing;
    grpc::ByteBuffer request(&nothing, 1), response;
    absl::Notification done;
    grpc::Status status;
    generic.UnaryCall(&context, absl::StrCat("/thidua.scoring.v1.ScoringService/Missing", i), {}, &request, &response,
                      [&](grpc::Status ended) {
                        status = std::move(ended);
                        done.Notify();
                      });
    done.WaitForNotification();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
  }
  EXPECT_THAT(registry_.Text(), Not(HasSubstr("Missing")));
  EXPECT_EQ(Value("started_total", "unknown"), "3");
  EXPECT_EQ(Value("handled_total", "unknown", "Unimplemented"), "3");
  EXPECT_THAT(Registry::Process().Text(), Not(HasSubstr("Missing")));
}

TEST_F(ServerCallTest, TheCallersIdAndTraceGoOn) {
  grpc::ClientContext context;
  context.AddMetadata(kRequestIdMetadata, "request-1");
  context.AddMetadata(kTraceParentMetadata, kTraceParent);
  context.AddMetadata(kTraceStateMetadata, "congo=t61");
  EXPECT_TRUE(GetScale("some", context).ok());
  EXPECT_EQ(InitialRequestId(context), "request-1");
  EXPECT_EQ(scoring_.seen.request_id, "request-1");
  EXPECT_EQ(scoring_.seen.trace_state, "congo=t61");
  const auto mine = TraceParent::Parse(scoring_.seen.trace_parent);
  const auto theirs = TraceParent::Parse(kTraceParent);
  ASSERT_TRUE(mine.has_value());
  EXPECT_EQ(mine->trace, theirs->trace);
  EXPECT_NE(mine->span, theirs->span);
  EXPECT_TRUE(mine->sampled);
  ASSERT_EQ(recorder_.calls().size(), 1u);
  EXPECT_TRUE(recorder_.calls()[0].has_parent);
  EXPECT_EQ(recorder_.calls()[0].method, "/thidua.scoring.v1.ScoringService/GetScale");
}

TEST_F(ServerCallTest, WhatMayNotBeUsedIsReplaced) {
  grpc::ClientContext context;
  context.AddMetadata(kRequestIdMetadata, std::string(65, 'a'));
  context.AddMetadata(kTraceParentMetadata, kTraceParent);
  context.AddMetadata(kTraceParentMetadata, kTraceParent);
  context.AddMetadata(kTraceStateMetadata, "congo=t61");
  EXPECT_TRUE(GetScale("some", context).ok());
  EXPECT_EQ(InitialRequestId(context), scoring_.seen.request_id);
  // The id of the trace that was begun.
  EXPECT_EQ(scoring_.seen.request_id, scoring_.seen.trace_parent.substr(3, 32));
  EXPECT_NE(scoring_.seen.request_id, std::string(kTraceParent).substr(3, 32));
  EXPECT_EQ(scoring_.seen.trace_state, "");
  EXPECT_FALSE(TraceParent::Parse(scoring_.seen.trace_parent)->sampled);
  EXPECT_FALSE(recorder_.calls()[0].has_parent);
}

TEST_F(ServerCallTest, SamplesWhatNobodyDecidedYet) {
  telemetry_.trace_sample = 1;
  grpc::ClientContext mine, theirs;
  EXPECT_TRUE(GetScale("some", mine).ok());
  EXPECT_TRUE(TraceParent::Parse(scoring_.seen.trace_parent)->sampled);
  theirs.AddMetadata(kTraceParentMetadata, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
  EXPECT_TRUE(GetScale("some", theirs).ok());
  EXPECT_FALSE(TraceParent::Parse(scoring_.seen.trace_parent)->sampled);
}

}  // namespace
}  // namespace thidua::telemetry
