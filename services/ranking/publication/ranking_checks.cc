#include "services/ranking/publication/ranking_checks.h"

namespace thidua::ranking {

std::vector<telemetry::NamedCheck> RankingChecks(ResultsStore& results, PublicationStore& publications) {
  return {{"results", [&] { return results.Version().status(); }},
          {"publications", [&] { return publications.List("", 0).status(); }}};
}

}  // namespace thidua::ranking
