#include "services/cli/what_if_output.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cli/csv.h"
#include "services/cli/ranking_words.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::Tie;
using thidua::ranking::v1::WhatIfCriterion;
using thidua::ranking::v1::WhatIfResponse;
using thidua::ranking::v1::WhatIfUnit;

constexpr char kByPeers[] = " ~";

std::string Moved(const std::string& before, const std::string& after) {
  return before == after ? after : absl::StrCat(before, " → ", after);
}

std::string RankText(int rank) { return absl::StrCat(absl::Dec(rank, absl::kZeroPad2)); }

Tone ToneOf(const WhatIfUnit& unit) {
  if (unit.rank_after() == unit.rank_before()) return Tone::kPlain;
  return unit.rank_after() < unit.rank_before() ? Tone::kGood : Tone::kBad;
}

// A criterion that begins or ceases to apply has no points on one side.
std::string CriterionText(const WhatIfCriterion& criterion) {
  const auto or_none = [](const std::string& points) { return points.empty() ? std::string("–") : points; };
  return absl::StrCat(criterion.criterion(), ": ",
                      Moved(or_none(criterion.points_before()), or_none(criterion.points_after())));
}

}  // namespace

std::string WhatIfCsv(const WhatIfResponse& reply) {
  std::string csv;
  AppendCsvRow({"unit", "name", "rank_before", "rank_after", "total_before", "total_after", "by_peers", "criterion",
                "points_before", "points_after"},
               csv);
  const WhatIfCriterion none;
  for (const WhatIfUnit& unit : reply.units()) {
    const std::string before = absl::StrCat(unit.rank_before());
    const std::string after = absl::StrCat(unit.rank_after());
    const auto append = [&](const WhatIfCriterion& criterion) {
      AppendCsvRow(
          {unit.unit(), unit.name(), before, after, unit.total_before(), unit.total_after(),
           unit.by_peers() ? "yes" : "", criterion.criterion(), criterion.points_before(), criterion.points_after()},
          csv);
    };
    if (unit.criteria().empty()) append(none);
    for (const WhatIfCriterion& criterion : unit.criteria()) append(criterion);
  }
  return csv;
}

std::string WhatIfText(const WhatIfResponse& reply, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Xã, phường, thị trấn", "Unit"}));
  table.AddColumn(style.Say({"Hạng", "Rank"}));
  table.AddColumn(style.Say({"Tổng điểm", "Total"}));
  table.AddColumn(style.Say({"Tiêu chí đổi điểm", "Criteria that move"}), Table::Column::kWrap);
  NamesByUnit names;
  for (const WhatIfUnit& unit : reply.units()) {
    names[unit.unit()] = unit.name();
    const std::string criteria = absl::StrJoin(
        unit.criteria(), ", ",
        [](std::string* out, const WhatIfCriterion& criterion) { absl::StrAppend(out, CriterionText(criterion)); });
    table.AddRow({absl::StrCat(unit.name(), unit.by_peers() ? kByPeers : ""),
                  {Moved(RankText(unit.rank_before()), RankText(unit.rank_after())), ToneOf(unit)},
                  Moved(unit.total_before(), unit.total_after()),
                  criteria});
  }
  std::string text = absl::StrCat(
      style.Paint(absl::StrCat(style.Say({"Giả định ở cụm ", "What if in cluster "}), reply.version().cluster(),
                               style.Say({", năm ", ", "}), reply.version().year()),
                  Tone::kStrong),
      "\n",
      reply.units().empty() ? style.Say({"Không ai đổi điểm, đổi hạng.\n", "Nobody's points or rank would move.\n"})
                            : table.ToString());
  const bool has_peers =
      std::any_of(reply.units().begin(), reply.units().end(), [](const auto& unit) { return unit.by_peers(); });
  if (has_peers) {
    text += Paragraph("~",
                      style.Say({"Điểm đổi theo số liệu của đơn vị khác, dù số liệu của chính nó giữ nguyên.",
                                 "Moves with the figures of others, though its own stay as they are."}),
                      2, style.width);
  }
  for (const Tie& tie : reply.ties_after()) {
    text += Paragraph("=", TieText(tie, names, /*total=*/"", style), 2, style.width);
  }
  return absl::StrCat(
      text, style.Paint(style.Say({"Chỉ là tính thử: không có gì được ghi.", "Nothing was stored."}), Tone::kDim),
      style.Paint(
          absl::StrCat(style.Say({" Tính từ phiên bản ", " Computed from version "}), reply.version().version(), "."),
          Tone::kDim),
      "\n");
}

}  // namespace thidua::cli
