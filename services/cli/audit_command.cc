#include <atomic>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/cli/audit_output.h"
#include "services/cli/commands.h"
#include "services/cli/csv.h"
#include "services/cli/input_file.h"
#include "services/cli/output_file.h"
#include "services/cli/progress.h"
#include "services/cli/reply.h"
#include "services/cli/services.h"

namespace thidua::cli {
namespace {

using thidua::scoring::v1::AuditEntry;
using thidua::scoring::v1::AuditService;
using thidua::scoring::v1::GetAuditHeadRequest;
using thidua::scoring::v1::ListAuditEntriesRequest;
using thidua::scoring::v1::ListAuditEntriesResponse;
using thidua::scoring::v1::VerifyAuditStateRequest;
using thidua::tasks::v1::GetTaskAuditHeadRequest;
using thidua::tasks::v1::ListTaskAuditEntriesRequest;
using thidua::tasks::v1::ListTaskAuditEntriesResponse;
using thidua::tasks::v1::TaskAuditService;
using thidua::tasks::v1::VerifyTaskAuditStateRequest;

// Far more than a head has.
constexpr size_t kHeadBytes = 4096;

struct AuditOptions {
  std::string of = "scoring";
  std::string head;
  std::string out;

  AuditedLog Log() const { return of == "tasks" ? AuditedLog::kTasks : AuditedLog::kScoring; }
};

template <typename Reply>
absl::StatusOr<AuditHead> ToHead(const absl::StatusOr<Reply>& reply) {
  if (!reply.ok()) return reply.status();
  return AuditHead{.number = reply->number(), .hash = reply->number() == 0 ? kHashOfNothing : reply->hash()};
}

absl::StatusOr<AuditHead> AskHead(const Settings& settings, AuditedLog log) {
  return log == AuditedLog::kTasks
             ? ToHead(Ask(settings, &TaskAuditService::Stub::GetTaskAuditHead, GetTaskAuditHeadRequest()))
             : ToHead(Ask(settings, &AuditService::Stub::GetAuditHead, GetAuditHeadRequest()));
}

// How many sheets or tasks the log leads to.
absl::StatusOr<int64_t> AskStored(const Settings& settings, AuditedLog log) {
  if (log == AuditedLog::kTasks) {
    const auto state =
        Ask(settings, &TaskAuditService::Stub::VerifyTaskAuditState, VerifyTaskAuditStateRequest(), kImportTimeout);
    if (!state.ok()) return state.status();
    return state->tasks();
  }
  const auto state = Ask(settings, &AuditService::Stub::VerifyAuditState, VerifyAuditStateRequest(), kImportTimeout);
  if (!state.ok()) return state.status();
  return state->sheets();
}

absl::StatusOr<AuditHead> ReadHead(const std::string& path) {
  absl::StatusOr<InputFile> file = InputFile::Open(path);
  if (!file.ok()) return file.status();
  std::string text;
  if (absl::Status read = file->Read(kHeadBytes, text); !read.ok()) return read;
  return ParseAuditHead(text, path);
}

// Hands all entries to `each`, and tells how far it is of `last`.
absl::Status ForEachEntry(const Settings& settings, AuditedLog log, int64_t last,
                          const std::function<absl::Status(const AuditEntry&)>& each) {
  std::atomic<int64_t> seen = 0;
  const Progress progress([&] {
    return absl::StrCat(settings.Say({"nhật ký: đã xem mục ", "log: at entry "}), seen.load(), "/", last);
  });
  const auto take = [&](const auto& page) {
    for (const AuditEntry& entry : page.entries()) {
      if (absl::Status taken = each(entry); !taken.ok()) return taken;
      ++seen;
    }
    return absl::OkStatus();
  };
  if (log == AuditedLog::kTasks) {
    return Receive<TaskAuditService::Stub, ListTaskAuditEntriesRequest, ListTaskAuditEntriesResponse>(
        settings, &TaskAuditService::Stub::ListTaskAuditEntries, {}, take);
  }
  return Receive<AuditService::Stub, ListAuditEntriesRequest, ListAuditEntriesResponse>(
      settings, &AuditService::Stub::ListAuditEntries, {}, take);
}

absl::Status Verify(const Settings& settings, const AuditOptions& options) {
  AuditFindings findings{.log = options.Log()};
  std::vector<AuditHead> known;
  if (!options.head.empty()) {
    absl::StatusOr<AuditHead> kept = ReadHead(options.head);
    if (!kept.ok()) return kept.status();
    findings.kept = *kept;
    known.push_back(*kept);
  }
  // What the server says of its log before it lists it must be in the list.
  const absl::StatusOr<AuditHead> told = AskHead(settings, options.Log());
  if (!told.ok()) return told.status();
  known.push_back(*told);
  AuditChain chain(std::move(known));
  absl::Status listed =
      ForEachEntry(settings, options.Log(), told->number, [&](const AuditEntry& entry) { return chain.Add(entry); });
  if (listed.ok()) listed = chain.Finish();
  if (!listed.ok()) return listed;
  findings.head = chain.head();

  const absl::StatusOr<int64_t> stored = AskStored(settings, options.Log());
  if (!stored.ok()) return stored.status();
  findings.stored = *stored;
  switch (settings.OutputFormat()) {
    case Format::kText:
      return WriteOutput(AuditText(findings, OutputStyle(settings.OutputLanguage())));
    case Format::kJson:
      return WriteOutput(AuditJson(findings));
    case Format::kCsv:
      return WriteOutput(AuditCsv(findings));
  }
  return absl::OkStatus();
}

absl::Status Head(const Settings& settings, const AuditOptions& options) {
  const absl::StatusOr<AuditHead> head = AskHead(settings, options.Log());
  if (!head.ok()) return head.status();
  if (!options.out.empty()) return WriteFile(options.out, FormatAuditHead(*head));
  if (settings.OutputFormat() != Format::kCsv) return WriteOutput(FormatAuditHead(*head));
  std::string csv;
  AppendCsvRow({"number", "hash"}, csv);
  AppendCsvRow({absl::StrCat(head->number), head->hash}, csv);
  return WriteOutput(csv);
}

absl::Status Export(const Settings& settings, const AuditOptions& options) {
  const absl::StatusOr<AuditHead> told = AskHead(settings, options.Log());
  if (!told.ok()) return told.status();
  absl::StatusOr<OutputFile> file = OutputFile::Create(options.out);
  if (!file.ok()) return file.status();
  absl::Status listed = ForEachEntry(settings, options.Log(), told->number, [&](const AuditEntry& entry) {
    return file->Write(absl::StrCat(entry.hash(), "\t", entry.entry(), "\n"));
  });
  if (!listed.ok()) return listed;
  return file->Commit();
}

void AddWhichLog(const Grammar& grammar, CLI::App& command, std::string& of) {
  grammar.Choice(command, "--of", of, {"scoring", "tasks"},
                 {"Nhật ký của chấm điểm hay của nhiệm vụ (mặc định scoring)",
                  "The log of scoring or of tasks (default scoring)"});
}

}  // namespace

void AddAudit(const Grammar& grammar, CLI::App& root, Session& session) {
  CLI::App* audit = grammar.Family(root, "audit",
                                   {"Nhật ký mọi thay đổi: kiểm tra, lấy đầu nhật ký, xuất",
                                    "The log of every change: verify it, take its head, export it"},
                                   "thidua audit verify --head dau-nhat-ky.json");
  const auto options = std::make_shared<AuditOptions>();
  CLI::App* verify = grammar.Command(*audit, "verify",
                                     {"Tính lại chuỗi mã băm của toàn bộ nhật ký, rồi so dữ liệu với nhật ký",
                                      "Recompute the whole log's chain of hashes, then hold the data against the log"},
                                     "thidua audit verify --head dau-nhat-ky.json");
  grammar.Path(
      *verify, "--head", options->head, "FILE",
      {"Đầu nhật ký đã giữ từ trước: nhật ký phải còn chứa nó", "A head kept before: the log must still hold it"});
  AddWhichLog(grammar, *verify, options->of);
  RunWith(*verify, session, options, &Verify);

  CLI::App* head = grammar.Command(*audit, "head",
                                   {"In số và mã băm của mục cuối (JSON), để giữ ở nơi khác",
                                    "Print the last entry's number and hash (JSON), to be kept elsewhere"},
                                   "thidua audit head --out dau-nhat-ky.json");
  grammar.Path(*head, "--out", options->out, "FILE", {"Ghi vào tệp này", "Write it to this file"});
  AddWhichLog(grammar, *head, options->of);
  RunWith(*head, session, options, &Head);

  CLI::App* exported = grammar.Command(*audit, "export",
                                       {"Ghi nhật ký ra tệp: mỗi dòng mã băm, dấu tab, nội dung mục",
                                        "Write the log to a file: on each line hash, tab, entry"},
                                       "thidua audit export --out nhat-ky.tsv");
  grammar.Path(*exported, "--out", options->out, "FILE", {"Tệp kết quả", "File to write"})->required();
  AddWhichLog(grammar, *exported, options->of);
  RunWith(*exported, session, options, &Export);
}

}  // namespace thidua::cli
