#include "services/cli/scale_output.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cli/csv.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::scoring::v1::Criterion;
using thidua::scoring::v1::GetScaleResponse;
using thidua::scoring::v1::Group;
using thidua::scoring::v1::Rule;
using thidua::scoring::v1::Scale;
using thidua::scoring::v1::SimulatedCriterion;
using thidua::scoring::v1::SimulatedUnit;
using thidua::scoring::v1::SimulatedYear;
using thidua::scoring::v1::SimulateScaleResponse;
using thidua::scoring::v1::Stage;
using thidua::scoring::v1::Total;

constexpr size_t kIndent = 2;
// Of a unit; the CSV has all.
constexpr int kCriteriaShown = 10;
constexpr char kNothing[] = "–";

// As a scale file spells it, e.g. "adverseRate".
std::string RuleName(const Rule& rule) {
  if (rule.kind_case() == Rule::KIND_NOT_SET) return {};
  return Rule::descriptor()->FindFieldByNumber(rule.kind_case())->json_name();
}

std::string CoefficientOf(const Criterion& criterion) {
  return criterion.coefficient().empty() ? "1" : criterion.coefficient();
}

std::string WhoActs(Stage::Actor actor, const Style& style) {
  switch (actor) {
    case Stage::UNIT:
      return style.Say({"đơn vị", "the unit"});
    case Stage::VERIFIERS:
      return style.Say({"phòng ban xác nhận", "the verifying offices"});
    case Stage::CLUSTER_LEADER:
      return style.Say({"cụm trưởng", "the cluster's leader"});
    case Stage::AUTHORITY:
      return style.Say({"đơn vị tổng hợp cụm", "the aggregating unit"});
    case Stage::NOBODY:
      return style.Say({"đã khóa", "closed"});
    default:
      return {};
  }
}

std::string StagesText(const Scale& scale, const Style& style) {
  if (scale.stages().empty()) return {};
  Table table(style);
  table.AddColumn(style.Say({"Bước", "Stage"}));
  table.AddColumn(style.Say({"Ai làm", "Who acts"}));
  table.AddColumn(style.Say({"Hạn", "Due"}));
  table.AddColumn(style.Say({"Tên bước", "Title"}), Table::Column::kCut);
  for (const Stage& stage : scale.stages()) {
    table.AddRow({stage.code(), WhoActs(stage.by(), style), FormatDate(stage.due(), style.language), stage.title()});
  }
  return table.ToString() + "\n";
}

void AddGroups(const google::protobuf::RepeatedPtrField<Group>& groups, const Style& style, Table& table) {
  for (const Group& group : groups) {
    table.AddRow({{group.code(), Tone::kStrong}, "", "", "", "", "", "", {group.title(), Tone::kStrong}});
    for (const Criterion& criterion : group.criteria()) {
      table.AddRow({criterion.code(), criterion.max_points(), CoefficientOf(criterion), RuleName(criterion.rule()),
                    criterion.lead(), criterion.verifier(),
                    criterion.evidence_required() ? style.Say({"bắt buộc", "required"}) : "", criterion.title()});
    }
    AddGroups(group.groups(), style, table);
  }
}

void AppendGroups(const google::protobuf::RepeatedPtrField<Group>& groups, std::string& csv) {
  for (const Group& group : groups) {
    for (const Criterion& criterion : group.criteria()) {
      AppendCsvRow({criterion.code(), group.code(), criterion.title(), criterion.max_points(), CoefficientOf(criterion),
                    RuleName(criterion.rule()), criterion.lead(), criterion.verifier(),
                    criterion.evidence_required() ? "required" : "", criterion.citation()},
                   csv);
    }
    AppendGroups(group.groups(), csv);
  }
}

std::string OrNothing(const std::string& points) { return points.empty() ? kNothing : points; }

std::string FromTo(const std::string& before, const std::string& after) {
  return before == after ? after : absl::StrCat(OrNothing(before), " → ", OrNothing(after));
}

std::string RankText(int rank) { return rank == 0 ? std::string() : absl::StrCat(rank); }

std::string CriterionText(const SimulatedCriterion& criterion) {
  return absl::StrCat(criterion.criterion(), " ", FromTo(criterion.points_before(), criterion.points_after()));
}

// The first of them; where there were no points before, every one would be new.
std::string CriteriaText(const SimulatedUnit& unit, const Style& style) {
  if (unit.total_before().empty()) return style.Say({"trước đây chưa có điểm", "had no points before"});
  const int shown = std::min(unit.criteria_size(), kCriteriaShown);
  std::vector<std::string> criteria;
  criteria.reserve(shown);
  for (int i = 0; i < shown; ++i) criteria.push_back(CriterionText(unit.criteria(i)));
  std::string text = absl::StrJoin(criteria, "; ");
  const int more = unit.criteria_size() - shown;
  if (more == 0) return text;
  return absl::StrCat(text, style.Say({"; và ", "; and "}), more, style.Say({" tiêu chí khác", " more"}));
}

std::string YearText(const SimulatedYear& year, const Style& style) {
  const Message heading{
      absl::StrCat("Năm ", year.year(), ": so ", year.compared(), " đơn vị, ", year.moved_size(), " đơn vị thay đổi"),
      absl::StrCat(year.year(), ": ", year.compared(), " units compared, ", year.moved_size(), " would move")};
  std::string text = style.Paint(style.Say(heading), Tone::kStrong) + "\n";
  if (!year.moved().empty()) {
    Table table(style);
    table.AddColumn(style.Say({"Cụm", "Cluster"}));
    table.AddColumn(style.Say({"Đơn vị", "Unit"}));
    table.AddColumn(style.Say({"Tổng điểm", "Total"}), Table::Column::kRight);
    table.AddColumn(style.Say({"Hạng", "Rank"}), Table::Column::kRight);
    table.AddColumn(style.Say({"Tiêu chí thay đổi", "Criteria that move"}), Table::Column::kWrap);
    for (const SimulatedUnit& unit : year.moved()) {
      table.AddRow({unit.cluster(), unit.name(), FromTo(unit.total_before(), unit.total_after()),
                    FromTo(RankText(unit.rank_before()), RankText(unit.rank_after())), CriteriaText(unit, style)});
    }
    text += table.ToString();
  }
  for (const std::string& skipped : year.skipped()) text += Paragraph("! ", skipped, kIndent, style.width);
  return text;
}

}  // namespace

std::string ScaleText(const GetScaleResponse& reply, const Style& style) {
  const Scale& scale = reply.scale();
  std::string text = absl::StrCat(
      style.Paint(absl::StrCat(scale.title(), " (", scale.scale_id(), style.Say({", lần sửa ", ", revision "}),
                               reply.revision(), style.Say({"), năm ", "), "}), scale.year()),
                  Tone::kStrong),
      "\n");
  for (const std::string& line : {scale.issued_by(), scale.citation()}) {
    if (!line.empty()) text += Paragraph("", line, kIndent, style.width);
  }
  absl::StrAppend(&text, style.Say({"Cách tính tổng: ", "Total: "}), Total::Method_Name(scale.total().method()),
                  scale.total().cap().empty() ? "" : style.Say({", tối đa ", ", at most "}), scale.total().cap(),
                  "\n\n", StagesText(scale, style));
  Table table(style);
  table.AddColumn(style.Say({"Mã", "Code"}));
  table.AddColumn(style.Say({"Tối đa", "Max"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Hệ số", "Weight"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Quy tắc", "Rule"}));
  table.AddColumn(style.Say({"Chủ trì", "Lead"}));
  table.AddColumn(style.Say({"Xác nhận", "Verifier"}));
  table.AddColumn(style.Say({"Minh chứng", "Evidence"}));
  table.AddColumn(style.Say({"Nội dung", "Title"}), Table::Column::kCut);
  AddGroups(scale.groups(), style, table);
  return text + table.ToString();
}

std::string ScaleCsv(const GetScaleResponse& reply) {
  std::string csv;
  AppendCsvRow({"code", "group", "title", "max", "coefficient", "rule", "lead", "verifier", "evidence", "citation"},
               csv);
  AppendGroups(reply.scale().groups(), csv);
  return csv;
}

std::string SimulationText(const SimulateScaleResponse& reply, const Style& style) {
  std::string text;
  for (const SimulatedYear& year : reply.years()) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", YearText(year, style));
  }
  return text;
}

std::string SimulationCsv(const SimulateScaleResponse& reply) {
  std::string csv;
  AppendCsvRow({"year", "cluster", "unit", "name", "total_before", "total_after", "rank_before", "rank_after",
                "criterion", "points_before", "points_after"},
               csv);
  for (const SimulatedYear& year : reply.years()) {
    for (const SimulatedUnit& unit : year.moved()) {
      const auto add = [&](const SimulatedCriterion& criterion) {
        AppendCsvRow({absl::StrCat(year.year()), unit.cluster(), unit.unit(), unit.name(), unit.total_before(),
                      unit.total_after(), RankText(unit.rank_before()), RankText(unit.rank_after()),
                      criterion.criterion(), criterion.points_before(), criterion.points_after()},
                     csv);
      };
      for (const SimulatedCriterion& criterion : unit.criteria()) add(criterion);
      if (unit.criteria().empty()) add(SimulatedCriterion());
    }
  }
  return csv;
}

}  // namespace thidua::cli
