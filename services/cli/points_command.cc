#include <memory>

#include "services/cli/commands.h"
#include "services/cli/json.h"
#include "services/cli/points_output.h"
#include "services/cli/ranking_query.h"

namespace thidua::cli {
namespace {

absl::Status Points(const Settings& settings, const RankingScope& scope) {
  const absl::StatusOr<Rankings> rankings = AskRankings(settings, scope, thidua::ranking::v1::FULL);
  if (!rankings.ok()) return rankings.status();
  if (settings.OutputFormat() == Format::kJson) return WriteJson(*rankings->reply);
  NoteUnranked(rankings->all);
  return WriteOutput(settings.OutputFormat() == Format::kCsv
                         ? PointsCsv(rankings->all)
                         : PointsText(rankings->all, OutputStyle(settings.OutputLanguage())));
}

}  // namespace

void AddPoints(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* command =
      grammar.Command(root, "points", {"Điểm từng tiêu chí của từng đơn vị", "Points of each unit in each criterion"},
                      "thidua points --cluster khu-trung --year 2023");
  const auto scope = std::make_shared<RankingScope>();
  AddStage(grammar, *command, scope->stage);
  AddRankingScope(grammar, *command, scope,
                  [&session, scope] { session.run = [&session, scope] { return Points(session.settings, *scope); }; });
}

}  // namespace thidua::cli
