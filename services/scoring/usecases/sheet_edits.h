#ifndef THIDUA_SERVICES_SCORING_USECASES_SHEET_EDITS_H_
#define THIDUA_SERVICES_SCORING_USECASES_SHEET_EDITS_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "services/scoring/domain/placed_figure.h"
#include "services/scoring/domain/workflow.h"

namespace thidua::scoring {

// A figure to report, correct or clear.
struct FigureEdit {
  std::string criterion;
  std::string input;
  std::string value;  // Empty clears it.
  std::string source;
  bool sets_value = true;
  bool sets_source = true;
};

// Hears what is wrong with the edit of this index.
using EditRefused = absl::FunctionRef<void(size_t edit, MisplacedFigure::Part part, const Refusal& refusal)>;

// Puts figures into `record`. False when some were refused: each is then named to `refused`, and `record` is of no use.
bool ApplyEdits(const SheetContext& context, absl::Span<const FigureEdit> edits, EditRefused refused,
                SheetRecord& record);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_SHEET_EDITS_H_
