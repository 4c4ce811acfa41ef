#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/cli/assignments.h"
#include "services/cli/commands.h"
#include "services/cli/freshness.h"
#include "services/cli/json.h"
#include "services/cli/path_output.h"
#include "services/cli/services.h"
#include "services/cli/sheet_options.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::FindPathRequest;
using thidua::ranking::v1::FindPathResponse;
using thidua::ranking::v1::GainCost;
using thidua::ranking::v1::RankingService;

struct PathOptions {
  SheetAt at;
  PathTarget target;
  std::vector<std::string> costs;
  std::vector<std::string> gains;
  FindPathRequest request;
};

absl::Status Path(const Settings& settings, const PathOptions& options) {
  const absl::StatusOr<FindPathResponse> reply = Ask(settings, &RankingService::Stub::FindPath, options.request);
  if (!reply.ok()) return reply.status();
  NoteIfStale(settings, *reply);
  const Style style = OutputStyle(settings.OutputLanguage());
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(PathText(*reply, options.target, AskOfficeNames(settings), style));
    case Format::kCsv:
      if (!reply->reachable()) WriteNote(absl::StrCat("thidua: ", OutOfReachText(*reply, options.target, style)));
      return WriteOutput(PathCsv(*reply));
    case Format::kJson:
      return WriteJson(*reply);
  }
  return absl::OkStatus();
}

// What --cost and --gain say, by criterion.
class Costs {
 public:
  explicit Costs(Language language) : language_(language) {}

  // `field` is where GainCost holds the amount.
  void Put(const std::string& option, const std::vector<std::string>& words, const Message& wanted,
           std::string* (GainCost::*field)()) {
    for (const std::string& word : words) {
      const std::optional<CodeAmount> one = ParseCodeAmount(word);
      if (!one.has_value()) RefuseWord(option, word, wanted, language_);
      GainCost& cost = by_criterion_[one->code];
      std::string& amount = *(cost.*field)();
      if (!amount.empty()) {
        const Message twice{" được cho hai lần.", " is given twice."};
        throw CLI::ValidationError(absl::StrCat(option, ": ", one->code, twice.In(language_)));
      }
      cost.set_criterion(one->code);
      amount = one->amount;
    }
  }

  const std::map<std::string, GainCost>& by_criterion() const { return by_criterion_; }

 private:
  Language language_;
  std::map<std::string, GainCost> by_criterion_;
};

// A usage error where the options do not make one question.
void MakeRequest(Language language, PathOptions& options) {
  if ((options.target.rank == 0) == options.target.total.empty()) {
    const Message message{"Cần đúng một trong hai: --rank hoặc --total.",
                          "Exactly one of --rank and --total is needed."};
    throw CLI::ValidationError(message.In(language));
  }
  Costs costs(language);
  costs.Put(
      "--cost", options.costs,
      {"MÃ=CHI PHÍ với chi phí là số không âm, ví dụ I.10=3", "CODE=COST with a cost of at least 0 such as I.10=3"},
      &GainCost::mutable_cost);
  costs.Put("--gain", options.gains,
            {"MÃ=ĐIỂM với điểm là số không âm, ví dụ I.10=20", "CODE=POINTS with points of at least 0 such as I.10=20"},
            &GainCost::mutable_gain);
  options.target.has_costs = !options.costs.empty();
  FindPathRequest& request = options.request;
  PutSheetAt(options.at, request);
  if (options.target.rank > 0) {
    request.set_rank(options.target.rank);
  } else {
    request.set_total(options.target.total);
  }
  for (const auto& [criterion, cost] : costs.by_criterion()) *request.add_costs() = cost;
  WantLatest(request);
}

}  // namespace

void AddPath(const Grammar& grammar, CLI::App& root, Session& session) {
  constexpr int kMostUnits = 100000;
  CLI::App* command = grammar.Command(
      root, "path",
      {"Cần lấy lại những tiêu chí nào để lên một hạng, ít tốn nhất", "The cheapest criteria to win back for a rank"},
      "thidua path --unit 21526 --year 2023 --rank 1 --cost I.10=3");
  const auto options = std::make_shared<PathOptions>();
  AddSheetAt(grammar, *command, options->at);
  grammar.Number(*command, "--rank", options->target.rank, "K", 1, kMostUnits,
                 {"Hạng muốn đạt trong cụm (đồng hạng cũng tính)", "Rank to reach in the cluster (sharing it counts)"});
  grammar.Text(*command, "--total", options->target.total, "T", {"Tổng điểm muốn đạt", "Total to reach"})
      ->check([grammar](const std::string& text) {
        return IsAmount(text) ? std::string()
                              : absl::StrCat("\"", text, "\" ",
                                             grammar.Say({"không phải số không âm, ví dụ 99.5",
                                                          "is not a number of at least 0 such as 99.5"}));
      });
  grammar.Texts(*command, "--cost", options->costs, "CODE=COST",
                {"Chi phí để lấy lại một tiêu chí (mặc định 1)", "What winning back a criterion costs (default 1)"});
  grammar.Texts(*command, "--gain", options->gains, "CODE=POINTS",
                {"Số điểm lấy lại được ở một tiêu chí (mặc định: hết; 0: không lấy lại)",
                 "Points that can be won back in a criterion (default: all; 0: none)"});
  command->callback([&session, options, language = grammar.language()] {
    MakeRequest(language, *options);
    session.run = [&session, options] { return Path(session.settings, *options); };
  });
}

}  // namespace thidua::cli
