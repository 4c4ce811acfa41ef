#include "services/ranking/rpc/fake_scoring.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/problem.h"

namespace thidua::ranking {
namespace {

using directory::v1::GetUnitRequest;
using directory::v1::GetUnitResponse;
using directory::v1::ListClustersRequest;
using directory::v1::ListClustersResponse;
using directory::v1::ListOfficesRequest;
using directory::v1::ListOfficesResponse;
using directory::v1::ListUnitsRequest;
using directory::v1::ListUnitsResponse;
using scoring::v1::ClusterScores;
using scoring::v1::ExplainScoresRequest;
using scoring::v1::ExplainScoresResponse;
using scoring::v1::GetClusterScoresRequest;
using scoring::v1::GetClusterScoresResponse;
using scoring::v1::GetScaleRequest;
using scoring::v1::GetScaleResponse;
using scoring::v1::ListClusterVersionsRequest;
using scoring::v1::ListClusterVersionsResponse;
using scoring::v1::UnitScores;

std::string NameOf(const std::string& cluster) { return absl::StrCat("Cụm ", cluster); }

}  // namespace

ClusterScores MakeScores(const std::string& cluster, int year, const std::vector<SheetRow>& rows) {
  ClusterScores scores;
  scores.set_cluster(cluster);
  scores.set_cluster_name(NameOf(cluster));
  scores.set_authority("535");
  scores.set_year(year);
  scores.mutable_scale()->set_scale_id("ba-to");
  scores.mutable_scale()->set_revision(1);
  scores.set_scale_title("Thang điểm Ba Tơ");
  const auto heading = [&](const std::string& code, int depth, const std::string& group, bool is_criterion) {
    auto* one = scores.add_headings();
    one->set_code(code);
    one->set_depth(depth);
    one->set_group(group);
    one->set_is_criterion(is_criterion);
  };
  heading("I", 0, "", false);
  heading("I.1", 1, "I", true);
  heading("I.A", 1, "I", false);
  heading("I.A.1", 2, "I.A", true);
  heading("II", 0, "", false);
  heading("II.1", 1, "II", true);
  scores.add_tie_breaks()->set_group("II");
  scores.add_tie_breaks()->set_criterion("I.1");
  for (const SheetRow& row : rows) {
    UnitScores* unit = scores.add_units();
    unit->set_unit(row.unit);
    unit->set_name(row.name);
    unit->set_total(row.total);
    unit->set_lost("1.00");
    unit->mutable_subtotals()->Add(row.subtotals.begin(), row.subtotals.end());
    unit->mutable_points()->Add(row.points.begin(), row.points.end());
    unit->mutable_missing()->Add(row.missing.begin(), row.missing.end());
    unit->set_state(row.missing.empty() ? UnitScores::COMPLETE : UnitScores::INCOMPLETE);
  }
  return scores;
}

// Changes under the lock; watchers hear of it when it is released.
class FakeScoring::Change {
 public:
  explicit Change(FakeScoring& scoring) : scoring_(scoring), lock_(scoring.mutex_) {}
  ~Change() {
    lock_.unlock();
    scoring_.TellWatches();
  }

 private:
  FakeScoring& scoring_;
  std::unique_lock<std::mutex> lock_;
};

void FakeScoring::AddUnit(const std::string& code, const std::string& name, const std::string& parent) {
  const Change change(*this);
  directory::v1::Unit& unit = units_[code];
  unit.set_code(code);
  unit.set_name(name);
  unit.set_parent(parent);
}

void FakeScoring::AddCluster(const std::string& cluster, const std::string& authority, int year) {
  const Change change(*this);
  ClusterYear& one = At(cluster, year);
  one.authority = authority;
  one.failure = FailedPrecondition("NO_SCALE", {.vi = "Chưa có thang điểm. Hãy nhập.", .en = "No scale. Import one."});
}

int64_t FakeScoring::SetScores(ClusterScores scores) {
  const Change change(*this);
  ClusterYear& one = At(scores.cluster(), scores.year());
  one.authority = scores.authority();
  one.failure = absl::OkStatus();
  one.scores = std::move(scores);
  one.scores.set_version(one.version);
  return one.version;
}

void FakeScoring::SetFailure(const std::string& cluster, int year, absl::Status failure) {
  const Change change(*this);
  At(cluster, year).failure = std::move(failure);
}

void FakeScoring::SetVersionZero(const std::string& cluster, int year) {
  const Change change(*this);
  ClusterYear& one = At(cluster, year);
  one.version = 0;
  one.scores.set_version(0);
}

void FakeScoring::FailEverything(absl::Status status) {
  const Change change(*this);
  everything_ = std::move(status);
}

void FakeScoring::BeforeScores(std::function<void(const rpc::Call&)> hook) {
  const std::lock_guard lock(mutex_);
  before_scores_ = std::move(hook);
}

int FakeScoring::calls(const std::string& method) const {
  const std::lock_guard lock(mutex_);
  const auto found = calls_.find(method);
  return found == calls_.end() ? 0 : found->second;
}

absl::Status FakeScoring::Called(const std::string& method) const {
  const std::lock_guard lock(mutex_);
  ++calls_[method];
  return everything_;
}

FakeScoring::ClusterYear& FakeScoring::At(const std::string& cluster, int year) {
  auto found = std::find_if(cluster_years_.begin(), cluster_years_.end(),
                            [&](const ClusterYear& one) { return one.cluster == cluster && one.year == year; });
  if (found == cluster_years_.end()) {
    found = cluster_years_.insert(found, ClusterYear{.cluster = cluster, .year = year, .authority = "535"});
  }
  found->version = ++last_version_;
  return *found;
}

bool FakeScoring::IsUnder(std::string unit, const std::string& above) const {
  while (unit != above) {
    const auto found = units_.find(unit);
    if (found == units_.end()) return above.empty();
    unit = found->second.parent();
  }
  return true;
}

template <typename Request>
absl::StatusOr<std::vector<FakeScoring::ClusterYear>> FakeScoring::InScope(const Request& request) const {
  const std::lock_guard lock(mutex_);
  std::vector<ClusterYear> found;
  for (const ClusterYear& one : cluster_years_) {
    if (one.year != request.year()) continue;
    if (request.has_cluster() ? one.cluster == request.cluster() : IsUnder(one.authority, request.under())) {
      found.push_back(one);
    }
  }
  if (request.has_cluster() && found.empty()) {
    return NotFound("UNKNOWN_CLUSTER", {.vi = "Không có cụm này.", .en = "No such cluster."});
  }
  return found;
}

absl::StatusOr<GetUnitResponse> FakeScoring::GetUnit(const GetUnitRequest& request, const rpc::Call&) {
  if (absl::Status status = Called("GetUnit"); !status.ok()) return status;
  const std::lock_guard lock(mutex_);
  const auto found = units_.find(request.code());
  if (found == units_.end()) {
    return NotFound("UNKNOWN_UNIT", {.vi = "Không có đơn vị này.", .en = "No such unit."});
  }
  GetUnitResponse response;
  *response.mutable_unit() = found->second;
  return response;
}

absl::StatusOr<ListUnitsResponse> FakeScoring::ListUnits(const ListUnitsRequest& request, const rpc::Call&) {
  if (absl::Status status = Called("ListUnits"); !status.ok()) return status;
  const std::lock_guard lock(mutex_);
  ListUnitsResponse response;
  for (auto unit = units_.lower_bound(request.page_token()); unit != units_.end(); ++unit) {
    if (response.units_size() == request.page_size()) {
      response.set_next_page_token(unit->first);
      break;
    }
    *response.add_units() = unit->second;
  }
  return response;
}

absl::StatusOr<ListClustersResponse> FakeScoring::ListClusters(const ListClustersRequest& request, const rpc::Call&) {
  if (absl::Status status = Called("ListClusters"); !status.ok()) return status;
  const absl::StatusOr<std::vector<ClusterYear>> found = InScope(request);
  if (!found.ok()) return found.status();
  ListClustersResponse response;
  for (const ClusterYear& one : *found) {
    auto* cluster = response.add_clusters();
    cluster->set_code(one.cluster);
    cluster->set_name(NameOf(one.cluster));
  }
  return response;
}

absl::StatusOr<ListClusterVersionsResponse> FakeScoring::ListClusterVersions(const ListClusterVersionsRequest& request,
                                                                             const rpc::Call&) {
  if (absl::Status status = Called("ListClusterVersions"); !status.ok()) return status;
  const absl::StatusOr<std::vector<ClusterYear>> found = InScope(request);
  if (!found.ok()) return found.status();
  ListClusterVersionsResponse response;
  for (const ClusterYear& one : *found) {
    auto* version = response.add_versions();
    version->set_cluster(one.cluster);
    version->set_year(one.year);
    version->set_version(one.version);
  }
  return response;
}

absl::StatusOr<GetClusterScoresResponse> FakeScoring::GetClusterScores(const GetClusterScoresRequest& request,
                                                                       const rpc::Call& call) {
  if (absl::Status status = Called("GetClusterScores"); !status.ok()) return status;
  std::function<void(const rpc::Call&)> before;
  {
    const std::lock_guard lock(mutex_);
    before = before_scores_;
  }
  if (before) before(call);
  // Without a text: a status with one has a shared count, whose end in libabsl ThreadSanitizer does not see.
  if (absl::Now() >= call.deadline) return absl::DeadlineExceededError("");
  if (rpc::GivenUp(call)) return absl::CancelledError("");
  const std::lock_guard lock(mutex_);
  for (const ClusterYear& one : cluster_years_) {
    if (one.cluster != request.cluster() || one.year != request.year()) continue;
    if (!one.failure.ok()) return one.failure;
    GetClusterScoresResponse response;
    *response.mutable_scores() = one.scores;
    return response;
  }
  return NotFound("UNKNOWN_CLUSTER", {.vi = "Không có cụm này.", .en = "No such cluster."});
}

absl::StatusOr<ListOfficesResponse> FakeScoring::ListOffices(const ListOfficesRequest&, const rpc::Call&) {
  if (absl::Status status = Called("ListOffices"); !status.ok()) return status;
  return ListOfficesResponse();
}

absl::StatusOr<GetScaleResponse> FakeScoring::GetScale(const GetScaleRequest&, const rpc::Call&) {
  return absl::UnimplementedError("ranking does not ask this");
}

absl::StatusOr<scoring::v1::FreezeClusterResponse> FakeScoring::FreezeCluster(const scoring::v1::FreezeClusterRequest&,
                                                                              const rpc::Call&) {
  return absl::UnimplementedError("tests of publications ask the service itself");
}

absl::StatusOr<ExplainScoresResponse> FakeScoring::ExplainScores(const ExplainScoresRequest&, const rpc::Call&) {
  return absl::UnimplementedError("ranking does not ask this");
}

absl::StatusOr<scoring::v1::SimulateScoresResponse> FakeScoring::SimulateScores(
    const scoring::v1::SimulateScoresRequest&, const rpc::Call&) {
  return absl::UnimplementedError("tests of what-if make their own scores");
}

class FakeScoring::Watch final : public scoring::VersionWatch {
 public:
  Watch(FakeScoring& scoring, scoring::VersionListener& listener) : scoring_(scoring), listener_(listener) {
    const std::lock_guard lock(scoring_.watches_mutex_);
    scoring_.watches_.insert(this);
    Tell(0);
  }
  ~Watch() override {
    const std::lock_guard lock(scoring_.watches_mutex_);
    scoring_.watches_.erase(this);
  }
  void Probe(int64_t number) override {
    const std::lock_guard lock(scoring_.watches_mutex_);
    Tell(number);
  }
  void Lose() {
    listener_.OnLost();
    feed_ = 0;
  }

  // All that is new to this watcher.
  void Tell(int64_t probe) {
    scoring::v1::WatchVersionsResponse message;
    {
      const std::lock_guard lock(scoring_.mutex_);
      if (scoring_.silent_ || !scoring_.everything_.ok()) return;
      message.set_feed(absl::StrCat(scoring_.feed_));
      if (feed_ != scoring_.feed_) {
        message.set_reset(true);
        feed_ = scoring_.feed_;
        told_.clear();
        units_ = 0;
      }
      if (units_ != scoring_.units_.size()) {
        units_ = scoring_.units_.size();
        for (const auto& [code, unit] : scoring_.units_) {
          auto* one = message.add_units();
          one->set_code(code);
          one->set_name(unit.name());
          one->set_parent(unit.parent());
        }
      }
      int position = 0;
      for (const ClusterYear& cluster : scoring_.cluster_years_) {
        ++position;
        const auto [told, added] = told_.try_emplace({cluster.cluster, cluster.year}, cluster.version);
        if (!added && std::exchange(told->second, cluster.version) == cluster.version) continue;
        auto* one = message.add_clusters();
        one->mutable_version()->set_cluster(cluster.cluster);
        one->mutable_version()->set_year(cluster.year);
        one->mutable_version()->set_version(cluster.version);
        one->set_name(NameOf(cluster.cluster));
        one->set_authority(cluster.authority);
        one->set_position(position);
        for (const auto& unit : cluster.scores.units()) one->add_members(unit.unit());
      }
      message.set_head(scoring_.last_version_ + 1);
      message.set_probe(probe);
    }
    listener_.OnVersions(message);
  }

 private:
  FakeScoring& scoring_;
  scoring::VersionListener& listener_;
  int feed_ = 0;
  size_t units_ = 0;
  std::map<std::pair<std::string, int>, int64_t> told_;
};

std::unique_ptr<scoring::VersionWatch> FakeScoring::WatchVersions(scoring::VersionListener& listener) {
  return std::make_unique<Watch>(*this, listener);
}

void FakeScoring::Silence(bool silent) {
  {
    const std::lock_guard lock(mutex_);
    silent_ = silent;
  }
  if (!silent) TellWatches();
}

void FakeScoring::BreakWatches() {
  const std::lock_guard lock(watches_mutex_);
  {
    const std::lock_guard inner(mutex_);
    ++feed_;
  }
  for (Watch* watch : watches_) watch->Lose();
  TellWatches();
}

void FakeScoring::TellWatches(int64_t probe) {
  const std::lock_guard lock(watches_mutex_);
  for (Watch* watch : watches_) watch->Tell(probe);
}

}  // namespace thidua::ranking
