#include "services/cli/rank_output.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cli/csv.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::AggregateRankingsResponse;
using thidua::ranking::v1::ClusterRanking;
using thidua::ranking::v1::OverallRanking;
using thidua::ranking::v1::RankedUnit;
using thidua::ranking::v1::Tie;
using thidua::scoring::v1::ScaleRef;

constexpr char kIncomplete[] = " *";
constexpr size_t kNoteIndent = 2;

using NamesByUnit = std::map<std::string, std::string>;

std::string NameOf(const NamesByUnit& names, const std::string& unit) {
  const auto found = names.find(unit);
  return found == names.end() ? unit : found->second;
}

std::string ScaleName(const ScaleRef& scale, const Style& style) {
  return absl::StrCat(scale.scale_id(), style.Say({", lần sửa ", ", revision "}), scale.revision());
}

Cell Movement(const RankedUnit& unit, const std::string& cluster) {
  if (!unit.has_previous()) return "";
  const auto& previous = unit.previous();
  const std::string rank = FormatRank(previous.rank().rank(), previous.rank().members());
  if (previous.cluster() != cluster) return absl::StrCat(rank, " ", previous.cluster());
  if (previous.movement() > 0) return {absl::StrCat("▲", previous.movement(), " (", rank, ")"), Tone::kGood};
  if (previous.movement() < 0) return {absl::StrCat("▼", -previous.movement(), " (", rank, ")"), Tone::kBad};
  return "=";
}

std::string TieNote(const Tie& tie, const NamesByUnit& names, const Style& style) {
  const std::string units = absl::StrJoin(
      tie.units(), ", ", [&](std::string* out, const std::string& unit) { absl::StrAppend(out, NameOf(names, unit)); });
  const std::string tried = tie.tried().empty()
                                ? style.Say({"thang điểm không có tiêu chí phụ", "the scale has no tie-break"})
                                : absl::StrCat(style.Say({"đã xét ", "tried "}), absl::StrJoin(tie.tried(), ", "));
  return Paragraph("=",
                   absl::StrCat(style.Say({"Đồng hạng ", "Equal rank "}), absl::Dec(tie.rank(), absl::kZeroPad2), ": ",
                                units, " (", tried, style.Say({", chưa phân định được).", ", not resolved)."})),
                   kNoteIndent, style.width);
}

// Units of equal total that tie-breaks put in order.
std::string DecidedNotes(const ClusterRanking& ranking, const Style& style) {
  std::string notes;
  for (int begin = 0, end = 0; begin < ranking.units_size(); begin = end) {
    std::vector<std::string> names;
    std::vector<std::string> decided_by;
    for (; end < ranking.units_size() && ranking.units(end).total() == ranking.units(begin).total(); ++end) {
      names.push_back(ranking.units(end).name());
      for (const std::string& code : ranking.units(end).decided_by()) {
        if (std::find(decided_by.begin(), decided_by.end(), code) == decided_by.end()) decided_by.push_back(code);
      }
    }
    if (decided_by.empty()) continue;
    notes += Paragraph(
        "=",
        absl::StrCat(absl::StrJoin(names, ", "), style.Say({" cùng ", " all have "}), ranking.units(begin).total(),
                     style.Say({" điểm, xếp theo ", ", placed by "}), absl::StrJoin(decided_by, ", "), "."),
        kNoteIndent, style.width);
  }
  return notes;
}

std::string MissingNotes(const ClusterRanking& ranking, const Style& style) {
  std::string notes;
  for (const RankedUnit& unit : ranking.units()) {
    if (unit.missing().empty()) continue;
    notes +=
        Paragraph("*",
                  absl::StrCat(unit.name(), style.Say({": chưa báo cáo ", ": not reported, "}), unit.missing_size(),
                               style.Say({" tiêu chí, tính 0 điểm: ", " criteria, count 0: "}),
                               absl::StrJoin(unit.missing(), ", "), "."),
                  kNoteIndent, style.width);
  }
  return notes;
}

std::string ClusterText(const ClusterRanking& ranking, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Hạng", "Rank"}));
  table.AddColumn(style.Say({"Xã, phường, thị trấn", "Unit"}));
  const std::vector<std::string> groups = TopGroups(ranking);
  for (const std::string& group : groups) table.AddColumn(group, Table::Column::kRight);
  table.AddColumn(style.Say({"Tổng điểm", "Total"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Mất điểm", "Lost"}), Table::Column::kRight);
  const bool has_previous =
      std::any_of(ranking.units().begin(), ranking.units().end(), [](const auto& unit) { return unit.has_previous(); });
  if (has_previous) table.AddColumn(absl::StrCat(style.Say({"So với ", "Since "}), ranking.year() - 1));

  NamesByUnit names;
  for (const RankedUnit& unit : ranking.units()) {
    names[unit.unit()] = unit.name();
    std::vector<Cell> cells = {FormatRank(unit.rank().rank(), unit.rank().members())};
    cells.emplace_back(absl::StrCat(unit.name(), unit.missing().empty() ? "" : kIncomplete),
                       unit.missing().empty() ? Tone::kPlain : Tone::kWarning);
    for (size_t i = 0; i < groups.size(); ++i) {
      cells.emplace_back(static_cast<int>(i) < unit.subtotals_size() ? unit.subtotals(static_cast<int>(i)) : "");
    }
    cells.emplace_back(unit.total(), Tone::kStrong);
    cells.emplace_back(unit.lost());
    if (has_previous) cells.push_back(Movement(unit, ranking.cluster()));
    table.AddRow(cells);
  }

  std::string text = absl::StrCat(
      style.Paint(absl::StrCat(ranking.name(), " (", ranking.cluster(), "), ", style.Say({"năm ", ""}), ranking.year()),
                  Tone::kStrong),
      "\n", table.ToString());
  absl::StrAppend(&text, MissingNotes(ranking, style), DecidedNotes(ranking, style));
  for (const Tie& tie : ranking.ties()) text += TieNote(tie, names, style);
  absl::StrAppend(&text,
                  style.Paint(absl::StrCat(style.Say({"Tính từ phiên bản ", "Computed from version "}),
                                           ranking.version().version(), " (", ScaleName(ranking.scale(), style), ")"),
                              Tone::kDim),
                  "\n");
  return text;
}

std::string OverallText(const OverallRanking& overall, const AggregateRankingsResponse& all, const Style& style) {
  std::map<std::string, std::string> totals;
  std::map<std::string, std::string> clusters;
  NamesByUnit names;
  for (const ClusterRanking& ranking : all.clusters()) {
    clusters[ranking.cluster()] = ranking.name();
    for (const RankedUnit& unit : ranking.units()) {
      names[unit.unit()] = unit.name();
      totals[unit.unit()] = unit.total();
    }
  }
  Table table(style);
  table.AddColumn(style.Say({"Hạng chung", "Overall"}));
  table.AddColumn(style.Say({"Xã, phường, thị trấn", "Unit"}));
  table.AddColumn(style.Say({"Tổng điểm", "Total"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Cụm", "Cluster"}));
  for (const auto& unit : overall.units()) {
    table.AddRow({FormatRank(unit.rank().rank(), unit.rank().members()),
                  NameOf(names, unit.unit()),
                  {totals[unit.unit()], Tone::kStrong},
                  NameOf(clusters, unit.cluster())});
  }
  std::string text = absl::StrCat(style.Paint(absl::StrCat(style.Say({"Hạng chung, thang điểm ", "Overall, scale "}),
                                                           ScaleName(overall.scale(), style)),
                                              Tone::kStrong),
                                  "\n", table.ToString());
  for (const Tie& tie : overall.ties()) text += TieNote(tie, names, style);
  return text;
}

// What the group columns stand for, once for each scale.
std::string GroupLegend(const AggregateRankingsResponse& all, const Style& style) {
  std::string text;
  std::set<std::pair<std::string, int>> seen;
  for (const ClusterRanking& ranking : all.clusters()) {
    if (!seen.emplace(ranking.scale().scale_id(), ranking.scale().revision()).second) continue;
    text += Paragraph("", ranking.scale_title(), 0, style.width);
    for (const auto& heading : ranking.headings()) {
      if (heading.depth() == 0 && !heading.is_criterion()) {
        text += Paragraph(absl::StrCat("  ", heading.code(), " "), heading.title(), 6, style.width);
      }
    }
  }
  return text;
}

}  // namespace

std::vector<std::string> TopGroups(const ClusterRanking& ranking) {
  std::vector<std::string> codes;
  for (const auto& heading : ranking.headings()) {
    if (heading.depth() == 0 && !heading.is_criterion()) codes.push_back(heading.code());
  }
  return codes;
}

std::string RankCsv(const AggregateRankingsResponse& all) {
  std::vector<std::string> columns;
  for (const ClusterRanking& ranking : all.clusters()) {
    for (const std::string& code : TopGroups(ranking)) {
      if (std::find(columns.begin(), columns.end(), code) == columns.end()) columns.push_back(code);
    }
  }
  std::string csv;
  std::vector<std::string_view> row = {"cluster", "unit", "name"};
  row.insert(row.end(), columns.begin(), columns.end());
  row.insert(row.end(), {"total", "rank", "lost"});
  AppendCsvRow(row, csv);
  for (const ClusterRanking& ranking : all.clusters()) {
    const std::vector<std::string> groups = TopGroups(ranking);
    for (const RankedUnit& unit : ranking.units()) {
      row = {ranking.cluster(), unit.unit(), unit.name()};
      for (const std::string& column : columns) {
        const auto place = std::find(groups.begin(), groups.end(), column) - groups.begin();
        row.push_back(place < unit.subtotals_size() ? std::string_view(unit.subtotals(static_cast<int>(place)))
                                                    : std::string_view());
      }
      const std::string rank = FormatRank(unit.rank().rank(), unit.rank().members());
      row.insert(row.end(), {unit.total(), rank, unit.lost()});
      AppendCsvRow(row, csv);
    }
  }
  return csv;
}

std::string RankText(const AggregateRankingsResponse& all, const Style& style) {
  std::string text;
  for (const ClusterRanking& ranking : all.clusters()) absl::StrAppend(&text, ClusterText(ranking, style), "\n");
  if (all.clusters_size() > 1) {
    for (const OverallRanking& overall : all.overall()) absl::StrAppend(&text, OverallText(overall, all, style), "\n");
  }
  for (const auto& cluster : all.unranked()) {
    absl::StrAppend(&text,
                    Paragraph("!", absl::StrCat(cluster.name(), " (", cluster.cluster(), "): ", cluster.message()),
                              kNoteIndent, style.width),
                    "\n");
  }
  return absl::StrCat(text, style.Paint(GroupLegend(all, style), Tone::kDim));
}

}  // namespace thidua::cli
