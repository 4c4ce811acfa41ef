// Every call of every service, for every role, near and far: held against expectations that are written down here by
// class of call, not read from the table.

#include "common/auth/policy.h"

#include <gmock/gmock.h>
#include <google/protobuf/dynamic_message.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/authenticator.h"
#include "common/auth/keys.h"
#include "common/auth/policy_guard.h"
#include "common/rpc/status_mapping.h"
#include "common/status/problem.h"
#include "common/status/unknown.h"
#include "common/testing/temp_folder.h"
#include "thidua/directory/v1/directory.pb.h"
#include "thidua/ranking/v1/publication.pb.h"
#include "thidua/ranking/v1/ranking.pb.h"
#include "thidua/scoring/v1/audit.pb.h"
#include "thidua/scoring/v1/scoring.pb.h"
#include "thidua/scoring/v1/sheets.pb.h"
#include "thidua/tasks/v1/audit.pb.h"
#include "thidua/tasks/v1/board.pb.h"
#include "thidua/tasks/v1/calendar.pb.h"
#include "thidua/tasks/v1/forecast.pb.h"
#include "thidua/tasks/v1/reminders.pb.h"
#include "thidua/tasks/v1/reports.pb.h"
#include "thidua/tasks/v1/tasks.pb.h"

namespace thidua::auth {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr int kYear = 2024;

std::vector<const google::protobuf::FileDescriptor*> Files() {
  return {thidua::directory::v1::Unit::descriptor()->file(),
          thidua::scoring::v1::ScoreOverride::descriptor()->file(),
          thidua::scoring::v1::Sheet::descriptor()->file(),
          thidua::scoring::v1::GetAuditHeadRequest::descriptor()->file(),
          thidua::ranking::v1::Rank::descriptor()->file(),
          thidua::ranking::v1::Publication::descriptor()->file(),
          thidua::tasks::v1::Task::descriptor()->file(),
          thidua::tasks::v1::GetTaskAuditHeadRequest::descriptor()->file(),
          thidua::tasks::v1::GetBoardRequest::descriptor()->file(),
          thidua::tasks::v1::GetCalendarRequest::descriptor()->file(),
          thidua::tasks::v1::GetForecastRequest::descriptor()->file(),
          thidua::tasks::v1::ListNoticesRequest::descriptor()->file(),
          thidua::tasks::v1::PeriodReport::descriptor()->file()};
}

std::vector<const MethodDescriptor*> Methods() {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* file : Files()) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) methods.push_back(file->service(i)->method(j));
    }
  }
  return methods;
}

// Named in requests, and open to everybody with a token.
const std::set<std::string> kPublic = {"GetUnit",     "ListUnits", "ListOffices", "ListClusters",    "ListSuccessions",
                                       "GetCalendar", "GetScale",  "ExportScale", "GetRankingStatus"};
const std::set<std::string> kAdministrators = {
    "ImportUnits",    "ImportOffices",    "ImportClusters",       "ImportSuccessions",
    "ImportScale",    "SimulateScale",    "ImportInputs",         "ImportResults",
    "ImportCalendar", "ImportTasks",      "ListTaskAuditEntries", "GetTaskAuditHead",
    "GetAuditHead",   "ListAuditEntries", "VerifyAuditState",     "VerifyTaskAuditState"};
const std::set<std::string> kServices = {"WatchVersions", "TellReminders", "RetryNotices"};
// What the units below are told by those above.
const std::set<std::string> kFromAbove = {"ListPublications", "GetPublication", "ListDirectives"};

// The roles other than administrator; empty: all.
const std::map<std::string, std::set<std::string>> kWriters = [] {
  std::map<std::string, std::set<std::string>> writers;
  const auto add = [&](const std::set<std::string>& roles, const std::vector<std::string>& methods) {
    for (const std::string& method : methods) writers[method] = roles;
  };
  add({"editor", "verifier", "leader", "appraiser"},
      {"UpdateSheet", "BatchUpdateSheets", "ImportSheet", "SubmitSheet", "AttachEvidence", "RemoveEvidence"});
  add({"editor", "leader", "appraiser"}, {"WithdrawSheet"});
  add({"verifier"}, {"ConfirmCriteria"});
  add({"verifier", "leader", "appraiser"}, {"DecidePoints", "ReturnSheet"});
  add({"leader", "appraiser"}, {"ReopenSheet", "LockSheet"});
  add({"appraiser"}, {"FreezeCluster", "Publish", "ProposeAwards", "IssueDirective"});
  add({"editor", "verifier", "appraiser"},
      {"DraftTasks", "DraftPathTasks", "CreateTask", "UpdateTask", "AssignTask", "StartTask", "ReportProgress",
       "SubmitEvidence", "WithdrawEvidence", "AcceptTask", "ReturnTask", "CompleteTask", "CancelTask", "ReopenTask",
       "SubmitPeriodReport"});
  return writers;
}();

bool RoleMay(const std::string& method, const std::string& role) {
  if (role == "administrator") return true;
  if (kAdministrators.contains(method)) return false;
  if (role == "service") return true;
  if (kServices.contains(method)) return false;
  const auto writers = kWriters.find(method);
  return writers == kWriters.end() || writers->second.contains(role);
}

// Fields that name whose data it is, wherever they are in a request.
bool NamesSomething(const FieldDescriptor& field) {
  static const std::set<std::string> kNames = {"unit",   "under",           "cluster", "task",
                                               "issuer", "published_under", "parent"};
  return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING && kNames.contains(field.name());
}

void FindNames(const Descriptor& message, const std::string& prefix, std::vector<std::string>& paths) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    const std::string path = prefix + field.name();
    if (NamesSomething(field)) paths.push_back(path);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      // A document's issuer, and who did something: not whose data it is.
      if (field.name() == "evidence" || field.message_type()->full_name() == "thidua.type.v1.Actor") continue;
      FindNames(*field.message_type(), path + ".", paths);
    }
  }
}

// P > D > C1 > C1A, D > C2; Q > F; and D > X-2025, Y, Y-2025, named as after a merger. The caller is C1. Cluster OWN is
// C1's, led by it under D; SIBLING is C2's under D; FOREIGN is F's under Q; BELOW is C1A's under C1.
class Tree final : public Directory {
 public:
  Line KnownLine(std::string_view unit) override {
    static const std::map<std::string, std::vector<std::string>, std::less<>> kLines = {
        {"P", {"P"}},
        {"D", {"D", "P"}},
        {"C1", {"C1", "D", "P"}},
        {"C2", {"C2", "D", "P"}},
        {"C1A", {"C1A", "C1", "D", "P"}},
        {"X-2025", {"X-2025", "D", "P"}},
        {"Y", {"Y", "D", "P"}},
        {"Y-2025", {"Y-2025", "D", "P"}},
        {"Q", {"Q"}},
        {"F", {"F", "Q"}}};
    const auto found = kLines.find(unit);
    return std::make_shared<const std::vector<std::string>>(found == kLines.end() ? std::vector<std::string>()
                                                                                  : found->second);
  }
  std::optional<std::shared_ptr<const ClusterFacts>> KnownCluster(std::string_view cluster, int) override {
    const auto make = [](ClusterFacts facts) { return std::make_shared<const ClusterFacts>(std::move(facts)); };
    if (cluster == "OWN") return make({.authority = "D", .leader = "C1", .members = {"C1", "C3"}});
    if (cluster == "SIBLING") return make({.authority = "D", .leader = "C2", .members = {"C2"}});
    if (cluster == "BELOW") return make({.authority = "C1", .leader = "C1A", .members = {"C1A"}});
    if (cluster == "FOREIGN") return make({.authority = "Q", .leader = "F", .members = {"F"}});
    return std::shared_ptr<const ClusterFacts>();
  }
  absl::StatusOr<Line> LineOf(const std::string& unit, const rpc::Call&) override { return KnownLine(unit); }
  absl::StatusOr<std::shared_ptr<const ClusterFacts>> Cluster(const std::string& cluster, int year,
                                                              const rpc::Call&) override {
    return *KnownCluster(cluster, year);
  }
  absl::StatusOr<bool> Leads(const std::string& leader, const std::string& unit, int, const rpc::Call&) override {
    return leader == "C1" && (unit == "C1" || unit == "C3");
  }
};

struct Place {
  std::string name, unit, cluster;
  bool mine;
};
const std::vector<Place> kPlaces = {{"own", "C1", "OWN", true},         {"child", "C1A", "BELOW", true},
                                    {"parent", "D", "PARENT", false},   {"sibling", "C2", "SIBLING", false},
                                    {"foreign", "F", "FOREIGN", false}, {"unknown", "NONE", "NONE", false}};

class PolicyTest : public ::testing::Test {
 protected:
  PolicyTest() {
    const std::string path = folder_.path() + "/jwks.json";
    std::ofstream(path) << key_.key_set;
    keys_ = *KeySource::Open(path, {});
    authenticator_ = std::make_unique<Authenticator>(*keys_, TokenRules(), absl::Now);
    guard_ = std::make_unique<PolicyGuard>(*authenticator_, tree_, absl::Now);
  }

  std::string Authorization(const std::string& role) { return Authorization(role, "C1"); }
  std::string Authorization(const std::string& role, const std::string& unit) {
    nlohmann::json claims = {{"iss", "thidua"}, {"aud", "thidua"}, {"sub", "somebody"},
                             {"unit", unit},    {"roles", {role}}, {"exp", 4'000'000'000}};
    if (role == "verifier") claims["office"] = "TC-KT";
    return "Bearer " + *Sign(key_.private_key, claims.dump());
  }

  // What the gate says.
  absl::Status Ask(const std::string& authorization, const Message& request) {
    const auto caller = guard_->Recognize(authorization, *request.GetDescriptor());
    if (!caller.ok()) return caller.status();
    if (const auto now = guard_->PermitNow(**caller, request)) return *now;
    return guard_->Permit(**caller, request, {});
  }

  std::unique_ptr<Message> NewRequest(const MethodDescriptor& method) {
    return std::unique_ptr<Message>(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.input_type())->New());
  }

  static void Set(Message& message, const std::string& path, const std::string& value) {
    const size_t dot = path.find('.');
    const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(path.substr(0, dot));
    if (dot == std::string::npos) {
      message.GetReflection()->SetString(&message, field, value);
      const FieldDescriptor* year = message.GetDescriptor()->FindFieldByName("year");
      if (year != nullptr) message.GetReflection()->SetInt32(&message, year, kYear);
      return;
    }
    Message* inner = field->is_repeated() ? message.GetReflection()->AddMessage(&message, field)
                                          : message.GetReflection()->MutableMessage(&message, field);
    Set(*inner, path.substr(dot + 1), value);
  }

  // The year that a request without one is about is this one.
  static int YearOf(const Message& request, const std::string& path) {
    const Message* in = &request;
    for (size_t dot = path.find('.'), from = 0; dot != std::string::npos; from = dot + 1, dot = path.find('.', from)) {
      const FieldDescriptor* field = in->GetDescriptor()->FindFieldByName(path.substr(from, dot - from));
      if (field->is_repeated()) break;
      in = &in->GetReflection()->GetMessage(*in, field);
    }
    const FieldDescriptor* year = in->GetDescriptor()->FindFieldByName("year");
    const int told = year == nullptr ? 0 : in->GetReflection()->GetInt32(*in, year);
    return told != 0 ? told : static_cast<int>(absl::ToCivilYear(absl::Now(), absl::UTCTimeZone()).year());
  }

  static std::string ValueOf(const std::string& path, const Place& place) {
    const std::string name = path.substr(path.rfind('.') + 1);
    if (name == "cluster") return place.cluster;
    if (name == "task" || name == "parent") return absl::StrCat(place.unit, "-", kYear, "-I.1");
    return place.unit;
  }

  TempFolder folder_;
  const NewKey key_ = *MakeKey();
  Tree tree_;
  std::unique_ptr<KeySource> keys_;
  std::unique_ptr<Authenticator> authenticator_;
  std::unique_ptr<PolicyGuard> guard_;
};

constexpr std::array kRoleNames = {"viewer", "editor", "verifier", "leader", "appraiser", "administrator", "service"};

TEST_F(PolicyTest, EveryCallHasARuleAndEveryRuleACall) {
  std::set<std::string> methods;
  for (const MethodDescriptor* method : Methods()) {
    EXPECT_NE(RuleOf(method->full_name()), nullptr) << method->full_name();
    EXPECT_EQ(MethodOf(*method->input_type()), method->full_name()) << "a request of two calls";
    methods.insert(method->full_name());
  }
  for (const Rule& rule : Policy()) EXPECT_TRUE(methods.contains(std::string(rule.method))) << rule.method;
  EXPECT_EQ(Policy().size(), methods.size());
  EXPECT_GT(methods.size(), 80u);
}

TEST_F(PolicyTest, EveryFieldThatNamesSomethingIsJudged) {
  for (const MethodDescriptor* method : Methods()) {
    if (kPublic.contains(method->name()) || kAdministrators.contains(method->name())) continue;
    std::vector<std::string> names;
    FindNames(*method->input_type(), "", names);
    std::set<std::string> judged;
    for (const NamingField& field : RuleOf(method->full_name())->fields) judged.insert(std::string(field.path));
    for (const std::string& name : names) EXPECT_TRUE(judged.contains(name)) << method->full_name() << ": " << name;
    for (const std::string& name : judged) EXPECT_THAT(names, ::testing::Contains(name)) << method->full_name();
  }
}

TEST_F(PolicyTest, EveryRoleNearAndFar) {
  int asked = 0;
  for (const MethodDescriptor* method : Methods()) {
    const std::string& name = method->name();
    const std::vector<NamingField>& fields = RuleOf(method->full_name())->fields;
    for (const std::string role : kRoleNames) {
      const std::string authorization = Authorization(role);
      const bool everywhere = role == "administrator" || role == "service";
      if (fields.empty()) {
        const absl::Status status = Ask(authorization, *NewRequest(*method));
        EXPECT_EQ(status.ok(), RoleMay(name, role)) << method->full_name() << " " << role << ": " << status;
        if (!status.ok()) {
          EXPECT_EQ(Problem::FromStatus(status).reason, "ROLE_NEEDED");
        }
        ++asked;
        continue;
      }
      // Each field alone.
      for (const NamingField& field : fields) {
        const std::string path(field.path);
        for (const Place& place : kPlaces) {
          const std::unique_ptr<Message> request = NewRequest(*method);
          Set(*request, path, ValueOf(path, place));
          const absl::Status status = Ask(authorization, *request);
          bool visible = place.mine || everywhere;
          if (kFromAbove.contains(name) || path == "published_under" ||
              (name == "GetPublishedScores" && path == "under")) {
            visible = visible || place.name == "parent";
          }
          const bool cluster = path.ends_with("cluster");
          const bool led = std::set<std::string>{"FreezeCluster", "GetLedger",       "ListWarnings",  "ProposeAwards",
                                                 "GetBoard",      "GetReportRollup", "IssueDirective"}
                               .contains(name);
          // Scores of the clusters under one's own authority are read; what leads to single sheets is not.
          if (cluster && !led && place.name == "sibling") visible = true;
          const std::string what = absl::StrCat(method->full_name(), " ", path, " ", role, " ", place.name, ": ",
                                                std::string(status.message()));
          if (!visible) {
            const std::string code = ValueOf(path, place);
            const absl::Status unknown = cluster ? UnknownCluster(code, YearOf(*request, path))
                                         : path.ends_with("task") || path.ends_with("parent") ? UnknownTask(code)
                                                                                              : UnknownUnit(code);
            // To the byte what does not exist looks like.
            EXPECT_EQ(rpc::ToGrpc(status).error_details(), rpc::ToGrpc(unknown).error_details()) << what;
          } else if (!RoleMay(name, role)) {
            EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied) << what;
          } else {
            EXPECT_TRUE(status.ok()) << what;
          }
          ++asked;
        }
      }
      // Naming nothing is asking for all.
      if (!everywhere) {
        EXPECT_EQ(Problem::FromStatus(Ask(authorization, *NewRequest(*method))).reason, "REQUIRED") << name;
      }
    }
  }
  EXPECT_GT(asked, 2000);
}

// "<unit>-<year>-<criterion>" where the unit, or the criterion, has a year in its own code.
TEST_F(PolicyTest, ATaskIsOfTheUnitThatThereIs) {
  const auto ask = [&](const std::string& unit, const std::string& task) {
    thidua::tasks::v1::GetTaskRequest request;
    request.set_task(task);
    return Ask(Authorization("viewer", unit), request).ok();
  };
  EXPECT_TRUE(ask("X-2025", "X-2025-2026-I.1"));
  EXPECT_TRUE(ask("D", "X-2025-2026-I.1"));
  EXPECT_FALSE(ask("C2", "X-2025-2026-I.1"));
  EXPECT_TRUE(ask("C2", "C2-2024-a-2023-b"));
  EXPECT_FALSE(ask("C1", "C2-2024-a-2023-b"));
  // It may be Y's, for a criterion "2026-I.1", or that of Y-2025: only who may see both gets near it.
  EXPECT_FALSE(ask("Y", "Y-2025-2026-I.1"));
  EXPECT_FALSE(ask("Y-2025", "Y-2025-2026-I.1"));
  EXPECT_TRUE(ask("D", "Y-2025-2026-I.1"));
  for (const char* none : {"", "-2024-I.1", "C1", "C1-2024", "C1-24-I.1", "NONE-2024-I.1"}) {
    EXPECT_FALSE(ask("C1", none)) << none;
  }
}

TEST_F(PolicyTest, EveryElementOfABatchCounts) {
  thidua::scoring::v1::BatchUpdateSheetsRequest batch;
  batch.set_cluster("OWN");
  batch.set_year(kYear);
  for (int i = 0; i < 5; ++i) {
    batch.add_requests()->set_unit("C1");
    batch.mutable_requests(i)->set_year(kYear);
  }
  const std::string editor = Authorization("editor");
  EXPECT_TRUE(Ask(editor, batch).ok());
  for (int i = 0; i < 5; ++i) {
    for (const char* other : {"C2", "D", "F", "NONE", ""}) {
      batch.mutable_requests(i)->set_unit(other);
      EXPECT_FALSE(Ask(editor, batch).ok()) << i << other;
    }
    batch.mutable_requests(i)->set_unit("C1");
  }
  // A leader writes for the cluster it leads.
  batch.mutable_requests(3)->set_unit("C3");
  EXPECT_TRUE(Ask(Authorization("leader"), batch).ok());
  EXPECT_EQ(Problem::FromStatus(Ask(editor, batch)).reason, "UNKNOWN_UNIT");
  // A what-if is about the units of its cluster.
  thidua::ranking::v1::WhatIfRequest what_if;
  what_if.set_cluster("OWN");
  what_if.set_year(kYear);
  what_if.add_overrides()->set_unit("C3");
  EXPECT_TRUE(Ask(Authorization("viewer"), what_if).ok());
  what_if.add_overrides()->set_unit("F");
  EXPECT_EQ(Problem::FromStatus(Ask(Authorization("viewer"), what_if)).reason, "UNKNOWN_UNIT");
}

TEST_F(PolicyTest, ACallWithoutARuleIsRefused) {
  EXPECT_EQ(Problem::FromStatus(Ask(Authorization("administrator"), thidua::directory::v1::Unit())).reason,
            "NO_POLICY");
}

TEST_F(PolicyTest, NobodyWithoutAToken) {
  for (const MethodDescriptor* method : Methods()) {
    EXPECT_EQ(Problem::FromStatus(Ask("", *NewRequest(*method))).reason, "NO_TOKEN") << method->full_name();
  }
}

}  // namespace
}  // namespace thidua::auth
