#include "services/tasks/rpc/references.h"

#include "absl/status/status.h"

namespace thidua::tasks {
namespace {

template <typename Groups>
void CollectCriteria(const Groups& groups, std::map<std::string, References::Criterion>& out) {
  for (const auto& group : groups) {
    for (const auto& criterion : group.criteria()) {
      const auto& only = criterion.applies_to().unit_types();
      const auto& except = criterion.applies_to().except_unit_types();
      out[criterion.code()] = {.lead = criterion.lead(),
                               .unit_types = {only.begin(), only.end()},
                               .except_unit_types = {except.begin(), except.end()}};
    }
    CollectCriteria(group.groups(), out);
  }
}

}  // namespace

bool References::ScaleInForce::AppliesTo(const std::string& criterion, const std::string& unit_type) const {
  const auto found = criteria.find(criterion);
  if (found == criteria.end() || found->second.except_unit_types.contains(unit_type)) return false;
  return found->second.unit_types.empty() || found->second.unit_types.contains(unit_type);
}

absl::StatusOr<bool> References::HasUnit(const std::string& unit) {
  if (const auto known = units_.find(unit); known != units_.end()) return known->second;
  thidua::directory::v1::GetUnitRequest request;
  request.set_code(unit);
  const auto answer = scoring_.GetUnit(request, call_);
  if (!answer.ok() && !absl::IsNotFound(answer.status())) return answer.status();
  return units_[unit] = answer.ok();
}

absl::StatusOr<bool> References::HasOffice(const std::string& code) {
  if (!offices_.has_value()) {
    const auto answer = scoring_.ListOffices({}, call_);
    if (!answer.ok()) return answer.status();
    offices_.emplace();
    for (const auto& office : answer->offices()) offices_->insert(office.code());
  }
  return offices_->contains(code);
}

absl::StatusOr<const References::ScaleInForce*> References::ScaleOf(const std::string& unit, int year) {
  const UnitYear unit_year(unit, year);
  if (const auto known = scale_of_.find(unit_year); known != scale_of_.end()) return known->second;
  thidua::scoring::v1::GetScaleRequest request;
  request.mutable_unit_year()->set_unit(unit);
  request.mutable_unit_year()->set_year(year);
  request.mutable_unit_year()->set_or_earlier(true);
  const auto answer = scoring_.GetScale(request, call_);
  if (absl::IsNotFound(answer.status())) return scale_of_[unit_year] = nullptr;
  if (!answer.ok()) return answer.status();
  const auto [scale, is_new] = scales_.try_emplace({answer->scale().scale_id(), answer->revision()});
  if (is_new) {
    scale->second = {.scale_id = answer->scale().scale_id(), .year = answer->scale().year()};
    CollectCriteria(answer->scale().groups(), scale->second.criteria);
  }
  return scale_of_[unit_year] = &scale->second;
}

}  // namespace thidua::tasks
