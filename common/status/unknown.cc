#include "common/status/unknown.h"

#include "absl/strings/str_cat.h"
#include "common/status/problem.h"

namespace thidua {

absl::Status UnknownUnit(const std::string& code) {
  return NotFound("UNKNOWN_UNIT", {.vi = absl::StrCat("Không có đơn vị mã \"", code,
                                                      "\". Hãy kiểm tra mã, hoặc nhập danh sách đơn vị: thidua "
                                                      "import units FILE."),
                                   .en = absl::StrCat("There is no unit with code \"", code,
                                                      "\". Check the code, or import the units: thidua "
                                                      "import units FILE.")});
}

absl::Status UnknownCluster(const std::string& code, int year) {
  return NotFound("UNKNOWN_CLUSTER", {.vi = absl::StrCat("Không có cụm \"", code, "\" năm ", year,
                                                         ". Hãy kiểm tra mã cụm và năm, hoặc nhập danh "
                                                         "sách cụm: thidua import clusters FILE."),
                                      .en = absl::StrCat("There is no cluster \"", code, "\" in ", year,
                                                         ". Check its code and the year, or import "
                                                         "the clusters: thidua import clusters FILE.")});
}

absl::Status UnknownTask(const std::string& id) {
  return NotFound(
      "UNKNOWN_TASK",
      {.vi = absl::StrCat("Không có nhiệm vụ \"", id, "\". Xem các nhiệm vụ: thidua tasks list --unit ĐƠN_VỊ."),
       .en = absl::StrCat("There is no task \"", id, "\". List the tasks: thidua tasks list --unit UNIT.")});
}

}  // namespace thidua
