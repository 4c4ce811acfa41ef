#include "services/scoring/replay/frozen_cluster.h"

#include <google/protobuf/util/time_util.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/decimal/decimal.h"
#include "common/import/fault.h"
#include "common/status/problem.h"
#include "services/scoring/domain/workflow.h"
#include "services/scoring/rpc/scale_codec.h"
#include "services/scoring/rpc/scores_reply.h"

namespace thidua::scoring {
namespace {

namespace pb = thidua::scoring::v1;
using google::protobuf::util::TimeUtil;

constexpr char kCurrent[] = "current";

void AddFigure(const EntryKey& key, const Figure& figure, pb::FrozenFigure* out) {
  out->set_criterion(key.first);
  out->set_input(key.second);
  out->set_value(figure.value);
  out->set_source(figure.source);
}

void AddDecision(const EntryKey& key, const Decision& decision, pb::FrozenDecision* out) {
  out->set_criterion(key.first);
  out->set_stage(key.second);
  out->set_points(decision.points);
  out->set_reason(decision.reason);
  out->mutable_by()->set_name(decision.by.name);
  out->mutable_by()->set_unit(decision.by.unit);
  out->mutable_by()->set_office(decision.by.office);
  *out->mutable_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(decision.at));
}

bool ComparesYears(const Scale& scale, const std::string& code) {
  const auto criterion = scale.FindCriterion(code);
  return criterion.has_value() && std::holds_alternative<YearOverYear>(scale.criteria()[*criterion].rule);
}

absl::Status Bad(const pb::FrozenCluster& frozen, const std::string& where, const Message& what) {
  return Problem{.code = absl::StatusCode::kInvalidArgument,
                 .reason = "BAD_FROZEN_CLUSTER",
                 .message = {.vi = absl::StrCat("Cụm ", frozen.cluster(), ", ", where, ": ", what.vi),
                             .en = absl::StrCat("Cluster ", frozen.cluster(), ", ", where, ": ", what.en)}}
      .ToStatus();
}

absl::Status OutOfOrder(const pb::FrozenCluster& frozen, const std::string& where) {
  return Bad(frozen, where, {.vi = "không đúng thứ tự, hoặc có hai lần.", .en = "not in its order, or there twice."});
}

absl::StatusOr<std::shared_ptr<const Scale>> ReadScale(const pb::FrozenCluster& frozen) {
  imports::FaultList faults;
  ScaleDefinition definition = ToDefinition(frozen.scale(), faults);
  if (faults.empty()) CheckScale(definition, faults);
  if (!faults.empty()) {
    const imports::Fault fault = faults.Sorted().front();
    return Bad(frozen, absl::StrCat("scale.", fault.field), fault.message);
  }
  return std::make_shared<const Scale>(std::move(definition));
}

// Adds to the end of a map in order; false when the key does not belong there.
template <typename Map>
bool Append(Map& map, EntryKey key, typename Map::mapped_type value) {
  if (!map.empty() && key <= map.rbegin()->first) return false;
  map.emplace_hint(map.end(), std::move(key), std::move(value));
  return true;
}

absl::Status ReadFigures(const pb::FrozenCluster& frozen, const std::string& unit,
                         const google::protobuf::RepeatedPtrField<pb::FrozenFigure>& figures, SheetRecord& record) {
  for (const pb::FrozenFigure& figure : figures) {
    if (!Append(record.figures, {figure.criterion(), figure.input()},
                {.value = figure.value(), .source = figure.source()})) {
      return OutOfOrder(frozen, absl::StrCat(unit, ", ", figure.criterion(), " ", figure.input()));
    }
  }
  return absl::OkStatus();
}

absl::Status ReadDecisions(const pb::FrozenCluster& frozen, const pb::FrozenSheet& sheet, SheetRecord& record) {
  for (const pb::FrozenDecision& decision : sheet.decisions()) {
    const std::string where = absl::StrCat(sheet.unit(), ", ", decision.criterion(), " ", decision.stage());
    Decimal points;
    if (Decimal::Parse(decision.points(), points) != Decimal::Fault::kNone) {
      return Bad(frozen, where, {.vi = "điểm không phải một số thập phân.", .en = "points that are no decimal."});
    }
    Decision read{.points = decision.points(),
                  .reason = decision.reason(),
                  .by = {.name = decision.by().name(), .unit = decision.by().unit(), .office = decision.by().office()},
                  .at = absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(decision.time()))};
    if (!Append(record.decisions, {decision.criterion(), decision.stage()}, std::move(read))) {
      return OutOfOrder(frozen, where);
    }
  }
  return absl::OkStatus();
}

absl::Status AddSheet(const pb::FrozenCluster& frozen, const pb::FrozenSheet& sheet, ClusterSheets& out) {
  if (!out.units.empty() && sheet.unit() <= out.units.back().code) return OutOfOrder(frozen, sheet.unit());
  out.cluster.members.push_back({.unit = sheet.unit(), .leader = sheet.leader()});
  out.units.push_back({.code = sheet.unit(), .name = sheet.name(), .type = sheet.type()});
  SheetRecord record{.unit = sheet.unit(), .year = frozen.year(), .stage = sheet.stage()};
  SheetRecord last_year{.unit = sheet.unit(), .year = frozen.year() - 1};
  if (FindStage(out.scale->stages(), sheet.stage()) < 0) {
    return Bad(frozen, sheet.unit(),
               {.vi = absl::StrCat("thang điểm không có bước ", sheet.stage(), "."),
                .en = absl::StrCat("the scale has no stage ", sheet.stage(), ".")});
  }
  absl::Status status = ReadFigures(frozen, sheet.unit(), sheet.figures(), record);
  if (status.ok()) status = ReadDecisions(frozen, sheet, record);
  if (status.ok()) status = ReadFigures(frozen, sheet.unit(), sheet.last_year(), last_year);
  out.records.push_back(std::move(record));
  out.last_year.push_back(std::move(last_year));
  return status;
}

absl::StatusOr<ClusterSheets> ReadSheets(const pb::FrozenCluster& frozen) {
  absl::StatusOr<std::shared_ptr<const Scale>> scale = ReadScale(frozen);
  if (!scale.ok()) return scale.status();
  ClusterSheets sheets;
  sheets.cluster.code = frozen.cluster();
  sheets.cluster.name = frozen.name();
  sheets.cluster.authority = frozen.authority();
  sheets.cluster.year = frozen.year();
  sheets.cluster.version = frozen.version();
  sheets.stored_scale.scale_id = frozen.scale_id();
  sheets.stored_scale.revision = frozen.scale_revision();
  sheets.scale = *std::move(scale);
  for (const pb::FrozenSheet& sheet : frozen.sheets()) {
    if (absl::Status status = AddSheet(frozen, sheet, sheets); !status.ok()) return status;
  }
  if (absl::Status status = RebuildSheets(sheets); !status.ok()) return status;
  return sheets;
}

}  // namespace

pb::FrozenCluster Freeze(const ClusterSheets& sheets, pb::Scale scale, const std::string& stage) {
  pb::FrozenCluster out;
  out.set_cluster(sheets.cluster.code);
  out.set_name(sheets.cluster.name);
  out.set_authority(sheets.cluster.authority);
  out.set_year(sheets.cluster.year);
  out.set_version(sheets.cluster.version);
  out.set_stage(stage);
  out.set_scale_id(sheets.stored_scale.scale_id);
  out.set_scale_revision(sheets.stored_scale.revision);
  *out.mutable_scale() = std::move(scale);
  const StageChain& chain = sheets.scale->stages();
  for (size_t i = 0; i < sheets.units.size(); ++i) {
    const SheetRecord& record = sheets.records[i];
    pb::FrozenSheet* sheet = out.add_sheets();
    sheet->set_unit(sheets.units[i].code);
    sheet->set_name(sheets.units[i].name);
    sheet->set_type(sheets.units[i].type);
    sheet->set_leader(sheets.cluster.members[i].leader);
    sheet->set_stage(chain[StageOf(chain, record)].code);
    for (const auto& [key, figure] : record.figures) AddFigure(key, figure, sheet->add_figures());
    for (const auto& [key, decision] : record.decisions) AddDecision(key, decision, sheet->add_decisions());
    for (const auto& [key, figure] : sheets.last_year[i].figures) {
      if (key.second == kCurrent && ComparesYears(*sheets.scale, key.first)) {
        AddFigure(key, figure, sheet->add_last_year());
      }
    }
  }
  return out;
}

absl::StatusOr<pb::ClusterScores> ScoreFrozen(const pb::FrozenCluster& frozen) {
  const absl::StatusOr<ClusterSheets> sheets = ReadSheets(frozen);
  if (!sheets.ok()) return sheets.status();
  return ToClusterScores(*sheets, frozen.stage());
}

absl::StatusOr<pb::ExplainScoresResponse> ExplainFrozen(const pb::FrozenCluster& frozen, const std::string& unit,
                                                        Language language) {
  const absl::StatusOr<ClusterSheets> sheets = ReadSheets(frozen);
  if (!sheets.ok()) return sheets.status();
  return ToExplanation(*sheets, unit, /*criterion=*/"", /*offices=*/{}, language);
}

}  // namespace thidua::scoring
