#ifndef THIDUA_SERVICES_DEV_DEV_H_
#define THIDUA_SERVICES_DEV_DEV_H_

#include <string>

#include "absl/status/status.h"
#include "common/telemetry/options.h"
#include "services/tasks/reminders/reminder_options.h"

namespace thidua::dev {

struct Options {
  std::string data_dir;                   // Made when it does not exist; one SQLite file for each store in it.
  std::string store;                      // A PostgreSQL URI instead; empty: data_dir.
  std::string listen = "127.0.0.1:7100";  // Port 0: any free port, printed.
  std::string redis;                      // "host:port"; empty: the in-process cache alone.
  std::string port_file;                  // When set, the bound "host:port" is written to it once serving.
  tasks::ReminderOptions reminders;
  telemetry::Options telemetry;
};

// All services in this process on one port, with reflection, until SIGTERM or SIGINT; then drains and returns.
absl::Status Run(const Options& options);

}  // namespace thidua::dev

#endif  // THIDUA_SERVICES_DEV_DEV_H_
