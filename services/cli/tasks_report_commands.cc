#include <memory>

#include "services/cli/output_file.h"
#include "services/cli/period_report_file.h"
#include "services/cli/period_report_output.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/cli/sheet_options.h"
#include "services/cli/tasks_commands.h"
#include "services/cli/tasks_options.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::GetPeriodReportRequest;
using thidua::tasks::v1::GetReportRollupRequest;
using thidua::tasks::v1::ReportService;
using thidua::tasks::v1::SubmitPeriodReportRequest;

struct ReportOptions {
  std::string unit;
  std::string date;
  int revision = 0;
  bool live = false;
  std::string out;
};

struct SubmitOptions {
  SubmitPeriodReportRequest request;
  std::vector<std::string> recipients;
};

struct RollupOptions {
  std::string cluster;
  std::string under;
  bool by_cluster = false;
  std::string date;
  std::string out;
};

// Says on standard error what was written where.
absl::Status WriteDocument(const Settings& settings, const std::string& path,
                           const absl::StatusOr<std::string>& document) {
  if (!document.ok()) return document.status();
  if (absl::Status written = WriteFile(path, *document); !written.ok()) return written;
  WriteNote(settings.Say({"Đã ghi ", "Wrote "}) + path);
  return absl::OkStatus();
}

absl::Status Report(const Settings& settings, const ReportOptions& options) {
  GetPeriodReportRequest request;
  request.set_unit(options.unit);
  request.set_date(options.date);
  request.set_revision(options.revision);
  request.set_live(options.live);
  const auto reply = Ask(settings, &ReportService::Stub::GetPeriodReport, request);
  if (!reply.ok()) return reply.status();
  if (options.out.empty()) return WriteReply(settings, *reply, &PeriodReportText, &PeriodReportCsv);
  return WriteDocument(settings, options.out, PeriodReportFile(*reply, options.out));
}

absl::Status Submit(const Settings& settings, const SubmitOptions& options) {
  const auto reply = Ask(settings, &ReportService::Stub::SubmitPeriodReport, options.request);
  return reply.ok() ? WriteReply(settings, *reply, &SubmittedText, &SubmittedCsv) : reply.status();
}

absl::Status Rollup(const Settings& settings, const RollupOptions& options) {
  GetReportRollupRequest request;
  options.by_cluster ? request.set_cluster(options.cluster) : request.set_under(options.under);
  request.set_date(options.date);
  const auto reply = Ask(settings, &ReportService::Stub::GetReportRollup, request, kImportTimeout);
  if (!reply.ok()) return reply.status();
  if (options.out.empty()) return WriteReply(settings, *reply, &RollupText, &RollupCsv);
  return WriteDocument(settings, options.out, RollupFile(*reply, options.out));
}

CLI::Option* AddReportDay(const Grammar& grammar, CLI::App& command, std::string& date) {
  return AddDay(grammar, command, "--date", date,
                {"Ngày báo cáo, ví dụ 2024-09-15", "Day of the report such as 2024-09-15"});
}

// Options of the request go straight into it.
CLI::Option* Into(const Grammar& grammar, CLI::App& command, const std::string& name, std::string* value,
                  const std::string& type, const Message& what) {
  return grammar.Text(command, name, *value, type, what);
}

void AddSubmit(const Grammar& grammar, CLI::App& report, Session& session) {
  CLI::App* command = grammar.Command(
      report, "submit", {"Nộp báo cáo: đóng băng số liệu của kỳ", "Submit the report: it is frozen as it stands"},
      "thidua tasks report submit --unit 21526 --date 2024-09-15 --number 57/BC-UBND --signer-title \"CHỦ TỊCH\" "
      "--signer \"Phạm Văn Trí\" --recipient \"UBND huyện\" \"Phòng Nội vụ huyện\"");
  const auto options = std::make_shared<SubmitOptions>();
  SubmitPeriodReportRequest& request = options->request;
  AddUnit(grammar, *command, *request.mutable_unit(), {"Mã đơn vị", "Code of the unit"})->required();
  AddReportDay(grammar, *command, *request.mutable_date())->required();
  Into(grammar, *command, "--number", request.mutable_number(), "NUMBER",
       {"Số báo cáo, ví dụ 57/BC-UBND", "Number of the report such as 57/BC-UBND"});
  Into(grammar, *command, "--remarks", request.mutable_remarks(), "TEXT",
       {"Khó khăn, kiến nghị", "Difficulties, proposals"});
  grammar.Texts(*command, "--recipient", options->recipients, "TEXT",
                {"Nơi nhận, theo thứ tự", "Who it is for, in order"});
  Into(grammar, *command, "--signer-title", request.mutable_signer_title(), "TEXT",
       {"Chức vụ người ký", "Office of the person who signs"});
  Into(grammar, *command, "--signer", request.mutable_signer(), "NAME", {"Họ tên người ký", "Who signs"});
  Into(grammar, *command, "--reason", request.mutable_reason(), "TEXT",
       {"Vì sao sửa báo cáo đã nộp", "Why a submitted report is corrected"});
  AddDay(grammar, *command, "--submitted-on", *request.mutable_submitted_on(),
         {"Ngày nộp, không sau hôm nay (mặc định: hôm nay)",
          "The day it was submitted, not after today (default: today)"});
  AddRequestId(grammar, *command, *request.mutable_request_id());
  command->callback([&session, options] {
    for (const std::string& recipient : options->recipients) options->request.add_recipients(recipient);
    session.run = [&session, options] { return Submit(session.settings, *options); };
  });
}

void AddRollup(const Grammar& grammar, CLI::App& tasks, Session& session) {
  CLI::App* command = grammar.Command(tasks, "rollup",
                                      {"Cấp trên tổng hợp: đơn vị nào đã báo cáo, đúng hạn không, đủ không",
                                       "For the level above: who has reported, in time and completely"},
                                      "thidua tasks rollup --under 535 --date 2024-09-15 --out tong-hop.docx");
  const auto options = std::make_shared<RollupOptions>();
  const CLI::Option* cluster = AddCluster(grammar, *command, options->cluster);
  const CLI::Option* under = AddUnder(grammar, *command, options->under);
  AddReportDay(grammar, *command, options->date)->required();
  grammar.Path(*command, "--out", options->out, "FILE",
               {"Ghi thành văn bản .docx hoặc bảng .xlsx (không cho: in ra)",
                "Write a document, .docx, or a workbook, .xlsx (without: it is printed)"});
  command->callback([&session, options, cluster, under, language = grammar.language()] {
    RequireOneOf({cluster, under}, language);
    CheckDocumentName(options->out, {".docx", ".xlsx"}, language);
    options->by_cluster = cluster->count() > 0;
    session.run = [&session, options] { return Rollup(session.settings, *options); };
  });
}

}  // namespace

void AddPeriodReports(const Grammar& grammar, CLI::App& tasks, Session& session) {
  CLI::App* report = grammar.Command(tasks, "report",
                                     {"Báo cáo kết quả khắc phục theo kỳ; nộp bằng report submit",
                                      "A unit's report on its tasks; report submit hands it in"},
                                     "thidua tasks report --unit 21526 --date 2024-09-15 --out bao-cao.docx");
  const auto options = std::make_shared<ReportOptions>();
  const CLI::Option* unit = AddUnit(grammar, *report, options->unit, {"Mã đơn vị", "Code of the unit"});
  AddReportDay(grammar, *report, options->date);
  constexpr int kMostRevisions = 100000;
  grammar.Number(*report, "--revision", options->revision, "N", 1, kMostRevisions,
                 {"Lần nộp thứ mấy (mặc định: mới nhất)", "Which submission (default: the newest)"});
  grammar.Flag(*report, "--live", options->live,
               {"Như nếu lập bây giờ, dù đã nộp", "As it would read now, whatever was submitted"});
  grammar.Path(*report, "--out", options->out, "FILE",
               {"Ghi thành văn bản .docx hoặc bảng .xlsx (không cho: in ra)",
                "Write a document, .docx, or a workbook, .xlsx (without: it is printed)"});
  AddSubmit(grammar, *report, session);
  report->callback([&session, options, unit, report, language = grammar.language()] {
    // What `report submit` runs was chosen already.
    if (!report->get_subcommands().empty()) return;
    if (unit->count() == 0) throw CLI::RequiredError("--unit");
    CheckDocumentName(options->out, {".docx", ".xlsx"}, language);
    session.run = [&session, options] { return Report(session.settings, *options); };
  });
  AddRollup(grammar, tasks, session);
}

}  // namespace thidua::cli
