#include "tests/integration/sheet_desk.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/error_info.pb.h>
#include <google/rpc/status.pb.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "common/rpc/call.h"

namespace thidua::integration {
namespace {

constexpr std::chrono::seconds kPatience{30};
constexpr size_t kPieceBytes = 64 << 10;
constexpr size_t kLargestPiece = 256 << 10;

template <typename Stub, typename Request, typename Response>
Outcome Write(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
              const Request& request, const Actor& by) {
  Response response;
  Outcome outcome;
  outcome.status = Desk::Call(stub, method, request, &response, by);
  outcome.sheet = response.sheet();
  return outcome;
}

template <typename Stub, typename Request, typename Response>
Response Read(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
              const Request& request) {
  Response response;
  RequireOk(Desk::Call(stub, method, request, &response));
  return response;
}

}  // namespace

Actor OfUnit(const std::string& unit) {
  Actor actor;
  actor.set_name("Người của " + unit);
  actor.set_unit(unit);
  return actor;
}

Actor OfOffice(const std::string& office) {
  Actor actor;
  actor.set_name("Người của " + office);
  actor.set_office(office);
  return actor;
}

Actor Nobody() { return {}; }

Refusal ReadRefusal(const grpc::Status& status) {
  Refusal refusal{.code = status.error_code()};
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  for (const auto& detail : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    google::rpc::LocalizedMessage message;
    if (detail.UnpackTo(&info)) {
      refusal.reason = info.reason();
      refusal.metadata = {info.metadata().begin(), info.metadata().end()};
    } else if (detail.UnpackTo(&bad)) {
      for (const auto& violation : bad.field_violations()) refusal.fields.push_back(violation.field());
    } else if (detail.UnpackTo(&message) && message.locale().starts_with("vi")) {
      refusal.vi = message.message();
    }
  }
  return refusal;
}

std::string ReasonOf(const grpc::Status& status) {
  if (status.ok()) return "OK";
  const std::string reason = ReadRefusal(status).reason;
  return reason.empty() ? absl::StrCat("status ", status.error_code(), ": ", status.error_message()) : reason;
}

Desk::Desk(const std::string& address, int year)
    : year_(year),
      channel_(Connect(address)),
      sheets_(SheetService::NewStub(channel_)),
      scoring_(ScoringService::NewStub(channel_)),
      audit_(AuditService::NewStub(channel_)) {}

void Desk::Prepare(const Actor& by, grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  const std::string bytes = by.SerializeAsString();
  if (!bytes.empty()) context.AddMetadata(rpc::kActorMetadata, bytes);
}

pb::UpdateSheetRequest Desk::UpdateOf(const std::string& unit, const std::vector<Edit>& edits,
                                      const Guard& guard) const {
  auto request = About<pb::UpdateSheetRequest>(unit);
  for (const Edit& edit : edits) {
    pb::SheetEdit* one = request.add_edits();
    one->set_criterion(edit.criterion);
    one->set_input(edit.input);
    one->set_value(edit.value);
    one->set_source(edit.source);
  }
  request.set_etag(guard.etag);
  request.set_request_id(guard.request_id);
  return request;
}

Outcome Desk::Update(const Actor& by, const pb::UpdateSheetRequest& request) const {
  return Write(*sheets_, &SheetService::Stub::UpdateSheet, request, by);
}

Outcome Desk::Submit(const Actor& by, const std::string& unit) const {
  return Write(*sheets_, &SheetService::Stub::SubmitSheet, About<pb::SubmitSheetRequest>(unit), by);
}

Outcome Desk::Confirm(const Actor& by, const std::string& unit, const std::vector<std::string>& criteria) const {
  auto request = About<pb::ConfirmCriteriaRequest>(unit);
  request.mutable_criteria()->Assign(criteria.begin(), criteria.end());
  return Write(*sheets_, &SheetService::Stub::ConfirmCriteria, request, by);
}

Outcome Desk::Decide(const Actor& by, const std::string& unit, const std::string& criterion, const std::string& points,
                     const std::string& reason) const {
  auto request = About<pb::DecidePointsRequest>(unit);
  request.set_criterion(criterion);
  request.set_points(points);
  request.set_reason(reason);
  return Write(*sheets_, &SheetService::Stub::DecidePoints, request, by);
}

Outcome Desk::Return(const Actor& by, const std::string& unit, const std::string& stage,
                     const std::vector<std::string>& criteria, const std::string& reason) const {
  auto request = About<pb::ReturnSheetRequest>(unit);
  request.set_stage(stage);
  request.mutable_criteria()->Assign(criteria.begin(), criteria.end());
  request.set_reason(reason);
  return Write(*sheets_, &SheetService::Stub::ReturnSheet, request, by);
}

Outcome Desk::Withdraw(const Actor& by, const std::string& unit) const {
  return Write(*sheets_, &SheetService::Stub::WithdrawSheet, About<pb::WithdrawSheetRequest>(unit), by);
}

Outcome Desk::Reopen(const Actor& by, const std::string& unit, const std::string& stage,
                     const std::string& reason) const {
  auto request = About<pb::ReopenSheetRequest>(unit);
  request.set_stage(stage);
  request.set_reason(reason);
  return Write(*sheets_, &SheetService::Stub::ReopenSheet, request, by);
}

Outcome Desk::Lock(const Actor& by, const std::string& unit) const {
  return Write(*sheets_, &SheetService::Stub::LockSheet, About<pb::LockSheetRequest>(unit), by);
}

Outcome Desk::RemoveEvidence(const Actor& by, const std::string& unit, const std::string& id) const {
  auto request = About<pb::RemoveEvidenceRequest>(unit);
  request.set_evidence_id(id);
  return Write(*sheets_, &SheetService::Stub::RemoveEvidence, request, by);
}

Outcome Desk::Attach(const Actor& by, const std::string& unit, const pb::Evidence& evidence, const std::string& content,
                     const Guard& guard, pb::Evidence* stored) const {
  grpc::ClientContext context;
  Prepare(by, context);
  pb::AttachEvidenceResponse response;
  const auto writer = sheets_->AttachEvidence(&context, &response);
  pb::AttachEvidenceRequest request;
  *request.mutable_header() = About<pb::AttachEvidenceRequest::Header>(unit);
  *request.mutable_header()->mutable_evidence() = evidence;
  request.mutable_header()->set_etag(guard.etag);
  request.mutable_header()->set_request_id(guard.request_id);
  request.mutable_chunk()->set_file_name(evidence.file_name());
  bool open = writer->Write(request);
  for (size_t start = 0; open && start < content.size(); start += kPieceBytes) {
    pb::AttachEvidenceRequest piece;
    piece.mutable_chunk()->set_data(content.substr(start, kPieceBytes));
    open = writer->Write(piece);
  }
  if (open) writer->WritesDone();
  Outcome outcome;
  outcome.status = writer->Finish();
  outcome.sheet = response.sheet();
  if (stored != nullptr) *stored = response.evidence();
  return outcome;
}

Outcome Desk::Attach(const Actor& by, const std::string& unit, const std::string& criterion) const {
  pb::Evidence evidence;
  evidence.set_criterion(criterion);
  evidence.set_title("Báo cáo kết quả " + criterion);
  evidence.set_number("15/BC-UBND");
  evidence.set_date("2023-12-01");
  return Attach(by, unit, evidence);
}

grpc::Status Desk::Download(const std::string& unit, const std::string& id, std::string* bytes) const {
  auto request = About<pb::DownloadEvidenceRequest>(unit);
  request.set_evidence_id(id);
  grpc::ClientContext context;
  Prepare(Nobody(), context);
  const auto reader = sheets_->DownloadEvidence(&context, request);
  bytes->clear();
  pb::DownloadEvidenceResponse piece;
  for (bool first = true; reader->Read(&piece); first = false) {
    if (piece.data().size() > kLargestPiece) throw std::runtime_error("a piece of more than 256 KiB");
    if (piece.has_evidence() != first) throw std::runtime_error("the first piece and no other describes the file");
    bytes->append(piece.data());
  }
  return reader->Finish();
}

pb::Sheet Desk::Sheet(const std::string& unit, int64_t version) const {
  auto request = About<pb::GetSheetRequest>(unit);
  request.set_version(version);
  return Read(*sheets_, &SheetService::Stub::GetSheet, request).sheet();
}

std::vector<pb::Revision> Desk::Revisions(const std::string& unit, int page_size) const {
  auto request = About<pb::ListRevisionsRequest>(unit);
  request.set_page_size(page_size);
  std::vector<pb::Revision> revisions;
  do {
    const pb::ListRevisionsResponse page = Read(*sheets_, &SheetService::Stub::ListRevisions, request);
    if (page.revisions_size() > page_size) throw std::runtime_error("a page of too many revisions");
    if (page.revisions().empty() && !request.page_token().empty()) throw std::runtime_error("an empty page");
    revisions.insert(revisions.end(), page.revisions().begin(), page.revisions().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return revisions;
}

std::vector<pb::SheetChange> Desk::Compare(const std::string& unit, int64_t from, int64_t to) const {
  auto request = About<pb::CompareSheetsRequest>(unit);
  request.set_from_version(from);
  request.set_to_version(to);
  const auto response = Read(*sheets_, &SheetService::Stub::CompareSheets, request);
  return {response.changes().begin(), response.changes().end()};
}

pb::GetLedgerResponse Desk::Ledger(const std::string& cluster) const {
  pb::GetLedgerRequest request;
  request.set_cluster(cluster);
  request.set_year(year_);
  return Read(*sheets_, &SheetService::Stub::GetLedger, request);
}

pb::ClusterScores Desk::Scores(const std::string& cluster, const std::string& stage) const {
  pb::GetClusterScoresRequest request;
  request.set_cluster(cluster);
  request.set_year(year_);
  request.set_stage(stage);
  return Read(*scoring_, &ScoringService::Stub::GetClusterScores, request).scores();
}

int64_t Desk::Version(const std::string& cluster) const {
  pb::ListClusterVersionsRequest request;
  request.set_cluster(cluster);
  request.set_year(year_);
  return Read(*scoring_, &ScoringService::Stub::ListClusterVersions, request).versions().at(0).version();
}

std::vector<pb::AuditEntry> Desk::AuditEntries() const {
  grpc::ClientContext context;
  Prepare(Nobody(), context);
  const auto reader = audit_->ListAuditEntries(&context, {});
  std::vector<pb::AuditEntry> entries;
  pb::ListAuditEntriesResponse page;
  while (reader->Read(&page)) entries.insert(entries.end(), page.entries().begin(), page.entries().end());
  RequireOk(reader->Finish());
  return entries;
}

pb::GetAuditHeadResponse Desk::AuditHead() const {
  return Read(*audit_, &AuditService::Stub::GetAuditHead, pb::GetAuditHeadRequest());
}

grpc::Status Desk::VerifyAudit(pb::VerifyAuditStateResponse* response) const {
  pb::VerifyAuditStateResponse ignored;
  return Call(*audit_, &AuditService::Stub::VerifyAuditState, pb::VerifyAuditStateRequest(),
              response == nullptr ? &ignored : response);
}

thidua::type::v1::ImportReport Desk::Import(const std::string& method, const std::string& content) const {
  Upload upload(channel_, method);
  upload.Send(content);
  thidua::type::v1::ImportReport report;
  RequireOk(upload.Finish(&report));
  return report;
}

void Desk::MustImport(const std::string& method, const std::string& content) const {
  const thidua::type::v1::ImportReport report = Import(method, content);
  if (!report.stored()) throw std::runtime_error(method + ": " + report.DebugString());
}

pb::SimulateScaleResponse Desk::Simulate(const std::string& scale) const {
  grpc::ClientContext context;
  Prepare(Nobody(), context);
  pb::SimulateScaleResponse response;
  const auto writer = scoring_->SimulateScale(&context, &response);
  pb::SimulateScaleRequest request;
  request.mutable_chunk()->set_data(scale);
  writer->Write(request);
  writer->WritesDone();
  RequireOk(writer->Finish());
  return response;
}

const pb::SheetCriterion& CriterionOf(const pb::Sheet& sheet, const std::string& code) {
  const auto found = std::find_if(sheet.criteria().begin(), sheet.criteria().end(),
                                  [&](const pb::SheetCriterion& one) { return one.criterion() == code; });
  if (found == sheet.criteria().end()) throw std::runtime_error("no criterion " + code);
  return *found;
}

std::string CheckChain(const std::vector<pb::AuditEntry>& entries) {
  std::string hash(64, '0');
  for (size_t i = 0; i < entries.size(); ++i) {
    const pb::AuditEntry& entry = entries[i];
    if (entry.number() != static_cast<int64_t>(i) + 1) return absl::StrCat("number ", entry.number(), " after ", i);
    hash = Sha256::HexOf(hash + "\n" + entry.entry());
    if (entry.hash() != hash) return absl::StrCat("hash of ", entry.number());
  }
  return "";
}

}  // namespace thidua::integration
