#include <memory>

#include "services/cli/forecast_output.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/cli/sheet_options.h"
#include "services/cli/tasks_commands.h"
#include "services/cli/tasks_options.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::ForecastService;
using thidua::tasks::v1::GetForecastRequest;
using thidua::tasks::v1::GetForecastResponse;

struct ForecastOptions {
  SheetAt at;
  std::string date;
  bool all = false;
};

absl::Status Forecast(const Settings& settings, const ForecastOptions& options) {
  GetForecastRequest request;
  PutSheetAt(options.at, request);
  request.set_date(options.date);
  request.set_language_code(settings.lang);
  const absl::StatusOr<GetForecastResponse> reply = Ask(settings, &ForecastService::Stub::GetForecast, request);
  if (!reply.ok()) return reply.status();
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(ForecastText(*reply, options.all, OutputStyle(settings.OutputLanguage())));
    case Format::kCsv:
      return WriteOutput(ForecastCsv(*reply));
    case Format::kJson:
      return WriteJson(*reply);
  }
  return absl::OkStatus();
}

}  // namespace

void AddForecast(const Grammar& grammar, CLI::App& tasks, Session& session) {
  CLI::App* command = grammar.Command(tasks, "forecast",
                                      {"Năm nay có thể được bao nhiêu điểm, hạng mấy, theo tiến độ đến nay",
                                       "What the year may come to, from progress so far"},
                                      "thidua tasks forecast --unit 21526 --year 2024 --date 2024-10-15");
  const auto options = std::make_shared<ForecastOptions>();
  AddSheetAt(grammar, *command, options->at);
  AddAsOf(grammar, *command, options->date);
  grammar.Flag(*command, "--all", options->all,
               {"Cả những tiêu chí đã rõ điểm", "Also the criteria whose points are settled"});
  RunWith(*command, session, options, &Forecast);
}

}  // namespace thidua::cli
