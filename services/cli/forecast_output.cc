#include "services/cli/forecast_output.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "services/cli/csv.h"
#include "services/cli/sheet_words.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::ForecastEnd;
using thidua::tasks::v1::ForecastLine;
using thidua::tasks::v1::GetForecastResponse;

bool IsOpen(const ForecastLine& line) { return line.lowest() != line.highest() || !IsZero(line.out_of_reach()); }

std::string RankText(int rank, int members) { return members > 0 ? FormatRank(rank, members) : absl::StrCat(rank); }

std::string GroundWord(ForecastLine::Ground ground, const Style& style) {
  switch (ground) {
    case ForecastLine::REPORTED:
      return style.Say({"bảng điểm năm nay", "this year's sheet"});
    case ForecastLine::FULFILLED:
      return style.Say({"việc đã đạt", "task fulfilled"});
    case ForecastLine::FIGURE:
      return style.Say({"số liệu tiến độ", "figure reached"});
    case ForecastLine::PACE:
      return style.Say({"đà làm việc", "pace so far"});
    case ForecastLine::NO_PROGRESS:
      return style.Say({"việc chưa có tiến độ", "task without progress"});
    case ForecastLine::AS_BEFORE:
      return style.Say({"như năm trước", "as before"});
    case ForecastLine::UNKNOWN:
      return style.Say({"chưa biết", "not known"});
    default:
      return "";
  }
}

void AddEnd(const Message& name, const ForecastEnd& end, int members, Tone tone, const Style& style, Table& table) {
  const std::string rank = end.rank() == 0 ? style.Say({"chưa biết", "not known"}) : RankText(end.rank(), members);
  table.AddRow({style.Say(name), {end.total(), tone}, {rank, tone}});
}

std::string Ends(const GetForecastResponse& reply, const Style& style) {
  Table table(style);
  table.AddColumn("");
  table.AddColumn(style.Say({"Tổng điểm", "Total"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Hạng", "Rank"}), Table::Column::kRight);
  AddEnd({"Thấp nhất", "Lowest"}, reply.lowest(), reply.members(), Tone::kBad, style, table);
  AddEnd({"Nhiều khả năng nhất", "Likely"}, reply.likely(), reply.members(), Tone::kStrong, style, table);
  AddEnd({"Cao nhất", "Highest"}, reply.highest(), reply.members(), Tone::kGood, style, table);
  std::string text = table.ToString();
  if (!IsZero(reply.out_of_reach())) {
    absl::StrAppend(
        &text,
        style.Paint(
            absl::StrCat(style.Say({"Không còn lấy lại được trong năm: ", "Can no longer be won back this year: "}),
                         reply.out_of_reach(), style.Say({" điểm", " points"})),
            Tone::kBad),
        "\n");
  }
  return text;
}

std::string GroundsOfAll(const GetForecastResponse& reply, const Style& style) {
  std::string text;
  if (!reply.scale_title().empty() || reply.has_scale()) {
    absl::StrAppend(&text, style.Say({"Thang điểm: ", "Scale: "}),
                    reply.scale_title().empty() ? reply.scale().scale_id() : reply.scale_title(),
                    style.Say({", năm ", ", "}), reply.scale_year(), "\n");
  }
  if (reply.has_peers()) {
    absl::StrAppend(&text, style.Say({"So hạng với: ", "Ranked among: "}), reply.cluster_name(),
                    style.Say({", năm ", ", "}), reply.peers().year(), " (", reply.members(),
                    style.Say({" đơn vị)", " units)"}), "\n");
  }
  return text;
}

void AddLine(const ForecastLine& line, const Style& style, Table& table) {
  table.AddRow({line.criterion(),
                line.max_points(),
                line.before(),
                {line.lowest(), line.lowest() == line.highest() ? Tone::kPlain : Tone::kBad},
                {line.likely(), Tone::kStrong},
                {line.highest(), line.lowest() == line.highest() ? Tone::kPlain : Tone::kGood},
                {IsZero(line.out_of_reach()) ? "" : line.out_of_reach(), Tone::kBad},
                GroundWord(line.ground(), style),
                line.explanation().empty() ? line.title() : absl::StrCat(line.title(), ": ", line.explanation())});
}

std::string Lines(const GetForecastResponse& reply, bool all, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Tiêu chí", "Criterion"}));
  table.AddColumn(style.Say({"Tối đa", "Max"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Trước", "Before"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Thấp", "Lowest"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Dự kiến", "Likely"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Cao", "Highest"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Đã mất hẳn", "Out of reach"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Căn cứ", "Ground"}), Table::Column::kWrap);
  table.AddColumn(style.Say({"Vì sao", "Why"}), Table::Column::kWrap);
  int shown = 0;
  for (const bool open : {true, false}) {
    if (!open && !all) break;
    for (const ForecastLine& line : reply.lines()) {
      if (IsOpen(line) != open) continue;
      AddLine(line, style, table);
      ++shown;
    }
  }
  std::string text = shown == 0 ? std::string() : absl::StrCat("\n", table.ToString());
  if (const int settled = reply.lines_size() - shown; settled > 0) {
    absl::StrAppend(&text,
                    style.Say({absl::StrCat(settled, " tiêu chí khác đã rõ điểm; xem cả: --all."),
                               absl::StrCat(settled, " other criteria are settled; --all shows them.")}),
                    "\n");
  }
  return text;
}

std::string Assumptions(const GetForecastResponse& reply, const Style& style) {
  if (reply.assumptions().empty()) return {};
  std::string text =
      absl::StrCat("\n", style.Paint(style.Say({"Dự báo dựa trên", "What it takes for granted"}), Tone::kStrong), "\n");
  for (const std::string& assumption : reply.assumptions()) text += Paragraph("- ", assumption, 2, style.width);
  return text;
}

}  // namespace

std::string EndText(const ForecastEnd& end, const Style& style) {
  return end.rank() == 0 ? end.total() : absl::StrCat(end.total(), style.Say({", hạng ", ", rank "}), end.rank());
}

std::string ForecastText(const GetForecastResponse& reply, bool all, const Style& style) {
  return absl::StrCat(SheetHeading(reply.name(), reply.unit(), reply.year(), style),
                      style.Say({"Dự báo đến ngày ", "Forecast as of "}), FormatDate(reply.date(), style.language),
                      "\n", GroundsOfAll(reply, style), "\n", Ends(reply, style), Lines(reply, all, style),
                      Assumptions(reply, style));
}

std::string ForecastCsv(const GetForecastResponse& reply) {
  std::string csv;
  AppendCsvRow({"criterion", "title", "max", "before", "lowest", "likely", "highest", "out_of_reach", "ground", "task",
                "explanation"},
               csv);
  for (const ForecastLine& line : reply.lines()) {
    AppendCsvRow(
        {line.criterion(), line.title(), line.max_points(), line.before(), line.lowest(), line.likely(), line.highest(),
         line.out_of_reach(), ForecastLine::Ground_Name(line.ground()), line.task(), line.explanation()},
        csv);
  }
  AppendCsvRow({"total", "", "", "", reply.lowest().total(), reply.likely().total(), reply.highest().total(),
                reply.out_of_reach(), "", "", ""},
               csv);
  const auto rank = [](const ForecastEnd& end) { return end.rank() == 0 ? std::string() : absl::StrCat(end.rank()); };
  AppendCsvRow({"rank", "", "", "", rank(reply.lowest()), rank(reply.likely()), rank(reply.highest()), "", "", "", ""},
               csv);
  return csv;
}

}  // namespace thidua::cli
