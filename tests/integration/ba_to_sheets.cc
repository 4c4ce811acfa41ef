#include "tests/integration/ba_to_sheets.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/testing/program_file.h"
#include "tests/integration/demo.h"

namespace thidua::integration {
namespace {

// Ba Tơ and what is above it.
std::string UnitsOfBaTo() {
  std::string table = "code,name,type,level,parent\n";
  const std::vector<std::string> lines = absl::StrSplit(ReadFile(CountryUnits()), '\n');
  for (const std::string& line : lines) {
    const std::vector<std::string> fields = absl::StrSplit(line, ',');
    if (fields.size() != 5) continue;
    if (fields[0] == "51" || fields[0] == kDistrict || fields[4] == kDistrict) table += line + "\n";
  }
  return table;
}

void GiveVerifier(pb::Group& group, int from, int to, const std::string& office) {
  for (int i = from; i < std::min(to, group.criteria_size()); ++i) group.mutable_criteria(i)->set_verifier(office);
}

void AddStage(const std::string& code, const std::string& title, pb::Stage::Actor by, const std::string& due,
              pb::Scale& scale) {
  pb::Stage* stage = scale.add_stages();
  stage->set_code(code);
  stage->set_title(title);
  stage->set_by(by);
  stage->set_due(due);
}

std::string StageOf(const Desk& desk, const std::string& unit) { return desk.Sheet(unit).stage(); }

}  // namespace

pb::Criterion& CriterionOf(pb::Scale& scale, const std::string& code) {
  for (pb::Group& group : *scale.mutable_groups()) {
    for (pb::Criterion& criterion : *group.mutable_criteria()) {
      if (criterion.code() == code) return criterion;
    }
  }
  throw std::runtime_error("no criterion " + code);
}

std::string ScaleFile(int year, const std::function<void(pb::Scale&)>& change) {
  pb::Scale scale;
  if (!google::protobuf::util::JsonStringToMessage(ReadFile(BaToFile("scale_2023.json")), &scale).ok()) {
    throw std::runtime_error("not a scale");
  }
  scale.set_scale_id(absl::StrCat("ba-to-", year));
  scale.set_year(year);
  GiveVerifier(*scale.mutable_groups(0), 0, 10, kFinance);
  GiveVerifier(*scale.mutable_groups(0), 10, 20, kCulture);
  GiveVerifier(*scale.mutable_groups(1), 0, 10, kInterior);
  for (const std::string& code : kProved) CriterionOf(scale, code).set_evidence_required(true);
  AddStage("SELF", "Xã tự chấm", pb::Stage::UNIT, absl::StrCat(year, "-12-05"), scale);
  AddStage("DEPARTMENT", "Phòng, ban xác nhận", pb::Stage::VERIFIERS, absl::StrCat(year, "-12-12"), scale);
  AddStage("CLUSTER", "Cụm họp chấm điểm", pb::Stage::CLUSTER_LEADER, absl::StrCat(year, "-12-20"), scale);
  AddStage("APPRAISAL", "Huyện thẩm định", pb::Stage::AUTHORITY, absl::StrCat(year, "-12-28"), scale);
  AddStage("PUBLISHED", "Công bố", pb::Stage::NOBODY, "", scale);
  if (change) change(scale);
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(scale, &json).ok()) throw std::runtime_error("not JSON");
  return json;
}

const std::vector<Edit>& FiguresOf(const std::string& unit) {
  static const auto* const kFigures = [] {
    auto* const figures = new std::map<std::string, std::vector<Edit>>;
    for (const std::string& row :
         Columns(ReadFile(BaToFile("inputs_2023.csv")), {"unit", "criterion", "input", "value", "source"})) {
      const std::vector<std::string> fields = absl::StrSplit(row, absl::MaxSplits(' ', 4));
      (*figures)[fields[0]].push_back({fields[1], fields[2], fields[3], fields[4]});
    }
    return figures;
  }();
  return kFigures->at(unit);
}

std::string InputsFile(int year) {
  return absl::StrReplaceAll(ReadFile(BaToFile("inputs_2023.csv")), {{",2023,", absl::StrCat(",", year, ",")}});
}

ScoringProcess::ScoringProcess() : data_(folder_.File("dữ liệu")) {
  std::filesystem::create_directory(data_);
  service_ = std::make_unique<Service>(ProgramFile("thidua-scoring"), std::vector<std::string>{"--data", data_}, data_);
  const Desk desk = NewDesk();
  desk.MustImport(kImportUnits, UnitsOfBaTo());
  desk.MustImport(kImportOffices, ReadFile(BaToFile("offices.csv")) +
                                      "PTC,Phòng Tài chính - Kế hoạch\nPVH,Phòng Văn hóa\nPNV,Phòng Nội vụ\n");
  desk.MustImport(kImportClusters, ReadFile(BaToFile("clusters.csv")));
  for (const int year : {2022, 2023, 2024}) desk.MustImport(kImportScale, ScaleFile(year));
}

ScoringProcess::~ScoringProcess() {
  if (::testing::Test::HasFailure() || std::uncaught_exceptions() > 0) std::cerr << service_->Log();
}

void MustBe(const Outcome& outcome) {
  if (!outcome.ok()) {
    const Refusal refusal = ReadRefusal(outcome.status);
    throw std::runtime_error(
        absl::StrCat(outcome.reason(), ": ", refusal.vi, " ", absl::StrJoin(refusal.fields, ", ")));
  }
}

void Report(const Desk& desk, const std::string& unit) {
  MustBe(desk.Update(OfUnit(unit), unit, FiguresOf(unit)));
  for (const std::string& code : kProved) MustBe(desk.Attach(OfUnit(unit), unit, code));
  MustBe(desk.Submit(OfUnit(unit), unit));
}

void BringTo(const Desk& desk, const std::string& unit, const std::string& stage) {
  if (StageOf(desk, unit) == stage) return;
  Report(desk, unit);
  if (StageOf(desk, unit) == stage) return;
  for (const std::string& office : kOffices) MustBe(desk.Confirm(OfOffice(office), unit));
  if (StageOf(desk, unit) == stage) return;
  MustBe(desk.Submit(OfUnit(kLeader), unit));
  if (StageOf(desk, unit) == stage) return;
  MustBe(desk.Lock(OfUnit(kDistrict), unit));
  if (StageOf(desk, unit) != stage) throw std::runtime_error("never came to " + stage);
}

std::vector<std::string> Sql(const std::string& database, const std::string& statement) {
  sqlite3* opened = nullptr;
  const int result = sqlite3_open_v2(database.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> guard(opened, &sqlite3_close);
  if (result != SQLITE_OK) throw std::runtime_error("cannot open " + database);
  std::vector<std::string> rows;
  const auto take = [](void* out, int count, char** values, char**) {
    std::vector<std::string> fields;
    for (int i = 0; i < count; ++i) fields.emplace_back(values[i] == nullptr ? "" : values[i]);
    static_cast<std::vector<std::string>*>(out)->push_back(absl::StrJoin(fields, "|"));
    return 0;
  };
  if (sqlite3_exec(opened, statement.c_str(), take, &rows, nullptr) != SQLITE_OK) {
    throw std::runtime_error(absl::StrCat(statement, ": ", sqlite3_errmsg(opened)));
  }
  return rows;
}

}  // namespace thidua::integration
