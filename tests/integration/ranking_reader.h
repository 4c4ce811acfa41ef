#ifndef THIDUA_TESTS_INTEGRATION_RANKING_READER_H_
#define THIDUA_TESTS_INTEGRATION_RANKING_READER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/integration/history_checker.h"
#include "thidua/ranking/v1/ranking.pb.h"

// Rankings as a reader of histories sees them.
namespace thidua::integration {

Moment Now();

inline constexpr int kRankedYear = 2023;

// Either one cluster, or all of the district (empty).
struct RankQuestion {
  std::string cluster;
  thidua::ranking::v1::RankingView view = thidua::ranking::v1::BASIC;

  std::string Text() const;
  thidua::ranking::v1::GetClusterRankingRequest ClusterRequest(int64_t min_version = 0) const;
  thidua::ranking::v1::AggregateRankingsRequest DistrictRequest(int64_t min_version = 0) const;
};

// What the bytes of a reply, as they came, say. Throws std::runtime_error when they are no reply.
struct RankReply {
  std::map<std::string, int64_t> versions;  // By cluster.
  std::string basis;
  std::string bytes;  // Without `stale`.
  std::optional<int64_t> age_ms;
  std::map<std::string, std::vector<std::string>> ranks;  // By cluster: "rank unit total", in order.
};
RankReply ReadReply(const RankQuestion& question, const std::string& bytes);

// The places that the totals of a cluster give, in the shape of RankReply::ranks: highest first, equals share a place.
// The test's own word on what a ranking is.
std::vector<std::string> RanksOf(const std::map<std::string, int>& totals);

// A district of three clusters on a scale of two declared criteria, as files to import.
struct SmallDistrict {
  static constexpr char kDistrict[] = "2";
  static const std::map<std::string, std::vector<std::string>>& Clusters();  // Units of each.
  static std::string Units();
  static std::string ClusterFile();
  static std::string Scale();
  // Points in I.1 for some units.
  static std::string Inputs(const std::map<std::string, int>& points);
};

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_RANKING_READER_H_
