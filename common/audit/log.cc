#include "common/audit/log.h"

#include <soci/soci.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "common/status/problem.h"

namespace thidua::audit {
namespace {

using soci::into;
using soci::use;
using Bound = long long;  // NOLINT(google-runtime-int): the type that SOCI binds.

constexpr size_t kHashDigits = 64;
constexpr size_t kLongestRequestId = 128;
constexpr char kSelect[] = "SELECT number, unit, year, version, text, hash FROM log ";

template <typename... Parameters>
std::vector<LogEntry> Fetch(soci::session& sql, const std::string& query, const Parameters&... parameters) {
  LogEntry entry;
  Bound number = 0, version = 0;
  soci::statement statement(sql);
  statement.exchange(into(number));
  statement.exchange(into(entry.unit));
  statement.exchange(into(entry.year));
  statement.exchange(into(version));
  statement.exchange(into(entry.text));
  statement.exchange(into(entry.hash));
  (statement.exchange(use(parameters)), ...);
  statement.alloc();
  statement.prepare(query);
  statement.define_and_bind();
  statement.execute();
  std::vector<LogEntry> entries;
  while (statement.fetch()) {
    entry.number = number;
    entry.version = version;
    entries.push_back(entry);
  }
  return entries;
}

std::string HashAfter(const std::string& before, const std::string& text) {
  return Sha256::HexOf(absl::StrCat(before, "\n", text));
}

}  // namespace

LogEntry Head(soci::session& sql) {
  std::vector<LogEntry> found = Fetch(sql, absl::StrCat(kSelect, "ORDER BY number DESC LIMIT 1"));
  return found.empty() ? LogEntry{.hash = std::string(kHashDigits, '0')} : std::move(found.front());
}

LogEntry Append(soci::session& sql, LogEntry entry, std::string_view members) {
  const LogEntry head = Head(sql);
  entry.number = head.number + 1;
  entry.text = absl::StrCat("{\"number\":", entry.number, ",\"version\":", entry.version, ",",
                            absl::string_view(members.data(), members.size()), "}");
  entry.hash = HashAfter(head.hash, entry.text);
  const Bound number = entry.number, version = entry.version;
  sql << "INSERT INTO log (number, unit, year, version, text, hash) VALUES (:number, :unit, :year, :version, :text, "
         ":hash)",
      use(number), use(entry.unit), use(entry.year), use(version), use(entry.text), use(entry.hash);
  return entry;
}

std::vector<LogEntry> List(soci::session& sql, int64_t after, int limit) {
  const Bound number = after;
  return Fetch(sql, absl::StrCat(kSelect, "WHERE number > :after ORDER BY number LIMIT :limit"), number, limit);
}

std::vector<LogEntry> ListOf(soci::session& sql, const std::string& unit, int year, int64_t before, int limit) {
  const Bound below = before == 0 ? std::numeric_limits<Bound>::max() : before;
  return Fetch(sql,
               absl::StrCat(kSelect,
                            "WHERE unit = :unit AND year = :year AND number < :before ORDER BY number DESC LIMIT "
                            ":limit"),
               unit, year, below, limit);
}

absl::Status Chain::Add(const LogEntry& entry) {
  if (entry.number != length_ + 1 || entry.hash != HashAfter(hash_, entry.text)) {
    return Mismatch(absl::StrCat("Nhật ký sai từ mục số ", length_ + 1, "."),
                    absl::StrCat("The log is wrong from entry ", length_ + 1, "."));
  }
  length_ = entry.number;
  hash_ = entry.hash;
  return absl::OkStatus();
}

absl::Status Mismatch(const std::string& vi, const std::string& en) {
  return Problem{.code = absl::StatusCode::kDataLoss,
                 .reason = "AUDIT_MISMATCH",
                 .message = {.vi = absl::StrCat(vi,
                                                " Dữ liệu đã bị sửa ngoài hệ thống: hãy giữ nguyên tệp dữ liệu và "
                                                "đối chiếu với bản sao lưu."),
                             .en = absl::StrCat(en,
                                                " The data was changed from outside: keep the data file as it is "
                                                "and compare it with a backup.")}}
      .ToStatus();
}

absl::Status CheckRequestId(const std::string& request_id) {
  const bool printable = std::all_of(request_id.begin(), request_id.end(),
                                     [](char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); });
  if (printable && request_id.size() <= kLongestRequestId) return absl::OkStatus();
  return InvalidField("request_id", "BAD_REQUEST_ID",
                      {.vi = absl::StrCat("request_id cần là tối đa ", kLongestRequestId,
                                          " ký tự ASCII in được, ví dụ "
                                          "một UUID."),
                       .en = absl::StrCat("request_id must be at most ", kLongestRequestId,
                                          " printable ASCII characters, e.g. a UUID.")});
}

absl::Status RequestIdReused(const std::string& request_id) {
  return InvalidField(
      "request_id", "REQUEST_ID_REUSED",
      {.vi = absl::StrCat("request_id ", request_id, " đã dùng cho một yêu cầu khác. Mỗi yêu cầu cần một mã riêng."),
       .en = absl::StrCat("request_id ", request_id, " was used for another request. Each request wants its own.")});
}

std::optional<KeptReply> FindReply(soci::session& sql, const std::string& request_id) {
  KeptReply kept;
  Bound time = 0;
  std::string reply;
  sql << "SELECT request_id, fingerprint, time, reply FROM replies WHERE request_id = :id", into(kept.request_id),
      into(kept.fingerprint), into(time), into(reply), use(request_id);
  if (!sql.got_data()) return std::nullopt;
  kept.time = time;
  if (!absl::Base64Unescape(reply, &kept.reply)) throw std::runtime_error("replies: not base64: " + request_id);
  return kept;
}

void PutReply(soci::session& sql, const KeptReply& kept) {
  const Bound time = kept.time;
  const std::string reply = absl::Base64Escape(kept.reply);
  sql << "INSERT INTO replies (request_id, fingerprint, time, reply) VALUES (:id, :fingerprint, :time, :reply)",
      use(kept.request_id), use(kept.fingerprint), use(time), use(reply);
}

void DropRepliesBefore(soci::session& sql, int64_t time) {
  const Bound before = time;
  sql << "DELETE FROM replies WHERE time < :before", use(before);
}

}  // namespace thidua::audit
