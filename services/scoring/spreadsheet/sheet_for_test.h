#ifndef THIDUA_SERVICES_SCORING_SPREADSHEET_SHEET_FOR_TEST_H_
#define THIDUA_SERVICES_SCORING_SPREADSHEET_SHEET_FOR_TEST_H_

#include <string>
#include <vector>

#include "services/scoring/spreadsheet/scale_for_test.h"
#include "services/scoring/spreadsheet/sheet_workbook.h"

namespace thidua::scoring {

// A sheet with a figure in about half of the slots that apply, spelled in ways that must not change.
inline SheetContent RandomSheet(const Scale& scale, RandomScale& random) {
  SheetContent content{.unit = "01." + std::to_string(random.Int(0, 99)),
                       .unit_name = random.Text(),
                       .unit_type = random.Coin() ? "XA" : "THI_TRAN",
                       .year = random.Int(1945, 2200),
                       .scale_id = scale.definition().scale_id,
                       .scale_revision = random.Int(1, 9),
                       .etag = random.MaybeText(),
                       .total = "512.35"};
  for (size_t slot = 0; slot < scale.slots().size(); ++slot) {
    const Criterion& criterion = scale.criteria()[scale.slots()[slot].criterion];
    if (!criterion.AppliesTo(content.unit_type)) continue;
    for (auto& [value, source] : FiguresOf(scale, static_cast<int>(slot), random)) {
      content.inputs.push_back({criterion.code, scale.slots()[slot].name, value, source});
    }
  }
  for (const Criterion& criterion : scale.criteria()) {
    content.points.push_back(criterion.AppliesTo(content.unit_type) ? "12.5" : "");
  }
  return content;
}

inline std::vector<SheetInput> InputsOf(const SheetFile& file) {
  std::vector<SheetInput> inputs;
  for (const SheetFile::Entry& entry : file.entries) inputs.push_back(entry.input);
  return inputs;
}

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_SPREADSHEET_SHEET_FOR_TEST_H_
