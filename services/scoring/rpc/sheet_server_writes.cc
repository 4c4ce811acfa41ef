// The half of SheetServer that writes.

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/random/random.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/crypto/sha256.h"
#include "common/rpc/import_report.h"
#include "common/status/problem.h"
#include "common/text/unicode.h"
#include "services/scoring/rpc/request_checks.h"
#include "services/scoring/rpc/sheet_reply.h"
#include "services/scoring/rpc/sheet_server.h"
#include "services/scoring/spreadsheet/sheet_workbook.h"
#include "services/scoring/usecases/errors.h"
#include "services/scoring/usecases/evidence.h"
#include "services/scoring/usecases/sheet_edits.h"

namespace thidua::scoring {
namespace {

namespace pb = thidua::scoring::v1;

constexpr size_t kMaxReasonBytes = 2000;
constexpr size_t kMaxPointsBytes = 40;

std::string Trimmed(const std::string& text) { return std::string(absl::StripAsciiWhitespace(text)); }

std::vector<std::string> ToList(const google::protobuf::RepeatedPtrField<std::string>& in) {
  return {in.begin(), in.end()};
}

// Equal for the same call by the same caller.
template <typename Request>
std::string FingerprintOf(const Request& request, const Actor& by, std::string_view content = "") {
  Sha256 digest;
  for (const std::string& part :
       {Request::descriptor()->full_name(), by.name, by.unit, by.office, request.SerializeAsString()}) {
    digest.Add(absl::StrCat(part.size(), ":", part));
  }
  digest.Add(content);
  return digest.Hex();
}

// Which fields of an edit are meant.
absl::Status ReadMask(const google::protobuf::FieldMask& mask, const std::string& at, bool& value, bool& source) {
  value = source = mask.paths_size() == 0;
  for (const std::string& path : mask.paths()) {
    if (path == "value") {
      value = true;
    } else if (path == "source") {
      source = true;
    } else if (path == "*") {
      value = source = true;
    } else {
      return InvalidField(at + "update_mask", "UNKNOWN_PATH",
                          {.vi = absl::StrCat("update_mask không có \"", path, "\"; có: value, source."),
                           .en = absl::StrCat("update_mask knows no \"", path, "\"; it knows value, source.")});
    }
  }
  return absl::OkStatus();
}

// A refusal of one edit, as the status of the call; the first of several.
class EditRefusals {
 public:
  explicit EditRefusals(std::string at) : at_(std::move(at)) {}

  void Hear(size_t edit, MisplacedFigure::Part part, const Refusal& refusal) {
    static constexpr const char* kFields[] = {"criterion", "input", "value"};
    const Problem::Violation violation{
        .field = absl::StrCat(at_, "edits[", edit, "].", kFields[static_cast<int>(part)]), .message = refusal.message};
    if (problem_.violations.empty()) {
      problem_ = {.code = absl::StatusCode::kInvalidArgument, .reason = refusal.reason, .message = refusal.message};
    }
    problem_.violations.push_back(violation);
  }
  absl::Status ToStatus() const { return problem_.ToStatus(); }

 private:
  const std::string at_;
  Problem problem_;
};

// The operation that an update asks for. `at`: path of the request within a batch, "requests[0].".
absl::StatusOr<SheetOperation> ToOperation(const pb::UpdateSheetRequest& request, const std::string& at,
                                           const Actor& by) {
  if (request.unit().empty()) return MissingField(at + "unit");
  if (request.edits().empty()) return MissingField(at + "edits");
  bool value = false, source = false;
  if (absl::Status status = ReadMask(request.update_mask(), at, value, source); !status.ok()) return status;
  std::vector<FigureEdit> edits;
  for (const pb::SheetEdit& edit : request.edits()) {
    edits.push_back({.criterion = edit.criterion(),
                     .input = edit.input(),
                     .value = edit.value(),
                     .source = edit.source(),
                     .sets_value = value,
                     .sets_source = source});
  }
  return SheetOperation{
      .unit = request.unit(),
      .etag = request.etag(),
      .change = [edits = std::move(edits), at, by](const SheetContext& context, SheetRecord& record) -> absl::Status {
        if (absl::Status status = CheckEdit(context, record, by); !status.ok()) return status;
        EditRefusals refusals(at);
        const bool accepted = ApplyEdits(
            context, edits,
            [&](size_t edit, MisplacedFigure::Part part, const Refusal& refusal) {
              refusals.Hear(edit, part, refusal);
            },
            record);
        return accepted ? absl::OkStatus() : refusals.ToStatus();
      }};
}

// Of a batch.
std::string ReplyOf(absl::Span<const SheetResult> results, pb::BatchUpdateSheetsResponse reply) {
  for (const SheetResult& result : results) *reply.add_sheets() = ToProto(result);
  return reply.SerializeAsString();
}

template <typename Response>
absl::StatusOr<Response> Parsed(const absl::StatusOr<std::string>& reply) {
  if (!reply.ok()) return reply.status();
  Response response;
  if (!response.ParseFromString(*reply)) return Internal("replies: not the message that was asked for");
  return response;
}

// Puts the figures of a filled-in file in place of those of the record.
absl::Status PutFile(const SheetFile& file, const SheetContext& context, const Actor& by, imports::FaultList& faults,
                     imports::Report& report, SheetRecord& record) {
  const SheetRecord before = record;
  std::vector<FigureEdit> edits;
  for (const SheetFile::Entry& entry : file.entries) {
    edits.push_back({.criterion = entry.input.criterion,
                     .input = entry.input.name,
                     .value = entry.input.value,
                     .source = entry.input.source});
  }
  record.figures.clear();
  ApplyEdits(
      context, edits,
      [&](size_t edit, MisplacedFigure::Part part, const Refusal& refusal) {
        faults.Add(FaultAt(file, file.entries[edit], part, refusal));
      },
      record);
  report = {.rows = static_cast<int64_t>(file.entries.size())};
  for (const auto& [key, figure] : record.figures) {
    const auto known = before.figures.find(key);
    ++(known == before.figures.end() ? report.added : known->second == figure ? report.unchanged : report.changed);
  }
  for (const auto& [key, figure] : before.figures) report.removed += record.figures.contains(key) ? 0 : 1;
  if (!faults.empty() || record == before) return absl::OkStatus();
  return CheckEdit(context, before, by);
}

}  // namespace

template <typename Response, typename Request>
absl::StatusOr<Response> SheetServer::Change(
    const Request& request, const rpc::Call& call, const std::string& action, const std::string& reason,
    const std::function<absl::Status(const Act&, const SheetContext&, SheetRecord&)>& change) {
  if (absl::Status status = CheckUnitYear(request.unit(), request.year()); !status.ok()) return status;
  if (absl::Status status = audit::CheckRequestId(request.request_id()); !status.ok()) return status;
  if (reason.size() > kMaxReasonBytes) {
    return InvalidField("reason", "TOO_LONG",
                        {.vi = absl::StrCat("Lý do dài quá ", kMaxReasonBytes, " byte."),
                         .en = absl::StrCat("The reason is longer than ", kMaxReasonBytes, " bytes.")});
  }
  const Act act{.by = call.by, .at = Now(), .reason = text::ToNfc(Trimmed(reason))};
  return Parsed<Response>(
      writer_.Write({.action = action,
                     .act = act,
                     .year = request.year(),
                     .operations = {{.unit = request.unit(),
                                     .etag = request.etag(),
                                     .change = [&](const SheetContext& context,
                                                   SheetRecord& record) { return change(act, context, record); }}},
                     .request_id = request.request_id(),
                     .fingerprint = FingerprintOf(request, call.by),
                     .reply = [](absl::Span<const SheetResult> results) {
                       Response response;
                       *response.mutable_sheet() = ToProto(results.front());
                       return response.SerializeAsString();
                     }}));
}

absl::StatusOr<pb::UpdateSheetResponse> SheetServer::UpdateSheet(const pb::UpdateSheetRequest& request,
                                                                 const rpc::Call& call) {
  absl::StatusOr<SheetOperation> operation = ToOperation(request, "", call.by);
  if (!operation.ok()) return operation.status();
  return Change<pb::UpdateSheetResponse>(
      request, call, "sheet.update", "",
      [&](const Act&, const SheetContext& context, SheetRecord& record) { return operation->change(context, record); });
}

absl::StatusOr<pb::BatchUpdateSheetsResponse> SheetServer::BatchUpdateSheets(
    const pb::BatchUpdateSheetsRequest& request, const rpc::Call& call) {
  if (request.cluster().empty()) return MissingField("cluster");
  if (request.year() == 0) return MissingField("year");
  if (request.requests().empty()) return MissingField("requests");
  if (absl::Status status = audit::CheckRequestId(request.request_id()); !status.ok()) return status;
  std::vector<ClusterYear> clusters;
  const absl::Status status = store_.Read([&](ReadTransaction& transaction) -> absl::Status {
    absl::StatusOr<std::vector<ClusterYear>> found =
        transaction.ListClusterYears({.cluster = request.cluster()}, request.year());
    if (!found.ok()) return found.status();
    clusters = *std::move(found);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (clusters.empty()) return UnknownCluster(request.cluster(), request.year());

  std::vector<SheetOperation> operations;
  for (int i = 0; i < request.requests_size(); ++i) {
    const pb::UpdateSheetRequest& one = request.requests(i);
    const std::string at = absl::StrCat("requests[", i, "].");
    const std::vector<scoring::Member>& members = clusters.front().members;
    const bool member = std::any_of(members.begin(), members.end(),
                                    [&](const scoring::Member& known) { return known.unit == one.unit(); });
    const bool repeated = std::any_of(operations.begin(), operations.end(),
                                      [&](const SheetOperation& known) { return known.unit == one.unit(); });
    if (!member) {
      return InvalidField(at + "unit", "NOT_A_MEMBER",
                          {.vi = absl::StrCat("Đơn vị ", one.unit(), " không thuộc cụm ", request.cluster(), "."),
                           .en = absl::StrCat("Unit ", one.unit(), " is not in cluster ", request.cluster(), ".")});
    }
    if (repeated) {
      return InvalidField(at + "unit", "DUPLICATE_UNIT",
                          {.vi = absl::StrCat("Đơn vị ", one.unit(), " có hai lần trong lô."),
                           .en = absl::StrCat("Unit ", one.unit(), " stands twice in the batch.")});
    }
    if (one.year() != 0 && one.year() != request.year()) {
      return InvalidField(
          at + "year", "WRONG_YEAR",
          {.vi = absl::StrCat("Năm ", one.year(), " khác với năm ", request.year(), " của cả lô."),
           .en = absl::StrCat("Year ", one.year(), " is not ", request.year(), ", that of the batch.")});
    }
    absl::StatusOr<SheetOperation> operation = ToOperation(one, at, call.by);
    if (!operation.ok()) return operation.status();
    operations.push_back(*std::move(operation));
  }
  return Parsed<pb::BatchUpdateSheetsResponse>(
      writer_.Write({.action = "sheet.update",
                     .act = {.by = call.by, .at = Now()},
                     .year = request.year(),
                     .operations = std::move(operations),
                     .request_id = request.request_id(),
                     .fingerprint = FingerprintOf(request, call.by),
                     .reply = [](absl::Span<const SheetResult> results) { return ReplyOf(results, {}); }}));
}

absl::StatusOr<pb::SubmitSheetResponse> SheetServer::SubmitSheet(const pb::SubmitSheetRequest& request,
                                                                 const rpc::Call& call) {
  return Change<pb::SubmitSheetResponse>(
      request, call, "sheet.submit", "",
      [](const Act& act, const SheetContext& context, SheetRecord& record) { return Submit(context, act, record); });
}

absl::StatusOr<pb::ConfirmCriteriaResponse> SheetServer::ConfirmCriteria(const pb::ConfirmCriteriaRequest& request,
                                                                         const rpc::Call& call) {
  return Change<pb::ConfirmCriteriaResponse>(request, call, "sheet.confirm", "",
                                             [&](const Act& act, const SheetContext& context, SheetRecord& record) {
                                               return Confirm(context, act, ToList(request.criteria()), record);
                                             });
}

absl::StatusOr<pb::DecidePointsResponse> SheetServer::DecidePoints(const pb::DecidePointsRequest& request,
                                                                   const rpc::Call& call) {
  if (request.criterion().empty()) return MissingField("criterion");
  if (request.points().size() > kMaxPointsBytes) {
    return InvalidField("points", "TOO_LONG",
                        {.vi = "Điểm là một số, ví dụ 94.5.", .en = "Points are a number such as 94.5."});
  }
  return Change<pb::DecidePointsResponse>(request, call, "sheet.decide", request.reason(),
                                          [&](const Act& act, const SheetContext& context, SheetRecord& record) {
                                            return Decide(context, act, request.criterion(), request.points(), record);
                                          });
}

absl::StatusOr<pb::ReturnSheetResponse> SheetServer::ReturnSheet(const pb::ReturnSheetRequest& request,
                                                                 const rpc::Call& call) {
  return Change<pb::ReturnSheetResponse>(request, call, "sheet.return", request.reason(),
                                         [&](const Act& act, const SheetContext& context, SheetRecord& record) {
                                           return Return(context, act, request.stage(), ToList(request.criteria()),
                                                         record);
                                         });
}

absl::StatusOr<pb::WithdrawSheetResponse> SheetServer::WithdrawSheet(const pb::WithdrawSheetRequest& request,
                                                                     const rpc::Call& call) {
  return Change<pb::WithdrawSheetResponse>(
      request, call, "sheet.withdraw", "",
      [](const Act& act, const SheetContext& context, SheetRecord& record) { return Withdraw(context, act, record); });
}

absl::StatusOr<pb::ReopenSheetResponse> SheetServer::ReopenSheet(const pb::ReopenSheetRequest& request,
                                                                 const rpc::Call& call) {
  return Change<pb::ReopenSheetResponse>(request, call, "sheet.reopen", request.reason(),
                                         [&](const Act& act, const SheetContext& context, SheetRecord& record) {
                                           return Reopen(context, act, request.stage(), record);
                                         });
}

absl::StatusOr<pb::LockSheetResponse> SheetServer::LockSheet(const pb::LockSheetRequest& request,
                                                             const rpc::Call& call) {
  return Change<pb::LockSheetResponse>(
      request, call, "sheet.lock", "",
      [](const Act& act, const SheetContext& context, SheetRecord& record) { return Lock(context, act, record); });
}

// --- Evidence --------------------------------------------------------------------------------------------------------

absl::StatusOr<pb::AttachEvidenceResponse> SheetServer::AttachEvidence(const pb::AttachEvidenceRequest& first,
                                                                       const imports::File& file,
                                                                       const rpc::Call& call) {
  const pb::AttachEvidenceRequest::Header& header = first.header();
  if (absl::Status status = CheckUnitYear(header.unit(), header.year()); !status.ok()) return status;
  if (absl::Status status = audit::CheckRequestId(header.request_id()); !status.ok()) return status;
  const std::string_view content = file.content;
  Evidence evidence{.criterion = header.evidence().criterion(),
                    .title = text::ToNfc(header.evidence().title()),
                    .number = text::ToNfc(header.evidence().number()),
                    .date = header.evidence().date(),
                    .issuer = text::ToNfc(header.evidence().issuer()),
                    .link = header.evidence().link(),
                    .sha256 = header.evidence().sha256(),
                    .file_name = content.empty() ? "" : file.name,
                    .by = call.by,
                    .at = Now()};
  if (absl::Status status = CheckEvidence(evidence); !status.ok()) return status;
  if (!content.empty()) {
    if (absl::Status status = DescribeFile(content, evidence); !status.ok()) return status;
  } else if (!evidence.sha256.empty()) {
    return InvalidField("evidence.sha256", "NO_CONTENT",
                        {.vi = "Có sha256 nhưng không có nội dung tệp.", .en = "There is a sha256 but no file."});
  }
  static thread_local absl::BitGen random;
  const std::string id = absl::StrFormat("e%016x", absl::Uniform<uint64_t>(random));
  return Parsed<pb::AttachEvidenceResponse>(writer_.Write(
      {.action = "sheet.attach",
       .act = {.by = call.by, .at = evidence.at},
       .year = header.year(),
       .operations = {{.unit = header.unit(),
                       .etag = header.etag(),
                       .change = [&](const SheetContext& context, SheetRecord& record) -> absl::Status {
                         if (absl::Status status = CheckAttach(context, record, call.by); !status.ok()) return status;
                         if (!context.scale->FindCriterion(evidence.criterion)) {
                           return UnknownCriterion(evidence.criterion, context.scale->definition().scale_id);
                         }
                         record.evidence[id] = evidence;
                         return absl::OkStatus();
                       }}},
       .request_id = header.request_id(),
       .fingerprint = FingerprintOf(header, call.by, evidence.sha256),
       .also =
           [&](WriteTransaction& transaction) {
             return content.empty() ? absl::OkStatus() : StoreFile(transaction, evidence, content);
           },
       .reply =
           [&](absl::Span<const SheetResult> results) {
             pb::AttachEvidenceResponse response;
             *response.mutable_sheet() = ToProto(results.front());
             *response.mutable_evidence() = ToProto(id, evidence);
             return response.SerializeAsString();
           }}));
}

absl::StatusOr<pb::RemoveEvidenceResponse> SheetServer::RemoveEvidence(const pb::RemoveEvidenceRequest& request,
                                                                       const rpc::Call& call) {
  if (request.evidence_id().empty()) return MissingField("evidence_id");
  return Change<pb::RemoveEvidenceResponse>(
      request, call, "sheet.remove_evidence", "",
      [&](const Act& act, const SheetContext& context, SheetRecord& record) -> absl::Status {
        if (absl::Status status = CheckAttach(context, record, act.by); !status.ok()) return status;
        if (record.evidence.erase(request.evidence_id()) == 0) {
          return UnknownEvidence(request.unit(), request.year(), request.evidence_id());
        }
        return absl::OkStatus();
      });
}

// --- Files -----------------------------------------------------------------------------------------------------------

absl::StatusOr<pb::ImportSheetResponse> SheetServer::ImportSheet(const pb::ImportSheetRequest& first,
                                                                 const imports::File& file, Language language,
                                                                 const rpc::Call& call) {
  if (absl::Status status = audit::CheckRequestId(first.request_id()); !status.ok()) return status;
  imports::FaultList found(file.max_faults);
  const SheetFile filled = ReadSheetFile(file.content, found);
  pb::ImportSheetResponse response;
  imports::Report report{.rows = static_cast<int64_t>(filled.entries.size())};
  imports::FaultList faults = found;
  const absl::Status withdrawn = absl::CancelledError("withdrawn");
  absl::StatusOr<std::string> reply = withdrawn;
  if (call.permit && !filled.unit.empty()) {
    // Whose sheet it is, only the file says.
    pb::UpdateSheetRequest same;
    same.set_unit(filled.unit);
    same.set_year(filled.year);
    if (absl::Status status = call.permit(same); !status.ok()) return status;
  }
  if (found.empty()) {
    reply =
        writer_.Write({.action = "sheet.import",
                       .act = {.by = call.by, .at = Now()},
                       .year = filled.year,
                       .operations = {{.unit = filled.unit,
                                       .etag = filled.etag,
                                       .change = [&](const SheetContext& context, SheetRecord& record) -> absl::Status {
                                         faults = found;
                                         absl::Status status =
                                             PutFile(filled, context, call.by, faults, report, record);
                                         if (!status.ok()) return status;
                                         return faults.empty() && !file.dry_run ? absl::OkStatus() : withdrawn;
                                       }}},
                       .request_id = first.request_id(),
                       .fingerprint = FingerprintOf(first, call.by, Sha256::HexOf(file.content)),
                       .reply = [&](absl::Span<const SheetResult> results) {
                         pb::ImportSheetResponse stored;
                         report.stored = true;
                         *stored.mutable_report() = rpc::ToProto(report, language);
                         *stored.mutable_sheet() = ToProto(results.front());
                         return stored.SerializeAsString();
                       }});
  }
  if (reply.ok()) return Parsed<pb::ImportSheetResponse>(reply);
  if (reply.status() != withdrawn) return reply.status();
  report.faults = faults.Sorted();
  report.more_faults = faults.more();
  *response.mutable_report() = rpc::ToProto(report, language);
  return response;
}

}  // namespace thidua::scoring
