#include "tests/integration/scoring_snapshot.h"

#include <memory>

#include "tests/integration/rpc.h"
#include "thidua/directory/v1/directory.grpc.pb.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"

namespace thidua::integration {
namespace {

using thidua::directory::v1::DirectoryService;
using thidua::scoring::v1::ScoringService;

constexpr int kYears[] = {2022, 2023, 2024};
constexpr int kScoredYear = 2023;
constexpr int kPageSize = 2000;

template <typename Stub, typename Request, typename Response>
grpc::Status Ask(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                 const Request& request, Response& response) {
  grpc::ClientContext context;
  return (stub.*method)(&context, request, &response);
}

void AddUnits(DirectoryService::Stub& directory, ScoringSnapshot& snapshot) {
  thidua::directory::v1::ListUnitsRequest request;
  request.set_page_size(kPageSize);
  do {
    thidua::directory::v1::ListUnitsResponse response;
    RequireOk(Ask(directory, &DirectoryService::Stub::ListUnits, request, response));
    for (const auto& unit : response.units()) snapshot.units += unit.ShortDebugString() + "\n";
    snapshot.unit_count += response.units_size();
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
}

void AddInputs(ScoringService::Stub& scoring, const std::string& unit, ScoringSnapshot& snapshot) {
  thidua::scoring::v1::ExplainScoresRequest request;
  request.set_unit(unit);
  request.set_year(kScoredYear);
  thidua::scoring::v1::ExplainScoresResponse response;
  RequireOk(Ask(scoring, &ScoringService::Stub::ExplainScores, request, response));
  for (const auto& criterion : response.criteria()) {
    for (const auto& input : criterion.inputs()) {
      snapshot.inputs += unit + " " + criterion.criterion() + " " + input.ShortDebugString() + "\n";
    }
    snapshot.inputs += criterion.points() + "\n";
    snapshot.input_count += criterion.inputs_size();
  }
}

}  // namespace

std::set<std::string> ScoringSnapshot::MovedSince(const ScoringSnapshot& before) const {
  std::set<std::string> moved;
  for (const auto& [cluster_year, version] : versions) {
    const auto earlier = before.versions.find(cluster_year);
    if (earlier == before.versions.end() || earlier->second != version) moved.insert(cluster_year);
  }
  return moved;
}

ScoringSnapshot TakeSnapshot(const std::string& scoring_address) {
  const std::shared_ptr<grpc::Channel> channel = Connect(scoring_address);
  const auto directory = DirectoryService::NewStub(channel);
  const auto scoring = ScoringService::NewStub(channel);
  ScoringSnapshot snapshot;
  AddUnits(*directory, snapshot);
  for (const int year : kYears) {
    thidua::directory::v1::ListClustersRequest clusters;
    clusters.set_year(year);
    clusters.set_under("");
    thidua::directory::v1::ListClustersResponse listed;
    RequireOk(Ask(*directory, &DirectoryService::Stub::ListClusters, clusters, listed));
    snapshot.clusters += listed.DebugString();

    thidua::scoring::v1::ListClusterVersionsRequest versions;
    versions.set_year(year);
    versions.set_under("");
    thidua::scoring::v1::ListClusterVersionsResponse current;
    RequireOk(Ask(*scoring, &ScoringService::Stub::ListClusterVersions, versions, current));
    for (const auto& version : current.versions()) {
      snapshot.versions[version.cluster() + " " + std::to_string(year)] = version.version();
    }

    if (year != kScoredYear) continue;
    for (const auto& cluster : listed.clusters()) {
      for (const auto& member : cluster.members()) AddInputs(*scoring, member.unit(), snapshot);
    }
  }
  return snapshot;
}

}  // namespace thidua::integration
