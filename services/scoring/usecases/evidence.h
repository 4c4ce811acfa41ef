#ifndef THIDUA_SERVICES_SCORING_USECASES_EVIDENCE_H_
#define THIDUA_SERVICES_SCORING_USECASES_EVIDENCE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/import/content.h"
#include "services/scoring/domain/record.h"
#include "services/scoring/storage/scoring_store.h"

namespace thidua::scoring {

// Files that prove something: scans, photographs, office documents.
inline constexpr int64_t kMaxEvidenceBytes = int64_t{20} << 20;
inline constexpr size_t kFilePartBytes = size_t{256} << 10;

// Checks what the caller says of a piece of evidence (title, date, link, lengths). INVALID_ARGUMENT names the field.
absl::Status CheckEvidence(const Evidence& evidence);

// Fills in what follows from the file: sha256, media_type and size. INVALID_ARGUMENT (FILE_TYPE_NOT_ALLOWED,
// CHECKSUM_DIFFERS when `evidence.sha256` was given).
absl::Status DescribeFile(std::string_view content, Evidence& evidence);

// What the first bytes of a file say it is; empty when it is none of the allowed types.
std::string MediaTypeOf(std::string_view content);

// Stores the content unless the store already has it.
absl::Status StoreFile(WriteTransaction& transaction, const Evidence& evidence, std::string_view content);

absl::Status UnknownEvidence(const std::string& unit, int year, const std::string& id);

}  // namespace thidua::scoring

#endif  // THIDUA_SERVICES_SCORING_USECASES_EVIDENCE_H_
