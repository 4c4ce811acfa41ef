#ifndef THIDUA_SERVICES_SCORING_USECASES_SHEET_WRITES_H_
#define THIDUA_SERVICES_SCORING_USECASES_SHEET_WRITES_H_

#include <atomic>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/scoring/domain/workflow.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/scoring/usecases/scale_catalog.h"

namespace thidua::scoring {

// What is to happen to one sheet.
struct SheetOperation {
  std::string unit;
  std::string etag;  // Empty: whatever is there.
  // Checks and changes the record. May run more than once, each time on a fresh record.
  std::function<absl::Status(const SheetContext& context, SheetRecord& record)> change;
};

// A sheet after a write.
struct SheetResult {
  std::string unit;
  int year = 0;
  int64_t version = 0;
  std::string stage;
  int changes = 0;  // 0: it was so already; then nothing was written.
};

// One request that writes sheets: all of its operations happen, once, or none.
struct SheetRequest {
  std::string action;  // For the log, e.g. "sheet.submit".
  Act act;
  int year = 0;
  std::vector<SheetOperation> operations;  // On different units.
  std::string request_id;                  // Empty: the caller does not repeat itself.
  std::string fingerprint;                 // Of what was asked: equal requests have equal ones.
  // Runs inside the transaction, before anything else is written.
  std::function<absl::Status(WriteTransaction&)> also;
  // Makes the reply from the results, in the order of the operations. What it gives is kept under `request_id`.
  std::function<std::string(absl::Span<const SheetResult>)> reply;
};

// The one way in which sheets change: data, log, kept reply and versions in one transaction (ADR 0005).
//
// Thread-safe. What a request needs to know is read and what it writes is made before the transaction, which then only
// finds out whether the cluster-year is still at the version that was read; if it is not, everything is done again
// inside. So writers hold each other up no longer than their rows take.
class SheetWriter {
 public:
  SheetWriter(ScoringStore& store, ScaleCatalog& catalog) : store_(store), catalog_(catalog) {}

  // The reply, or the one that an earlier call with the same `request_id` got. ABORTED (STALE_SHEET), INVALID_ARGUMENT
  // (REQUEST_ID_REUSED); what LoadPlace and the operations refuse.
  absl::StatusOr<std::string> Write(const SheetRequest& request);

 private:
  ScoringStore& store_;
  ScaleCatalog& catalog_;
  std::atomic<int64_t> replies_dropped_ = 0;  // When, in microseconds since 1970.
};

// The etag of a sheet at `version`.
std::string EtagOf(int64_t version);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_SHEET_WRITES_H_
