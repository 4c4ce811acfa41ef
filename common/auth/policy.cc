#include "common/auth/policy.h"

#include <unordered_map>

namespace thidua::auth {
namespace {

using enum Relation;
using enum Role;

// A service may what everybody may who reads; administrators may everything.
constexpr Roles kReaders(kViewer, kEditor, kVerifier, kLeader, kAppraiser, kAdministrator, kService);
// Whoever has a part in a sheet; which part, its workflow says (services/scoring/domain/workflow.h).
constexpr Roles kSheetActors(kEditor, kVerifier, kLeader, kAppraiser, kAdministrator, kService);
constexpr Roles kSheetHanders(kEditor, kLeader, kAppraiser, kAdministrator, kService);
constexpr Roles kDeciders(kVerifier, kLeader, kAppraiser, kAdministrator, kService);
constexpr Roles kVerifiers(kVerifier, kAdministrator, kService);
constexpr Roles kClosers(kLeader, kAppraiser, kAdministrator, kService);
constexpr Roles kAppraisers(kAppraiser, kAdministrator, kService);
constexpr Roles kTaskWorkers(kEditor, kVerifier, kAppraiser, kAdministrator, kService);
constexpr Roles kAdministrators(kAdministrator);
constexpr Roles kServices(kService, kAdministrator);

const std::vector<NamingField> kOfUnit = {{"unit", kUnit}};
const std::vector<NamingField> kOfSheet = {{"unit", kLedUnit}};
const std::vector<NamingField> kOfTask = {{"task", kTask}};
const std::vector<NamingField> kOfCluster = {{"cluster", kCluster}};
const std::vector<NamingField> kOfScope = {{"cluster", kCluster}, {"under", kUnit}};
const std::vector<NamingField> kOfPublication = {{"under", kKin}};

std::vector<Rule> MakePolicy() {
  return {
      // The directory is public: to everybody whom a token names.
      {"thidua.directory.v1.DirectoryService.ListSuccessions", kReaders, {}},
      {"thidua.directory.v1.DirectoryService.GetUnit", kReaders, {}},
      {"thidua.directory.v1.DirectoryService.ListUnits", kReaders, {}},
      {"thidua.directory.v1.DirectoryService.ListOffices", kReaders, {}},
      {"thidua.directory.v1.DirectoryService.ListClusters", kReaders, {}},
      {"thidua.directory.v1.DirectoryService.ImportUnits", kAdministrators, {}},
      {"thidua.directory.v1.DirectoryService.ImportOffices", kAdministrators, {}},
      {"thidua.directory.v1.DirectoryService.ImportClusters", kAdministrators, {}},
      {"thidua.directory.v1.DirectoryService.ImportSuccessions", kAdministrators, {}},

      // Scales are public; files of many units are the administrator's.
      {"thidua.scoring.v1.ScoringService.GetScale", kReaders, {}},
      {"thidua.scoring.v1.ScoringService.ExportScale", kReaders, {}},
      {"thidua.scoring.v1.ScoringService.ImportScale", kAdministrators, {}},
      {"thidua.scoring.v1.ScoringService.SimulateScale", kAdministrators, {}},
      {"thidua.scoring.v1.ScoringService.ImportInputs", kAdministrators, {}},
      {"thidua.scoring.v1.ScoringService.WatchVersions", kServices, {}},
      {"thidua.scoring.v1.ScoringService.ListClusterVersions", kReaders, kOfScope},
      {"thidua.scoring.v1.ScoringService.GetClusterScores", kReaders, kOfCluster},
      {"thidua.scoring.v1.ScoringService.FreezeCluster", kAppraisers, {{"cluster", kLedCluster}}},
      {"thidua.scoring.v1.ScoringService.SimulateScores",
       kReaders,
       {{"cluster", kCluster}, {"overrides.unit", kClusterMember}}},
      {"thidua.scoring.v1.ScoringService.ExplainScores", kReaders, kOfSheet},

      {"thidua.scoring.v1.SheetService.GetSheet", kReaders, kOfSheet},
      {"thidua.scoring.v1.SheetService.ListRevisions", kReaders, kOfSheet},
      {"thidua.scoring.v1.SheetService.CompareSheets", kReaders, kOfSheet},
      {"thidua.scoring.v1.SheetService.GetLastYear", kReaders, kOfSheet},
      {"thidua.scoring.v1.SheetService.ExportSheet", kReaders, kOfSheet},
      {"thidua.scoring.v1.SheetService.DownloadEvidence", kReaders, kOfSheet},
      {"thidua.scoring.v1.SheetService.GetLedger", kReaders, {{"unit", kLedUnit}, {"cluster", kLedCluster}}},
      {"thidua.scoring.v1.SheetService.ListWarnings", kReaders, {{"cluster", kLedCluster}}},
      {"thidua.scoring.v1.SheetService.GetProgress", kReaders, kOfScope},
      {"thidua.scoring.v1.SheetService.UpdateSheet", kSheetActors, kOfSheet},
      {"thidua.scoring.v1.SheetService.BatchUpdateSheets",
       kSheetActors,
       {{"cluster", kCluster}, {"requests.unit", kLedUnit, "requests.year"}}},
      // The unit of an uploaded sheet is asked for by UpdateSheet once the file is read.
      {"thidua.scoring.v1.SheetService.ImportSheet", kSheetActors, {}},
      {"thidua.scoring.v1.SheetService.AttachEvidence", kSheetActors, {{"header.unit", kLedUnit, "header.year"}}},
      {"thidua.scoring.v1.SheetService.RemoveEvidence", kSheetActors, kOfSheet},
      {"thidua.scoring.v1.SheetService.SubmitSheet", kSheetActors, kOfSheet},
      {"thidua.scoring.v1.SheetService.WithdrawSheet", kSheetHanders, kOfSheet},
      {"thidua.scoring.v1.SheetService.ConfirmCriteria", kVerifiers, kOfSheet},
      {"thidua.scoring.v1.SheetService.DecidePoints", kDeciders, kOfSheet},
      {"thidua.scoring.v1.SheetService.ReturnSheet", kDeciders, kOfSheet},
      {"thidua.scoring.v1.SheetService.ReopenSheet", kClosers, kOfSheet},
      {"thidua.scoring.v1.SheetService.LockSheet", kClosers, kOfSheet},

      // The logs hold everybody's acts.
      {"thidua.scoring.v1.AuditService.ListAuditEntries", kAdministrators, {}},
      {"thidua.scoring.v1.AuditService.GetAuditHead", kAdministrators, {}},
      {"thidua.scoring.v1.AuditService.VerifyAuditState", kAdministrators, {}},
      {"thidua.tasks.v1.TaskAuditService.ListTaskAuditEntries", kAdministrators, {}},
      {"thidua.tasks.v1.TaskAuditService.GetTaskAuditHead", kAdministrators, {}},
      {"thidua.tasks.v1.TaskAuditService.VerifyTaskAuditState", kAdministrators, {}},

      {"thidua.ranking.v1.RankingService.ImportResults", kAdministrators, {}},
      {"thidua.ranking.v1.RankingService.GetRankingStatus", kReaders, {}},
      {"thidua.ranking.v1.RankingService.GetClusterRanking", kReaders, kOfCluster},
      {"thidua.ranking.v1.RankingService.AggregateRankings", kReaders, {{"under", kUnit}}},
      {"thidua.ranking.v1.RankingService.RankByCode", kReaders, kOfScope},
      {"thidua.ranking.v1.RankingService.GetUnitStanding", kReaders, kOfUnit},
      {"thidua.ranking.v1.RankingService.WatchRankings",
       kReaders,
       {{"cluster", kCluster}, {"under", kUnit}, {"seen.cluster", kCluster}}},
      {"thidua.ranking.v1.RankingService.WhatIf",
       kReaders,
       {{"cluster", kCluster}, {"overrides.unit", kClusterMember}}},
      {"thidua.ranking.v1.RankingService.FindPath", kReaders, kOfUnit},

      // What is published is for everybody below whom it was published for.
      {"thidua.ranking.v1.PublicationService.Publish", kAppraisers, {{"under", kUnit}}},
      {"thidua.ranking.v1.PublicationService.ProposeAwards", kAppraisers, {{"cluster", kLedCluster}, {"under", kUnit}}},
      {"thidua.ranking.v1.PublicationService.ListPublications", kReaders, kOfPublication},
      {"thidua.ranking.v1.PublicationService.GetPublication", kReaders, kOfPublication},
      {"thidua.ranking.v1.PublicationService.GetPublishedScores", kReaders, {{"under", kKin}, {"unit", kUnit}}},

      {"thidua.tasks.v1.CalendarService.ImportCalendar", kAdministrators, {}},
      {"thidua.tasks.v1.CalendarService.GetCalendar", kReaders, {}},
      {"thidua.tasks.v1.ReminderService.TellReminders", kServices, {}},
      {"thidua.tasks.v1.ReminderService.ListNotices", kReaders, kOfUnit},
      {"thidua.tasks.v1.ReminderService.RetryNotices", kServices, {}},
      {"thidua.tasks.v1.BoardService.GetBoard",
       kReaders,
       {{"unit", kUnit}, {"cluster", kLedCluster}, {"under", kUnit}}},
      {"thidua.tasks.v1.ForecastService.GetForecast", kReaders, kOfUnit},
      {"thidua.tasks.v1.ReportService.GetPeriodReport", kReaders, {{"unit", kUnit, "date"}}},
      {"thidua.tasks.v1.ReportService.SubmitPeriodReport", kTaskWorkers, {{"unit", kUnit, "date"}}},
      {"thidua.tasks.v1.ReportService.GetReportRollup",
       kReaders,
       {{"cluster", kLedCluster, "date"}, {"under", kUnit, "date"}}},

      {"thidua.tasks.v1.TasksService.ImportTasks", kAdministrators, {}},
      {"thidua.tasks.v1.TasksService.ListTasks", kReaders, kOfUnit},
      {"thidua.tasks.v1.TasksService.GetTask", kReaders, kOfTask},
      {"thidua.tasks.v1.TasksService.ListTaskHistory", kReaders, kOfTask},
      {"thidua.tasks.v1.TasksService.DraftTasks", kTaskWorkers, {{"unit", kUnit}, {"published_under", kKin}}},
      {"thidua.tasks.v1.TasksService.DraftPathTasks", kTaskWorkers, kOfUnit},
      {"thidua.tasks.v1.TasksService.IssueDirective",
       kAppraisers,
       {{"directive.issuer", kUnit, "directive.year"},
        {"directive.cluster", kLedCluster, "directive.year"},
        {"directive.under", kUnit, "directive.year"}}},
      // A directive is for the units below its issuer.
      {"thidua.tasks.v1.TasksService.ListDirectives", kReaders, {{"issuer", kKin}}},
      {"thidua.tasks.v1.TasksService.CreateTask",
       kTaskWorkers,
       {{"task.unit", kUnit, "task.year"}, {"task.task", kTask}, {"task.parent", kTask}, {"parent", kTask}}},
      {"thidua.tasks.v1.TasksService.UpdateTask",
       kTaskWorkers,
       {{"task.task", kTask}, {"task.unit", kUnit, "task.year"}, {"task.parent", kTask}}},
      {"thidua.tasks.v1.TasksService.AssignTask", kTaskWorkers, kOfTask},
      {"thidua.tasks.v1.TasksService.StartTask", kTaskWorkers, kOfTask},
      {"thidua.tasks.v1.TasksService.ReportProgress", kTaskWorkers, kOfTask},
      {"thidua.tasks.v1.TasksService.SubmitEvidence", kTaskWorkers, kOfTask},
      {"thidua.tasks.v1.TasksService.WithdrawEvidence", kTaskWorkers, kOfTask},
      {"thidua.tasks.v1.TasksService.AcceptTask", kTaskWorkers, kOfTask},
      {"thidua.tasks.v1.TasksService.ReturnTask", kTaskWorkers, kOfTask},
      {"thidua.tasks.v1.TasksService.CompleteTask", kTaskWorkers, kOfTask},
      {"thidua.tasks.v1.TasksService.CancelTask", kTaskWorkers, kOfTask},
      {"thidua.tasks.v1.TasksService.ReopenTask", kTaskWorkers, kOfTask},
  };
}

}  // namespace

const std::vector<Rule>& Policy() {
  static const auto& policy = *new std::vector<Rule>(MakePolicy());
  return policy;
}

const Rule* RuleOf(std::string_view method) {
  static const auto& rules = *[] {
    auto* by_method = new std::unordered_map<std::string_view, const Rule*>();
    for (const Rule& rule : Policy()) by_method->emplace(rule.method, &rule);
    return by_method;
  }();
  const auto found = rules.find(method);
  return found == rules.end() ? nullptr : found->second;
}

std::string_view MethodOf(const google::protobuf::Descriptor& request) {
  const google::protobuf::FileDescriptor& file = *request.file();
  for (int i = 0; i < file.service_count(); ++i) {
    const google::protobuf::ServiceDescriptor& service = *file.service(i);
    for (int j = 0; j < service.method_count(); ++j) {
      if (service.method(j)->input_type() == &request) return service.method(j)->full_name();
    }
  }
  return {};
}

}  // namespace thidua::auth
