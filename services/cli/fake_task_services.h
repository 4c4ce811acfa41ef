#ifndef THIDUA_SERVICES_CLI_FAKE_TASK_SERVICES_H_
#define THIDUA_SERVICES_CLI_FAKE_TASK_SERVICES_H_

#include <grpcpp/grpcpp.h>

#include <string>

#include "services/cli/fake_script.h"
#include "services/cli/sample_tasks.h"
#include "thidua/tasks/v1/audit.grpc.pb.h"
#include "thidua/tasks/v1/board.grpc.pb.h"
#include "thidua/tasks/v1/calendar.grpc.pb.h"
#include "thidua/tasks/v1/forecast.grpc.pb.h"
#include "thidua/tasks/v1/reminders.grpc.pb.h"
#include "thidua/tasks/v1/reports.grpc.pb.h"
#include "thidua/tasks/v1/tasks.grpc.pb.h"

// For tests: the services of tasks, with the sample replies.
namespace thidua::cli {

namespace pb = thidua::tasks::v1;

class FakeTasks final : public pb::TasksService::Service {
 public:
  explicit FakeTasks(Script& script) : script_(script) {}

  grpc::Status ImportTasks(grpc::ServerContext* context, grpc::ServerReader<pb::ImportTasksRequest>* reader,
                           pb::ImportTasksResponse* response) override {
    return script_.Import(*context, "tasks", reader, response);
  }
  // One task a page.
  grpc::Status ListTasks(grpc::ServerContext* context, const pb::ListTasksRequest* request,
                         pb::ListTasksResponse* response) override {
    return script_.Handle(*context, [&] {
      script_.Saw("ListTasks", *request);
      const bool first = request->page_token().empty();
      *response->add_tasks() = SampleTasks().tasks(first ? 0 : 1);
      if (first) response->set_next_page_token("second");
    });
  }
  grpc::Status DraftTasks(grpc::ServerContext* context, const pb::DraftTasksRequest* request,
                          pb::DraftTasksResponse* response) override {
    return script_.Handle(*context, [&] {
      script_.draft = *request;
      auto* drafted = response->add_tasks();
      *drafted->mutable_task() = SampleTasks().tasks(0);
      drafted->set_outcome(pb::DraftedTask::CREATED);
    });
  }
  grpc::Status CreateTask(grpc::ServerContext* context, const pb::CreateTaskRequest* request,
                          pb::CreateTaskResponse* response) override {
    return Act(*context, "CreateTask", *request, response);
  }
  grpc::Status UpdateTask(grpc::ServerContext* context, const pb::UpdateTaskRequest* request,
                          pb::UpdateTaskResponse* response) override {
    return Act(*context, "UpdateTask", *request, response);
  }
  grpc::Status AssignTask(grpc::ServerContext* context, const pb::AssignTaskRequest* request,
                          pb::AssignTaskResponse* response) override {
    return Act(*context, "AssignTask", *request, response);
  }
  grpc::Status StartTask(grpc::ServerContext* context, const pb::StartTaskRequest* request,
                         pb::StartTaskResponse* response) override {
    return Act(*context, "StartTask", *request, response);
  }
  grpc::Status ReportProgress(grpc::ServerContext* context, const pb::ReportProgressRequest* request,
                              pb::ReportProgressResponse* response) override {
    return Act(*context, "ReportProgress", *request, response);
  }
  grpc::Status SubmitEvidence(grpc::ServerContext* context, const pb::SubmitEvidenceRequest* request,
                              pb::SubmitEvidenceResponse* response) override {
    return Act(*context, "SubmitEvidence", *request, response);
  }
  grpc::Status WithdrawEvidence(grpc::ServerContext* context, const pb::WithdrawEvidenceRequest* request,
                                pb::WithdrawEvidenceResponse* response) override {
    return Act(*context, "WithdrawEvidence", *request, response);
  }
  grpc::Status AcceptTask(grpc::ServerContext* context, const pb::AcceptTaskRequest* request,
                          pb::AcceptTaskResponse* response) override {
    return Act(*context, "AcceptTask", *request, response);
  }
  grpc::Status ReturnTask(grpc::ServerContext* context, const pb::ReturnTaskRequest* request,
                          pb::ReturnTaskResponse* response) override {
    return Act(*context, "ReturnTask", *request, response);
  }
  grpc::Status CompleteTask(grpc::ServerContext* context, const pb::CompleteTaskRequest* request,
                            pb::CompleteTaskResponse* response) override {
    return Act(*context, "CompleteTask", *request, response);
  }
  grpc::Status CancelTask(grpc::ServerContext* context, const pb::CancelTaskRequest* request,
                          pb::CancelTaskResponse* response) override {
    return Act(*context, "CancelTask", *request, response);
  }
  grpc::Status ReopenTask(grpc::ServerContext* context, const pb::ReopenTaskRequest* request,
                          pb::ReopenTaskResponse* response) override {
    return Act(*context, "ReopenTask", *request, response);
  }
  grpc::Status GetTask(grpc::ServerContext* context, const pb::GetTaskRequest* request,
                       pb::GetTaskResponse* response) override {
    return script_.Answer(*context, "GetTask", *request, SampleTask(), response);
  }
  grpc::Status ListTaskHistory(grpc::ServerContext* context, const pb::ListTaskHistoryRequest* request,
                               pb::ListTaskHistoryResponse* response) override {
    return script_.Answer(*context, "ListTaskHistory", *request, SampleTaskHistory(), response);
  }
  grpc::Status DraftPathTasks(grpc::ServerContext* context, const pb::DraftPathTasksRequest* request,
                              pb::DraftPathTasksResponse* response) override {
    return script_.Answer(*context, "DraftPathTasks", *request, SamplePathDrafts(), response);
  }
  grpc::Status IssueDirective(grpc::ServerContext* context, const pb::IssueDirectiveRequest* request,
                              pb::IssueDirectiveResponse* response) override {
    return script_.Answer(*context, "IssueDirective", *request, SampleIssued(), response);
  }
  grpc::Status ListDirectives(grpc::ServerContext* context, const pb::ListDirectivesRequest* request,
                              pb::ListDirectivesResponse* response) override {
    return script_.Answer(*context, "ListDirectives", *request, SampleDirectives(), response);
  }

 private:
  template <typename Response>
  grpc::Status Act(const grpc::ServerContext& context, const std::string& name,
                   const google::protobuf::Message& request, Response* response) {
    return script_.Handle(context, [&] {
      script_.Saw(name, request);
      *response->mutable_task() = SampleTask().task();
    });
  }

  Script& script_;
};

class FakeBoard final : public pb::BoardService::Service {
 public:
  explicit FakeBoard(Script& script) : script_(script) {}

  grpc::Status GetBoard(grpc::ServerContext* context, const pb::GetBoardRequest* request,
                        pb::GetBoardResponse* response) override {
    return script_.Answer(*context, "GetBoard", *request, SampleBoard(), response);
  }

 private:
  Script& script_;
};

class FakeForecast final : public pb::ForecastService::Service {
 public:
  explicit FakeForecast(Script& script) : script_(script) {}

  grpc::Status GetForecast(grpc::ServerContext* context, const pb::GetForecastRequest* request,
                           pb::GetForecastResponse* response) override {
    return script_.Answer(*context, "GetForecast", *request, SampleForecast(), response);
  }

 private:
  Script& script_;
};

class FakeReports final : public pb::ReportService::Service {
 public:
  explicit FakeReports(Script& script) : script_(script) {}

  grpc::Status GetPeriodReport(grpc::ServerContext* context, const pb::GetPeriodReportRequest* request,
                               pb::GetPeriodReportResponse* response) override {
    return script_.Answer(*context, "GetPeriodReport", *request, SampleReport(), response);
  }
  grpc::Status SubmitPeriodReport(grpc::ServerContext* context, const pb::SubmitPeriodReportRequest* request,
                                  pb::SubmitPeriodReportResponse* response) override {
    return script_.Answer(*context, "SubmitPeriodReport", *request, SampleSubmitted(), response);
  }
  grpc::Status GetReportRollup(grpc::ServerContext* context, const pb::GetReportRollupRequest* request,
                               pb::GetReportRollupResponse* response) override {
    return script_.Answer(*context, "GetReportRollup", *request, SampleRollup(), response);
  }

 private:
  Script& script_;
};

class FakeReminders final : public pb::ReminderService::Service {
 public:
  explicit FakeReminders(Script& script) : script_(script) {}

  grpc::Status TellReminders(grpc::ServerContext* context, const pb::TellRemindersRequest* request,
                             pb::TellRemindersResponse* response) override {
    return script_.Answer(*context, "TellReminders", *request, SampleTold(), response);
  }
  grpc::Status ListNotices(grpc::ServerContext* context, const pb::ListNoticesRequest* request,
                           pb::ListNoticesResponse* response) override {
    return script_.Answer(*context, "ListNotices", *request, SampleNotices(), response);
  }
  grpc::Status RetryNotices(grpc::ServerContext* context, const pb::RetryNoticesRequest* request,
                            pb::RetryNoticesResponse* response) override {
    return script_.Answer(*context, "RetryNotices", *request, SampleRetried(), response);
  }

 private:
  Script& script_;
};

class FakeCalendar final : public pb::CalendarService::Service {
 public:
  explicit FakeCalendar(Script& script) : script_(script) {}

  grpc::Status ImportCalendar(grpc::ServerContext* context, grpc::ServerReader<pb::ImportCalendarRequest>* reader,
                              pb::ImportCalendarResponse* response) override {
    return script_.Import(*context, "calendar", reader, response);
  }
  grpc::Status GetCalendar(grpc::ServerContext* context, const pb::GetCalendarRequest* request,
                           pb::GetCalendarResponse* response) override {
    return script_.Answer(*context, "GetCalendar", *request, SampleCalendar(), response);
  }

 private:
  Script& script_;
};

class FakeTaskAudit final : public pb::TaskAuditService::Service {
 public:
  explicit FakeTaskAudit(Script& script) : script_(script) {}

  grpc::Status ListTaskAuditEntries(grpc::ServerContext* context, const pb::ListTaskAuditEntriesRequest*,
                                    grpc::ServerWriter<pb::ListTaskAuditEntriesResponse>* writer) override {
    return script_.Handle(*context, [&] {
      pb::ListTaskAuditEntriesResponse page;
      for (const auto& entry : script_.log) *page.add_entries() = entry;
      writer->Write(page);
    });
  }
  grpc::Status GetTaskAuditHead(grpc::ServerContext* context, const pb::GetTaskAuditHeadRequest*,
                                pb::GetTaskAuditHeadResponse* response) override {
    return script_.Handle(*context, [&] {
      response->set_number(script_.head.number());
      response->set_hash(script_.head.hash());
    });
  }
  grpc::Status VerifyTaskAuditState(grpc::ServerContext* context, const pb::VerifyTaskAuditStateRequest*,
                                    pb::VerifyTaskAuditStateResponse* response) override {
    return script_.Handle(*context, [&] {
      response->set_entries(static_cast<int64_t>(script_.log.size()));
      response->set_tasks(17);
    });
  }

 private:
  Script& script_;
};

// All of them.
class FakeTaskServices {
 public:
  explicit FakeTaskServices(Script& script)
      : tasks_(script),
        board_(script),
        forecast_(script),
        reports_(script),
        reminders_(script),
        calendar_(script),
        audit_(script) {}

  void RegisterWith(grpc::ServerBuilder& builder) {
    for (grpc::Service* service : std::initializer_list<grpc::Service*>{&tasks_, &board_, &forecast_, &reports_,
                                                                        &reminders_, &calendar_, &audit_}) {
      builder.RegisterService(service);
    }
  }

 private:
  FakeTasks tasks_;
  FakeBoard board_;
  FakeForecast forecast_;
  FakeReports reports_;
  FakeReminders reminders_;
  FakeCalendar calendar_;
  FakeTaskAudit audit_;
};

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_FAKE_TASK_SERVICES_H_
