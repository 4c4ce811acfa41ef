#include "services/cli/tasks_options.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/civil_day/civil_day.h"
#include "services/cli/sheet_options.h"
#include "services/cli/task_words.h"

namespace thidua::cli {

using thidua::tasks::v1::Task;
using thidua::tasks::v1::TaskEvidence;

CLI::Option* AddDay(const Grammar& grammar, CLI::App& command, const std::string& name, std::string& day,
                    const Message& what) {
  return grammar.Text(command, name, day, "DATE", what)->check([grammar](const std::string& text) {
    return text.empty() || ParseCivilDay(text).has_value()
               ? std::string()
               : absl::StrCat("\"", text, "\" ",
                              grammar.Say({"không phải ngày dạng năm-tháng-ngày, ví dụ 2024-12-31",
                                           "is not a day written as 2024-12-31"}));
  });
}

CLI::Option* AddAsOf(const Grammar& grammar, CLI::App& command, std::string& date) {
  return AddDay(grammar, command, "--date", date,
                {"Tính đến ngày này, dạng 2024-12-31 (mặc định: hôm nay)",
                 "As of this day, written as 2024-12-31 (default: today)"});
}

CLI::Option* AddUnit(const Grammar& grammar, CLI::App& command, std::string& unit, const Message& what) {
  return grammar.Text(command, "--unit", unit, "UNIT", what);
}

CLI::Option* AddUnder(const Grammar& grammar, CLI::App& command, std::string& under) {
  return grammar.Text(command, "--under", under, "UNIT",
                      {"Mọi cụm do đơn vị này hoặc cấp dưới của nó tổng hợp ('' là cả nước)",
                       "All clusters aggregated by this unit or one below it ('' is the whole country)"});
}

CLI::Option* AddCluster(const Grammar& grammar, CLI::App& command, std::string& cluster) {
  return grammar.Text(command, "--cluster", cluster, "CLUSTER", {"Mã một cụm thi đua", "Code of one cluster"});
}

void RequireOneOf(const std::vector<const CLI::Option*>& options, Language language) {
  std::vector<std::string> names;
  int given = 0;
  for (const CLI::Option* option : options) {
    names.push_back(option->get_name());
    given += option->count() > 0 ? 1 : 0;
  }
  if (given == 1) return;
  const Message message{absl::StrCat("Cần đúng một trong các tùy chọn: ", absl::StrJoin(names, ", "), "."),
                        absl::StrCat("Exactly one of these options is needed: ", absl::StrJoin(names, ", "), ".")};
  throw CLI::ValidationError(message.In(language));
}

void AddTaskName(const Grammar& grammar, CLI::App& command, std::string& task) {
  grammar
      .NotEmpty(grammar.Text(command, "TASK", task, "TASK",
                             {"Mã nhiệm vụ, ví dụ 21526-2024-I.10, hoặc phần việc 21526-2024-I.10/2",
                              "Name of the task such as 21526-2024-I.10, or of a part, 21526-2024-I.10/2"}))
      ->required();
}

void AddActGuard(const Grammar& grammar, CLI::App& command, ActGuard& guard) {
  AddTaskName(grammar, command, guard.task);
  AddDay(grammar, command, "--date", guard.date,
         {"Ngày việc này xảy ra, không sau hôm nay (mặc định: hôm nay)",
          "The day on which it happened, not after today (default: today)"});
  grammar.Text(command, "--etag", guard.etag, "ETAG",
               {"Chỉ ghi khi nhiệm vụ còn đúng etag này", "Write only if the task still has this etag"});
  AddRequestId(grammar, command, guard.request_id);
}

Task TaskFields::ToTask() const {
  Task task;
  task.set_title(title);
  task.set_lead(lead);
  for (const std::string& coordinator : coordinators) {
    if (!coordinator.empty()) task.add_coordinators(coordinator);
  }
  task.set_start(start);
  task.set_due(due);
  task.set_evidence_due(evidence_due);
  task.set_target(target);
  task.set_recurrence(RecurrenceOfCode(recurrence));
  task.set_effort(effort);
  task.set_source(source);
  return task;
}

std::vector<std::string> TaskFields::Given() const {
  std::vector<std::string> paths;
  for (const auto& [path, option] : options) {
    if (option->count() > 0) paths.emplace_back(path);
  }
  return paths;
}

void AddTaskFields(const Grammar& grammar, CLI::App& command, TaskFields& fields) {
  const auto add = [&](const char* path, const CLI::Option* option) { fields.options.emplace_back(path, option); };
  add("title", grammar.Text(command, "--title", fields.title, "TEXT", {"Việc phải làm", "What is to be done"}));
  add("lead",
      grammar.Text(command, "--lead", fields.lead, "OFFICE", {"Mã bộ phận chủ trì", "Code of the lead office"}));
  add("coordinators",
      grammar.Texts(command, "--coordinator", fields.coordinators, "OFFICE",
                    {"Mã các bộ phận phối hợp ('' là không có)", "Codes of coordinating offices ('' means none)"}));
  add("start", AddDay(grammar, command, "--start", fields.start, {"Ngày bắt đầu", "When it starts"}));
  add("due", AddDay(grammar, command, "--due", fields.due, {"Hạn hoàn thành", "When it is due"}));
  add("evidence_due",
      AddDay(grammar, command, "--evidence-due", fields.evidence_due,
             {"Hạn nộp minh chứng, không trước hạn hoàn thành", "When evidence is due, not before the due date"}));
  add("target", grammar.Text(command, "--target", fields.target, "TARGET",
                             {"Mục tiêu: số điểm (65) hoặc số đạt trên tổng số (13/19)",
                              "What to reach: points (65) or a part of a whole (13/19)"}));
  add("recurrence",
      grammar.Choice(command, "--recurrence", fields.recurrence, RecurrenceCodes(),
                     {"Việc thường xuyên: báo tiến độ mấy lần một năm", "How often it wants progress reported"}));
  add("effort",
      grammar.Text(command, "--effort", fields.effort, "EFFORT",
                   {"Công sức so với việc khác, trên 0 (mặc định 1)", "Relative effort, above 0 (default 1)"}));
  add("source", grammar.Text(command, "--source", fields.source, "TEXT",
                             {"Căn cứ giao việc, ví dụ \"KH 104 mục II.2\"", "Where the assignment comes from"}));
}

std::vector<TaskEvidence> EvidenceFields::ToEvidence() const {
  std::vector<TaskEvidence> all;
  for (const std::string& title : titles) {
    TaskEvidence evidence;
    evidence.set_title(title);
    evidence.set_number(number);
    evidence.set_date(issued);
    evidence.set_issuer(issuer);
    evidence.set_link(link);
    evidence.set_sheet_evidence(sheet_evidence);
    all.push_back(std::move(evidence));
  }
  return all;
}

void EvidenceFields::Check(Language language) const {
  const bool rest = !(number + issued + issuer + link + sheet_evidence).empty();
  if (!rest || titles.size() == 1) return;
  const Message message{
      "--number, --issued, --issuer, --link, --sheet-evidence nói về một văn bản: cần đúng một --evidence.",
      "--number, --issued, --issuer, --link and --sheet-evidence speak of one document: exactly one --evidence is "
      "needed."};
  throw CLI::ValidationError(message.In(language));
}

void AddEvidenceFields(const Grammar& grammar, CLI::App& command, EvidenceFields& fields) {
  grammar.NotEmpty(grammar.Texts(command, "--evidence", fields.titles, "TITLE",
                                 {"Tên các văn bản minh chứng", "Titles of the documents that prove it"}));
  grammar.Text(command, "--number", fields.number, "NUMBER",
               {"Số văn bản, ví dụ 104/KH-UBND", "Number of the document such as 104/KH-UBND"});
  AddDay(grammar, command, "--issued", fields.issued, {"Ngày ban hành", "When it was issued"});
  grammar.Text(command, "--issuer", fields.issuer, "TEXT", {"Nơi ban hành", "Who issued it"});
  grammar.Text(command, "--link", fields.link, "URL", {"Địa chỉ http hoặc https", "Address, http or https"});
  grammar.Text(command, "--sheet-evidence", fields.sheet_evidence, "ID",
               {"Mã minh chứng đã đính kèm vào bảng điểm (thidua sheet attach)",
                "Id of the evidence attached to the score sheet (thidua sheet attach)"});
}

CLI::Option* AddEfforts(const Grammar& grammar, CLI::App& command, std::vector<std::string>& words) {
  return grammar.Texts(command, "--effort", words, "CODE=EFFORT",
                       {"Công sức của một tiêu chí so với tiêu chí khác (mặc định 1)",
                        "Effort that a criterion takes, relative to others (default 1)"});
}

}  // namespace thidua::cli
