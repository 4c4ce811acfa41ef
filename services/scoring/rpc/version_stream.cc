#include "services/scoring/rpc/version_stream.h"

#include <optional>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "common/rpc/handlers.h"
#include "common/rpc/status_mapping.h"
#include "common/status/problem.h"
#include "services/scoring/rpc/version_teller.h"

namespace thidua::scoring {
namespace {

using thidua::scoring::v1::WatchVersionsRequest;
using thidua::scoring::v1::WatchVersionsResponse;

class Stream final : public grpc::ServerBidiReactor<WatchVersionsRequest, WatchVersionsResponse>,
                     public VersionFeed::Reader {
 public:
  Stream(VersionFeed& feed, rpc::Gate& gate, const grpc::CallbackServerContext* context)
      : feed_(feed), gate_(gate), context_(context), teller_(feed) {
    if (const absl::Status status = PassGate(); !status.ok()) {
      End(rpc::ToGrpc(status));
      return;
    }
    if (!feed_.Join(this)) {
      End(rpc::ToGrpc(rpc::Draining()));
      return;
    }
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return End(grpc::Status::OK);
    {
      const absl::MutexLock lock(&mutex_);
      if (!started_) teller_.GoOnFrom(request_.feed(), request_.head());
      started_ = true;
      if (request_.probe() > 0) {
        teller_.Probe(request_.probe());
      } else {
        feed_.Ask();
      }
      // Under the lock: no read begins once the call is finished.
      if (!finished_) StartRead(&request_);
    }
  }

  void OnWriteDone(bool ok) override {
    {
      const absl::MutexLock lock(&mutex_);
      writing_ = false;
      if (!ok && !end_.has_value()) end_ = grpc::Status::CANCELLED;
    }
    Continue();
  }

  void OnCancel() override { End(grpc::Status::CANCELLED); }
  void OnNews() override { Continue(); }
  void OnClosed() override { End(rpc::ToGrpc(rpc::Draining())); }

  void OnDone() override {
    feed_.Leave(this);
    delete this;
  }

 private:
  absl::Status PassGate() const { return rpc::Passage(gate_, context_).Enter(*WatchVersionsRequest::descriptor()); }

  void End(grpc::Status status) {
    {
      const absl::MutexLock lock(&mutex_);
      if (!end_.has_value()) end_ = std::move(status);
    }
    Continue();
  }

  // Writes what is new, or finishes; nothing while a write is under way.
  void Continue() {
    grpc::Status end;
    {
      const absl::MutexLock lock(&mutex_);
      if (writing_ || finished_) return;
      if (!end_.has_value()) {
        if (!started_) return;
        response_.Clear();
        if (!teller_.Next(response_)) return;
        // Anew before each message: a stream outlives no token.
        const absl::Status status = PassGate();
        if (status.ok()) {
          // Under the lock: End must see that the write has begun.
          writing_ = true;
          StartWrite(&response_);
          return;
        }
        end_ = rpc::ToGrpc(status);
      }
      finished_ = true;
      end = *end_;
    }
    Finish(std::move(end));
  }

  VersionFeed& feed_;
  rpc::Gate& gate_;
  const grpc::CallbackServerContext* const context_;
  WatchVersionsRequest request_;
  WatchVersionsResponse response_;
  absl::Mutex mutex_;
  VersionTeller teller_ ABSL_GUARDED_BY(mutex_);
  bool started_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<grpc::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerBidiReactor<WatchVersionsRequest, WatchVersionsResponse>* StreamVersions(
    VersionFeed& feed, rpc::Gate& gate, const grpc::CallbackServerContext* context) {
  return new Stream(feed, gate, context);
}

}  // namespace thidua::scoring
