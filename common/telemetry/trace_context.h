#ifndef THIDUA_COMMON_TELEMETRY_TRACE_CONTEXT_H_
#define THIDUA_COMMON_TELEMETRY_TRACE_CONTEXT_H_

#include <grpcpp/client_context.h>
#include <grpcpp/server_context.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace thidua::telemetry {

inline constexpr char kRequestIdMetadata[] = "x-request-id";
inline constexpr char kTraceParentMetadata[] = "traceparent";
inline constexpr char kTraceStateMetadata[] = "tracestate";

// Ids as they are written: lower-case hexadecimal.
using TraceId = std::array<char, 32>;
using SpanId = std::array<char, 16>;

// A W3C traceparent: which span of which trace something happens in.
struct TraceParent {
  static constexpr size_t kBytes = 55;

  TraceId trace;
  SpanId span;
  bool sampled = false;

  // Nothing when it is not one, or of a version that may not be read.
  static std::optional<TraceParent> Parse(std::string_view text);
  std::array<char, kBytes> Format() const;
};

// Random, and never all zeros.
TraceId NewTraceId();
SpanId NewSpanId();
// Uniform over all of its values.
uint64_t RandomNumber();

using ClientMetadata = std::multimap<grpc::string_ref, grpc::string_ref>;

// The value of a key that stands there once.
std::optional<std::string_view> OnlyValue(const ClientMetadata& metadata, const char* key);

inline constexpr size_t kMostRequestIdBytes = 64;

// Printable ASCII characters, none a space.
bool IsRequestId(std::string_view text);
// A list as W3C has it, of at most 512 characters.
bool IsTraceState(std::string_view text);

// What the calls that are made for a call take along, so that logs and traces of all of them can be put together. Each
// is empty or valid.
struct TraceContext {
  std::string request_id;
  std::string trace_parent;  // Of this process's span.
  std::string trace_state;
};

// Of a call that a server answers. Behind the server's interceptor everything is there; without one, what the caller
// sent and is valid.
TraceContext TraceContextOf(const grpc::ServerContextBase& context);

// Gives it to a call that is about to be made.
void PassOn(const TraceContext& trace, grpc::ClientContext& context);

}  // namespace thidua::telemetry

#endif  // THIDUA_COMMON_TELEMETRY_TRACE_CONTEXT_H_
