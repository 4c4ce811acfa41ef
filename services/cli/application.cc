#include "services/cli/application.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/credentials.h"
#include "common/status/problem.h"
#include "services/cli/commands.h"
#include "services/cli/console.h"
#include "services/cli/exit_code.h"
#include "services/cli/failure.h"
#include "services/cli/grammar.h"
#include "services/cli/input_file.h"

namespace thidua::cli {
namespace {

const Message kSummary{"Chấm điểm, xếp hạng và giao việc thi đua của các xã, phường, thị trấn",
                       "Scores, ranks and plans the emulation of communes, wards and towns"};

const Message kFooter{
    "Các tùy chọn trên dùng được trước hoặc sau tên lệnh. Địa chỉ riêng của một dịch vụ thắng --server.\n"
    "Kết quả ra đầu ra chuẩn; tiến độ và lỗi ra đầu ra lỗi.\n\n"
    "Mã thoát:\n"
    "  0  xong\n"
    "  1  hỏng: lỗi của máy chủ, không ghi được kết quả, nhật ký hoặc tệp không nguyên vẹn\n"
    "  2  dòng lệnh sai\n"
    "  3  không tìm thấy: đơn vị, cụm, tiêu chí không có; tệp không có hoặc không đọc được\n"
    "  4  bị từ chối: tệp có lỗi, tham số không hợp lệ, thiếu dữ liệu để trả lời (chưa có thang điểm, đơn vị\n"
    "     không thuộc cụm nào, bảng điểm chưa đủ), chưa đến lượt, thiếu quyền, hoặc bảng điểm, nhiệm vụ đã được sửa "
    "trước đó\n"
    "  5  dịch vụ không trả lời: chưa chạy, quá hạn chờ, quá tải\n\n"
    "Ví dụ:\n"
    "  thidua rank --under 535 --year 2023",
    "The options above work before and after the command. An address for one service wins over --server.\n"
    "Data goes to standard output, progress and errors to standard error.\n\n"
    "Exit codes:\n"
    "  0  done\n"
    "  1  failed: an error of the server, output that could not be written, a log or file that is not whole\n"
    "  2  wrong command line\n"
    "  3  not found: a unit, cluster or criterion that is not known; a file that is not there or not readable\n"
    "  4  refused: a file with faults, an invalid argument, data is missing for an answer (no scale yet, a unit\n"
    "     in no cluster, an incomplete sheet), not your turn or not allowed, or a sheet or task that was changed "
    "before\n"
    "  5  unavailable: a service that is down, too slow or overloaded\n\n"
    "Example:\n"
    "  thidua rank --under 535 --year 2023"};

constexpr char kTokenFile[] = "--token-file";
constexpr size_t kMostTokenBytes = 16 << 10;

void AddCommonOptions(const Grammar& grammar, CLI::App& root, Settings& settings) {
  grammar
      .Address(root, "--server", settings.server,
               {"Địa chỉ các dịch vụ (mặc định 127.0.0.1:7100)", "Where the services are (default 127.0.0.1:7100)"})
      ->envname("THIDUA_SERVER");
  grammar
      .Address(root, "--scoring-server", settings.scoring_server,
               {"Địa chỉ riêng của dịch vụ chấm điểm", "Where scoring alone is"})
      ->envname("THIDUA_SCORING_SERVER");
  grammar
      .Address(root, "--ranking-server", settings.ranking_server,
               {"Địa chỉ riêng của dịch vụ xếp hạng", "Where ranking alone is"})
      ->envname("THIDUA_RANKING_SERVER");
  grammar
      .Address(root, "--tasks-server", settings.tasks_server,
               {"Địa chỉ riêng của dịch vụ nhiệm vụ", "Where tasks alone is"})
      ->envname("THIDUA_TASKS_SERVER");
  grammar
      .Path(root, "--ca", settings.tls.ca, "FILE",
            {"Kết nối TLS, tin chứng thư của CA này (tệp PEM)",
             "Connect by TLS and trust the certificates of this CA (PEM)"})
      ->envname("THIDUA_CA");
  grammar
      .Path(
          root, "--cert", settings.tls.cert, "FILE",
          {"Chứng thư của máy này, nếu máy chủ đòi (tệp PEM)", "Certificate to show to servers that ask for one (PEM)"})
      ->envname("THIDUA_CERT");
  grammar.Path(root, "--key", settings.tls.key, "FILE", {"Khóa của chứng thư đó (tệp PEM)", "Its key (PEM)"})
      ->envname("THIDUA_KEY");
  grammar
      .Text(root, "--as", settings.acting_name, "NAME",
            {"Tên người thực hiện (mặc định: tên đăng nhập)", "Name of the person who acts (default: the login name)"})
      ->envname("THIDUA_AS");
  grammar
      .Text(root, "--as-unit", settings.acting_unit, "UNIT",
            {"Mã đơn vị mà người đó thay mặt", "Code of the unit that the person acts for"})
      ->envname("THIDUA_AS_UNIT");
  grammar
      .Text(root, "--as-office", settings.acting_office, "OFFICE",
            {"Mã phòng ban mà người đó thay mặt", "Code of the office that the person acts for"})
      ->envname("THIDUA_AS_OFFICE");
  root.add_option_function<std::string>(
          kTokenFile, [](const std::string&) {},
          grammar.Say({"Tệp có mã thông báo (token) cho biết ai gọi; không có thì lấy biến THIDUA_TOKEN",
                       "File with the token that shows who calls; without it, the variable THIDUA_TOKEN"}))
      ->type_name("FILE");
  grammar.Choice(root, "-o,--output", settings.output, {"text", "json", "csv"},
                 {"Dạng kết quả (mặc định text)", "Form of the output (default text)"});
  grammar.Choice(root, "--lang", settings.lang, {"vi", "en"}, {"Ngôn ngữ (mặc định vi)", "Language (default vi)"})
      ->envname("THIDUA_LANG");
  grammar.Number(root, "--timeout", settings.timeout_seconds, "SECONDS", 1, 86400,
                 {"Thời hạn chờ, giây (mặc định: hỏi 10, nhập 300)",
                  "How long to wait for an answer (default: questions 10, imports 300)"});
  root.set_version_flag("--version", "thidua " THIDUA_VERSION, grammar.Say({"In phiên bản", "Print the version"}));
}

// The token that the command line or the environment gives, as it goes over the wire.
absl::Status TakeToken(const CLI::App& root, Settings& settings) {
  std::string token;
  if (const CLI::Option* file_option = root.get_option(kTokenFile); file_option->count() > 0) {
    absl::StatusOr<InputFile> file = InputFile::Open(file_option->as<std::string>());
    if (!file.ok()) return file.status();
    if (absl::Status read = file->Read(kMostTokenBytes, token); !read.ok()) return read;
  } else if (const char* given = std::getenv("THIDUA_TOKEN"); given != nullptr) {
    token = given;
  }
  settings.token = std::string(absl::StripAsciiWhitespace(token));
  if (std::all_of(settings.token.begin(), settings.token.end(), absl::ascii_isgraph)) return absl::OkStatus();
  return InvalidField("token", "BAD_TOKEN",
                      {.vi = "Mã thông báo (token) có dấu cách hoặc ký tự lạ. Hãy lưu đúng mã đã được cấp.",
                       .en = "The token has spaces or strange characters. Store it just as it was issued."});
}

// The subcommand that the command line got to, e.g. "thidua tasks list".
std::string CommandReached(const CLI::App& root) {
  std::string path = root.get_name();
  const CLI::App* command = &root;
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    absl::StrAppend(&path, " ", command->get_name());
  }
  return path;
}

// Keeps sockets and files off the standard descriptors: where standard output is closed, writing to it must fail.
void OccupyStandardDescriptors() {
  int descriptor = 0;
  do {
    descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);
  } while (descriptor >= 0 && descriptor <= STDERR_FILENO);
  if (descriptor > STDERR_FILENO) close(descriptor);
}

int Finish(const absl::Status& status, Language language) {
  if (!status.ok()) WriteNote(DescribeFailure(status, language));
  return static_cast<int>(ExitCodeFor(status));
}

}  // namespace

void BuildCommandTree(CLI::App& root, Session& session) {
  const Grammar grammar(session.settings.OutputLanguage());
  root.name("thidua");
  root.description(grammar.Say(kSummary));
  root.footer(grammar.Say(kFooter));
  grammar.Prepare(root);
  AddCommonOptions(grammar, root, session.settings);
  AddDev(grammar, root, session);
  AddImport(grammar, root, session);
  AddRank(grammar, root, session);
  AddPoints(grammar, root, session);
  AddMatrix(grammar, root, session);
  AddStanding(grammar, root, session);
  AddPath(grammar, root, session);
  AddWhatIf(grammar, root, session);
  AddWatch(grammar, root, session);
  AddReport(grammar, root, session);
  AddExplain(grammar, root, session);
  AddTasks(grammar, root, session);
  AddSheet(grammar, root, session);
  AddScale(grammar, root, session);
  AddPublications(grammar, root, session);
  AddAudit(grammar, root, session);
  AddMigrate(grammar, root, session);
  AddStatus(grammar, root, session);
  AddToken(grammar, root, session);
  AddCompletion(grammar, root, session);
}

int RunApplication(int argc, char** argv) {
  OccupyStandardDescriptors();
  std::signal(SIGPIPE, SIG_IGN);
  UseUtf8Locale();
  Session session;
  session.settings.lang = FindLanguage(argc, argv);
  const Language language = session.settings.OutputLanguage();
  CLI::App root;
  BuildCommandTree(root, session);
  try {
    root.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Finish(WriteOutput(root.help()), language);
  } catch (const CLI::CallForVersion& version) {
    return Finish(WriteOutput(absl::StrCat(version.what(), "\n")), language);
  } catch (const CLI::ParseError& error) {
    const Message see{"Xem: ", "See: "};
    WriteNote(absl::StrCat("thidua: ", DescribeUsageError(root, error, language), "\n  ", see.In(language),
                           CommandReached(root), " --help"));
    return static_cast<int>(ExitCode::kUsage);
  }
  absl::Status status = TakeToken(root, session.settings);
  if (status.ok()) status = rpc::CheckClientTls(session.settings.tls);
  if (status.ok()) status = session.run();
  return Finish(status, language);
}

}  // namespace thidua::cli
