#include "services/scoring/rpc/version_teller.h"

#include <limits>

#include "absl/synchronization/mutex.h"

namespace thidua::scoring {
namespace {

using thidua::scoring::v1::WatchVersionsResponse;

// Well below the limit of a message.
constexpr size_t kItemsOfAMessage = 2000;

class InProcessWatch final : public VersionWatch, public VersionFeed::Reader {
 public:
  InProcessWatch(VersionFeed& feed, VersionListener& listener) : feed_(feed), listener_(listener), teller_(feed) {
    if (feed_.Join(this)) feed_.Ask();
  }
  ~InProcessWatch() override { feed_.Leave(this); }

  void Probe(int64_t number) override {
    const absl::MutexLock lock(&mutex_);
    teller_.Probe(number);
  }

  void OnNews() override {
    while (true) {
      WatchVersionsResponse message;
      {
        const absl::MutexLock lock(&mutex_);
        if (!teller_.Next(message)) return;
      }
      listener_.OnVersions(message);
    }
  }
  void OnClosed() override { listener_.OnLost(); }

 private:
  VersionFeed& feed_;
  VersionListener& listener_;
  absl::Mutex mutex_;
  VersionTeller teller_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

void VersionTeller::GoOnFrom(const std::string& feed, int64_t head) {
  if (feed != feed_.id() || head <= 0) return;
  place_ = {.stamp = head, .item = std::numeric_limits<int64_t>::max()};
  reset_ = false;
}

void VersionTeller::Probe(int64_t number) {
  if (number <= 0) return;
  probes_.emplace_back(number, feed_.Ask());
}

bool VersionTeller::Next(WatchVersionsResponse& message) {
  const VersionFeed::News news = feed_.Since(place_, kItemsOfAMessage);
  int64_t probe = 0;
  while (news.answers > 0 && !probes_.empty() && probes_.front().second <= news.answers) {
    probe = probes_.front().first;
    probes_.pop_front();
  }
  const bool nothing_new = news.place == place_ && probe == 0 && (news.head == 0 || news.head == told_head_);
  if (nothing_new) return false;
  message.set_feed(feed_.id());
  message.set_reset(reset_);
  for (const Unit& unit : news.units) {
    auto* one = message.add_units();
    one->set_code(unit.code);
    one->set_name(unit.name);
    one->set_parent(unit.parent);
  }
  for (const PlacedClusterYear& cluster : news.clusters) {
    auto* one = message.add_clusters();
    one->mutable_version()->set_cluster(cluster.cluster.code);
    one->mutable_version()->set_year(cluster.cluster.year);
    one->mutable_version()->set_version(cluster.cluster.version);
    one->set_name(cluster.cluster.name);
    one->set_authority(cluster.cluster.authority);
    one->set_position(cluster.position);
    for (const Member& member : cluster.cluster.members) one->add_members(member.unit);
  }
  message.set_head(news.head);
  message.set_probe(probe);
  place_ = news.place;
  reset_ = false;
  if (news.head != 0) told_head_ = news.head;
  return true;
}

std::unique_ptr<VersionWatch> WatchInProcess(VersionFeed& feed, VersionListener& listener) {
  return std::make_unique<InProcessWatch>(feed, listener);
}

}  // namespace thidua::scoring
