#ifndef THIDUA_SERVICES_TASKS_RPC_FAKE_SCORING_FOR_TEST_H_
#define THIDUA_SERVICES_TASKS_RPC_FAKE_SCORING_FOR_TEST_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/decimal/rational.h"
#include "common/status/problem.h"
#include "services/scoring/api/scoring_api.h"

namespace thidua::tasks {

// A scoring service that knows two communes, the offices of their district, the 40 criteria of 2023 and what Ba Bích
// (21526) reached in them: 99.7 points. Tests change its figures, or take it away.
class FakeScoring final : public scoring::ScoringApi {
 public:
  struct Criterion {
    std::string code;
    std::string lead;
    std::string points;
    bool applies = true;
    bool reported = true;
  };

  bool away = false;
  std::map<std::string, int> calls;  // By method.
  std::set<std::string> units = {"21526", "21529", "535", "51"};
  std::map<std::string, std::string> parents;
  std::set<std::string> offices = {"VP-TK",  "TC-KT",   "VH-XH", "DC-NN-XD-MT", "CA",       "BCHQS", "KL",
                                   "TRUONG", "TRAM-YT", "TNTKQ", "VP-DU",       "DOAN-THE", "THON",  "LIEN-QUAN"};
  std::set<int> scale_years = {2023};
  int64_t version = 7;
  std::vector<Criterion> criteria = {{"I.1", "VP-TK", "105.00"},         {"I.2", "TC-KT", "95.00"},
                                     {"I.3", "VH-XH", "100.00"},         {"I.4", "KL", "98.00"},
                                     {"I.5", "TC-KT", "100.00"},         {"I.6", "TRUONG", "99.00"},
                                     {"I.7", "TRAM-YT", "100.00"},       {"I.8", "VH-XH", "108.00"},
                                     {"I.9", "VH-XH", "110.00"},         {"I.10", "DC-NN-XD-MT", "60.00"},
                                     {"I.11", "TRAM-YT", "100.00"},      {"I.12", "VH-XH", "108.00"},
                                     {"I.13", "CA", "100.00"},           {"I.14", "VP-TK", "100.00"},
                                     {"I.15", "BCHQS", "100.00"},        {"I.16", "BCHQS", "100.00"},
                                     {"I.17", "BCHQS", "100.00"},        {"I.18", "BCHQS", "100.00"},
                                     {"I.19", "TNTKQ", "100.00"},        {"I.20", "TNTKQ", "100.00"},
                                     {"II.1", "VP-TK", "100.00"},        {"II.2", "VP-TK", "100.00"},
                                     {"II.3", "VP-TK", "100.00"},        {"II.4", "VP-TK", "100.00"},
                                     {"II.5", "TC-KT", "100.00"},        {"II.6", "VP-TK", "100.00"},
                                     {"II.7", "VP-DU", "100.00"},        {"II.8", "DOAN-THE", "100.00"},
                                     {"II.9", "VP-TK", "100.00"},        {"II.10", "VP-TK", "100.00"},
                                     {"III.1", "VP-TK", "100.00"},       {"III.2", "VP-TK", "100.00"},
                                     {"III.3", "VP-TK", "104.00"},       {"III.4", "TNTKQ", "96.00"},
                                     {"III.5", "VP-TK", "100.00"},       {"III.6", "VP-TK", "100.00"},
                                     {"III.7", "DC-NN-XD-MT", "105.00"}, {"III.8", "VH-XH", "100.00"},
                                     {"III.9", "VP-TK", "100.00"},       {"III.10", "VP-TK", "100.00"}};

  Criterion& At(const std::string& code) {
    for (Criterion& criterion : criteria) {
      if (criterion.code == code) return criterion;
    }
    return criteria.emplace_back(Criterion{.code = code});
  }

  absl::StatusOr<thidua::directory::v1::GetUnitResponse> GetUnit(const thidua::directory::v1::GetUnitRequest& request,
                                                                 const rpc::Call&) override {
    if (absl::Status status = Answer("GetUnit", request.code()); !status.ok()) return status;
    thidua::directory::v1::GetUnitResponse response;
    response.mutable_unit()->set_code(request.code());
    response.mutable_unit()->set_parent(parents[request.code()]);
    return response;
  }

  absl::StatusOr<thidua::directory::v1::ListOfficesResponse> ListOffices(
      const thidua::directory::v1::ListOfficesRequest&, const rpc::Call&) override {
    if (absl::Status status = Answer("ListOffices", "21526"); !status.ok()) return status;
    thidua::directory::v1::ListOfficesResponse response;
    for (const std::string& office : offices) response.add_offices()->set_code(office);
    return response;
  }

  // One group for the scale, its criteria one group deeper.
  absl::StatusOr<thidua::scoring::v1::GetScaleResponse> GetScale(const thidua::scoring::v1::GetScaleRequest& request,
                                                                 const rpc::Call&) override {
    if (absl::Status status = Answer("GetScale", request.unit_year().unit()); !status.ok()) return status;
    auto year = scale_years.upper_bound(request.unit_year().year());
    if (year == scale_years.begin() || (*--year != request.unit_year().year() && !request.unit_year().or_earlier())) {
      return NotFound("NO_SCALE", {.vi = "không có thang", .en = "no scale"});
    }
    thidua::scoring::v1::GetScaleResponse response;
    response.set_revision(1);
    response.mutable_scale()->set_scale_id(absl::StrCat("ba-to-", *year));
    response.mutable_scale()->set_year(*year);
    auto* group = response.mutable_scale()->add_groups();
    group->set_code("I");
    for (const Criterion& criterion : criteria) group->add_groups()->add_criteria()->set_code(criterion.code);
    return response;
  }

  absl::StatusOr<thidua::scoring::v1::SimulateScoresResponse> SimulateScores(
      const thidua::scoring::v1::SimulateScoresRequest&, const rpc::Call&) override {
    return absl::UnimplementedError("tasks do not ask this");
  }
  absl::StatusOr<thidua::scoring::v1::FreezeClusterResponse> FreezeCluster(
      const thidua::scoring::v1::FreezeClusterRequest&, const rpc::Call&) override {
    return absl::UnimplementedError("tasks do not ask this");
  }
  std::unique_ptr<scoring::VersionWatch> WatchVersions(scoring::VersionListener&) override { return nullptr; }

  absl::StatusOr<thidua::scoring::v1::ExplainScoresResponse> ExplainScores(
      const thidua::scoring::v1::ExplainScoresRequest& request, const rpc::Call&) override {
    if (absl::Status status = Answer("ExplainScores", request.unit()); !status.ok()) return status;
    thidua::scoring::v1::ExplainScoresResponse response;
    response.set_unit(request.unit());
    response.set_year(request.year());
    response.set_version(version);
    for (const Criterion& criterion : criteria) {
      auto& out = *response.add_criteria();
      out.set_criterion(criterion.code);
      out.set_title("Tiêu chí " + criterion.code);
      out.set_lead(criterion.lead);
      out.set_max_points("100");
      out.set_applies(criterion.applies);
      out.set_reported(criterion.applies && criterion.reported);
      if (!criterion.applies) continue;
      const Rational points = criterion.reported ? *Rational::FromString(criterion.points) : Rational(0);
      out.set_points(points.ToString(2));
      out.set_lost(Max(Rational(0), Rational(100) - points).ToString(2));
    }
    return response;
  }

  absl::StatusOr<thidua::directory::v1::ListUnitsResponse> ListUnits(const thidua::directory::v1::ListUnitsRequest&,
                                                                     const rpc::Call&) override {
    return NeverAsked();
  }
  absl::StatusOr<thidua::directory::v1::ListClustersResponse> ListClusters(
      const thidua::directory::v1::ListClustersRequest&, const rpc::Call&) override {
    return NeverAsked();
  }
  absl::StatusOr<thidua::scoring::v1::ListClusterVersionsResponse> ListClusterVersions(
      const thidua::scoring::v1::ListClusterVersionsRequest&, const rpc::Call&) override {
    return NeverAsked();
  }
  absl::StatusOr<thidua::scoring::v1::GetClusterScoresResponse> GetClusterScores(
      const thidua::scoring::v1::GetClusterScoresRequest&, const rpc::Call&) override {
    return NeverAsked();
  }

 private:
  absl::Status Answer(const std::string& method, const std::string& unit) {
    ++calls[method];
    if (away) return Unavailable("SERVICE_UNAVAILABLE", {.vi = "không kết nối được", .en = "cannot reach scoring"});
    if (!units.contains(unit)) return NotFound("UNKNOWN_UNIT", {.vi = "không có đơn vị", .en = "no such unit"});
    return absl::OkStatus();
  }

  static absl::Status NeverAsked() { return absl::UnimplementedError("the tasks service does not ask this"); }
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_FAKE_SCORING_FOR_TEST_H_
