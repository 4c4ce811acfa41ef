#include <memory>

#include "services/cli/board_output.h"
#include "services/cli/office_names.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/cli/tasks_commands.h"
#include "services/cli/tasks_options.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::BoardService;
using thidua::tasks::v1::GetBoardRequest;
using thidua::tasks::v1::GetBoardResponse;

struct BoardOptions {
  std::string unit;
  std::string cluster;
  std::string under;
  int year = 0;
  std::string office;
  std::string date;
  int limit = 0;
  GetBoardRequest request;
};

absl::Status Board(const Settings& settings, const BoardOptions& options) {
  const absl::StatusOr<GetBoardResponse> reply = Ask(settings, &BoardService::Stub::GetBoard, options.request);
  if (!reply.ok()) return reply.status();
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(BoardText(*reply, AskOfficeNames(settings), OutputStyle(settings.OutputLanguage())));
    case Format::kCsv:
      return WriteOutput(BoardCsv(*reply));
    case Format::kJson:
      return WriteJson(*reply);
  }
  return absl::OkStatus();
}

}  // namespace

void AddBoard(const Grammar& grammar, CLI::App& tasks, Session& session) {
  constexpr int kMostTasks = 500;
  CLI::App* command = grammar.Command(
      tasks, "board",
      {"Bảng theo dõi: quá hạn, sắp đến hạn, chờ nghiệm thu, ai đang có bao nhiêu việc",
       "What stands open: overdue, due soon, waiting for acceptance, and who has how much"},
      "thidua tasks board --unit 21526 --year 2024\n  thidua tasks board --under 535 --year 2024 --date 2024-12-30");
  const auto options = std::make_shared<BoardOptions>();
  const CLI::Option* unit = AddUnit(grammar, *command, options->unit, {"Một đơn vị", "One unit"});
  const CLI::Option* cluster = AddCluster(grammar, *command, options->cluster);
  const CLI::Option* under = AddUnder(grammar, *command, options->under);
  grammar.Year(*command, "--year", options->year, {"Năm thi đua", "Year that is scored"})->required();
  grammar.Text(*command, "--office", options->office, "OFFICE",
               {"Chỉ việc bộ phận này chủ trì", "Only what this office leads"});
  AddAsOf(grammar, *command, options->date);
  grammar.Number(*command, "--limit", options->limit, "N", 1, kMostTasks,
                 {"Mỗi danh sách nhiều nhất bao nhiêu việc (mặc định 50)", "Most tasks in each list (default 50)"});
  command->callback([&session, options, unit, cluster, under, language = grammar.language()] {
    RequireOneOf({unit, cluster, under}, language);
    GetBoardRequest& request = options->request;
    if (unit->count() > 0) request.set_unit(options->unit);
    if (cluster->count() > 0) request.set_cluster(options->cluster);
    if (under->count() > 0) request.set_under(options->under);
    request.set_year(options->year);
    request.set_office(options->office);
    request.set_date(options->date);
    request.set_limit(options->limit);
    session.run = [&session, options] { return Board(session.settings, *options); };
  });
}

}  // namespace thidua::cli
