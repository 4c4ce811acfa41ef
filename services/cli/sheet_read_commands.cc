#include <algorithm>
#include <memory>
#include <utility>

#include "services/cli/commands.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/cli/sheet_commands.h"
#include "services/cli/sheet_options.h"
#include "services/cli/sheet_output.h"

namespace thidua::cli {
namespace {

using thidua::scoring::v1::CompareSheetsRequest;
using thidua::scoring::v1::GetSheetRequest;
using thidua::scoring::v1::ListRevisionsRequest;
using thidua::scoring::v1::ListRevisionsResponse;
using thidua::scoring::v1::SheetService;

constexpr int kLargestPage = 500;

struct ShowOptions {
  SheetAt at;
  int64_t version = 0;
};

struct HistoryOptions {
  SheetAt at;
  // 0: all.
  int limit = 0;
};

struct DiffOptions {
  SheetAt at;
  int64_t from = 0;
  int64_t to = 0;
};

absl::Status Show(const Settings& settings, const ShowOptions& options) {
  GetSheetRequest request;
  PutSheetAt(options.at, request);
  request.set_version(options.version);
  request.set_language_code(settings.lang);
  const auto reply = Ask(settings, &SheetService::Stub::GetSheet, request);
  return reply.ok() ? WriteReply(settings, *reply, &SheetText, &SheetCsv) : reply.status();
}

absl::Status History(const Settings& settings, const HistoryOptions& options) {
  ListRevisionsRequest request;
  PutSheetAt(options.at, request);
  request.set_language_code(settings.lang);
  ListRevisionsResponse all;
  const auto wanted = [&] { return options.limit == 0 ? kLargestPage : options.limit - all.revisions_size(); };
  do {
    request.set_page_size(std::min(wanted(), kLargestPage));
    absl::StatusOr<ListRevisionsResponse> page = Ask(settings, &SheetService::Stub::ListRevisions, request);
    if (!page.ok()) return page.status();
    for (auto& revision : *page->mutable_revisions()) *all.add_revisions() = std::move(revision);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty() && wanted() > 0);
  return WriteReply(settings, all, &HistoryText, &HistoryCsv);
}

absl::Status Diff(const Settings& settings, const DiffOptions& options) {
  CompareSheetsRequest request;
  PutSheetAt(options.at, request);
  request.set_from_version(options.from);
  request.set_to_version(options.to);
  request.set_language_code(settings.lang);
  const auto reply = Ask(settings, &SheetService::Stub::CompareSheets, request);
  return reply.ok() ? WriteReply(settings, *reply, &DiffText, &DiffCsv) : reply.status();
}

}  // namespace

void AddSheetReading(const Grammar& grammar, CLI::App& sheet, Session& session) {
  CLI::App* show = grammar.Command(sheet, "show",
                                   {"Bảng điểm: đang ở bước nào, số liệu, điểm, minh chứng, còn thiếu gì",
                                    "The sheet: where it stands, figures, points, evidence, what is missing"},
                                   "thidua sheet show --unit 21526 --year 2023");
  const auto shown = std::make_shared<ShowOptions>();
  AddSheetAt(grammar, *show, shown->at);
  grammar.Version(*show, "--version", shown->version,
                  {"Như ở phiên bản này (xem: sheet history)", "As it was at this version (see: sheet history)"});
  RunWith(*show, session, shown, &Show);

  CLI::App* history = grammar.Command(sheet, "history",
                                      {"Ai đã làm gì, khi nào, vì sao, từ bao nhiêu thành bao nhiêu; mới nhất trước",
                                       "Who did what, when, why, with each change; newest first"},
                                      "thidua sheet history --unit 21526 --year 2023 --limit 20");
  const auto past = std::make_shared<HistoryOptions>();
  AddSheetAt(grammar, *history, past->at);
  grammar.Number(*history, "--limit", past->limit, "N", 1, 1000000,
                 {"Chỉ N lần thay đổi mới nhất", "The newest N changes alone"});
  RunWith(*history, session, past, &History);

  CLI::App* diff =
      grammar.Command(sheet, "diff", {"Hai phiên bản khác nhau ở đâu", "What differs between two versions"},
                      "thidua sheet diff --unit 21526 --year 2023 --from 12");
  const auto compared = std::make_shared<DiffOptions>();
  AddSheetAt(grammar, *diff, compared->at);
  grammar.Version(*diff, "--from", compared->from, {"Phiên bản trước", "The earlier version"})->required();
  grammar.Version(*diff, "--to", compared->to, {"Phiên bản sau (mặc định: hiện nay)", "The later one (default: now)"});
  RunWith(*diff, session, compared, &Diff);
}

void AddSheet(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* sheet = grammar.Family(root, "sheet",
                                   {"Bảng điểm qua các bước trong năm: số liệu, minh chứng, nộp, xác nhận, chấm, khóa",
                                    "Score sheets through the year: figures, evidence, stages, decisions"},
                                   "thidua sheet show --unit 21526 --year 2023");
  AddSheetReading(grammar, *sheet, session);
  AddSheetWriting(grammar, *sheet, session);
  AddSheetFiles(grammar, *sheet, session);
  AddSheetReviews(grammar, *sheet, session);
}

}  // namespace thidua::cli
