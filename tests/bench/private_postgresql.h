#ifndef THIDUA_TESTS_BENCH_PRIVATE_POSTGRESQL_H_
#define THIDUA_TESTS_BENCH_PRIVATE_POSTGRESQL_H_

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/testing/temp_folder.h"

namespace thidua::bench {

// A PostgreSQL server of its own, in a new folder and reached by a socket there, which goes with this object.
// PostgreSQL refuses to run as root; started by root, it runs as the user that Debian's package makes for it.
class PrivatePostgresql {
 public:
  // UNAVAILABLE when it is not installed or does not start.
  static absl::StatusOr<std::unique_ptr<PrivatePostgresql>> Start();
  ~PrivatePostgresql();

  // What libpq needs to connect.
  std::string connection_string() const;

 private:
  PrivatePostgresql() = default;

  TempFolder folder_;
  pid_t server_ = -1;
};

}  // namespace thidua::bench

#endif  // THIDUA_TESTS_BENCH_PRIVATE_POSTGRESQL_H_
