#include "services/scoring/usecases/record_codec.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::scoring {
namespace {

// Written with nlohmann's library, read with simdjson, which is several times as fast: a country's ranks begin with
// reading each of its sheets.
using Json = nlohmann::json;
using Element = simdjson::dom::element;

constexpr const char* kKinds[] = {"figure", "decision", "confirmation", "evidence", "standing"};

// Times before the first handing on are not written.
int64_t Micros(absl::Time time) { return absl::ToUnixMicros(time); }

void Put(Json& out, const char* name, const std::string& value) {
  if (!value.empty()) out[name] = value;
}

// What follows throws where the text is something else.

std::optional<Element> Find(const Element& in, const char* name) {
  auto found = in[name];
  if (found.error() == simdjson::NO_SUCH_FIELD) return std::nullopt;
  return found.value();
}

// Lives until the next Parse.
std::string_view View(const Element& in) { return in.get_string().value(); }
std::string Text(const Element& in) { return std::string(View(in)); }

std::string Text(const Element& in, const char* name) {
  const std::optional<Element> found = Find(in, name);
  return found.has_value() ? Text(*found) : std::string();
}

int64_t Number(const Element& in, const char* name) {
  const std::optional<Element> found = Find(in, name);
  return found.has_value() ? found->get_int64().value() : 0;
}

// By value: what simdjson's results hold dies with them.
simdjson::dom::array Elements(const Element& in) { return in.get_array().value(); }
simdjson::dom::object Members(const Element& in) { return in.get_object().value(); }

// The members of an object or the elements of an array, or nothing where it is absent.
template <typename Visit>
void ForEachMember(const Element& in, const char* name, Visit visit) {
  const std::optional<Element> found = Find(in, name);
  if (!found.has_value()) return;
  for (const auto [key, value] : Members(*found)) visit(std::string(key), value);
}
template <typename Visit>
void ForEachElement(const Element& in, const char* name, Visit visit) {
  const std::optional<Element> found = Find(in, name);
  if (!found.has_value()) return;
  for (const Element element : Elements(*found)) visit(element);
}

// The first elements of an array.
template <size_t kCount>
std::array<Element, kCount> Row(const Element& in) {
  const simdjson::dom::array all = Elements(in);
  if (all.size() < kCount) throw std::invalid_argument("too short an array");
  std::array<Element, kCount> row;
  auto element = all.begin();
  for (Element& one : row) {
    one = *element;
    ++element;
  }
  return row;
}

// Valid until the next call on this thread, which uses the same memory.
Element Parse(const std::string& text) {
  thread_local simdjson::dom::parser parser;
  return parser.parse(text).value();
}

Json ToJson(const Actor& actor) {
  Json out = Json::object();
  Put(out, "name", actor.name);
  Put(out, "unit", actor.unit);
  Put(out, "office", actor.office);
  return out;
}

Actor ActorFrom(const Element& in) {
  return {.name = Text(in, "name"), .unit = Text(in, "unit"), .office = Text(in, "office")};
}

absl::Time TimeFrom(const Element& in) { return absl::FromUnixMicros(in.get_int64().value()); }

Json ToJson(const Figure& figure) { return Json::array({figure.value, figure.source}); }
Json ToJson(const Decision& decision) {
  return {{"points", decision.points},
          {"reason", decision.reason},
          {"by", ToJson(decision.by)},
          {"at", Micros(decision.at)},
          {"figures", decision.figures}};
}
Json ToJson(const Confirmation& confirmation) {
  return {{"by", ToJson(confirmation.by)}, {"at", Micros(confirmation.at)}, {"figures", confirmation.figures}};
}
Json ToJson(const Evidence& evidence) {
  Json out = {{"criterion", evidence.criterion}, {"by", ToJson(evidence.by)}, {"at", Micros(evidence.at)}};
  Put(out, "title", evidence.title);
  Put(out, "number", evidence.number);
  Put(out, "date", evidence.date);
  Put(out, "issuer", evidence.issuer);
  Put(out, "link", evidence.link);
  Put(out, "sha256", evidence.sha256);
  Put(out, "file_name", evidence.file_name);
  Put(out, "media_type", evidence.media_type);
  if (evidence.size != 0) out["size"] = evidence.size;
  return out;
}
Json ToJson(const Standing& standing) {
  Json out = Json::object();
  Put(out, "stage", standing.stage);
  Put(out, "came_from", standing.came_from);
  if (standing.since != absl::InfinitePast()) out["since"] = Micros(standing.since);
  for (const auto& [stage, time] : standing.handed_on) out["handed_on"][stage] = Micros(time);
  return out;
}
Json ToJson(std::monostate) { return nullptr; }

Figure FigureFrom(const Element& in) {
  const auto [value, source] = Row<2>(in);
  return {.value = Text(value), .source = Text(source)};
}
Decision DecisionFrom(const Element& in) {
  return {.points = Text(in, "points"),
          .reason = Text(in, "reason"),
          .by = ActorFrom(in["by"].value()),
          .at = TimeFrom(in["at"].value()),
          .figures = Text(in, "figures")};
}
Confirmation ConfirmationFrom(const Element& in) {
  return {.by = ActorFrom(in["by"].value()), .at = TimeFrom(in["at"].value()), .figures = Text(in, "figures")};
}
Evidence EvidenceFrom(const Element& in) {
  return {.criterion = Text(in, "criterion"),
          .title = Text(in, "title"),
          .number = Text(in, "number"),
          .date = Text(in, "date"),
          .issuer = Text(in, "issuer"),
          .link = Text(in, "link"),
          .sha256 = Text(in, "sha256"),
          .file_name = Text(in, "file_name"),
          .media_type = Text(in, "media_type"),
          .size = Number(in, "size"),
          .by = ActorFrom(in["by"].value()),
          .at = TimeFrom(in["at"].value())};
}
Standing StandingFrom(const Element& in) {
  Standing out{.stage = Text(in, "stage"), .came_from = Text(in, "came_from")};
  if (const std::optional<Element> since = Find(in, "since")) out.since = TimeFrom(*since);
  ForEachMember(in, "handed_on",
                [&](const std::string& stage, const Element& time) { out.handed_on[stage] = TimeFrom(time); });
  return out;
}

Change::Value ValueFrom(Change::Kind kind, const Element& in) {
  if (in.is_null()) return std::monostate();
  switch (kind) {
    case Change::Kind::kFigure:
      return FigureFrom(in);
    case Change::Kind::kDecision:
      return DecisionFrom(in);
    case Change::Kind::kConfirmation:
      return ConfirmationFrom(in);
    case Change::Kind::kEvidence:
      return EvidenceFrom(in);
    case Change::Kind::kStanding:
      return StandingFrom(in);
  }
  return std::monostate();
}

Json ToJson(const Change& change) {
  const auto value = [](const Change::Value& of) {
    return std::visit([](const auto& one) { return ToJson(one); }, of);
  };
  return {{"kind", kKinds[static_cast<int>(change.kind)]},
          {"key", Json::array({change.key.first, change.key.second})},
          {"from", value(change.from)},
          {"to", value(change.to)}};
}

EntryKey KeyFrom(const Element& first, const Element& second) { return {Text(first), Text(second)}; }

Change ChangeFrom(const Element& in) {
  Change out;
  const std::string kind = Text(in["kind"].value());
  const auto* const found = std::find(std::begin(kKinds), std::end(kKinds), kind);
  if (found == std::end(kKinds)) throw std::invalid_argument("unknown kind of change: " + kind);
  out.kind = static_cast<Change::Kind>(found - std::begin(kKinds));
  const auto [first, second] = Row<2>(in["key"].value());
  out.key = KeyFrom(first, second);
  out.from = ValueFrom(out.kind, in["from"].value());
  out.to = ValueFrom(out.kind, in["to"].value());
  return out;
}

Standing StandingOf(const SheetRecord& record) {
  return {.stage = record.stage, .came_from = record.came_from, .since = record.since, .handed_on = record.handed_on};
}

// They are stored in the order of a record.
template <typename Visit>
void ForEachFigure(const Element& in, Visit visit) {
  for (const Element one : Elements(in["figures"].value())) {
    const auto [criterion, input, value, source] = Row<4>(one);
    visit(criterion, input, value, source);
  }
}

void ReadJudgements(const Element& in, SheetRecord& record) {
  ForEachElement(in, "decisions", [&](const Element& one) {
    const auto [criterion, stage, decision] = Row<3>(one);
    record.decisions[KeyFrom(criterion, stage)] = DecisionFrom(decision);
  });
  ForEachElement(in, "confirmations", [&](const Element& one) {
    const auto [criterion, stage, confirmation] = Row<3>(one);
    record.confirmations[KeyFrom(criterion, stage)] = ConfirmationFrom(confirmation);
  });
  if (const std::optional<Element> found = Find(in, "standing")) {
    Standing standing = StandingFrom(*found);
    record.stage = std::move(standing.stage);
    record.came_from = std::move(standing.came_from);
    record.since = standing.since;
    record.handed_on = std::move(standing.handed_on);
  }
}

// `read_reports` reads what the unit itself reported.
template <typename ReadReports>
absl::StatusOr<SheetRecord> ReadStored(const StoredSheet& stored, ReadReports read_reports) {
  SheetRecord record{.unit = stored.unit, .year = stored.year, .version = stored.version};
  try {
    const Element in = Parse(stored.body);
    read_reports(in, record);
    ReadJudgements(in, record);
  } catch (const std::exception& error) {
    return Internal(absl::StrCat("sheets: ", stored.unit, "/", stored.year, ": ", error.what()));
  }
  return record;
}

}  // namespace

std::string EncodeRecord(const SheetRecord& record) {
  Json out = Json::object();
  Json& figures = out["figures"] = Json::array();
  for (const auto& [key, figure] : record.figures) {
    figures.push_back(Json::array({key.first, key.second, figure.value, figure.source}));
  }
  for (const auto& [key, decision] : record.decisions) {
    out["decisions"].push_back(Json::array({key.first, key.second, ToJson(decision)}));
  }
  for (const auto& [key, confirmation] : record.confirmations) {
    out["confirmations"].push_back(Json::array({key.first, key.second, ToJson(confirmation)}));
  }
  for (const auto& [id, evidence] : record.evidence) out["evidence"][id] = ToJson(evidence);
  if (Json standing = ToJson(StandingOf(record)); !standing.empty()) out["standing"] = std::move(standing);
  return out.dump();
}

absl::StatusOr<SheetRecord> DecodeRecord(const StoredSheet& stored) {
  return ReadStored(stored, [](const Element& in, SheetRecord& record) {
    ForEachFigure(
        in, [&](std::string_view criterion, std::string_view input, std::string_view value, std::string_view source) {
          record.figures.emplace_hint(record.figures.end(), EntryKey(criterion, input),
                                      Figure{.value = std::string(value), .source = std::string(source)});
        });
    ForEachMember(in, "evidence",
                  [&](const std::string& id, const Element& one) { record.evidence[id] = EvidenceFrom(one); });
  });
}

absl::StatusOr<SheetRecord> DecodeRecord(const StoredSheet& stored, FigureVisitor visit) {
  return ReadStored(stored, [&](const Element& in, SheetRecord&) {
    ForEachFigure(in, [&](const Element& criterion, const Element& input, const Element& value, const Element&) {
      visit(View(criterion), View(input), View(value));
    });
  });
}

std::string EncodeLogMembers(const LogContent& content) {
  Json out = {{"time", absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", content.time, absl::UTCTimeZone())},
              {"action", content.action},
              {"by", ToJson(content.by)}};
  Put(out, "unit", content.unit);
  if (content.year != 0) out["year"] = content.year;
  Put(out, "reason", content.reason);
  Put(out, "request_id", content.request_id);
  Put(out, "subject", content.subject);
  Put(out, "sha256", content.sha256);
  for (const Change& change : content.changes) out["changes"].push_back(ToJson(change));
  const std::string text = out.dump();
  return text.substr(1, text.size() - 2);
}

absl::StatusOr<LogContent> DecodeLog(const LogEntry& entry) {
  LogContent content;
  try {
    const Element in = Parse(entry.text);
    content.number = in["number"].get_int64().value();
    std::string fault;
    if (!absl::ParseTime(absl::RFC3339_full, Text(in["time"].value()), &content.time, &fault)) {
      throw std::invalid_argument(fault);
    }
    content.action = Text(in, "action");
    content.by = ActorFrom(in["by"].value());
    content.unit = Text(in, "unit");
    content.year = static_cast<int>(Number(in, "year"));
    content.version = Number(in, "version");
    content.reason = Text(in, "reason");
    content.request_id = Text(in, "request_id");
    content.subject = Text(in, "subject");
    content.sha256 = Text(in, "sha256");
    ForEachElement(in, "changes", [&](const Element& change) { content.changes.push_back(ChangeFrom(change)); });
  } catch (const std::exception& error) {
    return Internal(absl::StrCat("log: ", entry.number, ": ", error.what()));
  }
  return content;
}

}  // namespace thidua::scoring
