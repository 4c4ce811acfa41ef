#include "services/cli/assignments.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/decimal/decimal.h"

namespace thidua::cli {
namespace {

// The parts before the first "=" and what stands after it.
std::optional<std::pair<std::vector<std::string>, std::string>> Split(const std::string& word, size_t parts) {
  const size_t equals = word.find('=');
  if (equals == std::string::npos) return std::nullopt;
  std::vector<std::string> names = absl::StrSplit(word.substr(0, equals), ':');
  const bool all_there = std::none_of(names.begin(), names.end(), [](const std::string& name) { return name.empty(); });
  if (names.size() != parts || !all_there) return std::nullopt;
  return std::make_pair(std::move(names), word.substr(equals + 1));
}

}  // namespace

bool IsAmount(const std::string& text) {
  Decimal amount;
  return Decimal::Parse(text, amount) == Decimal::Fault::kNone && !amount.negative();
}

std::optional<CodeAmount> ParseCodeAmount(const std::string& word) {
  auto split = Split(word, 1);
  if (!split.has_value() || !IsAmount(split->second)) return std::nullopt;
  return CodeAmount{.code = std::move(split->first[0]), .amount = std::move(split->second)};
}

std::optional<UnitFigure> ParseUnitInput(const std::string& word) {
  auto split = Split(word, 3);
  if (!split.has_value()) return std::nullopt;
  return UnitFigure{.unit = std::move(split->first[0]),
                    .criterion = std::move(split->first[1]),
                    .input = std::move(split->first[2]),
                    .value = std::move(split->second)};
}

std::optional<UnitFigure> ParseUnitPoints(const std::string& word) {
  auto split = Split(word, 2);
  Decimal points;
  if (!split.has_value() || Decimal::Parse(split->second, points) != Decimal::Fault::kNone) return std::nullopt;
  return UnitFigure{.unit = std::move(split->first[0]),
                    .criterion = std::move(split->first[1]),
                    .input = {},
                    .value = std::move(split->second)};
}

void RefuseWord(const std::string& option, const std::string& word, const Message& wanted, Language language) {
  const Message is_not{" không đúng dạng ", " is not of the form "};
  throw CLI::ValidationError(absl::StrCat(option, ": \"", word, "\"", is_not.In(language), wanted.In(language), "."));
}

}  // namespace thidua::cli
