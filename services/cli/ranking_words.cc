#include "services/cli/ranking_words.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cli/text.h"

namespace thidua::cli {

using thidua::ranking::v1::ClusterRanking;
using thidua::ranking::v1::Coverage;
using thidua::ranking::v1::Fairness;
using thidua::ranking::v1::Gap;
using thidua::ranking::v1::RankedUnit;
using thidua::ranking::v1::Tie;

std::string NameOf(const NamesByUnit& names, const std::string& code) {
  const auto found = names.find(code);
  return found == names.end() ? code : found->second;
}

NamesByUnit UnitNames(const ClusterRanking& ranking) {
  NamesByUnit names;
  for (const RankedUnit& unit : ranking.units()) names[unit.unit()] = unit.name();
  return names;
}

std::string ScaleName(const thidua::scoring::v1::ScaleRef& scale, const Style& style) {
  return absl::StrCat(scale.scale_id(), style.Say({", lần sửa ", ", revision "}), scale.revision());
}

std::string ClusterHeading(const ClusterRanking& ranking, const Style& style) {
  return absl::StrCat(ranking.name(), " (", ranking.cluster(), "), ", style.Say({"năm ", ""}), ranking.year(),
                      ranking.stage().empty()
                          ? ""
                          : absl::StrCat(style.Say({", điểm ở bước ", ", points at stage "}), ranking.stage()));
}

std::string At(const google::protobuf::RepeatedPtrField<std::string>& values, int index) {
  return index < values.size() ? values[index] : std::string();
}

std::string StageTitle(const Coverage& coverage, const std::string& stage) {
  for (const Coverage::AtStage& at : coverage.stages()) {
    if (at.stage() == stage && !at.title().empty()) return at.title();
  }
  return stage;
}

std::string CoverageText(const Coverage& coverage, const Style& style) {
  return absl::StrCat(coverage.units(), style.Say({" bảng điểm: ", " sheets: "}), coverage.complete(),
                      style.Say({" đủ số liệu, ", " complete, "}), coverage.incomplete(),
                      style.Say({" thiếu, ", " incomplete, "}), coverage.empty(), style.Say({" trống", " empty"}));
}

std::string GapText(const Gap& gap) {
  return gap.step().empty() ? gap.total() : absl::StrCat(gap.total(), " (", gap.step(), ")");
}

const std::vector<FairnessView>& FairnessViews() {
  static const auto& views = *new std::vector<FairnessView>{
      {{"% so với cao nhất", "% of best"},
       {"100 × tổng điểm / tổng điểm cao nhất của cụm: đơn vị đầu cụm là 100.",
        "100 × total / the best total of the cluster: its first unit has 100."}},
      {{"Điểm chuẩn hóa", "Standard score"},
       {"(tổng điểm − trung bình cụm) / độ lệch chuẩn của cụm: 0 là bằng trung bình, 1 là hơn hẳn mặt bằng cụm; so "
        "được "
        "giữa các cụm mạnh, yếu khác nhau.",
        "(total − the cluster's mean) / its standard deviation: 0 is the mean, 1 stands out; comparable between "
        "clusters of different strength."}},
      {{"Vị trí %", "Percentile"},
       {"Phần trăm đơn vị trong cụm đứng dưới, tính một nửa số bằng điểm kể cả chính nó: 50 là giữa cụm, dù cụm lớn "
        "hay nhỏ.",
        "Percent of the cluster below it, counting half of those with an equal total, itself among them: 50 is the "
        "middle of a cluster of any size."}}};
  return views;
}

std::vector<std::string> FairnessFigures(const Fairness& fairness) {
  return {fairness.share_of_best(), fairness.standard_score(), fairness.percentile_rank()};
}

std::string FairnessLegend(const Style& style) {
  std::string text;
  for (const FairnessView& view : FairnessViews()) {
    text += Paragraph("  ", absl::StrCat(style.Say(view.heading), ": ", style.Say(view.explanation)), 4, style.width);
  }
  return text;
}

std::string TieText(const Tie& tie, const NamesByUnit& names, const std::string& total, const Style& style) {
  const std::string units = absl::StrJoin(
      tie.units(), ", ", [&](std::string* out, const std::string& unit) { absl::StrAppend(out, NameOf(names, unit)); });
  const std::string rank = absl::StrCat(absl::Dec(tie.rank(), absl::kZeroPad2));
  const std::string next = absl::StrCat(absl::Dec(tie.rank() + tie.units_size(), absl::kZeroPad2));
  const std::string tried =
      tie.tried().empty()
          ? style.Say({"; thang điểm không có tiêu chí phụ", "; the scale has no tie-break"})
          : absl::StrCat(style.Say({"; đã xét lần lượt ", "; tried in turn: "}), absl::StrJoin(tie.tried(), ", "),
                         style.Say({", đều bằng nhau", ", all equal"}));
  return absl::StrCat(
      style.Say({"Đồng hạng ", "Equal rank "}), rank, ": ", units,
      total.empty() ? "" : absl::StrCat(style.Say({", cùng ", ", all "}), total, style.Say({" điểm", ""})), tried,
      style.Say({"; hạng kế tiếp là ", "; the next rank is "}), next, ".");
}

}  // namespace thidua::cli
