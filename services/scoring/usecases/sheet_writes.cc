#include "services/scoring/usecases/sheet_writes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/scoring/usecases/errors.h"
#include "services/scoring/usecases/record_codec.h"
#include "services/scoring/usecases/sheet_place.h"

namespace thidua::scoring {
namespace {

constexpr absl::Duration kRepliesDroppedEvery = absl::Hours(1);

// What a request amounts to, made from one committed state.
struct Prepared {
  struct OneSheet {
    SheetResult result;
    bool moves_next_year = false;  // A `current` figure changed, which next year is compared with.
    std::string body;
    std::string log_members;
  };

  std::optional<std::string> kept_reply;
  std::map<std::string, int64_t> clusters;  // Cluster: the version that was read.
  std::vector<OneSheet> sheets;

  bool changes_anything() const {
    return std::any_of(sheets.begin(), sheets.end(), [](const OneSheet& sheet) { return sheet.result.changes > 0; });
  }
};

absl::Status StaleSheet(const SheetPlace& place, const SheetRecord& record, const SheetRequest& request) {
  return Problem{.code = absl::StatusCode::kAborted,
                 .reason = "STALE_SHEET",
                 .message = {.vi = absl::StrCat("Bảng điểm của ", place.unit.name, " năm ", request.year,
                                                " đã được sửa sau khi bạn mở. Hãy xem lại bản mới rồi làm lại; "
                                                "chưa có gì bị ghi đè."),
                             .en = absl::StrCat("The sheet of ", place.unit.name, " for ", request.year,
                                                " was changed after you read it. Look at the new one, then do it "
                                                "again; nothing was overwritten.")},
                 .metadata = {{"etag", EtagOf(record.version)}, {"unit", place.unit.code}}}
      .ToStatus();
}

absl::Status FindKeptReply(ReadTransaction& transaction, const SheetRequest& request, Prepared& prepared) {
  if (request.request_id.empty()) return absl::OkStatus();
  absl::StatusOr<std::optional<KeptReply>> kept = transaction.FindReply(request.request_id);
  if (!kept.ok() || !kept->has_value()) return kept.status();
  if ((*kept)->fingerprint != request.fingerprint) return audit::RequestIdReused(request.request_id);
  prepared.kept_reply = std::move((*kept)->reply);
  return absl::OkStatus();
}

absl::Status PrepareSheet(ReadTransaction& transaction, ScaleCatalog& catalog, const SheetRequest& request,
                          const SheetOperation& operation, Prepared& prepared) {
  absl::StatusOr<SheetPlace> place = LoadPlace(transaction, catalog, operation.unit, request.year);
  if (!place.ok()) return place.status();
  absl::StatusOr<SheetRecord> before = LoadRecord(transaction, operation.unit, request.year);
  if (!before.ok()) return before.status();
  if (!operation.etag.empty() && operation.etag != EtagOf(before->version)) {
    return StaleSheet(*place, *before, request);
  }
  SheetRecord after = *before;
  if (absl::Status status = operation.change(place->Context(), after); !status.ok()) return status;

  Prepared::OneSheet& sheet = prepared.sheets.emplace_back();
  LogContent content{.time = request.act.at,
                     .action = request.action,
                     .by = request.act.by,
                     .unit = operation.unit,
                     .year = request.year,
                     .reason = request.act.reason,
                     .request_id = request.request_id,
                     .changes = Compare(*before, after)};
  sheet.result = {.unit = operation.unit,
                  .year = request.year,
                  .version = before->version,
                  .stage = place->scale->stages()[StageOf(place->scale->stages(), after)].code,
                  .changes = static_cast<int>(content.changes.size())};
  prepared.clusters[place->cluster.code] = place->cluster.version;
  if (content.changes.empty()) return absl::OkStatus();
  sheet.moves_next_year = std::any_of(content.changes.begin(), content.changes.end(), [](const Change& change) {
    return change.kind == Change::Kind::kFigure && change.key.second == "current";
  });
  sheet.body = EncodeRecord(after);
  sheet.log_members = EncodeLogMembers(content);
  return absl::OkStatus();
}

absl::StatusOr<Prepared> Prepare(ReadTransaction& transaction, ScaleCatalog& catalog, const SheetRequest& request) {
  Prepared prepared;
  if (absl::Status status = FindKeptReply(transaction, request, prepared); !status.ok()) return status;
  if (prepared.kept_reply.has_value()) return prepared;
  for (const SheetOperation& operation : request.operations) {
    if (absl::Status status = PrepareSheet(transaction, catalog, request, operation, prepared); !status.ok()) {
      return status;
    }
  }
  return prepared;
}

// Everything that could make `prepared` wrong moves the version of its cluster-year: the sheets, the members, the
// scale, the units. The kept reply is looked for again.
absl::StatusOr<bool> StillHolds(ReadTransaction& transaction, const SheetRequest& request, const Prepared& prepared) {
  Prepared kept;
  if (absl::Status status = FindKeptReply(transaction, request, kept); !status.ok()) return status;
  if (kept.kept_reply.has_value() != prepared.kept_reply.has_value()) return false;
  for (const auto& [cluster, version] : prepared.clusters) {
    absl::StatusOr<std::vector<ClusterYear>> now = transaction.ListVersions({.cluster = cluster}, request.year);
    if (!now.ok()) return now.status();
    if (now->empty() || now->front().version != version) return false;
  }
  return true;
}

absl::Status MoveNextYear(WriteTransaction& transaction, const Prepared& prepared, int year, int64_t version) {
  std::vector<std::string> units;
  for (const Prepared::OneSheet& sheet : prepared.sheets) {
    if (sheet.moves_next_year) units.push_back(sheet.result.unit);
  }
  if (units.empty()) return absl::OkStatus();
  absl::StatusOr<std::vector<ClusterYear>> clusters = transaction.FindClusterYearsOf(units, year + 1);
  if (!clusters.ok()) return clusters.status();
  for (const ClusterYear& cluster : *clusters) {
    if (absl::Status status = transaction.SetVersion(cluster.code, cluster.year, version); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Store(WriteTransaction& transaction, const SheetRequest& request, Prepared& prepared) {
  if (!prepared.changes_anything()) return absl::OkStatus();
  absl::StatusOr<int64_t> version = transaction.NextVersion();
  if (!version.ok()) return version.status();
  for (Prepared::OneSheet& sheet : prepared.sheets) {
    if (sheet.result.changes == 0) continue;
    sheet.result.version = *version;
    absl::Status status = transaction.PutSheet(
        {.unit = sheet.result.unit, .year = request.year, .version = *version, .body = sheet.body});
    if (!status.ok()) return status;
    absl::StatusOr<LogEntry> entry = transaction.AppendLog(
        {.unit = sheet.result.unit, .year = request.year, .version = *version}, sheet.log_members);
    if (!entry.ok()) return entry.status();
  }
  for (const auto& [cluster, seen] : prepared.clusters) {
    if (absl::Status status = transaction.SetVersion(cluster, request.year, *version); !status.ok()) return status;
  }
  return MoveNextYear(transaction, prepared, request.year, *version);
}

std::string MakeReply(const SheetRequest& request, const Prepared& prepared) {
  std::vector<SheetResult> results;
  for (const Prepared::OneSheet& sheet : prepared.sheets) results.push_back(sheet.result);
  return request.reply(results);
}

}  // namespace

std::string EtagOf(int64_t version) { return absl::StrCat("v", version); }

absl::StatusOr<std::string> SheetWriter::Write(const SheetRequest& request) {
  absl::StatusOr<Prepared> ahead = absl::UnknownError("");
  absl::Status status = store_.Read([&](ReadTransaction& transaction) {
    ahead = Prepare(transaction, catalog_, request);
    return ahead.status();
  });
  if (!status.ok()) return status;
  if (ahead->kept_reply.has_value()) return *ahead->kept_reply;
  if (!ahead->changes_anything() && request.request_id.empty() && !request.also) return MakeReply(request, *ahead);

  const int64_t now = absl::ToUnixMicros(request.act.at);
  const bool drop = now - replies_dropped_.load() > absl::ToInt64Microseconds(kRepliesDroppedEvery);
  std::string reply;
  status = store_.Write([&](WriteTransaction& transaction) -> absl::Status {
    absl::StatusOr<bool> holds = StillHolds(transaction, request, *ahead);
    if (!holds.ok()) return holds.status();
    Prepared prepared;
    if (*holds) {
      prepared = *ahead;
    } else {
      absl::StatusOr<Prepared> again = Prepare(transaction, catalog_, request);
      if (!again.ok()) return again.status();
      prepared = *std::move(again);
    }
    if (prepared.kept_reply.has_value()) {
      reply = *prepared.kept_reply;
      return absl::OkStatus();
    }
    if (request.also) {
      if (absl::Status also = request.also(transaction); !also.ok()) return also;
    }
    if (absl::Status stored = Store(transaction, request, prepared); !stored.ok()) return stored;
    reply = MakeReply(request, prepared);
    if (drop) {
      if (absl::Status dropped = transaction.DropRepliesBefore(now - audit::kRepliesKeptMicros); !dropped.ok()) {
        return dropped;
      }
    }
    if (request.request_id.empty()) return absl::OkStatus();
    return transaction.PutReply(
        {.request_id = request.request_id, .fingerprint = request.fingerprint, .time = now, .reply = reply});
  });
  if (!status.ok()) return status;
  if (drop) replies_dropped_ = now;
  return reply;
}

}  // namespace thidua::scoring
