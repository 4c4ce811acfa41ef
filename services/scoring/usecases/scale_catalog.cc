#include "services/scoring/usecases/scale_catalog.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::scoring {

absl::StatusOr<std::shared_ptr<const Scale>> ScaleCatalog::Get(ReadTransaction& transaction,
                                                               const StoredScale& stored) {
  const std::pair<std::string, int> key(stored.scale_id, stored.revision);
  {
    absl::MutexLock lock(&mutex_);
    if (const auto found = ready_.find(key); found != ready_.end()) return found->second;
  }
  absl::StatusOr<std::optional<StoredScale>> full = transaction.GetScale(stored.scale_id, stored.revision);
  if (!full.ok()) return full.status();
  if (!full->has_value()) return Internal(absl::StrCat("scales: no ", stored.scale_id, "/", stored.revision));
  absl::StatusOr<ScaleDefinition> definition = decode_((*full)->definition);
  if (!definition.ok()) return definition.status();
  auto scale = std::make_shared<const Scale>(*std::move(definition));
  if (!transaction.sees_only_committed()) return scale;
  absl::MutexLock lock(&mutex_);
  return ready_.try_emplace(key, std::move(scale)).first->second;
}

absl::StatusOr<ScaleResolver> ScaleResolver::For(ReadTransaction& transaction, int year) {
  ScaleResolver resolver(transaction);
  absl::StatusOr<std::vector<StoredScale>> scales = transaction.ListScales(year);
  if (!scales.ok()) return scales.status();
  for (StoredScale& scale : *scales) resolver.Add(scale);
  return resolver;
}

absl::StatusOr<const StoredScale*> ScaleResolver::Resolve(const Unit& unit) {
  auto found = ancestors_.find(unit.parent);
  if (found == ancestors_.end()) {
    absl::StatusOr<std::vector<std::string>> above = transaction_->ListAncestors(unit.parent);
    if (!above.ok()) return above.status();
    found = ancestors_.emplace(unit.parent, *std::move(above)).first;
  }
  const std::vector<std::string>& above = found->second;
  const StoredScale* nearest = nullptr;
  size_t nearest_distance = 0;
  for (const auto& scale : scales_) {
    if (scale->level != unit.level) continue;
    // 0: the unit itself; above.size() + 1: everywhere.
    size_t distance = above.size() + 1;
    if (!scale->under.empty()) {
      const auto names = [&](const std::string& code) {
        return std::find(scale->under.begin(), scale->under.end(), code) != scale->under.end();
      };
      if (names(unit.code)) {
        distance = 0;
      } else {
        const auto at = std::find_if(above.begin(), above.end(), names);
        if (at == above.end()) continue;
        distance = static_cast<size_t>(at - above.begin()) + 1;
      }
    }
    if (nearest == nullptr || distance < nearest_distance) {
      nearest = scale.get();
      nearest_distance = distance;
    }
  }
  return nearest;
}

void ScaleResolver::Add(const StoredScale& scale) {
  for (auto& known : scales_) {
    if (known->scale_id == scale.scale_id) {
      *known = scale;
      return;
    }
  }
  scales_.push_back(std::make_unique<StoredScale>(scale));
}

const StoredScale* ScaleResolver::FindRival(const StoredScale& scale) const {
  for (const auto& known : scales_) {
    if (known->scale_id == scale.scale_id || known->level != scale.level) continue;
    const bool share = std::any_of(known->under.begin(), known->under.end(), [&](const std::string& code) {
      return std::find(scale.under.begin(), scale.under.end(), code) != scale.under.end();
    });
    if (share || (known->under.empty() && scale.under.empty())) return known.get();
  }
  return nullptr;
}

}  // namespace thidua::scoring
