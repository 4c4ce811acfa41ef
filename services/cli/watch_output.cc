#include "services/cli/watch_output.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "common/civil_day/civil_day.h"
#include "services/cli/csv.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::RankChange;
using Event = thidua::ranking::v1::WatchRankingsResponse::Event;

std::string IsoNow(absl::Time now) { return absl::FormatTime("%Y-%m-%dT%H:%M:%S%Ez", now, VietnamTime()); }

// Of one unit; 0 is not ranked.
std::string RankText(int rank) { return rank == 0 ? std::string("–") : absl::StrCat(absl::Dec(rank, absl::kZeroPad2)); }

std::string ChangeText(const RankChange& change, const Style& style) {
  std::string text = absl::StrCat(change.name(), " (", change.unit(), "): ", style.Say({"hạng ", "rank "}));
  if (change.rank_before() == change.rank()) {
    absl::StrAppend(&text, style.Say({"vẫn ", "still "}), RankText(change.rank()));
  } else {
    const std::string moved = absl::StrCat(RankText(change.rank_before()), " → ", RankText(change.rank()));
    const bool better = change.rank() != 0 && (change.rank_before() == 0 || change.rank() < change.rank_before());
    absl::StrAppend(&text, style.Paint(moved, better ? Tone::kGood : Tone::kBad));
  }
  absl::StrAppend(&text, style.Say({", tổng điểm ", ", total "}));
  if (change.total_before() != change.total() && !change.total_before().empty()) {
    absl::StrAppend(&text, change.total_before(), " → ");
  }
  return absl::StrCat(text, change.total().empty() ? "–" : change.total());
}

std::string WholeText(const Event& event, const std::string& stamp, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Hạng", "Rank"}));
  table.AddColumn(style.Say({"Xã, phường, thị trấn", "Unit"}));
  table.AddColumn(style.Say({"Tổng điểm", "Total"}), Table::Column::kRight);
  for (const RankChange& unit : event.changes()) table.AddRow({RankText(unit.rank()), unit.name(), unit.total()});
  return absl::StrCat(
      style.Paint(absl::StrCat(stamp, style.Say({"hiện nay, phiên bản ", "now, version "}), event.version().version()),
                  Tone::kStrong),
      "\n", table.ToString(), "\n");
}

}  // namespace

std::string WatchCsvHeading() {
  return "time,cluster,version,unit,name,rank_before,rank,total_before,total,unranked_reason\n";
}

std::string WatchCsv(const Event& event, absl::Time now) {
  std::string csv;
  const std::string time = IsoNow(now);
  const std::string version = absl::StrCat(event.version().version());
  const auto append = [&](const RankChange& change) {
    const auto rank = [](int value) { return value == 0 ? std::string() : absl::StrCat(value); };
    const std::string before = rank(change.rank_before());
    const std::string after = rank(change.rank());
    AppendCsvRow({time, event.version().cluster(), version, change.unit(), change.name(), before, after,
                  change.total_before(), change.total(), event.unranked_reason()},
                 csv);
  };
  if (event.changes().empty()) append(RankChange());
  for (const RankChange& change : event.changes()) append(change);
  return csv;
}

std::string WatchText(const Event& event, absl::Time now, const Style& style) {
  const std::string stamp =
      absl::StrCat(absl::FormatTime("%H:%M:%S", now, VietnamTime()), "  ", event.version().cluster(), "  ");
  if (!event.unranked_reason().empty()) {
    return absl::StrCat(stamp, style.Say({"không xếp hạng được: ", "cannot be ranked: "}), event.unranked_reason(),
                        "\n");
  }
  if (event.whole()) return WholeText(event, stamp, style);
  if (event.changes().empty()) {
    return absl::StrCat(stamp, style.Say({"phiên bản ", "version "}), event.version().version(),
                        style.Say({": không ai đổi hạng hay tổng điểm\n", ": nobody's rank or total moved\n"}));
  }
  std::string text;
  for (const RankChange& change : event.changes()) absl::StrAppend(&text, stamp, ChangeText(change, style), "\n");
  return text;
}

std::string WatchJson(const Event& event, absl::Time now) {
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(event, &json);
  nlohmann::ordered_json line;
  line["time"] = IsoNow(now);
  line.update(nlohmann::ordered_json::parse(json));
  return line.dump() + "\n";
}

bool WatchState::Take(const Event& event) {
  const auto found = std::find_if(seen_.begin(), seen_.end(),
                                  [&](const auto& version) { return version.cluster() == event.version().cluster(); });
  if (found == seen_.end()) {
    seen_.push_back(event.version());
    return true;
  }
  if (found->version() == event.version().version()) return false;
  *found = event.version();
  return true;
}

}  // namespace thidua::cli
