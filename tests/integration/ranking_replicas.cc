#include "tests/integration/ranking_replicas.h"

#include <gtest/gtest.h>

#include <exception>
#include <filesystem>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/testing/program_file.h"

namespace thidua::integration {
namespace {

constexpr char kGetClusterRanking[] = "/thidua.ranking.v1.RankingService/GetClusterRanking";
constexpr char kAggregateRankings[] = "/thidua.ranking.v1.RankingService/AggregateRankings";
constexpr char kImportScale[] = "/thidua.scoring.v1.ScoringService/ImportScale";

}  // namespace

RankingAsker::RankingAsker(const std::string& address)
    : channel_(Connect(address)), generic_(channel_), stub_(thidua::ranking::v1::RankingService::NewStub(channel_)) {}

RankingAsker::Answer RankingAsker::Ask(const RankQuestion& question, int64_t min_version,
                                       absl::Duration patience) const {
  const bool whole_district = question.cluster.empty();
  const grpc::Slice slice(whole_district ? question.DistrictRequest(min_version).SerializeAsString()
                                         : question.ClusterRequest(min_version).SerializeAsString());
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  grpc::ClientContext context;
  Answer answer{.called = Now()};
  context.set_deadline(absl::ToChronoTime(absl::Now() + patience));
  absl::Notification done;
  generic_.UnaryCall(&context, whole_district ? kAggregateRankings : kGetClusterRanking, {}, &request, &response,
                     [&](grpc::Status status) {
                       answer.answered = Now();
                       answer.status = std::move(status);
                       done.Notify();
                     });
  done.WaitForNotification();
  grpc::Slice bytes;
  if (answer.status.ok() && response.DumpToSingleSlice(&bytes).ok()) {
    answer.bytes.assign(reinterpret_cast<const char*>(bytes.begin()), bytes.size());
  }
  return answer;
}

RankReply RankingAsker::Reply(const RankQuestion& question, int64_t min_version) const {
  const Answer answer = Ask(question, min_version);
  RequireOk(answer.status);
  return ReadReply(question, answer.bytes);
}

thidua::ranking::v1::GetRankingStatusResponse RankingAsker::Status() const {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(15)));
  thidua::ranking::v1::GetRankingStatusResponse status;
  RequireOk(stub_->GetRankingStatus(&context, {}, &status));
  return status;
}

RecordedRead ToRecord(int replica, int epoch, const RankQuestion& question, int64_t min_version,
                      const RankingAsker::Answer& answer, const RankReply& reply) {
  return {.replica = replica,
          .epoch = epoch,
          .question = question.Text(),
          .min_version = min_version,
          .called = answer.called,
          .answered = answer.answered,
          .versions = reply.versions,
          .basis = reply.basis,
          .bytes = absl::StrCat(reply.bytes.size(), " ", std::hash<std::string>()(reply.bytes)),
          .age_ms = reply.age_ms};
}

RankingReplicas::RankingReplicas() {
  const std::string data = folder_.File("chấm điểm");
  std::filesystem::create_directory(data);
  scoring_ = std::make_unique<Service>(ProgramFile("thidua-scoring"), std::vector<std::string>{"--data", data}, data);
  const Desk imports = desk();
  imports.MustImport(kImportUnits, SmallDistrict::Units());
  imports.MustImport(kImportClusters, SmallDistrict::ClusterFile());
  imports.MustImport(kImportScale, SmallDistrict::Scale());
  for (int i = 0; i < 2; ++i) replicas_.push_back(NewReplica());
}

RankingReplicas::~RankingReplicas() {
  if (!::testing::Test::HasFailure() && std::uncaught_exceptions() == 0) return;
  std::cerr << scoring_->Log();
  for (const auto& replica : replicas_) std::cerr << replica->Log();
}

std::unique_ptr<Service> RankingReplicas::NewReplica() {
  const std::string data = folder_.File(absl::StrCat("xếp hạng ", ++folders_));
  std::filesystem::create_directory(data);
  return std::make_unique<Service>(
      ProgramFile("thidua-ranking"),
      std::vector<std::string>{"--scoring", scoring_->address(), "--redis", redis_.address(), "--data", data}, data);
}

ClusterWriter::ClusterWriter(const Desk& desk, const std::string& cluster, unsigned seed)
    : desk_(desk), cluster_(cluster), random_(seed) {
  for (const std::string& unit : SmallDistrict::Clusters().at(cluster))
    totals_[unit] = static_cast<int>(random_() % 10);
  const Moment called = Now();
  desk_.MustImport(kImportInputs, SmallDistrict::Inputs(totals_));
  Record(desk_.Version(cluster_), called);
}

void ClusterWriter::Write() {
  const std::vector<std::string>& units = SmallDistrict::Clusters().at(cluster_);
  const std::string& unit = units[random_() % units.size()];
  int& total = totals_[unit];
  // Few values, so that units tie.
  total = (total + 1 + static_cast<int>(random_() % 9)) % 10;
  const Moment called = Now();
  const Outcome outcome = desk_.Update(OfUnit(unit), unit, {{"I.1", "points", std::to_string(total)}});
  RequireOk(outcome.status);
  Record(outcome.sheet.version(), called);
}

void ClusterWriter::Record(int64_t version, Moment called) {
  writes_.push_back({.cluster = cluster_, .version = version, .called = called, .answered = Now()});
  ranks_[version] = RanksOf(totals_);
}

}  // namespace thidua::integration
