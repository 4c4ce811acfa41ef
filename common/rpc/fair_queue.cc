#include "common/rpc/fair_queue.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/rpc/refusals.h"

namespace thidua::rpc {
namespace {

// A new call changes what is held typical by an eighth, as TCP does with its round trips.
constexpr int kMemory = 8;
// A wait is a guess: who would wait for longer than half of its time is not let in, or much would be done that comes
// just too late.
constexpr int kDoubt = 2;

}  // namespace

Lanes LanesFor(int threads, size_t queue_limit) {
  return {
      Lane{.most_running = threads,
           .most_waiting = queue_limit,
           .patience = absl::Seconds(2),
           .first_guess = absl::Milliseconds(1)},
      Lane{.most_running = std::max(1, threads - 1),
           .most_waiting = queue_limit,
           .patience = absl::Seconds(5),
           .first_guess = absl::Milliseconds(10)},
      Lane{.most_running = std::max(1, threads / 2),
           .most_waiting = std::max<size_t>(1, queue_limit / 16),
           .patience = absl::Seconds(60),
           .first_guess = absl::Milliseconds(200)},
  };
}

absl::Duration FairQueue::Wait(size_t lane, absl::Time now) const {
  const Place& place = places_[lane];
  if (place.waiting.empty()) return absl::ZeroDuration();
  const absl::Duration by_length = place.typical.value_or(lanes_[lane].first_guess) *
                                   static_cast<int64_t>(place.waiting.size()) / lanes_[lane].most_running;
  // The other lanes take threads as well; the first in the queue has felt it.
  return std::max(by_length, now - place.waiting.front().since);
}

absl::Status FairQueue::Check(const Ticket& ticket, absl::Time now) const {
  if (now >= ticket.deadline) return TooLate();
  const size_t lane = Index(ticket.cost);
  const absl::Duration wait = Wait(lane, now);
  if (places_[lane].waiting.size() < lanes_[lane].most_waiting && wait <= lanes_[lane].patience &&
      now + kDoubt * wait < ticket.deadline) {
    return absl::OkStatus();
  }
  return Overloaded(wait);
}

absl::Status FairQueue::Push(const Ticket& ticket, std::function<void()> work, absl::Time now) {
  if (!ticket.under_way) {
    if (absl::Status status = Check(ticket, now); !status.ok()) return status;
  }
  places_[Index(ticket.cost)].waiting.push_back({.since = now, .deadline = ticket.deadline, .work = std::move(work)});
  return absl::OkStatus();
}

bool FairQueue::MayRun(size_t lane) const {
  const Place& place = places_[lane];
  if (place.waiting.empty() || place.running >= lanes_[lane].most_running) return false;
  if (lane == Index(Cost::kLight)) return true;
  const int slow = places_[Index(Cost::kScoring)].running + places_[Index(Cost::kHeavy)].running;
  return slow < std::max(1, threads_ - 1);
}

bool FairQueue::CanStart() const {
  for (size_t lane = 0; lane < places_.size(); ++lane) {
    if (MayRun(lane)) return true;
  }
  return false;
}

std::optional<FairQueue::Started> FairQueue::Start(absl::Time now) {
  std::optional<size_t> next;
  double most_used = 0;
  for (size_t lane = 0; lane < places_.size(); ++lane) {
    if (!MayRun(lane)) continue;
    const double used = absl::FDivDuration(now - places_[lane].waiting.front().since, lanes_[lane].patience);
    if (!next.has_value() || used > most_used) {
      next = lane;
      most_used = used;
    }
  }
  if (!next.has_value()) return std::nullopt;
  Place& place = places_[*next];
  Waiting& first = place.waiting.front();
  Started started{
      .cost = static_cast<Cost>(*next), .at = now, .deadline = first.deadline, .work = std::move(first.work)};
  place.waiting.pop_front();
  ++place.running;
  return started;
}

void FairQueue::Done(Cost cost, absl::Time started, absl::Time now) {
  Place& place = places_[Index(cost)];
  --place.running;
  const absl::Duration took = std::max(now - started, absl::ZeroDuration());
  place.typical = place.typical.has_value() ? *place.typical + (took - *place.typical) / kMemory : took;
}

bool FairQueue::empty() const {
  return std::all_of(places_.begin(), places_.end(), [](const Place& place) { return place.waiting.empty(); });
}

}  // namespace thidua::rpc
