#ifndef THIDUA_SERVICES_TASKS_DOCUMENT_WORD_ELEMENTS_H_
#define THIDUA_SERVICES_TASKS_DOCUMENT_WORD_ELEMENTS_H_

#include <initializer_list>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace thidua::tasks {

// The pieces of a WordprocessingML text (ECMA-376, Transitional). Lengths are twips, a twentieth of a point.

constexpr int TwipsOfMillimetres(int millimetres) { return millimetres * 1440 * 10 / 254; }

// An element at the end of `parent`.
pugi::xml_node AddElement(pugi::xml_node parent, const char* name,
                          std::initializer_list<std::pair<const char*, std::string>> attributes = {});

// `text` without the characters that XML cannot hold.
std::string XmlText(std::string_view text);

struct TextStyle {
  int half_points = 28;
  bool bold = false;
  bool italic = false;
};

enum class Alignment { kLeft, kCentre, kRight, kJustified };

struct ParagraphStyle {
  Alignment alignment = Alignment::kLeft;
  int first_line = 0;
  int indent = 0;  // Left and right.
  int before = 0;
  int after = 0;
  bool keep_with_next = false;
  bool boxed = false;
};

pugi::xml_node AddParagraph(pugi::xml_node parent, const ParagraphStyle& style);
pugi::xml_node AddParagraph(pugi::xml_node parent, const ParagraphStyle& style, const TextStyle& text_style,
                            std::string_view text);
void AddRun(pugi::xml_node paragraph, const TextStyle& style, std::string_view text);
// A line of that length in the middle of a column.
void AddRule(pugi::xml_node parent, int column, int length);
// The number of the page that it stands on.
void AddPageNumber(pugi::xml_node paragraph, const TextStyle& style);

class WordTable {
 public:
  WordTable(pugi::xml_node parent, std::vector<int> widths, bool ruled);

  // Cells follow in order. Rows do not break; a heading row stands on each page.
  void AddRow(bool heading = false);
  // A cell must get a paragraph.
  pugi::xml_node AddCell();

 private:
  const std::vector<int> widths_;
  pugi::xml_node table_;
  pugi::xml_node row_;
  size_t column_ = 0;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOCUMENT_WORD_ELEMENTS_H_
