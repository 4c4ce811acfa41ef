#include "services/ranking/versions/known_versions.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/problem.h"

namespace thidua::ranking {
namespace {

using scoring::v1::WatchVersionsResponse;

constexpr absl::Duration kProbeEvery = absl::Milliseconds(250);
// Who wants the latest waits this long for scoring; who only found old knowledge, that long.
constexpr absl::Duration kPatience = absl::Seconds(2);
constexpr absl::Duration kShortPatience = absl::Milliseconds(300);

absl::Status NothingKnown() {
  return Unavailable(
      "SERVICE_UNAVAILABLE",
      {.vi =
           "Dịch vụ xếp hạng chưa liên lạc được với dịch vụ chấm điểm (thidua-scoring), và chưa biết kết quả nào. Hãy "
           "kiểm tra thidua-scoring đang chạy rồi thử lại.",
       .en =
           "The ranking service cannot reach the scoring service (thidua-scoring) and knows no result yet. Check that "
           "thidua-scoring runs, then try again."});
}

absl::Status VersionNotReached(int64_t version) {
  return Unavailable(
      "SERVICE_UNAVAILABLE",
      {.vi = absl::StrCat("Chưa nhận được phiên bản ", version,
                          " từ dịch vụ chấm điểm (thidua-scoring). Hãy kiểm tra dịch vụ đó rồi thử lại, hoặc đọc không "
                          "kèm min_version để nhận kết quả cũ hơn."),
       .en =
           absl::StrCat("Version ", version,
                        " has not come from the scoring service (thidua-scoring). Check that it runs, then try again, "
                        "or read without min_version for an older result.")});
}

absl::Status UnknownVersion(int64_t version) {
  return FailedPrecondition(
      "UNKNOWN_VERSION",
      {.vi = absl::StrCat("Dịch vụ chấm điểm không biết phiên bản ", version,
                          "; có thể dữ liệu đã được khôi phục từ bản sao lưu. Hãy đọc lại không kèm min_version."),
       .en = absl::StrCat("The scoring service does not know version ", version,
                          "; its data may have been restored from a backup. Read again without min_version.")});
}

}  // namespace

KnownVersions::KnownVersions(scoring::ScoringApi& scoring, std::function<absl::StatusOr<int64_t>()> results_version)
    : read_results_version_(std::move(results_version)) {
  if (const absl::StatusOr<int64_t> version = read_results_version_(); version.ok()) SawResults(*version);
  watch_ = scoring.WatchVersions(*this);
  prober_ = std::thread([this] { Run(); });
}

KnownVersions::~KnownVersions() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  prober_.join();
  watch_.reset();
}

bool KnownVersions::IsFreshEnough(const WantedFreshness& wanted) const {
  return !wanted.latest && wanted.min_version <= head_.load(std::memory_order_acquire) && !Staleness().has_value();
}

KnownVersions::Age KnownVersions::AgeSince(Clock::time_point wanted) const {
  const Clock::time_point since = known_since();
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - since);
  return age <= kMaxAge && since >= wanted ? std::nullopt : std::optional(age);
}

absl::Status KnownVersions::Await(const WantedFreshness& wanted, absl::Time deadline) {
  if (IsFreshEnough(wanted)) return absl::OkStatus();
  const bool demanding = wanted.latest || wanted.min_version > head_.load(std::memory_order_acquire);
  const auto silent = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return !connected_ ||
           (!probes_.empty() && Clock::now() - probes_.begin()->second > absl::ToChronoMilliseconds(kShortPatience));
  };
  const int64_t probe = SendProbe();
  const absl::MutexLock lock(&mutex_);
  const bool knows_something = known_since_.load(std::memory_order_acquire) != 0;
  if (demanding || !knows_something || !silent()) {
    const absl::Duration patience = demanding || !knows_something ? kPatience : kShortPatience;
    const uint64_t losses = losses_;
    const auto over = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      const bool reached = !wanted.latest && wanted.min_version > 0 && head_ >= wanted.min_version && known_since_ != 0;
      // A connection that was lost while waiting, or is known to be, tells nothing more in time.
      const bool lost = knows_something && (losses_ != losses || !connected_);
      return reached || answered_probe_ >= probe || lost || stopping_;
    };
    // Half of the time that is left is for the answer.
    const absl::Time now = absl::Now();
    mutex_.AwaitWithDeadline(absl::Condition(&over), now + std::min(patience, (deadline - now) / 2));
  }
  if (known_since_.load(std::memory_order_acquire) == 0) return NothingKnown();
  if (wanted.min_version <= head_) return absl::OkStatus();
  return answered_probe_ >= probe ? UnknownVersion(wanted.min_version) : VersionNotReached(wanted.min_version);
}

absl::StatusOr<KnownVersions::Age> KnownVersions::AwaitAge(const WantedFreshness& wanted, absl::Time deadline) {
  const Clock::time_point asked = Clock::now();
  if (absl::Status status = Await(wanted, deadline); !status.ok()) return status;
  return AgeSince(wanted.latest ? asked : Clock::time_point::min());
}

void KnownVersions::SawVersion(const KnownCluster& known, int64_t version, uint64_t epoch) {
  {
    const absl::MutexLock lock(&mutex_);
    if (epoch != epoch_) return;
    const auto year = years_.find(known.year);
    if (year == years_.end()) return;
    const auto cluster = year->second.clusters.find(known.code);
    if (cluster == year->second.clusters.end() || cluster->second->version >= version) return;
    auto seen = std::make_shared<KnownCluster>(*cluster->second);
    seen->version = version;
    cluster->second = std::move(seen);
  }
  Changed();
}

void KnownVersions::SawResults(int64_t version) {
  int64_t known = results_version_.load();
  while (known < version) {
    if (results_version_.compare_exchange_weak(known, version)) return Changed();
  }
}

std::shared_ptr<const KnownCluster> KnownVersions::Find(std::string_view cluster, int year) const {
  const absl::ReaderMutexLock lock(&mutex_);
  const auto of_year = years_.find(year);
  if (of_year == years_.end()) return nullptr;
  const auto found = of_year->second.clusters.find(absl::string_view(cluster.data(), cluster.size()));
  return found == of_year->second.clusters.end() ? nullptr : found->second;
}

std::shared_ptr<const KnownCluster> KnownVersions::FindOf(std::string_view unit, int year) const {
  const absl::ReaderMutexLock lock(&mutex_);
  const auto of_year = years_.find(year);
  if (of_year == years_.end()) return nullptr;
  const auto cluster = of_year->second.cluster_of.find(absl::string_view(unit.data(), unit.size()));
  if (cluster == of_year->second.cluster_of.end()) return nullptr;
  const auto found = of_year->second.clusters.find(cluster->second);
  return found == of_year->second.clusters.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<const KnownCluster>> KnownVersions::Below(const std::string& under, int year) const {
  std::vector<std::shared_ptr<const KnownCluster>> found;
  {
    const absl::ReaderMutexLock lock(&mutex_);
    const auto of_year = years_.find(year);
    if (of_year == years_.end()) return found;
    absl::flat_hash_map<std::string, bool> below;  // By authority.
    for (const auto& [code, cluster] : of_year->second.clusters) {
      if (!under.empty()) {
        const auto [known, added] = below.try_emplace(cluster->authority, false);
        if (added) known->second = IsBelow(cluster->authority, under);
        if (!known->second) continue;
      }
      found.push_back(cluster);
    }
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a->position < b->position; });
  return found;
}

std::optional<std::string> KnownVersions::UnitName(const std::string& code) const {
  const absl::ReaderMutexLock lock(&mutex_);
  const auto found = units_.find(code);
  return found == units_.end() ? std::nullopt : std::optional(found->second.name);
}

std::string KnownVersions::BranchOf(const std::string& authority, const std::string& under) const {
  const absl::ReaderMutexLock lock(&mutex_);
  std::string unit = authority;
  // No chain of units is longer than there are units; a circle would be.
  for (size_t steps = 0; steps <= units_.size() && unit != under; ++steps) {
    const auto found = units_.find(unit);
    if (found == units_.end()) return {};
    if (found->second.parent == under) return unit;
    unit = found->second.parent;
  }
  return {};
}

bool KnownVersions::IsBelow(const std::string& unit, const std::string& above) const {
  std::string at = unit;
  for (size_t steps = 0; steps <= units_.size(); ++steps) {
    if (at == above) return true;
    const auto found = units_.find(at);
    if (found == units_.end() || found->second.parent.empty()) return false;
    at = found->second.parent;
  }
  return false;
}

bool KnownVersions::AwaitChange(uint64_t seen, absl::Time deadline) const {
  const absl::MutexLock lock(&mutex_);
  const auto changed = [&] { return stopping_ || sequence() != seen; };
  mutex_.AwaitWithDeadline(absl::Condition(&changed), deadline);
  return sequence() != seen;
}

int KnownVersions::Listen(std::function<void()> listener) {
  const absl::MutexLock lock(&listeners_mutex_);
  listeners_[next_listener_] = std::move(listener);
  return next_listener_++;
}

void KnownVersions::Unlisten(int listener) {
  const absl::MutexLock lock(&listeners_mutex_);
  listeners_.erase(listener);
}

void KnownVersions::OnVersions(const WatchVersionsResponse& versions) {
  bool changed = false;
  {
    const absl::MutexLock lock(&mutex_);
    connected_ = true;
    if (versions.reset()) begun_.clear();
    if (versions.head() == 0) {
      begun_.push_back(versions);
      return;
    }
    begun_.push_back(versions);
    for (const WatchVersionsResponse& part : begun_) {
      changed = changed || part.reset() || part.units_size() > 0 || part.clusters_size() > 0;
      Apply(part);
    }
    begun_.clear();
    if (changed) sequence_.fetch_add(1, std::memory_order_release);
    head_.store(versions.head(), std::memory_order_release);
    if (const auto probe = probes_.find(versions.probe()); probe != probes_.end()) {
      known_since_.store(probe->second.time_since_epoch().count(), std::memory_order_release);
      answered_probe_ = versions.probe();
      probes_.erase(probes_.begin(), std::next(probe));
    }
  }
  if (!changed) return;
  const absl::MutexLock lock(&listeners_mutex_);
  for (const auto& [number, listener] : listeners_) listener();
}

void KnownVersions::OnLost() {
  const absl::MutexLock lock(&mutex_);
  connected_ = false;
  ++losses_;
  begun_.clear();
  // What is not answered now never will be.
  probes_.clear();
}

void KnownVersions::Apply(const WatchVersionsResponse& versions) {
  if (versions.reset()) {
    years_.clear();
    units_.clear();
    epoch_.fetch_add(1, std::memory_order_release);
  }
  for (const auto& unit : versions.units()) units_[unit.code()] = {.name = unit.name(), .parent = unit.parent()};
  for (const auto& told : versions.clusters()) {
    Year& year = years_[told.version().year()];
    const std::string& code = told.version().cluster();
    std::shared_ptr<const KnownCluster>& known = year.clusters[code];
    if (known != nullptr) {
      for (const std::string& unit : known->members) {
        const auto place = year.cluster_of.find(unit);
        if (place != year.cluster_of.end() && place->second == code) year.cluster_of.erase(place);
      }
    }
    auto cluster = std::make_shared<KnownCluster>();
    cluster->code = code;
    cluster->name = told.name();
    cluster->authority = told.authority();
    cluster->year = told.version().year();
    cluster->position = told.position();
    cluster->version = told.version().version();
    if (known != nullptr) cluster->version = std::max(cluster->version, known->version);
    cluster->members.assign(told.members().begin(), told.members().end());
    for (const std::string& unit : cluster->members) year.cluster_of[unit] = code;
    known = std::move(cluster);
  }
}

int64_t KnownVersions::SendProbe() {
  int64_t probe = 0;
  {
    const absl::MutexLock lock(&mutex_);
    probe = ++last_probe_;
    if (connected_ || probes_.empty()) probes_[probe] = Clock::now();
  }
  watch_->Probe(probe);
  return probe;
}

void KnownVersions::Run() {
  while (true) {
    SendProbe();
    if (const absl::StatusOr<int64_t> version = read_results_version_(); version.ok()) SawResults(*version);
    const absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kProbeEvery)) return;
  }
}

void KnownVersions::Changed() {
  {
    // Under the lock, so that who waits for a change is woken.
    const absl::MutexLock lock(&mutex_);
    sequence_.fetch_add(1, std::memory_order_release);
  }
  const absl::MutexLock lock(&listeners_mutex_);
  for (const auto& [number, listener] : listeners_) listener();
}

}  // namespace thidua::ranking
