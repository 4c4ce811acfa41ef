#include "tests/integration/history_checker.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace thidua::integration {
namespace {

constexpr Moment kSecond = 1'000'000;
constexpr Moment kMillisecond = 1'000;

std::string Text(const RecordedRead& read) {
  std::vector<std::string> versions;
  for (const auto& [cluster, version] : read.versions) versions.push_back(absl::StrCat(cluster, "@", version));
  return absl::StrCat("\"", read.question, "\" of replica ", read.replica, " from ", read.called, " to ", read.answered,
                      " [", absl::StrJoin(versions, " "), "]");
}

// The newest version, of each cluster, among writes up to some limit that grows.
class Newest {
 public:
  // `writes` in the order of `key`.
  Newest(std::vector<const RecordedWrite*> writes, std::function<int64_t(const RecordedWrite&)> key)
      : writes_(std::move(writes)), key_(std::move(key)) {
    std::sort(writes_.begin(), writes_.end(),
              [&](const RecordedWrite* a, const RecordedWrite* b) { return key_(*a) < key_(*b); });
  }

  // REQUIRES: limits come in order.
  void GoTo(int64_t limit) {
    for (; next_ < writes_.size() && key_(*writes_[next_]) <= limit; ++next_) {
      int64_t& version = versions_[writes_[next_]->cluster];
      version = std::max(version, writes_[next_]->version);
    }
  }
  int64_t Of(const std::string& cluster) const {
    const auto found = versions_.find(cluster);
    return found == versions_.end() ? 0 : found->second;
  }

 private:
  std::vector<const RecordedWrite*> writes_;
  std::function<int64_t(const RecordedWrite&)> key_;
  size_t next_ = 0;
  std::map<std::string, int64_t> versions_;
};

class Checker {
 public:
  explicit Checker(const History& history) : history_(history) {
    for (const RecordedWrite& write : history.writes) writes_.push_back(&write);
  }

  std::vector<Violation> Check() {
    CheckBytes();
    CheckAgainstWrites(
        Promise::kReadYourWrites, [](const RecordedWrite& write) { return write.version; },
        [](const RecordedRead& read) { return read.min_version; });
    CheckAgainstWrites(
        Promise::kFreshness, [](const RecordedWrite& write) { return write.answered; },
        [](const RecordedRead& read) {
          // An age is rounded down.
          return read.called - (read.age_ms.has_value() ? (*read.age_ms + 1) * kMillisecond : kSecond);
        });
    CheckGrowth();
    CheckGiven();
    return std::move(violations_);
  }

 private:
  void Fail(Promise promise, std::string what) {
    const bool known = std::any_of(violations_.begin(), violations_.end(),
                                   [&](const Violation& one) { return one.promise == promise; });
    if (!known) violations_.push_back({promise, std::move(what)});
  }

  void CheckBytes() {
    std::map<std::pair<std::string, std::string>, const RecordedRead*> first;
    for (const RecordedRead& read : history_.reads) {
      const auto [known, added] = first.try_emplace({read.question, read.basis}, &read);
      if (!added && known->second->bytes != read.bytes) {
        Fail(Promise::kEqualVersionsEqualBytes, absl::StrCat(Text(*known->second), " and ", Text(read), " differ"));
      }
    }
  }

  // Each read must have every write whose `key` is at most `limit` of the read.
  void CheckAgainstWrites(Promise promise, const std::function<int64_t(const RecordedWrite&)>& key,
                          const std::function<int64_t(const RecordedRead&)>& limit) {
    Newest newest(writes_, key);
    for (const RecordedRead* read : ReadsBy(limit)) {
      newest.GoTo(limit(*read));
      for (const auto& [cluster, version] : read->versions) {
        if (version >= newest.Of(cluster)) continue;
        Fail(promise,
             absl::StrCat(Text(*read),
                          read->min_version > 0 ? absl::StrCat(" that wanted ", read->min_version) : std::string(),
                          read->age_ms.has_value() ? absl::StrCat(" of age ", *read->age_ms, " ms") : std::string(),
                          " lacks ", cluster, "@", newest.Of(cluster)));
      }
    }
  }

  void CheckGrowth() {
    const auto answered = ReadsBy([](const RecordedRead& read) { return read.answered; });
    std::map<std::pair<int, int>, std::map<std::string, int64_t>> newest;  // By replica and epoch.
    size_t next = 0;
    for (const RecordedRead* read : ReadsBy([](const RecordedRead& one) { return one.called; })) {
      for (; next < answered.size() && answered[next]->answered < read->called; ++next) {
        auto& known = newest[{answered[next]->replica, answered[next]->epoch}];
        for (const auto& [cluster, version] : answered[next]->versions) {
          known[cluster] = std::max(known[cluster], version);
        }
      }
      if (read->age_ms.has_value()) continue;
      const auto& known = newest[{read->replica, read->epoch}];
      for (const auto& [cluster, version] : read->versions) {
        const auto before = known.find(cluster);
        if (before == known.end() || before->second <= version) continue;
        Fail(Promise::kVersionsGrow, absl::StrCat(Text(*read), " came after one of ", cluster, "@", before->second));
      }
    }
  }

  void CheckGiven() {
    std::set<std::pair<std::string, int64_t>> given;
    for (const RecordedWrite& write : history_.writes) given.emplace(write.cluster, write.version);
    for (const RecordedRead& read : history_.reads) {
      for (const auto& [cluster, version] : read.versions) {
        if (version != 0 && given.count({cluster, version}) == 0) {
          Fail(Promise::kVersionsAreGiven, absl::StrCat(Text(read), " is of a version that was never given"));
        }
      }
    }
  }

  std::vector<const RecordedRead*> ReadsBy(const std::function<int64_t(const RecordedRead&)>& key) const {
    std::vector<const RecordedRead*> reads;
    for (const RecordedRead& read : history_.reads) reads.push_back(&read);
    std::stable_sort(reads.begin(), reads.end(),
                     [&](const RecordedRead* a, const RecordedRead* b) { return key(*a) < key(*b); });
    return reads;
  }

  const History& history_;
  std::vector<const RecordedWrite*> writes_;
  std::vector<Violation> violations_;
};

}  // namespace

std::vector<Violation> CheckHistory(const History& history) { return Checker(history).Check(); }

std::string ToText(const std::vector<Violation>& violations) {
  static constexpr const char* kNames[] = {"equal versions, equal bytes", "read your writes", "freshness",
                                           "versions grow", "versions are given"};
  std::string text;
  for (const Violation& one : violations) {
    absl::StrAppend(&text, kNames[static_cast<int>(one.promise)], ": ", one.what, "\n");
  }
  return text;
}

}  // namespace thidua::integration
