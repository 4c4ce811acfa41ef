#include <memory>

#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/cli/task_act.h"
#include "services/cli/tasks_commands.h"
#include "services/cli/tasks_options.h"

namespace thidua::cli {

namespace {

using thidua::tasks::v1::AcceptTaskRequest;
using thidua::tasks::v1::AssignTaskRequest;
using thidua::tasks::v1::CancelTaskRequest;
using thidua::tasks::v1::CompleteTaskRequest;
using thidua::tasks::v1::ReopenTaskRequest;
using thidua::tasks::v1::ReportProgressRequest;
using thidua::tasks::v1::ReturnTaskRequest;
using thidua::tasks::v1::StartTaskRequest;
using thidua::tasks::v1::SubmitEvidenceRequest;
using thidua::tasks::v1::TasksService;
using thidua::tasks::v1::WithdrawEvidenceRequest;

// What the acts may say; each uses its part.
struct ActOptions {
  ActGuard guard;
  std::string lead;
  std::vector<std::string> coordinators;
  std::string due;
  std::string figure;
  // Below 0: not given.
  int percent = -1;
  std::string note;
  EvidenceFields evidence;
  std::string reason;
};

// One act by its generated method; `fill` adds to the request what it needs besides the task and the guard.
template <typename Request, typename Method, typename Fill>
absl::Status Act(const Settings& settings, Method method, const ActOptions& options, const Message& done,
                 const Fill& fill) {
  Request request;
  PutActGuard(options.guard, request);
  fill(request);
  const auto reply = Ask(settings, method, request);
  return reply.ok() ? WriteTask(settings, *reply, done) : NamingTask(reply.status(), options.guard.task);
}

template <typename Request>
void FillNothing(Request&) {}

template <typename Request>
void PutEvidence(const EvidenceFields& fields, Request& request) {
  for (auto& evidence : fields.ToEvidence()) *request.add_evidence() = evidence;
}

absl::Status Assign(const Settings& settings, const ActOptions& options) {
  return Act<AssignTaskRequest>(settings, &TasksService::Stub::AssignTask, options, {"đã giao việc", "assigned"},
                                [&](AssignTaskRequest& request) {
                                  request.set_lead(options.lead);
                                  for (const std::string& office : options.coordinators)
                                    request.add_coordinators(office);
                                  request.set_due(options.due);
                                });
}

absl::Status Start(const Settings& settings, const ActOptions& options) {
  return Act<StartTaskRequest>(settings, &TasksService::Stub::StartTask, options, {"đã bắt đầu", "started"},
                               FillNothing<StartTaskRequest>);
}

absl::Status ReportProgress(const Settings& settings, const ActOptions& options) {
  return Act<ReportProgressRequest>(settings, &TasksService::Stub::ReportProgress, options,
                                    {"đã ghi tiến độ", "progress was recorded"}, [&](ReportProgressRequest& request) {
                                      request.set_figure(options.figure);
                                      if (options.percent >= 0) request.set_percent(options.percent);
                                      request.set_note(options.note);
                                      PutEvidence(options.evidence, request);
                                    });
}

absl::Status Submit(const Settings& settings, const ActOptions& options) {
  return Act<SubmitEvidenceRequest>(settings, &TasksService::Stub::SubmitEvidence, options,
                                    {"đã nộp minh chứng", "evidence was handed in"},
                                    [&](SubmitEvidenceRequest& request) {
                                      PutEvidence(options.evidence, request);
                                      request.set_note(options.note);
                                    });
}

absl::Status Withdraw(const Settings& settings, const ActOptions& options) {
  return Act<WithdrawEvidenceRequest>(settings, &TasksService::Stub::WithdrawEvidence, options,
                                      {"đã rút lại minh chứng", "the evidence was taken back"},
                                      FillNothing<WithdrawEvidenceRequest>);
}

absl::Status Accept(const Settings& settings, const ActOptions& options) {
  return Act<AcceptTaskRequest>(settings, &TasksService::Stub::AcceptTask, options, {"đã nghiệm thu", "accepted"},
                                [&](AcceptTaskRequest& request) { request.set_note(options.note); });
}

absl::Status Return(const Settings& settings, const ActOptions& options) {
  return Act<ReturnTaskRequest>(settings, &TasksService::Stub::ReturnTask, options, {"đã trả lại", "returned"},
                                [&](ReturnTaskRequest& request) { request.set_reason(options.reason); });
}

absl::Status Complete(const Settings& settings, const ActOptions& options) {
  return Act<CompleteTaskRequest>(settings, &TasksService::Stub::CompleteTask, options,
                                  {"đã kết thúc", "closed as done"}, FillNothing<CompleteTaskRequest>);
}

absl::Status Cancel(const Settings& settings, const ActOptions& options) {
  return Act<CancelTaskRequest>(settings, &TasksService::Stub::CancelTask, options, {"đã hủy", "cancelled"},
                                [&](CancelTaskRequest& request) { request.set_reason(options.reason); });
}

absl::Status Reopen(const Settings& settings, const ActOptions& options) {
  return Act<ReopenTaskRequest>(settings, &TasksService::Stub::ReopenTask, options, {"đã mở lại", "reopened"},
                                [&](ReopenTaskRequest& request) { request.set_reason(options.reason); });
}

// Adds one act while its options are still at hand.
class Acts {
 public:
  Acts(const Grammar& grammar, CLI::App& tasks, Session& session)
      : grammar_(grammar), tasks_(tasks), session_(session) {}

  void Add(const std::string& name, const Message& what, const std::string& more,
           absl::Status (*run)(const Settings&, const ActOptions&)) {
    options_ = std::make_shared<ActOptions>();
    command_ = grammar_.Command(tasks_, name, what, "thidua tasks " + name + " 21526-2024-I.10" + more);
    AddActGuard(grammar_, *command_, options_->guard);
    command_->callback([&session = session_, options = options_, run, language = grammar_.language()] {
      options->evidence.Check(language);
      session.run = [&session, options, run] { return run(session.settings, *options); };
    });
  }
  void Reason() {
    grammar_
        .NotEmpty(grammar_.Text(*command_, "--reason", options_->reason, "TEXT",
                                {"Lý do, được lưu lại", "The reason, which is kept"}))
        ->required();
  }
  void Note() { grammar_.Text(*command_, "--note", options_->note, "TEXT", {"Ghi chú", "A note"}); }
  void Evidence() { AddEvidenceFields(grammar_, *command_, options_->evidence); }
  void Reached() {
    constexpr int kWhole = 100;
    grammar_.Text(*command_, "--figure", options_->figure, "FIGURE",
                  {"Đã đạt đến đâu: một số (13) hoặc số đạt trên tổng số (13/19)",
                   "What was reached: a number (13) or a part of its whole (13/19)"});
    grammar_.Number(*command_, "--percent", options_->percent, "PERCENT", 0, kWhole,
                    {"Phần trăm đã làm (không cho: tính từ số liệu và mục tiêu khi có thể)",
                     "Percent done (without: it follows from figure and target where it can)"});
  }
  void Assignment() {
    grammar_.Text(
        *command_, "--lead", options_->lead, "OFFICE",
        {"Giao cho bộ phận này (không cho: như nhiệm vụ đã ghi)", "Give it to this office (without: its own)"});
    grammar_.Texts(*command_, "--coordinator", options_->coordinators, "OFFICE",
                   {"Mã các bộ phận phối hợp", "Codes of coordinating offices"});
    AddDay(grammar_, *command_, "--due", options_->due, {"Hạn hoàn thành mới", "Another due date"});
  }

 private:
  const Grammar& grammar_;
  CLI::App& tasks_;
  Session& session_;
  std::shared_ptr<ActOptions> options_;
  CLI::App* command_ = nullptr;
};

}  // namespace

void AddTaskActs(const Grammar& grammar, CLI::App& tasks, Session& session) {
  Acts acts(grammar, tasks, session);
  acts.Add("assign", {"Giao việc cho bộ phận chủ trì", "Give a task to its lead office"},
           " --lead DC-NN-XD-MT --due 2024-10-31", &Assign);
  acts.Assignment();
  acts.Add("start", {"Bộ phận chủ trì bắt đầu việc", "The lead office begins"}, "", &Start);
  acts.Add("progress", {"Báo cáo tiến độ", "Report progress"}, " --figure 13/19 --note \"Đã xong nhà văn hóa\"",
           &ReportProgress);
  acts.Reached();
  acts.Note();
  acts.Evidence();
  acts.Add("submit", {"Nộp minh chứng, chờ nghiệm thu", "Hand in evidence, for acceptance"},
           " --evidence \"Quyết định công nhận\" --number 12/QĐ-UBND", &Submit);
  acts.Note();
  acts.Evidence();
  acts.Add("withdraw", {"Rút lại minh chứng khi chưa ai xem", "Take evidence back before it was looked at"}, "",
           &Withdraw);
  acts.Add("accept", {"Nghiệm thu minh chứng", "Accept the evidence"}, "", &Accept);
  acts.Note();
  acts.Add("return", {"Trả lại để làm tiếp, kèm lý do", "Send it back, with a reason"}, " --reason \"Thiếu chữ ký\"",
           &Return);
  acts.Reason();
  acts.Add("complete", {"Kết thúc việc đã nghiệm thu", "Close a task as done"}, "", &Complete);
  acts.Add("cancel", {"Hủy việc, kèm lý do", "Give a task up, with a reason"}, " --reason \"Tiêu chí không áp dụng\"",
           &Cancel);
  acts.Reason();
  acts.Add("reopen", {"Mở lại việc đã kết thúc hoặc đã hủy, kèm lý do", "Take a closed task up again, with a reason"},
           " --reason \"Minh chứng bị bác\"", &Reopen);
  acts.Reason();
}

}  // namespace thidua::cli
