#ifndef THIDUA_SERVICES_SCORING_API_TIMED_MEMORY_H_
#define THIDUA_SERVICES_SCORING_API_TIMED_MEMORY_H_

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace thidua::scoring {

// A bounded number of answers, each for a while. Thread-safe; different keys seldom meet on a lock.
template <typename Value>
class TimedMemory {
 public:
  static constexpr absl::Duration kFresh = absl::Seconds(5);
  static constexpr absl::Duration kLongest = absl::Hours(1);  // While nobody answers.
  static constexpr size_t kMostPerShard = 4096;

  // An answer that is fresh.
  std::optional<Value> Find(std::string_view key, absl::Time now) { return FindSince(key, now - kFresh); }

  // The same, else what `ask` answers: absl::StatusOr<Value>(). When that fails because nobody is there, an older
  // answer does.
  template <typename Ask>
  absl::StatusOr<Value> FindOrAsk(const std::string& key, absl::Time now, const Ask& ask) {
    if (std::optional<Value> fresh = Find(key, now)) return *std::move(fresh);
    absl::StatusOr<Value> asked = ask();
    if (asked.ok()) {
      Put(key, *asked, now);
    } else if (absl::IsUnavailable(asked.status()) || absl::IsDeadlineExceeded(asked.status())) {
      if (std::optional<Value> older = FindSince(key, now - kLongest)) return *std::move(older);
    }
    return asked;
  }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  struct Shard {
    absl::Mutex mutex;
    absl::flat_hash_map<std::string, std::pair<Value, absl::Time>, Hash, std::equal_to<>> answers
        ABSL_GUARDED_BY(mutex);
  };

  Shard& ShardOf(std::string_view key) { return shards_[Hash()(key) % shards_.size()]; }

  std::optional<Value> FindSince(std::string_view key, absl::Time oldest) {
    Shard& shard = ShardOf(key);
    const absl::ReaderMutexLock lock(&shard.mutex);
    const auto found = shard.answers.find(key);
    if (found == shard.answers.end() || found->second.second <= oldest) return std::nullopt;
    return found->second.first;
  }

  void Put(const std::string& key, const Value& value, absl::Time now) {
    Shard& shard = ShardOf(key);
    const absl::MutexLock lock(&shard.mutex);
    if (shard.answers.size() >= kMostPerShard && !shard.answers.contains(key)) {
      absl::erase_if(shard.answers, [&](const auto& one) { return one.second.second <= now - kFresh; });
      if (shard.answers.size() >= kMostPerShard) shard.answers.erase(shard.answers.begin());
    }
    shard.answers[key] = {value, now};
  }

  std::array<Shard, 16> shards_;
};

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_API_TIMED_MEMORY_H_
