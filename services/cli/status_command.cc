#include <memory>

#include "services/cli/commands.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/cli/status_output.h"

namespace thidua::cli {
namespace {

absl::Status Status(const Settings& settings) {
  const auto reply = Ask(settings, &thidua::ranking::v1::RankingService::Stub::GetRankingStatus,
                         thidua::ranking::v1::GetRankingStatusRequest());
  return reply.ok() ? WriteReply(settings, *reply, &StatusText, &StatusCsv) : reply.status();
}

}  // namespace

void AddStatus(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* command = grammar.Command(root, "status",
                                      {"Dịch vụ xếp hạng: biết đến đâu, bộ nhớ đệm làm được gì",
                                       "The ranking service: how fresh it is, what its caches did"},
                                      "thidua status --ranking-server 127.0.0.1:7102");
  command->callback([&session] { session.run = [&session] { return Status(session.settings); }; });
}

}  // namespace thidua::cli
