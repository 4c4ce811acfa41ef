#ifndef THIDUA_SERVICES_CLI_SAMPLE_SHEETS_H_
#define THIDUA_SERVICES_CLI_SAMPLE_SHEETS_H_

#include <string>
#include <vector>

#include "thidua/scoring/v1/audit.pb.h"
#include "thidua/scoring/v1/scoring.pb.h"
#include "thidua/scoring/v1/sheets.pb.h"

// Replies of SheetService and about scales and the log, for tests: small, with every case that output has to show.
namespace thidua::cli {

// 21526 in 2023 at CLUSTER, etag v14, three changes.
thidua::scoring::v1::SheetState SampleState();

// Ba Bích 2023 at CLUSTER: I.1 decided on older figures and with evidence, I.2 confirmed, I.3 not reported and without
// its evidence, I.4 not applicable.
thidua::scoring::v1::GetSheetResponse SampleSheet();

// A return with a reason (version 14) and a report of two figures (version 12).
thidua::scoring::v1::ListRevisionsResponse SampleHistory();

// A change of each kind.
thidua::scoring::v1::CompareSheetsResponse SampleDiff();

// One sheet at CLUSTER: I.1 taken down there, I.2 untouched.
thidua::scoring::v1::GetLedgerResponse SampleLedger();

thidua::scoring::v1::ListWarningsResponse SampleWarnings();

// A cluster with a late and an overdue sheet, and one that has no scale.
thidua::scoring::v1::GetProgressResponse SampleProgress();

// Of a unit that was made from one other, not comparable.
thidua::scoring::v1::GetLastYearResponse SampleLastYear();

// Two levels of groups, two stages.
thidua::scoring::v1::GetScaleResponse SampleScale();

// This year one unit moves; last year one is new and a cluster is skipped.
thidua::scoring::v1::SimulateScaleResponse SampleSimulation();

// Entries as the proto defines them, from 1.
std::vector<thidua::scoring::v1::AuditEntry> SampleLog(int entries);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_SAMPLE_SHEETS_H_
