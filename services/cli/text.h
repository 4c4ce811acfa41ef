#ifndef THIDUA_SERVICES_CLI_TEXT_H_
#define THIDUA_SERVICES_CLI_TEXT_H_

#include <string>
#include <string_view>

#include "common/status/message.h"

// Spelling of figures and lines for people; pure. Widths need UseUtf8Locale().
namespace thidua::cli {

// "02/05": at least two digits each. Empty when there is no rank.
std::string FormatRank(int rank, int members);

// "31/12/2024" in Vietnamese, as it stands in English or when `iso_date` is no date.
std::string FormatDate(std::string_view iso_date, Language language);

// Of a decimal number: "", "0", "0.00" and "-0" are zero.
bool IsZero(std::string_view decimal);

// "36000000" becomes "36 000 000" with no-break spaces; what is not a plain decimal stays as it is.
std::string GroupDigits(std::string_view decimal);

// Columns that `text` takes on a terminal.
size_t DisplayWidth(const std::string& text);

// `label` followed by `text`, which continues at column `indent` on further lines, broken between words so that a line
// has at most `width` columns. 0: one line. Ends with a line end.
std::string Paragraph(const std::string& label, const std::string& text, size_t indent, size_t width);

}  // namespace thidua::cli

#endif  // THIDUA_SERVICES_CLI_TEXT_H_
