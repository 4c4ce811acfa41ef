#ifndef THIDUA_COMMON_RPC_FAIR_QUEUE_H_
#define THIDUA_COMMON_RPC_FAIR_QUEUE_H_

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/rpc/cost.h"

namespace thidua::rpc {

// What a call asks of the workers.
struct Ticket {
  Cost cost = Cost::kLight;
  absl::Time deadline = absl::InfiniteFuture();
  // The next step of a call that was let in before: it is never refused.
  bool under_way = false;
};

// The calls of one cost.
struct Lane {
  int most_running = 1;
  size_t most_waiting = 1;
  // A call that would wait longer is refused at once, instead of answered when nobody waits for it any more.
  absl::Duration patience;
  // How long a call takes, until some were seen.
  absl::Duration first_guess;
};
using Lanes = std::array<Lane, kCosts>;

// Light calls may take every thread. What computes leaves one thread to them, and what is heavy half of the threads, as
// far as there are several. `queue_limit` is for light calls and for those that compute; a sixteenth of it for heavy
// ones.
Lanes LanesFor(int threads, size_t queue_limit);

// Which call a free worker takes next, and which calls are not let in. Each cost has a queue of its own; the next call
// is the one that has used up most of its patience, so that none is starved: not the light ones by the heavy ones, nor
// the other way round. Not thread-safe.
class FairQueue {
 public:
  FairQueue(int threads, const Lanes& lanes) : threads_(threads), lanes_(lanes) {}

  struct Started {
    Cost cost;
    absl::Time at;
    absl::Time deadline;  // Of its ticket.
    std::function<void()> work;
  };

  // Whether a call would be let in. RESOURCE_EXHAUSTED (OVERLOADED, `retry_ms` in its metadata) when its queue is full,
  // or when by what is seen now it would wait longer than its cost's patience or than half of the time to its deadline;
  // DEADLINE_EXCEEDED when that has passed.
  absl::Status Check(const Ticket& ticket, absl::Time now) const;
  // Keeps what was let in. Fails as Check, and then `work` is not kept.
  absl::Status Push(const Ticket& ticket, std::function<void()> work, absl::Time now);

  bool CanStart() const;
  // The next call, for a worker that is free. Nothing: none may start now.
  std::optional<Started> Start(absl::Time now);
  // What Start gave is done.
  void Done(Cost cost, absl::Time started, absl::Time now);

  size_t waiting(Cost cost) const { return places_[Index(cost)].waiting.size(); }
  bool empty() const;

 private:
  struct Waiting {
    absl::Time since;
    absl::Time deadline;
    std::function<void()> work;
  };
  struct Place {
    std::deque<Waiting> waiting;
    int running = 0;
    std::optional<absl::Duration> typical;  // How long a call takes.
  };

  static size_t Index(Cost cost) { return static_cast<size_t>(cost); }
  bool MayRun(size_t lane) const;
  // How long the next call of this lane waits.
  absl::Duration Wait(size_t lane, absl::Time now) const;

  const int threads_;
  const Lanes lanes_;
  std::array<Place, kCosts> places_;
};

}  // namespace thidua::rpc

#endif  // THIDUA_COMMON_RPC_FAIR_QUEUE_H_
