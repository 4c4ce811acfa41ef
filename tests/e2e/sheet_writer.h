#ifndef THIDUA_TESTS_E2E_SHEET_WRITER_H_
#define THIDUA_TESTS_E2E_SHEET_WRITER_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <set>
#include <string>

#include "absl/time/time.h"
#include "thidua/scoring/v1/sheets.grpc.pb.h"

namespace thidua::e2e {

// Writes one figure of one unit again and again, another value each time and each under its own request id; and says
// afterwards whether every acknowledged write is there, once.
class SheetWriter {
 public:
  // `thread` makes request ids of several writers distinct; each has a unit to itself.
  SheetWriter(std::shared_ptr<grpc::Channel> channel, std::string unit, std::string thread);

  // The next value, sent once by this client (the channel may repeat it).
  grpc::Status Write(absl::Duration limit);
  // Sends the last one again until it is acknowledged, as a client that must know does. Throws when that takes long.
  void WriteUntilAcknowledged();

  int acknowledged() const { return static_cast<int>(acknowledged_.size()); }
  // Expects, through `channel`, each acknowledged write exactly once and none that was never sent.
  void ExpectEachOnce() const;

 private:
  grpc::Status Send(absl::Duration limit);

  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<thidua::scoring::v1::SheetService::Stub> stub_;
  const std::string unit_;
  const std::string thread_;
  int number_ = 0;
  std::set<std::string> acknowledged_;
};

}  // namespace thidua::e2e

#endif  // THIDUA_TESTS_E2E_SHEET_WRITER_H_
