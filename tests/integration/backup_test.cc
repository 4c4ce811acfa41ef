// The drill: a backup is taken while a writer writes, everything is lost, and the backup brings it back.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/testing/postgresql_for_test.h"
#include "common/testing/program_file.h"
#include "common/testing/source_file.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/cli.h"
#include "tests/integration/demo.h"
#include "tests/integration/process.h"
#include "tests/integration/service.h"
#include "tests/integration/sheet_desk.h"

namespace thidua::integration {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr char kUnit[] = "21526";
constexpr char kCriterion[] = "I.1";
constexpr char kInput[] = "actual";
// Clusters of Ba Tơ in which the writer's unit is not.
const std::vector<std::string> kQuietClusters = {"khu-bac", "khu-dong", "khu-tay"};

// deploy/backup.sh to its end.
Finished Backup(const std::vector<std::string>& arguments) {
  Process process(SourceFile("deploy/backup.sh"), arguments);
  const std::optional<int> exit_code = process.Wait(kPatience);
  if (!exit_code.has_value()) throw std::runtime_error("no end of deploy/backup.sh " + arguments.front());
  return {.exit_code = *exit_code, .out = process.out(), .err = process.err()};
}

// The three services on one data folder, as the package runs them.
class Host {
 public:
  Host(const std::string& data, const std::string& folder)
      : scoring_(ProgramFile("thidua-scoring"), {"--data", data}, folder),
        ranking_(ProgramFile("thidua-ranking"), {"--data", data, "--scoring", scoring_.address()}, folder),
        tasks_(ProgramFile("thidua-tasks"),
               {"--data", data, "--scoring", scoring_.address(), "--ranking", ranking_.address()}, folder) {}

  void Kill() {
    for (Service* service : {&tasks_, &ranking_, &scoring_}) service->Kill();
  }
  void Start() {
    for (Service* service : {&scoring_, &ranking_, &tasks_}) service->Start();
  }
  Cli cli() const {
    return Cli({"--scoring-server", scoring_.address(), "--ranking-server", ranking_.address(), "--tasks-server",
                tasks_.address()});
  }
  Desk NewDesk() const { return Desk(scoring_.address()); }

 private:
  Service scoring_;
  Service ranking_;
  Service tasks_;
};

// Writes ever greater figures into one sheet, until it goes.
class Writer {
 public:
  explicit Writer(const Host& host)
      : thread_([this, desk = host.NewDesk()](const std::stop_token& stop) {
          for (int64_t value = 1; !stop.stop_requested(); ++value) {
            issued_ = value;
            const Outcome outcome =
                desk.Update(OfUnit(kUnit), kUnit, {{kCriterion, kInput, absl::StrCat(value), "drill"}});
            if (!outcome.ok()) return;
            acknowledged_ = value;
            version_ = outcome.sheet.version();
          }
        }) {}

  int64_t issued() const { return issued_; }
  int64_t acknowledged() const { return acknowledged_; }
  int64_t version() const { return version_; }  // Of the last acknowledged write.

 private:
  std::atomic<int64_t> issued_ = 0;
  std::atomic<int64_t> acknowledged_ = 0;
  std::atomic<int64_t> version_ = 0;
  std::jthread thread_;
};

class BackupTest : public ::testing::Test {
 protected:
  BackupTest() { std::filesystem::create_directories(data_); }

  // Everything that the stores can tell of what nobody writes meanwhile.
  std::vector<std::string> WhatStands(const Cli& cli) {
    std::vector<std::string> all;
    for (const std::string& cluster : kQuietClusters) {
      all.push_back(cli.Output({"rank", "--cluster", cluster, "--year", "2023", "-o", "csv"}));
      all.push_back(cli.Output({"points", "--cluster", cluster, "--year", "2023", "-o", "csv"}));
    }
    all.push_back(cli.Output({"tasks", "list", "--unit", kUnit, "--year", "2024", "-o", "csv"}));
    all.push_back(cli.Output({"publications", "--under", "535", "--year", "2023", "-o", "csv"}));
    return all;
  }

  std::string Create(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"create", "--data", data_, "--out", out_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Finished run = Backup(arguments);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return std::string(absl::StripSuffix(run.out, "\n"));
  }

  // The figure that the writer writes.
  static std::string Figure(const Desk& desk) {
    const pb::Sheet sheet = desk.Sheet(kUnit);
    for (const auto& input : CriterionOf(sheet, kCriterion).inputs()) {
      if (input.name() == kInput) return input.value();
    }
    throw std::runtime_error("no such figure");
  }

  const TempFolder folder_;
  const std::string data_ = folder_.File("dữ liệu");
  const std::string out_ = folder_.File("bản sao lưu's");
};

TEST_F(BackupTest, BringsBackAllThatWasAcknowledgedBeforeItBegan) {
  Host host(data_, folder_.path());
  ImportBaTo(host.cli());
  host.cli().Output({"import", "tasks", BaToFile("tasks_2024.csv")});
  host.cli().Output({"publish", "--under", "535", "--year", "2023", "--out", folder_.File("1.json"), "--as", "An"});
  const std::vector<std::string> before = WhatStands(host.cli());
  const std::string original = Figure(host.NewDesk());

  std::string backup;
  int64_t acknowledged_before = 0;
  int64_t issued_by_end = 0;
  int64_t newest_version = 0;
  {
    const Writer writer(host);
    ASSERT_TRUE(WaitUntil([&] { return writer.acknowledged() >= 20; }, kPatience));
    acknowledged_before = writer.acknowledged();
    backup = Create({"--metrics-file", folder_.path()});
    issued_by_end = writer.issued();
    ASSERT_TRUE(WaitUntil([&] { return writer.acknowledged() >= issued_by_end + 20; }, kPatience));
    host.Kill();
    newest_version = writer.version();
  }
  std::filesystem::remove_all(data_);
  EXPECT_TRUE(std::filesystem::exists(folder_.File("thidua_backup.prom")));

  EXPECT_EQ(Backup({"verify", backup}).exit_code, 0);
  const Finished restored = Backup({"restore", backup, "--data", data_});
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  host.Start();

  EXPECT_EQ(WhatStands(host.cli()), before);
  host.cli().Output({"audit", "verify"});
  host.cli().Output({"audit", "verify", "--of", "tasks"});
  const Desk desk = host.NewDesk();
  int64_t figure = 0;
  ASSERT_TRUE(absl::SimpleAtoi(Figure(desk), &figure));
  EXPECT_GE(figure, acknowledged_before) << "an acknowledged write was lost";
  EXPECT_LE(figure, issued_by_end);
  std::cout << "acknowledged before the backup began: " << acknowledged_before << ", in the backup: " << figure
            << ", issued by its end: " << issued_by_end << '\n';

  // What was lost had later versions than the backup: none of them comes a second time.
  const Outcome next = desk.Update(OfUnit(kUnit), kUnit, {{kCriterion, kInput, original}});
  ASSERT_TRUE(next.ok()) << next.reason();
  EXPECT_GT(next.sheet.version(), newest_version);
  ExpectBaToScored(host.cli());
}

// The value of a metric in a file for node_exporter's textfile collector.
double MetricIn(const std::string& file, const std::string& name) {
  const std::string text = ReadFile(file);
  const size_t line = text.find("\n" + name + "{folder=\"");
  double value = -1;
  EXPECT_NE(line, std::string::npos) << text;
  const size_t space = text.find("\"} ", line) + 3;
  EXPECT_TRUE(absl::SimpleAtod(text.substr(space, text.find('\n', space) - space), &value)) << text;
  return value;
}

TEST_F(BackupTest, TellsOfTheLastOneThatSucceeded) {
  { const Service scoring(ProgramFile("thidua-scoring"), {"--data", data_}, folder_.path()); }
  const std::string file = folder_.File("thidua.prom");
  const double before = absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch());
  const std::string backup = Create({"--metrics-file", file});
  const double took = absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch()) - before;
  const double began = MetricIn(file, "thidua_backup_last_success_timestamp_seconds");
  EXPECT_GE(began, before);
  EXPECT_LE(began, before + took);
  EXPECT_GT(MetricIn(file, "thidua_backup_duration_seconds"), 0);
  EXPECT_LE(MetricIn(file, "thidua_backup_duration_seconds"), took);
  uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(backup)) bytes += entry.file_size();
  EXPECT_EQ(MetricIn(file, "thidua_backup_size_bytes"), static_cast<double>(bytes));
  EXPECT_THAT(ReadFile(file), HasSubstr("{folder=\"" + out_ + "\"} "));
  // Whoever runs node_exporter may read it.
  EXPECT_NE(std::filesystem::status(file).permissions() & std::filesystem::perms::others_read,
            std::filesystem::perms::none);

  // One that fails leaves it as it is, and a folder that is not there is named before anything is done.
  const std::string content = ReadFile(file);
  EXPECT_EQ(Backup({"create", "--data", folder_.File("trống"), "--out", out_, "--metrics-file", file}).exit_code, 1);
  EXPECT_EQ(ReadFile(file), content);
  const Finished nowhere =
      Backup({"create", "--data", data_, "--out", folder_.File("khác"), "--metrics-file", "/nowhere/b.prom"});
  EXPECT_EQ(nowhere.exit_code, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("cannot write /nowhere/b.prom"));
  EXPECT_FALSE(std::filesystem::exists(folder_.File("khác")));
}

TEST_F(BackupTest, RefusesAFolderThatHoldsSomethingAndABackupThatIsDamaged) {
  { const Service scoring(ProgramFile("thidua-scoring"), {"--data", data_}, folder_.path()); }
  const std::string backup = Create();
  Finished run = Backup({"restore", backup, "--data", data_});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("is not empty"));

  const std::string target = folder_.File("mới");
  std::fstream(backup + "/scoring.db", std::ios::in | std::ios::out | std::ios::binary).seekp(5000).put('!');
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"verify", backup}, {"restore", backup, "--data", target}}) {
    run = Backup(arguments);
    EXPECT_EQ(run.exit_code, 1);
    EXPECT_THAT(run.err, HasSubstr("is not as it was written"));
  }
  EXPECT_FALSE(std::filesystem::exists(target));

  run = Backup({"create", "--data", folder_.File("trống"), "--out", out_});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("holds no store"));
  EXPECT_EQ(Backup({"create", "--out", out_}).exit_code, 2);
}

TEST_F(BackupTest, KeepsTheNewest) {
  { const Service scoring(ProgramFile("thidua-scoring"), {"--data", data_}, folder_.path()); }
  Create();
  const std::string second = Create();
  const std::string third = Create({"--keep", "2"});
  std::vector<std::string> kept;
  for (const auto& entry : std::filesystem::directory_iterator(out_)) kept.push_back(entry.path());
  EXPECT_THAT(kept, ::testing::UnorderedElementsAre(second, third));
}

// One value of a query on PostgreSQL; throws what the server says otherwise.
std::string Ask(const std::string& store, const std::string& statement) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(store.c_str()), PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), statement.c_str()), PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK) return {};
  if (status != PGRES_TUPLES_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
  return PQgetvalue(result.get(), 0, 0);
}

TEST(PostgresqlBackupTest, BringsBackEverySchemaInOneState) {
  const PostgresqlServer server;
  const std::string store = server.uri();
  const TempFolder folder;
  Ask(store,
      "CREATE SCHEMA thidua_scoring; CREATE SCHEMA thidua_tasks; CREATE TABLE thidua_scoring.sheets (n BIGINT PRIMARY "
      "KEY); CREATE TABLE thidua_tasks.tasks (n BIGINT PRIMARY KEY, name TEXT); INSERT INTO thidua_tasks.tasks VALUES "
      "(0, 'Ba Bích'); CREATE TABLE of_others (n BIGINT)");

  // Each number comes into both schemas in one transaction.
  std::atomic<int64_t> acknowledged = 0;
  std::string backup;
  int64_t before = 0;
  {
    const std::jthread writer([&](const std::stop_token& stop) {
      for (int64_t n = 1; !stop.stop_requested(); ++n) {
        Ask(store, absl::StrCat("BEGIN; INSERT INTO thidua_scoring.sheets VALUES (", n,
                                "); INSERT INTO thidua_tasks.tasks VALUES (", n, ", ''); COMMIT"));
        acknowledged = n;
      }
    });
    ASSERT_TRUE(WaitUntil([&] { return acknowledged >= 20; }, kPatience));
    before = acknowledged;
    const Finished run = Backup({"create", "--store", store, "--out", folder.path()});
    ASSERT_EQ(run.exit_code, 0) << run.err;
    backup = std::string(absl::StripSuffix(run.out, "\n"));
  }
  EXPECT_EQ(Backup({"verify", backup}).exit_code, 0);
  Finished run = Backup({"restore", backup, "--store", store});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("already holds thidua_scoring thidua_tasks"));

  Ask(store, "DROP SCHEMA thidua_scoring CASCADE; DROP SCHEMA thidua_tasks CASCADE");
  run = Backup({"restore", backup, "--store", store});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  int64_t sheets = 0;
  ASSERT_TRUE(absl::SimpleAtoi(Ask(store, "SELECT max(n) FROM thidua_scoring.sheets"), &sheets));
  EXPECT_GE(sheets, before);
  EXPECT_EQ(Ask(store, "SELECT max(n) FROM thidua_tasks.tasks"), absl::StrCat(sheets));
  EXPECT_EQ(Ask(store, "SELECT name FROM thidua_tasks.tasks WHERE n = 0"), "Ba Bích");
  EXPECT_EQ(Ask(store, "SELECT count(*) FROM of_others"), "0");
}

}  // namespace
}  // namespace thidua::integration
