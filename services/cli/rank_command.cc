#include <memory>

#include "services/cli/commands.h"
#include "services/cli/json.h"
#include "services/cli/rank_output.h"
#include "services/cli/ranking_query.h"

namespace thidua::cli {
namespace {

absl::Status Rank(const Settings& settings, const RankingScope& scope) {
  const absl::StatusOr<Rankings> rankings = AskRankings(settings, scope, thidua::ranking::v1::BASIC);
  if (!rankings.ok()) return rankings.status();
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(RankText(rankings->all, OutputStyle(settings.OutputLanguage())));
    case Format::kCsv:
      NoteUnranked(rankings->all);
      return WriteOutput(RankCsv(rankings->all));
    case Format::kJson:
      return WriteJson(*rankings->reply);
  }
  return absl::OkStatus();
}

}  // namespace

void AddRank(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* command = grammar.Command(
      root, "rank", {"Xếp hạng trong từng cụm và giữa các cụm", "Rank units within clusters and over all of them"},
      "thidua rank --under 535 --year 2023");
  const auto scope = std::make_shared<RankingScope>();
  AddRankingScope(grammar, *command, scope,
                  [&session, scope] { session.run = [&session, scope] { return Rank(session.settings, *scope); }; });
}

}  // namespace thidua::cli
