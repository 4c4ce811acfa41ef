#include "common/telemetry/trace_context.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace thidua::telemetry {
namespace {

constexpr char kParent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

std::string Formatted(const TraceParent& parent) {
  const auto text = parent.Format();
  return {text.data(), text.size()};
}

TEST(TraceParentTest, ReadsAndWrites) {
  const auto parent = TraceParent::Parse(kParent);
  ASSERT_TRUE(parent.has_value());
  EXPECT_TRUE(parent->sampled);
  EXPECT_EQ(Formatted(*parent), kParent);
  EXPECT_FALSE(TraceParent::Parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-02")->sampled);
}

TEST(TraceParentTest, ALaterVersionMayGoOn) {
  EXPECT_TRUE(TraceParent::Parse("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what").has_value());
  EXPECT_TRUE(TraceParent::Parse("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").has_value());
  EXPECT_FALSE(TraceParent::Parse("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01what").has_value());
}

TEST(TraceParentTest, RefusesWhatIsNone) {
  for (const char* text : {
           "",
           "00",
           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
           "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
           "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
           "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
           "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
           "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
           "00-4bf92f3577b34da6a3ce929d0e0e473\n-00f067aa0ba902b7-01",
       }) {
    EXPECT_FALSE(TraceParent::Parse(text).has_value()) << text;
  }
}

TEST(TraceParentTest, NewIdsDiffer) {
  std::set<TraceId> traces;
  std::set<SpanId> spans;
  for (int i = 0; i < 1000; ++i) {
    traces.insert(NewTraceId());
    spans.insert(NewSpanId());
  }
  EXPECT_EQ(traces.size(), 1000u);
  EXPECT_EQ(spans.size(), 1000u);
}

TEST(RequestIdTest, IsShortAndPrintable) {
  EXPECT_TRUE(IsRequestId("a"));
  EXPECT_TRUE(IsRequestId("0b7c4f0e-55c4-4dfb-a1a5-9d6ff7c3a3a6"));
  EXPECT_TRUE(IsRequestId(std::string(64, '~')));
  EXPECT_FALSE(IsRequestId(""));
  EXPECT_FALSE(IsRequestId(std::string(65, 'a')));
  EXPECT_FALSE(IsRequestId("two words"));
  EXPECT_FALSE(IsRequestId("line\nend"));
  EXPECT_FALSE(IsRequestId("xã"));
  EXPECT_FALSE(IsRequestId("\x7f"));
}

TEST(TraceStateTest, IsAListOfPairs) {
  EXPECT_TRUE(IsTraceState("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"));
  EXPECT_TRUE(IsTraceState("tenant@vendor=a b , x=1,"));
  EXPECT_FALSE(IsTraceState(""));
  EXPECT_FALSE(IsTraceState(","));
  EXPECT_FALSE(IsTraceState("novalue"));
  EXPECT_FALSE(IsTraceState("a="));
  EXPECT_FALSE(IsTraceState("=a"));
  EXPECT_FALSE(IsTraceState("A=upper"));
  EXPECT_FALSE(IsTraceState("a=b=c"));
  EXPECT_FALSE(IsTraceState("a=\n"));
  EXPECT_FALSE(IsTraceState("a=" + std::string(511, 'b')));
  std::string many;
  for (int i = 0; i < 33; ++i) many += "a=b,";
  EXPECT_FALSE(IsTraceState(many));
}

}  // namespace
}  // namespace thidua::telemetry
