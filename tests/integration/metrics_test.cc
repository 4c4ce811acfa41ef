// What a process counts is what happened, and what dashboard and alerts ask for is there.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/keys.h"
#include "common/rpc/tls_files_for_test.h"
#include "common/telemetry/http_sink_for_test.h"
#include "common/testing/program_file.h"
#include "common/testing/source_file.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/demo.h"
#include "tests/integration/ops_http.h"
#include "tests/integration/process.h"
#include "tests/integration/rpc.h"
#include "tests/integration/service.h"
#include "tests/integration/suite.h"
#include "thidua/directory/v1/directory.pb.h"
#include "thidua/ranking/v1/ranking.pb.h"
#include "thidua/scoring/v1/scoring.pb.h"

namespace thidua::integration {
namespace {

using ::testing::IsEmpty;

constexpr char kGetUnit[] = "/thidua.directory.v1.DirectoryService/GetUnit";
constexpr char kExportScale[] = "/thidua.scoring.v1.ScoringService/ExportScale";
constexpr char kWatchVersions[] = "/thidua.scoring.v1.ScoringService/WatchVersions";
constexpr char kGetClusterRanking[] = "/thidua.ranking.v1.RankingService/GetClusterRanking";

grpc::StatusCode Call(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                      const google::protobuf::MessageLite& request) {
  RawCall call(channel, method);
  call.Send(request.SerializeAsString());
  call.EndSending();
  while (call.Receive().has_value()) {
  }
  return call.Finish().error_code();
}

// Of one method of a service.
class Counts {
 public:
  Counts(const std::string& address, const std::string& path, const std::string& type)
      : metrics_(Metrics(address)), path_(path), type_(type) {}

  double Of(const std::string& what) const {
    return metrics_.at(absl::StrCat("grpc_server_", what, "{", Labels(), "}"));
  }
  double Handled(const std::string& code) const {
    return metrics_.at(absl::StrCat("grpc_server_handled_total{grpc_code=\"", code, "\",", Labels(), "}"));
  }

 private:
  std::string Labels() const {
    const size_t slash = path_.rfind('/');
    return absl::StrCat("grpc_method=\"", path_.substr(slash + 1), "\",grpc_service=\"", path_.substr(1, slash - 1),
                        "\",grpc_type=\"", type_, "\"");
  }

  const std::map<std::string, double> metrics_;
  const std::string path_;
  const std::string type_;
};

TEST(MetricsTest, CountExactlyTheCallsMade) {
  Suite suite({.ops = true});
  ImportBaTo(suite.cli());
  const std::string ops = OpsAddress(suite.scoring());
  const auto channel = Connect(suite.scoring().address());

  // Unary: three that are answered, two that are not.
  const Counts before(ops, kGetUnit, "unary");
  directory::v1::GetUnitRequest unit;
  for (const char* code : {"535", "21526", "535", "nowhere", ""}) {
    unit.set_code(code);
    Call(channel, kGetUnit, unit);
  }
  const Counts after(ops, kGetUnit, "unary");
  EXPECT_EQ(after.Of("started_total") - before.Of("started_total"), 5);
  EXPECT_EQ(after.Of("msg_received_total") - before.Of("msg_received_total"), 5);
  EXPECT_EQ(after.Of("msg_sent_total") - before.Of("msg_sent_total"), 3);
  EXPECT_EQ(after.Of("handling_seconds_count") - before.Of("handling_seconds_count"), 5);
  EXPECT_EQ(after.Handled("OK") - before.Handled("OK"), 3);
  EXPECT_EQ(after.Handled("NotFound") + after.Handled("InvalidArgument") - before.Handled("NotFound") -
                before.Handled("InvalidArgument"),
            2);

  // An upload in two messages.
  const Counts upload_before(ops, kImportUnits, "client_stream");
  type::v1::ImportReport report;
  Upload upload(channel, kImportUnits);
  upload.Send("code,name,");
  upload.Send("nonsense\n");
  upload.Finish(&report);
  const Counts upload_after(ops, kImportUnits, "client_stream");
  EXPECT_EQ(upload_after.Of("msg_received_total") - upload_before.Of("msg_received_total"), 2);
  EXPECT_EQ(upload_after.Of("started_total") - upload_before.Of("started_total"), 1);
  EXPECT_EQ(upload_after.Handled("OK") - upload_before.Handled("OK"), 1);

  // A stream of answers that fails, and a watch that is cancelled.
  scoring::v1::ExportScaleRequest scale;
  scale.mutable_scale()->set_scale_id("nowhere");
  const grpc::StatusCode failed = Call(channel, kExportScale, scale);
  EXPECT_NE(failed, grpc::StatusCode::OK);
  EXPECT_EQ(Counts(ops, kExportScale, "server_stream").Of("handling_seconds_count"), 1);
  EXPECT_EQ(Counts(ops, kExportScale, "server_stream").Handled("OK"), 0);
  const Counts watches(ops, kWatchVersions, "bidi_stream");
  {
    RawCall watch(channel, kWatchVersions);
    watch.Send(scoring::v1::WatchVersionsRequest().SerializeAsString());
    EXPECT_TRUE(watch.Receive().has_value());
    const Counts now(ops, kWatchVersions, "bidi_stream");
    EXPECT_EQ(now.Of("started_total"), watches.Of("started_total") + 1);
    EXPECT_EQ(now.Of("handling_seconds_count"), watches.Of("handling_seconds_count"));
  }
  // The stream sees its reader's end or the cancellation first.
  const auto ended = [&] {
    const Counts now(ops, kWatchVersions, "bidi_stream");
    return now.Handled("OK") + now.Handled("Canceled") == watches.Handled("OK") + watches.Handled("Canceled") + 1;
  };
  EXPECT_TRUE(WaitUntil(ended, absl::Seconds(20)));

  // What is not there.
  EXPECT_EQ(Call(channel, "/thidua.scoring.v1.ScoringService/Nothing", scale), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(Call(channel, "/a.b.C/D", scale), grpc::StatusCode::UNIMPLEMENTED);
  const auto metrics = Metrics(ops);
  EXPECT_EQ(metrics.at("grpc_server_handled_total{grpc_code=\"Unimplemented\",grpc_method=\"unknown\","
                       "grpc_service=\"unknown\",grpc_type=\"unknown\"}"),
            2);
  for (const auto& [series, value] : metrics) EXPECT_EQ(series.find("Nothing"), std::string::npos) << series;
}

TEST(MetricsTest, EveryStoreShowsItsReadsAndWrites) {
  Suite suite({.ops = true});
  ImportBaTo(suite.cli());
  for (const auto& [service, stores] : {std::pair<Service*, std::vector<std::string>>{&suite.scoring(), {"scoring"}},
                                        {&suite.ranking(), {"ranking", "publications"}},
                                        {&suite.tasks(), {"tasks"}}}) {
    const auto metrics = Metrics(OpsAddress(*service));
    for (const std::string& store : stores) {
      const auto of = [&](const std::string& name, const std::string& labels = "") {
        return metrics.at(absl::StrCat("thidua_store_", name, "{", labels, "store=\"", store, "\"}"));
      };
      EXPECT_EQ(of("pending_writes"), 0) << store;
      for (const std::string operation : {"read", "write"}) {
        double counted = 0;
        for (const char* outcome :
             {"ok", "refused", "internal", "unavailable", "busy", "late", "conflict", "full", "unknown"}) {
          const double count =
              of("operations_total", absl::StrCat("operation=\"", operation, "\",outcome=\"", outcome, "\","));
          if (outcome != std::string("ok")) {
            EXPECT_EQ(count, 0) << store << " " << operation << " " << outcome;
          }
          counted += count;
        }
        EXPECT_EQ(of("operation_seconds_count", absl::StrCat("operation=\"", operation, "\",")), counted) << store;
        if (operation == "read") {
          EXPECT_EQ(of("read_wait_seconds_count"), counted) << store;
        }
      }
    }
  }
  const auto scoring = Metrics(OpsAddress(suite.scoring()));
  EXPECT_GE(scoring.at("thidua_store_operations_total{operation=\"write\",outcome=\"ok\",store=\"scoring\"}"), 5);
  EXPECT_LE(scoring.at("thidua_store_write_group_size_count{store=\"scoring\"}"),
            scoring.at("thidua_store_write_group_size_sum{store=\"scoring\"}"));
}

TEST(MetricsTest, CountRankingsThatAreGivenInline) {
  Suite suite({.ops = true});
  ImportBaTo(suite.cli());
  const auto channel = Connect(suite.ranking().address());
  ranking::v1::GetClusterRankingRequest request;
  request.set_cluster("khu-trung");
  request.set_year(2023);
  for (int i = 0; i < 7; ++i) EXPECT_EQ(Call(channel, kGetClusterRanking, request), grpc::StatusCode::OK);
  request.set_cluster("nowhere");
  EXPECT_EQ(Call(channel, kGetClusterRanking, request), grpc::StatusCode::NOT_FOUND);
  const std::string ops = OpsAddress(suite.ranking());
  const Counts counts(ops, kGetClusterRanking, "unary");
  EXPECT_EQ(counts.Of("started_total"), 8);
  EXPECT_EQ(counts.Of("msg_received_total"), 8);
  EXPECT_EQ(counts.Of("msg_sent_total"), 7);
  EXPECT_EQ(counts.Of("handling_seconds_count"), 8);
  EXPECT_EQ(counts.Handled("OK"), 7);
  EXPECT_EQ(counts.Handled("NotFound"), 1);
  const auto metrics = Metrics(ops);
  EXPECT_GE(metrics.at("thidua_cache_hits_total{cache=\"answers\"}"), 5);
  EXPECT_LT(metrics.at("thidua_ranking_known_version_age_seconds"), 20);
  EXPECT_EQ(metrics.at("thidua_ranking_known_version"),
            Metrics(OpsAddress(suite.scoring())).at("thidua_scoring_newest_version"));
  EXPECT_GE(metrics.at("grpc_client_handled_total{grpc_code=\"OK\",grpc_method=\"GetClusterScores\","
                       "grpc_service=\"thidua.scoring.v1.ScoringService\",grpc_type=\"unary\"}"),
            1);
}

// Names of metrics in expressions of Grafana or Prometheus.
std::set<std::string> NamesIn(const std::string& file) {
  static const RE2 name(R"(\b((?:grpc_server|grpc_client|thidua|process)_[a-z_]+)\b)");
  const std::string content = ReadFile(SourceFile(file));
  re2::StringPiece rest(content);
  std::set<std::string> names;
  std::string found;
  while (RE2::FindAndConsume(&rest, name, &found)) names.insert(found);
  return names;
}

// Names of what a service with TLS and a token of its own shows, and of what a backup of its data tells.
std::set<std::string> SecuredAndBackedUp() {
  const TempFolder folder;
  const rpc::TestCa ca;
  ca.Issue("scoring", "DNS:localhost");
  const auth::NewKey key = *auth::MakeKey();
  folder.Write("jwks.json", key.key_set);
  folder.Write("token", *auth::Sign(key.private_key, R"({"sub":"scoring","exp":4000000000})"));
  const std::string ops_file = folder.File("ops");
  const Service scoring(ProgramFile("thidua-scoring"),
                        {"--data", folder.File("data"), "--tls-cert", ca.cert("scoring"), "--tls-key",
                         ca.key("scoring"), "--jwks", folder.File("jwks.json"), "--service-token-file",
                         folder.File("token"), "--ops-listen", "127.0.0.1:0", "--ops-port-file", ops_file},
                        folder.path());
  std::string ops = ReadFile(ops_file);
  ops.pop_back();
  const auto metrics = Metrics(ops);
  EXPECT_EQ(metrics.at("thidua_service_token_expiry_timestamp_seconds"), 4e9);
  EXPECT_GT(metrics.at("thidua_tls_certificate_expiry_timestamp_seconds{certificate=\"server\"}"),
            absl::ToUnixSeconds(absl::Now()));
  std::set<std::string> names;
  for (const auto& [series, value] : metrics) names.insert(series.substr(0, series.find('{')));
  Process backup(SourceFile("deploy/backup.sh"), {"create", "--data", folder.File("data"), "--out",
                                                  folder.File("backups"), "--metrics-file", folder.File("b.prom")});
  EXPECT_EQ(backup.Wait(absl::Seconds(60)), 0) << backup.err();
  const std::string told = ReadFile(folder.File("b.prom"));
  static const RE2 series("(?m)^(thidua_backup_[a-z_]+)\\{");
  re2::StringPiece rest(told);
  std::string name;
  while (RE2::FindAndConsume(&rest, series, &name)) names.insert(name);
  return names;
}

TEST(MonitoringTest, DashboardAndAlertsAskForWhatThereIs) {
  telemetry::HttpSink collector;
  Suite suite({.redis = true, .ops = true, .more_arguments = {"--otlp", collector.url()}});
  ImportBaTo(suite.cli());
  suite.cli().Output(RankBaTo());
  std::set<std::string> exported;
  for (const Service* service : suite.services()) {
    for (const auto& [series, value] : Metrics(OpsAddress(*service)))
      exported.insert(series.substr(0, series.find('{')));
  }
  for (const std::string& name : SecuredAndBackedUp()) exported.insert(name);
  for (const char* file : {"deploy/monitoring/grafana-dashboard.json", "deploy/monitoring/alerts.yml"}) {
    const std::set<std::string> names = NamesIn(file);
    EXPECT_GT(names.size(), 8u);
    std::set<std::string> missing;
    for (const std::string& name : names) {
      if (!exported.contains(name)) missing.insert(name);
    }
    EXPECT_THAT(missing, IsEmpty()) << file;
  }
  // And the other way round: nothing of our own that nobody looks at.
  const std::set<std::string> shown = NamesIn("deploy/monitoring/grafana-dashboard.json");
  std::set<std::string> unseen;
  for (const std::string& name : exported) {
    if (!name.starts_with("thidua_") || shown.contains(name)) continue;
    // Of a histogram, any of its series tells.
    static const RE2 part("_(bucket|sum|count)$");
    std::string histogram = name;
    const bool seen = RE2::Replace(&histogram, part, "") && shown.lower_bound(histogram + "_") != shown.end() &&
                      shown.lower_bound(histogram + "_")->starts_with(histogram + "_");
    if (!seen) unseen.insert(name);
  }
  EXPECT_THAT(unseen, IsEmpty());
}

}  // namespace
}  // namespace thidua::integration
