#ifndef THIDUA_SERVICES_TASKS_RPC_SERVICE_FIXTURE_FOR_TEST_H_
#define THIDUA_SERVICES_TASKS_RPC_SERVICE_FIXTURE_FOR_TEST_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/sql/location.h"
#include "services/tasks/rpc/drafting.h"
#include "services/tasks/rpc/fake_ranking_for_test.h"
#include "services/tasks/rpc/fake_scoring_for_test.h"
#include "services/tasks/rpc/task_acts.h"
#include "services/tasks/rpc/tasks_service.h"
#include "services/tasks/storage/tasks_schema.h"

namespace thidua::tasks {

inline constexpr char kHeading[] = "unit,year,criterion,title,lead,coordinators,start,due,target,source\n";

// What the plan of Ba Bích assigns for three of the criteria in which it lost points, and one other.
inline constexpr char kPlan[] =
    "21526,2024,I.2,Giao dự toán thu phù hợp khả năng thu,VP-TK,TC-KT;THON,2024-05-01,2024-12-31,100,plan II.2.2\n"
    "21526,2024,I.4,\"Tuần tra, truy quét tại rừng\",KL,LIEN-QUAN;THON,2024-05-01,2024-12-31,100,plan II.2.2\n"
    "21526,2024,I.10,Đạt thêm 01 tiêu chí: 13/19,DC-NN-XD-MT,VH-XH;THON,2024-05-01,2024-11-15,65,plan II.2.2\n"
    "21526,2024,II.7,\"Xây dựng tổ chức Đảng trong sạch, vững mạnh\",VP-TK,VP-DU,,2024-12-31,,\n";

// The service over a real SQLite file, FakeScoring and FakeRanking, on 15 June 2024.
class ServiceFixture : public ::testing::Test {
 protected:
  thidua::type::v1::ImportReport Import(const std::string& content, bool dry_run = false,
                                        Language language = Language::kVietnamese) {
    const auto response =
        service_.ImportTasks({.name = "tasks.csv", .content = content, .dry_run = dry_run}, language, {});
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->report() : thidua::type::v1::ImportReport();
  }

  std::vector<v1::Task> AllTasks() {
    const auto response = service_.ListTasks({});
    EXPECT_TRUE(response.ok()) << response.status();
    return {response->tasks().begin(), response->tasks().end()};
  }

  absl::StatusOr<v1::DraftTasksResponse> DraftTasks(const v1::DraftTasksRequest& request) {
    return drafting_.DraftTasks(request, {});
  }

  FakeScoring scoring_;
  FakeRanking ranking_;
  absl::Time now_ = absl::FromCivil(absl::CivilHour(2024, 6, 15, 9), VietnamTime());
  const std::unique_ptr<sql::Database> database_ = *OpenTasksDatabase(sql::Location::InMemory());
  const std::unique_ptr<TaskStore> store_ = std::make_unique<TaskStore>(*database_);
  CalendarStore calendar_{*database_};
  const Backend backend_ = {
      .store = *store_, .calendar = calendar_, .scoring = scoring_, .ranking = ranking_, .now = [this] {
        return now_;
      }};
  TasksService service_{backend_};
  Drafting drafting_{backend_};
  TaskActs acts_{backend_};
};

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_RPC_SERVICE_FIXTURE_FOR_TEST_H_
