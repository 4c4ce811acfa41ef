#include "services/ranking/publication/verification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "common/crypto/sha256.h"
#include "common/testing/source_file.h"
#include "services/ranking/publication/ba_to_for_test.h"
#include "services/ranking/publication/publication_json.h"

namespace thidua::ranking {
namespace {

using ::testing::HasSubstr;

std::string ReasonOf(const absl::Status& status) { return Problem::FromStatus(status).reason; }

// One file for all tests: they only read it.
const std::string& File() {
  static const auto& file = *new std::string([] {
    BaToPublished ba_to;
    ba_to.ImportScale(BaToPublished::ScaleWithAwards());
    const auto published = ba_to.Publish("Thử");
    EXPECT_TRUE(published.ok()) << published.status();
    return ba_to.File();
  }());
  return file;
}

// What a forger does who knows the rule of the hash.
std::string Rehashed(Json document) {
  Json publication = document[kPublicationMember];
  const std::string hash = Sha256::HexOf(Compact(publication));
  return Layout(std::move(publication), hash);
}

std::vector<std::string> Pointers(const Verification& verification) {
  std::vector<std::string> pointers;
  for (const Difference& difference : verification.differences) pointers.push_back(difference.pointer);
  return pointers;
}

TEST(VerificationTest, AWholeFileHasNoDifference) {
  const auto verified = Verify(File());
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_TRUE(verified->differences.empty()) << testing::PrintToString(Pointers(*verified));
  EXPECT_EQ(verified->clusters, 4);
  EXPECT_EQ(verified->units, 19);
  EXPECT_EQ(verified->publication.number(), 1);
}

TEST(VerificationTest, NamesAnAlteredFigureInWords) {
  Json document = *ReadFile(File());
  Json& points = document[kPublicationMember]["results"]["clusters"][0]["units"][1]["points"][2];
  points = points == "1.00" ? "2.00" : "1.00";
  const std::string pointer = "/thiduaPublication/results/clusters/0/units/1/points/2";
  for (const std::string& file : {document.dump(1) + "\n", Rehashed(document)}) {
    const auto verified = Verify(file);
    ASSERT_TRUE(verified.ok()) << verified.status();
    const Difference& difference = verified->differences.back();
    EXPECT_EQ(difference.pointer, pointer);
    EXPECT_EQ(difference.stored, points.dump());
    EXPECT_NE(difference.computed, points.dump());
    EXPECT_THAT(difference.where.vi, HasSubstr("cụm khu-"));
    EXPECT_THAT(difference.where.vi, HasSubstr("đơn vị "));
    EXPECT_THAT(difference.where.vi, HasSubstr("mục I.3"));
  }
}

TEST(VerificationTest, AnAlteredInputMovesResultsEvenUnderAnewHash) {
  Json document = *ReadFile(File());
  for (Json& figure : document[kPublicationMember]["clusters"][0]["sheets"][0]["figures"]) {
    if (figure["input"] == "actual") figure["value"] = "1";
  }
  const auto verified = Verify(Rehashed(document));
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_FALSE(verified->differences.empty());
  EXPECT_GT(verified->more, 0) << "ranks of the whole district move";
}

TEST(VerificationTest, RefusesWhatIsNoPublication) {
  EXPECT_EQ(ReasonOf(Verify("").status()), "NOT_JSON");
  EXPECT_EQ(ReasonOf(Verify("{\"a\": \n\n oops").status()), "NOT_JSON");
  EXPECT_THAT(Problem::FromStatus(Verify("{\"a\": \n\n oops").status()).message.en, HasSubstr("line 3"));
  EXPECT_EQ(ReasonOf(Verify("{\"a\": \"\xff\"}").status()), "NOT_JSON");
  EXPECT_EQ(ReasonOf(Verify("[1e999]").status()), "NOT_JSON");
  for (const char* text :
       {"[]", "{}", "1", R"({"thiduaPublication": 1, "sha256": ""})", R"({"thiduaPublication": {"format": 1}})",
        R"({"thiduaPublication": {"format": 0}, "sha256": ""})",
        R"({"thiduaPublication": {"format": "1"}, "sha256": ""})"}) {
    EXPECT_EQ(ReasonOf(Verify(text).status()), "NOT_A_PUBLICATION") << text;
  }
  EXPECT_EQ(ReasonOf(Verify(R"({"thiduaPublication": {"format": 2}, "sha256": ""})").status()), "NEWER_FORMAT");
  for (const char open : {'[', '{'}) {
    EXPECT_EQ(ReasonOf(Verify(std::string(1'000'000, open)).status()), "NOT_A_PUBLICATION") << "depth";
  }
}

TEST(VerificationTest, AnEmptyPublicationOfTheFormatIsComparedToo) {
  const auto verified = Verify(R"({"thiduaPublication": {"format": 1}, "sha256": ""})");
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_FALSE(verified->differences.empty());
}

TEST(VerificationTest, AnyOtherByteIsADifference) {
  const std::string& file = File();
  EXPECT_FALSE(Verify(file + " ")->differences.empty());
  EXPECT_FALSE(Verify(file.substr(0, file.size() - 1))->differences.empty());
  Json twice = *ReadFile(file);
  twice["more"] = 1;
  EXPECT_FALSE(Verify(twice.dump(1) + "\n")->differences.empty());
  EXPECT_FALSE(Verify(twice.dump())->differences.empty());
  std::string doubled = file;
  doubled.insert(doubled.find("\"year\""), "\"year\": 1999,\n  ");
  EXPECT_FALSE(Verify(doubled)->differences.empty()) << "a member that stands twice";
}

// Everything in a document that is no array or object.
void CollectLeaves(Json& value, std::vector<Json*>& leaves) {
  if (!value.is_structured()) return leaves.push_back(&value);
  for (Json& element : value) CollectLeaves(element, leaves);
}

void Alter(Json& leaf, std::mt19937& random) {
  if (leaf.is_boolean()) {
    leaf = !leaf.get<bool>();
  } else if (leaf.is_number()) {
    leaf = leaf.get<int64_t>() + 1;
  } else {
    auto text = leaf.get<std::string>();
    size_t at = text.empty() ? 0 : random() % text.size();
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
    size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    const std::string with = text.substr(at, end - at) == "7" ? "8" : "7";
    leaf = text.replace(at, text.empty() ? 0 : end - at, with);
  }
}

// True when the file is refused or differs.
bool IsNoticed(const std::string& file) {
  const auto verified = Verify(file);
  return !verified.ok() || !verified->differences.empty();
}

TEST(VerificationTest, AnyAlteredLeafIsNoticed) {
  Json document = *ReadFile(File());
  std::vector<Json*> leaves;
  CollectLeaves(document, leaves);
  ASSERT_GT(leaves.size(), 4000u);
  std::mt19937 random(2023);
  for (int i = 0; i < 100; ++i) {
    Json& leaf = *leaves[random() % leaves.size()];
    const Json before = leaf;
    Alter(leaf, random);
    EXPECT_TRUE(IsNoticed(document.dump(1) + "\n")) << before << " → " << leaf;
    leaf = before;
  }
  EXPECT_FALSE(IsNoticed(document.dump(1) + "\n"));
}

// A file that is out: whatever becomes of the suite, format 1 stays as it is.
const std::string& FormatOne() {
  static const auto& file = *new std::string([] {
    std::ifstream in(SourceFile("tests/data/publication_format_1.json"), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }());
  return file;
}

TEST(VerificationTest, FilesOfFormatOneStayWhole) {
  const auto verified = Verify(FormatOne());
  ASSERT_TRUE(verified.ok()) << verified.status();
  for (const Difference& difference : verified->differences) {
    ADD_FAILURE() << difference.pointer << ": " << difference.stored << " → " << difference.computed;
  }
  EXPECT_EQ(verified->publication.sha256(), "0fe56cfb176ba8dce777a650bb74513203a4cb191fecf44b8d1f43e7b6576581");
}

TEST(VerificationTest, EveryAlteredLeafIsNoticed) {
  Json document = *ReadFile(FormatOne());
  std::vector<Json*> leaves;
  CollectLeaves(document, leaves);
  ASSERT_GT(leaves.size(), 400u);
  std::mt19937 random(1);
  for (Json* leaf : leaves) {
    const Json before = *leaf;
    Alter(*leaf, random);
    EXPECT_TRUE(IsNoticed(document.dump(1) + "\n")) << before << " → " << *leaf;
    *leaf = before;
  }
}

// Nothing in a file may bring the program down, whatever kind of value stands where.
TEST(VerificationTest, ValuesOfAnotherKindAreNoticed) {
  Json document = *ReadFile(FormatOne());
  std::vector<Json*> leaves;
  CollectLeaves(document, leaves);
  const Json kinds[] = {nullptr, 1, -1.5, "x", Json::array(), Json::object(), Json::array({Json::object()})};
  for (size_t i = 0; i < leaves.size(); ++i) {
    const Json before = *leaves[i];
    *leaves[i] = kinds[i % std::size(kinds)];
    if (*leaves[i] != before) {
      EXPECT_TRUE(IsNoticed(document.dump(1) + "\n")) << before << " → " << *leaves[i];
    }
    *leaves[i] = before;
  }
}

// With a new hash, what follows from the rest is still noticed wherever it stands.
TEST(VerificationTest, AnyAlteredResultIsNoticedUnderANewHash) {
  Json document = *ReadFile(File());
  std::vector<Json*> leaves;
  for (const char* member : {"results", "awards", "provisional"}) {
    CollectLeaves(document[kPublicationMember][member], leaves);
  }
  std::mt19937 random(7);
  for (int i = 0; i < 100; ++i) {
    Json& leaf = *leaves[random() % leaves.size()];
    const Json before = leaf;
    Alter(leaf, random);
    EXPECT_TRUE(IsNoticed(Rehashed(document))) << before << " → " << leaf;
    leaf = before;
  }
}

}  // namespace
}  // namespace thidua::ranking
