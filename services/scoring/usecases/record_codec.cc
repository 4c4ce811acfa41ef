#include "services/scoring/usecases/record_codec.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua::scoring {
namespace {

using Json = nlohmann::json;

constexpr const char* kKinds[] = {"figure", "decision", "confirmation", "evidence", "standing"};

// Times before the first handing on are not written.
int64_t Micros(absl::Time time) { return absl::ToUnixMicros(time); }

void Put(Json& out, const char* name, const std::string& value) {
  if (!value.empty()) out[name] = value;
}

std::string Text(const Json& in, const char* name) {
  const auto found = in.find(name);
  return found == in.end() ? std::string() : found->get<std::string>();
}

Json ToJson(const Actor& actor) {
  Json out = Json::object();
  Put(out, "name", actor.name);
  Put(out, "unit", actor.unit);
  Put(out, "office", actor.office);
  return out;
}

Actor ActorFrom(const Json& in) {
  return {.name = Text(in, "name"), .unit = Text(in, "unit"), .office = Text(in, "office")};
}

absl::Time TimeFrom(const Json& in) { return absl::FromUnixMicros(in.get<int64_t>()); }

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

Figure FigureFrom(const Json& in) {
  return {.value = in.at(0).get<std::string>(), .source = in.at(1).get<std::string>()};
}
Decision DecisionFrom(const Json& in) {
  return {.points = Text(in, "points"),
          .reason = Text(in, "reason"),
          .by = ActorFrom(in.at("by")),
          .at = TimeFrom(in.at("at")),
          .figures = Text(in, "figures")};
}
Confirmation ConfirmationFrom(const Json& in) {
  return {.by = ActorFrom(in.at("by")), .at = TimeFrom(in.at("at")), .figures = Text(in, "figures")};
}
Evidence EvidenceFrom(const Json& in) {
  return {.criterion = Text(in, "criterion"),
          .title = Text(in, "title"),
          .number = Text(in, "number"),
          .date = Text(in, "date"),
          .issuer = Text(in, "issuer"),
          .link = Text(in, "link"),
          .sha256 = Text(in, "sha256"),
          .file_name = Text(in, "file_name"),
          .media_type = Text(in, "media_type"),
          .size = in.value("size", int64_t{0}),
          .by = ActorFrom(in.at("by")),
          .at = TimeFrom(in.at("at"))};
}
Standing StandingFrom(const Json& in) {
  Standing out{.stage = Text(in, "stage"), .came_from = Text(in, "came_from")};
  if (in.contains("since")) out.since = TimeFrom(in.at("since"));
  if (in.contains("handed_on")) {
    for (const auto& [stage, time] : in.at("handed_on").items()) out.handed_on[stage] = TimeFrom(time);
  }
  return out;
}

Change::Value ValueFrom(Change::Kind kind, const Json& in) {
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

Change ChangeFrom(const Json& in) {
  Change out;
  const std::string kind = in.at("kind").get<std::string>();
  const auto* const found = std::find(std::begin(kKinds), std::end(kKinds), kind);
  if (found == std::end(kKinds)) throw std::invalid_argument("unknown kind of change: " + kind);
  out.kind = static_cast<Change::Kind>(found - std::begin(kKinds));
  out.key = {in.at("key").at(0).get<std::string>(), in.at("key").at(1).get<std::string>()};
  out.from = ValueFrom(out.kind, in.at("from"));
  out.to = ValueFrom(out.kind, in.at("to"));
  return out;
}

Standing StandingOf(const SheetRecord& record) {
  return {.stage = record.stage, .came_from = record.came_from, .since = record.since, .handed_on = record.handed_on};
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
  SheetRecord record{.unit = stored.unit, .year = stored.year, .version = stored.version};
  try {
    const Json in = Json::parse(stored.body);
    for (const Json& one : in.at("figures")) {
      record.figures[{one.at(0).get<std::string>(), one.at(1).get<std::string>()}] = {
          .value = one.at(2).get<std::string>(), .source = one.at(3).get<std::string>()};
    }
    for (const Json& one : in.value("decisions", Json::array())) {
      record.decisions[{one.at(0).get<std::string>(), one.at(1).get<std::string>()}] = DecisionFrom(one.at(2));
    }
    for (const Json& one : in.value("confirmations", Json::array())) {
      record.confirmations[{one.at(0).get<std::string>(), one.at(1).get<std::string>()}] = ConfirmationFrom(one.at(2));
    }
    if (const auto found = in.find("evidence"); found != in.end()) {
      for (const auto& [id, one] : found->items()) record.evidence[id] = EvidenceFrom(one);
    }
    if (const auto found = in.find("standing"); found != in.end()) {
      Standing standing = StandingFrom(*found);
      record.stage = std::move(standing.stage);
      record.came_from = std::move(standing.came_from);
      record.since = standing.since;
      record.handed_on = std::move(standing.handed_on);
    }
  } catch (const std::exception& error) {
    return Internal(absl::StrCat("sheets: ", stored.unit, "/", stored.year, ": ", error.what()));
  }
  return record;
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
    const Json in = Json::parse(entry.text);
    content.number = in.at("number").get<int64_t>();
    std::string fault;
    if (!absl::ParseTime(absl::RFC3339_full, in.at("time").get<std::string>(), &content.time, &fault)) {
      throw std::invalid_argument(fault);
    }
    content.action = Text(in, "action");
    content.by = ActorFrom(in.at("by"));
    content.unit = Text(in, "unit");
    content.year = in.value("year", 0);
    content.version = in.value("version", int64_t{0});
    content.reason = Text(in, "reason");
    content.request_id = Text(in, "request_id");
    content.subject = Text(in, "subject");
    content.sha256 = Text(in, "sha256");
    for (const Json& change : in.value("changes", Json::array())) content.changes.push_back(ChangeFrom(change));
  } catch (const std::exception& error) {
    return Internal(absl::StrCat("log: ", entry.number, ": ", error.what()));
  }
  return content;
}

}  // namespace thidua::scoring
