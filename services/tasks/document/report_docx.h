#ifndef THIDUA_SERVICES_TASKS_DOCUMENT_REPORT_DOCX_H_
#define THIDUA_SERVICES_TASKS_DOCUMENT_REPORT_DOCX_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/tasks/document/font_faces.h"
#include "thidua/tasks/v1/reports.pb.h"

namespace thidua::tasks {

// A unit's report as the official document that it signs, by Decree 30/2020/NĐ-CP: the bytes of a DOCX file. A report
// that is not submitted is marked as a draft, without a day. INVALID_ARGUMENT (BAD_DATE).
absl::StatusOr<std::string> PeriodReportDocx(const v1::GetPeriodReportResponse& response, const FontFaces& faces);

// How the units have reported, as a draft of the authority's own report: the bytes of a DOCX file. INVALID_ARGUMENT
// (BAD_DATE), FAILED_PRECONDITION (NO_ISSUER) for the whole country.
absl::StatusOr<std::string> RollupDocx(const v1::GetReportRollupResponse& rollup, const FontFaces& faces);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOCUMENT_REPORT_DOCX_H_
