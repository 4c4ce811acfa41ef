#ifndef THIDUA_SERVICES_CLI_SHEET_OPTIONS_H_
#define THIDUA_SERVICES_CLI_SHEET_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "services/cli/grammar.h"
#include "services/cli/settings.h"
#include "thidua/scoring/v1/scoring.pb.h"

namespace thidua::cli {

// Which sheet a command is about.
struct SheetAt {
  std::string unit;
  int year = 0;
};

// Adds --unit and --year, both required.
void AddSheetAt(const Grammar& grammar, CLI::App& command, SheetAt& at);

// What every write may carry.
struct WriteGuard {
  std::string etag;
  std::string request_id;
};

// Adds --etag and --request-id.
void AddWriteGuard(const Grammar& grammar, CLI::App& command, WriteGuard& guard);
void AddRequestId(const Grammar& grammar, CLI::App& command, std::string& request_id);

template <typename Request>
void PutSheetAt(const SheetAt& at, Request& request) {
  request.set_unit(at.unit);
  request.set_year(at.year);
}

template <typename Request>
void PutWriteGuard(const WriteGuard& guard, Request& request) {
  request.set_etag(guard.etag);
  request.set_request_id(guard.request_id);
}

// Which file to write, in which form.
struct ExportFile {
  std::string path;
  std::string format;
};

// Adds --out, required, and --format, one of `formats` ("xlsx", "csv", "json").
void AddExportFile(const Grammar& grammar, CLI::App& command, const std::vector<std::string>& formats,
                   ExportFile& file);
// What the end of the name says, else --format. A usage error when they say nothing, something else than `formats`, or
// two things.
thidua::scoring::v1::SheetFormat FormatOf(const ExportFile& file, const std::vector<std::string>& formats,
                                          Language language);

// "I.2.actual=100": the criterion is what stands before the last dot before the "=".
struct FigureWord {
  std::string criterion;
  std::string input;
  std::string value;
};
std::optional<FigureWord> ParseFigureWord(const std::string& word);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_SHEET_OPTIONS_H_
