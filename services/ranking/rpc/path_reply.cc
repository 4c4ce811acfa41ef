#include "services/ranking/rpc/path_reply.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/decimal/decimal.h"
#include "common/status/problem.h"
#include "services/ranking/domain/path.h"

namespace thidua::ranking {
namespace {

using scoring::v1::Heading;
using scoring::v1::UnitScores;

constexpr int kPlaces = 2;

absl::Status NotADecimal(const std::string& field) {
  return InvalidField(field, "NOT_A_DECIMAL",
                      {.vi = "Cần số thập phân không âm, ví dụ 99.5, dấu chấm trước phần thập phân.",
                       .en = "A decimal number of at least 0 is needed, e.g. 99.5, with a point before the decimals."});
}

absl::StatusOr<Rational> ReadDecimal(const std::string& text, const std::string& field) {
  Decimal value;
  if (Decimal::Parse(text, value) != Decimal::Fault::kNone || Rational(value).sign() < 0) return NotADecimal(field);
  return Rational(value);
}

// Makes the question from a unit's sheet, keeping which heading each criterion of it is.
class Questioner {
 public:
  Questioner(const RankableCluster& cluster, const v1::FindPathRequest& request)
      : cluster_(cluster), request_(request) {}

  absl::Status Prepare() {
    const auto& units = cluster_.scores.units();
    self_ =
        std::find_if(units.begin(), units.end(), [&](const UnitScores& one) { return one.unit() == request_.unit(); }) -
        units.begin();
    if (absl::Status status = TakeTotal(); !status.ok()) return status;
    if (absl::Status status = TakeCriteria(); !status.ok()) return status;
    if (absl::Status status = TakeCosts(); !status.ok()) return status;
    TakeTieBreaks();
    for (size_t i = 0; i < cluster_.contenders.size(); ++i) {
      if (i != static_cast<size_t>(self_)) question_.others.push_back(cluster_.contenders[i]);
    }
    return TakeTarget();
  }

  const PathQuestion& question() const { return question_; }
  const Heading& heading(size_t criterion) const { return *headings_[criterion]; }
  const UnitScores& unit() const { return cluster_.scores.units(static_cast<int>(self_)); }
  const Contender& contender() const { return cluster_.contenders[static_cast<size_t>(self_)]; }

 private:
  absl::Status TakeTotal() {
    const scoring::v1::Total& total = cluster_.scores.total();
    question_.total.method = static_cast<scoring::Total::Method>(total.method());
    question_.total.places = total.places();
    if (total.cap().empty()) return absl::OkStatus();
    Decimal cap;
    if (Decimal::Parse(total.cap(), cap) != Decimal::Fault::kNone) return Internal("a cap that is no number");
    question_.total.cap = cap;
    return absl::OkStatus();
  }

  absl::Status TakeCriteria() {
    int position = 0;
    for (const Heading& heading : cluster_.scores.headings()) {
      if (!heading.is_criterion()) {
        begins_[heading.code()] = question_.criteria.size();
        continue;
      }
      const std::string& points = unit().points(position++);
      if (points.empty()) continue;
      const auto coefficient = Rational::FromString(heading.coefficient());
      const auto most = Rational::FromString(heading.max_points());
      const auto now = Rational::FromString(points);
      if (!coefficient || !most || !now) return Internal("figures of a criterion that are no numbers");
      positions_[heading.code()] = question_.criteria.size();
      question_.criteria.push_back(
          {.code = heading.code(), .coefficient = *coefficient, .max_points = *most, .points = *now});
      headings_.push_back(&heading);
    }
    return absl::OkStatus();
  }

  absl::Status TakeCosts() {
    for (int i = 0; i < request_.costs_size(); ++i) {
      const v1::GainCost& wanted = request_.costs(i);
      const std::string field = absl::StrCat("costs[", i, "].");
      const auto position = positions_.find(wanted.criterion());
      if (position == positions_.end()) {
        return InvalidField(field + "criterion", "UNKNOWN_CRITERION",
                            {.vi = absl::StrCat("Bảng điểm của đơn vị không có tiêu chí \"", wanted.criterion(), "\"."),
                             .en = absl::StrCat("The unit's sheet has no criterion \"", wanted.criterion(), "\".")});
      }
      PathCriterion& criterion = question_.criteria[position->second];
      if (!wanted.cost().empty()) {
        const absl::StatusOr<Rational> cost = ReadDecimal(wanted.cost(), field + "cost");
        if (!cost.ok()) return cost.status();
        criterion.cost = *cost;
      }
      if (wanted.gain().empty()) continue;
      const absl::StatusOr<Rational> gain = ReadDecimal(wanted.gain(), field + "gain");
      if (!gain.ok()) return gain.status();
      const Rational lost = Max(criterion.max_points - criterion.points, Rational(0));
      if (*gain > lost) {
        return InvalidField(field + "gain", "MORE_THAN_LOST",
                            {.vi = absl::StrCat("Tiêu chí ", wanted.criterion(), " chỉ mất ", lost.ToString(kPlaces),
                                                " điểm, không thể lấy lại ", wanted.gain(), "."),
                             .en = absl::StrCat("Criterion ", wanted.criterion(), " lost ", lost.ToString(kPlaces),
                                                " points; ", wanted.gain(), " cannot be won back.")});
      }
      criterion.gain = *gain;
    }
    return absl::OkStatus();
  }

  void TakeTieBreaks() {
    for (const scoring::v1::TieBreak& tie_break : cluster_.scores.tie_breaks()) {
      if (tie_break.has_criterion()) {
        const auto position = positions_.find(tie_break.criterion());
        if (position == positions_.end()) {
          question_.tie_breaks.push_back(SubtotalStep{});
        } else {
          question_.tie_breaks.push_back(CriterionStep{.criterion = position->second});
        }
        continue;
      }
      const size_t begin = begins_[tie_break.group()];
      question_.tie_breaks.push_back(SubtotalStep{.begin = begin, .end = EndOf(tie_break.group())});
    }
  }

  // Where the criteria below a group end: at the next heading that is not deeper.
  size_t EndOf(const std::string& group) const {
    const auto& headings = cluster_.scores.headings();
    int at = 0;
    while (headings[at].is_criterion() || headings[at].code() != group) ++at;
    const int depth = headings[at].depth();
    for (++at; at < headings.size(); ++at) {
      if (headings[at].is_criterion()) {
        // A criterion of an outer group that follows its inner groups would end them, but never does: own criteria
        // come first.
        continue;
      }
      if (headings[at].depth() <= depth) return begins_.at(headings[at].code());
    }
    return question_.criteria.size();
  }

  absl::Status TakeTarget() {
    if (request_.target_case() == v1::FindPathRequest::kTotal) {
      const absl::StatusOr<Rational> total = ReadDecimal(request_.total(), "total");
      if (!total.ok()) return total.status();
      question_.target = WantedTotal{.total = *total};
      return absl::OkStatus();
    }
    const int members = static_cast<int>(cluster_.contenders.size());
    if (request_.rank() < 1 || request_.rank() > members) {
      return InvalidField(
          "rank", "BAD_RANK",
          {.vi = absl::StrCat("Cần hạng từ 1 đến ", members, " (số đơn vị của cụm), hoặc tổng điểm."),
           .en = absl::StrCat("A rank from 1 to ", members, " (the units of the cluster) or a total is needed.")});
    }
    question_.target = WantedRank{.rank = request_.rank()};
    return absl::OkStatus();
  }

  const RankableCluster& cluster_;
  const v1::FindPathRequest& request_;
  std::ptrdiff_t self_ = 0;
  PathQuestion question_;
  std::vector<const Heading*> headings_;     // Of the question's criteria.
  std::map<std::string, size_t> positions_;  // By code of a criterion.
  std::map<std::string, size_t> begins_;     // By code of a group: its first criterion.
};

absl::Status TooHard() {
  return Problem{.code = absl::StatusCode::kResourceExhausted,
                 .reason = "PATH_TOO_HARD",
                 .message = {.vi = "Câu hỏi quá lớn để tìm đúng cách rẻ nhất. Hãy bớt tiêu chí (đặt gain là 0 cho tiêu "
                                   "chí không thể lấy lại) hoặc dùng chi phí ít chữ số hơn.",
                             .en = "The question is too large for the cheapest way to be found exactly. Leave criteria "
                                   "out (gain 0) or use costs of fewer digits."}}
      .ToStatus();
}

}  // namespace

absl::StatusOr<v1::FindPathResponse> FindPathIn(const RankableCluster& cluster, const v1::FindPathRequest& request) {
  Questioner questioner(cluster, request);
  if (absl::Status status = questioner.Prepare(); !status.ok()) return status;
  const PathQuestion& question = questioner.question();
  const UnitScores& unit = questioner.unit();

  // One formula gives totals in scoring and here; a difference would make every answer wrong.
  std::vector<scoring::Term> terms;
  for (const PathCriterion& criterion : question.criteria) {
    terms.push_back({criterion.coefficient, criterion.max_points, criterion.points});
  }
  if (scoring::TotalOf(question.total, terms) != questioner.contender().total) {
    return Internal(absl::StrCat("total of ", unit.unit(), " does not follow from its points"));
  }

  const Path path = CheapestPath(question);
  if (path.outcome == Path::Outcome::kTooHard) return TooHard();
  v1::FindPathResponse response;
  response.mutable_version()->set_cluster(cluster.scores.cluster());
  response.mutable_version()->set_year(cluster.scores.year());
  response.mutable_version()->set_version(cluster.scores.version());
  response.set_unit(unit.unit());
  response.set_name(unit.name());
  const int members = static_cast<int>(cluster.contenders.size());
  for (const Place& place : CompetitionRank(cluster.contenders, cluster.tie_breaks).places) {
    if (cluster.contenders[place.contender].unit == unit.unit()) response.mutable_rank_now()->set_rank(place.rank);
  }
  response.mutable_rank_now()->set_members(members);
  response.set_total_now(unit.total());
  response.set_reachable(path.outcome == Path::Outcome::kReachable);
  for (const size_t position : path.chosen) {
    const PathCriterion& criterion = question.criteria[position];
    const Heading& heading = questioner.heading(position);
    v1::PathStep* step = response.add_steps();
    step->set_criterion(criterion.code);
    step->set_title(heading.title());
    step->set_lead(heading.lead());
    step->set_points(criterion.points.ToString(kPlaces));
    step->set_gain(criterion.gain.value_or(criterion.max_points - criterion.points).ToString(kPlaces));
    step->set_cost(criterion.cost.ToString(0));
    if (heading.by_peers()) response.add_peer_criteria(criterion.code);
  }
  response.set_cost(path.cost.ToString(0));
  response.mutable_rank_then()->set_rank(path.rank);
  response.mutable_rank_then()->set_members(members);
  response.set_total_then(path.total.ToString(cluster.scores.total().places()));
  return response;
}

}  // namespace thidua::ranking
