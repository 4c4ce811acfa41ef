#include "services/cli/rank_output.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cli/csv.h"
#include "services/cli/ranking_words.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::AggregateRankingsResponse;
using thidua::ranking::v1::Branch;
using thidua::ranking::v1::BranchTotals;
using thidua::ranking::v1::ClusterRanking;
using thidua::ranking::v1::Coverage;
using thidua::ranking::v1::OverallRanking;
using thidua::ranking::v1::RankedUnit;
using thidua::ranking::v1::Tie;
using thidua::scoring::v1::ScaleRef;

constexpr char kIncomplete[] = " *";
constexpr size_t kNoteIndent = 2;

Cell Movement(const RankedUnit& unit, const std::string& cluster) {
  if (!unit.has_previous()) return "";
  const auto& previous = unit.previous();
  const std::string rank = FormatRank(previous.rank().rank(), previous.rank().members());
  if (previous.cluster() != cluster) return absl::StrCat(rank, " ", previous.cluster());
  if (previous.movement() > 0) return {absl::StrCat("▲", previous.movement(), " (", rank, ")"), Tone::kGood};
  if (previous.movement() < 0) return {absl::StrCat("▼", -previous.movement(), " (", rank, ")"), Tone::kBad};
  return "=";
}

std::string TieNote(const Tie& tie, const NamesByUnit& names, const std::map<std::string, std::string>& totals,
                    const Style& style) {
  const std::string total = tie.units().empty() ? "" : NameOf(totals, tie.units(0));
  return Paragraph("=", TieText(tie, names, total, style), kNoteIndent, style.width);
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

bool HasMargins(const ClusterRanking& ranking) {
  return std::any_of(ranking.units().begin(), ranking.units().end(),
                     [](const auto& unit) { return unit.has_margin(); });
}

// How complete the sheets are, and which of them stand at which stage.
std::string CoverageNotes(const ClusterRanking& ranking, const Style& style) {
  const Coverage& coverage = ranking.coverage();
  if (coverage.units() == 0) return {};
  std::map<std::string, std::vector<std::string>> at_stage;
  for (const RankedUnit& unit : ranking.units()) at_stage[unit.stage()].push_back(unit.name());
  const std::string sheets = CoverageText(coverage, style);
  if (at_stage.size() == 1 && !at_stage.begin()->first.empty()) {
    return Paragraph("",
                     absl::StrCat(sheets, style.Say({"; tất cả ở bước: ", "; all at stage: "}),
                                  StageTitle(coverage, at_stage.begin()->first), "."),
                     0, style.width);
  }
  std::string notes = Paragraph("", sheets + ".", 0, style.width);
  for (const Coverage::AtStage& stage : coverage.stages()) {
    const auto found = at_stage.find(stage.stage());
    if (found == at_stage.end()) continue;
    notes += Paragraph("  ",
                       absl::StrCat(style.Say({"Bước ", "Stage "}), StageTitle(coverage, stage.stage()), " (",
                                    stage.units(), "): ", absl::StrJoin(found->second, ", "), "."),
                       4, style.width);
  }
  return notes;
}

std::string Notes(const ClusterRanking& ranking, const Style& style) {
  const NamesByUnit names = UnitNames(ranking);
  std::map<std::string, std::string> totals;
  for (const RankedUnit& unit : ranking.units()) totals[unit.unit()] = unit.total();
  std::string text = absl::StrCat(MissingNotes(ranking, style), DecidedNotes(ranking, style));
  for (const Tie& tie : ranking.ties()) text += TieNote(tie, names, totals, style);
  return absl::StrCat(
      text, CoverageNotes(ranking, style),
      style.Paint(absl::StrCat(style.Say({"Tính từ phiên bản ", "Computed from version "}), ranking.version().version(),
                               " (", ScaleName(ranking.scale(), style), ")"),
                  Tone::kDim),
      "\n");
}

std::vector<Cell> RankAndName(const RankedUnit& unit) {
  return {FormatRank(unit.rank().rank(), unit.rank().members()),
          {absl::StrCat(unit.name(), unit.missing().empty() ? "" : kIncomplete),
           unit.missing().empty() ? Tone::kPlain : Tone::kWarning}};
}

std::string ClusterText(const ClusterRanking& ranking, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Hạng", "Rank"}));
  table.AddColumn(style.Say({"Xã, phường, thị trấn", "Unit"}));
  const std::vector<std::string> groups = TopGroups(ranking);
  for (const std::string& group : groups) table.AddColumn(group, Table::Column::kRight);
  table.AddColumn(style.Say({"Tổng điểm", "Total"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Mất điểm", "Lost"}), Table::Column::kRight);
  const bool has_margins = HasMargins(ranking);
  if (has_margins) {
    table.AddColumn(style.Say({"Hơn dưới", "Over next"}), Table::Column::kRight);
    table.AddColumn(style.Say({"Kém trên", "Under above"}), Table::Column::kRight);
  }
  const bool has_previous =
      std::any_of(ranking.units().begin(), ranking.units().end(), [](const auto& unit) { return unit.has_previous(); });
  if (has_previous) table.AddColumn(absl::StrCat(style.Say({"So với ", "Since "}), ranking.year() - 1));

  for (const RankedUnit& unit : ranking.units()) {
    std::vector<Cell> cells = RankAndName(unit);
    for (size_t i = 0; i < groups.size(); ++i) cells.emplace_back(At(unit.subtotals(), static_cast<int>(i)));
    cells.emplace_back(unit.total(), Tone::kStrong);
    cells.emplace_back(unit.lost());
    if (has_margins) {
      cells.emplace_back(GapText(unit.margin().over_next()));
      cells.emplace_back(GapText(unit.margin().under_above()));
    }
    if (has_previous) cells.push_back(Movement(unit, ranking.cluster()));
    table.AddRow(cells);
  }
  return absl::StrCat(style.Paint(ClusterHeading(ranking, style), Tone::kStrong), "\n", table.ToString(),
                      Notes(ranking, style));
}

std::string FairnessTable(const ClusterRanking& ranking, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Hạng", "Rank"}));
  table.AddColumn(style.Say({"Xã, phường, thị trấn", "Unit"}));
  table.AddColumn(style.Say({"Tổng điểm", "Total"}), Table::Column::kRight);
  for (const FairnessView& view : FairnessViews()) table.AddColumn(style.Say(view.heading), Table::Column::kRight);
  for (const RankedUnit& unit : ranking.units()) {
    std::vector<Cell> cells = RankAndName(unit);
    cells.emplace_back(unit.total(), Tone::kStrong);
    for (std::string& figure : FairnessFigures(unit.fairness())) cells.emplace_back(std::move(figure));
    table.AddRow(cells);
  }
  return absl::StrCat(style.Paint(ClusterHeading(ranking, style), Tone::kStrong), "\n", table.ToString(),
                      MissingNotes(ranking, style));
}

std::string UnrankedText(const AggregateRankingsResponse& all, const Style& style) {
  std::string text;
  for (const auto& cluster : all.unranked()) {
    absl::StrAppend(&text,
                    Paragraph("!", absl::StrCat(cluster.name(), " (", cluster.cluster(), "): ", cluster.message()),
                              kNoteIndent, style.width),
                    "\n");
  }
  return text;
}

bool SameScale(const ScaleRef& one, const ScaleRef& other) {
  return one.scale_id() == other.scale_id() && one.revision() == other.revision();
}

// The units directly below the scope, such as the districts of a province, by rank.
std::string BranchesText(const AggregateRankingsResponse& all, const ScaleRef& scale, const Style& style) {
  std::vector<std::pair<const Branch*, const BranchTotals*>> rows;
  for (const Branch& branch : all.branches()) {
    for (const BranchTotals& totals : branch.totals()) {
      if (SameScale(totals.scale(), scale)) rows.emplace_back(&branch, &totals);
    }
  }
  if (rows.empty()) return {};
  std::stable_sort(rows.begin(), rows.end(), [](const auto& one, const auto& other) {
    return one.second->rank().rank() < other.second->rank().rank();
  });
  Table table(style);
  table.AddColumn(style.Say({"Hạng", "Rank"}));
  table.AddColumn(style.Say({"Đơn vị", "Unit"}));
  table.AddColumn(style.Say({"Cụm", "Clusters"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Xã", "Units"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Trung bình", "Mean"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Trung vị", "Median"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Cao nhất", "Best"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Đủ/thiếu/trống", "Complete/incomplete/empty"}), Table::Column::kRight);
  for (const auto& [branch, totals] : rows) {
    const Coverage& coverage = branch->coverage();
    table.AddRow({FormatRank(totals->rank().rank(), totals->rank().members()),
                  branch->name(),
                  absl::StrCat(branch->clusters()),
                  absl::StrCat(totals->units()),
                  {totals->mean(), Tone::kStrong},
                  totals->median(),
                  totals->best(),
                  absl::StrCat(coverage.complete(), "/", coverage.incomplete(), "/", coverage.empty())});
  }
  return absl::StrCat(style.Paint(absl::StrCat(style.Say({"Các đơn vị trực thuộc ", "Units below "}), all.name(),
                                               style.Say({", theo điểm trung bình, thang ", ", by mean total, scale "}),
                                               ScaleName(scale, style)),
                                  Tone::kStrong),
                      "\n", table.ToString(), "\n");
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
  for (const Tie& tie : overall.ties()) text += TieNote(tie, names, totals, style);
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

std::string FairnessCsv(const AggregateRankingsResponse& all) {
  std::string csv;
  AppendCsvRow({"cluster", "unit", "name", "total", "rank", "share_of_best", "standard_score", "percentile_rank"}, csv);
  for (const ClusterRanking& ranking : all.clusters()) {
    for (const RankedUnit& unit : ranking.units()) {
      const std::string rank = FormatRank(unit.rank().rank(), unit.rank().members());
      const auto& fairness = unit.fairness();
      AppendCsvRow({ranking.cluster(), unit.unit(), unit.name(), unit.total(), rank, fairness.share_of_best(),
                    fairness.standard_score(), fairness.percentile_rank()},
                   csv);
    }
  }
  return csv;
}

std::string RankText(const AggregateRankingsResponse& all, const Style& style) {
  std::string text;
  bool has_margins = false;
  for (const ClusterRanking& ranking : all.clusters()) {
    absl::StrAppend(&text, ClusterText(ranking, style), "\n");
    has_margins |= HasMargins(ranking);
  }
  if (all.clusters_size() > 1) {
    if (all.coverage().units() > 0) {
      absl::StrAppend(&text,
                      Paragraph("",
                                absl::StrCat(style.Say({"Tất cả các cụm: ", "All clusters: "}),
                                             CoverageText(all.coverage(), style), "."),
                                0, style.width),
                      "\n");
    }
    for (const OverallRanking& overall : all.overall()) {
      absl::StrAppend(&text, OverallText(overall, all, style), "\n", BranchesText(all, overall.scale(), style));
    }
  }
  text += UnrankedText(all, style);
  std::string legend = GroupLegend(all, style);
  if (has_margins) {
    legend +=
        Paragraph("",
                  style.Say({"Hơn dưới, kém trên: số điểm cách hạng liền kề; mã trong ngoặc là tiêu chí phụ phân "
                             "định khi bằng tổng điểm.",
                             "Over next, under above: points to the neighbouring ranks; a code in brackets is the "
                             "tie-break that decides between equal totals."}),
                  0, style.width);
  }
  return absl::StrCat(text, style.Paint(legend, Tone::kDim));
}

std::string FairnessText(const AggregateRankingsResponse& all, const Style& style) {
  std::string text;
  for (const ClusterRanking& ranking : all.clusters()) absl::StrAppend(&text, FairnessTable(ranking, style), "\n");
  return absl::StrCat(text, UnrankedText(all, style), style.Paint(FairnessLegend(style), Tone::kDim));
}

}  // namespace thidua::cli
