#include "tests/integration/identity_suite.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/auth/policy.h"
#include "common/rpc/call.h"
#include "common/testing/program_file.h"
#include "tests/integration/demo.h"
#include "tests/integration/rpc.h"
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

namespace thidua::integration {
namespace {

using google::protobuf::MethodDescriptor;

constexpr char kOpsFile[] = "/ops";
constexpr char kCanary[] = "chim-hoang-yen";  // In every token, so that a token decoded somewhere is found as well.

constexpr char kUnits[] =
    "code,name,type,level,parent\n"
    "P,Tỉnh P,TINH,PROVINCE,\nD,Huyện D,HUYEN,DISTRICT,P\nD2,Huyện D2,HUYEN,DISTRICT,P\n"
    "C1,Xã C1,XA,COMMUNE,D\nC2,Xã C2,XA,COMMUNE,D\nC3,Xã C3,XA,COMMUNE,D\nC4,Xã C4,XA,COMMUNE,D\n"
    "E1,Xã E1,XA,COMMUNE,D2\n"
    "Q,Tỉnh Q,TINH,PROVINCE,\nF,Huyện F,HUYEN,DISTRICT,Q\nF1,Xã F1,XA,COMMUNE,F\n";

std::string Clusters() {
  std::string rows = "cluster,name,authority,year,unit,role\n";
  for (const int year : {2023, 2024}) {
    absl::StrAppend(&rows, "OWN,Cụm 1,D,", year, ",C1,LEADER\nOWN,Cụm 1,D,", year, ",C3,MEMBER\nSIBLING,Cụm 2,D,", year,
                    ",C2,LEADER\nSIBLING,Cụm 2,D,", year, ",C4,MEMBER\nNEXT,Cụm 3,D2,", year,
                    ",E1,MEMBER\nFOREIGN,Cụm 4,F,", year, ",F1,LEADER\n");
  }
  return rows;
}

std::string Scale() {
  nlohmann::json scale = nlohmann::json::parse(ReadFile(BaToFile("scale_2023.json")));
  scale["under"] = {"P", "Q"};
  return scale.dump();
}

// Those of Ba Bích for every commune.
std::string Inputs() {
  std::string rows = "unit,year,criterion,input,value,source\n";
  const std::string demo = ReadFile(BaToFile("inputs_2023.csv"));
  for (const std::string& commune : Communes()) {
    for (const absl::string_view row : absl::StrSplit(demo, '\n')) {
      if (!absl::StartsWith(row, "21526,")) continue;
      absl::StrAppend(&rows, absl::StrReplaceAll(row, {{"21526,", commune + ","}, {"reconstructed", Secret(commune)}}),
                      "\n");
    }
  }
  return rows;
}

std::string Assignments() {
  std::string rows = "unit,year,criterion,title,lead,coordinators,start,due,target,source\n";
  for (const std::string& commune : Communes()) {
    for (const char* criterion : {"I.2", "I.4", "I.6"}) {
      absl::StrAppend(&rows, commune, ",2024,", criterion, ",", Secret(commune),
                      ",TC-KT,VP-TK,2024-01-02,2024-12-31,100,plan\n");
    }
  }
  return rows;
}

}  // namespace

std::string Secret(const std::string& commune) { return "bí mật của " + commune + "."; }

const std::vector<std::string>& Communes() {
  static const auto& communes = *new std::vector<std::string>{"C1", "C2", "C3", "C4", "E1", "F1"};
  return communes;
}

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* file :
       {directory::v1::Unit::descriptor()->file(), scoring::v1::ScoreOverride::descriptor()->file(),
        scoring::v1::Sheet::descriptor()->file(), scoring::v1::GetAuditHeadRequest::descriptor()->file(),
        ranking::v1::Rank::descriptor()->file(), ranking::v1::Publication::descriptor()->file(),
        tasks::v1::Task::descriptor()->file(), tasks::v1::GetTaskAuditHeadRequest::descriptor()->file(),
        tasks::v1::GetBoardRequest::descriptor()->file(), tasks::v1::GetCalendarRequest::descriptor()->file(),
        tasks::v1::GetForecastRequest::descriptor()->file(), tasks::v1::ListNoticesRequest::descriptor()->file(),
        tasks::v1::PeriodReport::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) methods.push_back(file->service(i)->method(j));
    }
  }
  return methods;
}

IdentitySuite::IdentitySuite(const Options& options) {
  administrator_ = Token({.unit = "", .roles = {"administrator"}});
  std::ofstream(jwks()) << key_.key_set;
  std::ofstream(service_token_file()) << Token({.unit = "", .roles = {"service"}}) << "\n";
  const std::string jwks = options.jwks ? options.jwks(this->jwks()) : this->jwks();
  scoring_ = NewService(ProgramFile("thidua-scoring"), {}, options, jwks);
  ranking_ =
      NewService(ProgramFile("thidua-ranking"),
                 {"--scoring", scoring_->address(), "--service-token-file", service_token_file()}, options, jwks);
  tasks_ = NewService(ProgramFile("thidua-tasks"),
                      {"--scoring", scoring_->address(), "--ranking", ranking_->address(), "--service-token-file",
                       service_token_file()},
                      options, jwks);
  if (options.filled) Fill();
}

IdentitySuite::~IdentitySuite() {
  channels_.clear();
  for (Service* service : {scoring_.get(), ranking_.get(), tasks_.get()}) {
    std::string address;
    std::ifstream(service->folder() + kOpsFile) >> address;
    const httplib::Result metrics = httplib::Client("http://" + address).Get("/metrics");
    EXPECT_TRUE(metrics && metrics->status == 200);
    EXPECT_EQ(service->Stop(), 0);
    const std::string written = absl::StrCat(service->Log(), metrics ? metrics->body : "");
    EXPECT_FALSE(absl::StrContains(written, kCanary));
    for (const std::string& token : issued_) {
      EXPECT_FALSE(absl::StrContains(written, token.substr(token.rfind('.') + 1)));
    }
  }
}

std::unique_ptr<Service> IdentitySuite::NewService(const std::string& program, std::vector<std::string> arguments,
                                                   const Options& options, const std::string& jwks) {
  const std::string data = folder_.File(absl::StrCat("data ", ++folders_));
  std::filesystem::create_directory(data);
  arguments.insert(arguments.end(),
                   {"--data", data, "--jwks", jwks, "--ops-listen", "127.0.0.1:0", "--ops-port-file", data + kOpsFile});
  arguments.insert(arguments.end(), options.more_arguments.begin(), options.more_arguments.end());
  return std::make_unique<Service>(program, std::move(arguments), data);
}

std::string IdentitySuite::Token(const Claims& claims) {
  const int64_t now = absl::ToUnixSeconds(absl::Now());
  nlohmann::json all = {{"iss", "thidua"},
                        {"aud", "thidua"},
                        {"sub", absl::StrCat(claims.unit, "/", claims.office, "/", absl::StrJoin(claims.roles, ","))},
                        {"jti", kCanary},
                        {"name", claims.name},
                        {"roles", claims.roles},
                        {"exp", now + absl::ToInt64Seconds(claims.lasts)}};
  if (!claims.unit.empty()) all["unit"] = claims.unit;
  if (!claims.office.empty()) all["office"] = claims.office;
  issued_.push_back(*auth::Sign(key_.private_key, all.dump()));
  return issued_.back();
}

Answer IdentitySuite::Ask(const MethodDescriptor& method, const std::vector<std::string>& messages,
                          const std::string& token, const Reading& reading) {
  const std::vector<std::string> names = absl::StrSplit(method.full_name(), '.');
  Service& service = names[1] == "ranking" ? ranking() : names[1] == "tasks" ? tasks() : scoring();
  std::shared_ptr<grpc::Channel>& channel = channels_[service.address()];
  if (channel == nullptr) channel = Connect(service.address());
  RawCall::Metadata metadata;
  if (!token.empty()) metadata.emplace(rpc::kTokenMetadata, "Bearer " + token);
  RawCall call(channel, absl::StrCat("/", method.service()->full_name(), "/", method.name()), metadata, reading.limit);
  for (const std::string& message : messages) {
    if (!call.Send(message)) break;
  }
  // Who watches and asks on one call, asks until they have heard enough.
  if (!method.client_streaming() || !method.server_streaming()) call.EndSending();
  Answer answer;
  while (auto message = call.Receive()) {
    answer.messages.push_back(*std::move(message));
    answer.cut = answer.messages.size() >= reading.messages && method.server_streaming();
    if (answer.cut) return answer;
  }
  answer.status = call.Finish();
  return answer;
}

Answer IdentitySuite::Ask(const google::protobuf::Message& request, const std::string& token) {
  const std::string method(auth::MethodOf(*request.GetDescriptor()));
  return Ask(*google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(method),
             {request.SerializeAsString()}, token);
}

std::string IdentitySuite::MustAsk(const google::protobuf::Message& request, const std::string& token) {
  const Answer answer = Ask(request, token);
  if (!answer.ok()) {
    throw std::runtime_error(
        absl::StrCat(request.GetTypeName(), " ", request.ShortDebugString(), ": ", answer.status.error_message()));
  }
  return answer.messages.at(0);
}

void IdentitySuite::Import(std::string_view method, const std::string& content) {
  directory::v1::ImportUnitsRequest request;  // As all imports.
  request.mutable_chunk()->set_data(content);
  const Answer answer = Ask(*google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(std::string(method)),
                            {request.SerializeAsString()}, administrator_);
  const auto report = Parsed<directory::v1::ImportUnitsResponse>(answer.ok() ? answer.messages.at(0) : "").report();
  if (!report.stored()) {
    throw std::runtime_error(
        absl::StrCat(std::string(method), ": ", answer.status.error_message(), report.ShortDebugString()));
  }
}

void IdentitySuite::Fill() {
  Import("thidua.directory.v1.DirectoryService.ImportUnits", kUnits);
  Import("thidua.directory.v1.DirectoryService.ImportOffices", ReadFile(BaToFile("offices.csv")));
  Import("thidua.directory.v1.DirectoryService.ImportClusters", Clusters());
  Import("thidua.scoring.v1.ScoringService.ImportScale", Scale());
  Import("thidua.scoring.v1.ScoringService.ImportInputs", Inputs());
  Import("thidua.tasks.v1.CalendarService.ImportCalendar", ReadFile(BaToFile("../calendar_vn.csv")));
  Import("thidua.tasks.v1.TasksService.ImportTasks", Assignments());
  for (const std::string& commune : Communes()) {
    scoring::v1::AttachEvidenceRequest evidence;
    evidence.mutable_header()->set_unit(commune);
    evidence.mutable_header()->set_year(2023);
    evidence.mutable_header()->mutable_evidence()->set_criterion("I.2");
    evidence.mutable_header()->mutable_evidence()->set_title(Secret(commune));
    evidence.mutable_chunk()->set_file_name("a.pdf");
    evidence.mutable_chunk()->set_data("%PDF-1.4\n" + Secret(commune));
    const Answer attached = Ask(*scoring::v1::Sheet::descriptor()
                                     ->file()
                                     ->FindServiceByName("SheetService")
                                     ->FindMethodByName("AttachEvidence"),
                                {evidence.SerializeAsString()}, administrator_);
    if (!attached.ok()) throw std::runtime_error(attached.status.error_message());
    evidence_[commune] = Parsed<scoring::v1::AttachEvidenceResponse>(attached.messages.at(0)).evidence().id();
  }
  for (const char* under : {"D", "F"}) {
    ranking::v1::PublishRequest publish;
    publish.set_under(under);
    publish.set_year(2023);
    MustAsk(publish, administrator_);
  }
  for (const char* criterion : {"I.10", "I.13"}) {
    tasks::v1::IssueDirectiveRequest issue;
    tasks::v1::Directive& directive = *issue.mutable_directive();
    directive.set_issuer("D");
    directive.set_year(2024);
    directive.set_document("05/CT-UBND");
    directive.set_date("2024-05-20");
    directive.set_criterion(criterion);
    directive.set_title("Chỉ thị của huyện");
    directive.set_start("2024-05-20");
    directive.set_due("2024-11-29");
    directive.set_cluster("OWN");
    MustAsk(issue, administrator_);
  }
  tasks::v1::TellRemindersRequest remind;
  remind.set_date("2025-01-20");
  MustAsk(remind, administrator_);
}

Cli IdentitySuite::cli(const std::string& token) {
  return Cli({"--scoring-server", scoring().address(), "--ranking-server", ranking().address(), "--tasks-server",
              tasks().address(), "--token-file", NewFile(token)});
}

std::string IdentitySuite::NewFile(const std::string& content) {
  std::string path = folder_.File(absl::StrCat("file ", ++files_));
  std::ofstream(path) << content;
  return path;
}

}  // namespace thidua::integration
