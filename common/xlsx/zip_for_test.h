#ifndef THIDUA_COMMON_XLSX_ZIP_FOR_TEST_H_
#define THIDUA_COMMON_XLSX_ZIP_FOR_TEST_H_

#include <gtest/gtest.h>
#include <zip.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace thidua::xlsx {

// Builds a zip file in memory, entry by entry.
class ZipForTest {
 public:
  ZipForTest() {
    source_ = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    zip_source_keep(source_);
    archive_ = zip_open_from_source(source_, ZIP_TRUNCATE, nullptr);
  }
  ZipForTest(const ZipForTest&) = delete;
  ZipForTest& operator=(const ZipForTest&) = delete;

  // REQUIRES: `content` lives until Bytes().
  int64_t Add(const std::string& name, std::string_view content) {
    return AddSource(name, zip_source_buffer(archive_, content.data(), content.size(), 0));
  }

  // An entry of `size` times `byte`.
  void AddRun(const std::string& name, char byte, int64_t size) {
    AddSource(name, zip_source_function(archive_, ReadRun, new Run{byte, size, size}));
  }

  void Encrypt(int64_t index) { EXPECT_EQ(zip_file_set_encryption(archive_, index, ZIP_EM_AES_256, "password"), 0); }

  // The finished file. Call it once.
  std::string Bytes() {
    EXPECT_EQ(zip_close(archive_), 0) << zip_strerror(archive_);
    zip_stat_t stat;
    zip_source_stat(source_, &stat);
    std::string bytes(stat.size, '\0');
    zip_source_open(source_);
    EXPECT_EQ(zip_source_read(source_, bytes.data(), bytes.size()), static_cast<int64_t>(bytes.size()));
    zip_source_close(source_);
    zip_source_free(source_);
    return bytes;
  }

 private:
  struct Run {
    char byte;
    int64_t size;
    int64_t left;
  };

  static zip_int64_t ReadRun(void* state, void* data, zip_uint64_t size, zip_source_cmd_t command) {
    auto* run = static_cast<Run*>(state);
    switch (command) {
      case ZIP_SOURCE_OPEN:
        run->left = run->size;
        return 0;
      case ZIP_SOURCE_READ: {
        const int64_t count = std::min(run->left, static_cast<int64_t>(size));
        std::memset(data, run->byte, static_cast<size_t>(count));
        run->left -= count;
        return count;
      }
      case ZIP_SOURCE_STAT:
        zip_stat_init(static_cast<zip_stat_t*>(data));
        return sizeof(zip_stat_t);
      case ZIP_SOURCE_FREE:
        delete run;
        return 0;
      case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                              ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
      default:
        return 0;
    }
  }

  int64_t AddSource(const std::string& name, zip_source_t* source) {
    const int64_t index = zip_file_add(archive_, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    EXPECT_GE(index, 0) << name;
    return index;
  }

  zip_source_t* source_;
  zip_t* archive_;
};

constexpr std::string_view kMainNamespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

// The parts of a small workbook, by name, for a test to spoil.
using Parts = std::map<std::string, std::string>;

// A workbook of one work sheet "Bảng" with these rows ("<row r=\"1\">…</row>") and shared strings ("<si>…</si>").
inline Parts PartsOf(const std::string& rows, const std::string& strings = "") {
  const std::string relationships =
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
  const std::string types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const std::string main(kMainNamespace);
  return {
      {"[Content_Types].xml",
       "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Types "
       "xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"},
      {"_rels/.rels", absl::StrCat(relationships, "<Relationship Id=\"rId1\" Type=\"", types,
                                   "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")},
      {"xl/_rels/workbook.xml.rels",
       absl::StrCat(relationships, "<Relationship Id=\"rId1\" Type=\"", types,
                    "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"", types,
                    "/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/></Relationships>")},
      {"xl/workbook.xml",
       absl::StrCat("<workbook xmlns=\"", main, "\" xmlns:r=\"", types,
                    "\"><sheets><sheet name=\"Bảng\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>")},
      {"xl/sharedStrings.xml", absl::StrCat("<sst xmlns=\"", main, "\">", strings, "</sst>")},
      {"xl/worksheets/sheet1.xml",
       absl::StrCat("<worksheet xmlns=\"", main, "\"><sheetData>", rows, "</sheetData></worksheet>")},
  };
}

inline std::string ZipOf(const Parts& parts) {
  ZipForTest zip;
  for (const auto& [name, content] : parts) zip.Add(name, content);
  return zip.Bytes();
}

}  // namespace thidua::xlsx

#endif  // THIDUA_COMMON_XLSX_ZIP_FOR_TEST_H_
