#include "common/telemetry/server_call.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/time/clock.h"

namespace thidua::telemetry {

void ServerCall::Begin(const ClientMetadata& metadata) {
  std::optional<TraceParent> parent;
  if (const auto text = OnlyValue(metadata, kTraceParentMetadata)) parent = TraceParent::Parse(*text);
  if (parent.has_value()) {
    trace_ = *parent;
    parent_ = parent->span;
    if (const auto state = OnlyValue(metadata, kTraceStateMetadata); state.has_value() && IsTraceState(*state)) {
      trace_state_ = *state;
    }
  } else {
    trace_.trace = NewTraceId();
    trace_.sampled = telemetry_->trace_sample > 0 &&
                     static_cast<double>(RandomNumber()) <=
                         telemetry_->trace_sample * static_cast<double>(std::numeric_limits<uint64_t>::max());
  }
  trace_.span = NewSpanId();
  trace_parent_ = trace_.Format();
  const auto sent_id = OnlyValue(metadata, kRequestIdMetadata);
  const std::string_view id = sent_id.has_value() && IsRequestId(*sent_id)
                                  ? *sent_id
                                  : std::string_view(trace_.trace.data(), trace_.trace.size());
  request_id_size_ = id.size();
  std::ranges::copy(id, request_id_.begin());
}

void ServerCall::End(const grpc::Status& status, const grpc::ServerContextBase* context) {
  answered_ = true;
  const Clock::duration took = Clock::now() - start_;
  method_->CountHandled(status.error_code(), took);
  for (CallObserver* observer : telemetry_->observers) {
    if (!observer->Wants(*method_, status, absl::FromChrono(took), trace_.sampled)) continue;
    observer->OnAnswered({.method = *method_,
                          .status = status,
                          .start = absl::Now() - absl::FromChrono(took),
                          .took = absl::FromChrono(took),
                          .request_id = request_id(),
                          .trace = trace_,
                          .parent = parent_,
                          .trace_state = trace_state_,
                          .context = context});
  }
}

TraceContext ServerCall::context() const {
  return {.request_id = std::string(request_id()),
          .trace_parent = std::string(trace_parent()),
          .trace_state = trace_state_};
}

}  // namespace thidua::telemetry
