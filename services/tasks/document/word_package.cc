#include "services/tasks/document/word_package.h"

#include <array>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/tasks/document/word_elements.h"
#include "services/tasks/document/zip_file.h"

namespace thidua::tasks {
namespace {

constexpr char kFont[] = "Liberation Serif";
constexpr char kMain[] = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
constexpr char kRelations[] = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr char kPackage[] = "http://schemas.openxmlformats.org/package/2006";
constexpr char kWordType[] = "application/vnd.openxmlformats-officedocument.wordprocessingml.";

std::string Serialize(const pugi::xml_document& document) {
  std::ostringstream out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return std::move(out).str();
}

pugi::xml_node AddRoot(pugi::xml_document& document, const char* name) {
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  declaration.append_attribute("standalone") = "yes";
  return AddElement(document, name);
}

pugi::xml_node AddWordRoot(pugi::xml_document& document, const char* name) {
  pugi::xml_node root = AddRoot(document, name);
  root.append_attribute("xmlns:w") = kMain;
  root.append_attribute("xmlns:r") = kRelations;
  return root;
}

std::string ContentTypes() {
  pugi::xml_document document;
  pugi::xml_node types = AddRoot(document, "Types");
  types.append_attribute("xmlns") = absl::StrCat(kPackage, "/content-types").c_str();
  const auto add_default = [&](const char* extension, const char* type) {
    AddElement(types, "Default", {{"Extension", extension}, {"ContentType", type}});
  };
  const auto add_part = [&](const char* part, const std::string& type) {
    AddElement(types, "Override", {{"PartName", part}, {"ContentType", type}});
  };
  add_default("rels", "application/vnd.openxmlformats-package.relationships+xml");
  add_default("xml", "application/xml");
  add_default("odttf", "application/vnd.openxmlformats-officedocument.obfuscatedFont");
  add_part("/word/document.xml", absl::StrCat(kWordType, "document.main+xml"));
  add_part("/word/styles.xml", absl::StrCat(kWordType, "styles+xml"));
  add_part("/word/settings.xml", absl::StrCat(kWordType, "settings+xml"));
  add_part("/word/fontTable.xml", absl::StrCat(kWordType, "fontTable+xml"));
  add_part("/word/header1.xml", absl::StrCat(kWordType, "header+xml"));
  add_part("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml");
  return Serialize(document);
}

// Type and target, with the identities rId1, rId2…
using Relationships = std::vector<std::pair<std::string, std::string>>;

std::string RelationshipsPart(const Relationships& relationships) {
  pugi::xml_document document;
  pugi::xml_node root = AddRoot(document, "Relationships");
  root.append_attribute("xmlns") = absl::StrCat(kPackage, "/relationships").c_str();
  int number = 0;
  for (const auto& [type, target] : relationships) {
    AddElement(root, "Relationship", {{"Id", absl::StrCat("rId", ++number)}, {"Type", type}, {"Target", target}});
  }
  return Serialize(document);
}

std::string Styles() {
  pugi::xml_document document;
  pugi::xml_node styles = AddWordRoot(document, "w:styles");
  pugi::xml_node defaults = AddElement(styles, "w:docDefaults");
  pugi::xml_node text = AddElement(AddElement(defaults, "w:rPrDefault"), "w:rPr");
  AddElement(text, "w:rFonts", {{"w:ascii", kFont}, {"w:hAnsi", kFont}, {"w:eastAsia", kFont}, {"w:cs", kFont}});
  AddElement(text, "w:sz", {{"w:val", "28"}});
  AddElement(text, "w:szCs", {{"w:val", "28"}});
  AddElement(text, "w:lang", {{"w:val", "vi-VN"}, {"w:eastAsia", "vi-VN"}, {"w:bidi", "ar-SA"}});
  AddElement(AddElement(AddElement(defaults, "w:pPrDefault"), "w:pPr"), "w:spacing",
             {{"w:before", "0"}, {"w:after", "0"}, {"w:line", "240"}, {"w:lineRule", "auto"}});
  pugi::xml_node normal =
      AddElement(styles, "w:style", {{"w:type", "paragraph"}, {"w:default", "1"}, {"w:styleId", "Normal"}});
  AddElement(normal, "w:name", {{"w:val", "Normal"}});
  return Serialize(document);
}

std::string Settings() {
  pugi::xml_document document;
  pugi::xml_node settings = AddWordRoot(document, "w:settings");
  AddElement(settings, "w:embedTrueTypeFonts");
  AddElement(settings, "w:defaultTabStop", {{"w:val", "720"}});
  AddElement(AddElement(settings, "w:compat"), "w:compatSetting",
             {{"w:name", "compatibilityMode"}, {"w:uri", "http://schemas.microsoft.com/office/word"}, {"w:val", "15"}});
  return Serialize(document);
}

std::string Header() {
  pugi::xml_document document;
  AddPageNumber(AddParagraph(AddWordRoot(document, "w:hdr"), {.alignment = Alignment::kCentre}), {});
  return Serialize(document);
}

std::string CoreProperties(const std::string& title, const std::string& author) {
  pugi::xml_document document;
  pugi::xml_node root = AddRoot(document, "cp:coreProperties");
  root.append_attribute("xmlns:cp") = absl::StrCat(kPackage, "/metadata/core-properties").c_str();
  root.append_attribute("xmlns:dc") = "http://purl.org/dc/elements/1.1/";
  AddElement(root, "dc:title").text().set(XmlText(title).c_str());
  AddElement(root, "dc:creator").text().set(XmlText(author).c_str());
  AddElement(root, "dc:language").text().set("vi-VN");
  return Serialize(document);
}

void AddFonts(const FontFaces& faces, ZipEntries& entries) {
  const std::array<std::pair<const char*, const std::string*>, 4> embedded = {
      {{"w:embedRegular", &faces.regular},
       {"w:embedBold", &faces.bold},
       {"w:embedItalic", &faces.italic},
       {"w:embedBoldItalic", &faces.bold_italic}}};
  pugi::xml_document document;
  pugi::xml_node font = AddElement(AddWordRoot(document, "w:fonts"), "w:font", {{"w:name", kFont}});
  AddElement(font, "w:altName", {{"w:val", "Times New Roman"}});
  AddElement(font, "w:family", {{"w:val", "roman"}});
  AddElement(font, "w:pitch", {{"w:val", "variable"}});
  Relationships relationships;
  for (const auto& [element, face] : embedded) {
    EmbeddedFont obfuscated = Obfuscate(*face);
    const std::string target = absl::StrCat("fonts/font", relationships.size() + 1, ".odttf");
    relationships.emplace_back(absl::StrCat(kRelations, "/font"), target);
    AddElement(font, element, {{"r:id", absl::StrCat("rId", relationships.size())}, {"w:fontKey", obfuscated.key}});
    entries.emplace_back("word/" + target, std::move(obfuscated.bytes));
  }
  entries.emplace_back("word/fontTable.xml", Serialize(document));
  entries.emplace_back("word/_rels/fontTable.xml.rels", RelationshipsPart(relationships));
}

void AddSection(pugi::xml_node body) {
  const auto twips = [](int millimetres) { return std::to_string(TwipsOfMillimetres(millimetres)); };
  pugi::xml_node section = AddElement(body, "w:sectPr");
  AddElement(section, "w:headerReference", {{"w:type", "default"}, {"r:id", "rId4"}});
  AddElement(section, "w:pgSz", {{"w:w", twips(210)}, {"w:h", twips(297)}});
  AddElement(section, "w:pgMar",
             {{"w:top", twips(20)},
              {"w:right", twips(15)},
              {"w:bottom", twips(20)},
              {"w:left", twips(30)},
              {"w:header", twips(10)},
              {"w:footer", twips(10)},
              {"w:gutter", "0"}});
  AddElement(section, "w:titlePg");
}

}  // namespace

WordPackage::WordPackage(std::string title, std::string author) : title_(std::move(title)), author_(std::move(author)) {
  body_ = AddElement(AddWordRoot(document_, "w:document"), "w:body");
}

absl::StatusOr<std::string> WordPackage::Finish(const FontFaces& faces) {
  AddSection(body_);
  const std::string types = kRelations;
  ZipEntries entries = {
      {"[Content_Types].xml", ContentTypes()},
      {"_rels/.rels",
       RelationshipsPart({{types + "/officeDocument", "word/document.xml"},
                          {absl::StrCat(kPackage, "/relationships/metadata/core-properties"), "docProps/core.xml"}})},
      {"docProps/core.xml", CoreProperties(title_, author_)},
      {"word/document.xml", Serialize(document_)},
      {"word/_rels/document.xml.rels", RelationshipsPart({{types + "/styles", "styles.xml"},
                                                          {types + "/settings", "settings.xml"},
                                                          {types + "/fontTable", "fontTable.xml"},
                                                          {types + "/header", "header1.xml"}})},
      {"word/styles.xml", Styles()},
      {"word/settings.xml", Settings()},
      {"word/header1.xml", Header()}};
  AddFonts(faces, entries);
  return ZipFile(entries);
}

}  // namespace thidua::tasks
