#ifndef THIDUA_SERVICES_CLI_RANKING_WORDS_H_
#define THIDUA_SERVICES_CLI_RANKING_WORDS_H_

#include <map>
#include <string>
#include <vector>

#include "services/cli/console.h"
#include "thidua/ranking/v1/ranking.pb.h"

// How the parts of a ranking read in a line; pure.
namespace thidua::cli {

using NamesByUnit = std::map<std::string, std::string>;

// The code itself when it is not known.
std::string NameOf(const NamesByUnit& names, const std::string& code);
NamesByUnit UnitNames(const thidua::ranking::v1::ClusterRanking& ranking);

// "ba-to-2023, lần sửa 1".
std::string ScaleName(const thidua::scoring::v1::ScaleRef& scale, const Style& style);

// "Cụm các xã Khu Bắc (khu-bac), năm 2023", and the stage that was asked for.
std::string ClusterHeading(const thidua::ranking::v1::ClusterRanking& ranking, const Style& style);

// Where `index` is past the end: empty.
std::string At(const google::protobuf::RepeatedPtrField<std::string>& values, int index);

// "Đơn vị tự chấm điểm" for "SELF"; the code itself when the coverage does not know it.
std::string StageTitle(const thidua::ranking::v1::Coverage& coverage, const std::string& stage);

// "5 bảng điểm: 4 đủ số liệu, 1 thiếu, 0 trống".
std::string CoverageText(const thidua::ranking::v1::Coverage& coverage, const Style& style);

// "0.58", or "0.00 (I)" where a tie-break decides; empty when there is no such neighbour.
std::string GapText(const thidua::ranking::v1::Gap& gap);

// Names of the three views of a total and a line on each, in the order of Fairness.
struct FairnessView {
  Message heading;
  Message explanation;
};
const std::vector<FairnessView>& FairnessViews();
// The figures in that order.
std::vector<std::string> FairnessFigures(const thidua::ranking::v1::Fairness& fairness);
// A paragraph for each view.
std::string FairnessLegend(const Style& style);

// Why several units share a rank: what was tried, in order, and which rank comes next.
std::string TieText(const thidua::ranking::v1::Tie& tie, const NamesByUnit& names, const std::string& total,
                    const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_RANKING_WORDS_H_
