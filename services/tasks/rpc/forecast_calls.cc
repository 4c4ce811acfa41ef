#include "services/tasks/rpc/forecast_calls.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/problem.h"
#include "services/tasks/domain/forecast.h"
#include "services/tasks/domain/standing.h"
#include "services/tasks/rpc/figure_inputs.h"
#include "services/tasks/rpc/request_fields.h"

namespace thidua::tasks {
namespace {

using thidua::scoring::v1::ClusterScores;
using thidua::scoring::v1::CriterionExplanation;
using thidua::scoring::v1::ExplainScoresResponse;
using thidua::scoring::v1::ScoreOverride;
using thidua::scoring::v1::UnitScores;

// How many years back an earlier one is looked for.
constexpr int kYearsBack = 6;

// The year has no scale or cluster for the unit: an earlier one may have.
bool IsOfAnotherYear(const absl::Status& status) {
  const std::string reason = Problem::FromStatus(status).reason;
  return reason == "NO_SCALE" || reason == "NO_CLUSTER";
}

// Every criterion of one year of the unit, and of its cluster.
struct KnownYear {
  int year = 0;
  ExplainScoresResponse unit;
  std::map<std::string, const CriterionExplanation*> criteria;

  const CriterionExplanation* Reported(const std::string& criterion) const {
    const auto found = criteria.find(criterion);
    return found != criteria.end() && found->second->applies() && found->second->reported() ? found->second : nullptr;
  }
};

std::optional<Rational> PointsOf(const CriterionExplanation* criterion) {
  return criterion == nullptr ? std::nullopt : Rational::FromString(criterion->points());
}

v1::ForecastLine::Ground ToProto(ForecastGround ground) {
  return static_cast<v1::ForecastLine::Ground>(static_cast<int>(ground) + v1::ForecastLine::REPORTED);
}

// One forecast, on its way.
class Forecasting {
 public:
  Forecasting(const Backend& backend, const rpc::Call& call, std::string unit, int year, CivilDay day,
              Language language)
      : backend_(backend), call_(call), unit_(std::move(unit)), year_(year), day_(day), language_(language) {}

  absl::StatusOr<v1::GetForecastResponse> Run() {
    if (absl::Status status = ReadYears(); !status.ok()) return status;
    if (absl::Status status = ReadTasks(); !status.ok()) return status;
    if (absl::Status status = ScoreFigures(); !status.ok()) return status;
    if (absl::Status status = ChoosePeers(); !status.ok()) return status;
    AddLines();
    if (absl::Status status = AddEnds(); !status.ok()) return status;
    AddAssumptions();
    return std::move(response_);
  }

 private:
  struct Line {
    ForecastCriterion known;
    const CriterionExplanation* of_scale = nullptr;
  };

  absl::StatusOr<std::optional<KnownYear>> Explain(int year) {
    thidua::scoring::v1::ExplainScoresRequest request;
    request.set_unit(unit_);
    request.set_year(year);
    request.set_language_code(language_ == Language::kEnglish ? "en" : "vi");
    auto explained = backend_.scoring.ExplainScores(request, call_);
    if (!explained.ok()) {
      if (IsOfAnotherYear(explained.status())) return std::nullopt;
      return explained.status();
    }
    return std::optional(KnownYear{.year = year, .unit = *std::move(explained)});
  }

  static void Index(KnownYear& known) {
    for (const auto& criterion : known.unit.criteria()) known.criteria[criterion.criterion()] = &criterion;
  }

  // The year whose scale counts, and the year before that points come from.
  absl::Status ReadYears() {
    for (int year = year_; year > year_ - kYearsBack && !before_.has_value(); --year) {
      absl::StatusOr<std::optional<KnownYear>> known = Explain(year);
      if (!known.ok()) return known.status();
      if (!known->has_value()) continue;
      if (!scale_.has_value()) scale_.emplace(**known);
      const bool any = std::any_of((*known)->unit.criteria().begin(), (*known)->unit.criteria().end(),
                                   [](const auto& criterion) { return criterion.reported(); });
      if (year < year_ && any) before_.emplace(**std::move(known));
    }
    if (!scale_.has_value()) {
      return FailedPrecondition(
          "NO_SCALE", {.vi = absl::StrCat("Đơn vị ", unit_, " chưa có cụm và thang bảng điểm nào đến năm ", year_,
                                          " nên chưa dự báo được. Hãy nhập cụm và thang."),
                       .en = absl::StrCat("Unit ", unit_, " has no cluster and scale up to ", year_,
                                          ", so nothing can be forecast. Import them.")});
    }
    Index(*scale_);
    if (before_.has_value()) Index(*before_);
    for (const auto& criterion : scale_->unit.criteria()) {
      if (!criterion.applies()) continue;
      Line& line = lines_.emplace_back();
      line.of_scale = &criterion;
      line.known.criterion = criterion.criterion();
      line.known.title = criterion.title();
      line.known.max_points = Rational::FromString(criterion.max_points()).value_or(Rational(0));
      if (before_.has_value()) line.known.before = PointsOf(before_->Reported(criterion.criterion()));
      if (scale_->year == year_) line.known.reported = PointsOf(scale_->Reported(criterion.criterion()));
    }
    return absl::OkStatus();
  }

  absl::Status ReadTasks() {
    auto tasks = backend_.store.List({.unit = unit_, .year = year_}, std::nullopt, std::numeric_limits<int>::max());
    if (!tasks.ok()) return tasks.status();
    tasks_ = *std::move(tasks);
    std::map<std::string, Line*> lines;
    for (Line& line : lines_) lines[line.known.criterion] = &line;
    for (const StoredTask& stored : tasks_) {
      const Task& task = stored.task;
      const auto line = lines.find(task.key.criterion);
      if (line == lines.end() || StateOn(task, day_) == TaskState::kCancelled) continue;
      if (task.key.part == 0) {
        line->second->known.task = &task;
      } else {
        line->second->known.parts.push_back(&task);
      }
    }
    return absl::OkStatus();
  }

  // In place of everything that is reported for the criterion.
  static void Override(const std::string& unit, const CriterionExplanation& criterion,
                       const std::map<std::string, std::string>& inputs,
                       thidua::scoring::v1::SimulateScoresRequest& request) {
    std::map<std::string, std::string> all = inputs;
    for (const auto& input : criterion.inputs()) all.try_emplace(input.name(), "");
    for (const auto& [name, value] : all) {
      ScoreOverride& out = *request.add_overrides();
      out.set_unit(unit);
      out.set_criterion(criterion.criterion());
      out.mutable_input()->set_name(name);
      out.mutable_input()->set_value(value);
    }
  }

  absl::StatusOr<std::map<std::string, thidua::scoring::v1::Rule>> AskRules() {
    thidua::scoring::v1::GetScaleRequest request;
    *request.mutable_scale() = scale_->unit.scale();
    const auto answer = backend_.scoring.GetScale(request, call_);
    if (!answer.ok()) return answer.status();
    std::map<std::string, thidua::scoring::v1::Rule> rules;
    Collect(answer->scale().groups(), rules);
    return rules;
  }

  template <typename Groups>
  static void Collect(const Groups& groups, std::map<std::string, thidua::scoring::v1::Rule>& rules) {
    for (const auto& group : groups) {
      for (const auto& criterion : group.criteria()) rules[criterion.code()] = criterion.rule();
      Collect(group.groups(), rules);
    }
  }

  // What figures of progress, and targets that are figures, score by the rules.
  absl::Status ScoreFigures() {
    absl::StatusOr<std::map<std::string, thidua::scoring::v1::Rule>> rules = AskRules();
    if (!rules.ok()) return rules.status();
    thidua::scoring::v1::SimulateScoresRequest reached, aimed;
    for (const Line& line : lines_) {
      const Task* task = line.known.task;
      if (task == nullptr || line.known.reported.has_value()) continue;
      const auto& rule = (*rules)[line.known.criterion];
      const ProgressEntry* newest = NewestProgress(*task, day_);
      if (newest != nullptr && newest->figure.has_value()) {
        if (const auto inputs = InputsOf(rule, *newest->figure); !inputs.empty()) {
          Override(unit_, *line.of_scale, inputs, reached);
        }
      }
      if (task->target.has_value() && task->target->whole.has_value()) {
        if (const auto inputs = InputsOf(rule, *task->target); !inputs.empty()) {
          Override(unit_, *line.of_scale, inputs, aimed);
        }
      }
    }
    if (absl::Status status = Simulate(reached, &ForecastCriterion::at_figure); !status.ok()) return status;
    return Simulate(aimed, &ForecastCriterion::at_target);
  }

  absl::Status Simulate(thidua::scoring::v1::SimulateScoresRequest& request,
                        std::optional<Rational> ForecastCriterion::*out) {
    if (request.overrides().empty()) return absl::OkStatus();
    request.set_cluster(scale_->unit.cluster());
    request.set_year(scale_->year);
    const auto simulated = backend_.scoring.SimulateScores(request, call_);
    if (!simulated.ok()) return simulated.status();
    std::map<std::string, std::string> points;
    for (const UnitScores& scores : simulated->after().units()) {
      if (scores.unit() != unit_) continue;
      int at = -1;
      for (const auto& heading : simulated->after().headings()) {
        if (heading.is_criterion() && ++at < scores.points_size()) points[heading.code()] = scores.points(at);
      }
    }
    for (Line& line : lines_) {
      const bool asked = std::any_of(request.overrides().begin(), request.overrides().end(), [&](const auto& override) {
        return override.criterion() == line.known.criterion;
      });
      if (asked) line.known.*out = Rational::FromString(points[line.known.criterion]);
    }
    return absl::OkStatus();
  }

  // The newest year in which all the others of the cluster have reported, else the one of the scale.
  absl::Status ChoosePeers() {
    for (const KnownYear* known : {&*scale_, before_.has_value() ? &*before_ : nullptr}) {
      if (known == nullptr) continue;
      thidua::scoring::v1::GetClusterScoresRequest request;
      request.set_cluster(known->unit.cluster());
      request.set_year(known->year);
      auto answer = backend_.scoring.GetClusterScores(request, call_);
      if (!answer.ok()) return answer.status();
      const auto& units = answer->scores().units();
      peers_complete_ = std::all_of(units.begin(), units.end(), [&](const UnitScores& scores) {
        return scores.unit() == unit_ || scores.state() == UnitScores::COMPLETE;
      });
      peers_ = std::move(*answer->mutable_scores());
      if (peers_complete_) break;
    }
    return absl::OkStatus();
  }

  void AddLines() {
    const int before_year = before_.has_value() ? before_->year : 0;
    Rational out_of_reach;
    for (const Line& line : lines_) {
      const ForecastedCriterion forecast = Forecast(line.known, before_year, day_);
      v1::ForecastLine& out = *response_.add_lines();
      out.set_criterion(line.known.criterion);
      out.set_title(line.known.title);
      out.set_max_points(line.of_scale->max_points());
      if (line.known.before.has_value()) out.set_before(line.known.before->ToString(2));
      out.set_lowest(forecast.lowest.ToString(2));
      out.set_likely(forecast.likely.ToString(2));
      out.set_highest(forecast.highest.ToString(2));
      out.set_ground(ToProto(forecast.ground));
      if (line.known.task != nullptr) out.set_task(TaskId(line.known.task->key));
      out.set_out_of_reach(forecast.out_of_reach.ToString(2));
      out.set_explanation(forecast.explanation.In(language_));
      out_of_reach += forecast.out_of_reach;
    }
    response_.set_out_of_reach(out_of_reach.ToString(2));
  }

  // The unit's total and rank in a cluster-year when it has these points.
  absl::Status AskEnd(const std::string& cluster, int year, const std::string& (v1::ForecastLine::*points)() const,
                      std::string& total, int& rank) {
    thidua::ranking::v1::WhatIfRequest request;
    request.set_cluster(cluster);
    request.set_year(year);
    for (const v1::ForecastLine& line : response_.lines()) {
      if (!IsScored(year, line.criterion())) continue;
      ScoreOverride& out = *request.add_overrides();
      out.set_unit(unit_);
      out.set_criterion(line.criterion());
      out.set_points((line.*points)());
    }
    const auto answer = backend_.ranking.WhatIf(request, call_);
    if (!answer.ok()) return answer.status();
    for (const auto& unit : answer->units()) {
      if (unit.unit() != unit_) continue;
      total = unit.total_after();
      rank = unit.rank_after();
      return absl::OkStatus();
    }
    return Internal(absl::StrCat("ranking left unit ", unit_, " out of its what-if"));
  }

  // Is the criterion one of that year's scale for the unit?
  bool IsScored(int year, const std::string& criterion) const {
    for (const KnownYear* known : {&*scale_, before_.has_value() ? &*before_ : nullptr}) {
      if (known == nullptr || known->year != year) continue;
      const auto found = known->criteria.find(criterion);
      return found != known->criteria.end() && found->second->applies();
    }
    return false;
  }

  absl::Status AddEnd(const std::string& (v1::ForecastLine::*points)() const, v1::ForecastEnd& out) {
    std::string total;
    int rank = 0;
    if (absl::Status status = AskEnd(peers_.cluster(), peers_.year(), points, total, rank); !status.ok()) return status;
    out.set_rank(rank);
    if (peers_.year() != scale_->year) {
      // The total follows from the year's own scale.
      int rank_without_peers = 0;
      absl::Status status = AskEnd(scale_->unit.cluster(), scale_->year, points, total, rank_without_peers);
      if (!status.ok()) return status;
    }
    out.set_total(total);
    return absl::OkStatus();
  }

  absl::Status AddEnds() {
    response_.set_unit(unit_);
    response_.set_name(scale_->unit.name());
    response_.set_year(year_);
    response_.set_date(FormatCivilDay(day_));
    *response_.mutable_scale() = scale_->unit.scale();
    response_.set_scale_title(scale_->unit.scale_title());
    response_.set_scale_year(scale_->year);
    response_.mutable_peers()->set_cluster(peers_.cluster());
    response_.mutable_peers()->set_year(peers_.year());
    response_.mutable_peers()->set_version(peers_.version());
    response_.set_cluster_name(peers_.cluster_name());
    response_.set_members(peers_.units_size());
    if (absl::Status status = AddEnd(&v1::ForecastLine::lowest, *response_.mutable_lowest()); !status.ok()) {
      return status;
    }
    if (absl::Status status = AddEnd(&v1::ForecastLine::likely, *response_.mutable_likely()); !status.ok()) {
      return status;
    }
    return AddEnd(&v1::ForecastLine::highest, *response_.mutable_highest());
  }

  void Assume(const Message& assumption) { response_.add_assumptions(assumption.In(language_)); }

  bool AnyLine(v1::ForecastLine::Ground ground) const {
    return std::any_of(response_.lines().begin(), response_.lines().end(),
                       [&](const v1::ForecastLine& line) { return line.ground() == ground; });
  }

  void AddAssumptions() {
    if (scale_->year != year_) {
      Assume(
          {.vi = absl::StrCat("Năm ", year_, " chưa có thang bảng điểm: dùng thang năm ", scale_->year, " (",
                              scale_->unit.scale().scale_id(), ", lần sửa ", scale_->unit.scale().revision(), ")."),
           .en = absl::StrCat(year_, " has no scale yet: that of ", scale_->year, " is used (",
                              scale_->unit.scale().scale_id(), ", revision ", scale_->unit.scale().revision(), ").")});
    }
    Assume(
        peers_.year() == year_
            ? Message{.vi = "Điểm của các đơn vị khác trong cụm đứng yên như hiện nay.",
                      .en = "The points of the others in the cluster stay as they are."}
            : Message{.vi = absl::StrCat("Các đơn vị khác trong cụm đạt điểm như năm ", peers_.year(), "."),
                      .en = absl::StrCat("The others in the cluster reach what they reached in ", peers_.year(), ".")});
    if (!peers_complete_) {
      Assume(
          {.vi = "Có đơn vị trong cụm chưa báo cáo đủ: tiêu chí chưa có số liệu của họ tính 0 điểm, nên hạng chỉ để "
                 "tham khảo.",
           .en = "Some in the cluster have not reported everything, which counts 0: take the ranks as a hint only."});
    }
    if (AnyLine(v1::ForecastLine::AS_BEFORE)) {
      Assume({.vi = absl::StrCat("Tiêu chí không có nhiệm vụ giữ điểm như năm ", before_->year, "."),
              .en = absl::StrCat("Criteria without a task keep the points of ", before_->year, ".")});
    }
    if (AnyLine(v1::ForecastLine::FULFILLED)) {
      Assume({.vi = "Nhiệm vụ đã nghiệm thu được cấp trên công nhận trọn điểm.",
              .en = "What a task was accepted with is recognised in full."});
    }
    if (AnyLine(v1::ForecastLine::PACE) || AnyLine(v1::ForecastLine::FIGURE)) {
      Assume(
          {.vi = "Việc đang kịp tiến độ thời gian sẽ đạt mục tiêu; việc chậm đạt theo tỷ lệ đã làm so với thời gian.",
           .en = "Work in step with time reaches its target; work behind reaches the share that it has kept up."});
    }
    if (before_.has_value() && (AnyLine(v1::ForecastLine::PACE) || AnyLine(v1::ForecastLine::NO_PROGRESS))) {
      Assume({.vi = absl::StrCat("Tiêu chí chưa có số liệu của năm không tụt dưới mức năm ", before_->year, "."),
              .en = absl::StrCat("Criteria without a figure of the year do not fall below ", before_->year, ".")});
    }
    std::vector<std::string> by_peers;
    for (const auto& heading : peers_.headings()) {
      if (heading.by_peers()) by_peers.push_back(heading.code());
    }
    if (!by_peers.empty()) {
      Assume({.vi = absl::StrCat("Tiêu chí tính theo đơn vị khác (", absl::StrJoin(by_peers, ", "),
                                 "): ảnh hưởng của đơn vị này lên điểm của họ không được tính."),
              .en = absl::StrCat("Criteria scored against the others (", absl::StrJoin(by_peers, ", "),
                                 "): what this unit's figures do to their points is left out.")});
    }
  }

  const Backend& backend_;
  const rpc::Call& call_;
  const std::string unit_;
  const int year_;
  const CivilDay day_;
  const Language language_;

  std::optional<KnownYear> scale_;
  std::optional<KnownYear> before_;
  std::vector<StoredTask> tasks_;
  std::vector<Line> lines_;
  ClusterScores peers_;
  bool peers_complete_ = false;
  v1::GetForecastResponse response_;
};

}  // namespace

absl::StatusOr<v1::GetForecastResponse> ForecastCalls::GetForecast(const v1::GetForecastRequest& request,
                                                                   const rpc::Call& call) {
  if (absl::Status status = CheckGiven("unit", request.unit()); !status.ok()) return status;
  if (absl::Status status = CheckYear("year", request.year()); !status.ok()) return status;
  const absl::StatusOr<CivilDay> day = ReadDay("date", request.date(), backend_.Today());
  if (!day.ok()) return day.status();
  return Forecasting(backend_, call, request.unit(), request.year(), *day, LanguageFromCode(request.language_code()))
      .Run();
}

}  // namespace thidua::tasks
