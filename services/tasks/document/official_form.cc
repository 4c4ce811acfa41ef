#include "services/tasks/document/official_form.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/tasks/document/report_words.h"
#include "services/tasks/document/word_package.h"

namespace thidua::tasks {
namespace {

constexpr char kNation[] = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
constexpr char kMotto[] = "Độc lập - Tự do - Hạnh phúc";

// Sizes in half points, lengths in twips.
constexpr TextStyle kHeadText = {.half_points = 26};
constexpr TextStyle kHeadBold = {.half_points = 26, .bold = true};
constexpr TextStyle kMottoText = {.half_points = 28, .bold = true};
constexpr TextStyle kBold = {.half_points = 28, .bold = true};
constexpr TextStyle kItalic = {.half_points = 28, .italic = true};
constexpr ParagraphStyle kCentred = {.alignment = Alignment::kCentre};
constexpr ParagraphStyle kBody = {.alignment = Alignment::kJustified, .first_line = 720, .after = 120};
constexpr int kLeftHead = 3600;
constexpr int kRightHead = kTextWidth - kLeftHead;
constexpr int kHalf = kTextWidth / 2;
constexpr int kTableHalfPoints = 22;
constexpr int kRoomToSign = 4;  // Lines.

// The decree wants the rule below a unit's name and below a subject a third to half as long as the text.
constexpr int ShortRule(int text) { return text * 2 / 5; }

absl::Status AddRuleBelow(pugi::xml_node cell, int column, const std::string& font, std::string_view text,
                          const TextStyle& style) {
  const absl::StatusOr<int> width = TextWidth(font, text, style.half_points);
  if (!width.ok()) return width.status();
  AddRule(cell, column, ShortRule(std::min(*width, column)));
  return absl::OkStatus();
}

absl::Status AddNation(pugi::xml_node cell, const FontFaces& faces) {
  AddParagraph(cell, kCentred, kHeadBold, kNation);
  AddParagraph(cell, kCentred, kMottoText, kMotto);
  const absl::StatusOr<int> motto = TextWidth(faces.bold, kMotto, kMottoText.half_points);
  if (!motto.ok()) return motto.status();
  AddRule(cell, kRightHead, *motto);
  return absl::OkStatus();
}

absl::Status AddIssuer(pugi::xml_node cell, const OfficialHead& head, const FontFaces& faces) {
  if (!head.parent_name.empty()) {
    AddParagraph(cell, kCentred, kHeadText, UpperCase(UnitWords(head.parent_name).ShortCommittee()));
  }
  const std::string unit = UpperCase(UnitWords(head.unit_name).InText());
  AddParagraph(cell, kCentred, kHeadBold, "ỦY BAN NHÂN DÂN");
  AddParagraph(cell, kCentred, kHeadBold, unit);
  return AddRuleBelow(cell, kLeftHead, faces.bold, unit, kHeadBold);
}

std::string PlaceAndDay(const OfficialHead& head) {
  return absl::StrCat(UnitWords(head.unit_name).Place(), ", ",
                      head.issued ? SpokenDay(*head.issued) : absl::StrCat("ngày      tháng      năm ", head.year));
}

std::string SignerTitle(const OfficialSignature& signature) {
  return signature.title.empty() ? "CHỦ TỊCH" : UpperCase(signature.title);
}

void AddSigner(pugi::xml_node cell, const OfficialSignature& signature) {
  constexpr ParagraphStyle kKept = {.alignment = Alignment::kCentre, .keep_with_next = true};
  constexpr std::string_view kDeputy = "PHÓ ";
  const std::string title = SignerTitle(signature);
  AddParagraph(cell, kKept, kBold, "TM. ỦY BAN NHÂN DÂN");
  if (title.starts_with(kDeputy)) {
    AddParagraph(cell, kKept, kBold, absl::StrCat("KT. ", title.substr(kDeputy.size())));
  }
  AddParagraph(cell, kKept, kBold, title);
  for (int line = 0; line < kRoomToSign; ++line) AddParagraph(cell, kKept, kBold, "");
  AddParagraph(cell, kCentred, kBold, signature.name);
}

// Without the mark that separates it from the next.
std::string Bare(std::string_view recipient) {
  const size_t end = recipient.find_last_not_of(" ;.,");
  return std::string(recipient.substr(0, end == std::string_view::npos ? 0 : end + 1));
}

// The file copy (Lưu) comes last, whether it was named or not.
void AddRecipients(pugi::xml_node cell, const std::vector<std::string>& recipients) {
  constexpr TextStyle kListed = {.half_points = 22};
  constexpr std::string_view kFiled = "Lưu:";
  std::string filed = "Lưu: VT";
  AddParagraph(cell, {}, {.half_points = 24, .bold = true, .italic = true}, "Nơi nhận:");
  for (const std::string& recipient : recipients) {
    std::string bare = Bare(recipient);
    if (bare.starts_with(kFiled)) {
      filed = std::move(bare);
    } else if (!bare.empty()) {
      AddParagraph(cell, {}, kListed, absl::StrCat("- ", bare, ";"));
    }
  }
  AddParagraph(cell, {}, kListed, absl::StrCat("- ", filed, "."));
}

}  // namespace

absl::Status AddHead(pugi::xml_node body, const OfficialHead& head, const FontFaces& faces) {
  WordTable columns(body, {kLeftHead, kRightHead}, /*ruled=*/false);
  columns.AddRow();
  if (absl::Status status = AddIssuer(columns.AddCell(), head, faces); !status.ok()) return status;
  if (absl::Status status = AddNation(columns.AddCell(), faces); !status.ok()) return status;
  columns.AddRow();
  pugi::xml_node number = columns.AddCell();
  AddParagraph(number, {.alignment = Alignment::kCentre, .before = 120}, kHeadText,
               absl::StrCat("Số: ", OfficialNumber(head.number)));
  AddParagraph(columns.AddCell(), {.alignment = Alignment::kCentre, .before = 120}, kItalic, PlaceAndDay(head));
  if (head.draft) {
    AddParagraph(number, {.alignment = Alignment::kCentre, .indent = 1000, .before = 180, .boxed = true}, kHeadBold,
                 "DỰ THẢO");
  }

  AddParagraph(body, {.alignment = Alignment::kCentre, .before = 240}, kBold, "BÁO CÁO");
  std::string last;
  for (const std::string& line : Lines(head.subject)) {
    AddParagraph(body, kCentred, kBold, line);
    last = line;
  }
  if (absl::Status status = AddRuleBelow(body, kTextWidth, faces.bold, last, kBold); !status.ok()) return status;
  AddSpace(body);
  return absl::OkStatus();
}

void AddSectionTitle(pugi::xml_node body, std::string_view text) {
  ParagraphStyle style = kBody;
  style.keep_with_next = true;
  AddParagraph(body, style, kBold, text);
}

void AddText(pugi::xml_node body, std::string_view text) {
  for (const std::string& line : Lines(text)) AddParagraph(body, kBody, {}, line);
}

void AddLastText(pugi::xml_node body, std::string_view text) {
  ParagraphStyle style = kBody;
  style.keep_with_next = true;
  AddParagraph(body, style, {}, text);
}

void AddSignature(pugi::xml_node body, const OfficialSignature& signature) {
  AddParagraph(body, {.keep_with_next = true}, {.half_points = 12}, "");
  WordTable columns(body, {kHalf, kTextWidth - kHalf}, /*ruled=*/false);
  columns.AddRow();
  AddRecipients(columns.AddCell(), signature.recipients);
  AddSigner(columns.AddCell(), signature);
}

void AddTableHeading(WordTable& table, const std::vector<std::string>& headings) {
  table.AddRow(/*heading=*/true);
  for (const std::string& heading : headings) {
    AddParagraph(table.AddCell(), kCentred, {.half_points = kTableHalfPoints, .bold = true}, heading);
  }
}

void AddTableRow(WordTable& table, const std::vector<TableCell>& cells) {
  table.AddRow();
  for (const TableCell& cell : cells) {
    pugi::xml_node node = table.AddCell();
    const TextStyle style = {.half_points = kTableHalfPoints, .bold = cell.bold};
    for (const std::string& text : cell.paragraphs) AddParagraph(node, {.alignment = cell.alignment}, style, text);
    if (cell.paragraphs.empty()) AddParagraph(node, {}, style, "");
  }
}

void AddSpace(pugi::xml_node body) { AddParagraph(body, {}, {.half_points = 12}, ""); }

}  // namespace thidua::tasks
