#include "services/scoring/domain/workflow.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/types/span.h"
#include "common/decimal/decimal.h"
#include "common/status/problem.h"
#include "services/scoring/domain/engine.h"
#include "services/scoring/domain/sheet.h"

namespace thidua::scoring {
namespace {

constexpr int kPointPlaces = 2;
constexpr size_t kMostListed = 20;

Message operator+(Message a, const Message& b) {
  absl::StrAppend(&a.vi, b.vi);
  absl::StrAppend(&a.en, b.en);
  return a;
}

// The same in both languages.
Message Same(const std::string& text) { return {.vi = text, .en = text}; }

// The first of `codes`, and how many there are besides.
Message List(const std::vector<std::string>& codes) {
  const size_t shown = std::min(codes.size(), kMostListed);
  const std::string first = absl::StrJoin(codes.begin(), codes.begin() + static_cast<std::ptrdiff_t>(shown), ", ");
  if (shown == codes.size()) return Same(first);
  return {.vi = absl::StrCat(first, " và ", codes.size() - shown, " tiêu chí khác"),
          .en = absl::StrCat(first, " and ", codes.size() - shown, " more")};
}

// Nothing but white space, no-break spaces included.
bool IsBlank(const std::string& text) {
  return absl::StripAsciiWhitespace(absl::StrReplaceAll(text, {{"\u00a0", " "}})).empty();
}

bool IsAdministrator(const Actor& by) { return by.unit.empty() && by.office.empty(); }

// What the sheet holds, as the engine reads it. A figure that the scale does not know or refuses is not there.
Sheet ReadSheet(const SheetContext& context, const SheetRecord& record) {
  const Scale& scale = *context.scale;
  Sheet sheet{.unit = record.unit, .unit_type = context.unit_type, .cells = std::vector<Cell>(scale.slots().size())};
  for (const auto& [key, figure] : record.figures) {
    const std::optional<int> criterion = scale.FindCriterion(key.first);
    const std::optional<int> slot = criterion ? scale.FindSlot(*criterion, key.second) : std::nullopt;
    if (slot) ReadInput(scale, *slot, figure.value, sheet.cells[*slot]);
  }
  if (context.last_year) InheritPrevious(scale, context.last_year, sheet);
  return sheet;
}

bool Applies(const SheetContext& context, const Criterion& criterion) { return criterion.AppliesTo(context.unit_type); }

// The offices that confirm a criterion of the sheet, in the order of the scale.
std::vector<std::string> Verifiers(const SheetContext& context) {
  std::vector<std::string> offices;
  for (const Criterion& criterion : context.scale->criteria()) {
    if (criterion.verifier.empty() || !Applies(context, criterion)) continue;
    if (std::find(offices.begin(), offices.end(), criterion.verifier) == offices.end()) {
      offices.push_back(criterion.verifier);
    }
  }
  return offices;
}

// A sheet where it stands: who acts there, and what is said about it.
class Place {
 public:
  Place(const SheetContext& context, const SheetRecord& record)
      : context_(context),
        record_(record),
        chain_(context.scale->stages()),
        index_(StageOf(chain_, record)),
        last_(static_cast<int>(chain_.size()) - 1) {}

  const StageChain& chain() const { return chain_; }
  const Stage& stage() const { return chain_[index_]; }
  int index() const { return index_; }
  bool IsFirst() const { return index_ == 0; }
  bool IsClosed() const { return index_ == last_; }
  bool IsLastOpen() const { return index_ == last_ - 1; }
  bool IsAt(StageActor actor) const { return stage().actor == actor; }

  bool MayAct(const Stage& stage, const Actor& by) const {
    const std::vector<std::string> codes = ActorCodes(stage);
    const std::string& code = stage.actor == StageActor::kVerifiers ? by.office : by.unit;
    return std::find(codes.begin(), codes.end(), code) != codes.end();
  }

  // The stage that a withdrawal leads to, as an index; -1: none.
  int CameFrom() const {
    const int from = FindStage(chain_, record_.came_from);
    return from < index_ ? from : -1;
  }

  // Whether somebody decided or confirmed since the sheet came here.
  bool ActedOn() const {
    const auto here = [&](const auto& entry) {
      return entry.first.second == stage().code && entry.second.at >= record_.since;
    };
    return std::any_of(record_.decisions.begin(), record_.decisions.end(), here) ||
           std::any_of(record_.confirmations.begin(), record_.confirmations.end(), here);
  }

  // The nearest earlier stage where somebody acts; the first where there is none.
  int StageBefore() const {
    int before = std::max(index_ - 1, 0);
    while (before > 0 && ActorCodes(chain_[before]).empty()) --before;
    return before;
  }

  // Of the nearest stage of `actor` before this one, else after it; -1: the chain has none.
  int Nearest(StageActor actor) const {
    for (int i = index_ - 1; i >= 0; --i) {
      if (chain_[i].actor == actor) return i;
    }
    for (int i = index_ + 1; i <= last_; ++i) {
      if (chain_[i].actor == actor) return i;
    }
    return -1;
  }

  std::string Command(std::string_view verb) const {
    return absl::StrCat("thidua sheet ", std::string(verb), " --unit ", record_.unit, " --year ", record_.year);
  }

  std::string Name() const { return context_.unit_name.empty() ? record_.unit : context_.unit_name; }

  static std::string Title(const Stage& stage) {
    return absl::StrCat("\"", stage.title.empty() ? stage.code : stage.title, "\"");
  }

  // Who acts at a stage, as the subject of a sentence.
  Message Who(const Stage& stage) const {
    switch (stage.actor) {
      case StageActor::kUnit:
        return Same(Name());
      case StageActor::kVerifiers: {
        const std::string offices = absl::StrJoin(Verifiers(context_), ", ");
        if (offices.empty()) {
          return {
              .vi = "phòng, ban chuyên môn (thang điểm chưa giao tiêu chí nào của bảng này cho phòng, ban xác nhận)",
              .en = "a verifying office (the scale names none for this sheet)"};
        }
        return {.vi = absl::StrCat("phòng, ban chuyên môn (", offices, ")"),
                .en = absl::StrCat("a verifying office (", offices, ")")};
      }
      case StageActor::kClusterLeader:
        if (context_.leader.empty()) {
          return {.vi =
                      "cụm trưởng (cụm chưa có cụm trưởng; danh sách cụm phải ghi đơn vị nào là cụm trưởng: thidua "
                      "import clusters FILE)",
                  .en =
                      "the cluster leader (the cluster has no leader; its list must name one: thidua import clusters "
                      "FILE)"};
        }
        return {.vi = absl::StrCat("cụm trưởng (đơn vị ", context_.leader, ")"),
                .en = absl::StrCat("the cluster leader (unit ", context_.leader, ")")};
      case StageActor::kAuthority:
        return Authority();
      case StageActor::kUnspecified:
      case StageActor::kNobody:
        break;
    }
    return {.vi = "không ai", .en = "nobody"};
  }

  Message Authority() const {
    if (context_.authority.empty()) {
      return {.vi = "đơn vị cấp trên (cụm chưa có đơn vị tổng hợp)",
              .en = "the authority (no unit aggregates the cluster)"};
    }
    return {.vi = absl::StrCat("đơn vị cấp trên (mã ", context_.authority, ")"),
            .en = absl::StrCat("the authority (unit ", context_.authority, ")")};
  }

  // Where the sheet stands and who acts there.
  Message Standing() const {
    const Message sheet = {.vi = absl::StrCat("Bảng điểm của ", Name(), " năm ", record_.year, " đang ở bước "),
                           .en = absl::StrCat("The ", record_.year, " sheet of ", Name(), " is at stage ")};
    const std::string title = Title(stage());
    if (IsClosed()) {
      return sheet + Message{.vi = absl::StrCat("cuối ", title, " và đã khóa."),
                             .en = absl::StrCat(stage().code, " ", title, ", the last one, and closed.")};
    }
    const Message who = Who(stage());
    return sheet + Message{.vi = absl::StrCat(title, ", do ", who.vi, " thực hiện."),
                           .en = absl::StrCat(stage().code, " ", title, ", where ", who.en, " acts.")};
  }

  // How the sheet gets from here to another stage, for `purpose` ("sửa số liệu").
  Message HowToReach(int target, const Message& purpose) const {
    const Message start = {.vi = absl::StrCat(" Muốn ", purpose.vi, ", "),
                           .en = absl::StrCat(" To ", purpose.en, ", ")};
    return start + (target < index_ ? WayBack(target) : WayForward());
  }

  // Who hands it on from here, and by which command.
  Message WayForward() const {
    const Message who = Who(stage());
    if (IsAt(StageActor::kVerifiers) && !Unconfirmed(context_, record_, stage().code).empty()) {
      return {.vi = absl::StrCat(who.vi, " xác nhận hết các tiêu chí: ", Command("confirm"), "."),
              .en = absl::StrCat(who.en, " confirms every criterion: ", Command("confirm"), ".")};
    }
    if (IsLastOpen()) {
      return {.vi = absl::StrCat(who.vi, " khóa bảng điểm: ", Command("lock"), "."),
              .en = absl::StrCat(who.en, " locks the sheet: ", Command("lock"), ".")};
    }
    return {.vi = absl::StrCat(who.vi, " chuyển bảng điểm sang bước sau: ", Command("submit"), "."),
            .en = absl::StrCat(who.en, " hands the sheet on: ", Command("submit"), ".")};
  }

  absl::Status Refuse(absl::StatusCode code, std::string_view reason, const Message& why,
                      std::string_view field = "") const {
    return ProblemOf(code, reason, why, field).ToStatus();
  }
  absl::Status Refuse(std::string_view reason, const Message& why) const {
    return Refuse(absl::StatusCode::kFailedPrecondition, reason, why);
  }
  // Names the criteria that stand in the way.
  absl::Status RefuseFor(std::string_view reason, const std::vector<std::string>& criteria, const Message& why) const {
    Problem problem = ProblemOf(absl::StatusCode::kFailedPrecondition, reason, why, "");
    problem.metadata["criteria"] = absl::StrJoin(criteria, ",");
    return problem.ToStatus();
  }
  absl::Status RefuseField(std::string_view field, std::string_view reason, const Message& why) const {
    return Refuse(absl::StatusCode::kInvalidArgument, reason, why, field);
  }

  absl::Status NotYourTurn(const Actor& by, const Message& who) const {
    const Message actor = Describe(by);
    return Refuse(absl::StatusCode::kPermissionDenied, "NOT_YOUR_TURN",
                  {.vi = absl::StrCat(" Việc này do ", who.vi, " làm, không phải ", actor.vi, "."),
                   .en = absl::StrCat(" This is for ", who.en, " to do, not for ", actor.en, ".")});
  }

  absl::Status CheckOpen() const {
    if (!IsClosed()) return absl::OkStatus();
    return Refuse("SHEET_CLOSED", HowToReach(StageBefore(), {.vi = "sửa", .en = "change it"}));
  }

  absl::Status CheckTurn(const Actor& by) const {
    return MayAct(stage(), by) ? absl::OkStatus() : NotYourTurn(by, Who(stage()));
  }

  absl::Status CheckReason(const Act& act) const {
    if (!IsBlank(act.reason)) return absl::OkStatus();
    return RefuseField("reason", "REASON_REQUIRED", {.vi = " Việc này phải ghi lý do.", .en = " This wants a reason."});
  }

  // Finds a criterion of the scale.
  absl::Status CheckKnown(const std::string& criterion) const {
    if (context_.scale->FindCriterion(criterion)) return absl::OkStatus();
    const std::string& scale = context_.scale->definition().scale_id;
    return Refuse(
        absl::StatusCode::kNotFound, "UNKNOWN_CRITERION",
        {.vi = absl::StrCat(" Thang điểm ", scale, " không có tiêu chí \"", criterion, "\". Hãy kiểm tra mã tiêu chí."),
         .en = absl::StrCat(" Scale ", scale, " has no criterion \"", criterion, "\". Check its code.")});
  }

  // That a criterion is in the scale and in this sheet.
  absl::Status CheckApplies(const std::string& code) const {
    if (absl::Status status = CheckKnown(code); !status.ok()) return status;
    if (Applies(context_, Find(code))) return absl::OkStatus();
    return Refuse("DOES_NOT_APPLY", {.vi = absl::StrCat(" Tiêu chí ", code, " không áp dụng cho ", Name(),
                                                        ". Hãy chọn tiêu chí có trong bảng điểm này."),
                                     .en = absl::StrCat(" Criterion ", code, " does not apply to ", Name(),
                                                        ". Choose one that is in this sheet.")});
  }

  // That a criterion is the actor's to confirm or decide. REQUIRES: the sheet is at a stage of verifiers.
  absl::Status CheckYours(const std::string& code, const Actor& by) const {
    const std::string& verifier = Find(code).verifier;
    if (!verifier.empty() && verifier == by.office) return absl::OkStatus();
    const Message actor = Describe(by);
    const Message owner =
        verifier.empty()
            ? Message{.vi = "không giao cho phòng, ban nào xác nhận", .en = "is no office's to confirm"}
            : Message{.vi = absl::StrCat("do ", verifier, " xác nhận"), .en = absl::StrCat("is for ", verifier)};
    Problem problem = ProblemOf(absl::StatusCode::kPermissionDenied, "NOT_YOUR_CRITERION",
                                {.vi = absl::StrCat(" Tiêu chí ", code, " ", owner.vi, ", không phải ", actor.vi, "."),
                                 .en = absl::StrCat(" Criterion ", code, " ", owner.en, ", not for ", actor.en, ".")},
                                "");
    problem.metadata["office"] = verifier;
    return problem.ToStatus();
  }

  // That what the stage wants is done. From the unit: figures and evidence; from the verifiers: every confirmation.
  absl::Status CheckComplete() const {
    if (IsAt(StageActor::kUnit)) return CheckReported();
    if (IsAt(StageActor::kVerifiers)) return CheckConfirmed();
    return absl::OkStatus();
  }

  // REQUIRES: the scale has the criterion.
  const Criterion& Find(const std::string& code) const {
    return context_.scale->criteria()[*context_.scale->FindCriterion(code)];
  }

  // What is still to confirm, by office: "PTC: I.1, I.2; PVH: I.3".
  Message ByOffice(const std::vector<std::string>& criteria) const {
    std::map<std::string, std::vector<std::string>> offices;
    for (const std::string& code : criteria) offices[Find(code).verifier].push_back(code);
    Message text;
    for (const auto& [office, codes] : offices) {
      text = text + Same(absl::StrCat(text.en.empty() ? "" : "; ", office, ": ")) + List(codes);
    }
    return text;
  }

 private:
  // Who may act at a stage: units or offices; none of the codes is empty.
  std::vector<std::string> ActorCodes(const Stage& stage) const {
    const auto one = [](const std::string& code) {
      return code.empty() ? std::vector<std::string>() : std::vector<std::string>{code};
    };
    switch (stage.actor) {
      case StageActor::kUnit:
        return one(record_.unit);
      case StageActor::kVerifiers:
        return Verifiers(context_);
      case StageActor::kClusterLeader:
        return one(context_.leader);
      case StageActor::kAuthority:
        return one(context_.authority);
      case StageActor::kUnspecified:
      case StageActor::kNobody:
        break;
    }
    return {};
  }

  static Message Describe(const Actor& by) {
    if (!by.office.empty()) {
      return {.vi = absl::StrCat("phòng, ban ", by.office), .en = absl::StrCat("office ", by.office)};
    }
    if (!by.unit.empty()) return {.vi = absl::StrCat("đơn vị ", by.unit), .en = absl::StrCat("unit ", by.unit)};
    return {.vi = "người không nêu đơn vị", .en = "somebody who names no unit"};
  }

  // Who can put the sheet back from here to `target`, and by which commands.
  Message WayBack(int target) const {
    if (IsClosed() || ActorCodes(stage()).empty()) {
      const std::string command = Command("reopen") + To(target, 0);
      return Authority() +
             Message{.vi = absl::StrCat(" mở lại: ", command, "."), .en = absl::StrCat(" reopens it: ", command, ".")};
    }
    const std::string command = Command("return") + To(target, StageBefore());
    Message way = Who(stage()) + Message{.vi = absl::StrCat(" trả lại (", command, ")"),
                                         .en = absl::StrCat(" returns it (", command, ")")};
    if (CameFrom() == target && !ActedOn()) {
      way = way + Message{.vi = " hoặc ", .en = ", or "} + Who(chain_[target]) +
            Message{.vi = absl::StrCat(" rút lại (", Command("withdraw"), ")"),
                    .en = absl::StrCat(" withdraws it (", Command("withdraw"), ")")};
    }
    return way + Same(".");
  }

  // The flag that names a stage, where it is not the one that an action goes to without it.
  std::string To(int target, int usual) const {
    return target == usual ? "" : absl::StrCat(" --to ", chain_[target].code);
  }

  Problem ProblemOf(absl::StatusCode code, std::string_view reason, const Message& why, std::string_view field) const {
    Problem problem{.code = code,
                    .reason = std::string(reason),
                    .message = Standing() + why,
                    .metadata = {{"stage", stage().code}, {"actors", absl::StrJoin(ActorCodes(stage()), ",")}}};
    if (!field.empty()) problem.violations.push_back({.field = std::string(field), .message = problem.message});
    return problem;
  }

  absl::Status CheckReported() const {
    if (const std::vector<std::string> missing = MissingFigures(context_, record_); !missing.empty()) {
      const Message list = List(missing);
      return RefuseFor("SHEET_INCOMPLETE", missing,
                       {.vi = absl::StrCat(" Chưa đủ số liệu của các tiêu chí: ", list.vi,
                                           ". Hãy nhập đủ số liệu rồi chuyển lại: ", Command("submit"), "."),
                        .en = absl::StrCat(" Figures are missing for these criteria: ", list.en,
                                           ". Report them, then hand the sheet on again: ", Command("submit"), ".")});
    }
    if (const std::vector<std::string> missing = MissingEvidence(context_, record_); !missing.empty()) {
      const Message list = List(missing);
      return RefuseFor("EVIDENCE_MISSING", missing,
                       {.vi = absl::StrCat(" Chưa có minh chứng cho các tiêu chí: ", list.vi,
                                           ". Hãy đính kèm minh chứng rồi chuyển lại: ", Command("submit"), "."),
                        .en = absl::StrCat(" Evidence is missing for these criteria: ", list.en,
                                           ". Attach it, then hand the sheet on again: ", Command("submit"), ".")});
    }
    return absl::OkStatus();
  }

  absl::Status CheckConfirmed() const {
    const std::vector<std::string> left = Unconfirmed(context_, record_, stage().code);
    if (left.empty()) return absl::OkStatus();
    const Message list = ByOffice(left);
    return RefuseFor(
        "NOT_CONFIRMED", left,
        {.vi = absl::StrCat(" Còn tiêu chí chưa xác nhận (", list.vi, "). Hãy xác nhận: ", Command("confirm"), "."),
         .en = absl::StrCat(" Some criteria are still to confirm (", list.en, "). Confirm them: ", Command("confirm"),
                            ".")});
  }

  const SheetContext& context_;
  const SheetRecord& record_;
  const StageChain& chain_;
  const int index_;
  const int last_;
};

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
