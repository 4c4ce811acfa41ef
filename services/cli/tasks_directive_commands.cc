#include <memory>
#include <utility>

#include "services/cli/directive_output.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"
#include "services/cli/sheet_options.h"
#include "services/cli/tasks_commands.h"
#include "services/cli/tasks_options.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::Directive;
using thidua::tasks::v1::IssuedDirective;
using thidua::tasks::v1::IssueDirectiveRequest;
using thidua::tasks::v1::ListDirectivesRequest;
using thidua::tasks::v1::ListDirectivesResponse;
using thidua::tasks::v1::TasksService;

struct IssueOptions {
  std::string issuer;
  int year = 0;
  std::string criterion;
  std::string title;
  std::string document;
  std::string issued;
  std::string lead;
  std::vector<std::string> coordinators;
  std::string start;
  std::string due;
  std::string target;
  std::string cluster;
  std::string under;
  bool by_cluster = false;
  std::string request_id;
};

struct ListOptions {
  std::string issuer;
  int year = 0;
};

Directive ToDirective(const IssueOptions& options) {
  Directive directive;
  directive.set_issuer(options.issuer);
  directive.set_year(options.year);
  directive.set_document(options.document);
  directive.set_date(options.issued);
  directive.set_criterion(options.criterion);
  directive.set_title(options.title);
  directive.set_lead(options.lead);
  for (const std::string& office : options.coordinators) directive.add_coordinators(office);
  directive.set_start(options.start);
  directive.set_due(options.due);
  directive.set_target(options.target);
  options.by_cluster ? directive.set_cluster(options.cluster) : directive.set_under(options.under);
  return directive;
}

absl::Status Issue(const Settings& settings, const IssueOptions& options) {
  IssueDirectiveRequest request;
  *request.mutable_directive() = ToDirective(options);
  request.set_request_id(options.request_id);
  const auto reply = Ask(settings, &TasksService::Stub::IssueDirective, request, kImportTimeout);
  return reply.ok() ? WriteReply(settings, *reply, &IssuedText, &IssuedCsv) : reply.status();
}

absl::Status List(const Settings& settings, const ListOptions& options) {
  ListDirectivesRequest request;
  request.set_issuer(options.issuer);
  request.set_year(options.year);
  ListDirectivesResponse all;
  do {
    absl::StatusOr<ListDirectivesResponse> page = Ask(settings, &TasksService::Stub::ListDirectives, request);
    if (!page.ok()) return page.status();
    for (IssuedDirective& directive : *page->mutable_directives()) *all.add_directives() = std::move(directive);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return WriteReply(settings, all, &DirectivesText, &DirectivesCsv);
}

void AddIssue(const Grammar& grammar, CLI::App& directive, Session& session) {
  CLI::App* command = grammar.Command(
      directive, "issue",
      {"Giao cùng một việc cho mọi đơn vị của một cụm hoặc một cấp", "Give all units of a scope the same task"},
      "thidua tasks directive issue --issuer 535 --year 2024 --criterion I.10 --title \"Đạt chuẩn nông thôn mới\" "
      "--under 535 --document 05/CT-UBND");
  const auto options = std::make_shared<IssueOptions>();
  grammar
      .Text(*command, "--issuer", options->issuer, "UNIT", {"Mã đơn vị ban hành", "Code of the unit that issues it"})
      ->required();
  grammar.Year(*command, "--year", options->year, {"Năm thi đua", "Year that is scored"})->required();
  grammar.Text(*command, "--criterion", options->criterion, "CRITERION", {"Mã tiêu chí", "Code of the criterion"})
      ->required();
  grammar.Text(*command, "--title", options->title, "TEXT", {"Việc phải làm", "What is to be done"})->required();
  const CLI::Option* cluster = AddCluster(grammar, *command, options->cluster);
  const CLI::Option* under = AddUnder(grammar, *command, options->under);
  grammar.Text(*command, "--document", options->document, "NUMBER",
               {"Số văn bản, ví dụ 05/CT-UBND", "Number of the document such as 05/CT-UBND"});
  AddDay(grammar, *command, "--issued", options->issued, {"Ngày ban hành", "When it was issued"});
  grammar.Text(*command, "--lead", options->lead, "OFFICE", {"Mã bộ phận chủ trì", "Code of the lead office"});
  grammar.Texts(*command, "--coordinator", options->coordinators, "OFFICE",
                {"Mã các bộ phận phối hợp", "Codes of coordinating offices"});
  AddDay(grammar, *command, "--start", options->start, {"Ngày bắt đầu", "When it starts"});
  AddDay(grammar, *command, "--due", options->due,
         {"Hạn hoàn thành (không cho: theo lịch của năm)", "When it is due (without: the calendar decides)"});
  grammar.Text(*command, "--target", options->target, "TARGET",
               {"Mục tiêu: số điểm (65) hoặc số đạt trên tổng số (13/19)",
                "What to reach: points (65) or a part of a whole (13/19)"});
  AddRequestId(grammar, *command, options->request_id);
  command->callback([&session, options, cluster, under, language = grammar.language()] {
    RequireOneOf({cluster, under}, language);
    options->by_cluster = cluster->count() > 0;
    session.run = [&session, options] { return Issue(session.settings, *options); };
  });
}

}  // namespace

void AddDirectives(const Grammar& grammar, CLI::App& tasks, Session& session) {
  CLI::App* directive = grammar.Family(
      tasks, "directive", {"Văn bản chỉ đạo của cấp trên: giao, theo dõi", "Directives from above: issue, follow"},
      "thidua tasks directive list --issuer 535 --year 2024");
  AddIssue(grammar, *directive, session);
  CLI::App* list = grammar.Command(
      *directive, "list",
      {"Các văn bản chỉ đạo và kết quả, mới nhất trước", "Directives and what became of them, newest first"},
      "thidua tasks directive list --issuer 535 --year 2024");
  const auto options = std::make_shared<ListOptions>();
  grammar.Text(*list, "--issuer", options->issuer, "UNIT", {"Chỉ của đơn vị này", "Of this unit alone"});
  grammar.Year(*list, "--year", options->year, {"Chỉ năm này", "This year alone"});
  RunWith(*list, session, options, &List);
}

}  // namespace thidua::cli
