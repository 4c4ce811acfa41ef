#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/cli/sheet_commands.h"
#include "services/cli/sheet_options.h"
#include "services/cli/sheet_state.h"

namespace thidua::cli {
namespace {

using thidua::scoring::v1::ConfirmCriteriaRequest;
using thidua::scoring::v1::DecidePointsRequest;
using thidua::scoring::v1::LockSheetRequest;
using thidua::scoring::v1::ReopenSheetRequest;
using thidua::scoring::v1::ReturnSheetRequest;
using thidua::scoring::v1::SheetService;
using thidua::scoring::v1::SubmitSheetRequest;
using thidua::scoring::v1::UpdateSheetRequest;
using thidua::scoring::v1::WithdrawSheetRequest;

// What the writes may say; each uses its part.
struct WriteOptions {
  SheetAt at;
  WriteGuard guard;
  std::vector<std::string> words;
  std::string source;
  bool has_source = false;
  std::string criterion;
  std::string points;
  std::string reason;
  std::string stage;
};

// One write by its generated method; `fill` adds to the request what it needs besides the sheet and the guard.
template <typename Request, typename Method, typename Fill>
absl::Status Write(const Settings& settings, Method method, const WriteOptions& options, const Message& done,
                   const Fill& fill) {
  Request request;
  PutSheetAt(options.at, request);
  PutWriteGuard(options.guard, request);
  fill(request);
  const auto reply = Ask(settings, method, request);
  return reply.ok() ? WriteState(settings, *reply, done) : reply.status();
}

template <typename Request>
void FillNothing(Request&) {}

absl::Status Set(const Settings& settings, const WriteOptions& options) {
  return Write<UpdateSheetRequest>(settings, &SheetService::Stub::UpdateSheet, options,
                                   {"đã ghi số liệu", "figures were stored"}, [&](UpdateSheetRequest& request) {
                                     for (const std::string& word : options.words) {
                                       const FigureWord figure = ParseFigureWord(word).value();
                                       auto* edit = request.add_edits();
                                       edit->set_criterion(figure.criterion);
                                       edit->set_input(figure.input);
                                       edit->set_value(figure.value);
                                       edit->set_source(options.source);
                                     }
                                     if (!options.has_source) request.mutable_update_mask()->add_paths("value");
                                   });
}

absl::Status Submit(const Settings& settings, const WriteOptions& options) {
  return Write<SubmitSheetRequest>(settings, &SheetService::Stub::SubmitSheet, options,
                                   {"đã nộp lên bước sau", "handed on to the next stage"},
                                   FillNothing<SubmitSheetRequest>);
}

absl::Status Withdraw(const Settings& settings, const WriteOptions& options) {
  return Write<WithdrawSheetRequest>(settings, &SheetService::Stub::WithdrawSheet, options,
                                     {"đã rút lại", "taken back"}, FillNothing<WithdrawSheetRequest>);
}

absl::Status Lock(const Settings& settings, const WriteOptions& options) {
  return Write<LockSheetRequest>(settings, &SheetService::Stub::LockSheet, options,
                                 {"đã khóa bảng điểm", "the sheet is closed"}, FillNothing<LockSheetRequest>);
}

absl::Status Confirm(const Settings& settings, const WriteOptions& options) {
  return Write<ConfirmCriteriaRequest>(settings, &SheetService::Stub::ConfirmCriteria, options,
                                       {"đã xác nhận số liệu", "figures were confirmed"},
                                       [&](ConfirmCriteriaRequest& request) {
                                         for (const std::string& criterion : options.words)
                                           request.add_criteria(criterion);
                                       });
}

absl::Status Decide(const Settings& settings, const WriteOptions& options) {
  const Message done = options.points.empty()
                           ? Message{absl::StrCat("đã bỏ điểm quyết định ở ", options.criterion),
                                     absl::StrCat("the points decided for ", options.criterion, " were taken back")}
                           : Message{absl::StrCat("đã quyết định ", options.points, " điểm cho ", options.criterion),
                                     absl::StrCat(options.points, " points were decided for ", options.criterion)};
  return Write<DecidePointsRequest>(settings, &SheetService::Stub::DecidePoints, options, done,
                                    [&](DecidePointsRequest& request) {
                                      request.set_criterion(options.criterion);
                                      request.set_points(options.points);
                                      request.set_reason(options.reason);
                                    });
}

absl::Status Return(const Settings& settings, const WriteOptions& options) {
  return Write<ReturnSheetRequest>(settings, &SheetService::Stub::ReturnSheet, options,
                                   {"đã trả lại bước trước", "returned to an earlier stage"},
                                   [&](ReturnSheetRequest& request) {
                                     request.set_stage(options.stage);
                                     request.set_reason(options.reason);
                                     for (const std::string& criterion : options.words) request.add_criteria(criterion);
                                   });
}

absl::Status Reopen(const Settings& settings, const WriteOptions& options) {
  return Write<ReopenSheetRequest>(settings, &SheetService::Stub::ReopenSheet, options,
                                   {"đã mở lại bảng điểm", "the sheet was reopened"}, [&](ReopenSheetRequest& request) {
                                     request.set_stage(options.stage);
                                     request.set_reason(options.reason);
                                   });
}

using Run = absl::Status (*)(const Settings&, const WriteOptions&);

CLI::App* AddWrite(const Grammar& grammar, CLI::App& sheet, Session& session, const std::string& name,
                   const Message& what, std::string_view example, const std::shared_ptr<WriteOptions>& options,
                   Run run) {
  CLI::App* command = grammar.Command(sheet, name, what, example);
  AddSheetAt(grammar, *command, options->at);
  AddWriteGuard(grammar, *command, options->guard);
  RunWith(*command, session, options, run);
  return command;
}

CLI::Option* AddReason(const Grammar& grammar, CLI::App& command, std::string& reason) {
  return grammar.NotEmpty(
      grammar.Text(command, "--reason", reason, "TEXT", {"Lý do, được lưu lại", "The reason, which is kept"}));
}

void AddSet(const Grammar& grammar, CLI::App& sheet, Session& session) {
  const auto options = std::make_shared<WriteOptions>();
  CLI::App* command =
      AddWrite(grammar, sheet, session, "set", {"Ghi, sửa hoặc xóa số liệu", "Report, correct or clear figures"},
               "thidua sheet set --unit 21526 --year 2023 I.2.plan=36000000 I.2.actual=36265077", options, &Set);
  grammar
      .Texts(*command, "FIGURE", options->words, "CRITERION.INPUT=VALUE",
             {"Số liệu, ví dụ I.2.actual=100; giá trị trống là xóa",
              "Figures such as I.2.actual=100; an empty value clears one"})
      ->required()
      ->check([grammar](const std::string& word) {
        return ParseFigureWord(word).has_value()
                   ? std::string()
                   : absl::StrCat("\"", word, "\" ",
                                  grammar.Say({"không có dạng TIÊU-CHÍ.SỐ-LIỆU=GIÁ-TRỊ, ví dụ I.2.actual=100",
                                               "is not CRITERION.INPUT=VALUE such as I.2.actual=100"}));
      });
  const CLI::Option* source = grammar.Text(*command, "--source", options->source, "TEXT",
                                           {"Nguồn của các số liệu này; không cho: giữ nguồn đã ghi",
                                            "Where these figures come from; without: the stored sources stay"});
  command->callback([&session, options, source] {
    options->has_source = source->count() > 0;
    session.run = [&session, options] { return Set(session.settings, *options); };
  });
}

void AddDecide(const Grammar& grammar, CLI::App& sheet, Session& session) {
  const auto options = std::make_shared<WriteOptions>();
  CLI::App* command = AddWrite(
      grammar, sheet, session, "decide",
      {"Quyết định điểm khác cho một tiêu chí, ở bước đang đứng", "Decide other points for a criterion, at its stage"},
      "thidua sheet decide --unit 21526 --year 2023 --criterion I.2 --points 90 --reason \"Thiếu quyết toán\"", options,
      &Decide);
  grammar
      .NotEmpty(grammar.Text(*command, "--criterion", options->criterion, "CRITERION",
                             {"Mã tiêu chí", "Code of the criterion"}))
      ->required();
  const CLI::Option* points =
      grammar.NotEmpty(grammar.Text(*command, "--points", options->points, "POINTS", {"Số điểm", "The points"}));
  const auto clear = std::make_shared<bool>(false);
  grammar.Flag(*command, "--clear", *clear, {"Bỏ điểm đã quyết định ở bước này", "Take this stage's decision back"});
  const CLI::Option* reason = AddReason(grammar, *command, options->reason);
  command->callback([&session, options, points, clear, reason, language = grammar.language()] {
    if ((points->count() > 0) == *clear) {
      const Message message{"Cần đúng một trong hai: --points hoặc --clear.",
                            "Exactly one of --points and --clear is needed."};
      throw CLI::ValidationError(message.In(language));
    }
    if (!*clear && reason->count() == 0) throw CLI::RequiredError("--reason");
    session.run = [&session, options] { return Decide(session.settings, *options); };
  });
}

CLI::Option* AddStage(const Grammar& grammar, CLI::App& command, std::string& stage, const Message& what) {
  return grammar.Text(command, "--to", stage, "STAGE", what);
}

}  // namespace

void AddSheetWriting(const Grammar& grammar, CLI::App& sheet, Session& session) {
  AddSet(grammar, sheet, session);
  AddWrite(grammar, sheet, session, "submit", {"Nộp bảng điểm lên bước sau", "Hand the sheet to the next stage"},
           "thidua sheet submit --unit 21526 --year 2023", std::make_shared<WriteOptions>(), &Submit);
  AddWrite(grammar, sheet, session, "withdraw",
           {"Rút lại bảng điểm vừa nộp, khi bước sau chưa làm gì",
            "Take back a sheet that was handed on, until somebody acts on it"},
           "thidua sheet withdraw --unit 21526 --year 2023", std::make_shared<WriteOptions>(), &Withdraw);
  AddWrite(grammar, sheet, session, "lock", {"Khóa bảng điểm: bước cuối", "Close the sheet: the last stage"},
           "thidua sheet lock --unit 21526 --year 2023", std::make_shared<WriteOptions>(), &Lock);

  const auto confirmed = std::make_shared<WriteOptions>();
  CLI::App* confirm =
      AddWrite(grammar, sheet, session, "confirm",
               {"Xác nhận số liệu của các tiêu chí phòng ban mình phụ trách",
                "Confirm the figures of the criteria that your office verifies"},
               "thidua sheet confirm --unit 21526 --year 2023 --as-office VH-XH I.5 I.6", confirmed, &Confirm);
  grammar.Texts(*confirm, "CRITERION", confirmed->words, "CRITERION",
                {"Mã các tiêu chí; không cho: tất cả của phòng ban", "Codes of criteria; without: all of the office"});
  AddDecide(grammar, sheet, session);

  const auto returned = std::make_shared<WriteOptions>();
  CLI::App* command =
      AddWrite(grammar, sheet, session, "return",
               {"Trả bảng điểm về bước trước để xem lại", "Send the sheet back to an earlier stage"},
               "thidua sheet return --unit 21526 --year 2023 --reason \"Thiếu minh chứng\" I.2", returned, &Return);
  AddReason(grammar, *command, returned->reason)->required();
  AddStage(grammar, *command, returned->stage,
           {"Mã bước cần về (mặc định: bước ngay trước)", "Code of the stage to go to (default: the one before)"});
  grammar.Texts(*command, "CRITERION", returned->words, "CRITERION",
                {"Mã các tiêu chí cần xem lại; không cho: tất cả", "Criteria to look at again; without: all"});

  const auto reopened = std::make_shared<WriteOptions>();
  CLI::App* reopen =
      AddWrite(grammar, sheet, session, "reopen",
               {"Cấp tổng hợp mở lại bảng điểm, cả khi đã khóa", "The authority puts a sheet back, even a closed one"},
               "thidua sheet reopen --unit 21526 --year 2023 --reason \"Sai số liệu\" --to SELF", reopened, &Reopen);
  AddReason(grammar, *reopen, reopened->reason)->required();
  AddStage(grammar, *reopen, reopened->stage,
           {"Mã bước cần về (mặc định: bước đầu)", "Code of the stage to go to (default: the first)"});
}

}  // namespace thidua::cli
