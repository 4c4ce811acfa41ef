#ifndef THIDUA_COMMON_XLSX_XML_PART_H_
#define THIDUA_COMMON_XLSX_XML_PART_H_

#include <expat.h>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"

namespace thidua::xlsx {

// A refusal of the file.
absl::Status Refuse(std::string_view reason, std::string vi, std::string en);

// The attributes of an element: those without namespace by name, the relationship identity as "r:id".
class Attributes {
 public:
  explicit Attributes(const char** pairs) : pairs_(pairs) {}
  // Empty when absent.
  std::string_view Find(std::string_view name) const;

 private:
  const char** pairs_;
};

// What is told of a part while it is parsed. `path` names the open elements ("/worksheet/sheetData/row/c"), those of
// other namespaces than the spreadsheet's and the package's as "?".
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual absl::Status OnStart(std::string_view path, const Attributes& attributes) { return absl::OkStatus(); }
  virtual absl::Status OnText(std::string_view path, std::string_view text) { return absl::OkStatus(); }
  virtual absl::Status OnEnd(std::string_view path) { return absl::OkStatus(); }
};

// Parses one XML part that arrives in pieces, in memory bounded whatever it holds: no DOCTYPE and so no entities,
// bounded depth, names and tags.
class XmlPart {
 public:
  // `name` is that of the part, for messages. `handler` must outlive this object.
  XmlPart(std::string name, XmlHandler& handler);
  ~XmlPart();
  XmlPart(const XmlPart&) = delete;
  XmlPart& operator=(const XmlPart&) = delete;

  absl::Status Add(std::string_view bytes);
  absl::Status Finish();

 private:
  static void OnStart(void* self, const char* name, const char** attributes);
  static void OnEnd(void* self, const char* name);
  static void OnText(void* self, const char* text, int size);
  static void OnNamespace(void* self, const char* prefix, const char* uri);
  static void OnDeclaration(void* self, const char* version, const char* encoding, int standalone);
  static void OnDoctype(void* self, const char* name, const char* system, const char* pub, int internal_subset);
  static void OnOther(void* self, const char* text, int size);

  absl::Status Parse(std::string_view bytes, bool last);
  void Enter(std::string_view name, const char** attributes);
  void Check(absl::Status status);
  bool LearnName(std::string_view name);
  absl::Status TooComplex() const;
  absl::Status WrongEncoding(std::string_view encoding) const;

  const std::string name_;
  XmlHandler& handler_;
  const std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser_;
  absl::Status status_;
  std::string path_;
  std::vector<size_t> path_sizes_;  // Of the path around each open element.
  absl::flat_hash_set<std::string> names_;
  int namespaces_ = 0;
  bool begun_ = false;
  size_t silent_bytes_ = 0;  // Since anything was last told: a tag that does not end.
};

}  // namespace thidua::xlsx

#endif  // THIDUA_COMMON_XLSX_XML_PART_H_
