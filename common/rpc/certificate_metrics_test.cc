#include "common/rpc/certificate_metrics.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/rpc/tls_files_for_test.h"
#include "common/testing/temp_folder.h"

namespace thidua::rpc {
namespace {

class CertificateMetricsTest : public ::testing::Test {
 protected:
  // How long until it ends.
  std::optional<absl::Duration> Left(const std::string& certificate) {
    double end = 0;
    const std::string series =
        absl::StrCat("thidua_tls_certificate_expiry_timestamp_seconds\\{certificate=\"", certificate, "\"\\} (\\S+)\n");
    if (!RE2::PartialMatch(registry_.Text(), series, &end)) return std::nullopt;
    return absl::FromUnixMicros(static_cast<int64_t>(end * 1e6)) - absl::Now();
  }

  static void ExpectDays(const std::optional<absl::Duration>& left, int days) {
    ASSERT_TRUE(left.has_value());
    EXPECT_LE(*left, absl::Hours(24 * days));
    EXPECT_GT(*left, absl::Hours(24 * days) - absl::Minutes(5));
  }

  // Puts the content of `files` into `path`, as whoever renews them does.
  static void Put(const std::string& path, const std::vector<std::string>& files) {
    {
      std::ofstream out(path + ".new", std::ios::binary);
      for (const std::string& file : files) out << std::ifstream(file, std::ios::binary).rdbuf();
    }
    std::filesystem::rename(path + ".new", path);
  }

  telemetry::Registry registry_;
  const TempFolder folder_;
};

TEST_F(CertificateMetricsTest, FollowsTheFiles) {
  const TestCa ca(9);
  ca.Issue("short", "DNS:localhost", 2);
  ca.Issue("long", "DNS:localhost", 5);
  const ServerTls tls{.cert = folder_.File("server.pem"), .key = folder_.File("server.key")};
  // The chain ends with its first link.
  Put(tls.cert, {ca.cert("short"), ca.ca()});
  Put(tls.key, {ca.key("short")});
  const auto metrics = AddCertificateMetrics(registry_, tls, {.ca = ca.ca()});
  ExpectDays(Left("server"), 2);
  ExpectDays(Left("peer_ca"), 9);
  EXPECT_FALSE(Left("client_ca").has_value());

  // Half of it renewed is nothing renewed, and what is gone goes on being used.
  Put(tls.cert, {ca.cert("long"), ca.ca()});
  ExpectDays(Left("server"), 2);
  Put(tls.key, {ca.key("long")});
  ExpectDays(Left("server"), 5);
  std::filesystem::remove(tls.cert);
  ExpectDays(Left("server"), 5);
}

TEST_F(CertificateMetricsTest, AnAuthorityThatIsReplacedRaisesNoAlarm) {
  const TestCa before(1);
  const TestCa after(7);
  after.Issue("server", "DNS:localhost");
  Put(folder_.File("ca.pem"), {before.ca(), after.ca()});
  const auto metrics = AddCertificateMetrics(
      registry_, {.cert = after.cert("server"), .key = after.key("server"), .client_ca = folder_.File("ca.pem")}, {});
  ExpectDays(Left("client_ca"), 7);
}

TEST_F(CertificateMetricsTest, WithoutTlsThereIsNone) { EXPECT_TRUE(AddCertificateMetrics(registry_, {}, {}).empty()); }

}  // namespace
}  // namespace thidua::rpc
