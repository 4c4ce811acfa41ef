#ifndef THIDUA_SERVICES_TASKS_DOCUMENT_FONT_FACES_H_
#define THIDUA_SERVICES_TASKS_DOCUMENT_FONT_FACES_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace thidua::tasks {

// Where Debian's fonts-liberation2 puts them. The older fonts-liberation has no Vietnamese letters.
inline constexpr char kLiberationFolder[] = "/usr/share/fonts/truetype/liberation2";

// The four files of Liberation Serif, whose letters are as wide as those of Times New Roman.
struct FontFaces {
  std::string regular;
  std::string bold;
  std::string italic;
  std::string bold_italic;
};

// FAILED_PRECONDITION (NO_FONT) names the missing file and the package that has it.
absl::StatusOr<FontFaces> LoadFontFaces(const std::string& folder = kLiberationFolder);

// A font as an OOXML document carries it: obfuscated with a key (ECMA-376, part 4, "Font Embedding").
struct EmbeddedFont {
  std::string key;    // "{6B29FC40-CA47-1067-B31D-00DD010662DA}"
  std::string bytes;  // What an .odttf part holds.
};

// The key follows from the font alone.
EmbeddedFont Obfuscate(std::string_view font);

// Width of one line of `text` in twips (a twentieth of a point), for letters of `half_points`. INTERNAL when `font` is
// no font.
absl::StatusOr<int> TextWidth(const std::string& font, std::string_view text, int half_points);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOCUMENT_FONT_FACES_H_
