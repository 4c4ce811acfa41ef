#include "services/cli/directive_output.h"

#include "absl/strings/str_cat.h"
#include "services/cli/csv.h"
#include "services/cli/sheet_words.h"
#include "services/cli/table.h"
#include "services/cli/task_words.h"
#include "services/cli/tasks_output.h"
#include "services/cli/text.h"

namespace thidua::cli {

using thidua::tasks::v1::Directive;
using thidua::tasks::v1::IssuedDirective;
using thidua::tasks::v1::IssueDirectiveResponse;
using thidua::tasks::v1::ListDirectivesResponse;
using thidua::tasks::v1::Task;

namespace {

std::string Scope(const Directive& directive, const Style& style) {
  if (directive.has_cluster()) return absl::StrCat(style.Say({"cụm ", "cluster "}), directive.cluster());
  return directive.under().empty() ? style.Say({"cả nước", "the whole country"})
                                   : absl::StrCat(style.Say({"dưới ", "under "}), directive.under());
}

}  // namespace

std::string IssuedText(const IssueDirectiveResponse& reply, const Style& style) {
  const Directive& directive = reply.directive();
  const Message issued{
      absl::StrCat("Đã giao văn bản chỉ đạo ", directive.directive(), " cho ", reply.tasks_size(), " đơn vị."),
      absl::StrCat("Directive ", directive.directive(), " was given to ", reply.tasks_size(), " units.")};
  std::string text = absl::StrCat(style.Paint(style.Say(issued), Tone::kGood), "\n");
  if (!reply.tasks().empty()) {
    Table table(style);
    table.AddColumn(style.Say({"Đơn vị", "Unit"}));
    table.AddColumn(style.Say({"Nhiệm vụ", "Task"}));
    table.AddColumn(style.Say({"Hạn", "Due"}));
    table.AddColumn(style.Say({"Trạng thái", "State"}));
    for (const Task& task : reply.tasks()) {
      table.AddRow({task.unit(), task.task(), FormatDate(task.due(), style.language), StandingCell(task, style)});
    }
    text += table.ToString();
  }
  text += CodesLine({"Không giao (tiêu chí không áp dụng hoặc chưa có thang điểm)",
                     "Left out (the criterion is not for them, or they have no scale)"},
                    reply.left_out(), style);
  return absl::StrCat(text, style.Say({"Theo dõi:  ", "Follow it with:  "}), "thidua tasks list --directive ",
                      directive.directive(), "\n");
}

std::string IssuedCsv(const IssueDirectiveResponse& reply) { return TasksCsv(reply.tasks()); }

std::string DirectivesText(const ListDirectivesResponse& reply, const Style& style) {
  if (reply.directives().empty()) return style.Say({"Chưa có văn bản chỉ đạo nào.\n", "There are no directives.\n"});
  Table table(style);
  table.AddColumn(style.Say({"Mã", "Directive"}));
  table.AddColumn(style.Say({"Số", "Document"}));
  table.AddColumn(style.Say({"Ngày", "Date"}));
  table.AddColumn(style.Say({"Tiêu chí", "Criterion"}));
  table.AddColumn(style.Say({"Phạm vi", "For"}));
  table.AddColumn(style.Say({"Hạn", "Due"}));
  table.AddColumn(style.Say({"Việc", "Tasks"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Đã đạt", "Fulfilled"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Quá hạn", "Overdue"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Nội dung", "Title"}), Table::Column::kWrap);
  for (const IssuedDirective& issued : reply.directives()) {
    const Directive& directive = issued.directive();
    table.AddRow({directive.directive(), directive.document(), FormatDate(directive.date(), style.language),
                  directive.criterion(), Scope(directive, style), FormatDate(directive.due(), style.language),
                  absl::StrCat(issued.tasks()), absl::StrCat(issued.fulfilled()),
                  Cell(absl::StrCat(issued.overdue()), issued.overdue() > 0 ? Tone::kBad : Tone::kPlain),
                  directive.title()});
  }
  return table.ToString();
}

std::string DirectivesCsv(const ListDirectivesResponse& reply) {
  std::string csv;
  AppendCsvRow({"directive", "issuer", "year", "document", "date", "criterion", "title", "cluster", "under", "due",
                "tasks", "fulfilled", "overdue"},
               csv);
  for (const IssuedDirective& issued : reply.directives()) {
    const Directive& directive = issued.directive();
    AppendCsvRow({directive.directive(), directive.issuer(), absl::StrCat(directive.year()), directive.document(),
                  directive.date(), directive.criterion(), directive.title(), directive.cluster(), directive.under(),
                  directive.due(), absl::StrCat(issued.tasks()), absl::StrCat(issued.fulfilled()),
                  absl::StrCat(issued.overdue())},
                 csv);
  }
  return csv;
}

}  // namespace thidua::cli
