#include "services/scoring/domain/record.h"

#include <xxhash.h>

#include <algorithm>
#include <string_view>
#include <tuple>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace thidua::scoring {
namespace {

Standing StandingOf(const SheetRecord& record) {
  return {.stage = record.stage, .came_from = record.came_from, .since = record.since, .handed_on = record.handed_on};
}

EntryKey ChangeKey(const EntryKey& key, const auto& /*value*/) { return key; }
EntryKey ChangeKey(const std::string& id, const Evidence& evidence) { return {evidence.criterion, id}; }

// Appends the differences of two maps.
template <typename Map>
void CompareEntries(Change::Kind kind, const Map& before, const Map& after, std::vector<Change>& changes) {
  for (const auto& [key, value] : before) {
    if (!after.contains(key)) changes.push_back({.kind = kind, .key = ChangeKey(key, value), .from = value});
  }
  for (const auto& [key, value] : after) {
    const auto old = before.find(key);
    if (old == before.end()) {
      changes.push_back({.kind = kind, .key = ChangeKey(key, value), .to = value});
    } else if (old->second != value) {
      changes.push_back({.kind = kind, .key = ChangeKey(key, value), .from = old->second, .to = value});
    }
  }
}

template <typename Map>
void PutEntry(const typename Map::key_type& key, const Change::Value& to, Map& entries) {
  if (std::holds_alternative<std::monostate>(to)) {
    entries.erase(key);
  } else {
    entries.insert_or_assign(key, std::get<typename Map::mapped_type>(to));
  }
}

void PutStanding(const Change::Value& to, SheetRecord& record) {
  const Standing standing = std::holds_alternative<Standing>(to) ? std::get<Standing>(to) : Standing{};
  record.stage = standing.stage;
  record.came_from = standing.came_from;
  record.since = standing.since;
  record.handed_on = standing.handed_on;
}

}  // namespace

std::vector<Change> Compare(const SheetRecord& before, const SheetRecord& after) {
  std::vector<Change> changes;
  CompareEntries(Change::Kind::kFigure, before.figures, after.figures, changes);
  CompareEntries(Change::Kind::kDecision, before.decisions, after.decisions, changes);
  CompareEntries(Change::Kind::kConfirmation, before.confirmations, after.confirmations, changes);
  CompareEntries(Change::Kind::kEvidence, before.evidence, after.evidence, changes);
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return std::tie(a.kind, a.key) < std::tie(b.kind, b.key); });
  if (Standing from = StandingOf(before), to = StandingOf(after); from != to) {
    changes.push_back({.kind = Change::Kind::kStanding, .from = std::move(from), .to = std::move(to)});
  }
  return changes;
}

void Apply(const std::vector<Change>& changes, SheetRecord& record) {
  for (const Change& change : changes) {
    switch (change.kind) {
      case Change::Kind::kFigure:
        PutEntry(change.key, change.to, record.figures);
        break;
      case Change::Kind::kDecision:
        PutEntry(change.key, change.to, record.decisions);
        break;
      case Change::Kind::kConfirmation:
        PutEntry(change.key, change.to, record.confirmations);
        break;
      case Change::Kind::kEvidence:
        PutEntry(change.key.second, change.to, record.evidence);
        break;
      case Change::Kind::kStanding:
        PutStanding(change.to, record);
        break;
    }
  }
}

std::string FiguresOf(const SheetRecord& record, const std::string& criterion) {
  // Lengths keep ("ab", "c") and ("a", "bc") apart.
  std::string text;
  for (auto it = record.figures.lower_bound({criterion, ""});
       it != record.figures.end() && it->first.first == criterion; ++it) {
    const std::string& input = it->first.second;
    const std::string& value = it->second.value;
    absl::StrAppend(&text, input.size(), ":", input, "=", value.size(), ":", value);
  }
  if (text.empty()) return "";
  XXH128_canonical_t digest;
  XXH128_canonicalFromHash(&digest, XXH3_128bits(text.data(), text.size()));
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest.digest), sizeof(digest.digest)));
}

}  // namespace thidua::scoring
