#include "services/cli/sample_tasks.h"

#include <google/protobuf/util/json_util.h>

#include <stdexcept>
#include <string>

namespace thidua::cli {
namespace {

namespace pb = thidua::tasks::v1;

template <typename Reply>
Reply Parse(const char* json) {
  Reply reply;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &reply);
  if (!status.ok()) throw std::runtime_error(status.ToString());
  return reply;
}

constexpr char kTask[] = R"({
 "task": {"task": "21526-2024-I.10", "unit": "21526", "year": 2024, "criterion": "I.10",
  "title": "Đạt thêm 01 tiêu chí: 13/19", "lead": "TC-KT", "coordinators": ["THON"], "start": "2024-05-01",
  "due": "2024-11-15", "evidenceDue": "2024-12-31", "pointsToWinBack": "40", "target": "65", "state": "IN_PROGRESS",
  "fromYear": 2023, "reason": "Năm 2023 đạt 60.00/100 điểm, mất 40 điểm.", "version": "7", "etag": "v7",
  "effort": "1", "overdue": true, "daysOverdue": 5, "percent": 40,
  "progress": [{"number": 1, "date": "2024-06-14", "figure": "12/19", "percent": 40, "note": "Đang làm đường",
   "by": {"name": "Phạm Văn Trí"}}],
  "evidence": [{"id": "1", "title": "Biên bản", "number": "12/BB", "submitted": "2024-06-14"}],
  "assignedOn": "2024-05-01", "actions": ["ASSIGN", "PROGRESS", "SUBMIT", "CANCEL", "UPDATE"]},
 "parts": [{"task": "21526-2024-I.10/1", "unit": "21526", "year": 2024, "criterion": "I.10", "title": "Làm 2 km đường",
  "due": "2024-09-15", "evidenceDue": "2024-09-15", "state": "DRAFT", "parent": "21526-2024-I.10", "effort": "1"}]
})";

constexpr char kHistory[] = R"({"acts": [
 {"number": "9", "date": "2024-06-14", "by": {"name": "Phạm Văn Trí", "office": "TC-KT"}, "action": "task.progress",
  "time": "2024-06-14T02:00:00Z", "changes": [{"field": "state", "from": "ASSIGNED", "to": "IN_PROGRESS"},
   {"field": "progress", "to": "12/19, 40%: Đang làm đường"}]},
 {"number": "7", "date": "2024-05-01", "action": "task.import", "time": "2024-05-01T02:00:00Z",
  "changes": [{"field": "due", "to": "2024-11-15"}]}]})";

constexpr char kPathDrafts[] = R"({"tasks": [{"task": {"task": "21526-2024-I.10", "unit": "21526", "year": 2024,
 "criterion": "I.10", "title": "Khắc phục", "lead": "TC-KT", "due": "2024-12-31", "pointsToWinBack": "40",
 "state": "DRAFT"}, "outcome": "CREATED"}], "version": "7", "rankNow": 2, "rankThen": 1, "totalNow": "99.70",
 "totalThen": "100.70", "effort": "1"})";

constexpr char kIssued[] = R"({"directive": {"directive": "535-2024-1", "issuer": "535", "year": 2024,
 "document": "05/CT-UBND", "criterion": "I.10", "title": "Đẩy nhanh nông thôn mới", "cluster": "khu-trung"},
 "tasks": [{"task": "21511-2024-I.10", "unit": "21511", "year": 2024, "criterion": "I.10", "due": "2024-11-30",
 "state": "ASSIGNED"}], "leftOut": ["21484"]})";

constexpr char kDirectives[] = R"({"directives": [{"directive": {"directive": "535-2024-1", "issuer": "535",
 "year": 2024, "document": "05/CT-UBND", "criterion": "I.10", "title": "Đẩy nhanh nông thôn mới",
 "cluster": "khu-trung"}, "tasks": 4, "fulfilled": 1, "overdue": 2}]})";

constexpr char kBoard[] = R"({"name": "Huyện Ba Tơ", "date": "2024-11-20",
 "counts": {"tasks": 17, "overdue": 1, "dueSoon": 2, "waiting": 1, "fulfilled": 3, "percent": 55},
 "overdue": [{"task": "21526-2024-I.10", "unit": "21526", "year": 2024, "criterion": "I.10",
  "title": "Đạt thêm 01 tiêu chí", "lead": "TC-KT", "due": "2024-11-15", "evidenceDue": "2024-12-31",
  "state": "IN_PROGRESS", "overdue": true, "daysOverdue": 5, "percent": 40}],
 "waiting": [{"task": "21526-2024-I.2", "unit": "21526", "year": 2024, "criterion": "I.2", "title": "Thu ngân sách",
  "lead": "TC-KT", "due": "2024-12-31", "evidenceDue": "2024-12-31", "state": "EVIDENCE_SUBMITTED",
  "submittedOn": "2024-11-10", "percent": 100}],
 "offices": [{"code": "TC-KT", "name": "Công chức Tài chính", "counts": {"tasks": 2, "overdue": 1}, "coordinates": 3,
  "openEffort": "2"}],
 "units": [{"code": "21526", "name": "Xã Ba Bích", "counts": {"tasks": 17}, "openEffort": "14"}],
 "clusters": [{"code": "khu-trung", "name": "Cụm Khu Trung", "counts": {"tasks": 17}, "openEffort": "14"}]})";

constexpr char kForecast[] = R"({"unit": "21526", "name": "Xã Ba Bích", "year": 2024, "date": "2024-06-15",
 "scale": {"scaleId": "ba-to-2023", "revision": 1}, "scaleTitle": "Thang 2023", "scaleYear": 2023,
 "peers": {"cluster": "khu-trung", "year": 2023, "version": "7"}, "clusterName": "Cụm Khu Trung", "members": 5,
 "lines": [{"criterion": "I.10", "title": "Nông thôn mới", "maxPoints": "100", "before": "60.00", "lowest": "60.00",
   "likely": "65.00", "highest": "65.00", "ground": "FIGURE", "task": "21526-2024-I.10", "outOfReach": "0.00",
   "explanation": "Con số đến nay cho 60.00 điểm."},
  {"criterion": "I.1", "title": "Giá trị sản xuất", "maxPoints": "100", "before": "100.00", "lowest": "100.00",
   "likely": "100.00", "highest": "100.00", "ground": "AS_BEFORE", "outOfReach": "0.00", "explanation": "Như năm 2023."}],
 "lowest": {"total": "99.70", "rank": 2}, "likely": {"total": "99.83", "rank": 2},
 "highest": {"total": "100.13", "rank": 1}, "outOfReach": "0.00",
 "assumptions": ["Năm 2024 chưa có thang bảng điểm: dùng thang năm 2023."]})";

constexpr char kReport[] = R"({"report": {"unit": "21526", "unitName": "Xã Ba Bích", "parentName": "Huyện Ba Tơ",
  "unitType": "XA", "year": 2024, "date": "2024-06-15", "periodFrom": "2024-01-01",
  "counts": {"assigned": 17, "fulfilled": 3, "inProgress": 14, "overdue": 1, "evidence": 4, "reported": 16},
  "tasks": [{"task": "21526-2024-I.10", "criterion": "I.10", "title": "Đạt thêm 01 tiêu chí", "lead": "TC-KT",
   "leadName": "Công chức Tài chính", "due": "2024-11-15", "target": "65", "percent": 40, "figure": "12/19",
   "state": "IN_PROGRESS", "reported": true}],
  "lowest": {"total": "99.70", "rank": 2}, "likely": {"total": "99.83", "rank": 2},
  "highest": {"total": "100.13", "rank": 1}, "outOfReach": "0.00", "assumptions": ["Như năm 2023."],
  "number": "57/BC-UBND"},
 "submitted": {"revision": 1, "sha256": "cafe", "by": {"name": "Phạm Văn Trí"}, "time": "2024-06-14T02:00:00Z",
  "submittedOn": "2024-06-14", "onTime": true}})";

constexpr char kRollup[] = R"({"name": "Huyện Ba Tơ", "date": "2024-06-15", "periodFrom": "2024-01-01",
 "units": [{"unit": "21526", "name": "Xã Ba Bích", "cluster": "khu-trung",
   "submitted": {"revision": 1, "sha256": "cafe", "submittedOn": "2024-06-14", "onTime": true},
   "counts": {"assigned": 17, "fulfilled": 3}, "completeness": 94, "likely": {"total": "99.83", "rank": 2}},
  {"unit": "21532", "name": "Xã Ba Lế", "cluster": "khu-trung", "counts": {}, "completeness": 100}],
 "submitted": 1, "onTime": 1, "counts": {"assigned": 17, "fulfilled": 3}})";

constexpr char kTold[] = R"({"created": 4})";

constexpr char kNotices[] = R"({"notices": [{"key": "21526-2024-I.10|due:2024-11-15:-7|office:TC-KT",
 "subject": "21526-2024-I.10", "unit": "21526", "year": 2024, "milestone": "due:2024-11-15:-7",
 "recipient": "office:TC-KT", "date": "2024-11-08", "title": "Sắp đến hạn", "message": "Còn 7 ngày",
 "state": "PENDING", "created": "2024-11-08T01:00:00Z"}]})";

constexpr char kRetried[] = R"({"retried": 2})";

constexpr char kCalendar[] = R"({"days": [{"date": "2024-01-01", "kind": "HOLIDAY", "name": "Tết Dương lịch"},
 {"date": "2024-06-15", "kind": "REPORT"}], "byRule": ["REPORT"]})";

}  // namespace

pb::GetTaskResponse SampleTask() { return Parse<pb::GetTaskResponse>(kTask); }
pb::ListTaskHistoryResponse SampleTaskHistory() { return Parse<pb::ListTaskHistoryResponse>(kHistory); }
pb::DraftPathTasksResponse SamplePathDrafts() { return Parse<pb::DraftPathTasksResponse>(kPathDrafts); }
pb::IssueDirectiveResponse SampleIssued() { return Parse<pb::IssueDirectiveResponse>(kIssued); }
pb::ListDirectivesResponse SampleDirectives() { return Parse<pb::ListDirectivesResponse>(kDirectives); }
pb::GetBoardResponse SampleBoard() { return Parse<pb::GetBoardResponse>(kBoard); }
pb::GetForecastResponse SampleForecast() { return Parse<pb::GetForecastResponse>(kForecast); }
pb::GetPeriodReportResponse SampleReport() { return Parse<pb::GetPeriodReportResponse>(kReport); }
pb::SubmitPeriodReportResponse SampleSubmitted() { return Parse<pb::SubmitPeriodReportResponse>(kReport); }
pb::GetReportRollupResponse SampleRollup() { return Parse<pb::GetReportRollupResponse>(kRollup); }
pb::TellRemindersResponse SampleTold() { return Parse<pb::TellRemindersResponse>(kTold); }
pb::ListNoticesResponse SampleNotices() { return Parse<pb::ListNoticesResponse>(kNotices); }
pb::RetryNoticesResponse SampleRetried() { return Parse<pb::RetryNoticesResponse>(kRetried); }
pb::GetCalendarResponse SampleCalendar() { return Parse<pb::GetCalendarResponse>(kCalendar); }

}  // namespace thidua::cli
