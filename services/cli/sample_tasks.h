#ifndef THIDUA_SERVICES_CLI_SAMPLE_TASKS_H_
#define THIDUA_SERVICES_CLI_SAMPLE_TASKS_H_

#include "thidua/tasks/v1/board.pb.h"
#include "thidua/tasks/v1/calendar.pb.h"
#include "thidua/tasks/v1/forecast.pb.h"
#include "thidua/tasks/v1/reminders.pb.h"
#include "thidua/tasks/v1/reports.pb.h"
#include "thidua/tasks/v1/tasks.pb.h"

// For tests: replies of the services of tasks, about Ba Bích's 2024.
namespace thidua::cli {

thidua::tasks::v1::GetTaskResponse SampleTask();
thidua::tasks::v1::ListTaskHistoryResponse SampleTaskHistory();
thidua::tasks::v1::DraftPathTasksResponse SamplePathDrafts();
thidua::tasks::v1::IssueDirectiveResponse SampleIssued();
thidua::tasks::v1::ListDirectivesResponse SampleDirectives();
thidua::tasks::v1::GetBoardResponse SampleBoard();
thidua::tasks::v1::GetForecastResponse SampleForecast();
thidua::tasks::v1::GetPeriodReportResponse SampleReport();
thidua::tasks::v1::SubmitPeriodReportResponse SampleSubmitted();
thidua::tasks::v1::GetReportRollupResponse SampleRollup();
thidua::tasks::v1::TellRemindersResponse SampleTold();
thidua::tasks::v1::ListNoticesResponse SampleNotices();
thidua::tasks::v1::RetryNoticesResponse SampleRetried();
thidua::tasks::v1::GetCalendarResponse SampleCalendar();

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_SAMPLE_TASKS_H_
