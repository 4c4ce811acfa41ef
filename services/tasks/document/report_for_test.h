#ifndef THIDUA_SERVICES_TASKS_DOCUMENT_REPORT_FOR_TEST_H_
#define THIDUA_SERVICES_TASKS_DOCUMENT_REPORT_FOR_TEST_H_

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/csv/table.h"
#include "common/testing/source_file.h"
#include "services/tasks/document/font_faces.h"
#include "thidua/tasks/v1/reports.pb.h"

namespace thidua::tasks {

inline const FontFaces& FacesForTest() {
  static const FontFaces faces = LoadFontFaces().value();
  return faces;
}

inline std::string LoadFile(const std::string& path) {
  std::ostringstream bytes;
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  bytes << file.rdbuf();
  return std::move(bytes).str();
}

inline void SetEnd(v1::ForecastEnd* end, const char* total, int rank) {
  end->set_total(total);
  end->set_rank(rank);
}

// The tasks of the demonstration's commune, some done, some late, some not begun.
inline void AddBaBichTasks(v1::PeriodReport& report) {
  constexpr const char* kStates[] = {"DONE", "IN_PROGRESS", "EVIDENCE_SUBMITTED", "ACCEPTED", "ASSIGNED", "RETURNED"};
  imports::FaultList faults;
  const csv::Table table = csv::Table::Read(LoadFile(SourceFile("deploy/demo/ba_to/tasks_2024.csv")),
                                            {"criterion", "title", "lead", "due", "target"}, faults);
  ASSERT_TRUE(faults.empty());
  int number = 0;
  for (const auto& row : table.rows()) {
    const int kind = number++ % 6;
    v1::ReportedTask* task = report.add_tasks();
    task->set_task(absl::StrCat("21526-2024-", row.fields[0]));
    task->set_criterion(row.fields[0]);
    task->set_title(row.fields[1]);
    task->set_lead(row.fields[2]);
    task->set_lead_name(kind % 2 == 0 ? "Công chức Văn phòng - Thống kê" : "Bộ phận Tiếp nhận và Trả kết quả");
    task->set_due(row.fields[3]);
    task->set_target(row.fields[4]);
    task->set_state(kStates[kind]);
    task->set_percent(kind == 0 || kind == 3 ? 100 : kind * 15);
    task->set_reported(kind != 4);
    task->set_overdue(kind == 4);
    task->set_submitted_late(kind == 3);
    task->set_points_to_win_back(kind == 1 ? "12.5" : "5");
    if (kind == 1) task->set_figure("13/19");
    if (kind == 5) task->set_note("Thiếu chữ ký của Bí thư Đảng ủy xã");
    if (kind == 0) task->add_evidence("Quyết định số 12/QĐ-UBND");
  }
}

// A report that Ba Bích has submitted.
inline v1::GetPeriodReportResponse BaBichReport() {
  v1::GetPeriodReportResponse response;
  v1::PeriodReport& report = *response.mutable_report();
  report.set_unit("21526");
  report.set_unit_name("Xã Ba Bích");
  report.set_unit_type("XA");
  report.set_parent_name("Huyện Ba Tơ");
  report.set_year(2024);
  report.set_date("2024-11-15");
  report.set_period_from("2024-09-16");
  AddBaBichTasks(report);
  v1::ReportCounts& counts = *report.mutable_counts();
  counts.set_assigned(17);
  counts.set_fulfilled(6);
  counts.set_fulfilled_late(3);
  counts.set_in_progress(5);
  counts.set_overdue(3);
  counts.set_waiting(3);
  counts.set_evidence(12);
  counts.set_reported(14);
  SetEnd(report.mutable_lowest(), "90.5", 4);
  SetEnd(report.mutable_likely(), "95.25", 2);
  SetEnd(report.mutable_highest(), "98", 1);
  report.set_out_of_reach("1.5");
  report.add_assumptions("Các đơn vị khác trong cụm giữ nguyên điểm năm 2023.");
  report.add_assumptions("Tiêu chí không có nhiệm vụ giữ nguyên điểm năm 2023.");
  report.set_number("57/BC-UBND");
  report.set_remarks("1. Nguồn thu trên địa bàn giảm.\n2. Đề nghị UBND huyện hỗ trợ kinh phí số hóa hồ sơ.");
  report.add_recipients("UBND huyện Ba Tơ");
  report.add_recipients("Phòng Nội vụ huyện");
  report.add_recipients("Thường trực Đảng ủy, HĐND xã");
  report.set_signer_title("CHỦ TỊCH");
  report.set_signer("Phạm Văn Kỳ");
  v1::SubmittedReport& submitted = *response.mutable_submitted();
  submitted.set_revision(1);
  submitted.set_submitted_on("2024-11-15");
  submitted.set_on_time(true);
  return response;
}

inline v1::GetReportRollupResponse BaToRollup() {
  v1::GetReportRollupResponse rollup;
  rollup.set_name("Cụm các xã, thị trấn Khu Trung");
  rollup.set_issuer_name("Huyện Ba Tơ");
  rollup.set_issuer_parent_name("Tỉnh Quảng Ngãi");
  rollup.set_date("2024-11-15");
  rollup.set_period_from("2024-09-16");
  rollup.set_submitted(4);
  rollup.set_on_time(3);
  int number = 0;
  for (const char* name : {"Thị trấn Ba Tơ", "Xã Ba Cung", "Xã Ba Bích", "Xã Ba Chùa", "Xã Ba Lế"}) {
    v1::RollupLine* line = rollup.add_units();
    line->set_unit(std::to_string(21484 + number));
    line->set_name(name);
    line->set_cluster("khu-trung");
    line->set_cluster_name("Cụm các xã, thị trấn Khu Trung");
    line->set_completeness(60 + 10 * number);
    line->mutable_counts()->set_assigned(10 + number);
    line->mutable_counts()->set_fulfilled(number);
    if (++number == 5) continue;
    line->mutable_submitted()->set_submitted_on(number == 4 ? "2024-11-18" : "2024-11-15");
    line->mutable_submitted()->set_on_time(number != 4);
    SetEnd(line->mutable_likely(), "95.25", number);
  }
  rollup.mutable_counts()->set_assigned(60);
  rollup.mutable_counts()->set_fulfilled(10);
  return rollup;
}

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_DOCUMENT_REPORT_FOR_TEST_H_
