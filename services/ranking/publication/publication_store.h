#ifndef THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_STORE_H_
#define THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_STORE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "common/sql/location.h"
#include "thidua/ranking/v1/publication.pb.h"

namespace thidua::ranking {

struct StoredPublication {
  v1::PublicationSummary summary;
  std::string text;  // Of the file; empty where only summaries are asked for.
};

// Publications, which are added and never change: neither this interface nor the database lets them.
//
// Thread-safe. Beside the codes that are named, every call fails as sql::Database does.
class PublicationStore {
 public:
  virtual ~PublicationStore() = default;

  // Adds the publication with the number after the newest of its unit and year. ABORTED (CHANGING) when its number is
  // another one, RESOURCE_EXHAUSTED (STORE_FULL).
  virtual absl::Status Add(const StoredPublication& publication) = 0;
  // Number 0: the newest.
  virtual absl::StatusOr<std::optional<StoredPublication>> Find(const std::string& under, int year, int number) = 0;
  // Summaries, the newest first.
  virtual absl::StatusOr<std::vector<StoredPublication>> List(const std::string& under, int year) = 0;
};

// The tables of publications, version by version.
const sql::Database::Schema& PublicationSchema();

// Publications in any database. UNAVAILABLE (STORE_UNAVAILABLE), FAILED_PRECONDITION (STORE_TOO_NEW).
absl::StatusOr<std::unique_ptr<PublicationStore>> OpenPublicationStore(const sql::Location& location);

// Scores changed while they were published, again and again.
absl::Status Changing();

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_PUBLICATION_PUBLICATION_STORE_H_
