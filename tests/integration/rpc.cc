#include "tests/integration/rpc.h"

#include <google/protobuf/wrappers.pb.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <vector>

#include "absl/strings/str_cat.h"
#include "thidua/directory/v1/directory.pb.h"

namespace thidua::integration {
namespace {

constexpr std::chrono::seconds kPatience{30};
constexpr size_t kPieceBytes = 64 << 10;

// The messages of grpc.health.v1 have the shape of these on the wire, so nothing needs generating.
using HealthCheckRequest = google::protobuf::StringValue;
using HealthCheckResponse = google::protobuf::Int32Value;
// All imports have the same request and the same first field of the reply.
using ImportRequest = thidua::directory::v1::ImportUnitsRequest;
using ImportResponse = thidua::directory::v1::ImportUnitsResponse;

std::string HealthRequest(const std::string& service) {
  HealthCheckRequest request;
  request.set_value(service);
  return request.SerializeAsString();
}

std::string HealthName(const std::string& reply) {
  static const std::vector<std::string> kNames = {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};
  HealthCheckResponse response;
  if (!response.ParseFromString(reply)) throw std::runtime_error("not a health reply");
  return kNames.at(response.value());
}

}  // namespace

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(64 << 20);
  std::shared_ptr<grpc::Channel> channel =
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + kPatience)) {
    throw std::runtime_error("nobody answers at " + address);
  }
  return channel;
}

void RequireOk(const grpc::Status& status) {
  if (!status.ok())
    throw std::runtime_error(absl::StrCat("status ", status.error_code(), ": ", status.error_message()));
}

RawCall::RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method, const Metadata& metadata,
                 std::chrono::milliseconds limit)
    : stub_(channel) {
  for (const auto& [name, value] : metadata) context_.AddMetadata(name, value);
  context_.set_deadline(std::chrono::system_clock::now() + limit);
  call_ = stub_.PrepareCall(&context_, method, &queue_);
  call_->StartCall(this);
  Done();
}

RawCall::~RawCall() {
  if (!finished_) {
    context_.TryCancel();
    Finish();
  }
  queue_.Shutdown();
  Done();
}

bool RawCall::Send(const std::string& message) {
  const grpc::Slice slice(message);
  call_->Write(grpc::ByteBuffer(&slice, 1), this);
  return Done();
}

void RawCall::EndSending() {
  call_->WritesDone(this);
  Done();
}

std::optional<std::string> RawCall::Receive() {
  grpc::ByteBuffer buffer;
  call_->Read(&buffer, this);
  if (!Done()) return std::nullopt;
  grpc::Slice slice;
  RequireOk(buffer.DumpToSingleSlice(&slice));
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

grpc::Status RawCall::Finish() {
  grpc::Status status;
  call_->Finish(&status, this);
  Done();
  finished_ = true;
  return status;
}

bool RawCall::Done() {
  void* tag = nullptr;
  bool ok = false;
  return queue_.Next(&tag, &ok) && ok;
}

bool Upload::Send(const std::string& bytes) {
  for (size_t start = 0; start < bytes.size(); start += kPieceBytes) {
    ImportRequest request;
    request.mutable_chunk()->set_file_name("tệp.csv");
    request.mutable_chunk()->set_data(bytes.substr(start, kPieceBytes));
    if (!call_.Send(request.SerializeAsString())) return false;
  }
  return true;
}

grpc::Status Upload::Finish(thidua::type::v1::ImportReport* report) {
  report->Clear();
  call_.EndSending();
  const std::optional<std::string> reply = call_.Receive();
  grpc::Status status = call_.Finish();
  ImportResponse response;
  if (status.ok() && reply.has_value() && response.ParseFromString(*reply)) *report = response.report();
  return status;
}

std::string CheckHealth(const std::shared_ptr<grpc::Channel>& channel, const std::string& service) {
  RawCall call(channel, "/grpc.health.v1.Health/Check");
  call.Send(HealthRequest(service));
  call.EndSending();
  const std::optional<std::string> reply = call.Receive();
  const grpc::Status status = call.Finish();
  return status.ok() && reply.has_value() ? HealthName(*reply) : absl::StrCat(status.error_code());
}

HealthWatch::HealthWatch(const std::shared_ptr<grpc::Channel>& channel, const std::string& service)
    : call_(channel, "/grpc.health.v1.Health/Watch") {
  call_.Send(HealthRequest(service));
  call_.EndSending();
}

std::string HealthWatch::Next() {
  const std::optional<std::string> reply = call_.Receive();
  return reply.has_value() ? HealthName(*reply) : "";
}

bool HasReadWhatWasSent(const std::shared_ptr<grpc::Channel>& channel) { return CheckHealth(channel, "") == "SERVING"; }

}  // namespace thidua::integration
