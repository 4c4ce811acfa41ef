#include "tests/integration/ranking_reader.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"

namespace thidua::integration {
namespace {

using thidua::ranking::v1::AggregateRankingsResponse;
using thidua::ranking::v1::ClusterRanking;
using thidua::ranking::v1::GetClusterRankingResponse;

void AddVersion(const thidua::scoring::v1::ClusterVersion& version, RankReply& reply) {
  absl::StrAppend(&reply.basis, version.cluster(), " ", version.year(), "@", version.version(), "\n");
}

void AddRanking(const ClusterRanking& ranking, RankReply& reply) {
  reply.versions[ranking.cluster()] = ranking.version().version();
  AddVersion(ranking.version(), reply);
  for (const auto& version : ranking.previous_versions()) AddVersion(version, reply);
  absl::StrAppend(&reply.basis, "results@", ranking.results_version(), "\n");
  for (const auto& unit : ranking.units()) {
    reply.ranks[ranking.cluster()].push_back(absl::StrCat(unit.rank().rank(), " ", unit.unit(), " ", unit.total()));
  }
}

template <typename Response>
RankReply Read(const std::string& bytes, void (*add)(const Response&, RankReply&)) {
  Response response;
  if (!response.ParseFromString(bytes)) throw std::runtime_error("not a reply");
  RankReply reply;
  size_t size = bytes.size();
  if (response.has_stale()) {
    reply.age_ms = response.stale().age_ms();
    // The last field: its tag and its size take a byte each.
    size -= 2 + response.stale().ByteSizeLong();
  }
  reply.bytes = bytes.substr(0, size);
  add(response, reply);
  return reply;
}

}  // namespace

Moment Now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::string RankQuestion::Text() const { return absl::StrCat(cluster, " ", view); }

thidua::ranking::v1::GetClusterRankingRequest RankQuestion::ClusterRequest(int64_t min_version) const {
  thidua::ranking::v1::GetClusterRankingRequest request;
  request.set_cluster(cluster);
  request.set_year(kRankedYear);
  request.set_view(view);
  if (min_version > 0) request.mutable_freshness()->set_min_version(min_version);
  return request;
}

thidua::ranking::v1::AggregateRankingsRequest RankQuestion::DistrictRequest(int64_t min_version) const {
  thidua::ranking::v1::AggregateRankingsRequest request;
  request.set_under(SmallDistrict::kDistrict);
  request.set_year(kRankedYear);
  request.set_view(view);
  if (min_version > 0) request.mutable_freshness()->set_min_version(min_version);
  return request;
}

RankReply ReadReply(const RankQuestion& question, const std::string& bytes) {
  if (question.cluster.empty()) {
    return Read<AggregateRankingsResponse>(bytes, [](const AggregateRankingsResponse& response, RankReply& reply) {
      for (const ClusterRanking& ranking : response.clusters()) AddRanking(ranking, reply);
      for (const auto& version : response.previous_versions()) AddVersion(version, reply);
    });
  }
  return Read<GetClusterRankingResponse>(bytes, [](const GetClusterRankingResponse& response, RankReply& reply) {
    AddRanking(response.ranking(), reply);
  });
}

std::vector<std::string> RanksOf(const std::map<std::string, int>& totals) {
  std::vector<std::pair<int, std::string>> order;
  for (const auto& [unit, total] : totals) order.emplace_back(-total, unit);
  std::sort(order.begin(), order.end());
  std::vector<std::string> ranks;
  size_t rank = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || order[i].first != order[i - 1].first) rank = i + 1;
    ranks.push_back(absl::StrCat(rank, " ", order[i].second, " ", -order[i].first, ".00"));
  }
  return ranks;
}

const std::map<std::string, std::vector<std::string>>& SmallDistrict::Clusters() {
  static const auto* const kClusters = new std::map<std::string, std::vector<std::string>>{
      {"dong", {"101", "102", "103", "104", "105"}}, {"nam", {"301"}}, {"tay", {"201", "202", "203"}}};
  return *kClusters;
}

std::string SmallDistrict::Units() {
  std::string table = "code,name,type,level,parent\n1,Tỉnh A,TINH,PROVINCE,\n2,Huyện B,HUYEN,DISTRICT,1\n";
  for (const auto& [cluster, units] : Clusters()) {
    for (const std::string& unit : units) absl::StrAppend(&table, unit, ",Xã ", unit, ",XA,COMMUNE,2\n");
  }
  return table;
}

std::string SmallDistrict::ClusterFile() {
  std::string table = "cluster,name,authority,year,unit,role\n";
  for (const auto& [cluster, units] : Clusters()) {
    for (const std::string& unit : units) {
      absl::StrAppend(&table, cluster, ",Cụm ", cluster, ",2,", kRankedYear, ",", unit,
                      unit == units.front() ? ",LEADER\n" : ",MEMBER\n");
    }
  }
  return table;
}

std::string SmallDistrict::Scale() {
  return R"({"scaleId": "s", "year": 2023, "level": "COMMUNE", "title": "t", "total": {"method": "SUM"},
 "tieBreaks": [{"criterion": "I.2"}],
 "groups": [{"code": "I", "title": "g", "criteria": [
  {"code": "I.1", "title": "a", "maxPoints": "100", "rule": {"declared": {}}},
  {"code": "I.2", "title": "b", "maxPoints": "100", "rule": {"declared": {}}}]}]})";
}

std::string SmallDistrict::Inputs(const std::map<std::string, int>& points) {
  std::string table = "unit,year,criterion,input,value,source\n";
  for (const auto& [unit, value] : points) {
    absl::StrAppend(&table, unit, ",", kRankedYear, ",I.1,points,", value, ",test\n");
  }
  return table;
}

}  // namespace thidua::integration
