#include "services/cli/code_rank_output.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "services/cli/csv.h"
#include "services/cli/ranking_words.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::CodeRank;
using thidua::ranking::v1::RankByCodeResponse;

Tone ToneOf(const CodeRank& unit, const RankByCodeResponse::OneScale& scale) {
  if (scale.standing().highest() == scale.standing().lowest()) return Tone::kPlain;
  if (unit.points() == scale.standing().highest()) return Tone::kGood;
  return unit.points() == scale.standing().lowest() ? Tone::kBad : Tone::kPlain;
}

std::string ScaleText(const RankByCodeResponse::OneScale& scale, const Style& style) {
  std::set<std::string> clusters;
  for (const CodeRank& unit : scale.units()) clusters.insert(unit.cluster());
  Table table(style);
  table.AddColumn(style.Say({"Hạng", "Rank"}));
  table.AddColumn(style.Say({"Xã, phường, thị trấn", "Unit"}));
  table.AddColumn(style.Say({"Điểm", "Points"}), Table::Column::kRight);
  if (clusters.size() > 1) table.AddColumn(style.Say({"Cụm", "Cluster"}));
  for (const CodeRank& unit : scale.units()) {
    std::vector<Cell> cells = {
        FormatRank(unit.rank().rank(), unit.rank().members()), unit.name(), {unit.points(), ToneOf(unit, scale)}};
    if (clusters.size() > 1) cells.emplace_back(unit.cluster());
    table.AddRow(cells);
  }
  const auto& heading = scale.heading();
  const auto& standing = scale.standing();
  const std::string most =
      heading.max_points().empty() ? "" : absl::StrCat(style.Say({", tối đa ", ", at most "}), heading.max_points());
  return absl::StrCat(
      style.Paint(Paragraph("", absl::StrCat(heading.code(), "  ", heading.title(), most), 0, style.width),
                  Tone::kStrong),
      table.ToString(),
      Paragraph(
          "",
          absl::StrCat(style.Say({"Cao nhất ", "Best "}), standing.highest(), style.Say({", trung vị ", ", median "}),
                       standing.median(), style.Say({", thấp nhất ", ", worst "}), standing.lowest(),
                       style.Say({"; ", "; "}), standing.units(),
                       style.Say({" đơn vị áp dụng. Thang ", " units. Scale "}), ScaleName(scale.scale(), style), "."),
          0, style.width));
}

}  // namespace

std::string CodeRankCsv(const RankByCodeResponse& reply) {
  std::string csv;
  AppendCsvRow({"scale", "cluster", "unit", "name", "code", "points", "rank"}, csv);
  for (const auto& scale : reply.scales()) {
    for (const CodeRank& unit : scale.units()) {
      const std::string rank = FormatRank(unit.rank().rank(), unit.rank().members());
      AppendCsvRow({scale.scale().scale_id(), unit.cluster(), unit.unit(), unit.name(), scale.heading().code(),
                    unit.points(), rank},
                   csv);
    }
  }
  return csv;
}

std::string CodeRankText(const RankByCodeResponse& reply, const Style& style) {
  std::string text;
  for (const auto& scale : reply.scales()) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", ScaleText(scale, style));
  }
  return text;
}

}  // namespace thidua::cli
