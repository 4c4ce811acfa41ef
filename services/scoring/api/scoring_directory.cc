#include "services/scoring/api/scoring_directory.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace thidua::scoring {
namespace {

namespace dir = thidua::directory::v1;

// A chain of parents longer than that is a mistake in the data.
constexpr int kMostAbove = 16;

std::string KeyOf(std::string_view code, int year) {
  std::string key = absl::StrCat(year, " ");
  key += code;
  return key;
}

}  // namespace

auth::Line ScoringDirectory::KnownLine(std::string_view unit) { return lines_.Find(unit, now_()).value_or(nullptr); }

std::optional<std::shared_ptr<const auth::ClusterFacts>> ScoringDirectory::KnownCluster(std::string_view cluster,
                                                                                        int year) {
  return clusters_.Find(KeyOf(cluster, year), now_());
}

absl::StatusOr<auth::Line> ScoringDirectory::LineOf(const std::string& unit, const rpc::Call& call) {
  return lines_.FindOrAsk(unit, now_(), [&] { return AskLine(unit, call); });
}

absl::StatusOr<std::shared_ptr<const auth::ClusterFacts>> ScoringDirectory::Cluster(const std::string& cluster,
                                                                                    int year, const rpc::Call& call) {
  return clusters_.FindOrAsk(KeyOf(cluster, year), now_(), [&] { return AskCluster(cluster, year, call); });
}

absl::StatusOr<bool> ScoringDirectory::Leads(const std::string& leader, const std::string& unit, int year,
                                             const rpc::Call& call) {
  const absl::StatusOr<Units> led =
      led_.FindOrAsk(KeyOf(leader, year), now_(), [&] { return AskLed(leader, year, call); });
  if (!led.ok()) return led.status();
  return (*led)->contains(unit);
}

absl::StatusOr<auth::Line> ScoringDirectory::AskLine(const std::string& unit, const rpc::Call& call) {
  std::vector<std::string> line;
  dir::GetUnitRequest request;
  request.set_code(unit);
  while (!request.code().empty() && static_cast<int>(line.size()) < kMostAbove) {
    const absl::StatusOr<dir::GetUnitResponse> found = scoring_.GetUnit(request, call);
    if (absl::IsNotFound(found.status()) || absl::IsInvalidArgument(found.status())) break;
    if (!found.ok()) return found.status();
    line.push_back(request.code());
    request.set_code(found->unit().parent());
  }
  return std::make_shared<const std::vector<std::string>>(std::move(line));
}

absl::StatusOr<std::shared_ptr<const auth::ClusterFacts>> ScoringDirectory::AskCluster(const std::string& cluster,
                                                                                       int year,
                                                                                       const rpc::Call& call) {
  dir::ListClustersRequest request;
  request.set_year(year);
  request.set_cluster(cluster);
  const absl::StatusOr<dir::ListClustersResponse> found = scoring_.ListClusters(request, call);
  if (absl::IsNotFound(found.status()) || absl::IsInvalidArgument(found.status())) return nullptr;
  if (!found.ok()) return found.status();
  for (const dir::Cluster& one : found->clusters()) {
    if (one.code() != cluster) continue;
    auth::ClusterFacts facts{.authority = one.authority(), .leader = "", .members = {}};
    for (const dir::Membership& member : one.members()) {
      facts.members.push_back(member.unit());
      if (member.role() == dir::Membership::LEADER) facts.leader = member.unit();
    }
    std::sort(facts.members.begin(), facts.members.end());
    return std::make_shared<const auth::ClusterFacts>(std::move(facts));
  }
  return nullptr;
}

absl::StatusOr<ScoringDirectory::Units> ScoringDirectory::AskLed(const std::string& leader, int year,
                                                                 const rpc::Call& call) {
  absl::flat_hash_set<std::string> units;
  absl::StatusOr<auth::Line> line = LineOf(leader, call);
  if (!line.ok()) return line.status();
  // A cluster stands under a unit above its leader; the nearest one that has it is enough.
  for (size_t i = 1; i < (*line)->size() && units.empty(); ++i) {
    dir::ListClustersRequest request;
    request.set_year(year);
    request.set_under((**line)[i]);
    const absl::StatusOr<dir::ListClustersResponse> found = scoring_.ListClusters(request, call);
    if (absl::IsNotFound(found.status()) || absl::IsInvalidArgument(found.status())) continue;
    if (!found.ok()) return found.status();
    for (const dir::Cluster& one : found->clusters()) {
      const bool leads = std::any_of(one.members().begin(), one.members().end(), [&](const dir::Membership& member) {
        return member.unit() == leader && member.role() == dir::Membership::LEADER;
      });
      if (!leads) continue;
      for (const dir::Membership& member : one.members()) units.insert(member.unit());
    }
  }
  return std::make_shared<const absl::flat_hash_set<std::string>>(std::move(units));
}

}  // namespace thidua::scoring
