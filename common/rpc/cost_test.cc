#include "common/rpc/cost.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
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

namespace thidua::rpc {
namespace {

using google::protobuf::MethodDescriptor;

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* message :
       {thidua::directory::v1::GetUnitRequest::descriptor(), thidua::ranking::v1::PublishRequest::descriptor(),
        thidua::ranking::v1::WhatIfRequest::descriptor(), thidua::scoring::v1::GetAuditHeadRequest::descriptor(),
        thidua::scoring::v1::GetScaleRequest::descriptor(), thidua::scoring::v1::GetSheetRequest::descriptor(),
        thidua::tasks::v1::GetTaskAuditHeadRequest::descriptor(), thidua::tasks::v1::GetBoardRequest::descriptor(),
        thidua::tasks::v1::GetCalendarRequest::descriptor(), thidua::tasks::v1::GetForecastRequest::descriptor(),
        thidua::tasks::v1::ListNoticesRequest::descriptor(), thidua::tasks::v1::GetPeriodReportRequest::descriptor(),
        thidua::tasks::v1::GetTaskRequest::descriptor()}) {
    const auto* file = message->file();
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) methods.push_back(file->service(i)->method(j));
    }
  }
  return methods;
}

TEST(CostTest, EveryCallHasOneByItsRequestAndItsResponse) {
  const auto methods = AllMethods();
  EXPECT_GT(methods.size(), 80u);
  for (const MethodDescriptor* method : methods) {
    const auto cost = CostOf(*method->input_type());
    ASSERT_TRUE(cost.has_value()) << method->full_name() << " is in no class of common/rpc/cost.cc";
    EXPECT_EQ(CostOf(*method->output_type()), cost) << method->full_name();
  }
}

TEST(CostTest, WholeFilesAreHeavy) {
  for (const MethodDescriptor* method : AllMethods()) {
    if (absl::StartsWith(method->name(), "Import") || absl::StartsWith(method->name(), "Export")) {
      EXPECT_EQ(CostOf(*method->input_type()), Cost::kHeavy) << method->full_name();
    }
  }
}

TEST(CostTest, WhatNoCallHasCostsNothing) {
  EXPECT_EQ(CostOf(*thidua::directory::v1::Unit::descriptor()), std::nullopt);
}

}  // namespace
}  // namespace thidua::rpc
