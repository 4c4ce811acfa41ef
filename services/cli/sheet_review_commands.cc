#include <memory>

#include "services/cli/reply.h"
#include "services/cli/review_output.h"
#include "services/cli/services.h"
#include "services/cli/sheet_commands.h"
#include "services/cli/sheet_options.h"

namespace thidua::cli {
namespace {

using thidua::scoring::v1::GetLastYearRequest;
using thidua::scoring::v1::GetLedgerRequest;
using thidua::scoring::v1::GetProgressRequest;
using thidua::scoring::v1::ListWarningsRequest;
using thidua::scoring::v1::SheetService;

// Each uses its part.
struct ReviewOptions {
  std::string unit;
  std::string cluster;
  std::string under;
  int year = 0;
  bool by_cluster = false;
};

absl::Status Ledger(const Settings& settings, const ReviewOptions& options) {
  GetLedgerRequest request;
  request.set_year(options.year);
  options.by_cluster ? request.set_cluster(options.cluster) : request.set_unit(options.unit);
  const auto reply = Ask(settings, &SheetService::Stub::GetLedger, request);
  return reply.ok() ? WriteReply(settings, *reply, &LedgerText, &LedgerCsv) : reply.status();
}

absl::Status Warnings(const Settings& settings, const ReviewOptions& options) {
  ListWarningsRequest request;
  request.set_cluster(options.cluster);
  request.set_year(options.year);
  request.set_language_code(settings.lang);
  const auto reply = Ask(settings, &SheetService::Stub::ListWarnings, request);
  return reply.ok() ? WriteReply(settings, *reply, &WarningsText, &WarningsCsv) : reply.status();
}

absl::Status SheetProgress(const Settings& settings, const ReviewOptions& options) {
  GetProgressRequest request;
  request.set_year(options.year);
  options.by_cluster ? request.set_cluster(options.cluster) : request.set_under(options.under);
  const auto reply = Ask(settings, &SheetService::Stub::GetProgress, request);
  return reply.ok() ? WriteReply(settings, *reply, &ProgressText, &ProgressCsv) : reply.status();
}

absl::Status LastYear(const Settings& settings, const ReviewOptions& options) {
  GetLastYearRequest request;
  request.set_unit(options.unit);
  request.set_year(options.year);
  request.set_language_code(settings.lang);
  const auto reply = Ask(settings, &SheetService::Stub::GetLastYear, request);
  return reply.ok() ? WriteReply(settings, *reply, &LastYearText, &LastYearCsv) : reply.status();
}

CLI::Option* AddCluster(const Grammar& grammar, CLI::App& command, std::string& cluster) {
  return grammar.Text(command, "--cluster", cluster, "CLUSTER", {"Mã một cụm thi đua", "Code of one cluster"});
}

CLI::Option* AddYear(const Grammar& grammar, CLI::App& command, int& year) {
  return grammar.Year(command, "--year", year, {"Năm thi đua", "Year that is scored"})->required();
}

// Runs `run` when exactly one of --cluster and the other option is given.
void RunWithEither(const Grammar& grammar, CLI::App& command, Session& session,
                   const std::shared_ptr<ReviewOptions>& options, const CLI::Option* cluster, const CLI::Option* other,
                   absl::Status (*run)(const Settings&, const ReviewOptions&)) {
  command.callback([=, &session, language = grammar.language()] {
    if ((cluster->count() > 0) == (other->count() > 0)) {
      const Message message{"Cần đúng một trong hai: --cluster hoặc " + other->get_name() + ".",
                            "Exactly one of --cluster and " + other->get_name() + " is needed."};
      throw CLI::ValidationError(message.In(language));
    }
    options->by_cluster = cluster->count() > 0;
    session.run = [&session, options, run] { return run(session.settings, *options); };
  });
}

}  // namespace

void AddSheetReviews(const Grammar& grammar, CLI::App& sheet, Session& session) {
  CLI::App* ledger = grammar.Command(sheet, "ledger",
                                     {"Sổ chênh lệch: mỗi bước đã sửa điểm nào, ai sửa, vì sao",
                                      "The discrepancy ledger: what each stage moved, who and why"},
                                     "thidua sheet ledger --cluster khu-trung --year 2023");
  const auto ledgers = std::make_shared<ReviewOptions>();
  const CLI::Option* cluster = AddCluster(grammar, *ledger, ledgers->cluster);
  const CLI::Option* unit =
      grammar.Text(*ledger, "--unit", ledgers->unit, "UNIT", {"Chỉ đơn vị này", "This unit alone"});
  AddYear(grammar, *ledger, ledgers->year);
  RunWithEither(grammar, *ledger, session, ledgers, cluster, unit, &Ledger);

  CLI::App* warnings = grammar.Command(sheet, "warnings",
                                       {"Số liệu đáng ngờ trong một cụm; không chặn việc gì",
                                        "What looks wrong in a cluster's figures; nothing of it blocks"},
                                       "thidua sheet warnings --cluster khu-trung --year 2023");
  const auto warned = std::make_shared<ReviewOptions>();
  AddCluster(grammar, *warnings, warned->cluster)->required();
  AddYear(grammar, *warnings, warned->year);
  RunWith(*warnings, session, warned, &Warnings);

  CLI::App* progress = grammar.Command(sheet, "progress",
                                       {"Các bảng điểm đang ở bước nào, đúng hạn hay muộn, còn thiếu",
                                        "Where the sheets stand, in time or late, what is missing"},
                                       "thidua sheet progress --under 535 --year 2023");
  const auto measured = std::make_shared<ReviewOptions>();
  const CLI::Option* one_cluster = AddCluster(grammar, *progress, measured->cluster);
  const CLI::Option* under =
      grammar.Text(*progress, "--under", measured->under, "UNIT",
                   {"Mọi cụm do đơn vị này hoặc cấp dưới của nó tổng hợp ('' là cả nước)",
                    "All clusters aggregated by this unit or one below it ('' is the whole country)"});
  AddYear(grammar, *progress, measured->year);
  RunWithEither(grammar, *progress, session, measured, one_cluster, under, &SheetProgress);

  CLI::App* last_year = grammar.Command(sheet, "last-year",
                                        {"Số liệu năm trước của đơn vị, hoặc của các đơn vị nhập thành nó",
                                         "Last year's figures of a unit, or of the units it was made from"},
                                        "thidua sheet last-year --unit 21526 --year 2024");
  const auto earlier = std::make_shared<ReviewOptions>();
  grammar.Text(*last_year, "--unit", earlier->unit, "UNIT", {"Mã đơn vị", "Code of the unit"})->required();
  grammar
      .Year(*last_year, "--year", earlier->year, {"Năm nay: hỏi về năm trước nó", "The year whose year before it is"})
      ->required();
  RunWith(*last_year, session, earlier, &LastYear);
}

}  // namespace thidua::cli
