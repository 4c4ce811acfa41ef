#include <charconv>
#include <memory>

#include "absl/strings/str_cat.h"
#include "services/cli/office_names.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/cli/tasks_commands.h"
#include "services/cli/tasks_options.h"
#include "services/cli/tasks_output.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::DraftPathTasksRequest;
using thidua::tasks::v1::DraftPathTasksResponse;
using thidua::tasks::v1::DraftTasksRequest;
using thidua::tasks::v1::DraftTasksResponse;
using thidua::tasks::v1::TasksService;

struct DraftOptions {
  std::string unit;
  int from_year = 0;
  int year = 0;
  std::string due;
  std::vector<std::string> efforts;
  std::string published;
  int rank = 0;
  std::string total;
  DraftTasksRequest lost;
  DraftPathTasksRequest path;
};

// The two replies differ in what they say beside the tasks.
template <typename Reply>
absl::Status WriteDrafts(const Settings& settings, const absl::StatusOr<Reply>& reply,
                         std::string (*text)(const Reply&, const OfficeNames&, const Style&)) {
  if (!reply.ok()) return reply.status();
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(text(*reply, AskOfficeNames(settings), OutputStyle(settings.OutputLanguage())));
    case Format::kCsv:
      return WriteOutput(DraftCsv(reply->tasks()));
    case Format::kJson:
      return WriteJson(*reply);
  }
  return absl::OkStatus();
}

absl::Status DraftLost(const Settings& settings, const DraftOptions& options) {
  return WriteDrafts(settings, Ask(settings, &TasksService::Stub::DraftTasks, options.lost), &DraftText);
}

absl::Status DraftPath(const Settings& settings, const DraftOptions& options) {
  return WriteDrafts(settings, Ask(settings, &TasksService::Stub::DraftPathTasks, options.path), &PathDraftText);
}

template <typename Request>
void PutDraft(const DraftOptions& options, Language language, Request& request) {
  request.set_unit(options.unit);
  request.set_from_year(options.from_year);
  request.set_year(options.year);
  request.set_due(options.due);
  PutEfforts(options.efforts, language, request);
}

// "535" or "535:2".
void PutPublication(const std::string& word, Language language, DraftTasksRequest& request) {
  const size_t colon = word.find(':');
  request.set_published_under(word.substr(0, colon));
  if (colon == std::string::npos && !word.empty()) return;
  int number = 0;
  const char* end = word.data() + word.size();
  const bool is_number = colon != std::string::npos && colon > 0 &&
                         std::from_chars(word.data() + colon + 1, end, number).ptr == end && number > 0;
  if (!is_number)
    RefuseWord("--published", word, {"ĐƠN VỊ hoặc ĐƠN VỊ:SỐ, ví dụ 535:2", "UNIT or UNIT:NUMBER"}, language);
  request.set_published_number(number);
}

}  // namespace

void AddTaskDrafting(const Grammar& grammar, CLI::App& tasks, Session& session) {
  constexpr int kMostUnits = 100000;
  CLI::App* command = grammar.Command(
      tasks, "draft",
      {"Lập nhiệm vụ nháp từ điểm đã mất, hoặc chỉ những việc cần để lên một hạng; chạy lại không sinh việc trùng",
       "Draft tasks from lost points, or those that a rank takes; running it again makes no second task"},
      "thidua tasks draft --unit 21526 --from-year 2023 --year 2024\n"
      "  thidua tasks draft --unit 21526 --from-year 2023 --year 2024 --rank 1 --effort I.10=5");
  const auto options = std::make_shared<DraftOptions>();
  AddUnit(grammar, *command, options->unit, {"Mã đơn vị", "Code of the unit"})->required();
  grammar.Year(*command, "--from-year", options->from_year, {"Năm bị mất điểm", "Year in which points were lost"})
      ->required();
  grammar.Year(*command, "--year", options->year, {"Năm phải lấy lại điểm", "Year in which to win them back"})
      ->required();
  AddDay(grammar, *command, "--due", options->due,
         {"Hạn hoàn thành, dạng 2024-12-31 (không cho: theo lịch của năm)",
          "When they are due, as 2024-12-31 (without: the calendar decides)"});
  AddEfforts(grammar, *command, options->efforts);
  const CLI::Option* published =
      grammar.Text(*command, "--published", options->published, "UNIT[:NUMBER]",
                   {"Lấy điểm theo bản đã công bố của đơn vị này và cấp dưới (không cho: bảng điểm hiện nay)",
                    "Points as published for this unit and those below (without: the sheet as it stands)"});
  const CLI::Option* rank =
      grammar.Number(*command, "--rank", options->rank, "K", 1, kMostUnits,
                     {"Chỉ những việc cần để đạt hạng này trong cụm", "Only what this rank in the cluster takes"});
  const CLI::Option* total = grammar.Text(*command, "--total", options->total, "T",
                                          {"Chỉ những việc cần để đạt tổng điểm này", "Only what this total takes"});
  command->callback([&session, options, published, rank, total, language = grammar.language()] {
    const bool path = rank->count() + total->count() > 0;
    if (path) RequireOneOf({rank, total}, language);
    if (path && published->count() > 0) {
      const Message message{"--published chỉ đi với việc lập từ điểm đã mất, không đi với --rank hoặc --total.",
                            "--published goes with lost points, not with --rank or --total."};
      throw CLI::ValidationError(message.In(language));
    }
    PutDraft(*options, language, options->lost);
    PutDraft(*options, language, options->path);
    if (published->count() > 0) PutPublication(options->published, language, options->lost);
    rank->count() > 0 ? options->path.set_rank(options->rank) : options->path.set_total(options->total);
    session.run = [&session, options, run = path ? &DraftPath : &DraftLost] { return run(session.settings, *options); };
  });
}

}  // namespace thidua::cli
