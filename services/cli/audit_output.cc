#include "services/cli/audit_output.h"

#include "absl/strings/str_cat.h"
#include "services/cli/csv.h"

namespace thidua::cli {
namespace {

// The name that programs know it by.
const char* StoredName(const AuditFindings& findings) {
  return findings.log == AuditedLog::kTasks ? "tasks" : "sheets";
}

}  // namespace

std::string AuditText(const AuditFindings& findings, const Style& style) {
  const Message chain{
      absl::StrCat("Nhật ký nguyên vẹn: ", findings.head.number, " mục, mã băm cuối ", findings.head.hash, "."),
      absl::StrCat("The log is whole: ", findings.head.number, " entries, last hash ", findings.head.hash, ".")};
  const Message state{
      absl::StrCat("Trạng thái khớp với nhật ký: ", findings.stored,
                   findings.log == AuditedLog::kTasks ? " nhiệm vụ." : " bảng điểm."),
      absl::StrCat("What is stored follows from the log: ", findings.stored, " ", StoredName(findings), ".")};
  const Message kept =
      findings.kept.has_value()
          ? Message{absl::StrCat("Đầu nhật ký đã giữ (mục ", findings.kept->number, ") vẫn còn trong đó."),
                    absl::StrCat("The kept head (entry ", findings.kept->number, ") is still in it.")}
          : Message{"Chưa so với đầu nhật ký nào đã giữ (--head): phần cuối bị cắt sẽ không lộ ra.",
                    "It was held against no kept head (--head): an end that was cut off does not show."};
  return absl::StrCat(style.Paint(style.Say(chain), Tone::kGood), "\n", style.Paint(style.Say(state), Tone::kGood),
                      "\n", style.Paint(style.Say(kept), findings.kept.has_value() ? Tone::kGood : Tone::kWarning),
                      "\n");
}

std::string AuditJson(const AuditFindings& findings) {
  std::string json = absl::StrCat("{\"entries\":", findings.head.number, ",\"hash\":\"", findings.head.hash, "\",\"",
                                  StoredName(findings), "\":", findings.stored);
  if (findings.kept.has_value()) absl::StrAppend(&json, ",\"kept\":", findings.kept->number);
  return absl::StrCat(json, "}\n");
}

std::string AuditCsv(const AuditFindings& findings) {
  std::string csv;
  AppendCsvRow({"entries", "hash", StoredName(findings), "kept"}, csv);
  AppendCsvRow({absl::StrCat(findings.head.number), findings.head.hash, absl::StrCat(findings.stored),
                findings.kept.has_value() ? absl::StrCat(findings.kept->number) : ""},
               csv);
  return csv;
}

}  // namespace thidua::cli
