#ifndef THIDUA_SERVICES_SCORING_USECASES_RECORD_CODEC_H_
#define THIDUA_SERVICES_SCORING_USECASES_RECORD_CODEC_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/scoring/domain/record.h"
#include "services/scoring/storage/scoring_store.h"

namespace thidua::scoring {

// Records and changes as the store keeps them: JSON, the same text for equal values. Times are microseconds since 1970.

std::string EncodeRecord(const SheetRecord& record);
// INTERNAL when the store holds something else.
absl::StatusOr<SheetRecord> DecodeRecord(const StoredSheet& stored);

// For those who read figures and keep none: the record without its figures and evidence. `visit` is called with each
// figure, in the order of a record; the texts live until it returns.
using FigureVisitor =
    absl::FunctionRef<void(std::string_view criterion, std::string_view input, std::string_view value)>;
absl::StatusOr<SheetRecord> DecodeRecord(const StoredSheet& stored, FigureVisitor visit);

// What an entry of the audit log says.
struct LogContent {
  int64_t number = 0;
  absl::Time time;
  std::string action;  // E.g. "sheet.submit", "import.units".
  Actor by;
  std::string unit;  // Empty: not about one sheet.
  int year = 0;
  int64_t version = 0;
  std::string reason;
  std::string request_id;
  std::string subject;  // What else it is about, e.g. "ba-to-2023/2" or the name of a file.
  std::string sha256;   // Of the content that was imported.
  std::vector<Change> changes;
};

// The members of the entry's JSON object after its number and version; empty ones are left out.
std::string EncodeLogMembers(const LogContent& content);
absl::StatusOr<LogContent> DecodeLog(const LogEntry& entry);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_RECORD_CODEC_H_
