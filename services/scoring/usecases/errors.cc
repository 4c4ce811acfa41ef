#include "services/scoring/usecases/errors.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/problem.h"

namespace thidua::scoring {

absl::Status UnknownCriterion(const std::string& code, const std::string& scale_id) {
  return NotFound("UNKNOWN_CRITERION",
                  {.vi = absl::StrCat("Thang điểm ", scale_id, " không có tiêu chí \"", code, "\"."),
                   .en = absl::StrCat("Scale ", scale_id, " has no criterion \"", code, "\".")});
}

absl::Status UnknownScale(const std::string& scale_id, int revision) {
  const std::string which = revision == 0 ? scale_id : absl::StrCat(scale_id, " (", revision, ")");
  return NotFound("UNKNOWN_SCALE", {.vi = absl::StrCat("Không có thang điểm \"", which, "\"."),
                                    .en = absl::StrCat("There is no scale \"", which, "\".")});
}

absl::Status UnknownStage(const std::string& code, const Scale& scale) {
  const std::string known = absl::StrJoin(
      scale.stages(), ", ", [](std::string* out, const Stage& stage) { absl::StrAppend(out, stage.code); });
  const std::string& scale_id = scale.definition().scale_id;
  return NotFound("UNKNOWN_STAGE",
                  {.vi = absl::StrCat("Thang điểm ", scale_id, " không có bước \"", code, "\"; có: ", known, "."),
                   .en = absl::StrCat("Scale ", scale_id, " has no stage \"", code, "\"; it has: ", known, ".")});
}

absl::Status NoCluster(const std::string& unit, int year) {
  return FailedPrecondition("NO_CLUSTER",
                            {.vi = absl::StrCat("Đơn vị ", unit, " không thuộc cụm nào năm ", year,
                                                ". Hãy nhập danh sách cụm có đơn vị này: thidua import clusters FILE."),
                             .en = absl::StrCat("Unit ", unit, " is in no cluster in ", year,
                                                ". Import clusters that name it: thidua import clusters FILE.")});
}

absl::Status NoScaleForUnit(const std::string& unit, int year) {
  return NotFound("NO_SCALE", {.vi = absl::StrCat("Chưa có thang điểm năm ", year, " cho đơn vị ", unit,
                                                  ". Hãy nhập thang điểm: thidua import scale FILE."),
                               .en = absl::StrCat("There is no scale for unit ", unit, " in ", year,
                                                  ". Import one: thidua import scale FILE.")});
}

absl::Status NoScaleForCluster(const std::string& cluster, int year) {
  return FailedPrecondition("NO_SCALE", {.vi = absl::StrCat("Chưa có thang điểm năm ", year, " cho cụm ", cluster,
                                                            ". Hãy nhập thang điểm: thidua import scale FILE."),
                                         .en = absl::StrCat("There is no scale for cluster ", cluster, " in ", year,
                                                            ". Import one: thidua import scale FILE.")});
}

absl::Status MixedScales(const std::string& cluster, int year, const std::string& scales) {
  return FailedPrecondition(
      "MIXED_SCALES",
      {.vi = absl::StrCat("Các đơn vị của cụm ", cluster, " năm ", year, " thuộc các thang điểm khác nhau (", scales,
                          ") nên không so sánh được. Hãy nhập một thang điểm có \"under\" bao gồm cả cụm."),
       .en = absl::StrCat("The units of cluster ", cluster, " in ", year, " are under different scales (", scales,
                          ") and cannot be compared. Import a scale whose \"under\" covers the whole cluster.")});
}

absl::Status InputDoesNotFit(const std::string& unit, int year, const std::string& criterion, const std::string& input,
                             const std::string& scale_id) {
  return FailedPrecondition(
      "INPUT_DOES_NOT_FIT",
      {.vi = absl::StrCat("Số liệu ", input, " của tiêu chí ", criterion, " mà đơn vị ", unit, " đã báo cáo năm ", year,
                          " không hợp với thang điểm ", scale_id,
                          " đang áp dụng. Hãy sửa thang điểm hoặc phạm vi của nó."),
       .en = absl::StrCat("Input ", input, " of criterion ", criterion, ", reported by unit ", unit, " for ", year,
                          ", does not fit scale ", scale_id, " now in force. Correct the scale or its scope.")});
}

}  // namespace thidua::scoring
