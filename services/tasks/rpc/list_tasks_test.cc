#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/status/problem.h"
#include "services/tasks/rpc/service_fixture_for_test.h"

namespace thidua::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::ListTasksRequest Query(int page_size, const std::string& unit = "", int year = 0) {
  v1::ListTasksRequest request;
  request.set_unit(unit);
  request.set_year(year);
  request.set_page_size(page_size);
  return request;
}

std::vector<std::string> Ids(const v1::ListTasksResponse& response) {
  std::vector<std::string> ids;
  for (const v1::Task& task : response.tasks()) ids.push_back(task.task());
  return ids;
}

class ListTasksTest : public ServiceFixture {
 protected:
  void Put(const std::vector<TaskKey>& keys) {
    ASSERT_TRUE(store_
                    ->Write([&](TaskWriter& writer) {
                      for (const TaskKey& key : keys)
                        writer.Put({.key = key, .title = "t", .due = CivilDay(2024, 1, 1)},
                                   {.at = now_, .action = "task.test"});
                      return absl::OkStatus();
                    })
                    .ok());
  }

  v1::ListTasksResponse List(const v1::ListTasksRequest& request) {
    const auto response = service_.ListTasks(request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::ListTasksResponse());
  }

  Problem Refusal(const v1::ListTasksRequest& request) {
    const auto response = service_.ListTasks(request);
    EXPECT_EQ(response.status().code(), absl::StatusCode::kInvalidArgument);
    return response.ok() ? Problem() : Problem::FromStatus(response.status());
  }
};

TEST_F(ListTasksTest, PagesThroughEverythingOnceInOrder) {
  Put({{"2", 2024, "I.10"}, {"2", 2024, "I.2"}, {"1", 2024, "II.1"}, {"1", 2024, "I.1"}, {"1", 2023, "III.4"}});
  const std::vector<std::string> all = {"1-2023-III.4", "1-2024-I.1", "1-2024-II.1", "2-2024-I.2", "2-2024-I.10"};
  for (int page_size = 1; page_size <= 6; ++page_size) {
    v1::ListTasksRequest request = Query(page_size);
    std::vector<std::string> seen;
    int pages = 0;
    do {
      const v1::ListTasksResponse page = List(request);
      EXPECT_LE(page.tasks_size(), page_size);
      for (const std::string& id : Ids(page)) seen.push_back(id);
      request.set_page_token(page.next_page_token());
      ++pages;
    } while (!request.page_token().empty());
    EXPECT_EQ(seen, all) << page_size;
    EXPECT_EQ(pages, (5 + page_size - 1) / page_size) << "no empty last page";
  }
}

TEST_F(ListTasksTest, PagesStayInStepWhileTasksAreAdded) {
  Put({{"1", 2024, "I.1"}, {"1", 2024, "I.3"}, {"1", 2024, "I.4"}});
  v1::ListTasksRequest request = Query(2);
  const v1::ListTasksResponse first = List(request);
  Put({{"1", 2024, "I.2"}, {"1", 2024, "I.10"}});
  request.set_page_token(first.next_page_token());
  EXPECT_THAT(Ids(List(request)), ElementsAre("1-2024-I.4", "1-2024-I.10"));
}

TEST_F(ListTasksTest, NarrowsToAUnitAndAYear) {
  Put({{"1", 2023, "I.1"}, {"1", 2024, "I.1"}, {"2", 2024, "I.1"}});
  EXPECT_THAT(Ids(List(Query(0, "1"))), ElementsAre("1-2023-I.1", "1-2024-I.1"));
  EXPECT_THAT(Ids(List(Query(0, "", 2024))), ElementsAre("1-2024-I.1", "2-2024-I.1"));
  EXPECT_THAT(Ids(List(Query(0, "1", 2024))), ElementsAre("1-2024-I.1"));
}

TEST_F(ListTasksTest, AnUnknownUnitHasNoTasksAndScoringIsNotAsked) {
  scoring_.away = true;
  EXPECT_THAT(Ids(List(Query(0, "99999"))), IsEmpty());
  EXPECT_THAT(scoring_.calls, IsEmpty());
}

TEST_F(ListTasksTest, APageHas500TasksUnlessAskedOtherwise) {
  std::vector<TaskKey> keys;
  for (int i = 1; i <= 2001; ++i) keys.push_back({"1", 2024, "I." + std::to_string(i)});
  Put(keys);
  EXPECT_EQ(List(Query(0)).tasks_size(), 500);
  EXPECT_EQ(List(Query(2000)).tasks_size(), 2000);
  for (const int page_size : {-1, 2001}) {
    const Problem problem = Refusal(Query(page_size));
    EXPECT_EQ(problem.reason, "BAD_PAGE_SIZE");
    EXPECT_EQ(problem.violations.at(0).field, "page_size");
  }
}

TEST_F(ListTasksTest, ATokenIsGoodForItsOwnQueryOnly) {
  Put({{"1", 2024, "I.1"}, {"1", 2024, "I.2"}, {"1", 2024, "I.3"}});
  const std::string token = List(Query(1, "1", 2024)).next_page_token();
  v1::ListTasksRequest same = Query(2, "1", 2024);
  same.set_page_token(token);
  EXPECT_THAT(Ids(List(same)), ElementsAre("1-2024-I.2", "1-2024-I.3")) << "another page size is no other query";

  for (v1::ListTasksRequest other : {Query(1), Query(1, "1"), Query(1, "", 2024), Query(1, "2", 2024)}) {
    other.set_page_token(token);
    EXPECT_EQ(Refusal(other).reason, "BAD_PAGE_TOKEN");
  }
  for (const std::string& damaged :
       {std::string("x"), std::string("!!!!"), token + "A", token + "AAAA", token.substr(1),
        token.substr(0, token.size() - 1), token.substr(0, token.size() - 4)}) {
    same.set_page_token(damaged);
    const Problem problem = Refusal(same);
    EXPECT_EQ(problem.reason, "BAD_PAGE_TOKEN") << damaged;
    EXPECT_EQ(problem.violations.at(0).field, "page_token");
  }
}

}  // namespace
}  // namespace thidua::tasks
