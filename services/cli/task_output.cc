#include "services/cli/task_output.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cli/csv.h"
#include "services/cli/sheet_words.h"
#include "services/cli/table.h"
#include "services/cli/task_words.h"
#include "services/cli/tasks_output.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::tasks::v1::GetTaskResponse;
using thidua::tasks::v1::ListTaskHistoryResponse;
using thidua::tasks::v1::Progress;
using thidua::tasks::v1::Task;
using thidua::tasks::v1::TaskAct;
using thidua::tasks::v1::TaskChange;
using thidua::tasks::v1::TaskEvidence;

constexpr size_t kIndent = 2;
constexpr size_t kValues = 22;

// "Hạn hoàn thành      31/12/2024"; nothing where there is no value.
std::string Line(const Message& label, const std::string& value, const Style& style) {
  if (value.empty()) return {};
  return Paragraph(absl::StrCat(std::string(kIndent, ' '), style.Say(label)), value, kValues, style.width);
}

std::string DayLine(const Message& label, const std::string& day, const Style& style) {
  return Line(label, FormatDate(day, style.language), style);
}

std::string Heading(const Message& words, const Style& style) {
  return absl::StrCat("\n", style.Paint(style.Say(words), Tone::kStrong), "\n");
}

std::string OfficesText(const google::protobuf::RepeatedPtrField<std::string>& codes, const OfficeNames& offices) {
  return absl::StrJoin(codes, "; ",
                       [&](std::string* out, const std::string& code) { out->append(NameOfOffice(offices, code)); });
}

// Painted text is not broken between words: its colours would be counted as letters.
Style Unbroken(Style style) {
  style.width = 0;
  return style;
}

std::string Standing(const Task& task, const Style& style) {
  const Cell cell = StandingCell(task, style);
  return Line({"Trạng thái", "State"},
              absl::StrCat(style.Paint(cell.text, cell.tone), ", ", PercentText(task.percent()),
                           task.state_reason().empty() ? "" : ": ", task.state_reason()),
              Unbroken(style));
}

std::string Facts(const Task& task, const OfficeNames& offices, const Style& style) {
  const std::string from = task.from_year() == 0
                               ? std::string()
                               : absl::StrCat(style.Say({" (mất năm ", " (lost in "}), task.from_year(), ")");
  const std::string points = task.points_to_win_back().empty() ? "" : task.points_to_win_back() + from;
  const std::string effort = task.effort() == "1" ? std::string() : task.effort();
  const std::string recurrence = task.recurrence() == 0 ? std::string() : RecurrenceWord(task.recurrence(), style);
  return absl::StrCat(
      Standing(task, style), Line({"Chủ trì", "Lead office"}, NameOfOffice(offices, task.lead()), style),
      Line({"Phối hợp", "Coordinators"}, OfficesText(task.coordinators(), offices), style),
      DayLine({"Bắt đầu", "Start"}, task.start(), style), DayLine({"Hạn", "Due"}, task.due(), style),
      DayLine({"Hạn minh chứng", "Evidence due"}, task.evidence_due(), style),
      Line({"Thường xuyên", "Recurs"}, recurrence, style),
      Line({"Điểm cần lấy lại", "Points to win back"}, points, style),
      Line({"Mục tiêu", "Target"}, task.target(), style), Line({"Công sức", "Effort"}, effort, style),
      Line({"Vì sao mất điểm", "Why lost"}, task.reason(), style), Line({"Nguồn", "Source"}, task.source(), style),
      Line({"Văn bản chỉ đạo", "Directive"}, task.directive(), style),
      Line({"Thuộc việc", "Part of"}, task.parent(), style),
      DayLine({"Giao ngày", "Assigned on"}, task.assigned_on(), style),
      DayLine({"Nộp ngày", "Handed in on"}, task.submitted_on(), style),
      DayLine({"Nghiệm thu ngày", "Accepted on"}, task.accepted_on(), style),
      DayLine({"Kết thúc ngày", "Closed on"}, task.closed_on(), style), Line({"Etag", "Etag"}, task.etag(), style));
}

std::string PartsText(const GetTaskResponse& reply, const OfficeNames& offices, const Style& style) {
  if (reply.parts().empty()) return {};
  return absl::StrCat(Heading({"CÁC PHẦN VIỆC", "PARTS"}, style), TasksText(reply.parts(), offices, style));
}

std::string ProgressLines(const Task& task, const Style& style) {
  if (task.progress().empty()) return {};
  Table table(style);
  table.AddColumn(style.Say({"Ngày", "Date"}));
  table.AddColumn(style.Say({"Tiến độ", "Progress"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Số liệu", "Figure"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Người báo", "By"}));
  table.AddColumn(style.Say({"Minh chứng", "Evidence"}));
  table.AddColumn(style.Say({"Ghi chú", "Note"}), Table::Column::kWrap);
  for (const Progress& progress : task.progress()) {
    table.AddRow({FormatDate(progress.date(), style.language), PercentText(progress.percent()), progress.figure(),
                  ActorText(progress.by()), absl::StrJoin(progress.evidence(), ", "), progress.note()});
  }
  return absl::StrCat(Heading({"TIẾN ĐỘ", "PROGRESS"}, style), table.ToString());
}

std::string EvidenceLines(const Task& task, const Style& style) {
  if (task.evidence().empty()) return {};
  std::string text = Heading({"MINH CHỨNG", "EVIDENCE"}, style);
  for (const TaskEvidence& evidence : task.evidence()) {
    const std::string handed_in =
        evidence.submitted().empty() ? std::string()
                                     : absl::StrCat(style.Say({"; nộp ngày ", "; handed in on "}),
                                                    FormatDate(evidence.submitted(), style.language),
                                                    evidence.by().name().empty() ? "" : ", ", ActorText(evidence.by()));
    text +=
        Paragraph(absl::StrCat("  ", evidence.id(), ". "), EvidenceText(evidence, style) + handed_in, 5, style.width);
  }
  return text;
}

std::string NextSteps(const Task& task, const Style& style) {
  if (task.actions().empty()) return {};
  Table table(style);
  table.AddColumn(style.Say({"Việc có thể làm tiếp", "What can be done next"}));
  table.AddColumn(style.Say({"Lệnh", "Command"}));
  for (const int action : task.actions()) {
    const auto known = static_cast<thidua::tasks::v1::Action>(action);
    table.AddRow({ActionWord(known, style), ActionCommand(known, task.task())});
  }
  return absl::StrCat("\n", table.ToString());
}

std::string ActWord(const std::string& action, const Style& style) {
  static const auto& words = *new std::map<std::string, Message>{
      {"task.import", {"nhập từ tệp", "imported"}},
      {"task.draft", {"lập nháp", "drafted"}},
      {"directive.issue", {"giao theo văn bản chỉ đạo", "given by a directive"}},
      {"store.adopt", {"chuyển từ bản lưu trước", "taken over from an earlier store"}},
      {"task.create", {"thêm", "added"}},
      {"task.update", {"sửa", "changed"}},
      {"task.assign", {"giao việc", "assigned"}},
      {"task.start", {"bắt đầu", "started"}},
      {"task.progress", {"báo cáo tiến độ", "reported progress"}},
      {"task.submit", {"nộp minh chứng", "handed in evidence"}},
      {"task.withdraw", {"rút lại minh chứng", "took the evidence back"}},
      {"task.accept", {"nghiệm thu", "accepted"}},
      {"task.return", {"trả lại", "returned"}},
      {"task.complete", {"kết thúc, hoàn thành", "closed as done"}},
      {"task.cancel", {"hủy", "cancelled"}},
      {"task.reopen", {"mở lại", "reopened"}},
  };
  const auto found = words.find(action);
  return found == words.end() ? action : style.Say(found->second);
}

std::string ActLine(const TaskAct& act, const Style& style) {
  std::string text = absl::StrCat(FormatDate(act.date(), style.language), "  ",
                                  style.Paint(ActWord(act.action(), style), Tone::kStrong));
  if (const std::string by = ActorText(act.by()); !by.empty()) absl::StrAppend(&text, ", ", by);
  absl::StrAppend(
      &text,
      style.Paint(absl::StrCat(style.Say({", ghi lúc ", ", written at "}), FormatTime(act.time(), style.language),
                               style.Say({", mục ", ", entry "}), act.number()),
                  Tone::kDim),
      "\n");
  if (!act.reason().empty()) text += Paragraph(style.Say({"  lý do: ", "  reason: "}), act.reason(), 4, style.width);
  const std::string nothing = style.Say({"(không có)", "(nothing)"});
  for (const TaskChange& change : act.changes()) {
    const auto say = [&](const std::string& value) {
      if (value.empty()) return nothing;
      return change.field() == "state" ? StateWordOfName(value, style) : value;
    };
    // What a task began with came from nothing.
    const std::string from = change.from().empty() ? "" : absl::StrCat(say(change.from()), " → ");
    text +=
        Paragraph("  ", absl::StrCat(FieldWord(change.field(), style), ": ", from, say(change.to())), 4, style.width);
  }
  return text;
}

}  // namespace

std::string TaskText(const GetTaskResponse& reply, const OfficeNames& offices, const Style& style) {
  const Task& task = reply.task();
  return absl::StrCat(style.Paint(absl::StrCat(task.task(), ": ", task.title()), Tone::kStrong), "\n",
                      Facts(task, offices, style), PartsText(reply, offices, style), ProgressLines(task, style),
                      EvidenceLines(task, style), NextSteps(task, style));
}

std::string TaskCsv(const GetTaskResponse& reply) {
  TaskList all;
  *all.Add() = reply.task();
  all.MergeFrom(reply.parts());
  return TasksCsv(all);
}

std::string TaskHistoryText(const ListTaskHistoryResponse& reply, const Style& style) {
  if (reply.acts().empty()) return style.Say({"Chưa có gì được ghi.\n", "Nothing was written yet.\n"});
  std::string text;
  for (const TaskAct& act : reply.acts()) text += ActLine(act, style);
  return text;
}

std::string TaskHistoryCsv(const ListTaskHistoryResponse& reply) {
  std::string csv;
  AppendCsvRow(
      {"number", "time", "date", "name", "unit", "office", "action", "reason", "request_id", "field", "from", "to"},
      csv);
  const TaskChange none;
  for (const TaskAct& act : reply.acts()) {
    for (int i = 0; i < std::max(1, act.changes_size()); ++i) {
      const TaskChange& change = act.changes().empty() ? none : act.changes(i);
      AppendCsvRow(
          {absl::StrCat(act.number()), IsoTime(act.time()), act.date(), act.by().name(), act.by().unit(),
           act.by().office(), act.action(), act.reason(), act.request_id(), change.field(), change.from(), change.to()},
          csv);
    }
  }
  return csv;
}

std::string ActText(const Task& task, const Message& done, const Style& style) {
  const Cell standing = StandingCell(task, style);
  std::string text = absl::StrCat(task.task(), ": ", style.Say(done), style.Say({"; nay ", "; now "}), standing.text,
                                  ", ", PercentText(task.percent()), ".");
  if (!task.actions().empty()) {
    absl::StrAppend(&text, style.Say({" Tiếp theo: ", " Next: "}),
                    absl::StrJoin(task.actions(), ", ",
                                  [&](std::string* out, int action) {
                                    out->append(ActionWord(static_cast<thidua::tasks::v1::Action>(action), style));
                                  }),
                    ".");
  }
  if (!task.actions().empty()) {
    absl::StrAppend(&text, style.Say({" Lệnh: ", " Commands: "}), "thidua tasks show ", task.task());
  }
  return text + "\n";
}

}  // namespace thidua::cli
