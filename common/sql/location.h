#ifndef THIDUA_COMMON_SQL_LOCATION_H_
#define THIDUA_COMMON_SQL_LOCATION_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"

namespace thidua::sql {

class Memory;

// Where one store lives: a SQLite file, a schema of its own in a PostgreSQL database that stores share, or, for tests,
// the memory of this process.
struct Location {
  // Implicit: where only files are meant, their paths are enough.
  Location(std::string file) : path(std::move(file)) {}  // NOLINT(google-explicit-constructor)
  Location(const char* file) : path(file) {}             // NOLINT(google-explicit-constructor)
  static Location Postgresql(std::string uri, std::string schema);

  // A new empty store, which is there while a copy of this location or a Database opened at one is.
  static Location InMemory();

  bool is_memory() const { return memory != nullptr; }
  bool is_postgresql() const { return !uri.empty(); }
  // What operators know the store by: "scoring" for scoring.db and for the schema thidua_scoring.
  std::string name() const;

  std::string path;    // Of the SQLite file; its folder is made when it does not exist.
  std::string uri;     // libpq's, with any number of hosts.
  std::string schema;  // Lower-case letters, digits and _; made when it does not exist.
  std::shared_ptr<Memory> memory;
};

// INVALID_ARGUMENT (BAD_STORE) unless `store`, the text of --store, is empty or a PostgreSQL URI. A password in it is
// not repeated.
absl::Status CheckStore(const std::string& store);

// The store `name` ("scoring") of a program: the file <data>/<name>.db, or the schema thidua_<name> in `store`.
//
// REQUIRES: CheckStore(store).ok()
Location LocationOf(const std::string& store, const std::string& data, const std::string& name);

}  // namespace thidua::sql

#endif  // THIDUA_COMMON_SQL_LOCATION_H_
