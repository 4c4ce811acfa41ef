#include "services/tasks/storage/task_codec.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "absl/strings/str_cat.h"

namespace thidua::tasks {
namespace {

using Json = nlohmann::json;

void Put(Json& out, const char* name, const std::string& value) {
  if (!value.empty()) out[name] = value;
}
void Put(Json& out, const char* name, int value) {
  if (value != 0) out[name] = value;
}

std::string Text(const Json& in, const char* name) { return in.value(name, std::string()); }

CivilDay Day(const std::string& text) {
  const std::optional<CivilDay> day = ParseCivilDay(text);
  if (!day.has_value()) throw std::runtime_error("not a day: " + text);
  return *day;
}

Decimal Number(const std::string& text) {
  Decimal number;
  if (Decimal::Parse(text, number) != Decimal::Fault::kNone) throw std::runtime_error("not a decimal: " + text);
  return number;
}

std::optional<Figure> ReadFigure(const Json& in, const char* name) {
  const std::string text = Text(in, name);
  if (text.empty()) return std::nullopt;
  const std::optional<Figure> figure = Figure::Parse(text);
  if (!figure.has_value()) throw std::runtime_error("not a figure: " + text);
  return figure;
}

Json ToJson(const Actor& by) {
  Json out = Json::object();
  Put(out, "name", by.name);
  Put(out, "unit", by.unit);
  Put(out, "office", by.office);
  return out;
}

Actor ReadActor(const Json& in, const char* name) {
  const auto found = in.find(name);
  if (found == in.end()) return {};
  return {.name = Text(*found, "name"), .unit = Text(*found, "unit"), .office = Text(*found, "office")};
}

void PutAuthor(Json& out, const Actor& by, absl::Time time) {
  if (by != Actor()) out["by"] = ToJson(by);
  out["time"] = absl::ToUnixMicros(time);
}

absl::Time ReadTime(const Json& in) { return absl::FromUnixMicros(in.at("time").get<int64_t>()); }

Json ToJson(const ProgressEntry& entry) {
  Json out = {{"date", FormatCivilDay(entry.date)}, {"percent", entry.percent}};
  if (entry.figure.has_value()) out["figure"] = entry.figure->ToString();
  Put(out, "note", entry.note);
  if (!entry.evidence.empty()) out["evidence"] = entry.evidence;
  PutAuthor(out, entry.by, entry.time);
  return out;
}

ProgressEntry ReadProgress(const Json& in) {
  return {.date = Day(in.at("date")),
          .figure = ReadFigure(in, "figure"),
          .percent = in.at("percent"),
          .note = Text(in, "note"),
          .evidence = in.value("evidence", std::vector<int>()),
          .by = ReadActor(in, "by"),
          .time = ReadTime(in)};
}

Json ToJson(const EvidenceItem& item) {
  Json out = {{"title", item.title}, {"submitted", FormatCivilDay(item.submitted)}};
  Put(out, "number", item.number);
  Put(out, "date", item.date);
  Put(out, "issuer", item.issuer);
  Put(out, "link", item.link);
  Put(out, "sheet_evidence", item.sheet_evidence);
  PutAuthor(out, item.by, item.time);
  return out;
}

EvidenceItem ReadEvidence(const Json& in) {
  return {.title = in.at("title"),
          .number = Text(in, "number"),
          .date = Text(in, "date"),
          .issuer = Text(in, "issuer"),
          .link = Text(in, "link"),
          .sheet_evidence = Text(in, "sheet_evidence"),
          .submitted = Day(in.at("submitted")),
          .by = ReadActor(in, "by"),
          .time = ReadTime(in)};
}

Step ReadStep(const Json& in) {
  const std::string name = in.at(0);
  const std::optional<TaskState> state = TaskStateNamed(name);
  if (!state.has_value()) throw std::runtime_error("not a state: " + name);
  return {.state = *state, .day = Day(in.at(1))};
}

Recurrence ReadRecurrence(const Json& in) {
  const std::string name = Text(in, "recurrence");
  const std::optional<Recurrence> recurrence = RecurrenceNamed(name);
  if (!recurrence.has_value()) throw std::runtime_error("not a recurrence: " + name);
  return *recurrence;
}

template <typename Value>
void PutList(Json& out, const char* name, const std::vector<Value>& values) {
  for (const Value& value : values) out[name].push_back(ToJson(value));
}

template <typename Value>
std::vector<Value> ReadList(const Json& in, const char* name, Value (*read)(const Json&)) {
  std::vector<Value> values;
  if (const auto found = in.find(name); found != in.end()) {
    for (const Json& element : *found) values.push_back(read(element));
  }
  return values;
}

}  // namespace

Json ToJson(const Task& task) {
  Json out = {{"unit", task.key.unit},           {"year", task.key.year},
              {"criterion", task.key.criterion}, {"title", task.title},
              {"due", FormatCivilDay(task.due)}, {"evidence_due", FormatCivilDay(task.evidence_due)},
              {"effort", task.effort.ToString()}};
  Put(out, "part", task.key.part);
  Put(out, "lead", task.lead);
  if (!task.coordinators.empty()) out["coordinators"] = task.coordinators;
  if (task.start.has_value()) out["start"] = FormatCivilDay(*task.start);
  if (task.target.has_value()) out["target"] = task.target->ToString();
  Put(out, "recurrence", std::string(NameOf(task.recurrence)));
  Put(out, "source", task.source);
  Put(out, "directive", task.directive);
  if (task.points_to_win_back.has_value()) out["points_to_win_back"] = task.points_to_win_back->ToString();
  Put(out, "from_year", task.from_year);
  Put(out, "reason", task.reason);
  for (const Step& step : task.steps) {
    out["steps"].push_back(Json::array({std::string(NameOf(step.state)), FormatCivilDay(step.day)}));
  }
  PutList(out, "progress", task.progress);
  PutList(out, "evidence", task.evidence);
  Put(out, "state_reason", task.state_reason);
  return out;
}

Task TaskFromJson(const Json& in) {
  Task task = {.key = {.unit = in.at("unit"),
                       .year = in.at("year"),
                       .criterion = in.at("criterion"),
                       .part = in.value("part", 0)},
               .title = in.at("title"),
               .lead = Text(in, "lead"),
               .coordinators = in.value("coordinators", std::vector<std::string>()),
               .due = Day(in.at("due")),
               .evidence_due = Day(in.at("evidence_due")),
               .target = ReadFigure(in, "target"),
               .recurrence = ReadRecurrence(in),
               .effort = Number(in.at("effort")),
               .source = Text(in, "source"),
               .directive = Text(in, "directive"),
               .from_year = in.value("from_year", 0),
               .reason = Text(in, "reason"),
               .steps = ReadList(in, "steps", ReadStep),
               .progress = ReadList(in, "progress", ReadProgress),
               .evidence = ReadList(in, "evidence", ReadEvidence),
               .state_reason = Text(in, "state_reason")};
  if (const std::string start = Text(in, "start"); !start.empty()) task.start = Day(start);
  if (const std::string points = Text(in, "points_to_win_back"); !points.empty()) {
    task.points_to_win_back = Number(points);
  }
  return task;
}

std::string EncodeLogMembers(const LogLine& line, const std::string& task, const Json& patch) {
  Json out = {{"action", line.action}, {"time", absl::ToUnixMicros(line.at)}, {"date", FormatCivilDay(line.day)}};
  if (line.by != Actor()) out["by"] = ToJson(line.by);
  Put(out, "task", task);
  Put(out, "reason", line.reason);
  Put(out, "request_id", line.request_id);
  Put(out, "subject", line.subject);
  if (!patch.empty()) out["patch"] = patch;
  const std::string object = out.dump();
  return object.substr(1, object.size() - 2);
}

LogContent DecodeLog(const audit::LogEntry& entry) {
  const Json in = Json::parse(entry.text);
  LogContent content = {.number = in.at("number"),
                        .line = {.at = ReadTime(in),
                                 .day = Day(in.at("date")),
                                 .by = ReadActor(in, "by"),
                                 .action = in.at("action"),
                                 .reason = Text(in, "reason"),
                                 .request_id = Text(in, "request_id"),
                                 .subject = Text(in, "subject")},
                        .task = Text(in, "task")};
  if (const auto patch = in.find("patch"); patch != in.end()) content.patch = patch->dump();
  return content;
}

}  // namespace thidua::tasks
