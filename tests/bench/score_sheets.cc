#include "tests/bench/score_sheets.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace thidua::bench {
namespace {

void MustBeStored(const absl::StatusOr<thidua::type::v1::ImportReport>& report, const std::string& what) {
  if (report.ok() && report->stored()) return;
  std::cerr << "bench: cannot import " << what << ": "
            << (report.ok() ? report->faults(0).message() : std::string(report.status().message())) << '\n';
  std::exit(1);
}

template <typename Response>
absl::StatusOr<thidua::type::v1::ImportReport> ReportOf(const absl::StatusOr<Response>& response) {
  if (!response.ok()) return response.status();
  return response->report();
}

}  // namespace

std::string ReadCheckout(const std::string& path) {
  std::ifstream in(std::string(THIDUA_CHECKOUT) + "/" + path);
  return (std::stringstream() << in.rdbuf()).str();
}

std::string ScoringForBench::Commune(int index) { return std::to_string(100'000 + index); }

ScoringForBench::ScoringForBench(const sql::Location& location) {
  auto store = scoring::OpenSqlScoringStore(location, 4, absl::Now());
  if (!store.ok()) {
    std::cerr << "bench: " << store.status() << '\n';
    std::exit(1);
  }
  server_ = std::make_unique<scoring::ScoringServer>(*std::move(store));
  // The inputs of one commune, by name.
  std::map<std::pair<std::string, std::string>, std::string> inputs;
  for (const absl::string_view line : absl::StrSplit(ReadCheckout("deploy/demo/ba_to/inputs_2023.csv"), '\n')) {
    const std::vector<std::string> fields = absl::StrSplit(line, ',');
    if (fields.size() >= 5 && fields[0] == "21526") inputs[{fields[2], fields[3]}] = fields[4];
  }
  for (const auto& [key, value] : inputs) slots_.push_back({key.first, key.second, value});
}

void ScoringForBench::AddCommunes(int count, int clusters) {
  std::string units = "code,name,type,level,parent\n1,Tỉnh,TINH,PROVINCE,\n2,Huyện,HUYEN,DISTRICT,1\n";
  std::string members = "cluster,name,authority,year,unit,role\n";
  for (int i = 0, last = -1; i < count; ++i) {
    const int cluster = static_cast<int>(int64_t{i} * clusters / count);
    absl::StrAppend(&units, Commune(i), ",Xã ", i, ",XA,COMMUNE,2\n");
    absl::StrAppend(&members, "c", cluster, ",Cụm ", cluster, ",2,", kYear, ",", Commune(i),
                    cluster == last ? ",MEMBER\n" : ",LEADER\n");
    last = cluster;
  }
  const std::string scale =
      absl::StrReplaceAll(ReadCheckout("deploy/demo/ba_to/scale_2023.json"), {{"\"535\"", "\"2\""}});
  const Language language = Language::kEnglish;
  MustBeStored(ReportOf(server_->ImportUnits({.name = "units", .content = units}, language, {})), "units");
  MustBeStored(ReportOf(server_->ImportClusters({.name = "clusters", .content = members}, language, {})), "clusters");
  MustBeStored(ReportOf(server_->ImportScale({.name = "scale", .content = scale}, language, {})), "the scale");
}

}  // namespace thidua::bench
