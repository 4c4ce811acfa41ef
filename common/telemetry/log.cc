#include "common/telemetry/log.h"

#include <re2/re2.h>
#include <spdlog/formatter.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"

namespace thidua::telemetry {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMostBytes = 8 << 10;
constexpr char kHidden[] = "***";

// Of the entry that this thread writes just now: spdlog calls the formatter on the same thread.
thread_local const Json* fields_of_entry = nullptr;

bool IsPlain(UChar32 character) {
  switch (u_charType(character)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_SURROGATE:
      return false;
    default:
      return true;
  }
}

void AppendEscaped(UChar32 character, std::string& out) {
  if (character == '\n') {
    out += "\\n";
  } else if (character == '\r') {
    out += "\\r";
  } else if (character == '\t') {
    out += "\\t";
  } else if (character <= 0xffff) {
    absl::StrAppendFormat(&out, "\\u%04x", static_cast<unsigned>(character));
  } else {
    absl::StrAppendFormat(&out, "\\u%04x\\u%04x", static_cast<unsigned>(U16_LEAD(character)),
                          static_cast<unsigned>(U16_TRAIL(character)));
  }
}

std::string Message(std::string_view text) {
  std::string message = Redacted(text.substr(0, kMostBytes));
  if (text.size() > kMostBytes) message += "…";
  return message;
}

std::string Dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json WithoutSecrets(const Json& value) {
  const std::string* text = value.get_ptr<const std::string*>();
  return text == nullptr ? value : Json(Redacted(*text));
}

class TextFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& entry, spdlog::memory_buf_t& out) override {
    std::string message = OnOneLine(Message({entry.payload.data(), entry.payload.size()}));
    if (fields_of_entry != nullptr) {
      for (const auto& [key, value] : fields_of_entry->items()) {
        const Json shown = WithoutSecrets(value);
        // A string is quoted where it would not be seen where it ends.
        const std::string* text = shown.get_ptr<const std::string*>();
        const bool bare = text != nullptr && !text->empty() && text->find_first_of(" \"=\\") == std::string::npos;
        absl::StrAppend(&message, " ", key, "=", OnOneLine(bare ? *text : Dump(shown)));
      }
    }
    spdlog::details::log_msg safe = entry;
    safe.payload = spdlog::string_view_t(message.data(), message.size());
    pattern_.format(safe, out);
  }

  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<TextFormatter>(); }

 private:
  spdlog::pattern_formatter pattern_;
};

class JsonFormatter final : public spdlog::formatter {
 public:
  explicit JsonFormatter(std::string program) : program_(std::move(program)) {}

  void format(const spdlog::details::log_msg& entry, spdlog::memory_buf_t& out) override {
    const spdlog::string_view_t level = spdlog::level::to_string_view(entry.level);
    Json line{{"time", absl::FormatTime("%Y-%m-%d%ET%H:%M:%E6SZ", absl::FromChrono(entry.time), absl::UTCTimeZone())},
              {"level", std::string(level.data(), level.size())},
              {"program", program_},
              {"message", Message({entry.payload.data(), entry.payload.size()})}};
    if (fields_of_entry != nullptr) {
      for (const auto& [key, value] : fields_of_entry->items()) {
        line[key] = WithoutSecrets(value);
      }
    }
    // What JSON itself lets through: characters beyond ASCII that would show the line as what it is not.
    const std::string text = OnOneLine(Dump(line));
    out.append(text.data(), text.data() + text.size());
    out.push_back('\n');
  }

  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonFormatter>(program_); }

 private:
  const std::string program_;
};

}  // namespace

void SetUpLog(const std::string& program, LogFormat format) {
  auto log = std::make_shared<spdlog::logger>("thidua", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  if (format == LogFormat::kJson) {
    log->set_formatter(std::make_unique<JsonFormatter>(program));
  } else {
    log->set_formatter(std::make_unique<TextFormatter>());
  }
  spdlog::set_default_logger(std::move(log));
}

void LogWithFields(spdlog::level::level_enum level, std::string_view message, const Json& fields) {
  fields_of_entry = &fields;
  spdlog::default_logger_raw()->log(level, spdlog::string_view_t(message.data(), message.size()));
  fields_of_entry = nullptr;
}

std::string Redacted(std::string_view text) {
  // user:password@ in a URL; the password may hold what should have been escaped.
  static const RE2& in_url = *new RE2(R"(([a-zA-Z][a-zA-Z0-9+.-]*://[^\s/@:"']*):[^\s"']*@)");
  // password=… of connection strings, headers and the like, with or without quotes.
  static const RE2& named = *new RE2(
      R"((?i)\b((?:[a-z_]*password|passwd|pwd|[a-z_]*secret|[a-z_]*token|api[_-]?key|authorization)["']?\s*[=:]\s*))"
      R"((?:"[^"]*"|'[^']*'|(?:(?:bearer|basic)\s+)?[^\s&;,"']+))");
  static const RE2& credential = *new RE2(R"((?i)\b(bearer|basic)\s+[a-z0-9._~+/=-]{8,})");
  static const RE2& web_token = *new RE2(R"(\beyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.?[A-Za-z0-9_-]*)");
  static const RE2& webhook_key = *new RE2(R"(\bwhsec_[A-Za-z0-9+/=]+)");
  std::string out(text);
  RE2::GlobalReplace(&out, in_url, absl::StrCat("\\1:", kHidden, "@"));
  RE2::GlobalReplace(&out, named, absl::StrCat("\\1", kHidden));
  RE2::GlobalReplace(&out, credential, absl::StrCat("\\1 ", kHidden));
  RE2::GlobalReplace(&out, web_token, kHidden);
  RE2::GlobalReplace(&out, webhook_key, kHidden);
  return out;
}

std::string OnOneLine(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < size;) {
    const int32_t start = at;
    UChar32 character = 0;
    U8_NEXT(text.data(), at, size, character);
    if (character < 0) {
      for (int32_t i = start; i < at; ++i) absl::StrAppendFormat(&out, "\\x%02x", static_cast<unsigned char>(text[i]));
    } else if (IsPlain(character)) {
      out.append(text, start, at - start);
    } else {
      AppendEscaped(character, out);
    }
  }
  return out;
}

}  // namespace thidua::telemetry
