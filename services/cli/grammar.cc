#include "services/cli/grammar.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace thidua::cli {
namespace {

bool IsUtf8(const std::string& text) { return std::mbstowcs(nullptr, text.c_str(), 0) != static_cast<size_t>(-1); }

bool IsNumber(const std::string& text, int least, int most) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= least && value <= most;
}

bool IsAddress(const std::string& text) {
  const size_t colon = text.rfind(':');
  return colon != std::string::npos && colon > 0 && IsNumber(text.substr(colon + 1), 1, 65535);
}

// What is after the first `separator`, or everything.
std::string After(const std::string& text, std::string_view separator) {
  const size_t at = text.find(separator);
  return at == std::string::npos ? text : text.substr(at + separator.size());
}

}  // namespace

void Grammar::Prepare(CLI::App& root) const {
  const std::string options = Say({"Tùy chọn", "Options"});
  const auto formatter = root.get_formatter();
  formatter->label("Usage", Say({"Cách dùng", "Usage"}));
  formatter->label("OPTIONS", Say({"TÙY CHỌN", "OPTIONS"}));
  formatter->label("SUBCOMMAND", Say({"LỆNH", "COMMAND"}));
  formatter->label("Positionals", Say({"Tham số", "Arguments"}));
  formatter->label("REQUIRED", Say({"(bắt buộc)", "(required)"}));
  formatter->label("Env", Say({"biến môi trường", "environment"}));
  formatter->column_width(34);
  root.option_defaults()->group(options);
  root.set_help_flag("-h,--help", Say({"In phần trợ giúp này", "Print this help"}))->group(options);
  root.fallthrough();
  root.require_subcommand(1);
}

CLI::App* Grammar::Command(CLI::App& parent, const std::string& name, const Message& what,
                           std::string_view example) const {
  CLI::App* command = parent.add_subcommand(name, Say(what));
  command->group(Say({"Lệnh", "Commands"}));
  command->get_help_ptr()->group(Say({"Tùy chọn", "Options"}));
  if (!example.empty()) {
    command->require_subcommand(0, 0);
    command->footer(absl::StrCat(Say({"Tùy chọn chung (--server, --output, --lang, --timeout…): thidua --help",
                                      "Common options (--server, --output, --lang, --timeout…): thidua --help"}),
                                 "\n\n", Say({"Ví dụ", "Example"}), ":\n  ", std::string(example)));
  }
  return command;
}

CLI::Option* Grammar::Text(CLI::App& app, const std::string& names, std::string& value, const std::string& type,
                           const Message& what) const {
  return Path(app, names, value, type, what)->check([*this](const std::string& text) {
    return IsUtf8(text) ? std::string() : Say({"không phải UTF-8", "is not UTF-8"});
  });
}

CLI::Option* Grammar::Path(CLI::App& app, const std::string& names, std::string& value, const std::string& type,
                           const Message& what) const {
  return app.add_option(names, value, Say(what))->type_name(type);
}

CLI::Option* Grammar::Address(CLI::App& app, const std::string& names, std::string& value, const Message& what) const {
  return Path(app, names, value, "ADDR", what)->check([*this](const std::string& text) {
    return IsAddress(text) ? std::string()
                           : absl::StrCat("\"", text, "\" ",
                                          Say({"không phải địa chỉ máy:cổng, ví dụ 127.0.0.1:7100",
                                               "is not an address host:port such as 127.0.0.1:7100"}));
  });
}

CLI::Option* Grammar::Number(CLI::App& app, const std::string& names, int& value, const std::string& type, int least,
                             int most, const Message& what) const {
  return app.add_option(names, value, Say(what))
      ->type_name(type)
      ->check([*this, least, most](const std::string& text) {
        return IsNumber(text, least, most)
                   ? std::string()
                   : absl::StrCat("\"", text, "\" ", Say({"không phải số nguyên từ", "is not a whole number from"}),
                                  " ", least, Say({" đến ", " to "}), most);
      });
}

CLI::Option* Grammar::Year(CLI::App& app, const std::string& names, int& value, const Message& what) const {
  return Number(app, names, value, "YEAR", 1900, 2999, what);
}

CLI::Option* Grammar::Choice(CLI::App& app, const std::string& names, std::string& value,
                             const std::vector<std::string>& values, const Message& what) const {
  return Path(app, names, value, absl::StrJoin(values, "|"), what)->check([*this, values](const std::string& text) {
    return std::find(values.begin(), values.end(), text) != values.end()
               ? std::string()
               : absl::StrCat("\"", text, "\" ", Say({"không có trong", "is not one of"}), " ",
                              absl::StrJoin(values, ", "));
  });
}

CLI::Option* Grammar::Flag(CLI::App& app, const std::string& names, bool& value, const Message& what) const {
  return app.add_flag(names, value, Say(what));
}

std::string DescribeUsageError(const CLI::ParseError& error, Language language) {
  const std::string what = error.what();
  if (language == Language::kEnglish) return what;
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    if (what == "A subcommand is required") return "Thiếu tên lệnh.";
    return absl::StrCat("Thiếu ", what.substr(0, what.find(" is required")), ".");
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) return absl::StrCat("Không hiểu: ", After(what, ": "));
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    const std::string option = what.substr(0, what.find(": "));
    return what.ends_with(" missing") ? absl::StrCat(option, ": thiếu giá trị.")
                                      : absl::StrCat(option, ": chỉ được cho một lần, với một giá trị.");
  }
  return what;
}

std::string FindLanguage(int argc, const char* const* argv) {
  constexpr std::string_view kOption = "--lang";
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == kOption && i + 1 < argc) return argv[i + 1];
    if (word.starts_with(kOption) && word.size() > kOption.size() && word[kOption.size()] == '=') {
      return std::string(word.substr(kOption.size() + 1));
    }
  }
  const char* environment = std::getenv("THIDUA_LANG");
  return environment == nullptr ? std::string() : environment;
}

}  // namespace thidua::cli
