#ifndef THIDUA_SERVICES_SCORING_USECASES_SCALE_CATALOG_H_
#define THIDUA_SERVICES_SCORING_USECASES_SCALE_CATALOG_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/scoring/domain/scale.h"
#include "services/scoring/storage/scoring_store.h"

namespace thidua::scoring {

// Ready scales, decoded once: a revision never changes. Thread-safe.
class ScaleCatalog {
 public:
  using Decode = std::function<absl::StatusOr<ScaleDefinition>(const std::string& definition)>;

  explicit ScaleCatalog(Decode decode) : decode_(std::move(decode)) {}

  // `stored` needs no definition.
  absl::StatusOr<std::shared_ptr<const Scale>> Get(ReadTransaction& transaction, const StoredScale& stored);

 private:
  const Decode decode_;
  absl::Mutex mutex_;
  std::map<std::pair<std::string, int>, std::shared_ptr<const Scale>> ready_ ABSL_GUARDED_BY(mutex_);
};

// Which scale scores which unit in one year, within one transaction: of the unit's level, the scale whose `under` names
// the nearest of the unit and its ancestors, else the one that is for everywhere.
class ScaleResolver {
 public:
  static absl::StatusOr<ScaleResolver> For(ReadTransaction& transaction, int year);

  // Knows no scale until one is added.
  static ScaleResolver Empty(ReadTransaction& transaction) { return ScaleResolver(transaction); }

  // Null when no scale reaches the unit. The pointer lives as long as this resolver.
  absl::StatusOr<const StoredScale*> Resolve(const Unit& unit);

  // Takes `scale` in, in place of an older revision: what would be after an import.
  void Add(const StoredScale& scale);

  // Another scale of the same level that already names one of the units of `scale`, or is, like it, for everywhere.
  // Null: none.
  const StoredScale* FindRival(const StoredScale& scale) const;

 private:
  explicit ScaleResolver(ReadTransaction& transaction) : transaction_(&transaction) {}

  ReadTransaction* transaction_;
  std::vector<std::unique_ptr<StoredScale>> scales_;
  std::map<std::string, std::vector<std::string>> ancestors_;  // By parent, itself included.
};

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_SCALE_CATALOG_H_
