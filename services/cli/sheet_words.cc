#include "services/cli/sheet_words.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "common/civil_day/civil_day.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::scoring::v1::SheetChange;

constexpr size_t kIndent = 2;

absl::Time ToTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

std::string WhatChanged(const SheetChange& change, const Style& style) {
  switch (change.kind()) {
    case SheetChange::FIGURE:
      return absl::StrCat(change.criterion(), " ", change.name());
    case SheetChange::DECISION:
      return absl::StrCat(change.criterion(), ", ", style.Say({"điểm quyết định ở ", "points decided at "}),
                          change.name());
    case SheetChange::CONFIRMATION:
      return absl::StrCat(change.criterion(), ", ", style.Say({"xác nhận ở ", "confirmed at "}), change.name());
    case SheetChange::EVIDENCE:
      return absl::StrCat(change.criterion(), ", ", style.Say({"minh chứng ", "evidence "}), change.name());
    case SheetChange::STANDING:
      return style.Say({"bước", "stage"});
    default:
      return absl::StrCat(change.criterion(), " ", change.name());
  }
}

}  // namespace

std::string FormatTime(const google::protobuf::Timestamp& time, Language language) {
  return absl::FormatTime(language == Language::kEnglish ? "%Y-%m-%d %H:%M" : "%d/%m/%Y %H:%M", ToTime(time),
                          VietnamTime());
}

std::string IsoTime(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0 && time.nanos() == 0) return {};
  return absl::FormatTime("%Y-%m-%dT%H:%M:%S%Ez", ToTime(time), VietnamTime());
}

std::string ActorText(const thidua::type::v1::Actor& actor) {
  const std::string codes =
      absl::StrCat(actor.unit(), actor.unit().empty() || actor.office().empty() ? "" : ", ", actor.office());
  if (codes.empty()) return actor.name();
  return actor.name().empty() ? codes : absl::StrCat(actor.name(), " (", codes, ")");
}

std::string InputText(const thidua::scoring::v1::Input& input) {
  const std::string name = input.label().empty() ? input.name() : absl::StrCat(input.label(), " (", input.name(), ")");
  return absl::StrCat(name, " = ", GroupDigits(input.value()),
                      input.source().empty() ? "" : absl::StrCat(" (", input.source(), ")"));
}

std::string ActionText(const std::string& action, const Style& style) {
  static const auto& words = *new std::map<std::string, Message>{
      {"sheet.update", {"ghi số liệu", "reported figures"}},
      {"sheet.import", {"nhập số liệu từ tệp bảng điểm", "imported the sheet's file"}},
      {"import.inputs", {"nhập số liệu từ tệp", "imported figures"}},
      {"sheet.submit", {"nộp bảng điểm", "submitted the sheet"}},
      {"sheet.confirm", {"xác nhận số liệu", "confirmed figures"}},
      {"sheet.decide", {"quyết định điểm", "decided points"}},
      {"sheet.return", {"trả lại bảng điểm", "returned the sheet"}},
      {"sheet.withdraw", {"rút lại bảng điểm", "withdrew the sheet"}},
      {"sheet.reopen", {"mở lại bảng điểm", "reopened the sheet"}},
      {"sheet.lock", {"khóa bảng điểm", "closed the sheet"}},
      {"sheet.attach", {"đính kèm minh chứng", "attached evidence"}},
      {"sheet.remove_evidence", {"bỏ minh chứng", "removed evidence"}},
      {"store.adopt", {"đưa số liệu có từ trước vào nhật ký", "entered earlier figures in the log"}},
  };
  const auto found = words.find(action);
  return found == words.end() ? action : style.Say(found->second);
}

std::string ChangeText(const SheetChange& change, const Style& style) {
  const std::string nothing = style.Say({"(không có)", "(nothing)"});
  return absl::StrCat(WhatChanged(change, style), ": ", change.from().empty() ? nothing : change.from(), " → ",
                      change.to().empty() ? nothing : change.to());
}

std::string SheetHeading(const std::string& name, const std::string& code, int year, const Style& style) {
  return style.Paint(absl::StrCat(name, " (", code, "), ", style.Say({"năm ", ""}), year), Tone::kStrong) + "\n";
}

std::string CodesLine(const Message& label, const google::protobuf::RepeatedPtrField<std::string>& codes,
                      const Style& style) {
  if (codes.empty()) return {};
  return Paragraph("", absl::StrCat(style.Say(label), ": ", absl::StrJoin(codes, ", ")), kIndent, style.width);
}

}  // namespace thidua::cli
