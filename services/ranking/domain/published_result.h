#ifndef THIDUA_SERVICES_RANKING_DOMAIN_PUBLISHED_RESULT_H_
#define THIDUA_SERVICES_RANKING_DOMAIN_PUBLISHED_RESULT_H_

#include <string>

namespace thidua::ranking {

// A unit's result of one year as it was published elsewhere, before this suite. A unit has at most one for each year.
struct PublishedResult {
  std::string unit;
  int year = 0;
  std::string cluster;
  std::string total;  // A decimal, as it was written.
  int rank = 0;       // 1 to `members`.
  int members = 0;
  std::string source;  // Where the figure comes from; may be empty.

  friend bool operator==(const PublishedResult&, const PublishedResult&) = default;
};

}  // namespace thidua::ranking

#endif  // THIDUA_SERVICES_RANKING_DOMAIN_PUBLISHED_RESULT_H_
