#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
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

// A store with a file to copy.
struct Move {
  const char* name;
  std::unique_ptr<sql::StoreCopy> copy;
  std::optional<std::vector<sql::CopiedTable>> done;
};

absl::StatusOr<Move> Prepare(const KnownStore& store, const std::string& file, const sql::Location& target) {
  if (absl::Status status = sql::CheckUnused(file); !status.ok()) return status;
  for (const sql::Location& side : {sql::Location(file), target}) {
    if (absl::Status status = store.prepare(side); !status.ok()) return status;
  }
  absl::StatusOr<std::unique_ptr<sql::StoreCopy>> copy = sql::StoreCopy::Open(file, target);
  if (!copy.ok()) return copy.status();
  absl::StatusOr<std::optional<std::vector<sql::CopiedTable>>> done = (*copy)->FindDone();
  if (!done.ok()) return done.status();
  return Move{.name = store.name, .copy = *std::move(copy), .done = *std::move(done)};
}

absl::Status Run(const Settings& settings, Move& move) {
  std::mutex mutex;
  std::string at;
  const Progress progress([&] {
    const std::lock_guard lock(mutex);
    return absl::StrCat(settings.Say({"đang chép ", "copying "}), move.name, at);
  });
  auto copied = move.copy->Copy([&](const std::string& table, int64_t rows) {
    const std::lock_guard lock(mutex);
    at = absl::StrCat(".", table, ": ", rows);
  });
  if (!copied.ok()) return copied.status();
  move.done = *std::move(copied);
  return absl::OkStatus();
}

absl::Status NothingToMigrate(const std::string& data) {
  return NotFound(
      "NO_STORE",
      {.vi = absl::StrCat("Không có dữ liệu nào trong ", data, ". Hãy chỉ thư mục --data mà các dịch vụ đã dùng."),
       .en = absl::StrCat("There is no store in ", data, ". Name the --data folder that the services used.")});
}

// Each store is copied as a whole or not at all; those that an earlier run copied are recognized. Nothing is copied
// before every store is known to have its place.
absl::Status Migrate(const Settings& settings, const MigrateOptions& options) {
  if (absl::Status status = sql::CheckStore(options.store); !status.ok()) return status;
  std::vector<Move> moves;
  for (const KnownStore& store : Stores()) {
    const std::string file = sql::LocationOf("", options.data, store.name).path;
    if (!std::filesystem::exists(file)) continue;
    absl::StatusOr<Move> move = Prepare(store, file, sql::LocationOf(options.store, options.data, store.name));
    if (!move.ok()) return move.status();
    moves.push_back(*std::move(move));
  }
  for (Move& move : moves) {
    if (move.done.has_value()) {
      std::cerr << settings.Say({"đã chép từ trước, giống hệt: ", "copied before, and alike: "}) << move.name << '\n';
    } else if (absl::Status status = Run(settings, move); !status.ok()) {
      return status;
    }
    for (const sql::CopiedTable& table : *move.done) {
      std::cout << move.name << '.' << table.name << '\t' << table.rows << '\t' << table.hash << '\n';
    }
  }
  return moves.empty() ? NothingToMigrate(options.data) : absl::OkStatus();
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
      .NotEmpty(grammar.Text(
          *command, "--store", options->store, "URL",
          {"Cơ sở dữ liệu PostgreSQL đích, chưa có dữ liệu khác: postgresql://người_dùng@máy/cơ_sở_dữ_liệu",
           "The PostgreSQL database to fill, without other data: postgresql://user@host/database"}))
      ->envname("THIDUA_STORE")
      ->required();
  command->callback(
      [&session, options] { session.run = [&session, options] { return Migrate(session.settings, *options); }; });
}

}  // namespace thidua::cli
