#ifndef THIDUA_SERVICES_TASKS_DOCUMENT_OFFICIAL_FORM_H_
#define THIDUA_SERVICES_TASKS_DOCUMENT_OFFICIAL_FORM_H_

#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/civil_day/civil_day.h"
#include "services/tasks/document/font_faces.h"
#include "services/tasks/document/word_elements.h"

namespace thidua::tasks {

// What stands above the text of an official document.
struct OfficialHead {
  std::string unit_name;    // "Xã Ba Bích"
  std::string parent_name;  // Of the unit above; empty: none.
  std::string number;       // As OfficialNumber takes it.
  // Nothing: not issued, so that room is left to write the day by hand.
  std::optional<CivilDay> issued;
  int year = 0;
  std::string subject;  // One line, or several parted by line ends.
  bool draft = false;
};

struct OfficialSignature {
  std::string unit_name;
  std::vector<std::string> recipients;
  std::string title;  // "CHỦ TỊCH" when empty; a deputy signs for the chairman ("KT. CHỦ TỊCH").
  std::string name;
};

// The parts of an official document as Decree 30/2020/NĐ-CP, Appendix I, lays them out, one after the other.
absl::Status AddHead(pugi::xml_node body, const OfficialHead& head, const FontFaces& faces);
// "I. KẾT QUẢ THỰC HIỆN"
void AddSectionTitle(pugi::xml_node body, std::string_view text);
// A paragraph of the text, for each line of it.
void AddText(pugi::xml_node body, std::string_view text);
// The words before the signature, which never stands on a page without them.
void AddLastText(pugi::xml_node body, std::string_view text);
void AddSignature(pugi::xml_node body, const OfficialSignature& signature);

// A table of the text: one word or several paragraphs in a cell.
struct TableCell {
  std::vector<std::string> paragraphs;
  Alignment alignment = Alignment::kLeft;
  bool bold = false;
};
void AddTableHeading(WordTable& table, const std::vector<std::string>& headings);
void AddTableRow(WordTable& table, const std::vector<TableCell>& cells);
// Room below a table.
void AddSpace(pugi::xml_node body);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOCUMENT_OFFICIAL_FORM_H_
