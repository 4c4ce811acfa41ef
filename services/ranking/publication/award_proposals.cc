#include "services/ranking/publication/award_proposals.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/ranking/domain/awards.h"

namespace thidua::ranking {
namespace {

using scoring::v1::FrozenCluster;
using scoring::v1::FrozenFigure;
using scoring::v1::FrozenSheet;

constexpr int kPercentPlaces = 2;

template <typename... Kinds>
struct Overloaded : Kinds... {
  using Kinds::operator()...;
};
template <typename... Kinds>
Overloaded(Kinds...) -> Overloaded<Kinds...>;

absl::Status NoNumber(std::string_view where, const std::string& text) {
  return Internal(absl::StrCat(std::string(where), ": no number: ", text));
}

// Empty: nothing.
absl::Status Read(const std::string& text, std::optional<Decimal>& out) {
  if (text.empty()) return absl::OkStatus();
  Decimal value;
  if (Decimal::Parse(text, value) != Decimal::Fault::kNone) return NoNumber("award", text);
  out = value;
  return absl::OkStatus();
}

absl::StatusOr<Award> ReadAward(const scoring::v1::Award& from) {
  Award award{.title = from.title(),
              .citation = from.citation(),
              .scope = from.scope() == scoring::v1::Award::ALL ? Award::Scope::kAll : Award::Scope::kCluster};
  if (!from.count().empty()) {
    int64_t count = 0;
    if (!absl::SimpleAtoi(from.count(), &count)) return NoNumber("award", from.count());
    award.count = count;
  }
  absl::Status status = Read(from.percent(), award.percent);
  if (status.ok()) status = Read(from.min_total(), award.min_total);
  if (status.ok()) status = Read(from.min_criterion_percent(), award.min_criterion_percent);
  if (!status.ok()) return status;
  if (award.count.has_value() == award.percent.has_value()) return NoNumber("award", from.title());
  for (const auto& exclusion : from.exclude_if()) {
    award.exclude_if.push_back({.criterion = exclusion.criterion(), .input = exclusion.input()});
  }
  return award;
}

// What one scale's units are considered by.
class OneScale {
 public:
  explicit OneScale(const v1::OverallRanking& overall) : overall_(overall) {
    for (const v1::OverallRank& unit : overall.units()) overall_ranks_[unit.unit()] = unit.rank().rank();
  }

  absl::Status AddAwards(const scoring::v1::Scale& scale, AwardScopes scopes) {
    for (const scoring::v1::Award& one : scale.awards()) {
      absl::StatusOr<Award> award = ReadAward(one);
      if (!award.ok()) return award.status();
      if (award->scope == Award::Scope::kAll && scopes == AwardScopes::kClusterOnly) continue;
      awards_.push_back(*std::move(award));
    }
    return absl::OkStatus();
  }

  absl::Status AddCluster(const v1::ClusterRanking& ranking, const FrozenCluster& frozen) {
    cluster_names_[ranking.cluster()] = ranking.name();
    std::map<std::string, const FrozenSheet*> sheets;
    for (const FrozenSheet& sheet : frozen.sheets()) sheets[sheet.unit()] = &sheet;
    for (const v1::RankedUnit& unit : ranking.units()) {
      const auto sheet = sheets.find(unit.unit());
      if (sheet == sheets.end()) return Internal(absl::StrCat("no sheet of ", unit.unit()));
      absl::Status added = AddUnit(ranking, unit, *sheet->second);
      if (!added.ok()) return added;
    }
    return absl::OkStatus();
  }

  void Propose(std::optional<Language> language, std::vector<v1::AwardProposal>& out) const {
    for (const AwardProposal& proposal : ProposeAwards(awards_, candidates_)) {
      out.push_back(ToProto(proposal, language));
    }
  }

 private:
  absl::Status AddUnit(const v1::ClusterRanking& ranking, const v1::RankedUnit& unit, const FrozenSheet& sheet) {
    std::optional<Rational> total = Rational::FromString(unit.total());
    if (!total.has_value()) return NoNumber(unit.unit(), unit.total());
    const auto overall = overall_ranks_.find(unit.unit());
    Candidate candidate{.unit = unit.unit(),
                        .cluster = ranking.cluster(),
                        .rank = unit.rank().rank(),
                        .overall_rank = overall == overall_ranks_.end() ? 0 : overall->second,
                        .total = *std::move(total),
                        .missing = {unit.missing().begin(), unit.missing().end()},
                        .non_zero = NonZero(sheet)};
    int position = 0;
    for (const scoring::v1::Heading& heading : ranking.headings()) {
      if (!heading.is_criterion()) continue;
      const std::string& points = unit.points(position++);
      if (points.empty()) continue;
      std::optional<Rational> have = Rational::FromString(points);
      std::optional<Rational> most = Rational::FromString(heading.max_points());
      if (!have.has_value() || !most.has_value()) return NoNumber(unit.unit(), points);
      candidate.criteria.push_back(
          {.criterion = heading.code(), .points = *std::move(have), .max_points = *std::move(most)});
    }
    candidates_.push_back(std::move(candidate));
    units_.push_back(&unit);
    return absl::OkStatus();
  }

  // Of the inputs that awards name.
  std::set<Award::Exclusion> NonZero(const FrozenSheet& sheet) const {
    std::set<Award::Exclusion> found;
    for (const FrozenFigure& figure : sheet.figures()) {
      Decimal value;
      const bool zero = Decimal::Parse(figure.value(), value) == Decimal::Fault::kNone && value.mantissa() == 0;
      const Award::Exclusion key{.criterion = figure.criterion(), .input = figure.input()};
      const bool named = std::any_of(awards_.begin(), awards_.end(), [&](const Award& award) {
        return std::find(award.exclude_if.begin(), award.exclude_if.end(), key) != award.exclude_if.end();
      });
      if (named && !zero) found.insert(key);
    }
    return found;
  }

  static int32_t Count(int64_t places) {
    return static_cast<int32_t>(std::min<int64_t>(places, std::numeric_limits<int32_t>::max()));
  }

  static v1::AwardReason ToProto(const AwardReason& reason, std::optional<Language> language) {
    v1::AwardReason out;
    out.set_code(std::string(ReasonName(reason)));
    if (language.has_value()) out.set_message(DescribeReason(reason).In(*language));
    std::visit(
        Overloaded{
            [&](const WithinCount& within) { out.set_places(Count(within.places)); },
            [&](const BeyondCount& beyond) { out.set_places(Count(beyond.places)); },
            [&](const TieAcrossTheCut& tie) {
              out.set_places(Count(tie.places));
              out.mutable_units()->Add(tie.units.begin(), tie.units.end());
            },
            [&](const NotRanked&) {},
            [&](const NotReported& missing) {
              out.mutable_criteria()->Add(missing.criteria.begin(), missing.criteria.end());
            },
            [&](const BelowMinTotal& below) {
              out.set_figure(below.total.ToString(0));
              out.set_least(below.min_total.ToString());
            },
            [&](const BelowCriterionFloor& below) {
              out.add_criteria(below.criterion);
              out.set_figure(below.percent.Rounded(kPercentPlaces, RoundingMode::kDown).ToString(kPercentPlaces));
              out.set_least(below.floor.ToString());
            },
            [&](const ExcludedByInput& excluded) {
              out.add_criteria(excluded.criterion);
              out.set_input(excluded.input);
            },
        },
        reason);
    return out;
  }

  static v1::ConsideredUnit::Outcome ToProto(AwardOutcome outcome) {
    switch (outcome) {
      case AwardOutcome::kProposed:
        return v1::ConsideredUnit::PROPOSED;
      case AwardOutcome::kNotProposed:
        return v1::ConsideredUnit::NOT_PROPOSED;
      case AwardOutcome::kForCouncil:
        return v1::ConsideredUnit::FOR_COUNCIL;
    }
    return v1::ConsideredUnit::OUTCOME_UNSPECIFIED;
  }

  v1::AwardProposal ToProto(const AwardProposal& proposal, std::optional<Language> language) const {
    const Award& award = awards_[proposal.award];
    v1::AwardProposal out;
    *out.mutable_scale() = overall_.scale();
    out.set_title(award.title);
    out.set_citation(award.citation);
    out.set_cluster(proposal.cluster);
    if (const auto name = cluster_names_.find(proposal.cluster); name != cluster_names_.end()) {
      out.set_cluster_name(name->second);
    }
    out.set_members(Count(proposal.members));
    out.set_places(Count(proposal.places));
    if (language.has_value()) out.set_message(DescribePlaces(award, proposal).In(*language));
    for (const ranking::ConsideredUnit& considered : proposal.units) {
      const v1::RankedUnit& unit = *units_[considered.candidate];
      v1::ConsideredUnit* one = out.add_units();
      one->set_unit(unit.unit());
      one->set_name(unit.name());
      one->set_cluster(candidates_[considered.candidate].cluster);
      one->set_rank(considered.rank);
      one->set_total(unit.total());
      one->set_outcome(ToProto(considered.outcome));
      for (const AwardReason& reason : considered.reasons) *one->add_reasons() = ToProto(reason, language);
    }
    return out;
  }

  const v1::OverallRanking& overall_;
  absl::flat_hash_map<std::string, int> overall_ranks_;
  std::vector<Award> awards_;
  std::map<std::string, std::string> cluster_names_;
  std::vector<Candidate> candidates_;
  std::vector<const v1::RankedUnit*> units_;  // Of the candidates.
};

bool IsOf(const scoring::v1::ScaleRef& scale, const FrozenCluster& frozen) {
  return frozen.scale_id() == scale.scale_id() && frozen.scale_revision() == scale.revision();
}

}  // namespace

absl::StatusOr<std::vector<v1::AwardProposal>> ProposeFor(const v1::AggregateRankingsResponse& results,
                                                          const FrozenClusters& clusters, AwardScopes scopes,
                                                          std::optional<Language> language) {
  std::map<std::string, const FrozenCluster*> frozen;
  for (const FrozenCluster& cluster : clusters) frozen[cluster.cluster()] = &cluster;
  std::vector<v1::AwardProposal> proposals;
  for (const v1::OverallRanking& overall : results.overall()) {
    OneScale scale(overall);
    bool has_awards = false;
    for (const v1::ClusterRanking& ranking : results.clusters()) {
      const auto found = frozen.find(ranking.cluster());
      if (found == frozen.end()) return Internal(absl::StrCat("nothing frozen of ", ranking.cluster()));
      if (!IsOf(overall.scale(), *found->second)) continue;
      absl::Status status = absl::OkStatus();
      if (!std::exchange(has_awards, true)) status = scale.AddAwards(found->second->scale(), scopes);
      if (status.ok()) status = scale.AddCluster(ranking, *found->second);
      if (!status.ok()) return status;
    }
    scale.Propose(language, proposals);
  }
  return proposals;
}

}  // namespace thidua::ranking
