#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/cli/assignments.h"
#include "services/cli/commands.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/cli/what_if_output.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::WhatIfRequest;

struct WhatIfOptions {
  std::vector<std::string> inputs;
  std::vector<std::string> points;
  std::string cluster;
  int year = 0;
  WhatIfRequest request;
};

absl::Status WhatIf(const Settings& settings, const WhatIfOptions& options) {
  const auto reply = Ask(settings, &thidua::ranking::v1::RankingService::Stub::WhatIf, options.request);
  return reply.ok() ? WriteReply(settings, *reply, &WhatIfText, &WhatIfCsv) : reply.status();
}

thidua::scoring::v1::ScoreOverride& AddOverride(const UnitFigure& figure, WhatIfRequest& request) {
  auto& one = *request.add_overrides();
  one.set_unit(figure.unit);
  one.set_criterion(figure.criterion);
  return one;
}

// A usage error where a word is not understood or there is none.
void MakeRequest(Language language, WhatIfOptions& options) {
  WhatIfRequest& request = options.request;
  request.set_cluster(options.cluster);
  request.set_year(options.year);
  if (options.inputs.empty() && options.points.empty()) {
    const Message message{"Cần ít nhất một --set hoặc --points.", "At least one --set or --points is needed."};
    throw CLI::ValidationError(message.In(language));
  }
  for (const std::string& word : options.inputs) {
    const std::optional<UnitFigure> figure = ParseUnitInput(word);
    if (!figure.has_value()) {
      RefuseWord("--set", word,
                 {"ĐƠN VỊ:TIÊU CHÍ:SỐ LIỆU=GIÁ TRỊ, ví dụ 21526:I.2:actual=36000000",
                  "UNIT:CRITERION:INPUT=VALUE such as 21526:I.2:actual=36000000"},
                 language);
    }
    auto& input = *AddOverride(*figure, request).mutable_input();
    input.set_name(figure->input);
    input.set_value(figure->value);
  }
  for (const std::string& word : options.points) {
    const std::optional<UnitFigure> figure = ParseUnitPoints(word);
    if (!figure.has_value()) {
      RefuseWord("--points", word,
                 {"ĐƠN VỊ:TIÊU CHÍ=ĐIỂM, ví dụ 21526:I.2=100", "UNIT:CRITERION=POINTS such as 21526:I.2=100"},
                 language);
    }
    AddOverride(*figure, request).set_points(figure->value);
  }
}

}  // namespace

void AddWhatIf(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* command = grammar.Command(root, "whatif",
                                      {"Nếu số liệu hoặc điểm khác đi thì điểm và hạng của ai đổi; không ghi gì",
                                       "Whose points and rank would move with other figures; stores nothing"},
                                      "thidua whatif --cluster khu-trung --year 2023 --set 21526:I.2:actual=36000000");
  const auto options = std::make_shared<WhatIfOptions>();
  grammar.Text(*command, "--cluster", options->cluster, "CLUSTER", {"Mã cụm thi đua", "Code of the cluster"})
      ->required();
  grammar.Year(*command, "--year", options->year, {"Năm thi đua", "Year that is scored"})->required();
  grammar.Texts(
      *command, "--set", options->inputs, "UNIT:CRITERION:INPUT=VALUE",
      {"Thay một số liệu; để trống GIÁ TRỊ là bỏ số liệu đó", "Another figure; an empty VALUE takes it away"});
  grammar.Texts(*command, "--points", options->points, "UNIT:CRITERION=POINTS",
                {"Cho một số điểm ở bước đang đứng, mặc số liệu",
                 "Points decided at the stage where the sheet stands, whatever the figures"});
  command->callback([&session, options, language = grammar.language()] {
    MakeRequest(language, *options);
    session.run = [&session, options] { return WhatIf(session.settings, *options); };
  });
}

}  // namespace thidua::cli
