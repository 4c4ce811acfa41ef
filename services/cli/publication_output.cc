#include "services/cli/publication_output.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/cli/csv.h"
#include "services/cli/sheet_words.h"
#include "services/cli/table.h"
#include "services/cli/text.h"

namespace thidua::cli {
namespace {

using ranking::Difference;
using ranking::Verification;
using thidua::ranking::v1::AwardProposal;
using thidua::ranking::v1::AwardReason;
using thidua::ranking::v1::ConsideredUnit;
using thidua::ranking::v1::Coverage;
using thidua::ranking::v1::ListPublicationsResponse;
using thidua::ranking::v1::ProposeAwardsResponse;
using thidua::ranking::v1::PublicationSummary;
using thidua::ranking::v1::PublishResponse;
using thidua::ranking::v1::UnrankedCluster;

constexpr size_t kIndent = 2;
constexpr size_t kShortHash = 12;

std::string Scope(const PublicationSummary& publication, Language language) {
  const Message whole{"cả nước", "the whole country"};
  const Message year{"năm ", ""};
  return absl::StrCat(publication.under().empty() ? whole.In(language) : publication.under(), ", ", year.In(language),
                      publication.year());
}

// "Tự chấm 12, Cụm họp chấm điểm 7"
std::string Stages(const Coverage& coverage) {
  std::vector<std::string> parts;
  for (const Coverage::AtStage& stage : coverage.stages()) {
    if (stage.units() == 0) continue;
    parts.push_back(absl::StrCat(stage.title().empty() ? stage.stage() : stage.title(), " ", stage.units()));
  }
  return absl::StrJoin(parts, ", ");
}

std::string UnrankedNote(const UnrankedCluster& cluster) {
  return absl::StrCat("! ", cluster.name(), " (", cluster.cluster(), "): ", cluster.message());
}

std::string By(const PublicationSummary& publication) {
  const auto& by = publication.published_by();
  return by.unit().empty() ? by.name() : absl::StrCat(by.name(), " (", by.unit(), ")");
}

Cell OutcomeCell(ConsideredUnit::Outcome outcome, const Style& style) {
  switch (outcome) {
    case ConsideredUnit::PROPOSED:
      return {style.Say({"đề nghị", "proposed"}), Tone::kGood};
    case ConsideredUnit::FOR_COUNCIL:
      return {style.Say({"hội đồng quyết định", "for the council"}), Tone::kWarning};
    default:
      return {style.Say({"không", "no"}), Tone::kPlain};
  }
}

std::string Messages(const ConsideredUnit& unit) {
  return absl::StrJoin(unit.reasons(), " ",
                       [](std::string* out, const AwardReason& reason) { absl::StrAppend(out, reason.message()); });
}

std::string ProposalText(const AwardProposal& proposal, const Style& style) {
  const std::string scope = proposal.cluster().empty()
                                ? style.Say({"mọi đơn vị cùng thang điểm", "all units of the scale"})
                                : absl::StrCat(proposal.cluster_name(), " (", proposal.cluster(), ")");
  Table table(style);
  table.AddColumn(style.Say({"Hạng", "Rank"}));
  table.AddColumn(style.Say({"Xã, phường, thị trấn", "Unit"}));
  table.AddColumn(style.Say({"Tổng điểm", "Total"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Kết luận", "Outcome"}));
  table.AddColumn(style.Say({"Lý do", "Why"}), Table::Column::kWrap);
  for (const ConsideredUnit& unit : proposal.units()) {
    table.AddRow({FormatRank(unit.rank(), proposal.members()),
                  unit.name(),
                  {unit.total(), Tone::kStrong},
                  OutcomeCell(unit.outcome(), style),
                  Messages(unit)});
  }
  return absl::StrCat(style.Paint(absl::StrCat(proposal.title(), ": ", scope), Tone::kStrong), "\n",
                      Paragraph("", proposal.message(), 0, style.width), table.ToString());
}

std::string DifferenceText(const Difference& difference, const Style& style) {
  const std::string& where = difference.where.In(style.language);
  std::string text =
      absl::StrCat(difference.pointer.empty() ? style.Say({"cả tệp", "the whole file"}) : difference.pointer,
                   where.empty() ? "" : absl::StrCat(" (", where, ")"), ": ", difference.what.In(style.language));
  if (!difference.stored.empty() || !difference.computed.empty()) {
    const std::string nothing = style.Say({"không có", "nothing"});
    absl::StrAppend(&text, " ", style.Say({"Trong tệp: ", "In the file: "}),
                    difference.stored.empty() ? nothing : difference.stored,
                    style.Say({"; tính lại: ", "; computed: "}),
                    difference.computed.empty() ? nothing : difference.computed, ".");
  }
  return Paragraph("!", text, kIndent, style.width);
}

}  // namespace

std::string PublishedText(const PublishResponse& reply, Language language) {
  const PublicationSummary& publication = reply.publication();
  const Message unchanged{"Không có gì thay đổi từ bản công bố ", "Nothing has changed since publication "};
  const Message published{"Đã công bố bản ", "Published number "};
  std::string text = absl::StrCat((reply.unchanged() ? unchanged : published).In(language), publication.number(), " (",
                                  Scope(publication, language), "), sha256 ", publication.sha256());
  if (publication.has_replaces()) {
    const Message replaces{"\nThay cho bản ", "\nIt replaces number "};
    absl::StrAppend(&text, replaces.In(language), publication.replaces().number(), ", sha256 ",
                    publication.replaces().sha256());
  }
  if (publication.provisional()) {
    const Message provisional{"\nTạm thời: chưa phải mọi bảng điểm đều ở bước cuối. ",
                              "\nProvisional: not every sheet is at the last stage. "};
    absl::StrAppend(&text, provisional.In(language), Stages(publication.coverage()));
  }
  for (const UnrankedCluster& cluster : reply.unranked()) absl::StrAppend(&text, "\n", UnrankedNote(cluster));
  return text;
}

std::string PublicationsText(const ListPublicationsResponse& reply, const Style& style) {
  if (reply.publications().empty()) return style.Say({"Chưa công bố lần nào.\n", "Nothing was published yet.\n"});
  Table table(style);
  table.AddColumn(style.Say({"Bản", "No."}), Table::Column::kRight);
  table.AddColumn(style.Say({"Lúc", "When"}));
  table.AddColumn(style.Say({"Người công bố", "By"}));
  table.AddColumn(style.Say({"Thay bản", "Replaces"}), Table::Column::kRight);
  table.AddColumn(style.Say({"Đơn vị", "Units"}), Table::Column::kRight);
  table.AddColumn("sha256");
  table.AddColumn(style.Say({"Ghi chú", "Note"}), Table::Column::kCut);
  for (const PublicationSummary& one : reply.publications()) {
    const std::string provisional = one.provisional() ? style.Say({"(tạm thời) ", "(provisional) "}) : "";
    table.AddRow({absl::StrCat(one.number()), FormatTime(one.published_at(), style.language), By(one),
                  one.has_replaces() ? absl::StrCat(one.replaces().number()) : "", absl::StrCat(one.coverage().units()),
                  one.sha256().substr(0, kShortHash), absl::StrCat(provisional, one.note())});
  }
  return table.ToString();
}

std::string PublicationsCsv(const ListPublicationsResponse& reply) {
  std::string csv;
  AppendCsvRow(
      {"number", "sha256", "replaces", "published_at", "published_by", "stage", "provisional", "units", "note"}, csv);
  for (const PublicationSummary& one : reply.publications()) {
    AppendCsvRow({absl::StrCat(one.number()), one.sha256(),
                  one.has_replaces() ? absl::StrCat(one.replaces().number()) : std::string(),
                  IsoTime(one.published_at()), one.published_by().name(), one.stage(), one.provisional() ? "yes" : "no",
                  absl::StrCat(one.coverage().units()), one.note()},
                 csv);
  }
  return csv;
}

std::string AwardsText(const ProposeAwardsResponse& reply, const Style& style) {
  std::string text;
  for (const AwardProposal& proposal : reply.proposals()) {
    absl::StrAppend(&text, ProposalText(proposal, style), "\n");
  }
  if (reply.proposals().empty()) {
    text = Paragraph("",
                     style.Say({"Thang điểm chưa nêu hình thức khen thưởng nào (awards) cho phạm vi này.",
                                "The scale names no awards for this scope."}),
                     0, style.width);
  }
  for (const UnrankedCluster& cluster : reply.unranked()) absl::StrAppend(&text, UnrankedNote(cluster), "\n");
  return absl::StrCat(text, Paragraph("",
                                      style.Say({"Đây là đề nghị; hội đồng thi đua, khen thưởng quyết định.",
                                                 "This is a proposal; the council decides."}),
                                      0, style.width));
}

std::string AwardsCsv(const ProposeAwardsResponse& reply) {
  std::string csv;
  AppendCsvRow({"scale", "award", "cluster", "unit", "name", "rank", "total", "outcome", "reasons", "message"}, csv);
  for (const AwardProposal& proposal : reply.proposals()) {
    const std::string scale = absl::StrCat(proposal.scale().scale_id(), "/", proposal.scale().revision());
    for (const ConsideredUnit& unit : proposal.units()) {
      const std::string codes = absl::StrJoin(
          unit.reasons(), " ", [](std::string* out, const AwardReason& reason) { out->append(reason.code()); });
      AppendCsvRow({scale, proposal.title(), proposal.cluster(), unit.unit(), unit.name(),
                    unit.rank() == 0 ? std::string() : absl::StrCat(unit.rank()), unit.total(),
                    ConsideredUnit::Outcome_Name(unit.outcome()), codes, Messages(unit)},
                   csv);
    }
  }
  return csv;
}

std::string VerificationText(const Verification& verification, const Style& style) {
  const PublicationSummary& publication = verification.publication;
  const std::string name = absl::StrCat(style.Say({"Bản công bố ", "Publication "}), publication.number(), " (",
                                        Scope(publication, style.language), ")");
  if (verification.differences.empty()) {
    return absl::StrCat(
        style.Paint(absl::StrCat(name, style.Say({" nguyên vẹn: tính lại ra đúng từng byte.",
                                                  " is whole: computed again, it is the same to the byte."})),
                    Tone::kGood),
        "\n", verification.clusters, style.Say({" cụm, ", " clusters, "}), verification.units,
        style.Say({" đơn vị; sha256 ", " units; sha256 "}), publication.sha256(), "\n",
        publication.has_replaces()
            ? absl::StrCat(style.Say({"Thay cho bản ", "It replaces number "}), publication.replaces().number(),
                           ", sha256 ", publication.replaces().sha256(), "\n")
            : "",
        publication.provisional() ? style.Say({"Tạm thời: chưa phải mọi bảng điểm đều ở bước cuối.\n",
                                               "Provisional: not every sheet is at the last stage.\n"})
                                  : "");
  }
  std::string text = absl::StrCat(
      style.Paint(absl::StrCat(name, style.Say({": khác nhau ở ", ": it differs in "}),
                               verification.differences.size() + verification.more, style.Say({" chỗ.", " places."})),
                  Tone::kBad),
      "\n");
  for (const Difference& difference : verification.differences) text += DifferenceText(difference, style);
  if (verification.more > 0) {
    absl::StrAppend(&text, style.Say({"… và ", "… and "}), verification.more,
                    style.Say({" chỗ nữa.\n", " more places.\n"}));
  }
  return text;
}

std::string VerificationJson(const Verification& verification, Language language) {
  nlohmann::ordered_json json = {{"whole", verification.differences.empty()},
                                 {"under", verification.publication.under()},
                                 {"year", verification.publication.year()},
                                 {"number", verification.publication.number()},
                                 {"sha256", verification.publication.sha256()},
                                 {"clusters", verification.clusters},
                                 {"units", verification.units},
                                 {"differences", nlohmann::ordered_json::array()},
                                 {"more", verification.more}};
  for (const Difference& one : verification.differences) {
    json["differences"].push_back({{"pointer", one.pointer},
                                   {"where", one.where.In(language)},
                                   {"what", one.what.In(language)},
                                   {"stored", one.stored},
                                   {"computed", one.computed}});
  }
  return json.dump(1) + "\n";
}

std::string VerificationCsv(const Verification& verification, Language language) {
  std::string csv;
  AppendCsvRow({"pointer", "where", "what", "stored", "computed"}, csv);
  for (const Difference& one : verification.differences) {
    AppendCsvRow({one.pointer, one.where.In(language), one.what.In(language), one.stored, one.computed}, csv);
  }
  return csv;
}

}  // namespace thidua::cli
