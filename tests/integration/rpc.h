#ifndef THIDUA_TESTS_INTEGRATION_RPC_H_
#define THIDUA_TESTS_INTEGRATION_RPC_H_

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "thidua/type/v1/import.pb.h"

namespace thidua::integration {

// A connection that no other channel of this process shares, made. Throws std::runtime_error when nobody answers.
std::shared_ptr<grpc::Channel> Connect(const std::string& address);

// Throws std::runtime_error with the status when a call failed.
void RequireOk(const grpc::Status& status);

// A call of any shape, one serialized message at a time. It is cancelled with this object when it has not finished.
class RawCall {
 public:
  using Metadata = std::multimap<std::string, std::string>;

  // `method` as on the wire: "/package.Service/Method".
  RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method, const Metadata& metadata = {},
          std::chrono::milliseconds limit = std::chrono::seconds(30));
  ~RawCall();

  // False when the call is over.
  bool Send(const std::string& message);
  void EndSending();
  // Nothing when no further message comes.
  std::optional<std::string> Receive();
  grpc::Status Finish();

 private:
  // Whether the operation that was started last succeeded.
  bool Done();

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  bool finished_ = false;
};

inline constexpr char kImportUnits[] = "/thidua.directory.v1.DirectoryService/ImportUnits";
inline constexpr char kImportClusters[] = "/thidua.directory.v1.DirectoryService/ImportClusters";
inline constexpr char kImportInputs[] = "/thidua.scoring.v1.ScoringService/ImportInputs";
inline constexpr char kImportResults[] = "/thidua.ranking.v1.RankingService/ImportResults";
inline constexpr char kImportTasks[] = "/thidua.tasks.v1.TasksService/ImportTasks";

// An import, piece by piece. Any method whose request is a FileChunk and whose reply starts with an ImportReport.
class Upload {
 public:
  Upload(const std::shared_ptr<grpc::Channel>& channel, const std::string& method) : call_(channel, method) {}

  // Splits what is larger than a chunk may be. False when the call is over.
  bool Send(const std::string& bytes);
  // Ends the file and waits for the answer. The report is empty when the status is not OK.
  grpc::Status Finish(thidua::type::v1::ImportReport* report);

 private:
  RawCall call_;
};

// SERVING, NOT_SERVING, or the code of the call that failed, as a number.
std::string CheckHealth(const std::shared_ptr<grpc::Channel>& channel, const std::string& service);

// Follows the health of a service.
class HealthWatch {
 public:
  HealthWatch(const std::shared_ptr<grpc::Channel>& channel, const std::string& service);
  // Waits for a change; empty when the call ended.
  std::string Next();

 private:
  RawCall call_;
};

// Whether the server was seen to have read everything that was sent on this connection before.
bool HasReadWhatWasSent(const std::shared_ptr<grpc::Channel>& channel);

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_RPC_H_
