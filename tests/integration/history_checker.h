#ifndef THIDUA_TESTS_INTEGRATION_HISTORY_CHECKER_H_
#define THIDUA_TESTS_INTEGRATION_HISTORY_CHECKER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace thidua::integration {

// Microseconds of one monotonic clock that everyone who takes part in a history reads.
using Moment = int64_t;

// A write that was acknowledged: its version, and when it was called and answered.
struct RecordedWrite {
  std::string cluster;
  int64_t version = 0;
  Moment called = 0;
  Moment answered = 0;
};

// A reply of a replica.
struct RecordedRead {
  int replica = 0;
  int epoch = 0;            // Of the replica's knowledge; versions may go back between two of them.
  std::string question;     // Without what freshness was wanted.
  int64_t min_version = 0;  // 0: none was wanted.
  Moment called = 0;
  Moment answered = 0;
  std::map<std::string, int64_t> versions;  // That the reply says it was computed from, by cluster.
  std::string basis;                        // Everything that it says it was computed from, as text.
  std::string bytes;                        // The reply without its age, or a digest of it.
  std::optional<int64_t> age_ms;            // That the reply says it has.
};

struct History {
  std::vector<RecordedWrite> writes;
  std::vector<RecordedRead> reads;
};

// What a violation is of.
enum class Promise {
  kEqualVersionsEqualBytes,
  kReadYourWrites,    // A read with a version sees everything up to it.
  kFreshness,         // A read sees everything that was acknowledged one second before it, or as its age says.
  kVersionsGrow,      // Of one cluster on one replica within one epoch: of a read that began after another ended. One
                      // that says its age may be the last answer to its own question, older than that to another.
  kVersionsAreGiven,  // No reply is of a version that no write has given. Holds when every write is recorded.
};

struct Violation {
  Promise promise;
  std::string what;
};

// The first violation of each promise, if any. Pure. A version that is 0 stands for what was there at the beginning.
std::vector<Violation> CheckHistory(const History& history);

std::string ToText(const std::vector<Violation>& violations);

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_HISTORY_CHECKER_H_
