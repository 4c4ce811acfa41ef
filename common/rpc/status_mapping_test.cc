#include "common/rpc/status_mapping.h"

#include <gtest/gtest.h>

#include <string>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/error_info.pb.h"
#include "google/rpc/status.pb.h"

namespace thidua::rpc {
namespace {

TEST(StatusMappingTest, CarriesEverythingToTheCaller) {
  const Problem sent{.code = absl::StatusCode::kInvalidArgument,
                     .reason = "BAD_PAGE_TOKEN",
                     .message = {.vi = "Sai trang.", .en = "Bad page."},
                     .violations = {{"page_token", {.vi = "vì thế", .en = "because"}},
                                    {"page_size", {.vi = "quá lớn", .en = "too large"}}},
                     .metadata = {{"wanted", "7"}}};
  const grpc::Status wire = ToGrpc(sent.ToStatus());
  EXPECT_EQ(wire.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(wire.error_message(), "Bad page.");

  const Problem got = Problem::FromStatus(FromGrpc(wire, "scoring", "127.0.0.1:1"));
  EXPECT_EQ(got.code, sent.code);
  EXPECT_EQ(got.reason, sent.reason);
  EXPECT_EQ(got.message, sent.message);
  EXPECT_EQ(got.metadata, sent.metadata);
  ASSERT_EQ(got.violations.size(), 2u);
  EXPECT_EQ(got.violations[1].field, "page_size");
  EXPECT_EQ(got.violations[1].message, sent.violations[1].message);
}

TEST(StatusMappingTest, SpeaksTheStandardErrorModel) {
  google::rpc::Status details;
  ASSERT_TRUE(
      details.ParseFromString(ToGrpc(NotFound("UNKNOWN_UNIT", {.vi = "Không có.", .en = "None."})).error_details()));
  EXPECT_EQ(details.code(), 5);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(details.details(0).UnpackTo(&info));
  EXPECT_EQ(info.domain(), "thidua");
  EXPECT_EQ(details.details(0).type_url(), "type.googleapis.com/google.rpc.ErrorInfo");
}

TEST(StatusMappingTest, SaysWhenToComeBackInTheStandardWay) {
  const Problem sent{.code = absl::StatusCode::kResourceExhausted,
                     .reason = "OVERLOADED",
                     .message = {.vi = "Quá tải.", .en = "Overloaded."},
                     .metadata = {{kRetryMetadata, "1250"}}};
  const grpc::Status wire = ToGrpc(sent.ToStatus());
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(wire.error_details()));
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(details.details(1).UnpackTo(&retry));
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 250'000'000);
  // And through a service in between.
  EXPECT_EQ(Problem::FromStatus(FromGrpc(wire, "scoring", "a:1")).metadata, sent.metadata);
}

TEST(StatusMappingTest, KeepsInternalTextInside) {
  const grpc::Status wire = ToGrpc(Internal("sql: secret at /var/lib"));
  EXPECT_EQ(wire.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(wire.error_message().find("secret"), std::string::npos);
  EXPECT_EQ(wire.error_details().find("secret"), std::string::npos);
  // The same reference reaches the client through a service in between.
  const Problem first = Problem::FromStatus(FromGrpc(wire, "scoring", "a:1"));
  const Problem second = Problem::FromStatus(FromGrpc(ToGrpc(FromGrpc(wire, "scoring", "a:1")), "ranking", "a:2"));
  EXPECT_FALSE(first.metadata.at("reference").empty());
  EXPECT_EQ(first.metadata.at("reference"), second.metadata.at("reference"));
}

TEST(StatusMappingTest, NamesAServiceThatIsAway) {
  const Problem problem =
      Problem::FromStatus(FromGrpc({grpc::StatusCode::UNAVAILABLE, "connection refused"}, "tasks", "127.0.0.1:7103"));
  EXPECT_EQ(problem.reason, "SERVICE_UNAVAILABLE");
  EXPECT_EQ(problem.metadata.at("service"), "tasks");
  EXPECT_EQ(problem.metadata.at("address"), "127.0.0.1:7103");
  EXPECT_NE(problem.message.vi.find("127.0.0.1:7103"), std::string::npos);
}

}  // namespace
}  // namespace thidua::rpc
