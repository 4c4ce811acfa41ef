#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/sql/copy.h"
#include "common/sql/location.h"
#include "common/status/problem.h"
#include "services/cli/commands.h"
#include "services/cli/progress.h"
#include "services/ranking/publication/publication_store.h"
#include "services/ranking/storage/results_store.h"
#include "services/scoring/storage/scoring_store.h"
#include "services/tasks/storage/tasks_schema.h"

namespace thidua::cli {
namespace {

struct MigrateOptions {
  std::string data;
  std::string store;
};

// A store of the suite: its name, and what brings it to the newest version.
struct KnownStore {
  const char* name;
  std::function<absl::Status(const sql::Location&)> prepare;
};

std::vector<KnownStore> Stores() {
  return {
      {"scoring", [](const sql::Location& at) { return scoring::OpenSqlScoringStore(at, 1, absl::Now()).status(); }},
      {"ranking", [](const sql::Location& at) { return ranking::OpenResultsStore(at).status(); }},
      {"publications", [](const sql::Location& at) { return ranking::OpenPublicationStore(at).status(); }},
      {"tasks", [](const sql::Location& at) { return tasks::OpenTasksDatabase(at).status(); }}};
}

absl::StatusOr<std::vector<sql::CopiedTable>> Copy(const Settings& settings, const KnownStore& store,
                                                   const std::string& file, const sql::Location& target) {
  if (absl::Status status = sql::CheckUnused(file); !status.ok()) return status;
  for (const sql::Location& side : {sql::Location(file), target}) {
    if (absl::Status status = store.prepare(side); !status.ok()) return status;
  }
  std::mutex mutex;
  std::string at;
  const Progress progress([&] {
    const std::lock_guard lock(mutex);
    return absl::StrCat(settings.Say({"đang chép ", "copying "}), store.name, at);
  });
  return sql::CopyStore(file, target, [&](const std::string& table, int64_t rows) {
    const std::lock_guard lock(mutex);
    at = absl::StrCat(".", table, ": ", rows);
  });
}

absl::Status NothingToMigrate(const std::string& data) {
  return NotFound(
      "NO_STORE",
      {.vi = absl::StrCat("Không có dữ liệu nào trong ", data, ". Hãy chỉ thư mục --data mà các dịch vụ đã dùng."),
       .en = absl::StrCat("There is no store in ", data, ". Name the --data folder that the services used.")});
}

absl::Status Migrate(const Settings& settings, const MigrateOptions& options) {
  if (absl::Status status = sql::CheckStore(options.store); !status.ok()) return status;
  bool found = false;
  for (const KnownStore& store : Stores()) {
    const std::string file = sql::LocationOf("", options.data, store.name).path;
    if (!std::filesystem::exists(file)) continue;
    found = true;
    const auto copied = Copy(settings, store, file, sql::LocationOf(options.store, options.data, store.name));
    if (!copied.ok()) return copied.status();
    for (const sql::CopiedTable& table : *copied) {
      std::cout << store.name << '.' << table.name << '\t' << table.rows << '\t' << table.hash << '\n';
    }
  }
  return found ? absl::OkStatus() : NothingToMigrate(options.data);
}

}  // namespace

void AddMigrate(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* command =
      grammar.Command(root, "migrate",
                      {"Chép dữ liệu từ các tệp SQLite sang PostgreSQL, rồi so từng bảng (in số dòng và mã băm)",
                       "Copy the SQLite files into PostgreSQL, then compare every table (prints rows and hashes)"},
                      "thidua migrate --data /var/lib/thidua --store postgresql://thidua@db/thidua");
  const auto options = std::make_shared<MigrateOptions>();
  grammar
      .NotEmpty(
          grammar.Path(*command, "--data", options->data, "DIR",
                       {"Thư mục dữ liệu của các dịch vụ, đã dừng", "Data folder of the services, which are stopped"}))
      ->required();
  grammar
      .NotEmpty(
          grammar.Text(*command, "--store", options->store, "URL",
                       {"Cơ sở dữ liệu PostgreSQL đích, chưa có dữ liệu: postgresql://người_dùng@máy/cơ_sở_dữ_liệu",
                        "The PostgreSQL database to fill, without data: postgresql://user@host/database"}))
      ->envname("THIDUA_STORE")
      ->required();
  command->callback(
      [&session, options] { session.run = [&session, options] { return Migrate(session.settings, *options); }; });
}

}  // namespace thidua::cli
