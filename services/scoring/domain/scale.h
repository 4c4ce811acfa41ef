#ifndef THIDUA_SERVICES_SCORING_DOMAIN_SCALE_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_SCALE_H_

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "common/decimal/decimal.h"
#include "common/decimal/rational.h"
#include "common/import/fault.h"
#include "services/scoring/domain/stage.h"
#include "services/scoring/domain/total.h"

namespace thidua::scoring {

// A scale as its author writes it: a tree. protos/thidua/scoring/v1/scale.proto gives the meaning of every field; the
// defaults here are those of absent fields.

enum class Level { kUnspecified, kProvince, kDistrict, kCommune };

struct Rounding {
  int places = 2;
  RoundingMode mode = RoundingMode::kHalfUp;
};

struct Full {};

struct Attainment {
  Decimal deduct_per_percent{1};
  Decimal bonus_per_percent;
  std::optional<Decimal> bonus_cap;
  Rounding rounding;
};

struct AdverseRate {
  Decimal deduct_per_percent{1};
  Rounding rounding;
};

struct Grade {
  struct Step {
    std::string label;
    Decimal points;
  };
  std::vector<Step> levels;
};

struct Milestones {
  Decimal required;
  Decimal points_per_unit;
};

struct Tiers {
  struct Tier {
    Decimal at_least;
    Decimal points;
  };
  std::vector<Tier> tiers;
  Decimal otherwise;
  Rounding rounding;
};

struct YearOverYear {
  enum class Better { kUnspecified, kLower, kHigher };
  Better better = Better::kUnspecified;
  Decimal deduct_per_unit{1};
  Decimal bonus_per_unit;
  std::optional<Decimal> bonus_cap;
};

struct Checklist {
  Decimal required;
};

struct Declared {};

struct PeerRelative {
  bool ratio_to_best = false;  // What happens without a target; false: refused.
};

// monostate: the author gave none.
using Rule = std::variant<std::monostate, Full, Attainment, AdverseRate, Grade, Milestones, Tiers, YearOverYear,
                          Checklist, Declared, PeerRelative>;

// The rule's name in scale files, e.g. "yearOverYear".
std::string_view RuleName(const Rule& rule);

struct Adjustment {
  std::string input;
  std::string title;
  Decimal points_each;
  std::optional<Decimal> cap;
};

struct Criterion {
  std::string code;
  std::string title;
  std::string citation;
  Decimal max_points;
  Decimal coefficient{1};
  std::string lead;
  std::string verifier;
  std::vector<std::string> unit_types;         // Empty: no restriction.
  std::vector<std::string> except_unit_types;  // Empty: no restriction.
  Rule rule;
  std::vector<Adjustment> deductions;
  std::vector<Adjustment> bonuses;
  std::vector<std::string> zero_if;
  bool evidence_required = false;

  bool AppliesTo(std::string_view unit_type) const;
};

struct Group {
  std::string code;
  std::string title;
  std::vector<Criterion> criteria;
  std::vector<Group> groups;
};

struct TieBreak {
  std::string code;
  bool is_group = false;
};

struct Award {
  enum class Scope { kUnspecified, kCluster, kAll };
  struct Exclusion {
    std::string criterion;
    std::string input;
  };
  std::string title;
  std::string citation;
  Scope scope = Scope::kUnspecified;
  std::optional<Decimal> count;
  std::optional<Decimal> percent;
  std::optional<Decimal> min_total;
  std::optional<Decimal> min_criterion_percent;
  std::vector<Exclusion> exclude_if;
};

struct ScaleDefinition {
  std::string scale_id;
  int year = 0;
  Level level = Level::kUnspecified;
  std::vector<std::string> under;
  std::string title;
  std::string issued_by;
  std::string citation;
  Total total;
  std::vector<TieBreak> tie_breaks;
  StageChain stages;  // Empty: DefaultStages().
  std::vector<Award> awards;
  std::vector<Group> groups;
};

// Everything that makes a scale unusable, by the path of its field in the scale file (`groups[0].criteria[3].rule`).
void CheckScale(const ScaleDefinition& definition, imports::FaultList& faults);

// A checked scale, flattened for scoring: criteria, groups and inputs are numbered from 0 in depth-first order, a
// group's own criteria before those of its groups, so that the criteria below any group are a range.
class Scale {
 public:
  struct GroupRange {
    std::string code;
    std::string title;
    int depth = 0;
    int parent = -1;  // -1 at the top.
    int begin = 0;    // Criteria below: [begin, end).
    int end = 0;
  };

  // Where a figure of a criterion is kept in a sheet.
  struct Slot {
    // What its figure must at least be.
    enum class Bound { kNone, kNotNegative, kPositive };

    int criterion = 0;
    std::string name;
    bool is_grade = false;
    Bound bound = Bound::kNotNegative;
  };

  // The slots of a criterion, by what they are for. Absent ones are -1.
  struct CriterionSlots {
    int first = 0;    // plan, part, grade, achieved, value, current, done, points, target
    int second = -1;  // actual, whole, previous
    int part = -1;    // tiers only
    int whole = -1;   // tiers only
    std::vector<int> deductions;
    std::vector<int> bonuses;
    std::vector<int> zero_if;
    int begin = 0;  // All of them: [begin, end).
    int end = 0;
  };

  // Groups and criteria as a reader meets them.
  struct Heading {
    bool is_criterion = false;
    int index = 0;  // Into criteria() or groups().
    int depth = 0;
    int group = -1;  // The group it stands in.
  };

  // REQUIRES: CheckScale found nothing.
  explicit Scale(ScaleDefinition definition);

  const ScaleDefinition& definition() const { return definition_; }
  const StageChain& stages() const { return definition_.stages.empty() ? DefaultStages() : definition_.stages; }
  const std::vector<Criterion>& criteria() const { return criteria_; }
  const std::vector<GroupRange>& groups() const { return groups_; }
  const std::vector<Heading>& headings() const { return headings_; }
  const std::vector<Slot>& slots() const { return slots_; }
  const CriterionSlots& slots_of(int criterion) const { return criterion_slots_[criterion]; }
  // Code of the group that a criterion stands in.
  const std::string& group_of(int criterion) const { return groups_[group_index_of(criterion)].code; }
  int group_index_of(int criterion) const { return criterion_groups_[criterion]; }

  // Some criterion is compared with the year before (YearOverYear).
  bool compares_years() const { return compares_years_; }

  std::optional<int> FindCriterion(std::string_view code) const;
  std::optional<int> FindSlot(int criterion, std::string_view input) const;

 private:
  void AddGroup(Group& group, int depth, int parent);
  void AddSlots(int criterion);
  int SlotFor(int criterion, const std::string& name, bool is_grade = false);
  Slot::Bound BoundOf(int slot) const;

  ScaleDefinition definition_;  // Without its groups, which are flattened below.
  std::vector<Criterion> criteria_;
  std::vector<int> criterion_groups_;
  std::vector<GroupRange> groups_;
  std::vector<Heading> headings_;
  std::vector<Slot> slots_;
  std::vector<CriterionSlots> criterion_slots_;
  absl::flat_hash_map<std::string, int> criteria_by_code_;
  bool compares_years_ = false;
};

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_SCALE_H_
