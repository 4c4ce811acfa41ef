#ifndef THIDUA_SERVICES_RANKING_PUBLICATION_VERIFICATION_H_
#define THIDUA_SERVICES_RANKING_PUBLICATION_VERIFICATION_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/status/message.h"
#include "thidua/ranking/v1/publication.pb.h"

namespace thidua::ranking {

// A place where a file is not what its own content leads to.
struct Difference {
  std::string pointer;  // JSON pointer (RFC 6901) into the file; empty: the file as a whole.
  Message where;        // The cluster, unit and criterion there, in words; may be empty.
  Message what;
  std::string stored;  // Both as JSON, cut; empty: there is nothing.
  std::string computed;
};

struct Verification {
  static constexpr size_t kMostDifferences = 50;

  v1::PublicationSummary publication;
  int clusters = 0;
  int units = 0;
  std::vector<Difference> differences;  // At most kMostDifferences; empty: the file is whole.
  int64_t more = 0;                     // Further ones.
};

// Recomputes the file of a publication from what is frozen in it, and compares byte for byte. Fails with
// RESOURCE_EXHAUSTED (FILE_TOO_LARGE), INVALID_ARGUMENT (NOT_JSON, NOT_A_PUBLICATION), FAILED_PRECONDITION
// (NEWER_FORMAT) when there is nothing to verify.
absl::StatusOr<Verification> Verify(std::string_view text);

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_PUBLICATION_VERIFICATION_H_
