#include "services/scoring/api/remote_version_watch.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"

namespace thidua::scoring {
namespace {

using thidua::scoring::v1::ScoringService;
using thidua::scoring::v1::WatchVersionsRequest;
using thidua::scoring::v1::WatchVersionsResponse;

// A stream on which a probe gets no answer for so long is given up: the way to scoring is dead, or it hangs.
constexpr absl::Duration kLongestSilence = absl::Seconds(3);
constexpr absl::Duration kFirstPause = absl::Milliseconds(50);
constexpr absl::Duration kLongestPause = absl::Seconds(1);

class RemoteWatch final : public VersionWatch {
 public:
  RemoteWatch(ScoringService::Stub& scoring, VersionListener& listener, std::function<std::string()> own_token)
      : scoring_(scoring), listener_(listener), own_token_(std::move(own_token)), thread_([this] { Run(); }) {}

  ~RemoteWatch() override {
    {
      const absl::MutexLock lock(&mutex_);
      stopping_ = true;
      if (stream_ != nullptr) stream_->Cancel();
    }
    thread_.join();
  }

  void Probe(int64_t number) override {
    const absl::MutexLock lock(&mutex_);
    if (stream_ != nullptr) stream_->Probe(number);
  }

 private:
  // One call of WatchVersions.
  class Stream final : public grpc::ClientBidiReactor<WatchVersionsRequest, WatchVersionsResponse> {
   public:
    Stream(ScoringService::Stub& scoring, VersionListener& listener, const std::function<std::string()>& own_token,
           const std::string& feed, int64_t head)
        : listener_(listener), feed_(feed), head_(head) {
      rpc::SetCaller({}, context_, own_token);
      request_.set_feed(feed);
      request_.set_head(head);
      writing_ = true;
      scoring.async()->WatchVersions(&context_, this);
      StartWrite(&request_);
      AddHold();  // For probes, which are written from outside of callbacks.
      StartRead(&response_);
      StartCall();
    }

    void Cancel() { context_.TryCancel(); }

    void Probe(int64_t number) {
      const absl::MutexLock lock(&mutex_);
      if (unanswered_since_ == absl::InfiniteFuture()) unanswered_since_ = absl::Now();
      probe_ = number;
      WriteProbe();
    }

    // False: it is over. Gives up a stream that keeps silent.
    bool WaitUntilDone(absl::Duration timeout) {
      const absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&done_), timeout)) return true;
      if (absl::Now() - unanswered_since_ > kLongestSilence) context_.TryCancel();
      return false;
    }

    // Where to go on. REQUIRES: it is done.
    const std::string& feed() const { return feed_; }
    int64_t head() const { return head_; }
    bool heard_something() const { return heard_something_; }

    void OnWriteDone(bool ok) override {
      const absl::MutexLock lock(&mutex_);
      writing_ = false;
      if (ok) WriteProbe();
    }

    void OnReadDone(bool ok) override {
      if (!ok) return EndWriting();
      heard_something_ = true;
      if (response_.reset()) head_ = 0;
      feed_ = response_.feed();
      listener_.OnVersions(response_);
      if (response_.head() != 0) head_ = response_.head();
      {
        const absl::MutexLock lock(&mutex_);
        if (response_.probe() != 0) unanswered_since_ = absl::InfiniteFuture();
      }
      StartRead(&response_);
    }

    void OnDone(const grpc::Status&) override {
      const absl::MutexLock lock(&mutex_);
      done_ = true;
    }

   private:
    void EndWriting() {
      {
        const absl::MutexLock lock(&mutex_);
        ending_ = true;
      }
      RemoveHold();
    }

    void WriteProbe() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      if (writing_ || ending_ || probe_ == 0) return;
      request_.Clear();
      request_.set_probe(probe_);
      probe_ = 0;
      writing_ = true;
      StartWrite(&request_);
    }

    VersionListener& listener_;
    grpc::ClientContext context_;
    WatchVersionsRequest request_;
    WatchVersionsResponse response_;
    std::string feed_;
    int64_t head_;
    bool heard_something_ = false;
    absl::Mutex mutex_;
    bool writing_ ABSL_GUARDED_BY(mutex_) = false;
    bool ending_ ABSL_GUARDED_BY(mutex_) = false;
    bool done_ ABSL_GUARDED_BY(mutex_) = false;
    int64_t probe_ ABSL_GUARDED_BY(mutex_) = 0;
    absl::Time unanswered_since_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  };

  void Run() {
    std::string feed;
    int64_t head = 0;
    absl::Duration pause = kFirstPause;
    while (true) {
      {
        const absl::MutexLock lock(&mutex_);
        if (stopping_) return;
        stream_ = std::make_unique<Stream>(scoring_, listener_, own_token_, feed, head);
      }
      while (!stream_->WaitUntilDone(absl::Milliseconds(500))) {
      }
      std::unique_ptr<Stream> ended;
      {
        const absl::MutexLock lock(&mutex_);
        ended = std::move(stream_);
      }
      feed = ended->feed();
      head = ended->head();
      pause = ended->heard_something() ? kFirstPause : std::min(2 * pause, kLongestPause);
      listener_.OnLost();
      const absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause)) return;
    }
  }

  ScoringService::Stub& scoring_;
  VersionListener& listener_;
  const std::function<std::string()> own_token_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::unique_ptr<Stream> stream_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace

std::unique_ptr<VersionWatch> WatchRemotely(ScoringService::Stub& scoring, VersionListener& listener,
                                            std::function<std::string()> own_token) {
  return std::make_unique<RemoteWatch>(scoring, listener, std::move(own_token));
}

}  // namespace thidua::scoring
