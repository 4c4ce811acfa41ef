#include "services/cli/status_output.h"

#include "absl/strings/str_cat.h"
#include "services/cli/csv.h"
#include "services/cli/freshness.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using thidua::ranking::v1::CacheCounts;
using thidua::ranking::v1::GetRankingStatusResponse;

constexpr int64_t kSecondMs = 1000;

std::string CacheName(const std::string& cache, const Style& style) {
  if (cache == "answers") return style.Say({"câu trả lời đã soạn", "answers"});
  if (cache == "memory") return style.Say({"bộ nhớ tiến trình", "process memory"});
  return cache == "redis" ? "Redis" : cache;
}

// "93%"; empty before the first question.
std::string HitShare(const CacheCounts& cache) {
  const uint64_t asked = cache.hits() + cache.misses();
  return asked == 0 ? std::string() : absl::StrCat(100 * cache.hits() / asked, "%");
}

std::string Figure(uint64_t count) { return GroupDigits(absl::StrCat(count)); }

std::string KnowledgeText(const GetRankingStatusResponse& reply, const Style& style) {
  if (reply.age_ms() < 0) {
    return style.Say({"Chưa biết gì: dịch vụ chấm điểm chưa trả lời lần nào.",
                      "It knows nothing yet: the scoring service has not answered."});
  }
  const std::string head =
      absl::StrCat(style.Say({"Biết mọi thay đổi đến phiên bản ", "Knows every change up to version "}), reply.head());
  if (reply.age_ms() < kSecondMs) {
    return absl::StrCat(head, style.Say({"; kiểm tra chưa đầy 1 giây trước.", "; checked less than 1 s ago."}));
  }
  const std::string age = FormatAge(reply.age_ms(), style.language);
  return absl::StrCat(head, style.Say({"; kiểm tra ", "; checked "}), age, style.Say({" trước.", " ago."}));
}

}  // namespace

std::string StatusCsv(const GetRankingStatusResponse& reply) {
  std::string csv;
  AppendCsvRow({"cache", "hits", "misses", "stores", "failures", "breaker_opens", "bytes"}, csv);
  for (const CacheCounts& cache : reply.caches()) {
    const std::string hits = absl::StrCat(cache.hits());
    const std::string misses = absl::StrCat(cache.misses());
    const std::string stores = absl::StrCat(cache.stores());
    const std::string failures = absl::StrCat(cache.failures());
    const std::string opens = absl::StrCat(cache.breaker_opens());
    const std::string bytes = absl::StrCat(cache.bytes());
    AppendCsvRow({cache.cache(), hits, misses, stores, failures, opens, bytes}, csv);
  }
  return csv;
}

std::string StatusText(const GetRankingStatusResponse& reply, const Style& style) {
  Table table(style);
  table.AddColumn(style.Say({"Bộ nhớ đệm", "Cache"}));
  for (const Message& heading : {Message{"Có sẵn", "Hits"}, Message{"Không có", "Misses"}, Message{"Tỷ lệ", "Share"},
                                 Message{"Đã ghi", "Stores"}, Message{"Hỏng", "Failures"},
                                 Message{"Lần ngắt", "Breaks"}, Message{"Byte", "Bytes"}}) {
    table.AddColumn(style.Say(heading), Table::Column::kRight);
  }
  for (const CacheCounts& cache : reply.caches()) {
    table.AddRow({CacheName(cache.cache(), style),
                  Figure(cache.hits()),
                  Figure(cache.misses()),
                  HitShare(cache),
                  Figure(cache.stores()),
                  {Figure(cache.failures()), cache.failures() > 0 ? Tone::kWarning : Tone::kPlain},
                  {Figure(cache.breaker_opens()), cache.breaker_opens() > 0 ? Tone::kWarning : Tone::kPlain},
                  cache.bytes() == 0 ? "" : Figure(cache.bytes())});
  }
  return absl::StrCat(style.Say({"Dịch vụ xếp hạng\n", "Ranking service\n"}),
                      Paragraph("", KnowledgeText(reply, style), 0, style.width), "\n", table.ToString());
}

}  // namespace thidua::cli
