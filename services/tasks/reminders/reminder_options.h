#ifndef THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_OPTIONS_H_
#define THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/tasks/reminders/sender.h"

namespace thidua::tasks {

// How a process reminds. By default notices are made every minute and wait in the store for whoever lists them.
struct ReminderOptions {
  std::string notice_file;          // Empty: none.
  std::string webhook_url;          // Empty: none.
  std::string webhook_secret_file;  // Empty: the environment's THIDUA_WEBHOOK_SECRET.
  std::string interval = "1m";      // As absl::ParseDuration reads it.
};

// Adds --notice-file, --webhook-url, --webhook-secret-file and --reminder-interval. `options` must outlive `app`.
void AddReminderFlags(CLI::App& app, ReminderOptions& options);

// REQUIRES: options.interval came through AddReminderFlags, or is the default.
absl::Duration IntervalOf(const ReminderOptions& options);

// Where notices go; null when the options name nothing. Fails as FileSink::Open, ParseWebhookSecret and MakeWebhookSink
// do, and with FAILED_PRECONDITION (WEBHOOK_SECRET_FILE) when that file cannot be read.
absl::StatusOr<std::unique_ptr<NoticeSink>> OpenNoticeSink(const ReminderOptions& options,
                                                           std::function<absl::Time()> now);

}  // namespace thidua::tasks

#endif  // THIDUA_SERVICES_TASKS_REMINDERS_REMINDER_OPTIONS_H_
