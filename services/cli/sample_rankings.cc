#include "services/cli/sample_rankings.h"

#include <google/protobuf/text_format.h>

#include <cstdlib>
#include <string>

#include "services/cli/sample_replies.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::AggregateRankingsResponse;
using thidua::ranking::v1::FindPathResponse;
using thidua::ranking::v1::GetRankingStatusResponse;
using thidua::ranking::v1::GetUnitStandingResponse;
using thidua::ranking::v1::RankByCodeResponse;
using thidua::ranking::v1::WatchRankingsResponse;
using thidua::ranking::v1::WhatIfResponse;

// Added to the units of khu-trung.
constexpr const char* kUnits[] = {
    R"pb(stage: "CLUSTER"
         state: COMPLETE
         margin {
           over_next { total: "0.58" }
           safe: "0.58"
         }
         fairness { share_of_best: "100.00" standard_score: "0.84" percentile_rank: "83.33" })pb",
    R"pb(stage: "SELF"
         state: COMPLETE
         margin {
           over_next { total: "0.00" step: "I" }
           under_above { total: "0.58" }
           safe: "0.00"
         }
         fairness { share_of_best: "99.42" standard_score: "0.64" percentile_rank: "50.00" })pb",
    R"pb(stage: "SELF"
         state: INCOMPLETE
         margin { under_above { total: "0.00" step: "I" } }
         fairness { share_of_best: "93.69" standard_score: "-1.41" percentile_rank: "16.67" })pb"};

constexpr char kCluster[] = R"pb(
  coverage {
    units: 3
    complete: 2
    incomplete: 1
    stages { stage: "SELF" title: "Đơn vị tự chấm điểm" units: 2 }
    stages { stage: "CLUSTER" title: "Cụm họp chấm điểm" units: 1 }
    stages { stage: "PUBLISHED" title: "Đã công bố" }
  }
  best_total: "100.28"
  median_total: "99.70"
  group_standings {
    criterion: "I"
    highest: "100.05"
    highest_units: "21532"
    lowest: "91.30"
    lowest_units: "21535"
    units: 3
    median: "99.15"
  }
  group_standings {
    criterion: "III"
    highest: "101.00"
    highest_units: "21532"
    lowest: "94.60"
    lowest_units: "21535"
    units: 3
    median: "100.50"
  }
)pb";

constexpr char kProvince[] = R"pb(
  coverage { units: 5 complete: 4 incomplete: 1 }
  branches {
    unit: "535"
    name: "Huyện Ba Tơ"
    clusters: 1
    coverage { units: 3 complete: 2 incomplete: 1 }
    totals {
      scale { scale_id: "ba-to-2023" revision: 1 }
      units: 3
      best: "100.28"
      median: "99.70"
      mean: "97.98"
      rank { rank: 2 members: 2 }
    }
  }
  branches {
    unit: "536"
    name: "Huyện Minh Long"
    clusters: 2
    coverage { units: 5 complete: 5 }
    totals {
      scale { scale_id: "ba-to-2023" revision: 1 }
      units: 5
      best: "101.00"
      median: "98.00"
      mean: "98.20"
      rank { rank: 1 members: 2 }
    }
  }
)pb";

constexpr char kCodeRanks[] = R"pb(
  scales {
    scale { scale_id: "ba-to-2023" revision: 1 }
    heading { code: "I.2" title: "Thu ngân sách" is_criterion: true max_points: "100" }
    units {
      unit: "21532"
      name: "Xã Ba Lế"
      cluster: "khu-trung"
      rank { rank: 1 members: 3 }
      points: "101.50"
    }
    units {
      unit: "21535"
      name: "Xã Ba Nam"
      cluster: "khu-trung"
      rank { rank: 2 members: 3 }
      points: "100.00"
    }
    units {
      unit: "21526"
      name: "Xã Ba Bích"
      cluster: "khu-trung"
      rank { rank: 3 members: 3 }
      points: "95.00"
    }
    standing { criterion: "I.2" highest: "101.50" median: "100.00" lowest: "95.00" units: 3 }
  }
)pb";

constexpr char kStanding[] = R"pb(
  unit {
    unit: "21526"
    name: "Xã Ba Bích"
    rank { rank: 2 members: 3 }
    total: "99.70"
    lost: "52.00"
    previous {
      rank { rank: 4 members: 5 }
      movement: 2
      cluster: "khu-trung"
    }
    margin {
      over_next { total: "5.75" }
      under_above { total: "0.58" }
      safe: "5.75"
    }
    fairness { percentile_rank: "50.00" }
  }
  cluster: "khu-trung"
  cluster_name: "Cụm Khu Trung"
  version { cluster: "khu-trung" year: 2023 version: 12 }
  around { rank: 1 total: "100.28" }
  around { rank: 2 total: "99.70" self: true }
  around { rank: 3 total: "93.95" }
  codes {
    heading { code: "I" title: "Kinh tế - xã hội" }
    points: "99.15"
    best: "100.05"
    median: "99.15"
    worst: "91.30"
    rank { rank: 2 members: 3 }
  }
  codes {
    heading { code: "I.1" title: "Giá trị sản xuất" depth: 1 is_criterion: true }
    points: "105.00"
    best: "105.00"
    median: "102.50"
    worst: "0.00"
    rank { rank: 1 members: 3 }
  }
  codes {
    heading { code: "I.2" title: "Thu ngân sách" depth: 1 is_criterion: true }
    points: "95.00"
    best: "101.50"
    median: "100.00"
    worst: "95.00"
    rank { rank: 3 members: 3 }
  }
  strengths: "I.1"
  weaknesses: "I.2"
  best_total: "100.28"
  median_total: "99.70"
)pb";

constexpr char kPath[] = R"pb(
  version { cluster: "khu-trung" year: 2023 version: 12 }
  unit: "21526"
  name: "Xã Ba Bích"
  rank_now { rank: 2 members: 5 }
  total_now: "99.70"
  reachable: true
  steps { criterion: "I.2" title: "Thu ngân sách" lead: "TC-KT" points: "95.00" gain: "5.00" cost: "2" }
  steps { criterion: "I.10" title: "Nông thôn mới" lead: "DC-XD" points: "60.00" gain: "40.00" cost: "1" }
  cost: "3"
  rank_then { rank: 1 members: 5 }
  total_then: "100.30"
  peer_criteria: "I.2"
)pb";

constexpr char kWhatIf[] = R"pb(
  version { cluster: "khu-trung" year: 2023 version: 12 }
  units {
    unit: "21526"
    name: "Xã Ba Bích"
    rank_before: 2
    rank_after: 1
    total_before: "99.70"
    total_after: "100.20"
    criteria { criterion: "I.2" points_before: "95.00" points_after: "100.00" }
  }
  units {
    unit: "21532"
    name: "Xã Ba Lế"
    rank_before: 1
    rank_after: 2
    total_before: "100.28"
    total_after: "100.13"
    criteria { criterion: "I.2" points_before: "101.50" points_after: "100.00" }
    by_peers: true
  }
)pb";

constexpr char kWatchState[] = R"pb(
  events {
    version { cluster: "khu-trung" year: 2023 version: 12 }
    whole: true
    changes { unit: "21532" name: "Xã Ba Lế" rank: 1 total: "100.28" }
    changes { unit: "21526" name: "Xã Ba Bích" rank: 2 total: "99.70" }
  }
)pb";

constexpr char kWatchChange[] = R"pb(
  events {
    version { cluster: "khu-trung" year: 2023 version: 13 }
    changes { unit: "21526" name: "Xã Ba Bích" rank_before: 2 rank: 1 total_before: "99.70" total: "100.30" }
    changes { unit: "21532" name: "Xã Ba Lế" rank_before: 1 rank: 2 total_before: "100.28" total: "100.28" }
  }
)pb";

constexpr char kStatus[] = R"pb(
  caches { cache: "answers" hits: 90 misses: 10 stores: 10 bytes: 123456 }
  caches { cache: "redis" misses: 0 failures: 3 breaker_opens: 1 }
  age_ms: 180000
  head: 12
)pb";

template <typename Reply>
Reply Parse(const char* text) {
  Reply reply;
  if (!google::protobuf::TextFormat::ParseFromString(text, &reply)) std::abort();
  return reply;
}

}  // namespace

AggregateRankingsResponse SampleProvince() {
  AggregateRankingsResponse all = SampleRankings();
  all.set_under("51");
  all.set_name("Tỉnh Quảng Ngãi");
  auto& cluster = *all.mutable_clusters(0);
  for (int i = 0; i < cluster.units_size(); ++i) {
    cluster.mutable_units(i)->MergeFrom(Parse<thidua::ranking::v1::RankedUnit>(kUnits[i]));
  }
  cluster.MergeFrom(Parse<thidua::ranking::v1::ClusterRanking>(kCluster));
  const char* medians[] = {"102.50", "100.00", "98.00"};
  for (int i = 0; i < cluster.standings_size(); ++i) cluster.mutable_standings(i)->set_median(medians[i]);
  all.MergeFrom(Parse<AggregateRankingsResponse>(kProvince));
  return all;
}

RankByCodeResponse SampleCodeRanks() { return Parse<RankByCodeResponse>(kCodeRanks); }
GetUnitStandingResponse SampleStanding() { return Parse<GetUnitStandingResponse>(kStanding); }
FindPathResponse SamplePath() { return Parse<FindPathResponse>(kPath); }
WhatIfResponse SampleWhatIf() { return Parse<WhatIfResponse>(kWhatIf); }
WatchRankingsResponse SampleWatchState() { return Parse<WatchRankingsResponse>(kWatchState); }
WatchRankingsResponse SampleWatchChange() { return Parse<WatchRankingsResponse>(kWatchChange); }
GetRankingStatusResponse SampleRankingStatus() { return Parse<GetRankingStatusResponse>(kStatus); }

}  // namespace thidua::cli
