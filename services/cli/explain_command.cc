#include <memory>

#include "services/cli/commands.h"
#include "services/cli/explain_output.h"
#include "services/cli/json.h"
#include "services/cli/services.h"

namespace thidua::cli {
namespace {

struct ExplainOptions {
  std::string unit;
  int year = 0;
  std::string criterion;
  bool all = false;
};

absl::Status Explain(const Settings& settings, const ExplainOptions& options) {
  thidua::scoring::v1::ExplainScoresRequest request;
  request.set_unit(options.unit);
  request.set_year(options.year);
  request.set_criterion(options.criterion);
  request.set_language_code(settings.lang);
  const absl::StatusOr<thidua::scoring::v1::ExplainScoresResponse> reply =
      Ask(settings, &thidua::scoring::v1::ScoringService::Stub::ExplainScores, request);
  if (!reply.ok()) return reply.status();
  switch (settings.OutputFormat()) {
    case Format::kText: {
      const ExplainDetail detail = !options.criterion.empty() ? ExplainDetail::kOneCriterion
                                   : options.all              ? ExplainDetail::kEveryCriterion
                                                              : ExplainDetail::kWhatDiffers;
      return WriteOutput(ExplainText(*reply, detail, OutputStyle(settings.OutputLanguage())));
    }
    case Format::kCsv:
      return WriteOutput(ExplainCsv(*reply));
    case Format::kJson:
      return WriteJson(*reply);
  }
  return absl::OkStatus();
}

}  // namespace

void AddExplain(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* command = grammar.Command(root, "explain",
                                      {"Vì sao mất điểm, được cộng điểm, và làm gì để lấy lại",
                                       "Why points were lost or won, and how to win them back"},
                                      "thidua explain --unit 21526 --year 2023 --criterion I.2");
  const auto options = std::make_shared<ExplainOptions>();
  grammar.Text(*command, "--unit", options->unit, "UNIT", {"Mã đơn vị", "Code of the unit"})->required();
  grammar.Year(*command, "--year", options->year, {"Năm thi đua", "Year that is scored"})->required();
  grammar.Text(*command, "--criterion", options->criterion, "CRITERION", {"Chỉ tiêu chí này", "This criterion alone"});
  grammar.Flag(*command, "--all", options->all,
               {"Cả những tiêu chí đủ điểm và không áp dụng (bản text)",
                "Also criteria with full points or not applicable (text)"});
  command->callback(
      [&session, options] { session.run = [&session, options] { return Explain(session.settings, *options); }; });
}

}  // namespace thidua::cli
