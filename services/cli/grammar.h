#ifndef THIDUA_SERVICES_CLI_GRAMMAR_H_
#define THIDUA_SERVICES_CLI_GRAMMAR_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/message.h"

namespace thidua::cli {

// Builds the command tree in one language. Every option is checked while it is parsed, so that a bad value is a usage
// error before any service is asked. The type that an option shows in --help is also what completion offers: "FILE",
// "DIR" or values separated by "|".
class Grammar {
 public:
  explicit Grammar(Language language) : language_(language) {}

  Language language() const { return language_; }
  std::string Say(const Message& message) const { return message.In(language_); }

  // Headings, help option and behaviour that subcommands added later inherit.
  void Prepare(CLI::App& root) const;
  // `example` closes its help.
  CLI::App* Command(CLI::App& parent, const std::string& name, const Message& what, std::string_view example) const;
  // A command that only holds others, one of which must be named.
  CLI::App* Family(CLI::App& parent, const std::string& name, const Message& what, std::string_view example) const;

  // UTF-8 text.
  CLI::Option* Text(CLI::App& app, const std::string& names, std::string& value, const std::string& type,
                    const Message& what) const;
  // Any number of them, one after the other.
  CLI::Option* Texts(CLI::App& app, const std::string& names, std::vector<std::string>& values, const std::string& type,
                     const Message& what) const;
  // Lets an option have no empty value.
  CLI::Option* NotEmpty(CLI::Option* option) const;
  // Bytes as the shell gave them: names of files.
  CLI::Option* Path(CLI::App& app, const std::string& names, std::string& value, const std::string& type,
                    const Message& what) const;
  // common/rpc/address_list.h
  CLI::Option* Address(CLI::App& app, const std::string& names, std::string& value, const Message& what) const;
  CLI::Option* Number(CLI::App& app, const std::string& names, int& value, const std::string& type, int least, int most,
                      const Message& what) const;
  CLI::Option* Year(CLI::App& app, const std::string& names, int& value, const Message& what) const;
  // Of a cluster-year, from 1.
  CLI::Option* Version(CLI::App& app, const std::string& names, int64_t& value, const Message& what) const;
  CLI::Option* Choice(CLI::App& app, const std::string& names, std::string& value,
                      const std::vector<std::string>& values, const Message& what) const;
  CLI::Option* Flag(CLI::App& app, const std::string& names, bool& value, const Message& what) const;

 private:
  CLI::Option* Utf8(CLI::Option* option) const;

  Language language_;
};

// What was wrong with the command line that `root` has parsed.
std::string DescribeUsageError(const CLI::App& root, const CLI::ParseError& error, Language language);

// The language of the help texts, which are needed before anything is parsed: --lang, else THIDUA_LANG, else "vi".
std::string FindLanguage(int argc, const char* const* argv);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_GRAMMAR_H_
