#include "services/cli/grammar.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/rpc/address_list.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

bool IsUtf8(const std::string& text) { return std::mbstowcs(nullptr, text.c_str(), 0) != static_cast<size_t>(-1); }

bool IsNumber(const std::string& text, int64_t least, int64_t most) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= least && value <= most;
}

// Lines up descriptions whatever the letters to the left of them.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    const std::string left =
        "  " + (is_positional
                    ? option->get_name(true, false)
                    : absl::StrReplaceAll(make_option_name(option, false), {{",", ", "}}) + make_option_opts(option));
    return Paragraph(left + (DisplayWidth(left) < column_width_ ? "" : "\n" + std::string(column_width_, ' ')),
                     make_option_desc(option), column_width_, 0);
  }
};

}  // namespace

void Grammar::Prepare(CLI::App& root) const {
  const std::string options = Say({"Tùy chọn", "Options"});
  const auto formatter = std::make_shared<HelpFormatter>();
  root.formatter(formatter);
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
  command->footer(absl::StrCat(Say({"Tùy chọn chung (--server, --output, --lang, --timeout…): thidua --help",
                                    "Common options (--server, --output, --lang, --timeout…): thidua --help"}),
                               "\n\n", Say({"Ví dụ", "Example"}), ":\n  ", std::string(example)));
  return command;
}

CLI::App* Grammar::Family(CLI::App& parent, const std::string& name, const Message& what,
                          std::string_view example) const {
  CLI::App* family = Command(parent, name, what, example);
  family->require_subcommand(1);
  return family;
}

CLI::Option* Grammar::Text(CLI::App& app, const std::string& names, std::string& value, const std::string& type,
                           const Message& what) const {
  return Utf8(Path(app, names, value, type, what));
}

CLI::Option* Grammar::Texts(CLI::App& app, const std::string& names, std::vector<std::string>& values,
                            const std::string& type, const Message& what) const {
  return Utf8(app.add_option(names, values, Say(what))->type_name(type));
}

CLI::Option* Grammar::Utf8(CLI::Option* option) const {
  return option->check([*this](const std::string& text) {
    return IsUtf8(text) ? std::string() : Say({"không phải UTF-8", "is not UTF-8"});
  });
}

CLI::Option* Grammar::NotEmpty(CLI::Option* option) const {
  return option->check([*this](const std::string& text) {
    return text.empty() ? Say({"không được trống", "must not be empty"}) : std::string();
  });
}

CLI::Option* Grammar::Path(CLI::App& app, const std::string& names, std::string& value, const std::string& type,
                           const Message& what) const {
  return app.add_option(names, value, Say(what))->type_name(type);
}

CLI::Option* Grammar::Address(CLI::App& app, const std::string& names, std::string& value, const Message& what) const {
  return Path(app, names, value, "ADDR", what)->check([*this](const std::string& text) {
    return rpc::IsAddressList(text)
               ? std::string()
               : absl::StrCat(
                     "\"", text, "\" ",
                     Say({"không phải địa chỉ máy:cổng, ví dụ 127.0.0.1:7100; nhiều địa chỉ cách nhau bằng dấu phẩy",
                          "is not an address host:port such as 127.0.0.1:7100; several are separated by commas"}));
  });
}

CLI::Option* Grammar::Number(CLI::App& app, const std::string& names, int& value, const std::string& type, int least,
                             int most, const Message& what) const {
  return app.add_option(names, value, Say(what))->type_name(type)->check([*this, least, most](const std::string& text) {
    return IsNumber(text, least, most)
               ? std::string()
               : absl::StrCat("\"", text, "\" ", Say({"không phải số nguyên từ", "is not a whole number from"}), " ",
                              least, Say({" đến ", " to "}), most);
  });
}

CLI::Option* Grammar::Year(CLI::App& app, const std::string& names, int& value, const Message& what) const {
  return Number(app, names, value, "YEAR", 1900, 2999, what);
}

CLI::Option* Grammar::Version(CLI::App& app, const std::string& names, int64_t& value, const Message& what) const {
  return app.add_option(names, value, Say(what))->type_name("VERSION")->check([*this](const std::string& text) {
    return IsNumber(text, 1, std::numeric_limits<int64_t>::max())
               ? std::string()
               : absl::StrCat("\"", text, "\" ", Say({"không phải số phiên bản", "is not the number of a version"}));
  });
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

std::string DescribeUsageError(const CLI::App& root, const CLI::ParseError& error, Language language) {
  const bool english = language == Language::kEnglish;
  std::string what = error.what();
  const bool missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  const std::vector<std::string> unknown = root.remaining(true);
  if (!unknown.empty() && (missing || dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)) {
    return absl::StrCat(english ? "Not understood: " : "Không hiểu: ", absl::StrJoin(unknown, " "));
  }
  if (missing && what == "A subcommand is required") return english ? "A command is missing." : "Thiếu tên lệnh.";
  if (english) return what;
  if (missing) return absl::StrCat("Thiếu ", what.substr(0, what.find(" is required")), ".");
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
  return environment == nullptr || *environment == '\0' ? "vi" : environment;
}

}  // namespace thidua::cli
