#include "services/scoring/rpc/sheet_server.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/scoring/rpc/request_checks.h"
#include "services/scoring/rpc/sheet_reply.h"
#include "services/scoring/spreadsheet/sheet_workbook.h"
#include "services/scoring/usecases/errors.h"
#include "services/scoring/usecases/evidence.h"
#include "services/scoring/usecases/last_year.h"
#include "services/scoring/usecases/sheet_place.h"

namespace thidua::scoring {
namespace {

namespace pb = thidua::scoring::v1;

constexpr int kPointPlaces = 2;
constexpr int kDefaultPage = 100;
constexpr int kMaxPage = 500;

absl::Status UnknownVersion(const std::string& unit, int year, int64_t version) {
  return NotFound("UNKNOWN_VERSION",
                  {.vi = absl::StrCat("Bảng điểm của đơn vị ", unit, " năm ", year, " chưa có phiên bản ", version,
                                      ". Xem các phiên bản: thidua sheet history --unit ", unit, " --year ", year),
                   .en = absl::StrCat("The sheet of unit ", unit, " for ", year, " has no version ", version,
                                      " yet. See its versions: thidua sheet history --unit ", unit, " --year ", year)});
}

SheetContent ContentOf(const ClusterSheets& sheets, size_t member) {
  const SheetRecord& record = sheets.records[member];
  const UnitScore score = ScoreCluster(*sheets.scale, sheets.sheets)[member];
  SheetContent content{.unit = record.unit,
                       .unit_name = sheets.units[member].name,
                       .unit_type = sheets.units[member].type,
                       .year = record.year,
                       .scale_id = sheets.stored_scale.scale_id,
                       .scale_revision = sheets.stored_scale.revision,
                       .etag = EtagOf(record.version),
                       .total = score.total.ToString(sheets.scale->definition().total.places)};
  for (const auto& [key, figure] : record.figures) {
    content.inputs.push_back(
        {.criterion = key.first, .name = key.second, .value = figure.value, .source = figure.source});
  }
  for (const CriterionScore& criterion : score.criteria) {
    content.points.push_back(criterion.applies ? criterion.points.ToString(kPointPlaces) : "");
  }
  return content;
}

}  // namespace

struct SheetServer::Member {
  ClusterSheets sheets;
  size_t index = 0;
};

absl::StatusOr<SheetServer::Member> SheetServer::LoadMember(const std::string& unit, int year, int64_t version) {
  if (absl::Status status = CheckUnitYear(unit, year); !status.ok()) return status;
  if (version < 0) return UnknownVersion(unit, year, version);
  std::optional<Member> member;
  const absl::Status status = store_.Read([&](ReadTransaction& transaction) -> absl::Status {
    if (absl::Status known = CheckScope(transaction, {.under = unit}, year); !known.ok()) return known;
    absl::StatusOr<std::optional<std::string>> cluster = transaction.FindClusterOf(unit, year);
    if (!cluster.ok()) return cluster.status();
    if (!cluster->has_value()) return NoCluster(unit, year);
    absl::StatusOr<ClusterSheets> sheets = LoadClusterSheets(transaction, catalog_, **cluster, year, version);
    if (!sheets.ok()) return sheets.status();
    if (version > sheets->cluster.version) return UnknownVersion(unit, year, version);
    member = Member{.sheets = *std::move(sheets)};
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  const std::vector<Unit>& units = member->sheets.units;
  member->index = static_cast<size_t>(
      std::find_if(units.begin(), units.end(), [&](const Unit& one) { return one.code == unit; }) - units.begin());
  return *std::move(member);
}

absl::StatusOr<pb::GetSheetResponse> SheetServer::GetSheet(const pb::GetSheetRequest& request, const rpc::Call&) {
  absl::StatusOr<Member> member = LoadMember(request.unit(), request.year(), request.version());
  if (!member.ok()) return member.status();
  pb::GetSheetResponse response;
  *response.mutable_sheet() = ToSheetReply(member->sheets, member->index, LanguageFromCode(request.language_code()));
  return response;
}

absl::StatusOr<pb::ListRevisionsResponse> SheetServer::ListRevisions(const pb::ListRevisionsRequest& request,
                                                                     const rpc::Call&) {
  if (request.page_size() < 0 || request.page_size() > kMaxPage) {
    return InvalidField("page_size", "BAD_PAGE_SIZE",
                        {.vi = absl::StrCat("page_size phải từ 0 đến ", kMaxPage, "."),
                         .en = absl::StrCat("page_size must be 0 to ", kMaxPage, ".")});
  }
  const int size = request.page_size() == 0 ? kDefaultPage : request.page_size();
  // A token is the sheet and the number of the last entry that was given out.
  const std::string prefix = absl::StrCat(request.unit(), "/", request.year(), "/");
  int64_t before = 0;
  if (const std::string& token = request.page_token(); !token.empty()) {
    const char* const end = token.data() + token.size();
    if (!token.starts_with(prefix) || std::from_chars(token.data() + prefix.size(), end, before).ptr != end ||
        before <= 0) {
      return InvalidField("page_token", "BAD_PAGE_TOKEN",
                          {.vi = "page_token không thuộc truy vấn này. Hãy bắt đầu lại từ trang đầu.",
                           .en = "page_token does not belong to this query. Start again from the first page."});
    }
  }
  absl::StatusOr<Member> member = LoadMember(request.unit(), request.year());
  if (!member.ok()) return member.status();
  pb::ListRevisionsResponse response;
  const absl::Status status = store_.Read([&](ReadTransaction& transaction) -> absl::Status {
    absl::StatusOr<std::vector<LogEntry>> entries =
        transaction.ListSheetLog(request.unit(), request.year(), before, size + 1);
    if (!entries.ok()) return entries.status();
    const bool more = entries->size() > static_cast<size_t>(size);
    if (more) entries->pop_back();
    for (const LogEntry& entry : *entries) {
      absl::StatusOr<LogContent> content = DecodeLog(entry);
      if (!content.ok()) return content.status();
      *response.add_revisions() = ToProto(*content, member->sheets.scale->stages());
    }
    if (more) response.set_next_page_token(absl::StrCat(prefix, entries->back().number));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<pb::CompareSheetsResponse> SheetServer::CompareSheets(const pb::CompareSheetsRequest& request,
                                                                     const rpc::Call&) {
  absl::StatusOr<Member> member = LoadMember(request.unit(), request.year());
  if (!member.ok()) return member.status();
  for (const int64_t version : {request.from_version(), request.to_version()}) {
    if (version < 0 || version > member->sheets.cluster.version) {
      return UnknownVersion(request.unit(), request.year(), version);
    }
  }
  SheetRecord from, to;
  const absl::Status status = store_.Read([&](ReadTransaction& transaction) -> absl::Status {
    absl::StatusOr<SheetRecord> now = LoadRecord(transaction, request.unit(), request.year());
    if (!now.ok()) return now.status();
    from = to = *now;
    if (absl::Status rewound = RewindRecord(transaction, request.from_version(), from); !rewound.ok()) return rewound;
    if (request.to_version() == 0) return absl::OkStatus();
    return RewindRecord(transaction, request.to_version(), to);
  });
  if (!status.ok()) return status;
  pb::CompareSheetsResponse response;
  for (const scoring::Change& change : Compare(from, to)) {
    *response.add_changes() = ToProto(change, member->sheets.scale->stages());
  }
  return response;
}

absl::StatusOr<pb::GetLedgerResponse> SheetServer::GetLedger(const pb::GetLedgerRequest& request, const rpc::Call&) {
  if (request.scope_case() == pb::GetLedgerRequest::kUnit) {
    absl::StatusOr<Member> member = LoadMember(request.unit(), request.year());
    if (!member.ok()) return member.status();
    return ToLedgerReply(member->sheets, static_cast<int>(member->index));
  }
  if (request.cluster().empty()) return MissingField("scope");
  if (request.year() == 0) return MissingField("year");
  std::optional<ClusterSheets> sheets;
  const absl::Status status = store_.Read([&](ReadTransaction& transaction) -> absl::Status {
    absl::StatusOr<ClusterSheets> loaded = LoadClusterSheets(transaction, catalog_, request.cluster(), request.year());
    if (!loaded.ok()) return loaded.status();
    sheets = *std::move(loaded);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return ToLedgerReply(*sheets, /*member=*/-1);
}

absl::StatusOr<pb::ListWarningsResponse> SheetServer::ListWarnings(const pb::ListWarningsRequest& request,
                                                                   const rpc::Call&) {
  if (request.cluster().empty()) return MissingField("cluster");
  if (request.year() == 0) return MissingField("year");
  std::optional<ClusterSheets> sheets;
  std::vector<LastYear> earlier;
  const absl::Status status = store_.Read([&](ReadTransaction& transaction) -> absl::Status {
    earlier.clear();
    absl::StatusOr<ClusterSheets> loaded = LoadClusterSheets(transaction, catalog_, request.cluster(), request.year());
    if (!loaded.ok()) return loaded.status();
    sheets = *std::move(loaded);
    for (const Unit& unit : sheets->units) {
      absl::StatusOr<LastYear> last_year = LoadLastYear(transaction, unit.code, request.year());
      if (!last_year.ok()) return last_year.status();
      earlier.push_back(*std::move(last_year));
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  std::vector<ReportedSheet> reported;
  for (size_t i = 0; i < sheets->units.size(); ++i) {
    const bool comparable = earlier[i].comparable && earlier[i].records.size() == 1;
    reported.push_back({.sheet = &sheets->sheets[i],
                        .record = &sheets->records[i],
                        .last_year = comparable ? &earlier[i].records.front() : nullptr,
                        .unit_name = sheets->units[i].name});
  }
  pb::ListWarningsResponse response;
  response.set_version(sheets->cluster.version);
  for (const Warning& warning : FindWarnings(*sheets->scale, reported)) {
    *response.add_warnings() = ToProto(warning, LanguageFromCode(request.language_code()));
  }
  return response;
}

absl::StatusOr<pb::GetProgressResponse> SheetServer::GetProgress(const pb::GetProgressRequest& request,
                                                                 const rpc::Call&) {
  if (request.year() == 0) return MissingField("year");
  const ClusterScope scope{.cluster = request.cluster(), .under = request.under()};
  const CivilDay today = CivilDayAt(Now());
  pb::GetProgressResponse response;
  const absl::Status status = store_.Read([&](ReadTransaction& transaction) -> absl::Status {
    response.Clear();
    response.set_day(FormatCivilDay(today));
    if (absl::Status known = CheckScope(transaction, scope, request.year()); !known.ok()) return known;
    return ForEachScorableCluster(transaction, catalog_, scope, request.year(),
                                  [&](const ScorableCluster& cluster, const absl::Status& loaded) {
                                    pb::ClusterProgress* one = response.add_clusters();
                                    one->set_cluster(cluster.cluster.code);
                                    one->set_name(cluster.cluster.name);
                                    if (absl::IsInternal(loaded)) return loaded;
                                    if (loaded.ok()) {
                                      ToProgressReply(cluster, today, *one);
                                    } else {
                                      const Message why = Problem::FromStatus(loaded).message;
                                      one->set_problem(absl::StrCat(why.vi, " / ", why.en));
                                    }
                                    return absl::OkStatus();
                                  });
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<pb::GetLastYearResponse> SheetServer::GetLastYear(const pb::GetLastYearRequest& request,
                                                                 const rpc::Call&) {
  if (absl::Status status = CheckUnitYear(request.unit(), request.year()); !status.ok()) return status;
  const Language language = LanguageFromCode(request.language_code());
  pb::GetLastYearResponse response;
  const absl::Status status = store_.Read([&](ReadTransaction& transaction) -> absl::Status {
    response.Clear();
    absl::StatusOr<LastYear> last_year = LoadLastYear(transaction, request.unit(), request.year());
    if (!last_year.ok()) return last_year.status();
    response.set_year(last_year->year);
    response.set_comparable(last_year->comparable);
    response.set_note(last_year->note.In(language));
    for (const SheetRecord& record : last_year->records) {
      absl::StatusOr<std::optional<Unit>> unit = transaction.GetUnit(record.unit);
      absl::StatusOr<std::optional<std::string>> cluster = transaction.FindClusterOf(record.unit, record.year);
      for (const absl::Status& found : {unit.status(), cluster.status()}) {
        if (!found.ok()) return found;
      }
      pb::EarlierSheet* sheet = response.add_sheets();
      sheet->set_unit(record.unit);
      if (unit->has_value()) sheet->set_name((*unit)->name);
      absl::StatusOr<ClusterSheets> sheets = UnknownCluster("", record.year);
      if (cluster->has_value()) {
        sheet->set_cluster(**cluster);
        sheets = LoadClusterSheets(transaction, catalog_, **cluster, record.year);
      }
      if (!sheets.ok()) continue;  // The figures are known, the scale they were scored by is not.
      const auto member = static_cast<size_t>(std::find_if(sheets->units.begin(), sheets->units.end(),
                                                           [&](const Unit& one) { return one.code == record.unit; }) -
                                              sheets->units.begin());
      const pb::Sheet full = ToSheetReply(*sheets, member, language);
      sheet->set_total(full.total());
      for (const pb::SheetCriterion& criterion : full.criteria()) {
        pb::EarlierCriterion* one = sheet->add_criteria();
        one->set_criterion(criterion.criterion());
        one->set_points(criterion.points());
        *one->mutable_inputs() = criterion.inputs();
      }
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<SheetServer::Download> SheetServer::DownloadEvidence(const pb::DownloadEvidenceRequest& request,
                                                                    const rpc::Call&) {
  if (absl::Status status = CheckUnitYear(request.unit(), request.year()); !status.ok()) return status;
  SheetRecord record;
  const absl::Status status = store_.Read([&](ReadTransaction& transaction) -> absl::Status {
    if (absl::Status known = CheckScope(transaction, {.under = request.unit()}, 0); !known.ok()) return known;
    absl::StatusOr<SheetRecord> loaded = LoadRecord(transaction, request.unit(), request.year());
    if (!loaded.ok()) return loaded.status();
    record = *std::move(loaded);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  const auto found = record.evidence.find(request.evidence_id());
  if (found == record.evidence.end()) return UnknownEvidence(request.unit(), request.year(), request.evidence_id());
  if (found->second.sha256.empty()) {
    return NotFound("NO_FILE", {.vi = "Minh chứng này chỉ có thông tin văn bản, không có tệp đính kèm.",
                                .en = "This piece of evidence names a document and has no file."});
  }
  return Download(store_, ToProto(found->first, found->second));
}

absl::StatusOr<bool> SheetServer::Download::Next(pb::DownloadEvidenceResponse& response) {
  std::optional<std::string> bytes;
  const absl::Status status = store_->Read([&](ReadTransaction& transaction) -> absl::Status {
    absl::StatusOr<std::optional<std::string>> part = transaction.ReadFilePart(evidence_.sha256(), part_);
    if (!part.ok()) return part.status();
    bytes = *std::move(part);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (!bytes.has_value()) return false;
  if (part_++ == 0) *response.mutable_evidence() = evidence_;
  response.set_data(*std::move(bytes));
  return true;
}

// --- Files -----------------------------------------------------------------------------------------------------------

absl::StatusOr<std::string> SheetServer::ExportSheet(const pb::ExportSheetRequest& request, const rpc::Call&) {
  if (request.format() != pb::XLSX && request.format() != pb::CSV) {
    return InvalidField("format", "UNKNOWN_FORMAT",
                        {.vi = "Bảng điểm xuất được dạng XLSX hoặc CSV.", .en = "A sheet is exported as XLSX or CSV."});
  }
  absl::StatusOr<Member> member = LoadMember(request.unit(), request.year());
  if (!member.ok()) return member.status();
  const SheetContent content = ContentOf(member->sheets, member->index);
  const Scale& scale = *member->sheets.scale;
  if (request.format() == pb::CSV) return WriteSheetCsv(scale, content);
  return WriteSheetXlsx(scale, content, LanguageFromCode(request.language_code()));
}

}  // namespace thidua::scoring
