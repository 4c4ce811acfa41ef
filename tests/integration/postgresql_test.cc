// Ba Tơ's year on PostgreSQL: separate processes, two replicas each, and an installation that moves there.

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/testing/postgresql_for_test.h"
#include "common/testing/temp_folder.h"
#include "tests/integration/demo.h"
#include "tests/integration/suite.h"

namespace thidua::integration {
namespace {

// What an operator does; the first value of the answer.
std::string Execute(const std::string& uri, const std::string& statement) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(uri.c_str()), &PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> done(PQexec(connection.get(), statement.c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(done.get());
  if (status == PGRES_TUPLES_OK) return PQgetvalue(done.get(), 0, 0);
  if (status != PGRES_COMMAND_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
  return "";
}

// The URI of a new database.
std::string NewDatabase() {
  PostgresqlServer& server = PostgresqlServer::Shared();
  const std::string name = server.NewSchema();
  Execute(server.uri(), absl::StrCat("CREATE DATABASE ", name));
  return absl::StrReplaceAll(server.uri(), {{"/postgres?", absl::StrCat("/", name, "?")}});
}

const std::vector<std::string> kWithVersions = {"rank", "--under", "535", "--year", "2023", "-o", "json"};

TEST(PostgresqlTest, SeparateProcessesAndTheirReplicas) {
  Suite suite({.store = NewDatabase()});
  const auto scoring = suite.NewScoring();
  const auto ranking = suite.NewRanking(scoring->address());
  const Cli other({"--scoring-server", scoring->address(), "--ranking-server", ranking->address(), "--tasks-server",
                   suite.tasks().address()});
  ImportBaTo(suite.cli());
  ExpectBaToScored(suite.cli());
  ExpectBaToScored(other);
  EXPECT_EQ(other.Output(kWithVersions), suite.cli().Output(kWithVersions)) << "versions and all";

  // What one replica writes, the other answers with, and the other way round.
  const std::vector<std::string> publish = {"publish", "--under", "535", "--year", "2023", "--as", "An"};
  const std::string published = suite.cli().Output(publish);
  const std::vector<std::string> list = {"publications", "--under", "535", "--year", "2023", "-o", "csv"};
  EXPECT_EQ(other.Output(list), suite.cli().Output(list));
  EXPECT_NE(other.Output(list).find("1"), std::string::npos);

  suite.scoring().Kill();
  ExpectBaToScored(other);
  suite.scoring().Start();
  ExpectBaToScored(suite.cli());
}

TEST(PostgresqlTest, AnInstallationMovesWithoutLoss) {
  const std::string store = NewDatabase();
  DevServer sqlite;
  ImportBaTo(sqlite.cli());
  const std::vector<std::vector<std::string>> asked = {
      kWithVersions,
      RankBaTo(),
      PointsBaTo(),
      {"audit", "verify"},
      {"audit", "verify", "--of", "tasks"},
      {"audit", "head"},
      {"publications", "--under", "535", "--year", "2023", "-o", "csv"}};
  sqlite.cli().Output({"publish", "--under", "535", "--year", "2023", "--as", "An"});
  std::vector<std::string> before;
  for (const auto& command : asked) before.push_back(sqlite.cli().Output(command));

  const Cli cli({});
  const std::vector<std::string> migrate = {"migrate", "--data", sqlite.data(), "--store", store, "--lang", "en"};
  Finished run = cli.Run(migrate);
  EXPECT_NE(run.exit_code, 0);
  EXPECT_NE(run.err.find("Stop the services"), std::string::npos) << run.err;
  sqlite.service().Stop();
  run = cli.Run(migrate);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("scoring.sheets\t"), std::string::npos) << run.out;
  const std::string moved = run.out;
  {
    DevServer postgresql({"--store", store});
    for (size_t i = 0; i < asked.size(); ++i) EXPECT_EQ(postgresql.cli().Output(asked[i]), before[i]) << asked[i][0];
    postgresql.service().Stop();
  }

  // As a run leaves it that ended after the second store.
  Execute(store, "DROP SCHEMA thidua_tasks, thidua_publications CASCADE");
  run = cli.Run(migrate);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto last_stores = [](const std::string& out) { return out.substr(out.find("publications.")); };
  EXPECT_EQ(last_stores(run.out), last_stores(moved));
  EXPECT_EQ(run.err, "copied before, and alike: scoring\ncopied before, and alike: ranking\n");

  // What is not this installation's is kept, and nothing is copied beside it.
  Execute(store, "DROP SCHEMA thidua_scoring CASCADE");
  Execute(store, "INSERT INTO thidua_tasks.directives (id, issuer, year, number, body) VALUES ('1', '2', 2024, 1, '')");
  run = cli.Run(migrate);
  EXPECT_NE(run.exit_code, 0);
  EXPECT_EQ(run.out, "");
  EXPECT_NE(run.err.find("holds other data already"), std::string::npos) << run.err;
  EXPECT_EQ(Execute(store, "SELECT COUNT(*) FROM thidua_scoring.units"), "0");
}

}  // namespace
}  // namespace thidua::integration
