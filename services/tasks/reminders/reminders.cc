#include "services/tasks/reminders/reminders.h"

namespace thidua::tasks {

absl::StatusOr<std::unique_ptr<Reminders>> Reminders::Start(const ReminderOptions& options, sql::Database& database,
                                                            scoring::ScoringApi& scoring, rpc::Gate& gate,
                                                            std::function<absl::Time()> now) {
  absl::StatusOr<std::unique_ptr<NoticeSink>> sink = OpenNoticeSink(options, now);
  if (!sink.ok()) return sink.status();
  return std::unique_ptr<Reminders>(new Reminders(IntervalOf(options), *std::move(sink), database, scoring, gate, now));
}

Reminders::Reminders(absl::Duration interval, std::unique_ptr<NoticeSink> sink, sql::Database& database,
                     scoring::ScoringApi& scoring, rpc::Gate& gate, std::function<absl::Time()> now)
    : notices_(database),
      own_teller_(database, UnitAboveByScoring(scoring), now),
      asked_teller_(database, UnitAboveByScoring(scoring), now),
      calls_(asked_teller_, notices_, now),
      handlers_(calls_, gate),
      sink_(std::move(sink)),
      delivery_(sink_ == nullptr ? nullptr
                                 : std::make_unique<NoticeDelivery>(notices_, *sink_, NewWorkerName(), now,
                                                                    NoticeDelivery::Options{})),
      runner_(own_teller_, delivery_.get(), now, interval) {}

}  // namespace thidua::tasks
