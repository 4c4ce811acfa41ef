#include "common/csv/reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/text/unicode.h"

namespace thidua::csv {
namespace {

void AssignNfc(const std::string& text, std::string& out) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    out = text;
  } else {
    out = text::ToNfc(text);
  }
}

}  // namespace

Reader Reader::Open(Source source, const std::vector<std::string>& columns, imports::FaultList& faults) {
  return Reader(std::move(source), columns, faults);
}

Reader Reader::Open(std::string_view content, const std::vector<std::string>& columns, imports::FaultList& faults) {
  return Reader([content]() mutable { return std::exchange(content, {}); }, columns, faults);
}

Reader::Reader(Source source, const std::vector<std::string>& columns, imports::FaultList& faults)
    : faults_(&faults), columns_(columns), records_(std::make_unique<Records>(std::move(source), faults)) {
  ReadHeading();
}

void Reader::ReadHeading() {
  if (records_->Next()) {
    usable_ = columns_.Find(records_->row(), *faults_);
    width_ = records_->size();
    records_->Keep(width_);
  } else if (!records_->faulty()) {
    const std::string names = columns_.Names();
    faults_->Add(
        {.line = 1,
         .reason = "NO_HEADING",
         .message = {.vi = absl::StrCat("Tệp rỗng. Dòng đầu phải là tên cột: ", names, "."),
                     .en = absl::StrCat("The file is empty. Its first line must name the columns: ", names, ".")}});
  }
}

bool Reader::Next(Row& row) {
  while (records_->Next()) {
    if (!usable_ || !HasRightSize()) continue;
    const Row& record = records_->row();
    const std::vector<int>& positions = columns_.positions();
    row.line = record.line;
    row.fields.resize(positions.size());
    for (size_t i = 0; i < positions.size(); ++i) {
      if (positions[i] < 0) {
        row.fields[i].clear();
      } else {
        AssignNfc(record.fields[positions[i]], row.fields[i]);
      }
    }
    return true;
  }
  return false;
}

bool Reader::HasRightSize() {
  const Row& record = records_->row();
  const size_t size = records_->size();
  if (size == width_) return true;
  const bool blank = size == 1 && record.fields[0].empty();
  if (!blank) {
    faults_->Add(
        {.line = record.line,
         .reason = "FIELD_COUNT",
         .message = {.vi = absl::StrCat("Dòng có ", size, " ô, cần ", width_, " ô như dòng tên cột."),
                     .en = absl::StrCat("The line has ", size, " fields, wanted ", width_, " as in the heading.")}});
  }
  return false;
}

}  // namespace thidua::csv
