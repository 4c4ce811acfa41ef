#include "common/rpc/gate.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/problem.h"
#include "common/text/unicode.h"
#include "thidua/type/v1/actor.pb.h"

namespace thidua::rpc {
namespace {

constexpr size_t kMaxActorBytes = 200;

// Who the caller says acts; nothing when it says nothing. INVALID_ARGUMENT (BAD_ACTOR).
absl::StatusOr<std::optional<Actor>> ActorOf(const grpc::ServerContextBase& context) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(kActorMetadata);
  if (found == metadata.end()) return std::nullopt;
  thidua::type::v1::Actor actor;
  const bool parsed = actor.ParseFromArray(found->second.data(), static_cast<int>(found->second.size()));
  for (const std::string* text : {&actor.name(), &actor.unit(), &actor.office()}) {
    if (parsed && text->size() <= kMaxActorBytes && !text::FirstBadUtf8(*text) && !text::HasControlCharacter(*text)) {
      continue;
    }
    return InvalidField(kActorMetadata, "BAD_ACTOR",
                        {.vi = absl::StrCat("Thông tin người thực hiện không hợp lệ: tên, đơn vị, phòng ban là văn "
                                            "bản UTF-8, tối đa ",
                                            kMaxActorBytes, " byte."),
                         .en = absl::StrCat("Who acts is not given rightly: name, unit and office are UTF-8 text of "
                                            "at most ",
                                            kMaxActorBytes, " bytes.")});
  }
  return Actor{.name = text::ToNfc(actor.name()), .unit = actor.unit(), .office = actor.office()};
}

}  // namespace

absl::Time DeadlineOf(const grpc::ServerContextBase& context) {
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) return absl::InfiniteFuture();
  return absl::FromChrono(deadline);
}

absl::Status Passage::Enter(const google::protobuf::Descriptor& request) {
  if (guard_ == nullptr) return absl::OkStatus();
  const auto& metadata = context_->client_metadata();
  const auto [first, last] = metadata.equal_range(kTokenMetadata);
  std::string_view authorization;
  if (first != last) authorization = {first->second.data(), first->second.size()};
  // Of two tokens, neither is believed.
  if (first != last && std::next(first) != last) authorization = "twice";
  absl::StatusOr<std::shared_ptr<const Caller>> caller = guard_->Recognize(authorization, request);
  if (!caller.ok()) return caller.status();
  caller_ = *std::move(caller);
  // A service asks for many people.
  if (caller_->roles.Has(Role::kService)) return absl::OkStatus();
  const Actor& actor = caller_->actor;
  return limiter_->Take(absl::StrCat(caller_->unit, "/", actor.office, "/", actor.name), absl::Now());
}

absl::Status Passage::Check(const google::protobuf::Message& request) {
  if (guard_ == nullptr) return absl::OkStatus();
  const std::optional<absl::Status> verdict = guard_->PermitNow(*caller_, request);
  if (!verdict.has_value()) return absl::OkStatus();
  permitted_ = verdict->ok();
  return *verdict;
}

absl::Status Passage::Enter(const google::protobuf::Message& request) {
  if (guard_ == nullptr) return absl::OkStatus();
  if (absl::Status status = Enter(*request.GetDescriptor()); !status.ok()) return status;
  return Check(request);
}

absl::StatusOr<Call> Passage::Admit(const google::protobuf::Message& request) {
  absl::StatusOr<Call> call = Admit();
  if (!call.ok() || permitted()) return call;
  if (absl::Status status = guard_->Permit(*caller_, request, *call); !status.ok()) return status;
  permitted_ = true;
  return call;
}

absl::StatusOr<Call> Passage::Admit() const {
  Call call{.deadline = DeadlineOf(*context_), .trace = telemetry::TraceContextOf(*context_)};
  if (caller_ != nullptr) {
    call.by = caller_->actor;
    call.bearer = caller_->bearer;
    call.permit = [guard = guard_, caller = caller_, deadline = call.deadline](const google::protobuf::Message& other) {
      return guard->Permit(*caller, other, {.deadline = deadline, .by = caller->actor, .bearer = caller->bearer});
    };
  }
  // Of others, the token alone says who they are.
  if (caller_ != nullptr && !IsTrusted(*caller_)) return call;
  absl::StatusOr<std::optional<Actor>> by = ActorOf(*context_);
  if (!by.ok()) return by.status();
  if (by->has_value()) call.by = **std::move(by);
  return call;
}

}  // namespace thidua::rpc
