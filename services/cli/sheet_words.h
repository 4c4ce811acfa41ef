#ifndef THIDUA_SERVICES_CLI_SHEET_WORDS_H_
#define THIDUA_SERVICES_CLI_SHEET_WORDS_H_

#include <google/protobuf/timestamp.pb.h>

#include <string>

#include "common/status/message.h"
#include "services/cli/console.h"
#include "thidua/scoring/v1/scoring.pb.h"
#include "thidua/scoring/v1/sheets.pb.h"
#include "thidua/type/v1/actor.pb.h"

// How the parts of a sheet read in a line; pure.
namespace thidua::cli {

// In Asia/Ho_Chi_Minh: "21/12/2023 09:05" in Vietnamese, "2023-12-21 09:05" in English.
std::string FormatTime(const google::protobuf::Timestamp& time, Language language);
// "2023-12-21T09:05:07+07:00"; empty when there is no time.
std::string IsoTime(const google::protobuf::Timestamp& time);

// "Phạm Văn Trí (21526)": the person and the codes of the unit and the office.
std::string ActorText(const thidua::type::v1::Actor& actor);

// "kế hoạch (plan) = 36 000 000 (báo cáo tháng 12)".
std::string InputText(const thidua::scoring::v1::Input& input);

// "nộp bảng điểm" for "sheet.submit"; an action that is not known stays as it is.
std::string ActionText(const std::string& action, const Style& style);

// "I.2 actual: 95 → 100".
std::string ChangeText(const thidua::scoring::v1::SheetChange& change, const Style& style);

// "Xã Ba Bích (21526), năm 2023".
std::string SheetHeading(const std::string& name, const std::string& code, int year, const Style& style);

// "a, b" behind a label, or nothing when there are none.
std::string CodesLine(const Message& label, const google::protobuf::RepeatedPtrField<std::string>& codes,
                      const Style& style);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_SHEET_WORDS_H_
