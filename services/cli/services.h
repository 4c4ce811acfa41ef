#ifndef THIDUA_SERVICES_CLI_SERVICES_H_
#define THIDUA_SERVICES_CLI_SERVICES_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/cli/settings.h"
#include "thidua/directory/v1/directory.grpc.pb.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"
#include "thidua/tasks/v1/tasks.grpc.pb.h"

namespace thidua::cli {

// Which program offers an API.
template <typename Stub>
inline constexpr Service kServiceOf = Service::kScoring;
template <>
inline constexpr Service kServiceOf<thidua::ranking::v1::RankingService::Stub> = Service::kRanking;
template <>
inline constexpr Service kServiceOf<thidua::tasks::v1::TasksService::Stub> = Service::kTasks;

// Does not wait: a peer that is away fails the first call at once.
std::shared_ptr<grpc::Channel> Connect(const std::string& address);

// What a call ended with; a service that could not be reached is named with its address.
absl::Status FromCall(const grpc::Status& status, Service service, const Settings& settings);

// One unary call of a reading method.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Ask(const Settings& settings,
                             grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                             const Request& request) {
  constexpr Service kService = kServiceOf<Stub>;
  Stub stub(Connect(settings.AddressOf(kService)));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + settings.Timeout(kReadTimeout));
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return FromCall(status, kService, settings);
  return response;
}

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_SERVICES_H_
