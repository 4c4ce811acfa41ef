#ifndef THIDUA_TESTS_E2E_WRITER_H_
#define THIDUA_TESTS_E2E_WRITER_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "thidua/scoring/v1/sheets.grpc.pb.h"
#include "thidua/tasks/v1/tasks.grpc.pb.h"

namespace thidua::e2e {

// Writes one thing again and again, another value each time and each under its own request id; and says afterwards
// whether every acknowledged write is there, once.
class Writer {
 public:
  virtual ~Writer() = default;

  // The next value, sent once by this client (the channel may repeat it).
  grpc::Status Write(absl::Duration limit);
  // Sends the last one again until it is acknowledged, as a client that must know does. Throws when that takes long.
  void WriteUntilAcknowledged();

  int acknowledged() const { return static_cast<int>(acknowledged_.size()); }
  // Sends every acknowledged write once more, and expects what it was told the first time.
  void SendAgain();
  // Expects, through the channel, each acknowledged write exactly once and none that was never sent.
  void ExpectEachOnce();

 protected:
  // `thread` makes request ids of several writers distinct; each has what it writes to itself.
  explicit Writer(std::string thread) : thread_(std::move(thread)) {}

  // Write number `number`.
  virtual grpc::Status Send(grpc::ClientContext& context, const std::string& request_id, int number) = 0;
  // The request ids in the history of what it writes.
  virtual grpc::Status ListIds(std::vector<std::string>& ids) = 0;

 private:
  grpc::Status Send(absl::Duration limit, int number);
  std::string IdOf(int number) const;

  const std::string thread_;
  int number_ = 0;
  std::set<int> acknowledged_;
};

// A thread that writes, each time until it is acknowledged, until it is told to stop.
class SteadyWriter {
 public:
  explicit SteadyWriter(std::unique_ptr<Writer> writer);
  ~SteadyWriter() { stopping_ = true; }

  int written() const;
  // When write number `number` was acknowledged; the infinite future when it is not within half a minute.
  absl::Time WaitFor(int number) const;
  bool WaitForMore(int writes) const { return WaitFor(written() + writes) < absl::InfiniteFuture(); }
  void StopAndExpectEachOnce();

 private:
  std::unique_ptr<Writer> writer_;
  std::atomic<bool> stopping_ = false;
  mutable absl::Mutex mutex_;
  std::vector<absl::Time> acknowledged_at_ ABSL_GUARDED_BY(mutex_);
  std::future<void> thread_;
};

// A figure in the sheet of a unit, in scoring.
class SheetWriter final : public Writer {
 public:
  SheetWriter(const std::shared_ptr<grpc::Channel>& channel, std::string unit, std::string thread);

 private:
  grpc::Status Send(grpc::ClientContext& context, const std::string& request_id, int number) override;
  grpc::Status ListIds(std::vector<std::string>& ids) override;

  const std::unique_ptr<scoring::v1::SheetService::Stub> stub_;
  const std::string unit_;
};

// Reports on a task that has begun.
class TaskWriter final : public Writer {
 public:
  TaskWriter(const std::shared_ptr<grpc::Channel>& channel, std::string task, std::string thread);

 private:
  grpc::Status Send(grpc::ClientContext& context, const std::string& request_id, int number) override;
  grpc::Status ListIds(std::vector<std::string>& ids) override;

  const std::unique_ptr<tasks::v1::TasksService::Stub> stub_;
  const std::string task_;
};

}  // namespace thidua::e2e

#endif  // THIDUA_TESTS_E2E_WRITER_H_
