#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/auth/authenticator.h"
#include "common/auth/keys.h"
#include "common/status/problem.h"
#include "services/cli/commands.h"
#include "services/cli/console.h"
#include "services/cli/input_file.h"

namespace thidua::cli {
namespace {

constexpr size_t kMostKeyBytes = 64 << 10;
constexpr int kMostHours = 24 * 366;

struct KeysOptions {
  std::string out;
};

struct IssueOptions {
  std::string key;
  std::string name;
  std::string unit;
  std::string office;
  std::vector<std::string> roles;
  std::string issuer = auth::TokenRules().issuer;
  std::string audience = auth::TokenRules().audience;
  int hours = 12;
};

// Makes a file that was not there. Never another one's, even when two make it at once.
absl::Status WriteNew(const std::string& path, const std::string& content, mode_t mode) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (descriptor < 0 && errno == EEXIST) {
    return Problem{
        .code = absl::StatusCode::kAlreadyExists,
        .reason = "FILE_EXISTS",
        .message = {.vi = absl::StrCat("Đã có tệp ", path, "; không ghi đè khóa. Hãy chọn thư mục khác cho khóa mới."),
                    .en = absl::StrCat("There is a file ", path,
                                       " already; keys are not overwritten. Choose another folder.")}}
        .ToStatus();
  }
  bool written = descriptor >= 0;
  for (size_t at = 0; written && at < content.size();) {
    const ssize_t size = write(descriptor, content.data() + at, content.size() - at);
    written = size > 0;
    if (written) at += static_cast<size_t>(size);
  }
  if (descriptor >= 0) written = close(descriptor) == 0 && written;
  if (written) return absl::OkStatus();
  if (descriptor >= 0) unlink(path.c_str());
  return Problem{.code = absl::StatusCode::kUnknown,
                 .reason = "OUTPUT_FAILED",
                 .message = {.vi = absl::StrCat("Không ghi được tệp ", path, "."),
                             .en = absl::StrCat("Cannot write the file ", path, ".")}}
      .ToStatus();
}

absl::Status Keys(const Settings& settings, const KeysOptions& options) {
  const absl::StatusOr<auth::NewKey> key = auth::MakeKey();
  if (!key.ok()) return key.status();
  std::error_code error;
  std::filesystem::create_directories(options.out, error);
  const std::string private_key = absl::StrCat(options.out, "/key.json");
  const std::string key_set = absl::StrCat(options.out, "/jwks.json");
  if (absl::Status written = WriteNew(private_key, key->private_key, S_IRUSR | S_IWUSR); !written.ok()) return written;
  if (absl::Status written = WriteNew(key_set, key->key_set, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH); !written.ok()) {
    unlink(private_key.c_str());
    return written;
  }
  WriteNote(settings.Say({absl::StrCat("Khóa riêng (giữ kín): ", private_key, "\nBộ khóa công khai, cho --jwks của ",
                                       "các dịch vụ: ", key_set),
                          absl::StrCat("Private key (keep it secret): ", private_key,
                                       "\nPublic key set, for --jwks of the services: ", key_set)}));
  return absl::OkStatus();
}

absl::Status Issue(const Settings& settings, const IssueOptions& options) {
  absl::StatusOr<InputFile> file = InputFile::Open(options.key);
  if (!file.ok()) return file.status();
  std::string key;
  for (std::string piece;;) {
    if (absl::Status read = file->Read(kMostKeyBytes, piece); !read.ok()) return read;
    if (piece.empty() || key.size() > kMostKeyBytes) break;
    key += piece;
  }
  const bool everywhere = std::any_of(options.roles.begin(), options.roles.end(), [](const std::string& role) {
    return role == auth::NameOf(Role::kAdministrator) || role == auth::NameOf(Role::kService);
  });
  if (options.unit.empty() && !everywhere) {
    return InvalidField("unit", "REQUIRED",
                        {.vi = "Hãy nêu --unit: chỉ administrator và service không thuộc đơn vị nào.",
                         .en = "Name a --unit: only administrator and service belong to none."});
  }
  const bool verifies = std::any_of(options.roles.begin(), options.roles.end(),
                                    [](const std::string& role) { return role == auth::NameOf(Role::kVerifier); });
  if (options.office.empty() && verifies && !everywhere) {
    return InvalidField("office", "REQUIRED",
                        {.vi = "Hãy nêu --office: verifier xác nhận thay cho một phòng ban.",
                         .en = "Name an --office: a verifier confirms for one."});
  }
  const int64_t now = absl::ToUnixSeconds(absl::Now());
  const std::string& name = options.name.empty() ? settings.acting_name : options.name;
  nlohmann::ordered_json claims = {{"iss", options.issuer},
                                   {"aud", options.audience},
                                   {"sub", name},
                                   {"name", name},
                                   {"iat", now},
                                   {"nbf", now},
                                   {"exp", now + int64_t{options.hours} * 3600},
                                   {"roles", options.roles}};
  if (!options.unit.empty()) claims["unit"] = options.unit;
  if (!options.office.empty()) claims["office"] = options.office;
  const absl::StatusOr<std::string> token = auth::Sign(key, claims.dump());
  if (!token.ok()) return token.status();
  return WriteOutput(absl::StrCat(*token, "\n"));
}

}  // namespace

void AddToken(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* token = grammar.Family(
      root, "token",
      {"Tạo khóa và cấp mã thông báo (token) để thử nghiệm", "Make keys and issue tokens, for development"},
      "thidua token keys --out keys");

  CLI::App* keys = grammar.Command(*token, "keys",
                                   {"Tạo khóa riêng ES256 và bộ khóa công khai (JWKS) của nó",
                                    "Make a private ES256 key and its public key set (JWKS)"},
                                   "thidua token keys --out keys");
  const auto keys_options = std::make_shared<KeysOptions>();
  grammar
      .Path(*keys, "--out", keys_options->out, "DIR",
            {"Thư mục cho key.json và jwks.json; không ghi đè", "Folder for key.json and jwks.json; never overwritten"})
      ->required();
  keys->callback([&session, keys_options] {
    session.run = [&session, keys_options] { return Keys(session.settings, *keys_options); };
  });

  CLI::App* issue =
      grammar.Command(*token, "issue", {"Cấp một mã thông báo, in ra đầu ra chuẩn", "Issue a token on standard output"},
                      "thidua token issue --key keys/key.json --unit 21526 --role editor");
  const auto options = std::make_shared<IssueOptions>();
  std::vector<std::string> names;
  names.reserve(auth::kAllRoles.size());
  for (const Role role : auth::kAllRoles) names.emplace_back(auth::NameOf(role));
  grammar.Path(*issue, "--key", options->key, "FILE", {"Khóa riêng, từ token keys", "Private key, from token keys"})
      ->required();
  grammar
      .Texts(*issue, "--role", options->roles, "ROLE",
             {"Vai trò, có thể nhiều: viewer, editor, verifier, leader, appraiser, administrator, service",
              "Role, any number: viewer, editor, verifier, leader, appraiser, administrator, service"})
      ->check(CLI::IsMember(names))
      ->type_name("ROLE")
      ->required();
  grammar.Text(*issue, "--unit", options->unit, "UNIT", {"Mã đơn vị của người đó", "Code of the person's unit"});
  grammar.Text(*issue, "--office", options->office, "OFFICE",
               {"Mã phòng ban của người đó", "Code of the person's office"});
  grammar.Text(*issue, "--name", options->name, "NAME",
               {"Tên người đó (mặc định: --as)", "Name of the person (default: --as)"});
  grammar.Number(*issue, "--hours", options->hours, "N", 1, kMostHours,
                 {"Hiệu lực, giờ (mặc định 12)", "How long it is good, in hours (default 12)"});
  grammar.Text(*issue, "--issuer", options->issuer, "TEXT",
               {"Nơi cấp, như --jwt-issuer của dịch vụ (mặc định thidua)",
                "Issuer, as --jwt-issuer of the services (default thidua)"});
  grammar.Text(*issue, "--audience", options->audience, "TEXT",
               {"Cấp cho ai, như --jwt-audience của dịch vụ (mặc định thidua)",
                "Audience, as --jwt-audience of the services (default thidua)"});
  issue->callback(
      [&session, options] { session.run = [&session, options] { return Issue(session.settings, *options); }; });
}

}  // namespace thidua::cli
