#ifndef THIDUA_TESTS_INTEGRATION_BA_TO_SHEETS_H_
#define THIDUA_TESTS_INTEGRATION_BA_TO_SHEETS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/testing/temp_folder.h"
#include "tests/integration/service.h"
#include "tests/integration/sheet_desk.h"

// Ba Tơ's communes with departments that confirm, evidence that is required, and a scale for each year.
namespace thidua::integration {

inline constexpr char kDistrict[] = "535";
inline constexpr char kCenter[] = "khu-trung";
inline constexpr char kLeader[] = "21532";
inline constexpr char kFinance[] = "PTC";   // Verifies I.1 to I.10.
inline constexpr char kCulture[] = "PVH";   // Verifies the rest of I.
inline constexpr char kInterior[] = "PNV";  // Verifies II. Nobody verifies III.
inline const std::vector<std::string> kOffices = {kFinance, kCulture, kInterior};
inline const std::vector<std::string> kCenterUnits = {"21484", "21511", "21526", kLeader, "21535"};
// Criteria that want evidence.
inline const std::vector<std::string> kProved = {"I.1", "I.13", "II.10"};

inline constexpr char kImportOffices[] = "/thidua.directory.v1.DirectoryService/ImportOffices";
inline constexpr char kImportSuccessions[] = "/thidua.directory.v1.DirectoryService/ImportSuccessions";
inline constexpr char kImportScale[] = "/thidua.scoring.v1.ScoringService/ImportScale";

// The scale of Ba Tơ for a year, as a file: with verifiers, evidence and due days.
std::string ScaleFile(int year, const std::function<void(pb::Scale&)>& change = {});
// Throws when the scale has none.
pb::Criterion& CriterionOf(pb::Scale& scale, const std::string& code);

// The figures of inputs_2023.csv of a unit, in the order of the file.
const std::vector<Edit>& FiguresOf(const std::string& unit);
// The same file for another year.
std::string InputsFile(int year);

// A scoring process that has units, offices, clusters 2022 to 2024 and scales of 2022 to 2024, and no figures.
class ScoringProcess {
 public:
  ScoringProcess();
  ~ScoringProcess();

  Service& service() { return *service_; }
  const std::string& data() const { return data_; }
  std::string database() const { return data_ + "/scoring.db"; }
  const TempFolder& folder() const { return folder_; }
  // A new connection each time.
  Desk NewDesk(int year = kScoredYear) const { return Desk(service_->address(), year); }

 private:
  const TempFolder folder_;
  const std::string data_;
  std::unique_ptr<Service> service_;
};

// Each of these throws when it is refused.
void MustBe(const Outcome& outcome);
// All figures and evidence of a unit, handed in.
void Report(const Desk& desk, const std::string& unit);
// Brings a sheet without figures to a stage, as everybody should.
void BringTo(const Desk& desk, const std::string& unit, const std::string& stage);

// The rows of a query on a database that no process has open, fields as text joined by "|".
std::vector<std::string> Sql(const std::string& database, const std::string& statement);

}  // namespace thidua::integration

#endif  // THIDUA_TESTS_INTEGRATION_BA_TO_SHEETS_H_
