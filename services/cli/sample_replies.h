#ifndef THIDUA_SERVICES_CLI_SAMPLE_REPLIES_H_
#define THIDUA_SERVICES_CLI_SAMPLE_REPLIES_H_

#include "thidua/ranking/v1/ranking.pb.h"
#include "thidua/scoring/v1/scoring.pb.h"
#include "thidua/tasks/v1/tasks.pb.h"

// Replies for tests: small, with every case that output has to show.
namespace thidua::cli {

// Cluster "khu-trung" (groups I, III; Ba Bích up from 04/05; Ba Nam incomplete), "khu-bac" under another scale (groups
// I, II; an unresolved tie) and "khu-xa", which is not ranked. FULL view.
thidua::ranking::v1::AggregateRankingsResponse SampleRankings();

// Ba Bích 2023: I.2 lost, I.3 full, I.1 won, I.5 not reported, I.7 not applicable.
thidua::scoring::v1::ExplainScoresResponse SampleExplanation();

// Two tasks: a draft and an assigned one.
thidua::tasks::v1::ListTasksResponse SampleTasks();

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_SAMPLE_REPLIES_H_
