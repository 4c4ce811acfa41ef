#ifndef THIDUA_SERVICES_CLI_FAKE_SCRIPT_H_
#define THIDUA_SERVICES_CLI_FAKE_SCRIPT_H_

#include <google/protobuf/util/json_util.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "common/rpc/status_mapping.h"
#include "services/cli/sample_rankings.h"
#include "services/cli/sample_replies.h"
#include "services/cli/sample_sheets.h"
#include "thidua/ranking/v1/ranking.pb.h"
#include "thidua/scoring/v1/audit.pb.h"
#include "thidua/scoring/v1/sheets.pb.h"
#include "thidua/tasks/v1/tasks.pb.h"
#include "thidua/type/v1/actor.pb.h"
#include "thidua/type/v1/import.pb.h"

namespace thidua::cli {

// What the fakes are to do, and what they saw. Set before a call, read after it.
struct Script {
  // Not OK: what every call ends with.
  absl::Status failure;
  std::chrono::milliseconds delay{0};
  thidua::type::v1::ImportReport report;

  std::string bytes;
  thidua::type::v1::FileChunk first_piece;
  size_t largest_piece = 0;
  int imports = 0;
  std::string imported_by;
  std::string language;
  thidua::ranking::v1::RankingView view = thidua::ranking::v1::RANKING_VIEW_UNSPECIFIED;
  thidua::ranking::v1::AggregateRankingsResponse rankings = SampleRankings();
  thidua::ranking::v1::FindPathResponse path = SamplePath();
  // Below 0: every answer of the ranking service is up to date.
  int64_t stale_ms = -1;
  // What each connection of a watch tells before it is lost; after the last one it stays until the caller goes.
  std::vector<std::vector<thidua::ranking::v1::WatchRankingsResponse>> watches;
  std::vector<std::string> watch_requests;
  std::atomic<bool> watching{false};
  thidua::tasks::v1::DraftTasksRequest draft;

  thidua::type::v1::Actor actor;
  // Of the last call of SheetService, or of a scale: its name, and its request as JSON in one line.
  std::string method;
  std::string request;
  thidua::scoring::v1::SheetState state = SampleState();
  // What files and evidence are made of, a piece each; `cut` ends the stream with a failure after them.
  std::vector<std::string> pieces;
  std::string sha256;
  bool cut = false;
  std::vector<thidua::scoring::v1::AuditEntry> log;
  thidua::scoring::v1::GetAuditHeadResponse head;
  absl::Status audited;

  // Held by every handler: taking it after a call makes what the handler saw visible.
  std::mutex mutex;

  template <typename Work>
  grpc::Status Handle(const grpc::ServerContext& context, const Work& work) {
    const std::lock_guard lock(mutex);
    actor.Clear();
    const auto found = context.client_metadata().find(rpc::kActorMetadata);
    if (found != context.client_metadata().end()) {
      actor.ParseFromArray(found->second.data(), static_cast<int>(found->second.size()));
    }
    work();
    std::this_thread::sleep_for(delay);
    return rpc::ToGrpc(failure);
  }

  template <typename Request, typename Response>
  grpc::Status Import(const grpc::ServerContext& context, const char* name, grpc::ServerReader<Request>* reader,
                      Response* response) {
    return Handle(context, [&] {
      imported_by = name;
      ++imports;
      Request request;
      for (bool first = true; reader->Read(&request); first = false) {
        if (first) first_piece = request.chunk();
        largest_piece = std::max(largest_piece, request.chunk().data().size());
        bytes += request.chunk().data();
      }
      *response->mutable_report() = report;
    });
  }

  // Keeps the request of a call, with the name of its method.
  void Saw(const std::string& name, const google::protobuf::Message& message) {
    method = name;
    request.clear();
    (void)google::protobuf::util::MessageToJsonString(message, &request);
  }

  // Streams the pieces of a file.
  template <typename Response>
  grpc::Status Send(const grpc::ServerContext& context, const std::string& name,
                    const google::protobuf::Message& message, grpc::ServerWriter<Response>* writer) {
    const grpc::Status status = Handle(context, [&] {
      Saw(name, message);
      for (const std::string& piece : pieces) {
        Response response;
        response.set_data(piece);
        writer->Write(response);
      }
    });
    return cut ? grpc::Status(grpc::StatusCode::INTERNAL, "cut") : status;
  }

  template <typename Response>
  grpc::Status Answer(const grpc::ServerContext& context, const std::string& name,
                      const google::protobuf::Message& message, const Response& reply, Response* response) {
    return Handle(context, [&] {
      Saw(name, message);
      *response = reply;
    });
  }
};

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_FAKE_SCRIPT_H_
