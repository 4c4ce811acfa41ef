#ifndef THIDUA_COMMON_SQL_POSTGRESQL_ADDRESS_H_
#define THIDUA_COMMON_SQL_POSTGRESQL_ADDRESS_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"

namespace thidua::sql {

// What a PostgreSQL URI says, to connect with and to speak of without its password.
class PostgresqlAddress {
 public:
  // INVALID_ARGUMENT (BAD_STORE).
  static absl::StatusOr<PostgresqlAddress> Parse(const std::string& uri);

  // The URI that connects a session to `schema`. It carries what every session of this suite must have, so that no
  // reconnect can lose it: the primary of several hosts, time limits, TCP keep-alives. What the given URI says of
  // hosts, time limits and TLS goes first.
  std::string ConnectionUri(const std::string& schema) const;

  // "db1:5432,db2:5432/thidua": hosts and database.
  std::string Name() const;
  // `text` without the password.
  std::string Redact(std::string text) const;

 private:
  std::string Get(const std::string& keyword) const;

  std::map<std::string, std::string> parameters_;  // By libpq's keywords.
};

}  // namespace thidua::sql

#endif  // THIDUA_COMMON_SQL_POSTGRESQL_ADDRESS_H_
