#include "services/tasks/document/font_faces.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_ADVANCES_H
#include <unicode/unistr.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <type_traits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "common/status/problem.h"

namespace thidua::tasks {
namespace {

constexpr size_t kKeyBytes = 16;

absl::StatusOr<std::string> LoadFace(const std::string& folder, std::string_view face) {
  const std::string path = absl::StrCat(folder, "/LiberationSerif-", std::string(face), ".ttf");
  std::ostringstream bytes;
  if (!(bytes << std::ifstream(path, std::ios::binary).rdbuf())) {
    return FailedPrecondition(
        "NO_FONT",
        {.vi = absl::StrCat("Không đọc được phông chữ ", path, ". Hãy cài gói fonts-liberation2 rồi làm lại."),
         .en =
             absl::StrCat("The font ", path, " cannot be read. Install the package fonts-liberation2 and try again.")});
  }
  return std::move(bytes).str();
}

}  // namespace

absl::StatusOr<FontFaces> LoadFontFaces(const std::string& folder) {
  FontFaces faces;
  const std::pair<std::string_view, std::string*> wanted[] = {{"Regular", &faces.regular},
                                                              {"Bold", &faces.bold},
                                                              {"Italic", &faces.italic},
                                                              {"BoldItalic", &faces.bold_italic}};
  for (const auto& [name, face] : wanted) {
    absl::StatusOr<std::string> bytes = LoadFace(folder, name);
    if (!bytes.ok()) return bytes.status();
    *face = *std::move(bytes);
  }
  return faces;
}

EmbeddedFont Obfuscate(std::string_view font) {
  const std::string hex = absl::AsciiStrToUpper(Sha256::HexOf(font).substr(0, 2 * kKeyBytes));
  const std::string key = absl::HexStringToBytes(hex);
  EmbeddedFont embedded = {.key = absl::StrCat("{", hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4),
                                               "-", hex.substr(16, 4), "-", hex.substr(20), "}"),
                           .bytes = std::string(font)};
  for (size_t i = 0; i < std::min(2 * kKeyBytes, embedded.bytes.size()); ++i) {
    embedded.bytes[i] = static_cast<char>(embedded.bytes[i] ^ key[kKeyBytes - 1 - i % kKeyBytes]);
  }
  return embedded;
}

absl::StatusOr<int> TextWidth(const std::string& font, std::string_view text, int half_points) {
  FT_Library opened = nullptr;
  if (FT_Init_FreeType(&opened) != 0) return Internal("FreeType does not start");
  const std::unique_ptr<std::remove_pointer_t<FT_Library>, decltype(&FT_Done_FreeType)> library(opened,
                                                                                                &FT_Done_FreeType);
  FT_Face loaded = nullptr;
  if (FT_New_Memory_Face(library.get(), reinterpret_cast<const FT_Byte*>(font.data()),
                         static_cast<FT_Long>(font.size()), 0, &loaded) != 0) {
    return Internal("FreeType does not read the font of an official document");
  }
  const std::unique_ptr<std::remove_pointer_t<FT_Face>, decltype(&FT_Done_Face)> face(loaded, &FT_Done_Face);
  const auto letters = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  int64_t units = 0;
  for (int32_t i = 0; i < letters.length(); i = letters.moveIndex32(i, 1)) {
    FT_Fixed advance = 0;
    const FT_UInt glyph = FT_Get_Char_Index(face.get(), static_cast<FT_ULong>(letters.char32At(i)));
    FT_Get_Advance(face.get(), glyph, FT_LOAD_NO_SCALE, &advance);
    units += advance;
  }
  return static_cast<int>(units * half_points * 10 / face->units_per_EM);
}

}  // namespace thidua::tasks
