// Every call of every service on the wire, for every role, near and far: what the table refuses (common/auth/policy.h),
// the services refuse to the byte; and what they answer, in whatever shape, holds only what is the caller's.

#include <gmock/gmock.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/auth/authenticator.h"
#include "common/auth/policy.h"
#include "common/auth/policy_guard.h"
#include "common/rpc/status_mapping.h"
#include "tests/integration/demo.h"
#include "tests/integration/identity_suite.h"
#include "tests/integration/sheet_desk.h"
#include "thidua/scoring/v1/sheets.pb.h"

namespace thidua::integration {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::MethodOptions;
using ::testing::HasSubstr;

// The country of IdentitySuite, as the table asks for it.
class Country final : public auth::Directory {
 public:
  auth::Line KnownLine(std::string_view unit) override {
    static const std::map<std::string, std::vector<std::string>, std::less<>> kLines = {{"P", {"P"}},
                                                                                        {"D", {"D", "P"}},
                                                                                        {"D2", {"D2", "P"}},
                                                                                        {"C1", {"C1", "D", "P"}},
                                                                                        {"C2", {"C2", "D", "P"}},
                                                                                        {"C3", {"C3", "D", "P"}},
                                                                                        {"C4", {"C4", "D", "P"}},
                                                                                        {"E1", {"E1", "D2", "P"}},
                                                                                        {"Q", {"Q"}},
                                                                                        {"F", {"F", "Q"}},
                                                                                        {"F1", {"F1", "F", "Q"}}};
    const auto found = kLines.find(unit);
    return std::make_shared<const std::vector<std::string>>(found == kLines.end() ? std::vector<std::string>()
                                                                                  : found->second);
  }
  std::optional<std::shared_ptr<const auth::ClusterFacts>> KnownCluster(std::string_view cluster, int year) override {
    static const std::map<std::string, auth::ClusterFacts, std::less<>> kClusters = {
        {"OWN", {.authority = "D", .leader = "C1", .members = {"C1", "C3"}}},
        {"SIBLING", {.authority = "D", .leader = "C2", .members = {"C2", "C4"}}},
        {"NEXT", {.authority = "D2", .leader = "", .members = {"E1"}}},
        {"FOREIGN", {.authority = "F", .leader = "F1", .members = {"F1"}}}};
    const auto found = kClusters.find(cluster);
    if (found == kClusters.end() || (year != 2023 && year != 2024)) {
      return std::shared_ptr<const auth::ClusterFacts>();
    }
    return std::make_shared<const auth::ClusterFacts>(found->second);
  }
  absl::StatusOr<auth::Line> LineOf(const std::string& unit, const rpc::Call&) override { return KnownLine(unit); }
  absl::StatusOr<std::shared_ptr<const auth::ClusterFacts>> Cluster(const std::string& cluster, int year,
                                                                    const rpc::Call&) override {
    return *KnownCluster(cluster, year);
  }
  absl::StatusOr<bool> Leads(const std::string& leader, const std::string& unit, int year, const rpc::Call&) override {
    for (const char* cluster : {"OWN", "SIBLING", "FOREIGN"}) {
      const auto facts = *KnownCluster(cluster, year);
      if (facts != nullptr && facts->leader == leader &&
          std::binary_search(facts->members.begin(), facts->members.end(), unit)) {
        return true;
      }
    }
    return false;
  }

  bool IsBelow(const std::string& unit, const std::string& above) {
    const auth::Line line = KnownLine(unit);
    return std::find(line->begin(), line->end(), above) != line->end();
  }
};

struct Person {
  std::string unit;
  std::string role;
  bool everywhere() const { return unit.empty(); }
};

// A commune that leads its cluster, one that does not, and a district.
std::vector<Person> People() {
  std::vector<Person> people = {{"", "administrator"}, {"", "service"}};
  for (const char* unit : {"C1", "C3", "D"}) {
    for (const char* role : {"viewer", "editor", "verifier", "leader", "appraiser"}) people.push_back({unit, role});
  }
  return people;
}

// Own, child, parent, sibling and foreign of them; and what does not exist.
struct Place {
  std::string unit, cluster;
};
const std::vector<Place> kPlaces = {{"C1", "OWN"},  {"C3", "OWN"},     {"C2", "SIBLING"},
                                    {"E1", "NEXT"}, {"F1", "FOREIGN"}, {"D", "OWN"},
                                    {"D2", "NEXT"}, {"P", "OWN"},      {"NONE", "NONE"}};

std::string ValueOf(std::string_view path, const Place& place) {
  const std::string name(path.substr(path.rfind('.') + 1));
  if (name == "cluster") return place.cluster;
  if (name == "task" || name == "parent") return place.unit + "-2024-I.2";
  return place.unit;
}

void SetPath(Message& message, const std::string& path, const std::string& value) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(path.substr(0, dot));
  const auto* reflection = message.GetReflection();
  if (dot == std::string::npos) {
    reflection->SetString(&message, field, value);
  } else {
    SetPath(
        field->is_repeated() ? *reflection->AddMessage(&message, field) : *reflection->MutableMessage(&message, field),
        path.substr(dot + 1), value);
  }
  if (const FieldDescriptor* year = message.GetDescriptor()->FindFieldByName("year");
      year != nullptr && year->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
    reflection->SetInt32(&message, year, 2023);
  }
  if (const FieldDescriptor* date = message.GetDescriptor()->FindFieldByName("date");
      date != nullptr && date->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    reflection->SetString(&message, date, "2024-11-15");
  }
}

std::unique_ptr<Message> NewRequest(const MethodDescriptor& method) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.input_type())->New());
}

bool Reads(const MethodDescriptor& method) {
  return method.options().idempotency_level() == MethodOptions::NO_SIDE_EFFECTS;
}

class IdentityMatrixTest : public ::testing::Test {
 protected:
  IdentityMatrixTest() {
    for (const Person& person : People()) {
      tokens_.push_back(suite_.Token({.unit = person.unit,
                                      .roles = {person.role},
                                      .office = person.role == "verifier" ? "TC-KT" : "",
                                      .name = person.role + person.unit}));
    }
  }

  // What the table says, with no service between.
  absl::Status Judge(const std::string& token, const Message& request) {
    const auto caller = guard_.Recognize("Bearer " + token, *request.GetDescriptor());
    if (!caller.ok()) return caller.status();
    if (const auto now = guard_.PermitNow(**caller, request)) return *now;
    return guard_.Permit(**caller, request, {});
  }

  // Asks the service; expects what the table says. Nothing: it was refused, rightly or not.
  std::optional<Answer> Ask(const MethodDescriptor& method, const std::string& token, const Message& request) {
    const absl::Status verdict = Judge(token, request);
    // A watch does not end; one of nothing is silent for seconds.
    const bool watch = verdict.ok() && absl::StartsWith(method.name(), "Watch");
    Answer answer = suite_.Ask(method, {request.SerializeAsString()}, token,
                               watch ? IdentitySuite::Reading{.messages = 1, .limit = std::chrono::milliseconds(100)}
                                     : IdentitySuite::Reading());
    ++asked_;
    if (!verdict.ok()) {
      const grpc::Status expected = rpc::ToGrpc(verdict);
      EXPECT_EQ(answer.status.error_code(), expected.error_code()) << answer.status.error_message();
      EXPECT_EQ(answer.status.error_details(), expected.error_details());
      EXPECT_TRUE(answer.messages.empty());
      return std::nullopt;
    }
    EXPECT_THAT(ReasonOf(answer.status), ::testing::Not(::testing::AnyOf("ROLE_NEEDED", "NO_POLICY", "BAD_TOKEN")));
    return answer;
  }

  // No message holds what is a commune's that is neither the person's, nor of the cluster that their unit leads, nor
  // `published` to them.
  void ExpectOnlyTheirs(const Person& person, const Answer& answer, const std::string& published = "") {
    for (const std::string& commune : Communes()) {
      if (person.everywhere() || country_.IsBelow(commune, person.unit)) continue;
      if (*country_.Leads(person.unit, commune, 2023, {})) continue;
      if (!published.empty() && country_.IsBelow(person.unit, published) && country_.IsBelow(commune, published)) {
        continue;
      }
      for (const std::string& message : answer.messages) {
        EXPECT_FALSE(absl::StrContains(message, Secret(commune))) << "what is only for " << commune;
      }
    }
  }

  std::unique_ptr<Message> Filled(const MethodDescriptor& method, const std::string& text, const Person& person,
                                  const Place& place) {
    std::unique_ptr<Message> request = NewRequest(method);
    const std::string own = person.everywhere() ? "C1" : person.unit;
    if (!google::protobuf::TextFormat::ParseFromString(
            absl::StrReplaceAll(text, {{"$unit", place.unit},
                                       {"$cluster", place.cluster},
                                       {"$own", own},
                                       {"$evidence", suite_.Evidence(place.unit)}}),
            request.get())) {
      throw std::runtime_error("not a " + method.input_type()->full_name() + ": " + text);
    }
    return request;
  }

  IdentitySuite suite_;
  Country country_;
  std::vector<std::string> tokens_;  // Of People().
  const std::unique_ptr<auth::KeySource> keys_ = *auth::KeySource::Open(suite_.jwks(), {});
  auth::Authenticator authenticator_{*keys_, auth::TokenRules(), absl::Now};
  auth::PolicyGuard guard_{authenticator_, country_, absl::Now};
  int asked_ = 0;
};

TEST_F(IdentityMatrixTest, ServicesSayWhatTheTableSays) {
  const std::vector<Person> people = People();
  for (const MethodDescriptor* method : AllMethods()) {
    const auth::Rule* rule = auth::RuleOf(method->full_name());
    ASSERT_NE(rule, nullptr) << method->full_name();
    EXPECT_EQ(suite_.Ask(*method, {NewRequest(*method)->SerializeAsString()}, "").status.error_code(),
              grpc::StatusCode::UNAUTHENTICATED)
        << method->full_name();
    std::vector<std::string> paths;
    for (const auth::NamingField& field : rule->fields) paths.emplace_back(field.path);
    if (paths.empty()) paths.emplace_back();
    for (size_t i = 0; i < people.size(); ++i) {
      // The administrator's uploads of nothing say nothing.
      if (people[i].everywhere() && !Reads(*method)) continue;
      for (const std::string& path : paths) {
        for (const Place& place : kPlaces) {
          SCOPED_TRACE(absl::StrCat(method->full_name(), " ", path, "=", ValueOf(path, place), " by ", people[i].role,
                                    " of ", people[i].unit));
          const std::unique_ptr<Message> request = NewRequest(*method);
          if (!path.empty()) SetPath(*request, path, ValueOf(path, place));
          const std::optional<Answer> answer = Ask(*method, tokens_[i], *request);
          if (answer.has_value()) {
            ExpectOnlyTheirs(people[i], *answer, method->name() == "GetPublication" ? place.unit : "");
          }
          if (path.empty()) break;
        }
      }
    }
  }
  EXPECT_GT(asked_, 5000);
  RecordProperty("calls", asked_);
}

// What kinds of answers, besides one message for one message, a call has.
std::set<std::string> ShapesOf(const MethodDescriptor& method) {
  std::set<std::string> shapes;
  if (method.server_streaming()) shapes.insert("stream");
  if (method.client_streaming()) shapes.insert("upload");
  const Descriptor& request = *method.input_type();
  if (request.FindFieldByName("page_token") != nullptr) shapes.insert("pages");
  const FieldDescriptor* data = method.output_type()->FindFieldByName("data");
  if (request.FindFieldByName("format") != nullptr ||
      (data != nullptr && data->type() == FieldDescriptor::TYPE_BYTES)) {
    shapes.insert("export");
  }
  // Several things to be done, or to be told, at once.
  for (int i = 0; i < request.field_count(); ++i) {
    const FieldDescriptor& field = *request.field(i);
    if (!field.is_repeated() || field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    for (const char* name : {"unit", "cluster", "task"}) {
      if (field.message_type()->FindFieldByName(name) != nullptr) shapes.insert("batch");
    }
  }
  return shapes;
}

// For each call of such a shape: requests that succeed where they are permitted. $unit, $cluster, $evidence and $own
// stand for whose data it is and for the caller's own unit. None: it is an upload, whose file the test below sends.
const std::map<std::string, std::vector<std::string>> kWhole = {
    {"thidua.directory.v1.DirectoryService.ListUnits", {R"(under: "$unit" page_size: 1)"}},
    {"thidua.directory.v1.DirectoryService.ImportUnits", {}},
    {"thidua.directory.v1.DirectoryService.ImportOffices", {}},
    {"thidua.directory.v1.DirectoryService.ImportClusters", {}},
    {"thidua.directory.v1.DirectoryService.ImportSuccessions", {}},
    {"thidua.scoring.v1.ScoringService.ImportScale", {}},
    {"thidua.scoring.v1.ScoringService.SimulateScale", {}},
    {"thidua.scoring.v1.ScoringService.ImportInputs", {}},
    {"thidua.scoring.v1.ScoringService.ExportScale",
     {R"(scale { scale_id: "ba-to-2023" revision: 1 } format: JSON)",
      R"(scale { scale_id: "ba-to-2023" revision: 1 } format: XLSX)"}},
    {"thidua.scoring.v1.ScoringService.WatchVersions", {""}},
    {"thidua.scoring.v1.ScoringService.SimulateScores",
     {R"(cluster: "$cluster" year: 2023 overrides { unit: "$unit" criterion: "I.2" points: "1" })",
      R"(cluster: "OWN" year: 2023 overrides { unit: "C3" criterion: "I.2" points: "1" }
         overrides { unit: "$unit" criterion: "I.2" points: "1" })"}},
    {"thidua.scoring.v1.SheetService.ListRevisions", {R"(unit: "$unit" year: 2023 page_size: 1)"}},
    {"thidua.scoring.v1.SheetService.ExportSheet",
     {R"(unit: "$unit" year: 2023 format: CSV)", R"(unit: "$unit" year: 2023 format: XLSX)"}},
    {"thidua.scoring.v1.SheetService.DownloadEvidence", {R"(unit: "$unit" year: 2023 evidence_id: "$evidence")"}},
    {"thidua.scoring.v1.SheetService.BatchUpdateSheets", {R"(cluster: "$cluster" year: 2023
         requests { unit: "$own" year: 2023 edits { criterion: "I.2" input: "actual" value: "1" } }
         requests { unit: "$unit" year: 2023 edits { criterion: "I.2" input: "actual" value: "1" } })"}},
    {"thidua.scoring.v1.SheetService.ImportSheet", {}},
    {"thidua.scoring.v1.SheetService.AttachEvidence",
     {R"(header { unit: "$unit" year: 2023 evidence { criterion: "I.4" title: "x" } })"}},
    {"thidua.scoring.v1.AuditService.ListAuditEntries", {"limit: 100"}},
    {"thidua.ranking.v1.RankingService.ImportResults", {}},
    {"thidua.ranking.v1.RankingService.WatchRankings",
     {R"(cluster: "$cluster" year: 2023)", R"(under: "$unit" year: 2023)",
      R"(cluster: "OWN" year: 2023 seen { cluster: "$cluster" year: 2023 version: 1 })"}},
    {"thidua.ranking.v1.RankingService.WhatIf",
     {R"(cluster: "$cluster" year: 2023 overrides { unit: "$unit" criterion: "I.2" points: "1" })",
      R"(cluster: "OWN" year: 2023 overrides { unit: "C3" criterion: "I.2" points: "1" }
         overrides { unit: "$unit" criterion: "I.2" points: "1" })"}},
    {"thidua.ranking.v1.PublicationService.GetPublication", {R"(under: "$unit" year: 2023)"}},
    {"thidua.tasks.v1.TaskAuditService.ListTaskAuditEntries", {"limit: 100"}},
    {"thidua.tasks.v1.CalendarService.ImportCalendar", {}},
    {"thidua.tasks.v1.ReminderService.ListNotices", {R"(unit: "$unit" page_size: 1)"}},
    {"thidua.tasks.v1.TasksService.ImportTasks", {}},
    {"thidua.tasks.v1.TasksService.ListDirectives", {R"(issuer: "$unit" page_size: 1)"}},
    {"thidua.tasks.v1.TasksService.ListTasks", {R"(unit: "$unit" year: 2024 page_size: 1)"}},
};

TEST_F(IdentityMatrixTest, EveryShapeHoldsOnlyWhatIsTheirs) {
  const std::vector<Person> people = People();
  std::set<std::string> shaped, answered;
  for (const MethodDescriptor* method : AllMethods()) {
    if (ShapesOf(*method).empty()) continue;
    shaped.insert(method->full_name());
    const auto whole = kWhole.find(method->full_name());
    ASSERT_NE(whole, kWhole.end()) << method->full_name() << " is a new stream, upload, page, export or batch";
    EXPECT_TRUE(!whole->second.empty() || method->client_streaming()) << method->full_name();
    for (const std::string& text : whole->second) {
      for (size_t i = 0; i < people.size(); ++i) {
        for (const Place& place : kPlaces) {
          const std::unique_ptr<Message> request = Filled(*method, text, people[i], place);
          SCOPED_TRACE(absl::StrCat(method->full_name(), " ", request->ShortDebugString(), " by ", people[i].role,
                                    " of ", people[i].unit));
          const std::optional<Answer> answer = Ask(*method, tokens_[i], *request);
          if (!answer.has_value()) continue;
          ExpectOnlyTheirs(people[i], *answer, method->name() == "GetPublication" ? place.unit : "");
          if (!answer->messages.empty()) answered.insert(method->full_name() + text);
        }
      }
      // The request was one that is answered at all.
      EXPECT_TRUE(answered.contains(method->full_name() + text)) << method->full_name() << " " << text;
    }
  }
  for (const auto& [method, texts] : kWhole) EXPECT_TRUE(shaped.contains(method)) << method << " has no such shape";
}

// A place in a list is a place in one question's answer, whoever asks.
TEST_F(IdentityMatrixTest, PageTokensOpenNothing) {
  const std::vector<Person> people = People();
  for (const MethodDescriptor* method : AllMethods()) {
    if (!ShapesOf(*method).contains("pages")) continue;
    const FieldDescriptor* page_token = method->input_type()->FindFieldByName("page_token");
    const std::string& text = kWhole.at(method->full_name()).front();
    const auto with_token = [&](const Person& person, const Place& place, const std::string& token) {
      std::unique_ptr<Message> request = Filled(*method, text, person, place);
      request->GetReflection()->SetString(request.get(), page_token, token);
      return request;
    };
    // As the administrator is given them.
    std::map<std::string, std::string> tokens;
    for (const Place& place : kPlaces) {
      const Answer page =
          suite_.Ask(*method, {Filled(*method, text, people[0], place)->SerializeAsString()}, suite_.administrator());
      if (!page.ok()) continue;
      const std::unique_ptr<Message> reply(
          google::protobuf::MessageFactory::generated_factory()->GetPrototype(method->output_type())->New());
      ASSERT_TRUE(reply->ParseFromString(page.messages.at(0)));
      tokens[place.unit] =
          reply->GetReflection()->GetString(*reply, method->output_type()->FindFieldByName("next_page_token"));
      if (tokens[place.unit].empty()) tokens.erase(place.unit);
    }
    ASSERT_FALSE(tokens.empty()) << method->full_name();
    for (size_t i = 0; i < people.size(); ++i) {
      for (const auto& [unit, token] : tokens) {
        for (const Place& place : kPlaces) {
          const std::unique_ptr<Message> request = with_token(people[i], place, token);
          SCOPED_TRACE(absl::StrCat(method->full_name(), " ", request->ShortDebugString(), " with a token of ", unit,
                                    " by ", people[i].role, " of ", people[i].unit));
          const std::optional<Answer> answer = Ask(*method, tokens_[i], *request);
          if (!answer.has_value()) continue;
          ExpectOnlyTheirs(people[i], *answer);
          if (place.unit != unit) {
            EXPECT_EQ(ReasonOf(answer->status), "BAD_PAGE_TOKEN");
          }
        }
      }
    }
    // Damaged in every place, cut, prolonged, and what never was one.
    const std::string& unit = tokens.begin()->first;
    const std::string& token = tokens.begin()->second;
    std::vector<std::string> bad = {"x",
                                    "%",
                                    token + "x",
                                    token + "=",
                                    token.substr(0, token.size() - 1),
                                    "' OR 1=1 --",
                                    std::string(5000, 'A'),
                                    "../" + token};
    for (size_t at = 0; at < token.size(); ++at) {
      bad.push_back(token);
      bad.back()[at] = bad.back()[at] == 'A' ? 'B' : 'A';
    }
    const auto place = std::find_if(kPlaces.begin(), kPlaces.end(), [&](const Place& p) { return p.unit == unit; });
    for (const std::string& one : bad) {
      const Answer answer =
          suite_.Ask(*method, {with_token(people[0], *place, one)->SerializeAsString()}, suite_.administrator());
      // The last part of a token is where to go on, which may be elsewhere in the same list.
      if (!answer.ok()) {
        EXPECT_EQ(ReasonOf(answer.status), "BAD_PAGE_TOKEN") << method->full_name() << " " << one;
      }
    }
  }
}

// Of two things to be done at once of which one may not be, none is; the refusal says which.
TEST_F(IdentityMatrixTest, ABatchIsRefusedAsAWhole) {
  const auto revisions = [&] {
    scoring::v1::ListRevisionsRequest request;
    request.set_unit("C3");
    request.set_year(2023);
    return suite_.Must<scoring::v1::ListRevisionsResponse>(request, suite_.administrator()).revisions_size();
  };
  const int before = revisions();
  scoring::v1::BatchUpdateSheetsRequest batch;
  batch.set_cluster("OWN");
  batch.set_year(2023);
  for (const char* unit : {"C3", "C1"}) {
    scoring::v1::UpdateSheetRequest* one = batch.add_requests();
    one->set_unit(unit);
    one->set_year(2023);
    scoring::v1::SheetEdit* edit = one->add_edits();
    edit->set_criterion("I.2");
    edit->set_input("actual");
    edit->set_value("7");
  }
  const Answer refused = suite_.Ask(batch, suite_.Token({.unit = "C3", .roles = {"editor"}}));
  EXPECT_EQ(ReasonOf(refused.status), "UNKNOWN_UNIT");
  EXPECT_THAT(refused.status.error_message(), HasSubstr("C1"));
  EXPECT_EQ(revisions(), before);
}

// Whose sheet an uploaded file is, only the file says.
TEST_F(IdentityMatrixTest, AFileOfAnotherUnitIsRefused) {
  const MethodDescriptor& import =
      *scoring::v1::Sheet::descriptor()->file()->FindServiceByName("SheetService")->FindMethodByName("ImportSheet");
  for (const auto format : {scoring::v1::CSV, scoring::v1::XLSX}) {
    for (const char* unit : {"C1", "C2", "C3", "E1", "F1"}) {
      scoring::v1::ExportSheetRequest request;
      request.set_unit(unit);
      request.set_year(2023);
      request.set_format(format);
      scoring::v1::ImportSheetRequest upload;
      for (const std::string& piece : suite_.Ask(request, suite_.administrator()).messages) {
        scoring::v1::ExportSheetResponse part;
        part.ParseFromString(piece);
        upload.mutable_chunk()->mutable_data()->append(part.data());
      }
      upload.mutable_chunk()->set_file_name(format == scoring::v1::CSV ? "a.csv" : "a.xlsx");
      scoring::v1::GetSheetRequest sheet;
      sheet.set_unit(unit);
      sheet.set_year(2023);
      const auto etag = [&] {
        return suite_.Must<scoring::v1::GetSheetResponse>(sheet, suite_.administrator()).sheet().etag();
      };
      const std::string before = etag();
      const Answer answer =
          suite_.Ask(import, {upload.SerializeAsString()}, suite_.Token({.unit = "C3", .roles = {"editor"}}));
      if (unit == std::string("C3")) {
        EXPECT_TRUE(answer.ok()) << answer.status.error_message();
      } else {
        EXPECT_EQ(ReasonOf(answer.status), "UNKNOWN_UNIT") << unit;
        EXPECT_EQ(etag(), before);
      }
    }
  }
}

// What the command makes of several calls: reports, roll-ups, publications, as files.
TEST_F(IdentityMatrixTest, FilesOfOthersAreNotMade) {
  struct Case {
    std::string name;
    std::vector<std::string> arguments;  // Without the unit that they end with.
    std::string unit;                    // Whose it is.
  };
  const std::vector<Case> cases = {
      {"task report", {"tasks", "report", "--date", "2024-11-15", "--unit"}, "C3"},
      {"roll-up", {"tasks", "rollup", "--date", "2024-11-15", "--under"}, "D"},
      {"year report", {"report", "--year", "2023", "--under"}, "D"},
      {"sheet", {"sheet", "export", "--year", "2023", "--unit"}, "C3"},
  };
  const std::map<std::string, std::string> extension = {
      {"task report", ".docx"}, {"roll-up", ".docx"}, {"year report", ".xlsx"}, {"sheet", ".xlsx"}};
  int files = 0;
  for (const Case& one : cases) {
    const auto run = [&](const std::string& caller, const std::string& unit, const std::string& role) {
      const std::string file = suite_.NewFile("") + extension.at(one.name);
      std::vector<std::string> arguments = one.arguments;
      arguments.insert(arguments.end(), {unit, "--out", file});
      const Finished finished = suite_.cli(suite_.Token({.unit = caller, .roles = {role}})).Run(arguments);
      std::error_code none;
      return std::pair(finished, std::filesystem::exists(file, none));
    };
    for (const char* role : {"viewer", "appraiser"}) {
      const auto [own, made] = run(one.unit, one.unit, role);
      EXPECT_EQ(own.exit_code, 0) << one.name << ": " << own.err;
      EXPECT_TRUE(made) << one.name;
      for (const char* stranger : {"C2", "D2", "F", "F1", "E1"}) {
        const auto [others, stolen] = run(stranger, one.unit, role);
        EXPECT_EQ(others.exit_code, 3) << one.name << " by " << stranger << ": " << others.err << others.out;
        EXPECT_FALSE(stolen) << one.name << " by " << stranger;
      }
      ++files;
    }
  }
  EXPECT_EQ(files, 8);
}

}  // namespace
}  // namespace thidua::integration
