#include "services/cli/ranking_query.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/cli/console.h"
#include "services/cli/freshness.h"
#include "services/cli/services.h"

namespace thidua::cli {

using thidua::ranking::v1::AggregateRankingsRequest;
using thidua::ranking::v1::AggregateRankingsResponse;
using thidua::ranking::v1::GetClusterRankingRequest;
using thidua::ranking::v1::GetClusterRankingResponse;
using thidua::ranking::v1::RankingService;
using thidua::ranking::v1::RankingView;

void AddRankingScope(const Grammar& grammar, CLI::App& command, const std::shared_ptr<RankingScope>& scope,
                     const std::function<void()>& chosen) {
  const CLI::Option* cluster =
      grammar.Text(command, "--cluster", scope->cluster, "CLUSTER", {"Mã một cụm thi đua", "Code of one cluster"});
  const CLI::Option* under =
      grammar.Text(command, "--under", scope->under, "UNIT",
                   {"Mọi cụm do đơn vị này hoặc cấp dưới của nó tổng hợp ('' là cả nước)",
                    "All clusters aggregated by this unit or one below it ('' is the whole country)"});
  grammar.Year(command, "--year", scope->year, {"Năm thi đua", "Year that is scored"})->required();
  command.callback([=, language = grammar.language()] {
    if ((cluster->count() > 0) == (under->count() > 0)) {
      const Message message{"Cần đúng một trong hai: --cluster hoặc --under.",
                            "Exactly one of --cluster and --under is needed."};
      throw CLI::ValidationError(message.In(language));
    }
    scope->one_cluster = cluster->count() > 0;
    chosen();
  });
}

void AddStage(const Grammar& grammar, CLI::App& command, std::string& stage) {
  grammar.NotEmpty(
      grammar.Text(command, "--stage", stage, "STAGE",
                   {"Điểm ở bước này của thang, ví dụ CLUSTER; COMPUTED: chỉ điểm tính từ số liệu (mặc "
                    "định: mỗi bảng điểm ở bước đang đứng)",
                    "Points at this stage of the scale such as CLUSTER; COMPUTED: as the figures give them "
                    "(default: each sheet at the stage where it stands)"}));
}

absl::StatusOr<AggregateRankingsResponse> AskAllRankings(const Settings& settings, const RankingScope& scope,
                                                         RankingView view) {
  AggregateRankingsRequest request;
  request.set_under(scope.under);
  request.set_year(scope.year);
  request.set_view(view);
  request.set_stage(scope.stage);
  request.set_language_code(settings.lang);
  WantLatest(request);
  absl::StatusOr<AggregateRankingsResponse> reply = Ask(settings, &RankingService::Stub::AggregateRankings, request);
  if (reply.ok()) NoteIfStale(settings, *reply);
  return reply;
}

absl::StatusOr<Rankings> AskRankings(const Settings& settings, const RankingScope& scope, RankingView view) {
  Rankings rankings;
  if (!scope.one_cluster) {
    absl::StatusOr<AggregateRankingsResponse> reply = AskAllRankings(settings, scope, view);
    if (!reply.ok()) return reply.status();
    rankings.all = *reply;
    rankings.reply = std::make_unique<AggregateRankingsResponse>(*std::move(reply));
    return rankings;
  }
  GetClusterRankingRequest request;
  request.set_cluster(scope.cluster);
  request.set_year(scope.year);
  request.set_view(view);
  request.set_stage(scope.stage);
  WantLatest(request);
  absl::StatusOr<GetClusterRankingResponse> reply = Ask(settings, &RankingService::Stub::GetClusterRanking, request);
  if (!reply.ok()) return reply.status();
  NoteIfStale(settings, *reply);
  rankings.all.set_year(scope.year);
  *rankings.all.add_clusters() = reply->ranking();
  rankings.reply = std::make_unique<GetClusterRankingResponse>(*std::move(reply));
  return rankings;
}

void NoteUnranked(const AggregateRankingsResponse& all) {
  for (const auto& cluster : all.unranked()) {
    WriteNote(absl::StrCat("thidua: ", cluster.name(), " (", cluster.cluster(), "): ", cluster.message()));
  }
}

}  // namespace thidua::cli
