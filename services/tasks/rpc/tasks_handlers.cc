#include "services/tasks/rpc/tasks_handlers.h"

#include "common/rpc/handlers.h"
#include "services/tasks/rpc/board_calls.h"
#include "services/tasks/rpc/directives.h"
#include "services/tasks/rpc/drafting.h"
#include "services/tasks/rpc/forecast_calls.h"
#include "services/tasks/rpc/report_calls.h"
#include "services/tasks/rpc/task_acts.h"
#include "services/tasks/rpc/task_audit.h"
#include "services/tasks/rpc/tasks_service.h"
#include "thidua/tasks/v1/audit.grpc.pb.h"
#include "thidua/tasks/v1/board.grpc.pb.h"
#include "thidua/tasks/v1/forecast.grpc.pb.h"
#include "thidua/tasks/v1/reports.grpc.pb.h"
#include "thidua/tasks/v1/tasks.grpc.pb.h"

namespace thidua::tasks {
namespace {

class TasksHandler final : public v1::TasksService::CallbackService {
 public:
  TasksHandler(const Backend& backend, rpc::Gate& gate)
      : reads_(backend), drafting_(backend), directives_(backend), acts_(backend), gate_(gate) {}

  grpc::ServerReadReactor<v1::ImportTasksRequest>* ImportTasks(grpc::CallbackServerContext* context,
                                                               v1::ImportTasksResponse* response) override {
    return rpc::AnswerUpload<v1::ImportTasksRequest>(
        gate_, context, response, [this](const rpc::Uploaded<v1::ImportTasksRequest>& uploaded, const rpc::Call& call) {
          return reads_.ImportTasks(uploaded.file, uploaded.language, call);
        });
  }

  grpc::ServerUnaryReactor* ListTasks(grpc::CallbackServerContext* context, const v1::ListTasksRequest* request,
                                      v1::ListTasksResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call&) { return reads_.ListTasks(*request); });
  }

  grpc::ServerUnaryReactor* GetTask(grpc::CallbackServerContext* context, const v1::GetTaskRequest* request,
                                    v1::GetTaskResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call&) { return reads_.GetTask(*request); });
  }

  grpc::ServerUnaryReactor* ListTaskHistory(grpc::CallbackServerContext* context,
                                            const v1::ListTaskHistoryRequest* request,
                                            v1::ListTaskHistoryResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call&) { return reads_.ListTaskHistory(*request); });
  }

  grpc::ServerUnaryReactor* DraftTasks(grpc::CallbackServerContext* context, const v1::DraftTasksRequest* request,
                                       v1::DraftTasksResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return drafting_.DraftTasks(*request, call); });
  }

  grpc::ServerUnaryReactor* DraftPathTasks(grpc::CallbackServerContext* context,
                                           const v1::DraftPathTasksRequest* request,
                                           v1::DraftPathTasksResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return drafting_.DraftPathTasks(*request, call); });
  }

  grpc::ServerUnaryReactor* IssueDirective(grpc::CallbackServerContext* context,
                                           const v1::IssueDirectiveRequest* request,
                                           v1::IssueDirectiveResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return directives_.Issue(*request, call); });
  }

  grpc::ServerUnaryReactor* ListDirectives(grpc::CallbackServerContext* context,
                                           const v1::ListDirectivesRequest* request,
                                           v1::ListDirectivesResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call&) { return directives_.List(*request); });
  }

  grpc::ServerUnaryReactor* CreateTask(grpc::CallbackServerContext* context, const v1::CreateTaskRequest* request,
                                       v1::CreateTaskResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return acts_.Create(*request, call); });
  }

  grpc::ServerUnaryReactor* UpdateTask(grpc::CallbackServerContext* context, const v1::UpdateTaskRequest* request,
                                       v1::UpdateTaskResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return acts_.Update(*request, call); });
  }

  grpc::ServerUnaryReactor* AssignTask(grpc::CallbackServerContext* context, const v1::AssignTaskRequest* request,
                                       v1::AssignTaskResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return acts_.Assign(*request, call); });
  }

  grpc::ServerUnaryReactor* StartTask(grpc::CallbackServerContext* context, const v1::StartTaskRequest* request,
                                      v1::StartTaskResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return acts_.Start(*request, call); });
  }

  grpc::ServerUnaryReactor* ReportProgress(grpc::CallbackServerContext* context,
                                           const v1::ReportProgressRequest* request,
                                           v1::ReportProgressResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return acts_.ReportProgress(*request, call); });
  }

  grpc::ServerUnaryReactor* SubmitEvidence(grpc::CallbackServerContext* context,
                                           const v1::SubmitEvidenceRequest* request,
                                           v1::SubmitEvidenceResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return acts_.Submit(*request, call); });
  }

  grpc::ServerUnaryReactor* WithdrawEvidence(grpc::CallbackServerContext* context,
                                             const v1::WithdrawEvidenceRequest* request,
                                             v1::WithdrawEvidenceResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return acts_.Withdraw(*request, call); });
  }

  grpc::ServerUnaryReactor* AcceptTask(grpc::CallbackServerContext* context, const v1::AcceptTaskRequest* request,
                                       v1::AcceptTaskResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return acts_.Accept(*request, call); });
  }

  grpc::ServerUnaryReactor* ReturnTask(grpc::CallbackServerContext* context, const v1::ReturnTaskRequest* request,
                                       v1::ReturnTaskResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return acts_.Return(*request, call); });
  }

  grpc::ServerUnaryReactor* CompleteTask(grpc::CallbackServerContext* context, const v1::CompleteTaskRequest* request,
                                         v1::CompleteTaskResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return acts_.Complete(*request, call); });
  }

  grpc::ServerUnaryReactor* CancelTask(grpc::CallbackServerContext* context, const v1::CancelTaskRequest* request,
                                       v1::CancelTaskResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return acts_.Cancel(*request, call); });
  }

  grpc::ServerUnaryReactor* ReopenTask(grpc::CallbackServerContext* context, const v1::ReopenTaskRequest* request,
                                       v1::ReopenTaskResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return acts_.Reopen(*request, call); });
  }

 private:
  TasksService reads_;
  Drafting drafting_;
  Directives directives_;
  TaskActs acts_;
  rpc::Gate& gate_;
};

class BoardHandler final : public v1::BoardService::CallbackService {
 public:
  BoardHandler(const Backend& backend, rpc::Gate& gate) : calls_(backend), gate_(gate) {}

  grpc::ServerUnaryReactor* GetBoard(grpc::CallbackServerContext* context, const v1::GetBoardRequest* request,
                                     v1::GetBoardResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return calls_.GetBoard(*request, call); });
  }

 private:
  BoardCalls calls_;
  rpc::Gate& gate_;
};

class ForecastHandler final : public v1::ForecastService::CallbackService {
 public:
  ForecastHandler(const Backend& backend, rpc::Gate& gate) : calls_(backend), gate_(gate) {}

  grpc::ServerUnaryReactor* GetForecast(grpc::CallbackServerContext* context, const v1::GetForecastRequest* request,
                                        v1::GetForecastResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return calls_.GetForecast(*request, call); });
  }

 private:
  ForecastCalls calls_;
  rpc::Gate& gate_;
};

class ReportHandler final : public v1::ReportService::CallbackService {
 public:
  ReportHandler(const Backend& backend, rpc::Gate& gate) : calls_(backend), gate_(gate) {}

  grpc::ServerUnaryReactor* GetPeriodReport(grpc::CallbackServerContext* context,
                                            const v1::GetPeriodReportRequest* request,
                                            v1::GetPeriodReportResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return calls_.GetPeriodReport(*request, call); });
  }

  grpc::ServerUnaryReactor* SubmitPeriodReport(grpc::CallbackServerContext* context,
                                               const v1::SubmitPeriodReportRequest* request,
                                               v1::SubmitPeriodReportResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return calls_.SubmitPeriodReport(*request, call); });
  }

  grpc::ServerUnaryReactor* GetReportRollup(grpc::CallbackServerContext* context,
                                            const v1::GetReportRollupRequest* request,
                                            v1::GetReportRollupResponse* response) override {
    return rpc::Answer(gate_, context, request, response,
                       [this, request](const rpc::Call& call) { return calls_.GetReportRollup(*request, call); });
  }

 private:
  ReportCalls calls_;
  rpc::Gate& gate_;
};

class AuditHandler final : public v1::TaskAuditService::CallbackService {
 public:
  AuditHandler(TaskStore& store, rpc::Gate& gate) : audit_(store), gate_(gate) {}

  grpc::ServerWriteReactor<v1::ListTaskAuditEntriesResponse>* ListTaskAuditEntries(
      grpc::CallbackServerContext* context, const v1::ListTaskAuditEntriesRequest* request) override {
    return rpc::AnswerStream<v1::ListTaskAuditEntriesResponse>(
        gate_, context, request, [this, request](const rpc::Call&) { return audit_.ListEntries(*request); });
  }

  grpc::ServerUnaryReactor* GetTaskAuditHead(grpc::CallbackServerContext* context,
                                             const v1::GetTaskAuditHeadRequest* request,
                                             v1::GetTaskAuditHeadResponse* response) override {
    return rpc::Answer(gate_, context, request, response, [this](const rpc::Call&) { return audit_.GetHead(); });
  }

  grpc::ServerUnaryReactor* VerifyTaskAuditState(grpc::CallbackServerContext* context,
                                                 const v1::VerifyTaskAuditStateRequest* request,
                                                 v1::VerifyTaskAuditStateResponse* response) override {
    return rpc::Answer(gate_, context, request, response, [this](const rpc::Call&) { return audit_.VerifyState(); });
  }

 private:
  TaskAudit audit_;
  rpc::Gate& gate_;
};

}  // namespace

struct TasksHandlers::All {
  All(const Backend& backend, rpc::Gate& gate)
      : tasks(backend, gate),
        board(backend, gate),
        forecast(backend, gate),
        reports(backend, gate),
        audit(backend.store, gate) {}

  TasksHandler tasks;
  BoardHandler board;
  ForecastHandler forecast;
  ReportHandler reports;
  AuditHandler audit;
};

TasksHandlers::TasksHandlers(const Backend& backend, rpc::Gate& gate) : all_(std::make_unique<All>(backend, gate)) {}
TasksHandlers::~TasksHandlers() = default;

std::vector<rpc::NamedService> TasksHandlers::services() const {
  return {{&all_->tasks, v1::TasksService::service_full_name()},
          {&all_->board, v1::BoardService::service_full_name()},
          {&all_->forecast, v1::ForecastService::service_full_name()},
          {&all_->reports, v1::ReportService::service_full_name()},
          {&all_->audit, v1::TaskAuditService::service_full_name()}};
}

}  // namespace thidua::tasks
