#include "services/tasks/rpc/unit_names.h"

#include <set>
#include <utility>

namespace thidua::tasks {
namespace {

using thidua::directory::v1::Unit;

// Beyond this many units it is cheaper to list a subtree than to ask for each.
constexpr int kPage = 2000;

absl::StatusOr<std::map<std::string, std::string>> NamesBelow(scoring::ScoringApi& scoring, const std::string& unit,
                                                              const rpc::Call& call) {
  std::map<std::string, std::string> names;
  thidua::directory::v1::ListUnitsRequest request;
  request.set_under(unit);
  request.set_page_size(kPage);
  do {
    const auto page = scoring.ListUnits(request, call);
    if (!page.ok()) return page.status();
    for (const Unit& each : page->units()) names[each.code()] = each.name();
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return names;
}

}  // namespace

absl::StatusOr<CoveredUnits> AskCoveredUnits(scoring::ScoringApi& scoring, const UnitScope& scope, int year,
                                             const rpc::Call& call) {
  CoveredUnits covered;
  if (!scope.unit.empty()) {
    const absl::StatusOr<Unit> unit = AskUnit(scoring, scope.unit, call);
    if (!unit.ok()) return unit.status();
    covered.name = unit->name();
    covered.top = unit->code();
    covered.units = {unit->code()};
    covered.names[unit->code()] = unit->name();
    return covered;
  }
  const auto clusters = AskClusters(scoring, scope, year, call);
  if (!clusters.ok()) return clusters.status();
  std::set<std::string> authorities;
  for (const auto& cluster : *clusters) {
    CoveredUnits::Cluster& out = covered.clusters.emplace_back();
    out.code = cluster.code();
    out.name = cluster.name();
    for (const auto& member : cluster.members()) out.units.push_back(member.unit());
    covered.units.insert(covered.units.end(), out.units.begin(), out.units.end());
    authorities.insert(cluster.authority());
  }
  // Members are below the authority of their cluster.
  covered.top = scope.cluster.empty() ? *scope.under : *authorities.begin();
  absl::StatusOr<std::map<std::string, std::string>> names = NamesBelow(scoring, covered.top, call);
  if (!names.ok()) return names.status();
  for (const std::string& unit : covered.units) covered.names[unit] = (*names)[unit];
  if (!scope.cluster.empty()) {
    covered.name = covered.clusters.front().name;
  } else {
    covered.name = covered.top.empty() ? "Cả nước" : (*names)[covered.top];
  }
  return covered;
}

absl::StatusOr<std::map<std::string, std::string>> AskOfficeNames(scoring::ScoringApi& scoring, const rpc::Call& call) {
  const auto answer = scoring.ListOffices({}, call);
  if (!answer.ok()) return answer.status();
  std::map<std::string, std::string> names;
  for (const auto& office : answer->offices()) names[office.code()] = office.name();
  return names;
}

}  // namespace thidua::tasks
