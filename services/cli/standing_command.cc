#include <memory>

#include "services/cli/commands.h"
#include "services/cli/freshness.h"
#include "services/cli/ranking_query.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/cli/sheet_options.h"
#include "services/cli/standing_output.h"

namespace thidua::cli {
namespace {

constexpr int kMostNeighbours = 10;

struct StandingOptions {
  SheetAt at;
  std::string stage;
  // 0: as many as the service shows.
  int neighbours = 0;
};

absl::Status Standing(const Settings& settings, const StandingOptions& options) {
  thidua::ranking::v1::GetUnitStandingRequest request;
  PutSheetAt(options.at, request);
  request.set_stage(options.stage);
  request.set_neighbours(options.neighbours);
  WantLatest(request);
  const auto reply = Ask(settings, &thidua::ranking::v1::RankingService::Stub::GetUnitStanding, request);
  if (!reply.ok()) return reply.status();
  NoteIfStale(settings, *reply);
  return WriteReply(settings, *reply, &StandingText, &StandingCsv);
}

}  // namespace

void AddStanding(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* command = grammar.Command(root, "standing",
                                      {"Một đơn vị trong cụm của nó: vị thứ, điểm mạnh, điểm yếu; không nêu tên đơn vị "
                                       "khác",
                                       "One unit in its cluster: place, strengths, weaknesses; names nobody else"},
                                      "thidua standing --unit 21526 --year 2023");
  const auto options = std::make_shared<StandingOptions>();
  AddSheetAt(grammar, *command, options->at);
  AddStage(grammar, *command, options->stage);
  grammar.Number(
      *command, "--neighbours", options->neighbours, "N", 1, kMostNeighbours,
      {"Số hạng liền trên và liền dưới được cho xem (mặc định 2)", "Places above and below it to show (default 2)"});
  RunWith(*command, session, options, &Standing);
}

}  // namespace thidua::cli
