#include "services/scoring/usecases/audit.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/audit/log.h"
#include "services/scoring/usecases/record_codec.h"

namespace thidua::scoring {
namespace {

constexpr int kPage = 1000;

using audit::Mismatch;

// The sheets that the log leads to.
class Replay {
 public:
  absl::Status Read(ReadTransaction& transaction) {
    while (true) {
      absl::StatusOr<std::vector<LogEntry>> entries = transaction.ListLog(chain_.length(), kPage);
      if (!entries.ok()) return entries.status();
      if (entries->empty()) return absl::OkStatus();
      for (const LogEntry& entry : *entries) {
        if (absl::Status status = chain_.Add(entry); !status.ok()) return status;
        if (absl::Status status = Take(entry); !status.ok()) return status;
      }
    }
  }

  absl::Status Compare(ReadTransaction& transaction, AuditedState& audited) {
    int year = 0;
    std::string unit;
    while (true) {
      absl::StatusOr<std::vector<StoredSheet>> sheets = transaction.ListSheets(year, unit, kPage);
      if (!sheets.ok()) return sheets.status();
      if (sheets->empty()) break;
      for (const StoredSheet& stored : *sheets) {
        const auto replayed = records_.find({stored.year, stored.unit});
        if (replayed == records_.end() || replayed->second.version != stored.version ||
            EncodeRecord(replayed->second) != stored.body) {
          return SheetMismatch(stored.unit, stored.year);
        }
        records_.erase(replayed);
        ++audited.sheets;
      }
      year = sheets->back().year;
      unit = sheets->back().unit;
    }
    if (!records_.empty()) return SheetMismatch(records_.begin()->first.second, records_.begin()->first.first);
    audited.entries = chain_.length();
    return absl::OkStatus();
  }

 private:
  absl::Status Take(const LogEntry& entry) {
    absl::StatusOr<LogContent> content = DecodeLog(entry);
    if (!content.ok()) return content.status();
    if (content->number != entry.number || content->unit != entry.unit || content->year != entry.year ||
        content->version != entry.version) {
      return Mismatch(absl::StrCat("Mục nhật ký số ", entry.number, " không khớp với chỉ mục của nó."),
                      absl::StrCat("Log entry ", entry.number, " does not match its index."));
    }
    if (content->unit.empty()) return absl::OkStatus();
    SheetRecord& record = records_[{content->year, content->unit}];
    record.unit = content->unit;
    record.year = content->year;
    record.version = content->version;
    Apply(content->changes, record);
    return absl::OkStatus();
  }

  static absl::Status SheetMismatch(const std::string& unit, int year) {
    return Mismatch(absl::StrCat("Bảng điểm của đơn vị ", unit, " năm ", year, " không khớp với nhật ký."),
                    absl::StrCat("The sheet of unit ", unit, " for ", year, " does not match the log."));
  }

  audit::Chain chain_;
  std::map<std::pair<int, std::string>, SheetRecord> records_;
};

}  // namespace

absl::StatusOr<AuditedState> CompareStateWithLog(ReadTransaction& transaction) {
  Replay replay;
  AuditedState audited;
  if (absl::Status status = replay.Read(transaction); !status.ok()) return status;
  if (absl::Status status = replay.Compare(transaction, audited); !status.ok()) return status;
  return audited;
}

absl::Status AdoptSheets(ScoringStore& store, absl::Time now) {
  std::vector<StoredSheet> unlogged;
  absl::Status status = store.Read([&](ReadTransaction& transaction) -> absl::Status {
    absl::StatusOr<std::vector<StoredSheet>> sheets = transaction.ListUnloggedSheets();
    if (!sheets.ok()) return sheets.status();
    unlogged = *std::move(sheets);
    return absl::OkStatus();
  });
  if (!status.ok() || unlogged.empty()) return status;
  return store.Write([&](WriteTransaction& transaction) -> absl::Status {
    absl::StatusOr<int64_t> version = transaction.NextVersion();
    if (!version.ok()) return version.status();
    for (const StoredSheet& stored : unlogged) {
      absl::StatusOr<SheetRecord> record = DecodeRecord(stored);
      if (!record.ok()) return record.status();
      absl::Status put = transaction.PutSheet(
          {.unit = stored.unit, .year = stored.year, .version = *version, .body = EncodeRecord(*record)});
      if (!put.ok()) return put;
      absl::StatusOr<LogEntry> entry =
          transaction.AppendLog({.unit = stored.unit, .year = stored.year, .version = *version},
                                EncodeLogMembers({.time = now,
                                                  .action = "store.adopt",
                                                  .unit = stored.unit,
                                                  .year = stored.year,
                                                  .changes = Compare(SheetRecord(), *record)}));
      if (!entry.ok()) return entry.status();
    }
    return absl::OkStatus();
  });
}

}  // namespace thidua::scoring
