#include <chrono>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "services/cli/commands.h"
#include "services/cli/freshness.h"
#include "services/cli/ranking_query.h"
#include "services/cli/services.h"
#include "services/cli/stop_request.h"
#include "services/cli/watch_output.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::RankingService;
using thidua::ranking::v1::WatchRankingsRequest;
using thidua::ranking::v1::WatchRankingsResponse;

constexpr std::chrono::milliseconds kBetweenConnections{1000};

struct WatchOptions {
  std::shared_ptr<RankingScope> scope = std::make_shared<RankingScope>();
  // 0: until a signal.
  int seconds = 0;
};

class Watcher {
 public:
  Watcher(const Settings& settings, const WatchOptions& options)
      : settings_(settings),
        style_(OutputStyle(settings.OutputLanguage())),
        stop_(options.seconds == 0 ? std::nullopt : std::optional(std::chrono::seconds(options.seconds))) {
    PutRankingScope(*options.scope, request_);
  }

  // Until it is stopped. Fails where the first connection does, or where the question itself is refused.
  absl::Status Run() {
    if (settings_.OutputFormat() == Format::kCsv) {
      if (absl::Status written = WriteOutput(WatchCsvHeading()); !written.ok()) return written;
    }
    for (;;) {
      const absl::Status status = Follow();
      if (stop_.Stopped()) return absl::OkStatus();
      if (!output_.ok()) return output_;
      const bool lost = status.ok() || absl::IsUnavailable(status);
      if (!lost || !told_anything_) return status;
      if (connected_) Note({"Mất kết nối, đang nối lại…", "The connection was lost; trying again…"});
      connected_ = false;
      if (stop_.WaitFor(kBetweenConnections)) return absl::OkStatus();
    }
  }

 private:
  void Note(const Message& message) const { WriteNote(absl::StrCat("thidua: ", style_.Say(message))); }

  // One connection, from what was seen so far.
  absl::Status Follow() {
    request_.clear_seen();
    for (const auto& version : state_.Seen()) *request_.add_seen() = version;
    RankingService::Stub stub(Connect(settings_, Service::kRanking));
    grpc::ClientContext context;
    SayWhoCalls(settings_, context);
    stop_.OnStop([&context] { context.TryCancel(); });
    const auto reader = stub.WatchRankings(&context, request_);
    WatchRankingsResponse response;
    while (output_.ok() && reader->Read(&response)) Take(response);
    if (!output_.ok()) context.TryCancel();
    const grpc::Status status = reader->Finish();
    stop_.Forget();
    return status.ok() ? absl::OkStatus() : FromCall(status, Service::kRanking, settings_);
  }

  void Take(const WatchRankingsResponse& response) {
    if (told_anything_ && !connected_) Note({"Đã nối lại.", "Connected again."});
    told_anything_ = connected_ = true;
    if (response.has_stale() && !stale_) NoteStale(settings_, response.stale().age_ms());
    if (!response.has_stale() && stale_) {
      Note(
          {"Dịch vụ chấm điểm đã trả lời lại; kết quả lại là mới nhất.", "Scoring answers again; this is up to date."});
    }
    stale_ = response.has_stale();
    for (const auto& event : response.events()) {
      if (state_.Take(event) && output_.ok()) output_ = WriteOutput(Written(event));
    }
  }

  std::string Written(const WatchRankingsResponse::Event& event) const {
    switch (settings_.OutputFormat()) {
      case Format::kText:
        return WatchText(event, absl::Now(), style_);
      case Format::kCsv:
        return WatchCsv(event, absl::Now());
      case Format::kJson:
        return WatchJson(event, absl::Now());
    }
    return {};
  }

  const Settings& settings_;
  const Style style_;
  StopRequest stop_;
  WatchRankingsRequest request_;
  WatchState state_;
  bool told_anything_ = false;
  bool connected_ = false;
  bool stale_ = false;
  absl::Status output_;
};

absl::Status Watch(const Settings& settings, const WatchOptions& options) { return Watcher(settings, options).Run(); }

}  // namespace

void AddWatch(const Grammar& grammar, CLI::App& root, Session& session) {
  constexpr int kYear = 366 * 24 * 60 * 60;
  CLI::App* command = grammar.Command(
      root, "watch", {"Theo dõi hạng đổi đến đâu báo đến đó; Ctrl-C để dừng", "Ranks as they move; Ctrl-C ends it"},
      "thidua watch --under 535 --year 2023");
  const auto options = std::make_shared<WatchOptions>();
  grammar.Number(*command, "--for", options->seconds, "SECONDS", 1, kYear,
                 {"Tự dừng sau bấy nhiêu giây", "End after that many seconds"});
  AddRankingScope(grammar, *command, options->scope, [&session, options] {
    session.run = [&session, options] { return Watch(session.settings, *options); };
  });
}

}  // namespace thidua::cli
