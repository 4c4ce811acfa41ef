#include "services/ranking/rpc/ranking_watch.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "common/rpc/handlers.h"
#include "common/rpc/status_mapping.h"

namespace thidua::ranking {
namespace {

constexpr absl::Duration kHeartbeat = absl::Seconds(2);
// Within which the scores of one round are to be had.
constexpr absl::Duration kRound = absl::Seconds(5);
// How long the hub takes at most to see that it is closed.
constexpr absl::Duration kNap = absl::Milliseconds(200);

class Stream final : public grpc::ServerWriteReactor<v1::WatchRankingsResponse>, public WatchHub::Watcher {
 public:
  Stream(RankingCore& core, WatchHub& hub, rpc::Gate& gate, const grpc::CallbackServerContext* context,
         const v1::WatchRankingsRequest* request)
      : core_(core), hub_(hub), gate_(gate), context_(context), request_(request), teller_(core, *request) {
    if (absl::Status status = rpc::Passage(gate_, context_).Enter(*request_); !status.ok()) {
      End(rpc::ToGrpc(status));
    } else if (status = CheckYear(request_->year()); !status.ok()) {
      End(rpc::ToGrpc(status));
    } else if (!hub_.Join(this)) {
      End(rpc::ToGrpc(rpc::Draining()));
    } else {
      OnWake(/*heartbeat=*/false);
    }
  }

  void OnWake(bool heartbeat) override {
    {
      const absl::MutexLock lock(&mutex_);
      heartbeat_due_ = heartbeat_due_ || heartbeat;
      wanted_ = true;
    }
    Continue();
  }
  void OnClosed() override { End(rpc::ToGrpc(rpc::Draining())); }
  void OnCancel() override { End(grpc::Status::CANCELLED); }

  void OnWriteDone(bool ok) override {
    {
      const absl::MutexLock lock(&mutex_);
      busy_ = false;
      if (!ok && !end_.has_value()) end_ = grpc::Status::CANCELLED;
    }
    Continue();
  }

  void OnDone() override {
    hub_.Leave(this);
    delete this;
  }

 private:
  void End(grpc::Status status) {
    {
      const absl::MutexLock lock(&mutex_);
      if (!end_.has_value()) end_ = std::move(status);
    }
    Continue();
  }

  // Finishes, or begins to find out what to write; nothing while it is writing or finding out. `was_busy`: the caller
  // did that and is done; from then on the stream may end, and be no more, at any moment.
  void Continue(bool was_busy = false) {
    grpc::Status end;
    {
      const absl::MutexLock lock(&mutex_);
      if (was_busy) busy_ = false;
      if (busy_ || finished_) return;
      if (!end_.has_value()) {
        if (!std::exchange(wanted_, false)) return;
        busy_ = gate_.Submit({.cost = rpc::Cost::kScoring}, [this] { Produce(); }).ok();
        // Refused, the next heartbeat tries again.
        return;
      }
      finished_ = true;
      end = *end_;
    }
    Finish(std::move(end));
  }

  // On a worker.
  void Produce() {
    bool heartbeat = false;
    {
      const absl::MutexLock lock(&mutex_);
      heartbeat = std::exchange(heartbeat_due_, false);
    }
    absl::StatusOr<v1::WatchRankingsResponse> next = Next();
    if (next.ok() && next->events().empty() && heartbeat) next->set_heartbeat(true);
    if (!next.ok() && told_something_ &&
        (absl::IsUnavailable(next.status()) || absl::IsDeadlineExceeded(next.status()))) {
      // Scoring is away: what was told stands, and gets old.
      const auto age = KnownVersions::Clock::now() - teller_.known_since();
      next = v1::WatchRankingsResponse();
      next->set_heartbeat(heartbeat);
      next->mutable_stale()->set_age_ms(std::chrono::duration_cast<std::chrono::milliseconds>(age).count());
    }
    {
      const absl::MutexLock lock(&mutex_);
      if (next.ok() && !end_.has_value() && (!next->events().empty() || next->heartbeat())) {
        told_something_ = true;
        response_ = *std::move(next);
        StartWrite(&response_);
        return;
      }
      if (!next.ok() && !end_.has_value()) end_ = rpc::ToGrpc(next.status());
    }
    Continue(/*was_busy=*/true);
  }

  // Passes the gate anew each time: a stream outlives no token, and nothing that its caller no longer may see.
  absl::StatusOr<v1::WatchRankingsResponse> Next() {
    rpc::Passage passage(gate_, context_);
    if (absl::Status status = passage.Enter(*request_); !status.ok()) return status;
    absl::StatusOr<rpc::Call> call = passage.Admit(*request_);
    if (!call.ok()) return call.status();
    call->deadline = absl::Now() + kRound;
    return teller_.Next(*call);
  }

  RankingCore& core_;
  WatchHub& hub_;
  rpc::Gate& gate_;
  const grpc::CallbackServerContext* const context_;
  const v1::WatchRankingsRequest* const request_;
  RankTeller teller_;                   // Of the one who is busy.
  v1::WatchRankingsResponse response_;  // The same.
  bool told_something_ = false;         // The same.
  absl::Mutex mutex_;
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;
  bool wanted_ ABSL_GUARDED_BY(mutex_) = false;
  bool heartbeat_due_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<grpc::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

RankTeller::RankTeller(RankingCore& core, const v1::WatchRankingsRequest& request)
    : core_(core), scope_{.cluster = request.cluster(), .under = request.under(), .year = request.year()} {
  for (const scoring::v1::ClusterVersion& seen : request.seen()) {
    const auto scores = core_.scores().Remembered(
        {.cluster = seen.cluster(), .year = request.year(), .version = seen.version(), .stage = ""});
    if (scores == nullptr) continue;
    told_[seen.cluster()] = {.version = seen.version(), .reason = "", .places = PlacesOf(*scores)};
  }
}

absl::StatusOr<v1::WatchRankingsResponse> RankTeller::Next(const rpc::Call& call) {
  const absl::StatusOr<KnownVersions::Age> age = core_.AwaitAge({}, call);
  if (!age.ok()) return age.status();
  absl::StatusOr<Basis> basis = core_.Find(scope_, call);
  if (!basis.ok()) return basis.status();
  std::erase_if(basis->clusters, [&](const auto& cluster) {
    const auto told = told_.find(cluster->code);
    return told != told_.end() && told->second.version == cluster->version;
  });
  v1::WatchRankingsResponse response;
  absl::StatusOr<ReadClusters> read = core_.Read(*basis, /*stage=*/"", call);
  if (!read.ok()) return read.status();
  for (const auto& cluster : read->clusters) Tell(*cluster, response);
  for (const Unranked& unranked : read->unranked) TellUnranked(unranked, response);
  if (age->has_value()) response.mutable_stale()->set_age_ms((*age)->count());
  known_since_ = basis->known_since;
  return response;
}

std::map<std::string, RankTeller::Place> RankTeller::PlacesOf(const RankableCluster& cluster) {
  std::map<std::string, Place> places;
  for (const ranking::Place& place : CompetitionRank(cluster.contenders, cluster.tie_breaks).places) {
    const auto& unit = cluster.scores.units(static_cast<int>(place.contender));
    places[unit.unit()] = {.name = unit.name(), .rank = place.rank, .total = unit.total()};
  }
  return places;
}

void RankTeller::Tell(const RankableCluster& cluster, v1::WatchRankingsResponse& response) {
  const auto known = told_.find(cluster.scores.cluster());
  const bool whole = known == told_.end() || !known->second.reason.empty();
  // What was read may be newer than what was known, and told already.
  if (!whole && known->second.version == cluster.scores.version()) return;
  Told now{.version = cluster.scores.version(), .reason = "", .places = PlacesOf(cluster)};
  v1::WatchRankingsResponse::Event* event = response.add_events();
  event->mutable_version()->set_cluster(cluster.scores.cluster());
  event->mutable_version()->set_year(cluster.scores.year());
  event->mutable_version()->set_version(cluster.scores.version());
  event->set_whole(whole);
  const std::map<std::string, Place> nothing;
  const std::map<std::string, Place>& before = whole ? nothing : known->second.places;
  const auto add = [&](const std::string& unit, const Place* then, const Place* place) {
    v1::RankChange* change = event->add_changes();
    change->set_unit(unit);
    change->set_name(place != nullptr ? place->name : then->name);
    if (then != nullptr) {
      change->set_rank_before(then->rank);
      change->set_total_before(then->total);
    }
    if (place != nullptr) {
      change->set_rank(place->rank);
      change->set_total(place->total);
    }
  };
  for (const auto& [unit, place] : now.places) {
    const auto then = before.find(unit);
    if (then == before.end() || then->second != place)
      add(unit, then == before.end() ? nullptr : &then->second, &place);
  }
  for (const auto& [unit, then] : before) {
    if (now.places.count(unit) == 0) add(unit, &then, nullptr);
  }
  std::stable_sort(event->mutable_changes()->begin(), event->mutable_changes()->end(),
                   [](const v1::RankChange& a, const v1::RankChange& b) { return a.rank() < b.rank(); });
  told_[cluster.scores.cluster()] = std::move(now);
}

void RankTeller::TellUnranked(const Unranked& unranked, v1::WatchRankingsResponse& response) {
  Told& told = told_[unranked.cluster->code];
  const bool same = told.reason == unranked.why.reason;
  told = {.version = unranked.cluster->version, .reason = unranked.why.reason, .places = {}};
  if (same) return;
  v1::WatchRankingsResponse::Event* event = response.add_events();
  event->mutable_version()->set_cluster(unranked.cluster->code);
  event->mutable_version()->set_year(unranked.cluster->year);
  event->mutable_version()->set_version(unranked.cluster->version);
  event->set_unranked_reason(unranked.why.reason);
}

WatchHub::WatchHub(const KnownVersions& versions)
    : versions_(versions), thread_([this, seen = versions.sequence()] { Run(seen); }) {}

WatchHub::~WatchHub() {
  Close();
  thread_.join();
}

bool WatchHub::Join(Watcher* watcher) {
  const absl::MutexLock lock(&mutex_);
  if (closed_) return false;
  watchers_.insert(watcher);
  return true;
}

void WatchHub::Leave(Watcher* watcher) {
  const absl::MutexLock lock(&mutex_);
  watchers_.erase(watcher);
}

void WatchHub::Close() {
  const absl::MutexLock lock(&mutex_);
  if (std::exchange(closed_, true)) return;
  for (Watcher* watcher : watchers_) watcher->OnClosed();
}

void WatchHub::Run(uint64_t seen) {
  absl::Time beat = absl::Now() + kHeartbeat;
  while (true) {
    versions_.AwaitChange(seen, std::min(beat, absl::Now() + kNap));
    const uint64_t now = versions_.sequence();
    const bool changed = std::exchange(seen, now) != now;
    const bool heartbeat = absl::Now() >= beat;
    if (heartbeat) beat = absl::Now() + kHeartbeat;
    const absl::MutexLock lock(&mutex_);
    if (closed_) return;
    if (!changed && !heartbeat) continue;
    for (Watcher* watcher : watchers_) watcher->OnWake(heartbeat);
  }
}

grpc::ServerWriteReactor<v1::WatchRankingsResponse>* StreamRankings(RankingCore& core, WatchHub& hub, rpc::Gate& gate,
                                                                    const grpc::CallbackServerContext* context,
                                                                    const v1::WatchRankingsRequest* request) {
  return new Stream(core, hub, gate, context, request);
}

}  // namespace thidua::ranking
