#include "services/tasks/rpc/tasks_handlers.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/gate.h"
#include "common/rpc/status_mapping.h"
#include "common/rpc/worker_pool.h"
#include "common/status/problem.h"
#include "services/tasks/rpc/service_fixture_for_test.h"
#include "thidua/tasks/v1/tasks.grpc.pb.h"

namespace thidua::tasks {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TasksHandlersTest : public ServiceFixture {
 protected:
  TasksHandlersTest() {
    grpc::ServerBuilder builder;
    for (const rpc::NamedService& service : handlers_.services()) builder.RegisterService(service.service);
    server_ = builder.BuildAndStart();
    stub_ = v1::TasksService::NewStub(server_->InProcessChannel({}));
  }

  ~TasksHandlersTest() override { server_->Shutdown(); }

  rpc::WorkerPool workers_{2, 16};
  rpc::Gate gate_{workers_};
  TasksHandlers handlers_{backend_, gate_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::TasksService::Stub> stub_;
};

TEST_F(TasksHandlersTest, ImportsAFileInPiecesThenDraftsAndLists) {
  const std::string file = absl::StrCat(kHeading, kPlan);
  grpc::ClientContext import_context;
  v1::ImportTasksResponse imported;
  const auto upload = stub_->ImportTasks(&import_context, &imported);
  for (size_t at = 0; at < file.size(); at += 100) {
    v1::ImportTasksRequest request;
    request.mutable_chunk()->set_file_name("tasks.csv");
    request.mutable_chunk()->set_data(file.substr(at, 100));
    ASSERT_TRUE(upload->Write(request));
  }
  upload->WritesDone();
  ASSERT_TRUE(upload->Finish().ok());
  EXPECT_EQ(imported.report().added(), 4);
  EXPECT_TRUE(imported.report().stored());

  grpc::ClientContext draft_context;
  v1::DraftTasksRequest draft;
  draft.set_unit("21526");
  draft.set_from_year(2023);
  draft.set_year(2024);
  v1::DraftTasksResponse drafted;
  ASSERT_TRUE(stub_->DraftTasks(&draft_context, draft, &drafted).ok());
  EXPECT_EQ(drafted.tasks_size(), 5);

  grpc::ClientContext list_context;
  v1::ListTasksResponse listed;
  ASSERT_TRUE(stub_->ListTasks(&list_context, {}, &listed).ok());
  EXPECT_EQ(listed.tasks_size(), 6);
}

TEST_F(TasksHandlersTest, AFailureCarriesItsReasonAndBothLanguages) {
  scoring_.At("I.2").reported = false;
  grpc::ClientContext context;
  v1::DraftTasksRequest request;
  request.set_unit("21526");
  request.set_from_year(2023);
  request.set_year(2024);
  v1::DraftTasksResponse response;
  const grpc::Status status = stub_->DraftTasks(&context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  const Problem problem = Problem::FromStatus(rpc::FromGrpc(status, "tasks", "in process"));
  EXPECT_EQ(problem.reason, "INCOMPLETE_SHEET");
  EXPECT_THAT(problem.message.vi, HasSubstr("I.2"));
  EXPECT_THAT(problem.message.en, HasSubstr("I.2"));
}

TEST_F(TasksHandlersTest, AnUploadThatIsBrokenOffStoresNothing) {
  grpc::ClientContext context;
  v1::ImportTasksResponse response;
  const auto upload = stub_->ImportTasks(&context, &response);
  v1::ImportTasksRequest request;
  request.mutable_chunk()->set_data(absl::StrCat(kHeading, kPlan));
  ASSERT_TRUE(upload->Write(request));
  context.TryCancel();
  EXPECT_EQ(upload->Finish().error_code(), grpc::StatusCode::CANCELLED);
  server_->Shutdown();
  EXPECT_THAT(AllTasks(), IsEmpty());
}

}  // namespace
}  // namespace thidua::tasks
