#include "services/scoring/usecases/version_feed.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace thidua::scoring {
namespace {

// How long the store is left alone after it could not be read.
constexpr absl::Duration kPauseAfterFailure = absl::Milliseconds(200);

std::string NewId() {
  std::random_device random;
  const uint64_t high = random(), low = random();
  return absl::StrCat(absl::Hex(high << 32 | low, absl::kZeroPad16));
}

}  // namespace

VersionFeed::VersionFeed(ScoringStore& store) : store_(store), id_(NewId()), thread_([this] { Run(); }) {
  store_.OnCommit([this] { Ask(); });
}

VersionFeed::~VersionFeed() {
  Close();
  store_.OnCommit(nullptr);
  thread_.join();
}

bool VersionFeed::Join(Reader* reader) {
  const absl::MutexLock readers_lock(&readers_mutex_);
  const absl::MutexLock lock(&mutex_);
  if (closed_) return false;
  readers_.insert(reader);
  return true;
}

void VersionFeed::Leave(Reader* reader) {
  const absl::MutexLock lock(&readers_mutex_);
  readers_.erase(reader);
}

VersionFeed::News VersionFeed::Since(const Place& place, size_t limit) const {
  const absl::MutexLock lock(&mutex_);
  News news{.place = place};
  auto next = in_order_.upper_bound(place);
  for (; next != in_order_.end() && limit > 0; ++next, --limit) {
    news.place = next->first;
    if (next->second->cluster.cluster.code.empty()) {
      news.units.push_back(next->second->unit);
    } else {
      news.clusters.push_back(next->second->cluster);
    }
  }
  if (next != in_order_.end() || answered_ == 0) return news;
  news.head = head_.version;
  news.answers = answered_;
  return news;
}

uint64_t VersionFeed::Ask() {
  const absl::MutexLock lock(&mutex_);
  return closed_ ? 0 : ++asked_;
}

int64_t VersionFeed::head() const {
  const absl::MutexLock lock(&mutex_);
  return head_.version;
}

void VersionFeed::Close() {
  {
    const absl::MutexLock lock(&mutex_);
    if (std::exchange(closed_, true)) return;
  }
  const absl::MutexLock lock(&readers_mutex_);
  for (Reader* reader : readers_) reader->OnClosed();
}

void VersionFeed::Run() {
  while (true) {
    uint64_t question = 0;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(
          +[](VersionFeed* feed)
               ABSL_EXCLUSIVE_LOCKS_REQUIRED(feed->mutex_) { return feed->closed_ || feed->asked_ > feed->answered_; },
          this));
      if (closed_) return;
      question = asked_;
    }
    // What was asked up to here is answered by what is committed from here on.
    if (const absl::Status status = Refresh(); !status.ok()) {
      spdlog::error("version feed: {}", std::string(status.message()));
      const absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(&closed_), kPauseAfterFailure);
      continue;
    }
    {
      const absl::MutexLock lock(&mutex_);
      answered_ = question;
    }
    const absl::MutexLock lock(&readers_mutex_);
    for (Reader* reader : readers_) reader->OnNews();
  }
}

bool VersionFeed::KnowAuthoritiesOf(const std::vector<PlacedClusterYear>& clusters) const {
  const absl::MutexLock lock(&mutex_);
  return std::all_of(clusters.begin(), clusters.end(),
                     [&](const PlacedClusterYear& one) { return units_.count(one.cluster.authority) > 0; });
}

absl::Status VersionFeed::Refresh() {
  StoreHead known;
  {
    const absl::MutexLock lock(&mutex_);
    known = head_;
  }
  StoreHead head;
  std::vector<PlacedClusterYear> clusters;
  std::vector<Unit> units;
  const absl::Status status = store_.Read([&](ReadTransaction& transaction) -> absl::Status {
    absl::StatusOr<StoreHead> now = transaction.Head();
    if (!now.ok()) return now.status();
    head = *now;
    if (head.version == known.version) return absl::OkStatus();
    absl::StatusOr<std::vector<PlacedClusterYear>> changed = transaction.ListChangedSince(known.version);
    if (!changed.ok()) return changed.status();
    clusters = *std::move(changed);
    if (head.directory == known.directory && KnowAuthoritiesOf(clusters)) return absl::OkStatus();
    absl::StatusOr<std::vector<Unit>> authorities = transaction.ListAuthorities();
    if (!authorities.ok()) return authorities.status();
    units = *std::move(authorities);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;

  const absl::MutexLock lock(&mutex_);
  for (Unit& unit : units) {
    Item& item = units_[unit.code];
    if (item.place.item == 0 || item.unit != unit) Tell(item, {.unit = std::move(unit)}, head.version);
  }
  for (PlacedClusterYear& cluster : clusters) {
    Item& item = clusters_[{cluster.cluster.year, cluster.cluster.code}];
    if (item.place.item == 0 || item.cluster != cluster) Tell(item, {.cluster = std::move(cluster)}, head.version);
  }
  head_ = head;
  return absl::OkStatus();
}

void VersionFeed::Tell(Item& item, Item news, int64_t stamp) {
  if (item.place.item != 0) in_order_.erase(item.place);
  item = std::move(news);
  item.place = {.stamp = stamp, .item = next_item_++};
  in_order_[item.place] = &item;
}

}  // namespace thidua::scoring
