#include "services/ranking/domain/awards.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace thidua::ranking {
namespace {

template <typename... Kinds>
struct Overloaded : Kinds... {
  using Kinds::operator()...;
};
template <typename... Kinds>
Overloaded(Kinds...) -> Overloaded<Kinds...>;

// Cut after two places, so that a figure below a bound never looks like one that reaches it.
std::string PercentText(const Rational& percent) {
  const Rational cut = percent.Rounded(2, RoundingMode::kDown);
  return absl::StrCat(cut.ToString(0), cut == percent ? "" : "…");
}

int RankIn(Award::Scope scope, const Candidate& candidate) {
  return scope == Award::Scope::kAll ? candidate.overall_rank : candidate.rank;
}

int64_t PlacesOf(const Award& award, int64_t members) {
  if (award.count.has_value()) return *award.count;
  int64_t hundred_percent = 100;
  for (int place = 0; place < award.percent->places(); ++place) hundred_percent *= 10;
  return members * award.percent->mantissa() / hundred_percent;
}

// The conditions that a unit does not meet, whatever the other units are.
std::vector<AwardReason> UnmetConditions(const Award& award, const Candidate& candidate) {
  std::vector<AwardReason> unmet;
  if (RankIn(award.scope, candidate) == 0) unmet.push_back(NotRanked{});
  if (!candidate.missing.empty()) unmet.push_back(NotReported{.criteria = candidate.missing});
  if (award.min_total.has_value() && candidate.total < *award.min_total) {
    unmet.push_back(BelowMinTotal{.total = candidate.total, .min_total = *award.min_total});
  }
  for (const CriterionPoints& one : candidate.criteria) {
    if (!award.min_criterion_percent.has_value() || one.max_points.sign() == 0) continue;
    Rational percent = 100 * one.points / one.max_points;
    if (percent < *award.min_criterion_percent) {
      unmet.push_back(BelowCriterionFloor{
          .criterion = one.criterion, .percent = std::move(percent), .floor = *award.min_criterion_percent});
    }
  }
  for (const Award::Exclusion& exclusion : award.exclude_if) {
    if (candidate.non_zero.contains(exclusion)) {
      unmet.push_back(ExcludedByInput{.criterion = exclusion.criterion, .input = exclusion.input});
    }
  }
  return unmet;
}

using Units = std::vector<ConsideredUnit>;

// Decides over the units [begin, end), which share a rank and so far have as reasons the conditions they do not meet.
// `left`: the places that better units leave. Returns the places that these leave.
int64_t Decide(Units::iterator begin, Units::iterator end, const std::vector<Candidate>& candidates, int64_t places,
               int64_t left) {
  std::vector<std::string> eligible;
  for (auto unit = begin; unit != end; ++unit) {
    if (unit->reasons.empty()) eligible.push_back(candidates[unit->candidate].unit);
  }
  const auto sharing = static_cast<int64_t>(eligible.size());
  for (auto unit = begin; unit != end; ++unit) {
    if (left == 0) {
      unit->reasons.push_back(BeyondCount{.places = places});
    } else if (!unit->reasons.empty()) {
      continue;
    } else if (sharing <= left) {
      unit->outcome = AwardOutcome::kProposed;
      unit->reasons.push_back(WithinCount{.places = places});
    } else {
      unit->outcome = AwardOutcome::kForCouncil;
      unit->reasons.push_back(TieAcrossTheCut{.places = left, .units = eligible});
    }
  }
  return std::max<int64_t>(0, left - sharing);
}

AwardProposal Propose(const Award& award, const std::vector<size_t>& members,
                      const std::vector<Candidate>& candidates) {
  AwardProposal proposal{.members = static_cast<int64_t>(members.size())};
  proposal.places = PlacesOf(award, proposal.members);
  for (size_t member : members) {
    proposal.units.push_back({.candidate = member,
                              .rank = RankIn(award.scope, candidates[member]),
                              .reasons = UnmetConditions(award, candidates[member])});
  }
  std::sort(proposal.units.begin(), proposal.units.end(), [&](const ConsideredUnit& a, const ConsideredUnit& b) {
    const bool a_unranked = a.rank == 0, b_unranked = b.rank == 0;
    return std::tie(a_unranked, a.rank, candidates[a.candidate].unit) <
           std::tie(b_unranked, b.rank, candidates[b.candidate].unit);
  });
  int64_t left = proposal.places;
  for (auto begin = proposal.units.begin(); begin != proposal.units.end();) {
    const auto end =
        std::find_if(begin, proposal.units.end(), [&](const ConsideredUnit& unit) { return unit.rank != begin->rank; });
    left = Decide(begin, end, candidates, proposal.places, left);
    begin = end;
  }
  return proposal;
}

}  // namespace

std::string_view ReasonName(const AwardReason& reason) {
  // In the order of the variant.
  static constexpr std::array<std::string_view, 8> kNames = {
      "WITHIN_COUNT", "BEYOND_COUNT",    "TIE_ACROSS_THE_CUT",    "NOT_RANKED",
      "NOT_REPORTED", "BELOW_MIN_TOTAL", "BELOW_CRITERION_FLOOR", "EXCLUDED_BY_INPUT"};
  static_assert(kNames.size() == std::variant_size_v<AwardReason>);
  return kNames[reason.index()];
}

Message DescribeReason(const AwardReason& reason) {
  return std::visit(
      Overloaded{
          [](const WithinCount& in) -> Message {
            return {.vi = absl::StrCat("Đủ điều kiện, trong số ", in.places, " suất."),
                    .en = absl::StrCat("Meets the conditions, within the places (", in.places, ").")};
          },
          [](const BeyondCount& out) -> Message {
            if (out.places == 0) {
              return {.vi = "Không có suất nào: tỷ lệ được khen tính trên số đơn vị, làm tròn xuống, bằng 0.",
                      .en = "There is no place: the percentage of the units, rounded down, is 0."};
            }
            return {.vi = absl::StrCat("Các đơn vị xếp trên đủ điều kiện đã dùng hết số suất (", out.places, ")."),
                    .en = absl::StrCat("Better units that meet the conditions take all places (", out.places, ").")};
          },
          [](const TieAcrossTheCut& tie) -> Message {
            const std::string units = absl::StrJoin(tie.units, ", ");
            return {.vi = absl::StrCat(tie.units.size(), " đơn vị đồng hạng (", units, ") mà chỉ còn ", tie.places,
                                       " suất. Hội đồng thi đua, khen thưởng quyết định."),
                    .en = absl::StrCat(tie.units.size(), " units share this rank (", units,
                                       "); places left: ", tie.places, ". The council decides.")};
          },
          [](const NotRanked&) -> Message {
            return {.vi = "Đơn vị chưa có thứ hạng trong phạm vi xét nên chưa xét được.",
                    .en = "The unit has no rank in the award's scope, so it cannot be considered yet."};
          },
          [](const NotReported& missing) -> Message {
            const std::string criteria = absl::StrJoin(missing.criteria, ", ");
            return {.vi = absl::StrCat("Chưa báo cáo tiêu chí ", criteria, ". Hãy báo cáo đủ rồi xét lại."),
                    .en = absl::StrCat("Not reported: ", criteria, ". Report it, then consider the unit again.")};
          },
          [](const BelowMinTotal& below) -> Message {
            const std::string total = below.total.ToString(0), least = below.min_total.ToString();
            return {.vi = absl::StrCat("Tổng điểm ", total, " thấp hơn mức tối thiểu ", least, "."),
                    .en = absl::StrCat("The total ", total, " is below the least, ", least, ".")};
          },
          [](const BelowCriterionFloor& below) -> Message {
            const std::string percent = PercentText(below.percent), floor = below.floor.ToString();
            return {.vi = absl::StrCat("Tiêu chí ", below.criterion, " đạt ", percent,
                                       "% điểm tối đa, thấp hơn mức tối thiểu ", floor, "%."),
                    .en = absl::StrCat("Criterion ", below.criterion, " has ", percent,
                                       "% of its maximum, below the least, ", floor, "%.")};
          },
          [](const ExcludedByInput& excluded) -> Message {
            return {.vi = absl::StrCat("Không được xét vì số liệu ", excluded.input, " của tiêu chí ",
                                       excluded.criterion, " khác 0."),
                    .en = absl::StrCat("Ruled out because input ", excluded.input, " of criterion ", excluded.criterion,
                                       " is not 0.")};
          },
      },
      reason);
}

Message DescribePlaces(const Award& award, const AwardProposal& proposal) {
  if (award.count.has_value()) {
    return {.vi = absl::StrCat("Tối đa ", proposal.places, " suất trong ", proposal.members, " đơn vị."),
            .en = absl::StrCat("At most ", proposal.places, " of ", proposal.members, " units.")};
  }
  const std::string percent = award.percent->ToString();
  const bool none = proposal.places == 0;
  return {.vi = absl::StrCat(percent, "% của ", proposal.members, " đơn vị, làm tròn xuống: ", proposal.places, " suất",
                             none ? ", nên không đề nghị đơn vị nào." : "."),
          .en = absl::StrCat(percent, "% of ", proposal.members, " units, rounded down: places: ", proposal.places,
                             none ? ", so no unit is proposed." : ".")};
}

std::vector<AwardProposal> ProposeAwards(const std::vector<Award>& awards, const std::vector<Candidate>& candidates) {
  std::map<std::string, std::vector<size_t>> clusters;
  std::vector<size_t> all;
  for (size_t c = 0; c < candidates.size(); ++c) {
    clusters[candidates[c].cluster].push_back(c);
    all.push_back(c);
  }
  std::vector<AwardProposal> proposals;
  for (size_t a = 0; a < awards.size(); ++a) {
    if (awards[a].scope == Award::Scope::kAll) {
      proposals.push_back(Propose(awards[a], all, candidates));
      proposals.back().award = a;
      continue;
    }
    for (const auto& [cluster, members] : clusters) {
      proposals.push_back(Propose(awards[a], members, candidates));
      proposals.back().award = a;
      proposals.back().cluster = cluster;
    }
  }
  return proposals;
}

}  // namespace thidua::ranking
