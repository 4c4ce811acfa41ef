#include "services/cli/freshness.h"

#include "absl/strings/str_cat.h"
#include "services/cli/console.h"

namespace thidua::cli {

std::string FormatAge(int64_t milliseconds, Language language) {
  constexpr int64_t kSecond = 1000;
  constexpr int64_t kMinute = 60 * kSecond;
  constexpr int64_t kHour = 60 * kMinute;
  const bool english = language == Language::kEnglish;
  if (milliseconds >= kHour) return absl::StrCat(milliseconds / kHour, english ? " h" : " giờ");
  if (milliseconds >= kMinute) return absl::StrCat(milliseconds / kMinute, english ? " min" : " phút");
  return absl::StrCat(milliseconds / kSecond, english ? " s" : " giây");
}

std::string StaleWarning(int64_t age_ms, Language language) {
  const std::string age = FormatAge(age_ms, language);
  const Message message{absl::StrCat("Cảnh báo: dịch vụ chấm điểm không trả lời; kết quả này là của ", age,
                                     " trước, có thể thiếu số liệu vừa nhập. Khi dịch vụ chạy lại, hãy xem lại."),
                        absl::StrCat("Warning: the scoring service does not answer; this is ", age,
                                     " old and may lack what was just reported. Look again when the service is back.")};
  return message.In(language);
}

void NoteStale(const Settings& settings, int64_t age_ms) {
  WriteNote(absl::StrCat("thidua: ", StaleWarning(age_ms, settings.OutputLanguage())));
}

}  // namespace thidua::cli
