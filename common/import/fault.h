#ifndef THIDUA_COMMON_IMPORT_FAULT_H_
#define THIDUA_COMMON_IMPORT_FAULT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "common/import/content.h"
#include "common/status/message.h"

namespace thidua::imports {

// One thing that is wrong with a file: where, and what is wanted instead.
struct Fault {
  int line = 0;       // From 1; 0 where the fault belongs to no line.
  int column = 0;     // From 1; 0 for the whole line or a file without columns.
  std::string field;  // Name of the column, or path of the field in a JSON file.
  std::string reason;
  Message message;
};

// Collects faults, keeps the first `limit` and counts the rest.
class FaultList {
 public:
  static constexpr int kDefaultLimit = 100;

  explicit FaultList(int limit = kDefaultLimit) : limit_(limit <= 0 ? kDefaultLimit : limit) {}

  void Add(Fault fault);
  // Keeps it before all others, even when the list is full.
  void AddFirst(Fault fault);
  // Keeps it alone: whatever else was or will be found only follows from it.
  void AddOnly(Fault fault);
  bool empty() const { return faults_.empty(); }
  // In order of line and column.
  std::vector<Fault> Sorted() const;
  // How many were found beyond the limit.
  int64_t more() const { return more_; }

 private:
  int limit_;
  std::vector<Fault> faults_;
  int64_t more_ = 0;
  bool closed_ = false;
};

// What an import did, or would do in a dry run.
struct Report {
  int64_t rows = 0;
  int64_t added = 0;
  int64_t changed = 0;
  int64_t unchanged = 0;
  int64_t removed = 0;
  bool stored = false;
  std::vector<Fault> faults;
  int64_t more_faults = 0;

  bool changes_anything() const { return added + changed + removed > 0; }
};

// A file to import.
struct File {
  std::string name;
  Content content;
  bool dry_run = false;
  int max_faults = FaultList::kDefaultLimit;
};

}  // namespace thidua::imports

#endif  // THIDUA_COMMON_IMPORT_FAULT_H_
