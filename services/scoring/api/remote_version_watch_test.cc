#include "services/scoring/api/remote_version_watch.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "services/scoring/api/remote_scoring.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"

namespace thidua::scoring {
namespace {

namespace pb = thidua::scoring::v1;

// Says who it is as the name of its feed, then nothing more.
class Replica final : public pb::ScoringService::Service {
 public:
  explicit Replica(std::string name) : name_(std::move(name)) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~Replica() override { server_->Shutdown(std::chrono::system_clock::now()); }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  grpc::Status WatchVersions(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<pb::WatchVersionsResponse, pb::WatchVersionsRequest>* stream) override {
    pb::WatchVersionsResponse response;
    response.set_reset(true);
    response.set_feed(name_);
    stream->Write(response);
    pb::WatchVersionsRequest request;
    while (stream->Read(&request)) {
    }
    return grpc::Status::OK;
  }

 private:
  const std::string name_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

class Listener final : public VersionListener {
 public:
  void OnVersions(const pb::WatchVersionsResponse& versions) override {
    const absl::MutexLock lock(&mutex_);
    feed_ = versions.feed();
  }
  void OnLost() override {}

  // Whether it hears, within `limit`, from a replica other than `from`; that one's name.
  std::string HearsFromOther(const std::string& from, absl::Duration limit) {
    const absl::MutexLock lock(&mutex_);
    const auto other = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return feed_ != from; };
    return mutex_.AwaitWithTimeout(absl::Condition(&other), limit) ? feed_ : "";
  }

 private:
  absl::Mutex mutex_;
  std::string feed_ ABSL_GUARDED_BY(mutex_);
};

TEST(RemoteVersionWatchTest, MovesToAnotherReplicaWithinASecond) {
  auto a = std::make_unique<Replica>("a");
  auto b = std::make_unique<Replica>("b");
  const auto scoring = MakeRemoteScoring(absl::StrCat(a->address(), ",", b->address()));
  Listener listener;
  const auto watch = scoring->WatchVersions(listener);
  const std::string first = listener.HearsFromOther("", absl::Seconds(10));
  ASSERT_NE(first, "");
  const absl::Time death = absl::Now();
  (first == "a" ? a : b).reset();
  EXPECT_EQ(listener.HearsFromOther(first, absl::Seconds(10)), first == "a" ? "b" : "a");
  EXPECT_LT(absl::Now() - death, absl::Seconds(1));
}

}  // namespace
}  // namespace thidua::scoring
