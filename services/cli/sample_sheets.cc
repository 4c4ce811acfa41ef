#include "services/cli/sample_sheets.h"

#include <google/protobuf/text_format.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"

namespace thidua::cli {
namespace {

constexpr char kSheet[] = R"pb(
  sheet {
    unit: "21526"
    name: "Xã Ba Bích"
    year: 2023
    cluster: "khu-trung"
    version: 14
    etag: "v14"
    scale { scale_id: "ba-to-2023" revision: 2 }
    stage: "CLUSTER"
    standing: "Bảng điểm đang ở bước \"Cụm thi đua họp chấm điểm\", do cụm trưởng thực hiện."
    criteria {
      criterion: "I.1"
      title: "Giá trị sản xuất"
      max_points: "100"
      applies: true
      reported: true
      inputs { name: "plan" value: "36000000" label: "kế hoạch" source: "báo cáo" }
      inputs { name: "actual" value: "34265077" }
      computed: "95.00"
      points: "90.00"
      decisions {
        stage: "CLUSTER"
        points: "90.00"
        reason: "Thiếu quyết toán, \"phần 2\""
        by { name: "Phạm Văn Trí" unit: "21532" }
        time { seconds: 1703124300 }
        on_older_figures: true
      }
      evidence {
        id: "e1"
        criterion: "I.1"
        title: "Báo cáo quyết toán"
        number: "104/BC"
        date: "2023-12-20"
        file_name: "a.pdf"
        size: 2049
        by { name: "Lê Thị Hoa" unit: "21526" }
        time { seconds: 1703124300 }
      }
    }
    criteria {
      criterion: "I.2"
      title: "Thu ngân sách"
      max_points: "100"
      applies: true
      reported: true
      computed: "100.00"
      points: "100.00"
      confirmations {
        stage: "DEPARTMENT"
        by { name: "Trần Nam" office: "TC-KT" }
        time { seconds: 1703124300 }
      }
    }
    criteria {
      criterion: "I.3"
      title: "Thôn văn hóa"
      max_points: "50"
      applies: true
      computed: "0.00"
      points: "0.00"
      evidence_required: true
    }
    criteria { criterion: "I.4" title: "Đô thị" max_points: "10" }
    total: "95.00"
    lost: "60.00"
    missing: "I.3"
    missing_evidence: "I.3"
  })pb";

constexpr char kHistory[] = R"pb(
  revisions {
    version: 14
    number: 31
    time { seconds: 1703124300 }
    by { name: "Phạm Văn Trí" unit: "21532" }
    action: "sheet.return"
    reason: "Thiếu minh chứng"
    request_id: "r1"
    changes { kind: STANDING from: "Cụm họp" to: "Đơn vị tự chấm" }
  }
  revisions {
    version: 12
    number: 30
    time { seconds: 1703037600 }
    by { name: "Lê Thị Hoa" unit: "21526" }
    action: "sheet.update"
    changes { kind: FIGURE criterion: "I.1" name: "actual" to: "34265077 (báo cáo)" }
    changes { kind: FIGURE criterion: "I.2" name: "plan" from: "95" to: "100" }
  })pb";

constexpr char kDiff[] = R"pb(
  changes { kind: FIGURE criterion: "I.1" name: "actual" from: "1" to: "2" }
  changes { kind: DECISION criterion: "I.1" name: "CLUSTER" to: "90 (sai)" }
  changes { kind: CONFIRMATION criterion: "I.2" name: "DEPARTMENT" from: "Trần Nam" }
  changes { kind: EVIDENCE criterion: "I.2" name: "e1" to: "Báo cáo" }
  changes { kind: STANDING from: "Tự chấm" to: "Cụm họp" })pb";

constexpr char kLedger[] = R"pb(
  cluster: "khu-trung"
  year: 2023
  version: 14
  stages { code: "SELF" title: "Tự chấm" }
  stages { code: "CLUSTER" title: "Cụm họp" }
  stages { code: "APPRAISAL" title: "Thẩm định" }
  sheets {
    unit: "21526"
    name: "Xã Ba Bích"
    stage: "CLUSTER"
    rows {
      criterion: "I.1"
      title: "Giá trị sản xuất"
      max_points: "100"
      computed: "95.00"
      stages { points: "95.00" moved: "0.00" }
      stages {
        points: "90.00"
        moved: "-5.00"
        decision {
          stage: "CLUSTER"
          points: "90.00"
          reason: "Thiếu quyết toán"
          by { name: "Phạm Văn Trí" unit: "21532" }
          time { seconds: 1703124300 }
        }
      }
    }
    rows {
      criterion: "I.2"
      title: "Thu ngân sách"
      max_points: "100"
      computed: "100.00"
      stages { points: "100.00" moved: "0.00" }
      stages { points: "100.00" moved: "0.00" }
    }
    computed_total: "97.50"
    totals: [ "97.50", "95.00" ]
    self_above_final: "2.50"
  }
  scorers {
    stage: "CLUSTER"
    scorer { unit: "21532" }
    criteria: 1
    units: 1
    up: "0.00"
    down: "5.00"
    own: "0.00"
  })pb";

constexpr char kWarnings[] = R"pb(
  version: 14
  warnings {
    kind: FAR_FROM_CLUSTER
    unit: "21526"
    criterion: "I.2"
    input: "plan"
    value: "36"
    compared: "36000000"
    message: "Xã Ba Bích ghi 36, các đơn vị khác quanh 36 000 000. Hãy kiểm tra đơn vị tính."
  })pb";

constexpr char kProgress[] = R"pb(
  day: "2023-12-21"
  clusters {
    cluster: "khu-trung"
    name: "Cụm Khu Trung"
    version: 14
    sheets: 5
    empty: 1
    incomplete: 2
    stages {
      stage { code: "SELF" title: "Tự chấm" due: "2023-12-20" }
      standing: 3
      handed_on: 2
      handed_on_late: 1
      overdue: 3
    }
    stages {
      stage { code: "CLUSTER" title: "Cụm họp" }
      standing: 2
    }
  }
  clusters { cluster: "khu-xa" name: "Cụm Khu Xa" problem: "Chưa có thang bảng điểm." })pb";

constexpr char kLastYear[] = R"pb(
  year: 2022
  note: "Số liệu của Xã Ba Nam trước khi nhập, không so được."
  sheets {
    unit: "21535"
    name: "Xã Ba Nam"
    cluster: "khu-trung"
    criteria {
      criterion: "I.1"
      points: "95.00"
      inputs { name: "plan" value: "36000000" label: "kế hoạch" }
      inputs { name: "actual" value: "34" source: "báo cáo" }
    }
    total: "97.85"
  })pb";

constexpr char kScale[] = R"pb(
  revision: 2
  scale {
    scale_id: "ba-to-2023"
    year: 2023
    title: "Thang bảng điểm"
    issued_by: "UBND huyện Ba Tơ"
    total { method: MEAN cap: "120" }
    stages { code: "SELF" title: "Tự chấm" by: UNIT due: "2023-12-20" }
    stages { code: "PUBLISHED" title: "Công bố" by: NOBODY }
    groups {
      code: "I"
      title: "Kinh tế"
      criteria {
        code: "I.1"
        title: "Giá trị sản xuất"
        max_points: "100"
        lead: "VP-TK"
        verifier: "TC"
        rule { adverse_rate {} }
        evidence_required: true
      }
      groups {
        code: "I.a"
        title: "Thu chi"
        criteria {
          code: "I.2"
          title: "Thu, chi"
          max_points: "50"
          coefficient: "2"
          rule { full {} }
        }
      }
    }
  })pb";

constexpr char kSimulation[] = R"pb(
  years {
    year: 2024
    compared: 5
    moved {
      cluster: "khu-trung"
      unit: "21526"
      name: "Xã Ba Bích"
      total_before: "99.70"
      total_after: "98.20"
      rank_before: 2
      rank_after: 4
      criteria { criterion: "I.2" points_before: "95.00" points_after: "85.00" }
      criteria { criterion: "I.9" points_after: "10.00" }
    }
  }
  years {
    year: 2023
    compared: 1
    moved { cluster: "khu-bac" unit: "21487" name: "Xã Ba Điền" total_after: "90.00" rank_after: 1 }
    skipped: "Cụm Khu Xa: chưa có số liệu."
  })pb";

template <typename Message>
Message Parse(const char* text) {
  Message message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) std::abort();
  return message;
}

}  // namespace

thidua::scoring::v1::SheetState SampleState() {
  return Parse<thidua::scoring::v1::SheetState>(
      R"pb(unit: "21526" year: 2023 version: 14 etag: "v14" stage: "CLUSTER" changes: 3)pb");
}

thidua::scoring::v1::GetSheetResponse SampleSheet() { return Parse<thidua::scoring::v1::GetSheetResponse>(kSheet); }

thidua::scoring::v1::ListRevisionsResponse SampleHistory() {
  return Parse<thidua::scoring::v1::ListRevisionsResponse>(kHistory);
}

thidua::scoring::v1::CompareSheetsResponse SampleDiff() {
  return Parse<thidua::scoring::v1::CompareSheetsResponse>(kDiff);
}

thidua::scoring::v1::GetLedgerResponse SampleLedger() { return Parse<thidua::scoring::v1::GetLedgerResponse>(kLedger); }

thidua::scoring::v1::ListWarningsResponse SampleWarnings() {
  return Parse<thidua::scoring::v1::ListWarningsResponse>(kWarnings);
}

thidua::scoring::v1::GetProgressResponse SampleProgress() {
  return Parse<thidua::scoring::v1::GetProgressResponse>(kProgress);
}

thidua::scoring::v1::GetLastYearResponse SampleLastYear() {
  return Parse<thidua::scoring::v1::GetLastYearResponse>(kLastYear);
}

thidua::scoring::v1::GetScaleResponse SampleScale() { return Parse<thidua::scoring::v1::GetScaleResponse>(kScale); }

thidua::scoring::v1::SimulateScaleResponse SampleSimulation() {
  return Parse<thidua::scoring::v1::SimulateScaleResponse>(kSimulation);
}

std::vector<thidua::scoring::v1::AuditEntry> SampleLog(int entries) {
  std::vector<thidua::scoring::v1::AuditEntry> log;
  std::string hash(64, '0');
  for (int number = 1; number <= entries; ++number) {
    thidua::scoring::v1::AuditEntry& entry = log.emplace_back();
    entry.set_number(number);
    entry.set_entry(absl::StrCat(R"({"number":)", number, R"(,"action":"sheet.update","name":"Lê Thị Hoa"})"));
    hash = Sha256::HexOf(absl::StrCat(hash, "\n", entry.entry()));
    entry.set_hash(hash);
  }
  return log;
}

}  // namespace thidua::cli
