#ifndef THIDUA_SERVICES_SCORING_USECASES_LAST_YEAR_H_
#define THIDUA_SERVICES_SCORING_USECASES_LAST_YEAR_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/status/message.h"
#include "services/scoring/domain/record.h"
#include "services/scoring/storage/scoring_store.h"

namespace thidua::scoring {

// What is known of a unit's year before, over mergers and partitions.
struct LastYear {
  int year = 0;  // The year before.
  // The figures are those of the same territory: the unit's own, or of the one unit that went into it whole.
  bool comparable = false;
  Message note;                      // Whose figures these are, and why they may not be held against the unit's own.
  std::vector<SheetRecord> records;  // With figures; of the unit itself, or of those it was made from.
};

// `year` is the one whose year before is asked for. UnknownUnit.
absl::StatusOr<LastYear> LoadLastYear(ReadTransaction& transaction, const std::string& unit, int year);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_LAST_YEAR_H_
