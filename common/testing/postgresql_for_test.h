#ifndef THIDUA_COMMON_TESTING_POSTGRESQL_FOR_TEST_H_
#define THIDUA_COMMON_TESTING_POSTGRESQL_FOR_TEST_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "common/testing/temp_folder.h"

namespace thidua {

// A PostgreSQL server of its own, in a new folder and reached by a socket there (no port that another test could take),
// which goes with this object. PostgreSQL refuses to run as root; started by root, it runs as the user that Debian's
// package makes for it. What goes wrong is thrown as std::runtime_error with what the server wrote.
class PostgresqlServer {
 public:
  struct Options {
    bool durable = false;               // Survives Kill; otherwise nothing is synced, which is faster.
    std::vector<std::string> settings;  // "name=value"
    // This one is a standby that follows `primary` until it is promoted.
    const PostgresqlServer* primary = nullptr;
  };

  static bool Installed();
  // One for all tests of a program, started when it is first asked for.
  static PostgresqlServer& Shared();

  PostgresqlServer() : PostgresqlServer(Options{}) {}
  explicit PostgresqlServer(const Options& options);
  ~PostgresqlServer();
  PostgresqlServer(const PostgresqlServer&) = delete;
  PostgresqlServer& operator=(const PostgresqlServer&) = delete;

  std::string uri() const;
  // Names this one and `other`, as two hosts of one URI.
  std::string UriWith(const PostgresqlServer& other) const;
  // A name that it gave to nobody else.
  std::string NewSchema();

  // Ends every process of it at once, as a machine without power does.
  void Kill();
  // REQUIRES: it was killed.
  void Start();
  // Makes a primary of a standby; returns when it takes writes.
  void Promote();

 private:
  // Makes the data folder by a program of PostgreSQL's.
  void MakeData(const std::string& program, const std::vector<std::string>& arguments);
  // As it stands in a URI.
  std::string Host() const;
  std::string Log() const;

  const Options options_;
  TempFolder folder_;
  pid_t server_ = -1;
  int schemas_ = 0;
};

}  // namespace thidua

#endif  // THIDUA_COMMON_TESTING_POSTGRESQL_FOR_TEST_H_
