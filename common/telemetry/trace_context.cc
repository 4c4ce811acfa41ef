#include "common/telemetry/trace_context.h"

#include <algorithm>
#include <random>

namespace thidua::telemetry {
namespace {

constexpr size_t kMostTraceStateBytes = 512;
constexpr size_t kMostTraceStateMembers = 32;
constexpr size_t kMostKeyBytes = 256;
constexpr size_t kMostValueBytes = 256;
constexpr char kHex[] = "0123456789abcdef";

constexpr size_t kTraceAt = 3;
constexpr size_t kSpanAt = 36;
constexpr size_t kFlagsAt = 53;

bool IsLowerHex(std::string_view text) { return text.find_first_not_of(kHex) == std::string_view::npos; }
bool IsZero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

template <size_t kSize>
std::string_view View(const std::array<char, kSize>& text) {
  return {text.data(), text.size()};
}

template <size_t kSize>
std::array<char, kSize> RandomHex() {
  std::array<char, kSize> text;
  do {
    for (size_t i = 0; i < kSize; i += 16) {
      uint64_t number = RandomNumber();
      for (size_t digit = 0; digit < 16; ++digit, number >>= 4) text[i + digit] = kHex[number & 0xf];
    }
  } while (IsZero(View(text)));
  return text;
}

bool IsTraceStateMember(std::string_view member) {
  const size_t equals = member.find('=');
  if (equals == std::string_view::npos || equals == 0 || equals > kMostKeyBytes) return false;
  const std::string_view key = member.substr(0, equals);
  const std::string_view value = member.substr(equals + 1);
  const auto in_key = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '*' || c == '/' || c == '@';
  };
  const auto in_value = [](char c) { return c >= ' ' && c <= '~' && c != ',' && c != '='; };
  return std::ranges::all_of(key, in_key) && !value.empty() && value.size() <= kMostValueBytes &&
         std::ranges::all_of(value, in_value) && value.back() != ' ';
}

}  // namespace

std::optional<TraceParent> TraceParent::Parse(std::string_view text) {
  // A later version may add fields behind; this one has none.
  if (text.size() < kBytes || (text.size() > kBytes && (text.starts_with("00") || text[kBytes] != '-'))) {
    return std::nullopt;
  }
  const std::string_view version = text.substr(0, 2);
  const std::string_view trace = text.substr(kTraceAt, 32);
  const std::string_view span = text.substr(kSpanAt, 16);
  const std::string_view flags = text.substr(kFlagsAt, 2);
  if (text[2] != '-' || text[kSpanAt - 1] != '-' || text[kFlagsAt - 1] != '-') return std::nullopt;
  if (!IsLowerHex(version) || version == "ff" || !IsLowerHex(trace) || IsZero(trace) || !IsLowerHex(span) ||
      IsZero(span) || !IsLowerHex(flags)) {
    return std::nullopt;
  }
  TraceParent parent;
  std::ranges::copy(trace, parent.trace.begin());
  std::ranges::copy(span, parent.span.begin());
  parent.sampled = (std::string_view(kHex).find(flags[1]) & 1) != 0;
  return parent;
}

std::array<char, TraceParent::kBytes> TraceParent::Format() const {
  std::array<char, kBytes> text;
  auto at = std::ranges::copy(std::string_view("00-"), text.begin()).out;
  at = std::ranges::copy(trace, at).out;
  *at++ = '-';
  at = std::ranges::copy(span, at).out;
  std::ranges::copy(std::string_view(sampled ? "-01" : "-00"), at);
  return text;
}

uint64_t RandomNumber() {
  static thread_local std::mt19937_64 random{std::random_device{}()};
  return random();
}

TraceId NewTraceId() { return RandomHex<std::tuple_size_v<TraceId>>(); }
SpanId NewSpanId() { return RandomHex<std::tuple_size_v<SpanId>>(); }

std::optional<std::string_view> OnlyValue(const ClientMetadata& metadata, const char* key) {
  const auto [first, last] = metadata.equal_range(key);
  if (first == last || std::next(first) != last) return std::nullopt;
  return std::string_view(first->second.data(), first->second.size());
}

bool IsRequestId(std::string_view text) {
  return !text.empty() && text.size() <= kMostRequestIdBytes &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

bool IsTraceState(std::string_view text) {
  if (text.empty() || text.size() > kMostTraceStateBytes) return false;
  size_t members = 0;
  while (true) {
    const size_t comma = text.find(',');
    std::string_view member = text.substr(0, comma);
    while (!member.empty() && (member.front() == ' ' || member.front() == '\t')) member.remove_prefix(1);
    while (!member.empty() && (member.back() == ' ' || member.back() == '\t')) member.remove_suffix(1);
    if (!member.empty() && (!IsTraceStateMember(member) || ++members > kMostTraceStateMembers)) return false;
    if (comma == std::string_view::npos) return members > 0;
    text.remove_prefix(comma + 1);
  }
}

TraceContext TraceContextOf(const grpc::ServerContextBase& context) {
  const ClientMetadata& metadata = context.client_metadata();
  TraceContext trace;
  if (const auto id = OnlyValue(metadata, kRequestIdMetadata); id.has_value() && IsRequestId(*id))
    trace.request_id = *id;
  const auto parent = OnlyValue(metadata, kTraceParentMetadata);
  if (!parent.has_value() || !TraceParent::Parse(*parent).has_value()) return trace;
  trace.trace_parent = *parent;
  if (const auto state = OnlyValue(metadata, kTraceStateMetadata); state.has_value() && IsTraceState(*state)) {
    trace.trace_state = *state;
  }
  return trace;
}

void PassOn(const TraceContext& trace, grpc::ClientContext& context) {
  if (!trace.request_id.empty()) context.AddMetadata(kRequestIdMetadata, trace.request_id);
  if (!trace.trace_parent.empty()) context.AddMetadata(kTraceParentMetadata, trace.trace_parent);
  if (!trace.trace_state.empty()) context.AddMetadata(kTraceStateMetadata, trace.trace_state);
}

}  // namespace thidua::telemetry
