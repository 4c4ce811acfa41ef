#include "common/rpc/cost.h"

#include <string_view>

#include "absl/container/flat_hash_map.h"

namespace thidua::rpc {
namespace {

using Table = absl::flat_hash_map<std::string_view, Cost>;

// Every call of the API by its name, which is that of the method: no two services share one. A test fails when one is
// missing.
const Table& Costs() {
  static const auto* const costs = [] {
    auto* table = new Table;
    for (const std::string_view name : {"AcceptTask",      "AssignTask",          "CancelTask",     "CompleteTask",
                                        "ConfirmCriteria", "CreateTask",          "DecidePoints",   "GetAuditHead",
                                        "GetCalendar",     "GetRankingStatus",    "GetScale",       "GetSheet",
                                        "GetTask",         "GetTaskAuditHead",    "GetUnit",        "IssueDirective",
                                        "ListClusters",    "ListClusterVersions", "ListDirectives", "ListNotices",
                                        "ListOffices",     "ListPublications",    "ListRevisions",  "ListSuccessions",
                                        "ListTaskHistory", "ListTasks",           "ListUnits",      "LockSheet",
                                        "RemoveEvidence",  "ReopenSheet",         "ReopenTask",     "ReportProgress",
                                        "RetryNotices",    "ReturnSheet",         "ReturnTask",     "StartTask",
                                        "SubmitEvidence",  "SubmitSheet",         "UpdateSheet",    "UpdateTask",
                                        "WatchVersions",   "WithdrawEvidence",    "WithdrawSheet"}) {
      table->emplace(name, Cost::kLight);
    }
    for (const std::string_view name :
         {"AggregateRankings",  "AttachEvidence", "BatchUpdateSheets",  "CompareSheets",
          "DownloadEvidence",   "DraftPathTasks", "DraftTasks",         "ExplainScores",
          "FindPath",           "GetBoard",       "GetClusterRanking",  "GetClusterScores",
          "GetForecast",        "GetLastYear",    "GetLedger",          "GetPeriodReport",
          "GetProgress",        "GetPublication", "GetPublishedScores", "GetUnitStanding",
          "ListWarnings",       "ProposeAwards",  "RankByCode",         "SimulateScores",
          "SubmitPeriodReport", "TellReminders",  "WatchRankings",      "WhatIf"}) {
      table->emplace(name, Cost::kScoring);
    }
    for (const std::string_view name :
         {"ExportScale",          "ExportSheet",       "FreezeCluster", "GetReportRollup",  "ImportCalendar",
          "ImportClusters",       "ImportInputs",      "ImportOffices", "ImportResults",    "ImportScale",
          "ImportSheet",          "ImportSuccessions", "ImportTasks",   "ImportUnits",      "ListAuditEntries",
          "ListTaskAuditEntries", "Publish",           "SimulateScale", "VerifyAuditState", "VerifyTaskAuditState"}) {
      table->emplace(name, Cost::kHeavy);
    }
    return table;
  }();
  return *costs;
}

}  // namespace

std::optional<Cost> CostOf(const google::protobuf::Descriptor& message) {
  const google::protobuf::FileDescriptor& file = *message.file();
  for (int i = 0; i < file.service_count(); ++i) {
    const google::protobuf::ServiceDescriptor& service = *file.service(i);
    for (int j = 0; j < service.method_count(); ++j) {
      const google::protobuf::MethodDescriptor& method = *service.method(j);
      if (method.input_type() != &message && method.output_type() != &message) continue;
      const auto found = Costs().find(method.name());
      if (found == Costs().end()) return std::nullopt;
      return found->second;
    }
  }
  return std::nullopt;
}

}  // namespace thidua::rpc
