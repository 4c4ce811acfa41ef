#include "services/tasks/rpc/report_calls.h"

#include <google/protobuf/util/time_util.h>

#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "common/status/problem.h"
#include "services/tasks/rpc/period_report.h"
#include "services/tasks/rpc/request_fields.h"
#include "services/tasks/rpc/unit_names.h"
#include "services/tasks/rpc/write_once.h"

namespace thidua::tasks {
namespace {

constexpr size_t kLongestNumber = 100;
constexpr size_t kLongestRemarks = 8000;
constexpr size_t kLongestName = 200;
constexpr int kMostRecipients = 50;
constexpr int kEverything = std::numeric_limits<int>::max();

absl::StatusOr<v1::GetPeriodReportResponse> Read(const StoredReport& stored) {
  v1::GetPeriodReportResponse response;
  if (!response.mutable_report()->ParseFromString(stored.report) ||
      !response.mutable_submitted()->ParseFromString(stored.submitted) ||
      Sha256::HexOf(stored.report) != stored.sha256) {
    return Internal(absl::StrCat("damaged report of ", stored.unit, ", ", FormatCivilDay(stored.date)));
  }
  return response;
}

absl::Status AlreadySubmitted(const std::string& unit, CivilDay date, int revision) {
  const std::string day = FormatCivilDay(date);
  return FailedPrecondition("ALREADY_SUBMITTED",
                            {.vi = absl::StrCat("Đơn vị ", unit, " đã nộp báo cáo ngày ", day, " (bản ", revision,
                                                "). Muốn nộp bản đính chính, hãy nêu lý do (--reason)."),
                             .en = absl::StrCat("Unit ", unit, " has submitted its report of ", day, " (revision ",
                                                revision, "). To submit a correction, give the reason (--reason).")});
}

absl::Status UnknownRevision(const std::string& unit, CivilDay date, int revision) {
  const std::string day = FormatCivilDay(date);
  return NotFound("UNKNOWN_REVISION",
                  {.vi = absl::StrCat("Đơn vị ", unit, " không có bản ", revision, " của báo cáo ngày ", day, "."),
                   .en = absl::StrCat("Unit ", unit, " has no revision ", revision, " of its report of ", day, ".")});
}

absl::Status CheckWords(const v1::SubmitPeriodReportRequest& request) {
  if (absl::Status status = CheckText("number", request.number(), kLongestNumber); !status.ok()) return status;
  if (absl::Status status = CheckText("remarks", request.remarks(), kLongestRemarks); !status.ok()) return status;
  if (absl::Status status = CheckText("reason", request.reason(), kLongestName * 10); !status.ok()) return status;
  if (absl::Status status = CheckText("signer", request.signer(), kLongestName); !status.ok()) return status;
  if (absl::Status status = CheckText("signer_title", request.signer_title(), kLongestName); !status.ok()) {
    return status;
  }
  if (request.recipients_size() > kMostRecipients) {
    return InvalidField("recipients", "TOO_MANY",
                        {.vi = absl::StrCat("Nơi nhận có tối đa ", kMostRecipients, " dòng."),
                         .en = absl::StrCat("There are at most ", kMostRecipients, " recipients.")});
  }
  for (const std::string& recipient : request.recipients()) {
    if (absl::Status status = CheckText("recipients", recipient, kLongestName * 2); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::PeriodReport> ReportCalls::Make(const std::string& unit, CivilDay date, bool frozen,
                                                   const rpc::Call& call) {
  const auto known = AskUnit(backend_.scoring, unit, call);
  if (!known.ok()) return known.status();
  const auto offices = AskOfficeNames(backend_.scoring, call);
  if (!offices.ok()) return offices.status();
  const absl::StatusOr<Calendar> calendar = backend_.calendar.Load();
  if (!calendar.ok()) return calendar.status();
  const auto tasks =
      backend_.store.List({.unit = unit, .year = static_cast<int>(date.year())}, std::nullopt, kEverything);
  if (!tasks.ok()) return tasks.status();
  v1::PeriodReport report = ReportTasks(*tasks, *calendar, *offices, date);
  report.set_unit(unit);
  report.set_unit_name(known->name());
  report.set_unit_type(known->type());
  if (!known->parent().empty()) {
    const auto parent = AskUnit(backend_.scoring, known->parent(), call);
    if (!parent.ok()) return parent.status();
    report.set_parent_name(parent->name());
  }
  v1::GetForecastRequest question;
  question.set_unit(unit);
  question.set_year(report.year());
  question.set_date(report.date());
  const auto forecast = forecasts_.GetForecast(question, call);
  if (!forecast.ok()) {
    const bool may_come = !absl::IsFailedPrecondition(forecast.status()) && !absl::IsNotFound(forecast.status());
    if (may_come && frozen) return forecast.status();
    report.set_forecast_missing(Problem::FromStatus(forecast.status()).message.vi);
    return report;
  }
  *report.mutable_lowest() = forecast->lowest();
  *report.mutable_likely() = forecast->likely();
  *report.mutable_highest() = forecast->highest();
  report.set_out_of_reach(forecast->out_of_reach());
  *report.mutable_assumptions() = forecast->assumptions();
  return report;
}

absl::StatusOr<v1::GetPeriodReportResponse> ReportCalls::GetPeriodReport(const v1::GetPeriodReportRequest& request,
                                                                         const rpc::Call& call) {
  if (absl::Status status = CheckGiven("unit", request.unit()); !status.ok()) return status;
  const absl::StatusOr<CivilDay> date = ReadDay("date", request.date(), backend_.Today());
  if (!date.ok()) return date.status();
  if (!request.live()) {
    std::optional<StoredReport> stored;
    const absl::Status status = backend_.store.Read([&](TaskReader& reader) {
      stored = reader.FindReport(request.unit(), *date, request.revision());
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    if (stored.has_value()) return Read(*stored);
    if (request.revision() != 0) return UnknownRevision(request.unit(), *date, request.revision());
  }
  absl::StatusOr<v1::PeriodReport> report = Make(request.unit(), *date, /*frozen=*/false, call);
  if (!report.ok()) return report.status();
  v1::GetPeriodReportResponse response;
  *response.mutable_report() = *std::move(report);
  return response;
}

absl::StatusOr<v1::SubmitPeriodReportResponse> ReportCalls::SubmitPeriodReport(
    const v1::SubmitPeriodReportRequest& request, const rpc::Call& call) {
  if (absl::Status status = CheckGiven("unit", request.unit()); !status.ok()) return status;
  const CivilDay today = backend_.Today();
  const absl::StatusOr<CivilDay> date = ReadDay("date", request.date(), today);
  if (!date.ok()) return date.status();
  const absl::StatusOr<CivilDay> submitted_on = ReadPastDay("submitted_on", request.submitted_on(), today);
  if (!submitted_on.ok()) return submitted_on.status();
  if (absl::Status status = CheckWords(request); !status.ok()) return status;
  if (absl::Status status = CheckActsFor(backend_.scoring, request.unit(), call); !status.ok()) return status;
  absl::StatusOr<v1::PeriodReport> made = Make(request.unit(), *date, /*frozen=*/true, call);
  if (!made.ok()) return made.status();
  made->set_number(request.number());
  made->set_remarks(request.remarks());
  *made->mutable_recipients() = request.recipients();
  made->set_signer_title(request.signer_title());
  made->set_signer(request.signer());

  const absl::Time now = backend_.now();
  const LogLine line = {.at = now,
                        .day = *submitted_on,
                        .by = call.by,
                        .action = "report.submit",
                        .reason = request.reason(),
                        .request_id = request.request_id()};
  return WriteOnce<v1::SubmitPeriodReportResponse>(
      backend_.store, request, call.by, now, [&](TaskWriter& writer) -> absl::StatusOr<v1::SubmitPeriodReportResponse> {
        const std::optional<StoredReport> newest = writer.FindReport(request.unit(), *date, 0);
        if (newest.has_value() && request.reason().empty()) {
          return AlreadySubmitted(request.unit(), *date, newest->revision);
        }
        bool in_time = *submitted_on <= *date;
        if (newest.has_value()) {
          const absl::StatusOr<v1::GetPeriodReportResponse> before = Read(*newest);
          if (!before.ok()) return before.status();
          in_time = before->submitted().on_time();
        }
        StoredReport stored = {.unit = request.unit(),
                               .date = *date,
                               .revision = newest.has_value() ? newest->revision + 1 : 1,
                               .report = made->SerializeAsString()};
        stored.sha256 = Sha256::HexOf(stored.report);
        v1::SubmitPeriodReportResponse response;
        *response.mutable_report() = *made;
        v1::SubmittedReport& submitted = *response.mutable_submitted();
        submitted.set_revision(stored.revision);
        submitted.set_sha256(stored.sha256);
        submitted.mutable_by()->set_name(call.by.name);
        submitted.mutable_by()->set_unit(call.by.unit);
        submitted.mutable_by()->set_office(call.by.office);
        *submitted.mutable_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
        submitted.set_submitted_on(FormatCivilDay(*submitted_on));
        submitted.set_on_time(in_time);
        submitted.set_reason(request.reason());
        stored.submitted = submitted.SerializeAsString();
        writer.PutReport(stored, line);
        return response;
      });
}

absl::Status ReportCalls::NameIssuer(const std::string& code, const rpc::Call& call,
                                     v1::GetReportRollupResponse& response) {
  const auto issuer = AskUnit(backend_.scoring, code, call);
  if (!issuer.ok()) return issuer.status();
  response.set_issuer_name(issuer->name());
  if (issuer->parent().empty()) return absl::OkStatus();
  const auto parent = AskUnit(backend_.scoring, issuer->parent(), call);
  if (!parent.ok()) return parent.status();
  response.set_issuer_parent_name(parent->name());
  return absl::OkStatus();
}

absl::StatusOr<v1::GetReportRollupResponse> ReportCalls::GetReportRollup(const v1::GetReportRollupRequest& request,
                                                                         const rpc::Call& call) {
  const absl::StatusOr<CivilDay> date = ReadDay("date", request.date(), backend_.Today());
  if (!date.ok()) return date.status();
  const int year = static_cast<int>(date->year());
  const auto covered = AskCoveredUnits(backend_.scoring, ScopeOf(request), year, call);
  if (!covered.ok()) return covered.status();
  const absl::StatusOr<Calendar> calendar = backend_.calendar.Load();
  if (!calendar.ok()) return calendar.status();

  v1::GetReportRollupResponse response;
  response.set_name(covered->name);
  if (!covered->top.empty()) {
    if (absl::Status status = NameIssuer(covered->top, call, response); !status.ok()) return status;
  }
  response.set_date(FormatCivilDay(*date));
  response.set_period_from(FormatCivilDay(calendar->PeriodStart(*date)));
  for (const CoveredUnits::Cluster& cluster : covered->clusters) {
    for (const std::string& unit : cluster.units) {
      if (rpc::GivenUp(call)) return absl::CancelledError("nobody waits for the roll-up any more");
      v1::RollupLine& line = *response.add_units();
      line.set_unit(unit);
      line.set_name(covered->names.at(unit));
      line.set_cluster(cluster.code);
      line.set_cluster_name(cluster.name);
      std::optional<StoredReport> stored;
      const absl::Status status = backend_.store.Read([&](TaskReader& reader) {
        stored = reader.FindReport(unit, *date, 0);
        return absl::OkStatus();
      });
      if (!status.ok()) return status;
      v1::PeriodReport report;
      if (stored.has_value()) {
        absl::StatusOr<v1::GetPeriodReportResponse> read = Read(*stored);
        if (!read.ok()) return read.status();
        report = std::move(*read->mutable_report());
        *line.mutable_submitted() = std::move(*read->mutable_submitted());
        *line.mutable_likely() = report.likely();
        response.set_submitted(response.submitted() + 1);
        if (line.submitted().on_time()) response.set_on_time(response.on_time() + 1);
      } else {
        const auto tasks = backend_.store.List({.unit = unit, .year = year}, std::nullopt, kEverything);
        if (!tasks.ok()) return tasks.status();
        report = ReportTasks(*tasks, *calendar, {}, *date);
      }
      *line.mutable_counts() = report.counts();
      line.set_completeness(Completeness(report));
      Add(report.counts(), *response.mutable_counts());
    }
  }
  return response;
}

}  // namespace thidua::tasks
