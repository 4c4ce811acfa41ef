#include "common/auth/policy_guard.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/problem.h"
#include "common/status/unknown.h"

namespace thidua::auth {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Path = std::vector<const FieldDescriptor*>;
// Nothing: memory does not know.
using Verdict = absl::StatusOr<std::optional<bool>>;

// Empty: there is no such field.
Path PathIn(const Descriptor& message, std::string_view path) {
  Path fields;
  const Descriptor* in = &message;
  for (const std::string& name : std::vector<std::string>(absl::StrSplit(std::string(path), '.'))) {
    const FieldDescriptor* field = in == nullptr ? nullptr : in->FindFieldByName(name);
    if (field == nullptr) return {};
    fields.push_back(field);
    in = field->message_type();
  }
  return fields;
}

absl::Status PermissionDenied(const Roles& roles) {
  std::vector<std::string> names;
  for (const Role role : kAllRoles) {
    if (roles.Has(role) && role != Role::kService) names.emplace_back(NameOf(role));
  }
  const std::string list = absl::StrJoin(names, ", ");
  return Problem{
      .code = absl::StatusCode::kPermissionDenied,
      .reason = "ROLE_NEEDED",
      .message = {.vi = absl::StrCat("Việc này cần một trong các vai trò: ", list,
                                     ". Hãy nhờ người có vai trò đó, hoặc xin người quản trị cấp mã thông báo (token) "
                                     "có vai trò đó."),
                  .en = absl::StrCat("This takes one of the roles: ", list,
                                     ". Ask somebody who has it, or the administrator for a token with it.")},
      .metadata = {{"roles", list}}}
      .ToStatus();
}

absl::Status NoPolicy() {
  return Problem{.code = absl::StatusCode::kPermissionDenied,
                 .reason = "NO_POLICY",
                 .message = {.vi = "Chưa quy định ai được gọi việc này, nên không ai được gọi.",
                             .en = "Nothing says who may call this, so nobody may."}}
      .ToStatus();
}

absl::Status NothingNamed(std::string_view field) {
  return InvalidField(field, "REQUIRED",
                      {.vi = "Hãy nêu đơn vị, cụm hoặc nhiệm vụ: chỉ người quản trị xem được tất cả.",
                       .en = "Name a unit, a cluster or a task: only administrators see all of them."});
}

bool Holds(const std::vector<std::string>& line, const std::string& unit) {
  return std::find(line.begin(), line.end(), unit) != line.end();
}

// The units that "<unit>-<year>-…" may be of: codes of units, and of criteria, may hold "-<year>-" themselves.
std::vector<std::string> UnitsOfTask(std::string_view task) {
  std::vector<std::string> units;
  for (size_t at = task.find('-', 1); at != std::string_view::npos; at = task.find('-', at + 1)) {
    const std::string_view rest = task.substr(at + 1);
    const bool year =
        rest.size() > 4 && rest[4] == '-' && std::all_of(rest.begin(), rest.begin() + 4, absl::ascii_isdigit);
    if (year) units.emplace_back(task.substr(0, at));
  }
  return units;
}

}  // namespace

struct PolicyGuard::Plan {
  struct Field {
    std::string_view name;
    Relation relation;
    Path path;
    // Where the year is: from the message that holds component `year_from` of `path`. Empty: nowhere.
    size_t year_from = 0;
    Path year;
  };
  const Rule* rule = nullptr;
  std::vector<Field> fields;
};

struct PolicyGuard::Named {
  Relation relation;
  std::string code;
  int year = 0;
  std::string cluster;  // Of kClusterMember.
};

PolicyGuard::PolicyGuard(Authenticator& authenticator, Directory& directory, std::function<absl::Time()> now)
    : authenticator_(authenticator), directory_(directory), now_(std::move(now)) {
  for (const Rule& rule : Policy()) {
    // Null: of another program.
    const MethodDescriptor* method = DescriptorPool::generated_pool()->FindMethodByName(std::string(rule.method));
    if (method == nullptr) continue;
    auto plan = std::make_unique<Plan>();
    plan->rule = &rule;
    for (const NamingField& field : rule.fields) {
      Plan::Field placed{.name = field.path,
                         .relation = field.relation,
                         .path = PathIn(*method->input_type(), field.path),
                         .year = PathIn(*method->input_type(), field.year)};
      while (placed.year_from < placed.year.size() && placed.year_from < placed.path.size() &&
             placed.year[placed.year_from] == placed.path[placed.year_from]) {
        ++placed.year_from;
      }
      placed.year.erase(placed.year.begin(), placed.year.begin() + static_cast<std::ptrdiff_t>(placed.year_from));
      plan->fields.push_back(std::move(placed));
    }
    plans_.emplace(method->input_type(), std::move(plan));
  }
}

PolicyGuard::~PolicyGuard() = default;

const PolicyGuard::Plan* PolicyGuard::PlanOf(const Descriptor& request) const {
  const auto found = plans_.find(&request);
  return found == plans_.end() ? nullptr : found->second.get();
}

absl::StatusOr<std::shared_ptr<const Caller>> PolicyGuard::Recognize(std::string_view authorization,
                                                                     const Descriptor& request) {
  absl::StatusOr<std::shared_ptr<const Caller>> caller = authenticator_.Recognize(authorization);
  if (!caller.ok()) return caller;
  const Plan* plan = PlanOf(request);
  if (plan == nullptr) return NoPolicy();
  // Where a request names something, whether the caller may see it comes first.
  if (plan->fields.empty() && !(*caller)->roles.HasAny(plan->rule->roles)) return PermissionDenied(plan->rule->roles);
  return caller;
}

std::string PolicyGuard::SubjectOf(std::string_view authorization) {
  const absl::StatusOr<std::shared_ptr<const Caller>> caller = authenticator_.Recognize(authorization);
  return caller.ok() ? (*caller)->subject : std::string();
}

std::optional<absl::Status> PolicyGuard::PermitNow(const Caller& caller, const Message& request) {
  return Judge(caller, request, nullptr);
}

absl::Status PolicyGuard::Permit(const Caller& caller, const Message& request, const rpc::Call& call) {
  return *Judge(caller, request, &call);
}

std::optional<absl::Status> PolicyGuard::Judge(const Caller& caller, const Message& request, const rpc::Call* call) {
  const Plan* plan = PlanOf(*request.GetDescriptor());
  if (plan == nullptr) return NoPolicy();
  if (!IsTrusted(caller) && !plan->fields.empty()) {
    bool named_something = false;
    bool in_memory = true;
    for (const Plan::Field& field : plan->fields) {
      // Each value of the field, with the messages that hold the components of its path.
      std::vector<const Message*> holders = {&request};
      std::optional<absl::Status> refused;
      const auto year_of = [&]() -> int {
        if (field.year.empty()) return 0;
        const Message* in = holders[field.year_from];
        for (size_t i = 0; i + 1 < field.year.size(); ++i) in = &in->GetReflection()->GetMessage(*in, field.year[i]);
        const FieldDescriptor* last = field.year.back();
        if (last->cpp_type() == FieldDescriptor::CPPTYPE_INT32) return in->GetReflection()->GetInt32(*in, last);
        std::string scratch;
        int year = 0;
        // Of an ISO day.
        return absl::SimpleAtoi(in->GetReflection()->GetStringReference(*in, last, &scratch).substr(0, 4), &year) ? year
                                                                                                                  : 0;
      };
      const auto judge = [&](const std::string& code, bool element) {
        if (code.empty() && !element) return;
        if (code.empty()) {
          refused = NothingNamed(field.name);
          return;
        }
        named_something = true;
        Named named{.relation = field.relation, .code = code, .year = year_of(), .cluster = ""};
        if (named.year == 0) named.year = static_cast<int>(absl::ToCivilYear(now_(), absl::UTCTimeZone()).year());
        if (field.relation == Relation::kClusterMember) {
          const FieldDescriptor* cluster = request.GetDescriptor()->FindFieldByName("cluster");
          named.cluster = request.GetReflection()->GetString(request, cluster);
        }
        std::optional<absl::Status> verdict = JudgeOne(caller, named, call);
        if (!verdict.has_value()) {
          in_memory = false;
        } else if (!verdict->ok()) {
          refused = std::move(verdict);
        }
      };
      const auto walk = [&](const auto& self, size_t depth, bool element) -> void {
        const Message& in = *holders.back();
        const FieldDescriptor* at = field.path[depth];
        const auto* reflection = in.GetReflection();
        const int count = at->is_repeated() ? reflection->FieldSize(in, at) : 1;
        std::string scratch;
        for (int i = 0; i < count && !refused.has_value(); ++i) {
          if (depth + 1 == field.path.size()) {
            judge(at->is_repeated() ? reflection->GetRepeatedStringReference(in, at, i, &scratch)
                                    : reflection->GetStringReference(in, at, &scratch),
                  element || at->is_repeated());
          } else {
            holders.push_back(at->is_repeated() ? &reflection->GetRepeatedMessage(in, at, i)
                                                : &reflection->GetMessage(in, at));
            self(self, depth + 1, element || at->is_repeated());
            holders.pop_back();
          }
        }
      };
      walk(walk, 0, false);
      if (refused.has_value()) return refused;
    }
    if (!named_something) return NothingNamed(plan->fields.front().name);
    if (!in_memory) return std::nullopt;
  }
  if (!caller.roles.HasAny(plan->rule->roles)) return PermissionDenied(plan->rule->roles);
  return absl::OkStatus();
}

std::optional<absl::Status> PolicyGuard::JudgeOne(const Caller& caller, const Named& named, const rpc::Call* call) {
  const Verdict related = IsRelated(caller, named, call);
  if (!related.ok()) return related.status();
  if (!related->has_value()) return std::nullopt;
  if (**related) return absl::OkStatus();
  switch (named.relation) {
    case Relation::kCluster:
    case Relation::kLedCluster:
      return UnknownCluster(named.code, named.year);
    case Relation::kTask:
      return UnknownTask(named.code);
    default:
      return UnknownUnit(named.code);
  }
}

absl::StatusOr<std::optional<Line>> PolicyGuard::LineOf(const std::string& unit, const rpc::Call* call) {
  if (Line line = directory_.KnownLine(unit)) return line;
  if (call == nullptr) return std::nullopt;
  absl::StatusOr<Line> asked = directory_.LineOf(unit, *call);
  if (!asked.ok()) return asked.status();
  return *std::move(asked);
}

absl::StatusOr<std::optional<bool>> PolicyGuard::IsBelow(const std::string& unit, const std::string& above,
                                                         const rpc::Call* call) {
  if (unit == above) return true;
  const absl::StatusOr<std::optional<Line>> line = LineOf(unit, call);
  if (!line.ok()) return line.status();
  if (!line->has_value()) return std::nullopt;
  return Holds(***line, above);
}

absl::StatusOr<std::optional<bool>> PolicyGuard::IsTaskBelow(const std::string& task, const std::string& above,
                                                             const rpc::Call* call) {
  bool below = false;
  for (const std::string& unit : UnitsOfTask(task)) {
    const absl::StatusOr<std::optional<Line>> line = LineOf(unit, call);
    if (!line.ok()) return line.status();
    if (!line->has_value()) return std::nullopt;
    // Of a unit that there is not, there is no task.
    if ((**line)->empty()) continue;
    if (!Holds(***line, above)) return false;
    below = true;
  }
  return below;
}

absl::StatusOr<std::optional<bool>> PolicyGuard::IsRelated(const Caller& caller, const Named& named,
                                                           const rpc::Call* call) {
  const std::string& own = caller.unit;
  if (named.relation == Relation::kTask) return IsTaskBelow(named.code, own, call);
  const bool about_unit = named.relation != Relation::kCluster && named.relation != Relation::kLedCluster;
  if (about_unit) {
    const std::string& unit = named.code;
    Verdict below = IsBelow(unit, own, call);
    if (!below.ok() || !below->has_value() || **below) return below;
    if (named.relation == Relation::kKin) return IsBelow(own, unit, call);
    if (named.relation == Relation::kLedUnit && caller.roles.Has(Role::kLeader)) {
      if (call == nullptr) return std::nullopt;
      const absl::StatusOr<bool> leads = directory_.Leads(own, unit, named.year, *call);
      if (!leads.ok()) return leads.status();
      return *leads;
    }
    if (named.relation != Relation::kClusterMember) return false;
  }
  const std::string& code = about_unit ? named.cluster : named.code;
  std::optional<std::shared_ptr<const ClusterFacts>> cluster = directory_.KnownCluster(code, named.year);
  if (!cluster.has_value()) {
    if (call == nullptr) return std::nullopt;
    absl::StatusOr<std::shared_ptr<const ClusterFacts>> asked = directory_.Cluster(code, named.year, *call);
    if (!asked.ok()) return asked.status();
    cluster = *std::move(asked);
  }
  if (*cluster == nullptr) return false;
  const ClusterFacts& facts = **cluster;
  const auto has = [&](const std::string& unit) {
    return std::binary_search(facts.members.begin(), facts.members.end(), unit);
  };
  if (about_unit) return has(named.code);
  if (facts.leader == own || (named.relation == Relation::kCluster && has(own))) return true;
  Verdict below = IsBelow(facts.authority, own, call);
  if (!below.ok() || !below->has_value() || **below || named.relation == Relation::kLedCluster) return below;
  return IsBelow(own, facts.authority, call);
}

}  // namespace thidua::auth
