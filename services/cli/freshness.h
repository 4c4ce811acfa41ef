#ifndef THIDUA_SERVICES_CLI_FRESHNESS_H_
#define THIDUA_SERVICES_CLI_FRESHNESS_H_

#include <cstdint>
#include <string>

#include "services/cli/settings.h"

namespace thidua::cli {

// "12 giây", "3 phút", "2 giờ": whole units, rounded down.
std::string FormatAge(int64_t milliseconds, Language language);

// What is said of an answer that may lack what was just reported.
std::string StaleWarning(int64_t age_ms, Language language);

// Asks for an answer that has everything committed before the question.
template <typename Request>
void WantLatest(Request& request) {
  request.mutable_freshness()->set_latest(true);
}

void NoteStale(const Settings& settings, int64_t age_ms);

// Warns on standard error when the reply may be behind.
template <typename Reply>
void NoteIfStale(const Settings& settings, const Reply& reply) {
  if (reply.has_stale()) NoteStale(settings, reply.stale().age_ms());
}

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_FRESHNESS_H_
