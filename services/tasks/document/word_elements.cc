#include "services/tasks/document/word_elements.h"

#include <numeric>
#include <utility>

#include "absl/strings/str_replace.h"

namespace thidua::tasks {
namespace {

constexpr int kCellMargin = 60;

const char* NameOf(Alignment alignment) {
  switch (alignment) {
    case Alignment::kLeft:
      return "left";
    case Alignment::kCentre:
      return "center";
    case Alignment::kRight:
      return "right";
    case Alignment::kJustified:
      return "both";
  }
  return "left";
}

void AddBorder(pugi::xml_node borders, const char* name) {
  AddElement(borders, name, {{"w:val", "single"}, {"w:sz", "4"}, {"w:space", "0"}, {"w:color", "000000"}});
}

void AddBox(pugi::xml_node properties) {
  pugi::xml_node borders = AddElement(properties, "w:pBdr");
  for (const char* side : {"w:top", "w:left", "w:bottom", "w:right"}) {
    AddElement(borders, side, {{"w:val", "single"}, {"w:sz", "8"}, {"w:space", "3"}, {"w:color", "000000"}});
  }
}

void AddTextProperties(pugi::xml_node parent, const TextStyle& style) {
  pugi::xml_node properties = AddElement(parent, "w:rPr");
  if (style.bold) AddElement(properties, "w:b");
  if (style.italic) AddElement(properties, "w:i");
  AddElement(properties, "w:sz", {{"w:val", std::to_string(style.half_points)}});
  AddElement(properties, "w:szCs", {{"w:val", std::to_string(style.half_points)}});
}

pugi::xml_node AddStyledRun(pugi::xml_node paragraph, const TextStyle& style) {
  pugi::xml_node run = AddElement(paragraph, "w:r");
  AddTextProperties(run, style);
  return run;
}

}  // namespace

pugi::xml_node AddElement(pugi::xml_node parent, const char* name,
                          std::initializer_list<std::pair<const char*, std::string>> attributes) {
  pugi::xml_node element = parent.append_child(name);
  for (const auto& [attribute, value] : attributes) {
    element.append_attribute(attribute).set_value(XmlText(value).c_str());
  }
  return element;
}

std::string XmlText(std::string_view text) {
  std::string out;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= ' ') {
      out += c;
    } else if (c == '\t' || c == '\n' || c == '\r') {
      out += ' ';
    }
  }
  constexpr char kNoCharacters[][4] = {"\xEF\xBF\xBE", "\xEF\xBF\xBF"};  // U+FFFE, U+FFFF
  return absl::StrReplaceAll(out, {{kNoCharacters[0], ""}, {kNoCharacters[1], ""}});
}

pugi::xml_node AddParagraph(pugi::xml_node parent, const ParagraphStyle& style) {
  pugi::xml_node paragraph = AddElement(parent, "w:p");
  pugi::xml_node properties = AddElement(paragraph, "w:pPr");
  if (style.keep_with_next) AddElement(properties, "w:keepNext");
  if (style.boxed) AddBox(properties);
  AddElement(properties, "w:spacing",
             {{"w:before", std::to_string(style.before)}, {"w:after", std::to_string(style.after)}});
  AddElement(properties, "w:ind",
             {{"w:left", std::to_string(style.indent)},
              {"w:right", std::to_string(style.indent)},
              {"w:firstLine", std::to_string(style.first_line)}});
  AddElement(properties, "w:jc", {{"w:val", NameOf(style.alignment)}});
  return paragraph;
}

pugi::xml_node AddParagraph(pugi::xml_node parent, const ParagraphStyle& style, const TextStyle& text_style,
                            std::string_view text) {
  pugi::xml_node paragraph = AddParagraph(parent, style);
  AddTextProperties(paragraph.child("w:pPr"), text_style);  // An empty paragraph is as high as its mark.
  if (!text.empty()) AddRun(paragraph, text_style, text);
  return paragraph;
}

void AddRun(pugi::xml_node paragraph, const TextStyle& style, std::string_view text) {
  pugi::xml_node run = AddStyledRun(paragraph, style);
  AddElement(run, "w:t", {{"xml:space", "preserve"}}).text().set(XmlText(text).c_str());
}

void AddRule(pugi::xml_node parent, int column, int length) {
  const std::string indent = std::to_string((column - length) / 2);
  pugi::xml_node properties = AddElement(AddElement(parent, "w:p"), "w:pPr");
  AddElement(AddElement(properties, "w:pBdr"), "w:bottom",
             {{"w:val", "single"}, {"w:sz", "6"}, {"w:space", "0"}, {"w:color", "000000"}});
  AddElement(properties, "w:spacing", {{"w:before", "0"}, {"w:after", "0"}, {"w:line", "40"}, {"w:lineRule", "exact"}});
  AddElement(properties, "w:ind", {{"w:left", indent}, {"w:right", indent}});
}

void AddPageNumber(pugi::xml_node paragraph, const TextStyle& style) {
  for (const char* type : {"begin", "separate", "end"}) {
    if (std::string_view(type) == "separate") {
      AddElement(AddStyledRun(paragraph, style), "w:instrText", {{"xml:space", "preserve"}}).text().set(" PAGE ");
    }
    AddElement(AddStyledRun(paragraph, style), "w:fldChar", {{"w:fldCharType", type}});
    if (std::string_view(type) == "separate") AddRun(paragraph, style, "2");
  }
}

WordTable::WordTable(pugi::xml_node parent, std::vector<int> widths, bool ruled)
    : widths_(std::move(widths)), table_(AddElement(parent, "w:tbl")) {
  const int margin = ruled ? kCellMargin : 0;
  pugi::xml_node properties = AddElement(table_, "w:tblPr");
  AddElement(properties, "w:tblW",
             {{"w:w", std::to_string(std::accumulate(widths_.begin(), widths_.end(), 0))}, {"w:type", "dxa"}});
  AddElement(properties, "w:tblInd", {{"w:w", "0"}, {"w:type", "dxa"}});
  if (ruled) {
    pugi::xml_node borders = AddElement(properties, "w:tblBorders");
    for (const char* side : {"w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"}) {
      AddBorder(borders, side);
    }
  }
  AddElement(properties, "w:tblLayout", {{"w:type", "fixed"}});
  pugi::xml_node margins = AddElement(properties, "w:tblCellMar");
  for (const char* side : {"w:left", "w:right"}) {
    AddElement(margins, side, {{"w:w", std::to_string(margin)}, {"w:type", "dxa"}});
  }
  pugi::xml_node grid = AddElement(table_, "w:tblGrid");
  for (int width : widths_) AddElement(grid, "w:gridCol", {{"w:w", std::to_string(width)}});
}

void WordTable::AddRow(bool heading) {
  row_ = AddElement(table_, "w:tr");
  pugi::xml_node properties = AddElement(row_, "w:trPr");
  AddElement(properties, "w:cantSplit");
  if (heading) AddElement(properties, "w:tblHeader");
  column_ = 0;
}

pugi::xml_node WordTable::AddCell() {
  pugi::xml_node cell = AddElement(row_, "w:tc");
  AddElement(AddElement(cell, "w:tcPr"), "w:tcW", {{"w:w", std::to_string(widths_[column_++])}, {"w:type", "dxa"}});
  return cell;
}

}  // namespace thidua::tasks
