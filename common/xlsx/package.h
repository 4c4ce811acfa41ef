#ifndef THIDUA_COMMON_XLSX_PACKAGE_H_
#define THIDUA_COMMON_XLSX_PACKAGE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/xlsx/limits.h"
#include "common/xlsx/xml_part.h"

struct zip;

namespace thidua::xlsx {

// Where a part points to another. Targets are names of entries.
struct Relationship {
  std::string id;
  std::string type;  // The last word of its address, e.g. "worksheet".
  std::string target;
};

// The zip file around the parts of a workbook. Each entry is unpacked at most once, in pieces, and counted on the way.
class Package {
 public:
  // `bytes` must outlive the package.
  static absl::StatusOr<std::unique_ptr<Package>> Open(std::string_view bytes, const Limits& limits);

  // Unpacks and parses one part.
  absl::Status Parse(const std::string& name, XmlHandler& handler);
  // The relationships of `part`, "" for those of the package; empty when it has none.
  absl::StatusOr<std::vector<Relationship>> RelationshipsOf(const std::string& part);
  // Unpacks what nobody asked for, so that a refusal does not depend on it.
  absl::Status CheckRest();

 private:
  struct Entry {
    int64_t index = 0;
    uint64_t declared_size = 0;
    bool unpacked = false;
  };
  using Sink = std::function<absl::Status(std::string_view)>;

  explicit Package(const Limits& limits) : limits_(limits) {}
  absl::Status OpenZip(std::string_view bytes);
  absl::Status ListEntries();
  absl::Status AddEntry(int64_t index);
  absl::Status Unpack(const std::string& name, Entry& entry, const Sink& sink);
  absl::StatusOr<std::vector<Relationship>> ReadRelationships(const std::string& name);

  const Limits limits_;
  std::shared_ptr<zip> archive_;
  std::map<std::string, Entry> entries_;  // By name in lower case: names of parts ignore case.
  int64_t unpacked_bytes_ = 0;
};

}  // namespace thidua::xlsx

#endif  // THIDUA_COMMON_XLSX_PACKAGE_H_
