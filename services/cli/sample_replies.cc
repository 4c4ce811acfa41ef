#include "services/cli/sample_replies.h"

#include <google/protobuf/text_format.h>

#include <cstdlib>

namespace thidua::cli {
namespace {

constexpr char kRankings[] = R"pb(
  under: "535"
  name: "Huyện Ba Tơ"
  year: 2023
  clusters {
    cluster: "khu-trung"
    name: "Cụm các xã, thị trấn Khu Trung"
    year: 2023
    version { cluster: "khu-trung" year: 2023 version: 12 }
    scale { scale_id: "ba-to-2023" revision: 1 }
    scale_title: "Thang bảng điểm năm 2023"
    headings { code: "I" title: "Kinh tế - xã hội" }
    headings { code: "I.1" title: "Giá trị sản xuất" depth: 1 group: "I" is_criterion: true max_points: "100" }
    headings { code: "I.a" title: "Thu chi" depth: 1 group: "I" }
    headings { code: "I.2" title: "Thu ngân sách" depth: 2 group: "I.a" is_criterion: true max_points: "100" }
    headings { code: "III" title: "Cải cách hành chính" }
    headings { code: "III.4" title: "Nhắc nhở" depth: 1 group: "III" is_criterion: true max_points: "100" }
    units {
      unit: "21532"
      name: "Xã Ba Lế"
      rank { rank: 1 members: 3 }
      total: "100.28"
      lost: "31.00"
      subtotals: [ "100.05", "101.00" ]
      points: [ "102.50", "101.50", "100.00" ]
      previous {
        rank { rank: 1 members: 5 }
        cluster: "khu-trung"
      }
    }
    units {
      unit: "21526"
      name: "Xã Ba Bích"
      rank { rank: 2 members: 3 }
      total: "99.70"
      lost: "52.00"
      subtotals: [ "99.15", "100.50" ]
      points: [ "105.00", "95.00", "96.00" ]
      previous {
        rank { rank: 4 members: 5 }
        movement: 2
        cluster: "khu-trung"
      }
    }
    units {
      unit: "21535"
      name: "Xã Ba Nam, \"mới\""
      rank { rank: 3 members: 3 }
      total: "93.95"
      lost: "242.00"
      subtotals: [ "91.30", "94.60" ]
      points: [ "0.00", "100.00", "" ]
      missing: "I.1"
      previous {
        rank { rank: 2 members: 5 }
        movement: -1
        cluster: "khu-trung"
      }
    }
    standings {
      criterion: "I.1"
      highest: "105.00"
      highest_units: "21526"
      lowest: "0.00"
      lowest_units: "21535"
      units: 3
    }
    standings {
      criterion: "I.2"
      highest: "101.50"
      highest_units: "21532"
      lowest: "95.00"
      lowest_units: "21526"
      units: 3
    }
    standings {
      criterion: "III.4"
      highest: "100.00"
      highest_units: "21532"
      lowest: "96.00"
      lowest_units: "21526"
      units: 2
    }
  }
  clusters {
    cluster: "khu-bac"
    name: "Cụm các xã Khu Bắc"
    year: 2023
    version { cluster: "khu-bac" year: 2023 version: 13 }
    scale { scale_id: "khac-2023" revision: 2 }
    scale_title: "Thang khác"
    headings { code: "I" title: "Nhóm một" }
    headings { code: "I.1" title: "Tiêu chí" depth: 1 group: "I" is_criterion: true max_points: "100" }
    headings { code: "II" title: "Nhóm hai" }
    units {
      unit: "21487"
      name: "Xã Ba Điền"
      rank { rank: 1 members: 2 }
      total: "96.15"
      lost: "164.00"
      subtotals: [ "94.25", "98.40" ]
      points: "94.25"
    }
    units {
      unit: "21500"
      name: "Xã Ba Giang"
      rank { rank: 1 members: 2 }
      total: "96.15"
      lost: "164.00"
      subtotals: [ "94.25", "98.40" ]
      points: "94.25"
    }
    ties {
      rank: 1
      units: [ "21487", "21500" ]
      tried: [ "I", "III" ]
    }
    standings {
      criterion: "I.1"
      highest: "94.25"
      highest_units: [ "21487", "21500" ]
      lowest: "94.25"
      lowest_units: [ "21487", "21500" ]
      units: 2
    }
  }
  overall {
    scale { scale_id: "ba-to-2023" revision: 1 }
    units {
      unit: "21532"
      cluster: "khu-trung"
      rank { rank: 1 members: 3 }
    }
    units {
      unit: "21526"
      cluster: "khu-trung"
      rank { rank: 2 members: 3 }
    }
    units {
      unit: "21535"
      cluster: "khu-trung"
      rank { rank: 3 members: 3 }
    }
  }
  unranked { cluster: "khu-xa" name: "Cụm Khu Xa" reason: "NO_SCALE" message: "Chưa có thang bảng điểm." }
)pb";

constexpr char kExplanation[] = R"pb(
  unit: "21526"
  name: "Xã Ba Bích"
  cluster: "khu-trung"
  cluster_name: "Cụm các xã, thị trấn Khu Trung"
  year: 2023
  version: 12
  scale { scale_id: "ba-to-2023" revision: 1 }
  scale_title: "Thang bảng điểm năm 2023"
  criteria {
    criterion: "I.1"
    title: "Giá trị sản xuất"
    group: "I"
    max_points: "100"
    rule: "attainment"
    points: "105.00"
    lost: "0.00"
    won: "5.00"
    applies: true
    reported: true
  }
  criteria {
    criterion: "I.2"
    title: "Thu ngân sách"
    group: "I"
    max_points: "100"
    rule: "attainment"
    rule_text: "Hụt 1% trừ 1 điểm"
    citation: "Công văn số 640/UBND"
    inputs { name: "plan" value: "36000000" source: "plan" }
    inputs { name: "actual" value: "34265077" source: "plan" }
    steps { text: "p = làm tròn(100 × 34 265 077 / 36 000 000) = 95" }
    steps { text: "100 − 1 × 5 = 95" }
    points: "95.00"
    lost: "5.00"
    won: "0.00"
    remedy: "Thu thêm 1 734 923"
    lead: "TC-KT"
    lead_name: "Công chức Tài chính - Kế toán"
    applies: true
    reported: true
  }
  criteria {
    criterion: "I.3"
    title: "Thôn văn hóa"
    group: "I"
    max_points: "100"
    rule: "full"
    points: "100.00"
    lost: "0.00"
    won: "0.00"
    applies: true
    reported: true
  }
  criteria {
    criterion: "I.5"
    title: "Bảo hiểm y tế"
    group: "I"
    max_points: "100"
    rule: "attainment"
    points: "0.00"
    lost: "100.00"
    won: "0.00"
    applies: true
  }
  criteria { criterion: "I.7" title: "Đô thị" group: "I" max_points: "100" rule: "full" }
  total_steps { text: "Nhóm I: 99.15" }
  total: "99.70"
  lost: "52.00"
)pb";

constexpr char kTasks[] = R"pb(
  tasks {
    task: "21526-2024-I.10"
    unit: "21526"
    year: 2024
    criterion: "I.10"
    title: "Đạt thêm tiêu chí, 13/19"
    lead: "DC-NN-XD-MT"
    coordinators: [ "VH-XH", "THON" ]
    due: "2024-12-31"
    points_to_win_back: "40.00"
    target: "100"
    state: DRAFT
    from_year: 2023
  }
  tasks {
    task: "21526-2024-I.2"
    unit: "21526"
    year: 2024
    criterion: "I.2"
    title: "Thu ngân sách"
    lead: "TC-KT"
    start: "2024-05-01"
    due: "2024-12-31"
    target: "100"
    state: ASSIGNED
    source: "plan II.2.2"
  }
)pb";

template <typename Reply>
Reply Parse(const char* text) {
  Reply reply;
  if (!google::protobuf::TextFormat::ParseFromString(text, &reply)) std::abort();
  return reply;
}

}  // namespace

thidua::ranking::v1::AggregateRankingsResponse SampleRankings() {
  return Parse<thidua::ranking::v1::AggregateRankingsResponse>(kRankings);
}

thidua::scoring::v1::ExplainScoresResponse SampleExplanation() {
  return Parse<thidua::scoring::v1::ExplainScoresResponse>(kExplanation);
}

thidua::tasks::v1::ListTasksResponse SampleTasks() { return Parse<thidua::tasks::v1::ListTasksResponse>(kTasks); }

}  // namespace thidua::cli
