#ifndef THIDUA_SERVICES_RANKING_STORAGE_RESULTS_STORE_H_
#define THIDUA_SERVICES_RANKING_STORAGE_RESULTS_STORE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "common/sql/location.h"
#include "services/ranking/domain/published_result.h"

namespace thidua::ranking {

// Imported results and their version, which grows with every change of any of them and starts at 0.
//
// Thread-safe. Beside the codes that are named, every call fails as sql::Database does.
class ResultsStore {
 public:
  struct Found {
    int64_t version = 0;
    std::vector<PublishedResult> results;
  };
  struct Changes {
    int64_t added = 0;
    int64_t changed = 0;
    int64_t unchanged = 0;
    int64_t version = 0;  // After the change; that of before in a trial.
  };

  virtual ~ResultsStore() = default;

  // Of the newest committed state.
  virtual absl::StatusOr<int64_t> Version() = 0;

  // The results of `units` in `year`, without those that have none; one committed state.
  virtual absl::StatusOr<Found> Read(int year, const std::vector<std::string>& units) = 0;

  // Stores all of `results` or, on an error, none. Results that are known already with the same content change nothing,
  // and when all are, the version stays. RESOURCE_EXHAUSTED (STORE_FULL).
  //
  // REQUIRES: no unit stands twice in one year.
  virtual absl::StatusOr<Changes> Write(const std::vector<PublishedResult>& results) = 0;

  // What Write would change, without doing it.
  virtual absl::StatusOr<Changes> Try(const std::vector<PublishedResult>& results) = 0;
};

// The tables of results, version by version.
const sql::Database::Schema& ResultsSchema();

// Results in any database. UNAVAILABLE (STORE_UNAVAILABLE), FAILED_PRECONDITION (STORE_TOO_NEW).
absl::StatusOr<std::unique_ptr<ResultsStore>> OpenResultsStore(const sql::Location& location);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_STORAGE_RESULTS_STORE_H_
