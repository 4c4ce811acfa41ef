// The board of a district while the store grows to the whole country: 19 communes of 20 tasks each are asked for, among
// 100, 1,000 and 10,000 communes. The baseline is the same board in the smallest store, so a ratio of 1 says that what
// others have costs a district nothing; beside it stands the board of everybody, against the size: linear is 10 for ten
// times the tasks. The call runs without a channel, on units and clusters from memory.

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "common/testing/temp_folder.h"
#include "services/tasks/rpc/board_calls.h"
#include "services/tasks/rpc/fake_ranking_for_test.h"
#include "services/tasks/storage/tasks_schema.h"
#include "tests/bench/report.h"
#include "tests/bench/timing.h"

namespace thidua::bench {
namespace {

using thidua::directory::v1::Unit;

constexpr int kTasksEach = 20;
constexpr int kYear = 2024;
constexpr int kDistrictSize = 19;
constexpr int kPasses = 15;
constexpr char kCountry[] = "vn";
const CivilDay kDay(2024, 9, 20);

void MustBeOk(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << "bench: " << status << '\n';
  std::exit(1);
}

std::string Commune(int number) { return absl::StrCat(100'000 + number); }
std::string District(int commune) { return absl::StrCat("d", commune / kDistrictSize); }

// A country of one cluster for each district, that answers what a board asks. Answers are made beforehand, so that what
// is measured is the board alone.
class Country final : public scoring::ScoringApi {
 public:
  explicit Country(int communes) {
    for (int i = 0; i < communes; ++i) {
      Unit unit;
      unit.set_code(Commune(i));
      unit.set_name(absl::StrCat("Xã ", i));
      for (const std::string& under : {std::string(kCountry), District(i)}) {
        *units_[under].add_units() = unit;
        auto& clusters = *clusters_[under].mutable_clusters();
        if (clusters.empty() || clusters.rbegin()->code() != District(i)) {
          auto& cluster = *clusters.Add();
          cluster.set_code(District(i));
          cluster.set_authority(District(i));
        }
        clusters.rbegin()->add_members()->set_unit(Commune(i));
      }
    }
  }

  absl::StatusOr<thidua::directory::v1::GetUnitResponse> GetUnit(const thidua::directory::v1::GetUnitRequest&,
                                                                 const rpc::Call&) override {
    return NeverAsked();
  }
  absl::StatusOr<thidua::directory::v1::ListUnitsResponse> ListUnits(
      const thidua::directory::v1::ListUnitsRequest& request, const rpc::Call&) override {
    return units_.at(request.under());
  }
  absl::StatusOr<thidua::directory::v1::ListOfficesResponse> ListOffices(
      const thidua::directory::v1::ListOfficesRequest&, const rpc::Call&) override {
    thidua::directory::v1::ListOfficesResponse response;
    for (int i = 0; i < 14; ++i) response.add_offices()->set_code(absl::StrCat("BP", i));
    return response;
  }
  absl::StatusOr<thidua::directory::v1::ListClustersResponse> ListClusters(
      const thidua::directory::v1::ListClustersRequest& request, const rpc::Call&) override {
    return clusters_.at(request.under());
  }
  absl::StatusOr<thidua::scoring::v1::GetScaleResponse> GetScale(const thidua::scoring::v1::GetScaleRequest&,
                                                                 const rpc::Call&) override {
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
  absl::StatusOr<thidua::scoring::v1::FreezeClusterResponse> FreezeCluster(
      const thidua::scoring::v1::FreezeClusterRequest&, const rpc::Call&) override {
    return NeverAsked();
  }
  absl::StatusOr<thidua::scoring::v1::ExplainScoresResponse> ExplainScores(
      const thidua::scoring::v1::ExplainScoresRequest&, const rpc::Call&) override {
    return NeverAsked();
  }
  absl::StatusOr<thidua::scoring::v1::SimulateScoresResponse> SimulateScores(
      const thidua::scoring::v1::SimulateScoresRequest&, const rpc::Call&) override {
    return NeverAsked();
  }
  std::unique_ptr<scoring::VersionWatch> WatchVersions(scoring::VersionListener&) override { return nullptr; }

 private:
  static absl::Status NeverAsked() { return absl::UnimplementedError("a board does not ask this"); }

  std::map<std::string, thidua::directory::v1::ListUnitsResponse> units_;
  std::map<std::string, thidua::directory::v1::ListClustersResponse> clusters_;
};

// Somewhere in the middle of its year.
tasks::Task TaskOf(int commune, int number) {
  const CivilDay due = CivilDay(kYear, 8, 1) + (commune + 13 * number) % 150;
  tasks::Task task = {.key = {.unit = Commune(commune), .year = kYear, .criterion = absl::StrCat("I.", number + 1)},
                      .title = "Giao dự toán thu trên địa bàn phù hợp khả năng thu; đạt và vượt chỉ tiêu thu ngân sách",
                      .lead = absl::StrCat("BP", number % 14),
                      .coordinators = {absl::StrCat("BP", (number + 3) % 14)},
                      .start = CivilDay(kYear, 5, 1),
                      .due = due,
                      .evidence_due = CivilDay(kYear, 12, 31),
                      .target = tasks::Figure{.value = Decimal(100)},
                      .points_to_win_back = Decimal(5),
                      .from_year = kYear - 1,
                      .reason = "Năm 2023 đạt 95.00/100 điểm, mất 5 điểm.",
                      .steps = {{tasks::TaskState::kAssigned, CivilDay(kYear, 5, 1)}}};
  if (number % 3 == 0) return task;
  task.steps.push_back({tasks::TaskState::kInProgress, CivilDay(kYear, 6, 14)});
  task.progress.push_back(
      {.date = CivilDay(kYear, 6, 14), .percent = (commune + number) % 101, .note = "Đã rà soát các nguồn thu"});
  if (number % 7 == 0) task.steps.push_back({tasks::TaskState::kEvidenceSubmitted, CivilDay(kYear, 9, 1)});
  if (number % 5 == 0) task.steps.push_back({tasks::TaskState::kAccepted, CivilDay(kYear, 9, 10)});
  return task;
}

struct Milliseconds {
  double district = 0;
  double country = 0;
};

Milliseconds Measure(int communes) {
  Note(absl::StrCat("storing ", communes * kTasksEach, " tasks of ", communes, " communes"));
  TempFolder folder;
  const auto database = tasks::OpenTasksDatabase(folder.File("tasks.db"));
  MustBeOk(database.status());
  tasks::TaskStore store(**database);
  tasks::CalendarStore calendar(**database);
  const tasks::LogLine line = {.at = absl::UnixEpoch(), .day = kDay, .action = "bench"};
  for (int commune = 0; commune < communes; commune += 100) {
    MustBeOk(store.Write([&](tasks::TaskWriter& writer) {
      for (int i = commune; i < std::min(commune + 100, communes); ++i) {
        for (int number = 0; number < kTasksEach; ++number) writer.Put(TaskOf(i, number), line);
      }
      return absl::OkStatus();
    }));
  }
  Country country(communes);
  tasks::FakeRanking ranking;
  tasks::BoardCalls calls(
      {.store = store, .calendar = calendar, .scoring = country, .ranking = ranking, .now = absl::Now});
  const auto board = [&](const std::string& under, int expected) {
    tasks::v1::GetBoardRequest request;
    request.set_under(under);
    request.set_year(kYear);
    request.set_date(FormatCivilDay(kDay));
    const auto answer = calls.GetBoard(request, {});
    MustBeOk(answer.status());
    if (answer->counts().tasks() != expected) {
      std::cerr << "bench: " << answer->counts().tasks() << " tasks instead of " << expected << '\n';
      std::exit(1);
    }
  };
  // In the middle of the codes.
  const std::string district = District(communes / 2 / kDistrictSize * kDistrictSize);
  // The last district may be a small one; 100 communes are five whole ones.
  return {.district = MedianMicrosecondsOf(kPasses, [&] { board(district, kDistrictSize * kTasksEach); }) / 1000,
          .country = MedianMicrosecondsOf(3, [&] { board(kCountry, communes * kTasksEach); }) / 1000};
}

}  // namespace
}  // namespace thidua::bench

int main() {
  using namespace thidua::bench;  // NOLINT(google-build-using-namespace)
  const Milliseconds small = Measure(100);
  const Milliseconds middle = Measure(1'000);
  const Milliseconds large = Measure(10'000);
  Report("task_board_district_ms_in_20000_tasks", middle.district, small.district, "<=1.5");
  Report("task_board_district_ms_in_200000_tasks", large.district, small.district, "<=1.5");
  Report("task_board_country_ms_200000_to_20000_tasks", large.country, middle.country, "<=12");
  return 0;
}
