#ifndef THIDUA_TESTS_E2E_CLUSTER_H_
#define THIDUA_TESTS_E2E_CLUSTER_H_

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "common/testing/temp_folder.h"
#include "tests/integration/cli.h"

namespace thidua::e2e {

// What deploy/cluster.sh starts, in a folder of its own; stopped with this object. What goes wrong is thrown as
// std::runtime_error with what the script wrote.
class Cluster {
 public:
  explicit Cluster(std::vector<std::string> up_options = {}, std::string programs = THIDUA_BIN);
  ~Cluster();

  // Starts what does not run.
  void Up();
  // One replica, as an operator would: it drains. `programs`: the folder to start it from, if another than that of the
  // cluster.
  void Restart(const std::string& service, int replica, const std::string& programs = {});
  // The PostgreSQL standby takes over.
  void FailOver() { Run({"failover"}); }
  // SIGKILL to a process by its name, "scoring-1" or "redis"; returns when it is dead.
  void Kill(const std::string& name);
  // Throws when it does not run.
  pid_t ProcessOf(const std::string& name) const;
  // The folder of the program that it runs.
  std::string ProgramsOf(const std::string& name) const;

  // Of PostgreSQL, for an administrator.
  std::string StoreUri() const;

  // All processes.
  const std::vector<std::string>& names() const { return names_; }
  // How many replicas each service has.
  std::map<std::string, int> Replicas() const;
  // The one address of all services, and its CA where it speaks TLS.
  const std::string& address() const { return address_; }
  std::string ca() const { return folder_.File("tls/ca.pem"); }
  integration::Cli cli() const { return integration::Cli({"--server", address_}); }

 private:
  // Runs the script; gives its standard output.
  std::string Run(std::vector<std::string> arguments) const;
  // The first word in a file of folder run.
  std::string Noted(const std::string& file) const;

  TempFolder folder_;
  const std::vector<std::string> up_options_;
  const std::string programs_;
  std::vector<std::string> names_;
  std::string address_;
};

}  // namespace thidua::e2e

#endif  // THIDUA_TESTS_E2E_CLUSTER_H_
