#ifndef THIDUA_SERVICES_CLI_SAMPLE_RANKINGS_H_
#define THIDUA_SERVICES_CLI_SAMPLE_RANKINGS_H_

#include "thidua/ranking/v1/ranking.pb.h"

// Replies of the ranking service for tests: small, with every case that output has to show.
namespace thidua::cli {

// SampleRankings with coverage, stages, margins, fairness, medians, and two districts below a province.
thidua::ranking::v1::AggregateRankingsResponse SampleProvince();

// I.2 of khu-trung.
thidua::ranking::v1::RankByCodeResponse SampleCodeRanks();

// Ba Bích, second of three.
thidua::ranking::v1::GetUnitStandingResponse SampleStanding();

// Ba Bích to rank 1: two criteria, one of them moved by peers too.
thidua::ranking::v1::FindPathResponse SamplePath();

// Ba Bích overtakes Ba Lế, which loses points as a peer.
thidua::ranking::v1::WhatIfResponse SampleWhatIf();

// The whole state of khu-trung, then one change.
thidua::ranking::v1::WatchRankingsResponse SampleWatchState();
thidua::ranking::v1::WatchRankingsResponse SampleWatchChange();

thidua::ranking::v1::GetRankingStatusResponse SampleRankingStatus();

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_SAMPLE_RANKINGS_H_
