#ifndef THIDUA_SERVICES_CLI_SERVICES_H_
#define THIDUA_SERVICES_CLI_SERVICES_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/service_config.h"
#include "services/cli/settings.h"
#include "thidua/directory/v1/directory.grpc.pb.h"
#include "thidua/ranking/v1/publication.grpc.pb.h"
#include "thidua/ranking/v1/ranking.grpc.pb.h"
#include "thidua/scoring/v1/audit.grpc.pb.h"
#include "thidua/scoring/v1/scoring.grpc.pb.h"
#include "thidua/scoring/v1/sheets.grpc.pb.h"
#include "thidua/tasks/v1/audit.grpc.pb.h"
#include "thidua/tasks/v1/board.grpc.pb.h"
#include "thidua/tasks/v1/calendar.grpc.pb.h"
#include "thidua/tasks/v1/forecast.grpc.pb.h"
#include "thidua/tasks/v1/reminders.grpc.pb.h"
#include "thidua/tasks/v1/reports.grpc.pb.h"
#include "thidua/tasks/v1/tasks.grpc.pb.h"

namespace thidua::cli {

// Which program offers an API.
template <typename Stub>
inline constexpr Service kServiceOf = Service::kScoring;
template <>
inline constexpr Service kServiceOf<thidua::ranking::v1::RankingService::Stub> = Service::kRanking;
template <>
inline constexpr Service kServiceOf<thidua::ranking::v1::PublicationService::Stub> = Service::kRanking;
template <>
inline constexpr Service kServiceOf<thidua::tasks::v1::TasksService::Stub> = Service::kTasks;
template <>
inline constexpr Service kServiceOf<thidua::tasks::v1::BoardService::Stub> = Service::kTasks;
template <>
inline constexpr Service kServiceOf<thidua::tasks::v1::CalendarService::Stub> = Service::kTasks;
template <>
inline constexpr Service kServiceOf<thidua::tasks::v1::ForecastService::Stub> = Service::kTasks;
template <>
inline constexpr Service kServiceOf<thidua::tasks::v1::ReminderService::Stub> = Service::kTasks;
template <>
inline constexpr Service kServiceOf<thidua::tasks::v1::ReportService::Stub> = Service::kTasks;
template <>
inline constexpr Service kServiceOf<thidua::tasks::v1::TaskAuditService::Stub> = Service::kTasks;

// Does not wait: a peer that is away fails the first call at once.
std::shared_ptr<grpc::Channel> Connect(const Settings& settings, Service service,
                                       rpc::Repeat repeat = rpc::Repeat::kReads);

// A write may be sent again when it says which write it is.
template <typename Request>
rpc::Repeat RepeatOf(const Request& request) {
  if constexpr (requires { request.request_id(); }) {
    if (!request.request_id().empty()) return rpc::Repeat::kWrites;
  }
  return rpc::Repeat::kReads;
}

// What a call ended with; a service that could not be reached is named with its address.
absl::Status FromCall(const grpc::Status& status, Service service, const Settings& settings);

// Says who makes a call.
void SayWhoCalls(const Settings& settings, grpc::ClientContext& context);

// Gives a call its deadline and says who makes it.
void Prepare(const Settings& settings, std::chrono::seconds timeout, grpc::ClientContext& context);

// One unary call.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Ask(const Settings& settings,
                             grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                             const Request& request, std::chrono::seconds timeout = kReadTimeout) {
  constexpr Service kService = kServiceOf<Stub>;
  Stub stub(Connect(settings, kService, RepeatOf(request)));
  grpc::ClientContext context;
  Prepare(settings, timeout, context);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return FromCall(status, kService, settings);
  return response;
}

// Hands every message of a server's stream to `each`; a failure of it ends the call.
template <typename Stub, typename Request, typename Response, typename Each>
absl::Status Receive(const Settings& settings,
                     std::unique_ptr<grpc::ClientReader<Response>> (Stub::*method)(grpc::ClientContext*,
                                                                                   const Request&),
                     const Request& request, const Each& each) {
  constexpr Service kService = kServiceOf<Stub>;
  Stub stub(Connect(settings, kService));
  grpc::ClientContext context;
  Prepare(settings, kImportTimeout, context);
  const std::unique_ptr<grpc::ClientReader<Response>> reader = (stub.*method)(&context, request);
  Response response;
  while (reader->Read(&response)) {
    if (absl::Status taken = each(response); !taken.ok()) {
      context.TryCancel();
      (void)reader->Finish();
      return taken;
    }
  }
  const grpc::Status status = reader->Finish();
  return status.ok() ? absl::OkStatus() : FromCall(status, kService, settings);
}

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_SERVICES_H_
