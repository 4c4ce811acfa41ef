#include <memory>

#include "services/cli/code_rank_output.h"
#include "services/cli/commands.h"
#include "services/cli/freshness.h"
#include "services/cli/rank_output.h"
#include "services/cli/ranking_query.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::RankByCodeRequest;
using thidua::ranking::v1::RankingService;

struct RankOptions {
  std::shared_ptr<RankingScope> scope = std::make_shared<RankingScope>();
  std::string code;
  bool fairness = false;
};

absl::Status RankByCode(const Settings& settings, const RankOptions& options) {
  RankByCodeRequest request;
  PutRankingScope(*options.scope, request);
  request.set_stage(options.scope->stage);
  request.set_code(options.code);
  WantLatest(request);
  const auto reply = Ask(settings, &RankingService::Stub::RankByCode, request);
  if (!reply.ok()) return reply.status();
  NoteIfStale(settings, *reply);
  return WriteReply(settings, *reply, &CodeRankText, &CodeRankCsv);
}

absl::Status Rank(const Settings& settings, const RankOptions& options) {
  if (!options.code.empty()) return RankByCode(settings, options);
  const absl::StatusOr<Rankings> rankings = AskRankings(settings, *options.scope, thidua::ranking::v1::BASIC);
  if (!rankings.ok()) return rankings.status();
  const Style style = OutputStyle(settings.OutputLanguage());
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(options.fairness ? FairnessText(rankings->all, style) : RankText(rankings->all, style));
    case Format::kCsv:
      NoteUnranked(rankings->all);
      return WriteOutput(options.fairness ? FairnessCsv(rankings->all) : RankCsv(rankings->all));
    case Format::kJson:
      return WriteJson(*rankings->reply);
  }
  return absl::OkStatus();
}

}  // namespace

void AddRank(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* command = grammar.Command(root, "rank",
                                      {"Xếp hạng trong từng cụm và giữa các cụm, hoặc theo một tiêu chí",
                                       "Rank units within clusters and over all of them, or by one criterion"},
                                      "thidua rank --under 535 --year 2023");
  const auto options = std::make_shared<RankOptions>();
  AddStage(grammar, *command, options->scope->stage);
  CLI::Option* code = grammar.NotEmpty(grammar.Text(
      *command, "--code", options->code, "CODE",
      {"Theo điểm của tiêu chí hoặc nhóm này, ví dụ I.2", "By the points of this criterion or group such as I.2"}));
  grammar
      .Flag(*command, "--fairness", options->fairness,
            {"Tổng điểm so với mặt bằng của cụm: % so với cao nhất, điểm chuẩn hóa, vị trí %",
             "Totals against the strength of the cluster: % of the best, standard score, percentile"})
      ->excludes(code);
  AddRankingScope(grammar, *command, options->scope, [&session, options] {
    session.run = [&session, options] { return Rank(session.settings, *options); };
  });
}

}  // namespace thidua::cli
