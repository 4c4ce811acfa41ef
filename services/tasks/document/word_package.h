#ifndef THIDUA_SERVICES_TASKS_DOCUMENT_WORD_PACKAGE_H_
#define THIDUA_SERVICES_TASKS_DOCUMENT_WORD_PACKAGE_H_

#include <pugixml.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "services/tasks/document/font_faces.h"

namespace thidua::tasks {

// Of the page by Decree 30/2020/NĐ-CP, Appendix I: A4, margins of 20 mm above and below, 30 mm left and 15 mm right.
inline constexpr int kTextWidth = 9354;  // Twips.

// A DOCX file in the making: A4 by the decree, page numbers from the second page, its fonts inside.
class WordPackage {
 public:
  WordPackage(std::string title, std::string author);

  // Where paragraphs and tables go.
  pugi::xml_node body() const { return body_; }

  // The bytes of the file; call it once.
  absl::StatusOr<std::string> Finish(const FontFaces& faces);

 private:
  const std::string title_;
  const std::string author_;
  pugi::xml_document document_;
  pugi::xml_node body_;
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOCUMENT_WORD_PACKAGE_H_
