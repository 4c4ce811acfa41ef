#include <memory>

#include "services/cli/commands.h"
#include "services/cli/json.h"
#include "services/cli/matrix_output.h"
#include "services/cli/ranking_query.h"

namespace thidua::cli {
namespace {

absl::Status Matrix(const Settings& settings, const RankingScope& scope) {
  const absl::StatusOr<Rankings> rankings = AskRankings(settings, scope, thidua::ranking::v1::FULL);
  if (!rankings.ok()) return rankings.status();
  if (settings.OutputFormat() == Format::kJson) return WriteJson(*rankings->reply);
  NoteUnranked(rankings->all);
  return WriteOutput(settings.OutputFormat() == Format::kCsv
                         ? MatrixCsv(rankings->all)
                         : MatrixText(rankings->all, OutputStyle(settings.OutputLanguage())));
}

}  // namespace

void AddMatrix(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* command = grammar.Command(root, "matrix",
                                      {"Bảng tiêu chí × đơn vị, với điểm cao nhất, trung vị, thấp nhất",
                                       "Criteria by units, with best, median and worst points"},
                                      "thidua matrix --cluster khu-trung --year 2023");
  const auto scope = std::make_shared<RankingScope>();
  AddStage(grammar, *command, scope->stage);
  AddRankingScope(grammar, *command, scope,
                  [&session, scope] { session.run = [&session, scope] { return Matrix(session.settings, *scope); }; });
}

}  // namespace thidua::cli
