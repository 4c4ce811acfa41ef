#ifndef THIDUA_SERVICES_CLI_WATCH_OUTPUT_H_
#define THIDUA_SERVICES_CLI_WATCH_OUTPUT_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/cli/console.h"
#include "thidua/ranking/v1/ranking.pb.h"

namespace thidua::cli {

// "time,cluster,version,unit,name,rank_before,rank,total_before,total,unranked_reason".
std::string WatchCsvHeading();
// A row for each change, one without a unit where nobody moved.
std::string WatchCsv(const thidua::ranking::v1::WatchRankingsResponse::Event& event, absl::Time now);
// The whole state as a table, or a line for each change.
std::string WatchText(const thidua::ranking::v1::WatchRankingsResponse::Event& event, absl::Time now,
                      const Style& style);
// The event and its "time", in one line.
std::string WatchJson(const thidua::ranking::v1::WatchRankingsResponse::Event& event, absl::Time now);

// Keeps what was shown of each cluster, to go on from there over another connection.
class WatchState {
 public:
  // False: it says nothing that was not shown before.
  bool Take(const thidua::ranking::v1::WatchRankingsResponse::Event& event);
  std::vector<thidua::scoring::v1::ClusterVersion> Seen() const { return seen_; }

 private:
  std::vector<thidua::scoring::v1::ClusterVersion> seen_;
};

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_WATCH_OUTPUT_H_
