#include "common/rpc/service_config.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <nlohmann/json.hpp>

namespace thidua::rpc {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;
using google::protobuf::MethodOptions;
using google::protobuf::ServiceDescriptor;
using nlohmann::json;

// The whole API; a program knows those whose stubs it links.
constexpr const char* kServices[] = {
    "thidua.directory.v1.DirectoryService", "thidua.ranking.v1.PublicationService", "thidua.ranking.v1.RankingService",
    "thidua.scoring.v1.AuditService",       "thidua.scoring.v1.ScoringService",     "thidua.scoring.v1.SheetService",
    "thidua.tasks.v1.BoardService",         "thidua.tasks.v1.CalendarService",      "thidua.tasks.v1.ForecastService",
    "thidua.tasks.v1.ReminderService",      "thidua.tasks.v1.ReportService",        "thidua.tasks.v1.TaskAuditService",
    "thidua.tasks.v1.TasksService",
};

bool MayRepeat(const MethodDescriptor& method, Repeat repeat) {
  const auto level = method.options().idempotency_level();
  return level == MethodOptions::NO_SIDE_EFFECTS || (level == MethodOptions::IDEMPOTENT && repeat == Repeat::kWrites);
}

}  // namespace

std::string ServiceConfig(Repeat repeat, Health health) {
  json names = json::array();
  for (const char* name : kServices) {
    const ServiceDescriptor* service = DescriptorPool::generated_pool()->FindServiceByName(name);
    for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      if (MayRepeat(method, repeat)) names.push_back({{"service", name}, {"method", method.name()}});
    }
  }
  json config = {
      {"loadBalancingConfig", {{{"round_robin", json::object()}}}},
      // Each UNAVAILABLE takes a token and each success gives a tenth back; below half of them nothing is repeated.
      {"retryThrottling", {{"maxTokens", 100}, {"tokenRatio", 0.1}}},
  };
  if (!names.empty()) {
    config["methodConfig"] = {{{"name", names},
                               {"retryPolicy",
                                {{"maxAttempts", kAttempts},
                                 {"initialBackoff", "0.05s"},
                                 {"maxBackoff", "1s"},
                                 {"backoffMultiplier", 2},
                                 {"retryableStatusCodes", {"UNAVAILABLE"}}}}}};
  }
  if (health == Health::kWatched) config["healthCheckConfig"] = {{"serviceName", ""}};
  return config.dump();
}

}  // namespace thidua::rpc
