#ifndef THIDUA_SERVICES_CLI_RANKING_QUERY_H_
#define THIDUA_SERVICES_CLI_RANKING_QUERY_H_

#include <google/protobuf/message.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/cli/grammar.h"
#include "services/cli/settings.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::cli {

// Which clusters a command is about.
struct RankingScope {
  std::string cluster;
  // Empty: the whole country.
  std::string under;
  int year = 0;
  // Empty: each sheet at the stage where it stands.
  std::string stage;
  bool one_cluster = false;
};

// Adds --cluster, --under and --year. `chosen` runs at the end of parsing; a command line that names both or neither
// scope is a usage error before that.
void AddRankingScope(const Grammar& grammar, CLI::App& command, const std::shared_ptr<RankingScope>& scope,
                     const std::function<void()>& chosen);

void AddStage(const Grammar& grammar, CLI::App& command, std::string& stage);

template <typename Request>
void PutRankingScope(const RankingScope& scope, Request& request) {
  if (scope.one_cluster) {
    request.set_cluster(scope.cluster);
  } else {
    request.set_under(scope.under);
  }
  request.set_year(scope.year);
}

struct Rankings {
  // What the service said.
  std::unique_ptr<google::protobuf::Message> reply;
  // The same in one shape; a single cluster has no overall order.
  thidua::ranking::v1::AggregateRankingsResponse all;
};

// Warns on standard error when the answer may be behind.
absl::StatusOr<Rankings> AskRankings(const Settings& settings, const RankingScope& scope,
                                     thidua::ranking::v1::RankingView view);

absl::StatusOr<thidua::ranking::v1::AggregateRankingsResponse> AskAllRankings(const Settings& settings,
                                                                              const RankingScope& scope,
                                                                              thidua::ranking::v1::RankingView view);

// Says on standard error which clusters the output lacks; for the formats that have no place for it.
void NoteUnranked(const thidua::ranking::v1::AggregateRankingsResponse& all);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_RANKING_QUERY_H_
