// Sheets as files: exported, filled in, imported again; and figures imported into sheets that were handed on.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/integration/ba_to_sheets.h"

namespace thidua::integration {
namespace {

using ::testing::StartsWith;

constexpr char kUnit[] = "21526";
constexpr size_t kPieceBytes = 10'000;

class SheetFileTest : public ::testing::TestWithParam<pb::SheetFormat> {
 protected:
  struct Imported {
    grpc::Status status;
    pb::ImportSheetResponse response;
  };

  SheetFileTest() { MustBe(desk_.Update(OfUnit(kUnit), kUnit, FiguresOf(kUnit))); }

  std::string Export(pb::SheetFormat format) const {
    pb::ExportSheetRequest request;
    request.set_unit(kUnit);
    request.set_year(kScoredYear);
    request.set_format(format);
    grpc::ClientContext context;
    const auto reader = desk_.sheets().ExportSheet(&context, request);
    std::string file;
    pb::ExportSheetResponse piece;
    while (reader->Read(&piece)) file += piece.data();
    RequireOk(reader->Finish());
    return file;
  }

  Imported Import(const std::string& file, bool dry_run = false, const Actor& by = OfUnit(kUnit),
                  const std::string& request_id = "") const {
    Imported imported;
    grpc::ClientContext context;
    Desk::Prepare(by, context);
    const auto writer = desk_.sheets().ImportSheet(&context, &imported.response);
    for (size_t start = 0; start < file.size(); start += kPieceBytes) {
      pb::ImportSheetRequest request;
      if (start == 0) {
        request.set_request_id(request_id);
        request.mutable_chunk()->set_file_name("bảng điểm");
        request.mutable_chunk()->set_dry_run(dry_run);
      }
      request.mutable_chunk()->set_data(file.substr(start, kPieceBytes));
      writer->Write(request);
    }
    writer->WritesDone();
    imported.status = writer->Finish();
    return imported;
  }

  std::string Value(const std::string& criterion, const std::string& input) const {
    const pb::Sheet sheet = desk_.Sheet(kUnit);
    for (const pb::Input& one : CriterionOf(sheet, criterion).inputs()) {
      if (one.name() == input) return one.value();
    }
    return "";
  }

  // The CSV with another value in the line of a figure.
  std::string Changed(const std::string& csv, const std::string& criterion, const std::string& input,
                      const std::string& value) const {
    const std::string from = absl::StrCat(",", input, ",", Value(criterion, input), ",");
    std::vector<std::string> lines = absl::StrSplit(csv, '\n');
    const auto line = std::find_if(lines.begin(), lines.end(), [&](const std::string& one) {
      return one.find(absl::StrCat(",", criterion, ",")) != std::string::npos && one.find(from) != std::string::npos;
    });
    if (line == lines.end()) throw std::runtime_error("no line of " + criterion + " " + input);
    *line = absl::StrReplaceAll(*line, {{from, absl::StrCat(",", input, ",", value, ",")}});
    return absl::StrJoin(lines, "\n");
  }

  const ScoringProcess process_;
  const Desk desk_ = process_.NewDesk();
};

TEST_P(SheetFileTest, UnchangedItChangesNothing) {
  const std::string before = desk_.Sheet(kUnit).SerializeAsString();
  const int64_t version = desk_.Version(kCenter);
  const std::string head = desk_.AuditHead().hash();
  const Imported imported = Import(Export(GetParam()));
  ASSERT_EQ(ReasonOf(imported.status), "OK");
  const auto& report = imported.response.report();
  EXPECT_EQ(report.rows(), static_cast<int64_t>(FiguresOf(kUnit).size())) << report.DebugString();
  EXPECT_EQ(report.unchanged(), report.rows());
  EXPECT_EQ(report.added() + report.changed() + report.removed(), 0);
  EXPECT_TRUE(report.stored());
  EXPECT_EQ(imported.response.sheet().changes(), 0);
  EXPECT_EQ(desk_.Sheet(kUnit).SerializeAsString(), before);
  EXPECT_EQ(desk_.Version(kCenter), version);
  EXPECT_EQ(desk_.AuditHead().hash(), head);
}

TEST_P(SheetFileTest, AStaleFileIsRefused) {
  const std::string file = Export(GetParam());
  MustBe(desk_.Update(OfUnit(kUnit), kUnit, {{"I.1", "actual", "7"}}));
  for (const bool dry_run : {true, false}) {
    const Imported imported = Import(file, dry_run);
    const Refusal refusal = ReadRefusal(imported.status);
    EXPECT_EQ(refusal.code, grpc::StatusCode::ABORTED);
    EXPECT_EQ(refusal.reason, "STALE_SHEET");
    EXPECT_EQ(refusal.metadata.at("etag"), desk_.Sheet(kUnit).etag());
  }
  EXPECT_EQ(Value("I.1", "actual"), "7");
}

TEST_P(SheetFileTest, ADryRunStoresNothing) {
  const std::string file = Export(GetParam());
  const std::string head = desk_.AuditHead().hash();
  const Imported imported = Import(file, /*dry_run=*/true);
  EXPECT_EQ(ReasonOf(imported.status), "OK");
  EXPECT_FALSE(imported.response.report().stored());
  EXPECT_FALSE(imported.response.has_sheet());
  EXPECT_EQ(desk_.AuditHead().hash(), head);
}

TEST_P(SheetFileTest, HalfAFileIsRefused) {
  const std::string file = Export(GetParam());
  const std::string head = desk_.AuditHead().hash();
  const Imported imported = Import(GetParam() == pb::XLSX ? file.substr(0, file.size() / 2) : "một,hai\n1,2\n");
  EXPECT_EQ(ReasonOf(imported.status), "OK");
  EXPECT_GT(imported.response.report().faults_size(), 0);
  EXPECT_FALSE(imported.response.report().stored());
  EXPECT_EQ(desk_.AuditHead().hash(), head);
}

INSTANTIATE_TEST_SUITE_P(, SheetFileTest, ::testing::Values(pb::XLSX, pb::CSV),
                         [](const auto& info) { return pb::SheetFormat_Name(info.param); });

using SheetCsvTest = SheetFileTest;

TEST_F(SheetCsvTest, FilledInItIsStoredOnce) {
  const std::string csv = Changed(Export(pb::CSV), "I.1", "actual", "12345.5");
  const Imported tried = Import(csv, /*dry_run=*/true);
  EXPECT_EQ(tried.response.report().changed(), 1);
  EXPECT_NE(Value("I.1", "actual"), "12345.5");

  const Imported imported = Import(csv, false, OfUnit(kUnit), "tep-1");
  ASSERT_EQ(ReasonOf(imported.status), "OK");
  EXPECT_TRUE(imported.response.report().stored());
  EXPECT_EQ(imported.response.report().changed(), 1);
  EXPECT_EQ(Value("I.1", "actual"), "12345.5");
  EXPECT_EQ(imported.response.sheet().etag(), desk_.Sheet(kUnit).etag());
  EXPECT_EQ(desk_.Revisions(kUnit).front().action(), "sheet.import");

  const Imported again = Import(csv, false, OfUnit(kUnit), "tep-1");
  EXPECT_EQ(again.response.SerializeAsString(), imported.response.SerializeAsString());
  EXPECT_EQ(ReasonOf(Import(csv).status), "STALE_SHEET");
}

TEST_F(SheetCsvTest, AnEmptyValueClearsTheFigure) {
  MustBe(desk_.Update(OfUnit(kUnit), kUnit, {{"I.2", "actual", "7"}}));
  const Imported imported = Import(Changed(Export(pb::CSV), "I.2", "actual", ""));
  ASSERT_EQ(ReasonOf(imported.status), "OK");
  EXPECT_EQ(imported.response.report().removed(), 1) << imported.response.report().DebugString();
  EXPECT_EQ(imported.response.sheet().changes(), 1);
  EXPECT_EQ(Value("I.2", "actual"), "");
}

TEST_F(SheetCsvTest, ASourceWithoutAValueIsAnOversight) {
  const Imported imported = Import(Changed(Export(pb::CSV), "I.2", "actual", ""));
  ASSERT_EQ(imported.response.report().faults_size(), 1);
  EXPECT_EQ(imported.response.report().faults(0).reason(), "SOURCE_WITHOUT_VALUE");
  EXPECT_NE(Value("I.2", "actual"), "");
}

TEST_F(SheetCsvTest, FaultsNameTheirLine) {
  const std::string csv = Changed(Export(pb::CSV), "I.2", "actual", "nhiều");
  const std::vector<std::string> lines = absl::StrSplit(csv, '\n');
  const auto line = std::find_if(lines.begin(), lines.end(),
                                 [](const std::string& one) { return one.find("nhiều") != std::string::npos; });
  const std::string head = desk_.AuditHead().hash();
  const Imported imported = Import(csv);
  EXPECT_EQ(ReasonOf(imported.status), "OK");
  ASSERT_EQ(imported.response.report().faults_size(), 1);
  EXPECT_EQ(imported.response.report().faults(0).reason(), "NOT_A_DECIMAL");
  EXPECT_EQ(imported.response.report().faults(0).line(), line - lines.begin() + 1);
  EXPECT_FALSE(imported.response.report().stored());
  EXPECT_EQ(desk_.AuditHead().hash(), head);
}

TEST_F(SheetCsvTest, OnlyBySomeoneWhoMayEditOnlyWhereItMayBeEdited) {
  const std::string changed = Changed(Export(pb::CSV), "I.1", "actual", "8");
  const std::string head = desk_.AuditHead().hash();
  EXPECT_EQ(ReasonOf(Import(changed, false, OfUnit("21535")).status), "NOT_YOUR_TURN");
  EXPECT_EQ(desk_.AuditHead().hash(), head);
  for (const std::string& code : kProved) MustBe(desk_.Attach(OfUnit(kUnit), kUnit, code));
  MustBe(desk_.Submit(OfUnit(kUnit), kUnit));
  const std::string submitted = Changed(Export(pb::CSV), "I.1", "actual", "8");
  EXPECT_EQ(ReasonOf(Import(submitted).status), "WRONG_STAGE");
  EXPECT_EQ(ReasonOf(Import(Export(pb::CSV)).status), "OK");
}

// The administrator's file of figures, into a sheet that was submitted: each row that would change something.
TEST_F(SheetCsvTest, FiguresOfASubmittedSheetAreRefusedRowByRow) {
  for (const std::string& code : kProved) MustBe(desk_.Attach(OfUnit(kUnit), kUnit, code));
  MustBe(desk_.Submit(OfUnit(kUnit), kUnit));
  std::string table = "unit,year,criterion,input,value,source\n";
  std::set<int> wrong;
  int line = 1;
  for (const Edit& edit : FiguresOf(kUnit)) {
    const bool changes = edit.input == "actual";
    if (++line; changes) wrong.insert(line);
    table += absl::StrCat(kUnit, ",2023,", edit.criterion, ",", edit.input, ",", changes ? "3" : edit.value, ",",
                          edit.source, "\n");
  }
  table += "21535,2023,I.1,plan,100,báo cáo\n";
  const std::string head = desk_.AuditHead().hash();
  const auto report = desk_.Import(kImportInputs, table);
  EXPECT_FALSE(report.stored());
  std::set<int> refused;
  for (const auto& fault : report.faults()) {
    EXPECT_EQ(fault.reason(), "WRONG_STAGE");
    EXPECT_THAT(fault.message(), StartsWith("Bảng điểm của Xã Ba Bích năm 2023"));
    refused.insert(fault.line());
  }
  EXPECT_EQ(refused, wrong);
  EXPECT_EQ(desk_.AuditHead().hash(), head);
  EXPECT_EQ(CriterionOf(desk_.Sheet("21535"), "I.1").inputs_size(), 0);
}

}  // namespace
}  // namespace thidua::integration
