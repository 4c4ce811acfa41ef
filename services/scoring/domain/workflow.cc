#include "services/scoring/domain/workflow.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "common/decimal/decimal.h"
#include "common/status/problem.h"
#include "services/scoring/domain/engine.h"
#include "services/scoring/domain/record_sheet.h"
#include "services/scoring/domain/sheet.h"
#include "services/scoring/domain/workflow_place.h"

namespace thidua::scoring {
namespace {

using workflow::Applies;
using workflow::IsAdministrator;
using workflow::List;
using workflow::Place;
using workflow::Same;

constexpr int kPointPlaces = 2;

// What the sheet holds, as the engine reads it, with what it inherits from last year.
Sheet ReadSheet(const SheetContext& context, const SheetRecord& record) {
  Sheet sheet = ToSheet(*context.scale, context.unit_type, record);
  if (context.last_year) InheritPrevious(*context.scale, context.last_year, sheet);
  return sheet;
}

// Puts the sheet at a stage as if it had not been handed on from there.
void GoBackTo(int target, const StageChain& chain, absl::Time at, SheetRecord& record) {
  record.stage = chain[target].code;
  record.came_from.clear();
  record.since = at;
  for (size_t i = target; i < chain.size(); ++i) record.handed_on.erase(chain[i].code);
}

void HandOn(const SheetContext& context, absl::Time at, SheetRecord& record) {
  const StageChain& chain = context.scale->stages();
  const int from = StageOf(chain, record);
  const int last = static_cast<int>(chain.size()) - 1;
  int to = from + 1;
  // The stage before the last is not passed over: only Lock closes a sheet.
  while (to < last - 1 && chain[to].actor == StageActor::kVerifiers &&
         Unconfirmed(context, record, chain[to].code).empty()) {
    ++to;
  }
  record.handed_on[chain[from].code] = at;
  record.came_from = chain[from].code;
  record.stage = chain[to].code;
  record.since = at;
}

// After a confirmation: hands on when nothing is left to confirm. The stage before the last waits for Lock.
void HandOnConfirmed(const SheetContext& context, absl::Time at, SheetRecord& record) {
  const Place place(context, record);
  if (!place.IsLastOpen() && Unconfirmed(context, record, place.stage().code).empty()) HandOn(context, at, record);
}

// Finds the stage that `to` names, `usual` when it is empty, and that it is an earlier one.
absl::Status FindTarget(const Place& place, const std::string& to, int usual, int& target) {
  if (place.IsFirst()) {
    return place.Refuse("FIRST_STAGE", {.vi = absl::StrCat(" Đây là bước đầu, không còn bước nào trước đó để trả về; ",
                                                           place.Name(), " sửa ngay ở bước này."),
                                        .en = absl::StrCat(" This is the first stage, there is none before it; ",
                                                           place.Name(), " makes changes right here.")});
  }
  const int found = to.empty() ? usual : FindStage(place.chain(), to);
  const std::vector<std::string> earlier = [&] {
    std::vector<std::string> codes;
    codes.reserve(place.index());
    for (int i = 0; i < place.index(); ++i) codes.push_back(place.chain()[i].code);
    return codes;
  }();
  const std::string choices = absl::StrJoin(earlier, ", ");
  if (found < 0) {
    return place.Refuse(
        absl::StatusCode::kNotFound, "UNKNOWN_STAGE",
        {.vi = absl::StrCat(" Thang điểm không có bước \"", to, "\". Các bước trước đó: ", choices, "."),
         .en = absl::StrCat(" The scale has no stage \"", to, "\". Earlier stages: ", choices, ".")});
  }
  if (found >= place.index()) {
    return place.Refuse("NOT_EARLIER",
                        {.vi = absl::StrCat(" Bước ", to, " không ở trước bước này. Các bước trước đó: ", choices, "."),
                         .en = absl::StrCat(" Stage ", to, " is not before this one. Earlier stages: ", choices, ".")});
  }
  target = found;
  return absl::OkStatus();
}

// Reads the points of a decision.
absl::Status ReadPoints(const Place& place, const Criterion& criterion, const std::string& text, Decimal& points) {
  Decimal value;
  switch (Decimal::Parse(text, value)) {
    case Decimal::Fault::kSyntax:
      return place.RefuseField(
          "points", "NOT_A_DECIMAL",
          {.vi = absl::StrCat(" Điểm \"", text,
                              "\" không phải số thập phân; viết dạng 95 hoặc 99.5, dấu chấm trước "
                              "phần thập phân."),
           .en = absl::StrCat(" Points \"", text,
                              "\" are not a decimal number; write 95 or 99.5, a point before the decimals.")});
    case Decimal::Fault::kTooManyDigits:
      return place.RefuseField(
          "points", "TOO_MANY_DIGITS",
          {.vi = absl::StrCat(" Điểm \"", text, "\" có quá ", Decimal::kMaxDigits, " chữ số."),
           .en = absl::StrCat(" Points \"", text, "\" have more than ", Decimal::kMaxDigits, " digits.")});
    case Decimal::Fault::kNone:
      if (value.places() <= kPointPlaces) break;
      [[fallthrough]];
    case Decimal::Fault::kTooManyPlaces:
      return place.RefuseField(
          "points", "TOO_MANY_PLACES",
          {.vi = absl::StrCat(" Điểm \"", text, "\" có quá ", kPointPlaces, " chữ số sau dấu chấm; hãy làm tròn."),
           .en = absl::StrCat(" Points \"", text, "\" have more than ", kPointPlaces,
                              " digits after the point; round them.")});
  }
  const std::optional<Rational> most = MostPoints(criterion);
  if (value.negative() || (most.has_value() && Rational(value) > *most)) {
    const Message range =
        most.has_value() ? Message{.vi = absl::StrCat("từ 0 đến ", most->ToString(0), " điểm (tính cả điểm thưởng)"),
                                   .en = absl::StrCat("0 to ", most->ToString(0), " points (bonuses included)")}
                         : Message{.vi = "từ 0 điểm trở lên", .en = "0 points or more"};
    return place.RefuseField(
        "points", "POINTS_OUT_OF_RANGE",
        {.vi = absl::StrCat(" Tiêu chí ", criterion.code, " được ", range.vi, "; ", value.ToString(), " không hợp lệ."),
         .en = absl::StrCat(" Criterion ", criterion.code, " takes ", range.en, "; ", value.ToString(),
                            " is not valid.")});
  }
  points = value;
  return absl::OkStatus();
}

// Adds what a rule may give above M; false: without bound.
bool AddRuleBonus(const Decimal& each, const std::optional<Decimal>& cap, Rational& most) {
  if (each.zero()) return true;
  if (!cap.has_value()) return false;
  most += *cap;
  return true;
}

// Criteria that apply and fulfil `wanted`, in the order of the scale.
template <typename Wanted>
std::vector<std::string> Select(const SheetContext& context, Wanted wanted) {
  std::vector<std::string> codes;
  for (size_t c = 0; c < context.scale->criteria().size(); ++c) {
    const Criterion& criterion = context.scale->criteria()[c];
    if (Applies(context, criterion) && wanted(static_cast<int>(c), criterion)) codes.push_back(criterion.code);
  }
  return codes;
}

bool Contains(const std::vector<std::string>& codes, const std::string& code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

absl::Status NothingToConfirm(const Place& place, const std::vector<std::string>& left) {
  const Message rest = place.ByOffice(left);
  return place.Refuse(
      "NOTHING_TO_CONFIRM",
      left.empty()
          ? Message{.vi = " Mọi tiêu chí đã được xác nhận; ", .en = " Every criterion is confirmed; "} +
                place.WayForward()
          : Message{.vi = absl::StrCat(" Các tiêu chí này đã được xác nhận; còn phải xác nhận: ", rest.vi, "."),
                    .en = absl::StrCat(" These criteria are confirmed; what is left to confirm: ", rest.en, ".")});
}

}  // namespace

absl::Status CheckEdit(const SheetContext& context, const SheetRecord& record, const Actor& by) {
  const Place place(context, record);
  if (absl::Status status = place.CheckOpen(); !status.ok()) return status;
  if (!place.IsAt(StageActor::kUnit)) {
    return place.Refuse("WRONG_STAGE", place.HowToReach(place.Nearest(StageActor::kUnit),
                                                        {.vi = "sửa số liệu", .en = "change figures"}));
  }
  return IsAdministrator(by) ? absl::OkStatus() : place.CheckTurn(by);
}

absl::Status CheckAttach(const SheetContext& context, const SheetRecord& record, const Actor& by) {
  const Place place(context, record);
  if (place.IsAt(StageActor::kUnit)) return CheckEdit(context, record, by);
  if (absl::Status status = place.CheckOpen(); !status.ok()) return status;
  return place.CheckTurn(by);
}

absl::Status Submit(const SheetContext& context, const Act& act, SheetRecord& record) {
  const Place place(context, record);
  if (absl::Status status = place.CheckOpen(); !status.ok()) return status;
  if (place.IsLastOpen()) {
    return place.Refuse("LAST_STAGE",
                        Message{.vi = " Sau bước này chỉ còn khóa bảng điểm; ", .en = " What is left is to lock it; "} +
                            place.WayForward());
  }
  if (absl::Status status = place.CheckTurn(act.by); !status.ok()) return status;
  if (absl::Status status = place.CheckComplete(); !status.ok()) return status;
  HandOn(context, act.at, record);
  return absl::OkStatus();
}

absl::Status Lock(const SheetContext& context, const Act& act, SheetRecord& record) {
  const Place place(context, record);
  if (absl::Status status = place.CheckOpen(); !status.ok()) return status;
  if (!place.IsLastOpen()) {
    const Stage& wanted = place.chain()[place.chain().size() - 2];
    return place.Refuse("NOT_LAST_STAGE",
                        Message{.vi = absl::StrCat(" Chỉ khóa được ở bước ", Place::Title(wanted), "; "),
                                .en = absl::StrCat(" Locking is possible at stage ", wanted.code, " ",
                                                   Place::Title(wanted), " only; ")} +
                            place.WayForward());
  }
  if (absl::Status status = place.CheckTurn(act.by); !status.ok()) return status;
  if (absl::Status status = place.CheckComplete(); !status.ok()) return status;
  HandOn(context, act.at, record);
  return absl::OkStatus();
}

absl::Status Confirm(const SheetContext& context, const Act& act, const std::vector<std::string>& criteria,
                     SheetRecord& record) {
  const Place place(context, record);
  if (absl::Status status = place.CheckOpen(); !status.ok()) return status;
  if (!place.IsAt(StageActor::kVerifiers)) {
    const int target = place.Nearest(StageActor::kVerifiers);
    return place.Refuse("WRONG_STAGE", target < 0 ? Message{.vi = " Thang điểm này không có bước xác nhận.",
                                                            .en = " This scale has no stage of verifiers."}
                                                  : place.HowToReach(target, {.vi = "xác nhận", .en = "confirm"}));
  }
  if (absl::Status status = place.CheckTurn(act.by); !status.ok()) return status;
  for (const std::string& code : criteria) {
    if (absl::Status status = place.CheckApplies(code); !status.ok()) return status;
    if (absl::Status status = place.CheckYours(code, act.by); !status.ok()) return status;
  }

  const std::string stage = place.stage().code;
  const std::vector<std::string> left = Unconfirmed(context, record, stage);
  std::vector<std::string> wanted;
  for (const std::string& code : left) {
    if (criteria.empty() ? place.Find(code).verifier == act.by.office : Contains(criteria, code)) {
      wanted.push_back(code);
    }
  }
  if (wanted.empty()) return NothingToConfirm(place, left);

  std::vector<std::string> unreported = MissingFigures(context, record);
  std::erase_if(unreported, [&](const std::string& code) { return !Contains(wanted, code); });
  if (!unreported.empty()) {
    const Message list = List(unreported);
    const int target = place.Nearest(StageActor::kUnit);
    return place.RefuseFor("NOT_REPORTED", unreported,
                           Message{.vi = absl::StrCat(" Chưa có số liệu để xác nhận: ", list.vi, "."),
                                   .en = absl::StrCat(" There are no figures to confirm: ", list.en, ".")} +
                               place.HowToReach(target, {.vi = "báo cáo số liệu", .en = "report them"}));
  }

  for (const std::string& code : wanted) {
    record.confirmations[{code, stage}] = {.by = act.by, .at = act.at, .figures = FiguresOf(record, code)};
  }
  HandOnConfirmed(context, act.at, record);
  return absl::OkStatus();
}

absl::Status Decide(const SheetContext& context, const Act& act, const std::string& criterion,
                    const std::string& points, SheetRecord& record) {
  const Place place(context, record);
  if (absl::Status status = place.CheckOpen(); !status.ok()) return status;
  if (absl::Status status = place.CheckTurn(act.by); !status.ok()) return status;
  if (absl::Status status = place.CheckApplies(criterion); !status.ok()) return status;
  const bool confirms = place.IsAt(StageActor::kVerifiers);
  if (confirms) {
    if (absl::Status status = place.CheckYours(criterion, act.by); !status.ok()) return status;
  }

  const EntryKey key = {criterion, place.stage().code};
  if (points.empty()) {
    if (!record.decisions.contains(key)) {
      return place.Refuse("NO_DECISION", {.vi = absl::StrCat(" Bước này chưa quyết định điểm cho tiêu chí ", criterion,
                                                             ", nên không có gì để bỏ."),
                                          .en = absl::StrCat(" This stage has decided nothing for criterion ",
                                                             criterion, ", so there is nothing to take back.")});
    }
    record.decisions.erase(key);
    return absl::OkStatus();
  }

  if (absl::Status status = place.CheckReason(act); !status.ok()) return status;
  Decimal value;
  if (absl::Status status = ReadPoints(place, place.Find(criterion), points, value); !status.ok()) return status;
  const bool was_left = confirms && Contains(Unconfirmed(context, record, key.second), criterion);
  record.decisions[key] = {.points = value.ToString(),
                           .reason = act.reason,
                           .by = act.by,
                           .at = act.at,
                           .figures = FiguresOf(record, criterion)};
  if (was_left) HandOnConfirmed(context, act.at, record);
  return absl::OkStatus();
}

absl::Status Return(const SheetContext& context, const Act& act, const std::string& to,
                    const std::vector<std::string>& criteria, SheetRecord& record) {
  const Place place(context, record);
  if (absl::Status status = place.CheckOpen(); !status.ok()) return status;
  int target = 0;
  absl::Status found = FindTarget(place, to, place.StageBefore(), target);
  if (!found.ok() && place.IsFirst()) return found;
  if (absl::Status status = place.CheckTurn(act.by); !status.ok()) return status;
  if (!found.ok()) return found;
  for (const std::string& code : criteria) {
    if (absl::Status status = place.CheckKnown(code); !status.ok()) return status;
  }
  if (absl::Status status = place.CheckReason(act); !status.ok()) return status;

  const Stage& stage = place.chain()[target];
  if (stage.actor == StageActor::kVerifiers) {
    std::erase_if(record.confirmations, [&](const auto& entry) {
      return entry.first.second == stage.code && (criteria.empty() || Contains(criteria, entry.first.first));
    });
  }
  GoBackTo(target, place.chain(), act.at, record);
  return absl::OkStatus();
}

absl::Status Withdraw(const SheetContext& context, const Act& act, SheetRecord& record) {
  const Place place(context, record);
  if (absl::Status status = place.CheckOpen(); !status.ok()) return status;
  const int target = place.CameFrom();
  if (target < 0) {
    const Message nothing = {.vi = " Không có lần chuyển nào để rút lại.",
                             .en = " There is no handing on to take back."};
    return place.Refuse(
        "WRONG_STAGE",
        place.IsFirst()
            ? nothing + Message{.vi = " Bảng điểm đang ở bước đầu.", .en = " The sheet is at the first stage."}
            : nothing +
                  place.HowToReach(place.StageBefore(), {.vi = "đưa về bước trước", .en = "put it one stage back"}));
  }
  const Stage& stage = place.chain()[target];
  if (!place.MayAct(stage, act.by)) return place.NotYourTurn(act.by, place.Who(stage));
  if (place.ActedOn()) {
    return place.Refuse("ALREADY_ACTED",
                        Message{.vi = " Ở bước này đã có quyết định điểm hoặc xác nhận, nên không rút lại được nữa.",
                                .en = " Somebody has decided or confirmed here, so it cannot be withdrawn any more."} +
                            place.HowToReach(target, {.vi = "đưa về bước trước", .en = "put it back"}));
  }
  GoBackTo(target, place.chain(), act.at, record);
  return absl::OkStatus();
}

absl::Status Reopen(const SheetContext& context, const Act& act, const std::string& to, SheetRecord& record) {
  const Place place(context, record);
  int target = 0;
  absl::Status found = FindTarget(place, to, 0, target);
  if (!found.ok() && place.IsFirst()) return found;
  if (context.authority.empty() || act.by.unit != context.authority) {
    return place.NotYourTurn(act.by, place.Authority());
  }
  if (!found.ok()) return found;
  if (absl::Status status = place.CheckReason(act); !status.ok()) return status;
  GoBackTo(target, place.chain(), act.at, record);
  return absl::OkStatus();
}

std::vector<std::string> MissingFigures(const SheetContext& context, const SheetRecord& record) {
  const Sheet sheet = ReadSheet(context, record);
  const std::vector<PeerContext> peers = ComparePeers(*context.scale, absl::MakeConstSpan(&sheet, 1));
  return Select(context,
                [&](int c, const Criterion&) { return !ScoreCriterion(*context.scale, c, sheet, peers[c]).reported; });
}

std::vector<std::string> MissingEvidence(const SheetContext& context, const SheetRecord& record) {
  return Select(context, [&](int, const Criterion& criterion) {
    return criterion.evidence_required &&
           std::none_of(record.evidence.begin(), record.evidence.end(),
                        [&](const auto& entry) { return entry.second.criterion == criterion.code; });
  });
}

std::vector<std::string> Unconfirmed(const SheetContext& context, const SheetRecord& record, const std::string& stage) {
  const StageChain& chain = context.scale->stages();
  const int index = FindStage(chain, stage);
  if (index < 0 || chain[index].actor != StageActor::kVerifiers) return {};
  return Select(context, [&](int, const Criterion& criterion) {
    if (criterion.verifier.empty()) return false;
    const std::string figures = FiguresOf(record, criterion.code);
    const auto holds = [&](const auto& entries) {
      const auto entry = entries.find({criterion.code, stage});
      return entry != entries.end() && entry->second.figures == figures;
    };
    return !holds(record.confirmations) && !holds(record.decisions);
  });
}

int StageOf(const StageChain& chain, const SheetRecord& record) { return std::max(FindStage(chain, record.stage), 0); }

Message DescribeStanding(const SheetContext& context, const SheetRecord& record) {
  const Place place(context, record);
  if (place.IsClosed()) {
    return place.Standing() + place.HowToReach(place.StageBefore(), {.vi = "sửa", .en = "change it"});
  }
  Message text = place.Standing();
  if (place.IsAt(StageActor::kUnit)) {
    text =
        text + Message{.vi = " Số liệu và minh chứng sửa được ở bước này;", .en = " Figures and evidence can change;"};
  } else if (place.IsAt(StageActor::kVerifiers)) {
    const std::vector<std::string> left = Unconfirmed(context, record, place.stage().code);
    const Message list = place.ByOffice(left);
    text = text + (left.empty()
                       ? Message{.vi = " Không còn tiêu chí nào phải xác nhận;", .en = " Nothing is left to confirm;"}
                       : Message{.vi = absl::StrCat(" Còn phải xác nhận ", list.vi, ";"),
                                 .en = absl::StrCat(" Still to confirm: ", list.en, ";")});
  } else {
    text = text + Message{.vi = absl::StrCat(" Có thể cho điểm khác (", place.Command("decide"), ") hoặc trả lại (",
                                             place.Command("return"), ");"),
                          .en = absl::StrCat(" Other points can be given (", place.Command("decide"),
                                             ") or the sheet returned (", place.Command("return"), ");")};
  }
  return text + Same(" ") + place.WayForward();
}

std::optional<Rational> MostPoints(const Criterion& criterion) {
  Rational most = criterion.max_points;
  for (const Adjustment& bonus : criterion.bonuses) {
    if (!bonus.cap.has_value()) return std::nullopt;
    most += *bonus.cap;
  }
  bool bounded = true;
  if (const auto* attainment = std::get_if<Attainment>(&criterion.rule)) {
    bounded = AddRuleBonus(attainment->bonus_per_percent, attainment->bonus_cap, most);
  } else if (const auto* year = std::get_if<YearOverYear>(&criterion.rule)) {
    bounded = AddRuleBonus(year->bonus_per_unit, year->bonus_cap, most);
  }
  return bounded ? std::optional(most) : std::nullopt;
}

const Decision* DecisionAt(const StageChain& chain, int stage, const SheetRecord& record,
                           const std::string& criterion) {
  for (int i = std::min(stage, static_cast<int>(chain.size()) - 1); i >= 0; --i) {
    const auto decision = record.decisions.find({criterion, chain[i].code});
    if (decision != record.decisions.end()) return &decision->second;
  }
  return nullptr;
}

}  // namespace thidua::scoring
