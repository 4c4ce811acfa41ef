#include "services/cli/completion.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace thidua::cli {
namespace {

constexpr char kScript[] = R"(# Completion of {program} for bash. Load it with: source <({program} completion bash)
_{program}() {
  local current="${COMP_WORDS[COMP_CWORD]}" command="" option="" word
  local commands="" names="" file=""
  COMPREPLY=()
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ "$word" == "=" ]]; then continue; fi
    if [[ -n "$option" ]]; then option=""; continue; fi
    case "$word" in
      {valued}) option="$word" ;;
      *)
        case "${command:+$command }$word" in
          {paths}) command="${command:+$command }$word" ;;
        esac ;;
    esac
  done
  if [[ "$current" == "=" ]]; then current=""; fi
  if [[ -n "$option" ]]; then
    case "$command $option" in
{values}      *) ;;
    esac
    return
  fi
  case "$command" in
{nodes}    *) ;;
  esac
  if [[ "$current" == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$names {common}" -- "$current")
  elif [[ -n "$file" ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
  fi
}
complete -F _{program} {program}
)";

// Everything that is told of the tree, gathered in its order.
struct Pieces {
  // Options that stand after every subcommand.
  std::vector<std::string> common;
  // Options with a value.
  std::set<std::string> valued;
  std::vector<std::string> paths;
  std::string values;
  std::string nodes;
};

std::vector<std::string> NamesOf(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  return names;
}

// Those that `known` does not have.
std::vector<std::string> OptionNames(const CLI::App& command, const std::vector<std::string>& known) {
  std::vector<std::string> all;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : NamesOf(*option)) {
      if (std::find(known.begin(), known.end(), name) == known.end()) all.push_back(name);
    }
  }
  return all;
}

// The bash commands that offer values of a type; empty when nothing can be offered.
std::string Offer(const std::string& type) {
  if (type == "FILE" || type == "DIR") {
    return absl::StrCat("compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen ",
                        type == "FILE" ? "-f" : "-d", " -- \"$current\")");
  }
  if (type.find('|') == std::string::npos) return {};
  return absl::StrCat("mapfile -t COMPREPLY < <(compgen -W \"", absl::StrReplaceAll(type, {{"|", " "}}),
                      "\" -- \"$current\")");
}

void Gather(const CLI::App& command, const std::string& path, Pieces& pieces) {
  std::vector<std::string> subcommands;
  std::string file;
  for (const CLI::App* subcommand : command.get_subcommands({})) subcommands.push_back(subcommand->get_name());
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional()) {
      if (option->get_type_name() == "FILE") file = "yes";
      continue;
    }
    if (option->get_items_expected_max() == 0) continue;
    const std::string offer = Offer(option->get_type_name());
    std::vector<std::string> patterns;
    for (const std::string& name : NamesOf(*option)) {
      pieces.valued.insert(name);
      patterns.push_back(path.empty() ? absl::StrCat("*\" ", name, "\"") : absl::StrCat("\"", path, " ", name, "\""));
    }
    if (!offer.empty()) {
      absl::StrAppend(&pieces.values, "      ", absl::StrJoin(patterns, "|"), ") ", offer, " ;;\n");
    }
  }
  absl::StrAppend(
      &pieces.nodes, "    \"", path, "\") commands=\"", absl::StrJoin(subcommands, " "), "\"",
      path.empty() ? "" : absl::StrCat(" names=\"", absl::StrJoin(OptionNames(command, pieces.common), " "), "\""),
      file.empty() ? "" : " file=\"yes\"", " ;;\n");
  for (const CLI::App* subcommand : command.get_subcommands({})) {
    const std::string inner = path.empty() ? subcommand->get_name() : absl::StrCat(path, " ", subcommand->get_name());
    pieces.paths.push_back(absl::StrCat("\"", inner, "\""));
    Gather(*subcommand, inner, pieces);
  }
}

}  // namespace

std::string BashCompletion(const CLI::App& root) {
  Pieces pieces{.common = OptionNames(root, {})};
  Gather(root, "", pieces);
  return absl::StrReplaceAll(kScript, {{"{program}", root.get_name()},
                                       {"{valued}", absl::StrJoin(pieces.valued, "|")},
                                       {"{paths}", absl::StrJoin(pieces.paths, "|")},
                                       {"{values}", pieces.values},
                                       {"{nodes}", pieces.nodes},
                                       {"{common}", absl::StrJoin(pieces.common, " ")}});
}

}  // namespace thidua::cli
