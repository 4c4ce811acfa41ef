#ifndef THIDUA_SERVICES_SCORING_DOMAIN_RECORD_SHEET_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_RECORD_SHEET_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/decimal/decimal.h"
#include "services/scoring/domain/record.h"
#include "services/scoring/domain/scale.h"
#include "services/scoring/domain/sheet.h"

namespace thidua::scoring {

// Reads figures into sheets of one scale, in any order; that of the sheet before is the fastest.
class SheetReader {
 public:
  // `scale` must outlive this object.
  explicit SheetReader(const Scale& scale);

  // False: the scale does not know the figure or refuses it, and the sheet stays as it was.
  bool Read(std::string_view criterion, std::string_view input, std::string_view value, Sheet& sheet);

 private:
  // A slot by its name in a record, and the one that followed it last time.
  struct Step {
    std::string_view criterion;
    std::string_view input;
    int next = 0;
  };
  std::optional<int> FindSlot(std::string_view criterion, std::string_view input);

  const Scale& scale_;
  std::vector<Step> steps_;  // By slot.
  int last_ = 0;
};

// Reads a record into a sheet of `scale`: a figure that the scale does not know or refuses is not there. `bad`, when
// given, receives the first of these.
Sheet ToSheet(const Scale& scale, const std::string& unit_type, const SheetRecord& record, EntryKey* bad = nullptr);

// What `current` was reported as, by criterion: what the year after is compared with.
using CurrentByCriterion = std::map<std::string, Decimal>;
CurrentByCriterion CurrentFigures(const SheetRecord& record);
// Takes in one figure, if it is such a one.
void AddCurrentFigure(std::string_view criterion, std::string_view input, std::string_view value,
                      CurrentByCriterion& figures);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_RECORD_SHEET_H_
