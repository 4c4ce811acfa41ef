#ifndef THIDUA_COMMON_STATUS_MESSAGE_H_
#define THIDUA_COMMON_STATUS_MESSAGE_H_

#include <string>
#include <string_view>

namespace thidua {

enum class Language { kVietnamese, kEnglish };

// "en" and "en-…" give English; everything else, the empty string included, gives Vietnamese.
Language LanguageFromCode(std::string_view bcp47);

// A text for people, in both languages of the product.
struct Message {
  std::string vi;
  std::string en;

  const std::string& In(Language language) const { return language == Language::kEnglish ? en : vi; }
  friend bool operator==(const Message&, const Message&) = default;
  // One text after the other.
  friend Message operator+(const Message& a, const Message& b) { return {.vi = a.vi + b.vi, .en = a.en + b.en}; }
};

}  // namespace thidua

#endif  // THIDUA_COMMON_STATUS_MESSAGE_H_
