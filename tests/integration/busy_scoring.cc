#include "tests/integration/busy_scoring.h"

#include <stdexcept>

#include "common/rpc/worker_pool.h"
#include "tests/integration/demo.h"
#include "tests/integration/rpc.h"
#include "thidua/directory/v1/directory.pb.h"
#include "thidua/scoring/v1/scoring.pb.h"

namespace thidua::integration {

void BusyScoring::Import() const {
  ImportFile(kImportUnits, CountryUnits());
  ImportFile("/thidua.directory.v1.DirectoryService/ImportOffices", BaToFile("offices.csv"));
  ImportFile(kImportClusters, BaToFile("clusters.csv"));
  ImportFile("/thidua.scoring.v1.ScoringService/ImportScale", BaToFile("scale_2023.json"));
  ImportFile(kImportInputs, BaToFile("inputs_2023.csv"));
}

void BusyScoring::ImportFile(const std::string& method, const std::string& file) const {
  Upload upload(Connect(address()), method);
  upload.Send(ReadFile(file));
  thidua::type::v1::ImportReport report;
  RequireOk(upload.Finish(&report));
  if (!report.stored()) throw std::runtime_error(file + ": " + report.ShortDebugString());
}

Demand BusyScoring::Scores() const {
  thidua::scoring::v1::GetClusterScoresRequest request;
  request.set_cluster("khu-trung");
  request.set_year(2023);
  return {.channel = Connect(address()),
          .method = "/thidua.scoring.v1.ScoringService/GetClusterScores",
          .request = request.SerializeAsString()};
}

Demand BusyScoring::Unit() const {
  thidua::directory::v1::GetUnitRequest request;
  request.set_code("21526");
  return {.channel = Connect(address()),
          .method = "/thidua.directory.v1.DirectoryService/GetUnit",
          .request = request.SerializeAsString()};
}

EndlessImports::EndlessImports(const std::string& address) {
  for (int i = 0; i < rpc::kWorkers; ++i) {
    threads_.emplace_back([this, address, units = ReadFile(CountryUnits())] {
      const auto channel = Connect(address);
      while (!ending_) {
        Upload upload(channel, kImportUnits);
        upload.Send(units);
        thidua::type::v1::ImportReport report;
        if (upload.Finish(&report).ok()) ++done_;
      }
    });
  }
  if (!WaitUntil([&] { return done_ > 0; }, absl::Seconds(20))) {
    throw std::runtime_error("nothing is imported");
  }
}

EndlessImports::~EndlessImports() {
  ending_ = true;
  for (std::thread& thread : threads_) thread.join();
}

}  // namespace thidua::integration
