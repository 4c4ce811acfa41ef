#include "services/scoring/usecases/what_if.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/scoring/domain/workflow.h"
#include "services/scoring/usecases/sheet_edits.h"

namespace thidua::scoring {
namespace {

using Violation = Problem::Violation;

constexpr int kPointPlaces = 2;
constexpr char kReason[] = "what-if";

class Overrides {
 public:
  Overrides(absl::Span<const ScoreOverride> overrides, ClusterSheets& cluster)
      : overrides_(overrides), cluster_(cluster) {}

  absl::Status Apply() {
    std::map<size_t, std::vector<size_t>> inputs;  // By member: positions among the overrides.
    for (size_t i = 0; i < overrides_.size(); ++i) {
      const auto unit = std::find_if(cluster_.units.begin(), cluster_.units.end(),
                                     [&](const Unit& one) { return one.code == overrides_[i].unit; });
      if (unit == cluster_.units.end()) {
        Refuse(
            i, "unit",
            {.vi = absl::StrCat("Đơn vị \"", overrides_[i].unit, "\" không thuộc cụm ", cluster_.cluster.code, "."),
             .en = absl::StrCat("Unit \"", overrides_[i].unit, "\" is not in cluster ", cluster_.cluster.code, ".")});
        continue;
      }
      const auto member = static_cast<size_t>(unit - cluster_.units.begin());
      if (overrides_[i].input.empty()) {
        Decide(i, member);
      } else {
        inputs[member].push_back(i);
      }
    }
    for (const auto& [member, positions] : inputs) Report(member, positions);
    if (violations_.empty()) return RebuildSheets(cluster_);
    return Problem{.code = absl::StatusCode::kInvalidArgument,
                   .reason = "BAD_OVERRIDE",
                   .message = violations_.front().message,
                   .violations = violations_}
        .ToStatus();
  }

 private:
  void Refuse(size_t i, std::string_view field, Message message) {
    violations_.push_back(
        {.field = absl::StrCat("overrides[", i, "].", std::string(field)), .message = std::move(message)});
  }

  void Report(size_t member, const std::vector<size_t>& positions) {
    std::vector<FigureEdit> edits;
    for (const size_t i : positions) {
      edits.push_back({.criterion = overrides_[i].criterion,
                       .input = overrides_[i].input,
                       .value = overrides_[i].value,
                       .sets_source = false});
    }
    const SheetContext context{.scale = cluster_.scale.get(),
                               .unit_name = cluster_.units[member].name,
                               .unit_type = cluster_.units[member].type};
    static constexpr std::string_view kFields[] = {"criterion", "input.name", "input.value"};
    ApplyEdits(
        context, edits,
        [&](size_t edit, MisplacedFigure::Part part, const Refusal& refusal) {
          Refuse(positions[edit], kFields[static_cast<int>(part)], refusal.message);
        },
        cluster_.records[member]);
  }

  void Decide(size_t i, size_t member) {
    const ScoreOverride& wanted = overrides_[i];
    const std::optional<int> index = cluster_.scale->FindCriterion(wanted.criterion);
    if (!index.has_value() || !cluster_.scale->criteria()[*index].AppliesTo(cluster_.units[member].type)) {
      return Refuse(i, "criterion",
                    {.vi = absl::StrCat("Thang điểm không có tiêu chí \"", wanted.criterion, "\" cho đơn vị này."),
                     .en = absl::StrCat("The scale has no criterion \"", wanted.criterion, "\" for this unit.")});
    }
    const std::optional<Rational> most = MostPoints(cluster_.scale->criteria()[*index]);
    Decimal points;
    const bool is_number = Decimal::Parse(wanted.value, points) == Decimal::Fault::kNone;
    if (!is_number || points.places() > kPointPlaces || Rational(points).sign() < 0 ||
        (most.has_value() && Rational(points) > *most)) {
      const std::string limit = most.has_value() ? most->ToString(0) : "";
      return Refuse(i, "points",
                    {.vi = absl::StrCat("Cần điểm từ 0", limit.empty() ? " trở lên" : " đến " + limit,
                                        ", tối đa 2 chữ số sau dấu chấm."),
                     .en = absl::StrCat("Points from 0 ", limit.empty() ? "up" : "to " + limit,
                                        " are needed, with at most 2 decimals.")});
    }
    SheetRecord& record = cluster_.records[member];
    const StageChain& stages = cluster_.scale->stages();
    record.decisions[{wanted.criterion, stages[StageOf(stages, record)].code}] = {.points = points.ToString(),
                                                                                  .reason = kReason};
  }

  const absl::Span<const ScoreOverride> overrides_;
  ClusterSheets& cluster_;
  std::vector<Violation> violations_;
};

}  // namespace

absl::Status ApplyOverrides(absl::Span<const ScoreOverride> overrides, ClusterSheets& cluster) {
  return Overrides(overrides, cluster).Apply();
}

}  // namespace thidua::scoring
