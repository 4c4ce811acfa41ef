#include <cstdlib>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"
#include "services/cli/commands.h"
#include "services/dev/dev.h"

namespace thidua::cli {
namespace {

struct DevOptions {
  std::string data;
  std::string store;
  int port = 7100;
  std::string redis;
  std::string port_file;
  tasks::ReminderOptions reminders;
  telemetry::Options telemetry;
};

// As the XDG base directories say.
std::string DefaultDataDirectory() {
  const char* data_home = std::getenv("XDG_DATA_HOME");
  if (data_home != nullptr && *data_home == '/') return absl::StrCat(data_home, "/thidua");
  const char* home = std::getenv("HOME");
  return home == nullptr ? "thidua-data" : absl::StrCat(home, "/.local/share/thidua");
}

absl::Status Dev(const DevOptions& options) {
  absl::Status status = dev::Run({.data_dir = options.data.empty() ? DefaultDataDirectory() : options.data,
                                  .store = options.store,
                                  .listen = absl::StrCat("127.0.0.1:", options.port),
                                  .redis = options.redis,
                                  .port_file = options.port_file,
                                  .reminders = options.reminders,
                                  .telemetry = options.telemetry});
  if (status.ok()) return status;
  // UNAVAILABLE would read as a service that does not answer; here it is this program that cannot serve.
  Problem problem = Problem::FromStatus(status);
  problem.code = absl::StatusCode::kUnknown;
  return problem.ToStatus();
}

}  // namespace

void AddDev(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* command = grammar.Command(
      root, "dev",
      {"Chạy mọi dịch vụ trong một tiến trình, chỉ trên máy này", "Run all services in one process, on this machine"},
      "thidua dev --data /tmp/thidua-ba-to");
  const auto options = std::make_shared<DevOptions>();
  grammar.Path(*command, "--data", options->data, "DIR",
               {"Thư mục dữ liệu (mặc định: ~/.local/share/thidua)", "Data folder (default: ~/.local/share/thidua)"});
  grammar
      .Text(*command, "--store", options->store, "URL",
            {"Cơ sở dữ liệu PostgreSQL thay cho thư mục dữ liệu: postgresql://người_dùng@máy/cơ_sở_dữ_liệu",
             "PostgreSQL instead of the data folder: postgresql://user@host/database"})
      ->envname("THIDUA_STORE");
  grammar.Number(*command, "--port", options->port, "N", 0, 65535,
                 {"Cổng trên 127.0.0.1 (mặc định 7100; 0: cổng trống bất kỳ)",
                  "Port on 127.0.0.1 (default 7100; 0: any free port)"});
  grammar.Text(*command, "--redis", options->redis, "ADDR",
               {"Bộ nhớ đệm Redis dùng chung (không bắt buộc)", "Shared Redis cache (optional)"});
  grammar.Path(*command, "--port-file", options->port_file, "FILE",
               {"Ghi địa chỉ đang phục vụ vào tệp này", "Write the address that is served to this file"});
  grammar.Path(*command, "--notice-file", options->reminders.notice_file, "FILE",
               {"Ghi thêm mỗi thông báo nhắc việc vào tệp này, mỗi dòng một JSON",
                "Append every reminder to this file, as a line of JSON"});
  grammar.Text(*command, "--ops-listen", options->telemetry.ops_listen, "ADDR",
               {"Phục vụ HTTP vận hành ở địa chỉ này: /livez, /readyz, /metrics",
                "Serve operators' HTTP at this address: /livez, /readyz, /metrics"});
  grammar.Path(*command, "--ops-port-file", options->telemetry.ops_port_file, "FILE",
               {"Ghi địa chỉ của HTTP vận hành vào tệp này", "Write the address of operators' HTTP to this file"});
  command->callback([&session, options] { session.run = [options] { return Dev(*options); }; });
}

}  // namespace thidua::cli
