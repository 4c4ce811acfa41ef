#include "services/tasks/rpc/grpc_service.h"

#include "common/rpc/handlers.h"
#include "thidua/tasks/v1/tasks.grpc.pb.h"

namespace thidua::tasks {
namespace {

class GrpcTasksService final : public v1::TasksService::CallbackService {
 public:
  GrpcTasksService(TasksService& service, rpc::WorkerPool& workers) : service_(service), workers_(workers) {}

  grpc::ServerReadReactor<v1::ImportTasksRequest>* ImportTasks(grpc::CallbackServerContext* context,
                                                               v1::ImportTasksResponse* response) override {
    return rpc::AnswerUpload<v1::ImportTasksRequest>(
        workers_, context, response,
        [this](const rpc::Uploaded<v1::ImportTasksRequest>& uploaded, const rpc::Call& call) {
          return service_.ImportTasks(uploaded.file, uploaded.language, call);
        });
  }

  grpc::ServerUnaryReactor* ListTasks(grpc::CallbackServerContext* context, const v1::ListTasksRequest* request,
                                      v1::ListTasksResponse* response) override {
    return rpc::Answer(workers_, context, response,
                       [this, request](const rpc::Call& call) { return service_.ListTasks(*request, call); });
  }

  grpc::ServerUnaryReactor* DraftTasks(grpc::CallbackServerContext* context, const v1::DraftTasksRequest* request,
                                       v1::DraftTasksResponse* response) override {
    return rpc::Answer(workers_, context, response,
                       [this, request](const rpc::Call& call) { return service_.DraftTasks(*request, call); });
  }

 private:
  TasksService& service_;
  rpc::WorkerPool& workers_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeGrpcService(TasksService& service, rpc::WorkerPool& workers) {
  return std::make_unique<GrpcTasksService>(service, workers);
}

}  // namespace thidua::tasks
