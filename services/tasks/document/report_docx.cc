#include "services/tasks/document/report_docx.h"

#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/problem.h"
#include "services/tasks/document/official_form.h"
#include "services/tasks/document/report_words.h"
#include "services/tasks/document/word_package.h"

namespace thidua::tasks {
namespace {

constexpr Alignment kCentre = Alignment::kCentre;

absl::Status CheckDays(std::string_view date, std::string_view period_from) {
  if (const auto day = DayOf("date", date); !day.ok()) return day.status();
  return DayOf("period_from", period_from).status();
}

std::string Period(std::string_view from, std::string_view date) {
  return absl::StrCat("từ ", SpokenDay(*ParseCivilDay(from)), " đến ", SpokenDay(*ParseCivilDay(date)));
}

class PeriodReportWriter {
 public:
  PeriodReportWriter(const v1::GetPeriodReportResponse& response, const FontFaces& faces)
      : report_(response.report()),
        submitted_(response.has_submitted() ? &response.submitted() : nullptr),
        faces_(faces),
        unit_(response.report().unit_name()),
        package_(absl::StrCat("Báo cáo ", Subject()), unit_.Committee()),
        body_(package_.body()) {}

  absl::StatusOr<std::string> Write() {
    if (absl::Status status = WriteHead(); !status.ok()) return status;
    WriteOpening();
    WriteResults();
    WriteForecast();
    WriteTasks();
    WriteRemarks();
    WriteClosing();
    return package_.Finish(faces_);
  }

 private:
  std::string Subject() const {
    return absl::StrCat("kết quả khắc phục, cải thiện và nâng cao điểm thi đua năm ", report_.year());
  }

  absl::Status WriteHead() {
    OfficialHead head = {
        .unit_name = report_.unit_name(),
        .parent_name = report_.parent_name(),
        .number = report_.number(),
        .year = static_cast<int>(ParseCivilDay(report_.date())->year()),
        .subject = absl::StrCat("Kết quả khắc phục, cải thiện và nâng cao điểm thi đua năm ", report_.year(),
                                "\n(kỳ báo cáo ", SpokenDay(*ParseCivilDay(report_.date())), ")"),
        .draft = submitted_ == nullptr};
    if (submitted_ != nullptr) {
      const absl::StatusOr<CivilDay> issued = DayOf("submitted.submitted_on", submitted_->submitted_on());
      if (!issued.ok()) return issued.status();
      head.issued = *issued;
    }
    return AddHead(body_, head, faces_);
  }

  void WriteOpening() {
    AddText(body_, absl::StrCat(unit_.Committee(), " báo cáo ", Subject(), " ",
                                Period(report_.period_from(), report_.date()), " như sau:"));
    if (submitted_ == nullptr || submitted_->revision() < 2) return;
    AddText(body_, absl::StrCat("Báo cáo này thay thế báo cáo đã gửi trước đó cho cùng kỳ (bản thứ ",
                                Count(submitted_->revision()), ")",
                                submitted_->reason().empty() ? "." : absl::StrCat(", lý do: ", submitted_->reason())));
  }

  void WriteResults() {
    const v1::ReportCounts& counts = report_.counts();
    AddSectionTitle(body_, "I. KẾT QUẢ THỰC HIỆN");
    AddText(body_, absl::StrCat("1. Giao nhiệm vụ: đã giao ", Count(counts.assigned()),
                                " nhiệm vụ (không tính nhiệm vụ đã hủy); ", Count(counts.reported()),
                                " nhiệm vụ có báo cáo tiến độ trong kỳ."));
    AddText(body_, absl::StrCat("2. Hoàn thành: ", Count(counts.fulfilled()), " nhiệm vụ, trong đó ",
                                Count(counts.fulfilled_late()), " nhiệm vụ nộp minh chứng trễ hạn."));
    AddText(body_, absl::StrCat("3. Chưa hoàn thành: ", Count(counts.in_progress()), " nhiệm vụ đang thực hiện; ",
                                Count(counts.waiting()), " nhiệm vụ chờ nghiệm thu; ", Count(counts.overdue()),
                                " nhiệm vụ quá hạn", OverdueCriteria(), "."));
    AddText(body_, absl::StrCat("4. Tài liệu minh chứng đã nộp: ", Count(counts.evidence()), " tài liệu."));
  }

  std::string OverdueCriteria() const {
    std::vector<std::string> criteria;
    for (const v1::ReportedTask& task : report_.tasks()) {
      const bool named = !criteria.empty() && criteria.back() == task.criterion();
      if (task.overdue() && !named) criteria.push_back(task.criterion());
    }
    return criteria.empty() ? "" : absl::StrCat(" (tiêu chí ", absl::StrJoin(criteria, ", "), ")");
  }

  void WriteForecast() {
    AddSectionTitle(body_, "II. DỰ BÁO ĐIỂM VÀ XẾP HẠNG");
    if (!report_.has_likely()) {
      AddText(body_, absl::StrCat("Chưa có dự báo điểm. ", report_.forecast_missing()));
      return;
    }
    AddText(body_, absl::StrCat("1. Tổng điểm thi đua năm ", report_.year(), " dự kiến:"));
    AddText(body_, absl::StrCat("- Thấp nhất: ", ForecastWords(report_.lowest()), ";"));
    AddText(body_, absl::StrCat("- Nhiều khả năng nhất: ", ForecastWords(report_.likely()), ";"));
    AddText(body_, absl::StrCat("- Cao nhất: ", ForecastWords(report_.highest()), "."));
    AddText(body_, absl::StrCat("2. Số điểm không còn khả năng khắc phục trong năm: ",
                                report_.out_of_reach().empty() ? "0" : Figure(report_.out_of_reach()), " điểm."));
    if (report_.assumptions().empty()) return;
    AddText(body_, "3. Căn cứ của dự báo:");
    for (const std::string& assumption : report_.assumptions()) AddText(body_, absl::StrCat("- ", assumption));
  }

  void WriteTasks() {
    AddSectionTitle(body_, "III. KẾT QUẢ TỪNG NHIỆM VỤ");
    if (report_.tasks().empty()) return AddText(body_, "Trong kỳ không có nhiệm vụ nào được giao.");
    WordTable table(body_, {500, 760, 2400, 1280, 1150, 1400, 1164, 700}, /*ruled=*/true);
    AddTableHeading(table, {"TT", "Tiêu chí", "Nhiệm vụ, chỉ tiêu", "Bộ phận chủ trì", "Thời hạn", "Kết quả thực hiện",
                            "Minh chứng", "Điểm cần khắc phục"});
    int number = 0;
    for (const v1::ReportedTask& task : report_.tasks()) WriteTask(table, ++number, task);
    AddSpace(body_);
  }

  static void WriteTask(WordTable& table, int number, const v1::ReportedTask& task) {
    std::vector<std::string> what = {task.title()};
    if (!task.target().empty()) what.push_back(absl::StrCat("Chỉ tiêu: ", Figure(task.target())));
    std::vector<std::string> evidence;
    for (const std::string& title : task.evidence()) evidence.push_back(absl::StrCat("- ", title));
    AddTableRow(table, {{{std::to_string(number)}, kCentre},
                        {{task.criterion()}, kCentre},
                        {what},
                        {{task.lead_name().empty() ? task.lead() : task.lead_name()}},
                        {{ShortDay(task.due())}, kCentre},
                        {ResultWords(task)},
                        {evidence},
                        {{Figure(task.points_to_win_back())}, kCentre}});
  }

  void WriteRemarks() {
    if (Lines(report_.remarks()).empty()) return;
    AddSectionTitle(body_, "IV. KHÓ KHĂN, VƯỚNG MẮC VÀ ĐỀ XUẤT, KIẾN NGHỊ");
    AddText(body_, report_.remarks());
  }

  void WriteClosing() {
    AddLastText(body_, absl::StrCat("Trên đây là báo cáo ", Subject(), " của ", unit_.Committee(), "./."));
    AddSignature(body_, {.unit_name = report_.unit_name(),
                         .recipients = {report_.recipients().begin(), report_.recipients().end()},
                         .title = report_.signer_title(),
                         .name = report_.signer()});
  }

  const v1::PeriodReport& report_;
  const v1::SubmittedReport* const submitted_;  // Null: a draft.
  const FontFaces& faces_;
  const UnitWords unit_;
  WordPackage package_;
  pugi::xml_node body_;
};

class RollupWriter {
 public:
  RollupWriter(const v1::GetReportRollupResponse& rollup, const FontFaces& faces)
      : rollup_(rollup),
        faces_(faces),
        committee_(UnitWords(rollup.issuer_name()).Committee()),
        package_(absl::StrCat("Báo cáo ", Subject()), committee_),
        body_(package_.body()) {}

  absl::StatusOr<std::string> Write() {
    const CivilDay date = *ParseCivilDay(rollup_.date());
    const OfficialHead head = {
        .unit_name = rollup_.issuer_name(),
        .parent_name = rollup_.issuer_parent_name(),
        .year = static_cast<int>(date.year()),
        .subject = absl::StrCat("Tổng hợp kết quả khắc phục, cải thiện và nâng cao điểm thi đua\n", rollup_.name(),
                                ", kỳ báo cáo ", SpokenDay(date)),
        .draft = true};
    if (absl::Status status = AddHead(body_, head, faces_); !status.ok()) return status;
    WriteSummary();
    WriteUnits();
    AddLastText(body_, absl::StrCat("Trên đây là báo cáo ", Subject(), " của ", committee_, "./."));
    AddSignature(body_, {.unit_name = rollup_.issuer_name()});
    return package_.Finish(faces_);
  }

 private:
  std::string Subject() const { return "tổng hợp kết quả khắc phục, cải thiện và nâng cao điểm thi đua"; }

  void WriteSummary() {
    const v1::ReportCounts& counts = rollup_.counts();
    AddText(body_, absl::StrCat(committee_, " tổng hợp báo cáo của các đơn vị thuộc ", rollup_.name(), " ",
                                Period(rollup_.period_from(), rollup_.date()), " như sau:"));
    AddText(body_, absl::StrCat("1. Gửi báo cáo: ", Count(rollup_.submitted()), "/", Count(rollup_.units_size()),
                                " đơn vị đã gửi, trong đó ", Count(rollup_.on_time()), " đơn vị đúng hạn."));
    AddText(body_,
            absl::StrCat("2. Nhiệm vụ: đã giao ", Count(counts.assigned()), "; hoàn thành ", Count(counts.fulfilled()),
                         " (", Count(counts.fulfilled_late()), " nộp minh chứng trễ hạn); đang thực hiện ",
                         Count(counts.in_progress()), "; chờ nghiệm thu ", Count(counts.waiting()), "; quá hạn ",
                         Count(counts.overdue()), "."));
    AddText(body_, "3. Kết quả của từng đơn vị:");
  }

  void WriteUnits() {
    WordTable table(body_, {480, 1500, 1150, 700, 760, 640, 800, 900, 640, 1024, 760}, /*ruled=*/true);
    AddTableHeading(table, {"TT", "Đơn vị", "Ngày gửi", "Đúng hạn", "Đầy đủ (%)", "Đã giao", "Hoàn thành",
                            "Chờ nghiệm thu", "Quá hạn", "Điểm dự kiến", "Hạng"});
    int number = 0;
    for (const v1::RollupLine& line : rollup_.units()) {
      const bool sent = line.has_submitted();
      std::vector<TableCell> cells = {
          {{std::to_string(++number)}, kCentre},
          {{line.name()}},
          {{sent ? ShortDay(line.submitted().submitted_on()) : "Chưa gửi"}, kCentre},
          {{!sent                        ? ""
            : line.submitted().on_time() ? "Đúng"
                                         : "Trễ"},
           kCentre},
          {{line.counts().assigned() == 0 ? "" : std::to_string(line.completeness())}, kCentre}};
      AppendCounts(line.counts(), /*bold=*/false, cells);
      cells.push_back({{Figure(line.likely().total())}, kCentre});
      cells.push_back({{line.likely().rank() > 0 ? std::to_string(line.likely().rank()) : ""}, kCentre});
      AddTableRow(table, cells);
    }
    WriteTotals(table);
    AddSpace(body_);
  }

  void WriteTotals(WordTable& table) {
    std::vector<TableCell> cells = {{},
                                    {{"Cộng"}, kCentre, true},
                                    {{std::to_string(rollup_.submitted())}, kCentre, true},
                                    {{std::to_string(rollup_.on_time())}, kCentre, true},
                                    {}};
    AppendCounts(rollup_.counts(), /*bold=*/true, cells);
    cells.resize(cells.size() + 2);
    AddTableRow(table, cells);
  }

  static void AppendCounts(const v1::ReportCounts& counts, bool bold, std::vector<TableCell>& cells) {
    for (int count : {counts.assigned(), counts.fulfilled(), counts.waiting(), counts.overdue()}) {
      cells.push_back({{std::to_string(count)}, kCentre, bold});
    }
  }

  const v1::GetReportRollupResponse& rollup_;
  const FontFaces& faces_;
  const std::string committee_;
  WordPackage package_;
  pugi::xml_node body_;
};

}  // namespace

absl::StatusOr<std::string> PeriodReportDocx(const v1::GetPeriodReportResponse& response, const FontFaces& faces) {
  const v1::PeriodReport& report = response.report();
  if (absl::Status status = CheckDays(report.date(), report.period_from()); !status.ok()) return status;
  return PeriodReportWriter(response, faces).Write();
}

absl::StatusOr<std::string> RollupDocx(const v1::GetReportRollupResponse& rollup, const FontFaces& faces) {
  if (rollup.issuer_name().empty()) {
    return FailedPrecondition(
        "NO_ISSUER", {.vi = "Văn bản tổng hợp cần một đơn vị ban hành: hãy chọn một tỉnh, một huyện hoặc một cụm, hoặc "
                            "ghi ra bảng .xlsx.",
                      .en = "The document needs a unit that issues it: choose a province, a district or a cluster, or "
                            "write a workbook, .xlsx."});
  }
  if (absl::Status status = CheckDays(rollup.date(), rollup.period_from()); !status.ok()) return status;
  return RollupWriter(rollup, faces).Write();
}

}  // namespace thidua::tasks
