#ifndef THIDUA_COMMON_CSV_RECORDS_H_
#define THIDUA_COMMON_CSV_RECORDS_H_

#include <csv.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "common/csv/row.h"
#include "common/import/fault.h"

namespace thidua::csv {

// With its line end.
inline constexpr size_t kMaxRecordBytes = size_t{1} << 20;

// The next piece of a file, empty at its end. A piece must live until the next one is asked for.
using Source = std::function<std::string_view()>;

// Cuts the pieces of a file anew, so that each holds whole characters (as far as the file is UTF-8).
class CharacterPieces {
 public:
  explicit CharacterPieces(Source source) : source_(std::move(source)) {}

  // Empty at the end. A piece lives until the next one is asked for.
  std::string_view Next();

 private:
  bool CompleteCharacter();

  Source source_;
  std::string_view piece_;  // What is left of the source's piece.
  bool ended_ = false;
  std::string unfinished_;  // The start of a character that goes on in the next piece.
  std::string character_;   // One that was put together.
};

// The records of a CSV file one after another, the heading first. Blank lines are left out.
class Records {
 public:
  // What is wrong with the file as a whole goes to `faults` and ends it: BAD_QUOTES, OPEN_QUOTE and RECORD_TOO_LONG
  // before what its records are blamed for, BAD_UTF8 in place of it.
  Records(Source source, imports::FaultList& faults);
  ~Records() { csv_free(&parser_); }
  Records(const Records&) = delete;
  Records& operator=(const Records&) = delete;

  // False at the end of the file or at a fault.
  bool Next();

  // The record that Next found. Fields beyond those kept are counted in `size`, and not in `row().fields`, which may
  // also hold strings of earlier records beyond `size`.
  const Row& row() const { return row_; }
  size_t size() const { return size_; }
  // How many fields of each record to keep; at first all of them.
  void Keep(size_t count) { kept_ = count; }

  bool faulty() const { return faulty_; }
  bool is_utf8() const { return is_utf8_; }

 private:
  static void OnField(void* data, size_t size, void* self);
  static void OnRecord(int, void* self);

  bool ReadPiece();
  void Feed();
  bool Finish();
  void Break(int line, std::string_view reason, Message message);

  CharacterPieces pieces_;
  imports::FaultList& faults_;
  csv_parser parser_;
  std::string_view piece_;  // What is not yet parsed.
  bool first_piece_ = true;
  int line_ = 1;      // Of the start of `piece_`.
  size_t bytes_ = 0;  // Of the record so far.
  Row row_;
  size_t size_ = 0;
  size_t kept_ = static_cast<size_t>(-1);
  bool complete_ = false;  // The record has ended.
  bool ended_ = false;
  bool faulty_ = false;
  bool is_utf8_ = true;
};

}  // namespace thidua::csv

#endif  // THIDUA_COMMON_CSV_RECORDS_H_
