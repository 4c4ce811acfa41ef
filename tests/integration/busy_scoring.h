#ifndef THIDUA_TESTS_INTEGRATION_BUSY_SCORING_H_
#define THIDUA_TESTS_INTEGRATION_BUSY_SCORING_H_

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "common/testing/program_file.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/load.h"
#include "tests/integration/service.h"

namespace thidua::integration {

// A process of scoring with a store in SQLite, and what many ask of it at once. What goes wrong is thrown as
// std::runtime_error.
class BusyScoring {
 public:
  // With an empty store; until Import this process uses no gRPC.
  BusyScoring() : scoring_(ProgramFile("thidua-scoring"), {"--data", folder_.path()}, folder_.path()) {}

  // The country's units and the figures of huyện Ba Tơ.
  void Import() const;

  // REQUIRES, of all: Import.
  // A cluster, scored anew for each call.
  Demand Scores() const;
  // One row of a table.
  Demand Unit() const;

  const std::string& address() const { return scoring_.address(); }

 private:
  void ImportFile(const std::string& method, const std::string& file) const;

  TempFolder folder_;
  Service scoring_;
};

// Imports of the country's units one after the other, as many at once as there are workers, until this object goes.
class EndlessImports {
 public:
  // Returns when the first is done.
  explicit EndlessImports(const std::string& address);
  ~EndlessImports();

  int done() const { return done_; }

 private:
  std::atomic<bool> ending_ = false;
  std::atomic<int> done_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_BUSY_SCORING_H_
