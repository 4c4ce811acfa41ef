#ifndef THIDUA_SERVICES_TASKS_REMINDERS_SENDER_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_SENDER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/tasks/reminders/notice.h"

namespace thidua::tasks {

// Where notices go. Thread-safe.
class NoticeSink {
 public:
  virtual ~NoticeSink() = default;

  // OK: the receiver has it, on disk where it has one. UNAVAILABLE: the receiver cannot be reached, others need not be
  // tried now. CANCELLED: Stop was called, and it may have it or not. Everything else: it refused this one.
  virtual absl::Status Deliver(const Notice& notice) = 0;
  // From now on Deliver returns CANCELLED, soon when it is under way.
  virtual void Stop() {}
};

// The same for each delivery of a notice, of ASCII letters, digits and '_': "msg_" and a hash of its key.
std::string StableId(const Notice& notice);

// What receivers are told, as an ordered JSON object on one line: id, key, subject, unit, year, milestone, recipient,
// date, title, message, created.
std::string NoticeJson(const Notice& notice);

// Appends each notice as a line of JSON to the file `path`, which replicas may share. A line is written whole, under a
// lock, and is on disk when Deliver returns; half a line that a crash of the machine left is closed before the next
// one. Whoever reads it knows repeated notices by their ids.
class FileSink final : public NoticeSink {
 public:
  // FAILED_PRECONDITION (NOTICE_FILE) when the file cannot be opened.
  static absl::StatusOr<std::unique_ptr<FileSink>> Open(const std::string& path);
  ~FileSink() override;

  absl::Status Deliver(const Notice& notice) override;

 private:
  explicit FileSink(int file) : file_(file) {}

  const int file_;
};

// Delivers to each of them, one after the other, until one fails: those before it get the notice again.
class AllSinks final : public NoticeSink {
 public:
  explicit AllSinks(std::vector<std::unique_ptr<NoticeSink>> sinks) : sinks_(std::move(sinks)) {}

  absl::Status Deliver(const Notice& notice) override;
  void Stop() override;

 private:
  const std::vector<std::unique_ptr<NoticeSink>> sinks_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_SENDER_H_
