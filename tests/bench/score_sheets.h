#ifndef THIDUA_TESTS_BENCH_SCORE_SHEETS_H_
#define THIDUA_TESTS_BENCH_SCORE_SHEETS_H_

#include <memory>
#include <string>
#include <vector>

#include "common/sql/location.h"
#include "services/scoring/rpc/scoring_server.h"

namespace thidua::bench {

// A scoring service on an empty store with the Ba Tơ scale of 40 criteria for the whole country.
class ScoringForBench {
 public:
  explicit ScoringForBench(const sql::Location& location);

  scoring::ScoringServer& server() { return *server_; }

  // Units of a province and a district with this many communes, in this many clusters, or in clusters of one each.
  void AddCommunes(int count) { AddCommunes(count, count); }
  void AddCommunes(int count, int clusters);
  // The codes of them, from "100000" on.
  static std::string Commune(int index);

  // Criteria and inputs of a full sheet, with a value that every rule takes.
  struct Slot {
    std::string criterion;
    std::string input;
    std::string value;
  };
  const std::vector<Slot>& slots() const { return slots_; }

 private:
  std::unique_ptr<scoring::ScoringServer> server_;
  std::vector<Slot> slots_;
};

inline constexpr int kYear = 2023;

// The content of a file of the checkout.
std::string ReadCheckout(const std::string& path);

}  // namespace thidua::bench

#endif  // THIDUA_TESTS_BENCH_SCORE_SHEETS_H_
