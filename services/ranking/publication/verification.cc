#include "services/ranking/publication/verification.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/crypto/sha256.h"
#include "common/status/problem.h"
#include "common/text/unicode.h"
#include "services/ranking/publication/publication.h"
#include "services/ranking/publication/publication_json.h"

namespace thidua::ranking {
namespace {

std::string Text(const Json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string Named(const std::string& name, const std::string& code) {
  if (name.empty() || name == code) return code;
  return code.empty() ? name : absl::StrCat(name, " (", code, ")");
}

// On the way from the document to a value: which cluster, unit and criterion the value belongs to.
struct Whereabouts {
  std::string cluster;
  std::string unit;
  std::string code;
  const Json* headings = nullptr;

  // Takes in what an object says of itself.
  void Enter(const Json& object) {
    if (const std::string code = Text(object, "cluster"); !code.empty()) cluster = code;
    if (const std::string code = Text(object, "unit"); !code.empty()) unit = Named(Text(object, "name"), code);
    if (const std::string criterion = Text(object, "criterion"); !criterion.empty()) code = criterion;
    if (const auto found = object.find("headings"); found != object.end()) headings = &*found;
  }

  // The code of the position in a list of points or subtotals.
  void EnterFigure(const std::string& list, size_t position) {
    const bool criteria = list == "points";
    if (headings == nullptr || !headings->is_array() || !(criteria || list == "subtotals")) return;
    for (const Json& heading : *headings) {
      if (!heading.is_object()) return;
      const bool is_criterion = heading.contains("isCriterion");
      const bool counts = criteria ? is_criterion : !is_criterion && !heading.contains("depth");
      if (counts && position-- == 0) {
        code = Text(heading, "code");
        return;
      }
    }
  }

  Message Words() const {
    Message words;
    const auto add = [&](const Message& label, const std::string& what) {
      if (what.empty()) return;
      const char* separator = words.vi.empty() ? "" : ", ";
      absl::StrAppend(&words.vi, separator, label.vi, what);
      absl::StrAppend(&words.en, separator, label.en, what);
    };
    add({.vi = "cụm ", .en = "cluster "}, cluster);
    add({.vi = "đơn vị ", .en = "unit "}, unit);
    add({.vi = "mục ", .en = "code "}, code);
    return words;
  }
};

std::string Shown(const Json* value) { return value == nullptr ? "" : text::Shown(value->dump()); }

// Holds two documents against each other.
class Comparison {
 public:
  explicit Comparison(Verification& out) : out_(out) {}

  void Add(Difference difference) {
    if (out_.differences.size() < Verification::kMostDifferences) {
      out_.differences.push_back(std::move(difference));
    } else {
      ++out_.more;
    }
  }

  // Null: there is nothing.
  void Compare(const std::string& pointer, const Whereabouts& place, const Json* stored, const Json* computed) {
    if (stored != nullptr && computed != nullptr && stored->type() == computed->type()) {
      if (stored->is_object()) return CompareMembers(pointer, place, *stored, *computed);
      if (stored->is_array()) return CompareElements(pointer, place, *stored, *computed);
      if (*stored == *computed) return;
    }
    Add({.pointer = pointer,
         .where = place.Words(),
         .what = {.vi = "khác với kết quả tính lại.", .en = "differs from what is computed again."},
         .stored = Shown(stored),
         .computed = Shown(computed)});
  }

 private:
  static std::string Below(const std::string& pointer, const std::string& member) {
    return absl::StrCat(pointer, "/", absl::StrReplaceAll(member, {{"~", "~0"}, {"/", "~1"}}));
  }

  void CompareMembers(const std::string& pointer, Whereabouts place, const Json& stored, const Json& computed) {
    place.Enter(stored);
    const auto find = [](const Json& object, const std::string& member) -> const Json* {
      const auto found = object.find(member);
      return found == object.end() ? nullptr : &*found;
    };
    for (const auto& [member, value] : stored.items()) {
      Compare(Below(pointer, member), place, &value, find(computed, member));
    }
    for (const auto& [member, value] : computed.items()) {
      if (!stored.contains(member)) Compare(Below(pointer, member), place, nullptr, &value);
    }
  }

  void CompareElements(const std::string& pointer, const Whereabouts& place, const Json& stored, const Json& computed) {
    const std::string list = pointer.substr(pointer.rfind('/') + 1);
    for (size_t i = 0; i < std::max(stored.size(), computed.size()); ++i) {
      Whereabouts element = place;
      element.EnterFigure(list, i);
      Compare(absl::StrCat(pointer, "/", i), element, i < stored.size() ? &stored[i] : nullptr,
              i < computed.size() ? &computed[i] : nullptr);
    }
  }

  Verification& out_;
};

// What the content leads to; a fault in it becomes a difference.
absl::StatusOr<Json> Recompute(const Json& stored, Verification& out) {
  absl::StatusOr<v1::Publication> publication = FromJson(stored);
  if (!publication.ok()) return publication.status();
  for (const auto& cluster : publication->clusters()) out.units += cluster.sheets_size();
  out.clusters = publication->clusters_size();
  out.publication = SummaryOf(*publication, PublicationFile());
  if (absl::Status status = Complete(*publication); !status.ok()) return status;
  return ToJson(*publication);
}

}  // namespace

absl::StatusOr<Verification> Verify(std::string_view text) {
  const absl::StatusOr<Json> document = ReadFile(text);
  if (!document.ok()) return document.status();
  const Json& stored = *document->find(kPublicationMember);
  Verification out;
  Comparison comparison(out);
  const std::string hash = Sha256::HexOf(Compact(stored));
  const absl::StatusOr<Json> computed = Recompute(stored, out);
  out.publication.set_sha256(hash);
  out.publication.set_bytes(static_cast<int64_t>(text.size()));
  if (const Json& stored_hash = *document->find(kHashMember); stored_hash != hash) {
    comparison.Add({.pointer = absl::StrCat("/", kHashMember),
                    .what = {.vi = "mã băm không khớp với nội dung: có chỗ đã bị sửa sau khi công bố.",
                             .en = "the hash is not that of the content: something was changed after publication."},
                    .stored = stored_hash.dump().substr(0, hash.size() + 2),
                    .computed = absl::StrCat("\"", hash, "\"")});
  }
  if (!computed.ok()) {
    comparison.Add({.pointer = absl::StrCat("/", kPublicationMember),
                    .what = Message{.vi = "không tính lại được: ", .en = "cannot be computed again: "} +
                            Problem::FromStatus(computed.status()).message});
    return out;
  }
  comparison.Compare(absl::StrCat("/", kPublicationMember), Whereabouts(), &stored, &*computed);
  if (out.differences.empty() && Layout(*computed, hash) != text) {
    comparison.Add(
        {.what = {.vi = "nội dung đúng, nhưng tệp không còn nguyên từng byte: khoảng trắng, thứ tự, cách viết "
                        "ký tự hoặc phần thừa đã khác.",
                  .en = "the content is right, but the file is not byte for byte what was published: white "
                        "space, order, spelling of characters or something added."}});
  }
  return out;
}

}  // namespace thidua::ranking
