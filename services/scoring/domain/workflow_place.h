#ifndef THIDUA_SERVICES_SCORING_DOMAIN_WORKFLOW_PLACE_H_
#define THIDUA_SERVICES_SCORING_DOMAIN_WORKFLOW_PLACE_H_

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/status/problem.h"
#include "services/scoring/domain/workflow.h"

// The wording of the workflow, for workflow.cc alone.
namespace thidua::scoring::workflow {

inline constexpr size_t kMostListed = 20;

// The same in both languages.
inline Message Same(const std::string& text) { return {.vi = text, .en = text}; }

// The first of `codes`, and how many there are besides.
inline Message List(const std::vector<std::string>& codes) {
  const size_t shown = std::min(codes.size(), kMostListed);
  const std::string first = absl::StrJoin(codes.begin(), codes.begin() + static_cast<std::ptrdiff_t>(shown), ", ");
  if (shown == codes.size()) return Same(first);
  return {.vi = absl::StrCat(first, " và ", codes.size() - shown, " tiêu chí khác"),
          .en = absl::StrCat(first, " and ", codes.size() - shown, " more")};
}

// Nothing but white space, no-break spaces included.
inline bool IsBlank(const std::string& text) {
  return absl::StripAsciiWhitespace(absl::StrReplaceAll(text, {{"\u00a0", " "}})).empty();
}

inline bool IsAdministrator(const Actor& by) { return by.unit.empty() && by.office.empty(); }

inline bool Applies(const SheetContext& context, const Criterion& criterion) {
  return criterion.AppliesTo(context.unit_type);
}

// The offices that confirm a criterion of the sheet, in the order of the scale.
inline std::vector<std::string> Verifiers(const SheetContext& context) {
  std::vector<std::string> offices;
  for (const Criterion& criterion : context.scale->criteria()) {
    if (criterion.verifier.empty() || !Applies(context, criterion)) continue;
    if (std::find(offices.begin(), offices.end(), criterion.verifier) == offices.end()) {
      offices.push_back(criterion.verifier);
    }
  }
  return offices;
}

// A sheet where it stands: who acts there, how it gets elsewhere, and what is said about it. Every refusal begins with
// where the sheet stands. What it is made of must outlive it.
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
    return {.vi = "người không nêu đơn vị (nêu bằng --as-unit hoặc --as-office)",
            .en = "somebody who names no unit (name it with --as-unit or --as-office)"};
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

}  // namespace thidua::scoring::workflow

#endif  // THIDUA_SERVICES_SCORING_DOMAIN_WORKFLOW_PLACE_H_
