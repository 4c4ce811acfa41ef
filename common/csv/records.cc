#include "common/csv/records.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/text/unicode.h"

namespace thidua::csv {
namespace {

// csv_parser::pstate while no record has begun.
constexpr int kBetweenRecords = 0;

bool Continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Bytes of the UTF-8 character that begins with `first`.
size_t CharacterSize(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
}

// Bytes at the end of `text` that are the start of a longer character.
size_t UnfinishedBytes(std::string_view text) {
  for (size_t bytes = 1; bytes <= std::min(text.size(), size_t{3}); ++bytes) {
    const char c = text[text.size() - bytes];
    if (!Continues(c)) return CharacterSize(c) > bytes ? bytes : 0;
  }
  return 0;
}

// Bytes of `text` through its first line end; all when it has none.
size_t LineSize(std::string_view text) {
  const auto end = std::find_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; });
  return end - text.begin() + (end == text.end() ? 0 : 1);
}

int LineFeeds(std::string_view text) { return static_cast<int>(std::count(text.begin(), text.end(), '\n')); }

}  // namespace

std::string_view CharacterPieces::Next() {
  while (true) {
    if (piece_.empty() && !ended_) {
      piece_ = source_();
      ended_ = piece_.empty();
    }
    if (!unfinished_.empty()) {
      if (!CompleteCharacter()) continue;
      character_ = std::exchange(unfinished_, {});
      return character_;
    }
    const size_t unfinished = UnfinishedBytes(piece_);
    unfinished_ = piece_.substr(piece_.size() - unfinished);
    const std::string_view whole = piece_.substr(0, piece_.size() - unfinished);
    piece_ = {};
    if (!whole.empty() || (ended_ && unfinished_.empty())) return whole;
  }
}

bool CharacterPieces::CompleteCharacter() {
  const size_t size = CharacterSize(unfinished_.front());
  while (unfinished_.size() < size && !piece_.empty() && Continues(piece_.front())) {
    unfinished_ += piece_.front();
    piece_.remove_prefix(1);
  }
  return unfinished_.size() == size || !piece_.empty() || ended_;
}

Records::Records(Source source, imports::FaultList& faults) : pieces_(std::move(source)), faults_(faults) {
  csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
  // Spaces belong to fields: RFC 4180 says so, and a stray space is for the reader of the field to refuse.
  csv_set_space_func(&parser_, [](unsigned char) { return 0; });
  // By how much libcsv grows its buffer: a long field must not cost a copy for each 128 bytes.
  csv_set_blk_size(&parser_, kMaxRecordBytes / 16);
}

void Records::OnField(void* data, size_t size, void* self) {
  auto& records = *static_cast<Records*>(self);
  const size_t index = records.size_++;
  if (index >= records.kept_) return;
  std::vector<std::string>& fields = records.row_.fields;
  if (index == fields.size()) fields.emplace_back();
  fields[index].assign(static_cast<const char*>(data), size);
}

void Records::OnRecord(int, void* self) { static_cast<Records*>(self)->complete_ = true; }

bool Records::Next() {
  size_ = 0;
  complete_ = false;
  while (!ended_ && !complete_) {
    if (piece_.empty() && !ReadPiece()) return Finish();
    Feed();
  }
  return complete_;
}

bool Records::ReadPiece() {
  piece_ = pieces_.Next();
  if (const auto bad = text::FirstBadUtf8(piece_)) {
    faults_.AddOnly({.line = line_ + LineFeeds(piece_.substr(0, *bad)),
                     .reason = "BAD_UTF8",
                     .message = {.vi = "Tệp không phải UTF-8. Hãy lưu lại với bảng mã UTF-8 (Excel: \"CSV UTF-8\").",
                                 .en = "The file is not UTF-8. Save it again as UTF-8 (Excel: \"CSV UTF-8\")."}});
    ended_ = faulty_ = true;
    is_utf8_ = false;
    return false;
  }
  if (piece_.empty()) return false;
  if (std::exchange(first_piece_, false)) piece_ = text::WithoutByteOrderMark(piece_);
  return true;
}

// Parses up to the next line end: at most one record ends there, and the line of the next one is known.
void Records::Feed() {
  if (parser_.pstate == kBetweenRecords) {
    row_.line = line_;
    bytes_ = 0;
  }
  if (bytes_ == kMaxRecordBytes && !piece_.empty()) {
    constexpr size_t kMebibytes = kMaxRecordBytes >> 20;
    return Break(row_.line, "RECORD_TOO_LONG",
                 {.vi = absl::StrCat("Bản ghi bắt đầu ở đây dài hơn ", kMebibytes,
                                     " MiB. Hãy xem có dấu ngoặc kép nào mở ra mà không đóng lại."),
                  .en = absl::StrCat("The record that starts here is longer than ", kMebibytes,
                                     " MiB. See whether a quote opens and is never closed.")});
  }
  const size_t size = LineSize(piece_.substr(0, kMaxRecordBytes - bytes_));
  const std::string_view part = piece_.substr(0, size);
  const bool broken = csv_parse(&parser_, part.data(), size, OnField, OnRecord, this) != size;
  const int line = line_;
  bytes_ += size;
  line_ += part.ends_with('\n') ? 1 : 0;
  piece_.remove_prefix(size);
  if (broken) {
    Break(line, "BAD_QUOTES",
          {.vi = "Dấu ngoặc kép đặt sai chỗ: một ô có dấu ngoặc kép phải nằm trọn trong cặp \"…\", và dấu \" "
                 "bên trong viết là \"\".",
           .en = "Misplaced quote: a field with quotes must stand in \"…\" as a whole, and a \" inside it is "
                 "written \"\"."});
  }
}

bool Records::Finish() {
  if (ended_) return false;
  if (csv_fini(&parser_, OnField, OnRecord, this) != 0) {
    Break(row_.line, "OPEN_QUOTE",
          {.vi = "Dấu ngoặc kép mở ra ở đây không được đóng lại.", .en = "The quote that opens here is never closed."});
  }
  ended_ = true;
  return complete_;
}

// Reads on to the end, because a file that is not UTF-8 is told only that.
void Records::Break(int line, std::string_view reason, Message message) {
  faults_.AddFirst({.line = line, .reason = std::string(reason), .message = std::move(message)});
  do {
    line_ += LineFeeds(piece_);
  } while (ReadPiece());
  ended_ = faulty_ = true;
}

}  // namespace thidua::csv
