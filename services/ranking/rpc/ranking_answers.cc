#include "services/ranking/rpc/ranking_answers.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace thidua::ranking {
namespace {

// To be raised when the same text would ask for other bytes.
constexpr int kFormat = 1;
constexpr size_t kAnswersBytes = size_t{128} << 20;
// An answer's nodes, basis and slice beside its bytes.
constexpr size_t kOverheadBytes = 512;

std::string SharedKey(const Question& question, const Basis& basis) {
  return absl::StrCat("answer:", kFormat, ":", question.text, "\n", basis.Text());
}

// Scoring is away, or took too long: what is known may still be told.
bool IsAway(const absl::Status& status) { return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status); }

}  // namespace

RankingAnswers::RankingAnswers(RankingCore& core, std::shared_ptr<cache::Cache> shared)
    : core_(core), shared_(std::move(shared)), answers_(kAnswersBytes) {}

std::optional<ReadyAnswer> RankingAnswers::Ready(const Question& question) {
  if (!core_.versions().IsFreshEnough(question.freshness)) return std::nullopt;
  const std::shared_ptr<const Answer> answer = answers_.Get(question.text);
  if (answer == nullptr || !Stands(*answer, question)) return std::nullopt;
  cache::Counters::Add(counters_.hits);
  return ReadyAnswer{.bytes = answer->bytes};
}

bool RankingAnswers::Stands(const Answer& answer, const Question& question) const {
  const KnownVersions& versions = core_.versions();
  // Before the sequence: what comes in between is not in the answer.
  const Clock::time_point known_since = versions.known_since();
  const uint64_t sequence = versions.sequence();
  if (answer.checked_at.load(std::memory_order_acquire) != sequence) {
    const Basis now = BasisOf(versions, question.scope);
    if (!StillStands(answer.basis, now)) return false;
    answer.checked_at.store(now.sequence, std::memory_order_release);
  }
  answer.newest_at.store(known_since.time_since_epoch().count(), std::memory_order_release);
  return true;
}

absl::StatusOr<ReadyAnswer> RankingAnswers::Get(const Question& question, const rpc::Call& call) {
  if (auto ready = Ready(question)) return *std::move(ready);
  const absl::StatusOr<KnownVersions::Age> age = core_.AwaitAge(question.freshness, call);
  if (!age.ok()) return age.status();
  if (const std::shared_ptr<const Answer> answer = answers_.Get(question.text);
      answer != nullptr && Stands(*answer, question)) {
    cache::Counters::Add(counters_.hits);
    return ReadyAnswer{.bytes = answer->bytes, .age = *age};
  }
  cache::Counters::Add(counters_.misses);
  absl::StatusOr<std::shared_ptr<const Answer>> made = Make(question, call);
  if (made.ok()) return ReadyAnswer{.bytes = (*made)->bytes, .age = *age};
  if (!IsAway(made.status()) || question.freshness.min_version > 0) return made.status();
  const std::shared_ptr<const Answer> last = answers_.Get(question.text);
  if (last == nullptr) return made.status();
  const Clock::time_point newest{Clock::duration(last->newest_at.load(std::memory_order_acquire))};
  return ReadyAnswer{.bytes = last->bytes,
                     .age = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - newest)};
}

absl::StatusOr<std::shared_ptr<const RankingAnswers::Answer>> RankingAnswers::Make(const Question& question,
                                                                                   const rpc::Call& call) {
  absl::StatusOr<Basis> found = core_.Find(question.scope, call);
  if (!found.ok()) return found.status();
  const std::string key = SharedKey(question, *found);
  const uint64_t epoch = found->epoch;
  const auto make = [&]() -> absl::StatusOr<cache::Value> {
    // Another flight may have landed since the look-up: then no bytes are needed.
    if (FindOf(question, *found) != nullptr) return cache::Value();
    Basis basis = *found;
    if (shared_ != nullptr) {
      if (cache::Value bytes = shared_->Get(key)) {
        Remember(question, *bytes, std::move(basis));
        return bytes;
      }
    }
    absl::StatusOr<std::string> reply = question.make(basis, call);
    if (!reply.ok()) return reply.status();
    auto bytes = std::make_shared<const std::string>(*std::move(reply));
    if (shared_ != nullptr) shared_->Put(SharedKey(question, basis), bytes);
    Remember(question, *bytes, std::move(basis));
    return cache::Value(bytes);
  };
  while (true) {
    // In another epoch, equal versions may have come back to other meanings.
    const absl::StatusOr<cache::Value> bytes =
        flight_.Do(absl::StrCat(epoch, "\n", key), make, call.deadline, [&] { return rpc::GivenUp(call); });
    if (!bytes.ok()) return bytes.status();
    if (auto answer = FindOf(question, *found)) return answer;
    // It was displaced at once, perhaps by one that is older in another cluster.
    if (*bytes != nullptr) return Remember(question, **bytes, *found);
  }
}

std::shared_ptr<const RankingAnswers::Answer> RankingAnswers::FindOf(const Question& question, const Basis& basis) {
  auto answer = answers_.Get(question.text);
  return answer != nullptr && StillStands(answer->basis, basis) ? answer : nullptr;
}

std::shared_ptr<const RankingAnswers::Answer> RankingAnswers::Remember(const Question& question,
                                                                       const std::string& bytes, Basis basis) {
  auto answer = std::make_shared<Answer>();
  answer->bytes = grpc::Slice(bytes);
  answer->checked_at = basis.sequence;
  answer->newest_at = basis.known_since.time_since_epoch().count();
  answer->basis = std::move(basis);
  // A slower one, of older versions or of an earlier run of scoring, does not displace what is newer.
  std::shared_ptr<const Answer> known = answers_.Get(question.text);
  if (known != nullptr && (known->basis.epoch > answer->basis.epoch ||
                           (!StillStands(answer->basis, known->basis) && StillStands(known->basis, answer->basis)))) {
    return known;
  }
  answers_.Put(question.text, answer, question.text.size() + bytes.size() + kOverheadBytes);
  cache::Counters::Add(counters_.stores);
  return answer;
}

}  // namespace thidua::ranking
